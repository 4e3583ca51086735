//! `with op.batch_alter_table(...) as batch_op:`.

use limbeck_schema::operation::{BatchAlterTable, Recreate, Reflection, TableItems};
use limbeck_schema::{Identifier, Operation, QualifiedName};

use super::literal::{optional_text, text};
use super::{RenderError, Rendered, Renderer};

impl Renderer<'_> {
    /// The changes of one table as a batch (`render_as_batch`).
    pub(super) fn batch(
        &mut self,
        table: &QualifiedName,
        operations: &[Operation],
    ) -> Rendered<Vec<String>> {
        let head = self.batch_head(table, &[]);
        self.within_batch(head, operations)
    }

    /// A batch with what was said about it.
    pub(super) fn batch_alter_table(&mut self, batch: &BatchAlterTable) -> Rendered<Vec<String>> {
        let says_more = batch.copy_from.is_some()
            || batch.reflection != Reflection::default()
            || batch.table_args != TableItems::default();
        if says_more {
            return Err(RenderError::Unsupported(format!(
                "the batch of {} is given a table or parts of one, which cannot be written back",
                batch.table
            )));
        }
        let mut keywords = Vec::new();
        match batch.recreate {
            Recreate::Auto => {}
            Recreate::Always => keywords.push("recreate='always'".to_owned()),
            Recreate::Never => keywords.push("recreate='never'".to_owned()),
        }
        let options = self.options(&batch.table_options)?;
        if !options.is_empty() {
            let options: Vec<_> = options
                .iter()
                .filter_map(|option| option.split_once('='))
                .map(|(name, value)| format!("{}: {value}", text(name)))
                .collect();
            keywords.push(format!("table_kwargs={{{}}}", options.join(", ")));
        }
        if let Some(convention) = &batch.naming_convention {
            let templates: Vec<_> = convention
                .templates
                .iter()
                .map(|(kind, template)| format!("{}: {}", text(kind), text(template)))
                .collect();
            keywords.push(format!("naming_convention={{{}}}", templates.join(", ")));
        }
        if !batch.partial_reordering.is_empty() {
            let orders: Vec<_> = batch
                .partial_reordering
                .iter()
                .map(|order| {
                    let order: Vec<_> = order.iter().map(|column| text(column)).collect();
                    format!("[{}]", order.join(", "))
                })
                .collect();
            keywords.push(format!("partial_reordering=[{}]", orders.join(", ")));
        }
        let head = self.batch_head(&batch.table, &keywords);
        self.within_batch(head, &batch.operations)
    }

    fn batch_head(&self, table: &QualifiedName, keywords: &[String]) -> String {
        let schema = optional_text(table.schema.as_ref().map(Identifier::as_str));
        let mut arguments = vec![text(table.name.as_str()), format!("schema={schema}")];
        arguments.extend(keywords.iter().cloned());
        // Alembic writes `op.` whatever the prefix.
        format!(
            "with op.batch_alter_table({}) as batch_op:",
            arguments.join(", ")
        )
    }

    /// The lines of a batch: only the first line of each operation is indented, as Mako's printer has it.
    fn within_batch(&mut self, head: String, operations: &[Operation]) -> Rendered<Vec<String>> {
        let mut lines = vec![head];
        let outer = std::mem::replace(&mut self.in_batch, true);
        let written: Rendered<Vec<_>> = operations
            .iter()
            .map(|operation| self.operation(operation))
            .collect();
        self.in_batch = outer;
        let written: Vec<String> = written?.into_iter().flatten().collect();
        if written.is_empty() {
            lines.push("    pass".to_owned());
        }
        lines.extend(written.into_iter().map(|line| format!("    {line}")));
        lines.push(String::new());
        Ok(lines)
    }
}
