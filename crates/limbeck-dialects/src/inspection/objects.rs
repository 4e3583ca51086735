//! [`ObjectInspector`]: everything in a database that is not made of tables.

use limbeck_database::ResultSet;
use limbeck_schema::Schema;

use super::{InspectionError, SchemaScope};

/// Reads the objects besides tables, enums and sequences; a fixed number of queries, whatever the
/// number of objects and schemas. What extensions brought along is left out.
pub trait ObjectInspector: Send + Sync {
    /// The queries; none of them changes anything or needs more than the right to connect.
    fn queries(&self, schemas: &SchemaScope) -> Vec<String>;

    /// Adds what the answers to [`ObjectInspector::queries`] describe to a schema that has its
    /// tables already, in any order.
    ///
    /// # Errors
    /// [`InspectionError`] if they describe something that a [`Schema`] cannot hold.
    fn read(&self, answers: &[ResultSet], schema: &mut Schema) -> Result<(), InspectionError>;
}
