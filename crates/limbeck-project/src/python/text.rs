//! Text as Python sees it: white space, letters, line ends, whole numbers.

use std::borrow::Cow;

use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// Whether `str.isspace` holds for the character. Python counts the four ASCII separators
/// U+001C..U+001F, Unicode's `White_Space` does not.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// `str.strip()`.
pub(crate) fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `str.lower()`.
pub(crate) fn lower(text: &str) -> String {
    text.to_lowercase()
}

/// Whether `\w` of Python's `re` matches the character: a letter, a number or an underscore.
/// Combining marks are not letters, though Unicode calls some of them alphabetic.
pub(crate) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    matches!(
        c.general_category_group(),
        GeneralCategoryGroup::Letter | GeneralCategoryGroup::Number
    )
}

/// The text with every line end as `\n`, as a file opened in text mode gives it.
pub(crate) fn universal_newlines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The lines of a text, each with its `\n` if it has one, as iterating over a file gives them.
pub(crate) fn lines_with_ends(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n')
}

/// `int(text)`: surrounding white space, a sign, and single underscores between digits are
/// allowed. `None` when Python would raise, or when the number does not fit.
pub(crate) fn parse_int(text: &str) -> Option<i64> {
    let text = strip(text);
    let (negative, digits) = match text.strip_prefix(['+', '-']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    };
    let mut value: i64 = 0;
    let mut after_digit = false;
    for c in digits.chars() {
        match c.to_digit(10) {
            Some(digit) => {
                let digit = i64::from(digit);
                value = value.checked_mul(10)?;
                value = if negative {
                    value.checked_sub(digit)?
                } else {
                    value.checked_add(digit)?
                };
                after_digit = true;
            }
            None if c == '_' && after_digit => after_digit = false,
            None => return None,
        }
    }
    after_digit.then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers() {
        let check = |text, expected| assert_eq!(parse_int(text), expected, "{text:?}");
        check("12", Some(12));
        check(" \t+1_000\n", Some(1000));
        check("-7", Some(-7));
        check("007", Some(7));
        check("-9223372036854775808", Some(i64::MIN));
        check("9223372036854775808", None);
        for bad in [
            "", " ", "+", "1__0", "_1", "1_", "1.0", "many", "0x10", "- 1",
        ] {
            check(bad, None);
        }
    }

    #[test]
    fn words() {
        let check = |text: &str, expected: bool| {
            assert!(text.chars().all(|c| is_word(c) == expected), "{text:?}");
        };
        check("aZ_09äß日本²½Ⅷ٣", true);
        check(" -.:\u{301}\u{93e}Ⓐ🎉\u{200b}", false);
    }

    #[test]
    fn stripping_and_line_ends() {
        assert_eq!(strip("\u{1c}\u{a0} x y\u{2003}\n"), "x y");
        assert_eq!(universal_newlines("a\r\nb\rc\n"), "a\nb\nc\n");
        assert_eq!(
            lines_with_ends("a\u{b}b\nc").collect::<Vec<_>>(),
            ["a\u{b}b\n", "c"]
        );
    }
}
