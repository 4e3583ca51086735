//! What `db apply` answers.

use std::path::Path;

use limbeck::{Applied, StatementStanding};
use schemars::JsonSchema;
use serde::Serialize;

use crate::json::milliseconds;

/// A file of SQL that was applied, or tried.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AppliedFile {
    /// The URL of the database; three asterisks stand for the password.
    pub url: String,
    /// The file.
    pub file: String,
    /// Whether everything was taken back.
    pub dry_run: bool,
    /// Whether all statements were one transaction.
    pub is_atomic: bool,
    /// The statements, in order.
    pub statements: Vec<AppliedStatement>,
}

/// A statement of the file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AppliedStatement {
    /// Its text.
    pub sql: String,
    /// The line on which it begins, from 1.
    pub line: usize,
    /// How it stands to the transaction.
    pub transaction: Transaction,
    /// How long it took, in milliseconds. Null if a dry run could not try it.
    pub duration_ms: Option<f64>,
    /// How many rows it has changed or returned, if the database says so.
    pub row_count: Option<u64>,
}

/// How a statement stands to the transaction.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Transaction {
    /// It is part of it.
    Inside,
    /// It cannot run in one: what comes before it is committed first.
    Outside,
    /// It commits what comes before it, and itself.
    Commits,
}

impl AppliedFile {
    /// The report of the library.
    pub fn of(file: &Path, dry_run: bool, report: &Applied) -> Self {
        let statements = report.statements.iter().map(|done| AppliedStatement {
            sql: done.text.clone(),
            line: done.line,
            transaction: match done.standing {
                StatementStanding::Inside => Transaction::Inside,
                StatementStanding::Outside => Transaction::Outside,
                StatementStanding::Commits => Transaction::Commits,
            },
            duration_ms: done.duration.map(milliseconds),
            row_count: done.row_count,
        });
        Self {
            url: report.url.clone(),
            file: file.display().to_string(),
            dry_run,
            is_atomic: report.is_atomic,
            statements: statements.collect(),
        }
    }
}
