//! Values that can be told from the text alone.

use ruff_python_ast::{Expr, InterpolatedStringElement, Number, Operator, UnaryOp};
use ruff_text_size::Ranged;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// `None`
    None,
    /// A string.
    Text(String),
    /// A tuple, a list or a set, with its members in the order written.
    Sequence(Vec<Value>),
    /// A literal of a type that no header has: what to call it.
    Other(&'static str),
    /// Not known without running the script.
    Unknown(Unknown),
}

/// Why a value is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unknown {
    /// Why.
    pub(super) reason: String,
    /// The byte offset of what is to blame.
    pub(super) offset: usize,
}

impl Value {
    /// A value that only running the script would tell.
    pub(super) fn unknown(reason: impl Into<String>, offset: usize) -> Self {
        Value::Unknown(Unknown {
            reason: reason.into(),
            offset,
        })
    }
}

/// The value of an expression, with the names that are known so far.
pub(super) fn evaluate<'a>(
    expression: &Expr,
    lookup: &impl Fn(&str) -> Option<&'a Value>,
) -> Value {
    let offset = expression.range().start().to_usize();
    match expression {
        Expr::NoneLiteral(_) => Value::None,
        Expr::StringLiteral(literal) => Value::Text(literal.value.to_str().to_owned()),
        Expr::BytesLiteral(_) => Value::Other("bytes"),
        Expr::BooleanLiteral(_) => Value::Other("a boolean"),
        Expr::EllipsisLiteral(_) => Value::Other("an ellipsis"),
        Expr::NumberLiteral(_) => Value::Other("a number"),
        Expr::Dict(_) => Value::Other("a dictionary"),
        Expr::Tuple(tuple) => sequence(&tuple.elts, lookup),
        Expr::List(list) => sequence(&list.elts, lookup),
        Expr::Set(set) => sequence(&set.elts, lookup),
        Expr::Name(name) => match lookup(&name.id) {
            None | Some(Value::Unknown(_)) => {
                Value::unknown(format!("`{}` is not written out above", name.id), offset)
            }
            Some(value) => value.clone(),
        },
        Expr::BinOp(operation) if operation.op == Operator::Add => add(
            evaluate(&operation.left, lookup),
            evaluate(&operation.right, lookup),
            offset,
        ),
        Expr::FString(formatted) => {
            let mut text = String::new();
            for element in formatted.value.elements() {
                match element {
                    InterpolatedStringElement::Literal(literal) => text.push_str(&literal.value),
                    InterpolatedStringElement::Interpolation(inner) => {
                        let plain = inner.format_spec.is_none()
                            && inner.debug_text.is_none()
                            && inner.conversion.is_none();
                        match evaluate(&inner.expression, lookup) {
                            Value::Text(value) if plain => text.push_str(&value),
                            _ => return Value::unknown("it is an f-string", offset),
                        }
                    }
                }
            }
            // Literal parts beside an f-string are elements of it only if they are f-strings.
            let only_formatted = formatted.value.iter().all(|part| part.is_f_string());
            if only_formatted {
                Value::Text(text)
            } else {
                Value::unknown("it is an f-string", offset)
            }
        }
        Expr::UnaryOp(operation)
            if matches!(operation.op, UnaryOp::USub | UnaryOp::UAdd)
                && matches!(&*operation.operand, Expr::NumberLiteral(number)
                    if !matches!(number.value, Number::Complex { .. })) =>
        {
            Value::Other("a number")
        }
        Expr::Call(call) => Value::unknown(
            match &*call.func {
                Expr::Name(name) => format!("it calls `{}`", name.id),
                Expr::Attribute(attribute) => format!("it calls `{}`", attribute.attr),
                _ => "it calls a function".to_owned(),
            },
            offset,
        ),
        Expr::Attribute(attribute) => Value::unknown(
            format!("it is the attribute `{}` of something", attribute.attr),
            offset,
        ),
        Expr::Subscript(_) => Value::unknown("it is a part of something", offset),
        Expr::BoolOp(_)
        | Expr::Named(_)
        | Expr::BinOp(_)
        | Expr::UnaryOp(_)
        | Expr::Lambda(_)
        | Expr::If(_)
        | Expr::ListComp(_)
        | Expr::SetComp(_)
        | Expr::DictComp(_)
        | Expr::Generator(_)
        | Expr::Await(_)
        | Expr::Yield(_)
        | Expr::YieldFrom(_)
        | Expr::Compare(_)
        | Expr::TString(_)
        | Expr::Starred(_)
        | Expr::Slice(_)
        | Expr::IpyEscapeCommand(_) => Value::unknown("it is computed", offset),
    }
}

/// A sequence of values; unknown if one of them is.
fn sequence<'a>(items: &[Expr], lookup: &impl Fn(&str) -> Option<&'a Value>) -> Value {
    let mut values = Vec::with_capacity(items.len());
    for item in items {
        match evaluate(item, lookup) {
            unknown @ Value::Unknown(_) => return unknown,
            value => values.push(value),
        }
    }
    Value::Sequence(values)
}

/// `left + right`.
pub(super) fn add(left: Value, right: Value, offset: usize) -> Value {
    match (left, right) {
        (unknown @ Value::Unknown(_), _) | (_, unknown @ Value::Unknown(_)) => unknown,
        (Value::Text(left), Value::Text(right)) => Value::Text(left + &right),
        (Value::Sequence(mut left), Value::Sequence(right)) => {
            left.extend(right);
            Value::Sequence(left)
        }
        (
            Value::None | Value::Text(_) | Value::Sequence(_) | Value::Other(_),
            Value::None | Value::Text(_) | Value::Sequence(_) | Value::Other(_),
        ) => Value::unknown("it is computed", offset),
    }
}
