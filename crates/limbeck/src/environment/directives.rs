//! New scripts as `process_revision_directives` sees and leaves them.

use std::path::PathBuf;

use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_python::{Raise, Tree};

use super::arguments::{Arguments, dict_tree, optional_tree, texts_tree};
use super::context::Context;
use super::generated::Found;
use super::{Environment, errors};
use limbeck_scripts::sql::SqlBody;

use crate::Failure;
use crate::execution::direct;
use crate::generate::Wanted;

/// The stand-in that tells what has become of the scripts.
pub(super) const COLLECT: (&str, &str) = ("alembic.autogenerate._directives", "collect");

impl Environment<'_, '_> {
    /// What `run_migrations()` does for a new script: it asks where the database stands, and compares it with its models
    /// if the script is to do what that finds.
    pub(super) fn new_script(
        &self,
        context: &Context,
        wanted: Option<&Wanted>,
        autogenerate: bool,
    ) -> Result<Tree, Raise> {
        // Whatever runs online makes the version table.
        let heads = match context.is_offline() {
            true => self.with_sink(context, |migration, sink| {
                migration.current_heads(sink).map_err(errors::run)
            })?,
            false => self.migrate(context, false, &direct::nothing)?,
        };
        let Some(wanted) = wanted else {
            return Ok(Tree::None);
        };
        let found = if autogenerate {
            self.autogenerate(context, &heads)?
        } else {
            Found::default()
        };
        let heads = texts_tree(heads.iter().map(|id| id.as_str()));
        let found = self.offer_operations(context, found);
        Ok(dict_tree([
            ("heads", heads),
            ("wanted", offer(wanted)),
            ("found", found),
        ]))
    }

    /// The scripts that `env.py` has made of the wanted one.
    ///
    /// # Errors
    /// [`Failure`] if an operation in them cannot be written, or something is of the wrong type.
    pub(super) fn directives(&self, wanted: &Wanted) -> Result<Vec<Wanted>, Failure> {
        let left = self
            .interpreter
            .call_stand_in(COLLECT, &[], self)
            .map_err(|error| self.with_ways_out(error.into()))?;
        let Some(scripts) = left.as_list() else {
            return Ok(vec![wanted.clone()]);
        };
        scripts
            .iter()
            .map(|script| self.directive(script))
            .collect()
    }

    fn directive(&self, script: &Tree) -> Result<Wanted, Failure> {
        let env_py = SourceLocation::file(self.project.config().env_py());
        let directive = read(script).map_err(|raise| {
            let diagnostic = raise.diagnostic.map_or_else(
                || {
                    Diagnostic::error("directives", raise.message)
                        .at(env_py.clone())
                        .help("Correct what process_revision_directives assigns to the script.")
                },
                |diagnostic| *diagnostic,
            );
            Failure::error(diagnostic)
        })?;
        Ok(Wanted {
            template_values: self.written_operations(script)?,
            ..directive
        })
    }
}

/// The arguments of the `MigrationScript` that is offered.
fn offer(wanted: &Wanted) -> Tree {
    let path = wanted.version_path.as_ref();
    dict_tree([
        ("rev_id", Tree::Str(wanted.id.clone())),
        ("message", optional_tree(wanted.message.clone())),
        ("head", one_or_many(&wanted.heads)),
        ("splice", Tree::Bool(wanted.splice)),
        ("branch_label", one_or_many(&wanted.branch_labels)),
        (
            "version_path",
            optional_tree(path.map(|path| path.to_string_lossy())),
        ),
        (
            "depends_on",
            match wanted.depends_on.as_slice() {
                [] => Tree::None,
                several => texts_tree(several),
            },
        ),
    ])
}

fn one_or_many(texts: &[String]) -> Tree {
    match texts {
        [] => Tree::None,
        [only] => Tree::Str(only.clone()),
        several => texts_tree(several),
    }
}

/// A script as `env.py` has left it, but for its operations.
fn read(script: &Tree) -> Result<Wanted, Raise> {
    let script = Arguments::new("MigrationScript", script.clone());
    let mut heads = script.texts("head")?;
    if heads.is_empty() {
        heads.push("head".to_owned());
    }
    Ok(Wanted {
        id: script.text("rev_id")?.to_owned(),
        message: script.optional_text("message")?.map(str::to_owned),
        heads,
        splice: script.flag("splice")?,
        branch_labels: script.texts("branch_label")?,
        version_path: script
            .optional_text("version_path")?
            .filter(|path| !path.is_empty())
            .map(PathBuf::from),
        depends_on: script.texts("depends_on")?,
        template_values: Vec::new(),
        sql_body: SqlBody::default(),
    })
}
