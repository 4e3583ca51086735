//! Comments of tables.

use limbeck_schema::{
    Operation, QualifiedName, Table,
    operation::{CreateTableComment, DropTableComment},
};

use super::{Comparer, column_comments::normalized};

impl Comparer<'_> {
    pub(super) fn table_comment(
        &self,
        name: &QualifiedName,
        existing: &Table,
        wanted: &Table,
    ) -> Option<Operation> {
        if !self.dialect.comparator().has_comments() {
            return None;
        }
        let existing = normalized(&existing.comment);
        let wanted = normalized(&wanted.comment);
        if existing == wanted {
            return None;
        }
        let existing_comment = existing.map(str::to_owned);
        Some(match wanted {
            None => Operation::DropTableComment(DropTableComment {
                table: name.clone(),
                existing_comment,
            }),
            Some(comment) => Operation::CreateTableComment(CreateTableComment {
                table: name.clone(),
                comment: Some(comment.to_owned()),
                existing_comment,
            }),
        })
    }
}
