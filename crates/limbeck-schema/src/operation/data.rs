//! Statements and rows.

use crate::{Expression, Literal, Table, TextClause};

/// A statement of a script.
#[derive(Clone, Debug, PartialEq)]
pub enum SqlStatement {
    /// A string or `sa.text(...)`.
    Text(TextClause),
    /// SQL that goes to the server as it is (`exec_driver_sql`, `sa.DDL`).
    Verbatim(String),
    /// A SELECT or other expression that is a statement.
    Expression(Box<Expression>),
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
    pub table: Box<Table>,
    /// The rows, each a list of column and value.
    pub rows: Vec<Vec<(String, InsertValue)>>,
    /// One statement per row set (`multiinsert=True`, the default) or per row.
    pub multiinsert: bool,
}

/// A value of a row to insert.
pub type InsertValue = Expression;

/// A literal as a value to insert, its type that of its column.
impl From<Literal> for Expression {
    fn from(value: Literal) -> Self {
        Expression::Literal {
            value,
            data_type: crate::SqlType::Null,
        }
    }
}
