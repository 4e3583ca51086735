//! What PostgreSQL writes differently from how it was asked for.

use limbeck_schema::{
    Constraint, DialectOptions, Expression, Index, Literal, OptionValue, ServerDefault, SqlType,
    Table, UniqueConstraint,
    expression::{Constant, typing},
};

use crate::{
    CompileError, Dialect,
    batch::text_of,
    comparison::{
        Comparator, ConstraintVerdict, DefaultPair, Difference, Pattern, Verdict, crude,
        element_text, pattern, sorted_columns,
    },
};

pub(super) struct Comparison;

const INCLUDE: &str = "postgresql_include";
const NULLS_NOT_DISTINCT: &str = "postgresql_nulls_not_distinct";
const WHERE: &str = "postgresql_where";

/// What to do about an operator class in the text of an element.
const MOVE_OPERATOR_CLASS: &str = "Please move the operator clause to the ``postgresql_ops`` dict to enable proper compare of the index expressions: https://docs.sqlalchemy.org/en/latest/dialects/postgresql.html#operator-classes";

/// The name of a type, complete, so that what follows a cast stays.
const TYPE_NAME: &str = r#"(?:"[^"]+"|\w+)(?:\.(?:"[^"]+"|\w+))?(?:\s+(?:varying|precision))?(?:\s*\(\s*\d+(?:\s*,\s*\d+)?\s*\))?(?:\s+with(?:out)?\s+time\s+zone)?(?:\s*\[\s*\d*\s*\])*"#;

static CAST: Pattern = pattern!(&format!(r"(?i)::\s*{TYPE_NAME}"));
static CAST_FUNCTION: Pattern = pattern!(&format!(r"(?i)\bcast\s*\((.*?)\s+as\s+{TYPE_NAME}\s*\)"));
static NEXT_VALUE: Pattern = pattern!(r"^nextval\('(.+?)'::regclass\)");

impl Comparator for Comparison {
    fn type_synonyms(&self) -> &'static [&'static [&'static str]] {
        &[&["numeric", "decimal"], &["float", "double precision"]]
    }

    fn compare_defaults(&self, pair: &DefaultPair<'_>) -> Verdict {
        if pair.counts {
            return Verdict::Same;
        }
        let existing = pair.existing_text.map(|text| {
            if NEXT_VALUE.is_match(text) {
                text.replace("::regclass", "")
            } else {
                text.to_owned()
            }
        });
        if existing.as_deref() == pair.wanted_text {
            return Verdict::Same;
        }
        let (Some(existing), Some(wanted)) = (existing, pair.wanted_text) else {
            return Verdict::Different;
        };
        let is_null = matches!(
            &pair.wanted.server_default,
            Some(ServerDefault::Expression(Expression::Constant(
                Constant::Null
            )))
        );
        if is_null {
            return Verdict::Ask(vec![format!("({existing}) IS NULL")]);
        }
        let wanted = if pair.wanted_is_expression || is_decimal(&pair.existing.data_type) {
            wanted.to_owned()
        } else {
            let text = wanted.strip_prefix('\'').unwrap_or(wanted);
            let text = text.strip_suffix('\'').unwrap_or(text);
            format!("'{text}'")
        };
        Verdict::Ask(vec![
            format!("({existing}) = ({wanted})"),
            // There are types without an operator for it, such as json.
            format!("({existing})::text = ({wanted})::text"),
        ])
    }

    /// The server writes casts that nobody asked for.
    fn normalized_expression(&self, text: &str) -> String {
        crude(&CAST.replace_all(text, ""))
    }

    /// Of a SERIAL only the log tells; what SQLAlchemy says of constraints and indexes stands in its own words.
    fn reflected(&self, _dialect: &dyn Dialect, table: &mut Table) -> Vec<String> {
        let mut told = Vec::new();
        for column in &mut table.columns {
            if let Some(sequence) = column.sequence.take() {
                told.push(format!(
                    "Detected sequence named '{}' as owned by integer column '{}({})', assuming \
                     SERIAL and omitting",
                    sequence.name.name, table.name.name, column.name
                ));
            }
        }
        for constraint in &mut table.constraints {
            if let Constraint::Unique(unique) = constraint {
                let options = &mut unique.options.0;
                options
                    .entry(INCLUDE.to_owned())
                    .or_insert_with(|| OptionValue::List(Vec::new()));
                options
                    .entry(NULLS_NOT_DISTINCT.to_owned())
                    .or_insert(OptionValue::Literal(Literal::Boolean(false)));
            }
        }
        for index in &mut table.indexes {
            if let Some(OptionValue::Expression(predicate)) = index.options.0.get_mut(WHERE)
                && let Some(text) = text_of(predicate)
            {
                let text = Literal::Text(text.to_owned());
                index
                    .options
                    .0
                    .insert(WHERE.to_owned(), OptionValue::Literal(text));
            }
        }
        told
    }

    /// Included columns only count if there are some.
    fn adjust_options(&self, options: &mut DialectOptions) {
        let is_empty =
            |value: &OptionValue| matches!(value, OptionValue::List(items) if items.is_empty());
        if options.get(INCLUDE).is_some_and(is_empty) {
            options.0.shift_remove(INCLUDE);
        }
    }

    fn compare_indexes(
        &self,
        dialect: &dyn Dialect,
        existing: &Index,
        wanted: &Index,
    ) -> Result<ConstraintVerdict, CompileError> {
        let mut differences: Vec<Difference> = Vec::new();
        if existing.unique != wanted.unique {
            differences.push(Difference::Unique {
                existing: existing.unique,
            });
        }
        if existing.elements.len() != wanted.elements.len() {
            differences.push(Difference::ElementCount {
                existing: existing.elements.len(),
                wanted: wanted.elements.len(),
            });
        }
        if !differences.is_empty() {
            return Ok(ConstraintVerdict::Different(differences));
        }
        let mut unknown = Vec::new();
        let table = wanted.table.name.as_str();
        for (place, (old, new)) in existing.elements.iter().zip(&wanted.elements).enumerate() {
            let (old, new) = (element_text(dialect, old)?, element_text(dialect, new)?);
            if normalized_element(table, &old) == normalized_element(table, &new) {
                continue;
            }
            if new.trim().ends_with("_ops") && new.contains([' ', ')']) {
                unknown.push((place + 1, new));
            } else {
                differences.push(Difference::Element {
                    position: place + 1,
                    existing: old,
                    wanted: new,
                });
            }
        }
        differences.extend(compare_options(&existing.options, &wanted.options));
        Ok(if differences.is_empty() && !unknown.is_empty() {
            ConstraintVerdict::Unknown {
                elements: unknown,
                advice: MOVE_OPERATOR_CLASS,
            }
        } else {
            ConstraintVerdict::of(differences)
        })
    }

    fn compare_uniques(
        &self,
        existing: &UniqueConstraint,
        wanted: &UniqueConstraint,
    ) -> ConstraintVerdict {
        let (old, new) = (
            sorted_columns(&existing.columns),
            sorted_columns(&wanted.columns),
        );
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        if old != new {
            return ConstraintVerdict::of(vec![Difference::Columns {
                existing: owned(old),
                wanted: owned(new),
            }]);
        }
        let options = compare_options(&existing.options, &wanted.options);
        ConstraintVerdict::of(options.into_iter().collect())
    }
}

/// Whether a type's values are written without quotes: exact numbers and floats, not integers.
fn is_decimal(data_type: &SqlType) -> bool {
    matches!(
        typing::affinity(data_type),
        typing::Affinity::Numeric | typing::Affinity::Float
    )
}

/// `NULLS NOT DISTINCT`, the one option that is compared.
fn compare_options(existing: &DialectOptions, wanted: &DialectOptions) -> Option<Difference> {
    let names = |options: &DialectOptions| -> Vec<String> {
        let is_set = matches!(
            options.get(NULLS_NOT_DISTINCT),
            Some(OptionValue::Literal(Literal::Boolean(true)))
        );
        is_set
            .then(|| "nulls_not_distinct".to_owned())
            .into_iter()
            .collect()
    };
    let (existing, wanted) = (names(existing), names(wanted));
    (existing != wanted).then_some(Difference::Options { existing, wanted })
}

/// The text of an element without quotes, casts, outer brackets, and the order that is the default.
fn normalized_element(table: &str, text: &str) -> String {
    let text = text.to_lowercase().replace(['"', '\''], "");
    let text = text.replace(&format!("{}.", table.to_lowercase()), "");
    let text = CAST.replace_all(&text, "");
    let text = without_brackets(&text);
    let text = without_default_order(text);
    let mut text = without_brackets(&text).to_owned();
    while CAST_FUNCTION.is_match(&text) {
        text = CAST_FUNCTION.replace_all(&text, "$1").into_owned();
    }
    text.replace(' ', "")
}

fn without_brackets(text: &str) -> &str {
    let mut text = text;
    while let Some(inner) = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'))
    {
        text = inner;
    }
    text
}

/// Leaves out what the server leaves out: `ASC`, `NULLS LAST` where it ascends, `NULLS FIRST` where it descends.
fn without_default_order(text: &str) -> String {
    if let Some(rest) = text.strip_suffix(" asc nulls last") {
        return rest.to_owned();
    }
    if let Some(rest) = text.strip_suffix(" nulls last") {
        if !rest.ends_with(" desc") {
            return rest.to_owned();
        }
        return text.to_owned();
    }
    if let Some(rest) = text.strip_suffix(" asc") {
        return rest.to_owned();
    }
    if let Some(rest) = text.strip_suffix(" asc nulls first") {
        return format!("{rest} nulls first");
    }
    if let Some(rest) = text.strip_suffix(" desc nulls first") {
        return format!("{rest} desc");
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_compared_without_what_the_server_adds() {
        let check = |left: &str, right: &str| {
            assert_eq!(
                normalized_element("t", left),
                normalized_element("t", right)
            );
        };
        check("lower(name::text)", "lower(name)");
        check("\"Name\" DESC", "name desc nulls first");
        check("a ASC NULLS LAST", "a");
        check("a NULLS FIRST", "a ASC NULLS FIRST");
        check("((a + b))", "a + b");
        check("CAST(CAST(a AS TEXT) AS VARCHAR(10))", "a");
        check("t.a", "a");
        let differ = |left: &str, right: &str| {
            assert_ne!(
                normalized_element("t", left),
                normalized_element("t", right)
            );
        };
        differ("a DESC NULLS LAST", "a DESC");
        differ("lower(a)", "upper(a)");
    }

    #[test]
    fn generated_columns_are_compared_without_casts() {
        let normalized = |text| Comparison.normalized_expression(text);
        assert_eq!(
            normalized("to_tsvector('english'::regconfig, (name)::text)"),
            normalized("to_tsvector('english', name)")
        );
    }
}
