//! [`RevisionWarning`]: what Alembic would say through `warnings.warn`.

use thiserror::Error;

use crate::RevisionId;

/// Something worth telling the user that does not stop the work. The text is Alembic's.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum RevisionWarning {
    /// Two scripts have the same `revision`; the one loaded last counts.
    #[error("Revision {0} is present more than once")]
    Duplicate(RevisionId),
    /// `downgrade -N` while several heads are applied: the first row of the version table counts.
    #[error(
        "downgrade -1 from multiple heads is ambiguous; this usage will be disallowed in a \
         future release."
    )]
    AmbiguousDowngrade,
}
