//! What must be made before what.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{ObjectIdentity, SchemaObject};
use crate::{Identifier, QualifiedName, Schema};

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
/// they can be added later. A circle, should the catalog tell of one, is broken somewhere.
pub fn creation_order(schema: &Schema) -> Vec<ObjectIdentity> {
    let mut places: Vec<(Place, ObjectIdentity)> = Vec::new();
    let schemas = schema.schemas.iter();
    places.extend(schemas.map(|name| (Place::Schema, ObjectIdentity::Schema(name.clone()))));
    places.extend(schema.enums.iter().filter_map(|data_type| {
        let name = data_type.name.clone()?;
        let name = QualifiedName::in_schema(data_type.schema.clone(), name);
        Some((Place::Type, ObjectIdentity::Type(name)))
    }));
    for sequence in &schema.sequences {
        let identity = ObjectIdentity::Relation(sequence.name.clone());
        places.push((Place::Sequence, identity));
    }
    for table in &schema.tables {
        places.push((Place::Table, ObjectIdentity::Relation(table.name.clone())));
    }
    let objects = schema.objects.iter();
    places.extend(objects.map(|object| (place(object), object.identity())));
    places.sort();
    places.dedup_by(|one, other| one.1 == other.1);

    let mut uses = Uses::new(&places);
    for object in &schema.objects {
        for required in object.requirements() {
            uses.add(&object.identity(), &required);
        }
    }
    for dependency in &schema.dependencies {
        uses.add(&dependency.dependent, &dependency.referenced);
    }
    for object in &schema.objects {
        if let SchemaObject::Routine(routine) = object
            && routine.is_checked_at_creation()
        {
            uses.add_mentioned(&places, &object.identity(), &routine.definition);
        }
    }
    sorted(&places, uses.uses)
}

/// What uses what, by places in a list.
struct Uses<'a> {
    index: HashMap<&'a ObjectIdentity, usize>,
    uses: Vec<BTreeSet<usize>>,
}

impl<'a> Uses<'a> {
    fn new(places: &'a [(Place, ObjectIdentity)]) -> Self {
        let identities = places.iter().enumerate();
        Self {
            index: identities
                .map(|(at, (_, identity))| (identity, at))
                .collect(),
            uses: vec![BTreeSet::new(); places.len()],
        }
    }

    /// What is not in the list is not waited for.
    fn add(&mut self, dependent: &ObjectIdentity, referenced: &ObjectIdentity) {
        if let (Some(&dependent), Some(&referenced)) =
            (self.index.get(dependent), self.index.get(referenced))
        {
            self.uses[dependent].insert(referenced);
        }
    }

    /// Lets a routine wait for the relations and routines that its body seems to mention, unless
    /// one of them waits for the routine.
    fn add_mentioned(
        &mut self,
        places: &[(Place, ObjectIdentity)],
        routine: &ObjectIdentity,
        body: &str,
    ) {
        let Some(&dependent) = self.index.get(routine) else {
            return;
        };
        let words = body.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        let words: HashSet<&str> = words.chain(body.split('"')).collect();
        for (referenced, (_, identity)) in places.iter().enumerate() {
            let (ObjectIdentity::Relation(name) | ObjectIdentity::Routine { name, .. }) = identity
            else {
                continue;
            };
            if words.contains(name.name.as_str()) && !self.reaches(referenced, dependent) {
                self.uses[dependent].insert(referenced);
            }
        }
    }

    fn reaches(&self, from: usize, to: usize) -> bool {
        let mut met = HashSet::from([from]);
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            if at == to {
                return true;
            }
            open.extend(self.uses[at].iter().filter(|next| met.insert(**next)));
        }
        false
    }
}

/// One after the other, but what it uses first: what stands late is made early only if it must.
fn sorted(
    places: &[(Place, ObjectIdentity)],
    mut uses: Vec<BTreeSet<usize>>,
) -> Vec<ObjectIdentity> {
    let mut met = vec![false; places.len()];
    let mut order = Vec::with_capacity(places.len());
    for start in 0..places.len() {
        // Each with what it uses and nobody has looked at yet.
        let mut path: Vec<(usize, BTreeSet<usize>)> = Vec::new();
        let mut next = Some(start);
        loop {
            if let Some(at) = next.filter(|&at| !std::mem::replace(&mut met[at], true)) {
                path.push((at, std::mem::take(&mut uses[at])));
            }
            let Some((at, open)) = path.last_mut() else {
                break;
            };
            next = open.pop_first();
            if next.is_none() {
                order.push(places[*at].1.clone());
                path.pop();
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::object::{Routine, RoutineKind, View, ViewKind};

    fn relation(name: &str) -> ObjectIdentity {
        ObjectIdentity::Relation(QualifiedName::new(name))
    }

    fn in_order(
        places: &[(Place, ObjectIdentity)],
        pairs: &[(ObjectIdentity, ObjectIdentity)],
    ) -> Vec<ObjectIdentity> {
        let mut uses = Uses::new(places);
        for (dependent, referenced) in pairs {
            uses.add(dependent, referenced);
        }
        sorted(places, uses.uses)
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
        assert_eq!(in_order(&places, &uses), expected);
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
            &["function", "table", "a_view", "b_view"],
        );
    }

    #[test]
    fn a_circle_is_broken_and_what_is_not_there_is_not_waited_for() {
        check(
            &[(Place::Table, "t"), (Place::View, "v"), (Place::View, "w")],
            &[("v", "w"), ("w", "v"), ("t", "elsewhere")],
            &["t", "w", "v"],
        );
    }

    #[test]
    fn a_body_that_is_checked_waits_for_what_it_mentions() {
        let routine = |name: &str, body: &str| {
            SchemaObject::Routine(Routine {
                name: QualifiedName::new(name),
                kind: RoutineKind::Function,
                signature: String::new(),
                arguments: String::new(),
                parameters: String::new(),
                defaults: 0,
                returns: None,
                language: "sql".to_owned(),
                definition: body.to_owned(),
                comment: None,
            })
        };
        let view = |name: &str| {
            SchemaObject::View(View {
                name: QualifiedName::new(name),
                kind: ViewKind::Plain,
                names: Vec::new(),
                columns: Vec::new(),
                query: String::new(),
                options: Vec::new(),
                comment: None,
            })
        };
        let (f, g) = (
            routine("f", "$$SELECT -- a\n* FROM \"C d\", s.b$$"),
            routine("g", "SELECT f()"),
        );
        let uses = |dependent: &SchemaObject, referenced: &SchemaObject| Dependency {
            dependent: dependent.identity(),
            referenced: referenced.identity(),
            columns: Vec::new(),
        };
        // The view does use the function; so the comment is none of its needs.
        let a = view("a");
        let schema = Schema {
            dependencies: vec![uses(&a, &f)],
            objects: vec![a, view("b"), view("C d"), f, g],
            ..Schema::default()
        };
        let order = creation_order(&schema);
        let order: Vec<String> = order
            .iter()
            .map(|identity| match identity {
                ObjectIdentity::Relation(name) | ObjectIdentity::Routine { name, .. } => {
                    name.to_string()
                }
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(order, ["C d", "b", "f", "a", "g"]);
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
            let order = in_order(&places, &uses);
            prop_assert_eq!(order.len(), 12);
            let at = |wanted: &ObjectIdentity| order.iter().position(|found| found == wanted);
            for (dependent, referenced) in &uses {
                prop_assert!(at(dependent) > at(referenced));
            }
        }
    }
}
