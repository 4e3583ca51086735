//! The journal: which statements of a step took effect, on databases whose DDL cannot be rolled
//! back.
//!
//! There a step that fails in the middle, or whose client is killed, leaves some of its statements
//! behind. The journal is a table that says which. It is made before the first statement that
//! cannot be rolled back, its rows are deleted in the transaction that changes the version table,
//! and it is dropped when the run is through: Alembic never sees it.
//!
//! A statement that commits by itself is written down as started, in a transaction of its own,
//! before it is sent, and as done after. Statements that a transaction holds together are written
//! down in that transaction, and only if it ends before the step does. What was started and not
//! done when the run was killed is looked up in the catalog.

mod course;
mod recording;
mod replay;
mod table;
mod writing;

use limbeck_database::ResultSet;
use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::{CompileOptions, Dialect};
use limbeck_revisions::Step;
use md5::{Digest, Md5};

use crate::VersionTable;
use crate::unfinished::{UnfinishedStep, in_one_line};
use replay::{Entry, Replay, State};
use table::JournalTable;

/// How much of a statement is kept for people to read.
const LONGEST_EXCERPT: usize = 2000;

/// The journal of a session.
pub(super) struct Journal {
    /// The dialect needs one.
    is_needed: bool,
    table: Option<JournalTable>,
    /// The table is there.
    exists: bool,
    /// There are rows in it.
    has_rows: bool,
    /// It is to be dropped once the transaction is over.
    drop_is_due: bool,
    /// What an earlier run left, until its step is taken up.
    found: Option<(UnfinishedStep, Vec<Entry>)>,
    step: Option<Current>,
}

/// The step that is being carried out.
struct Current {
    step: UnfinishedStep,
    replay: Replay,
    /// Statements that took effect in the open transaction.
    pending: Vec<Held>,
}

/// A statement of the open transaction.
struct Held {
    entry: Entry,
    /// Where it is told what the statement did, if it is not waited for.
    ahead: Option<limbeck_scripts::Outcome>,
}

impl Held {
    /// The entry, with what is known of the statement by now.
    fn known(self) -> Entry {
        let affected = self.ahead.and_then(|outcome| outcome.told());
        Entry {
            outcome: match affected {
                Some(affected) => Some((
                    affected.row_count.unwrap_or_default(),
                    affected.last_insert_id,
                )),
                None => self.entry.outcome,
            },
            ..self.entry
        }
    }
}

impl Journal {
    pub(super) fn new(is_needed: bool) -> Self {
        Self {
            is_needed,
            table: None,
            exists: false,
            has_rows: false,
            drop_is_due: false,
            found: None,
            step: None,
        }
    }

    /// Whether the statements of a script are to be written down.
    pub(super) fn is_at_work(&self) -> bool {
        self.is_needed && self.step.is_some()
    }

    /// Says beside which version table the journal is.
    pub(super) fn be_beside(&mut self, table: &VersionTable) {
        let table = JournalTable::beside(table);
        if self.table.as_ref() != Some(&table) {
            self.table = Some(table);
            self.exists = false;
            self.found = None;
        }
    }

    /// Whether statements of the step took effect in an earlier run.
    pub(super) fn is_going_on(&self) -> bool {
        self.step
            .as_ref()
            .is_some_and(|current| current.replay.has_entries())
    }

    /// A step begins.
    pub(super) fn start_step(&mut self, step: &Step<'_>) {
        if !self.is_needed || self.table.is_none() {
            return;
        }
        let Step::Revision(revision) = step else {
            // Whoever stamps says where the database stands, half a step or not.
            self.has_rows |= self.found.take().is_some();
            return;
        };
        let this = UnfinishedStep::of(revision);
        let entries = match self.found.take() {
            Some((found, entries)) if found.is(&this) => {
                self.has_rows = true;
                entries
            }
            other => {
                self.found = other;
                Vec::new()
            }
        };
        self.step = Some(Current {
            step: this,
            replay: Replay::new(entries),
            pending: Vec::new(),
        });
    }

    /// Notes a statement that only changes rows and is not waited for, in a transaction that is undone
    /// with it; does not if an earlier run has left something that it must be compared with.
    pub(super) fn take_ahead(&mut self, sql: &str, ahead: &limbeck_scripts::Outcome) -> bool {
        let Some(current) = &mut self.step else {
            return false;
        };
        let Some(ordinal) = current.replay.number() else {
            return false;
        };
        current.pending.push(Held {
            entry: Entry {
                state: State::Done,
                ..entry(ordinal, sql)
            },
            ahead: Some(ahead.clone()),
        });
        true
    }

    /// The version table says that the step is through; what is open will be committed with that.
    pub(super) fn finish_step(&mut self) {
        self.step = None;
    }

    /// The script has asked the database for something.
    pub(super) fn look(&mut self) {
        if let Some(current) = &mut self.step {
            current.replay.look();
        }
    }

    /// What the transaction held is undone.
    pub(super) fn rolled_back(&mut self) {
        if let Some(current) = &mut self.step {
            current.pending.clear();
        }
    }

    /// The query for the rows, if there is a table.
    pub(super) fn select(&self, dialect: &dyn Dialect, options: &CompileOptions) -> Option<String> {
        let table = self.table.as_ref().filter(|_| self.exists)?;
        Some(table.select(dialect, options))
    }

    /// What is wrong with a script that is through, but did not give every statement that took
    /// effect.
    fn left_over(&self) -> Option<Diagnostic> {
        let current = self.step.as_ref()?;
        let entry = current.replay.left_over()?;
        Some(self.diverged(
            &current.step,
            format!(
                "statement {} took effect, and the script does not give it any more",
                entry.ordinal
            ),
            entry,
        ))
    }

    fn differs(&self, step: &UnfinishedStep, entry: &Entry, given: &str) -> Diagnostic {
        self.diverged(
            step,
            format!(
                "statement {} took effect, and the script gives another one now",
                entry.ordinal
            ),
            entry,
        )
        .note(format!("The script gives: {}", in_one_line(given)))
    }

    /// A script that makes something for its session only, which is another one now.
    fn temporary(&self, step: &UnfinishedStep, sql: &str) -> Diagnostic {
        Diagnostic::error(
            "unfinished-migration",
            format!(
                "The {} of {} cannot be gone on with: what it keeps in a temporary table went \
                 with the earlier run.",
                step.direction, step.revision
            ),
        )
        .note(format!("The script gives: {}", in_one_line(sql)))
        .help(self.by_hand())
    }

    fn diverged(&self, step: &UnfinishedStep, what: String, entry: &Entry) -> Diagnostic {
        Diagnostic::error(
            "unfinished-migration",
            format!(
                "The {} of {} cannot be gone on with: {what}.",
                step.direction, step.revision
            ),
        )
        .note(format!(
            "Statement {}: {}",
            entry.ordinal,
            in_one_line(&entry.excerpt)
        ))
        .help(format!(
            "Restore the script as it was. Or undo by hand what took effect, run `DROP TABLE {}`, \
             and run the command again.",
            self.name()
        ))
    }

    /// The refusal to guess whether a statement took effect.
    fn in_doubt(&self, step: &UnfinishedStep, entry: &Entry) -> Diagnostic {
        let name = self.name();
        let ordinal = entry.ordinal;
        Diagnostic::error(
            "unfinished-migration",
            format!(
                "Statement {ordinal} of the {} of {} was running when an earlier run ended, and \
                 the catalog does not tell whether it took effect.",
                step.direction, step.revision
            ),
        )
        .note(format!(
            "Statement {ordinal}: {}",
            in_one_line(&entry.excerpt)
        ))
        .help(format!(
            "Look whether it did. If so, run `UPDATE {name} SET state = 'done' WHERE ordinal = \
             {ordinal}`; if not, `UPDATE {name} SET state = 'failed' WHERE ordinal = {ordinal}`. \
             Then run the command again."
        ))
    }

    /// A script that reads what a statement gave which is not run again.
    fn lost_result(&self, step: &UnfinishedStep, entry: &Entry) -> Diagnostic {
        self.diverged(
            step,
            format!(
                "the script reads rows of statement {}, which took effect and is not run again",
                entry.ordinal
            ),
            entry,
        )
        .help(self.by_hand())
    }

    fn by_hand(&self) -> String {
        format!(
            "Finish by hand what the script does and say so with `stamp`, or undo by hand what took \
             effect and run `DROP TABLE {}`.",
            self.name()
        )
    }

    /// The table's name for people.
    fn name(&self) -> String {
        self.table
            .as_ref()
            .map(|table| table.name().to_string())
            .unwrap_or_default()
    }
}

/// The step that the rows of the journal are about.
pub(super) fn unfinished_step(rows: &ResultSet) -> Option<UnfinishedStep> {
    JournalTable::read(rows).map(|(step, _)| step)
}

/// The start of a statement.
fn excerpt(sql: &str) -> String {
    let sql = sql.trim();
    match sql.char_indices().nth(LONGEST_EXCERPT) {
        Some((end, _)) => format!("{} ...", &sql[..end]),
        None => sql.to_owned(),
    }
}

/// What tells statements apart.
fn digest(sql: &str) -> String {
    Md5::digest(sql.trim().as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A statement that is about to be run.
fn entry(ordinal: u32, sql: &str) -> Entry {
    Entry {
        ordinal,
        state: State::Started,
        digest: digest(sql),
        excerpt: excerpt(sql),
        already: None,
        outcome: None,
        has_row: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_statements_are_cut_but_told_apart() {
        let long = "é".repeat(3000);
        assert_eq!(excerpt(&long).chars().count(), LONGEST_EXCERPT + 4);
        assert_eq!(excerpt(" SELECT 1\n"), "SELECT 1");
        assert_ne!(digest(&long), digest(&format!("{long}x")));
        assert_eq!(digest("a"), "0cc175b9c0f1b6a831c399e269772661");
    }
}
