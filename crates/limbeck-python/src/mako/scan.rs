//! [`Scanner`]: a place in the text of a template.

/// A place in the text of a template.
#[derive(Clone, Debug)]
pub(super) struct Scanner<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

/// Where Python in a template ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Until<'u> {
    /// What ends it.
    pub(super) ends: &'u [&'u str],
    /// Only outside of brackets.
    pub(super) watches_nesting: bool,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
        }
    }

    /// What is left.
    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// The line, from 1.
    pub(super) fn line(&self) -> usize {
        self.line
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    pub(super) fn is_at_line_start(&self) -> bool {
        self.text[..self.at]
            .chars()
            .next_back()
            .is_none_or(|c| c == '\n')
    }

    /// Takes that many bytes, which end between two characters.
    pub(super) fn take(&mut self, length: usize) -> &'t str {
        let taken = &self.rest()[..length];
        self.at += length;
        self.line += taken.matches('\n').count();
        taken
    }

    /// Takes that text, if it comes next.
    pub(super) fn take_if(&mut self, text: &str) -> bool {
        let is_next = self.rest().starts_with(text);
        if is_next {
            self.take(text.len());
        }
        is_next
    }

    /// Takes characters for as long as they are such.
    pub(super) fn take_while(&mut self, is_such: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|c| !is_such(c)).unwrap_or(rest.len());
        self.take(length)
    }

    /// Takes everything before the text, if it comes at all.
    pub(super) fn take_before(&mut self, text: &str) -> Option<&'t str> {
        let length = self.rest().find(text)?;
        Some(self.take(length))
    }

    /// Takes Python up to what ends it, which is taken, too. Comments and strings are passed over as Mako
    /// passes over them. `None` if nothing ends it.
    pub(super) fn take_python(&mut self, until: Until<'_>) -> Option<(&'t str, &'t str)> {
        let start = self.at;
        let mut depths = [0_i32; 3];
        while !self.is_at_end() {
            let rest = self.rest();
            if let Some(length) = comment(rest).or_else(|| string(rest)) {
                self.take(length);
                continue;
            }
            let end = until.ends.iter().find(|end| rest.starts_with(**end));
            if let Some(end) = end {
                let is_nested = until.watches_nesting && depths.iter().any(|depth| *depth > 0);
                if !is_nested {
                    let python = &self.text[start..self.at];
                    return Some((python, self.take(end.len())));
                }
            }
            let next = rest.chars().next()?;
            count(next, &mut depths);
            self.take(next.len_utf8());
        }
        None
    }
}

fn count(c: char, depths: &mut [i32; 3]) {
    let change = match c {
        '{' => (0, 1),
        '}' => (0, -1),
        '(' => (1, 1),
        ')' => (1, -1),
        '[' => (2, 1),
        ']' => (2, -1),
        _ => return,
    };
    depths[change.0] += change.1;
}

/// The length of a comment with the end of its line, if the text begins with one.
fn comment(text: &str) -> Option<usize> {
    if !text.starts_with('#') {
        return None;
    }
    text.find('\n').map(|at| at + 1)
}

/// The length of a string literal, if the text begins with one that ends.
pub(super) fn string(text: &str) -> Option<usize> {
    let quote = ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quote| text.starts_with(quote))?;
    let mut at = quote.len();
    loop {
        let rest = text.get(at..)?;
        if rest.starts_with(quote) {
            return Some(at + quote.len());
        }
        let mut characters = rest.chars();
        let next = characters.next()?;
        at += next.len_utf8();
        if next == '\\' {
            at += characters.next()?.len_utf8();
        }
    }
}
