//! What must be made before what.

use std::collections::{BTreeSet, HashMap};

use super::{ObjectIdentity, SchemaObject};
use crate::{Identifier, Schema};

/// That one object uses another, as the catalog tells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dependency {
    /// The object that uses the other one, and must be made after it.
    pub dependent: ObjectIdentity,
    /// The object that is used.
    pub referenced: ObjectIdentity,
    /// The columns of the referenced relation that are used, sorted; empty if it is used as a
    /// whole.
    pub columns: Vec<Identifier>,
}

/// Where an object stands among those that it has no dependency with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Schema,
    Extension,
    Type,
    Sequence,
    Routine,
    Table,
    Partition,
    View,
    /// A body that the server looks through when the routine is made, without telling.
    CheckedRoutine,
    Trigger,
    /// Before the row security that lets them count, so that no row is out of reach between.
    Policy,
    RowSecurity,
    Grant,
    /// Last, so that none of them fires for the others.
    EventTrigger,
}

fn place(object: &SchemaObject) -> Place {
    match object {
        SchemaObject::Extension(_) => Place::Extension,
        SchemaObject::Domain(_) => Place::Type,
        SchemaObject::Routine(routine) if routine.is_checked_at_creation() => Place::CheckedRoutine,
        SchemaObject::Routine(_) => Place::Routine,
        SchemaObject::View(_) => Place::View,
        SchemaObject::Trigger(_) => Place::Trigger,
        SchemaObject::EventTrigger(_) => Place::EventTrigger,
        SchemaObject::Partition(_) => Place::Partition,
        SchemaObject::RowSecurity(_) => Place::RowSecurity,
        SchemaObject::Policy(_) => Place::Policy,
        SchemaObject::Grant(_) => Place::Grant,
    }
}

/// Everything of a schema, each after what it uses; dropping goes the other way round.
///
/// What has no dependency between them stands by kind, then by name. Foreign keys do not count:
/// they can be added later. Should the catalog tell of a circle, what comes first by kind breaks
/// it.
pub fn creation_order(schema: &Schema) -> Vec<ObjectIdentity> {
    let mut places: Vec<(Place, ObjectIdentity)> = Vec::new();
    let mut uses: Vec<(ObjectIdentity, ObjectIdentity)> = Vec::new();
    let schemas = schema.schemas.iter();
    places.extend(schemas.map(|name| (Place::Schema, ObjectIdentity::Schema(name.clone()))));
    places.extend(schema.enums.iter().filter_map(|data_type| {
        let name = data_type.name.clone()?;
        let name = crate::QualifiedName::in_schema(data_type.schema.clone(), name);
        Some((Place::Type, ObjectIdentity::Type(name)))
    }));
    for sequence in &schema.sequences {
        let identity = ObjectIdentity::Relation(sequence.name.clone());
        places.push((Place::Sequence, identity));
    }
    for table in &schema.tables {
        places.push((Place::Table, ObjectIdentity::Relation(table.name.clone())));
    }
    for object in &schema.objects {
        let identity = object.identity();
        let required = object.requirements().into_iter();
        uses.extend(required.map(|required| (identity.clone(), required)));
        places.push((place(object), identity));
    }
    uses.extend(
        schema
            .dependencies
            .iter()
            .map(|dependency| (dependency.dependent.clone(), dependency.referenced.clone())),
    );
    places.sort();
    places.dedup_by(|one, other| one.1 == other.1);
    sorted(places, &uses)
}

/// Always the first that waits for nothing.
fn sorted(
    places: Vec<(Place, ObjectIdentity)>,
    uses: &[(ObjectIdentity, ObjectIdentity)],
) -> Vec<ObjectIdentity> {
    let index: HashMap<&ObjectIdentity, usize> = places
        .iter()
        .enumerate()
        .map(|(at, (_, identity))| (identity, at))
        .collect();
    let mut used_by = vec![BTreeSet::new(); places.len()];
    let mut waits_for = vec![0_usize; places.len()];
    for (dependent, referenced) in uses {
        if let (Some(&dependent), Some(&referenced)) = (index.get(dependent), index.get(referenced))
            && dependent != referenced
            && used_by[referenced].insert(dependent)
        {
            waits_for[dependent] += 1;
        }
    }
    let mut waiting: BTreeSet<usize> = (0..places.len()).collect();
    let mut ready: BTreeSet<usize> = waiting
        .iter()
        .copied()
        .filter(|&at| waits_for[at] == 0)
        .collect();
    let mut order = Vec::with_capacity(places.len());
    while let Some(next) = ready.pop_first().or_else(|| waiting.first().copied()) {
        waiting.remove(&next);
        order.push(places[next].1.clone());
        for &dependent in &used_by[next] {
            waits_for[dependent] -= 1;
            if waits_for[dependent] == 0 && waiting.contains(&dependent) {
                ready.insert(dependent);
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::QualifiedName;

    fn relation(name: &str) -> ObjectIdentity {
        ObjectIdentity::Relation(QualifiedName::new(name))
    }

    #[track_caller]
    fn check(places: &[(Place, &str)], uses: &[(&str, &str)], expected: &[&str]) {
        let mut places: Vec<_> = places
            .iter()
            .map(|(place, name)| (*place, relation(name)))
            .collect();
        places.sort();
        let uses: Vec<_> = uses
            .iter()
            .map(|(dependent, referenced)| (relation(dependent), relation(referenced)))
            .collect();
        let expected: Vec<_> = expected.iter().map(|name| relation(name)).collect();
        assert_eq!(sorted(places, &uses), expected);
    }

    #[test]
    fn kinds_stand_in_their_order_unless_one_uses_another() {
        let all = [
            (Place::View, "a_view"),
            (Place::View, "b_view"),
            (Place::Table, "table"),
            (Place::CheckedRoutine, "function"),
        ];
        check(&all, &[], &["table", "a_view", "b_view", "function"]);
        check(
            &all,
            &[
                ("a_view", "b_view"),
                ("b_view", "function"),
                ("b_view", "table"),
            ],
            &["table", "function", "b_view", "a_view"],
        );
        check(
            &all,
            &[("table", "function")],
            &["a_view", "b_view", "function", "table"],
        );
    }

    #[test]
    fn a_circle_is_broken_and_what_is_not_there_is_not_waited_for() {
        check(
            &[(Place::Table, "t"), (Place::View, "v"), (Place::View, "w")],
            &[("v", "w"), ("w", "v"), ("t", "elsewhere")],
            &["t", "v", "w"],
        );
    }

    proptest! {
        #[test]
        fn everything_comes_once_and_after_what_it_uses(
            pairs in proptest::collection::vec((0..12_usize, 0..12_usize), 0..40),
        ) {
            let identity = |at: usize| relation(&format!("{at:02}"));
            let places: Vec<_> = (0..12).map(|at| (Place::View, identity(at))).collect();
            // Only later ones use earlier ones: no circles.
            let uses: Vec<_> = pairs
                .into_iter()
                .filter(|(one, other)| one > other)
                .map(|(one, other)| (identity(11 - one), identity(11 - other)))
                .collect();
            let order = sorted(places, &uses);
            prop_assert_eq!(order.len(), 12);
            let at = |wanted: &ObjectIdentity| order.iter().position(|found| found == wanted);
            for (dependent, referenced) in &uses {
                prop_assert!(at(dependent) > at(referenced));
            }
        }
    }
}
