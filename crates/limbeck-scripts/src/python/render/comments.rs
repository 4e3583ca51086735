//! `op.create_table_comment`, `op.drop_table_comment`.

use limbeck_schema::QualifiedName;
use limbeck_schema::operation::{CreateTableComment, DropTableComment};

use super::Renderer;
use super::literal::{optional_text, text};

impl Renderer<'_> {
    pub(super) fn create_table_comment(&self, create: &CreateTableComment) -> String {
        let comment = optional_text(create.comment.as_deref());
        let existing = create.existing_comment.as_deref();
        self.comment_call(
            "create_table_comment",
            &create.table,
            Some(comment),
            existing,
        )
    }

    pub(super) fn drop_table_comment(&self, drop: &DropTableComment) -> String {
        let existing = drop.existing_comment.as_deref();
        self.comment_call("drop_table_comment", &drop.table, None, existing)
    }

    fn comment_call(
        &self,
        function: &str,
        table: &QualifiedName,
        comment: Option<String>,
        existing: Option<&str>,
    ) -> String {
        let mut arguments = self.table_argument(&table.name);
        arguments.extend(comment);
        arguments.push(format!("existing_comment={}", optional_text(existing)));
        if !self.in_batch {
            let schema = table
                .schema
                .as_ref()
                .map_or_else(|| "None".to_owned(), |schema| text(schema.as_str()));
            arguments.push(format!("schema={schema}"));
        }
        let arguments = arguments.join(",\n    ");
        format!("{}{function}(\n    {arguments}\n)", self.op())
    }
}
