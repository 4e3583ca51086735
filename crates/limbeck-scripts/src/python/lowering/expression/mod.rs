//! SQL expressions: nodes whose kinds begin with `sql.`.
//!
//! A statement's FROM clauses come as a list of definitions beside it; everything else refers to
//! them by their number, because the same table object means the same table wherever it stands.

mod dml;
mod elements;
mod from;
mod functions;
mod joins;
mod operation;
mod select;

use std::{borrow::Cow, cell::RefCell, collections::HashMap, sync::Arc};

use limbeck_python::{Node, Raise, Tree};
use limbeck_schema::{
    Expression, Literal,
    expression::{
        Constant, FromClause, Insert, InsertSource, Statement, ValueTarget,
        build::{BuildError, Operand},
    },
};

pub(crate) use dml::bulk_insert;

use super::{
    fields::{Lowered, unexpected},
    literal::literal,
};

/// An expression on its own: a condition, a default, an element of an index.
pub(crate) fn expression(tree: &Tree) -> Lowered<Expression> {
    Lowering::new(tree, None)?.expression(tree)
}

/// A statement made of constructs, with the parameters that it is executed with.
pub(crate) fn construct(tree: &Tree, parameters: Option<&Tree>) -> Lowered<Statement> {
    Lowering::new(tree, parameters)?.statement(tree)
}

/// How many rows one statement inserts at most.
const ROWS_PER_STATEMENT: usize = 1_000;

/// A statement made of constructs, executed with several sets of parameters: an INSERT that only
/// has values of these is one statement for many rows.
pub(crate) fn executed_many(tree: &Tree, sets: &[Cow<'_, Tree>]) -> Lowered<Vec<Statement>> {
    let mut statements = Vec::with_capacity(sets.len());
    let mut rows: Option<(Insert, Vec<Row>)> = None;
    for set in sets {
        match construct(tree, Some(set))? {
            Statement::Insert(mut insert) if is_plain(&insert) => {
                let source = std::mem::replace(&mut insert.source, InsertSource::Nothing);
                let InsertSource::Values(row) = source else {
                    continue;
                };
                match &mut rows {
                    Some((_, known))
                        if known.len() < ROWS_PER_STATEMENT && same_keys(known, &row) =>
                    {
                        known.push(row);
                    }
                    _ => {
                        statements.extend(rows.take().map(many_rows));
                        rows = Some((*insert, vec![row]));
                    }
                }
            }
            other => {
                statements.extend(rows.take().map(many_rows));
                statements.push(other);
            }
        }
    }
    statements.extend(rows.take().map(many_rows));
    Ok(statements)
}

type Row = Vec<(ValueTarget, Expression)>;

/// Whether an INSERT has one row of values and nothing that looks at rows one by one.
fn is_plain(insert: &Insert) -> bool {
    matches!(insert.source, InsertSource::Values(_))
        && insert.upserts.is_empty()
        && insert.returning.is_empty()
}

fn same_keys(rows: &[Row], row: &Row) -> bool {
    rows.first().is_some_and(|first| {
        first.len() == row.len()
            && first
                .iter()
                .zip(row)
                .all(|((known, _), (target, _))| known == target)
    })
}

fn many_rows((mut insert, rows): (Insert, Vec<Row>)) -> Statement {
    insert.source = InsertSource::MultiValues(rows);
    Statement::Insert(Box::new(insert))
}

/// What lowering an expression needs to know of what surrounds it.
pub(crate) struct Lowering<'t> {
    definitions: HashMap<i64, &'t Node>,
    made: RefCell<HashMap<i64, Arc<FromClause>>>,
    parameters: Option<&'t Tree>,
}

/// The exception for an expression that cannot be made.
pub(crate) fn build_error(error: BuildError) -> Raise {
    let class = match &error {
        BuildError::Argument(_) => "sqlalchemy.exc.ArgumentError",
        BuildError::InvalidRequest(_) => "sqlalchemy.exc.InvalidRequestError",
        BuildError::NotImplemented(_) => "NotImplementedError",
        BuildError::Attribute(_) => "AttributeError",
    };
    Raise::new(class, error.to_string())
}

impl<'t> Lowering<'t> {
    /// The definitions that come with a node, and the parameters of its execution.
    pub(crate) fn new(tree: &'t Tree, parameters: Option<&'t Tree>) -> Lowered<Self> {
        let mut definitions = HashMap::new();
        for definition in tree.get("definitions").as_list().unwrap_or_default() {
            if let Some(node) = definition.as_node() {
                definitions.insert(number(node.get("id"))?, node);
            }
        }
        Ok(Self {
            definitions,
            made: RefCell::default(),
            parameters,
        })
    }

    /// The value of a parameter that the statement is executed with.
    fn parameter(&self, name: &str) -> Option<&'t Tree> {
        self.parameters?
            .as_dict()?
            .iter()
            .find(|(key, _)| key.as_str() == Some(name))
            .map(|(_, value)| value)
    }

    /// An operand: an expression, or a plain value whose type is decided by what it meets.
    fn operand(&self, tree: &Tree) -> Lowered<Operand> {
        if is_expression(tree) {
            self.expression(tree).map(Operand::Expression)
        } else {
            literal(tree).map(Operand::Value)
        }
    }

    /// An expression; a plain value is bound with its own type.
    pub(crate) fn expression(&self, tree: &Tree) -> Lowered<Expression> {
        Ok(match tree.as_node() {
            Some(node) if node.kind.starts_with("sql.") => self.element(node, tree)?,
            _ => match literal(tree)? {
                Literal::Null => Expression::Constant(Constant::Null),
                value => Expression::bind(value),
            },
        })
    }

    /// A condition; `None`, `True` and `False` are constants.
    fn condition(&self, tree: &Tree) -> Lowered<Expression> {
        match tree {
            Tree::None => Ok(Expression::Constant(Constant::Null)),
            Tree::Bool(true) => Ok(Expression::Constant(Constant::True)),
            Tree::Bool(false) => Ok(Expression::Constant(Constant::False)),
            other if is_expression(other) => self.expression(other),
            other => Err(unexpected("a SQL condition", other)),
        }
    }

    /// Several expressions.
    fn expressions(&self, trees: &Tree) -> Lowered<Vec<Expression>> {
        trees
            .as_list()
            .unwrap_or_default()
            .iter()
            .map(|tree| self.expression(tree))
            .collect()
    }

    /// Several conditions.
    fn conditions(&self, trees: &Tree) -> Lowered<Vec<Expression>> {
        trees
            .as_list()
            .unwrap_or_default()
            .iter()
            .map(|tree| self.condition(tree))
            .collect()
    }

    /// An expression that may be absent.
    fn optional(&self, tree: &Tree) -> Lowered<Option<Expression>> {
        if tree.is_none() {
            return Ok(None);
        }
        self.expression(tree).map(Some)
    }

    /// A condition that may be absent.
    fn optional_condition(&self, tree: &Tree) -> Lowered<Option<Expression>> {
        if tree.is_none() {
            return Ok(None);
        }
        self.condition(tree).map(Some)
    }
}

/// Whether a tree is a SQL expression rather than a plain value.
fn is_expression(tree: &Tree) -> bool {
    tree.as_node()
        .is_some_and(|node| node.kind.starts_with("sql."))
}

/// The number by which an element is known.
fn number(tree: &Tree) -> Lowered<i64> {
    tree.as_int()
        .ok_or_else(|| unexpected("the number of an element", tree))
}

/// The number of a node, as identities are kept.
fn identity(node: &Node) -> u64 {
    node.get("id").as_int().unwrap_or_default().unsigned_abs()
}
