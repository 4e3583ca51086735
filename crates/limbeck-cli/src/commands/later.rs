//! Alembic's verbs that limbeck does not have yet: their usage is checked, then they say so.

use clap::Args;
use limbeck::Failure;
use limbeck_diagnostics::Diagnostic;

/// `check`.
#[derive(Debug, Args)]
pub struct Check {}

/// The error of a verb that is not there yet.
pub fn not_yet(verb: &str) -> Failure {
    Failure::error(
        Diagnostic::error("not-yet", format!("limbeck does not have `{verb}` yet.")).help(format!(
            "Use `alembic {verb}` for this; both work on the same files."
        )),
    )
}
