//! [`UnfinishedStep`]: a step of which some statements took effect for good, though the step did
//! not.

use std::fmt;

use limbeck_diagnostics::Diagnostic;
use limbeck_revisions::{Direction, RevisionId, RevisionStep};

/// A step that ended in the middle, on a database whose DDL cannot be rolled back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnfinishedStep {
    /// Whose script it is.
    pub revision: RevisionId,
    /// Which of its functions.
    pub direction: Direction,
    /// The statements that took effect, in order; long ones are cut.
    pub done: Vec<String>,
    /// The table that says so.
    pub journal: String,
    /// The statement of which nobody knows whether it took effect.
    pub in_doubt: Option<String>,
}

impl UnfinishedStep {
    pub(crate) fn new(revision: &str, direction: &str) -> Self {
        Self {
            revision: revision.into(),
            direction: if direction == Direction::Downgrade.to_string() {
                Direction::Downgrade
            } else {
                Direction::Upgrade
            },
            done: Vec::new(),
            in_doubt: None,
            journal: "limbeck_journal".to_owned(),
        }
    }

    /// The step as such.
    pub(crate) fn of(step: &RevisionStep<'_>) -> Self {
        Self {
            revision: step.revision.id().clone(),
            direction: step.direction,
            done: Vec::new(),
            in_doubt: None,
            journal: "limbeck_journal".to_owned(),
        }
    }

    /// Whether it is the same step.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.revision == other.revision && self.direction == other.direction
    }

    /// Sentences that say what took effect, one for each statement.
    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = vec![self.to_string()];
        let statements = self.done.iter().zip(1..);
        notes.extend(statements.map(|(statement, number)| {
            format!("Statement {number} took effect: {}", in_one_line(statement))
        }));
        if let Some(statement) = &self.in_doubt {
            notes.push(format!(
                "It is not known whether this took effect: {statement}"
            ));
        }
        notes
    }

    /// The refusal of a run that would go another way.
    pub(crate) fn refusal(&self) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(
            "unfinished-migration",
            format!(
                "An earlier run ended in the middle of the {} of {}, which this run does not go \
                 on with.",
                self.direction, self.revision
            ),
        );
        for note in self.notes() {
            diagnostic = diagnostic.note(note);
        }
        diagnostic.help(format!(
            "Finish it with `{} {}`. Or undo by hand what took effect, and run `DROP TABLE {}`.",
            self.direction,
            match self.direction {
                Direction::Upgrade => self.revision.as_str(),
                Direction::Downgrade => "-1",
            },
            self.journal
        ))
    }
}

impl fmt::Display for UnfinishedStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            revision,
            direction,
            ..
        } = self;
        match self.done.len() {
            0 => write!(
                f,
                "None of the statements of the {direction} of {revision} took effect."
            ),
            1 => write!(
                f,
                "One statement of the {direction} of {revision} took effect, and will not be run \
                 again."
            ),
            count => write!(
                f,
                "{count} statements of the {direction} of {revision} took effect, and will not be \
                 run again."
            ),
        }
    }
}

/// A statement, short enough for a line of a message.
pub(crate) fn in_one_line(statement: &str) -> String {
    const LENGTH: usize = 200;
    let words: Vec<&str> = statement.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{} ...", &line[..end]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_took_effect_is_told_statement_by_statement() {
        let mut step = UnfinishedStep::new("b2", "upgrade");
        assert_eq!(
            step.notes(),
            ["None of the statements of the upgrade of b2 took effect."]
        );
        step.done = vec![
            "CREATE TABLE a (\n\tx INTEGER\n)".into(),
            "CREATE TABLE b".into(),
        ];
        step.in_doubt = Some("CREATE TABLE c".into());
        assert_eq!(
            step.notes(),
            [
                "2 statements of the upgrade of b2 took effect, and will not be run again.",
                "Statement 1 took effect: CREATE TABLE a ( x INTEGER )",
                "Statement 2 took effect: CREATE TABLE b",
                "It is not known whether this took effect: CREATE TABLE c",
            ]
        );
        let refusal = UnfinishedStep::new("b2", "downgrade").refusal();
        assert_eq!(
            refusal.help.as_deref(),
            Some(
                "Finish it with `downgrade -1`. Or undo by hand what took effect, and run `DROP \
                 TABLE limbeck_journal`."
            )
        );
    }
}
