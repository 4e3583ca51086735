//! The statements on the version table, as SQLAlchemy writes them for Alembic's
//! `HeadMaintainer`.

use limbeck_dialects::{Compilation, CompileError, CompileOptions, Dialect};
use limbeck_revisions::VersionChange;
use limbeck_schema::operation::CreateTable;
use limbeck_schema::{
    Column, Constraint, ConstraintName, NamingConvention, Operation, PrimaryKeyConstraint, SqlType,
    Table,
};

use crate::VersionTable;

/// The column of the version table.
const COLUMN: &str = "version_num";

/// What is said if a statement on the version table does not change exactly one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowCheck {
    /// Alembic's words up to the number of rows.
    expectation: String,
}

impl RowCheck {
    /// The check that Alembic makes after a change; none after an INSERT.
    pub(crate) fn of(table: &VersionTable, change: &VersionChange) -> Option<Self> {
        let table = &table.name.name;
        let what = match change {
            VersionChange::Update { from, to } => format!("updating '{from}' to '{to}'"),
            VersionChange::Delete(id) => format!("deleting '{id}'"),
            VersionChange::Insert(_) | VersionChange::DeleteAll => return None,
        };
        Some(Self {
            expectation: format!(
                "Online migration expected to match one row when {what} in '{table}'"
            ),
        })
    }

    /// What is wrong with that number of rows.
    pub(crate) fn failure(&self, rows: u64) -> Option<String> {
        (rows != 1).then(|| format!("{}; {rows} found", self.expectation))
    }
}

/// The statement that reads the rows.
pub(crate) fn select(
    table: &VersionTable,
    dialect: &dyn Dialect,
    options: &CompileOptions,
) -> String {
    let name = quoted(table, dialect, options);
    format!("SELECT {name}.{COLUMN} FROM {name}")
}

/// The statements that create the table.
pub(crate) fn create(
    table: &VersionTable,
    dialect: &dyn Dialect,
    options: &CompileOptions,
) -> Result<Vec<String>, CompileError> {
    let mut column = Column::new(
        COLUMN,
        SqlType::String {
            length: Some(32),
            collation: None,
        },
    );
    column.nullable = false;
    let mut definition = Table::new(table.name.clone());
    definition.columns.push(column);
    if table.primary_key {
        definition
            .constraints
            .push(Constraint::PrimaryKey(PrimaryKeyConstraint {
                name: ConstraintName::Given(format!("{}_pkc", table.name.name).into()),
                columns: vec![COLUMN.into()],
                ..PrimaryKeyConstraint::default()
            }));
    }
    // The table has metadata of its own: the project's naming convention is not for it.
    let options = CompileOptions {
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
    Ok(compilation
        .take_statements()
        .into_iter()
        .map(|statement| statement.sql)
        .collect())
}

/// The statement for a change.
pub(crate) fn change(
    table: &VersionTable,
    change: &VersionChange,
    dialect: &dyn Dialect,
    options: &CompileOptions,
) -> String {
    let name = quoted(table, dialect, options);
    let literal = |id: &str| format!("'{}'", options.percent(&id.replace('\'', "''")));
    match change {
        VersionChange::Insert(id) => {
            let insert = format!(
                "INSERT INTO {name} ({COLUMN}) VALUES ({})",
                literal(id.as_str())
            );
            let returning = table
                .primary_key
                .then(|| dialect.session().implicit_returning(&name, COLUMN))
                .flatten();
            match returning {
                Some(column) => format!("{insert} RETURNING {column}"),
                None => insert,
            }
        }
        VersionChange::Update { from, to } => format!(
            "UPDATE {name} SET {COLUMN}={} WHERE {name}.{COLUMN} = {}",
            literal(to.as_str()),
            literal(from.as_str())
        ),
        VersionChange::Delete(id) => format!(
            "DELETE FROM {name} WHERE {name}.{COLUMN} = {}",
            literal(id.as_str())
        ),
        VersionChange::DeleteAll => format!("DELETE FROM {name}"),
    }
}

fn quoted(table: &VersionTable, dialect: &dyn Dialect, options: &CompileOptions) -> String {
    let name = options.translated(&table.name);
    dialect.identifiers().quote_qualified(&name, options)
}

#[cfg(test)]
mod tests {
    use limbeck_schema::QualifiedName;

    use super::*;

    /// Every statement on the table, for a dialect.
    fn check(dialect: &str, table: &VersionTable, expected: &str) {
        let dialect = limbeck_dialects::dialect(dialect).unwrap();
        let options = CompileOptions::default();
        let mut statements = create(table, dialect, &options).unwrap();
        statements.push(select(table, dialect, &options));
        for version_change in [
            VersionChange::Insert("abc123".into()),
            VersionChange::Update {
                from: "abc123".into(),
                to: "def456".into(),
            },
            VersionChange::Delete("def456".into()),
            VersionChange::DeleteAll,
        ] {
            statements.push(change(table, &version_change, dialect, &options));
        }
        let shown: Vec<_> = statements
            .iter()
            .map(|sql| sql.replace('\t', "    ").trim().to_owned())
            .collect();
        assert_eq!(shown.join("\n"), expected);
    }

    #[test]
    fn statements_of_the_plain_table() {
        check(
            "sqlite",
            &VersionTable::default(),
            "CREATE TABLE alembic_version (\n    version_num VARCHAR(32) NOT NULL, \n    \
             CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n)\n\
             SELECT alembic_version.version_num FROM alembic_version\n\
             INSERT INTO alembic_version (version_num) VALUES ('abc123') RETURNING version_num\n\
             UPDATE alembic_version SET version_num='def456' \
             WHERE alembic_version.version_num = 'abc123'\n\
             DELETE FROM alembic_version WHERE alembic_version.version_num = 'def456'\n\
             DELETE FROM alembic_version",
        );
    }

    #[test]
    fn statements_of_a_table_in_a_schema_without_key() {
        check(
            "postgresql",
            &VersionTable {
                name: QualifiedName::in_schema(Some("meta".into()), "My Versions"),
                primary_key: false,
            },
            "CREATE TABLE meta.\"My Versions\" (\n    version_num VARCHAR(32) NOT NULL\n)\n\
             SELECT meta.\"My Versions\".version_num FROM meta.\"My Versions\"\n\
             INSERT INTO meta.\"My Versions\" (version_num) VALUES ('abc123')\n\
             UPDATE meta.\"My Versions\" SET version_num='def456' \
             WHERE meta.\"My Versions\".version_num = 'abc123'\n\
             DELETE FROM meta.\"My Versions\" WHERE meta.\"My Versions\".version_num = 'def456'\n\
             DELETE FROM meta.\"My Versions\"",
        );
    }

    #[test]
    fn inserts_ask_the_key_back() {
        let insert = change(
            &VersionTable::default(),
            &VersionChange::Insert("it's".into()),
            limbeck_dialects::dialect("postgresql").unwrap(),
            &CompileOptions::default(),
        );
        assert_eq!(
            insert,
            "INSERT INTO alembic_version (version_num) VALUES ('it''s') \
             RETURNING alembic_version.version_num"
        );
    }

    #[test]
    fn row_counts_are_complained_about_in_alembics_words() {
        let table = VersionTable::default();
        let check = RowCheck::of(
            &table,
            &VersionChange::Update {
                from: "a".into(),
                to: "b".into(),
            },
        )
        .unwrap();
        assert_eq!(check.failure(1), None);
        assert_eq!(
            check.failure(0).as_deref(),
            Some(
                "Online migration expected to match one row when updating 'a' to 'b' in \
                 'alembic_version'; 0 found"
            )
        );
        let check = RowCheck::of(&table, &VersionChange::Delete("a".into())).unwrap();
        assert_eq!(
            check.failure(2).as_deref(),
            Some(
                "Online migration expected to match one row when deleting 'a' in \
                 'alembic_version'; 2 found"
            )
        );
        assert_eq!(
            RowCheck::of(&table, &VersionChange::Insert("a".into())),
            None
        );
    }
}
