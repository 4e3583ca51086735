//! Names of database objects.

use std::fmt;

/// Whether a name is quoted, mirroring SQLAlchemy's `quoted_name(..., quote=)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quoting {
    /// Quoted where the dialect needs it: reserved words, upper case, odd characters.
    #[default]
    Auto,
    /// Always quoted (`quote=True`).
    Always,
    /// Never quoted (`quote=False`).
    Never,
}

/// A name of a table, column, constraint, ..., as the user wrote it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identifier {
    /// The name, unquoted.
    pub text: String,
    /// Whether it is quoted.
    pub quoting: Quoting,
}

impl Identifier {
    /// A name that is quoted where needed.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            quoting: Quoting::Auto,
        }
    }

    /// The name, unquoted.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl From<&str> for Identifier {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Identifier {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A name with an optional schema (`schema.name`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedName {
    /// The schema; `None` is the default schema of the connection.
    pub schema: Option<Identifier>,
    /// The name inside the schema.
    pub name: Identifier,
}

impl QualifiedName {
    /// A name in the default schema.
    pub fn new(name: impl Into<Identifier>) -> Self {
        Self {
            schema: None,
            name: name.into(),
        }
    }

    /// A name in a schema, `None` being the default one.
    pub fn in_schema(schema: Option<Identifier>, name: impl Into<Identifier>) -> Self {
        Self {
            schema,
            name: name.into(),
        }
    }
}

impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}.")?;
        }
        write!(f, "{}", self.name)
    }
}
