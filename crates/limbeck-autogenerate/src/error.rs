//! How a comparison fails.

use limbeck_dialects::CompileError;

/// A comparison that could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CompareError {
    /// Two collections of models have tables of the same names.
    #[error(
        "Duplicate table keys across multiple MetaData objects: {}",
        .0.iter().map(|key| format!("\"{key}\"")).collect::<Vec<_>>().join(", ")
    )]
    DuplicateTables(Vec<String>),
    /// The dialect has no words for a type or an expression.
    #[error(transparent)]
    Compile(#[from] CompileError),
    /// A hook of the project failed, or cannot be run.
    #[error(transparent)]
    Hook(Box<dyn std::error::Error + Send + Sync>),
    /// The server could not be asked.
    #[error(transparent)]
    Server(Box<dyn std::error::Error + Send + Sync>),
}
