//! `history`, `branches` and `current`: listing the graph.

use crate::command_error::Wording;
use crate::graph::RevisionGraph;
use crate::resolve::Argument;
use crate::{CommandError, Place, RevisionError, RevisionId, RevisionRef, RevisionWarning};

/// The range of `history`, as typed: `[start]:[end]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HistoryRange<'t> {
    start: &'t str,
    end: &'t str,
}

impl<'t> HistoryRange<'t> {
    /// Takes apart what was typed.
    ///
    /// # Errors
    /// [`CommandError::NotAHistoryRange`] without a colon, [`CommandError::TooManyParts`] with
    /// more than one.
    pub fn parse(text: &'t str) -> Result<Self, CommandError> {
        let (start, end) = text
            .trim()
            .split_once(':')
            .ok_or(CommandError::NotAHistoryRange)?;
        if end.contains(':') {
            return Err(CommandError::TooManyParts(text.to_owned()));
        }
        Ok(Self { start, end })
    }

    /// Whether an end is the word `current`, so that the rows of the version table are needed.
    pub fn needs_current(&self) -> bool {
        self.start == "current" || self.end == "current"
    }
}

/// A list of revisions with what was worth a warning while making it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing<'g> {
    /// The revisions, from the heads to the bases.
    pub revisions: Vec<RevisionRef<'g>>,
    /// The warnings; those of the graph itself are not repeated.
    pub warnings: Vec<RevisionWarning>,
}

impl RevisionGraph {
    /// The revisions of a range, both ends included; all revisions for the default range. An open
    /// side is the base or the heads. `current` are the rows of the version table; they are used
    /// only if [`HistoryRange::needs_current`].
    ///
    /// # Errors
    /// [`CommandError::Revision`] if an end leads nowhere or is ambiguous, or the ends are not on
    /// one line of descent.
    pub fn history(
        &self,
        range: HistoryRange<'_>,
        current: &[RevisionId],
    ) -> Result<Listing<'_>, CommandError> {
        // As in Alembic, only one end can be the current one, and no row at all is an open side.
        let rows = if current.is_empty() {
            Argument::Typed("")
        } else {
            Argument::Rows(current)
        };
        let (start, end) = match (range.start, range.end) {
            (start, "current") => (Argument::Typed(start), rows),
            ("current", end) => (rows, Argument::Typed(end)),
            (start, end) => (Argument::Typed(start), Argument::Typed(end)),
        };
        let or = |side, open| match side {
            Argument::Typed("") => Argument::Typed(open),
            given => given,
        };
        let (start, end) = (or(start, "base"), or(end, "heads"));
        let (start_text, end_text) = (start.to_string(), end.to_string());
        let wording = Wording {
            start: Some(&start_text),
            end: Some(&end_text),
            ..Wording::default()
        };
        let mut warnings = Vec::new();
        match self.revisions_in_range(start, end, &mut warnings) {
            Ok(indexes) => Ok(Listing {
                revisions: indexes.into_iter().map(|index| self.at(index)).collect(),
                warnings,
            }),
            Err(error) => Err(wording.tell(error).after(warnings)),
        }
    }

    /// The revisions with several children, from the heads to the bases.
    ///
    /// # Errors
    /// As [`Self::history`].
    pub fn branch_points(&self) -> Result<Vec<RevisionRef<'_>>, CommandError> {
        let mut all = self.history(HistoryRange::default(), &[])?.revisions;
        all.retain(|revision| revision.is_branch_point());
        Ok(all)
    }

    /// The revisions that a text stands for, for `show`: as [`Self::get_revisions`], and `current`
    /// for the rows of the version table.
    ///
    /// # Errors
    /// [`CommandError::Revision`] if the text leads nowhere, to too many places, or outside.
    pub fn show(
        &self,
        text: &str,
        rows: &[RevisionId],
    ) -> Result<Vec<RevisionRef<'_>>, CommandError> {
        if text == "current" {
            let found = self.find_rows(rows)?;
            return Ok(found.into_iter().map(|index| self.at(index)).collect());
        }
        let mut found = Vec::new();
        for place in self.get_revisions(text)? {
            match place {
                Place::Revision(revision) => found.push(revision),
                Place::Outside | Place::Base => return Err(RevisionError::WalkedTooFar.into()),
            }
        }
        Ok(found)
    }

    /// What is applied, given the rows of the version table: the rows, and the heads of branches
    /// that are applied only because a row depends on them.
    ///
    /// Alembic lists these in the order of a Python set and needs quadratic time. Here the rows
    /// come first, in their order, then the implied ones in load order.
    ///
    /// # Errors
    /// [`CommandError::Revision`] if a row leads nowhere.
    pub fn current(&self, rows: &[RevisionId]) -> Result<Vec<RevisionRef<'_>>, CommandError> {
        let applied = self.find_rows(rows)?;
        let heads = self.heads_implied_by(&applied);
        Ok(heads.into_iter().map(|index| self.at(index)).collect())
    }

    /// Whether the rows are exactly the versioned heads (`current --check-heads`). As in Alembic,
    /// a head that is applied only because another depends on it counts as missing.
    ///
    /// # Errors
    /// [`CommandError::DatabaseNotAtHead`] if they are not.
    pub fn check_heads(&self, rows: &[RevisionId]) -> Result<(), CommandError> {
        let is_row = |head: RevisionRef<'_>| rows.contains(head.id());
        let is_head = |row: &RevisionId| {
            self.revision(row.as_str())
                .is_some_and(RevisionRef::is_head)
        };
        if self.heads().all(is_row) && rows.iter().all(is_head) {
            Ok(())
        } else {
            Err(CommandError::DatabaseNotAtHead)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{graph, rows};

    const LINE: &str = "ab10; ab20 <- ab10; cd30 <- ab20; cd40 <- cd30";

    fn check(lines: &str, range: &str, current: &str, expected: &str) {
        let graph = graph(lines);
        let found = HistoryRange::parse(range)
            .and_then(|range| graph.history(range, &rows(current)))
            .map(|listing| show(&listing.revisions))
            .unwrap_or_else(|error| error.to_string());
        assert_eq!(found, expected, "{range} at {current}");
    }

    fn show(revisions: &[RevisionRef<'_>]) -> String {
        let ids: Vec<&str> = revisions.iter().map(|r| r.id().as_str()).collect();
        ids.join(" ")
    }

    #[test]
    fn ranges_include_both_ends() {
        check(LINE, "ab20:cd30", "", "cd30 ab20");
        check(LINE, "ab20:", "", "cd40 cd30 ab20");
        check(LINE, ":ab20", "", "ab20 ab10");
        check(LINE, ":", "", "cd40 cd30 ab20 ab10");
        check(
            LINE,
            "cd:cd40",
            "",
            "Can't locate revision identified by 'cd'",
        );
    }

    #[test]
    fn relative_ends() {
        check(LINE, "-2:", "", "cd40 cd30 ab20");
        check(LINE, "ab10:+2", "", "cd30 ab20 ab10");
        check(LINE, ":+1", "", "ab10");
        check(
            LINE,
            "ab10:-1",
            "",
            "Relative revision -1 didn't produce 1 migrations",
        );
        check(LINE, "-9:cd40", "", "cd40 cd30 ab20 ab10");
    }

    #[test]
    fn current_is_an_end() {
        check(LINE, "current:", "cd30", "cd40 cd30");
        check(LINE, ":current", "ab20", "ab20 ab10");
        check(LINE, "-2:current", "cd40", "cd40 cd30 ab20");
        check(LINE, "current:", "", "cd40 cd30 ab20 ab10");
        check(
            LINE,
            "current:ab10",
            "cd30",
            "Requested range ('cd30',):ab10 does not refer to ancestor/descendant revisions \
             along the same branch",
        );
        check(
            LINE,
            "current:current",
            "cd30",
            "Can't locate revision identified by 'current'",
        );
        assert!(HistoryRange::parse("current:").is_ok_and(|r| r.needs_current()));
        assert!(HistoryRange::parse("a:b").is_ok_and(|r| !r.needs_current()));
    }

    #[test]
    fn what_is_no_range() {
        check(
            LINE,
            "ab10",
            "",
            "History range requires [start]:[end], [start]:, or :[end]",
        );
        check(
            LINE,
            "a:b:c",
            "",
            "Range 'a:b:c' has more than two parts; write <start>:<end>",
        );
        check(
            LINE,
            "cd40:ab10",
            "",
            "Requested range cd40:ab10 does not refer to ancestor/descendant revisions along the \
             same branch",
        );
    }

    #[test]
    fn a_range_of_a_branch_leaves_the_others_out() {
        let fork = "root; left #west <- root; rght #east <- root; rght2 <- rght";
        check(fork, "east@base:", "", "rght2 rght root");
        check(fork, "root:", "", "left rght2 rght root");
        check(
            fork,
            "root@base:",
            "",
            "Revision root is used as a branch name but has 0 branch labels; use the label itself",
        );
    }

    #[test]
    fn a_range_that_hangs_together_by_a_dependency() {
        let lines = "n0; n1 <- n0; n2 <- n0; o0; n3 <- n1, n2 & o0; n4 <- n3";
        check(
            lines,
            "o0:",
            "",
            "The requested range reaches revision o0 only through depends_on; begin the range at \
             a revision from which all of it descends",
        );
    }

    #[test]
    fn branch_points_from_the_heads_down() {
        let graph = graph("r; a <- r; b <- r; c <- a; d <- a");
        let points = graph.branch_points().expect("a listing");
        assert_eq!(show(&points), "a r");
    }

    #[test]
    fn show_takes_identifiers_and_current() {
        let graph = graph(LINE);
        let shown = |text: &str, current: &str| match graph.show(text, &rows(current)) {
            Ok(revisions) => show(&revisions),
            Err(error) => error.to_string(),
        };
        assert_eq!(shown("ab1", ""), "ab10");
        assert_eq!(shown("-1", ""), "cd30");
        assert_eq!(shown("-9", ""), "Walked too far");
        assert_eq!(shown("base", ""), "");
        assert_eq!(shown("current", "ab20"), "ab20");
        assert_eq!(shown("current", ""), "");
    }

    #[test]
    fn current_lists_what_a_dependency_implies() {
        let graph = graph("lib1; lib2 <- lib1; app1 & lib1; app2 <- app1");
        let list = |current: &str| show(&graph.current(&rows(current)).expect("known rows"));
        assert_eq!(list("app2"), "app2 lib1");
        assert_eq!(list("lib2 app2"), "lib2 app2");
        assert_eq!(list("app1 app2"), "app2 lib1");
        assert_eq!(list(""), "");
        assert!(graph.current(&rows("gone")).is_err());
    }

    #[test]
    fn rows_against_the_heads() {
        let graph = graph("lib1; app1; app2 <- app1");
        assert_eq!(graph.check_heads(&rows("app2 lib1")), Ok(()));
        for wrong in ["app2", "", "app1 lib1", "app2 lib1 gone"] {
            assert_eq!(
                graph.check_heads(&rows(wrong)),
                Err(CommandError::DatabaseNotAtHead)
            );
        }
    }
}
