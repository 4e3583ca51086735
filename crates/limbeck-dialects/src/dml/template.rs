//! [`Template`]: the text of statements that differ in their values only.

use std::cell::RefCell;

use limbeck_schema::{Literal, SqlType, operation::SqlStatement};

use super::compile_with;
use crate::{
    CompileError, CompileOptions, Dialect,
    expression::{SqlCompiler, bound_value},
};

/// What surrounds the number of a value in the text of a sample; no statement has it.
const MARK: char = '\0';

/// The text of statements that differ in their values only.
#[derive(Clone, Debug)]
pub struct Template {
    /// The text before the first value.
    start: String,
    /// The values in their order, each with the text behind it.
    values: Vec<Place>,
    options: CompileOptions,
}

/// Where a value goes.
#[derive(Clone, Debug)]
struct Place {
    index: usize,
    data_type: SqlType,
    behind: String,
}

/// A statement, and another one that is the same but for its values, which occur nowhere else in it.
#[derive(Clone, Copy, Debug)]
pub struct Example<'e> {
    /// The statement.
    pub statement: &'e SqlStatement,
    /// Its values.
    pub values: &'e [Literal],
    /// The other statement.
    pub sample: &'e SqlStatement,
    /// The values of the other statement: as many, of the same kinds, in the same order.
    pub sample_values: &'e [Literal],
}

impl Template {
    /// The template of an example; `None` if the text depends on the values in any other way than that
    /// it contains them, or cannot be made.
    pub fn of(
        example: Example<'_>,
        dialect: &dyn Dialect,
        options: &CompileOptions,
    ) -> Option<Self> {
        let marks = Marks::new(example.sample_values);
        let mut compiler = SqlCompiler::marking(dialect, options, &marks);
        let text = compile_with(&mut compiler, example.sample).ok()?;
        if !compiler.warnings.is_empty() {
            return None;
        }
        let template = Self::split(&text, marks.places.take(), options)?;
        let mentions = |index| template.values.iter().any(|place| place.index == index);
        if !(0..example.sample_values.len()).all(mentions) {
            return None;
        }
        // What was learned from the sample is believed once it explains the statement itself.
        let compiled = compile_with(&mut SqlCompiler::new(dialect, options), example.statement);
        let filled = template.fill(dialect, example.values);
        (compiled.ok()? == filled.ok()?).then_some(template)
    }

    fn split(text: &str, places: Vec<(usize, SqlType)>, options: &CompileOptions) -> Option<Self> {
        let mut parts = text.split(MARK);
        let start = parts.next()?.to_owned();
        let mut values = Vec::with_capacity(places.len());
        while let Some(number) = parts.next() {
            let (index, data_type) = places.get(number.parse::<usize>().ok()?)?.clone();
            values.push(Place {
                index,
                data_type,
                behind: parts.next()?.to_owned(),
            });
        }
        Some(Self {
            start,
            values,
            options: options.clone(),
        })
    }

    /// The statement with these values, which must be of the same kinds as those of the example.
    ///
    /// # Errors
    /// [`CompileError`] for a value that its type does not have.
    pub fn fill(&self, dialect: &dyn Dialect, values: &[Literal]) -> Result<String, CompileError> {
        let mut sql = self.start.clone();
        for place in &self.values {
            let value = values.get(place.index).unwrap_or(&Literal::Null);
            sql.push_str(&bound_value(
                dialect,
                &self.options,
                value,
                &place.data_type,
            )?);
            sql.push_str(&place.behind);
        }
        Ok(sql)
    }
}

/// The values of a sample, and where they were written.
#[derive(Debug)]
pub(crate) struct Marks<'v> {
    values: &'v [Literal],
    places: RefCell<Vec<(usize, SqlType)>>,
}

impl<'v> Marks<'v> {
    fn new(values: &'v [Literal]) -> Self {
        Self {
            values,
            places: RefCell::default(),
        }
    }

    /// What stands for a bound value in the text; `None` for one that is no value of the sample.
    pub(crate) fn mark(&self, value: &Literal, data_type: &SqlType) -> Option<String> {
        let index = self.values.iter().position(|known| known == value)?;
        let mut places = self.places.borrow_mut();
        places.push((index, data_type.clone()));
        Some(format!("{MARK}{}{MARK}", places.len() - 1))
    }
}

#[cfg(test)]
mod tests {
    use limbeck_schema::{
        Expression, TextClause,
        expression::{BindParameter, Name},
    };

    use super::*;

    fn text(sql: &str, values: &[Literal]) -> SqlStatement {
        let binds = values
            .iter()
            .enumerate()
            .map(|(index, value)| BindParameter {
                name: Name::Given(format!("v{index}").as_str().into()),
                ..BindParameter::anonymous(value.clone(), SqlType::Null)
            });
        SqlStatement::Text(TextClause {
            text: sql.to_owned(),
            binds: binds.collect(),
        })
    }

    /// The text of a third statement, as a template learned from two others has it.
    #[track_caller]
    fn check(sql: &str, [sample, example, third]: [&[Literal]; 3], expected: Option<&str>) {
        let dialect = crate::dialect("postgresql").unwrap();
        let template = Template::of(
            Example {
                statement: &text(sql, example),
                values: example,
                sample: &text(sql, sample),
                sample_values: sample,
            },
            dialect,
            &CompileOptions::default(),
        );
        let filled = template.map(|template| template.fill(dialect, third).unwrap());
        assert_eq!(filled.as_deref(), expected);
    }

    fn word(text: &str) -> Literal {
        Literal::Text(text.to_owned())
    }

    #[test]
    fn values_are_filled_in() {
        check(
            "UPDATE t SET a = :v0, b = :v1 || :v0 WHERE c = '1'",
            [
                &[word("first"), Literal::Integer(7)],
                &[word("x"), Literal::Integer(1)],
                &[word("it's"), Literal::Integer(-5)],
            ],
            Some("UPDATE t SET a = 'it''s', b = -5 || 'it''s' WHERE c = '1'"),
        );
    }

    #[test]
    fn a_value_that_is_not_written_makes_no_template() {
        check(
            "UPDATE t SET a = :v0",
            [&[word("a"), word("b")], &[word("c"), word("d")], &[]],
            None,
        );
    }

    #[test]
    fn a_statement_that_is_not_explained_makes_no_template() {
        let dialect = crate::dialect("sqlite").unwrap();
        let limited = |value: Literal| SqlStatement::Expression(Box::new(Expression::bind(value)));
        let template = Template::of(
            Example {
                statement: &limited(Literal::Null),
                values: &[Literal::Integer(1)],
                sample: &limited(Literal::Integer(2)),
                sample_values: &[Literal::Integer(2)],
            },
            dialect,
            &CompileOptions::default(),
        );
        assert!(template.is_none());
    }
}
