//! [`Arguments`]: reading what a stand-in sent.

use limbeck_python::{Node, Raise, Tree};

use super::opaque;

/// The keyword arguments of a call.
pub(super) struct Arguments {
    call: String,
    fields: Vec<(String, Tree)>,
}

impl Arguments {
    /// Those of the call `call`.
    pub(super) fn new(call: &str, tree: Tree) -> Self {
        let fields = match tree {
            Tree::Dict(pairs) => pairs
                .into_iter()
                .filter_map(|(name, value)| match name {
                    Tree::Str(name) => Some((name, value)),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        Self {
            call: call.to_owned(),
            fields,
        }
    }

    /// The arguments as they came.
    pub(super) fn to_tree(&self) -> Tree {
        Tree::Dict(
            self.fields
                .iter()
                .map(|(name, value)| (Tree::Str(name.clone()), value.clone()))
                .collect(),
        )
    }

    /// An argument; `None` if it was not given.
    pub(super) fn get(&self, name: &str) -> &Tree {
        self.fields
            .iter()
            .find_map(|(field, value)| (field == name).then_some(value))
            .unwrap_or(&Tree::None)
    }

    /// A text.
    pub(super) fn text(&self, name: &str) -> Result<&str, Raise> {
        self.optional_text(name)?
            .ok_or_else(|| self.wrong(name, "a string", &Tree::None))
    }

    /// A text or `None`.
    pub(super) fn optional_text(&self, name: &str) -> Result<Option<&str>, Raise> {
        match self.get(name) {
            Tree::None => Ok(None),
            Tree::Str(text) => Ok(Some(text)),
            other => Err(self.wrong(name, "a string", other)),
        }
    }

    /// Texts: a list of them, a single one, or none for `None`.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, Raise> {
        match self.get(name) {
            Tree::None => Ok(Vec::new()),
            Tree::Str(text) => Ok(vec![text.clone()]),
            Tree::List(items) => items
                .iter()
                .filter(|item| **item != Tree::None)
                .map(|item| match item {
                    Tree::Str(text) => Ok(text.clone()),
                    other => Err(self.wrong(name, "a list of strings", other)),
                })
                .collect(),
            other => Err(self.wrong(name, "a list of strings", other)),
        }
    }

    /// The truth of a value, as Python tests it.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Raise> {
        match self.get(name) {
            Tree::None => Ok(false),
            Tree::Bool(value) => Ok(*value),
            Tree::Int(value) => Ok(*value != 0),
            Tree::BigInt(_) => Ok(true),
            Tree::Float(value) => Ok(*value != 0.0),
            Tree::Str(text) => Ok(!text.is_empty()),
            Tree::Bytes(bytes) => Ok(!bytes.is_empty()),
            Tree::List(items) => Ok(!items.is_empty()),
            Tree::Dict(pairs) => Ok(!pairs.is_empty()),
            Tree::Node(node) if node.kind == opaque::KIND => Err(opaque::raise(node)),
            Tree::Node(_) | Tree::Held(_) => Ok(true),
        }
    }

    /// A whole number that fits a position.
    pub(super) fn number(&self, name: &str) -> Result<usize, Raise> {
        match self.get(name) {
            Tree::Int(value) => {
                usize::try_from(*value).map_err(|_| self.wrong(name, "a number", self.get(name)))
            }
            other => Err(self.wrong(name, "a number", other)),
        }
    }

    /// The number of a connection: a number, or a connection object.
    pub(super) fn connection(&self, name: &str) -> Result<Option<usize>, Raise> {
        match self.get(name) {
            Tree::None => Ok(None),
            Tree::Int(value) => Ok(usize::try_from(*value).ok()),
            Tree::Node(node) => match node.fields.get("number") {
                Some(Tree::Int(value)) => Ok(usize::try_from(*value).ok()),
                _ => Err(self.wrong(name, "a connection", self.get(name))),
            },
            other => Err(self.wrong(name, "a connection", other)),
        }
    }

    fn wrong(&self, name: &str, wanted: &str, found: &Tree) -> Raise {
        if let Tree::Node(node) = found
            && node.kind == opaque::KIND
        {
            return opaque::raise(node);
        }
        let found = kind(found);
        let call = &self.call;
        Raise::new(
            "TypeError",
            format!("{call}: '{name}' must be {wanted}, not {found}"),
        )
    }
}

/// What a value is, for messages.
pub(super) fn kind(tree: &Tree) -> String {
    match tree {
        Tree::None => "None".to_owned(),
        Tree::Bool(_) => "a bool".to_owned(),
        Tree::Int(_) | Tree::BigInt(_) => "an int".to_owned(),
        Tree::Float(_) => "a float".to_owned(),
        Tree::Str(_) => "a string".to_owned(),
        Tree::Bytes(_) => "bytes".to_owned(),
        Tree::List(_) => "a list".to_owned(),
        Tree::Dict(_) => "a dict".to_owned(),
        Tree::Node(node) => format!("a {}", node.kind),
        Tree::Held(_) => "an object of limbeck's own".to_owned(),
    }
}

/// A list of texts as a tree.
pub(super) fn texts_tree<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Tree {
    Tree::List(
        texts
            .into_iter()
            .map(|text| Tree::Str(text.as_ref().to_owned()))
            .collect(),
    )
}

/// A dict with text keys as a tree.
pub(super) fn dict_tree<const N: usize>(fields: [(&str, Tree); N]) -> Tree {
    Tree::Dict(
        fields
            .into_iter()
            .map(|(name, value)| (Tree::Str(name.to_owned()), value))
            .collect(),
    )
}

/// A text or `None` as a tree.
pub(super) fn optional_tree(text: Option<impl Into<String>>) -> Tree {
    text.map_or(Tree::None, |text| Tree::Str(text.into()))
}

/// The text field of a node.
pub(super) fn node_text<'n>(node: &'n Node, name: &str) -> Option<&'n str> {
    match node.fields.get(name) {
        Some(Tree::Str(text)) => Some(text),
        _ => None,
    }
}
