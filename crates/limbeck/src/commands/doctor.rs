//! `doctor --scripts`.

use limbeck_diagnostics::Diagnostic;
use limbeck_revisions::RevisionRef;

use crate::execution::{self, Destination, Work};
use crate::{Failure, Project, Run};

/// What a function of a script needs to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// Nothing: it is understood from its syntax.
    StraightLine,
    /// The built-in interpreter.
    Interpreted,
    /// The project's own Python, for the reason given.
    NeedsPython(Box<Diagnostic>),
    /// Nothing: it is SQL, which goes to the database as it is.
    Sql,
    /// It cannot run, whatever it is given, for the reason given.
    Broken(Box<Diagnostic>),
}

/// What a script needs to run.
#[derive(Clone, Debug)]
pub struct ScriptReadiness<'g> {
    /// The script.
    pub revision: RevisionRef<'g>,
    /// Its `upgrade()`.
    pub upgrade: Readiness,
    /// Its `downgrade()`.
    pub downgrade: Readiness,
}

/// Tells of every script whether limbeck runs it by itself: `env.py` is run as with `--sql`, and the
/// scripts are evaluated without a database.
///
/// # Errors
/// [`Failure`] if `env.py` or a header cannot be read.
pub fn script_readiness(
    project: &Project,
    run: Run,
    each: &mut dyn FnMut(&ScriptReadiness<'_>),
) -> Result<(), Failure> {
    let destination = Destination {
        sql: true,
        end: vec!["heads".to_owned()],
        ..Destination::default()
    };
    // What env.py logs and writes with `--sql` is not what was asked for.
    let run = Run {
        log: run.log.silent(),
        ..run
    };
    execution::run(project, run, destination, Work::Rehearse { each }).map(drop)
}
