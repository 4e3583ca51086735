//! What scripts need to run: what `doctor --scripts` answers.

use schemars::JsonSchema;
use serde::Serialize;

use super::error::Explanation;

/// What a script needs to run.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ScriptReadiness {
    /// Its revision.
    pub revision: String,
    /// The script.
    pub path: String,
    /// Its upgrade().
    pub upgrade: FunctionReadiness,
    /// Its downgrade().
    pub downgrade: FunctionReadiness,
}

impl ScriptReadiness {
    /// What `doctor` has found out.
    pub fn of(script: &limbeck::ScriptReadiness<'_>) -> Self {
        let revision = script.revision.revision();
        Self {
            revision: revision.id.to_string(),
            path: revision.path.display().to_string(),
            upgrade: FunctionReadiness::of(&script.upgrade),
            downgrade: FunctionReadiness::of(&script.downgrade),
        }
    }
}

/// What a function of a script needs to run.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FunctionReadiness {
    /// What runs it.
    pub runs: Runner,
    /// Why the project's own Python is needed, or why nothing helps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Explanation>,
}

/// What runs a function of a script.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Runner {
    /// Nothing has to be run: it is understood from its syntax.
    StraightLine,
    /// The interpreter inside of limbeck.
    Interpreted,
    /// The project's own Python.
    NeedsPython,
    /// The database: it is SQL.
    Sql,
    /// Nothing can.
    Broken,
}

impl FunctionReadiness {
    fn of(readiness: &limbeck::Readiness) -> Self {
        let (runs, cause) = match readiness {
            limbeck::Readiness::StraightLine => (Runner::StraightLine, None),
            limbeck::Readiness::Interpreted => (Runner::Interpreted, None),
            limbeck::Readiness::NeedsPython(cause) => {
                (Runner::NeedsPython, Some(Explanation::of(cause)))
            }
            limbeck::Readiness::Sql => (Runner::Sql, None),
            limbeck::Readiness::Broken(cause) => (Runner::Broken, Some(Explanation::of(cause))),
        };
        Self { runs, cause }
    }
}
