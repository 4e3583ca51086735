//! A database as it is.

use limbeck_database::Engine;
use limbeck_diagnostics::Diagnostic;
use limbeck_dialects::Dialect;
use limbeck_dialects::inspection::{
    InspectedObjects, InspectionError, InspectionScope, InspectionView, SchemaScope,
};
use limbeck_runtime::inspect;
use limbeck_schema::Schema;

use crate::Failure;

/// Everything that a database holds in some schemas.
///
/// # Errors
/// [`Failure`] if it cannot be asked, or holds what limbeck does not know.
pub(crate) fn inspected(
    engine: &Engine,
    dialect: &dyn Dialect,
    schemas: SchemaScope,
) -> Result<Schema, Failure> {
    let scope = InspectionScope {
        schemas,
        objects: InspectedObjects::All,
        view: InspectionView::Complete,
    };
    let mut connection = engine.connect()?;
    match inspect(connection.as_mut(), dialect, &scope) {
        Ok(inspection) => Ok(inspection.schema),
        Err(InspectionError::Database(error)) => Err(error.into()),
        Err(error) => Err(Failure::error(
            Diagnostic::error(
                "inspection",
                format!("The database cannot be inspected: {error}."),
            )
            .help("Report it with the definition of the object."),
        )),
    }
}
