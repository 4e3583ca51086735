//! A new revision: where it goes in the graph (`ScriptDirectory.generate_revision`).

use crate::command_error::Wording;
use crate::spec::AbsoluteSpec;
use crate::{CommandError, Place, Revision, RevisionGraph, RevisionId, RevisionRef};

/// What the user wants of a new revision.
#[derive(Clone, Copy, Debug, Default)]
pub struct NewRevision<'n> {
    /// Its identifier.
    pub id: &'n str,
    /// What it follows, as typed: `head`, `base`, identifiers, `label@head`.
    pub heads: &'n [String],
    /// Whether it may follow revisions that are no heads.
    pub splice: bool,
    /// What it depends on, as typed.
    pub depends_on: &'n [String],
}

/// Where a new revision goes.
#[derive(Clone, Debug)]
pub struct Placement<'g> {
    /// What it follows, in the order asked for; empty for a base.
    pub down_revisions: Vec<RevisionRef<'g>>,
    /// What it depends on: identifiers in full, labels as they are.
    pub depends_on: Vec<String>,
}

const SEVERAL_HEADS: &str = "Multiple heads are present; please specify the head revision on which the new revision \
                             should be based, or perform a merge.";

impl RevisionGraph {
    /// Where a new revision goes.
    ///
    /// # Errors
    /// [`CommandError`] if its identifier cannot be one or is taken, if what it is to follow leads nowhere or
    /// is no head, or if there is nothing of what it depends on.
    pub fn place(&self, new: NewRevision<'_>) -> Result<Placement<'_>, CommandError> {
        let down_revisions = self.followed_by(&new)?;
        if !new.splice
            && let Some(other) = down_revisions.iter().find(|revision| !revision.is_head())
        {
            return Err(CommandError::NotAHead(other.id().clone()));
        }
        if let Some(existing) = self.revision(new.id) {
            return Err(CommandError::RevisionExists {
                revision: existing.id().clone(),
                path: existing.revision().path.display().to_string(),
            });
        }
        let depends_on = new.depends_on.iter().map(|name| self.dependency(name));
        Ok(Placement {
            down_revisions,
            depends_on: depends_on.collect::<Result<_, _>>()?,
        })
    }

    /// What a new revision is to follow, in the order asked for, whether or not it may.
    ///
    /// # Errors
    /// [`CommandError`] if its identifier cannot be one, or if what it is to follow leads nowhere.
    pub fn followed_by(&self, new: &NewRevision<'_>) -> Result<Vec<RevisionRef<'_>>, CommandError> {
        crate::graph::verify_id(new.id)?;
        let followed = self.followed(new.heads)?;
        let is_twice = |(at, revision): (usize, &RevisionRef<'_>)| {
            followed[..at]
                .iter()
                .any(|other| other.id() == revision.id())
        };
        match followed.iter().enumerate().any(is_twice) {
            true => Err(CommandError::DuplicateHeads),
            false => Ok(followed),
        }
    }

    /// The graph with a revision that was placed in it.
    ///
    /// # Errors
    /// As [`RevisionGraph::new`].
    pub fn with(&self, revision: Revision) -> Result<RevisionGraph, CommandError> {
        let existing = self.revisions().map(|existing| existing.revision().clone());
        Ok(RevisionGraph::new(existing.chain([revision]))?)
    }

    fn followed(&self, heads: &[String]) -> Result<Vec<RevisionRef<'_>>, CommandError> {
        let wording = Wording {
            multiple_heads: Some(SEVERAL_HEADS),
            ..Wording::default()
        };
        let mut followed: Vec<RevisionRef<'_>> = Vec::new();
        for head in heads {
            let places = self
                .find_all(AbsoluteSpec::parse(head))
                .map_err(|error| wording.tell(error))?;
            for place in places {
                let revision = match place {
                    Place::Revision(index) => self.at(index),
                    Place::Base => continue,
                    Place::Outside => return Err(crate::resolve::no_such_revision(head).into()),
                };
                followed.push(revision);
            }
        }
        Ok(followed)
    }

    fn dependency(&self, name: &str) -> Result<String, CommandError> {
        let revision = self
            .get_revision(name)?
            .ok_or_else(|| CommandError::from(crate::resolve::no_such_revision(name)))?;
        let is_label = revision.branch_labels().any(|label| label == name);
        Ok(if is_label {
            name.to_owned()
        } else {
            revision.id().to_string()
        })
    }
}

impl Placement<'_> {
    /// The identifiers of what it follows.
    pub fn down_revision_ids(&self) -> Vec<RevisionId> {
        let ids = self.down_revisions.iter().map(|revision| revision.id());
        ids.cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::graph;

    #[track_caller]
    fn check(
        lines: &str,
        id: &str,
        heads: &[&str],
        splice: bool,
        depends_on: &[&str],
        expected: &str,
    ) {
        let owned = |texts: &[&str]| {
            texts
                .iter()
                .map(|text| (*text).to_owned())
                .collect::<Vec<_>>()
        };
        let graph = graph(lines);
        let new = NewRevision {
            id,
            heads: &owned(heads),
            splice,
            depends_on: &owned(depends_on),
        };
        let found = match graph.place(new) {
            Ok(placement) => {
                let down = placement.down_revision_ids();
                let down: Vec<&str> = down.iter().map(RevisionId::as_str).collect();
                format!(
                    "<- {} & {}",
                    down.join(", "),
                    placement.depends_on.join(", ")
                )
            }
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected);
    }

    const BRANCHES: &str = "root; left1 #left <- root; left2 <- left1; right1 #right <- root";

    #[test]
    fn heads() {
        check("", "a", &["head"], false, &[], "<-  & ");
        check("a; b <- a", "c", &["head"], false, &[], "<- b & ");
        check("a; b <- a", "c", &["base"], false, &[], "<-  & ");
        check("a; b <- a", "c", &["a"], true, &[], "<- a & ");
        check(BRANCHES, "x", &["heads"], false, &[], "<- left2, right1 & ");
        check(
            BRANCHES,
            "x",
            &["right1", "left@head"],
            false,
            &[],
            "<- right1, left2 & ",
        );
        check(
            BRANCHES,
            "x",
            &["right@head"],
            false,
            &["left", "roo"],
            "<- right1 & left, root",
        );
    }

    #[test]
    fn refusals() {
        check(
            "a; b <- a",
            "c",
            &["a"],
            false,
            &[],
            "Revision a is not a head revision; please specify --splice to create a new branch from this revision",
        );
        check(BRANCHES, "x", &["head"], false, &[], SEVERAL_HEADS);
        check(
            BRANCHES,
            "x",
            &["left@head", "left2"],
            false,
            &[],
            "Duplicate head revisions specified",
        );
        check(
            "a",
            "b",
            &["nope"],
            false,
            &[],
            "Can't locate revision identified by 'nope'",
        );
        check(
            "a",
            "b",
            &["head"],
            false,
            &["nope"],
            "Can't locate revision identified by 'nope'",
        );
        check(
            "a",
            "b",
            &["head"],
            false,
            &["base"],
            "Can't locate revision identified by 'base'",
        );
        check(
            "a",
            "a-b",
            &["head"],
            false,
            &[],
            "Character(s) '-' not allowed in revision identifier 'a-b'",
        );
        check(
            "a",
            "a",
            &["head"],
            false,
            &[],
            "Revision a exists already, in versions/000_rev.py",
        );
    }
}
