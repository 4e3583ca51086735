//! Tables as the catalog queries describe them.

use std::collections::HashMap;

use limbeck_database::ResultSet;
use limbeck_schema::{
    Autoincrement, Column, Constraint, EnumType, Identifier, QualifiedName, Sequence,
    SequenceOptions, ServerDefault, SqlType, Table, UnsupportedObject,
};
use serde_json::Value as Json;

use super::{
    CatalogQuestion, Inspection, InspectionError, InspectionScope, InspectionView, Inspector, Row,
    column,
    column::{named_enum, sequence_options},
    constraint, index, rows,
    rows::{keywords, text},
};
use crate::{Dialect, batch::text_of};

/// The inspector of a dialect whose catalog describes everything in rows.
pub(crate) struct Standard {
    /// The dialect.
    pub(crate) dialect: &'static dyn Dialect,
    /// Whether a unique constraint is nothing but a unique index: then it is told as that.
    pub(crate) unique_constraints_are_indexes: bool,
    /// Which of the words that follow the definition of a table SQLAlchemy sees.
    pub(crate) reflected_words: &'static [&'static str],
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
        let dialect = self.dialect;
        let view = scope.view;
        let mut inspection = Inspection::default();
        let mut tables = Tables::new(self, answer(CatalogQuestion::Relations), view);
        for row in answer(CatalogQuestion::Columns) {
            if let Some(table) = tables.of(row) {
                let column = column(dialect, row, view);
                if view == InspectionView::Reflected {
                    inspection.warnings.extend(unknown_type(row, &column));
                }
                table.columns.push(column);
            }
        }
        for row in answer(CatalogQuestion::Constraints) {
            let Some(table) = tables.of(row) else {
                continue;
            };
            if row.flag("hides_actions") {
                inspection.warnings.push(format!(
                    "The database does not tell this user what the foreign key {} of table '{}' \
                     does ON UPDATE and ON DELETE. Grant the user REFERENCES on the table.",
                    row.text("name").unwrap_or_default(),
                    table.name
                ));
            }
            let constraint = constraint(dialect, row, view)?;
            let is_told = match constraint {
                Constraint::Unique(_) => !self.unique_constraints_are_indexes,
                Constraint::Exclude(_) => view == InspectionView::Complete,
                Constraint::PrimaryKey(_) | Constraint::ForeignKey(_) | Constraint::Check(_) => {
                    true
                }
            };
            if is_told {
                table.constraints.push(constraint);
            }
        }
        for row in answer(CatalogQuestion::Indexes) {
            let is_constraint =
                row.text("constraint").is_some() && !self.unique_constraints_are_indexes;
            if let (false, Some(table)) = (is_constraint, tables.of(row)) {
                table.indexes.push(index(dialect, row, view));
            }
        }
        if view == InspectionView::Reflected {
            let sequences = answer(CatalogQuestion::Sequences);
            leave_out_counting(&mut tables.tables, sequences);
        }
        let schema = &mut inspection.schema;
        for row in answer(CatalogQuestion::Sequences) {
            let sequence = sequence(dialect, row);
            let owner = row
                .text("column_name")
                .and_then(|column| Some((tables.of(row)?, column)));
            match owner {
                Some(_) if row.flag("is_identity") => {}
                Some((table, column))
                    if view == InspectionView::Complete
                        && is_key(table, column)
                        && is_serial(table, column, row) =>
                {
                    count_by(table, column, sequence);
                }
                Some(_) | None => schema.sequences.push(sequence),
            }
        }
        if let Some(row) = answer(CatalogQuestion::DefaultSchema).next() {
            schema.default_schema = row.first_text().map(Identifier::new);
            schema.schemas = row.names("schemas");
        }
        schema.enums = answer(CatalogQuestion::Enums)
            .map(|row| self.enum_type(row))
            .collect();
        schema.unsupported = tables.unsupported.clone();
        schema.tables = tables.in_order();
        Ok(inspection)
    }
}

/// What SQLAlchemy says about a column of a type that it does not know.
fn unknown_type(row: Row<'_>, column: &Column) -> Option<String> {
    let item = match &column.data_type {
        SqlType::Array(array) => &*array.item,
        other => other,
    };
    let text = row.text("type").unwrap_or_default();
    let name = text.split('(').next().unwrap_or_default();
    (*item == SqlType::Null).then(|| {
        format!(
            "Did not recognize type '{}' of column '{}'",
            name.trim_end_matches("[]"),
            column.name
        )
    })
}

/// The text of a default that takes the next number of the sequence of a row.
fn next_of(row: Row<'_>) -> Option<String> {
    let name = row.text("text")?.replace('\'', "''");
    Some(format!("nextval('{name}'::regclass)"))
}

fn default_text(column: &Column) -> Option<&str> {
    match &column.server_default {
        Some(ServerDefault::Expression(default)) => text_of(default),
        _ => None,
    }
}

/// Takes defaults for `SERIAL` as Alembic does: where a column of that name owns the sequence, which the column has
/// instead.
fn leave_out_counting<'r>(tables: &mut [Table], sequences: impl Iterator<Item = Row<'r>>) {
    let owners: HashMap<String, (&str, Row<'_>)> = sequences
        .filter_map(|row| Some((next_of(row)?, (row.text("column_name")?, row))))
        .collect();
    for column in tables.iter_mut().flat_map(|table| &mut table.columns) {
        let is_counted = matches!(&column.data_type, SqlType::Named(named)
            if matches!(named.name.as_str(), "INTEGER" | "BIGINT"));
        let owner = default_text(column).and_then(|default| owners.get(default));
        if let Some((owner, row)) = owner
            && is_counted
            && *owner == column.name.as_str()
        {
            column.sequence = Some(Sequence {
                name: QualifiedName::new(row.text("name").unwrap_or_default()),
                options: SequenceOptions::default(),
                data_type: None,
                optional: true,
            });
            column.server_default = None;
        }
    }
}

/// Whether a column takes its default from the sequence that belongs to it, as `SERIAL` does.
fn is_serial(table: &Table, column: &str, sequence: Row<'_>) -> bool {
    let column = table.columns.iter().find(|found| found.name.text == column);
    let default = column.and_then(default_text);
    default.is_some() && default == next_of(sequence).as_deref()
}

/// Whether a column is one of the primary key; outside of it a default is all that there are words for.
fn is_key(table: &Table, column: &str) -> bool {
    table.constraints.iter().any(|constraint| {
        matches!(constraint, Constraint::PrimaryKey(key)
            if key.columns.iter().any(|key| key.text == column))
    })
}

/// Makes a column count by itself instead of by its default.
fn count_by(table: &mut Table, name: &str, sequence: Sequence) {
    let mut columns = table.columns.iter_mut();
    if let Some(column) = columns.find(|column| column.name.text == name) {
        column.server_default = None;
        column.autoincrement = Autoincrement::Always;
        column.sequence = Some(Sequence {
            optional: true,
            ..sequence
        });
    }
}

impl Standard {
    fn enum_type(&self, row: Row<'_>) -> EnumType {
        let name = row.qualified("type_schema", "name");
        let values = row.list("labels").into_iter().flatten().collect();
        named_enum(self.dialect, name.schema, name.name, values)
    }
}

fn sequence(dialect: &dyn Dialect, row: Row<'_>) -> Sequence {
    let options = row.object("options");
    let data_type = options.get("type").and_then(Json::as_str);
    Sequence {
        name: row.qualified("sequence_schema", "name"),
        options: sequence_options(&options),
        data_type: data_type.and_then(|text| dialect.catalog().column_type(text)),
        optional: false,
    }
}

/// The tables while they are put together.
struct Tables {
    tables: Vec<Table>,
    places: HashMap<QualifiedName, usize>,
    unsupported: Vec<UnsupportedObject>,
}

impl Tables {
    fn new<'r>(
        inspector: &Standard,
        relations: impl Iterator<Item = Row<'r>>,
        view: InspectionView,
    ) -> Self {
        let mut tables = Self {
            tables: Vec::new(),
            places: HashMap::new(),
            unsupported: Vec::new(),
        };
        for row in relations {
            let name = row.qualified("table_schema", "name");
            match row.text("kind") {
                Some("table") => {
                    if row.text("words").is_some_and(is_partitioned) {
                        tables.unsupported.push(UnsupportedObject {
                            kind: "partitioning of table".to_owned(),
                            name: name.clone(),
                        });
                    }
                    tables.places.insert(name, tables.tables.len());
                    tables.tables.push(table(inspector, row, view));
                }
                Some(kind @ "foreign table") => tables.unsupported.push(UnsupportedObject {
                    kind: kind.to_owned(),
                    name,
                }),
                _ => {}
            }
        }
        tables
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

/// Whether the options of a table say that it has partitions, though not which.
fn is_partitioned(words: &str) -> bool {
    words.split_whitespace().any(|word| word == "partitioned")
}

/// A table with neither columns nor constraints yet.
fn table(inspector: &Standard, row: Row<'_>, view: InspectionView) -> Table {
    let dialect = inspector.dialect;
    let mut table = Table::new(row.qualified("table_schema", "name"));
    table.comment = row.text("comment").map(str::to_owned);
    table.options = row.options("options", dialect.name());
    let words = row.assignments("words").into_iter().filter(|(name, _)| {
        view == InspectionView::Complete || inspector.reflected_words.contains(&name.as_str())
    });
    let words = words.map(|(name, value)| (format!("{}_{name}", dialect.name()), value));
    table.options.0.extend(words);
    // SQLAlchemy takes a partition for a table that inherits.
    let is_heir = view == InspectionView::Reflected || !row.flag("is_partition");
    let inherits = row.texts("inherits").filter(|_| is_heir);
    let others = [
        ("using", row.text("access_method").map(text)),
        ("inherits", inherits),
        ("with", row.parameters("parameters")),
        ("tablespace", row.text("tablespace").map(text)),
    ];
    table.options.0.extend(keywords(dialect.name(), others).0);
    // Where the comment is an option of the table SQLAlchemy shows it as one, too.
    if let (InspectionView::Reflected, Some(comment), false) =
        (view, row.text("comment"), row.object("options").is_empty())
    {
        let comment = [("comment", Some(text(comment)))];
        table.options.0.extend(keywords(dialect.name(), comment).0);
    }
    if view == InspectionView::Complete {
        let more = [("partition_by", row.text("partition_by").map(text))];
        table.options.0.extend(keywords(dialect.name(), more).0);
        if row.flag("is_unlogged") {
            table.prefixes.push("UNLOGGED".to_owned());
        }
    }
    table
}
