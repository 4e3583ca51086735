//! `shlex.split` in its POSIX mode, without comments.

/// Why a text cannot be split. The texts are Python's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShellWordsError {
    /// A quote is never closed.
    #[error("No closing quotation")]
    NoClosingQuotation,
    /// The text ends with a backslash.
    #[error("No escaped character")]
    NoEscapedCharacter,
}

/// Splits a command line into words as a POSIX shell would: quotes group, a backslash escapes
/// (within double quotes only `"` and `\`).
///
/// # Errors
/// An open quote, or a backslash at the end.
pub fn split_shell_words(text: &str) -> Result<Vec<String>, ShellWordsError> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next().ok_or(ShellWordsError::NoClosingQuotation)? {
                        '\'' => break,
                        c => word.push(c),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next().ok_or(ShellWordsError::NoClosingQuotation)? {
                        '"' => break,
                        '\\' => match chars.next().ok_or(ShellWordsError::NoEscapedCharacter)? {
                            c @ ('"' | '\\') => word.push(c),
                            c => {
                                word.push('\\');
                                word.push(c);
                            }
                        },
                        c => word.push(c),
                    }
                }
            }
            '\\' => {
                let c = chars.next().ok_or(ShellWordsError::NoEscapedCharacter)?;
                word.get_or_insert_default().push(c);
            }
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        let check = |text, expected: &[&str]| {
            assert_eq!(
                split_shell_words(text).as_deref(),
                Ok(expected_vec(expected).as_slice())
            );
        };
        check("", &[]);
        check("  \n ", &[]);
        check("a b\tc\nd", &["a", "b", "c", "d"]);
        check(
            r#""two words" 'single q' a\ b"#,
            &["two words", "single q", "a b"],
        );
        check(r#"x"y z"'w' "" ''"#, &["xy zw", "", ""]);
        check(
            r#""a\"b\\c\d" 'a\b' # no"#,
            &[r#"a"b\c\d"#, r"a\b", "#", "no"],
        );
    }

    fn expected_vec(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn errors() {
        let check = |text, expected| assert_eq!(split_shell_words(text), Err(expected));
        check("a 'b", ShellWordsError::NoClosingQuotation);
        check("a \"b", ShellWordsError::NoClosingQuotation);
        check("a \"b\\", ShellWordsError::NoEscapedCharacter);
        check("a\\", ShellWordsError::NoEscapedCharacter);
    }
}
