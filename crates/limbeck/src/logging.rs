//! [`Log`]: Python's `logging` for Alembic's own messages and those of the project's Python.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use limbeck_project::logging::{Level, LocalZone, Loggers, Record};

use crate::{LogLine, Observer};

/// The loggers of a command; clones share them.
#[derive(Clone)]
pub struct Log {
    loggers: Arc<Mutex<Loggers>>,
    observer: Arc<dyn Observer>,
    zone: LocalZone,
    started: Timestamp,
}

impl Log {
    /// Loggers that nobody has configured yet. `zone` is the zone of their dates.
    pub fn new(observer: Arc<dyn Observer>, zone: LocalZone) -> Self {
        Self {
            loggers: Arc::new(Mutex::new(Loggers::new())),
            observer,
            zone,
            started: Timestamp::now(),
        }
    }

    /// Others that nobody listens to.
    pub(crate) fn silent(&self) -> Self {
        Self::unheard(self.zone)
    }

    /// Loggers that nobody listens to.
    pub fn unheard(zone: LocalZone) -> Self {
        Self::new(Arc::new(Silence), zone)
    }

    /// Logs a message.
    pub fn log(&self, logger: &str, level: Level, message: &str) {
        let lines = self.lines(logger, level, message);
        if !lines.is_empty() {
            self.observer.log(&lines);
        }
    }

    /// The lines that a message leads to.
    pub(crate) fn lines(&self, logger: &str, level: Level, message: &str) -> Vec<LogLine> {
        let record = Record {
            logger,
            level,
            message,
            created: Timestamp::now(),
            started: self.started,
            process: std::process::id(),
        };
        self.loggers()
            .emit(&record, self.zone)
            .into_iter()
            .map(|emission| LogLine {
                target: emission.target.clone(),
                text: emission.line,
            })
            .collect()
    }

    /// The state, to be configured.
    pub(crate) fn loggers(&self) -> MutexGuard<'_, Loggers> {
        self.loggers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who receives the lines.
    pub(crate) fn observer(&self) -> &Arc<dyn Observer> {
        &self.observer
    }
}

/// Hears nothing.
pub(crate) struct Silence;

impl Observer for Silence {
    fn log(&self, _: &[LogLine]) {}

    fn warning(&self, _: &str, _: &str) {}

    fn note(&self, _: &str) {}

    fn output(&self, _: &str) {}
}
