//! [`Hooks`]: what the project itself says about a comparison.

use limbeck_schema::{
    CheckConstraint, Column, ForeignKeyConstraint, Index, ServerDefault, Table, UniqueConstraint,
};

use crate::CompareError;

/// What a name belongs to, in `include_name`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// A schema; no name is the default one.
    Schema,
    /// A table, a column, ...
    Item(ItemKind),
}

/// What an object is, in `include_object`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// A table.
    Table,
    /// A column.
    Column,
    /// An index.
    Index,
    /// A unique constraint.
    UniqueConstraint,
    /// A foreign key.
    ForeignKeyConstraint,
    /// A CHECK constraint.
    CheckConstraint,
}

impl NameKind {
    /// The word for it, `type_`.
    pub fn word(self) -> &'static str {
        match self {
            NameKind::Schema => "schema",
            NameKind::Item(kind) => kind.word(),
        }
    }
}

impl ItemKind {
    /// The word for it, `type_`.
    pub fn word(self) -> &'static str {
        match self {
            ItemKind::Table => "table",
            ItemKind::Column => "column",
            ItemKind::Index => "index",
            ItemKind::UniqueConstraint => "unique_constraint",
            ItemKind::ForeignKeyConstraint => "foreign_key_constraint",
            ItemKind::CheckConstraint => "check_constraint",
        }
    }
}

/// Where a name belongs, in `include_name`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ParentNames<'a> {
    /// The schema of a table or of what is in one: `Some(None)` is the default one.
    pub schema: Option<Option<&'a str>>,
    /// The table of a column, an index or a constraint.
    pub table: Option<&'a str>,
}

/// An object of a schema, with the table that it belongs to.
#[derive(Clone, Copy, Debug)]
pub enum SchemaItem<'a> {
    /// A table.
    Table(&'a Table),
    /// A column.
    Column(&'a Table, &'a Column),
    /// An index.
    Index(&'a Table, &'a Index),
    /// A unique constraint.
    UniqueConstraint(&'a Table, &'a UniqueConstraint),
    /// A foreign key.
    ForeignKeyConstraint(&'a Table, &'a ForeignKeyConstraint),
    /// A CHECK constraint.
    CheckConstraint(&'a Table, &'a CheckConstraint),
}

impl SchemaItem<'_> {
    /// What it is.
    pub fn kind(&self) -> ItemKind {
        match self {
            SchemaItem::Table(_) => ItemKind::Table,
            SchemaItem::Column(..) => ItemKind::Column,
            SchemaItem::Index(..) => ItemKind::Index,
            SchemaItem::UniqueConstraint(..) => ItemKind::UniqueConstraint,
            SchemaItem::ForeignKeyConstraint(..) => ItemKind::ForeignKeyConstraint,
            SchemaItem::CheckConstraint(..) => ItemKind::CheckConstraint,
        }
    }

    /// Its name, if it has one.
    pub fn name(&self) -> Option<&str> {
        let name = match self {
            SchemaItem::Table(table) => return Some(table.name.name.as_str()),
            SchemaItem::Column(_, column) => return Some(column.name.as_str()),
            SchemaItem::Index(_, index) => &index.name,
            SchemaItem::UniqueConstraint(_, constraint) => &constraint.name,
            SchemaItem::ForeignKeyConstraint(_, constraint) => &constraint.name,
            SchemaItem::CheckConstraint(_, constraint) => &constraint.name,
        };
        name.identifier().map(limbeck_schema::Identifier::as_str)
    }
}

/// The functions of a project that take part in a comparison, as `context.configure()` got them.
pub trait Hooks {
    /// `include_name`: whether a name of the database takes part.
    ///
    /// # Errors
    /// [`CompareError::Hook`] if the function fails.
    fn include_name(
        &mut self,
        name: Option<&str>,
        kind: NameKind,
        parents: ParentNames<'_>,
    ) -> Result<bool, CompareError> {
        let _ = (name, kind, parents);
        Ok(true)
    }

    /// `include_object`: whether an object takes part; `reflected` if it is the database's.
    ///
    /// # Errors
    /// [`CompareError::Hook`] if the function fails.
    fn include_object(
        &mut self,
        item: SchemaItem<'_>,
        reflected: bool,
        compare_to: Option<SchemaItem<'_>>,
    ) -> Result<bool, CompareError> {
        let _ = (item, reflected, compare_to);
        Ok(true)
    }

    /// `compare_type`: whether the types of two columns differ; `None` leaves it to the dialect.
    ///
    /// # Errors
    /// [`CompareError::Hook`] if the function fails.
    fn compare_type(
        &mut self,
        existing: (&Table, &Column),
        wanted: (&Table, &Column),
    ) -> Result<Option<bool>, CompareError> {
        let _ = (existing, wanted);
        Ok(None)
    }

    /// `compare_server_default`: whether the defaults of two columns differ; `None` leaves it to the dialect. The texts
    /// are those of the database and of the models.
    ///
    /// # Errors
    /// [`CompareError::Hook`] if the function fails.
    fn compare_server_default(
        &mut self,
        existing: (&Table, &Column),
        wanted: (&Table, &Column),
        existing_text: Option<&str>,
        wanted_text: Option<&str>,
    ) -> Result<Option<bool>, CompareError> {
        let _ = (existing, wanted, existing_text, wanted_text);
        Ok(None)
    }
}

/// A project without such functions.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoHooks;

impl Hooks for NoHooks {}

/// Whether a default is one whose text is compared: a string or an expression.
pub(crate) fn has_text(default: Option<&ServerDefault>) -> bool {
    match default {
        None | Some(ServerDefault::Literal(_) | ServerDefault::Expression(_)) => true,
        Some(ServerDefault::Identity(_) | ServerDefault::Computed(_) | ServerDefault::Fetched) => {
            false
        }
    }
}
