//! [`Observer`]: what a command tells while it works.

use std::time::Duration;

use limbeck_project::logging::Target;

use crate::Activity;

/// A line of the log, formatted as the project's logging configuration says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Where it goes.
    pub target: Target,
    /// The text, without its line end.
    pub text: String,
}

/// Receives what a command tells while it works. It may be called from several threads.
pub trait Observer: Send + Sync {
    /// Lines of the log.
    fn log(&self, lines: &[LogLine]);

    /// A step begins. `log` is what Alembic logs after `Running `; `lines` is the log line made of
    /// it, of which there is none if the project does not log it.
    fn step_started(&self, log: &str, lines: &[LogLine]) {
        let _ = log;
        self.log(lines);
    }

    /// The step that began last took effect.
    fn step_finished(&self, duration: Duration) {
        let _ = duration;
    }

    /// Something is done to the project's files.
    fn activity_started(&self, activity: &Activity) {
        let _ = activity;
    }

    /// It is done, or has failed.
    fn activity_finished(&self, activity: &Activity, succeeded: bool) {
        let _ = (activity, succeeded);
    }

    /// Another run works on the database, and this one waits for it.
    fn waiting(&self, holder: Option<&str>) {
        let _ = holder;
    }

    /// A warning with the name of its Python category, such as `UserWarning`.
    fn warning(&self, category: &str, message: &str);

    /// Something that the user should know, which is no warning.
    fn note(&self, message: &str);

    /// Text for standard output, as it is.
    fn output(&self, text: &str);
}
