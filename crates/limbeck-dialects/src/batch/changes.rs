//! The changes of a batch, applied to the table as it is.

use indexmap::IndexMap;
use limbeck_schema::{
    Column, Constraint, ConstraintName, Identifier, Index, IndexElement, Operation, ServerDefault,
    SqlType, Table,
    expression::typing::same_affinity,
    operation::{
        AddColumn, AddConstraint, AlterColumn, BatchAlterTable, CreateIndex, DropColumn,
        DropConstraint, DropIndex,
    },
};

use super::{
    existing::{ExistingIndex, ExistingTable, plain_columns},
    order::Ordering,
    words::{mentions, same_name},
};
use crate::{
    CompileError,
    compile::Rebuilding,
    ddl::{self, Context, IndexPlace, TableConstraint, TypeCheck},
    identifiers::ResolvedName,
};

/// A column of the new table.
#[derive(Clone, Debug)]
pub(super) struct NewColumn {
    /// The name by which the batch knows it: that of before.
    pub(super) key: String,
    /// The column as it will be.
    pub(super) column: Column,
    /// Where its values come from; `None` for a new column.
    pub(super) source: Option<Source>,
}

/// A column of the old table.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) name: Identifier,
    /// The type that its values are cast to.
    pub(super) cast: Option<SqlType>,
}

/// A constraint of the new table; its columns go by the names of before.
#[derive(Clone, Debug)]
pub(super) enum NewConstraint {
    /// A constraint as it was, or as the script gives it.
    Plain(Constraint),
    /// The CHECK of a column's type.
    OfType {
        name: ConstraintName,
        key: String,
        data_type: SqlType,
    },
}

/// The new table while the batch is applied (`ApplyBatchImpl`).
pub(super) struct Changes<'a> {
    cx: &'a Context<'a>,
    existing: &'a ExistingTable,
    pub(super) columns: Vec<NewColumn>,
    ordering: Ordering,
    /// Constraints by their names; they come first.
    pub(super) named: IndexMap<String, NewConstraint>,
    /// Constraints without a name, or with one that another has already.
    pub(super) unnamed: Vec<NewConstraint>,
    pub(super) indexes: Vec<ExistingIndex>,
    pub(super) new_indexes: IndexMap<String, Index>,
    /// Columns that the batch has dropped.
    pub(super) dropped: Vec<String>,
}

impl<'a> Changes<'a> {
    /// The table as it is.
    pub(super) fn new(
        cx: &'a Context<'a>,
        batch: &BatchAlterTable,
        existing: &'a ExistingTable,
    ) -> Result<Self, CompileError> {
        let columns: Vec<NewColumn> = existing
            .table
            .columns
            .iter()
            .map(|column| NewColumn {
                key: column.name.text.clone(),
                column: column.clone(),
                source: Some(Source {
                    name: column.name.clone(),
                    cast: None,
                }),
            })
            .collect();
        let keys = columns.iter().map(|column| column.key.clone()).collect();
        let mut changes = Self {
            cx,
            existing,
            columns,
            ordering: Ordering::new(keys, !batch.partial_reordering.is_empty()),
            named: IndexMap::new(),
            unnamed: Vec::new(),
            indexes: existing.indexes.clone(),
            new_indexes: IndexMap::new(),
            dropped: Vec::new(),
        };
        changes.keep(Constraint::PrimaryKey(existing.primary_key.clone()));
        for constraint in &existing.constraints {
            changes.keep(constraint.clone());
        }
        Ok(changes)
    }

    fn keep(&mut self, constraint: Constraint) {
        match constraint.name().identifier() {
            // Some databases let two constraints have one name.
            Some(name)
                if self.cx.options.rebuilding == Rebuilding::AsAlembic
                    || !self.named.contains_key(&name.text) =>
            {
                let name = name.text.clone();
                self.named.insert(name, NewConstraint::Plain(constraint));
            }
            Some(_) | None => self.unnamed.push(NewConstraint::Plain(constraint)),
        }
    }

    /// The columns in their new order.
    pub(super) fn order(&mut self, batch: &BatchAlterTable) -> Result<(), CompileError> {
        let keys: Vec<String> = self
            .columns
            .iter()
            .map(|column| column.key.clone())
            .collect();
        let places = self.ordering.sorted(&keys, &batch.partial_reordering)?;
        self.columns = places
            .into_iter()
            .map(|place| self.columns[place].clone())
            .collect();
        Ok(())
    }

    /// Applies an operation of the batch.
    ///
    /// # Errors
    /// [`CompileError`] if it is about something that is not there.
    pub(super) fn apply(&mut self, operation: &Operation) -> Result<(), CompileError> {
        match operation {
            Operation::AddColumn(add) => self.add_column(add),
            Operation::DropColumn(drop) => self.drop_column(drop),
            Operation::AlterColumn(alter) => self.alter_column(alter),
            Operation::CreateIndex(create) => self.create_index(create),
            Operation::DropIndex(drop) => self.drop_index(drop),
            Operation::AddConstraint(add) => self.add_constraint(add),
            Operation::DropConstraint(drop) => self.drop_constraint(drop),
            // The comment of the new table is set when it is made.
            Operation::CreateTableComment(_) | Operation::DropTableComment(_) => Ok(()),
            Operation::CreateTable(_)
            | Operation::DropTable(_)
            | Operation::RenameTable(_)
            | Operation::BulkInsert(_)
            | Operation::Execute(_)
            | Operation::BatchAlterTable(_)
            | Operation::CreateSchema(_)
            | Operation::DropSchema(_)
            | Operation::CreateSequence(_)
            | Operation::DropSequence(_)
            | Operation::CreateEnum(_)
            | Operation::DropEnum(_)
            | Operation::CreateDomain(_)
            | Operation::DropDomain(_)
            | Operation::AlterSequence(_)
            | Operation::AlterEnum(_)
            | Operation::CreateObject(_)
            | Operation::DropObject(_)
            | Operation::ReplaceObject(_) => Err(CompileError::NotImplemented {
                message: format!(
                    "A batch that copies table '{}' into a new one has columns, constraints, \
                     indexes and comments only. Put the other operation before or after the \
                     batch.",
                    self.existing.table.name.name
                ),
            }),
        }
    }

    /// The column that the batch calls so: by its name of before, or by a name that the batch
    /// gave it.
    fn place(&self, name: &Identifier) -> Option<usize> {
        let by_key = self
            .columns
            .iter()
            .position(|column| column.key == name.text);
        by_key.or_else(|| {
            self.columns
                .iter()
                .position(|column| column.column.name.text == name.text)
        })
    }

    fn existing_place(&self, name: &Identifier) -> Result<usize, CompileError> {
        self.place(name).ok_or_else(|| CompileError::Value {
            message: format!(
                "Table '{}' has no column '{name}'. Look at the names of columns in the batch.",
                self.existing.table.name.name
            ),
        })
    }

    fn add_column(&mut self, add: &AddColumn) -> Result<(), CompileError> {
        if self.place(&add.column.name).is_some() {
            if add.if_not_exists {
                return Ok(());
            }
            return Err(CompileError::Value {
                message: format!(
                    "Table '{}' has a column '{}' already. Drop it in the batch first, or alter \
                     it.",
                    self.existing.table.name.name, add.column.name
                ),
            });
        }
        self.ordering.add(
            &add.column.name.text,
            add.insert_before.as_ref().map(Identifier::as_str),
            add.insert_after.as_ref().map(Identifier::as_str),
        )?;
        let mut column = add.column.clone();
        column.foreign_keys.clear();
        // Alembic makes the index twice, the first time on the table's temporary name.
        let keeps_index = column.index && self.cx.options.rebuilding == Rebuilding::AsAlembic;
        column.unique &= keeps_index;
        column.index = keeps_index;
        column.data_type = without_check(column.data_type);
        self.columns.push(NewColumn {
            key: column.name.text.clone(),
            column,
            source: None,
        });
        for constraint in ddl::separate_constraints(&AddColumn {
            // In the new table there is no difference.
            inline_references: false,
            ..add.clone()
        }) {
            match constraint {
                TableConstraint::Given(constraint) => self.add_plain(&add.table, constraint)?,
                TableConstraint::Implied(constraint) => self.add_plain(&add.table, &constraint)?,
                TableConstraint::TypeCheck(check) => {
                    self.add_type_check(&add.column.name, &add.column.data_type, check)?;
                }
            }
        }
        if add.column.index {
            let index = ddl::column_index(&add.table, &add.column);
            self.add_index(&index, IndexPlace::Table)?;
        }
        Ok(())
    }

    fn drop_column(&mut self, drop: &DropColumn) -> Result<(), CompileError> {
        if drop.if_exists && self.place(&drop.column).is_none() {
            return Ok(());
        }
        let place = self.existing_place(&drop.column)?;
        let key = self.columns[place].key.clone();
        if !self.ordering.remove(&key) {
            return Err(CompileError::Value {
                message: format!(
                    "Column '{}' was added in the same batch, which cannot drop it again. Leave \
                     out both.",
                    drop.column
                ),
            });
        }
        self.columns.remove(place);
        for constraint in self.constraints_mut() {
            if let NewConstraint::Plain(Constraint::PrimaryKey(primary_key)) = constraint {
                primary_key.columns.retain(|name| name.text != key);
            }
        }
        if let Some(data_type) = &drop.existing_type {
            self.forget_check(data_type);
        }
        self.dropped.push(key);
        Ok(())
    }

    fn alter_column(&mut self, alter: &AlterColumn) -> Result<(), CompileError> {
        let place = self.existing_place(&alter.column)?;
        if let (Some(existing), Some(_)) = (&alter.existing_type, &alter.data_type)
            && let Some(check) = TypeCheck::new(&alter.column, existing)
            && check.applies(self.cx)
            && let Some(name) = check.name(self.cx, &self.existing.table.name)?
        {
            self.named.shift_remove(name.identifier().as_str());
        }
        if let Some(name) = &alter.new_name
            && name.text != alter.column.text
        {
            self.columns[place].column.name = name.clone();
            if let Some(existing) = &alter.existing_type {
                self.forget_check(existing);
            }
        }
        let new_column = &mut self.columns[place];
        let key = new_column.key.clone();
        let column = &mut new_column.column;
        if let Some(data_type) = &alter.data_type {
            if let Some(source) = &mut new_column.source
                && self
                    .cx
                    .dialect
                    .rebuild()
                    .casts(&column.data_type, data_type)
            {
                source.cast = Some(data_type.clone());
            }
            column.data_type = without_check(data_type.clone());
        }
        if let Some(nullable) = alter.nullable {
            column.nullable = nullable;
        }
        if let Some(default) = alter.server_default.changed() {
            column.server_default = default.cloned();
        }
        if let Some(autoincrement) = alter.autoincrement {
            column.autoincrement = autoincrement;
        }
        if let Some(comment) = alter.comment.changed() {
            column.comment = comment.cloned();
        }
        if let Some(data_type) = &alter.data_type {
            if self.cx.options.rebuilding == Rebuilding::Complete {
                self.forget_unnamed_value_checks(&key);
            }
            if let Some(check) = TypeCheck::new(&alter.column, data_type) {
                self.add_type_check(&Identifier::new(key), data_type, check)?;
            }
        }
        Ok(())
    }

    /// Drops the nameless CHECK with which a type without one of its own says what values it
    /// has: the column gets another type, and nobody could drop it by name.
    fn forget_unnamed_value_checks(&mut self, key: &str) {
        self.unnamed.retain(|constraint| match constraint {
            NewConstraint::Plain(Constraint::Check(check)) => {
                !super::text_of(&check.condition).is_some_and(|text| is_value_list(text, key))
            }
            NewConstraint::Plain(_) | NewConstraint::OfType { .. } => true,
        });
    }

    /// Drops the CHECK that has the name of a type.
    fn forget_check(&mut self, data_type: &SqlType) {
        let name = match data_type.for_dialect(self.cx.dialect.name()) {
            SqlType::Boolean { name, .. } => name.identifier().map(Identifier::as_str),
            SqlType::Enum(data_type) => data_type.name.as_ref().map(Identifier::as_str),
            _ => None,
        };
        if let Some(name) = name {
            self.named.shift_remove(name);
        }
    }

    fn add_type_check(
        &mut self,
        key: &Identifier,
        data_type: &SqlType,
        check: TypeCheck<'_>,
    ) -> Result<(), CompileError> {
        if !check.applies(self.cx) {
            return Ok(());
        }
        let name = given(check.name(self.cx, &self.existing.table.name)?);
        let text = name.identifier().map(|name| name.text.clone());
        let constraint = NewConstraint::OfType {
            name,
            key: key.text.clone(),
            data_type: data_type.clone(),
        };
        match text {
            Some(name) => {
                self.named.insert(name, constraint);
            }
            None => self.unnamed.push(constraint),
        }
        Ok(())
    }

    fn add_constraint(&mut self, add: &AddConstraint) -> Result<(), CompileError> {
        self.add_plain(&add.table, &add.constraint)
    }

    fn add_plain(
        &mut self,
        table: &limbeck_schema::QualifiedName,
        constraint: &Constraint,
    ) -> Result<(), CompileError> {
        ddl::check_columns(constraint)?;
        let name = ddl::constraint_name(self.cx, table, constraint, true)?;
        let Some(name) = name else {
            return Err(nameless());
        };
        let mut constraint = constraint.clone();
        if let Constraint::PrimaryKey(key) = &constraint {
            // Columns of a key that the script describes take no NULL unless it says so.
            if !self.existing.is_reflected {
                for column in &mut self.columns {
                    if key.columns.iter().any(|name| name.text == column.key) {
                        column.column.nullable = false;
                    }
                }
            }
            self.unnamed
                .retain(|old| !matches!(old, NewConstraint::Plain(Constraint::PrimaryKey(_))));
        }
        let text = name.identifier().text.clone();
        set_name(&mut constraint, given(Some(name)));
        self.named.insert(text, NewConstraint::Plain(constraint));
        Ok(())
    }

    fn drop_constraint(&mut self, drop: &DropConstraint) -> Result<(), CompileError> {
        let Some(name) = ddl::resolved_name(self.cx, drop)? else {
            return Err(nameless());
        };
        let name = name.identifier().as_str();
        if !self.existing.is_reflected {
            // A CHECK that stands in its column.
            for column in &mut self.columns {
                let checks = &mut column.column.checks;
                let before = checks.len();
                checks
                    .retain(|check| check.name.identifier().map(Identifier::as_str) != Some(name));
                if checks.len() < before {
                    return Ok(());
                }
            }
        }
        let is_other = |constraint: &NewConstraint| match constraint {
            NewConstraint::Plain(constraint) => {
                constraint.name().identifier().map(Identifier::as_str) != Some(name)
            }
            NewConstraint::OfType { .. } => true,
        };
        self.unnamed.retain(is_other);
        match self.named.shift_remove(name) {
            Some(NewConstraint::Plain(Constraint::PrimaryKey(key))) => {
                for column in &mut self.columns {
                    if key.columns.iter().any(|name| name.text == column.key) {
                        column.column.primary_key = false;
                    }
                }
                Ok(())
            }
            Some(_) => Ok(()),
            None if drop.if_exists => Ok(()),
            None => Err(CompileError::Value {
                message: format!("No such constraint: '{name}'"),
            }),
        }
    }

    fn create_index(&mut self, create: &CreateIndex) -> Result<(), CompileError> {
        if create.if_not_exists
            && let Some(name) = ddl::index_name(self.cx, &create.index, IndexPlace::Alone)?
        {
            let name = name.identifier().as_str();
            if self
                .indexes
                .iter()
                .any(|index| same_name(index.name(), name))
            {
                return Ok(());
            }
        }
        self.add_index(&create.index, IndexPlace::Alone)
    }

    fn add_index(&mut self, index: &Index, place: IndexPlace) -> Result<(), CompileError> {
        let name = ddl::index_name(self.cx, index, place)?;
        let text = name
            .as_ref()
            .map(|name| name.identifier().text.clone())
            .unwrap_or_default();
        let index = Index {
            name: given(name),
            ..index.clone()
        };
        for column in plain_columns(&index) {
            self.existing_place(column)?;
        }
        self.new_indexes.insert(text, index);
        Ok(())
    }

    fn drop_index(&mut self, drop: &DropIndex) -> Result<(), CompileError> {
        let name = drop.name.identifier().map_or("", Identifier::as_str);
        match self.indexes.iter().position(|index| index.name() == name) {
            Some(place) => {
                self.indexes.remove(place);
                Ok(())
            }
            None if drop.if_exists => Ok(()),
            None => Err(CompileError::Value {
                message: format!("No such index: '{name}'"),
            }),
        }
    }

    fn constraints_mut(&mut self) -> impl Iterator<Item = &mut NewConstraint> {
        self.named.values_mut().chain(self.unnamed.iter_mut())
    }

    /// The columns that keep their names and take values.
    pub(super) fn kept_columns(&self) -> Vec<Identifier> {
        let takes_values =
            |column: &Column| !matches!(column.server_default, Some(ServerDefault::Computed(_)));
        self.columns
            .iter()
            .filter(|new| {
                new.source
                    .as_ref()
                    .is_some_and(|source| source.name.text == new.column.name.text)
            })
            .filter(|new| takes_values(&new.column))
            .filter(|new| {
                self.existing
                    .table
                    .column(&new.column.name)
                    .is_some_and(takes_values)
            })
            .map(|new| new.column.name.clone())
            .collect()
    }

    /// Whether there is a column that the batch calls so; Alembic knows a renamed one only by its
    /// name of before.
    pub(super) fn has(&self, name: &Identifier) -> bool {
        match self.cx.options.rebuilding {
            Rebuilding::Complete => self.place(name).is_some(),
            Rebuilding::AsAlembic => self.columns.iter().any(|column| column.key == name.text),
        }
    }

    /// The columns of before by their names of now.
    pub(super) fn new_name(&self, name: &Identifier) -> Option<Identifier> {
        let place = self.place(name)?;
        Some(self.columns[place].column.name.clone())
    }

    /// Whether a piece of SQL mentions a column that the batch has dropped.
    pub(super) fn mentions_dropped(&self, sql: &str) -> bool {
        self.dropped
            .iter()
            .filter(|name| self.place(&Identifier::new(name.as_str())).is_none())
            .any(|name| mentions(sql, name))
    }
}

/// Whether two types differ so much that values are cast (`cast_for_batch_migrate()`).
pub(crate) fn casts(from: &SqlType, to: &SqlType) -> bool {
    !same_affinity(from, to)
}

/// The name of a new constraint: no convention applies to it any more.
fn given(name: Option<ResolvedName>) -> ConstraintName {
    match name {
        None => ConstraintName::Unnamed,
        Some(ResolvedName::Explicit(name)) => ConstraintName::Given(name),
        Some(ResolvedName::Conventional(name)) => ConstraintName::Final(name),
    }
}

fn nameless() -> CompileError {
    CompileError::Value {
        message: "Constraint must have a name".to_owned(),
    }
}

/// The type without the CHECK that it would bring along: the batch adds that by itself.
fn without_check(data_type: SqlType) -> SqlType {
    match data_type {
        SqlType::Boolean { .. } => SqlType::Boolean {
            create_constraint: false,
            name: ConstraintName::Unnamed,
        },
        SqlType::Enum(mut data_type) => {
            data_type.create_constraint = false;
            SqlType::Enum(data_type)
        }
        SqlType::Named(mut named) => {
            named.arguments.shift_remove("create_constraint");
            SqlType::Named(named)
        }
        SqlType::Variant(mut variant) => {
            variant.base = Box::new(without_check(*variant.base));
            for (_, variant) in &mut variant.variants {
                *variant = without_check(variant.clone());
            }
            SqlType::Variant(variant)
        }
        SqlType::Custom(mut custom) => {
            custom.implementation = Box::new(without_check(*custom.implementation));
            SqlType::Custom(custom)
        }
        other => other,
    }
}

/// Whether a condition is `column IN (literals)`.
fn is_value_list(condition: &str, column: &str) -> bool {
    use super::words::{Token, tokens};
    let found: Vec<Token<'_>> = tokens(condition)
        .into_iter()
        .map(|(token, _)| token)
        .collect();
    let [name, word, Token::Mark('('), values @ .., Token::Mark(')')] = found.as_slice() else {
        return false;
    };
    name.name().is_some_and(|name| same_name(&name, column))
        && word.is("IN")
        && values
            .iter()
            .all(|token| matches!(token, Token::Text(_) | Token::Word(_) | Token::Mark(',')))
}

/// Gives a constraint another name.
pub(super) fn set_name(constraint: &mut Constraint, name: ConstraintName) {
    match constraint {
        Constraint::PrimaryKey(constraint) => constraint.name = name,
        Constraint::Unique(constraint) => constraint.name = name,
        Constraint::ForeignKey(constraint) => constraint.name = name,
        Constraint::Check(constraint) => constraint.name = name,
        Constraint::Exclude(constraint) => constraint.name = name,
    }
}

/// The columns of a constraint that must be there for it to stay.
pub(super) fn columns_of(constraint: &Constraint) -> Vec<Identifier> {
    match constraint {
        Constraint::PrimaryKey(key) => key.columns.clone(),
        Constraint::Unique(unique) => unique.columns.clone(),
        Constraint::ForeignKey(key) => key.columns.clone(),
        Constraint::Check(check) => check
            .condition
            .column_names()
            .into_iter()
            .map(Identifier::new)
            .collect(),
        Constraint::Exclude(exclude) => exclude
            .elements
            .iter()
            .flat_map(|element| element.expression.column_names())
            .map(Identifier::new)
            .collect(),
    }
}

/// Whether two names of tables are the same table.
pub(super) fn is_table(table: &Table, name: &limbeck_schema::QualifiedName) -> bool {
    same_name(table.name.name.as_str(), name.name.as_str())
        && (name.schema.is_none() || name.schema == table.name.schema)
}

/// The elements of an index with the columns by their names of now.
pub(super) fn renamed_elements(changes: &Changes<'_>, index: &Index) -> Vec<IndexElement> {
    index
        .elements
        .iter()
        .map(|element| match element {
            IndexElement::Column(name) => {
                IndexElement::Column(changes.new_name(name).unwrap_or_else(|| name.clone()))
            }
            IndexElement::Expression(expression) => IndexElement::Expression(expression.clone()),
        })
        .collect()
}
