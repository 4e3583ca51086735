//! What SQLite tells of its tables, and what it cannot tell.

use limbeck_schema::{ServerDefault, Table};

use crate::{
    Dialect,
    batch::verbatim,
    comparison::{
        Comparator, ConstraintSets, DefaultPair, Pattern, Verdict, capture, name_of, pattern,
    },
};

pub(super) struct Comparison;

static BRACKETS: Pattern = pattern!(r"^\((.+)\)$");
static QUOTES: Pattern = pattern!(r#"^"?'(.+)'"?$"#);
static TEXT: Pattern = pattern!(r"^'.+'$");
static DIGIT: Pattern = pattern!(r"^[0-9.]$");

impl Comparator for Comparison {
    fn has_comments(&self) -> bool {
        false
    }

    /// Brackets and quotes do not count.
    fn compare_defaults(&self, pair: &DefaultPair<'_>) -> Verdict {
        Verdict::of(pair.existing_text.map(bare) == pair.wanted_text.map(bare))
    }

    /// An expression stands in brackets, as DDL wants it; indexes over expressions are not told.
    fn reflected(&self, dialect: &dyn Dialect, table: &mut Table) -> Vec<String> {
        for column in &mut table.columns {
            let Some(ServerDefault::Expression(default)) = &column.server_default else {
                continue;
            };
            if let Ok(text) = dialect.default_text(default)
                && is_bare_expression(&text)
            {
                column.server_default =
                    Some(ServerDefault::Expression(verbatim(format!("({text})"))));
            }
        }
        let has_names = |index: &limbeck_schema::Index| {
            index
                .elements
                .iter()
                .all(|element| name_of(element).is_some())
        };
        table.indexes.retain(has_names);
        Vec::new()
    }

    /// Indexes over expressions, which are not told, are not wanted either.
    fn correct_constraints(&self, _existing: &Table, sets: &mut ConstraintSets<'_>) {
        let ConstraintSets {
            existing_indexes,
            wanted_indexes,
            warnings,
            ..
        } = sets;
        wanted_indexes.retain(|wanted| {
            let name = wanted.name.identifier().map_or("", |name| name.as_str());
            let is_told = existing_indexes
                .iter()
                .any(|existing| existing.name.identifier() == wanted.name.identifier());
            let keep = is_told
                || wanted
                    .elements
                    .iter()
                    .all(|element| name_of(element).is_some());
            if !keep {
                warnings.push(format!(
                    "autogenerate skipping metadata-specified expression-based index '{name}'; \
                     dialect 'sqlite' under SQLAlchemy {SQLALCHEMY} can't reflect these indexes \
                     so they can't be compared"
                ));
            }
            keep
        });
    }
}

/// The version of SQLAlchemy whose ways these are.
const SQLALCHEMY: &str = "2.1.9";

/// A default without brackets and quotes around all of it.
fn bare(text: &str) -> &str {
    let text = capture(&BRACKETS, text, 1).unwrap_or(text);
    capture(&QUOTES, text, 1).unwrap_or(text)
}

/// Whether a default is an expression that lacks its brackets, as Alembic guesses.
fn is_bare_expression(text: &str) -> bool {
    !text.is_empty() && !DIGIT.is_match(text) && !TEXT.is_match(text) && !BRACKETS.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_compared_without_brackets_and_quotes() {
        assert_eq!(bare("('x')"), "x");
        assert_eq!(bare("'x'"), "x");
        assert_eq!(bare("x"), "x");
        assert_eq!(bare("''"), "''");
    }

    #[test]
    fn expressions_get_the_brackets_they_need() {
        assert!(is_bare_expression("CURRENT_TIMESTAMP"));
        assert!(is_bare_expression("12"));
        assert!(!is_bare_expression("1"));
        assert!(!is_bare_expression("'a'"));
        assert!(!is_bare_expression("(1 + 1)"));
    }
}
