//! `merge`.

use limbeck_revisions::Revision;

use limbeck_scripts::sql::SqlBody;

use crate::environment::MayChange;
use crate::execution::Destination;
use crate::generate::{NewScriptFormat, Wanted, make, new_id};
use crate::{Failure, Project, Run};

/// Options of [`merge`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeOptions {
    /// The message.
    pub message: Option<String>,
    /// The label of the branch that it begins.
    pub branch_label: Option<String>,
    /// Its identifier; a random one if `None`.
    pub rev_id: Option<String>,
    /// What it is written in; what the project's scripts are if `None`.
    pub format: Option<NewScriptFormat>,
    /// Whether it may merge revisions that are no heads.
    pub splice: bool,
}

/// Makes a new script that follows several revisions.
///
/// # Errors
/// [`Failure`] if there is no place for it in the graph, if the template cannot be rendered, or a post-write
/// hook cannot be run.
pub fn merge(
    project: &Project,
    revisions: &[String],
    options: &MergeOptions,
    run: Run,
) -> Result<Vec<Revision>, Failure> {
    let wanted = Wanted {
        id: match &options.rev_id {
            Some(id) if !id.is_empty() => id.clone(),
            Some(_) | None => new_id()?,
        },
        message: options.message.clone(),
        heads: revisions.to_vec(),
        splice: options.splice,
        branch_labels: options.branch_label.iter().cloned().collect(),
        version_path: None,
        depends_on: Vec::new(),
        template_values: Vec::new(),
        sql_body: SqlBody::default(),
    };
    let format = NewScriptFormat::chosen_or_of(options.format, project)?;
    let env_py = project
        .configuration()
        .revision_environment()?
        .then(|| (Destination::default(), MayChange::No));
    make(project, run, format, &wanted, env_py)
}
