//! What a database holds, or what the models say it should hold.

use crate::{
    Dependency, EnumType, Identifier, ObjectIdentity, QualifiedName, SchemaObject, Sequence, Table,
};

/// Everything that is compared: what was inspected in a database, or what the models describe.
///
/// All lists are flat and sorted by schema and name. What belongs to a table but is no part of its
/// `CREATE TABLE` names the table. A name in the default schema has no schema.
///
/// Tables are in one canonical form, wherever they come from: foreign keys and keys are constraints
/// of the table, never arguments of a column; `unique` and `index` of columns have become
/// constraints and indexes; names are those that a naming convention has made. Only a check that a
/// model has inside of a column is there still, because Alembic passes over it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// The schema that names without one are in, where the database has schemas.
    pub default_schema: Option<Identifier>,
    /// The schemas that were looked at besides the default one.
    pub schemas: Vec<Identifier>,
    /// Tables, with their columns, constraints and indexes.
    pub tables: Vec<Table>,
    /// Sequences that no column owns.
    pub sequences: Vec<Sequence>,
    /// Enum types that have a name of their own.
    pub enums: Vec<EnumType>,
    /// Everything else, sorted by [`SchemaObject::identity`].
    pub objects: Vec<SchemaObject>,
    /// What uses what, sorted; foreign keys are not among it.
    pub dependencies: Vec<Dependency>,
    /// What is there and has no value here, sorted: nobody can compare or create it.
    pub unsupported: Vec<UnsupportedObject>,
}

/// An object that limbeck knows nothing of but its name, such as a rewrite rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UnsupportedObject {
    /// What it is, in the words of the database.
    pub kind: String,
    /// Its name; that of a rule is followed by its table.
    pub name: QualifiedName,
}

impl Schema {
    /// The table of that name.
    pub fn table(&self, name: &QualifiedName) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == *name)
    }

    /// The object of that identity, if it is neither a table nor a sequence nor an enum.
    pub fn object(&self, identity: &ObjectIdentity) -> Option<&SchemaObject> {
        self.objects
            .iter()
            .find(|object| object.identity() == *identity)
    }
}
