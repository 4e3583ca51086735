//! Indexes and unique constraints, which databases take for one another.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use limbeck_dialects::Dialect;
use limbeck_dialects::comparison::{
    ConstraintSets, ConstraintVerdict, Difference, index_columns, sorted_columns,
};
use limbeck_project::python::repr;
use limbeck_schema::{
    Constraint, ConstraintKind, ConstraintName, Identifier, Index, Operation, QualifiedName, Table,
    UniqueConstraint,
    operation::{AddConstraint, CreateIndex, DropConstraint, DropIndex},
};

use super::Comparer;
use crate::{CompareError, ItemKind, SchemaItem, event::tuple};

/// An index or a unique constraint.
#[derive(Clone, Copy, Debug)]
enum Object<'a> {
    Index(&'a Index),
    Unique(&'a UniqueConstraint),
}

/// What unique constraints and indexes without a name are recognised by.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Signature {
    Index(bool, Vec<Option<String>>),
    Unique(Vec<String>),
}

impl<'a> Object<'a> {
    fn constraint_name(self) -> &'a ConstraintName {
        match self {
            Object::Index(index) => &index.name,
            Object::Unique(unique) => &unique.name,
        }
    }

    fn name(self) -> Option<&'a str> {
        self.constraint_name().identifier().map(Identifier::as_str)
    }

    fn item(self, table: &'a Table) -> SchemaItem<'a> {
        match self {
            Object::Index(index) => SchemaItem::Index(table, index),
            Object::Unique(unique) => SchemaItem::UniqueConstraint(table, unique),
        }
    }

    fn signature(self) -> Signature {
        match self {
            Object::Index(index) => Signature::Index(
                index.unique,
                index_columns(index)
                    .into_iter()
                    .map(|name| name.map(str::to_owned))
                    .collect(),
            ),
            Object::Unique(unique) => Signature::Unique(
                sorted_columns(&unique.columns)
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
            ),
        }
    }

    /// The word for it in messages.
    fn word(self) -> &'static str {
        match self {
            Object::Index(_) => "index",
            Object::Unique(_) => "unique constraint",
        }
    }

    fn columns(self) -> Vec<&'a str> {
        match self {
            Object::Index(index) => index_columns(index).into_iter().flatten().collect(),
            Object::Unique(unique) => unique.columns.iter().map(Identifier::as_str).collect(),
        }
    }
}

/// A table on both sides, or on one of them if it is added or dropped as a whole.
#[derive(Clone, Copy)]
struct Sides<'a> {
    name: &'a QualifiedName,
    existing: Option<&'a Table>,
    wanted: Option<&'a Table>,
}

impl Comparer<'_> {
    pub(super) fn indexes_and_uniques(
        &mut self,
        name: &QualifiedName,
        existing: Option<&Table>,
        wanted: Option<&Table>,
    ) -> Result<Vec<Operation>, CompareError> {
        let sides = Sides {
            name,
            existing,
            wanted,
        };
        let known = match existing {
            Some(table) => self.known_objects(table)?,
            None => Known::default(),
        };
        let mut sets = ConstraintSets {
            existing_uniques: match wanted {
                // They go with the table.
                None => Vec::new(),
                Some(_) => {
                    let uniques = known.uniques.iter().copied();
                    uniques.chain(&known.index_uniques).collect()
                }
            },
            existing_indexes: known.indexes.iter().chain(&known.unique_indexes).collect(),
            wanted_uniques: wanted.map(uniques).unwrap_or_default(),
            wanted_indexes: wanted
                .map(|table| table.indexes.iter().collect())
                .unwrap_or_default(),
            warnings: Vec::new(),
        };
        let doubles = !known.unique_indexes.is_empty() || !known.index_uniques.is_empty();
        if doubles {
            choose_one_of_doubles(&mut sets);
        }
        let empty = Table::new(name.clone());
        self.dialect
            .comparator()
            .correct_constraints(existing.unwrap_or(&empty), &mut sets);
        for warning in std::mem::take(&mut sets.warnings) {
            self.warn(warning);
        }
        self.compare_sets(sides, &sets)
    }

    /// The indexes and unique constraints of the database that take part.
    fn known_objects<'t>(&mut self, table: &'t Table) -> Result<Known<'t>, CompareError> {
        let mut known = Known::default();
        let doubles = self.dialect.comparator().uniques_are_indexes();
        for unique in uniques(table) {
            let name = unique.name.identifier().map(Identifier::as_str);
            if self.includes_name(name, ItemKind::UniqueConstraint, &table.name)? {
                known.uniques.push(unique);
            }
        }
        for index in &table.indexes {
            let name = index.name.identifier().map(Identifier::as_str);
            if self.includes_name(name, ItemKind::Index, &table.name)? {
                known.indexes.push(index.clone());
            }
        }
        if doubles {
            // However the schema has them, they are both.
            for unique in uniques(table) {
                let name = unique.name.identifier().map(Identifier::as_str);
                if self.includes_name(name, ItemKind::Index, &table.name)? {
                    known.unique_indexes.push(index_of(table, unique));
                }
            }
            for index in table.indexes.iter().filter(|index| index.unique) {
                let name = index.name.identifier().map(Identifier::as_str);
                if self.includes_name(name, ItemKind::UniqueConstraint, &table.name)? {
                    known.index_uniques.extend(unique_of(index));
                }
            }
        }
        Ok(known)
    }

    fn compare_sets(
        &mut self,
        sides: Sides<'_>,
        sets: &ConstraintSets<'_>,
    ) -> Result<Vec<Operation>, CompareError> {
        let wanted = objects(&sets.wanted_indexes, &sets.wanted_uniques);
        let existing = objects(&sets.existing_indexes, &sets.existing_uniques);
        let by_name = |objects: &[Object<'_>]| -> BTreeMap<String, usize> {
            let named = objects.iter().enumerate();
            named
                .filter_map(|(place, object)| Some((object.name()?.to_owned(), place)))
                .collect()
        };
        let (wanted_names, existing_names) = (by_name(&wanted), by_name(&existing));
        let wanted_signatures: BTreeSet<Signature> =
            wanted.iter().map(|object| object.signature()).collect();
        let unnamed: Vec<Object<'_>> = sets
            .wanted_uniques
            .iter()
            .filter(|unique| unique.name.identifier().is_none())
            .map(|unique| Object::Unique(unique))
            .collect();
        let unnamed_signatures: BTreeSet<Signature> =
            unnamed.iter().map(|object| object.signature()).collect();
        // A unique constraint and an index of one name are one and the same thing.
        let double = |name: &str| {
            let unique = sets
                .existing_uniques
                .iter()
                .map(|unique| Object::Unique(unique))
                .find(|object| object.name() == Some(name))?;
            let index = sets
                .existing_indexes
                .iter()
                .map(|index| Object::Index(index))
                .find(|object| object.name() == Some(name))?;
            Some((unique, index))
        };

        let mut operations = Vec::new();
        for (name, place) in &existing_names {
            let object = existing[*place];
            if wanted_names.contains_key(name)
                || (matches!(object, Object::Unique(_))
                    && unnamed_signatures.contains(&object.signature()))
            {
                continue;
            }
            match double(name) {
                Some((unique, index)) => {
                    if !wanted_signatures.contains(&index.signature())
                        && !wanted_signatures.contains(&unique.signature())
                    {
                        operations.extend(self.removed(sides, unique)?);
                        operations.extend(self.removed(sides, index)?);
                    }
                }
                None => operations.extend(self.removed(sides, object)?),
            }
        }
        for (name, place) in &existing_names {
            let Some(wanted_place) = wanted_names.get(name) else {
                continue;
            };
            let wanted = wanted[*wanted_place];
            let existing = match (double(name), wanted) {
                (Some((_, index)), Object::Index(_)) => index,
                (Some((unique, _)), Object::Unique(_)) => unique,
                (None, _) => existing[*place],
            };
            operations.extend(self.of_one_name(sides, existing, wanted)?);
        }
        for (name, place) in &wanted_names {
            if !existing_names.contains_key(name) {
                operations.extend(self.added(sides, wanted[*place])?);
            }
        }
        let existing_uniques: BTreeSet<Signature> = sets
            .existing_uniques
            .iter()
            .map(|unique| Object::Unique(unique).signature())
            .collect();
        let mut seen = HashSet::new();
        for object in unnamed {
            if !existing_uniques.contains(&object.signature())
                && seen.insert(object.columns().join("\0"))
            {
                operations.extend(self.added(sides, object)?);
            }
        }
        Ok(operations)
    }

    fn of_one_name(
        &mut self,
        sides: Sides<'_>,
        existing: Object<'_>,
        wanted: Object<'_>,
    ) -> Result<Vec<Operation>, CompareError> {
        let comparator = self.dialect.comparator();
        let verdict = match (existing, wanted) {
            (Object::Index(existing), Object::Index(wanted)) => {
                comparator.compare_indexes(self.dialect, existing, wanted)?
            }
            (Object::Unique(existing), Object::Unique(wanted)) => {
                comparator.compare_uniques(existing, wanted)
            }
            _ => {
                let mut operations: Vec<_> = self.removed(sides, existing)?.into_iter().collect();
                operations.extend(self.added(sides, wanted)?);
                return Ok(operations);
            }
        };
        let name = existing.name().unwrap_or_default();
        match verdict {
            ConstraintVerdict::Same => Ok(Vec::new()),
            ConstraintVerdict::Different(differences) => {
                let (Some(existing_table), Some(wanted_table)) = (sides.existing, sides.wanted)
                else {
                    return Ok(Vec::new());
                };
                let compare_to = Some(existing.item(existing_table));
                if !self.includes(wanted.item(wanted_table), false, compare_to)? {
                    return Ok(Vec::new());
                }
                let differences: Vec<String> = differences.iter().map(words).collect();
                self.log(
                    "constraints",
                    format!(
                        "Detected changed {} {} on {}: {}",
                        existing.word(),
                        repr(name),
                        repr(sides.name.name.as_str()),
                        differences.join(", ")
                    ),
                );
                Ok(vec![
                    drop(self.dialect, existing_table, existing),
                    create(wanted_table, wanted),
                ])
            }
            ConstraintVerdict::Unknown { elements, advice } => {
                let mut reasons = Vec::new();
                for (position, text) in elements {
                    let text = repr(&text);
                    self.warn(format!(
                        "Expression #{position} {text} in index {} detected to include an operator \
                         clause. Expression compare cannot proceed. {advice}",
                        repr(name)
                    ));
                    reasons.push(format!(
                        "expression #{position} {text} detected as including operator clause."
                    ));
                }
                self.log(
                    "constraints",
                    format!(
                        "Cannot compare {} {}, assuming equal and skipping. {}",
                        existing.word(),
                        repr(name),
                        reasons.join(", ")
                    ),
                );
                Ok(Vec::new())
            }
        }
    }

    fn added(
        &mut self,
        sides: Sides<'_>,
        object: Object<'_>,
    ) -> Result<Option<Operation>, CompareError> {
        let Some(table) = sides.wanted else {
            return Ok(None);
        };
        let comes_with_table = sides.existing.is_none() && matches!(object, Object::Unique(_));
        if comes_with_table || !self.includes(object.item(table), false, None)? {
            return Ok(None);
        }
        let name = object.name().map_or_else(|| "None".to_owned(), repr);
        let columns = tuple(&object.columns());
        self.log(
            "constraints",
            format!("Detected added {} {name} on '{columns}'", object.word()),
        );
        Ok(Some(create(table, object)))
    }

    fn removed(
        &mut self,
        sides: Sides<'_>,
        object: Object<'_>,
    ) -> Result<Option<Operation>, CompareError> {
        let Some(table) = sides.existing else {
            return Ok(None);
        };
        let goes_with_table = sides.wanted.is_none() && matches!(object, Object::Unique(_));
        if goes_with_table || !self.includes(object.item(table), true, None)? {
            return Ok(None);
        }
        let name = object.name().map_or_else(|| "None".to_owned(), repr);
        self.log(
            "constraints",
            format!(
                "Detected removed {} {name} on {}",
                object.word(),
                repr(sides.name.name.as_str())
            ),
        );
        Ok(Some(drop(self.dialect, table, object)))
    }
}

fn objects<'a>(indexes: &[&'a Index], uniques: &[&'a UniqueConstraint]) -> Vec<Object<'a>> {
    let uniques = uniques.iter().copied().map(Object::Unique);
    uniques
        .chain(indexes.iter().copied().map(Object::Index))
        .collect()
}

/// What a table of the database has, as far as it takes part.
#[derive(Default)]
struct Known<'a> {
    uniques: Vec<&'a UniqueConstraint>,
    indexes: Vec<Index>,
    /// The indexes that the unique constraints are, where that is so.
    unique_indexes: Vec<Index>,
    /// The unique constraints that indexes are, where that is so.
    index_uniques: Vec<UniqueConstraint>,
}

fn uniques(table: &Table) -> Vec<&UniqueConstraint> {
    let uniques = table.constraints.iter();
    uniques
        .filter_map(|constraint| match constraint {
            Constraint::Unique(unique) => Some(unique),
            _ => None,
        })
        .collect()
}

/// The index that a unique constraint is.
fn index_of(table: &Table, unique: &UniqueConstraint) -> Index {
    Index {
        name: unique.name.clone(),
        table: table.name.clone(),
        elements: unique
            .columns
            .iter()
            .cloned()
            .map(limbeck_schema::IndexElement::Column)
            .collect(),
        unique: true,
        options: unique.options.clone(),
    }
}

/// The unique constraint that an index of columns is.
fn unique_of(index: &Index) -> Option<UniqueConstraint> {
    let columns: Option<Vec<Identifier>> = index_columns(index)
        .into_iter()
        .map(|name| name.map(Identifier::new))
        .collect();
    Some(UniqueConstraint {
        name: index.name.clone(),
        columns: columns?,
        ..UniqueConstraint::default()
    })
}

/// Of a unique constraint that is an index as well, only that counts which the models have.
fn choose_one_of_doubles(sets: &mut ConstraintSets<'_>) {
    let name = |name: &ConstraintName| name.identifier().map(|name| name.text.clone());
    let names: HashSet<String> = sets
        .wanted_uniques
        .iter()
        .filter_map(|unique| name(&unique.name))
        .collect();
    let unnamed: BTreeSet<Signature> = sets
        .wanted_uniques
        .iter()
        .filter(|unique| unique.name.identifier().is_none())
        .map(|unique| Object::Unique(unique).signature())
        .collect();
    let index_names: HashSet<String> = sets
        .wanted_indexes
        .iter()
        .filter(|index| index.unique)
        .filter_map(|index| name(&index.name))
        .collect();
    let mut not_indexes = HashSet::new();
    sets.existing_uniques.retain(|unique| {
        let Some(own) = name(&unique.name) else {
            return true;
        };
        if !names.contains(&own) {
            return unnamed.contains(&Object::Unique(unique).signature());
        }
        if !index_names.contains(&own) {
            not_indexes.insert(own);
        }
        true
    });
    sets.existing_indexes.retain(|index| {
        name(&index.name).is_none_or(|name| !index.unique || !not_indexes.contains(&name))
    });
}

fn create(table: &Table, object: Object<'_>) -> Operation {
    match object {
        Object::Index(index) => Operation::CreateIndex(CreateIndex {
            index: index.clone(),
            if_not_exists: false,
            naming_convention: None,
        }),
        Object::Unique(unique) => Operation::AddConstraint(AddConstraint {
            table: table.name.clone(),
            constraint: Constraint::Unique(unique.clone()),
            naming_convention: None,
        }),
    }
}

fn drop(dialect: &dyn Dialect, table: &Table, object: Object<'_>) -> Operation {
    match object {
        Object::Index(index) => Operation::DropIndex(DropIndex {
            name: index.name.clone(),
            table: Some(table.name.clone()),
            schema: table.name.schema.clone(),
            if_exists: false,
            options: index.options.clone(),
            before: Some(Box::new(index.clone())),
            naming_convention: None,
        }),
        Object::Unique(unique) => {
            let mut before = unique.clone();
            dialect.comparator().adjust_options(&mut before.options);
            Operation::DropConstraint(DropConstraint {
                table: table.name.clone(),
                name: unique.name.clone(),
                kind: Some(ConstraintKind::Unique),
                if_exists: false,
                before: Some(Box::new(Constraint::Unique(before))),
                naming_convention: None,
            })
        }
    }
}

/// A difference in the words of Alembic's log.
fn words(difference: &Difference) -> String {
    let python = |value: bool| if value { "True" } else { "False" };
    match difference {
        Difference::Unique { existing } => format!(
            "unique={} to unique={}",
            python(*existing),
            python(!existing)
        ),
        Difference::ElementCount { existing, wanted } => {
            format!("expression number {existing} to {wanted}")
        }
        Difference::Element {
            position,
            existing,
            wanted,
        } => format!(
            "expression #{position} {} to {}",
            repr(existing),
            repr(wanted)
        ),
        Difference::Columns { existing, wanted } => {
            format!("expression {} to {}", tuple(existing), tuple(wanted))
        }
        Difference::Options { existing, wanted } => {
            format!("options {} to {}", tuple(existing), tuple(wanted))
        }
    }
}
