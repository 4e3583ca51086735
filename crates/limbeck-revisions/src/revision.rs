//! [`Revision`]: what one migration script says about itself.

use std::borrow::Borrow;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// A revision identifier: the value of `revision` in a script, or a row of the version table.
///
/// A row of the version table need not name a revision that exists (a file may be missing, the
/// table may have been edited by hand), so any text is an identifier; what a script may call
/// itself is checked when the graph is built. Cloning is cheap.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RevisionId(Arc<str>);

impl RevisionId {
    /// The identifier with the given text.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The identifier's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for RevisionId {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for RevisionId {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl Borrow<str> for RevisionId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for RevisionId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for RevisionId {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for RevisionId {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl fmt::Display for RevisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RevisionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

/// What one migration script says about itself: Alembic's `Script`, without its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// `revision`.
    pub id: RevisionId,
    /// `down_revision`, in the order written; empty for a base.
    pub down_revisions: Vec<RevisionId>,
    /// `branch_labels` as written; the labels it has by descent are the graph's business.
    pub branch_labels: Vec<String>,
    /// `depends_on` as written: revision ids or branch labels.
    pub depends_on: Vec<String>,
    /// The module's docstring, stripped; empty if there is none.
    pub long_doc: String,
    /// The script's file.
    pub path: PathBuf,
}

impl Revision {
    /// A revision with the given identifier and nothing else.
    pub fn new(id: impl Into<RevisionId>, path: impl Into<PathBuf>) -> Self {
        Self {
            id: id.into(),
            down_revisions: Vec::new(),
            branch_labels: Vec::new(),
            depends_on: Vec::new(),
            long_doc: String::new(),
            path: path.into(),
        }
    }

    /// The message: the docstring up to its first empty line (Alembic's `Script.doc`).
    pub fn doc(&self) -> &str {
        self.long_doc
            .split_once("\n\n")
            .map_or(self.long_doc.as_str(), |(doc, _)| doc)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_doc_ends_at_the_first_empty_line() {
        let mut revision = Revision::new("a1", "versions/a1.py");
        assert_eq!(revision.doc(), "");
        revision.long_doc = "add users".into();
        assert_eq!(revision.doc(), "add users");
        revision.long_doc = "add users\nand groups\n\nRevision ID: a1".into();
        assert_eq!(revision.doc(), "add users\nand groups");
    }
}
