//! Views.

use crate::{Identifier, Index, QualifiedName};

/// A view.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Its name.
    pub name: QualifiedName,
    /// Plain or materialised.
    pub kind: ViewKind,
    /// The names between its own and `AS`; empty where the query names all columns itself.
    pub names: Vec<Identifier>,
    /// What it returns, where the catalog tells.
    pub columns: Vec<ViewColumn>,
    /// The query, without a semicolon.
    pub query: String,
    /// Further options and their values, sorted by name: `security_barrier`, `check_option`, ...
    pub options: Vec<(String, String)>,
    /// Its comment.
    pub comment: Option<String>,
}

/// Plain or materialised.
#[derive(Clone, Debug, PartialEq)]
pub enum ViewKind {
    /// The query is run whenever the view is read.
    Plain,
    /// The rows are kept.
    Materialized {
        /// The indexes on them, sorted by name.
        indexes: Vec<Index>,
    },
}

/// A column of a view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViewColumn {
    /// Its name.
    pub name: Identifier,
    /// Its type and collation, as the server writes them.
    pub data_type: String,
    /// What an `INSERT` into the view puts there (`ALTER VIEW ... SET DEFAULT`).
    pub default: Option<String>,
    /// Its comment.
    pub comment: Option<String>,
}
