//! What InnoDB copies, by the manuals on online DDL.

use limbeck_schema::operation::AlterColumn;
use limbeck_schema::{Constraint, SqlType};

use crate::hazard::{Hazard, Locking};
use crate::types::base_type;

/// What is locked for as long as all rows are read or written. Indexes and columns are added while the table is used.
pub(super) struct Locks;

impl Locking for Locks {
    fn alter_column(&self, alter: &AlterColumn) -> Option<Hazard> {
        let after = alter.data_type.as_ref()?;
        let before = alter.existing_type.as_ref();
        before
            .is_none_or(|before| !grows_in_place(base_type(before), base_type(after)))
            .then_some(Hazard::BlocksWrites)
    }

    fn add_constraint(&self, constraint: &Constraint) -> Option<Hazard> {
        match constraint {
            Constraint::ForeignKey(_) | Constraint::Check(_) => Some(Hazard::BlocksWrites),
            Constraint::PrimaryKey(_) | Constraint::Unique(_) | Constraint::Exclude(_) => None,
        }
    }
}

/// Text may become longer as long as its length takes as many bytes.
fn grows_in_place(before: &SqlType, after: &SqlType) -> bool {
    match (before, after) {
        (
            SqlType::String {
                length: Some(before),
                ..
            },
            SqlType::String {
                length: Some(after),
                ..
            },
        ) => before <= after && (*after < 64 || *before > 255),
        (before, after) => before == after,
    }
}
