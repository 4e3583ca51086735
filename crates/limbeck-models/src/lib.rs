//! What the models say a database should hold.
//!
//! Wherever models come from, they become a [`Schema`]: that of each `MetaData` of a project in Python, of SQL files
//! loaded into a scratch database, or of another database.

pub mod database;
#[cfg(feature = "python")]
pub mod pydantic;
#[cfg(feature = "python")]
pub mod python;
pub mod sql;

use limbeck_schema::{NamingConvention, Schema};

/// The models of a project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Models {
    /// One for each `MetaData`, in the order of `target_metadata`; a single one where models are not Python's.
    pub metadatas: Vec<ModelMetadata>,
    /// What the user should know of them.
    pub warnings: Vec<String>,
}

/// What one `MetaData` describes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ModelMetadata {
    /// Its tables, sequences and enums. Names that a naming convention has made are
    /// [`Final`](limbeck_schema::ConstraintName::Final) and as long as the convention makes them: the dialect cuts them
    /// where they are written.
    pub schema: Schema,
    /// The naming convention, for names that are made when DDL is compiled: those of the CHECKs of types.
    pub naming_convention: NamingConvention,
}
