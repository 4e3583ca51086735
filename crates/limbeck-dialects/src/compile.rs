//! What compilation needs besides the operation, and how it fails.

use std::borrow::Cow;

use limbeck_schema::NamingConvention;

/// The settings of `context.configure` that change the SQL of an operation.
#[derive(Clone, Debug)]
pub struct CompileOptions {
    /// The naming convention of `target_metadata`.
    pub naming_convention: NamingConvention,
    /// Bound values are written as literals (`literal_binds=True`); else as placeholders.
    pub literal_binds: bool,
    /// Percent signs are doubled, as for a driver whose placeholders are `%s`.
    pub escape_percent: bool,
    /// The SQL is for reading and for other tools (`--sql`), not for a live connection.
    pub offline: bool,
}

impl CompileOptions {
    /// Text of the user as it goes into a statement: percent signs doubled where asked.
    pub fn percent<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.escape_percent && text.contains('%') {
            Cow::Owned(text.replace('%', "%%"))
        } else {
            Cow::Borrowed(text)
        }
    }
}

impl Default for CompileOptions {
    fn default() -> Self {
        Self {
            naming_convention: NamingConvention::default(),
            literal_binds: true,
            escape_percent: false,
            offline: false,
        }
    }
}

/// An operation that a dialect has no SQL for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// The dialect cannot do it (`NotImplementedError`, `CompileError`, ...).
    #[error("{message}")]
    Unsupported {
        /// What cannot be done, in Alembic's or SQLAlchemy's words where they have any.
        message: String,
    },
    /// The operation contradicts itself (`ArgumentError`, `ValueError`, ...).
    #[error("{message}")]
    Invalid {
        /// What is wrong with it.
        message: String,
    },
}
