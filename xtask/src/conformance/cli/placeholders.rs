//! The placeholders of recorded texts: `<PROJECT>`, `<PG_URL>`, `<REV1>`, `<DATE>` and the like.

use std::collections::BTreeMap;

/// What the placeholders of one session stand for.
#[derive(Debug, Clone)]
pub struct Placeholders {
    /// `<PROJECT>`, `<PG_URL>`: known from the start, with every spelling a program may print.
    fixed: Vec<(String, &'static str)>,
    /// `<REV1>`, `<REV2>`, ...: bound when an answer first shows them.
    revisions: BTreeMap<String, String>,
}

const REVISION_LENGTH: usize = 12;

impl Placeholders {
    /// `project` is the absolute folder, `url` the PostgreSQL database when the fixture has one.
    pub fn new(project: &str, url: Option<&str>) -> Self {
        let mut fixed = vec![(project.to_owned(), "<PROJECT>")];
        if let Some(url) = url {
            fixed.push((url.to_owned(), "<PG_URL>"));
            if let Some(hidden) = hide_password(url) {
                fixed.push((hidden, "<PG_URL>"));
            }
        }
        Self {
            fixed,
            revisions: BTreeMap::new(),
        }
    }

    /// A recorded input with the real values in place.
    pub fn fill(&self, text: &str) -> String {
        let mut filled = text.to_owned();
        // The first spelling of each placeholder is the real one.
        for (value, name) in &self.fixed {
            filled = filled.replace(name, value);
        }
        for (name, value) in &self.revisions {
            filled = filled.replace(name, value);
        }
        filled
    }

    /// An answer with the placeholders that are known in place of the real values.
    pub fn hide(&self, text: &str) -> String {
        let mut hidden = text.to_owned();
        for (value, name) in &self.fixed {
            hidden = hidden.replace(value, name);
        }
        for (name, value) in &self.revisions {
            hidden = hidden.replace(value, name);
        }
        hidden
    }

    /// Whether an answer is the recorded text. Identifiers that the text shows for the first time are bound.
    pub fn matches(&mut self, expected: &str, actual: &str) -> bool {
        let fixed_hidden = {
            let mut hidden = actual.to_owned();
            for (value, name) in &self.fixed {
                hidden = hidden.replace(value, name);
            }
            hidden
        };
        let mut bound = self.revisions.clone();
        let matched = match_text(expected, &fixed_hidden, &mut bound);
        if matched {
            self.revisions = bound;
        }
        matched
    }
}

/// The URL as SQLAlchemy prints it: the password as three stars.
fn hide_password(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (credentials, host) = rest.split_once('@')?;
    let (user, _) = credentials.split_once(':')?;
    Some(format!("{scheme}://{user}:***@{host}"))
}

fn match_text(expected: &str, actual: &str, bound: &mut BTreeMap<String, String>) -> bool {
    let (mut expected, mut actual) = (expected, actual);
    while !expected.is_empty() {
        if let Some((name, after)) = variable(expected) {
            if matches!(name, "<TMPFILE>" | "<ALEMBIC>") {
                // A path of unknown length: what follows in the text decides where it ends.
                let longest = actual.find(char::is_whitespace).unwrap_or(actual.len());
                return (1..=longest)
                    .rev()
                    .filter(|end| actual.is_char_boundary(*end))
                    .any(|end| {
                        let mut attempt = bound.clone();
                        let matched = match_text(after, &actual[end..], &mut attempt);
                        if matched {
                            *bound = attempt;
                        }
                        matched
                    });
            }
            let Some(length) = width(name, actual, bound) else {
                return false;
            };
            if name.starts_with("<REV") {
                bound.insert(name.to_owned(), actual[..length].to_owned());
            }
            expected = after;
            actual = &actual[length..];
        } else {
            let (Some(wanted), Some(found)) = (expected.chars().next(), actual.chars().next())
            else {
                return false;
            };
            if wanted != found {
                return false;
            }
            expected = &expected[wanted.len_utf8()..];
            actual = &actual[found.len_utf8()..];
        }
    }
    actual.is_empty()
}

/// The placeholder a recorded text begins with, and the text after it.
fn variable(expected: &str) -> Option<(&str, &str)> {
    if let Some(after) = expected.strip_prefix("0x...") {
        return Some(("0x...", after));
    }
    let end = expected.strip_prefix('<')?.find('>')? + 2;
    let name = &expected[..end];
    let known = matches!(
        name,
        "<DATE>" | "<YEAR>" | "<MONTH>" | "<TMPFILE>" | "<HELP>" | "<ALEMBIC>"
    ) || name.strip_prefix("<REV").is_some_and(|number| {
        number.len() > 1
            && number[..number.len() - 1]
                .bytes()
                .all(|byte| byte.is_ascii_digit())
    });
    known.then(|| (name, &expected[end..]))
}

/// How many bytes at the start of `actual` the placeholder stands for.
fn width(name: &str, actual: &str, bound: &BTreeMap<String, String>) -> Option<usize> {
    let run = |accept: fn(char) -> bool| actual.find(|c: char| !accept(c)).unwrap_or(actual.len());
    let digits = |count: usize| (run(|c| c.is_ascii_digit()) >= count).then_some(count);
    match name {
        "<HELP>" => (!actual.trim().is_empty()).then_some(actual.len()),
        "<YEAR>" => digits(4),
        "<MONTH>" => digits(2),
        "<DATE>" => date(actual),
        "0x..." => {
            let hex = actual.strip_prefix("0x")?;
            let length = hex
                .find(|c: char| !c.is_ascii_hexdigit())
                .unwrap_or(hex.len());
            (length > 0).then_some(length + 2)
        }
        _ => match bound.get(name) {
            Some(value) => actual.starts_with(value.as_str()).then_some(value.len()),
            None => {
                let length = run(|c| c.is_ascii_digit() || ('a'..='f').contains(&c));
                (length == REVISION_LENGTH).then_some(length)
            }
        },
    }
}

/// The length of `2024-03-05 10:20:30.405060+01:00` at the start; fraction and offset may be missing.
fn date(actual: &str) -> Option<usize> {
    const SHAPE: &[u8] = b"0000-00-00 00:00:00";
    let bytes = actual.as_bytes();
    let fits = bytes.len() >= SHAPE.len()
        && SHAPE.iter().zip(bytes).all(|(shape, byte)| {
            if *shape == b'0' {
                byte.is_ascii_digit()
            } else {
                shape == byte
            }
        });
    if !fits {
        return None;
    }
    let digits = |from: usize| {
        bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let mut end = SHAPE.len();
    if bytes.get(end) == Some(&b'.') {
        end += 1 + digits(end + 1);
    }
    let is_offset = matches!(bytes.get(end), Some(b'+' | b'-')) && digits(end + 1) == 2;
    if is_offset && bytes.get(end + 3) == Some(&b':') && digits(end + 4) == 2 {
        end += 6;
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(expected: &str, actual: &str, matched: bool) {
        let mut placeholders = Placeholders::new("/tmp/p", Some("postgresql://u:secret@h/d"));
        assert_eq!(
            placeholders.matches(expected, actual),
            matched,
            "{expected:?} against {actual:?}"
        );
    }

    #[test]
    fn text_without_placeholder_is_compared_letter_by_letter() {
        check("a <b> ü\n", "a <b> ü\n", true);
        check("a", "ab", false);
        check("ab", "a", false);
        check("a ", "a", false);
    }

    #[test]
    fn fixed_values_are_hidden() {
        check("see <PROJECT>/mig", "see /tmp/p/mig", true);
        check("for <PG_URL>:", "for postgresql://u:***@h/d:", true);
        check("for <PG_URL>:", "for postgresql://u:secret@h/d:", true);
        check("see <PROJECT>/mig", "see /tmp/q/mig", false);
    }

    #[test]
    fn dates_and_addresses() {
        check("on <DATE>.", "on 2024-03-05 10:20:30.405060.", true);
        check("on <DATE>", "on 2024-03-05 10:20:30+01:00", true);
        check("on <DATE>", "on 2024-03-05", false);
        check("<YEAR>_<MONTH>_x", "2024_11_x", true);
        check("at 0x...>", "at 0x7f00>", true);
        check("<HELP>", "usage: x\n", true);
        check("<HELP>", "", false);
        check(
            "no <ALEMBIC>/templates/x\n",
            "no /usr/lib/alembic/templates/x\n",
            true,
        );
        check(
            "no <ALEMBIC>/templates/x\n",
            "no /usr/lib/alembic/templates/y\n",
            false,
        );
    }

    #[test]
    fn an_identifier_is_bound_once_and_must_stay_the_same() {
        let mut placeholders = Placeholders::new("/tmp/p", None);
        assert!(placeholders.matches("<REV1> -> <REV2>", "aaaaaaaaaaaa -> bbbbbbbbbbbb"));
        assert!(placeholders.matches("<REV1>_x.py", "aaaaaaaaaaaa_x.py"));
        assert!(!placeholders.matches("<REV2>_x.py", "aaaaaaaaaaaa_x.py"));
        assert_eq!(placeholders.fill("upgrade <REV2>"), "upgrade bbbbbbbbbbbb");
        assert_eq!(placeholders.hide("/tmp/p/bbbbbbbbbbbb"), "<PROJECT>/<REV2>");
    }
}
