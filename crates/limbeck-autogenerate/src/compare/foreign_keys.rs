//! Foreign keys, compared by what they say and not by their names.

use limbeck_schema::{
    Constraint, ConstraintKind, ForeignKeyConstraint, Identifier, Operation, QualifiedName, Table,
    operation::{AddConstraint, DropConstraint},
};

use super::Comparer;
use crate::{CompareError, ItemKind, SchemaItem};

/// What two foreign keys have in common if they are the same.
#[derive(Debug, PartialEq, Eq)]
struct Signature {
    link: Link,
    onupdate: Option<String>,
    ondelete: Option<String>,
    deferral: &'static str,
}

/// From where to where a foreign key leads.
#[derive(Debug, PartialEq, Eq)]
struct Link {
    source: (Option<String>, String),
    source_columns: Vec<String>,
    target: (Option<String>, String),
    target_columns: Vec<String>,
}

impl Comparer<'_> {
    pub(super) fn foreign_keys(
        &mut self,
        name: &QualifiedName,
        existing_table: &Table,
        wanted_table: &Table,
    ) -> Result<Vec<Operation>, CompareError> {
        let mut existing: Vec<ForeignKeyConstraint> = Vec::new();
        for key in keys(existing_table) {
            let key_name = key.name.identifier().map(Identifier::as_str);
            if self.includes_name(key_name, ItemKind::ForeignKeyConstraint, name)? {
                existing.push(key.clone());
            }
        }
        let wanted: Vec<&ForeignKeyConstraint> = keys(wanted_table).collect();
        let comparator = self.dialect.comparator();
        for key in &mut existing {
            let same = wanted
                .iter()
                .find(|other| link(wanted_table, other) == link(existing_table, key));
            if let Some(wanted) = same {
                comparator.correct_foreign_key(key, wanted);
            }
        }
        let existing: Vec<(Signature, &ForeignKeyConstraint)> = existing
            .iter()
            .map(|key| (signature(existing_table, key), key))
            .collect();
        let wanted: Vec<(Signature, &ForeignKeyConstraint)> = wanted
            .into_iter()
            .map(|key| (signature(wanted_table, key), key))
            .collect();
        let mut operations = Vec::new();
        for key in only_in(&existing, &wanted) {
            let compare_to = of_name(&wanted, key)
                .map(|key| SchemaItem::ForeignKeyConstraint(wanted_table, key));
            let item = SchemaItem::ForeignKeyConstraint(existing_table, key);
            if self.includes(item, true, compare_to)? {
                operations.push(Operation::DropConstraint(DropConstraint {
                    table: existing_table.name.clone(),
                    name: key.name.clone(),
                    kind: Some(ConstraintKind::ForeignKey),
                    if_exists: false,
                    before: Some(Box::new(Constraint::ForeignKey(key.clone()))),
                    naming_convention: None,
                }));
                self.log_key("removed", existing_table, key);
            }
        }
        for key in only_in(&wanted, &existing) {
            let compare_to = of_name(&existing, key)
                .map(|key| SchemaItem::ForeignKeyConstraint(existing_table, key));
            let item = SchemaItem::ForeignKeyConstraint(wanted_table, key);
            if self.includes(item, false, compare_to)? {
                operations.push(Operation::AddConstraint(AddConstraint {
                    table: wanted_table.name.clone(),
                    constraint: Constraint::ForeignKey(key.clone()),
                    naming_convention: None,
                }));
                self.log_key("added", wanted_table, key);
            }
        }
        Ok(operations)
    }

    fn log_key(&mut self, word: &str, table: &Table, key: &ForeignKeyConstraint) {
        let list = |names: &[Identifier]| {
            let names: Vec<&str> = names.iter().map(Identifier::as_str).collect();
            names.join(", ")
        };
        self.log(
            "constraints",
            format!(
                "Detected {word} foreign key ({})({}) on table {}",
                list(&key.columns),
                list(&key.referred_columns),
                table.name
            ),
        );
    }
}

fn keys(table: &Table) -> impl Iterator<Item = &ForeignKeyConstraint> {
    table
        .constraints
        .iter()
        .filter_map(|constraint| match constraint {
            Constraint::ForeignKey(key) => Some(key),
            _ => None,
        })
}

/// Those of the first list whose signature is not in the second one, each signature once.
fn only_in<'a>(
    keys: &[(Signature, &'a ForeignKeyConstraint)],
    others: &[(Signature, &'a ForeignKeyConstraint)],
) -> Vec<&'a ForeignKeyConstraint> {
    let has = |keys: &[(Signature, &ForeignKeyConstraint)], signature: &Signature| {
        keys.iter().any(|(other, _)| other == signature)
    };
    keys.iter()
        .enumerate()
        .filter(|(place, (signature, _))| {
            !has(others, signature) && !has(&keys[..*place], signature)
        })
        .map(|(_, (_, key))| *key)
        .collect()
}

/// The key of the same name.
fn of_name<'a>(
    keys: &[(Signature, &'a ForeignKeyConstraint)],
    key: &ForeignKeyConstraint,
) -> Option<&'a ForeignKeyConstraint> {
    let name = key.name.identifier()?;
    keys.iter().map(|(_, key)| *key).find(|other| {
        other
            .name
            .identifier()
            .is_some_and(|other| other.text == name.text)
    })
}

fn link(table: &Table, key: &ForeignKeyConstraint) -> Link {
    let name = |name: &QualifiedName| {
        let schema = name.schema.as_ref().map(|schema| schema.text.clone());
        (schema, name.name.text.clone())
    };
    let texts = |names: &[Identifier]| names.iter().map(|name| name.text.clone()).collect();
    Link {
        source: name(&table.name),
        source_columns: texts(&key.columns),
        target: name(&key.referred_table),
        target_columns: texts(&key.referred_columns),
    }
}

fn signature(table: &Table, key: &ForeignKeyConstraint) -> Signature {
    let action = |action: &Option<String>| {
        let action = action.as_ref().map(|action| action.to_lowercase());
        action.filter(|action| !action.is_empty() && action != "no action")
    };
    let deferred = key
        .deferral
        .initially
        .as_ref()
        .is_some_and(|word| word.eq_ignore_ascii_case("deferred"));
    Signature {
        link: link(table, key),
        onupdate: action(&key.onupdate),
        ondelete: action(&key.ondelete),
        deferral: match key.deferral.deferrable {
            _ if deferred => "initially deferred",
            Some(true) => "deferrable",
            _ => "not deferrable",
        },
    }
}
