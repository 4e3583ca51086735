//! What changes of one table.

use std::collections::{BTreeMap, BTreeSet};

use limbeck_dialects::Dialect;
use limbeck_schema::{
    ForeignKeyConstraint, Identifier, Operation, QualifiedName, Schema, SqlType, Table,
    operation::{CreateTableComment, DropTableComment},
};

use super::{
    columns::ColumnSteps,
    enums::Enums,
    members::{Key, Member, members},
    same, table,
    touched::{Touch, Touched},
};
use crate::CompareError;

/// The changes of a table that both sides have, by when they are made.
#[derive(Debug, Default)]
pub(super) struct TableSteps {
    /// Foreign keys that go, before anything else does.
    pub(super) dropped_keys: Vec<Operation>,
    /// Defaults, indexes and constraints that go.
    pub(super) dropped: Vec<Operation>,
    /// Columns that come, change, or are made anew; then constraints, indexes, the comment.
    pub(super) changed: Vec<Operation>,
    /// Foreign keys that come, when all tables are there.
    pub(super) added_keys: Vec<Operation>,
    /// Columns that go, last.
    pub(super) dropped_columns: Vec<Operation>,
    /// What differs and cannot be changed.
    pub(super) impossible: Vec<String>,
}

/// What is known before single tables are looked at.
pub(super) struct Changes<'s> {
    pub(super) dialect: &'s dyn Dialect,
    pub(super) enums: Enums<'s>,
    pub(super) touched: Touched,
    /// The keys and indexes that go or are made anew, by their tables.
    dropped_keys: BTreeMap<QualifiedName, Vec<Vec<Identifier>>>,
}

impl<'s> Changes<'s> {
    pub(super) fn new(
        dialect: &'s dyn Dialect,
        from: &'s Schema,
        to: &'s Schema,
    ) -> Result<Self, CompareError> {
        let enums = Enums::new(from, to);
        let touched = Touched::new(dialect, from, to, &enums)?;
        let mut changes = Self {
            dialect,
            enums,
            touched,
            dropped_keys: BTreeMap::new(),
        };
        let mut dropped_keys = BTreeMap::new();
        for before in &from.tables {
            if let Some(after) = table(to, &before.name) {
                let (dropped, _) = changes.members(before, after)?;
                let columns: Vec<Vec<Identifier>> = dropped
                    .iter()
                    .filter_map(Member::key_columns)
                    .map(|columns| columns.into_iter().cloned().collect())
                    .collect();
                dropped_keys.insert(before.name.clone(), columns);
            }
        }
        changes.dropped_keys = dropped_keys;
        Ok(changes)
    }

    /// The changes of a table.
    pub(super) fn table(&self, before: &Table, after: &Table) -> Result<TableSteps, CompareError> {
        let columns = ColumnSteps::new(self.dialect, before, after, &self.touched, &self.enums)?;
        let mut steps = TableSteps {
            changed: columns.changed,
            dropped_columns: columns.dropped,
            impossible: columns.impossible,
            ..TableSteps::default()
        };
        let name = &after.name;
        let (dropped, added) = self.members(before, after)?;
        // Indexes stand behind constraints: they go first.
        for member in dropped.into_iter().rev() {
            let is_key = member.foreign_key().is_some();
            let operation = member.drop(name);
            if is_key {
                steps.dropped_keys.push(operation);
            } else {
                steps.dropped.push(operation);
            }
        }
        steps.dropped.extend(columns.early);
        for member in added {
            let is_key = member.foreign_key().is_some();
            let operation = member.create(name);
            if is_key {
                steps.added_keys.push(operation);
            } else {
                steps.changed.push(operation);
            }
        }
        if before.comment != after.comment {
            steps.changed.push(match &after.comment {
                Some(comment) => Operation::CreateTableComment(CreateTableComment {
                    table: name.clone(),
                    comment: Some(comment.clone()),
                    existing_comment: before.comment.clone(),
                }),
                None => Operation::DropTableComment(DropTableComment {
                    table: name.clone(),
                    existing_comment: before.comment.clone(),
                }),
            });
        }
        if before.options != after.options || before.prefixes != after.prefixes {
            steps.impossible.push(format!(
                "Table {name} has other options; change them with a statement of your own."
            ));
        }
        Ok(steps)
    }

    /// The members that go, and those that come; one that must make room does both.
    fn members(
        &self,
        before: &Table,
        after: &Table,
    ) -> Result<(Vec<Member>, Vec<Member>), CompareError> {
        let by_key = |table: &Table| -> Result<Vec<(Key, Member)>, CompareError> {
            members(table)
                .map(|member| Ok((member.key(self.dialect)?, member)))
                .collect()
        };
        let (existing, wanted) = (by_key(before)?, by_key(after)?);
        let mut kept: BTreeSet<&Key> = BTreeSet::new();
        for (key, member) in &existing {
            let other = wanted.iter().find(|(other, _)| other == key);
            if let Some((_, other)) = other
                && member.compared() == other.compared()
                && !self.makes_room(&before.name, member)?
            {
                kept.insert(key);
            }
        }
        let others = |all: &[(Key, Member)]| -> Vec<Member> {
            let others = all.iter().filter(|(key, _)| !kept.contains(key));
            others.map(|(_, member)| member.clone()).collect()
        };
        Ok((others(&existing), others(&wanted)))
    }

    /// Whether a member cannot stay while columns change, or keys that it needs are made anew.
    pub(super) fn makes_room(
        &self,
        table: &QualifiedName,
        member: &Member,
    ) -> Result<bool, CompareError> {
        if let Some(key) = member.foreign_key() {
            return Ok(self.key_makes_room(table, key));
        }
        for (column, touch) in self.touched.of(table) {
            let is_in_the_way = match touch {
                Touch::Retyped => member.reads(self.dialect, column)?,
                Touch::Replaced => member.holds(self.dialect, column)?,
                Touch::Dropped => false,
            };
            if is_in_the_way {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn key_makes_room(&self, table: &QualifiedName, key: &ForeignKeyConstraint) -> bool {
        let is_touched = |table: &QualifiedName, columns: &[Identifier]| {
            columns.iter().any(|column| {
                self.touched
                    .touch(table, column)
                    .is_some_and(|touch| touch != Touch::Dropped)
            })
        };
        let loses_key = |table: &QualifiedName, columns: &[Identifier]| {
            let dropped = self.dropped_keys.get(table).into_iter().flatten();
            let mut dropped = dropped.filter(|dropped| dropped.len() >= columns.len());
            dropped.any(|dropped| columns.iter().all(|column| dropped.contains(column)))
        };
        is_touched(table, &key.columns)
            || is_touched(&key.referred_table, &key.referred_columns)
            || loses_key(&key.referred_table, &key.referred_columns)
            || self.dialect.comparator().uniques_are_indexes() && loses_key(table, &key.columns)
    }
}

/// Types are made before the columns that have them.
pub(super) fn leave_type(data_type: &mut SqlType) {
    match data_type {
        SqlType::Enum(found) => found.create_type = false,
        SqlType::Array(array) => leave_type(&mut array.item),
        _ => {}
    }
}

/// Whether a foreign key leads back to its own table.
pub(super) fn is_own(table: &QualifiedName, key: &ForeignKeyConstraint) -> bool {
    same(table, &key.referred_table)
}
