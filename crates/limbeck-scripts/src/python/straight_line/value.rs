//! What the expressions of a straight-line script are worth.

use limbeck_python::{Node, Tree};

use super::column::ColumnValue;
use super::constraint::TableConstraint;

/// The value of an expression.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// Plain data, or a name from `op.f()`.
    Plain(Tree),
    /// A list or tuple of which not everything is plain.
    List(Vec<Value>),
    /// An imported module, class or function, by its full dotted name.
    Path(String),
    /// A column type.
    Type(Tree),
    /// A SQL expression.
    Element(Tree),
    /// `sa.Column(...)`.
    Column(Box<ColumnValue>),
    /// Something that only stands among the arguments of a column.
    Part(ColumnPart),
    /// A constraint of a table.
    Constraint(TableConstraint),
    /// `op.get_bind()`.
    Bind,
    /// A method of a value.
    Method(Box<Value>, String),
}

/// What stands among the arguments of a column.
#[derive(Clone, Debug)]
pub(super) enum ColumnPart {
    /// `sa.ForeignKey(...)`.
    ForeignKey(Tree),
    /// `sa.Identity(...)`.
    Identity(Tree),
    /// `sa.Computed(...)`.
    Computed(Tree),
}

impl Value {
    /// Plain data; a list is plain if its members are.
    pub(super) fn plain(self) -> Option<Tree> {
        match self {
            Value::Plain(tree) => Some(tree),
            Value::List(members) => members
                .into_iter()
                .map(Value::plain)
                .collect::<Option<_>>()
                .map(Tree::List),
            Value::Path(_)
            | Value::Type(_)
            | Value::Element(_)
            | Value::Column(_)
            | Value::Part(_)
            | Value::Constraint(_)
            | Value::Bind
            | Value::Method(..) => None,
        }
    }

    /// The members of a list or tuple.
    pub(super) fn members(self) -> Option<Vec<Value>> {
        match self {
            Value::List(members) => Some(members),
            Value::Plain(Tree::List(members)) => {
                Some(members.into_iter().map(Value::Plain).collect())
            }
            _ => None,
        }
    }
}

/// A text, also one from `op.f()`.
pub(super) fn text(tree: Tree) -> Option<Tree> {
    tree.as_str().is_some().then_some(tree)
}

/// A text or `None`.
pub(super) fn optional_text(tree: Tree) -> Option<Tree> {
    (tree.is_none() || tree.as_str().is_some()).then_some(tree)
}

/// `True` or `False`; `None` counts as the latter.
pub(super) fn truth(tree: &Tree) -> Option<bool> {
    match tree {
        Tree::None => Some(false),
        Tree::Bool(value) => Some(*value),
        _ => None,
    }
}

/// A node from its fields.
pub(super) fn node(kind: &str, fields: Fields) -> Tree {
    Tree::Node(Box::new(Node {
        kind: kind.to_owned(),
        fields: fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    }))
}

/// The fields of a node under construction.
pub(super) type Fields = Vec<(&'static str, Tree)>;
