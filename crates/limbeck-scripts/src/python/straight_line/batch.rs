//! `with op.batch_alter_table(...) as batch_op:`.

use std::collections::HashMap;

use limbeck_python::{Node, Tree};
use ruff_python_ast::{Stmt, StmtWith};

use super::arguments::Arguments;
use super::call;
use super::constraint::ConstraintKind;
use super::directive::{
    Target, add_column, alter_column, create_check_constraint, create_foreign_key, create_index,
    create_key, dict, drop_column, drop_constraint, drop_index, sent_as, table_comment,
};
use super::expression::evaluate;
use super::value::Value;

/// What `op.batch_alter_table` and the operations inside it send.
pub(super) fn arguments(with: &StmtWith, names: &HashMap<String, Value>) -> Option<Tree> {
    let [item] = with.items.as_slice() else {
        return None;
    };
    let opened = item.context_expr.as_call_expr()?;
    let is_batch = matches!(evaluate(&opened.func, names)?,
        Value::Path(path) if path == "alembic.op.batch_alter_table");
    if with.is_async || !is_batch {
        return None;
    }
    let variable = item.optional_vars.as_ref()?.as_name_expr()?.id.as_str();
    let mut bound = call::arguments(&opened.arguments, names)?.bind(&["table_name", "schema"])?;
    let table_name = bound.text("table_name")?;
    let schema = bound.optional_text("schema")?;
    let recreate = bound.plain_or("recreate", Tree::from("auto"))?;
    if !matches!(recreate.as_str(), Some("auto" | "always" | "never")) {
        return None;
    }
    bound.finish()?;

    // Inside, `batch_op.f()` is `op.f()`.
    let mut names = names.clone();
    names.insert(variable.to_owned(), Value::Path("alembic.op".to_owned()));
    let mut operations = Vec::with_capacity(with.body.len());
    for statement in &with.body {
        let expression = match statement {
            Stmt::Pass(_) => continue,
            Stmt::Expr(expression) => expression.value.as_call_expr()?,
            _ => return None,
        };
        let method = expression.func.as_attribute_expr()?;
        if method.value.as_name_expr()?.id.as_str() != variable {
            return None;
        }
        let target = Target {
            table: table_name.clone(),
            schema: schema.clone(),
        };
        let arguments = call::arguments(&expression.arguments, &names)?;
        operations.push(operation(method.attr.as_str(), target, arguments)?);
    }
    Some(dict(vec![
        ("table_name", table_name),
        ("schema", schema),
        ("recreate", recreate),
        ("operations", Tree::List(operations)),
    ]))
}

/// A method of `batch_op`.
fn operation(name: &str, target: Target, arguments: Arguments) -> Option<Tree> {
    let tree = match name {
        "add_column" => add_column(target, arguments.bind(&["column"])?)?,
        "drop_column" => drop_column(target, arguments.bind(&["column_name"])?)?,
        "alter_column" => alter_column(target, arguments.bind(&["column_name"])?)?,
        "create_index" => create_index(target, arguments.bind(&["index_name", "columns"])?)?,
        "drop_index" => drop_index(target, arguments.bind(&["index_name"])?)?,
        "create_primary_key" | "create_unique_constraint" => {
            let kind = match name {
                "create_primary_key" => ConstraintKind::PrimaryKey,
                _ => ConstraintKind::Unique,
            };
            let bound = arguments.bind(&["constraint_name", "columns"])?;
            create_key(kind, target, bound)?
        }
        "create_foreign_key" => {
            let bound = arguments.bind(&[
                "constraint_name",
                "referent_table",
                "local_cols",
                "remote_cols",
            ])?;
            create_foreign_key(target, bound)?
        }
        "create_check_constraint" => {
            let bound = arguments.bind(&["constraint_name", "condition"])?;
            create_check_constraint(target, bound)?
        }
        "drop_constraint" => {
            let mut bound = arguments.bind(&["constraint_name", "type_"])?;
            // Here it has no `if_exists`.
            if bound.take("if_exists").is_some() {
                return None;
            }
            drop_constraint(target, bound)?
        }
        "create_table_comment" => {
            let mut bound = arguments.bind(&["comment"])?;
            let comment = bound.optional_text("comment")?;
            table_comment(target, Some(comment), bound)?
        }
        "drop_table_comment" => table_comment(target, None, arguments.bind(&[])?)?,
        _ => return None,
    };
    let Tree::Dict(pairs) = tree else { return None };
    let fields = pairs.into_iter().filter_map(|(name, value)| match name {
        Tree::Str(name) => Some((name, value)),
        _ => None,
    });
    Some(Tree::Node(Box::new(Node {
        kind: format!("op.{}", sent_as(name)),
        fields: fields.collect(),
    })))
}
