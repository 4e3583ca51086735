//! What a database holds besides tables, enums and sequences: one file per kind.
//!
//! Where only the server can read a definition (the query of a view, the body of a function) it
//! is kept as the server writes it, so that two of them are equal if the server says so.

mod dependency;
mod dependents;
mod domain;
mod extension;
mod grant;
mod identity;
mod partition;
mod policy;
mod routine;
mod trigger;
mod view;

pub use dependency::{Dependency, creation_order};
pub use dependents::{Disturbance, dependents};
pub use domain::{Domain, DomainConstraint};
pub use extension::Extension;
pub use grant::{Grant, GrantTarget, Grantee, Privilege};
pub use identity::ObjectIdentity;
pub use partition::Partition;
pub use policy::{Policy, PolicyCommand, RowSecurity};
pub use routine::{Routine, RoutineKind};
pub use trigger::{EventTrigger, Trigger, TriggerFiring};
pub use view::{View, ViewColumn, ViewKind};

/// An object that is created, replaced and dropped as a whole.
#[derive(Clone, Debug, PartialEq)]
pub enum SchemaObject {
    /// An extension.
    Extension(Extension),
    /// A domain.
    Domain(Domain),
    /// A function or procedure.
    Routine(Routine),
    /// A view or materialised view.
    View(View),
    /// A trigger.
    Trigger(Trigger),
    /// An event trigger.
    EventTrigger(EventTrigger),
    /// A table that belongs to a partitioned one.
    Partition(Partition),
    /// Row-level security of a table.
    RowSecurity(RowSecurity),
    /// A policy of row-level security.
    Policy(Policy),
    /// The privileges of a role on an object.
    Grant(Grant),
}

impl SchemaObject {
    /// What tells it from all others of the schema.
    pub fn identity(&self) -> ObjectIdentity {
        match self {
            SchemaObject::Extension(extension) => ObjectIdentity::Extension(extension.name.clone()),
            SchemaObject::Domain(domain) => ObjectIdentity::Type(domain.name.clone()),
            SchemaObject::Routine(routine) => ObjectIdentity::Routine {
                name: routine.name.clone(),
                kind: routine.kind,
                signature: routine.signature.clone(),
            },
            SchemaObject::View(view) => ObjectIdentity::Relation(view.name.clone()),
            SchemaObject::Trigger(trigger) => ObjectIdentity::Trigger {
                table: trigger.table.clone(),
                name: trigger.name.clone(),
            },
            SchemaObject::EventTrigger(trigger) => {
                ObjectIdentity::EventTrigger(trigger.name.clone())
            }
            SchemaObject::Partition(partition) => {
                ObjectIdentity::Partition(partition.table.clone())
            }
            SchemaObject::RowSecurity(security) => {
                ObjectIdentity::RowSecurity(security.table.clone())
            }
            SchemaObject::Policy(policy) => ObjectIdentity::Policy {
                table: policy.table.clone(),
                name: policy.name.clone(),
            },
            SchemaObject::Grant(grant) => ObjectIdentity::Grant {
                on: grant.on.clone(),
                grantee: grant.grantee.clone(),
            },
        }
    }

    /// What its own definition names, and what must therefore be there before it; what a query
    /// or body uses is a [`Dependency`].
    pub fn requirements(&self) -> Vec<ObjectIdentity> {
        match self {
            SchemaObject::Extension(extension) => extension
                .schema
                .iter()
                .cloned()
                .map(ObjectIdentity::Schema)
                .collect(),
            SchemaObject::Domain(domain) => in_schema(&domain.name),
            SchemaObject::Routine(routine) => in_schema(&routine.name),
            SchemaObject::View(view) => in_schema(&view.name),
            SchemaObject::Trigger(trigger) => {
                vec![ObjectIdentity::Relation(trigger.table.clone())]
            }
            SchemaObject::EventTrigger(trigger) => vec![ObjectIdentity::Routine {
                name: trigger.function.clone(),
                kind: RoutineKind::Function,
                signature: String::new(),
            }],
            SchemaObject::Partition(partition) => vec![
                ObjectIdentity::Relation(partition.table.clone()),
                ObjectIdentity::Relation(partition.parent.clone()),
            ],
            SchemaObject::RowSecurity(security) => {
                vec![ObjectIdentity::Relation(security.table.clone())]
            }
            SchemaObject::Policy(policy) => vec![ObjectIdentity::Relation(policy.table.clone())],
            SchemaObject::Grant(grant) => vec![match &grant.on {
                GrantTarget::Table(name) | GrantTarget::Sequence(name) => {
                    ObjectIdentity::Relation(name.clone())
                }
                GrantTarget::Schema(name) => ObjectIdentity::Schema(name.clone()),
            }],
        }
    }
}

fn in_schema(name: &crate::QualifiedName) -> Vec<ObjectIdentity> {
    name.schema
        .iter()
        .cloned()
        .map(ObjectIdentity::Schema)
        .collect()
}
