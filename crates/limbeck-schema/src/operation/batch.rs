//! `with op.batch_alter_table(...)`.

use crate::{
    Column, Constraint, DialectOptions, Index, NamingConvention, Operation, QualifiedName, Table,
};

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

/// What a table is made of besides its name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableItems {
    /// Columns, in order.
    pub columns: Vec<Column>,
    /// Constraints, in order.
    pub constraints: Vec<Constraint>,
    /// Indexes, in order.
    pub indexes: Vec<Index>,
}

/// How the table is read from the database (`reflect_args=`, `reflect_kwargs=`).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reflection {
    /// What is known better than the database tells: a column takes the place of the one of its
    /// name, everything else is added (`reflect_args=`).
    pub items: TableItems,
    /// Columns as `column_reflect` listeners left them, each in place of the one of its name.
    pub columns: Vec<Column>,
    /// The columns to read; all if `None` (`include_columns`).
    pub include_columns: Option<Vec<String>>,
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
    /// How the table is read from the database.
    pub reflection: Reflection,
    /// What the new table has besides (`table_args=`).
    pub table_args: TableItems,
    /// Dialect keywords of the new table (`table_kwargs=`).
    pub table_options: DialectOptions,
    /// How unnamed constraints of the table are called (`naming_convention=`).
    pub naming_convention: Option<NamingConvention>,
    /// Orders of columns (`partial_reordering=`).
    pub partial_reordering: Vec<Vec<String>>,
}
