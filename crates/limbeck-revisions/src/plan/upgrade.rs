//! `upgrade`: Alembic's `ScriptDirectory._upgrade_revs`.

use crate::command_error::{RangeWording, Wording};
use crate::graph::RevisionGraph;
use crate::resolve::Argument;
use crate::{CommandError, RevisionId};

use super::{Direction, Plan, run};

impl RevisionGraph {
    /// The steps from the given version table rows to `target`: every revision that the target
    /// needs and the rows do not imply, `depends_on` included, ancestors first.
    ///
    /// # Errors
    /// [`CommandError::Revision`] if the target or a row leads nowhere or is ambiguous.
    pub fn upgrade(&self, target: &str, current: &[RevisionId]) -> Result<Plan<'_>, CommandError> {
        let wording = Wording {
            end: Some(target),
            range: RangeWording::Upgrade,
            ..Wording::default()
        };
        let indexes = self
            .revisions_to_upgrade(Argument::Typed(target), Argument::Rows(current))
            .map_err(|error| wording.tell(error))?;
        Ok(Plan {
            steps: run(self, indexes.into_iter().rev(), Direction::Upgrade),
            warnings: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{graph, planned, rows};

    fn check(lines: &str, current: &str, target: &str, expected: &str) {
        let graph = graph(lines);
        let found = planned(graph.upgrade(target, &rows(current)));
        assert_eq!(found, expected, "{current} to {target}");
    }

    const LINE: &str = "ab10; ab20 <- ab10; cd30 <- ab20";

    #[test]
    fn along_a_line() {
        check(LINE, "", "head", "ab10 ab20 cd30");
        check(LINE, "ab10", "heads", "ab20 cd30");
        check(LINE, "ab10", "+1", "ab20");
        check(LINE, "ab10", "ab20", "ab20");
        check(LINE, "cd30", "ab10", "");
        check(LINE, "ab10", "base", "");
        check(LINE, "", "cd30-1", "ab10 ab20");
        check(LINE, "", "base+2", "ab10 ab20");
    }

    #[test]
    fn errors_have_alembics_text() {
        check(
            LINE,
            "ab20",
            "+2",
            "Relative revision +2 didn't produce 2 migrations",
        );
        check(
            LINE,
            "ab20",
            "-1",
            "Relative revision -1 didn't produce 1 migrations",
        );
        check(
            LINE,
            "ab20",
            "+0",
            "Relative revision 0 didn't produce 0 migrations",
        );
        check(
            LINE,
            "gone",
            "head",
            "Can't locate revision identified by 'gone'",
        );
        check(LINE, "", "ab", "Can't locate revision identified by 'ab'");
        check(
            LINE,
            "ab10 cd30",
            "head",
            "Requested revision cd30 overlaps with other requested revisions ab10",
        );
        check(LINE, "", "ab10+9", "Walked too far");
    }

    const FORK: &str = "root; left #west <- root; rght #east <- root; rght2 <- rght";

    #[test]
    fn on_branches() {
        check(
            FORK,
            "",
            "head",
            "Multiple head revisions are present for given argument 'head'; please specify a \
             specific target revision, '<branchname>@head' to narrow to a specific head, or \
             'heads' for all heads",
        );
        check(FORK, "", "heads", "root rght rght2 left");
        check(FORK, "left", "east@head", "rght rght2");
        check(FORK, "left", "east@+1", "rght");
        check(FORK, "", "+2", "Ambiguous walk");
        check(
            FORK,
            "left rght",
            "+1",
            "Ambiguous upgrade from multiple current revisions",
        );
        check(FORK, "left rght", "east@+1", "rght2");
    }

    #[test]
    fn dependencies_come_first() {
        let lines = "lib1; lib2 <- lib1; app1; app2 <- app1 & lib2";
        check(lines, "", "app2", "lib1 lib2 app1 app2");
        check(lines, "lib2", "app2", "app1 app2");
    }
}
