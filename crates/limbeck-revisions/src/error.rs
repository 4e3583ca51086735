//! [`RevisionError`]: Alembic's `RevisionError` and its subclasses.

use thiserror::Error;

use crate::RevisionId;

/// What can be wrong with a graph or with a request for revisions.
///
/// Each kind that Alembic has carries Alembic's own text. What a command prints of it is decided
/// by [`crate::CommandError`], as in Alembic's `ScriptDirectory._catch_revision_errors`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RevisionError {
    /// `RangeNotAncestorError`: the two ends of a range are not on one line of descent.
    #[error("Revision {lower} is not an ancestor of revision {upper}")]
    RangeNotAncestor {
        /// The end that should be the ancestor, as typed.
        lower: String,
        /// The end that should be the descendant, as typed.
        upper: String,
    },
    /// `MultipleHeads`: a single revision was asked for and several fit.
    #[error("Multiple heads are present for given argument '{argument}'; {}", comma(.heads))]
    MultipleHeads {
        /// What was typed.
        argument: String,
        /// The revisions that fit.
        heads: Vec<RevisionId>,
    },
    /// `ResolutionError`: a name does not lead to a revision.
    #[error(transparent)]
    Resolution(#[from] ResolutionError),
    /// `CycleDetected` and its subclasses.
    #[error("{kind} is detected in revisions ({})", comma(.revisions))]
    CycleDetected {
        /// Over which edges the cycle runs.
        kind: CycleKind,
        /// The revisions that are on it, or cannot be placed because of it.
        revisions: Vec<RevisionId>,
    },
    /// An identifier holds characters that the identifier grammar needs for itself.
    #[error("Character(s) '{characters}' not allowed in revision identifier '{revision}'")]
    IllegalCharacters {
        /// The characters, sorted, separated by a comma and a blank.
        characters: String,
        /// The whole identifier.
        revision: RevisionId,
    },
    /// A branch label is used twice, or is the name of a revision.
    #[error("Branch name '{label}' in revision {revision} already used by revision {other}")]
    LabelInUse {
        /// The label.
        label: String,
        /// The revision that claims it.
        revision: RevisionId,
        /// The revision that has it already.
        other: RevisionId,
    },
    /// A `down_revision` that no script has. Alembic warns and then fails with a `KeyError`.
    #[error(
        "Revision {name} referenced from {revision} is not present; restore its script or \
         correct down_revision in {path}"
    )]
    MissingDownRevision {
        /// The identifier that no script has.
        name: RevisionId,
        /// The revision that refers to it.
        revision: RevisionId,
        /// The script that refers to it.
        path: String,
    },
    /// A `depends_on` that is neither a revision nor a label. Alembic fails with a `KeyError`.
    #[error(
        "Revision or branch {name}, which {revision} depends on, is not present; restore its \
         script or correct depends_on in {path} (it takes whole identifiers)"
    )]
    MissingDependency {
        /// The name that leads nowhere.
        name: String,
        /// The revision that depends on it.
        revision: RevisionId,
        /// The script that refers to it.
        path: String,
    },
    /// Two of the requested revisions are ancestor and descendant of one another.
    #[error("Requested revision {revision} overlaps with other requested revisions {}", comma(.others))]
    Overlap {
        /// The first of them.
        revision: RevisionId,
        /// The others.
        others: Vec<RevisionId>,
    },
    /// A step of a relative identifier has more than one place to go.
    #[error("Ambiguous walk")]
    AmbiguousWalk,
    /// `+N` while several heads are applied.
    #[error("Ambiguous upgrade from multiple current revisions")]
    AmbiguousUpgrade,
    /// A relative identifier leaves the graph.
    #[error("Walked too far")]
    WalkedTooFar,
    /// `+N` or `-N` cannot be done from here.
    #[error("Relative revision {relative} didn't produce {steps} migrations")]
    TooFewSteps {
        /// What was typed.
        relative: String,
        /// The number of steps, without sign.
        steps: u64,
    },
    /// A `label@revision` whose branch has no part in what would be downgraded.
    #[error("Not a valid downgrade target from current heads")]
    NotADowngradeTarget,
    /// `label@-N` while nothing on that branch is applied, or several heads of it are.
    #[error(
        "Branch '{branch}' has {applied} applied heads, so '{relative}' has no single place to \
         start from; name the revision to go to"
    )]
    BranchHeads {
        /// The branch.
        branch: String,
        /// How many applied heads it has.
        applied: usize,
        /// What was typed after the `@`.
        relative: String,
    },
    /// A revision was used as the branch of a range, and does not carry exactly one label.
    #[error(
        "Revision {revision} is used as a branch name but has {labels} branch labels; use the \
         label itself"
    )]
    BranchWithoutLabel {
        /// The revision.
        revision: RevisionId,
        /// How many labels it has.
        labels: usize,
    },
    /// A range holds revisions that hang on it through `depends_on` only, so it has no order.
    #[error(
        "The requested range reaches revision {0} only through depends_on; begin the range at a \
         revision from which all of it descends"
    )]
    RangeCrossesDependency(RevisionId),
}

impl RevisionError {
    /// The name of Alembic's exception class.
    pub fn class(&self) -> &'static str {
        match self {
            Self::RangeNotAncestor { .. } => "RangeNotAncestorError",
            Self::MultipleHeads { .. } => "MultipleHeads",
            Self::Resolution(_) => "ResolutionError",
            Self::CycleDetected { kind, .. } => match kind {
                CycleKind::Cycle => "CycleDetected",
                CycleKind::Dependency => "DependencyCycleDetected",
                CycleKind::SelfLoop => "LoopDetected",
                CycleKind::DependencySelfLoop => "DependencyLoopDetected",
            },
            Self::IllegalCharacters { .. }
            | Self::LabelInUse { .. }
            | Self::MissingDownRevision { .. }
            | Self::MissingDependency { .. }
            | Self::Overlap { .. }
            | Self::AmbiguousWalk
            | Self::AmbiguousUpgrade
            | Self::WalkedTooFar
            | Self::TooFewSteps { .. }
            | Self::NotADowngradeTarget
            | Self::BranchHeads { .. }
            | Self::BranchWithoutLabel { .. }
            | Self::RangeCrossesDependency(_) => "RevisionError",
        }
    }
}

/// Alembic's `ResolutionError`: a name that does not lead to a revision.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ResolutionError {
    /// Nothing begins with the name.
    #[error("No such revision or branch '{argument}'{}", hint(argument))]
    NoSuchRevision {
        /// What was typed.
        argument: String,
    },
    /// The part before the `@` is no branch.
    #[error("No such branch: '{argument}'")]
    NoSuchBranch {
        /// What was typed before the `@`.
        argument: String,
    },
    /// More than one name begins so.
    #[error("Multiple revisions start with '{argument}': {}...", quoted(.candidates))]
    Ambiguous {
        /// What was typed.
        argument: String,
        /// The names that begin so.
        candidates: Vec<String>,
    },
    /// The revision is not on the branch named before the `@`.
    #[error("Revision {revision} is not a member of branch '{branch}'")]
    NotAMember {
        /// What was typed after the `@`.
        argument: String,
        /// The revision it leads to.
        revision: RevisionId,
        /// What was typed before the `@`.
        branch: String,
    },
}

impl ResolutionError {
    /// The part of the user's text that could not be resolved.
    pub fn argument(&self) -> &str {
        match self {
            Self::NoSuchRevision { argument }
            | Self::NoSuchBranch { argument }
            | Self::Ambiguous { argument, .. }
            | Self::NotAMember { argument, .. } => argument,
        }
    }
}

/// Over which edges a cycle runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CycleKind {
    /// `down_revision` only.
    Cycle,
    /// `depends_on` takes part.
    Dependency,
    /// A revision names itself in `down_revision`.
    SelfLoop,
    /// A revision names itself in `depends_on`.
    DependencySelfLoop,
}

impl std::fmt::Display for CycleKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Cycle => "Cycle",
            Self::Dependency => "Dependency cycle",
            Self::SelfLoop => "Self-loop",
            Self::DependencySelfLoop => "Dependency self-loop",
        })
    }
}

/// The names, separated by a comma and a blank (Alembic's `format_as_comma`).
pub(crate) fn comma<T: AsRef<str>>(names: &[T]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    names.join(", ")
}

fn quoted(candidates: &[String]) -> String {
    let first: Vec<String> = candidates
        .iter()
        .take(3)
        .map(|name| format!("'{name}'"))
        .collect();
    first.join(", ")
}

fn hint(argument: &str) -> &'static str {
    if argument.chars().count() < 4 {
        "; please ensure at least four characters are present for partial revision identifier \
         matches"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(error: impl Into<RevisionError>, class: &str, text: &str) {
        let error = error.into();
        assert_eq!(error.class(), class);
        assert_eq!(error.to_string(), text);
    }

    #[test]
    fn texts_are_alembics() {
        check(
            ResolutionError::NoSuchRevision {
                argument: "abc".into(),
            },
            "ResolutionError",
            "No such revision or branch 'abc'; please ensure at least four characters are \
             present for partial revision identifier matches",
        );
        check(
            ResolutionError::NoSuchRevision {
                argument: "abcd".into(),
            },
            "ResolutionError",
            "No such revision or branch 'abcd'",
        );
        check(
            ResolutionError::Ambiguous {
                argument: "ab".into(),
                candidates: ["abc1", "abc2", "abc3", "abc4"].map(String::from).to_vec(),
            },
            "ResolutionError",
            "Multiple revisions start with 'ab': 'abc1', 'abc2', 'abc3'...",
        );
        check(
            RevisionError::MultipleHeads {
                argument: "head".into(),
                heads: vec!["a".into(), "b".into()],
            },
            "MultipleHeads",
            "Multiple heads are present for given argument 'head'; a, b",
        );
        check(
            RevisionError::CycleDetected {
                kind: CycleKind::DependencySelfLoop,
                revisions: vec!["a".into()],
            },
            "DependencyLoopDetected",
            "Dependency self-loop is detected in revisions (a)",
        );
    }
}
