//! Expressions: literals, names, calls of constructors.

use std::collections::HashMap;

use limbeck_python::Tree;
use ruff_python_ast::{Expr, Number, Operator, UnaryOp};

use super::call::call;
use super::value::Value;

/// The value of an expression; `None` if only running it would tell.
pub(super) fn evaluate(expression: &Expr, names: &HashMap<String, Value>) -> Option<Value> {
    match expression {
        Expr::NoneLiteral(_) => Some(Value::Plain(Tree::None)),
        Expr::BooleanLiteral(literal) => Some(Value::Plain(Tree::Bool(literal.value))),
        Expr::StringLiteral(literal) => {
            Some(Value::Plain(Tree::Str(literal.value.to_str().to_owned())))
        }
        Expr::NumberLiteral(literal) => number(&literal.value, false).map(Value::Plain),
        Expr::UnaryOp(operation) if operation.op == UnaryOp::USub => {
            let literal = operation.operand.as_number_literal_expr()?;
            number(&literal.value, true).map(Value::Plain)
        }
        Expr::BinOp(operation) if operation.op == Operator::Add => {
            let left = evaluate(&operation.left, names)?.plain()?;
            let right = evaluate(&operation.right, names)?.plain()?;
            match (left, right) {
                (Tree::Str(left), Tree::Str(right)) => Some(Value::Plain(Tree::Str(left + &right))),
                _ => None,
            }
        }
        Expr::List(list) => sequence(&list.elts, names),
        Expr::Tuple(tuple) => sequence(&tuple.elts, names),
        Expr::Dict(dict) => {
            let mut pairs: Vec<(Tree, Tree)> = Vec::with_capacity(dict.items.len());
            for item in &dict.items {
                let key = evaluate(item.key.as_ref()?, names)?.plain()?;
                if !matches!(key, Tree::Str(_)) || pairs.iter().any(|(known, _)| *known == key) {
                    return None;
                }
                pairs.push((key, evaluate(&item.value, names)?.plain()?));
            }
            Some(Value::Plain(Tree::Dict(pairs)))
        }
        Expr::Name(name) => names.get(name.id.as_str()).cloned(),
        Expr::Attribute(attribute) => match evaluate(&attribute.value, names)? {
            Value::Path(path) => Some(Value::Path(format!("{path}.{}", attribute.attr))),
            value @ Value::Type(_) => {
                Some(Value::Method(Box::new(value), attribute.attr.to_string()))
            }
            _ => None,
        },
        Expr::Call(expression) => call(expression, names),
        _ => None,
    }
}

fn sequence(elements: &[Expr], names: &HashMap<String, Value>) -> Option<Value> {
    let members: Vec<Value> = elements
        .iter()
        .map(|element| evaluate(element, names))
        .collect::<Option<_>>()?;
    if members
        .iter()
        .all(|member| matches!(member, Value::Plain(_)))
    {
        return Value::List(members).plain().map(Value::Plain);
    }
    Some(Value::List(members))
}

fn number(number: &Number, negative: bool) -> Option<Tree> {
    match number {
        Number::Int(value) => {
            let value = value.as_i64()?;
            Some(Tree::Int(if negative { -value } else { value }))
        }
        Number::Float(value) => Some(Tree::Float(if negative { -value } else { *value })),
        Number::Complex { .. } => None,
    }
}
