//! Constraints of a table.

use crate::{DialectOptions, Expression, Identifier, QualifiedName};

/// The name of a constraint or index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ConstraintName {
    /// None was given: a naming convention may make one, or the server.
    #[default]
    Unnamed,
    /// Given by the user; a naming convention with `%(constraint_name)s` still applies.
    Given(Identifier),
    /// `op.f(...)`: final, no naming convention applies.
    Final(Identifier),
}

impl ConstraintName {
    /// The name as given, if any.
    pub fn identifier(&self) -> Option<&Identifier> {
        match self {
            ConstraintName::Unnamed => None,
            ConstraintName::Given(name) | ConstraintName::Final(name) => Some(name),
        }
    }
}

/// When a constraint is checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deferral {
    /// `DEFERRABLE` or `NOT DEFERRABLE`.
    pub deferrable: Option<bool>,
    /// The word after `INITIALLY`, as given.
    pub initially: Option<String>,
}

/// A constraint of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Constraint {
    /// `PRIMARY KEY`.
    PrimaryKey(PrimaryKeyConstraint),
    /// `UNIQUE`.
    Unique(UniqueConstraint),
    /// `FOREIGN KEY`.
    ForeignKey(ForeignKeyConstraint),
    /// `CHECK`.
    Check(CheckConstraint),
    /// `EXCLUDE`.
    Exclude(ExcludeConstraint),
}

/// The kind of a constraint, as in `op.drop_constraint(..., type_=)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConstraintKind {
    /// `primary`.
    PrimaryKey,
    /// `unique`.
    Unique,
    /// `foreignkey`.
    ForeignKey,
    /// `check`.
    Check,
    /// `exclude`; Alembic has no word for it.
    Exclude,
}

/// `PrimaryKeyConstraint`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PrimaryKeyConstraint {
    /// Its name.
    pub name: ConstraintName,
    /// Its columns, in order.
    pub columns: Vec<Identifier>,
    /// When it is checked.
    pub deferral: Deferral,
    /// Dialect keywords.
    pub options: DialectOptions,
    /// `comment` (PostgreSQL).
    pub comment: Option<String>,
}

/// `UniqueConstraint`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UniqueConstraint {
    /// Its name.
    pub name: ConstraintName,
    /// Its columns, in order.
    pub columns: Vec<Identifier>,
    /// When it is checked.
    pub deferral: Deferral,
    /// Dialect keywords.
    pub options: DialectOptions,
    /// `comment` (PostgreSQL).
    pub comment: Option<String>,
}

/// `ForeignKeyConstraint`.
#[derive(Clone, Debug, PartialEq)]
pub struct ForeignKeyConstraint {
    /// Its name.
    pub name: ConstraintName,
    /// The local columns.
    pub columns: Vec<Identifier>,
    /// The table referred to.
    pub referred_table: QualifiedName,
    /// The columns referred to, as many as `columns`.
    pub referred_columns: Vec<Identifier>,
    /// `ON DELETE` action, as given.
    pub ondelete: Option<String>,
    /// `ON UPDATE` action, as given.
    pub onupdate: Option<String>,
    /// `MATCH` kind, as given.
    pub match_: Option<String>,
    /// When it is checked.
    pub deferral: Deferral,
    /// `use_alter=True`: left out of CREATE TABLE where the dialect can alter.
    pub use_alter: bool,
    /// Dialect keywords.
    pub options: DialectOptions,
    /// `comment` (PostgreSQL).
    pub comment: Option<String>,
}

/// `CheckConstraint`.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckConstraint {
    /// Its name.
    pub name: ConstraintName,
    /// The condition.
    pub condition: Expression,
    /// When it is checked.
    pub deferral: Deferral,
    /// Dialect keywords.
    pub options: DialectOptions,
    /// `comment` (PostgreSQL).
    pub comment: Option<String>,
}

/// `postgresql.ExcludeConstraint`.
#[derive(Clone, Debug, PartialEq)]
pub struct ExcludeConstraint {
    /// Its name.
    pub name: ConstraintName,
    /// What is compared, in order.
    pub elements: Vec<ExcludeElement>,
    /// The index method; `gist` if not given.
    pub using: Option<String>,
    /// The predicate.
    pub condition: Option<Expression>,
    /// When it is checked.
    pub deferral: Deferral,
    /// Operator classes by column.
    pub ops: Vec<(String, String)>,
    /// Dialect keywords.
    pub options: DialectOptions,
}

/// One `element WITH operator` of an [`ExcludeConstraint`].
#[derive(Clone, Debug, PartialEq)]
pub struct ExcludeElement {
    /// The column or expression.
    pub expression: Expression,
    /// The operator.
    pub operator: String,
}

impl Constraint {
    /// Its kind.
    pub fn kind(&self) -> ConstraintKind {
        match self {
            Constraint::PrimaryKey(_) => ConstraintKind::PrimaryKey,
            Constraint::Unique(_) => ConstraintKind::Unique,
            Constraint::ForeignKey(_) => ConstraintKind::ForeignKey,
            Constraint::Check(_) => ConstraintKind::Check,
            Constraint::Exclude(_) => ConstraintKind::Exclude,
        }
    }

    /// Its name.
    pub fn name(&self) -> &ConstraintName {
        match self {
            Constraint::PrimaryKey(constraint) => &constraint.name,
            Constraint::Unique(constraint) => &constraint.name,
            Constraint::ForeignKey(constraint) => &constraint.name,
            Constraint::Check(constraint) => &constraint.name,
            Constraint::Exclude(constraint) => &constraint.name,
        }
    }
}
