//! limbeck's answer to a case of the group `graph`, in the shape of the recorded one.

use limbeck_revisions::{
    CommandError, Heads, Plan, RevisionError, RevisionGraph, RevisionId, RevisionRef, Step,
    VersionChange,
};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// What a command did; keys that a command does not have are left out.
#[derive(Default, Serialize)]
pub struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    #[serde(flatten)]
    pub result: Map<String, Value>,
}

/// An error in Alembic's terms.
#[derive(Serialize)]
pub struct Failure {
    class: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'static str>,
}

impl From<CommandError> for Failure {
    fn from(error: CommandError) -> Self {
        Self {
            class: error.class(),
            message: error.to_string(),
            cause: error.cause().map(RevisionError::class),
        }
    }
}

impl From<RevisionError> for Failure {
    /// As Alembic raises it where no command tells it in words of its own.
    fn from(error: RevisionError) -> Self {
        Self {
            class: error.class(),
            message: error.to_string(),
            cause: None,
        }
    }
}

impl Failure {
    /// An error that Alembic has no class for.
    pub fn new(message: impl ToString) -> Self {
        Self {
            class: "CommandError",
            message: message.to_string(),
            cause: None,
        }
    }
}

impl Answer {
    /// One more entry of the result.
    pub fn set(&mut self, key: &str, value: impl Serialize) {
        let value = serde_json::to_value(value).unwrap_or_default();
        self.result.insert(key.to_owned(), value);
    }

    /// One more warning, unless it was given already.
    pub fn warn(&mut self, warning: &impl ToString) {
        let warning = warning.to_string();
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}

impl Answer {
    /// Keeps the warnings that came before a failure.
    pub fn heed<T>(&mut self, outcome: Result<T, CommandError>) -> Result<T, CommandError> {
        for warning in outcome
            .as_ref()
            .err()
            .map_or(&[][..], CommandError::warnings)
        {
            self.warn(warning);
        }
        outcome
    }
}

/// A plan carried out on the rows of the version table.
#[derive(Default)]
pub struct Run {
    steps: Vec<Value>,
    log: Vec<String>,
    version_ops: Vec<Value>,
    rows: Vec<RevisionId>,
}

impl Run {
    /// Nothing done yet, on the given rows.
    pub fn on(rows: &[RevisionId]) -> Self {
        let mut rows = rows.to_vec();
        rows.sort();
        Self {
            rows,
            ..Self::default()
        }
    }

    /// All rows are gone before the plan begins.
    pub fn purge(&mut self) {
        self.rows.clear();
        self.version_ops.push(statement(&VersionChange::DeleteAll));
    }

    /// Carries out the plan.
    pub fn carry_out(&mut self, graph: &RevisionGraph, plan: &Plan<'_>) -> Result<(), Failure> {
        let mut heads = Heads::new(graph, &self.rows)?;
        for step in &plan.steps {
            let changes = heads.apply(step).map_err(Failure::new)?;
            self.version_ops.extend(changes.iter().map(statement));
            let rows: Vec<RevisionId> = heads.rows().cloned().collect();
            self.took(step, &rows);
        }
        Ok(())
    }

    /// Takes down a step and the rows it left.
    pub fn took(&mut self, step: &Step<'_>, rows: &[RevisionId]) {
        self.log.push(format!("Running {step}"));
        self.rows = rows.to_vec();
        self.steps.push(shown(step, rows));
    }

    /// Puts what an online run did into an answer.
    pub fn report(self, answer: &mut Answer, table_exists: bool) {
        answer.set("version_ops", &self.version_ops);
        answer.set("heads", table_exists.then(|| names(&self.rows)));
        self.report_steps(answer);
    }

    /// Puts what an offline run did into an answer.
    pub fn report_offline(self, answer: &mut Answer, output: String) {
        answer.set("output", output);
        self.report_steps(answer);
    }

    fn report_steps(self, answer: &mut Answer) {
        answer.set("steps", self.steps);
        answer.set("log", self.log);
    }
}

fn shown(step: &Step<'_>, rows: &[RevisionId]) -> Value {
    json!({
        "direction": step.direction().to_string(),
        "stamp": step.revision().is_none(),
        "revisions": names(&step.up_revisions()),
        "down_revisions": names(&step.down_revisions()),
        "heads_after": names(rows),
    })
}

fn statement(change: &VersionChange) -> Value {
    match change {
        VersionChange::Insert(id) => json!(["insert", id.as_str()]),
        VersionChange::Update { from, to } => json!(["update", from.as_str(), to.as_str()]),
        VersionChange::Delete(id) => json!(["delete", id.as_str()]),
        VersionChange::DeleteAll => json!(["delete_all"]),
    }
}

/// The texts of identifiers.
pub fn names(ids: &[RevisionId]) -> Vec<&str> {
    ids.iter().map(RevisionId::as_str).collect()
}

/// The texts of the identifiers of revisions.
pub fn ids<'g>(revisions: impl IntoIterator<Item = RevisionRef<'g>>) -> Vec<&'g str> {
    revisions.into_iter().map(|r| r.id().as_str()).collect()
}
