//! `op.add_column`, `op.drop_column`.

use limbeck_schema::Identifier;
use limbeck_schema::operation::{AddColumn, DropColumn};

use super::column::Place;
use super::literal::text;
use super::{Rendered, Renderer};

impl Renderer<'_> {
    pub(super) fn add_column(&mut self, add: &AddColumn) -> Rendered<String> {
        let column = self.column(&add.column, Place::Alone)?;
        let mut arguments = self.table_argument(&add.table.name);
        arguments.push(column);
        arguments.extend(self.schema_keyword(add.table.schema.as_ref()));
        for (name, given) in [
            ("if_not_exists", add.if_not_exists),
            ("inline_references", add.inline_references),
            ("inline_primary_key", add.inline_primary_key),
        ] {
            arguments.extend(given.then(|| format!("{name}=True")));
        }
        arguments.extend(placement(&add.insert_before, &add.insert_after));
        Ok(self.function("add_column", &arguments))
    }

    pub(super) fn drop_column(&mut self, drop: &DropColumn) -> Rendered<String> {
        let mut arguments = self.table_argument(&drop.table.name);
        arguments.push(text(drop.column.as_str()));
        arguments.extend(self.schema_keyword(drop.table.schema.as_ref()));
        if drop.if_exists {
            arguments.push("if_exists=True".to_owned());
        }
        if let Some(existing) = drop.existing_type.as_ref().filter(|_| self.is_complete()) {
            arguments.push(format!("existing_type={}", self.data_type(existing)?));
        }
        arguments.extend(self.options(&drop.options)?);
        Ok(self.function("drop_column", &arguments))
    }

    /// The table that an operation is about, which a batch knows.
    pub(super) fn table_argument(&self, table: &Identifier) -> Vec<String> {
        if self.in_batch {
            Vec::new()
        } else {
            vec![text(table.as_str())]
        }
    }

    /// `schema=`, which a batch knows.
    pub(super) fn schema_keyword(&self, schema: Option<&Identifier>) -> Option<String> {
        let schema = schema.filter(|schema| !self.in_batch && !schema.as_str().is_empty())?;
        Some(format!("schema={}", text(schema.as_str())))
    }

    /// A call of `op`.
    pub(super) fn function(&self, name: &str, arguments: &[String]) -> String {
        format!("{}{name}({})", self.op(), arguments.join(", "))
    }
}

/// `insert_before` and `insert_after` of batches.
pub(super) fn placement(
    before: &Option<Identifier>,
    after: &Option<Identifier>,
) -> impl Iterator<Item = String> {
    let keyword = |name: &str, column: &Option<Identifier>| {
        let column = column.as_ref()?;
        Some(format!("{name}={}", text(column.as_str())))
    };
    [
        keyword("insert_before", before),
        keyword("insert_after", after),
    ]
    .into_iter()
    .flatten()
}
