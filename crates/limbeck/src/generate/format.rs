//! [`NewScriptFormat`]: what a new script is written in.

use std::path::Path;

use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_scripts::sql::{SqlBody, SqlScript, render};
use limbeck_scripts::{NewScript, ScriptHeader};

use crate::execution::sql_project;
use crate::{Failure, Project};

/// What a new script is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewScriptFormat {
    /// Python, as the project's template makes it.
    Python,
    /// SQL.
    Sql,
}

impl NewScriptFormat {
    /// What the user chose, or else what the scripts of the project are written in: SQL if there is no
    /// `env.py`, and no script that would need one.
    ///
    /// # Errors
    /// [`Failure`] if the folders of the scripts cannot be read.
    pub(crate) fn chosen_or_of(chosen: Option<Self>, project: &Project) -> Result<Self, Failure> {
        chosen.map_or_else(|| Self::of(project), Ok)
    }

    /// What the scripts of a project are written in.
    ///
    /// # Errors
    /// [`Failure`] if the folders of the scripts cannot be read.
    pub(super) fn of(project: &Project) -> Result<Self, Failure> {
        Ok(if sql_project::is_one(project)? {
            NewScriptFormat::Sql
        } else {
            NewScriptFormat::Python
        })
    }

    /// The end of the name of such a script.
    pub(super) fn extension(self) -> &'static str {
        match self {
            NewScriptFormat::Python => "py",
            NewScriptFormat::Sql => "sql",
        }
    }
}

/// The text of a script in SQL, and what it says about itself once it is read.
///
/// # Errors
/// [`Failure`] if a header of comments cannot say what was asked for, such as a label with a blank.
pub(super) fn rendered_sql(
    script: &NewScript,
    path: &Path,
    body: &SqlBody,
) -> Result<(String, ScriptHeader), Failure> {
    let text = render(script, body);
    let header = SqlScript::parse(text.as_bytes())
        .map_err(|error| Failure::refused(error.diagnostic(path)))?
        .header;
    if header.branch_labels != script.branch_labels || header.depends_on != script.depends_on {
        return Err(Failure::refused(
            Diagnostic::error(
                "unwritable-header",
                "The header of a script in SQL cannot hold a label with a comma or a blank in it.",
            )
            .at(SourceLocation::file(path))
            .help("Choose another label."),
        ));
    }
    Ok((text, header))
}
