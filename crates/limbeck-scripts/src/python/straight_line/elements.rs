//! SQL expressions: text, constants, functions.

use std::sync::atomic::{AtomicI64, Ordering};

use limbeck_python::Tree;

use super::arguments::Arguments;
use super::value::{Value, node};

/// `sa.text("...")`.
pub(super) fn text(arguments: Arguments) -> Option<Tree> {
    let mut bound = arguments.bind(&["text"])?;
    let Tree::Str(text) = bound.text("text")? else {
        return None;
    };
    bound.finish()?;
    Some(text_element(text))
}

/// The element of a SQL text.
pub(super) fn text_element(text: String) -> Tree {
    node(
        "sql.text",
        vec![("text", Tree::Str(text)), ("binds", Tree::List(Vec::new()))],
    )
}

/// `sa.null()`, `sa.true()`, `sa.false()`.
pub(super) fn constant(kind: &str, arguments: Arguments) -> Option<Tree> {
    arguments.bind(&[])?.finish()?;
    Some(node(kind, vec![("id", identity())]))
}

/// Functions that SQLAlchemy has a constructor for, whose arguments are more than its arguments.
const SPECIAL: [&str; 6] = [
    "cast",
    "extract",
    "next_value",
    "count",
    "char_length",
    "aggregate_strings",
];

/// `sa.func.name(...)`.
pub(super) fn function(name: &str, arguments: Arguments) -> Option<Tree> {
    let special = SPECIAL.contains(&name.to_lowercase().as_str());
    if special || name.starts_with("__") || name.ends_with('_') || !arguments.keywords.is_empty() {
        return None;
    }
    let arguments = arguments
        .positional
        .into_iter()
        .map(|argument| match argument {
            Value::Element(element) => Some(element),
            other => match other.plain()? {
                // What a list stands for depends on the function.
                Tree::List(_) | Tree::Dict(_) => None,
                plain => Some(plain),
            },
        })
        .collect::<Option<_>>()?;
    Some(node(
        "sql.function",
        vec![
            ("id", identity()),
            ("packages", Tree::List(Vec::new())),
            ("name", Tree::Str(name.to_owned())),
            ("arguments", Tree::List(arguments)),
            ("type", Tree::None),
            ("with_ordinality", Tree::Bool(false)),
        ],
    ))
}

/// A condition or other expression: text stands for SQL.
pub(super) fn sql(value: Value) -> Option<Tree> {
    match value {
        Value::Element(element) => Some(element),
        Value::Plain(Tree::Str(text)) => Some(text_element(text)),
        _ => None,
    }
}

/// Tells one element from another, as the address of its object does in Python.
fn identity() -> Tree {
    static NEXT: AtomicI64 = AtomicI64::new(1);
    Tree::Int(NEXT.fetch_add(1, Ordering::Relaxed))
}
