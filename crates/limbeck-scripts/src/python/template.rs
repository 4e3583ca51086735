//! Writing a new script: what `script.py.mako` is given, and the bytes that come of it.

use limbeck_project::CreateDate;
use limbeck_python::Tree;

use crate::NewScript;

/// The values that Alembic gives to `script.py.mako`, as
/// [`Interpreter::render`](limbeck_python::Interpreter::render) takes them.
pub fn template_facts(script: &NewScript) -> Tree {
    let down_revisions = script.down_revisions.iter().map(|id| id.as_str());
    let depends_on = script.depends_on.iter().map(String::as_str);
    let labels: Vec<Tree> = script
        .branch_labels
        .iter()
        .map(|label| label.clone().into())
        .collect();
    let entries = [
        ("up_revision", script.revision.as_str().into()),
        (
            "down_revision",
            one_or_many(down_revisions.map(Tree::from).collect()),
        ),
        (
            "branch_labels",
            if labels.is_empty() {
                Tree::None
            } else {
                Tree::List(labels)
            },
        ),
        (
            "depends_on",
            one_or_many(depends_on.map(Tree::from).collect()),
        ),
        ("create_date", date(&script.create_date)),
        ("message", script.message().into()),
    ];
    Tree::Dict(
        entries
            .into_iter()
            .map(|(name, value)| (name.into(), value))
            .collect(),
    )
}

/// `tuple_rev_as_scalar`: nothing is `None`, and one stands by itself.
fn one_or_many(mut items: Vec<Tree>) -> Tree {
    match items.len() {
        0 => Tree::None,
        1 => items.remove(0),
        _ => Tree::List(items),
    }
}

/// The parts of a date: year to microsecond, and the offset in seconds and the name of the zone, if it is
/// configured.
fn date(date: &CreateDate) -> Tree {
    let zoned = date.zoned();
    let parts: [i64; 7] = [
        zoned.year().into(),
        zoned.month().into(),
        zoned.day().into(),
        zoned.hour().into(),
        zoned.minute().into(),
        zoned.second().into(),
        (zoned.subsec_nanosecond() / 1000).into(),
    ];
    let mut tree: Vec<Tree> = parts.into_iter().map(Tree::Int).collect();
    if date.is_aware() {
        let abbreviation = zoned
            .time_zone()
            .to_offset_info(zoned.timestamp())
            .abbreviation()
            .to_owned();
        tree.extend([
            Tree::Int(zoned.offset().seconds().into()),
            abbreviation.into(),
        ]);
    } else {
        tree.extend([Tree::None, Tree::None]);
    }
    Tree::List(tree)
}

/// Why a text cannot be written in an encoding.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EncodeError {
    /// The encoding is none of those that scripts are read in.
    #[error("unknown encoding: {0}; limbeck writes utf-8, ascii and latin-1")]
    UnknownEncoding(String),
    /// A character that the encoding does not have.
    #[error("'{encoding}' has no character '{character}', which is in line {line}")]
    NoSuchCharacter {
        /// The encoding.
        encoding: String,
        /// The character.
        character: char,
        /// The line, from 1.
        line: usize,
    },
}

/// The bytes of a script in the encoding of the option `output_encoding`.
///
/// # Errors
/// [`EncodeError`] if the text cannot be written so.
pub fn encode(text: &str, encoding: &str) -> Result<Vec<u8>, EncodeError> {
    let name = encoding.to_ascii_lowercase().replace(['_', ' '], "-");
    let limited = |highest: u32| -> Result<Vec<u8>, EncodeError> {
        let mut bytes = Vec::with_capacity(text.len());
        for (at, character) in text.char_indices() {
            match u8::try_from(u32::from(character)) {
                Ok(byte) if u32::from(byte) <= highest => bytes.push(byte),
                Ok(_) | Err(_) => {
                    return Err(EncodeError::NoSuchCharacter {
                        encoding: encoding.to_owned(),
                        character,
                        line: 1 + text[..at].matches('\n').count(),
                    });
                }
            }
        }
        Ok(bytes)
    };
    match name.as_str() {
        "utf-8" | "utf8" | "u8" | "cp65001" => Ok(text.as_bytes().to_vec()),
        "utf-8-sig" => Ok([b"\xef\xbb\xbf", text.as_bytes()].concat()),
        "ascii" | "us-ascii" | "646" => limited(0x7f),
        "latin-1" | "latin1" | "l1" | "latin" | "iso-8859-1" | "iso8859-1" | "8859" | "cp819" => {
            limited(0xff)
        }
        _ => Err(EncodeError::UnknownEncoding(encoding.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn facts() {
        let check = |timezone: Option<&str>, down: &[&str], expected: &str| {
            let now = "2024-03-09T05:06:07.089012Z".parse().expect("a time");
            let script = NewScript {
                revision: "abc".into(),
                down_revisions: down.iter().map(|id| (*id).into()).collect(),
                branch_labels: vec!["x".to_owned()],
                depends_on: vec!["d".to_owned()],
                create_date: CreateDate::new(now, timezone, &TimeZone::UTC).expect("a zone"),
                message: None,
            };
            let facts = template_facts(&script);
            let shown: Vec<String> = ["down_revision", "depends_on", "create_date", "message"]
                .iter()
                .map(|name| format!("{:?}", facts.get(name)))
                .collect();
            assert_eq!(shown.join(" "), expected);
        };
        check(
            None,
            &[],
            r#"None Str("d") List([Int(2024), Int(3), Int(9), Int(5), Int(6), Int(7), Int(89012), None, None]) Str("empty message")"#,
        );
        check(
            Some("Asia/Tokyo"),
            &["a", "b"],
            r#"List([Str("a"), Str("b")]) Str("d") List([Int(2024), Int(3), Int(9), Int(14), Int(6), Int(7), Int(89012), Int(32400), Str("JST")]) Str("empty message")"#,
        );
    }

    #[test]
    fn encodings() {
        let check = |text: &str, encoding: &str, expected: Result<&[u8], &str>| {
            let found = encode(text, encoding).map_err(|error| error.to_string());
            assert_eq!(found.as_deref().map_err(String::as_str), expected);
        };
        check("é", "utf-8", Ok("é".as_bytes()));
        check("é", "UTF_8", Ok("é".as_bytes()));
        check("é", "utf-8-sig", Ok(b"\xef\xbb\xbf\xc3\xa9"));
        check("é", "latin-1", Ok(b"\xe9"));
        check(
            "a\n€",
            "latin-1",
            Err("'latin-1' has no character '€', which is in line 2"),
        );
        check(
            "é",
            "ascii",
            Err("'ascii' has no character 'é', which is in line 1"),
        );
        check(
            "x",
            "utf-16",
            Err("unknown encoding: utf-16; limbeck writes utf-8, ascii and latin-1"),
        );
    }
}
