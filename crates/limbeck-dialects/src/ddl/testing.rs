//! What the tests of operations share.

use limbeck_schema::{
    Column, Constraint, ConstraintName, DialectOptions, Identifier, Literal, NamingConvention,
    Operation, OptionValue, PrimaryKeyConstraint, QualifiedName, SqlType, Table, UniqueConstraint,
};

use crate::{Compilation, CompileOptions};

/// Compares an operation's script with the expected ones, for each dialect.
#[track_caller]
pub(crate) fn check(operation: impl Into<Case>, postgresql: &str, sqlite: &str) {
    let case = operation.into();
    assert_eq!(case.script("postgresql"), postgresql, "postgresql");
    assert_eq!(case.script("sqlite"), sqlite, "sqlite");
}

/// Compares an operation's script with the expected one, for one dialect.
#[track_caller]
pub(crate) fn check_on(dialect: &str, operation: impl Into<Case>, expected: &str) {
    assert_eq!(operation.into().script(dialect), expected, "{dialect}");
}

/// Compares an operation's script with the expected one, the same for all dialects.
#[track_caller]
pub(crate) fn check_both(operation: impl Into<Case>, expected: &str) {
    check(operation, expected, expected);
}

/// What the dialects say that cannot alter constraints.
pub(crate) const NO_ALTER: &str = "error: No support for ALTER of constraints in SQLite dialect. Please refer to the batch mode \
     feature which allows for SQLite migrations using a copy-and-move strategy.";

/// What they say when a type asks for a constraint.
pub(crate) const SKIPPED: &str = "warning: Skipping unsupported ALTER for creation of implicit constraint. Please refer to the \
     batch mode feature which allows for SQLite migrations using a copy-and-move strategy.";

/// Operations with the settings of their run.
pub(crate) struct Case {
    operations: Vec<Operation>,
    options: CompileOptions,
}

impl From<Operation> for Case {
    fn from(operation: Operation) -> Self {
        vec![operation].into()
    }
}

impl From<Vec<Operation>> for Case {
    fn from(operations: Vec<Operation>) -> Self {
        Self {
            operations,
            options: CompileOptions {
                offline: true,
                ..CompileOptions::default()
            },
        }
    }
}

impl Case {
    /// The same with a naming convention.
    pub(crate) fn named(mut self, templates: &[(&str, &str)]) -> Self {
        self.options.naming_convention = NamingConvention {
            templates: templates
                .iter()
                .map(|(key, template)| ((*key).to_owned(), (*template).to_owned()))
                .collect(),
        };
        self
    }

    /// The same on a live connection to a server of that version.
    pub(crate) fn online(mut self, server_version: (u32, u32, u32)) -> Self {
        self.options.offline = false;
        self.options.server_version = Some(server_version);
        self
    }

    /// Statements with semicolons, then warnings and the error, each on lines of its own.
    fn script(&self, dialect: &str) -> String {
        let dialect = crate::dialect(dialect).expect("a dialect of that name");
        let mut compilation = Compilation::default();
        let error = self.operations.iter().find_map(|operation| {
            dialect
                .compile(operation, &self.options, &mut compilation)
                .err()
        });
        let mut lines: Vec<String> = compilation
            .take_statements()
            .iter()
            .map(|statement| {
                let condition = match &statement.condition {
                    None => "",
                    Some(crate::Condition::IfAnyRow(_)) => "if there: ",
                    Some(crate::Condition::UnlessAnyRow(_)) => "if missing: ",
                };
                format!("{condition}{};", statement.script_text())
            })
            .collect();
        lines.extend(
            compilation
                .take_warnings()
                .iter()
                .map(|warning| format!("warning: {warning}")),
        );
        lines.extend(error.map(|error| format!("error: {error}")));
        lines.join("\n")
    }
}

/// A table name; `schema.name` has a schema.
pub(crate) fn name(text: &str) -> QualifiedName {
    match text.split_once('.') {
        Some((schema, name)) => QualifiedName::in_schema(Some(schema.into()), name),
        None => QualifiedName::new(text),
    }
}

/// A table with columns.
pub(crate) fn table(text: &str, columns: Vec<Column>) -> Table {
    let mut table = Table::new(name(text));
    table.columns = columns;
    table
}

/// A column.
pub(crate) fn column(name: &str, data_type: SqlType) -> Column {
    Column::new(name, data_type)
}

/// A column with `primary_key=True`.
pub(crate) fn key(name: &str, data_type: SqlType) -> Column {
    Column {
        primary_key: true,
        nullable: false,
        ..Column::new(name, data_type)
    }
}

/// `sa.String(length)`.
pub(crate) fn string(length: i64) -> SqlType {
    SqlType::String {
        length: Some(length),
        collation: None,
    }
}

/// Names of columns.
pub(crate) fn names(names: &[&str]) -> Vec<Identifier> {
    names.iter().map(|name| Identifier::from(*name)).collect()
}

/// A name as a script gives it; an empty one is none.
pub(crate) fn given(name: &str) -> ConstraintName {
    if name.is_empty() {
        ConstraintName::Unnamed
    } else {
        ConstraintName::Given(name.into())
    }
}

/// `sa.PrimaryKeyConstraint(*columns, name=name)`.
pub(crate) fn primary_key(name: &str, columns: &[&str]) -> Constraint {
    Constraint::PrimaryKey(PrimaryKeyConstraint {
        name: given(name),
        columns: names(columns),
        ..PrimaryKeyConstraint::default()
    })
}

/// `sa.UniqueConstraint(*columns, name=name)`.
pub(crate) fn unique(name: &str, columns: &[&str]) -> Constraint {
    Constraint::Unique(UniqueConstraint {
        name: given(name),
        columns: names(columns),
        ..UniqueConstraint::default()
    })
}

/// Dialect keywords.
pub(crate) fn options(pairs: &[(&str, OptionValue)]) -> DialectOptions {
    pairs
        .iter()
        .map(|(keyword, value)| ((*keyword).to_owned(), value.clone()))
        .collect()
}

/// A keyword that is true.
pub(crate) fn flag(value: bool) -> OptionValue {
    OptionValue::Literal(Literal::Boolean(value))
}

/// A keyword with words in it.
pub(crate) fn words(text: &str) -> OptionValue {
    OptionValue::Literal(Literal::Text(text.to_owned()))
}
