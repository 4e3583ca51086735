//! [`Line`]: what a line of a script in SQL is.

use limbeck_revisions::Direction;

use super::header::Key;

/// What a line of a script in SQL is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line<'t> {
    /// Nothing.
    Blank,
    /// `-- key: value`, with a key that a header has.
    Known(Key, &'t str),
    /// `-- word: ...`, with any other word.
    Unknown(&'t str),
    /// `-- upgrade` or `-- downgrade`, with the dialects it is for, if it names any.
    Section(Direction, Vec<&'t str>),
    /// The name of a section, and one more word.
    NearlySection(Direction, &'t str),
    /// Any other comment of one line.
    Comment,
    /// Anything else.
    Other,
}

impl<'t> Line<'t> {
    /// Reads a line. Upper and lower case are the same, and blanks do not matter.
    pub(super) fn of(line: &'t str) -> Self {
        let line = line.trim();
        if line.is_empty() {
            return Line::Blank;
        }
        let Some(comment) = line.strip_prefix("--").map(str::trim) else {
            return Line::Other;
        };
        let end = comment
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
            .unwrap_or(comment.len());
        let (word, behind) = comment.split_at(end);
        let value = behind.trim_start().strip_prefix(':');
        if let Some(direction) = direction(word) {
            return match value {
                Some(dialects) => Line::Section(direction, list(dialects).collect()),
                None if behind.is_empty() => Line::Section(direction, Vec::new()),
                None if is_dialect(behind.trim()) => Line::NearlySection(direction, behind.trim()),
                None => Line::Comment,
            };
        }
        match (value, Key::of(word)) {
            (Some(value), Some(key)) => Line::Known(key, value.trim()),
            // Not `https://`.
            (Some(value), None)
                if !word.is_empty() && (value.is_empty() || value.starts_with([' ', '\t'])) =>
            {
                Line::Unknown(word)
            }
            (Some(_) | None, _) => Line::Comment,
        }
    }
}

/// The words of a list, between commas or blanks.
pub(super) fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == ',' || c.is_whitespace())
        .filter(|word| !word.is_empty())
}

fn direction(word: &str) -> Option<Direction> {
    match word.to_ascii_lowercase().as_str() {
        "upgrade" => Some(Direction::Upgrade),
        "downgrade" => Some(Direction::Downgrade),
        _ => None,
    }
}

fn is_dialect(word: &str) -> bool {
    limbeck_dialects::dialect(&word.to_ascii_lowercase()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Line<'_>) {
        assert_eq!(Line::of(line), expected, "{line}");
    }

    #[test]
    fn lines_of_headers() {
        check("-- revision: a1", Line::Known(Key::Revision, "a1"));
        check(
            " --  Down-Revision :a1 , b2 ",
            Line::Known(Key::DownRevision, "a1 , b2"),
        );
        check(
            "--message: Add: users",
            Line::Known(Key::Message, "Add: users"),
        );
        check("-- depends_on:", Line::Known(Key::DependsOn, ""));
        check("-- author: me", Line::Unknown("author"));
        check("-- todo:", Line::Unknown("todo"));
    }

    #[test]
    fn beginnings_of_sections() {
        check("-- upgrade", Line::Section(Direction::Upgrade, vec![]));
        check("--DOWNGRADE", Line::Section(Direction::Downgrade, vec![]));
        check(
            "-- downgrade :",
            Line::Section(Direction::Downgrade, vec![]),
        );
        check(
            "-- upgrade: a, b c",
            Line::Section(Direction::Upgrade, vec!["a", "b", "c"]),
        );
        let known = limbeck_dialects::DIALECTS[0].name();
        check(
            &format!("-- upgrade {known}"),
            Line::NearlySection(Direction::Upgrade, known),
        );
    }

    #[test]
    fn other_lines() {
        check("", Line::Blank);
        check(" \t\r", Line::Blank);
        check("-- upgrade the users", Line::Comment);
        check("-- see https://example.org: all of it", Line::Comment);
        check("-- https://example.org", Line::Comment);
        check("--", Line::Comment);
        check("-- : x", Line::Comment);
        check("-- a b: c", Line::Comment);
        check("SELECT 1 -- revision: a", Line::Other);
        check("- upgrade", Line::Other);
    }
}
