//! [`Hazard`]: what an operation does to data and to those who use a table meanwhile.
//!
//! What is lost is told by the operation alone; what is locked or rewritten, by the dialect.

mod lock;
mod loss;

use limbeck_schema::operation::{AddColumn, AlterColumn};
use limbeck_schema::{Constraint, Index, Operation};

use crate::Dialect;

/// What the author of a migration should know of an operation before it runs on a large table, or on data that
/// matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hazard {
    /// A table goes with its rows.
    LosesTable,
    /// A column goes with its values.
    LosesColumn,
    /// A schema or type goes, and whatever depends on it.
    LosesDependents,
    /// A type has less room than the one before.
    Narrows,
    /// Every row is written anew, and nobody can use the table meanwhile.
    Rewrites,
    /// Every row is read, and nobody can write to the table meanwhile.
    BlocksWrites,
    /// Every row is read, and nobody can use the table meanwhile.
    BlocksAll,
}

impl Hazard {
    /// Whether data may be lost.
    pub fn loses_data(self) -> bool {
        match self {
            Hazard::LosesTable
            | Hazard::LosesColumn
            | Hazard::LosesDependents
            | Hazard::Narrows => true,
            Hazard::Rewrites | Hazard::BlocksWrites | Hazard::BlocksAll => false,
        }
    }

    /// One sentence for a comment above the operation.
    pub fn sentence(self) -> &'static str {
        match self {
            Hazard::LosesTable => "LOSES DATA: the table goes with all its rows.",
            Hazard::LosesColumn => "LOSES DATA: the column goes with all its values.",
            Hazard::LosesDependents => {
                "LOSES DATA: whatever depends on it may go, or stop it from going."
            }
            Hazard::Narrows => {
                "MAY LOSE DATA: values that do not fit the new type are cut or make this fail."
            }
            Hazard::Rewrites => {
                "LOCKS: every row is written anew; nobody can use the table meanwhile."
            }
            Hazard::BlocksWrites => {
                "LOCKS: every row is read; nobody can write to the table meanwhile."
            }
            Hazard::BlocksAll => "LOCKS: every row is read; nobody can use the table meanwhile.",
        }
    }
}

/// What a dialect locks while it reads or writes every row of a table; nothing unless it says so.
pub trait Locking: Send + Sync {
    /// A column is added.
    fn add_column(&self, add: &AddColumn) -> Option<Hazard> {
        let _ = add;
        None
    }

    /// A column changes.
    fn alter_column(&self, alter: &AlterColumn) -> Option<Hazard> {
        let _ = alter;
        None
    }

    /// An index is made of a table that exists.
    fn create_index(&self, index: &Index) -> Option<Hazard> {
        let _ = index;
        None
    }

    /// A constraint is added to a table that exists.
    fn add_constraint(&self, constraint: &Constraint) -> Option<Hazard> {
        let _ = constraint;
        None
    }
}

/// A dialect of which nothing is known, or nothing is to be said.
pub(crate) struct NoLocks;

impl Locking for NoLocks {}

/// What an operation does to data and to those who use its table, what is lost first.
pub fn hazards(dialect: &dyn Dialect, operation: &Operation) -> Vec<Hazard> {
    let lost = loss::hazard(operation);
    let locked = lock::hazard(dialect.ddl().locking(), operation);
    lost.into_iter().chain(locked).collect()
}
