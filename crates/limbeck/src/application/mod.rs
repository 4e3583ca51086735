//! Asking the project's own Python for values of the application.
//!
//! `env.py` runs here, with what it imports from the application as placeholders. Where the value of one is needed, the
//! operations that lead to it are done in the project's Python, and `env.py` goes on with the answer. That Python is
//! started with the first question; nothing is asked where nothing is needed.

mod error;
mod json;
mod kept;
mod process;

use std::cell::{Cell, RefCell, RefMut};
use std::path::{Path, PathBuf};

use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::Dialect;
use limbeck_models::python::{self, ModelsReader, Progress};
use limbeck_models::{Models, pydantic};
use limbeck_python::Tree;
use serde_json::{Value, json};

use crate::hand_over::{NotFound, ProjectPython, possible};
use crate::{Asked, KeptState, Project, Run};
use kept::KeptAnswers;
pub(crate) use kept::{FILE_NAME, Key, NAMING_CONVENTION};
use process::Answering;

/// The application, as far as its own Python tells.
pub(crate) struct Application<'p> {
    project: &'p Project,
    run: Run,
    state: RefCell<State>,
    kept: RefCell<Option<KeptAnswers>>,
    /// What was asked, in order.
    asked: RefCell<Vec<Asked>>,
    /// Whether an answer names the database.
    gave_url: Cell<bool>,
    /// When `env.py` asks.
    asking: Asking,
    /// Whether an operation has failed that `env.py` had gone on from.
    raised_late: Cell<bool>,
    /// Operations that have been recorded and not been sent yet.
    recorded: RefCell<Vec<Value>>,
}

enum State {
    /// Nothing has been asked; these may answer.
    Silent(Vec<ProjectPython>),
    Answering(Box<Answering>),
    Unavailable(NotFound),
}

/// When `env.py` asks for values of the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asking {
    /// Where it cannot go on without one.
    WhenNeeded,
    /// With each operation, so that `env.py` can handle an exception where it is raised.
    InPlace,
}

/// What is asked.
pub(crate) struct Question<'q> {
    /// Operations that have not been sent yet, in order.
    pub(crate) operations: &'q Tree,
    /// The number of the one whose result is asked for.
    pub(crate) answer: i64,
    /// The expression, for messages.
    pub(crate) about: &'q str,
    /// What identifies the answer in the file of kept ones, if it may be there.
    pub(crate) key: Option<Key>,
}

/// Which models are asked for.
pub(crate) struct WantedModels<'q> {
    /// The number of the operation that results in them.
    pub(crate) answer: i64,
    /// The numbers of the operations that have to succeed besides: imports of the application's modules, and what
    /// fills a `MetaData`.
    pub(crate) needed: Vec<i64>,
    /// The expression, for messages.
    pub(crate) about: &'q str,
    /// The dialect that they are meant for.
    pub(crate) dialect: &'static dyn Dialect,
    /// The server's version in its own words, if there is a server.
    pub(crate) server_version: Option<String>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Unanswered {
    /// There is no Python to be asked.
    Unavailable(NotFound),
    /// It was asked, and says nothing.
    Failed(Box<Diagnostic>),
    /// It was asked, and the application raised an exception.
    Raised {
        /// The class of the exception, with its module unless that is Python's own.
        class: String,
        /// What the user is told.
        diagnostic: Box<Diagnostic>,
    },
}

const HELP: &str = "Name a Python that has the application's packages with --python, or activate its virtual \
                    environment.";

impl<'p> Application<'p> {
    /// That of a project; nothing is started.
    pub(crate) fn new(project: &'p Project, run: &Run, asking: Asking) -> Self {
        let state = match possible(project, run) {
            None => State::Unavailable(NotFound {
                note: "--no-python keeps the application's own Python from being asked.".to_owned(),
                help: "Leave --no-python out.",
            }),
            Some(pythons) if pythons.is_empty() => State::Unavailable(NotFound {
                note: "No Python was found that could be asked.".to_owned(),
                help: HELP,
            }),
            Some(pythons) => State::Silent(pythons),
        };
        Self {
            project,
            run: run.clone(),
            state: RefCell::new(state),
            kept: RefCell::default(),
            asked: RefCell::default(),
            gave_url: Cell::default(),
            asking,
            raised_late: Cell::default(),
            recorded: RefCell::default(),
        }
    }

    /// Whether there may be an answer to a question: from a Python, or from an earlier run.
    pub(crate) fn is_available(&self) -> bool {
        !matches!(*self.state.borrow(), State::Unavailable(_))
            || self.kept_state() != KeptState::Absent
    }

    /// Whether each operation is asked for: something has been asked already, or `env.py` handles exceptions.
    pub(crate) fn asks_in_place(&self) -> bool {
        self.asking == Asking::InPlace || matches!(*self.state.borrow(), State::Answering(_))
    }

    /// Notes that an operation has failed after `env.py` had gone on from it.
    pub(crate) fn set_raised_late(&self) {
        self.raised_late.set(true);
    }

    /// Whether asking in place may help: `env.py` could not handle an exception.
    pub(crate) fn should_ask_in_place(&self) -> bool {
        self.asking == Asking::WhenNeeded && self.raised_late.get()
    }

    /// Why nothing can be asked, and the way out, if something was to be asked and could not be.
    pub(crate) fn unavailable(&self) -> Option<NotFound> {
        match &*self.state.borrow() {
            State::Unavailable(reason) => Some(reason.clone()),
            State::Silent(_) | State::Answering(_) => None,
        }
    }

    /// Operations that questions to come build upon.
    pub(crate) fn record(&self, operations: &Tree) {
        if let Value::Array(operations) = json::to_json(operations) {
            self.recorded.borrow_mut().extend(operations);
        }
    }

    /// The answer to a question: kept from an earlier run, or asked for now.
    ///
    /// # Errors
    /// [`Unanswered`] if there is none.
    pub(crate) fn answer(&self, question: &Question<'_>) -> Result<Tree, Unanswered> {
        self.record(question.operations);
        if let Some(value) = question.key.as_ref().and_then(|key| self.kept_answer(key)) {
            self.remember(question.about, true);
            return Ok(json::to_tree(&json!({ "value": value })));
        }
        let answer = self.ask(question)?;
        if answer.get("object").is_none() {
            self.remember(question.about, false);
        }
        if let Some(key) = &question.key {
            let value = plain(&answer);
            if let (Some(value), Some(kept)) = (value, self.kept.borrow_mut().as_mut()) {
                kept.add(key.clone(), &value);
            }
        }
        Ok(json::to_tree(&answer))
    }

    /// Remembers what a text is used for that was asked for before.
    pub(crate) fn note_use(&self, key: Key, value: &str) {
        let mut kept = self.kept.borrow_mut();
        let kept = kept.get_or_insert_with(|| KeptAnswers::read(self.project));
        kept.add(key, &Value::from(value));
    }

    fn ask(&self, question: &Question<'_>) -> Result<Value, Unanswered> {
        let mut state = self.answering();
        let answering = match &mut *state {
            State::Answering(answering) => answering,
            State::Unavailable(reason) => return Err(Unanswered::Unavailable(reason.clone())),
            State::Silent(_) => unreachable!("it has been started"),
        };
        let operations = self.recorded.take();
        let line = json!({ "operations": operations, "answer": question.answer });
        let failed = |diagnostic| Unanswered::Failed(Box::new(diagnostic));
        let about = format!("`{}`", question.about);
        let answer = answering
            .ask(&line, &self.run)
            .map_err(|silence| failed(error::silent(&about, &silence, &answering.python)))?;
        match answer.get("error") {
            Some(raised) => Err(Unanswered::Raised {
                class: raised["class"].as_str().unwrap_or_default().to_owned(),
                diagnostic: Box::new(error::raised(&about, raised, &answering.python)),
            }),
            None => Ok(answer),
        }
    }

    /// What the result of an operation describes: a `MetaData`, or a list of them.
    ///
    /// # Errors
    /// [`Unanswered`] if there are no models.
    pub(crate) fn models(&self, wanted: &WantedModels<'_>) -> Result<Models, Unanswered> {
        let question = json!({
            "operations": self.recorded.take(),
            "needed": wanted.needed,
            "answer": wanted.answer,
            "exporter": python::EXPORTER,
            "request": python::request(wanted.dialect, wanted.server_version.as_deref()),
        });
        self.exported(&question, wanted.about, wanted.dialect)
    }

    /// What the models of Pydantic in a module, package or folder stand for.
    ///
    /// # Errors
    /// [`Unanswered`] if there are none.
    pub(crate) fn pydantic_models(
        &self,
        name: &str,
        folder: &Path,
        dialect: &'static dyn Dialect,
    ) -> Result<Models, Unanswered> {
        let question = json!({
            "operations": self.recorded.take(),
            "exporter": pydantic::EXPORTER,
            "request": pydantic::request(dialect, &[name.to_owned()], folder),
        });
        self.exported(&question, name, dialect)
    }

    fn exported(
        &self,
        question: &Value,
        about: &str,
        dialect: &'static dyn Dialect,
    ) -> Result<Models, Unanswered> {
        let mut state = self.answering();
        let answering = match &mut *state {
            State::Answering(answering) => answering,
            State::Unavailable(reason) => return Err(Unanswered::Unavailable(reason.clone())),
            State::Silent(_) => unreachable!("it has been started"),
        };
        let mut reader = ModelsReader::new(dialect);
        let mut models = None;
        let mut take = |line: &str| match reader.line(line)? {
            Progress::Reading => Ok(true),
            Progress::Finished(read) => {
                models = Some(read);
                Ok(false)
            }
        };
        let failed = |diagnostic| Unanswered::Failed(Box::new(diagnostic));
        let about = format!("the models of `{about}`");
        match answering.ask_for_lines(question, &self.run, &mut take) {
            Ok(Ok(())) => Ok(models.unwrap_or_default()),
            Ok(Err(error)) => Err(failed(error::models(&error, &answering.python))),
            Err(silence) => Err(failed(error::silent(&about, &silence, &answering.python))),
        }
    }

    /// The state after a Python has been looked for.
    fn answering(&self) -> RefMut<'_, State> {
        let mut state = self.state.borrow_mut();
        if let State::Silent(pythons) = &mut *state {
            *state = self.start(std::mem::take(pythons));
        }
        state
    }

    /// The first Python that can be asked.
    fn start(&self, pythons: Vec<ProjectPython>) -> State {
        let mut tried = Vec::new();
        for python in pythons {
            let name = python.to_string();
            if let Some(answering) = Answering::start(python, self.project, &self.run) {
                return State::Answering(Box::new(answering));
            }
            tried.push(name);
        }
        State::Unavailable(NotFound {
            note: format!(
                "No Python with Alembic, SQLAlchemy or Pydantic was found that could be asked; tried {}.",
                tried.join(", ")
            ),
            help: HELP,
        })
    }

    fn remember(&self, expression: &str, kept: bool) {
        let expression = expression.to_owned();
        let asked = Asked { expression, kept };
        let mut all = self.asked.borrow_mut();
        if !all.iter().any(|other| other.expression == asked.expression) {
            all.push(asked);
        }
    }

    /// What was asked, in order.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.borrow().clone()
    }

    /// Notes that an answer names the database.
    pub(crate) fn set_gave_url(&self) {
        self.gave_url.set(true);
    }

    /// Whether an answer names the database.
    pub(crate) fn gave_url(&self) -> bool {
        self.gave_url.get()
    }

    /// The Python that answers, with its version; or why there is none.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn look_for_python(&self) -> Result<String, String> {
        match &*self.answering() {
            State::Answering(answering) => Ok(format!(
                "{} (Python {})",
                answering.python, answering.version
            )),
            State::Unavailable(reason) => Err(reason.note.clone()),
            State::Silent(_) => unreachable!("it has been started"),
        }
    }

    fn kept_answer(&self, key: &Key) -> Option<Value> {
        let mut kept = self.kept.borrow_mut();
        let kept = kept.get_or_insert_with(|| KeptAnswers::read(self.project));
        kept.get(key).cloned()
    }

    /// Why the answer that was kept does not count any more, if there was one.
    pub(crate) fn stale(&self, key: &Key) -> Option<String> {
        let kept = self.kept.borrow();
        let kept = kept.as_ref().filter(|kept| kept.had(key))?;
        match kept.state() {
            KeptState::Stale(reason) => Some(format!(
                "The answer in {FILE_NAME} does not count: {reason}."
            )),
            KeptState::Absent | KeptState::Fresh(_) => None,
        }
    }

    /// How far the file of kept answers can be relied on.
    pub(crate) fn kept_state(&self) -> KeptState {
        let mut kept = self.kept.borrow_mut();
        let kept = kept.get_or_insert_with(|| KeptAnswers::read(self.project));
        kept.state().clone()
    }

    /// The file of kept answers.
    pub(crate) fn kept_file(&self) -> PathBuf {
        let mut kept = self.kept.borrow_mut();
        let kept = kept.get_or_insert_with(|| KeptAnswers::read(self.project));
        kept.path().to_owned()
    }

    /// Keeps the new answers.
    pub(crate) fn keep(&self) {
        let mut kept = self.kept.borrow_mut();
        let Some(kept) = kept.as_mut().filter(|kept| kept.has_new()) else {
            return;
        };
        let mut state = self.state.borrow_mut();
        let State::Answering(answering) = &mut *state else {
            return;
        };
        // An answer that cannot be kept is asked for again next time.
        let Ok(used) = answering.ask(&json!({ "files": true }), &self.run) else {
            return;
        };
        let mut files = vec![self.project.config().env_py()];
        let loaded = used["files"].as_array().into_iter().flatten();
        files.extend(loaded.filter_map(|file| file.as_str().map(PathBuf::from)));
        let read_environment = used["read_environment"].as_bool() != Some(false);
        if kept.write(&files, read_environment) {
            let path = kept.path().display();
            self.run.log.observer().note(&format!(
                "{path} keeps what the application's Python answered; commit it for runs without Python"
            ));
        }
    }
}

/// The value of an answer that is plain data.
fn plain(answer: &Value) -> Option<Value> {
    if let Some(value) = answer.get("value") {
        return Some(value.clone());
    }
    let fields = answer.get("dict")?.as_object()?;
    let fields = fields
        .iter()
        .map(|(name, value)| Some((name.clone(), plain(value)?)));
    fields.collect::<Option<_>>().map(Value::Object)
}
