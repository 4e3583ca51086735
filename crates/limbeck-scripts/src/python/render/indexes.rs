//! `op.create_index`, `op.drop_index`.

use limbeck_schema::Index;
use limbeck_schema::operation::{CreateIndex, DropIndex};

use super::literal::{flag, text};
use super::{Rendered, Renderer};

impl Renderer<'_> {
    pub(super) fn create_index(&mut self, create: &CreateIndex) -> Rendered<String> {
        let index = &create.index;
        let mut arguments = vec![self.constraint_name(&index.name)];
        arguments.extend(self.table_argument(&index.table.name));
        arguments.push(format!("[{}]", self.index_elements(index)?.join(", ")));
        let unique = if index.unique && self.is_from_database {
            self.options.dialect.vocabulary().reflected_unique
        } else {
            flag(index.unique)
        };
        arguments.push(format!("unique={unique}"));
        arguments.extend(self.schema_keyword(index.table.schema.as_ref()));
        arguments.extend(self.options(&index.options)?);
        if create.if_not_exists {
            arguments.push("if_not_exists=True".to_owned());
        }
        Ok(self.function("create_index", &arguments))
    }

    pub(super) fn drop_index(&mut self, drop: &DropIndex) -> Rendered<String> {
        let mut arguments = vec![self.constraint_name(&drop.name)];
        if let Some(table) = drop.table.as_ref().filter(|_| !self.in_batch) {
            arguments.push(format!("table_name={}", text(table.name.as_str())));
        }
        let table = drop.table.as_ref();
        let schema = table.and_then(|table| table.schema.as_ref());
        arguments.extend(self.schema_keyword(drop.schema.as_ref().or(schema)));
        arguments.extend(self.options(&drop.options)?);
        if drop.if_exists {
            arguments.push("if_exists=True".to_owned());
        }
        Ok(self.function("drop_index", &arguments))
    }

    /// `sa.Index(...)` inside a table.
    pub(super) fn inline_index(&mut self, index: &Index) -> Rendered<String> {
        let mut arguments = vec![self.constraint_name(&index.name)];
        arguments.extend(self.index_elements(index)?);
        if index.unique {
            arguments.push("unique=True".to_owned());
        }
        arguments.extend(self.options(&index.options)?);
        Ok(format!("{}Index({})", self.sa(), arguments.join(", ")))
    }

    fn index_elements(&mut self, index: &Index) -> Rendered<Vec<String>> {
        let elements = index.elements.iter();
        elements
            .map(|element| self.index_element(element))
            .collect()
    }
}
