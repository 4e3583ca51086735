//! [`ComparedDatabase`]: a database and what leads from it to the models.

use limbeck_autogenerate::Comparison;
use limbeck_schema::NamingConvention;

use super::LocatedDatabase;

/// A database that was compared with the models.
pub(crate) struct ComparedDatabase {
    /// The database.
    pub(crate) database: LocatedDatabase,
    /// What was found.
    pub(crate) comparison: Comparison,
    /// The naming convention of the models.
    pub(crate) naming_convention: NamingConvention,
}
