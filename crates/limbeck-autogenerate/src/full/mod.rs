//! The mode `full`: two complete schemas, compared by what the server says of both.
//!
//! Alembic's rules forgive what a server may write differently; these forgive nothing, because both sides are in the
//! server's words. So the two modes share their options, hooks and operations, but not their comparisons.

mod columns;
mod enums;
mod members;
mod objects;
mod scope;
mod steps;
mod tables;
mod touched;

use limbeck_dialects::Dialect;
use limbeck_schema::{QualifiedName, Schema, operation::Directive};

use crate::{CompareError, Comparison, Event, Plugin, compare::Comparer};

impl Comparer<'_> {
    /// Compares everything, both ways.
    pub(crate) fn everything(
        mut self,
        existing: Schema,
        wanted: Schema,
    ) -> Result<Comparison, CompareError> {
        let plugins = &self.options.plugins;
        if !plugins.has(Plugin::Schemas) || !plugins.has(Plugin::Tables) {
            return Ok(self.comparison);
        }
        let wanted = self.taking_part(&existing, wanted)?;
        let upgrade = steps(self.dialect, &existing, &wanted)?;
        let downgrade = steps(self.dialect, &wanted, &existing)?;
        for change in upgrade.impossible {
            self.comparison.events.push(Event::warning(change));
        }
        self.comparison.existing = existing.tables;
        self.comparison.directives = upgrade.directives;
        self.comparison.downgrade = Some(downgrade.directives);
        Ok(self.comparison)
    }
}

/// What leads from one schema to another.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    /// The operations, in an order in which they run.
    pub(crate) directives: Vec<Directive>,
    /// What differs and cannot be changed, as sentences.
    pub(crate) impossible: Vec<String>,
}

/// What leads from one complete schema to another.
///
/// # Errors
/// [`CompareError`] if the dialect has no words for an expression.
pub(crate) fn steps(
    dialect: &dyn Dialect,
    from: &Schema,
    to: &Schema,
) -> Result<Steps, CompareError> {
    steps::Planner::new(dialect, from, to)?.plan()
}

/// The table of that name; how it is quoted does not count.
fn table<'s>(schema: &'s Schema, name: &QualifiedName) -> Option<&'s limbeck_schema::Table> {
    schema.tables.iter().find(|table| same(&table.name, name))
}

/// Whether two names are the same, however they are quoted.
fn same(one: &QualifiedName, other: &QualifiedName) -> bool {
    let text = |name: &QualifiedName| name.schema.as_ref().map(|schema| schema.text.clone());
    one.name.text == other.name.text && text(one) == text(other)
}
