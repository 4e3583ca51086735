//! What compiling a run's operations gives: statements, warnings, and what is remembered.

use std::collections::HashSet;

/// A statement, ready for the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompiledStatement {
    /// The SQL without terminator, exactly as SQLAlchemy's compiler would return it: white space
    /// at the ends and tabs included.
    pub sql: String,
    /// When the statement is to run; `None` is always.
    pub condition: Option<Condition>,
    /// The statement that tidies up if this one fails and the transaction survives that.
    pub undo: Option<String>,
}

impl CompiledStatement {
    /// A statement that runs in any case.
    pub fn new(sql: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            condition: None,
            undo: None,
        }
    }

    /// The text as it goes into a `--sql` script, without terminator: stripped, and tabs as four
    /// spaces (`DefaultImpl._exec()`).
    pub fn script_text(&self) -> String {
        self.sql.replace('\t', "    ").trim().to_owned()
    }
}

/// What the database must be asked before a statement runs (`checkfirst=True` of SQLAlchemy).
///
/// Only an online run asks; a script written with `--sql` holds the statement in any case, as
/// Alembic's does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// Run the statement only if this query returns a row.
    IfAnyRow(String),
    /// Run the statement only if this query returns no row.
    UnlessAnyRow(String),
}

/// The statements and warnings of a run's operations, and what compiling later operations must
/// know of earlier ones.
///
/// One value serves a whole run: SQLAlchemy creates a named type with the first table that uses
/// it, and not again with the next one (`DefaultImpl.memo`).
#[derive(Clone, Debug, Default)]
pub struct Compilation {
    /// The statements that nobody has taken yet, in order.
    pub statements: Vec<CompiledStatement>,
    /// The warnings that nobody has taken yet, in order, in Alembic's words; a run gives each
    /// only once.
    pub warnings: Vec<String>,
    given_warnings: HashSet<String>,
    created_types: HashSet<(String, Option<String>, String)>,
}

impl Compilation {
    /// Adds a statement that runs in any case.
    pub(crate) fn push(&mut self, sql: impl Into<String>) {
        self.statements.push(CompiledStatement::new(sql));
    }

    /// Adds a statement that may depend on what the database says.
    pub(crate) fn push_if(&mut self, sql: impl Into<String>, condition: Option<Condition>) {
        self.statements.push(CompiledStatement {
            condition,
            ..CompiledStatement::new(sql)
        });
    }

    /// Adds a warning that was not given before.
    pub(crate) fn warn(&mut self, text: impl Into<String>) {
        let text = text.into();
        if self.given_warnings.insert(text.clone()) {
            self.warnings.push(text);
        }
    }

    /// Notes that a table brought a named type along; false if an earlier table had.
    pub(crate) fn note_type(&mut self, kind: &str, schema: Option<&str>, name: &str) -> bool {
        self.created_types
            .insert((kind.to_owned(), schema.map(str::to_owned), name.to_owned()))
    }

    /// Takes the statements out, keeping what is remembered.
    pub fn take_statements(&mut self) -> Vec<CompiledStatement> {
        std::mem::take(&mut self.statements)
    }

    /// Takes the warnings out, keeping what is remembered.
    pub fn take_warnings(&mut self) -> Vec<String> {
        std::mem::take(&mut self.warnings)
    }
}
