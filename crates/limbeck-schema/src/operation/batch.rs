//! `with op.batch_alter_table(...)`.

use crate::{Constraint, DialectOptions, NamingConvention, Operation, QualifiedName, Table};

/// When a batch rebuilds the table (`recreate=`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Recreate {
    /// Where the dialect cannot alter in place (`"auto"`).
    #[default]
    Auto,
    /// In any case (`"always"`).
    Always,
    /// In no case (`"never"`).
    Never,
}

/// A group of operations on one table, carried out together.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchAlterTable {
    /// The table.
    pub table: QualifiedName,
    /// What is done to it, in order.
    pub operations: Vec<Operation>,
    /// Whether the table is rebuilt.
    pub recreate: Recreate,
    /// The table as it is, if given (`copy_from=`); else the database is asked.
    pub copy_from: Option<Box<Table>>,
    /// Further constraints of the new table (`table_args=`).
    pub table_args: Vec<Constraint>,
    /// Dialect keywords of the new table (`table_kwargs=`).
    pub table_options: DialectOptions,
    /// How unnamed constraints of the table are called (`naming_convention=`).
    pub naming_convention: Option<NamingConvention>,
    /// Orders of columns (`partial_reordering=`).
    pub partial_reordering: Vec<Vec<String>>,
}
