//! The arguments of a call, bound to the parameters of what is called.

use limbeck_python::Tree;

use super::value::{Value, optional_text, text, truth};

/// The arguments of a call as they are written.
#[derive(Clone, Debug, Default)]
pub(super) struct Arguments {
    /// Those without a name.
    pub(super) positional: Vec<Value>,
    /// Those with one.
    pub(super) keywords: Vec<(String, Value)>,
}

impl Arguments {
    /// Gives the positional arguments the names of `parameters`; too many are refused.
    pub(super) fn bind(self, parameters: &[&str]) -> Option<Bound> {
        let (bound, rest) = self.bind_leading(parameters)?;
        rest.is_empty().then_some(bound)
    }

    /// Like [`bind`](Self::bind); positional arguments beyond `parameters` are returned.
    pub(super) fn bind_leading(self, parameters: &[&str]) -> Option<(Bound, Vec<Value>)> {
        let mut positional = self.positional.into_iter();
        let mut values: Vec<(String, Value)> = Vec::new();
        for parameter in parameters {
            match positional.next() {
                Some(value) => values.push(((*parameter).to_owned(), value)),
                None => break,
            }
        }
        for (keyword, value) in self.keywords {
            if values.iter().any(|(name, _)| *name == keyword) {
                return None;
            }
            values.push((keyword, value));
        }
        Some((Bound { values }, positional.collect()))
    }
}

/// Arguments by the name of their parameter. Each is taken out once; [`finish`](Self::finish) refuses
/// those that nobody knew.
#[derive(Clone, Debug)]
pub(super) struct Bound {
    values: Vec<(String, Value)>,
}

impl Bound {
    /// An argument, if it was given.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        let at = self.values.iter().position(|(known, _)| known == name)?;
        Some(self.values.remove(at).1)
    }

    /// A plain argument; `default` if it was not given.
    pub(super) fn plain_or(&mut self, name: &str, default: Tree) -> Option<Tree> {
        match self.take(name) {
            Some(value) => value.plain(),
            None => Some(default),
        }
    }

    /// A plain argument; `None` of Python if it was not given.
    pub(super) fn plain(&mut self, name: &str) -> Option<Tree> {
        self.plain_or(name, Tree::None)
    }

    /// A text that must be given.
    pub(super) fn text(&mut self, name: &str) -> Option<Tree> {
        text(self.take(name)?.plain()?)
    }

    /// A text, or `None`.
    pub(super) fn optional_text(&mut self, name: &str) -> Option<Tree> {
        optional_text(self.plain(name)?)
    }

    /// A flag as a boolean; not given and `None` are false.
    pub(super) fn flag(&mut self, name: &str) -> Option<Tree> {
        truth(&self.plain(name)?).map(Tree::Bool)
    }

    /// A flag that stays `None` if it was not given.
    pub(super) fn optional_flag(&mut self, name: &str) -> Option<Tree> {
        let value = self.plain(name)?;
        matches!(value, Tree::None | Tree::Bool(_)).then_some(value)
    }

    /// The arguments that are left, if all of them are known: the keywords of single dialects.
    pub(super) fn options(&mut self, is_known: impl Fn(&str) -> bool) -> Option<Tree> {
        let mut options = Vec::new();
        for (name, value) in std::mem::take(&mut self.values) {
            if !is_known(&name) {
                return None;
            }
            let value = match value {
                Value::Element(element) => element,
                other => other.plain()?,
            };
            options.push((Tree::Str(name), value));
        }
        Some(Tree::Dict(options))
    }

    /// `Some` if every argument has been taken.
    pub(super) fn finish(self) -> Option<()> {
        self.values.is_empty().then_some(())
    }
}
