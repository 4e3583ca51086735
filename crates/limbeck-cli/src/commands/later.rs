//! Alembic's verbs that limbeck does not have yet: their usage is checked, then they say so.

use clap::Args;
use limbeck::Failure;
use limbeck_diagnostics::Diagnostic;

/// `check`.
#[derive(Debug, Args)]
pub struct Check {}

/// `edit`.
#[derive(Debug, Args)]
pub struct Edit {
    /// Revision identifier.
    rev: String,
}

/// `init`.
#[derive(Debug, Args)]
pub struct Init {
    /// Location of the script directory.
    directory: String,
    /// Template to set it up with.
    #[arg(short, long, default_value = "generic")]
    template: String,
    /// Write empty __init__.py files as well.
    #[arg(long)]
    package: bool,
}

/// `list_templates`.
#[derive(Debug, Args)]
pub struct ListTemplates {}

/// `merge`.
#[derive(Debug, Args)]
pub struct Merge {
    /// One or more revisions, or "heads" for all heads.
    #[arg(required = true)]
    revisions: Vec<String>,
    /// Message of the new revision.
    #[arg(short, long)]
    message: Option<String>,
    /// Branch label of the new revision.
    #[arg(long)]
    branch_label: Option<String>,
    /// Identifier of the new revision.
    #[arg(long)]
    rev_id: Option<String>,
    /// Allow revisions that are no heads.
    #[arg(long)]
    splice: bool,
}

/// `revision`.
#[derive(Debug, Args)]
pub struct Revision {
    /// Message of the new revision.
    #[arg(short, long)]
    message: Option<String>,
    /// Fill the script with the differences between the models and the database.
    #[arg(long)]
    autogenerate: bool,
    /// Write SQL instead of changing the database.
    #[arg(long)]
    sql: bool,
    /// Revision or <branchname>@head that the new one follows.
    #[arg(long)]
    head: Option<String>,
    /// Allow a head that is none.
    #[arg(long)]
    splice: bool,
    /// Branch label of the new revision.
    #[arg(long)]
    branch_label: Option<String>,
    /// Folder of the new script.
    #[arg(long)]
    version_path: Option<String>,
    /// Identifier of the new revision.
    #[arg(long)]
    rev_id: Option<String>,
    /// Revisions that the new one depends on.
    #[arg(long)]
    depends_on: Vec<String>,
}

/// The error of a verb that is not there yet.
pub fn not_yet(verb: &str) -> Failure {
    Failure::error(
        Diagnostic::error("not-yet", format!("limbeck does not have `{verb}` yet.")).help(format!(
            "Use `alembic {verb}` for this; both work on the same files."
        )),
    )
}
