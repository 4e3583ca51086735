//! `--json`: one object on standard output, whatever happens.
//!
//! Every verb has a report type here; its JSON Schema is generated from it (`cargo xtask docs` writes
//! it to `docs/schemas`). A field that is added does not change [`SCHEMA_VERSION`]; one that goes, or
//! means something else, does.

#[cfg(feature = "python")]
mod check;
mod db;
mod error;
mod examination;
mod init;
mod migration;
mod readiness;
mod revision;
mod schema;
mod script;
mod standing;

use std::time::Duration;

use serde::Serialize;

#[cfg(feature = "python")]
pub use check::Check;
pub use db::{AppliedFile, Drift};
#[cfg(feature = "python")]
pub use db::{GeneratedSchema, SchemaDiff};
pub use error::ErrorReport;
pub use examination::{Doctor, Examination};
pub use init::{EditedScripts, Init, Templates};
pub use migration::MigrationReport;
pub use readiness::ScriptReadiness;
pub use revision::{Revision, Revisions};
pub use schema::{VerbSchema, schemas};
pub use script::{NewScript, NewScripts};
pub use standing::{Current, CurrentDatabase, Status, StatusDatabase};

/// The version of all schemas.
pub const SCHEMA_VERSION: u32 = 1;

/// A duration, to the microsecond.
fn milliseconds(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}

/// A verb's report with what all of them have.
#[derive(Serialize)]
struct Document<'d, R> {
    schema_version: u32,
    command: Option<&'d str>,
    #[serde(flatten)]
    report: &'d R,
}

/// The object of a verb, on one line. `command` is Alembic's name of the verb; there is none if the
/// command line was not understood.
pub fn document(command: Option<&str>, report: &impl Serialize) -> String {
    let document = Document {
        schema_version: SCHEMA_VERSION,
        command,
        report,
    };
    match serde_json::to_string(&document) {
        Ok(text) => text + "\n",
        // Only maps whose keys are no texts, and numbers that are none, cannot be written.
        Err(error) => unreachable!("a report is plain data: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_object_says_what_it_is() {
        #[derive(Serialize)]
        struct Nothing {
            text: &'static str,
        }
        assert_eq!(
            document(Some("heads"), &Nothing { text: "a\nb" }),
            "{\"schema_version\":1,\"command\":\"heads\",\"text\":\"a\\nb\"}\n"
        );
    }
}
