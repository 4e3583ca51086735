//! From names to revisions: the look-up half of Alembic's `RevisionMap`.

mod downgrade_target;
mod lineage;
mod upgrade_target;
mod walk;

use crate::graph::{Index, Lineage, RevisionGraph};
use crate::spec::{AbsoluteSpec, Symbol, negative_number};
use crate::{CommandError, ResolutionError, RevisionError, RevisionId, RevisionRef};

pub(crate) use downgrade_target::DowngradeTarget;
pub(crate) use lineage::LineageFilter;
pub(crate) use walk::Bounds;

/// Where a look-up can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<R> {
    /// Outside the graph: there is no such step.
    Outside,
    /// Before the first revision.
    Base,
    /// At a revision.
    Revision(R),
}

/// A [`Place`] inside this crate.
pub(crate) type Found = Place<Index>;

impl Found {
    /// The revision, if it is one.
    pub(crate) fn index(self) -> Option<Index> {
        match self {
            Place::Revision(index) => Some(index),
            Place::Outside | Place::Base => None,
        }
    }
}

/// One end of a request: what the user typed, or the rows of the version table.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Argument<'a> {
    Typed(&'a str),
    Rows(&'a [RevisionId]),
}

impl<'a> Argument<'a> {
    /// The identifiers it stands for.
    pub(crate) fn names(self) -> Vec<&'a str> {
        match self {
            Self::Typed(text) => vec![text],
            Self::Rows(rows) => rows.iter().map(RevisionId::as_str).collect(),
        }
    }
}

impl std::fmt::Display for Argument<'_> {
    /// What was typed; rows as Python shows the tuple of them, which is what Alembic prints.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Typed(text) => f.write_str(text),
            Self::Rows([row]) => write!(f, "({},)", python_quoted(row.as_str())),
            Self::Rows(rows) => {
                let rows: Vec<String> = rows.iter().map(|r| python_quoted(r.as_str())).collect();
                write!(f, "({})", rows.join(", "))
            }
        }
    }
}

fn python_quoted(text: &str) -> String {
    if text.contains('\'') && !text.contains('"') {
        format!("\"{text}\"")
    } else {
        format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
    }
}

impl RevisionGraph {
    /// The revisions that a text stands for, as `show` and `edit` read it
    /// (`ScriptDirectory.get_revisions`): an identifier or the beginning of one, a label, `head`,
    /// `heads`, `base` (none), `label@...`, or `-N` (steps down from every head).
    ///
    /// # Errors
    /// [`CommandError::Revision`] if the text leads nowhere or to too many places.
    pub fn get_revisions(&self, text: &str) -> Result<Vec<Place<RevisionRef<'_>>>, CommandError> {
        let found = self.find_all(AbsoluteSpec::parse(text))?;
        let place = |place| match place {
            Place::Outside => Place::Outside,
            Place::Base => Place::Base,
            Place::Revision(index) => Place::Revision(self.at(index)),
        };
        Ok(found.into_iter().map(place).collect())
    }

    /// The one revision that a text stands for (`ScriptDirectory.get_revision`); `None` for `base`
    /// and for the head of an empty graph.
    ///
    /// # Errors
    /// [`CommandError::Revision`] if the text leads nowhere or to several revisions.
    pub fn get_revision(&self, text: &str) -> Result<Option<RevisionRef<'_>>, CommandError> {
        let found = self.find_one(AbsoluteSpec::parse(text))?;
        Ok(found.map(|index| self.at(index)))
    }

    /// Alembic's `RevisionMap.get_revisions`.
    pub(crate) fn find_all(&self, spec: AbsoluteSpec<'_>) -> Result<Vec<Found>, RevisionError> {
        match self.resolve(spec)? {
            Resolved::Places(indexes) => {
                self.require_on_branch(&indexes, spec.branch_label(), None)?;
                Ok(indexes.into_iter().map(Place::Revision).collect())
            }
            Resolved::Name(name) => match negative_number(name) {
                Some(steps) => self.steps_from_heads(spec, steps),
                None => Ok(vec![Place::Revision(
                    self.find_name(name, spec.branch_label())?,
                )]),
            },
        }
    }

    /// [`Self::find_all`] for each row of the version table.
    pub(crate) fn find_rows(&self, rows: &[RevisionId]) -> Result<Vec<Index>, RevisionError> {
        let mut found = Vec::with_capacity(rows.len());
        for row in rows {
            for place in self.find_all(AbsoluteSpec::parse(row.as_str()))? {
                // A row such as "-9" is no revision, whatever it would mean as an argument.
                found.push(
                    place
                        .index()
                        .ok_or_else(|| no_such_revision(row.as_str()))?,
                );
            }
        }
        Ok(found)
    }

    /// [`Self::find_all`] for either kind of argument.
    pub(crate) fn find_argument(
        &self,
        argument: Argument<'_>,
    ) -> Result<Vec<Found>, RevisionError> {
        match argument {
            Argument::Typed(text) => self.find_all(AbsoluteSpec::parse(text)),
            Argument::Rows(rows) => {
                let found = self.find_rows(rows)?;
                Ok(found.into_iter().map(Place::Revision).collect())
            }
        }
    }

    /// Alembic's `RevisionMap.get_revision`.
    pub(crate) fn find_one(&self, spec: AbsoluteSpec<'_>) -> Result<Option<Index>, RevisionError> {
        match self.resolve(spec)? {
            Resolved::Places(indexes) if indexes.len() > 1 => {
                Err(self.multiple_heads(spec.text, &indexes))
            }
            Resolved::Places(indexes) => {
                if let Some(branch) = spec.branch_label() {
                    // Even of `label@base` the label must exist.
                    self.find_branch(branch)?;
                }
                self.require_on_branch(&indexes, spec.branch_label(), None)?;
                Ok(indexes.first().copied())
            }
            Resolved::Name(name) => Ok(Some(self.find_name(name, spec.branch_label())?)),
        }
    }

    /// Alembic's `_resolve_revision_number`: the symbols become places.
    fn resolve<'t>(&self, spec: AbsoluteSpec<'t>) -> Result<Resolved<'t>, RevisionError> {
        Ok(match (spec.symbol, spec.branch_label()) {
            (Symbol::Heads, None) => Resolved::Places(self.effective_head_indexes().to_vec()),
            (Symbol::Heads, Some(branch)) => Resolved::Places(self.heads_of(branch)?),
            (Symbol::Head, None) => {
                Resolved::Places(self.only_head("head", self.head_indexes().to_vec())?)
            }
            (Symbol::Head, Some(branch)) => {
                let heads = self.heads_of(branch)?;
                Resolved::Places(self.only_head(&format!("{branch}@head"), heads)?)
            }
            (Symbol::Base, _) => Resolved::Places(Vec::new()),
            (Symbol::Name(name), _) => Resolved::Name(name),
        })
    }

    fn heads_of(&self, branch: &str) -> Result<Vec<Index>, RevisionError> {
        let mut filter = LineageFilter::versioned(self, branch)?;
        filter.retain(self.head_indexes().to_vec())
    }

    /// Alembic's `get_current_head`.
    fn only_head(&self, argument: &str, heads: Vec<Index>) -> Result<Vec<Index>, RevisionError> {
        if heads.len() > 1 {
            return Err(self.multiple_heads(argument, &heads));
        }
        Ok(heads)
    }

    fn multiple_heads(&self, argument: &str, heads: &[Index]) -> RevisionError {
        RevisionError::MultipleHeads {
            argument: argument.to_owned(),
            heads: heads.iter().map(|&i| self.id(i).clone()).collect(),
        }
    }

    /// `-N` as an absolute identifier: that many steps down from every head of the branch.
    fn steps_from_heads(
        &self,
        spec: AbsoluteSpec<'_>,
        steps: i64,
    ) -> Result<Vec<Found>, RevisionError> {
        self.effective_head_indexes()
            .iter()
            .filter(|&&head| spec.branch.is_none_or(|label| self.has_label(head, label)))
            .map(|&head| self.walk(Place::Revision(head), steps, None, Bounds::Strict))
            .collect()
    }

    /// The revision with this name, which must share the lineage of the branch if one is given
    /// (`_revision_for_ident`). Symbols and `@` have no meaning here.
    pub(crate) fn find_name(
        &self,
        name: &str,
        branch: Option<&str>,
    ) -> Result<Index, RevisionError> {
        if let Some(branch) = branch {
            // An unknown branch is told before an unknown name.
            self.find_branch(branch)?;
        }
        let index = match self.find(name) {
            Some(index) => index,
            None => self.find_beginning(name, branch)?,
        };
        self.require_on_branch(&[index], branch, Some(name))?;
        Ok(index)
    }

    /// The only revision whose identifier, or one of whose labels, begins so. On a branch, only
    /// what shares its lineage counts.
    fn find_beginning(&self, name: &str, branch: Option<&str>) -> Result<Index, RevisionError> {
        if name.is_empty() {
            return Err(no_such_revision(name));
        }
        let long_enough = |full: &str| full.chars().nth(3).is_some();
        let mut candidates: Vec<(&str, Index)> = self
            .all_names()
            .filter(|(full, _)| full.starts_with(name) && long_enough(full))
            .collect();
        if let Some(branch) = branch {
            let mut filter = LineageFilter::versioned(self, branch)?;
            let mut related = Vec::new();
            for candidate in candidates {
                if filter.keeps(candidate.1)? {
                    related.push(candidate);
                }
            }
            candidates = related;
        }
        match candidates[..] {
            [] => Err(no_such_revision(name)),
            [(_, index)] => Ok(index),
            _ => Err(ResolutionError::Ambiguous {
                argument: name.to_owned(),
                candidates: candidates.iter().map(|c| c.0.to_owned()).collect(),
            }
            .into()),
        }
    }

    /// The revision a branch name stands for (`_resolve_branch`).
    pub(crate) fn find_branch(&self, branch: &str) -> Result<Index, RevisionError> {
        match self.find_name(branch, None) {
            Err(RevisionError::Resolution(_)) => Err(ResolutionError::NoSuchBranch {
                argument: branch.to_owned(),
            }
            .into()),
            found => found,
        }
    }

    /// Fails unless each revision shares the lineage of the branch. `argument` is what led to it,
    /// if that was not its identifier.
    fn require_on_branch(
        &self,
        indexes: &[Index],
        branch: Option<&str>,
        argument: Option<&str>,
    ) -> Result<(), RevisionError> {
        let (Some(branch), false) = (branch, indexes.is_empty()) else {
            return Ok(());
        };
        let related = self.relatives(&[self.find_branch(branch)?], Lineage::Versioned);
        match indexes.iter().find(|&&index| !related.contains(index)) {
            None => Ok(()),
            Some(&stranger) => {
                let revision = self.id(stranger).clone();
                Err(ResolutionError::NotAMember {
                    argument: argument.unwrap_or(revision.as_str()).to_owned(),
                    revision,
                    branch: branch.to_owned(),
                }
                .into())
            }
        }
    }
}

/// A specification whose symbols have become places.
enum Resolved<'t> {
    Places(Vec<Index>),
    Name(&'t str),
}

pub(crate) fn no_such_revision(argument: &str) -> RevisionError {
    ResolutionError::NoSuchRevision {
        argument: argument.to_owned(),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::graph;

    const FORK: &str = "root; left1 #west <- root; left2 <- left1; rght1 #east <- root; \
                        rght2 <- rght1; rght3 <- rght2";

    fn show(lines: &str, text: &str) -> String {
        match graph(lines).find_all(AbsoluteSpec::parse(text)) {
            Err(error) => error.to_string(),
            Ok(found) => {
                let graph = graph(lines);
                let names: Vec<&str> = found
                    .iter()
                    .map(|place| match place {
                        Place::Outside => "outside",
                        Place::Base => "base",
                        Place::Revision(index) => graph.id(*index).as_str(),
                    })
                    .collect();
                names.join(" ")
            }
        }
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(show(FORK, text), expected, "{text}");
    }

    #[test]
    fn names_and_beginnings() {
        check("left2", "left2");
        check("west", "left1");
        check("roo", "root");
        check(
            "r",
            "Multiple revisions start with 'r': 'root', 'rght1', 'rght2'...",
        );
        check("rght9", "No such revision or branch 'rght9'");
        check(
            "",
            "No such revision or branch ''; please ensure at least four characters are present \
             for partial revision identifier matches",
        );
    }

    #[test]
    fn short_names_have_no_beginnings() {
        assert_eq!(
            show("abc; abcd <- abc", "ab"),
            "abcd",
            "identifiers of three characters must be whole"
        );
    }

    #[test]
    fn symbols() {
        check("heads", "left2 rght3");
        check(
            "head",
            "Multiple heads are present for given argument 'head'; left2, rght3",
        );
        check("base", "");
        check("west@head", "left2");
        check("east@heads", "rght3");
        check("root@heads", "left2 rght3");
        check("nope@head", "No such revision or branch 'nope'");
    }

    #[test]
    fn branches_restrict() {
        check("west@root", "root");
        check(
            "west@rght1",
            "Revision rght1 is not a member of branch 'west'",
        );
        check(
            "east@rght",
            "Multiple revisions start with 'rght': 'rght1', 'rght2', 'rght3'...",
        );
        check("west@left2", "left2");
        check("nope@left2", "No such branch: 'nope'");
    }

    #[test]
    fn one_revision() {
        let graph = graph(FORK);
        let show = |text: &str| match graph.get_revision(text) {
            Ok(Some(revision)) => revision.id().to_string(),
            Ok(None) => "none".to_owned(),
            Err(error) => error.to_string(),
        };
        assert_eq!(show("west@head"), "left2");
        assert_eq!(show("west@base"), "none");
        assert_eq!(
            show("nope@base"),
            "Can't locate revision identified by 'nope'"
        );
        assert_eq!(show("-1"), "Can't locate revision identified by '-1'");
    }

    #[test]
    fn steps_down_from_the_heads() {
        check("-1", "left1 rght2");
        check("-3", "base root");
        check("-4", "outside base");
        check("east@-1", "rght2");
        check("rght1@-1", "");
        check(
            "-0",
            "No such revision or branch '-0'; please ensure at least four characters are \
                     present for partial revision identifier matches",
        );
    }

    #[test]
    fn rows_are_shown_as_python_shows_a_tuple() {
        let rows = crate::testing::rows("a b'c");
        assert_eq!(Argument::Rows(&rows).to_string(), "('a', \"b'c\")");
        assert_eq!(Argument::Rows(&rows[..1]).to_string(), "('a',)");
        assert_eq!(Argument::Typed("x").to_string(), "x");
    }
}
