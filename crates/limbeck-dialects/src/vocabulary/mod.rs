//! How SQLAlchemy's Python spells what a schema is made of: the classes of types with their constructor
//! arguments, and the keywords of single dialects.
//!
//! Scripts are read and written in these words without running Python. Whoever reads them must be sure
//! of what they mean, so what is not listed is not known here; the stand-ins know more.

mod generic;
mod shown;

pub use generic::generic_type;
pub(crate) use shown::representations;
pub use shown::{Shown, ShownDefault, ShownKeyword};

/// A dialect's own words: its package below `sqlalchemy.dialects`, and the prefix of its keywords.
#[derive(Debug)]
pub struct Vocabulary {
    /// The modules below the package that hold the same names.
    pub submodules: &'static [&'static str],
    /// The types that the package has of its own.
    pub types: &'static [TypeClass],
    /// The types that it passes on from `sqlalchemy.types`.
    pub passed_on: &'static [&'static str],
    /// The keywords of `Index`, without the prefix.
    pub index_keywords: &'static [&'static str],
    /// The constraints that the package has of its own.
    pub constraints: &'static [&'static str],
    /// What reflection says of an index that is unique.
    pub reflected_unique: &'static str,
}

/// The class of types of that name: SQLAlchemy's own, or one of a dialect's package.
pub fn type_class(dialect: Option<&str>, name: &str) -> Option<&'static TypeClass> {
    match dialect {
        Some(dialect) => crate::dialect(dialect)?.vocabulary().type_class(name),
        None => generic_type(name),
    }
}

/// The dialect whose package has a constraint of that name.
pub fn owner_of_constraint(name: &str) -> Option<&'static str> {
    crate::DIALECTS
        .iter()
        .find(|dialect| dialect.vocabulary().constraints.contains(&name))
        .map(|dialect| dialect.name())
}

impl Vocabulary {
    /// A type by the name that the package has for it.
    pub fn type_class(&self, name: &str) -> Option<&'static TypeClass> {
        let own = self.types.iter().find(|class| class.name == name);
        own.or_else(|| generic_type(name).filter(|_| self.passed_on.contains(&name)))
    }
}

/// A class of types.
#[derive(Debug)]
pub struct TypeClass {
    /// Its name.
    pub name: &'static str,
    /// The dialect whose own it is.
    pub dialect: Option<&'static str>,
    /// What its constructor takes.
    pub constructor: Constructor,
    /// What `repr()` shows of it.
    pub shown: Shown,
}

/// The constructors of types, by their parameters.
#[derive(Clone, Copy, Debug)]
pub enum Constructor {
    /// Plain values only.
    Plain(&'static [Parameter]),
    /// Like `Plain`, with one more parameter that is a type.
    WithType(&'static [Parameter], &'static str),
    /// `length`, which is 1 if it is not given, and `varying`.
    Bit,
    /// `item_type`, `as_tuple`, `dimensions`, `zero_indexes`.
    Array,
    /// The labels, and keywords. `checks_first` is what `create()` and `drop()` do unless told otherwise.
    Enum {
        /// The default of `checkfirst`.
        checks_first: bool,
    },
    /// More than can be told from the syntax of a call.
    Interpreted,
}

/// A parameter that takes a plain value.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its keyword.
    pub name: &'static str,
    /// What it is if it is not given.
    pub default: ParameterDefault,
    /// Where the value goes.
    pub place: Place,
}

/// The default of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterDefault {
    /// `None`: then it is as if the type had no such argument.
    None,
    /// `False`
    False,
    /// `True`
    True,
}

/// Whether a parameter matters to the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Positional or keyword; part of the type.
    Type,
    /// Positional or keyword; of interest to Python only.
    Python,
    /// Always its default; nobody can give it.
    Fixed,
}

impl Parameter {
    /// A parameter that is part of the type.
    pub(crate) const fn new(name: &'static str) -> Self {
        Self {
            name,
            default: ParameterDefault::None,
            place: Place::Type,
        }
    }

    /// A flag that is part of the type.
    pub(crate) const fn flag(name: &'static str, default: bool) -> Self {
        Self {
            name,
            default: if default {
                ParameterDefault::True
            } else {
                ParameterDefault::False
            },
            place: Place::Type,
        }
    }

    /// A parameter that Python keeps to itself.
    pub(crate) const fn of_python(name: &'static str) -> Self {
        Self {
            place: Place::Python,
            ..Self::new(name)
        }
    }

    /// A flag that Python keeps to itself.
    pub(crate) const fn flag_of_python(name: &'static str, default: bool) -> Self {
        Self {
            place: Place::Python,
            ..Self::flag(name, default)
        }
    }
}

/// Constructors that several dialects use.
pub(crate) mod constructors {
    use super::{Constructor, Parameter, ParameterDefault, Place};

    /// No parameters.
    pub(crate) const NOTHING: Constructor = Constructor::Plain(&[]);
    /// Strings.
    pub(crate) const TEXT: Constructor =
        Constructor::Plain(&[Parameter::new("length"), Parameter::new("collation")]);
    /// Bytes.
    pub(crate) const BINARY: Constructor = Constructor::Plain(&[Parameter::new("length")]);
    /// Decimals.
    pub(crate) const NUMERIC: Constructor = Constructor::Plain(&[
        Parameter::new("precision"),
        Parameter::new("scale"),
        Parameter::of_python("decimal_return_scale"),
        Parameter::flag_of_python("asdecimal", true),
    ]);
    /// Floating point.
    pub(crate) const FLOAT: Constructor = Constructor::Plain(&[
        Parameter::new("precision"),
        Parameter::flag_of_python("asdecimal", false),
        Parameter::of_python("decimal_return_scale"),
    ]);
    /// Truth.
    pub(crate) const BOOLEAN: Constructor = Constructor::Plain(&[
        Parameter::flag("create_constraint", false),
        Parameter::new("name"),
    ]);
    /// Points in time.
    pub(crate) const TIMEZONE: Constructor =
        Constructor::Plain(&[Parameter::flag("timezone", false)]);
    /// Documents.
    pub(crate) const JSON: Constructor =
        Constructor::Plain(&[Parameter::flag("none_as_null", false)]);
    /// UUIDs under their upper-case name.
    pub(crate) const UUID: Constructor = Constructor::Plain(&[
        Parameter {
            name: "native_uuid",
            default: ParameterDefault::True,
            place: Place::Fixed,
        },
        Parameter::flag("as_uuid", true),
    ]);
}
