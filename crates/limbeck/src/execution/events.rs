//! What a run tells, as log lines and warnings.

use std::sync::Arc;

use limbeck_project::logging::Level;
use limbeck_runtime::{Events, RunEvent};

use super::Timings;
use crate::Log;

/// The logger of Alembic's runtime.
pub(crate) const MIGRATION_LOGGER: &str = "alembic.runtime.migration";

/// Hands the events of runs to a log and its observer, and takes the times of steps down.
pub(crate) fn events(log: &Log, timings: &Timings) -> Events {
    let (log, timings) = (log.clone(), timings.clone());
    Arc::new(move |event| match event {
        RunEvent::StepStarted { log: step } => {
            let lines = log.lines(MIGRATION_LOGGER, Level::INFO, &format!("Running {step}"));
            log.observer().step_started(&step, &lines);
        }
        RunEvent::StepFinished {
            log: step,
            duration,
        } => {
            timings.add(step, duration);
            log.observer().step_finished(duration);
        }
        RunEvent::Warning(message) => log.observer().warning("UserWarning", &message),
        RunEvent::Waiting { holder } => log.observer().waiting(holder.as_deref()),
        RunEvent::Notice { severity, message } => {
            // As SQLAlchemy's dialects hand on what the server tells.
            log.log(
                "sqlalchemy.dialects",
                Level::INFO,
                &format!("{severity}: {message}"),
            );
        }
        _ => {}
    })
}
