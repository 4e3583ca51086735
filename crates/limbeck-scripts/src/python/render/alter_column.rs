//! `op.alter_column`.

use limbeck_schema::operation::AlterColumn;
use limbeck_schema::{ServerDefault, Setting};

use super::column::autoincrement;
use super::columns::placement;
use super::literal::{flag, optional_text, text};
use super::{Rendered, Renderer};

/// What stands before each keyword, below the first argument.
const INDENT: &str = "           ";

impl Renderer<'_> {
    pub(super) fn alter_column(&mut self, alter: &AlterColumn) -> Rendered<String> {
        let mut arguments = self.table_argument(&alter.table.name);
        arguments.push(text(alter.column.as_str()));
        let mut keywords = Vec::new();
        if let Some(existing) = &alter.existing_type {
            keywords.push(format!("existing_type={}", self.data_type(existing)?));
        }
        if let Some(default) = self.default_setting(&alter.server_default)? {
            keywords.push(format!("server_default={default}"));
        }
        if let Some(name) = &alter.new_name {
            keywords.push(format!("new_column_name={}", text(name.as_str())));
        }
        if let Some(data_type) = &alter.data_type {
            keywords.push(format!("type_={}", self.data_type(data_type)?));
        }
        if let Some(nullable) = alter.nullable {
            keywords.push(format!("nullable={}", flag(nullable)));
        }
        if let Some(comment) = alter.comment.changed() {
            let comment = optional_text(comment.map(String::as_str));
            keywords.push(format!("comment={comment}"));
        }
        if let Some(comment) = &alter.existing_comment {
            keywords.push(format!("existing_comment={}", text(comment)));
        }
        if let (None, Some(nullable)) = (alter.nullable, alter.existing_nullable) {
            keywords.push(format!("existing_nullable={}", flag(nullable)));
        }
        if let Some(value) = alter.autoincrement {
            keywords.push(format!("autoincrement={}", autoincrement(value)));
        }
        if let (Setting::Keep, Setting::Set(existing)) =
            (&alter.server_default, &alter.existing_server_default)
        {
            let existing = self.server_default(existing)?;
            keywords.push(format!("existing_server_default={existing}"));
        }
        keywords.extend(self.schema_keyword(alter.table.schema.as_ref()));
        if self.is_complete() {
            self.what_else_was_there(alter, &mut keywords)?;
        }
        keywords.extend(placement(&alter.insert_before, &alter.insert_after));
        keywords.extend(self.options(&alter.options)?);
        arguments.extend(
            keywords
                .into_iter()
                .map(|keyword| format!("\n{INDENT}{keyword}")),
        );
        let arguments = arguments.join(", ").replace(", \n", ",\n");
        Ok(format!("{}alter_column({arguments})", self.op()))
    }

    /// What Alembic leaves out of what is known of the column before.
    fn what_else_was_there(
        &mut self,
        alter: &AlterColumn,
        keywords: &mut Vec<String>,
    ) -> Rendered<()> {
        if let (Some(_), Some(nullable)) = (alter.nullable, alter.existing_nullable) {
            keywords.push(format!("existing_nullable={}", flag(nullable)));
        }
        let is_there = alter.server_default.is_keep()
            && matches!(alter.existing_server_default, Setting::Set(_));
        if !is_there && let Some(existing) = self.default_setting(&alter.existing_server_default)? {
            keywords.push(format!("existing_server_default={existing}"));
        }
        if let Some(value) = alter.existing_autoincrement {
            keywords.push(format!("existing_autoincrement={}", autoincrement(value)));
        }
        Ok(())
    }

    fn default_setting(&mut self, setting: &Setting<ServerDefault>) -> Rendered<Option<String>> {
        match setting {
            Setting::Keep => Ok(None),
            Setting::Unset => Ok(Some("None".to_owned())),
            Setting::Set(default) => self.server_default(default).map(Some),
        }
    }
}
