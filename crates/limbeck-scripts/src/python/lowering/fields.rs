//! Reading the fields of a tree, with errors that a script's author understands.

use limbeck_python::{Node, Raise, Tree};

/// What lowering yields: a value, or the Python exception to raise in the script.
pub(crate) type Lowered<T> = Result<T, Raise>;

/// A `TypeError` that says what was wanted and what was given.
pub(crate) fn unexpected(wanted: &str, given: &Tree) -> Raise {
    Raise::new(
        "TypeError",
        format!("{wanted} is needed here, not {}", describe(given)),
    )
}

/// A value in a few words.
fn describe(tree: &Tree) -> String {
    match tree {
        Tree::None => "None".to_owned(),
        Tree::Bool(true) => "True".to_owned(),
        Tree::Bool(false) => "False".to_owned(),
        Tree::Int(value) => value.to_string(),
        Tree::BigInt(digits) => digits.clone(),
        Tree::Float(value) => value.to_string(),
        Tree::Str(text) => format!("{text:?}"),
        Tree::Bytes(_) => "bytes".to_owned(),
        Tree::List(_) => "a list".to_owned(),
        Tree::Dict(_) => "a dict".to_owned(),
        Tree::Node(node) => format!("a {}", node.kind),
        Tree::Held(_) => "an object of limbeck's own".to_owned(),
    }
}

/// The node of that kind.
pub(crate) fn node_of<'a>(tree: &'a Tree, kind: &str) -> Lowered<&'a Node> {
    tree.as_node_of(kind)
        .ok_or_else(|| unexpected(&format!("a {kind}"), tree))
}

/// A flag; absent and `None` are false.
pub(crate) fn flag(fields: &Tree, name: &str) -> Lowered<bool> {
    Ok(optional_flag(fields, name)?.unwrap_or(false))
}

/// A flag that may be absent.
pub(crate) fn optional_flag(fields: &Tree, name: &str) -> Lowered<Option<bool>> {
    match fields.get(name) {
        Tree::None => Ok(None),
        value => value
            .as_bool()
            .map(Some)
            .ok_or_else(|| unexpected(&format!("True or False for {name}"), value)),
    }
}

/// A text that may be absent.
pub(crate) fn optional_text(fields: &Tree, name: &str) -> Lowered<Option<String>> {
    match fields.get(name) {
        Tree::None => Ok(None),
        value => value
            .as_str()
            .map(|text| Some(text.to_owned()))
            .ok_or_else(|| unexpected(&format!("a string for {name}"), value)),
    }
}

/// An integer that may be absent.
pub(crate) fn optional_integer(fields: &Tree, name: &str) -> Lowered<Option<i64>> {
    match fields.get(name) {
        Tree::None => Ok(None),
        value => value
            .as_int()
            .map(Some)
            .ok_or_else(|| unexpected(&format!("an integer for {name}"), value)),
    }
}

/// The elements of a list; absent and `None` are an empty one.
pub(crate) fn list<'a>(fields: &'a Tree, name: &str) -> Lowered<&'a [Tree]> {
    match fields.get(name) {
        Tree::None => Ok(&[]),
        value => value
            .as_list()
            .ok_or_else(|| unexpected(&format!("a list for {name}"), value)),
    }
}

/// Each element of a list, lowered.
pub(crate) fn each<T>(
    fields: &Tree,
    name: &str,
    lower: impl FnMut(&Tree) -> Lowered<T>,
) -> Lowered<Vec<T>> {
    list(fields, name)?.iter().map(lower).collect()
}

/// A field that may be absent, lowered.
pub(crate) fn optional<T>(
    fields: &Tree,
    name: &str,
    lower: impl FnOnce(&Tree) -> Lowered<T>,
) -> Lowered<Option<T>> {
    match fields.get(name) {
        Tree::None => Ok(None),
        value => lower(value).map(Some),
    }
}
