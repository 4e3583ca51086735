//! [`Tree`]: what crosses the border between Python and Rust.

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
}

/// A stand-in object as its class and its fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is, such as `Column` or `sql.Select`.
    pub kind: String,
    /// Its fields by name; those that were not given are absent or `None`.
    pub fields: IndexMap<String, Tree>,
}
