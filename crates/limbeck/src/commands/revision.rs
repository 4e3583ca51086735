//! `revision`.

use std::path::PathBuf;

use limbeck_diagnostics::Diagnostic;
use limbeck_revisions::Revision;

use limbeck_scripts::sql::SqlBody;

use crate::environment::MayChange;
use crate::execution::Destination;
use crate::generate::{NewScriptFormat, Wanted, make, new_id};
use crate::{Failure, Project, Run};

/// Options of [`revision`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RevisionOptions {
    /// The message.
    pub message: Option<String>,
    /// What it follows; the only head if `None`.
    pub head: Option<String>,
    /// Whether it may follow a revision that is no head.
    pub splice: bool,
    /// The label of the branch that it begins.
    pub branch_label: Option<String>,
    /// The version folder.
    pub version_path: Option<PathBuf>,
    /// Its identifier; a random one if `None`.
    pub rev_id: Option<String>,
    /// What it is written in; what the project's scripts are if `None`.
    pub format: Option<NewScriptFormat>,
    /// What it depends on.
    pub depends_on: Vec<String>,
    /// With `revision_environment`, `env.py` is run as for a script of SQL.
    pub sql: bool,
    /// The script does what leads from the database to the models.
    pub autogenerate: bool,
}

/// Makes a new script, or those that `process_revision_directives` asks for.
///
/// # Errors
/// [`Failure`] if there is no place for it in the graph, if the template cannot be rendered, or a post-write
/// hook cannot be run.
pub fn revision(
    project: &Project,
    options: &RevisionOptions,
    run: Run,
) -> Result<Vec<Revision>, Failure> {
    let wanted = Wanted {
        id: match &options.rev_id {
            Some(id) if !id.is_empty() => id.clone(),
            Some(_) | None => new_id()?,
        },
        message: options.message.clone(),
        heads: vec![options.head.clone().unwrap_or_else(|| "head".to_owned())],
        splice: options.splice,
        branch_labels: options.branch_label.iter().cloned().collect(),
        version_path: options.version_path.clone(),
        depends_on: options.depends_on.clone(),
        template_values: Vec::new(),
        sql_body: SqlBody::default(),
    };
    if options.autogenerate && options.sql {
        return Err(Failure::refused(
            Diagnostic::error(
                "sql-with-autogenerate",
                "Using --sql with --autogenerate does not make any sense",
            )
            .help("Leave one of the two out."),
        ));
    }
    let runs_environment =
        options.autogenerate || project.configuration().revision_environment()?;
    if options.sql && !runs_environment {
        return Err(Failure::refused(
            Diagnostic::error(
                "sql-without-environment",
                "Using --sql with the revision command when revision_environment is not configured does not \
                 make any sense",
            )
            .help("Leave --sql out, or set revision_environment."),
        ));
    }
    let format = NewScriptFormat::chosen_or_of(options.format, project)?;
    let destination = Destination {
        sql: options.sql,
        ..Destination::default()
    };
    let may_change = if options.autogenerate {
        MayChange::YesWithOperations
    } else {
        MayChange::Yes
    };
    if options.autogenerate && format == NewScriptFormat::Sql {
        return Err(Failure::refused(
            Diagnostic::error(
                "sql-script-with-autogenerate",
                "Autogenerate writes scripts in Python only, and this one is to be in SQL.",
            )
            .help("Ask for one in Python with --format python."),
        ));
    }
    let env_py = runs_environment.then_some((destination, may_change));
    make(project, run, format, &wanted, env_py)
}
