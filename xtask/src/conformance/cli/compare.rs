//! Comparing what a step gave with what was recorded, as strictly as the case allows.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::database::{Rows, States};
use super::placeholders::Placeholders;
use super::session::{Outcome, RunOutcome};
use crate::conformance::kit::Match;

/// The recorded answer of a session, step by step; `None` for a preparation.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// Parallel to the steps of the input.
    pub steps: Vec<Option<StepAnswer>>,
}

/// The recorded answer of one step.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum StepAnswer {
    /// A query.
    Rows {
        /// Its rows.
        rows: Vec<Vec<Value>>,
    },
    /// A run of the program.
    Run(RunAnswer),
}

/// The recorded answer of a run.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunAnswer {
    /// The exit status.
    pub exit: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error, Python warnings as `<Category> text`.
    pub stderr: String,
    /// New files; `None` where only the name is a contract.
    #[serde(default)]
    pub created: BTreeMap<String, Option<String>>,
    /// Changed files; `None` where only the name is a contract.
    #[serde(default)]
    pub modified: BTreeMap<String, Option<String>>,
    /// Files that are gone.
    #[serde(default)]
    pub deleted: Vec<String>,
    /// The databases afterwards.
    #[serde(default)]
    pub db: States,
    /// Alembic ended in a traceback: that it failed counts, and what it left behind, not its text.
    #[serde(default)]
    pub crash: bool,
}

/// What may differ from the recorded answer, read from a case's `match` and `note`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leniency {
    /// Nothing but what is listed as unstable.
    None,
    /// The wording on both streams and inside files.
    Wording,
    /// The order of the lines, and the wording inside files.
    LineOrder,
    /// A step may be refused instead, provided it then changes nothing.
    Refusal,
    /// The recorded answer is an accident: success or failure, files and databases must agree.
    Accident,
}

impl Leniency {
    /// Reads the note of a case; an exact case has no leniency whatever its note draws attention to.
    pub fn of(match_: Match, note: Option<&str>, unstable: &[String]) -> Self {
        let note = note.unwrap_or_default();
        if match_ == Match::Exact {
            Self::None
        } else if note.contains("Wording and layout are not a contract") {
            Self::Wording
        } else if note.contains("compare as a set")
            || note.contains("compare the set of stdout lines")
        {
            Self::LineOrder
        } else if note.contains("Refusing to start is acceptable") {
            Self::Refusal
        } else if !unstable.is_empty() || note.contains("crash=true") {
            Self::None
        } else {
            Self::Accident
        }
    }
}

/// Compares one step. `variants` are the other recorded answers of this step, `unstable` the names of its fields
/// whose order varied.
///
/// # Errors
/// What differs, for the reader of the report.
pub fn compare(
    expected: Option<&StepAnswer>,
    variants: &[&StepAnswer],
    unstable: &[&str],
    leniency: Leniency,
    actual: &Outcome,
    before: &States,
    placeholders: &mut Placeholders,
) -> Result<(), String> {
    match (expected, actual) {
        (None, _) => Ok(()),
        (Some(StepAnswer::Rows { rows }), Outcome::Rows(found)) => compare_rows(rows, found),
        (Some(StepAnswer::Run(expected)), Outcome::Run(found)) => {
            let variants: Vec<&RunAnswer> = variants
                .iter()
                .filter_map(|variant| match variant {
                    StepAnswer::Run(run) => Some(run),
                    StepAnswer::Rows { .. } => None,
                })
                .collect();
            if leniency == Leniency::Refusal && is_refusal(found, before) {
                return Ok(());
            }
            // What Alembic finds wrong with a script that it has just written is refused before it is written.
            let is_loose = expected.crash || leniency == Leniency::Wording;
            let failed_halfway = expected.exit != 0 && !expected.created.is_empty();
            if failed_halfway && is_loose && is_refusal(found, before) {
                return Ok(());
            }
            RunComparison {
                expected,
                variants: &variants,
                unstable,
                leniency,
                found,
                placeholders,
            }
            .compare()
        }
        (Some(_), _) => Err("the recorded answer is of another kind than the step".to_owned()),
    }
}

fn is_refusal(found: &RunOutcome, before: &States) -> bool {
    found.exit != 0
        && found.created.is_empty()
        && found.modified.is_empty()
        && found.deleted.is_empty()
        && found.databases == *before
}

fn compare_rows(expected: &[Vec<Value>], found: &Rows) -> Result<(), String> {
    let expected: Rows = expected
        .iter()
        .map(|row| {
            row.iter()
                .map(|value| match value {
                    Value::Null => None,
                    Value::Bool(flag) => Some(if *flag { "t" } else { "f" }.to_owned()),
                    Value::String(text) => Some(text.clone()),
                    other => Some(other.to_string()),
                })
                .collect()
        })
        .collect();
    if expected == *found {
        Ok(())
    } else {
        Err(format!("rows: expected {expected:?}, found {found:?}"))
    }
}

struct RunComparison<'a> {
    expected: &'a RunAnswer,
    variants: &'a [&'a RunAnswer],
    unstable: &'a [&'a str],
    leniency: Leniency,
    found: &'a RunOutcome,
    placeholders: &'a mut Placeholders,
}

impl RunComparison<'_> {
    fn compare(mut self) -> Result<(), String> {
        let mut differences = Vec::new();
        self.exit(&mut differences);
        if !self.expected.crash {
            let stderr = show_warnings(&self.found.stderr);
            self.stream(
                "stdout",
                &self.found.stdout,
                |answer| &answer.stdout,
                &mut differences,
            );
            self.stream("stderr", &stderr, |answer| &answer.stderr, &mut differences);
        }
        self.files(&mut differences);
        self.databases(&mut differences);
        if differences.is_empty() {
            Ok(())
        } else {
            Err(differences.join("\n"))
        }
    }

    fn exit(&self, differences: &mut Vec<String>) {
        let (expected, found) = (self.expected.exit, self.found.exit);
        let agrees = if self.expected.crash {
            // Signals and panics are no clean failure.
            found == 255 || ((1..128).contains(&found) && found != 101)
        } else if self.leniency == Leniency::Accident {
            (expected == 0) == (found == 0)
        } else {
            expected == found
        };
        if !agrees {
            differences.push(format!("exit: expected {expected}, found {found}"));
        }
    }

    fn stream(
        &mut self,
        name: &str,
        found: &str,
        of: impl Fn(&RunAnswer) -> &str,
        differences: &mut Vec<String>,
    ) {
        if matches!(self.leniency, Leniency::Wording | Leniency::Accident) {
            return;
        }
        let expected = of(self.expected);
        if self.placeholders.matches(expected, found) {
            return;
        }
        let may_vary = self.unstable.contains(&name);
        if may_vary {
            if self
                .variants
                .iter()
                .any(|variant| self.placeholders.matches(of(variant), found))
            {
                return;
            }
            if sorted_words(expected) == sorted_words(&self.placeholders.hide(found)) {
                return;
            }
        }
        if self.leniency == Leniency::LineOrder && name == "stdout" {
            let sorted = |text: &str| {
                let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
                lines.sort();
                lines
            };
            if sorted(expected) == sorted(&self.placeholders.hide(found)) {
                return;
            }
        }
        differences.push(format!(
            "{name}:\n{}",
            difference(expected, &self.placeholders.hide(found))
        ));
    }

    fn files(&mut self, differences: &mut Vec<String>) {
        let names_only = matches!(
            self.leniency,
            Leniency::Wording | Leniency::LineOrder | Leniency::Accident
        );
        for (kind, expected, found) in [
            ("created", &self.expected.created, &self.found.created),
            ("modified", &self.expected.modified, &self.found.modified),
        ] {
            let mut left: Vec<&String> = found.keys().collect();
            for (path, text) in expected {
                let Some(index) = left
                    .iter()
                    .position(|candidate| self.placeholders.matches(path, candidate))
                else {
                    differences.push(format!("{kind}: {path} is missing"));
                    continue;
                };
                let actual = &found[left.swap_remove(index)];
                let Some(text) = text else { continue };
                if !names_only && !self.placeholders.matches(text, actual) {
                    let shown = difference(text, &self.placeholders.hide(actual));
                    differences.push(format!("{kind} {path}:\n{shown}"));
                }
            }
            for path in left {
                differences.push(format!("{kind}: {path} was not expected"));
            }
        }
        if self.expected.deleted != self.found.deleted {
            differences.push(format!(
                "deleted: expected {:?}, found {:?}",
                self.expected.deleted, self.found.deleted
            ));
        }
    }

    fn databases(&mut self, differences: &mut Vec<String>) {
        for (name, expected) in &self.expected.db {
            match self.found.databases.get(name) {
                None => differences.push(format!("database {name} is missing")),
                Some(found) => {
                    let agrees = expected.tables == found.tables
                        && expected.indexes == found.indexes
                        && self.versions_agree(
                            expected.versions.as_deref(),
                            found.versions.as_deref(),
                        );
                    if !agrees {
                        differences.push(format!(
                            "database {name}:\n  expected {expected:?}\n  found    {found:?}"
                        ));
                    }
                }
            }
        }
        for name in self
            .found
            .databases
            .keys()
            .filter(|name| !self.expected.db.contains_key(*name))
        {
            differences.push(format!("database {name} was not expected"));
        }
    }

    fn versions_agree(&mut self, expected: Option<&[String]>, found: Option<&[String]>) -> bool {
        match (expected, found) {
            (None, None) => true,
            (Some(expected), Some(found)) => {
                expected.len() == found.len()
                    && expected
                        .iter()
                        .zip(found)
                        .all(|(expected, found)| self.placeholders.matches(expected, found))
            }
            _ => false,
        }
    }
}

/// Python warnings in the form of the recording: `path:line: UserWarning: text` and the source line that follows
/// become `<UserWarning> text`.
fn show_warnings(stderr: &str) -> String {
    let mut shown = String::with_capacity(stderr.len());
    let mut lines = stderr.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        match warning(line) {
            Some((category, text)) => {
                shown.push_str(&format!("<{category}> {text}"));
                lines.next_if(|next| next.starts_with("  "));
            }
            None => shown.push_str(line),
        }
    }
    shown
}

fn warning(line: &str) -> Option<(&str, &str)> {
    let (head, text) = line.split_once("Warning: ")?;
    let start = head
        .rfind(|c: char| !c.is_ascii_alphanumeric())
        .map_or(0, |index| index + 1);
    let category = &line[start..head.len() + "Warning".len()];
    let at_start = start == 0 || head[..start].ends_with(": ");
    at_start.then_some((category, text))
}

/// The lines, each with its words sorted, sorted: equal for texts that differ in order alone.
fn sorted_words(text: &str) -> Vec<Vec<&str>> {
    let mut lines: Vec<Vec<&str>> = text
        .lines()
        .map(|line| {
            let mut words: Vec<&str> = line
                .split([' ', ',', '(', ')'])
                .filter(|word| !word.is_empty())
                .collect();
            words.sort_unstable();
            words
        })
        .collect();
    lines.sort();
    lines
}

/// Expected and found, line by line from the first that differs.
fn difference(expected: &str, found: &str) -> String {
    const SHOWN: usize = 12;
    let equal = expected
        .lines()
        .zip(found.lines())
        .take_while(|(left, right)| left == right)
        .count();
    let list = |sign: &str, text: &str| -> String {
        let lines: Vec<&str> = text.split('\n').skip(equal).collect();
        let mut shown: Vec<String> = lines
            .iter()
            .take(SHOWN)
            .map(|line| format!("  {sign} {line}"))
            .collect();
        if lines.len() > SHOWN {
            shown.push(format!("  {sign} ({} more lines)", lines.len() - SHOWN));
        }
        shown.join("\n")
    };
    format!(
        "  from line {}\n{}\n{}",
        equal + 1,
        list("-", expected),
        list("+", found)
    )
}

#[cfg(test)]
mod tests {
    use super::super::database::DatabaseState;
    use super::*;

    fn answer(stdout: &str) -> RunAnswer {
        RunAnswer {
            exit: 0,
            stdout: stdout.to_owned(),
            stderr: String::new(),
            created: BTreeMap::new(),
            modified: BTreeMap::new(),
            deleted: Vec::new(),
            db: States::new(),
            crash: false,
        }
    }

    fn outcome(exit: i32, stdout: &str) -> RunOutcome {
        RunOutcome {
            exit,
            stdout: stdout.to_owned(),
            stderr: String::new(),
            created: BTreeMap::new(),
            modified: BTreeMap::new(),
            deleted: Vec::new(),
            databases: States::new(),
        }
    }

    fn agrees(
        expected: RunAnswer,
        unstable: &[&str],
        leniency: Leniency,
        found: RunOutcome,
    ) -> bool {
        compare(
            Some(&StepAnswer::Run(expected)),
            &[],
            unstable,
            leniency,
            &Outcome::Run(Box::new(found)),
            &States::new(),
            &mut Placeholders::new("/tmp/project", None),
        )
        .is_ok()
    }

    #[test]
    fn an_exact_step_must_agree_in_everything() {
        assert!(agrees(
            answer("a\nb\n"),
            &[],
            Leniency::None,
            outcome(0, "a\nb\n")
        ));
        assert!(!agrees(
            answer("a\nb\n"),
            &[],
            Leniency::None,
            outcome(0, "b\na\n")
        ));
        assert!(!agrees(
            answer("a\n"),
            &[],
            Leniency::None,
            outcome(1, "a\n")
        ));
        assert!(!agrees(answer("a\n"), &[], Leniency::None, outcome(0, "a")));
    }

    #[test]
    fn an_unstable_field_may_be_reordered_but_not_changed() {
        let expected = || answer("bb, aa (head)\ncc\n");
        assert!(agrees(
            expected(),
            &["stdout"],
            Leniency::None,
            outcome(0, "cc\naa, bb (head)\n")
        ));
        assert!(!agrees(
            expected(),
            &["stdout"],
            Leniency::None,
            outcome(0, "cc\naa, aa (head)\n")
        ));
        assert!(!agrees(
            expected(),
            &["stderr"],
            Leniency::None,
            outcome(0, "cc\naa, bb (head)\n")
        ));
    }

    #[test]
    fn a_crash_must_fail_cleanly_and_leave_the_same_behind() {
        let crash = || RunAnswer {
            exit: 1,
            crash: true,
            ..answer("")
        };
        assert!(agrees(
            crash(),
            &[],
            Leniency::None,
            outcome(255, "FAILED: other words\n")
        ));
        assert!(!agrees(crash(), &[], Leniency::None, outcome(0, "")));
        assert!(!agrees(
            crash(),
            &[],
            Leniency::None,
            outcome(101, "panicked")
        ));
        assert!(!agrees(crash(), &[], Leniency::None, outcome(139, "")));
        let mut left_behind = outcome(1, "");
        left_behind.created.insert("x.py".to_owned(), String::new());
        assert!(!agrees(crash(), &[], Leniency::None, left_behind));
    }

    #[test]
    fn databases_are_compared_both_ways() {
        let state = DatabaseState {
            tables: vec!["t".to_owned()],
            versions: None,
            indexes: Vec::new(),
        };
        let with_state = || {
            let mut expected = answer("");
            expected.db.insert("app.db".to_owned(), state.clone());
            expected
        };
        let mut found = outcome(0, "");
        found.databases.insert("app.db".to_owned(), state.clone());
        assert!(agrees(with_state(), &[], Leniency::None, found));
        assert!(!agrees(with_state(), &[], Leniency::None, outcome(0, "")));
        let mut more = outcome(0, "");
        more.databases.insert("app.db".to_owned(), state.clone());
        assert!(!agrees(answer(""), &[], Leniency::None, more));
    }

    #[test]
    fn wording_and_line_order_are_free_where_the_note_says_so() {
        assert!(agrees(
            answer("usage: x\n"),
            &[],
            Leniency::Wording,
            outcome(0, "Usage: y\n")
        ));
        assert!(!agrees(
            answer("usage: x\n"),
            &[],
            Leniency::Wording,
            outcome(2, "Usage: y\n")
        ));
        assert!(agrees(
            answer("a\nb\n"),
            &[],
            Leniency::LineOrder,
            outcome(0, "b\na\n")
        ));
        assert!(!agrees(
            answer("a\nb\n"),
            &[],
            Leniency::LineOrder,
            outcome(0, "b\n")
        ));
    }

    #[test]
    fn leniency_is_read_from_the_note() {
        let of =
            |match_, note: &str, unstable: &[String]| Leniency::of(match_, Some(note), unstable);
        assert_eq!(of(Match::Exact, "looks like a bug", &[]), Leniency::None);
        assert_eq!(
            of(Match::Semantic, "looks like a bug", &[]),
            Leniency::Accident
        );
        assert_eq!(
            of(
                Match::Semantic,
                "see `unstable`",
                &["/steps/0/stdout".to_owned()]
            ),
            Leniency::None
        );
        assert_eq!(
            of(Match::Semantic, "Steps with crash=true end in", &[]),
            Leniency::None
        );
        assert_eq!(
            of(Match::Semantic, "Refusing to start is acceptable.", &[]),
            Leniency::Refusal
        );
    }

    #[test]
    fn warnings_are_shown_as_recorded() {
        let found = "x\n/lib/revision.py:12: UserWarning: twice\n  util.warn(\ny\nSAWarning: odd\n";
        assert_eq!(
            show_warnings(found),
            "x\n<UserWarning> twice\ny\n<SAWarning> odd\n"
        );
    }
}
