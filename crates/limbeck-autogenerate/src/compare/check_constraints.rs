//! CHECK constraints by their names, as the plugin `alembic.ext.checkconstraint_byname` compares them.

use std::collections::BTreeMap;

use limbeck_project::python::repr;
use limbeck_schema::{
    CheckConstraint, Constraint, ConstraintKind, Operation, QualifiedName, Table,
    operation::{AddConstraint, DropConstraint},
};

use super::Comparer;
use crate::{CompareError, Event, ItemKind, Plugin, SchemaItem};

impl Comparer<'_> {
    pub(super) fn check_constraints(
        &mut self,
        name: &QualifiedName,
        existing_table: &Table,
        wanted_table: &Table,
    ) -> Result<Vec<Operation>, CompareError> {
        let mut existing = BTreeMap::new();
        for (check_name, check) in named(existing_table) {
            if self.includes_name(Some(check_name), ItemKind::CheckConstraint, name)? {
                existing.insert(check_name, check);
            }
        }
        let wanted: BTreeMap<&str, &CheckConstraint> = named(wanted_table).collect();
        let mut operations = Vec::new();
        for (check_name, check) in &existing {
            let item = SchemaItem::CheckConstraint(existing_table, check);
            if wanted.contains_key(check_name) || !self.includes(item, true, None)? {
                continue;
            }
            operations.push(Operation::DropConstraint(DropConstraint {
                table: existing_table.name.clone(),
                name: check.name.clone(),
                kind: Some(ConstraintKind::Check),
                if_exists: false,
                before: Some(Box::new(Constraint::Check((*check).clone()))),
                naming_convention: None,
            }));
            self.log_check("removed", check_name, name);
        }
        for (check_name, check) in &wanted {
            let item = SchemaItem::CheckConstraint(wanted_table, check);
            if existing.contains_key(check_name) || !self.includes(item, false, None)? {
                continue;
            }
            operations.push(Operation::AddConstraint(AddConstraint {
                table: wanted_table.name.clone(),
                constraint: Constraint::Check((*check).clone()),
                naming_convention: None,
            }));
            self.log_check("added", check_name, name);
        }
        Ok(operations)
    }

    fn log_check(&mut self, word: &str, check: &str, table: &QualifiedName) {
        self.comparison.events.push(Event::Log {
            logger: Plugin::CheckConstraintsByName.name().to_owned(),
            text: format!(
                "Detected {word} check constraint {} on table {}",
                repr(check),
                repr(table.name.as_str())
            ),
        });
    }
}

fn named(table: &Table) -> impl Iterator<Item = (&str, &CheckConstraint)> {
    table
        .constraints
        .iter()
        .filter_map(|constraint| match constraint {
            Constraint::Check(check) => Some((check.name.identifier()?.as_str(), check)),
            _ => None,
        })
}
