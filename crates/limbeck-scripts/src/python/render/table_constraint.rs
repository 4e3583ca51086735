//! Constraints inside `create_table`.

use limbeck_dialects::vocabulary::owner_of_constraint;
use limbeck_schema::{
    CheckConstraint, Constraint, ConstraintName, Deferral, DialectOptions, ExcludeConstraint,
    ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint,
};

use super::column::table_key;
use super::hook::Item;
use super::literal::{flag, text};
use super::{RenderError, Rendered, Renderer};

impl Renderer<'_> {
    /// A constraint of a table; `None` for a primary key without columns.
    pub(super) fn table_constraint(&mut self, constraint: &Constraint) -> Rendered<Option<String>> {
        let item = match constraint {
            Constraint::PrimaryKey(key) => Item::PrimaryKey(key),
            Constraint::Unique(unique) => Item::Unique(unique),
            Constraint::ForeignKey(key) => Item::ForeignKey(key),
            Constraint::Check(check) => Item::Check(check),
            Constraint::Exclude(exclude) => Item::Exclude(exclude),
        };
        if let Some(written) = self.hooked(item)? {
            return Ok(Some(written));
        }
        Ok(match constraint {
            Constraint::PrimaryKey(key) if key.columns.is_empty() => None,
            Constraint::PrimaryKey(key) => Some(self.primary_key_constraint(key)?),
            Constraint::Unique(unique) => Some(self.unique_constraint(unique)?),
            Constraint::ForeignKey(key) => Some(self.foreign_key_constraint(key)?),
            Constraint::Check(check) => Some(self.check_constraint(check)?),
            Constraint::Exclude(exclude) => Some(self.exclude_constraint(exclude)?),
        })
    }

    fn primary_key_constraint(&mut self, key: &PrimaryKeyConstraint) -> Rendered<String> {
        let mut arguments: Vec<_> = key.columns.iter().map(|name| text(name.as_str())).collect();
        arguments.extend(self.name_keyword(&key.name));
        if self.is_complete() {
            arguments.extend(self.deferral(&key.deferral));
            arguments.extend(self.extras(&key.options, key.comment.as_deref())?);
        }
        Ok(self.construct("PrimaryKeyConstraint", &arguments))
    }

    fn unique_constraint(&mut self, unique: &UniqueConstraint) -> Rendered<String> {
        let columns = unique.columns.iter();
        let mut arguments: Vec<_> = columns.map(|name| text(name.as_str())).collect();
        arguments.extend(self.deferral(&unique.deferral));
        arguments.extend(self.name_keyword(&unique.name));
        arguments.extend(self.options(&unique.options)?);
        arguments.extend(self.comment_keyword(unique.comment.as_deref()));
        Ok(self.construct("UniqueConstraint", &arguments))
    }

    pub(super) fn foreign_key_constraint(
        &mut self,
        key: &ForeignKeyConstraint,
    ) -> Rendered<String> {
        let columns: Vec<_> = key.columns.iter().map(|name| text(name.as_str())).collect();
        let table = table_key(&key.referred_table);
        let referred = key.referred_columns.iter();
        let referred: Vec<_> = referred
            .map(|column| text(&format!("{table}.{column}")))
            .collect();
        let mut keywords: Vec<_> = self.name_keyword(&key.name).into_iter().collect();
        keywords.extend(self.actions(key));
        keywords.extend(self.options(&key.options)?);
        keywords.extend(self.comment_keyword(key.comment.as_deref()));
        Ok(format!(
            "{}ForeignKeyConstraint([{}], [{}], {})",
            self.sa(),
            columns.join(", "),
            referred.join(", "),
            keywords.join(", ")
        ))
    }

    /// What a foreign key does, and when, in Alembic's order.
    pub(super) fn actions(&self, key: &ForeignKeyConstraint) -> Vec<String> {
        let mut keywords = Vec::new();
        let said = |name: &str, value: &Option<String>| {
            let value = value.as_deref().filter(|value| !value.is_empty());
            value.map(|value| format!("{name}={}", text(value)))
        };
        keywords.extend(said("onupdate", &key.onupdate));
        keywords.extend(said("ondelete", &key.ondelete));
        keywords.extend(said("initially", &key.deferral.initially));
        keywords.extend(self.deferrable(&key.deferral));
        if key.use_alter {
            keywords.push("use_alter=True".to_owned());
        }
        keywords.extend(said("match", &key.match_));
        keywords
    }

    /// `sa.CheckConstraint(...)`.
    pub(super) fn check_constraint(&mut self, check: &CheckConstraint) -> Rendered<String> {
        let mut arguments = vec![self.bare_expression(&check.condition)?];
        arguments.extend(self.name_keyword(&check.name));
        if self.is_complete() {
            arguments.extend(self.deferral(&check.deferral));
        }
        arguments.extend(self.options(&check.options)?);
        arguments.extend(self.comment_keyword(check.comment.as_deref()));
        Ok(self.construct("CheckConstraint", &arguments))
    }

    fn exclude_constraint(&mut self, exclude: &ExcludeConstraint) -> Rendered<String> {
        let owner = owner_of_constraint("ExcludeConstraint").ok_or_else(|| {
            RenderError::Unsupported("no dialect has exclusion constraints".to_owned())
        })?;
        let mut arguments = self.exclusion(exclude)?;
        arguments.extend(self.name_keyword(&exclude.name));
        arguments.extend(self.options(&exclude.options)?);
        let package = self.package(owner);
        Ok(format!(
            "{package}ExcludeConstraint({})",
            arguments.join(", ")
        ))
    }

    /// The elements and keywords of an exclusion constraint.
    pub(super) fn exclusion(&mut self, exclude: &ExcludeConstraint) -> Rendered<Vec<String>> {
        let mut arguments = Vec::new();
        for element in &exclude.elements {
            let expression = self.exclude_element(&element.expression)?;
            arguments.push(format!("({expression}, {})", text(&element.operator)));
        }
        if let Some(condition) = &exclude.condition {
            arguments.push(format!("where={}", self.expression(condition)?));
        }
        // Alembic writes `deferrable='True'`, a string.
        if exclude.deferral.deferrable == Some(true) && !self.is_complete() {
            arguments.push("deferrable='True'".to_owned());
        } else {
            arguments.extend(self.deferrable(&exclude.deferral));
        }
        arguments.extend(initially(&exclude.deferral));
        let using = exclude.using.as_deref().unwrap_or("gist");
        arguments.push(format!("using={}", text(using)));
        if self.is_complete() && !exclude.ops.is_empty() {
            let pairs = exclude.ops.iter();
            let pairs: Vec<_> = pairs
                .map(|(column, class)| format!("{}: {}", text(column), text(class)))
                .collect();
            arguments.push(format!("ops={{{}}}", pairs.join(", ")));
        }
        Ok(arguments)
    }

    /// `deferrable` and `initially`, as far as they are said.
    pub(super) fn deferral(&self, deferral: &Deferral) -> Vec<String> {
        self.deferrable(deferral)
            .into_iter()
            .chain(initially(deferral))
            .collect()
    }

    /// `deferrable`; Alembic takes `False` for nothing said.
    fn deferrable(&self, deferral: &Deferral) -> Option<String> {
        let deferrable = deferral.deferrable?;
        (deferrable || self.is_complete()).then(|| format!("deferrable={}", flag(deferrable)))
    }

    fn name_keyword(&self, name: &ConstraintName) -> Option<String> {
        name.identifier()
            .is_some()
            .then(|| format!("name={}", self.constraint_name(name)))
    }

    /// The comment of a constraint, which Alembic leaves out.
    fn comment_keyword(&self, comment: Option<&str>) -> Option<String> {
        let comment = comment.filter(|_| self.is_complete())?;
        Some(format!("comment={}", text(comment)))
    }

    pub(super) fn extras(
        &mut self,
        options: &DialectOptions,
        comment: Option<&str>,
    ) -> Rendered<Vec<String>> {
        let mut arguments = self.options(options)?;
        arguments.extend(self.comment_keyword(comment));
        Ok(arguments)
    }

    fn construct(&self, class: &str, arguments: &[String]) -> String {
        format!("{}{class}({})", self.sa(), arguments.join(", "))
    }
}

fn initially(deferral: &Deferral) -> Option<String> {
    let word = deferral.initially.as_deref()?;
    (!word.is_empty()).then(|| format!("initially={}", text(word)))
}
