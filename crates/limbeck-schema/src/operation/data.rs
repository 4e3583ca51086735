//! Statements and rows.

use crate::expression::{DmlTable, Statement};
use crate::{Expression, TextClause};

/// A statement of a script.
#[derive(Clone, Debug, PartialEq)]
pub enum SqlStatement {
    /// A string or `sa.text(...)`.
    Text(TextClause),
    /// SQL that goes to the server as it is (`exec_driver_sql`, `sa.DDL`).
    Verbatim(String),
    /// A statement of a script in SQL: it goes to the server, and into what is written with `--sql`,
    /// as it is.
    Script(String),
    /// A function or other expression, selected.
    Expression(Box<Expression>),
    /// SELECT, INSERT, UPDATE, DELETE made of constructs.
    Construct(Box<Statement>),
}

/// `op.execute(...)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Execute {
    /// The statement.
    pub statement: SqlStatement,
}

/// `op.bulk_insert(...)`.
#[derive(Clone, Debug, PartialEq)]
pub struct BulkInsert {
    /// The table, with the types of the columns that are known.
    pub table: Box<DmlTable>,
    /// The rows, each a list of column key and value.
    pub rows: Vec<Vec<(String, Expression)>>,
    /// Rows of the same columns are one statement (`multiinsert=True`, the default), or one each.
    pub multiinsert: bool,
}
