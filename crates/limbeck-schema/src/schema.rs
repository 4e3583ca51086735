//! What a database holds, or what the models say it should hold.

use crate::{EnumType, Identifier, NamedType, QualifiedName, Sequence, Table};

/// Everything that is compared: what was inspected in a database, or what the models describe.
///
/// All lists are flat and sorted by schema and name. What belongs to a table but is no part of its
/// `CREATE TABLE` names the table. A name in the default schema has no schema.
///
/// Tables are in one canonical form, wherever they come from: foreign keys, checks and keys are
/// constraints of the table, never arguments of a column; `unique` and `index` of columns have
/// become constraints and indexes; names are those that a naming convention has made.
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
    /// Domains.
    pub domains: Vec<Domain>,
}

/// A domain: a type with a default and checks of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Domain {
    /// Its name.
    pub name: QualifiedName,
    /// The type, with what the domain is made of as its arguments.
    pub data_type: NamedType,
}

impl Schema {
    /// The table of that name.
    pub fn table(&self, name: &QualifiedName) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == *name)
    }
}
