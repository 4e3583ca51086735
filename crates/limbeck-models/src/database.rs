//! Models from another database: what that holds is what this one should hold.

use limbeck_database::Connection;
use limbeck_dialects::Dialect;
use limbeck_dialects::inspection::{
    InspectedObjects, InspectionError, InspectionScope, InspectionView, SchemaScope,
};
use limbeck_schema::NamingConvention;

use crate::{ModelMetadata, Models};

/// Everything that a database holds, exactly.
pub fn everything(dialect: &dyn Dialect) -> InspectionScope {
    InspectionScope {
        schemas: if dialect.capabilities().schemas_are_databases {
            SchemaScope::Default
        } else {
            SchemaScope::All
        },
        objects: InspectedObjects::All,
        view: InspectionView::Complete,
    }
}

/// What a database holds, as far as `scope` looks. Nothing is changed in it.
///
/// # Errors
/// [`InspectionError`] if it refuses a query, or its answers do not make sense.
pub fn load(
    connection: &mut dyn Connection,
    dialect: &dyn Dialect,
    scope: &InspectionScope,
) -> Result<Models, InspectionError> {
    let found = dialect.inspect(scope, |query| {
        connection.query(query).map_err(InspectionError::from)
    })?;
    Ok(Models {
        metadatas: vec![ModelMetadata {
            schema: found.schema,
            // All names are there already.
            naming_convention: NamingConvention::default(),
        }],
        warnings: found.warnings,
    })
}
