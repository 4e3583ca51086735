//! Tables as the catalog queries describe them.

use limbeck_database::ResultSet;
use limbeck_schema::{
    Autoincrement, Column, Constraint, Identifier, PrimaryKeyConstraint, QualifiedName,
    ServerDefault, SqlType, Table, operation::BatchAlterTable,
};

use super::{ExistingIndex, ExistingTable, TableRebuild, text_of};
use crate::{
    CompileError, Dialect,
    ddl::Context,
    inspection::{
        CatalogQuestion, InspectionError, InspectionView, Row, SchemaScope, column, constraint,
        index, rows,
    },
};

/// The questions about a table, in the order of [`Standard`]'s answers.
const QUESTIONS: [CatalogQuestion; 4] = [
    CatalogQuestion::Relations,
    CatalogQuestion::Columns,
    CatalogQuestion::Constraints,
    CatalogQuestion::Indexes,
];

/// The rebuild of a dialect that has no ways of its own.
pub(crate) struct Standard;

impl TableRebuild for Standard {
    fn queries(&self, dialect: &dyn Dialect, table: &QualifiedName) -> Vec<String> {
        let schema = table.schema.as_ref().map(Identifier::as_str);
        let schemas = schema.map_or(SchemaScope::Default, |schema| {
            SchemaScope::Only(schema.to_owned())
        });
        QUESTIONS
            .into_iter()
            .filter_map(|question| {
                let catalog = dialect.catalog();
                catalog.query(question, &schemas, Some(table.name.as_str()))
            })
            .collect()
    }

    fn read(
        &self,
        cx: &Context<'_>,
        batch: &BatchAlterTable,
        answers: &[ResultSet],
    ) -> Result<ExistingTable, CompileError> {
        let existing = match (&batch.copy_from, answers) {
            (Some(table), _) => ExistingTable::given(table),
            (None, [relations, columns, constraints, indexes]) if !relations.rows.is_empty() => {
                let mut existing =
                    read(cx, &batch.table, [relations, columns, constraints, indexes])?;
                existing.adjust(cx, batch)?;
                existing
            }
            (None, _) => {
                return Err(CompileError::NoSuchTable {
                    table: batch.table.to_string(),
                });
            }
        };
        Ok(existing)
    }

    fn asks_about_given_tables(&self) -> bool {
        false
    }
}

fn read(
    cx: &Context<'_>,
    name: &QualifiedName,
    [relations, columns, constraints, indexes]: [&ResultSet; 4],
) -> Result<ExistingTable, CompileError> {
    let mut table = Table::new(name.clone());
    table.comment = rows(relations)
        .next()
        .and_then(|row| row.text("comment").map(str::to_owned));
    let mut primary_key = PrimaryKeyConstraint::default();
    let mut others = Vec::new();
    for row in rows(constraints) {
        match constraint(cx.dialect, row, InspectionView::Complete).map_err(|error| lost(&error))? {
            Constraint::PrimaryKey(key) => primary_key = key,
            other => others.push(other),
        }
    }
    table.columns = rows(columns)
        .map(|row| existing_column(cx, name, row, &primary_key))
        .collect();
    Ok(ExistingTable {
        indexes: rows(indexes)
            .filter(|row| row.text("constraint").is_none())
            .map(|row| ExistingIndex::Described(index(cx.dialect, row, InspectionView::Complete)))
            .collect(),
        table,
        primary_key,
        constraints: others,
        is_reflected: true,
        dependents: Default::default(),
        warnings: Vec::new(),
    })
}

fn lost(error: &InspectionError) -> CompileError {
    CompileError::NotImplemented {
        message: format!(
            "{error}, and would lose it in a copy. Pass the table as copy_from= to \
             batch_alter_table()."
        ),
    }
}

/// A column of the old table as one of the new table.
fn existing_column(
    cx: &Context<'_>,
    table: &QualifiedName,
    row: Row<'_>,
    primary_key: &PrimaryKeyConstraint,
) -> Column {
    let mut column = column(cx.dialect, row, InspectionView::Complete);
    // A named type is there already, and its name says enough.
    if !row.list("labels").is_empty() {
        let text = row.text("type").unwrap_or_default();
        column.data_type = SqlType::UserDefined(text.to_owned());
    }
    let is_key = primary_key.columns.contains(&column.name);
    let counts = column.autoincrement == Autoincrement::Always && is_key;
    column.autoincrement = if counts {
        Autoincrement::Auto
    } else {
        Autoincrement::Never
    };
    // The sequence goes with the old table; the new one has its own.
    let is_own_sequence = matches!(
        &column.server_default,
        Some(ServerDefault::Expression(default))
            if text_of(default).is_some_and(|text| {
                text.contains(&format!("{}_{}_seq", table.name, column.name))
            })
    );
    if counts && is_own_sequence {
        column.server_default = None;
    }
    column
}
