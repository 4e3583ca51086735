//! What MySQL and MariaDB write differently from how they were asked for, and what they make by themselves.

use std::collections::HashSet;

use limbeck_schema::{
    Constraint, ForeignKeyConstraint, SqlType, Table,
    expression::typing::{Affinity, affinity},
};

use crate::comparison::{
    Comparator, ConstraintSets, DefaultPair, Pattern, Verdict, capture, name_of, pattern,
};

pub(super) struct Comparison;

static QUOTED: Pattern = pattern!(r"^'(.*)'$");
static BRACKETS: Pattern = pattern!(r"^\((.*)\)$");
static ON_UPDATE: Pattern = pattern!(r"^(.*) (on update.*?)(?:\(\))?$");

impl Comparator for Comparison {
    fn type_synonyms(&self) -> &'static [&'static [&'static str]] {
        &[
            &["numeric", "decimal"],
            &["bool", "tinyint"],
            &["json", "longtext"],
        ]
    }

    fn type_attributes(&self) -> &'static [&'static str] {
        &["character set", "collate"]
    }

    /// Enums are compared by their labels, whatever the order.
    fn types_differ(&self, existing: &SqlType, wanted: &SqlType) -> Option<bool> {
        let (SqlType::Enum(existing), SqlType::Enum(wanted)) = (existing, wanted) else {
            return None;
        };
        let labels = |values: &[String]| -> HashSet<String> { values.iter().cloned().collect() };
        Some(labels(&existing.values) != labels(&wanted.values))
    }

    fn compare_defaults(&self, pair: &DefaultPair<'_>) -> Verdict {
        Verdict::of(same_default(pair))
    }

    fn uniques_are_indexes(&self) -> bool {
        true
    }

    /// The indexes that the server makes for foreign keys do not count, on either side.
    fn correct_constraints(&self, existing: &Table, sets: &mut ConstraintSets<'_>) {
        let mut implicit = HashSet::new();
        sets.existing_indexes.retain(|index| {
            let Some(name) = index.name.identifier() else {
                return true;
            };
            let is_implicit = !index.unique
                && index.elements.iter().filter_map(name_of).any(|column| {
                    column == name.as_str() || has_foreign_key(existing, column, name.as_str())
                });
            if is_implicit {
                implicit.insert(name.text.clone());
            }
            !is_implicit
        });
        sets.wanted_indexes.retain(|index| {
            index
                .name
                .identifier()
                .is_none_or(|name| !implicit.contains(&name.text))
        });
    }

    /// RESTRICT is what happens anyway, and is not told.
    fn correct_foreign_key(
        &self,
        existing: &mut ForeignKeyConstraint,
        wanted: &ForeignKeyConstraint,
    ) {
        let correct = |existing: &mut Option<String>, wanted: &Option<String>| {
            let restricts = wanted
                .as_ref()
                .is_some_and(|action| action.eq_ignore_ascii_case("restrict"));
            if restricts && existing.is_none() {
                *existing = Some("RESTRICT".to_owned());
            }
        };
        correct(&mut existing.ondelete, &wanted.ondelete);
        correct(&mut existing.onupdate, &wanted.onupdate);
    }
}

/// Whether a foreign key of that name begins at the column.
fn has_foreign_key(table: &Table, column: &str, name: &str) -> bool {
    table.constraints.iter().any(|constraint| match constraint {
        Constraint::ForeignKey(key) => {
            key.name
                .identifier()
                .is_some_and(|key| key.as_str() == name)
                && key.columns.iter().any(|local| local.as_str() == column)
        }
        _ => false,
    })
}

fn same_default(pair: &DefaultPair<'_>) -> bool {
    let wanted_affinity = affinity(&pair.wanted.data_type);
    if wanted_affinity == Affinity::Integer
        && pair.existing_in_key
        && pair.existing.autoincrement == limbeck_schema::Autoincrement::Never
        && pair.wanted_text.is_none_or(str::is_empty)
        && pair.existing_text == Some("'0'")
    {
        return true;
    }
    let is_number = matches!(
        affinity(&pair.existing.data_type),
        Affinity::Integer | Affinity::Numeric | Affinity::Float
    );
    let (Some(existing), Some(wanted)) = (
        pair.existing_text.filter(|text| !text.is_empty()),
        pair.wanted_text.filter(|text| !text.is_empty()),
    ) else {
        return match (pair.wanted_text, wanted_affinity) {
            (Some(wanted), Affinity::String) if !wanted.is_empty() => false,
            _ => pair.existing_text == pair.wanted_text,
        };
    };
    if is_number {
        if bare_number(existing) == bare_number(wanted) {
            return true;
        }
    } else if wanted_affinity == Affinity::String {
        let text = wanted.strip_prefix('\'').unwrap_or(wanted);
        let text = text.strip_suffix('\'').unwrap_or(text);
        return existing == format!("'{text}'");
    }
    let (lower_existing, lower_wanted) = (existing.to_lowercase(), wanted.to_lowercase());
    let (mut existing, mut wanted) = (existing, wanted);
    if let Some(action) = capture(&ON_UPDATE, &lower_existing, 2) {
        if capture(&ON_UPDATE, &lower_wanted, 2) != Some(action) {
            return false;
        }
        existing = capture(&ON_UPDATE, &lower_existing, 1).unwrap_or_default();
        wanted = capture(&ON_UPDATE, &lower_wanted, 1).unwrap_or_default();
    }
    normalized(existing) == normalized(wanted)
}

/// A number without the quotes or brackets that the server puts around it.
fn bare_number(text: &str) -> &str {
    capture(&QUOTED, text, 1)
        .or_else(|| capture(&BRACKETS, text, 1))
        .unwrap_or(text)
}

/// An expression without the brackets around it, and those of a call without arguments.
fn normalized(text: &str) -> String {
    let text = text.to_lowercase();
    let text = capture(&BRACKETS, &text, 1).unwrap_or(&text);
    text.strip_suffix("()").unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use limbeck_schema::Column;

    use super::*;

    #[track_caller]
    fn check(data_type: SqlType, existing: Option<&str>, wanted: Option<&str>, same: bool) {
        let column = Column::new("c", data_type);
        let found = same_default(&DefaultPair {
            existing: &column,
            wanted: &column,
            counts: false,
            existing_in_key: false,
            existing_text: existing,
            wanted_text: wanted,
            wanted_is_expression: false,
        });
        assert_eq!(found, same, "{existing:?} {wanted:?}");
    }

    #[test]
    fn defaults_are_compared_without_what_the_server_adds() {
        let string = || SqlType::String {
            length: None,
            collation: None,
        };
        check(SqlType::Integer, Some("'1'"), Some("1"), true);
        check(SqlType::Integer, Some("1"), Some("2"), false);
        check(SqlType::Integer, None, Some("2"), false);
        check(SqlType::Integer, None, None, true);
        check(string(), Some("'a'"), Some("a"), true);
        check(string(), Some("'a'"), Some("A"), false);
        check(string(), None, Some("a"), false);
        let date = || SqlType::DateTime { timezone: false };
        check(
            date(),
            Some("current_timestamp()"),
            Some("CURRENT_TIMESTAMP"),
            true,
        );
        let updated = "current_timestamp() ON UPDATE current_timestamp()";
        check(
            date(),
            Some(updated),
            Some("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP"),
            true,
        );
        check(date(), Some(updated), Some("CURRENT_TIMESTAMP"), false);
    }
}
