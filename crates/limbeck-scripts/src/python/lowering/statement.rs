//! What scripts execute: strings, `sa.text()`, constructs, functions.

use std::borrow::Cow;

use limbeck_python::{Raise, Tree};
use limbeck_schema::{Expression, expression::TextClause, operation::SqlStatement};

pub(crate) use super::expression::bulk_insert;
use super::{
    expression::{Lowering, construct, executed_many},
    fields::{Lowered, unexpected},
};

/// A statement with the parameters of its execution: a dict, or `None`.
///
/// # Errors
/// The exception that Python raises for something that cannot be executed.
pub(crate) fn statement(tree: &Tree, parameters: &Tree) -> Lowered<SqlStatement> {
    let given = (!parameters.is_none()).then_some(parameters);
    if let Tree::Str(text) = tree {
        return Ok(SqlStatement::Text(TextClause::new(text)));
    }
    let kind = tree.as_node().map_or("", |node| node.kind.as_str());
    Ok(match kind {
        "sql.insert"
        | "sql.update"
        | "sql.delete"
        | "sql.select"
        | "sql.compound_select"
        | "sql.textual_select" => SqlStatement::Construct(Box::new(construct(tree, given)?)),
        kind if kind.starts_with("sql.") => match Lowering::new(tree, given)?.expression(tree)? {
            Expression::Text(clause) => SqlStatement::Text(clause),
            other => SqlStatement::Expression(Box::new(other)),
        },
        _ => return Err(unexpected("something executable", tree)),
    })
}

/// The statements of one execution with several sets of parameters, dicts whose names are those of
/// the `first` of all; `place` counts the sets before these.
///
/// # Errors
/// As [`statement`], and SQLAlchemy's for a set without a value that the first one has.
pub(crate) fn statements(
    tree: &Tree,
    first: &Tree,
    sets: &[Tree],
    place: usize,
) -> Lowered<Vec<SqlStatement>> {
    let takes_columns =
        tree.as_node_of("sql.insert").is_some() || tree.as_node_of("sql.update").is_some();
    let sets: Vec<Cow<'_, Tree>> = if takes_columns {
        sets.iter()
            .enumerate()
            .map(|(index, set)| named_alike(first, set, place + index))
            .collect::<Lowered<_>>()?
    } else {
        sets.iter().map(Cow::Borrowed).collect()
    };
    if tree.as_node_of("sql.insert").is_none() {
        return sets.iter().map(|set| statement(tree, set)).collect();
    }
    Ok(executed_many(tree, &sets)?
        .into_iter()
        .map(|statement| SqlStatement::Construct(Box::new(statement)))
        .collect())
}

/// A set of parameters with the names of the first one, which say what columns get values.
fn named_alike<'t>(first: &Tree, set: &'t Tree, place: usize) -> Lowered<Cow<'t, Tree>> {
    let (Some(names), Some(pairs)) = (first.as_dict(), set.as_dict()) else {
        return Ok(Cow::Borrowed(set));
    };
    let same = |((name, _), (other, _)): (&(Tree, Tree), &(Tree, Tree))| name == other;
    if names.len() == pairs.len() && names.iter().zip(pairs).all(same) {
        return Ok(Cow::Borrowed(set));
    }
    names
        .iter()
        .map(|(name, _)| {
            let value = pairs.iter().find(|(other, _)| other == name);
            value.cloned().ok_or_else(|| {
                Raise::new(
                    "sqlalchemy.exc.StatementError",
                    format!(
                        "(sqlalchemy.exc.InvalidRequestError) A value is required for bind \
                         parameter '{}', in parameter group {place}",
                        name.as_str().unwrap_or_default()
                    ),
                )
            })
        })
        .collect::<Lowered<_>>()
        .map(|pairs| Cow::Owned(Tree::Dict(pairs)))
}

/// Whether an execution of a statement with several sets of parameters only tells how many rows
/// it affected.
pub(crate) fn only_counts(tree: &Tree) -> bool {
    let Some(node) = tree.as_node() else {
        return false;
    };
    match node.kind.as_str() {
        "sql.insert" | "sql.update" | "sql.delete" => node
            .get("returning")
            .as_list()
            .is_none_or(<[Tree]>::is_empty),
        "sql.text" => true,
        _ => false,
    }
}
