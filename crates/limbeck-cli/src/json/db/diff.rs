//! What `db diff` answers.

use std::path::Path;

use limbeck::{Attribute, ChangeKind, ObjectIdentity};
use schemars::JsonSchema;
use serde::Serialize;

/// What leads from a database to the models.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SchemaDiff {
    /// The URL of the database; three asterisks stand for the password.
    pub url: String,
    /// Whether the database is as the models want it. If not, the exit status is 3 with --check.
    pub is_empty: bool,
    /// What is to be done, in order.
    pub changes: Vec<PlannedChange>,
    /// What --strategy leaves out.
    pub left_out: Vec<PlannedChange>,
    /// The file that was written; null without --output.
    pub file: Option<String>,
}

/// One thing that is to be done.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlannedChange {
    /// Whether something comes, goes, or becomes another one.
    pub kind: Kind,
    /// The table that it is about, with its schema; null for what is no table.
    pub table: Option<String>,
    /// What of the table it is about, such as `column`; null for the table as a whole.
    pub part: Option<String>,
    /// The name of that part, if it has one.
    pub name: Option<String>,
    /// The attributes of a column that change.
    pub attributes: Vec<String>,
    /// The statements, in order. Null if the database has none for it.
    pub sql: Option<Vec<String>>,
    /// What whoever runs it should know, one sentence each.
    pub hazards: Vec<String>,
    /// How many rows lose something; null if nothing is lost, or they could not be counted.
    pub rows_at_risk: Option<u64>,
}

/// What happens.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something comes.
    Add,
    /// Something becomes another one.
    Alter,
    /// Something goes.
    Drop,
}

impl SchemaDiff {
    /// The report of the library.
    pub fn of(diff: &limbeck::SchemaDiff, file: Option<&Path>) -> Self {
        Self {
            url: diff.url.clone(),
            is_empty: diff.is_empty(),
            changes: diff.changes.iter().map(PlannedChange::of).collect(),
            left_out: diff.left_out.iter().map(PlannedChange::of).collect(),
            file: file.map(|file| file.display().to_string()),
        }
    }
}

impl PlannedChange {
    fn of(planned: &limbeck::PlannedChange) -> Self {
        let change = &planned.change;
        let part = change.part.as_ref();
        let attributes = part.map(|part| part.attributes.clone()).unwrap_or_default();
        Self {
            kind: match change.kind {
                ChangeKind::Add => Kind::Add,
                ChangeKind::Alter => Kind::Alter,
                ChangeKind::Drop => Kind::Drop,
            },
            table: match &change.subject {
                Some(ObjectIdentity::Relation(name)) => Some(name.to_string()),
                Some(_) | None => None,
            },
            part: part.map(|part| part.kind.word().to_owned()),
            name: part.and_then(|part| part.name.clone()),
            attributes: attributes
                .into_iter()
                .map(|attribute| Attribute::word(attribute).to_owned())
                .collect(),
            sql: planned.statements.clone().ok(),
            hazards: planned
                .hazards
                .iter()
                .map(|hazard| hazard.sentence().to_owned())
                .collect(),
            rows_at_risk: planned.rows_at_risk,
        }
    }
}
