//! A table as DDL needs it: its primary key found, its constraints in order, all names known.

use std::borrow::Cow;

use limbeck_schema::{
    Autoincrement, Column, Constraint, ConstraintName, Expression, ForeignKeyConstraint,
    Identifier, Index, IndexElement, InlineForeignKey, PrimaryKeyConstraint, QualifiedName,
    ServerDefault, Table, UniqueConstraint,
};

use super::{Context, type_check::TypeCheck};
use crate::{
    CompileError,
    identifiers::ResolvedName,
    naming::{self, Kind, Referred, Subject, SubjectColumn},
    types::{base_type, integer_width, numeric_scale},
};

/// A table with what follows from its columns and constraints.
pub struct TableContext<'a> {
    /// The table.
    pub table: &'a Table,
    /// Its primary key: the constraint, or what `primary_key=True` of its columns makes.
    pub primary_key: Option<Cow<'a, PrimaryKeyConstraint>>,
    /// The column of the primary key that counts by itself.
    pub autoincrement: Option<&'a Column>,
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
    ///
    /// # Errors
    /// [`CompileError::Invalid`] if `autoincrement=True` is where it cannot be.
    pub(crate) fn new(cx: &Context<'_>, table: &'a Table) -> Result<Self, CompileError> {
        let (primary_key, implicit) = primary_key(table);
        let mut context = Self {
            table,
            primary_key,
            autoincrement: None,
        };
        context.autoincrement = autoincrement_column(cx, table, context.key_columns())?;
        if let (true, Some(first), Some(key)) =
            (implicit, context.autoincrement, &mut context.primary_key)
        {
            // An implied key starts with the column that counts.
            key.to_mut()
                .columns
                .sort_by_key(|name| name.text != first.name.text);
        }
        Ok(context)
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

    /// Whether this is the column that counts by itself.
    pub(crate) fn is_autoincrement(&self, column: &Column) -> bool {
        self.autoincrement
            .is_some_and(|counting| counting.name.text == column.name.text)
    }

    /// Whether a column refers to another table: its own foreign keys, or one of the table.
    pub(crate) fn has_foreign_key(&self, column: &Column) -> bool {
        has_foreign_key(self.table, column)
    }

    /// The constraints in the order of CREATE TABLE: the primary key, those of the table, then
    /// those that follow from its columns.
    pub(crate) fn constraints(&self) -> Vec<TableConstraint<'a>> {
        let mut constraints = Vec::new();
        if let Some(key) = self
            .primary_key
            .as_ref()
            .filter(|key| !key.columns.is_empty())
        {
            let key = Constraint::PrimaryKey(key.clone().into_owned());
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
        constraints
    }

    /// The indexes that follow from `index=True`, then those of the table.
    pub(crate) fn indexes(&self) -> Vec<Cow<'a, Index>> {
        let of_columns = self
            .table
            .columns
            .iter()
            .filter(|column| column.index)
            .map(|column| Cow::Owned(column_index(&self.table.name, column)));
        let own = self.table.indexes.iter().map(Cow::Borrowed);
        of_columns.chain(own).collect()
    }
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
fn primary_key(table: &Table) -> (Option<Cow<'_, PrimaryKeyConstraint>>, bool) {
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

/// The column of the primary key that counts by itself
/// (`PrimaryKeyConstraint._autoincrement_column`).
fn autoincrement_column<'a>(
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

/// The name of a constraint by the naming convention.
///
/// `table` is the operation's own table if it has one: only then are the columns of a foreign
/// key to itself known.
pub(crate) fn constraint_name(
    cx: &Context<'_>,
    table: &QualifiedName,
    constraint: &Constraint,
    knows_referred: bool,
) -> Result<Option<ResolvedName>, CompileError> {
    let mut subject = Subject {
        kind: Kind::Other,
        name: constraint.name(),
        table,
        columns: Vec::new(),
        referred: None,
    };
    match constraint {
        Constraint::PrimaryKey(key) => {
            subject.kind = Kind::PrimaryKey;
            subject.columns = of_table(&key.columns);
        }
        Constraint::Unique(unique) => {
            subject.kind = Kind::Unique;
            subject.columns = of_table(&unique.columns);
        }
        Constraint::ForeignKey(key) => {
            subject.kind = Kind::ForeignKey;
            subject.columns = of_table(&key.columns);
            subject.referred = Some(Referred {
                table: &key.referred_table,
                columns: (knows_referred || key.referred_table == *table)
                    .then(|| texts(&key.referred_columns)),
            });
        }
        Constraint::Check(check) => {
            subject.kind = Kind::Check;
            subject.columns = check
                .condition
                .column_names()
                .into_iter()
                .map(SubjectColumn::of_expression)
                .collect();
        }
        Constraint::Exclude(_) => {}
    }
    naming::resolve(&cx.options.naming_convention, &subject)
}

/// Where an index is described.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IndexPlace {
    /// Within its table, whose columns are known.
    Table,
    /// On its own: what it orders by is all that is known of the table.
    Alone,
}

/// The name of an index by the naming convention.
///
/// An index on its own that has nothing but expressions is not seen by the convention: they do
/// not tell it its table.
pub(crate) fn index_name(
    cx: &Context<'_>,
    index: &Index,
    place: IndexPlace,
) -> Result<Option<ResolvedName>, CompileError> {
    let columns = index_columns(index, place);
    let is_seen = place == IndexPlace::Table || columns.iter().any(|column| column.of_table);
    naming::resolve(
        &cx.options.naming_convention,
        &Subject {
            kind: if is_seen { Kind::Index } else { Kind::Other },
            name: &index.name,
            table: &index.table,
            columns,
            referred: None,
        },
    )
}

/// The columns that an index has for a naming convention; on its own, a text counts as a column
/// of that name.
pub(crate) fn index_columns(index: &Index, place: IndexPlace) -> Vec<SubjectColumn<'_>> {
    index
        .elements
        .iter()
        .flat_map(|element| match (element, place) {
            (IndexElement::Column(name), _) => vec![SubjectColumn::of_table(name.as_str())],
            (IndexElement::Expression(Expression::Text(clause)), IndexPlace::Alone) => {
                vec![SubjectColumn::of_table(&clause.text)]
            }
            (IndexElement::Expression(expression), _) => expression
                .column_names()
                .into_iter()
                .map(SubjectColumn::of_expression)
                .collect(),
        })
        .collect()
}

/// Checks that everything in a table has a name that it needs, as SQLAlchemy does before the
/// first statement.
pub(crate) fn check_names(cx: &Context<'_>, table: &TableContext<'_>) -> Result<(), CompileError> {
    let name = &table.table.name;
    for constraint in table.constraints() {
        if let Some(constraint) = constraint.constraint() {
            constraint_name(cx, name, constraint, false)?;
        }
    }
    for check in table.table.columns.iter().flat_map(|column| &column.checks) {
        constraint_name(cx, name, &Constraint::Check(check.clone()), false)?;
    }
    for index in table.indexes() {
        index_name(cx, &index, IndexPlace::Table)?;
    }
    Ok(())
}

fn of_table(names: &[Identifier]) -> Vec<SubjectColumn<'_>> {
    names
        .iter()
        .map(|name| SubjectColumn::of_table(name.as_str()))
        .collect()
}

fn texts(names: &[Identifier]) -> Vec<&str> {
    names.iter().map(Identifier::as_str).collect()
}
