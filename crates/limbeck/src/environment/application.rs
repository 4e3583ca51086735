//! `application.*`: what `env.py` needs of the application's own Python.

use limbeck_diagnostics::Diagnostic;
use limbeck_python::{Raise, Tree};
use limbeck_schema::NamingConvention;

use super::Environment;
use super::arguments::{Arguments, dict_tree};
use super::metadata::{TargetMetadata, UnknownConvention, target_metadata};
use crate::Failure;
use crate::application::{Key, NAMING_CONVENTION, Question, Unanswered};

impl Environment<'_, '_> {
    pub(super) fn application_call(
        &self,
        name: &str,
        arguments: &Arguments,
    ) -> Result<Tree, Raise> {
        match name {
            "is_available" => Ok(Tree::Bool(self.application.is_available())),
            "asks_in_place" => Ok(Tree::Bool(self.application.asks_in_place())),
            "record" => {
                self.application.record(arguments.get("operations"));
                Ok(Tree::None)
            }
            "use" => {
                let key = Key {
                    purpose: arguments.text("use")?.to_owned(),
                    of: arguments.text("expression")?.to_owned(),
                };
                self.application.note_use(key, arguments.text("value")?);
                Ok(Tree::None)
            }
            "answer" => self.application_answer(arguments),
            _ => Err(super::unknown_call("application", name)),
        }
    }

    fn application_answer(&self, arguments: &Arguments) -> Result<Tree, Raise> {
        let about = arguments.text("expression")?;
        let key = arguments.optional_text("use")?.map(|purpose| Key {
            purpose: purpose.to_owned(),
            of: about.to_owned(),
        });
        let question = Question {
            operations: arguments.get("operations"),
            answer: number(arguments.get("answer")),
            about,
            key: key.clone(),
        };
        match self.application.answer(&question) {
            Ok(answer) => {
                if arguments.flag("names_database")? {
                    self.application.set_gave_url();
                }
                Ok(answer)
            }
            Err(Unanswered::Unavailable(_)) => {
                let stale = key.and_then(|key| self.application.stale(&key));
                if let Some(stale) = stale {
                    self.stale_answers.borrow_mut().push(stale);
                }
                Ok(dict_tree([("unavailable", Tree::Bool(true))]))
            }
            Err(Unanswered::Failed(diagnostic)) => Err(unknown(diagnostic)),
            Err(Unanswered::Raised { class, diagnostic }) => {
                let mut raise = unknown(diagnostic);
                if !arguments.flag("in_place")? {
                    self.application.set_raised_late();
                } else if let Some(class) = HANDLED.into_iter().find(|known| *known == class) {
                    raise.class = class;
                }
                Err(raise)
            }
        }
    }

    /// The naming convention of `target_metadata`, from the application.
    ///
    /// # Errors
    /// What is not known, and why.
    pub(super) fn naming_convention(
        &self,
        unknown: &UnknownConvention,
    ) -> Result<NamingConvention, (UnknownConvention, Option<Box<Diagnostic>>)> {
        let Some(question) = &unknown.question else {
            return Err((unknown.clone(), None));
        };
        let key = Key {
            purpose: NAMING_CONVENTION.to_owned(),
            of: question.of.clone(),
        };
        let answer = self.application.answer(&Question {
            operations: &Tree::None,
            answer: question.answer,
            about: &question.of,
            key: Some(key.clone()),
        });
        let answer = answer.map_err(|unanswered| {
            let cause = match unanswered {
                Unanswered::Failed(cause)
                | Unanswered::Raised {
                    diagnostic: cause, ..
                } => *cause,
                Unanswered::Unavailable(reason) => {
                    let mut cause = Diagnostic::error("no-python", reason.note);
                    cause.notes.extend(self.application.stale(&key));
                    cause
                }
            };
            (unknown.clone(), Some(Box::new(cause)))
        })?;
        match target_metadata(&templates(&answer)) {
            Ok(TargetMetadata::Known(convention)) => Ok(convention),
            Ok(TargetMetadata::Unknown(unknown)) => Err((unknown, None)),
            Err(_) => Err((unknown.clone(), None)),
        }
    }

    /// A failure for want of a value, with why the application's own Python was not asked.
    pub(super) fn with_ways_out(&self, mut failure: Failure) -> Failure {
        let diagnostic = &mut failure.diagnostic;
        if !matches!(diagnostic.code, "opaque-value" | "opaque-url") {
            return failure;
        }
        diagnostic
            .notes
            .append(&mut self.stale_answers.borrow_mut());
        if let Some(reason) = self.application.unavailable() {
            diagnostic.notes.push(reason.note);
            let own = diagnostic.help.take().unwrap_or_default();
            diagnostic.help = Some(format!("{} {own}", reason.help).trim_end().to_owned());
        }
        failure
    }
}

/// Exceptions that an `env.py` may handle where it asks something of the application.
const HANDLED: [&str; 11] = [
    "AssertionError",
    "AttributeError",
    "ImportError",
    "IndexError",
    "KeyError",
    "LookupError",
    "ModuleNotFoundError",
    "NotImplementedError",
    "RuntimeError",
    "TypeError",
    "ValueError",
];

/// An exception that a broad `except` does not turn into a guess.
fn unknown(diagnostic: Box<Diagnostic>) -> Raise {
    Raise {
        class: crate::failure::UNKNOWN,
        message: diagnostic.message.clone(),
        diagnostic: Some(diagnostic),
        details: Tree::None,
    }
}

fn number(tree: &Tree) -> i64 {
    tree.as_int().unwrap_or(-1)
}

/// The templates of an answer: texts, or functions.
fn templates(answer: &Tree) -> Tree {
    let plain = |template: &Tree| match template.get("value") {
        text @ Tree::Str(_) => text.clone(),
        _ => template.clone(),
    };
    match (answer.get("value"), answer.get("dict")) {
        (kept @ Tree::Dict(_), _) => kept.clone(),
        (_, Tree::Dict(pairs)) => Tree::Dict(
            pairs
                .iter()
                .map(|(kind, template)| (kind.clone(), plain(template)))
                .collect(),
        ),
        _ => Tree::Dict(Vec::new()),
    }
}
