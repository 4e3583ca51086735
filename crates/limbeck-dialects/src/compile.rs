//! What compilation needs besides the operation, and how it fails.

use std::borrow::Cow;

use limbeck_schema::NamingConvention;

/// How a driver marks the place of a value that is sent beside the statement (PEP 249).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ParameterStyle {
    /// `:name`, as the templates of `env.py` ask for in scripts.
    #[default]
    Named,
    /// `%(name)s`.
    Pyformat,
    /// `%s`.
    Format,
    /// `?`.
    QuestionMark,
}

impl ParameterStyle {
    /// The style of that name in Python; `None` for one that limbeck does not write.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "named" => ParameterStyle::Named,
            "pyformat" => ParameterStyle::Pyformat,
            "format" => ParameterStyle::Format,
            "qmark" => ParameterStyle::QuestionMark,
            _ => return None,
        })
    }

    /// The mark of a value.
    pub fn placeholder(self, name: &str) -> String {
        match self {
            ParameterStyle::Named => format!(":{name}"),
            ParameterStyle::Pyformat => format!("%({name})s"),
            ParameterStyle::Format => "%s".to_owned(),
            ParameterStyle::QuestionMark => "?".to_owned(),
        }
    }

    /// Whether percent signs of the statement itself have to be doubled.
    pub fn doubles_percent(self) -> bool {
        matches!(self, ParameterStyle::Pyformat | ParameterStyle::Format)
    }
}

/// How faithful the copy of a table is that a batch makes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rebuilding {
    /// Everything that the batch does not change stays: what has no name, triggers, indexes over
    /// expressions, the actions of foreign keys, `AUTOINCREMENT`, ...
    #[default]
    Complete,
    /// What SQLAlchemy's reflection sees stays: the statements are Alembic's, one by one.
    AsAlembic,
}

/// The settings of `context.configure` that change the SQL of an operation.
#[derive(Clone, Debug)]
pub struct CompileOptions {
    /// The naming convention of `target_metadata`.
    pub naming_convention: NamingConvention,
    /// Bound values are written as literals (`literal_binds=True`); else as placeholders.
    pub literal_binds: bool,
    /// How places of values are marked; decides whether percent signs are doubled.
    pub parameter_style: ParameterStyle,
    /// The SQL is for reading and for other tools (`--sql`), not for a live connection.
    pub offline: bool,
    /// The version of the server that the SQL is for; `None` is the newest that the dialect
    /// knows, as SQLAlchemy has it before it connects.
    pub server_version: Option<(u32, u32, u32)>,
    /// What a batch keeps when it copies a table.
    pub rebuilding: Rebuilding,
}

impl CompileOptions {
    /// Text of the user as it goes into a statement: percent signs doubled where asked.
    pub fn percent<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.parameter_style.doubles_percent() && text.contains('%') {
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
            parameter_style: ParameterStyle::default(),
            offline: false,
            server_version: None,
            rebuilding: Rebuilding::default(),
        }
    }
}

/// An operation that a dialect has no SQL for.
///
/// The variants are the exception classes of SQLAlchemy and Alembic, so that a script that
/// catches one finds it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// The dialect has no words for it (`sqlalchemy.exc.CompileError`).
    #[error("{message}")]
    Unsupported {
        /// What cannot be done, in Alembic's or SQLAlchemy's words where they have any.
        message: String,
    },
    /// The dialect deliberately does not do it (`NotImplementedError`).
    #[error("{message}")]
    NotImplemented {
        /// What cannot be done, and what to do instead.
        message: String,
    },
    /// The operation contradicts itself (`sqlalchemy.exc.ArgumentError`).
    #[error("{message}")]
    Invalid {
        /// What is wrong with it.
        message: String,
    },
    /// The operation cannot be carried out this way (`alembic.util.CommandError`).
    #[error("{message}")]
    Command {
        /// What is wrong with it.
        message: String,
    },
    /// A batch is about something that is not there, or contradicts itself (`ValueError`).
    #[error("{message}")]
    Value {
        /// What is wrong, and what to look at.
        message: String,
    },
    /// The table of a batch does not exist (`sqlalchemy.exc.NoSuchTableError`).
    #[error("{table}")]
    NoSuchTable {
        /// The name of the table.
        table: String,
    },
    /// The order of columns that a batch asks for is impossible
    /// (`sqlalchemy.exc.CircularDependencyError`).
    #[error("{message}")]
    Circular {
        /// Which columns.
        message: String,
    },
    /// A naming convention cannot be applied (`sqlalchemy.exc.InvalidRequestError`).
    #[error("{message}")]
    InvalidRequest {
        /// What it misses.
        message: String,
    },
    /// A value cannot be sent with a statement (`sqlalchemy.exc.StatementError`).
    #[error("{message}")]
    Parameter {
        /// Which value, or why not.
        message: String,
    },
    /// A name is longer than the dialect allows (`sqlalchemy.exc.IdentifierError`).
    #[error("{message}")]
    IdentifierTooLong {
        /// Which name, and how long it may be.
        message: String,
    },
}

impl CompileError {
    /// The exception class that SQLAlchemy or Alembic raises in this case.
    pub fn class_name(&self) -> &'static str {
        match self {
            CompileError::Unsupported { .. } => "CompileError",
            CompileError::NotImplemented { .. } => "NotImplementedError",
            CompileError::Invalid { .. } => "ArgumentError",
            CompileError::Command { .. } => "CommandError",
            CompileError::Value { .. } => "ValueError",
            CompileError::NoSuchTable { .. } => "NoSuchTableError",
            CompileError::Circular { .. } => "CircularDependencyError",
            CompileError::InvalidRequest { .. } => "InvalidRequestError",
            CompileError::Parameter { .. } => "StatementError",
            CompileError::IdentifierTooLong { .. } => "IdentifierError",
        }
    }
}
