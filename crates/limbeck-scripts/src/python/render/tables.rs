//! `op.create_table`, `op.drop_table`, `op.rename_table`.

use limbeck_schema::operation::{CreateTable, DropTable, RenameTable};
use limbeck_schema::{
    Column, Constraint, ForeignKeyConstraint, Literal, OptionValue, PrimaryKeyConstraint, Table,
};

use super::column::Place;
use super::literal::text;
use super::{Rendered, Renderer};

/// How many arguments a call of Python may have, for Alembic's purposes.
const MAX_ARGUMENTS: usize = 255;

impl Renderer<'_> {
    pub(super) fn create_table(&mut self, create: &CreateTable) -> Rendered<String> {
        let table = &create.table;
        let items = self.table_items(table)?;
        let count = items.len();
        let items = items.join(",\n");
        let items = if count > MAX_ARGUMENTS {
            format!("*[{items}]")
        } else {
            items
        };
        let name = text(table.name.name.as_str());
        let mut written = format!("{}create_table({name},\n{items}", self.op());
        let mut keyword = |name: &str, value: &str| written.push_str(&format!(",\n{name}={value}"));
        if let Some(schema) = &table.name.schema {
            keyword("schema", &text(schema.as_str()));
        }
        if let Some(comment) = &table.comment {
            keyword("comment", &text(comment));
        }
        if !table.info.is_empty() {
            keyword("info", &self.literal(&Literal::Map(table.info.clone())));
        }
        let mut options: Vec<_> = table.options.0.iter().collect();
        options.sort_by_key(|(name, _)| *name);
        for (name, value) in options {
            keyword(&name.replace(' ', "_"), &self.table_option(value)?);
        }
        if !table.prefixes.is_empty() {
            let prefixes: Vec<_> = table.prefixes.iter().map(|prefix| text(prefix)).collect();
            keyword("prefixes", &format!("[{}]", prefixes.join(", ")));
        }
        if create.if_not_exists {
            keyword("if_not_exists", "True");
        }
        written.push_str("\n)");
        Ok(written)
    }

    /// The value of a table's keyword. Reflection gives tuples where models have lists.
    fn table_option(&mut self, value: &OptionValue) -> Rendered<String> {
        match value {
            OptionValue::List(values) if self.is_from_database => {
                let values: Vec<_> = values
                    .iter()
                    .map(|value| self.option(value))
                    .collect::<Rendered<_>>()?;
                let comma = if values.len() == 1 { "," } else { "" };
                Ok(format!("({}{comma})", values.join(", ")))
            }
            other => self.option(other),
        }
    }

    /// Columns in their order, constraints in that of their text, and whatever else was given.
    fn table_items(&mut self, table: &Table) -> Rendered<Vec<String>> {
        let mut items = Vec::new();
        for column in &table.columns {
            items.push(self.column(column, Place::Table)?);
        }
        let mut constraints = Vec::new();
        let implied = implied_constraints(table, self.is_complete());
        for constraint in table.constraints.iter().chain(&implied) {
            constraints.extend(self.table_constraint(constraint)?);
        }
        constraints.sort();
        items.extend(constraints);
        for index in &table.indexes {
            items.push(self.inline_index(index)?);
        }
        Ok(items)
    }

    pub(super) fn drop_table(&mut self, drop: &DropTable) -> String {
        let mut arguments = vec![text(drop.table.name.as_str())];
        arguments.extend(self.schema_keyword(drop.table.schema.as_ref()));
        if drop.if_exists {
            arguments.push("if_exists=True".to_owned());
        }
        self.function("drop_table", &arguments)
    }

    pub(super) fn rename_table(&mut self, rename: &RenameTable) -> String {
        let mut arguments = vec![
            text(rename.table.name.as_str()),
            text(rename.new_name.as_str()),
        ];
        arguments.extend(self.schema_keyword(rename.table.schema.as_ref()));
        self.function("rename_table", &arguments)
    }
}

/// The constraints that follow from the arguments of columns. Those of one column's check are left out by Alembic.
fn implied_constraints(table: &Table, is_complete: bool) -> Vec<Constraint> {
    let mut implied = Vec::new();
    let has_key = table
        .constraints
        .iter()
        .any(|constraint| matches!(constraint, Constraint::PrimaryKey(_)));
    let flagged = table.columns.iter().filter(|column| column.primary_key);
    let columns: Vec<_> = flagged.map(|column| column.name.clone()).collect();
    if !has_key && !columns.is_empty() {
        implied.push(Constraint::PrimaryKey(PrimaryKeyConstraint {
            columns,
            ..PrimaryKeyConstraint::default()
        }));
    }
    for column in &table.columns {
        implied.extend(foreign_keys(column).map(Constraint::ForeignKey));
        if is_complete {
            implied.extend(column.checks.iter().cloned().map(Constraint::Check));
        }
    }
    implied
}

fn foreign_keys(column: &Column) -> impl Iterator<Item = ForeignKeyConstraint> {
    column.foreign_keys.iter().map(|key| ForeignKeyConstraint {
        name: key.name.clone(),
        columns: vec![column.name.clone()],
        referred_table: key.referred_table.clone(),
        referred_columns: vec![
            key.referred_column
                .clone()
                .unwrap_or_else(|| column.name.clone()),
        ],
        ondelete: key.ondelete.clone(),
        onupdate: key.onupdate.clone(),
        match_: key.match_.clone(),
        deferral: key.deferral.clone(),
        use_alter: key.use_alter,
        options: key.options.clone(),
        comment: key.comment.clone(),
    })
}
