//! `render_item`: what `env.py` writes in Alembic's place.

use std::collections::BTreeSet;

use limbeck_diagnostics::Diagnostic;
use limbeck_schema::{
    CheckConstraint, Column, ExcludeConstraint, ForeignKeyConstraint, PrimaryKeyConstraint,
    ServerDefault, SqlType, UniqueConstraint,
};

use super::{RenderError, Rendered, Renderer};

/// What `render_item` is asked about, with Alembic's word for it.
#[derive(Clone, Copy, Debug)]
pub enum Item<'a> {
    /// `type`
    Type(&'a SqlType),
    /// `column`
    Column(&'a Column),
    /// `server_default`
    ServerDefault(&'a ServerDefault),
    /// `primary_key`
    PrimaryKey(&'a PrimaryKeyConstraint),
    /// `foreign_key`
    ForeignKey(&'a ForeignKeyConstraint),
    /// `unique`
    Unique(&'a UniqueConstraint),
    /// `check`
    Check(&'a CheckConstraint),
    /// `exclude`
    Exclude(&'a ExcludeConstraint),
}

impl Item<'_> {
    /// Alembic's word for it, the first argument of `render_item`.
    pub fn word(&self) -> &'static str {
        match self {
            Item::Type(_) => "type",
            Item::Column(_) => "column",
            Item::ServerDefault(_) => "server_default",
            Item::PrimaryKey(_) => "primary_key",
            Item::ForeignKey(_) => "foreign_key",
            Item::Unique(_) => "unique",
            Item::Check(_) => "check",
            Item::Exclude(_) => "exclude",
        }
    }
}

/// Writes items otherwise than Alembic does.
pub trait RenderItem {
    /// The text of an item, or `None` for Alembic's own (`False` in Python). `imports` are the lines collected so far
    /// (`autogen_context.imports`), to which it may add.
    ///
    /// # Errors
    /// A diagnostic about what went wrong in it.
    fn render(
        &self,
        item: Item<'_>,
        imports: &mut BTreeSet<String>,
    ) -> Result<Option<String>, Box<Diagnostic>>;
}

impl Renderer<'_> {
    /// What `render_item` writes for an item, if it wants to.
    pub(super) fn hooked(&mut self, item: Item<'_>) -> Rendered<Option<String>> {
        match self.options.render_item {
            Some(hook) => hook
                .render(item, &mut self.imports)
                .map_err(RenderError::Hook),
            None => Ok(None),
        }
    }
}
