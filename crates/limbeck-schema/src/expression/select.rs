//! SELECT and what is made of SELECTs.

use std::sync::Arc;

use super::{Delete, Expression, FromClause, Insert, TextClause, Update};

/// A statement made of SQLAlchemy constructs.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    /// SELECT.
    Query(Query),
    /// INSERT.
    Insert(Box<Insert>),
    /// UPDATE.
    Update(Box<Update>),
    /// DELETE.
    Delete(Box<Delete>),
}

/// A statement that only reads.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// SELECT.
    Select(Box<Select>),
    /// UNION, EXCEPT, INTERSECT.
    Compound(Box<CompoundSelect>),
    /// `text(...).columns(...)`.
    Textual(Box<TextualSelect>),
    /// VALUES.
    Values(Arc<FromClause>),
}

/// How the columns of a SELECT are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LabelStyle {
    /// As they are.
    None,
    /// `table_column`.
    TableNamePlusColumn,
    /// As they are, the second of a name with a number.
    #[default]
    DisambiguateOnly,
}

/// A column of a SELECT.
#[derive(Clone, Debug, PartialEq)]
pub struct SelectColumn {
    /// Which element it is.
    pub id: u64,
    /// The expression.
    pub expression: Expression,
    /// What it comes from, if it was not named itself (`select(table)`).
    pub from: Option<Arc<FromClause>>,
}

/// Text for one dialect, or all with `*`.
#[derive(Clone, Debug, PartialEq)]
pub struct DialectText {
    /// The text.
    pub text: Expression,
    /// The dialect, or `*`.
    pub dialect: String,
}

impl DialectText {
    /// Whether it is for that dialect.
    pub fn is_for(&self, dialect: &str) -> bool {
        self.dialect == "*" || self.dialect == dialect
    }
}

/// `with_hint(...)`.
#[derive(Clone, Debug, PartialEq)]
pub struct Hint {
    /// What it is about.
    pub from: Arc<FromClause>,
    /// The hint.
    pub text: String,
    /// The dialect, or `*`.
    pub dialect: String,
}

/// GROUP BY, ORDER BY, LIMIT and the like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RowLimits {
    /// GROUP BY.
    pub group_by: Vec<Expression>,
    /// ORDER BY.
    pub order_by: Vec<Expression>,
    /// LIMIT.
    pub limit: Option<Expression>,
    /// OFFSET.
    pub offset: Option<Expression>,
    /// FETCH.
    pub fetch: Option<Fetch>,
    /// FOR UPDATE.
    pub for_update: Option<ForUpdate>,
}

impl RowLimits {
    /// Whether the number of rows is limited.
    pub fn limits_rows(&self) -> bool {
        self.limit.is_some() || self.offset.is_some() || self.fetch.is_some()
    }
}

/// FETCH.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetch {
    /// How many.
    pub count: Expression,
    /// WITH TIES.
    pub with_ties: bool,
    /// PERCENT.
    pub percent: bool,
}

/// FOR UPDATE.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ForUpdate {
    /// NOWAIT.
    pub nowait: bool,
    /// FOR SHARE.
    pub read: bool,
    /// OF.
    pub of: Vec<Arc<FromClause>>,
    /// SKIP LOCKED.
    pub skip_locked: bool,
    /// FOR NO KEY UPDATE, FOR KEY SHARE.
    pub key_share: bool,
}

/// SELECT.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Select {
    /// Which element it is.
    pub id: u64,
    /// How its columns are named.
    pub label_style: LabelStyle,
    /// Its columns.
    pub columns: Vec<SelectColumn>,
    /// `select_from(...)` with what `join(...)` made of it.
    pub froms: Vec<Arc<FromClause>>,
    /// WHERE, in parts.
    pub criteria: Vec<Expression>,
    /// HAVING, in parts.
    pub having: Vec<Expression>,
    /// DISTINCT.
    pub distinct: bool,
    /// DISTINCT ON.
    pub distinct_on: Vec<Expression>,
    /// Order and limits.
    pub rows: RowLimits,
    /// `correlate(...)`.
    pub correlate: Option<Vec<Arc<FromClause>>>,
    /// `correlate_except(...)`.
    pub correlate_except: Option<Vec<Arc<FromClause>>>,
    /// Words after SELECT.
    pub prefixes: Vec<DialectText>,
    /// Words at the end.
    pub suffixes: Vec<DialectText>,
    /// Hints.
    pub hints: Vec<Hint>,
    /// `add_cte(...)`.
    pub ctes: Vec<Arc<FromClause>>,
}

/// The keyword of a [`CompoundSelect`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompoundKeyword {
    /// UNION.
    Union,
    /// UNION ALL.
    UnionAll,
    /// EXCEPT.
    Except,
    /// EXCEPT ALL.
    ExceptAll,
    /// INTERSECT.
    Intersect,
    /// INTERSECT ALL.
    IntersectAll,
}

impl CompoundKeyword {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            CompoundKeyword::Union => "UNION",
            CompoundKeyword::UnionAll => "UNION ALL",
            CompoundKeyword::Except => "EXCEPT",
            CompoundKeyword::ExceptAll => "EXCEPT ALL",
            CompoundKeyword::Intersect => "INTERSECT",
            CompoundKeyword::IntersectAll => "INTERSECT ALL",
        }
    }
}

/// UNION, EXCEPT, INTERSECT.
#[derive(Clone, Debug, PartialEq)]
pub struct CompoundSelect {
    /// Which element it is.
    pub id: u64,
    /// How its columns are named.
    pub label_style: LabelStyle,
    /// The keyword.
    pub keyword: CompoundKeyword,
    /// What it combines; there is at least one.
    pub selects: Vec<Query>,
    /// Order and limits.
    pub rows: RowLimits,
    /// `add_cte(...)`.
    pub ctes: Vec<Arc<FromClause>>,
}

/// `text(...).columns(...)`.
#[derive(Clone, Debug, PartialEq)]
pub struct TextualSelect {
    /// The text.
    pub text: TextClause,
    /// Its columns.
    pub columns: Vec<SelectColumn>,
    /// `add_cte(...)`.
    pub ctes: Vec<Arc<FromClause>>,
}

impl Query {
    /// Its columns; those of the first SELECT of a compound one.
    pub fn columns(&self) -> &[SelectColumn] {
        match self {
            Query::Select(select) => &select.columns,
            Query::Compound(compound) => compound.selects.first().map_or(&[], Query::columns),
            Query::Textual(textual) => &textual.columns,
            Query::Values(_) => &[],
        }
    }
}
