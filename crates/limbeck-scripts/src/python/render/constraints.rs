//! `op.create_unique_constraint` and its like, `op.drop_constraint`.

use limbeck_schema::operation::{AddConstraint, DropConstraint};
use limbeck_schema::{
    CheckConstraint, Constraint, ConstraintKind, ConstraintName, ExcludeConstraint,
    ForeignKeyConstraint, PrimaryKeyConstraint, QualifiedName, UniqueConstraint,
};

use super::literal::{names, text};
use super::{Rendered, Renderer};

/// Alembic's warning in the script.
const UNNAMED: [&str; 3] = [
    "# WARNING: constraint name is None; this directive will fail as",
    "# rendered.  Add a name, or use a naming convention; see",
    "# https://alembic.sqlalchemy.org/en/latest/naming.html",
];

impl Renderer<'_> {
    pub(super) fn add_constraint(&mut self, add: &AddConstraint) -> Rendered<String> {
        match &add.constraint {
            Constraint::PrimaryKey(key) => self.create_primary_key(&add.table, key),
            Constraint::Unique(unique) => self.create_unique(&add.table, unique),
            Constraint::ForeignKey(key) => self.create_foreign_key(&add.table, key),
            Constraint::Check(check) => self.create_check(&add.table, check),
            Constraint::Exclude(exclude) => self.create_exclude(&add.table, exclude),
        }
    }

    fn create_primary_key(
        &mut self,
        table: &QualifiedName,
        key: &PrimaryKeyConstraint,
    ) -> Rendered<String> {
        let mut arguments = self.name_and_table(&key.name, table);
        arguments.push(names(&key.columns));
        arguments.extend(self.schema_keyword(table.schema.as_ref()));
        Ok(self.function("create_primary_key", &arguments))
    }

    fn create_unique(
        &mut self,
        table: &QualifiedName,
        unique: &UniqueConstraint,
    ) -> Rendered<String> {
        let mut arguments = self.name_and_table(&unique.name, table);
        arguments.push(names(&unique.columns));
        arguments.extend(self.deferral(&unique.deferral));
        arguments.extend(self.schema_keyword(table.schema.as_ref()));
        arguments.extend(self.extras(&unique.options, unique.comment.as_deref())?);
        Ok(self.function("create_unique_constraint", &arguments))
    }

    fn create_foreign_key(
        &mut self,
        table: &QualifiedName,
        key: &ForeignKeyConstraint,
    ) -> Rendered<String> {
        let mut arguments = self.name_and_table(&key.name, table);
        arguments.push(text(key.referred_table.name.as_str()));
        arguments.push(names(&key.columns));
        arguments.push(names(&key.referred_columns));
        let schemas = [
            ("source_schema", table.schema.as_ref(), !self.in_batch),
            ("referent_schema", key.referred_table.schema.as_ref(), true),
        ];
        for (keyword, schema, is_shown) in schemas {
            let schema = schema.filter(|_| is_shown);
            arguments.extend(schema.map(|schema| format!("{keyword}={}", text(schema.as_str()))));
        }
        arguments.extend(self.actions(key));
        arguments.extend(self.extras(&key.options, key.comment.as_deref())?);
        Ok(self.function("create_foreign_key", &arguments))
    }

    fn create_check(&mut self, table: &QualifiedName, check: &CheckConstraint) -> Rendered<String> {
        let mut arguments = self.name_and_table(&check.name, table);
        arguments.push(self.bare_expression(&check.condition)?);
        arguments.extend(self.schema_keyword(table.schema.as_ref()));
        if self.is_complete() {
            arguments.extend(self.deferral(&check.deferral));
        }
        arguments.extend(self.extras(&check.options, check.comment.as_deref())?);
        Ok(self.function("create_check_constraint", &arguments))
    }

    fn create_exclude(
        &mut self,
        table: &QualifiedName,
        exclude: &ExcludeConstraint,
    ) -> Rendered<String> {
        let mut arguments = self.name_and_table(&exclude.name, table);
        arguments.extend(self.exclusion(exclude)?);
        arguments.extend(self.schema_keyword(table.schema.as_ref()));
        arguments.extend(self.options(&exclude.options)?);
        Ok(self.function("create_exclude_constraint", &arguments))
    }

    /// The lines of `op.drop_constraint`; without a name it cannot run, and says so.
    pub(super) fn drop_constraint(&mut self, drop: &DropConstraint) -> Vec<String> {
        let mut arguments = self.name_and_table(&drop.name, &drop.table);
        arguments.extend(self.schema_keyword(drop.table.schema.as_ref()));
        if let Some(kind) = drop.kind.and_then(kind_word) {
            arguments.push(format!("type_='{kind}'"));
        }
        if drop.if_exists {
            arguments.push("if_exists=True".to_owned());
        }
        let mut lines = Vec::new();
        if drop.name == ConstraintName::Unnamed {
            self.warnings.push(format!(
                "Autogenerate rendered a drop_constraint() directive for an unnamed constraint on table {}; the \
                 migration will fail unless a constraint name is added to the directive.  Consider using a naming \
                 convention so that constraint names are known ahead of time.",
                text(drop.table.name.as_str())
            ));
            lines.extend(UNNAMED.map(str::to_owned));
        }
        lines.push(self.function("drop_constraint", &arguments));
        lines
    }

    fn name_and_table(&self, name: &ConstraintName, table: &QualifiedName) -> Vec<String> {
        let mut arguments = vec![self.constraint_name(name)];
        arguments.extend(self.table_argument(&table.name));
        arguments
    }
}

/// The word of `op.drop_constraint(..., type_=)`.
fn kind_word(kind: ConstraintKind) -> Option<&'static str> {
    match kind {
        ConstraintKind::PrimaryKey => Some("primary"),
        ConstraintKind::Unique => Some("unique"),
        ConstraintKind::ForeignKey => Some("foreignkey"),
        ConstraintKind::Check => Some("check"),
        ConstraintKind::Exclude => None,
    }
}
