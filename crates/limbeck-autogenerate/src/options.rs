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

/// How much is compared, and how exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// What Alembic detects, by its rules: the existing schema is the
    /// [`Reflected`](limbeck_dialects::inspection::InspectionView::Reflected) view.
    #[default]
    Alembic,
    /// Everything, exactly: both schemas are in the words of the server, the
    /// [`Complete`](limbeck_dialects::inspection::InspectionView::Complete) view.
    Full(Coverage),
}

/// What a source of schemas can describe; of the rest it says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Coverage {
    /// Tables, and the types and sequences that they are made of, as models in Python do.
    #[default]
    Tables,
    /// Views, routines, triggers, policies and the like as well, as SQL and databases do.
    Everything,
}

/// The options of a comparison.
#[derive(Clone, Debug)]
pub struct CompareOptions {
    /// How much is compared.
    pub mode: Mode,
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
            mode: Mode::default(),
            compare_type: Comparing::Always,
            compare_server_default: Comparing::Never,
            version_table: QualifiedName::new("alembic_version"),
            plugins: Plugins::default(),
        }
    }
}
