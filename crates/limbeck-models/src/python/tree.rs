//! [`Tree`]s from the exporter's JSON: an object with `$` is a node, everything else is itself.

use std::fmt;

use indexmap::IndexMap;
use limbeck_python::{Node, Tree};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// A tree in the exporter's JSON.
pub(super) struct TreeValue(pub(super) Tree);

impl<'de> Deserialize<'de> for TreeValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor).map(TreeValue)
    }
}

struct TreeVisitor;

/// The field that says what a node is. It comes first.
const KIND: &str = "$";

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of the exporter's")
    }

    fn visit_unit<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::None)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Int(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Tree, E> {
        Ok(i64::try_from(value).map_or_else(|_| Tree::BigInt(value.to_string()), Tree::Int))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Float(value))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Str(text.to_owned()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Tree, E> {
        Ok(Tree::Str(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(TreeValue(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Tree, A::Error> {
        let mut kind = None;
        let mut fields = IndexMap::new();
        while let Some(name) = pairs.next_key::<String>()? {
            if name == KIND {
                kind = Some(pairs.next_value::<String>()?);
            } else {
                let TreeValue(value) = pairs.next_value()?;
                fields.insert(name, value);
            }
        }
        match kind.as_deref() {
            None => Ok(Tree::Dict(
                fields
                    .into_iter()
                    .map(|(name, value)| (Tree::Str(name), value))
                    .collect(),
            )),
            Some("dict") => dict(fields.swap_remove("items")).ok_or_else(|| invalid("dict")),
            Some("int") => match fields.swap_remove("value") {
                Some(Tree::Str(digits)) => Ok(Tree::BigInt(digits)),
                _ => Err(invalid("int")),
            },
            Some("bytes") => match fields.swap_remove("value") {
                Some(Tree::Str(digits)) => bytes(&digits)
                    .map(Tree::Bytes)
                    .ok_or_else(|| invalid("bytes")),
                _ => Err(invalid("bytes")),
            },
            Some(_) => Ok(Node {
                kind: kind.unwrap_or_default(),
                fields,
            }
            .into()),
        }
    }
}

fn invalid<E: Error>(kind: &str) -> E {
    E::custom(format_args!("the {kind} of the exporter is none"))
}

/// A dict from its pairs.
fn dict(items: Option<Tree>) -> Option<Tree> {
    let Some(Tree::List(items)) = items else {
        return None;
    };
    let pairs = items.into_iter().map(|pair| match pair {
        Tree::List(mut pair) if pair.len() == 2 => {
            let value = pair.pop()?;
            Some((pair.pop()?, value))
        }
        _ => None,
    });
    pairs.collect::<Option<_>>().map(Tree::Dict)
}

/// Bytes from their hexadecimal digits.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.as_bytes().chunks(2);
    digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expected: Tree) {
        let TreeValue(tree) = serde_json::from_str(json).expect("a tree");
        assert_eq!(tree, expected);
    }

    #[test]
    fn plain_values() {
        check("null", Tree::None);
        check(
            "[1, -2, 1.5, true]",
            Tree::List(vec![
                Tree::Int(1),
                Tree::Int(-2),
                Tree::Float(1.5),
                Tree::Bool(true),
            ]),
        );
        check(
            r#"{"$": "int", "value": "99999999999999999999"}"#,
            Tree::BigInt("99999999999999999999".to_owned()),
        );
        check(
            r#"{"$": "bytes", "value": "00ff"}"#,
            Tree::Bytes(vec![0, 255]),
        );
    }

    #[test]
    fn dicts_and_nodes() {
        check(
            r#"{"$": "dict", "items": [["a", 1]]}"#,
            Tree::Dict(vec![(Tree::from("a"), Tree::Int(1))]),
        );
        check(
            r#"{"$": "conv", "value": "x"}"#,
            Node::new("conv", [("value", Tree::from("x"))]).into(),
        );
    }
}
