//! [`Tree`]: what crosses the border between Python and Rust.

use std::any::Any;
use std::sync::Arc;

use indexmap::IndexMap;

/// A plain value out of Python, or into it.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// An integer that fits 64 bits.
    Int(i64),
    /// A larger integer, as decimal digits.
    BigInt(String),
    /// A float.
    Float(f64),
    /// A string.
    Str(String),
    /// `bytes`.
    Bytes(Vec<u8>),
    /// A list or tuple.
    List(Vec<Tree>),
    /// A dict, in order.
    Dict(Vec<(Tree, Tree)>),
    /// A stand-in object: a column, a type, an expression, a date, ...
    Node(Box<Node>),
    /// A value of Rust's that Python keeps and hands back.
    Held(Held),
}

/// A value that means nothing to Python, only to the one who gave it to Python.
#[derive(Clone, Debug)]
pub struct Held(Arc<dyn Any + Send + Sync>);

impl Held {
    /// Wraps a value.
    pub fn new<T: Any + Send + Sync>(value: T) -> Self {
        Self(Arc::new(value))
    }

    /// The value, if it is of that type.
    pub fn get<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.0.downcast_ref()
    }
}

impl PartialEq for Held {
    /// Whether both are the same value, not only equal ones.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// A stand-in object as its class and its fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is, such as `Column` or `sql.Select`.
    pub kind: String,
    /// Its fields by name; those that were not given are absent or `None`.
    pub fields: IndexMap<String, Tree>,
}

static NONE: Tree = Tree::None;

impl Tree {
    /// Whether it is `None`.
    pub fn is_none(&self) -> bool {
        matches!(self, Tree::None)
    }

    /// The text of a string, also of one with a `quote` mark or from `op.f()`.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Tree::Str(text) => Some(text),
            Tree::Node(node) if matches!(node.kind.as_str(), "quoted_name" | "conv") => {
                node.get("value").as_str()
            }
            _ => None,
        }
    }

    /// Python's truth of a boolean or integer; `None` for anything else.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Tree::Bool(value) => Some(*value),
            Tree::Int(value) => Some(*value != 0),
            _ => None,
        }
    }

    /// An integer that fits 64 bits.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Tree::Int(value) => Some(*value),
            Tree::Bool(value) => Some(i64::from(*value)),
            _ => None,
        }
    }

    /// The elements of a list or tuple.
    pub fn as_list(&self) -> Option<&[Tree]> {
        match self {
            Tree::List(elements) => Some(elements),
            _ => None,
        }
    }

    /// The pairs of a dict.
    pub fn as_dict(&self) -> Option<&[(Tree, Tree)]> {
        match self {
            Tree::Dict(pairs) => Some(pairs),
            _ => None,
        }
    }

    /// A stand-in object.
    pub fn as_node(&self) -> Option<&Node> {
        match self {
            Tree::Node(node) => Some(node),
            _ => None,
        }
    }

    /// A value of Rust's that was given to Python, if it is of that type.
    pub fn as_held<T: Any + Send + Sync>(&self) -> Option<&T> {
        match self {
            Tree::Held(held) => held.get(),
            _ => None,
        }
    }

    /// A stand-in object of that kind.
    pub fn as_node_of(&self, kind: &str) -> Option<&Node> {
        self.as_node().filter(|node| node.kind == kind)
    }

    /// The value of a dict under a string, or the field of a node; `None` if there is none.
    pub fn get(&self, key: &str) -> &Tree {
        match self {
            Tree::Node(node) => node.get(key),
            Tree::Dict(pairs) => pairs
                .iter()
                .find(|(name, _)| matches!(name, Tree::Str(name) if name == key))
                .map_or(&NONE, |(_, value)| value),
            _ => &NONE,
        }
    }
}

impl Node {
    /// A node from its fields.
    pub fn new<const N: usize>(kind: &str, fields: [(&str, Tree); N]) -> Self {
        Self {
            kind: kind.to_owned(),
            fields: fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        }
    }

    /// A field; [`Tree::None`] if it was not given.
    pub fn get(&self, field: &str) -> &Tree {
        self.fields.get(field).unwrap_or(&NONE)
    }
}

impl From<&str> for Tree {
    fn from(text: &str) -> Self {
        Tree::Str(text.to_owned())
    }
}

impl From<String> for Tree {
    fn from(text: String) -> Self {
        Tree::Str(text)
    }
}

impl From<Node> for Tree {
    fn from(node: Node) -> Self {
        Tree::Node(Box::new(node))
    }
}
