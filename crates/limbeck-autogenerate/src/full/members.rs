//! What a table has besides columns: by which name it is found, what it is made of.

use limbeck_dialects::Dialect;
use limbeck_schema::{
    Constraint, ConstraintKind, ConstraintName, Expression, Identifier, Index, IndexElement,
    Operation, OptionValue, QualifiedName, Table,
    operation::{AddConstraint, CreateIndex, DropConstraint, DropIndex},
};

use crate::CompareError;

/// An index or a constraint.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Member {
    Index(Index),
    Constraint(Constraint),
}

/// By what a member is found on the other side.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Named(String),
    /// The only one of its kind.
    Primary,
    /// What it is made of, where it has no name.
    Unnamed(&'static str, Vec<String>),
}

/// All members of a table, indexes last.
pub(super) fn members(table: &Table) -> impl Iterator<Item = Member> {
    let constraints = table.constraints.iter().cloned().map(Member::Constraint);
    constraints.chain(table.indexes.iter().cloned().map(Member::Index))
}

impl Member {
    fn name(&self) -> &ConstraintName {
        match self {
            Member::Index(index) => &index.name,
            Member::Constraint(constraint) => constraint.name(),
        }
    }

    pub(super) fn key(&self, dialect: &dyn Dialect) -> Result<Key, CompareError> {
        if let Some(name) = self.name().identifier() {
            return Ok(Key::Named(name.text.clone()));
        }
        let kind = match self {
            Member::Index(_) => "index",
            Member::Constraint(constraint) => match constraint.kind() {
                ConstraintKind::PrimaryKey => return Ok(Key::Primary),
                ConstraintKind::Unique => "unique",
                ConstraintKind::ForeignKey => "foreign key",
                ConstraintKind::Check => "check",
                ConstraintKind::Exclude => "exclude",
            },
        };
        let mut parts = self.column_names();
        parts.extend(self.texts(dialect)?);
        Ok(Key::Unnamed(kind, parts))
    }

    pub(super) fn foreign_key(&self) -> Option<&limbeck_schema::ForeignKeyConstraint> {
        match self {
            Member::Constraint(Constraint::ForeignKey(key)) => Some(key),
            _ => None,
        }
    }

    /// The columns of the key that it is, if it is one.
    pub(super) fn key_columns(&self) -> Option<Vec<&Identifier>> {
        match self {
            Member::Constraint(Constraint::PrimaryKey(key)) => Some(key.columns.iter().collect()),
            Member::Constraint(Constraint::Unique(key)) => Some(key.columns.iter().collect()),
            Member::Constraint(_) => None,
            Member::Index(index) => {
                let columns = index.elements.iter().map(|element| match element {
                    IndexElement::Column(column) => Some(column),
                    IndexElement::Expression(_) => None,
                });
                columns.collect()
            }
        }
    }

    /// The columns that it names by themselves.
    fn column_names(&self) -> Vec<String> {
        let names = |columns: &[Identifier]| -> Vec<String> {
            columns.iter().map(|column| column.text.clone()).collect()
        };
        match self {
            Member::Index(index) => {
                let columns = index.elements.iter().filter_map(|element| match element {
                    IndexElement::Column(column) => Some(column.text.clone()),
                    IndexElement::Expression(_) => None,
                });
                columns.collect()
            }
            Member::Constraint(constraint) => match constraint {
                Constraint::PrimaryKey(key) => names(&key.columns),
                Constraint::Unique(unique) => names(&unique.columns),
                Constraint::ForeignKey(key) => names(&key.columns),
                Constraint::Check(_) | Constraint::Exclude(_) => Vec::new(),
            },
        }
    }

    /// The texts of all its expressions and keywords.
    fn texts(&self, dialect: &dyn Dialect) -> Result<Vec<String>, CompareError> {
        let mut expressions: Vec<&Expression> = Vec::new();
        let mut texts = Vec::new();
        let options = match self {
            Member::Index(index) => {
                for element in &index.elements {
                    if let IndexElement::Expression(expression) = element {
                        expressions.push(expression);
                    }
                }
                &index.options
            }
            Member::Constraint(constraint) => match constraint {
                Constraint::PrimaryKey(key) => &key.options,
                Constraint::Unique(unique) => &unique.options,
                Constraint::ForeignKey(key) => &key.options,
                Constraint::Check(check) => {
                    expressions.push(&check.condition);
                    &check.options
                }
                Constraint::Exclude(exclude) => {
                    let elements = exclude.elements.iter();
                    expressions.extend(elements.map(|element| &element.expression));
                    expressions.extend(&exclude.condition);
                    &exclude.options
                }
            },
        };
        let mut values: Vec<&OptionValue> = options.0.values().collect();
        while let Some(value) = values.pop() {
            match value {
                OptionValue::Literal(limbeck_schema::Literal::Text(text)) => {
                    texts.push(text.clone());
                }
                OptionValue::Literal(_) => {}
                OptionValue::Expression(expression) => expressions.push(expression),
                OptionValue::List(items) => values.extend(items),
                OptionValue::Map(items) => values.extend(items.iter().map(|(_, value)| value)),
            }
        }
        for expression in expressions {
            texts.push(dialect.default_text(expression)?);
        }
        Ok(texts)
    }

    /// Whether it depends on the type of a column in a way that the server does not follow by itself: its expressions
    /// seem to mention the column, or it says how the column is compared.
    pub(super) fn reads(
        &self,
        dialect: &dyn Dialect,
        column: &Identifier,
    ) -> Result<bool, CompareError> {
        let texts = self.texts(dialect)?;
        let has_options = match self {
            Member::Index(index) => !index.options.is_empty(),
            Member::Constraint(_) => false,
        };
        let is_named = || self.column_names().contains(&column.text);
        Ok(texts.iter().any(|text| mentions(text, column)) || has_options && is_named())
    }

    /// Whether it goes away with a column.
    pub(super) fn holds(
        &self,
        dialect: &dyn Dialect,
        column: &Identifier,
    ) -> Result<bool, CompareError> {
        Ok(self.column_names().contains(&column.text) || self.reads(dialect, column)?)
    }

    /// The operation that makes it.
    pub(super) fn create(self, table: &QualifiedName) -> Operation {
        match self {
            Member::Index(index) => Operation::CreateIndex(CreateIndex {
                index,
                if_not_exists: false,
                naming_convention: None,
            }),
            Member::Constraint(constraint) => Operation::AddConstraint(AddConstraint {
                table: table.clone(),
                constraint,
                naming_convention: None,
            }),
        }
    }

    /// The operation that drops it.
    pub(super) fn drop(self, table: &QualifiedName) -> Operation {
        match self {
            Member::Index(index) => Operation::DropIndex(DropIndex {
                name: index.name.clone(),
                table: Some(table.clone()),
                schema: table.schema.clone(),
                if_exists: false,
                options: index.options.clone(),
                before: Some(Box::new(index)),
                naming_convention: None,
            }),
            Member::Constraint(constraint) => Operation::DropConstraint(DropConstraint {
                table: table.clone(),
                name: constraint.name().clone(),
                kind: Some(constraint.kind()),
                if_exists: false,
                before: Some(Box::new(constraint)),
                naming_convention: None,
            }),
        }
    }

    /// As it is compared: no operation changes the comment of a constraint.
    pub(super) fn compared(&self) -> Member {
        let mut compared = self.clone();
        if let Member::Constraint(constraint) = &mut compared {
            match constraint {
                Constraint::PrimaryKey(key) => key.comment = None,
                Constraint::Unique(unique) => unique.comment = None,
                Constraint::ForeignKey(key) => key.comment = None,
                Constraint::Check(check) => check.comment = None,
                Constraint::Exclude(_) => {}
            }
        }
        compared
    }
}

/// Whether a text has a name as one of its words.
pub(super) fn mentions(text: &str, name: &Identifier) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    text.match_indices(name.as_str()).any(|(at, found)| {
        !text[..at].ends_with(is_part) && !text[at + found.len()..].starts_with(is_part)
    })
}
