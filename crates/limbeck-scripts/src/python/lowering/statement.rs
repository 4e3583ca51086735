//! What scripts execute: strings, `sa.text()`, constructs, functions.

use limbeck_python::Tree;
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

/// A statement for each set of parameters: a list of dicts executes it as often.
///
/// # Errors
/// As [`statement`].
pub(crate) fn statements(tree: &Tree, parameters: &Tree) -> Lowered<Vec<SqlStatement>> {
    match parameters.as_list() {
        None => Ok(vec![statement(tree, parameters)?]),
        Some(sets) if tree.as_node_of("sql.insert").is_some() => Ok(executed_many(tree, sets)?
            .into_iter()
            .map(|statement| SqlStatement::Construct(Box::new(statement)))
            .collect()),
        Some(sets) => sets.iter().map(|set| statement(tree, set)).collect(),
    }
}
