//! Tables as `op.create_table` describes them.

use limbeck_python::Tree;

use super::arguments::Bound;
use super::column::ColumnValue;
use super::constraint::{ConstraintKind, TableConstraint};
use super::value::{Value, node, text};

/// The node of a table; what is left of the arguments are its keywords.
pub(super) fn table(name: Tree, items: Vec<Value>, bound: &mut Bound) -> Option<Tree> {
    let name = text(name)?;
    let mut columns: Vec<ColumnValue> = Vec::new();
    let mut constraints: Vec<TableConstraint> = Vec::new();
    for item in items {
        match item {
            Value::Column(column) => columns.push(*column),
            Value::Constraint(constraint) => constraints.push(constraint),
            _ => return None,
        }
    }
    let key = check_items(&columns, &constraints)?;
    let in_key = |column: &ColumnValue| {
        key.is_some_and(|key| {
            key.columns
                .iter()
                .any(|name| name.as_str() == Some(&column.name))
        })
    };
    let mut fields = vec![
        ("name", name),
        ("schema", bound.optional_text("schema")?),
        (
            "columns",
            Tree::List(
                columns
                    .iter()
                    .map(|column| column.definition(in_key(column)))
                    .collect(),
            ),
        ),
        ("indexes", Tree::List(Vec::new())),
    ];
    let comment = bound.optional_text("comment")?;
    if !comment.is_none() {
        fields.push(("comment", comment));
    }
    let trees = constraints.into_iter().map(|constraint| constraint.tree);
    fields.push(("constraints", Tree::List(trees.collect())));
    Some(node("Table", fields))
}

/// The primary key among the constraints. Names that are not there, or twice, are refused.
fn check_items<'c>(
    columns: &[ColumnValue],
    constraints: &'c [TableConstraint],
) -> Option<Option<&'c TableConstraint>> {
    for (at, column) in columns.iter().enumerate() {
        if columns[..at].iter().any(|other| other.name == column.name) {
            return None;
        }
    }
    let is_there = |name: &Tree| {
        let name = name.as_str();
        columns
            .iter()
            .any(|column| Some(column.name.as_str()) == name)
    };
    let all_there = constraints
        .iter()
        .all(|constraint| constraint.columns.iter().all(is_there));
    let mut keys = constraints
        .iter()
        .filter(|constraint| constraint.kind == ConstraintKind::PrimaryKey);
    let key = keys.next();
    let flagged = columns.iter().any(|column| column.primary_key);
    if !all_there || keys.next().is_some() || key.is_some() && flagged {
        return None;
    }
    Some(key)
}
