//! Views, routines, triggers and the like.

use std::collections::BTreeSet;

use limbeck_dialects::Dialect;
use limbeck_schema::{
    ObjectIdentity, Operation, Schema,
    object::{Disturbance, creation_order, dependents},
    operation::{CreateObject, DropObject, ReplaceObject},
};

use super::tables::Changes;

/// The objects that are dropped before anything else, and made again if they are wanted; in the order in which they
/// are made.
pub(super) fn making_room(
    dialect: &dyn Dialect,
    from: &Schema,
    to: &Schema,
    changes: &Changes<'_>,
) -> Vec<ObjectIdentity> {
    let rebuilt = changes.enums.rebuilt().map(ObjectIdentity::Type);
    let columns = changes.touched.disturbances();
    let mut disturbances: Vec<Disturbance> =
        columns.chain(rebuilt.map(Disturbance::Object)).collect();
    let mut room: BTreeSet<ObjectIdentity> = BTreeSet::new();
    for before in &from.objects {
        let identity = before.identity();
        let is_made_anew = to.object(&identity).is_some_and(|after| {
            before != after && !dialect.ddl().replaces_in_place(before, after)
        });
        if is_made_anew {
            disturbances.push(Disturbance::Object(identity.clone()));
            room.insert(identity);
        }
    }
    room.extend(dependents(from, &disturbances));
    let mut order = creation_order(from);
    order.retain(|identity| room.contains(identity) && from.object(identity).is_some());
    order
}

/// What gives an object its wanted form, after what made room is gone.
pub(super) fn made(
    from: &Schema,
    to: &Schema,
    room: &[ObjectIdentity],
    identity: &ObjectIdentity,
) -> Option<Operation> {
    let after = to.object(identity)?.clone();
    let before = from
        .object(identity)
        .filter(|_| !room.contains(identity))
        .cloned();
    match before {
        None => Some(Operation::CreateObject(CreateObject { object: after })),
        Some(before) if before == after => None,
        Some(before) => Some(Operation::ReplaceObject(Box::new(ReplaceObject {
            before,
            after,
        }))),
    }
}

/// What drops an object.
pub(super) fn dropped(from: &Schema, identity: &ObjectIdentity) -> Option<Operation> {
    let object = from.object(identity)?.clone();
    Some(Operation::DropObject(DropObject { object }))
}
