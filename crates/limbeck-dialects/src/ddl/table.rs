//! A table as DDL needs it: its primary key found, its constraints in order, all names known.

use std::borrow::Cow;

use limbeck_schema::{
    Autoincrement, Column, Constraint, ConstraintName, ForeignKeyConstraint, Identifier, Index,
    IndexElement, InlineForeignKey, PrimaryKeyConstraint, QualifiedName, ServerDefault, Table,
    UniqueConstraint,
};

use super::{Context, type_check::TypeCheck};
use crate::{
    CompileError,
    types::{base_type, integer_width, numeric_scale},
};

/// A table with what follows from its columns and constraints.
pub struct TableContext<'a> {
    /// The table.
    pub table: &'a Table,
    /// Its primary key: the constraint, or what `primary_key=True` of its columns makes.
    pub primary_key: Option<Cow<'a, PrimaryKeyConstraint>>,
    /// Whether the key only follows from `primary_key=True`.
    is_implicit: bool,
    /// The column of the primary key that counts by itself; an error matters only to those who
    /// ask.
    autoincrement: Result<Option<&'a Column>, CompileError>,
}

/// A constraint of a table.
pub(crate) enum TableConstraint<'a> {
    /// One that stands in the table.
    Given(&'a Constraint),
    /// One that follows from a column.
    Implied(Box<Constraint>),
    /// The CHECK of a boolean or enum that the dialect has no type for.
    TypeCheck(TypeCheck<'a>),
}

impl TableConstraint<'_> {
    /// The constraint, unless it is the CHECK of a type.
    pub(crate) fn constraint(&self) -> Option<&Constraint> {
        match self {
            TableConstraint::Given(constraint) => Some(constraint),
            TableConstraint::Implied(constraint) => Some(constraint),
            TableConstraint::TypeCheck(_) => None,
        }
    }
}

impl<'a> TableContext<'a> {
    /// Finds the primary key of a table.
    pub(crate) fn new(cx: &Context<'_>, table: &'a Table) -> Self {
        let (primary_key, is_implicit) = primary_key(table);
        let columns = primary_key.as_deref().map_or(&[][..], |key| &key.columns);
        let autoincrement = checked_autoincrement_column(cx, table, columns);
        Self {
            table,
            primary_key,
            is_implicit,
            autoincrement,
        }
    }

    /// The names of the columns of the primary key.
    pub(crate) fn key_columns(&self) -> &[Identifier] {
        self.primary_key
            .as_deref()
            .map_or(&[], |key| key.columns.as_slice())
    }

    /// Whether a column belongs to the primary key.
    pub(crate) fn is_key(&self, column: &Column) -> bool {
        self.key_columns()
            .iter()
            .any(|name| name.text == column.name.text)
    }

    /// Whether a column belongs to the primary key, or says so.
    pub(crate) fn is_flagged(&self, column: &Column) -> bool {
        column.primary_key || self.is_key(column)
    }

    /// Whether this is the column that counts by itself.
    ///
    /// # Errors
    /// [`CompileError::Invalid`] if `autoincrement=True` is where it cannot be.
    pub(crate) fn is_autoincrement(&self, column: &Column) -> Result<bool, CompileError> {
        if !self.is_key(column) {
            return Ok(false);
        }
        let counting = self.autoincrement.clone()?;
        Ok(counting.is_some_and(|counting| counting.name.text == column.name.text))
    }

    /// The primary key as a constraint of the table. An implied one starts with the column that
    /// counts.
    fn key_constraint(&self) -> Result<Option<Constraint>, CompileError> {
        let Some(key) = self
            .primary_key
            .as_deref()
            .filter(|key| !key.columns.is_empty())
        else {
            return Ok(None);
        };
        let mut key = key.clone();
        if self.is_implicit
            && let Some(first) = self.autoincrement.clone()?
        {
            key.columns.sort_by_key(|name| name.text != first.name.text);
        }
        Ok(Some(Constraint::PrimaryKey(key)))
    }

    /// Whether a column refers to another table: its own foreign keys, or one of the table.
    pub(crate) fn has_foreign_key(&self, column: &Column) -> bool {
        has_foreign_key(self.table, column)
    }

    /// The constraints in the order of CREATE TABLE: the primary key, those of the table, then
    /// those that follow from its columns.
    ///
    /// # Errors
    /// [`CompileError::Invalid`] if `autoincrement=True` is where it cannot be.
    pub(crate) fn constraints(&self) -> Result<Vec<TableConstraint<'a>>, CompileError> {
        let mut constraints = Vec::new();
        if let Some(key) = self.key_constraint()? {
            constraints.push(TableConstraint::Implied(Box::new(key)));
        }
        constraints.extend(
            self.table
                .constraints
                .iter()
                .filter(|constraint| !matches!(constraint, Constraint::PrimaryKey(_)))
                .map(TableConstraint::Given),
        );
        for column in &self.table.columns {
            constraints.extend(column_constraints(column));
        }
        Ok(constraints)
    }
}

/// The indexes of a table: those that follow from `index=True`, then its own.
pub(crate) fn indexes(table: &Table) -> Vec<Cow<'_, Index>> {
    let of_columns = table
        .columns
        .iter()
        .filter(|column| column.index)
        .map(|column| Cow::Owned(column_index(&table.name, column)));
    let own = table.indexes.iter().map(Cow::Borrowed);
    of_columns.chain(own).collect()
}

/// The constraints that a column brings along: UNIQUE, the CHECK of its type, foreign keys.
pub(crate) fn column_constraints(column: &Column) -> Vec<TableConstraint<'_>> {
    let mut constraints = Vec::new();
    if column.unique && !column.index {
        let unique = Constraint::Unique(UniqueConstraint {
            columns: vec![column.name.clone()],
            ..UniqueConstraint::default()
        });
        constraints.push(TableConstraint::Implied(Box::new(unique)));
    }
    constraints.extend(TypeCheck::of_column(column).map(TableConstraint::TypeCheck));
    constraints.extend(column.foreign_keys.iter().map(|key| {
        let key = Constraint::ForeignKey(foreign_key(column, key));
        TableConstraint::Implied(Box::new(key))
    }));
    constraints
}

/// The index of a column with `index=True`.
pub(crate) fn column_index(table: &QualifiedName, column: &Column) -> Index {
    Index {
        name: ConstraintName::Unnamed,
        table: table.clone(),
        elements: vec![IndexElement::Column(column.name.clone())],
        unique: column.unique,
        options: Default::default(),
    }
}

/// The table constraint that a `ForeignKey` of a column stands for.
pub(crate) fn foreign_key(column: &Column, key: &InlineForeignKey) -> ForeignKeyConstraint {
    let referred_column = key.referred_column.clone().unwrap_or(column.name.clone());
    ForeignKeyConstraint {
        name: key.name.clone(),
        columns: vec![column.name.clone()],
        referred_table: key.referred_table.clone(),
        referred_columns: vec![referred_column],
        ondelete: key.ondelete.clone(),
        onupdate: key.onupdate.clone(),
        match_: key.match_.clone(),
        deferral: key.deferral.clone(),
        use_alter: key.use_alter,
        options: key.options.clone(),
        comment: key.comment.clone(),
    }
}

/// The primary key, and whether it only follows from `primary_key=True`.
pub(crate) fn primary_key(table: &Table) -> (Option<Cow<'_, PrimaryKeyConstraint>>, bool) {
    let flagged: Vec<Identifier> = table
        .columns
        .iter()
        .filter(|column| column.primary_key)
        .map(|column| column.name.clone())
        .collect();
    let explicit = table
        .constraints
        .iter()
        .find_map(|constraint| match constraint {
            Constraint::PrimaryKey(key) => Some(key),
            _ => None,
        });
    match explicit {
        Some(key) if key.columns.is_empty() => {
            let mut key = key.clone();
            key.columns = flagged;
            (Some(Cow::Owned(key)), false)
        }
        Some(key) => (Some(Cow::Borrowed(key)), false),
        None if flagged.is_empty() => (None, true),
        None => {
            let key = PrimaryKeyConstraint {
                columns: flagged,
                ..PrimaryKeyConstraint::default()
            };
            (Some(Cow::Owned(key)), true)
        }
    }
}

/// What SQLAlchemy says of a table whose columns and whose constraint disagree on the key.
pub(crate) fn disagreement(table: &Table) -> Option<String> {
    let flagged: Vec<&Identifier> = table
        .columns
        .iter()
        .filter(|column| column.primary_key)
        .map(|column| &column.name)
        .collect();
    let key: Vec<&Identifier> = table.constraints.iter().find_map(|constraint| {
        let columns = match constraint {
            Constraint::PrimaryKey(key) => &key.columns,
            _ => return None,
        };
        Some(columns.iter().collect())
    })?;
    let is_within = |names: &[&Identifier], others: &[&Identifier]| {
        names
            .iter()
            .all(|name| others.iter().any(|other| other.text == name.text))
    };
    let agree = is_within(&flagged, &key) && is_within(&key, &flagged);
    if flagged.is_empty() || key.is_empty() || agree {
        return None;
    }
    let list = |names: &[&Identifier]| {
        let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
        quoted.join(", ")
    };
    Some(format!(
        "Table '{}' specifies columns {} as primary_key=True, not matching locally specified \
         columns {key}; setting the current primary key columns to {key}. This warning may become \
         an exception in a future release",
        table.name.name,
        list(&flagged),
        key = list(&key),
    ))
}

/// The column of the primary key that counts by itself
/// (`PrimaryKeyConstraint._autoincrement_column`).
fn checked_autoincrement_column<'a>(
    cx: &Context<'_>,
    table: &'a Table,
    key: &[Identifier],
) -> Result<Option<&'a Column>, CompileError> {
    let mut columns = key.iter().filter_map(|name| table.column(name));
    if let [_] = key {
        let Some(column) = columns.next() else {
            return Ok(None);
        };
        return Ok(match column.autoincrement {
            Autoincrement::Always => {
                check_can_count(cx, table, column)?;
                Some(column)
            }
            Autoincrement::Auto | Autoincrement::IgnoreForeignKey => {
                counts_by_default(table, column).then_some(column)
            }
            Autoincrement::Never => None,
        });
    }
    let mut counting: Option<&Column> = None;
    for column in columns.filter(|column| column.autoincrement == Autoincrement::Always) {
        check_can_count(cx, table, column)?;
        if let Some(other) = counting {
            return Err(CompileError::Invalid {
                message: format!(
                    "Only one Column may be marked autoincrement=True, found both {} and {}.",
                    column.name, other.name
                ),
            });
        }
        counting = Some(column);
    }
    Ok(counting)
}

/// The column that counts by itself, if there is one (`Table._autoincrement_column`).
///
/// That a column cannot count although it should is no matter here.
pub fn autoincrement_column(table: &Table) -> Option<&Column> {
    let key = table
        .constraints
        .iter()
        .find_map(|constraint| match constraint {
            Constraint::PrimaryKey(key) => Some(&key.columns[..]),
            _ => None,
        });
    let columns: Vec<&Column> = match key {
        Some(key) => key.iter().filter_map(|name| table.column(name)).collect(),
        None => table
            .columns
            .iter()
            .filter(|column| column.primary_key)
            .collect(),
    };
    if let [column] = columns[..] {
        return match column.autoincrement {
            Autoincrement::Always => Some(column),
            Autoincrement::Auto | Autoincrement::IgnoreForeignKey => {
                counts_by_default(table, column).then_some(column)
            }
            Autoincrement::Never => None,
        };
    }
    columns
        .into_iter()
        .find(|column| column.autoincrement == Autoincrement::Always)
}

/// Whether the only column of a primary key counts without being told to.
fn counts_by_default(table: &Table, column: &Column) -> bool {
    let filled_by_server = !matches!(
        column.server_default,
        None | Some(ServerDefault::Identity(_))
    );
    integer_width(base_type(&column.data_type)).is_some()
        && column.default.is_none()
        && !column.has_callable_default
        && !filled_by_server
        && (column.autoincrement == Autoincrement::IgnoreForeignKey
            || !has_foreign_key(table, column))
}

/// Whether a column with `autoincrement=True` can count.
fn check_can_count(cx: &Context<'_>, table: &Table, column: &Column) -> Result<(), CompileError> {
    let base = base_type(&column.data_type);
    if integer_width(base).is_some() || numeric_scale(base) == Some(Some(0)) {
        return Ok(());
    }
    Err(CompileError::Invalid {
        message: format!(
            "Column type {} on column '{}.{}' is not compatible with autoincrement=True",
            cx.data_type(base)?,
            table.name,
            column.name
        ),
    })
}

fn has_foreign_key(table: &Table, column: &Column) -> bool {
    !column.foreign_keys.is_empty()
        || table.constraints.iter().any(|constraint| match constraint {
            Constraint::ForeignKey(key) => {
                key.columns.iter().any(|name| name.text == column.name.text)
            }
            _ => false,
        })
}
