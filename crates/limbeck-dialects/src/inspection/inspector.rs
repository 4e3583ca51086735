//! [`Inspector`]: a whole database as a [`Schema`].

use limbeck_database::{DatabaseError, ResultSet};
use limbeck_schema::{Schema, SchemaObject};

use super::{InspectedObjects, InspectionScope};
use crate::Dialect;

/// What was found in a database.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inspection {
    /// The objects.
    pub schema: Schema,
    /// What could not be told exactly, in SQLAlchemy's words where it says the same.
    pub warnings: Vec<String>,
}

/// A database cannot be inspected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InspectionError {
    /// The database refused a query.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// There are more or fewer answers than there were queries.
    #[error("the database was asked {expected} questions, and gave {found} answers")]
    Answers {
        /// The number of queries.
        expected: usize,
        /// The number of answers.
        found: usize,
    },
    /// A part of a table is of a kind that limbeck does not know.
    #[error("limbeck does not know the kind {kind} of a constraint that table '{table}' has")]
    UnknownConstraint {
        /// The table.
        table: String,
        /// The kind in the catalog's words.
        kind: String,
    },
    /// An object has a property that limbeck does not know.
    #[error("limbeck does not know what '{value}' means for the {kind} '{name}'")]
    UnknownObject {
        /// What it is.
        kind: &'static str,
        /// Its name.
        name: String,
        /// The property in the catalog's words.
        value: String,
    },
    /// The statement that made a table cannot be read.
    #[error("limbeck does not understand the definition of table '{table}'")]
    Definition {
        /// The table.
        table: String,
    },
}

/// Reads whole databases; a fixed number of queries, whatever the number of tables and schemas.
pub trait Inspector: Send + Sync {
    /// The queries; none of them changes anything or needs more than the right to connect.
    fn queries(&self, scope: &InspectionScope) -> Vec<String>;

    /// What the answers to [`Inspector::queries`] for the same scope describe.
    ///
    /// # Errors
    /// [`InspectionError`] if they describe something that a [`Schema`] cannot hold.
    fn read(
        &self,
        scope: &InspectionScope,
        answers: &[ResultSet],
    ) -> Result<Inspection, InspectionError>;
}

impl dyn Dialect + '_ {
    /// Asks a database about itself, one query after the other.
    ///
    /// # Errors
    /// What `ask` returns for a query that failed, or an [`InspectionError`].
    pub fn inspect<E: From<InspectionError>>(
        &self,
        scope: &InspectionScope,
        ask: impl FnMut(&str) -> Result<ResultSet, E>,
    ) -> Result<Inspection, E> {
        let inspector = self.inspector();
        let mut queries = inspector.queries(scope);
        let about_tables = queries.len();
        let objects = match scope.objects {
            InspectedObjects::Tables => None,
            InspectedObjects::All => Some(self.object_inspector()),
        };
        queries.extend(
            objects
                .iter()
                .flat_map(|objects| objects.queries(&scope.schemas)),
        );
        let answers = queries
            .iter()
            .map(String::as_str)
            .map(ask)
            .collect::<Result<Vec<ResultSet>, E>>()?;
        let (tables, others) = answers.split_at(about_tables);
        let mut inspection = inspector.read(scope, tables)?;
        if let Some(objects) = objects {
            let schema = &mut inspection.schema;
            objects.read(others, schema)?;
            schema.objects.sort_by_cached_key(SchemaObject::identity);
            schema.dependencies.sort();
            schema.unsupported.sort();
        }
        Ok(inspection)
    }
}
