//! What is told to the user while two schemas are compared.

use limbeck_schema::SqlType;

/// Something that was found, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A line of Alembic's log, level INFO.
    Log {
        /// The name of its logger.
        logger: String,
        /// Its text.
        text: String,
    },
    /// A type is another one than it should be; logged as well, where types are written as Python has them.
    TypeChanged {
        /// The column, with its table.
        column: String,
        /// The type in the database.
        existing: Box<SqlType>,
        /// The type in the models.
        wanted: Box<SqlType>,
    },
    /// Something that the comparison cannot do, or guesses.
    Warning(Warning),
}

/// A warning, as Python's `warnings` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Its class: `UserWarning`, `SAWarning`.
    pub category: &'static str,
    /// Its text.
    pub text: String,
}

impl Event {
    /// A line of the log of one of Alembic's modules of comparisons (`tables`, `constraints`, ...).
    pub(crate) fn compared(module: &str, text: impl Into<String>) -> Self {
        Event::Log {
            logger: format!("alembic.autogenerate.compare.{module}"),
            text: text.into(),
        }
    }

    /// What `alembic.util.warn` would warn of.
    pub(crate) fn warning(text: impl Into<String>) -> Self {
        Event::Warning(Warning {
            category: "UserWarning",
            text: text.into(),
        })
    }

    /// The line of the log, with its logger, if it is one. A type stands there as `write` writes it.
    pub fn log_line(&self, write: impl Fn(&SqlType) -> String) -> Option<(String, String)> {
        match self {
            Event::Log { logger, text } => Some((logger.clone(), text.clone())),
            Event::TypeChanged {
                column,
                existing,
                wanted,
            } => Some((
                "alembic.autogenerate.compare.types".to_owned(),
                format!(
                    "Detected type change from {} to {} on '{column}'",
                    write(existing),
                    write(wanted)
                ),
            )),
            Event::Warning(_) => None,
        }
    }
}

/// `repr()` of a tuple of strings.
pub(crate) fn tuple(items: &[impl AsRef<str>]) -> String {
    let items: Vec<String> = items
        .iter()
        .map(|item| limbeck_project::python::repr(item.as_ref()))
        .collect();
    match &items[..] {
        [item] => format!("({item},)"),
        items => format!("({})", items.join(", ")),
    }
}
