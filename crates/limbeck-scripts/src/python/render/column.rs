//! `sa.Column(...)`.

use limbeck_schema::{Autoincrement, Column, InlineForeignKey, QualifiedName, ServerDefault};

use super::hook::Item;
use super::literal::{flag, text};
use super::server_default::sequence_arguments;
use super::{Rendered, Renderer};

/// Where a column stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// In `create_table`, which says in constraints what the column refers to.
    Table,
    /// In `add_column`.
    Alone,
}

impl Renderer<'_> {
    pub(super) fn column(&mut self, column: &Column, place: Place) -> Rendered<String> {
        if let Some(written) = self.hooked(Item::Column(column))? {
            return Ok(written);
        }
        let data_type = self.data_type(&column.data_type)?;
        let mut arguments = vec![text(column.name.as_str()), data_type];
        let mut keywords = Vec::new();
        if let Some(default) = &column.server_default {
            let written = self.server_default(default)?;
            match default {
                ServerDefault::Identity(_) | ServerDefault::Computed(_) => arguments.push(written),
                ServerDefault::Literal(_)
                | ServerDefault::Expression(_)
                | ServerDefault::Fetched => {
                    keywords.push(format!("server_default={written}"));
                }
            }
        }
        if self.is_complete() {
            self.what_alembic_leaves_out(column, place, &mut arguments, &mut keywords)?;
        }
        if column.autoincrement != Autoincrement::Auto {
            let value = autoincrement(column.autoincrement);
            keywords.push(format!("autoincrement={value}"));
        }
        keywords.push(format!("nullable={}", flag(column.nullable)));
        if column.system {
            keywords.push("system=True".to_owned());
        }
        if let Some(comment) = &column.comment {
            keywords.push(format!("comment={}", text(comment)));
        }
        keywords.extend(self.options(&column.options)?);
        arguments.extend(keywords);
        Ok(format!("{}Column({})", self.sa(), arguments.join(", ")))
    }

    fn what_alembic_leaves_out(
        &mut self,
        column: &Column,
        place: Place,
        arguments: &mut Vec<String>,
        keywords: &mut Vec<String>,
    ) -> Rendered<()> {
        if let Some(sequence) = &column.sequence {
            let mut options = vec![text(sequence.name.name.as_str())];
            sequence_arguments(&sequence.options, &mut options);
            if let Some(schema) = &sequence.name.schema {
                options.push(format!("schema={}", text(schema.as_str())));
            }
            if sequence.optional {
                options.push("optional=True".to_owned());
            }
            if let Some(data_type) = &sequence.data_type {
                options.push(format!("data_type={}", self.data_type(data_type)?));
            }
            arguments.push(format!("{}Sequence({})", self.sa(), options.join(", ")));
        }
        if place == Place::Alone {
            for key in &column.foreign_keys {
                let key = self.inline_foreign_key(key)?;
                arguments.push(key);
            }
            for check in &column.checks {
                let check = self.check_constraint(check)?;
                arguments.push(check);
            }
            if column.primary_key {
                keywords.push("primary_key=True".to_owned());
            }
        }
        for (name, given) in [("unique", column.unique), ("index", column.index)] {
            if given {
                keywords.push(format!("{name}=True"));
            }
        }
        Ok(())
    }

    fn inline_foreign_key(&mut self, key: &InlineForeignKey) -> Rendered<String> {
        let column = key.referred_column.as_ref();
        let target = match column {
            Some(column) => format!("{}.{column}", table_key(&key.referred_table)),
            None => table_key(&key.referred_table),
        };
        let mut arguments = vec![text(&target)];
        if key.name.identifier().is_some() {
            arguments.push(format!("name={}", self.constraint_name(&key.name)));
        }
        for (name, value) in [
            ("onupdate", &key.onupdate),
            ("ondelete", &key.ondelete),
            ("match", &key.match_),
            ("comment", &key.comment),
        ] {
            arguments.extend(
                value
                    .as_ref()
                    .map(|value| format!("{name}={}", text(value))),
            );
        }
        arguments.extend(self.deferral(&key.deferral));
        if key.use_alter {
            arguments.push("use_alter=True".to_owned());
        }
        arguments.extend(self.options(&key.options)?);
        Ok(format!("{}ForeignKey({})", self.sa(), arguments.join(", ")))
    }
}

/// The value of `autoincrement=`.
pub(super) fn autoincrement(value: Autoincrement) -> &'static str {
    match value {
        Autoincrement::Auto => "'auto'",
        Autoincrement::IgnoreForeignKey => "'ignore_fk'",
        Autoincrement::Always => "True",
        Autoincrement::Never => "False",
    }
}

/// The key of a table in `MetaData.tables`.
pub(super) fn table_key(table: &QualifiedName) -> String {
    table.to_string()
}
