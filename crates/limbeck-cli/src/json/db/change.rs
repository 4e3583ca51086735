//! A difference between two schemas.

use limbeck::{Attribute, ChangeKind};
use schemars::JsonSchema;
use serde::Serialize;

use crate::render::db::changes::object;

/// A difference.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Change {
    /// Whether something comes, goes, or becomes another one.
    pub kind: Kind,
    /// What it is about: the name of a table or view with its schema; of anything else its kind and its name.
    pub object: Option<String>,
    /// What of a table it is about, such as `column`; null for the object as a whole.
    pub part: Option<String>,
    /// The name of that part, if it has one.
    pub name: Option<String>,
    /// The attributes of a column that change.
    pub attributes: Vec<String>,
}

/// What happens.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Something comes.
    Add,
    /// Something becomes another one.
    Alter,
    /// Something goes.
    Drop,
}

impl Change {
    /// The report of the library.
    pub fn of(change: &limbeck::Change) -> Self {
        let part = change.part.as_ref();
        let attributes = part.map(|part| part.attributes.clone()).unwrap_or_default();
        Self {
            kind: match change.kind {
                ChangeKind::Add => Kind::Add,
                ChangeKind::Alter => Kind::Alter,
                ChangeKind::Drop => Kind::Drop,
            },
            object: change.subject.as_ref().map(object),
            part: part.map(|part| part.kind.word().to_owned()),
            name: part.and_then(|part| part.name.clone()),
            attributes: attributes
                .into_iter()
                .map(|attribute| Attribute::word(attribute).to_owned())
                .collect(),
        }
    }
}
