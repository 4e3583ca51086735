//! [`Replay`]: the statements of a step that an earlier run left unfinished, against those that its
//! script gives now.

/// What became of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It was sent; nobody has heard what became of it.
    Started,
    /// It took effect.
    Done,
    /// The database refused it.
    Failed,
}

impl State {
    const ALL: [(Self, &'static str); 3] = [
        (Self::Started, "started"),
        (Self::Done, "done"),
        (Self::Failed, "failed"),
    ];

    /// The word for it in the table.
    pub(super) fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(state, _)| *state == self)
            .map_or("started", |(_, word)| word)
    }

    /// The state of that word.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == word)
            .map(|(state, _)| *state)
    }
}

/// A statement in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its number among the statements of the step, from 1.
    pub(super) ordinal: u32,
    pub(super) state: State,
    /// Of the whole text.
    pub(super) digest: String,
    /// The start of the text.
    pub(super) excerpt: String,
    /// What the catalog said before it was sent, if it can tell whether it took effect.
    pub(super) already: Option<bool>,
    /// The rows that it changed and the id that it made, if the script was told.
    pub(super) outcome: Option<Outcome>,
    /// It is in the table already.
    pub(super) has_row: bool,
}

/// The rows that a statement changed, and the id that it made.
pub(super) type Outcome = (u64, Option<i64>);

/// What to do with a statement that the script gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It was never run: run it under this number.
    Run(u32),
    /// It was refused: run it again; it has a row already.
    RunAgain(Entry),
    /// It took effect: leave it out.
    LeaveOut(Entry),
    /// It was running when the run ended.
    InDoubt(Entry),
    /// Another statement took effect at this point.
    Differs(Entry),
}

/// Statements of an earlier run, in the order in which they were given.
#[derive(Clone, Debug, Default)]
pub(super) struct Replay {
    entries: Vec<Entry>,
    /// How many of them were given again, or passed over.
    at: usize,
    /// The script has looked at the database, which is not what it was when it ran first: it may
    /// leave statements out itself, or give others.
    looked: bool,
    last_ordinal: u32,
}

impl Replay {
    pub(super) fn new(entries: Vec<Entry>) -> Self {
        Self {
            last_ordinal: entries.last().map_or(0, |entry| entry.ordinal),
            entries,
            ..Self::default()
        }
    }

    /// Whether an earlier run has left anything.
    pub(super) fn has_entries(&self) -> bool {
        !self.entries.is_empty()
    }

    /// The number of the next statement of a step of which an earlier run has left nothing.
    pub(super) fn number(&mut self) -> Option<u32> {
        if self.has_entries() {
            return None;
        }
        self.last_ordinal += 1;
        Some(self.last_ordinal)
    }

    /// Whether statements that took effect are still to be left out.
    pub(super) fn is_going_on(&self) -> bool {
        self.entries[self.at..]
            .iter()
            .any(|entry| entry.state != State::Failed)
    }

    /// The script has asked the database for something.
    pub(super) fn look(&mut self) {
        self.looked = true;
    }

    /// Compares the next statement of the script.
    pub(super) fn next(&mut self, digest: &str) -> Verdict {
        let rest = &self.entries[self.at..];
        // What was refused may have been put right, or left out, since.
        let due = rest.iter().position(|entry| entry.state != State::Failed);
        let comparable = match due {
            Some(due) if !self.looked => &rest[..=due],
            Some(_) | None => rest,
        };
        let found = comparable.iter().position(|entry| entry.digest == digest);
        match (found, due.map(|due| &rest[due])) {
            (Some(offset), _) => {
                self.at += offset + 1;
                let entry = self.entries[self.at - 1].clone();
                match entry.state {
                    State::Done => Verdict::LeaveOut(entry),
                    State::Failed => Verdict::RunAgain(entry),
                    State::Started => Verdict::InDoubt(entry),
                }
            }
            (None, Some(entry)) if !self.looked => Verdict::Differs(entry.clone()),
            (None, _) => {
                self.last_ordinal += 1;
                Verdict::Run(self.last_ordinal)
            }
        }
    }

    /// The first statement that took effect, or may have, and that the script does not give any
    /// more, now that it is through.
    pub(super) fn left_over(&self) -> Option<&Entry> {
        self.entries[self.at..]
            .iter()
            .find(|entry| !self.looked && entry.state != State::Failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(ordinal: u32, state: State, digest: &str) -> Entry {
        Entry {
            ordinal,
            state,
            digest: digest.to_owned(),
            excerpt: digest.to_uppercase(),
            already: None,
            outcome: None,
            has_row: true,
        }
    }

    /// Gives statements one by one; `?` is a look at the database. Shows what to do with each.
    fn check(entries: &[(State, &str)], given: &[&str], expected: &str) {
        let entries = entries
            .iter()
            .zip(1..)
            .map(|((state, digest), ordinal)| entry(ordinal, *state, digest))
            .collect();
        let mut replay = Replay::new(entries);
        let mut shown = Vec::new();
        for digest in given {
            if *digest == "?" {
                replay.look();
                continue;
            }
            shown.push(match replay.next(digest) {
                Verdict::Run(ordinal) => format!("run {ordinal}"),
                Verdict::RunAgain(entry) => format!("again {}", entry.ordinal),
                Verdict::LeaveOut(entry) => format!("leave {}", entry.ordinal),
                Verdict::InDoubt(entry) => format!("doubt {}", entry.ordinal),
                Verdict::Differs(entry) => format!("differs from {}", entry.ordinal),
            });
        }
        if let Some(entry) = replay.left_over() {
            shown.push(format!("left {}", entry.ordinal));
        }
        assert_eq!(shown.join(", "), expected, "{given:?}");
    }

    #[test]
    fn what_took_effect_is_left_out() {
        let journal = [(State::Done, "a"), (State::Done, "b"), (State::Failed, "c")];
        check(&[], &["a", "b"], "run 1, run 2");
        check(
            &journal,
            &["a", "b", "c", "d"],
            "leave 1, leave 2, again 3, run 4",
        );
        check(
            &[(State::Done, "a"), (State::Started, "b")],
            &["a", "b"],
            "leave 1, doubt 2",
        );
        check(
            &[(State::Done, "a"), (State::Done, "a")],
            &["a", "a", "a"],
            "leave 1, leave 2, run 3",
        );
    }

    #[test]
    fn a_script_that_was_changed_is_noticed() {
        let journal = [(State::Done, "a"), (State::Done, "b")];
        check(&journal, &["x"], "differs from 1, left 1");
        check(&journal, &["a", "c"], "leave 1, differs from 2, left 2");
        check(&journal, &["a"], "leave 1, left 2");
        check(&[(State::Failed, "a")], &[], "");
        check(&[(State::Failed, "a")], &["b"], "run 2");
        check(
            &[(State::Failed, "a"), (State::Done, "b")],
            &["x", "b"],
            "differs from 2, leave 2",
        );
        check(
            &[(State::Failed, "a"), (State::Done, "b")],
            &["b"],
            "leave 2",
        );
    }

    #[test]
    fn a_script_that_looks_at_the_database_may_leave_statements_out() {
        let journal = [(State::Done, "a"), (State::Done, "b")];
        check(&journal, &["?", "b", "c"], "leave 2, run 3");
        check(&journal, &["?", "c"], "run 3");
        check(&journal, &["a", "?", "x", "b"], "leave 1, run 3, leave 2");
    }
}
