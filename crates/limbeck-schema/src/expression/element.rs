//! The nodes of expressions.

use std::sync::Arc;

use super::{Expression, FromClause, Operator, Query};
use crate::{Identifier, Literal, SqlType};

/// A name, or what a name is made of when the statement is compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// Given by the user.
    Given(Identifier),
    /// Given by the user, cut if it is too long (`_truncated_label`).
    Truncatable(Identifier),
    /// `<body>_<number>`, the same for the same seed (`_anonymous_label`).
    Anonymous {
        /// What the name stands for: the identity of an element, and a number among its copies.
        seed: (u64, u32),
        /// What it begins with.
        body: String,
    },
    /// `<table>_<column>`, of a table whose name is not given.
    Qualified {
        /// The name of the table.
        table: Box<Name>,
        /// The name of the column.
        column: String,
        /// What a number at its end is the same for.
        copy: Option<(u64, u32)>,
    },
}

impl Name {
    /// A name made from the identity of an element.
    pub fn anonymous(id: u64, body: impl Into<String>) -> Self {
        Name::Anonymous {
            seed: (id, 0),
            body: body.into(),
        }
    }

    /// The name as given, if it was.
    pub fn given(&self) -> Option<&Identifier> {
        match self {
            Name::Given(name) | Name::Truncatable(name) => Some(name),
            Name::Anonymous { .. } | Name::Qualified { .. } => None,
        }
    }

    /// The name, or what it begins with.
    pub fn body(&self) -> String {
        match self {
            Name::Given(name) | Name::Truncatable(name) => name.text.clone(),
            Name::Anonymous { body, .. } => body.clone(),
            Name::Qualified { table, column, .. } => format!("{}_{column}", table.body()),
        }
    }
}

/// `sa.text(...)`: SQL as the user wrote it, with `:name` binds.
#[derive(Clone, Debug, PartialEq)]
pub struct TextClause {
    /// The text, with its `:name` binds and `\:` escapes as written.
    pub text: String,
    /// The binds that were given a value (`.bindparams(...)` or parameters of `execute`).
    pub binds: Vec<BindParameter>,
}

impl TextClause {
    /// A text without bound values.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            binds: Vec::new(),
        }
    }
}

/// A bound value.
#[derive(Clone, Debug, PartialEq)]
pub struct BindParameter {
    /// Its name.
    pub name: Name,
    /// Its value; `None` if none was given, which is NULL where values are written out.
    pub value: Option<Literal>,
    /// Its type; [`SqlType::Null`] if unknown.
    pub data_type: SqlType,
    /// The IN or NOT IN that its value is the list of.
    pub expands: Option<Operator>,
}

impl BindParameter {
    /// A value without a name of its own.
    pub fn anonymous(value: Literal, data_type: SqlType) -> Self {
        Self {
            name: Name::anonymous(0, "param"),
            value: Some(value),
            data_type,
            expands: None,
        }
    }
}

/// A column of something after FROM, or of nothing in particular.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnReference {
    /// Which element it is, for names made from it.
    pub id: u64,
    /// Its name.
    pub name: Name,
    /// What it belongs to.
    pub table: Option<Arc<FromClause>>,
    /// Its type.
    pub data_type: SqlType,
    /// `literal_column`: the name is SQL.
    pub is_literal: bool,
}

/// A constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constant {
    /// `null()`.
    Null,
    /// `true()`.
    True,
    /// `false()`.
    False,
}

/// What refines an operator.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Modifiers {
    /// ESCAPE of LIKE.
    pub escape: Option<String>,
    /// Flags of a regular expression.
    pub flags: Option<String>,
    /// BETWEEN SYMMETRIC.
    pub symmetric: bool,
    /// `postgresql_regconfig` of `match()`, by its full name.
    pub options: Vec<(String, Literal)>,
}

/// An operator before its operand, or after it if it orders rows.
#[derive(Clone, Debug, PartialEq)]
pub struct UnaryExpression {
    /// The operator.
    pub operator: Operator,
    /// The operand.
    pub element: Expression,
    /// The type of the result.
    pub data_type: SqlType,
}

/// A boolean value where a condition is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct AsBoolean {
    /// The value.
    pub element: Expression,
    /// Whether the condition is that it is false.
    pub negated: bool,
}

/// An operator between two operands.
#[derive(Clone, Debug, PartialEq)]
pub struct BinaryExpression {
    /// The operator.
    pub operator: Operator,
    /// The operand before it.
    pub left: Expression,
    /// The operand after it.
    pub right: Expression,
    /// The type of the result.
    pub data_type: SqlType,
    /// The operator that says the opposite, if NOT can be put that way.
    pub negate: Option<Operator>,
    /// What refines the operator.
    pub modifiers: Modifiers,
}

/// An operator between any number of operands.
#[derive(Clone, Debug, PartialEq)]
pub struct ExpressionList {
    /// The operator.
    pub operator: Operator,
    /// The operands.
    pub clauses: Vec<Expression>,
    /// The type of the result.
    pub data_type: SqlType,
    /// Whether it may need parentheses.
    pub group: bool,
}

/// `(a, b)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuple {
    /// Its elements.
    pub clauses: Vec<Expression>,
}

/// `ARRAY[a, b]`.
#[derive(Clone, Debug, PartialEq)]
pub struct ArrayLiteral {
    /// Its elements.
    pub clauses: Vec<Expression>,
    /// Its type, an [`SqlType::Array`].
    pub data_type: SqlType,
}

/// CASE.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// What WHEN compares with, if not conditions.
    pub value: Option<Expression>,
    /// WHEN and THEN.
    pub whens: Vec<(Expression, Expression)>,
    /// ELSE.
    pub otherwise: Option<Expression>,
    /// The type of the result.
    pub data_type: SqlType,
}

/// CAST and `type_coerce`.
#[derive(Clone, Debug, PartialEq)]
pub struct Cast {
    /// What is cast.
    pub element: Expression,
    /// Its new type.
    pub data_type: SqlType,
}

/// EXTRACT.
#[derive(Clone, Debug, PartialEq)]
pub struct Extract {
    /// The field.
    pub field: String,
    /// What it is taken from.
    pub element: Expression,
}

/// An expression under a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Which element it is.
    pub id: u64,
    /// The name.
    pub name: Name,
    /// The expression.
    pub element: Expression,
    /// Its type.
    pub data_type: SqlType,
}

/// A name in ORDER BY or GROUP BY.
#[derive(Clone, Debug, PartialEq)]
pub enum LabelReference {
    /// A string: the name of a label or column.
    Text(String),
    /// A label itself, perhaps ordered: its name, if it is among the columns.
    Label(Expression),
}

/// A function.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// Which element it is.
    pub id: u64,
    /// What stands before its name.
    pub packages: Vec<Identifier>,
    /// Its name.
    pub name: Identifier,
    /// Its arguments.
    pub arguments: Vec<Expression>,
    /// The type of the result.
    pub data_type: SqlType,
    /// WITH ORDINALITY.
    pub with_ordinality: bool,
}

/// `(f(x)).column`.
#[derive(Clone, Debug, PartialEq)]
pub struct ScalarFunctionColumn {
    /// The function.
    pub function: Function,
    /// The column.
    pub name: Identifier,
    /// Its type.
    pub data_type: SqlType,
}

/// OVER.
#[derive(Clone, Debug, PartialEq)]
pub struct Over {
    /// What is computed over the window.
    pub element: Expression,
    /// PARTITION BY.
    pub partition_by: Option<Vec<Expression>>,
    /// ORDER BY.
    pub order_by: Option<Vec<Expression>>,
    /// The frame.
    pub frame: Option<Frame>,
}

/// The frame of a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// What is counted.
    pub kind: FrameKind,
    /// Where it begins.
    pub start: FrameBound,
    /// Where it ends.
    pub end: FrameBound,
    /// EXCLUDE.
    pub exclude: Option<String>,
}

/// What a frame counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// RANGE.
    Range,
    /// ROWS.
    Rows,
    /// GROUPS.
    Groups,
}

/// Where a frame begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameBound {
    /// The first or the last row.
    Unbounded,
    /// The current row.
    Current,
    /// So many before it.
    Preceding(u64),
    /// So many after it.
    Following(u64),
}

/// FILTER.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionFilter {
    /// The aggregate function.
    pub function: Expression,
    /// The condition.
    pub criterion: Expression,
}

/// WITHIN GROUP, and ORDER BY inside an aggregate function.
#[derive(Clone, Debug, PartialEq)]
pub struct AggregateOrderBy {
    /// The function, or, inside its parentheses, its last argument.
    pub element: Expression,
    /// The order.
    pub order_by: Vec<Expression>,
    /// Where it is written.
    pub place: OrderPlace,
    /// The type of the result.
    pub data_type: SqlType,
}

/// Where the order of an aggregate function is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderPlace {
    /// WITHIN GROUP after the function.
    WithinGroup,
    /// At the end of its arguments; the element is the function (`func.x().aggregate_order_by()`).
    Function,
    /// At the end of its arguments; the element is the argument (`aggregate_order_by(x, y)`).
    Argument,
}

/// The name after COLLATE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collation {
    /// The name.
    pub name: String,
    /// Its schema.
    pub schema: Option<String>,
}

/// `a:b` in an index.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// Where it begins.
    pub start: Expression,
    /// Where it ends.
    pub stop: Expression,
}

/// A SELECT as one value.
#[derive(Clone, Debug, PartialEq)]
pub struct ScalarSelect {
    /// Which element it is.
    pub id: u64,
    /// The SELECT.
    pub query: Query,
    /// The type of its column.
    pub data_type: SqlType,
}
