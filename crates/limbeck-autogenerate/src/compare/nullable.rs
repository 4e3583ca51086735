//! Whether columns accept NULL.

use limbeck_schema::{ServerDefault, operation::AlterColumn};

use super::{Comparer, columns::ColumnPair};

impl Comparer<'_> {
    pub(super) fn nullable(&mut self, pair: ColumnPair<'_>, alter: &mut AlterColumn) {
        let ColumnPair {
            existing, wanted, ..
        } = pair;
        alter.existing_nullable = Some(existing.nullable);
        if existing.nullable == wanted.nullable {
            return;
        }
        let defaults = [&existing.server_default, &wanted.server_default];
        let has_identity = defaults
            .iter()
            .any(|default| matches!(default, Some(ServerDefault::Identity(_))));
        let is_computed = defaults
            .iter()
            .any(|default| matches!(default, Some(ServerDefault::Computed(_))));
        let label = pair.label();
        // A generated column accepts NULL unless the model says that it does not.
        if has_identity || (is_computed && wanted.nullable) {
            self.log(
                "constraints",
                format!("Ignoring nullable change on identity column '{label}'"),
            );
            return;
        }
        alter.nullable = Some(wanted.nullable);
        let word = if wanted.nullable { "NULL" } else { "NOT NULL" };
        self.log(
            "constraints",
            format!("Detected {word} on column '{label}'"),
        );
    }
}
