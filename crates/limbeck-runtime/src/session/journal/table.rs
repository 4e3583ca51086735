//! The table of the journal: its statements.

use limbeck_database::{ResultSet, Value};
use limbeck_dialects::expression::literal;
use limbeck_dialects::{Compilation, CompileError, CompileOptions, Dialect, SchemaTranslateMap};
use limbeck_schema::operation::CreateTable;
use limbeck_schema::{
    Column, Constraint, Identifier, Literal, NamingConvention, Operation, PrimaryKeyConstraint,
    QualifiedName, SqlType, Table,
};

use super::replay::{Entry, State};
use crate::VersionTable;
use crate::unfinished::UnfinishedStep;

/// What the table is called.
const NAME: &str = "limbeck_journal";

/// What comes before the name of the version table if that is not the usual one: two projects may
/// share a database.
const PREFIX: &str = "limbeck_journal_";

/// The columns, in the order of [`JournalTable::select`].
const COLUMNS: [&str; 9] = [
    "ordinal",
    "revision",
    "direction",
    "state",
    "digest",
    "statement",
    "already",
    "row_count",
    "last_insert_id",
];

/// The table of the journal beside a version table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct JournalTable {
    name: QualifiedName,
}

impl JournalTable {
    /// It is in the schema of the version table.
    pub(super) fn beside(table: &VersionTable) -> Self {
        let name: Identifier = if table.name.name == VersionTable::default().name.name {
            NAME.into()
        } else {
            format!("{PREFIX}{}", table.name.name).as_str().into()
        };
        Self {
            name: QualifiedName {
                name,
                ..table.name.clone()
            },
        }
    }

    /// Its name.
    pub(super) fn name(&self) -> &QualifiedName {
        &self.name
    }

    fn quoted(&self, dialect: &dyn Dialect, options: &CompileOptions) -> String {
        dialect.identifiers().quote_qualified(&self.name, options)
    }

    /// Makes it.
    pub(super) fn create(
        &self,
        dialect: &dyn Dialect,
        options: &CompileOptions,
    ) -> Result<Vec<String>, CompileError> {
        let text = |length| SqlType::String {
            length: Some(length),
            collation: None,
        };
        let types = [
            SqlType::Integer,
            text(255),
            text(9),
            text(7),
            text(32),
            SqlType::Text {
                length: None,
                collation: None,
            },
            SqlType::Integer,
            SqlType::BigInteger,
            SqlType::BigInteger,
        ];
        let mut definition = Table::new(self.name.clone());
        for (name, data_type) in COLUMNS.into_iter().zip(types) {
            let mut column = Column::new(name, data_type);
            column.nullable = matches!(name, "already" | "row_count" | "last_insert_id");
            definition.columns.push(column);
        }
        definition
            .constraints
            .push(Constraint::PrimaryKey(PrimaryKeyConstraint {
                columns: vec![COLUMNS[0].into()],
                ..PrimaryKeyConstraint::default()
            }));
        // The project's naming convention is not for it.
        let options = CompileOptions {
            schema_translate_map: SchemaTranslateMap::default(),
            naming_convention: NamingConvention::default(),
            ..options.clone()
        };
        let mut compilation = Compilation::default();
        dialect.compile(
            &Operation::CreateTable(CreateTable {
                table: definition,
                if_not_exists: false,
                naming_convention: None,
            }),
            &options,
            &mut compilation,
        )?;
        let mut statements: Vec<String> = compilation
            .take_statements()
            .into_iter()
            .map(|statement| statement.sql.trim_end().to_owned())
            .collect();
        if let Some(create) = statements.last_mut() {
            create.push_str(dialect.session().transactional_table());
        }
        Ok(statements)
    }

    /// Drops it.
    pub(super) fn drop(&self, dialect: &dyn Dialect, options: &CompileOptions) -> String {
        format!("DROP TABLE {}", self.quoted(dialect, options))
    }

    /// Deletes its rows.
    pub(super) fn clear(&self, dialect: &dyn Dialect, options: &CompileOptions) -> String {
        format!("DELETE FROM {}", self.quoted(dialect, options))
    }

    /// Reads its rows.
    pub(super) fn select(&self, dialect: &dyn Dialect, options: &CompileOptions) -> String {
        format!(
            "SELECT {} FROM {} ORDER BY {}",
            COLUMNS.join(", "),
            self.quoted(dialect, options),
            COLUMNS[0]
        )
    }

    /// Writes statements down; `already` is the expression that tells whether they have taken
    /// effect, asked before they are sent.
    pub(super) fn insert(
        &self,
        step: &UnfinishedStep,
        entries: &[Entry],
        already: Option<&str>,
        dialect: &dyn Dialect,
        options: &CompileOptions,
    ) -> Result<String, CompileError> {
        let rows = entries
            .iter()
            .map(|entry| row(step, entry, already, dialect))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(format!(
            "INSERT INTO {} ({}) VALUES {}",
            self.quoted(dialect, options),
            COLUMNS.join(", "),
            rows.join(", ")
        ))
    }

    /// Forgets a statement.
    pub(super) fn delete(
        &self,
        ordinal: u32,
        dialect: &dyn Dialect,
        options: &CompileOptions,
    ) -> String {
        format!(
            "{} WHERE {} = {ordinal}",
            self.clear(dialect, options),
            COLUMNS[0]
        )
    }

    /// Notes what became of a statement.
    pub(super) fn update(
        &self,
        ordinal: u32,
        state: State,
        outcome: Option<(u64, Option<i64>)>,
        dialect: &dyn Dialect,
        options: &CompileOptions,
    ) -> String {
        let mut set = format!("state = '{}'", state.word());
        if let Some((rows, id)) = outcome {
            set.push_str(&format!(", row_count = {rows}"));
            if let Some(id) = id {
                set.push_str(&format!(", last_insert_id = {id}"));
            }
        }
        format!(
            "UPDATE {} SET {set} WHERE {} = {ordinal}",
            self.quoted(dialect, options),
            COLUMNS[0]
        )
    }

    /// What the rows say; `None` if there are none.
    pub(super) fn read(result: &ResultSet) -> Option<(UnfinishedStep, Vec<Entry>)> {
        let text = |row: &[Value], column: usize| match row.get(column) {
            Some(Value::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let number = |row: &[Value], column| text(row, column)?.parse::<i64>().ok();
        let mut step = None;
        let mut entries = Vec::new();
        for row in &result.rows {
            let (Some(ordinal), Some(revision), Some(direction)) =
                (number(row, 0), text(row, 1), text(row, 2))
            else {
                continue;
            };
            step.get_or_insert_with(|| UnfinishedStep::new(&revision, &direction));
            entries.push(Entry {
                ordinal: u32::try_from(ordinal).unwrap_or_default(),
                state: text(row, 3)
                    .and_then(|word| State::from_word(&word))
                    .unwrap_or(State::Started),
                digest: text(row, 4).unwrap_or_default(),
                excerpt: text(row, 5).unwrap_or_default(),
                already: number(row, 6).map(|already| already != 0),
                outcome: number(row, 7)
                    .and_then(|rows| u64::try_from(rows).ok())
                    .map(|rows| (rows, number(row, 8))),
                has_row: true,
            });
        }
        let mut step: UnfinishedStep = step?;
        step.done = entries
            .iter()
            .filter(|entry| entry.state == State::Done)
            .map(|entry| entry.excerpt.clone())
            .collect();
        step.in_doubt = entries
            .iter()
            .find(|entry| entry.state == State::Started)
            .map(|entry| entry.excerpt.clone());
        Some((step, entries))
    }
}

/// The values of a row.
fn row(
    step: &UnfinishedStep,
    entry: &Entry,
    already: Option<&str>,
    dialect: &dyn Dialect,
) -> Result<String, CompileError> {
    let text = |text: &str| {
        let data_type = SqlType::Text {
            length: None,
            collation: None,
        };
        literal(dialect, &Literal::Text(text.to_owned()), &data_type)
    };
    let number = |number: Option<i64>| number.map_or("NULL".to_owned(), |n| n.to_string());
    let already = match (already, entry.already) {
        (Some(expression), _) => format!("(SELECT {expression})"),
        (None, Some(already)) => u8::from(already).to_string(),
        (None, None) => "NULL".to_owned(),
    };
    let rows = entry.outcome.and_then(|(rows, _)| i64::try_from(rows).ok());
    Ok(format!(
        "({}, {}, {}, {}, {}, {}, {already}, {}, {})",
        entry.ordinal,
        text(step.revision.as_str())?,
        text(&step.direction.to_string())?,
        text(entry.state.word())?,
        text(&entry.digest)?,
        text(&entry.excerpt)?,
        number(rows),
        number(entry.outcome.and_then(|(_, id)| id)),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_called_after_an_unusual_version_table() {
        let check = |schema: Option<&str>, name: &str, expected: &str| {
            let table = VersionTable {
                name: QualifiedName::in_schema(schema.map(Into::into), name),
                primary_key: true,
            };
            let journal = JournalTable::beside(&table);
            let dialect = limbeck_dialects::DIALECTS[0];
            assert_eq!(
                journal.drop(dialect, &CompileOptions::default()),
                format!("DROP TABLE {expected}")
            );
        };
        check(None, "alembic_version", "limbeck_journal");
        check(Some("meta"), "alembic_version", "meta.limbeck_journal");
        check(None, "versions", "limbeck_journal_versions");
    }
}
