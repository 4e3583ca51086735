//! The rare script whose header is computed: it is run to find out.

use std::path::Path;

use limbeck_diagnostics::Diagnostic;
use limbeck_python::{Handler, Interpreter, Raise, ScriptModule, Tree, compile_file};
use limbeck_scripts::ScriptHeader;
use limbeck_scripts::directory::Unevaluated;
use limbeck_scripts::python::refuse_placeholders;

use super::Project;

/// Runs scripts for their headers, in an interpreter that is started for the first of them.
pub(super) struct HeaderEvaluator<'p> {
    project: &'p Project,
    interpreter: Option<Interpreter>,
}

/// A script that is only loaded does nothing yet.
struct Loading;

impl Handler for Loading {
    fn call(&self, name: &str, _arguments: Tree) -> Result<Tree, Raise> {
        match name {
            "environment.explicit_url" => Ok(Tree::None),
            "logging.get_logger" | "logging.set_level" => Ok(Tree::None),
            "logging.is_enabled_for" => Ok(Tree::Bool(false)),
            _ => Err(Raise::new(
                "RuntimeError",
                format!("`{name}` was called while the script's header was read"),
            )),
        }
    }
}

impl<'p> HeaderEvaluator<'p> {
    pub(super) fn new(project: &'p Project) -> Self {
        Self {
            project,
            interpreter: None,
        }
    }

    /// The header of a script.
    pub(super) fn evaluate(
        &mut self,
        path: &Path,
        reason: &Unevaluated,
    ) -> Result<ScriptHeader, Diagnostic> {
        if matches!(reason, Unevaluated::Compiled) {
            return Err(reason.diagnostic(path));
        }
        let project = self.project;
        let interpreter = self
            .interpreter
            .get_or_insert_with(|| Interpreter::new(project.python_settings(Vec::new())));
        let script = compile_file(path).map_err(|diagnostic| *diagnostic)?;
        let module = interpreter.load_script(script, &Loading)?;
        let read = |name: &str| texts(interpreter, &module, name, path, reason);
        let header = ScriptHeader {
            revision: read("revision")?.into_iter().next(),
            down_revisions: read("down_revision")?,
            branch_labels: read("branch_labels")?,
            depends_on: read("depends_on")?,
            long_doc: read("__doc__")?
                .first()
                .map(|doc| doc.trim().to_owned())
                .unwrap_or_default(),
        };
        interpreter.unload(module);
        Ok(header)
    }
}

/// A variable of a script: a text, several, or none.
fn texts(
    interpreter: &Interpreter,
    module: &ScriptModule,
    name: &str,
    path: &Path,
    reason: &Unevaluated,
) -> Result<Vec<String>, Diagnostic> {
    let wrong = |found: &Tree| {
        let mut diagnostic = reason.diagnostic(path);
        if let Err(raise) = refuse_placeholders(found) {
            let cause = raise.diagnostic.map(|cause| *cause);
            diagnostic.message = raise.message;
            diagnostic.notes = cause.map(|cause| cause.notes).unwrap_or_default();
        }
        diagnostic
    };
    match interpreter.attribute(module, name, &Loading)? {
        None | Some(Tree::None) => Ok(Vec::new()),
        Some(Tree::Str(text)) => Ok(vec![text]),
        Some(Tree::List(items)) => items
            .into_iter()
            .map(|item| match item {
                Tree::Str(text) => Ok(text),
                other => Err(wrong(&other)),
            })
            .collect(),
        Some(other) => Err(wrong(&other)),
    }
}
