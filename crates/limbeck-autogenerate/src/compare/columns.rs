//! Columns that are to be added, dropped, or altered.

use limbeck_dialects::ddl::autoincrement_column;
use limbeck_schema::{
    Autoincrement, Column, DialectOptions, Operation, QualifiedName, ServerDefault, Setting, Table,
    operation::{AddColumn, AlterColumn, DropColumn},
};

use super::Comparer;
use crate::{CompareError, ItemKind, Plugin, SchemaItem};

/// A column on both sides.
#[derive(Clone, Copy)]
pub(super) struct ColumnPair<'a> {
    /// The table, as the database names it.
    pub(super) name: &'a QualifiedName,
    /// The table of the database.
    pub(super) existing_table: &'a Table,
    /// The column of the database.
    pub(super) existing: &'a Column,
    /// The table of the models.
    pub(super) wanted_table: &'a Table,
    /// The column of the models.
    pub(super) wanted: &'a Column,
}

impl ColumnPair<'_> {
    /// `table.column`, as messages name it.
    pub(super) fn label(&self) -> String {
        format!("{}.{}", self.name.name, self.wanted.name)
    }
}

/// Whether other comparisons of the same attribute follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// They do.
    Continue,
    /// The attribute is done with.
    Stop,
}

impl Comparer<'_> {
    /// The columns of a table of the database that take part.
    pub(super) fn included_columns<'t>(
        &mut self,
        existing: &'t Table,
    ) -> Result<Vec<&'t Column>, CompareError> {
        let mut included = Vec::with_capacity(existing.columns.len());
        for column in &existing.columns {
            let name = Some(column.name.as_str());
            if self.includes_name(name, ItemKind::Column, &existing.name)? {
                included.push(column);
            }
        }
        Ok(included)
    }

    /// Columns to add, then columns to alter.
    pub(super) fn kept_columns(
        &mut self,
        name: &QualifiedName,
        existing_table: &Table,
        wanted_table: &Table,
        columns: &[&Column],
    ) -> Result<Vec<Operation>, CompareError> {
        let mut operations = Vec::new();
        let find = |wanted: &Column| {
            columns
                .iter()
                .copied()
                .find(|column| column.name.text == wanted.name.text)
        };
        let wanted_columns = || wanted_table.columns.iter().filter(|column| !column.system);
        for wanted in wanted_columns().filter(|column| find(column).is_none()) {
            if self.includes(SchemaItem::Column(wanted_table, wanted), false, None)? {
                operations.push(Operation::AddColumn(Box::new(AddColumn {
                    table: name.clone(),
                    column: wanted.clone(),
                    if_not_exists: false,
                    inline_references: false,
                    inline_primary_key: false,
                    insert_before: None,
                    insert_after: None,
                })));
                self.log(
                    "tables",
                    format!("Detected added column '{name}.{}'", wanted.name),
                );
            }
        }
        for wanted in wanted_columns() {
            let Some(existing) = find(wanted) else {
                continue;
            };
            let compare_to = Some(SchemaItem::Column(existing_table, existing));
            if !self.includes(SchemaItem::Column(wanted_table, wanted), false, compare_to)? {
                continue;
            }
            let pair = ColumnPair {
                name,
                existing_table,
                existing,
                wanted_table,
                wanted,
            };
            operations.extend(self.altered_column(pair)?);
        }
        Ok(operations)
    }

    /// Columns to drop.
    pub(super) fn removed_columns(
        &mut self,
        name: &QualifiedName,
        existing_table: &Table,
        wanted_table: &Table,
        columns: &[&Column],
    ) -> Result<Vec<Operation>, CompareError> {
        let mut operations = Vec::new();
        for existing in columns {
            let is_wanted = wanted_table
                .column(&existing.name)
                .is_some_and(|column| !column.system);
            let item = SchemaItem::Column(existing_table, existing);
            if is_wanted || !self.includes(item, true, None)? {
                continue;
            }
            operations.push(Operation::DropColumn(DropColumn {
                table: name.clone(),
                column: existing.name.clone(),
                if_exists: false,
                existing_type: None,
                options: DialectOptions::default(),
                before: Some(Box::new((*existing).clone())),
            }));
            self.log(
                "tables",
                format!("Detected removed column '{name}.{}'", existing.name),
            );
        }
        Ok(operations)
    }

    /// What changes of a column, in the order in which Alembic's comparators run.
    fn altered_column(&mut self, pair: ColumnPair<'_>) -> Result<Vec<Operation>, CompareError> {
        let mut alter = AlterColumn {
            table: pair.name.clone(),
            column: pair.wanted.name.clone(),
            nullable: None,
            data_type: None,
            server_default: Setting::Keep,
            new_name: None,
            comment: Setting::Keep,
            autoincrement: None,
            existing_type: None,
            existing_server_default: Setting::Keep,
            existing_nullable: None,
            existing_comment: None,
            existing_autoincrement: None,
            insert_before: None,
            insert_after: None,
            options: DialectOptions::default(),
        };
        let plugins = &self.options.plugins;
        let mut types = Next::Stop;
        let mut defaults = Next::Stop;
        if plugins.has(Plugin::Types) {
            types = self.type_by_hook(pair, &mut alter)?;
        }
        if plugins.has(Plugin::Defaults) {
            defaults = self.default_by_hook(pair, &mut alter)?;
        }
        if plugins.has(Plugin::Constraints) {
            self.nullable(pair, &mut alter);
        }
        if defaults == Next::Continue {
            defaults = self.computed(pair)?;
        }
        if defaults == Next::Continue {
            defaults = self.identity(pair, &mut alter);
        }
        if defaults == Next::Continue {
            let counting = counting(pair);
            alter.autoincrement = counting;
            // So that it stays what it is in the other direction.
            alter.existing_autoincrement = counting;
        }
        if plugins.has(Plugin::Comments) {
            self.column_comment(pair, &mut alter);
        }
        if types == Next::Continue {
            self.type_by_dialect(pair, &mut alter)?;
        }
        if defaults == Next::Continue {
            self.default_by_dialect(pair, &mut alter)?;
        }
        let changes = alter.nullable.is_some()
            || alter.data_type.is_some()
            || !alter.server_default.is_keep()
            || !alter.comment.is_keep();
        Ok(if changes { in_steps(alter) } else { Vec::new() })
    }
}

/// The operation, or two where an identity takes the place of another default: the old one has to go first. Alembic
/// breaks there.
fn in_steps(alter: AlterColumn) -> Vec<Operation> {
    let operation = |alter| Operation::AlterColumn(Box::new(alter));
    let is_identity = |default: &ServerDefault| matches!(default, ServerDefault::Identity(_));
    match (&alter.existing_server_default, &alter.server_default) {
        (Setting::Set(existing), Setting::Set(wanted))
            if is_identity(existing) != is_identity(wanted) =>
        {
            let mut dropped = alter.clone();
            dropped.server_default = Setting::Unset;
            let added = AlterColumn {
                existing_type: alter.data_type.clone().or(alter.existing_type.clone()),
                existing_nullable: alter.nullable.or(alter.existing_nullable),
                existing_comment: match &alter.comment {
                    Setting::Keep => alter.existing_comment.clone(),
                    Setting::Set(comment) => Some(comment.clone()),
                    Setting::Unset => None,
                },
                data_type: None,
                nullable: None,
                comment: Setting::Keep,
                existing_server_default: Setting::Unset,
                ..alter
            };
            vec![operation(dropped), operation(added)]
        }
        _ => vec![operation(alter)],
    }
}

/// Whether the column of the models is said to count by itself, or not to.
fn counting(pair: ColumnPair<'_>) -> Option<Autoincrement> {
    let counts = autoincrement_column(pair.wanted_table)
        .is_some_and(|column| column.name == pair.wanted.name);
    match pair.wanted.autoincrement {
        _ if counts => Some(Autoincrement::Always),
        Autoincrement::Always => Some(Autoincrement::Always),
        Autoincrement::Never => Some(Autoincrement::Never),
        Autoincrement::Auto | Autoincrement::IgnoreForeignKey => None,
    }
}
