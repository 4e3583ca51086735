//! What `logging.config.fileConfig` makes of the ini file, and what then happens to a log line.
//!
//! Alembic writes its progress to Python's `logging`; whether and how it appears is decided by
//! the `[loggers]`, `[handlers]` and `[formatters]` sections, once `env.py` has read them.
//! [`LoggingConfig`] is what the sections say, [`Loggers`] is the state that they lead to.
//! [`Loggers::emit`] is a pure function from a [`Record`] to the lines to write and where to.

mod config;
mod formatter;
mod handler;
mod loggers;
mod strftime;
mod styles;

use std::fmt;

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub use config::{LoggerConfig, LoggingConfig};
pub use formatter::{Formatter, FormatterError};
pub use handler::{Handler, Target};
pub use loggers::{Emission, Loggers};

/// Finds the zone of the dates in log lines; asked only by formats that have a date, because finding it
/// means searching the system's files.
pub type LocalZone = fn() -> TimeZone;

/// The severity of a log record: Python's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level(pub i32);

impl Level {
    /// For a logger: as its parent. For a handler: everything.
    pub const NOTSET: Level = Level(0);
    /// `DEBUG`
    pub const DEBUG: Level = Level(10);
    /// `INFO`
    pub const INFO: Level = Level(20);
    /// `WARNING`
    pub const WARNING: Level = Level(30);
    /// `ERROR`
    pub const ERROR: Level = Level(40);
    /// `CRITICAL`
    pub const CRITICAL: Level = Level(50);

    /// The level of a name, which must be in upper case.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "CRITICAL" | "FATAL" => Level::CRITICAL,
            "ERROR" => Level::ERROR,
            "WARNING" | "WARN" => Level::WARNING,
            "INFO" => Level::INFO,
            "DEBUG" => Level::DEBUG,
            "NOTSET" => Level::NOTSET,
            _ => return None,
        })
    }
}

impl fmt::Display for Level {
    /// The name: `logging.getLevelName`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match *self {
            Level::NOTSET => "NOTSET",
            Level::DEBUG => "DEBUG",
            Level::INFO => "INFO",
            Level::WARNING => "WARNING",
            Level::ERROR => "ERROR",
            Level::CRITICAL => "CRITICAL",
            Level(other) => return write!(f, "Level {other}"),
        })
    }
}

/// A log record.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The name of the logger.
    pub logger: &'a str,
    /// How severe it is.
    pub level: Level,
    /// The message, with its arguments merged in.
    pub message: &'a str,
    /// When it was made.
    pub created: Timestamp,
    /// When the program started, for `relativeCreated`.
    pub started: Timestamp,
    /// The number of the process.
    pub process: u32,
}
