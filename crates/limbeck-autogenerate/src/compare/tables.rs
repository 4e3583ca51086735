//! Tables that are to be created, dropped, or changed.

use std::collections::HashMap;

use limbeck_project::python::repr;
use limbeck_schema::{
    Constraint, Operation, QualifiedName, Schema, SqlType, Table,
    operation::{CreateTable, Directive, DropTable},
};

use super::{Comparer, Wanted};
use crate::{
    CompareError, Event, ItemKind, NameKind, ParentNames, Plugin, SchemaItem,
    sorting::{key, sorted_tables},
};

/// The name by which tables are found on the other side; how it is quoted does not count.
type Key = (Option<String>, String);

fn lookup(name: &QualifiedName) -> Key {
    let schema = name.schema.as_ref().map(|schema| schema.text.clone());
    (schema, name.name.text.clone())
}

impl Comparer<'_> {
    pub(super) fn tables(
        &mut self,
        existing: Schema,
        wanted: &[Wanted<'_>],
    ) -> Result<(), CompareError> {
        let mut existing = self.included_tables(existing)?;
        let names: HashMap<Key, usize> = existing
            .iter()
            .enumerate()
            .map(|(place, table)| (lookup(&table.name), place))
            .collect();
        let (added, kept): (Vec<&Wanted<'_>>, Vec<&Wanted<'_>>) = wanted
            .iter()
            .partition(|wanted| !names.contains_key(&lookup(&wanted.name)));
        for wanted in added {
            self.added_table(wanted)?;
        }

        let is_wanted: HashMap<Key, &Wanted<'_>> = kept
            .into_iter()
            .map(|wanted| (lookup(&wanted.name), wanted))
            .collect();
        let (mut common, mut removed): (Vec<Table>, Vec<Table>) = existing
            .drain(..)
            .partition(|table| is_wanted.contains_key(&lookup(&table.name)));
        for table in &mut removed {
            self.reflect(table);
        }
        // What refers to another table goes before it.
        for table in sorted_tables(&removed).tables.into_iter().rev() {
            self.removed_table(table)?;
        }

        common.sort_by_cached_key(|table| lookup(&table.name));
        for table in &mut common {
            self.reflect(table);
        }
        let pairs: Vec<(&Table, &Wanted<'_>)> = common
            .iter()
            .map(|table| (table, is_wanted[&lookup(&table.name)]))
            .collect();
        self.ask_about_defaults(&pairs)?;
        for (existing, wanted) in pairs {
            self.changed_table(existing, wanted)?;
        }
        common.append(&mut removed);
        self.comparison.existing = common;
        Ok(())
    }

    /// The tables of the database that take part.
    fn included_tables(&mut self, existing: Schema) -> Result<Vec<Table>, CompareError> {
        let mut left_out = Vec::new();
        let schemas = existing.schemas.iter().map(|schema| schema.as_str());
        let others = schemas.filter(|schema| Some(*schema) != self.default_schema.as_deref());
        for schema in std::iter::once(None).chain(others.map(Some)) {
            let kind = NameKind::Schema;
            if !self
                .hooks
                .include_name(schema, kind, ParentNames::default())?
            {
                left_out.push(schema);
            }
        }
        let mut included = Vec::with_capacity(existing.tables.len());
        for table in &existing.tables {
            let schema = table.name.schema.as_ref().map(|schema| schema.as_str());
            if left_out.contains(&schema) {
                continue;
            }
            let parents = ParentNames {
                schema: Some(schema),
                table: None,
            };
            let kind = NameKind::Item(ItemKind::Table);
            if lookup(&table.name) != lookup(&self.options.version_table)
                && self
                    .hooks
                    .include_name(Some(table.name.name.as_str()), kind, parents)?
            {
                included.push(table.clone());
            }
        }
        Ok(included)
    }

    /// Makes of an inspected table what SQLAlchemy's reflection would.
    fn reflect(&mut self, table: &mut Table) {
        for column in &mut table.columns {
            forget_unknown(&mut column.data_type);
        }
        table
            .constraints
            .retain(|constraint| !matches!(constraint, Constraint::Exclude(_)));
        let told = self.dialect.comparator().reflected(self.dialect, table);
        let logger = format!("alembic.ddl.{}", self.dialect.name());
        self.comparison
            .events
            .extend(told.into_iter().map(|text| Event::Log {
                logger: logger.clone(),
                text,
            }));
    }

    fn added_table(&mut self, wanted: &Wanted<'_>) -> Result<(), CompareError> {
        let table = wanted.table;
        if !self.includes(SchemaItem::Table(table), false, None)? {
            return Ok(());
        }
        // Indexes come on their own.
        let created = Table {
            indexes: Vec::new(),
            ..table.clone()
        };
        self.comparison
            .directives
            .push(Directive::from(Operation::CreateTable(CreateTable {
                table: created,
                if_not_exists: false,
                naming_convention: None,
            })));
        let name = repr(&key(&wanted.name));
        self.log("tables", format!("Detected added table {name}"));
        let operations = self.table_changes(&wanted.name, None, Some(table))?;
        self.modify(&wanted.name, operations);
        Ok(())
    }

    fn removed_table(&mut self, table: &Table) -> Result<(), CompareError> {
        if !self.includes(SchemaItem::Table(table), true, None)? {
            return Ok(());
        }
        let operations = self.table_changes(&table.name, Some(table), None)?;
        self.modify(&table.name, operations);
        let before = Table {
            indexes: Vec::new(),
            ..table.clone()
        };
        self.comparison
            .directives
            .push(Directive::from(Operation::DropTable(DropTable {
                table: table.name.clone(),
                if_exists: false,
                before: Some(Box::new(before)),
                naming_convention: None,
            })));
        let name = repr(&key(&table.name));
        self.log("tables", format!("Detected removed table {name}"));
        Ok(())
    }

    fn changed_table(&mut self, existing: &Table, wanted: &Wanted<'_>) -> Result<(), CompareError> {
        let (name, wanted) = (&wanted.name, wanted.table);
        let existing_item = Some(SchemaItem::Table(existing));
        if !self.includes(SchemaItem::Table(wanted), false, existing_item)? {
            return Ok(());
        }
        let columns = self.included_columns(existing)?;
        let mut operations = self.kept_columns(name, existing, wanted, &columns)?;
        operations.extend(self.table_changes(name, Some(existing), Some(wanted))?);
        operations.extend(self.removed_columns(name, existing, wanted, &columns)?);
        self.modify(name, operations);
        Ok(())
    }

    /// What belongs to a table beside its columns: indexes, constraints, its comment.
    fn table_changes(
        &mut self,
        name: &QualifiedName,
        existing: Option<&Table>,
        wanted: Option<&Table>,
    ) -> Result<Vec<Operation>, CompareError> {
        let mut operations = Vec::new();
        let plugins = &self.options.plugins;
        if plugins.has(Plugin::Constraints) {
            operations.extend(self.indexes_and_uniques(name, existing, wanted)?);
        }
        let (Some(existing), Some(wanted)) = (existing, wanted) else {
            return Ok(operations);
        };
        if plugins.has(Plugin::Constraints) {
            operations.extend(self.foreign_keys(name, existing, wanted)?);
        }
        if plugins.has(Plugin::Comments) {
            operations.extend(self.table_comment(name, existing, wanted));
        }
        if plugins.has(Plugin::CheckConstraintsByName) {
            operations.extend(self.check_constraints(name, existing, wanted)?);
        }
        Ok(operations)
    }

    fn modify(&mut self, table: &QualifiedName, operations: Vec<Operation>) {
        if !operations.is_empty() {
            self.comparison.directives.push(Directive::ModifyTable {
                table: table.clone(),
                operations,
            });
        }
    }
}

/// A type that SQLAlchemy does not know is `NullType` to it.
fn forget_unknown(data_type: &mut SqlType) {
    match data_type {
        SqlType::UserDefined(_) => *data_type = SqlType::Null,
        SqlType::Array(array) => forget_unknown(&mut array.item),
        _ => {}
    }
}
