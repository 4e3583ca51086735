//! The models of `target_metadata`.

use limbeck_database::Engine;
use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_models::Models;
use limbeck_python::{Raise, Tree};

use super::context::{Channel, Context};
use super::{Environment, raise_failure};
use crate::Failure;
use crate::application::WantedModels;
use crate::models::{ModelsSource, Wanted, no_models, tell_warnings};

/// The stand-in that knows what is asked by.
const QUESTION: (&str, &str) = ("_models", "question");

impl Environment<'_, '_> {
    /// What the models describe, for the dialect and server of a context: those that limbeck's settings name, or else
    /// its `target_metadata`, as the application's own Python has it.
    ///
    /// # Errors
    /// [`Raise`] if there are none, or nobody to ask, or the application fails.
    pub(super) fn load_models(&self, context: &Context) -> Result<Models, Raise> {
        if let Some(source) = ModelsSource::configured(self.project).map_err(raise_failure)? {
            let engine = self.engine_of(context)?;
            let wanted = Wanted {
                dialect: context.dialect,
                engine: engine.as_ref(),
            };
            return source
                .load(self.project, &self.run, &self.application, &wanted)
                .map_err(raise_failure);
        }
        let server_version = self.server_version_text(context)?;
        let models = self
            .models_for(context, server_version)
            .map_err(raise_failure)?;
        tell_warnings(&self.run, &models);
        Ok(models)
    }

    fn engine_of(&self, context: &Context) -> Result<Option<Engine>, Raise> {
        let Channel::Online(number) = context.channel else {
            return Ok(None);
        };
        self.connections
            .with(number, |session| Ok(Some(session.engine().clone())))
    }

    fn models_for(
        &self,
        context: &Context,
        server_version: Option<String>,
    ) -> Result<Models, Failure> {
        let question = self
            .interpreter
            .call_stand_in(QUESTION, &[], self)
            .map_err(|error| self.with_ways_out(error.into()))?;
        if question.get("is_missing").as_bool() == Some(true) {
            return Err(self.no_metadata());
        }
        let about = question
            .get("expression")
            .as_str()
            .unwrap_or("target_metadata");
        let Some(answer) = question.get("answer").as_int() else {
            return Err(self.unaskable(about, question.get("reason")));
        };
        let needed = question.get("needed").as_list().unwrap_or_default();
        let wanted = WantedModels {
            answer,
            needed: needed.iter().filter_map(Tree::as_int).collect(),
            about,
            dialect: context.dialect,
            server_version,
        };
        self.application
            .models(&wanted)
            .map_err(|unanswered| no_models(about, unanswered))
    }

    fn server_version_text(&self, context: &Context) -> Result<Option<String>, Raise> {
        let Channel::Online(number) = context.channel else {
            return Ok(None);
        };
        self.connections
            .with(number, |session| Ok(Some(session.server_version_text())))
    }

    fn no_metadata(&self) -> Failure {
        let env_py = self.project.config().env_py();
        // The words are Alembic's.
        Failure::refused(
            Diagnostic::error(
                "no-metadata",
                format!(
                    "Can't proceed with --autogenerate option; environment script {} does not provide a MetaData \
                     object or sequence of objects to the context.",
                    env_py.display()
                ),
            )
            .at(SourceLocation::file(env_py))
            .help("Give context.configure() the MetaData of the models: target_metadata=Base.metadata."),
        )
    }

    fn unaskable(&self, about: &str, reason: &Tree) -> Failure {
        let reason = reason.as_str().unwrap_or("it cannot be said by what");
        Failure::error(
            Diagnostic::error(
                "opaque-metadata",
                format!("The application's own Python cannot be asked for `{about}`: {reason}."),
            )
            .at(SourceLocation::file(self.project.config().env_py()))
            .help(
                "Let a module of the application make the MetaData, and import it into env.py from there.",
            ),
        )
    }
}
