//! What `repr()` of a type shows, which is what Alembic writes into scripts.

use super::{Constructor, ParameterDefault, Place, TypeClass};

/// What `repr()` of a class shows.
#[derive(Clone, Copy, Debug)]
pub enum Shown {
    /// The parameters of its constructor, in their order.
    Parameters,
    /// Others than these, or in another order.
    Listed {
        /// Those that stand without a keyword; a list is spread.
        positional: &'static [&'static str],
        /// Those that stand with one, as far as they are shown at all.
        keywords: &'static [ShownKeyword],
    },
}

/// A keyword that `repr()` shows unless it has the value that goes without saying.
#[derive(Clone, Copy, Debug)]
pub struct ShownKeyword {
    /// The keyword.
    pub name: &'static str,
    /// The value of a type that does not say.
    pub unsaid: ShownDefault,
    /// The value that is left out; `None` shows every value that is said.
    pub left_out: Option<ShownDefault>,
}

/// A value that goes without saying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownDefault {
    /// `None`
    None,
    /// `False`
    False,
    /// `True`
    True,
    /// `Text()`
    Text,
}

impl ShownKeyword {
    /// Shown unless it is `None`.
    pub(crate) const fn plain(name: &'static str) -> Self {
        Self {
            name,
            unsaid: ShownDefault::None,
            left_out: Some(ShownDefault::None),
        }
    }

    /// Shown unless it has its default.
    pub(crate) const fn flag(name: &'static str, default: bool) -> Self {
        let default = if default {
            ShownDefault::True
        } else {
            ShownDefault::False
        };
        Self {
            name,
            unsaid: default,
            left_out: Some(default),
        }
    }

    /// A flag that is set by default, and left out unless it is: the constructor and the one that it inherits
    /// from do not agree.
    pub(crate) const fn set(name: &'static str) -> Self {
        Self {
            name,
            unsaid: ShownDefault::True,
            left_out: Some(ShownDefault::False),
        }
    }

    /// Shown whenever it is said, even if it is `None`.
    pub(crate) const fn said(name: &'static str) -> Self {
        Self {
            name,
            unsaid: ShownDefault::None,
            left_out: None,
        }
    }
}

impl TypeClass {
    /// What `repr()` shows without a keyword.
    pub fn positional(&self) -> &'static [&'static str] {
        match (self.shown, self.constructor) {
            (Shown::Listed { positional, .. }, _) => positional,
            (Shown::Parameters, Constructor::Array) => &["item_type"],
            (Shown::Parameters, _) => &[],
        }
    }

    /// What `repr()` shows with a keyword, in its order.
    pub fn keywords(&self) -> Vec<ShownKeyword> {
        match self.shown {
            Shown::Listed { keywords, .. } => keywords.to_vec(),
            Shown::Parameters => self.constructor.keywords(),
        }
    }
}

impl Constructor {
    /// The parameters that are shown with a keyword; those of an enum depend on its class.
    pub fn keywords(&self) -> Vec<ShownKeyword> {
        let parameters: &[_] = match self {
            Constructor::Plain(parameters) | Constructor::WithType(parameters, _) => parameters,
            Constructor::Array => {
                return vec![
                    ShownKeyword::flag("as_tuple", false),
                    ShownKeyword::plain("dimensions"),
                    ShownKeyword::flag("zero_indexes", false),
                ];
            }
            Constructor::Bit => {
                return vec![
                    ShownKeyword::plain("length"),
                    ShownKeyword::flag("varying", false),
                ];
            }
            Constructor::Enum { .. } | Constructor::Interpreted => return Vec::new(),
        };
        let mut keywords: Vec<_> = parameters
            .iter()
            .filter(|parameter| parameter.place != Place::Fixed)
            .map(|parameter| match parameter.default {
                ParameterDefault::None => ShownKeyword::plain(parameter.name),
                ParameterDefault::False => ShownKeyword::flag(parameter.name, false),
                ParameterDefault::True => ShownKeyword::flag(parameter.name, true),
            })
            .collect();
        if let Constructor::WithType(_, name) = self {
            keywords.push(ShownKeyword {
                name,
                unsaid: ShownDefault::Text,
                left_out: Some(ShownDefault::None),
            });
        }
        keywords
    }
}

/// What classes of several dialects show.
pub(crate) mod representations {
    use super::{Shown, ShownKeyword};

    /// Strings.
    pub(crate) const TEXT: Shown = Shown::Listed {
        positional: &[],
        keywords: &[
            ShownKeyword::plain("length"),
            ShownKeyword::plain("collation"),
            ShownKeyword::plain("collation_schema"),
        ],
    };
    /// Labels of an enum with a name.
    pub(crate) const ENUM: Shown = Shown::Listed {
        positional: &["enums"],
        keywords: &[
            ShownKeyword::plain("name"),
            ShownKeyword::flag("create_type", true),
            ShownKeyword::flag("native_enum", true),
            ShownKeyword::flag("create_constraint", false),
            ShownKeyword::said("length"),
            ShownKeyword::plain("schema"),
        ],
    };
    /// Nothing, whatever the arguments.
    pub(crate) const NOTHING: Shown = Shown::Listed {
        positional: &[],
        keywords: &[],
    };
}
