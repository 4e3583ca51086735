//! From the bytes of a script to its text: byte order mark, coding cookie, UTF-8.

use std::borrow::Cow;

use super::HeaderError;

/// Decodes a source as Python does: UTF-8 unless one of the first two lines has a comment such as
/// `# -*- coding: latin-1 -*-`.
pub(super) fn decode(source: &[u8]) -> Result<Cow<'_, str>, HeaderError> {
    let (source, marked) = match source.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (source, false),
    };
    let cookie = if marked { None } else { coding_cookie(source) };
    match cookie {
        None => utf8(source),
        Some((encoding, line)) => match encoding.to_ascii_lowercase().replace('_', "-").as_str() {
            "utf-8" | "utf8" | "u8" | "utf-8-sig" => utf8(source),
            "latin-1" | "latin1" | "l1" | "latin" | "iso-8859-1" | "iso8859-1" | "iso-latin-1"
            | "8859" | "cp819" => Ok(source.iter().map(|byte| char::from(*byte)).collect()),
            // Every other encoding in use agrees with ASCII where a source is ASCII.
            _ if source.is_ascii() => utf8(source),
            _ => Err(HeaderError::NotText {
                line,
                message: format!(
                    "the script is in the encoding {encoding}, which limbeck does not read"
                ),
            }),
        },
    }
}

fn utf8(source: &[u8]) -> Result<Cow<'_, str>, HeaderError> {
    std::str::from_utf8(source)
        .map(Cow::Borrowed)
        .map_err(|error| {
            let before = &source[..error.valid_up_to()];
            HeaderError::NotText {
                line: 1 + memchr::memchr_iter(b'\n', before).count(),
                message: "the script is not UTF-8 text and declares no other encoding".to_owned(),
            }
        })
}

/// The encoding named in the first line, or in the second if the first has no code, with the line.
fn coding_cookie(source: &[u8]) -> Option<(String, usize)> {
    let mut lines = source.split(|byte| matches!(byte, b'\n' | b'\r'));
    let first = lines.next()?;
    if let Some(encoding) = cookie_in(first) {
        return Some((encoding, 1));
    }
    let code = first
        .iter()
        .find(|byte| !matches!(byte, b' ' | b'\t' | 0x0c));
    if !matches!(code, None | Some(b'#')) {
        return None;
    }
    // The line after a `\r\n` comes as the third part.
    let mut second = lines.next()?;
    if second.is_empty() && source.get(first.len()..first.len() + 2) == Some(b"\r\n") {
        second = lines.next()?;
    }
    cookie_in(second).map(|encoding| (encoding, 2))
}

/// The name after `coding:` or `coding=` in a comment line.
fn cookie_in(line: &[u8]) -> Option<String> {
    let start = line
        .iter()
        .position(|byte| !matches!(byte, b' ' | b'\t' | 0x0c))?;
    if line[start] != b'#' {
        return None;
    }
    memchr::memmem::find_iter(line, b"coding").find_map(|at| {
        let rest = line[at + b"coding".len()..]
            .strip_prefix(b":")
            .or_else(|| line[at + b"coding".len()..].strip_prefix(b"="))?;
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t'));
        let rest = &rest[blanks.count()..];
        let name: String = rest
            .iter()
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
            .map(|byte| char::from(*byte))
            .collect();
        (!name.is_empty()).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &[u8], expected: &str) {
        let found = match decode(source) {
            Ok(text) => text.into_owned(),
            Err(error) => format!("{:?}: {error}", error.line()),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn encodings() {
        check("é".as_bytes(), "é");
        check(b"\xef\xbb\xbfx", "x");
        check(b"# coding: latin-1\n\xe9", "# coding: latin-1\né");
        check(
            b"#!/usr/bin/python\n# -*- coding: ISO_8859_1 -*-\n\xe9",
            "#!/usr/bin/python\n# -*- coding: ISO_8859_1 -*-\né",
        );
        check(
            b"\r\n# vim: fileencoding=latin1\n\xe9",
            "\r\n# vim: fileencoding=latin1\né",
        );
        check(b"# coding: cp1252\nx", "# coding: cp1252\nx");
        check("# encoding=utf8\né".as_bytes(), "# encoding=utf8\né");
    }

    #[test]
    fn errors() {
        let not_utf8 = "the script is not UTF-8 text and declares no other encoding";
        check(b"a\n\xe9", &format!("Some(2): {not_utf8}"));
        // A cookie after code, or in a string, is none.
        check(
            b"a = 1\n# coding: latin-1\n\xe9",
            &format!("Some(3): {not_utf8}"),
        );
        check(
            b"'# coding: latin-1'\n\xe9",
            &format!("Some(2): {not_utf8}"),
        );
        check(
            b"\n#coding=koi8-r\n\xe9",
            "Some(2): the script is in the encoding koi8-r, which limbeck does not read",
        );
    }
}
