//! What must be out of the way while something changes.

use std::collections::BTreeSet;

use super::{ObjectIdentity, creation_order};
use crate::{Identifier, QualifiedName, Schema};

/// A change that the server only makes while nothing uses what changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disturbance {
    /// A column of a table gets another type, or goes away.
    Column {
        /// The table.
        table: QualifiedName,
        /// The column.
        column: Identifier,
    },
    /// An object is dropped, perhaps to be made anew.
    Object(ObjectIdentity),
}

/// What uses something that is disturbed, or is lost with it: it is dropped before, in the opposite
/// order, and made again after, in this one.
///
/// A table among them keeps its rows: only what of it uses the disturbed object, a default or a
/// CHECK, has to go, and what uses the table stays. What is disturbed is not among them itself.
pub fn dependents(schema: &Schema, disturbances: &[Disturbance]) -> Vec<ObjectIdentity> {
    let mut found: BTreeSet<ObjectIdentity> = BTreeSet::new();
    let mut open: Vec<ObjectIdentity> = Vec::new();
    let mut disturbed: BTreeSet<&ObjectIdentity> = BTreeSet::new();
    for disturbance in disturbances {
        match disturbance {
            Disturbance::Column { table, column } => {
                let relation = ObjectIdentity::Relation(table.clone());
                let users = schema.dependencies.iter().filter(|dependency| {
                    dependency.referenced == relation && dependency.columns.contains(column)
                });
                open.extend(users.map(|dependency| dependency.dependent.clone()));
            }
            Disturbance::Object(identity) => {
                disturbed.insert(identity);
                open.extend(users(schema, identity));
            }
        }
    }
    while let Some(next) = open.pop() {
        if !disturbed.contains(&next)
            && found.insert(next.clone())
            && schema.object(&next).is_some()
        {
            open.extend(users(schema, &next));
        }
    }
    let mut order = creation_order(schema);
    order.retain(|identity| found.contains(identity));
    order
}

/// What uses an object, and what goes when it goes: the triggers and privileges of a view.
fn users(schema: &Schema, used: &ObjectIdentity) -> Vec<ObjectIdentity> {
    let by_use = schema
        .dependencies
        .iter()
        .filter(|dependency| dependency.referenced == *used)
        .map(|dependency| dependency.dependent.clone());
    let by_definition = schema
        .objects
        .iter()
        .filter(|object| object.requirements().contains(used))
        .map(super::SchemaObject::identity);
    by_use.chain(by_definition).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Dependency, SchemaObject, Table,
        object::{Grant, GrantTarget, Grantee, View, ViewKind},
    };

    fn name(text: &str) -> QualifiedName {
        QualifiedName::new(text)
    }

    fn relation(text: &str) -> ObjectIdentity {
        ObjectIdentity::Relation(name(text))
    }

    fn view(text: &str) -> SchemaObject {
        SchemaObject::View(View {
            name: name(text),
            kind: ViewKind::Plain,
            names: Vec::new(),
            columns: Vec::new(),
            query: String::new(),
            options: Vec::new(),
            comment: None,
        })
    }

    fn uses(dependent: &str, referenced: &str, columns: &[&str]) -> Dependency {
        Dependency {
            dependent: relation(dependent),
            referenced: relation(referenced),
            columns: columns.iter().map(|column| (*column).into()).collect(),
        }
    }

    /// `a_top` reads `z_bottom`, which reads `t.x`; `other` reads `t.y`.
    fn schema() -> Schema {
        let grant = SchemaObject::Grant(Grant {
            on: GrantTarget::Table(name("z_bottom")),
            grantee: Grantee::Public,
            privileges: Vec::new(),
        });
        Schema {
            tables: vec![Table::new(name("t"))],
            objects: vec![view("a_top"), view("other"), view("z_bottom"), grant],
            dependencies: vec![
                uses("a_top", "z_bottom", &["x"]),
                uses("other", "t", &["y"]),
                uses("z_bottom", "t", &["x"]),
            ],
            ..Schema::default()
        }
    }

    #[track_caller]
    fn check(disturbance: Disturbance, expected: &[ObjectIdentity]) {
        assert_eq!(dependents(&schema(), &[disturbance]), expected);
    }

    #[test]
    fn what_reads_a_column_goes_with_all_that_reads_it() {
        let grant = schema().objects[3].identity();
        let column = |column: &str| Disturbance::Column {
            table: name("t"),
            column: column.into(),
        };
        let bottom = relation("z_bottom");
        check(column("x"), &[bottom, relation("a_top"), grant.clone()]);
        check(column("y"), &[relation("other")]);
        check(column("z"), &[]);
        check(
            Disturbance::Object(relation("z_bottom")),
            &[relation("a_top"), grant],
        );
    }
}
