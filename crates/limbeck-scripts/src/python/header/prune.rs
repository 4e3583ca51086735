//! Leaving out what the header does not need: imports and annotations are most of what there is
//! to parse in a header, and say nothing about its values.

use std::borrow::Cow;

use super::NAMES;

/// The beginning of a script with spaces in place of
///
/// * the imports that come before anything is assigned, and set none of the names that matter
///   (the first statement stays, so that no other becomes the docstring);
/// * the annotations of the four variables: `revision: str = "a"` becomes `revision      = "a"`.
///
/// Every byte stays where it is.
pub(super) fn pruned<'a>(beginning: &'a str, lines: &[(usize, usize)]) -> Cow<'a, str> {
    let bytes = beginning.as_bytes();
    let mut blanks: Vec<(usize, usize)> = Vec::new();
    let mut only_imports = true;
    for (number, &(start, end)) in lines.iter().enumerate() {
        let line = &bytes[start..end];
        if is_import(line) {
            if number > 0 && only_imports && !matters(line) {
                // The line end stays, as it may end a line that is continued.
                let length = line.strip_suffix(b"\n").unwrap_or(line).len();
                blanks.push((start, start + length));
            }
        } else if !matches!(line.first(), Some(b'"' | b'\'')) {
            only_imports = false;
            if let Some((from, to)) = annotation(line) {
                blanks.push((start + from, start + to));
            }
        }
    }
    if blanks.is_empty() {
        return Cow::Borrowed(beginning);
    }
    let mut text = String::with_capacity(beginning.len());
    let mut done = 0;
    for (from, to) in blanks {
        // Both ends are beside ASCII characters.
        text.push_str(&beginning[done..from]);
        text.extend(bytes[from..to].iter().map(|byte| match byte {
            b'\n' => '\n',
            _ => ' ',
        }));
        done = to;
    }
    text.push_str(&beginning[done..]);
    Cow::Owned(text)
}

fn is_import(line: &[u8]) -> bool {
    line.starts_with(b"import ") || line.starts_with(b"from ")
}

/// Whether an import may set a name that matters, or is not alone in its line.
fn matters(line: &[u8]) -> bool {
    let unusual = |byte: &u8| matches!(byte, b'*' | b';' | b'\\' | b'#' | b'"' | b'\'');
    line.iter().any(unusual)
        || ["revision", "branch_labels", "depends_on", "__doc__"]
            .iter()
            .any(|name| memchr::memmem::find(line, name.as_bytes()).is_some())
}

/// Where the annotation of one of the variables is: from its colon to before the `=`.
fn annotation(line: &[u8]) -> Option<(usize, usize)> {
    let name = NAMES
        .iter()
        .find(|name| line.starts_with(name.as_bytes()))?;
    let mut at = name.len();
    while line.get(at) == Some(&b' ') {
        at += 1;
    }
    if line.get(at) != Some(&b':') {
        return None;
    }
    let colon = at;
    let mut depth = 0_usize;
    loop {
        at += 1;
        match line.get(at)? {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.checked_sub(1)?,
            b'=' if depth == 0 => {
                return (line.get(at + 1) != Some(&b'=')).then_some((colon, at));
            }
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b',' | b' ' | b'|' => {}
            // Strings, comments, continued lines and everything else are left to the parser.
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::prefix::scan;
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let extent = scan(text, true).unwrap();
        assert_eq!(pruned(&text[..extent.end], &extent.lines), expected);
    }

    #[test]
    fn imports() {
        check(
            "'doc'\nimport a\nx = 1\nimport b\n",
            "'doc'\n        \nx = 1\nimport b\n",
        );
        check(
            "import a\nfrom b import (é,\n c)\n'no doc'\n",
            "import a\n                  \n   \n'no doc'\n",
        );
        for kept in [
            "from a import *\n",
            "from a import revision\n",
            "import a; x = 1\n",
            "import a # x\n",
            "if x:\n    import a\n",
        ] {
            let text = format!("''\n{kept}");
            check(&text, &text);
        }
    }

    #[test]
    fn annotations() {
        check("revision: str = 'a'\n", "revision      = 'a'\n");
        check(
            "depends_on : Union[str, x.Sequence[str], None]='=:'\n",
            "depends_on                                    ='=:'\n",
        );
        for kept in [
            "revision: 'str' = 'a'\n",
            "revision: str\n",
            "revision: a == b\n",
            "revisions: str = 1\n",
            "x: str = 1\n",
            "revision: (a\n",
        ] {
            check(kept, kept);
        }
    }
}
