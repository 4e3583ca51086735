//! `list_templates`.

pub use crate::templates::Template;

/// The templates of script directories.
pub fn list_templates() -> &'static [Template] {
    crate::templates::TEMPLATES
}
