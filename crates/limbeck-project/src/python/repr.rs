//! `repr()` of a string, which Alembic's and configparser's messages quote values with.

use std::fmt::Write as _;

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// `repr(text)`: single quotes unless the text has single and no double ones; what cannot be
/// printed is escaped.
pub fn repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if c == quote => {
                out.push('\\');
                out.push(c);
            }
            _ if is_printable(c) => out.push(c),
            _ => push_escaped(&mut out, c),
        }
    }
    out.push(quote);
    out
}

/// `ascii(text)`: as [`repr`], with everything outside ASCII escaped as well.
pub(super) fn ascii(text: &str) -> String {
    let printed = repr(text);
    let mut out = String::with_capacity(printed.len());
    for c in printed.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            push_escaped(&mut out, c);
        }
    }
    out
}

fn push_escaped(out: &mut String, c: char) {
    let code = u32::from(c);
    // Writing to a `String` cannot fail.
    let _ = match code {
        0..=0xff => write!(out, "\\x{code:02x}"),
        0x100..=0xffff => write!(out, "\\u{code:04x}"),
        _ => write!(out, "\\U{code:08x}"),
    };
}

fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_control();
    }
    !matches!(
        c.general_category(),
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::Surrogate
            | GeneralCategory::PrivateUse
            | GeneralCategory::Unassigned
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
            | GeneralCategory::SpaceSeparator
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_escapes() {
        let check = |text, expected| assert_eq!(repr(text), expected);
        check("plain", "'plain'");
        check("it's", "\"it's\"");
        check("it's \"it\"", "'it\\'s \"it\"'");
        check("a\\b\n\t\r\0", "'a\\\\b\\n\\t\\r\\x00'");
        check(
            "\u{feff}[alembic]é\u{a0}\u{e0001}",
            "'\\ufeff[alembic]é\\xa0\\U000e0001'",
        );
        assert_eq!(ascii("é日'"), "\"\\xe9\\u65e5'\"");
    }
}
