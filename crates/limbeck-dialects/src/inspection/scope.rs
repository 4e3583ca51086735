//! [`InspectionScope`]: how much of a database is looked at.

/// The schemas that are asked about, and whether their names are told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SchemaScope {
    /// What can be named without a schema (`schema=None` in SQLAlchemy). Nothing is given a schema
    /// but what foreign keys refer to elsewhere.
    #[default]
    Default,
    /// One schema, whose name is told even if it is the default one.
    Only(String),
    /// What can be named without a schema, and these schemas besides.
    With(Vec<String>),
    /// Every schema that is not the server's own (`include_schemas`). SQLite has no schemas but
    /// attached databases, which only count where they are named.
    All,
}

/// Which kinds of objects are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InspectedObjects {
    /// Tables, and the types and sequences that they are made of.
    #[default]
    Tables,
    /// Everything.
    All,
}

/// How exact the picture of a table is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InspectionView {
    /// What SQLAlchemy's reflection sees, and as it sees it: what Alembic compares.
    Reflected,
    /// Everything that the catalog has.
    #[default]
    Complete,
}

/// How much of a database is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InspectionScope {
    /// In which schemas.
    pub schemas: SchemaScope,
    /// Which objects.
    pub objects: InspectedObjects,
    /// How exactly.
    pub view: InspectionView,
}
