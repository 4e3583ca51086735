//! What takes part: the rest is wanted as it is.

use limbeck_schema::{Column, Constraint, Index, QualifiedName, Schema, Table};

use super::{same, table};
use crate::{
    CompareError, Coverage, ItemKind, Mode, NameKind, ParentNames, SchemaItem, compare::Comparer,
};

impl Comparer<'_> {
    /// The wanted schema, with everything of the existing one that does not take part.
    pub(super) fn taking_part(
        &mut self,
        existing: &Schema,
        mut wanted: Schema,
    ) -> Result<Schema, CompareError> {
        let mut tables = Vec::with_capacity(wanted.tables.len());
        for after in std::mem::take(&mut wanted.tables) {
            if same(&after.name, &self.options.version_table) {
                continue;
            }
            let before = table(existing, &after.name);
            let compare_to = before.map(SchemaItem::Table);
            if !self.includes(SchemaItem::Table(&after), false, compare_to)? {
                tables.extend(before.cloned());
                continue;
            }
            tables.push(match before {
                Some(before) => self.table_taking_part(before, after)?,
                None => after,
            });
        }
        for before in &existing.tables {
            if tables.iter().all(|after| !same(&after.name, &before.name))
                && !self.table_may_go(before)?
            {
                tables.push(before.clone());
            }
        }
        tables.sort_by(|one, other| one.name.cmp(&other.name));
        wanted.tables = tables;
        if self.options.mode == Mode::Full(Coverage::Tables) {
            wanted.objects = existing.objects.clone();
            wanted.dependencies = existing.dependencies.clone();
            for name in &existing.schemas {
                if !wanted.schemas.contains(name) {
                    wanted.schemas.push(name.clone());
                }
            }
        }
        Ok(wanted)
    }

    fn table_may_go(&mut self, before: &Table) -> Result<bool, CompareError> {
        if same(&before.name, &self.options.version_table) {
            return Ok(false);
        }
        let parents = ParentNames {
            schema: Some(before.name.schema.as_ref().map(|schema| schema.as_str())),
            table: None,
        };
        let name = Some(before.name.name.as_str());
        Ok(self
            .hooks
            .include_name(name, NameKind::Item(ItemKind::Table), parents)?
            && self.includes(SchemaItem::Table(before), true, None)?)
    }

    /// A wanted table, with everything of the existing one that does not take part.
    fn table_taking_part(&mut self, before: &Table, after: Table) -> Result<Table, CompareError> {
        let mut columns: Vec<Column> = Vec::with_capacity(after.columns.len());
        for column in after.columns.iter().filter(|column| !column.system) {
            let existing = before.column(&column.name);
            let compare_to = existing.map(|column| SchemaItem::Column(before, column));
            if self.includes(SchemaItem::Column(&after, column), false, compare_to)? {
                columns.push(column.clone());
            } else {
                columns.extend(existing.cloned());
            }
        }
        for column in &before.columns {
            let item = SchemaItem::Column(before, column);
            if after.column(&column.name).is_none() && !self.may_go(&before.name, item)? {
                columns.push(column.clone());
            }
        }
        let mut constraints: Vec<Constraint> = Vec::new();
        for constraint in &after.constraints {
            let existing = named(&before.constraints, constraint);
            let compare_to = existing.and_then(|existing| constraint_item(before, existing));
            let is_included = match constraint_item(&after, constraint) {
                Some(item) => self.includes(item, false, compare_to)?,
                None => true,
            };
            if is_included {
                constraints.push(constraint.clone());
            } else {
                constraints.extend(existing.cloned());
            }
        }
        for constraint in &before.constraints {
            if let (None, Some(item)) = (
                named(&after.constraints, constraint),
                constraint_item(before, constraint),
            ) && !self.may_go(&before.name, item)?
            {
                constraints.push(constraint.clone());
            }
        }
        let mut indexes: Vec<Index> = Vec::new();
        for index in &after.indexes {
            let existing = before.indexes.iter().find(|one| one.name == index.name);
            let compare_to = existing.map(|index| SchemaItem::Index(before, index));
            if self.includes(SchemaItem::Index(&after, index), false, compare_to)? {
                indexes.push(index.clone());
            } else {
                indexes.extend(existing.cloned());
            }
        }
        for index in &before.indexes {
            let item = SchemaItem::Index(before, index);
            let is_wanted = after.indexes.iter().any(|one| one.name == index.name);
            if !is_wanted && !self.may_go(&before.name, item)? {
                indexes.push(index.clone());
            }
        }
        Ok(Table {
            columns,
            constraints,
            indexes,
            ..after
        })
    }

    /// Whether a part of an existing table may be dropped.
    fn may_go(
        &mut self,
        table: &QualifiedName,
        item: SchemaItem<'_>,
    ) -> Result<bool, CompareError> {
        Ok(self.includes_name(item.name(), item.kind(), table)?
            && self.includes(item, true, None)?)
    }
}

/// The constraint of the same name.
fn named<'t>(constraints: &'t [Constraint], wanted: &Constraint) -> Option<&'t Constraint> {
    let name = wanted.name().identifier()?;
    constraints.iter().find(|constraint| {
        let other = constraint.name().identifier();
        other.is_some_and(|other| other.text == name.text)
    })
}

/// What the hooks are shown; they know nothing of other constraints.
fn constraint_item<'t>(table: &'t Table, constraint: &'t Constraint) -> Option<SchemaItem<'t>> {
    match constraint {
        Constraint::Unique(unique) => Some(SchemaItem::UniqueConstraint(table, unique)),
        Constraint::ForeignKey(key) => Some(SchemaItem::ForeignKeyConstraint(table, key)),
        Constraint::Check(check) => Some(SchemaItem::CheckConstraint(table, check)),
        Constraint::PrimaryKey(_) | Constraint::Exclude(_) => None,
    }
}
