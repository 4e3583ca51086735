//! Columns that are added, altered, or made anew.

use limbeck_dialects::Dialect;
use limbeck_schema::{
    Autoincrement, Column, DialectOptions, Operation, QualifiedName, ServerDefault, Setting, Table,
    operation::{AddColumn, AlterColumn, DropColumn},
};

use super::{
    enums::Enums,
    touched::{Touch, Touched, without_creation},
};
use crate::CompareError;

/// What happens to the columns of a table.
#[derive(Debug, Default)]
pub(super) struct ColumnSteps {
    /// Defaults that are in the way of a new type.
    pub(super) early: Vec<Operation>,
    /// Columns added, altered and made anew.
    pub(super) changed: Vec<Operation>,
    /// Columns that go away.
    pub(super) dropped: Vec<Operation>,
    /// What differs and cannot be changed.
    pub(super) impossible: Vec<String>,
}

impl ColumnSteps {
    pub(super) fn new(
        dialect: &dyn Dialect,
        before: &Table,
        after: &Table,
        touched: &Touched,
        enums: &Enums<'_>,
    ) -> Result<Self, CompareError> {
        let mut steps = Self::default();
        for column in &after.columns {
            match before.column(&column.name) {
                None => steps.changed.push(add(&after.name, column)),
                Some(existing)
                    if touched.touch(&before.name, &column.name) == Some(Touch::Replaced) =>
                {
                    steps.changed.push(drop(&after.name, existing));
                    steps.changed.push(add(&after.name, column));
                }
                Some(existing) => steps.alter(dialect, &after.name, existing, column, enums)?,
            }
        }
        for column in &before.columns {
            if after.column(&column.name).is_none() {
                steps.dropped.push(drop(&after.name, column));
            }
        }
        Ok(steps)
    }

    /// The changes of a column that stays: a default goes first where it cannot become the new one, or one of the new
    /// type, by itself.
    fn alter(
        &mut self,
        dialect: &dyn Dialect,
        table: &QualifiedName,
        before: &Column,
        after: &Column,
        enums: &Enums<'_>,
    ) -> Result<(), CompareError> {
        let (from, to) = (
            before.server_default.as_ref(),
            after.server_default.as_ref(),
        );
        let is_retyped = without_creation(&before.data_type) != without_creation(&after.data_type);
        let is_plain = from.is_some() && !is_identity(from);
        let is_in_the_way = is_plain
            && (is_retyped && !dialect.ddl().converts_defaults()
                || from != to && enums.is_rebuilt(&before.data_type));
        let changes_kind = from.is_some() && to.is_some() && is_identity(from) != is_identity(to);
        let mut existing = from;
        if is_in_the_way || changes_kind {
            let mut alter = known(table, before, existing);
            alter.server_default = Setting::Unset;
            self.early.push(Operation::AlterColumn(Box::new(alter)));
            existing = None;
        }
        let mut alter = known(table, before, existing);
        if is_retyped {
            alter.data_type = Some(after.data_type.clone());
            alter.options = dialect.conversion(&after.name, &before.data_type, &after.data_type)?;
        }
        if before.nullable != after.nullable {
            alter.nullable = Some(after.nullable);
        }
        if existing != to {
            alter.server_default = to.cloned().map_or(Setting::Unset, Setting::Set);
        }
        if before.comment != after.comment {
            alter.comment = after.comment.clone().map_or(Setting::Unset, Setting::Set);
        }
        // An identity counts as its default says.
        let counts = |column: &Column| {
            column.autoincrement == Autoincrement::Always
                && !is_identity(column.server_default.as_ref())
        };
        if dialect.ddl().alters_counting() {
            let counting = |column: &Column| match counts(column) {
                true => Autoincrement::Always,
                false => Autoincrement::Never,
            };
            alter.existing_autoincrement = Some(counting(before));
            if counts(before) != counts(after) {
                alter.autoincrement = Some(counting(after));
            }
        } else if counts(before) != counts(after) {
            self.impossible.push(format!(
                "Column {table}.{} {} by itself; no statement changes that, make another column and move the values over.",
                after.name,
                if counts(after) { "does not count" } else { "counts" },
            ));
        }
        if before.options != after.options {
            self.impossible.push(format!(
                "Column {table}.{} has other options; no statement changes them, make another column and move the values over.",
                after.name
            ));
        }
        if is_altering(&alter) {
            self.changed.push(Operation::AlterColumn(Box::new(alter)));
        }
        Ok(())
    }
}

fn is_identity(default: Option<&ServerDefault>) -> bool {
    matches!(default, Some(ServerDefault::Identity(_)))
}

fn is_altering(alter: &AlterColumn) -> bool {
    alter.data_type.is_some()
        || alter.nullable.is_some()
        || alter.autoincrement.is_some()
        || !alter.server_default.is_keep()
        || !alter.comment.is_keep()
}

/// What is known of a column, whose default may be gone already.
fn known(table: &QualifiedName, column: &Column, default: Option<&ServerDefault>) -> AlterColumn {
    AlterColumn {
        table: table.clone(),
        column: column.name.clone(),
        nullable: None,
        data_type: None,
        server_default: Setting::Keep,
        new_name: None,
        comment: Setting::Keep,
        autoincrement: None,
        existing_type: Some(column.data_type.clone()),
        existing_server_default: default.cloned().map_or(Setting::Unset, Setting::Set),
        existing_nullable: Some(column.nullable),
        existing_comment: column.comment.clone(),
        existing_autoincrement: None,
        insert_before: None,
        insert_after: None,
        options: DialectOptions::default(),
    }
}

fn add(table: &QualifiedName, column: &Column) -> Operation {
    let mut column = column.clone();
    super::tables::leave_type(&mut column.data_type);
    Operation::AddColumn(Box::new(AddColumn {
        table: table.clone(),
        column,
        if_not_exists: false,
        inline_references: false,
        inline_primary_key: false,
        insert_before: None,
        insert_after: None,
    }))
}

fn drop(table: &QualifiedName, column: &Column) -> Operation {
    Operation::DropColumn(DropColumn {
        table: table.clone(),
        column: column.name.clone(),
        if_exists: false,
        existing_type: None,
        options: DialectOptions::default(),
        before: Some(Box::new(column.clone())),
    })
}
