//! What tells an object from all others.

use super::{GrantTarget, Grantee, RoutineKind};
use crate::{Identifier, QualifiedName};

/// What tells an object of a schema from all others, tables included.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObjectIdentity {
    /// A schema.
    Schema(Identifier),
    /// An extension.
    Extension(Identifier),
    /// An enum or domain.
    Type(QualifiedName),
    /// A table, sequence, view or materialised view: they share their names.
    Relation(QualifiedName),
    /// A function or procedure.
    Routine {
        /// Its name.
        name: QualifiedName,
        /// Which of the two.
        kind: RoutineKind,
        /// [`Routine::signature`](super::Routine::signature).
        signature: String,
    },
    /// A trigger; its name is unique in its table at least.
    Trigger {
        /// The table or view.
        table: QualifiedName,
        /// Its name.
        name: Identifier,
    },
    /// An event trigger.
    EventTrigger(Identifier),
    /// A partition, by its table.
    Partition(QualifiedName),
    /// The row-level security of a table.
    RowSecurity(QualifiedName),
    /// A policy; its name is unique in its table.
    Policy {
        /// The table.
        table: QualifiedName,
        /// Its name.
        name: Identifier,
    },
    /// All privileges of one role on one object.
    Grant {
        /// The object.
        on: GrantTarget,
        /// The role.
        grantee: Grantee,
    },
}
