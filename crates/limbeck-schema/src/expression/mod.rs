//! SQL expressions and statements as trees.
//!
//! The trees are those of SQLAlchemy Core after construction: types are resolved, literals bound
//! to the type they are compared to, parentheses are where they belong. [`build`] makes them.

pub mod build;
mod dml;
mod element;
mod from;
pub mod labels;
mod operator;
mod select;
pub mod typing;
mod visit;

pub use dml::{
    ColumnDefault, ConflictAction, ConflictTarget, Delete, DmlColumn, DmlTable, DuplicateKey,
    Insert, InsertSource, Update, UpsertClause, ValueTarget,
};
pub use element::{
    AggregateOrderBy, ArrayLiteral, AsBoolean, BinaryExpression, BindParameter, Case, Cast,
    Collation, ColumnReference, Constant, ExpressionList, Extract, Frame, FrameBound, FrameKind,
    Function, FunctionFilter, Label, LabelReference, Modifiers, Name, OrderPlace, Over,
    ScalarFunctionColumn, ScalarSelect, Slice, TextClause, Tuple, UnaryExpression,
};
pub use from::{
    AliasFrom, Aliased, CteFrom, FromClause, FromKind, JoinFrom, SampleFrom, TableFrom,
    TableValuedFrom, ValuesFrom,
};
pub use operator::{CustomOperator, LikeOperator, LikePattern, Operator};
pub use select::{
    CompoundKeyword, CompoundSelect, DialectText, Fetch, ForUpdate, Hint, LabelStyle, Query,
    RowLimits, Select, SelectColumn, Statement, TextualSelect,
};

use crate::{Identifier, Literal, QualifiedName, SqlType};
use std::sync::Arc;

/// A SQL expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    /// `sa.text(...)`.
    Text(TextClause),
    /// A value that is always written out (`op.inline_literal`).
    Literal {
        /// The value.
        value: Literal,
        /// Its type; [`SqlType::Null`] if unknown.
        data_type: SqlType,
    },
    /// A bound value.
    Bind(Box<BindParameter>),
    /// A column.
    Column(Box<ColumnReference>),
    /// NULL, true, false.
    Constant(Constant),
    /// An operator before or after its operand.
    Unary(Box<UnaryExpression>),
    /// A boolean value where a condition is wanted.
    AsBoolean(Box<AsBoolean>),
    /// An operator between two operands.
    Binary(Box<BinaryExpression>),
    /// An operator between any number of operands.
    List(Box<ExpressionList>),
    /// Parentheses.
    Grouping(Box<Expression>),
    /// `(a, b)`.
    Tuple(Box<Tuple>),
    /// `ARRAY[a, b]`.
    Array(Box<ArrayLiteral>),
    /// CASE.
    Case(Box<Case>),
    /// CAST.
    Cast(Box<Cast>),
    /// Another type, on the client side only.
    TypeCoerce(Box<Cast>),
    /// EXTRACT.
    Extract(Box<Extract>),
    /// An expression under a name.
    Label(Box<Label>),
    /// A name in ORDER BY or GROUP BY.
    LabelReference(Box<LabelReference>),
    /// A function.
    Function(Box<Function>),
    /// `(f(x)).column`.
    ScalarFunctionColumn(Box<ScalarFunctionColumn>),
    /// OVER.
    Over(Box<Over>),
    /// FILTER.
    FunctionFilter(Box<FunctionFilter>),
    /// WITHIN GROUP, and ORDER BY inside an aggregate function.
    AggregateOrderBy(Box<AggregateOrderBy>),
    /// The name after COLLATE.
    Collation(Collation),
    /// `a:b` in an index.
    Slice(Box<Slice>),
    /// A SELECT as one value.
    ScalarSelect(Box<ScalarSelect>),
    /// VALUES as an expression.
    ScalarValues(Arc<FromClause>),
    /// A row or value of something after FROM, by its name.
    TableValuedColumn(Arc<FromClause>, SqlType),
    /// The next value of a sequence.
    NextValue(QualifiedName),
}

impl Expression {
    /// A text expression without binds.
    pub fn text(text: impl Into<String>) -> Self {
        Expression::Text(TextClause::new(text))
    }

    /// A column without table and type.
    pub fn column(name: impl Into<Identifier>) -> Self {
        Expression::Column(Box::new(ColumnReference {
            id: 0,
            name: Name::Given(name.into()),
            table: None,
            data_type: SqlType::Null,
            is_literal: false,
        }))
    }

    /// A bound value whose type is that of the value.
    pub fn bind(value: Literal) -> Self {
        let data_type = typing::type_of(&value);
        Expression::Bind(Box::new(BindParameter::anonymous(value, data_type)))
    }
}

/// A value that is written out, of its own type.
impl From<Literal> for Expression {
    fn from(value: Literal) -> Self {
        let data_type = typing::type_of(&value);
        Expression::Literal { value, data_type }
    }
}
