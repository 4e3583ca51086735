//! [`ScriptHeader`]: what a script says about itself, in whatever it is written.

/// What a script says about itself, with the values as Alembic takes them: `None` and nothing are
/// an empty list, a single text is a list of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScriptHeader {
    /// `revision`; `None` if the script does not set it, as the very first versions of Alembic
    /// took it from the file name.
    pub revision: Option<String>,
    /// `down_revision`, in the order written.
    pub down_revisions: Vec<String>,
    /// `branch_labels`.
    pub branch_labels: Vec<String>,
    /// `depends_on`.
    pub depends_on: Vec<String>,
    /// What the script is for: the docstring, stripped, as Alembic's `longdoc`.
    pub long_doc: String,
}
