//! What a database holds, asked through a connection.

use limbeck_database::Connection;
use limbeck_dialects::{
    Dialect,
    inspection::{Inspection, InspectionError, InspectionScope},
};

/// Inspects a database: a fixed number of queries, none of which changes anything.
///
/// # Errors
/// [`InspectionError`] if the database refuses a query, or its answers do not make sense.
pub fn inspect(
    connection: &mut dyn Connection,
    dialect: &dyn Dialect,
    scope: &InspectionScope,
) -> Result<Inspection, InspectionError> {
    dialect.inspect(scope, |query| Ok(connection.query(query)?))
}
