//! What compilation needs besides the operation, and how it fails.

use std::borrow::Cow;

use limbeck_schema::{Identifier, NamingConvention, QualifiedName, expression::TableFrom};

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

/// Schemas and what they are called instead (`execution_options(schema_translate_map=...)`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaTranslateMap {
    /// Pairs of a schema in the script and the one in the database. `None` is a name without
    /// schema.
    pub schemas: Vec<(Option<String>, Option<Identifier>)>,
}

impl SchemaTranslateMap {
    fn translated<'a>(&'a self, schema: Option<&'a Identifier>) -> Option<&'a Identifier> {
        let name = schema
            .map(Identifier::as_str)
            .filter(|name| !name.is_empty());
        let found = self
            .schemas
            .iter()
            .find(|(from, _)| from.as_deref() == name);
        match found {
            Some((_, to)) => to.as_ref(),
            None => schema,
        }
    }
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
    /// Schemas that are called otherwise on this connection.
    pub schema_translate_map: SchemaTranslateMap,
}

impl CompileOptions {
    /// The schema that a table, sequence or type of SQLAlchemy's is in on this connection. What
    /// Alembic names in its own statements (`ALTER TABLE`) is not translated.
    pub(crate) fn schema<'a>(&'a self, schema: Option<&'a Identifier>) -> Option<&'a Identifier> {
        self.schema_translate_map.translated(schema)
    }

    /// The schema of a table that statements on rows name.
    pub(crate) fn schema_of<'a>(&'a self, table: &'a TableFrom) -> Option<&'a Identifier> {
        let schema = table.schema.as_ref();
        let schema = if table.in_metadata {
            self.schema(schema)
        } else {
            schema
        };
        schema.filter(|schema| !schema.as_str().is_empty())
    }

    /// A name with the schema that it has on this connection.
    pub fn translated<'a>(&self, name: &'a QualifiedName) -> Cow<'a, QualifiedName> {
        let schema = self.schema(name.schema.as_ref());
        if schema == name.schema.as_ref() {
            return Cow::Borrowed(name);
        }
        let (schema, name) = (schema.cloned(), name.name.clone());
        Cow::Owned(QualifiedName::in_schema(schema, name))
    }

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
            schema_translate_map: SchemaTranslateMap::default(),
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
