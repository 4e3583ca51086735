//! Extensions.

use crate::Identifier;

/// An extension. What it brings along belongs to it and stands nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its name.
    pub name: Identifier,
    /// The schema that its objects are in; `None` is the default one.
    pub schema: Option<Identifier>,
    /// Its version; `None` is the one that the server installs unless told otherwise.
    pub version: Option<String>,
}
