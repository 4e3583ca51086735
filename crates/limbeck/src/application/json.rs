//! [`Tree`]s as JSON, for questions and answers.

use limbeck_python::Tree;
use serde_json::{Map, Number, Value};

/// A tree of plain values as JSON. Keys are texts, and there are no bytes and no objects in it: the stand-ins
/// write them otherwise.
pub(super) fn to_json(tree: &Tree) -> Value {
    match tree {
        Tree::None | Tree::Bytes(_) | Tree::Node(_) | Tree::Held(_) => Value::Null,
        Tree::Bool(value) => Value::Bool(*value),
        Tree::Int(value) => Value::from(*value),
        Tree::BigInt(digits) => digits.parse::<Number>().map_or(Value::Null, Value::Number),
        Tree::Float(value) => Value::from(*value),
        Tree::Str(text) => Value::String(text.clone()),
        Tree::List(items) => Value::Array(items.iter().map(to_json).collect()),
        Tree::Dict(pairs) => Value::Object(
            pairs
                .iter()
                .filter_map(|(key, value)| Some((key.as_str()?.to_owned(), to_json(value))))
                .collect::<Map<_, _>>(),
        ),
    }
}

/// JSON as a tree.
pub(super) fn to_tree(value: &Value) -> Tree {
    match value {
        Value::Null => Tree::None,
        Value::Bool(value) => Tree::Bool(*value),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Tree::Int(whole),
            (None, _) if number.is_u64() => Tree::BigInt(number.to_string()),
            (None, value) => Tree::Float(value.unwrap_or(f64::NAN)),
        },
        Value::String(text) => Tree::Str(text.clone()),
        Value::Array(items) => Tree::List(items.iter().map(to_tree).collect()),
        Value::Object(fields) => Tree::Dict(
            fields
                .iter()
                .map(|(name, value)| (Tree::Str(name.clone()), to_tree(value)))
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        let value: Value = serde_json::from_str(text).expect("JSON");
        assert_eq!(to_json(&to_tree(&value)).to_string(), text);
    }

    #[test]
    fn json_survives() {
        check("null");
        check(r#"{"a":[1,-2.5,true,null,"x"],"b":{}}"#);
        check("18446744073709551615");
    }
}
