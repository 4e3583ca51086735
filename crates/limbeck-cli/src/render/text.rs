//! Texts that fit a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The beginning of a text that fits into so many columns, with an ellipsis if that is not all of it.
pub fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut left = width.saturating_sub(1);
    let mut shown = String::new();
    for c in text.chars() {
        let Some(rest) = left.checked_sub(c.width().unwrap_or(0)) else {
            break;
        };
        left = rest;
        shown.push(c);
    }
    if width > 0 {
        shown.push('…');
    }
    shown
}

/// A text with its lines broken between words. A word that is wider than the lines keeps its own.
pub fn wrap(text: &str, width: usize) -> String {
    let lines: Vec<String> = text.lines().map(|line| wrap_line(line, width)).collect();
    lines.join("\n")
}

fn wrap_line(line: &str, width: usize) -> String {
    if line.width() <= width {
        return line.to_owned();
    }
    let mut wrapped = String::new();
    let mut used = 0;
    for word in line.split(' ') {
        if used > 0 {
            if used + 1 + word.width() > width {
                wrapped.push('\n');
                used = 0;
            } else {
                wrapped.push(' ');
                used += 1;
            }
        }
        wrapped.push_str(word);
        used += word.width();
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_by_their_width() {
        let check = |text, width, expected: &str| assert_eq!(cut(text, width), expected);
        check("short", 5, "short");
        check("longer", 5, "long…");
        check("日本語", 6, "日本語");
        check("日本語", 5, "日本…");
        check("日本語", 4, "日…");
        check("x", 0, "");
    }

    #[test]
    fn lines_are_broken_between_words() {
        let check = |text, width, expected: &str| assert_eq!(wrap(text, width), expected);
        check("one two three", 20, "one two three");
        check("one two three", 8, "one two\nthree");
        check("one\ntwo three", 5, "one\ntwo\nthree");
        check("an endless-word is", 5, "an\nendless-word\nis");
    }
}
