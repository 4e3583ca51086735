//! INSERT, UPDATE, DELETE.

use std::sync::Arc;

use super::{DialectText, Expression, FromClause, Hint, Query, SelectColumn};
use crate::{Identifier, Literal, QualifiedName, SqlType};

/// The table that a statement changes.
#[derive(Clone, Debug, PartialEq)]
pub struct DmlTable {
    /// The table.
    pub from: Arc<FromClause>,
    /// Its columns, in order.
    pub columns: Vec<DmlColumn>,
}

impl DmlTable {
    /// The column of that key.
    pub fn column(&self, key: &str) -> Option<&DmlColumn> {
        self.columns.iter().find(|column| column.key == key)
    }
}

/// A column of the table that a statement changes.
#[derive(Clone, Debug, PartialEq)]
pub struct DmlColumn {
    /// The key by which `values()` names it.
    pub key: String,
    /// Its name.
    pub name: Identifier,
    /// Its type.
    pub data_type: SqlType,
    /// Whether it is part of the primary key.
    pub primary_key: bool,
    /// Whether the server counts it.
    pub autoincrement: bool,
    /// What an INSERT without a value for it inserts.
    pub default: Option<ColumnDefault>,
    /// What an UPDATE without a value for it sets.
    pub onupdate: Option<ColumnDefault>,
    /// Whether the server fills it in.
    pub server_default: bool,
}

/// What fills a column in on the client side.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnDefault {
    /// A value.
    Value(Literal),
    /// An expression.
    Expression(Expression),
    /// The next value of a sequence.
    Sequence {
        /// Its name.
        name: QualifiedName,
        /// Not needed where the server counts by itself.
        optional: bool,
    },
    /// A Python function that was not called.
    Callable,
}

/// INSERT.
#[derive(Clone, Debug, PartialEq)]
pub struct Insert {
    /// The table.
    pub table: DmlTable,
    /// What is inserted.
    pub source: InsertSource,
    /// Whether the server need not say what it filled in.
    pub inline: bool,
    /// What follows the values.
    pub upserts: Vec<UpsertClause>,
    /// RETURNING.
    pub returning: Vec<SelectColumn>,
    /// Words after INSERT.
    pub prefixes: Vec<DialectText>,
    /// Hints.
    pub hints: Vec<Hint>,
    /// `add_cte(...)`.
    pub ctes: Vec<Arc<FromClause>>,
}

/// What an INSERT inserts.
#[derive(Clone, Debug, PartialEq)]
pub enum InsertSource {
    /// No values were given: every column, for parameters to come.
    Nothing,
    /// One row.
    Values(Vec<(ValueTarget, Expression)>),
    /// Several rows.
    MultiValues(Vec<Vec<(ValueTarget, Expression)>>),
    /// The rows of a SELECT.
    Select {
        /// The columns, by key.
        names: Vec<String>,
        /// The SELECT.
        query: Query,
        /// Whether defaults of other columns are inserted too.
        include_defaults: bool,
    },
}

/// What a value is for.
#[derive(Clone, Debug, PartialEq)]
pub enum ValueTarget {
    /// A column of the table, by key.
    Key(String),
    /// A column of another table of a multi-table UPDATE, or an expression.
    Expression(Expression),
}

/// ON CONFLICT, ON DUPLICATE KEY UPDATE.
#[derive(Clone, Debug, PartialEq)]
pub struct UpsertClause {
    /// The dialect whose `insert()` made it.
    pub dialect: String,
    /// Which conflicts it is about.
    pub target: ConflictTarget,
    /// What is done then.
    pub action: ConflictAction,
}

/// Which conflicts an [`UpsertClause`] is about.
#[derive(Clone, Debug, PartialEq)]
pub enum ConflictTarget {
    /// Any.
    Any,
    /// Those with a constraint.
    Constraint(Identifier),
    /// Those with the index of these columns or expressions.
    Elements {
        /// The columns by name, or expressions.
        elements: Vec<Expression>,
        /// The predicate of the index.
        criterion: Option<Expression>,
    },
}

/// What is done in a conflict.
#[derive(Clone, Debug, PartialEq)]
pub enum ConflictAction {
    /// Nothing.
    Nothing,
    /// The row is updated.
    Update {
        /// The new values.
        values: Vec<(ValueTarget, Expression)>,
        /// Which rows.
        criterion: Option<Expression>,
    },
    /// The row is updated, whatever key it has in common (ON DUPLICATE KEY UPDATE).
    DuplicateKey(DuplicateKey),
}

/// ON DUPLICATE KEY UPDATE.
#[derive(Clone, Debug, PartialEq)]
pub struct DuplicateKey {
    /// The new values.
    pub values: Vec<(ValueTarget, Expression)>,
    /// Whether they keep the order given.
    pub ordered: bool,
}

/// UPDATE.
#[derive(Clone, Debug, PartialEq)]
pub struct Update {
    /// The table.
    pub table: DmlTable,
    /// The new values; `None` is every column, for parameters to come.
    pub values: Option<Vec<(ValueTarget, Expression)>>,
    /// Whether they keep the order given.
    pub ordered: bool,
    /// WHERE, in parts.
    pub criteria: Vec<Expression>,
    /// RETURNING.
    pub returning: Vec<SelectColumn>,
    /// Words after UPDATE.
    pub prefixes: Vec<DialectText>,
    /// Words after WHERE.
    pub suffixes: Vec<DialectText>,
    /// Hints.
    pub hints: Vec<Hint>,
    /// `add_cte(...)`.
    pub ctes: Vec<Arc<FromClause>>,
}

/// DELETE.
#[derive(Clone, Debug, PartialEq)]
pub struct Delete {
    /// The table.
    pub table: DmlTable,
    /// USING.
    pub using: Vec<Arc<FromClause>>,
    /// WHERE, in parts.
    pub criteria: Vec<Expression>,
    /// RETURNING.
    pub returning: Vec<SelectColumn>,
    /// Words after DELETE.
    pub prefixes: Vec<DialectText>,
    /// Words after WHERE.
    pub suffixes: Vec<DialectText>,
    /// Hints.
    pub hints: Vec<Hint>,
    /// `add_cte(...)`.
    pub ctes: Vec<Arc<FromClause>>,
}
