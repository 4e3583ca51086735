//! What `db drift` prints.

use limbeck::Drift;

use super::changes::{grouped, line};

/// What was changed in a database by hand.
pub(crate) fn drift(found: &Drift) -> String {
    if found.changes.is_empty() {
        return "No drift: the database is as its migrations make it.\n".to_owned();
    }
    let mut text = String::new();
    for group in grouped(&found.changes, |change| change) {
        line(&mut text, "", group.kind, &group.name);
        for (what, change) in &group.parts {
            line(&mut text, "    ", change.kind, what);
        }
    }
    text
}
