//! What new scripts do: the operations that were found for them, as `env.py` has left them, written for the template.

use std::collections::BTreeSet;

use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_dialects::{CompileOptions, Dialect};
use limbeck_python::{Held, Raise, Tree};
use limbeck_runtime::{Recorded, Recorder};
use limbeck_schema::Operation;
use limbeck_schema::operation::Directive;
use limbeck_scripts::python::ScriptHandler;
use limbeck_scripts::python::directives::{ItemText, entries, hold, left};
use limbeck_scripts::python::render::{
    Item, RenderError, RenderItem, RenderOptions, Renderer, Style, template_value,
};

use super::Environment;
use super::arguments::{Arguments, dict_tree, texts_tree};
use super::context::Context;
use crate::Failure;

const OPERATIONS: &str = "alembic.autogenerate._operations";
const DIRECTIVES: &str = "alembic.autogenerate._directives";

/// The operations that were found for one `run_migrations()`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Found {
    /// Those of `upgrade()`.
    pub(crate) upgrade: Vec<Directive>,
    /// Those of `downgrade()`.
    pub(crate) downgrade: Vec<Directive>,
    /// How much is written of them.
    pub(crate) style: Style,
}

/// What operations of a context are written with; Python holds it.
pub(super) struct Rendering {
    pub(super) dialect: &'static dyn Dialect,
    compile: CompileOptions,
    style: Style,
}

impl Rendering {
    /// The options with what `context.configure()` was given, `settings`.
    pub(super) fn options<'a>(&self, settings: &Tree) -> RenderOptions<'a> {
        let prefix = |name: &str| settings.get(name).as_str().unwrap_or_default().to_owned();
        RenderOptions {
            compile: self.compile.clone(),
            sqlalchemy_module_prefix: prefix("sqlalchemy_module_prefix"),
            alembic_module_prefix: prefix("alembic_module_prefix"),
            user_module_prefix: settings
                .get("user_module_prefix")
                .as_str()
                .map(str::to_owned),
            render_as_batch: settings.get("render_as_batch").as_bool() == Some(true),
            ..RenderOptions::new(self.dialect, self.style)
        }
    }
}

impl Environment<'_, '_> {
    /// The operations for a new script, as the stand-ins take them.
    pub(super) fn offer_operations(&self, context: &Context, found: Found) -> Tree {
        let rendering = Rendering {
            dialect: context.dialect,
            compile: CompileOptions {
                naming_convention: context.naming_convention.clone(),
                server_version: context.server_version(),
                literal_binds: true,
                offline: true,
                ..CompileOptions::default()
            },
            style: found.style,
        };
        dict_tree([
            ("upgrade", hold(found.upgrade)),
            ("downgrade", hold(found.downgrade)),
            ("rendering", Tree::Held(Held::new(rendering))),
        ])
    }

    /// `directives.*`: what the stand-ins want to know of the operations.
    pub(super) fn directives_call(&self, name: &str, arguments: &Arguments) -> Result<Tree, Raise> {
        match (name, arguments.get("rendering").as_held::<Rendering>()) {
            ("entries", Some(rendering)) => {
                let options = rendering.options(&Tree::None);
                entries(arguments.get("operations"), &options)
                    .map_err(|error| super::raise_failure(self.cannot_write(&error)))
            }
            _ => Err(super::unknown_call("directives", name)),
        }
    }

    /// The values for the template: the bodies of the functions of a script, and its imports.
    ///
    /// # Errors
    /// [`Failure`] if an operation that `env.py` has put into the script fails, or cannot be written.
    pub(super) fn written_operations(&self, script: &Tree) -> Result<Vec<(Tree, Tree)>, Failure> {
        let texts = script.get("imports").as_list().unwrap_or_default();
        let mut imports: BTreeSet<String> = texts
            .iter()
            .filter_map(|text| text.as_str().map(str::to_owned))
            .collect();
        let containers = script.get("containers").as_list().unwrap_or_default();
        let mut values = Vec::new();
        for container in containers {
            let settings = container.get("settings");
            let Some(rendering) = container.get("rendering").as_held::<Rendering>() else {
                continue;
            };
            let hook = PythonRenderItem {
                environment: self,
                rendering,
                token: container.get("upgrade_token"),
            };
            let mut options = rendering.options(settings);
            if settings.get("render_item").as_bool() == Some(true) {
                options.render_item = Some(&hook);
            }
            let mut take = |number| self.carried_out(rendering.dialect, number);
            let upgrade = left(container.get("upgrade"), &options, &mut take)?;
            let downgrade = left(container.get("downgrade"), &options, &mut take)?;
            let mut renderer = Renderer::new(&options).with_imports(imports);
            let cannot = |error| self.cannot_write(&error);
            let upgrade = renderer.upgrade(&upgrade).map_err(cannot)?;
            let downgrade = renderer.downgrade(&downgrade).map_err(cannot)?;
            for warning in renderer.take_warnings() {
                self.run.log.observer().warning("UserWarning", &warning);
            }
            imports = renderer.imports().clone();
            let mut value = |token: &str, body: &str| {
                values.push((container.get(token).clone(), template_value(body).into()));
            };
            value("upgrade_token", &upgrade);
            value("downgrade_token", &downgrade);
        }
        if !containers.is_empty() {
            let imports: Vec<_> = imports.into_iter().collect();
            values.push(("imports".into(), imports.join("\n").into()));
        }
        Ok(values)
    }

    /// What an operation of `env.py` does.
    pub(super) fn carried_out(
        &self,
        dialect: &'static dyn Dialect,
        number: i64,
    ) -> Result<Vec<Operation>, Failure> {
        let mut recorder = Recorder::new(dialect);
        {
            let handler = ScriptHandler::new(&mut recorder, Some(self));
            let carry_out = (OPERATIONS, "carry_out");
            self.interpreter
                .call_stand_in(carry_out, &[Tree::Int(number)], &handler)
                .map_err(|error| self.with_ways_out(error.into()))?;
        }
        let mut operations = Vec::new();
        for (recorded, _) in recorder.into_recorded() {
            match recorded {
                Recorded::Operation(operation) => operations.push(*operation),
                Recorded::Query(_) | Recorded::Transaction(_) => {
                    return Err(self.cannot_write(&RenderError::Unsupported(
                        "an operation that env.py has put into the script reads from the database"
                            .to_owned(),
                    )));
                }
            }
        }
        Ok(operations)
    }

    pub(super) fn cannot_write(&self, error: &RenderError) -> Failure {
        if let RenderError::Hook(diagnostic) = error {
            return Failure::error((**diagnostic).clone());
        }
        Failure::error(
            Diagnostic::error(
                "render",
                format!("An operation cannot be written into the new script: {error}"),
            )
            .at(SourceLocation::file(self.project.config().env_py()))
            .help("Leave it out in process_revision_directives or include_object, and write that part by hand."),
        )
    }
}

/// `render_item` of `env.py`.
struct PythonRenderItem<'p, 'e, 'w> {
    environment: &'p Environment<'e, 'w>,
    rendering: &'p Rendering,
    /// The token of the context whose function it is.
    token: &'p Tree,
}

impl RenderItem for PythonRenderItem<'_, '_, '_> {
    fn render(
        &self,
        item: Item<'_>,
        imports: &mut BTreeSet<String>,
    ) -> Result<Option<String>, Box<Diagnostic>> {
        let options = self.rendering.options(&Tree::None);
        let ItemText {
            text,
            imports: needed,
        } = ItemText::of(item, &options)
            .map_err(|error| self.environment.cannot_write(&error).diagnostic)?;
        let arguments = [
            self.token.clone(),
            item.word().into(),
            text.into(),
            texts_tree(&needed),
            texts_tree(imports.iter()),
        ];
        let environment = self.environment;
        let answer = environment
            .interpreter
            .call_stand_in((DIRECTIVES, "render_item"), &arguments, environment)
            .map_err(|error| environment.with_ways_out(error.into()).diagnostic)?;
        let added = answer.get("imports").as_list().unwrap_or_default();
        imports.extend(added.iter().filter_map(Tree::as_str).map(str::to_owned));
        Ok(answer.get("text").as_str().map(str::to_owned))
    }
}
