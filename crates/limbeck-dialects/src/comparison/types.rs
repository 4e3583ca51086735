//! Types by their texts, as `_column_types_match` and `_column_args_match` compare them.

use limbeck_schema::SqlType;

use super::{Pattern, pattern};
use crate::{CompileError, CompileOptions, Dialect, types::compile_type};

static TOKEN: Pattern = pattern!(r"[\w\-_]+|\(.+?\)");

/// The text of a type, taken apart.
#[derive(Debug, PartialEq, Eq)]
struct TypeText {
    /// The words, in lower case.
    words: Vec<String>,
    /// What stands in the last brackets, without `key=value`.
    arguments: Vec<String>,
}

impl TypeText {
    fn new(text: &str) -> Self {
        let text = text.to_lowercase();
        let (brackets, words): (Vec<&str>, Vec<&str>) = TOKEN
            .find_iter(&text)
            .map(|token| token.as_str())
            .partition(|token| token.starts_with('('));
        let arguments = brackets.last().into_iter().flat_map(|brackets| {
            brackets
                .split(['(', ')', ','])
                .filter(|term| !term.is_empty() && !term.contains('='))
        });
        Self {
            words: words.into_iter().map(str::to_owned).collect(),
            arguments: arguments.map(|term| term.trim().to_owned()).collect(),
        }
    }

    fn first(&self) -> &str {
        self.words.first().map_or("", String::as_str)
    }

    fn others(&self) -> &[String] {
        self.words.get(1..).unwrap_or_default()
    }

    /// The word after an attribute such as `collate`.
    fn attribute(&self, name: &str) -> Option<String> {
        let text = self.others().join(" ");
        let (_, rest) = text.split_once(&format!("{name} "))?;
        rest.split(' ').next().map(str::to_owned)
    }
}

pub(super) fn differ(
    dialect: &(dyn Dialect + '_),
    existing: &SqlType,
    wanted: &SqlType,
) -> Result<bool, CompileError> {
    let comparator = dialect.comparator();
    let options = CompileOptions::default();
    let existing = existing.for_dialect(dialect.name());
    let wanted = wanted.for_dialect(dialect.name());
    if let Some(differ) = comparator.types_differ(existing, wanted) {
        return Ok(differ);
    }
    let text = |data_type| -> Result<TypeText, CompileError> {
        Ok(TypeText::new(&compile_type(dialect, data_type, &options)?))
    };
    let (existing, wanted) = (text(existing)?, text(wanted)?);
    Ok(!same_type(comparator.type_synonyms(), &existing, &wanted)
        || !same_arguments(comparator.type_attributes(), &existing, &wanted))
}

fn same_type(synonyms: &[&[&str]], existing: &TypeText, wanted: &TypeText) -> bool {
    let all = |text: &TypeText| text.words.join(" ");
    let synonymous = |left: &str, right: &str| {
        synonyms
            .iter()
            .any(|set| set.contains(&left) && set.contains(&right))
    };
    existing.first() == wanted.first()
        || synonymous(&all(existing), &all(wanted))
        || synonymous(existing.first(), wanted.first())
}

fn same_arguments(attributes: &[&str], existing: &TypeText, wanted: &TypeText) -> bool {
    let differ = |left: &[String], right: &[String]| left.len() == right.len() && left != right;
    !differ(existing.others(), wanted.others())
        && !differ(&existing.arguments, &wanted.arguments)
        && attributes.iter().all(
            |name| match (existing.attribute(name), wanted.attribute(name)) {
                (Some(existing), Some(wanted)) => existing == wanted,
                _ => true,
            },
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(existing: &str, wanted: &str, same: bool) {
        let synonyms: &[&[&str]] = &[&["numeric", "decimal"], &["float", "double precision"]];
        let (existing, wanted) = (TypeText::new(existing), TypeText::new(wanted));
        let found = same_type(synonyms, &existing, &wanted)
            && same_arguments(&["character set", "collate"], &existing, &wanted);
        assert_eq!(found, same);
    }

    #[test]
    fn types_are_compared_by_what_both_of_them_say() {
        check("VARCHAR(30)", "VARCHAR(50)", false);
        check("VARCHAR(30)", "VARCHAR", true);
        check("NUMERIC(10, 2)", "DECIMAL(10, 2)", true);
        check("NUMERIC(10, 2)", "NUMERIC(10, 3)", false);
        check("DOUBLE PRECISION", "FLOAT", true);
        check("INTEGER", "BIGINT", false);
        check(
            "TIMESTAMP WITH TIME ZONE",
            "TIMESTAMP WITHOUT TIME ZONE",
            false,
        );
        check("INTEGER(11) UNSIGNED", "INTEGER UNSIGNED", true);
        check(
            "VARCHAR(10) CHARACTER SET utf8 COLLATE a",
            "VARCHAR(10) COLLATE b",
            false,
        );
        check(
            "VARCHAR(10) CHARACTER SET utf8",
            "VARCHAR(10) COLLATE b",
            true,
        );
    }
}
