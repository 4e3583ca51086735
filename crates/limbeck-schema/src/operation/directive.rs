//! [`Directive`]: operations as autogenerate groups them.

use super::{Irreversible, Operation};
use crate::QualifiedName;

/// An entry of what autogenerate found: an operation, or the changes of one table together
/// (`ModifyTableOps`), which become one batch where the project asks for batches.
#[derive(Clone, Debug, PartialEq)]
pub enum Directive {
    /// An operation on its own.
    Operation(Box<Operation>),
    /// The changes of one table, in order.
    ModifyTable {
        /// The table.
        table: QualifiedName,
        /// Its changes.
        operations: Vec<Operation>,
    },
}

impl From<Operation> for Directive {
    fn from(operation: Operation) -> Self {
        Directive::Operation(Box::new(operation))
    }
}

impl Directive {
    /// The operations of it, in order.
    pub fn operations(&self) -> &[Operation] {
        match self {
            Directive::Operation(operation) => std::slice::from_ref(&**operation),
            Directive::ModifyTable { operations, .. } => operations,
        }
    }

    /// What undoes it: the inverse of each operation, the last one first.
    ///
    /// # Errors
    /// [`Irreversible`] if what was there before is not known.
    pub fn reverse(&self) -> Result<Directive, Irreversible> {
        Ok(match self {
            Directive::Operation(operation) => operation.reverse()?.into(),
            Directive::ModifyTable { table, operations } => Directive::ModifyTable {
                table: table.clone(),
                operations: operations
                    .iter()
                    .rev()
                    .map(Operation::reverse)
                    .collect::<Result<_, _>>()?,
            },
        })
    }

    /// What undoes all of them (`UpgradeOps.reverse_into()`).
    ///
    /// # Errors
    /// [`Irreversible`] if what was there before is not known.
    pub fn reverse_all(directives: &[Directive]) -> Result<Vec<Directive>, Irreversible> {
        directives.iter().rev().map(Directive::reverse).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Column, SqlType, Table,
        operation::{AddColumn, CreateTable},
    };

    fn add(column: &str) -> Operation {
        Operation::AddColumn(Box::new(AddColumn {
            table: QualifiedName::new("t"),
            column: Column::new(column, SqlType::Integer),
            if_not_exists: false,
            inline_references: false,
            inline_primary_key: false,
            insert_before: None,
            insert_after: None,
        }))
    }

    #[test]
    fn the_last_change_is_undone_first() {
        let create = Operation::CreateTable(CreateTable {
            table: Table::new(QualifiedName::new("u")),
            if_not_exists: false,
            naming_convention: None,
        });
        let directives = [
            Directive::from(create.clone()),
            Directive::ModifyTable {
                table: QualifiedName::new("t"),
                operations: vec![add("a"), add("b")],
            },
        ];
        let reversed = Directive::reverse_all(&directives).unwrap();
        assert_eq!(
            reversed,
            [
                Directive::ModifyTable {
                    table: QualifiedName::new("t"),
                    operations: vec![add("b").reverse().unwrap(), add("a").reverse().unwrap()],
                },
                Directive::from(create.reverse().unwrap()),
            ]
        );
    }
}
