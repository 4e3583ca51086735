//! What of `context.configure()` counts for a comparison.

use limbeck_schema::QualifiedName;

use crate::Plugins;

/// Whether an attribute is compared (`compare_type`, `compare_server_default`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Comparing {
    /// It is not (`False`).
    Never,
    /// It is (`True`).
    #[default]
    Always,
    /// The project's function is asked first; the dialect decides where that says nothing.
    Hook,
}

/// The options of a comparison.
#[derive(Clone, Debug)]
pub struct CompareOptions {
    /// `compare_type`.
    pub compare_type: Comparing,
    /// `compare_server_default`.
    pub compare_server_default: Comparing,
    /// The version table, which is nobody's business.
    pub version_table: QualifiedName,
    /// What is compared.
    pub plugins: Plugins,
}

impl Default for CompareOptions {
    /// Alembic's own.
    fn default() -> Self {
        Self {
            compare_type: Comparing::Always,
            compare_server_default: Comparing::Never,
            version_table: QualifiedName::new("alembic_version"),
            plugins: Plugins::default(),
        }
    }
}
