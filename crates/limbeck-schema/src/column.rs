//! Columns.

use crate::{
    CheckConstraint, ConstraintName, Deferral, DialectOptions, Identifier, Literal, QualifiedName,
    Sequence, ServerDefault, SqlType,
};

/// `autoincrement` of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Autoincrement {
    /// `"auto"`: the single integer primary key without foreign key.
    #[default]
    Auto,
    /// `"ignore_fk"`: like auto, foreign keys allowed.
    IgnoreForeignKey,
    /// `True`.
    Always,
    /// `False`.
    Never,
}

/// `ForeignKey(...)` inside a column.
#[derive(Clone, Debug, PartialEq)]
pub struct InlineForeignKey {
    /// Its name.
    pub name: ConstraintName,
    /// The table referred to.
    pub referred_table: QualifiedName,
    /// The column referred to; `None` is the column of the same name.
    pub referred_column: Option<Identifier>,
    /// `ON DELETE` action, as given.
    pub ondelete: Option<String>,
    /// `ON UPDATE` action, as given.
    pub onupdate: Option<String>,
    /// `MATCH` kind, as given.
    pub match_: Option<String>,
    /// When it is checked.
    pub deferral: Deferral,
    /// `use_alter=True`.
    pub use_alter: bool,
    /// Dialect keywords.
    pub options: DialectOptions,
    /// `comment` (PostgreSQL).
    pub comment: Option<String>,
}

/// A column, as `sa.Column(...)` describes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: Identifier,
    /// Its type.
    pub data_type: SqlType,
    /// Whether it accepts NULL; SQLAlchemy's default is `not primary_key`.
    pub nullable: bool,
    /// Whether nobody has said so, and `nullable` is what SQLAlchemy takes in that case.
    pub nullable_is_default: bool,
    /// Whether `primary_key=True` was given.
    pub primary_key: bool,
    /// How it counts.
    pub autoincrement: Autoincrement,
    /// What the server fills in.
    pub server_default: Option<ServerDefault>,
    /// A scalar client-side default (`default=3`), used by `bulk_insert`.
    pub default: Option<Literal>,
    /// Whether it has a client-side default that only Python can compute (`default=uuid4`): an
    /// integer key with one does not count by itself.
    pub has_callable_default: bool,
    /// A `Sequence` among its arguments.
    pub sequence: Option<Sequence>,
    /// Its comment.
    pub comment: Option<String>,
    /// `unique=True`.
    pub unique: bool,
    /// `index=True`.
    pub index: bool,
    /// `system=True`: never in CREATE TABLE.
    pub system: bool,
    /// Its `ForeignKey(...)` arguments.
    pub foreign_keys: Vec<InlineForeignKey>,
    /// Its `CheckConstraint(...)` arguments.
    pub checks: Vec<CheckConstraint>,
    /// Dialect keywords.
    pub options: DialectOptions,
    /// `info`: what the application keeps beside it, as far as it is plain data.
    pub info: Vec<(String, Literal)>,
}

impl Column {
    /// A nullable column without further attributes.
    pub fn new(name: impl Into<Identifier>, data_type: SqlType) -> Self {
        Self {
            name: name.into(),
            data_type,
            nullable: true,
            nullable_is_default: false,
            primary_key: false,
            autoincrement: Autoincrement::Auto,
            server_default: None,
            default: None,
            has_callable_default: false,
            sequence: None,
            comment: None,
            unique: false,
            index: false,
            system: false,
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            options: DialectOptions::default(),
            info: Vec::new(),
        }
    }
}
