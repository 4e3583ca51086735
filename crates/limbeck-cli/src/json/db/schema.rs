//! What `db schema generate` answers.

use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

/// What the models describe, as SQL.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GeneratedSchema {
    /// The dialect that it is for.
    pub dialect: String,
    /// The statements, in an order in which they run on an empty database.
    pub statements: Vec<String>,
    /// The file that was written; null without --output.
    pub file: Option<String>,
}

impl GeneratedSchema {
    /// The report of the library.
    pub fn of(schema: &limbeck::GeneratedSchema, file: Option<&Path>) -> Self {
        Self {
            dialect: schema.dialect.to_owned(),
            statements: schema.statements.clone(),
            file: file.map(|file| file.display().to_string()),
        }
    }
}
