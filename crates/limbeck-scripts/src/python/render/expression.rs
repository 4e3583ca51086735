//! SQL expressions: Alembic writes their text (`_render_potential_expr`).

use limbeck_dialects::ddl;
use limbeck_dialects::expression::compile_expression;
use limbeck_schema::{Expression, IndexElement, OptionValue, expression::Name};

use super::literal::text;
use super::{Rendered, Renderer};

impl Renderer<'_> {
    /// `sa.text('...')`.
    pub(super) fn expression(&mut self, expression: &Expression) -> Rendered<String> {
        let sql = self.sql(expression)?;
        Ok(self.sql_text(&sql))
    }

    /// SQL as `sa.text('...')`.
    pub(super) fn sql_text(&self, sql: &str) -> String {
        format!("{}text({})", self.sa(), text(&self.as_text(sql)))
    }

    /// The SQL of an expression as a string, where SQLAlchemy makes a `text()` of it.
    pub(super) fn bare_expression(&mut self, expression: &Expression) -> Rendered<String> {
        let sql = self.sql(expression)?;
        Ok(text(&self.as_text(&sql)))
    }

    pub(super) fn sql(&self, expression: &Expression) -> Rendered<String> {
        let options = &self.options.compile;
        Ok(compile_expression(
            self.options.dialect,
            expression,
            options,
        )?)
    }

    /// SQL as `text()` wants it. Alembic forgets that a colon before a word is a parameter there.
    fn as_text(&self, sql: &str) -> String {
        if self.is_complete() {
            escape_parameters(sql)
        } else {
            sql.to_owned()
        }
    }

    /// What an index orders by.
    pub(super) fn index_element(&mut self, element: &IndexElement) -> Rendered<String> {
        let expression = match element {
            IndexElement::Column(name) => return Ok(text(name.as_str())),
            IndexElement::Expression(expression) => expression,
        };
        let label = match expression {
            Expression::Label(label) => label.name.given(),
            _ => None,
        };
        let sql = ddl::index_expression(self.options.dialect, expression, &self.options.compile)?;
        let mut written = format!("{}literal_column({})", self.sa(), text(&sql));
        if let Some(label) = label {
            written.push_str(&format!(".label({})", text(label.as_str())));
        }
        Ok(written)
    }

    /// What an exclusion constraint compares (`_render_potential_column`).
    pub(super) fn exclude_element(&mut self, expression: &Expression) -> Rendered<String> {
        match expression {
            Expression::Column(column) => match &column.name {
                Name::Given(name) | Name::Truncatable(name) if column.is_literal => {
                    let name = text(name.as_str());
                    Ok(format!("{}literal_column({name})", self.sa()))
                }
                name => Ok(format!("{}column({})", self.sa(), text(&name.body()))),
            },
            Expression::Text(_) | Expression::Function(_) => self.expression(expression),
            other if self.is_complete() => self.expression(other),
            other => self.bare_expression(other),
        }
    }

    /// The value of a dialect's keyword.
    pub(super) fn option(&mut self, value: &OptionValue) -> Rendered<String> {
        Ok(match value {
            OptionValue::Literal(literal) => self.literal(literal),
            OptionValue::Expression(expression) => self.expression(expression)?,
            OptionValue::List(values) => {
                let values: Vec<_> = values
                    .iter()
                    .map(|value| self.option(value))
                    .collect::<Rendered<_>>()?;
                format!("[{}]", values.join(", "))
            }
            OptionValue::Map(pairs) => {
                let pairs: Vec<_> = pairs
                    .iter()
                    .map(|(key, value)| Ok(format!("{}: {}", text(key), self.option(value)?)))
                    .collect::<Rendered<_>>()?;
                format!("{{{}}}", pairs.join(", "))
            }
        })
    }

    /// Keywords of dialects, as arguments.
    pub(super) fn options(
        &mut self,
        options: &limbeck_schema::DialectOptions,
    ) -> Rendered<Vec<String>> {
        options
            .0
            .iter()
            .map(|(keyword, value)| Ok(format!("{keyword}={}", self.option(value)?)))
            .collect()
    }
}

/// The text of which `sa.text()` makes this SQL: a colon that would begin a parameter is escaped.
pub(super) fn escape_parameters(sql: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut escaped = String::with_capacity(sql.len());
    let mut before = None;
    for (at, character) in sql.char_indices() {
        if character == ':' {
            let name = sql[at + 1..]
                .find(|c| !is_word(c))
                .map_or(&sql[at + 1..], |end| &sql[at + 1..at + 1 + end]);
            let follows = sql[at + 1 + name.len()..].starts_with(':');
            let is_parameter = !name.is_empty()
                && !follows
                && !before.is_some_and(|c| c == ':' || c == '\\' || is_word(c));
            if is_parameter {
                escaped.push('\\');
            }
        }
        escaped.push(character);
        before = Some(character);
    }
    escaped
}
