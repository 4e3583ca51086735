//! [`Context`]: what every part of DDL compilation needs.

use std::borrow::Cow;

use limbeck_schema::{Expression, Identifier, Literal, QualifiedName, ServerDefault, SqlType};

use super::DdlCompiler;
use crate::{CompileError, CompileOptions, Dialect, expression, identifiers::ResolvedName, types};

/// The dialect and the settings that an operation is compiled for.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The dialect.
    pub dialect: &'a dyn Dialect,
    /// The settings of the run.
    pub options: &'a CompileOptions,
}

impl Context<'_> {
    /// The dialect's ways with DDL.
    pub(crate) fn ddl(&self) -> &'static dyn DdlCompiler {
        self.dialect.ddl()
    }

    /// A name.
    pub(crate) fn quote(&self, name: &Identifier) -> String {
        self.dialect.identifiers().quote(name, self.options)
    }

    /// Names, separated by commas.
    pub(crate) fn quote_all<'n>(&self, names: impl IntoIterator<Item = &'n Identifier>) -> String {
        names
            .into_iter()
            .map(|name| self.quote(name))
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// A table, sequence, ..., its schema taken as one name (`format_table()`).
    pub(crate) fn qualified(&self, name: &QualifiedName) -> String {
        self.dialect
            .identifiers()
            .quote_qualified(&self.options.translated(name), self.options)
    }

    /// A table, the dots of its schema separating names (Alembic's `format_table_name()`).
    pub(crate) fn dotted(&self, name: &QualifiedName) -> String {
        self.dialect.identifiers().quote_dotted(name, self.options)
    }

    /// `ALTER TABLE ...`, as Alembic begins it.
    pub(crate) fn alter_table(&self, table: &QualifiedName) -> String {
        format!("ALTER TABLE {}", self.dotted(table))
    }

    /// The name of a constraint or index, within the dialect's length.
    pub(crate) fn constraint_name(&self, name: &ResolvedName) -> Result<String, CompileError> {
        self.dialect
            .identifiers()
            .constraint_name(name, self.options)
    }

    /// A string literal.
    pub(crate) fn string(&self, text: &str) -> Result<String, CompileError> {
        let literal = expression::literal(
            self.dialect,
            &Literal::Text(text.to_owned()),
            &SqlType::String {
                length: None,
                collation: None,
            },
        )?;
        Ok(self.options.percent(&literal).into_owned())
    }

    /// SQL of the server's own, which goes back to it as it is.
    pub(crate) fn verbatim<'t>(&self, sql: &'t str) -> Cow<'t, str> {
        self.options.percent(sql)
    }

    /// A comment: a string literal, or NULL.
    pub(crate) fn comment(&self, text: Option<&str>) -> Result<String, CompileError> {
        text.map_or_else(|| Ok("NULL".to_owned()), |text| self.string(text))
    }

    /// An expression.
    pub(crate) fn expression(&self, expression: &Expression) -> Result<String, CompileError> {
        expression::compile_expression(self.dialect, expression, self.options)
    }

    /// An expression that stands among others, in brackets if it is more than a name or a call
    /// (`self_group()`).
    pub(crate) fn grouped(&self, expression: &Expression) -> Result<String, CompileError> {
        match expression {
            Expression::Column(_) => self.expression(expression),
            _ => self.expression(&expression.clone().grouped()),
        }
    }

    /// A type.
    pub(crate) fn data_type(&self, data_type: &SqlType) -> Result<String, CompileError> {
        types::compile_type(self.dialect, data_type, self.options)
    }

    /// What stands after DEFAULT; `None` if nothing does (`get_column_default_string()`).
    pub(crate) fn server_default(
        &self,
        default: Option<&ServerDefault>,
    ) -> Result<Option<String>, CompileError> {
        match default {
            Some(ServerDefault::Literal(text)) => self.string(text).map(Some),
            Some(ServerDefault::Expression(expression)) => self.expression(expression).map(Some),
            Some(
                ServerDefault::Identity(_) | ServerDefault::Computed(_) | ServerDefault::Fetched,
            )
            | None => Ok(None),
        }
    }

    /// A phrase of keywords such as `SET NULL` (`validate_sql_phrase()`).
    pub(crate) fn phrase<'p>(&self, phrase: &'p str) -> Result<&'p str, CompileError> {
        let words = phrase.split_whitespace().collect::<Vec<_>>();
        let is_plain = !words.is_empty()
            && !phrase.starts_with(char::is_whitespace)
            && !phrase.trim_end_matches('\n').ends_with(char::is_whitespace)
            && words.iter().all(|word| is_word(word));
        if is_plain {
            Ok(phrase)
        } else {
            Err(unexpected_phrase(phrase))
        }
    }
}

/// Whether a text consists of letters, digits and underscores.
pub(crate) fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// The error for a phrase that is more than keywords.
pub(crate) fn unexpected_phrase(phrase: &str) -> CompileError {
    CompileError::Unsupported {
        message: format!("Unexpected SQL phrase: '{phrase}'"),
    }
}
