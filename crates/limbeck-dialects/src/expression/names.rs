//! Names that are made when a statement is compiled.

use std::collections::HashMap;

use limbeck_schema::{Identifier, expression::Name};

/// The names made so far: the same for the same element, numbered by what they begin with.
#[derive(Debug, Default)]
pub(crate) struct Names {
    made: HashMap<((u64, u32), String), String>,
    counters: HashMap<String, u32>,
    cut: HashMap<(NameKind, String), String>,
    cut_counters: HashMap<NameKind, u32>,
}

/// What a name is for: names of different kinds are cut with different numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum NameKind {
    /// Columns and labels.
    Column,
    /// Aliases, subqueries, CTEs.
    Alias,
}

impl Names {
    /// The name, made and cut to fit if it is not a given one.
    pub(crate) fn resolve(&mut self, name: &Name, kind: NameKind, max_length: usize) -> Identifier {
        match name {
            Name::Given(name) => name.clone(),
            Name::Truncatable(name) => Identifier {
                text: self.cut(&name.text, kind, max_length),
                quoting: name.quoting,
            },
            Name::Anonymous { seed, body } => {
                let made = self.anonymous(*seed, body);
                Identifier::new(self.cut(&made, kind, max_length))
            }
            Name::Qualified {
                table,
                column,
                copy,
            } => {
                let table = self.resolve(table, NameKind::Alias, max_length);
                let number = copy.map_or_else(String::new, |seed| self.anonymous(seed, ""));
                let made = format!("{table}_{column}{number}");
                Identifier::new(self.cut(&made, kind, max_length))
            }
        }
    }

    fn anonymous(&mut self, seed: (u64, u32), body: &str) -> String {
        let body = sanitize(body);
        if let Some(made) = self.made.get(&(seed, body.clone())) {
            return made.clone();
        }
        let made = self.numbered(&body);
        self.made.insert((seed, body), made.clone());
        made
    }

    /// A new name that begins with `body`.
    pub(crate) fn numbered(&mut self, body: &str) -> String {
        let counter = self.counters.entry(body.to_owned()).or_insert(0);
        *counter += 1;
        format!("{body}_{counter}")
    }

    fn cut(&mut self, name: &str, kind: NameKind, max_length: usize) -> String {
        if name.chars().count() <= max_length.saturating_sub(6) {
            return name.to_owned();
        }
        let key = (kind, name.to_owned());
        if let Some(cut) = self.cut.get(&key) {
            return cut.clone();
        }
        let counter = self.cut_counters.entry(kind).or_insert(0);
        *counter += 1;
        let beginning: String = name.chars().take(max_length.saturating_sub(6)).collect();
        let cut = format!("{beginning}_{counter:x}");
        self.cut.insert(key, cut.clone());
        cut
    }
}

/// A body without the characters that SQLAlchemy's templates of names give a meaning.
fn sanitize(body: &str) -> String {
    let mut clean = String::with_capacity(body.len());
    for character in body.chars() {
        if matches!(character, '%' | '(' | ')' | ' ' | '$') {
            if !clean.ends_with('_') || clean.is_empty() {
                clean.push('_');
            }
        } else {
            clean.push(character);
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_numbered_by_what_they_begin_with_and_stay_the_same() {
        let mut names = Names::default();
        let mut check = |id, body: &str, expected: &str| {
            let name = Name::anonymous(id, body);
            assert_eq!(names.resolve(&name, NameKind::Column, 63).text, expected);
        };
        check(1, "max", "max_1");
        check(2, "anon", "anon_1");
        check(3, "max", "max_2");
        check(1, "max", "max_1");
    }

    #[test]
    fn long_names_are_cut_and_numbered() {
        let mut names = Names::default();
        let name = Name::Truncatable(Identifier::new("x".repeat(70)));
        let cut = names.resolve(&name, NameKind::Column, 63).text;
        assert_eq!(cut, format!("{}_1", "x".repeat(57)));
        assert_eq!(names.resolve(&name, NameKind::Column, 63).text, cut);
    }
}
