//! Comments of columns.

use limbeck_schema::{Setting, operation::AlterColumn};

use super::{Comparer, columns::ColumnPair};

impl Comparer<'_> {
    pub(super) fn column_comment(&mut self, pair: ColumnPair<'_>, alter: &mut AlterColumn) {
        if !self.dialect.comparator().has_comments() {
            return;
        }
        let existing = normalized(&pair.existing.comment);
        let wanted = normalized(&pair.wanted.comment);
        alter.existing_comment = existing.map(str::to_owned);
        if existing != wanted {
            alter.comment = match wanted {
                Some(comment) => Setting::Set(comment.to_owned()),
                None => Setting::Unset,
            };
            let label = pair.label();
            self.log("comments", format!("Detected column comment '{label}'"));
        }
    }
}

/// An empty comment is none.
pub(super) fn normalized(comment: &Option<String>) -> Option<&str> {
    comment.as_deref().filter(|comment| !comment.is_empty())
}
