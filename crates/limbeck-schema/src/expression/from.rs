//! What stands after FROM.

use std::sync::Arc;

use super::{Expression, Function, Name, Statement, TextClause};
use crate::{Identifier, SqlType};

/// Something to select from. Its identity matters: the same table twice under different
/// identities is written twice.
#[derive(Clone, Debug, PartialEq)]
pub struct FromClause {
    /// Its identity.
    pub id: u64,
    /// What it is.
    pub kind: FromKind,
}

/// What a [`FromClause`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum FromKind {
    /// A table.
    Table(TableFrom),
    /// Something under another name; a SELECT is put in parentheses.
    Alias(AliasFrom),
    /// WITH.
    Cte(Box<CteFrom>),
    /// JOIN.
    Join(Box<JoinFrom>),
    /// TABLESAMPLE.
    Sample(Box<SampleFrom>),
    /// A function as it is.
    Function(Box<Function>),
    /// A function under a name.
    TableValued(Box<TableValuedFrom>),
    /// VALUES.
    Values(Box<ValuesFrom>),
    /// Text.
    Text(TextClause),
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableFrom {
    /// Its name.
    pub name: Identifier,
    /// Its schema.
    pub schema: Option<Identifier>,
    /// Whether it is part of a `MetaData`, and not just a name (`sa.table()`): only then a
    /// connection may call its schema otherwise.
    pub in_metadata: bool,
}

/// Something under another name.
#[derive(Clone, Debug, PartialEq)]
pub struct AliasFrom {
    /// The name.
    pub name: Name,
    /// What it is the name of.
    pub element: Aliased,
    /// LATERAL.
    pub lateral: bool,
}

/// What an alias is the name of.
#[derive(Clone, Debug, PartialEq)]
pub enum Aliased {
    /// Something after FROM.
    From(Arc<FromClause>),
    /// A SELECT, or a statement that returns rows.
    Statement(Box<Statement>),
}

/// WITH.
#[derive(Clone, Debug, PartialEq)]
pub struct CteFrom {
    /// Its name.
    pub name: Name,
    /// The statement; for an alias that of the original.
    pub element: Aliased,
    /// RECURSIVE.
    pub recursive: bool,
    /// Written where it is used rather than at the top.
    pub nesting: bool,
    /// What this is another name of.
    pub alias_of: Option<Arc<FromClause>>,
    /// What this stands in for (`cte.union(...)`).
    pub restates: Option<Arc<FromClause>>,
    /// Words after AS (`MATERIALIZED`).
    pub prefixes: Vec<Expression>,
}

/// JOIN.
#[derive(Clone, Debug, PartialEq)]
pub struct JoinFrom {
    /// What stands before it.
    pub left: Arc<FromClause>,
    /// What stands after it; a join there is put in parentheses.
    pub right: Arc<FromClause>,
    /// ON.
    pub onclause: Expression,
    /// LEFT OUTER.
    pub outer: bool,
    /// FULL OUTER.
    pub full: bool,
}

/// TABLESAMPLE.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleFrom {
    /// The alias.
    pub alias: AliasFrom,
    /// The method with its argument.
    pub sampling: Function,
    /// REPEATABLE.
    pub seed: Option<Expression>,
}

/// A function under a name.
#[derive(Clone, Debug, PartialEq)]
pub struct TableValuedFrom {
    /// The name.
    pub name: Name,
    /// The function.
    pub function: Function,
    /// Its columns, if they were said.
    pub columns: Option<Vec<(Identifier, SqlType)>>,
    /// Whether the columns are written after the name.
    pub render_derived: bool,
    /// Whether they are written with their types.
    pub with_types: bool,
    /// LATERAL.
    pub lateral: bool,
}

/// VALUES.
#[derive(Clone, Debug, PartialEq)]
pub struct ValuesFrom {
    /// Its name.
    pub name: Option<Identifier>,
    /// Its columns.
    pub columns: Vec<(Identifier, SqlType)>,
    /// Its rows.
    pub rows: Vec<Vec<Expression>>,
    /// LATERAL.
    pub lateral: bool,
}

impl FromClause {
    /// The name that stands before its columns, if there is one.
    pub fn name(&self) -> Option<Name> {
        match &self.kind {
            FromKind::Table(table) => Some(Name::Given(table.name.clone())),
            FromKind::Alias(alias) => Some(alias.name.clone()),
            FromKind::Cte(cte) => Some(cte.name.clone()),
            FromKind::Sample(sample) => Some(sample.alias.name.clone()),
            FromKind::TableValued(function) => Some(function.name.clone()),
            FromKind::Values(values) => values.name.clone().map(Name::Given),
            FromKind::Join(_) | FromKind::Function(_) | FromKind::Text(_) => None,
        }
    }

    /// The schema of a table.
    pub fn schema(&self) -> Option<&Identifier> {
        match &self.kind {
            FromKind::Table(table) => table
                .schema
                .as_ref()
                .filter(|schema| !schema.as_str().is_empty()),
            FromKind::Alias(_)
            | FromKind::Cte(_)
            | FromKind::Join(_)
            | FromKind::Sample(_)
            | FromKind::Function(_)
            | FromKind::TableValued(_)
            | FromKind::Values(_)
            | FromKind::Text(_) => None,
        }
    }

    /// It and, of a join, everything that is joined (`_from_objects`).
    pub fn from_objects(self: &Arc<Self>) -> Vec<Arc<FromClause>> {
        match &self.kind {
            FromKind::Join(join) => {
                let mut froms = vec![self.clone()];
                froms.extend(join.left.from_objects());
                froms.extend(join.right.from_objects());
                froms
            }
            FromKind::Function(function) => function
                .arguments
                .iter()
                .flat_map(Expression::from_objects)
                .collect(),
            FromKind::Text(_) => Vec::new(),
            FromKind::Table(_)
            | FromKind::Alias(_)
            | FromKind::Cte(_)
            | FromKind::Sample(_)
            | FromKind::TableValued(_)
            | FromKind::Values(_) => vec![self.clone()],
        }
    }

    /// What it makes superfluous after FROM: the parts of a join (`_hide_froms`).
    pub fn hidden_froms(&self) -> Vec<Arc<FromClause>> {
        match &self.kind {
            FromKind::Join(join) => {
                let mut froms = join.left.from_objects();
                froms.extend(join.right.from_objects());
                froms
            }
            FromKind::Table(_)
            | FromKind::Alias(_)
            | FromKind::Cte(_)
            | FromKind::Sample(_)
            | FromKind::Function(_)
            | FromKind::TableValued(_)
            | FromKind::Values(_)
            | FromKind::Text(_) => Vec::new(),
        }
    }
}
