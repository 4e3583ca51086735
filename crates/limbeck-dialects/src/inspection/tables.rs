//! Tables as the catalog queries describe them.

use std::collections::HashMap;

use limbeck_database::ResultSet;
use limbeck_schema::{Constraint, EnumType, Identifier, QualifiedName, Schema, Sequence, Table};

use super::{
    CatalogQuestion, Inspection, InspectionError, InspectionScope, Inspector, Row, column,
    column::{named_enum, sequence_options},
    constraint, index, rows,
};
use crate::Dialect;

/// The inspector of a dialect whose catalog describes everything in rows.
pub(crate) struct Standard {
    /// The dialect.
    pub(crate) dialect: &'static dyn Dialect,
    /// Whether a unique constraint is nothing but a unique index: then it is told as that.
    pub(crate) unique_constraints_are_indexes: bool,
}

/// What is asked, in order.
const QUESTIONS: [CatalogQuestion; 7] = [
    CatalogQuestion::DefaultSchema,
    CatalogQuestion::Relations,
    CatalogQuestion::Columns,
    CatalogQuestion::Constraints,
    CatalogQuestion::Indexes,
    CatalogQuestion::Enums,
    CatalogQuestion::Sequences,
];

impl Standard {
    /// The questions that the dialect has queries for, with these.
    fn asked(&self, scope: &InspectionScope) -> Vec<(CatalogQuestion, String)> {
        QUESTIONS
            .into_iter()
            .filter_map(|question| {
                let query = self
                    .dialect
                    .catalog()
                    .query(question, &scope.schemas, None)?;
                Some((question, query))
            })
            .collect()
    }
}

impl Inspector for Standard {
    fn queries(&self, scope: &InspectionScope) -> Vec<String> {
        self.asked(scope)
            .into_iter()
            .map(|(_, query)| query)
            .collect()
    }

    fn read(
        &self,
        scope: &InspectionScope,
        answers: &[ResultSet],
    ) -> Result<Inspection, InspectionError> {
        let asked = self.asked(scope);
        if asked.len() != answers.len() {
            return Err(InspectionError::Answers {
                expected: asked.len(),
                found: answers.len(),
            });
        }
        let answer = |wanted: CatalogQuestion| {
            asked
                .iter()
                .zip(answers)
                .filter(move |((question, _), _)| *question == wanted)
                .flat_map(|(_, answer)| rows(answer))
        };
        let mut tables = Tables::new(answer(CatalogQuestion::Relations));
        for row in answer(CatalogQuestion::Constraints) {
            let Some(table) = tables.of(row) else {
                continue;
            };
            let constraint = constraint(row)?;
            if !(self.unique_constraints_are_indexes && matches!(constraint, Constraint::Unique(_)))
            {
                table.constraints.push(constraint);
            }
        }
        for row in answer(CatalogQuestion::Columns) {
            if let Some(table) = tables.of(row) {
                table.columns.push(column(self.dialect, row));
            }
        }
        for row in answer(CatalogQuestion::Indexes) {
            let is_constraint =
                row.text("constraint").is_some() && !self.unique_constraints_are_indexes;
            if is_constraint {
                continue;
            }
            if let Some(table) = tables.of(row) {
                table.indexes.push(index(self.dialect, row));
            }
        }
        let schema = Schema {
            default_schema: answer(CatalogQuestion::DefaultSchema)
                .next()
                .and_then(|row| row.first_text().map(Identifier::new)),
            tables: tables.in_order(),
            enums: answer(CatalogQuestion::Enums)
                .map(|row| self.enum_type(row))
                .collect(),
            sequences: answer(CatalogQuestion::Sequences).map(sequence).collect(),
            ..Schema::default()
        };
        Ok(Inspection {
            schema,
            warnings: Vec::new(),
        })
    }
}

impl Standard {
    fn enum_type(&self, row: Row<'_>) -> EnumType {
        let name = row.qualified("type_schema", "name");
        let values = row.list("labels").into_iter().flatten().collect();
        named_enum(self.dialect, name.schema, name.name, values)
    }
}

fn sequence(row: Row<'_>) -> Sequence {
    Sequence {
        name: row.qualified("sequence_schema", "name"),
        options: sequence_options(&row.object("options")),
        data_type: None,
        optional: false,
    }
}

/// The tables while they are put together.
struct Tables {
    tables: Vec<Table>,
    places: HashMap<QualifiedName, usize>,
}

impl Tables {
    fn new<'r>(relations: impl Iterator<Item = Row<'r>>) -> Self {
        let tables: Vec<Table> = relations
            .filter(|row| row.text("kind") == Some("table"))
            .map(|row| {
                let mut table = Table::new(row.qualified("table_schema", "name"));
                table.comment = row.text("comment").map(str::to_owned);
                table
            })
            .collect();
        let places = tables
            .iter()
            .enumerate()
            .map(|(place, table)| (table.name.clone(), place))
            .collect();
        Self { tables, places }
    }

    /// The table that a row is about; `None` for a view, for one.
    fn of(&mut self, row: Row<'_>) -> Option<&mut Table> {
        let place = self.places.get(&row.table())?;
        self.tables.get_mut(*place)
    }

    /// All of them, by schema and name.
    fn in_order(mut self) -> Vec<Table> {
        self.tables.sort_by(|a, b| a.name.cmp(&b.name));
        self.tables
    }
}
