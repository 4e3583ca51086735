//! `MetaData(naming_convention=...)`.

use indexmap::IndexMap;

/// The templates that name constraints and indexes, by kind (`ix`, `uq`, `ck`, `fk`, `pk`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamingConvention {
    /// Kind to template, such as `pk` to `pk_%(table_name)s`.
    pub templates: IndexMap<String, String>,
}
