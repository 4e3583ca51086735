//! `downgrade`: Alembic's `ScriptDirectory._downgrade_revs`.

use crate::command_error::{RangeWording, Wording};
use crate::graph::RevisionGraph;
use crate::resolve::Argument;
use crate::{CommandError, RevisionId};

use super::{Direction, Plan, run};

impl RevisionGraph {
    /// The steps from the given version table rows down to `target`: every applied revision that
    /// descends from the target or depends on one that does, descendants first.
    ///
    /// # Errors
    /// [`CommandError::Revision`] if the target or a row leads nowhere, is ambiguous, or does not
    /// lie below the rows.
    pub fn downgrade(
        &self,
        target: &str,
        current: &[RevisionId],
    ) -> Result<Plan<'_>, CommandError> {
        let wording = Wording {
            end: Some(target),
            range: RangeWording::Downgrade,
            ..Wording::default()
        };
        let mut warnings = Vec::new();
        match self.revisions_to_downgrade(target, Argument::Rows(current), &mut warnings) {
            Ok(indexes) => Ok(Plan {
                steps: run(self, indexes, Direction::Downgrade),
                warnings,
            }),
            Err(error) => Err(wording.tell(error).after(warnings)),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::RevisionWarning;
    use crate::testing::{graph, planned, rows};

    fn check(lines: &str, current: &str, target: &str, expected: &str) {
        let graph = graph(lines);
        let found = planned(graph.downgrade(target, &rows(current)));
        assert_eq!(found, expected, "{current} to {target}");
    }

    const LINE: &str = "ab10; ab20 <- ab10; cd30 <- ab20";

    #[test]
    fn along_a_line() {
        check(LINE, "cd30", "base", "cd30 ab20 ab10");
        check(LINE, "cd30", "-1", "cd30");
        check(LINE, "cd30", "-3", "cd30 ab20 ab10");
        check(LINE, "cd30", "ab10", "cd30 ab20");
        check(LINE, "cd30", "ab10+1", "cd30");
        check(LINE, "cd30", "cd30", "");
        check(LINE, "", "base", "");
    }

    #[test]
    fn errors_have_alembics_text() {
        check(
            LINE,
            "cd30",
            "-4",
            "Relative revision -4 didn't produce 4 migrations",
        );
        check(
            LINE,
            "cd30",
            "+1",
            "Relative revision +1 didn't produce 1 migrations",
        );
        check(
            LINE,
            "cd30",
            "+0",
            "Relative revision +0 didn't produce 0 migrations",
        );
        check(
            LINE,
            "",
            "-1",
            "Relative revision -1 didn't produce 1 migrations",
        );
        check(LINE, "cd30", "cd30-9", "Walked too far");
        check(
            LINE,
            "ab20",
            "cd30",
            "Destination cd30 is not a valid downgrade target from current head(s)",
        );
    }

    const FORK: &str = "root; left #west <- root; rght #east <- root; rght2 <- rght";

    #[test]
    fn a_branch_alone() {
        check(FORK, "left rght2", "east@root", "rght2 rght");
        check(FORK, "left rght2", "root", "left rght2 rght");
        check(FORK, "left rght2", "east@-1", "rght2");
        check(FORK, "left rght2", "east@base", "left rght2 rght root");
        check(
            FORK,
            "left",
            "east@-1",
            "Branch 'east' has 0 applied heads, so '-1' has no single place to start from; name \
             the revision to go to",
        );
        check(LINE, "ab20", "nope@base", "ab20 ab10");
        check(FORK, "left", "nope@base", "left root");
        check(
            "r1 #one; s1 <- r1",
            "s1",
            "nope@base",
            "Can't locate revision identified by 'nope'",
        );
        check(
            "r1 #one; s1 #two; s2 #three <- s1; s3 #four <- s1",
            "r1 s2 s3",
            "one@s1",
            "Not a valid downgrade target from current heads",
        );
    }

    #[test]
    fn several_heads_make_a_step_down_ambiguous() {
        let graph = graph(FORK);
        let plan = graph.downgrade("-1", &rows("left rght2")).expect("a plan");
        assert_eq!(plan.steps.len(), 1);
        assert_eq!(plan.steps[0].up_revisions(), ["left"]);
        assert_eq!(plan.warnings, [RevisionWarning::AmbiguousDowngrade]);
        let error = graph
            .downgrade("-9", &rows("left rght2"))
            .expect_err("too far");
        assert_eq!(error.warnings(), [RevisionWarning::AmbiguousDowngrade]);
    }

    #[test]
    fn dependents_go_too() {
        let lines = "lib1; lib2 <- lib1; app1; app2 <- app1 & lib2";
        check(lines, "app2", "lib1", "app2 lib2");
    }
}
