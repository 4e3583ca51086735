//! Recognises Python 2 from a line that is not Python 3.

use std::fmt;

/// What marks a source as Python 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Python2 {
    what: &'static str,
    /// The line it stands on, from 1.
    pub(super) line: usize,
}

impl fmt::Display for Python2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)
    }
}

/// Whether the line that did not parse is Python 2, and why. Only that line is looked at (and
/// the one before, where a parser may notice late), because the rest may be strings.
pub(super) fn recognise(source: &str, line: usize) -> Option<Python2> {
    [line, line.saturating_sub(1)]
        .into_iter()
        .filter(|line| *line > 0)
        .find_map(|line| {
            let text = source.lines().nth(line - 1)?;
            mark(text).map(|what| Python2 { what, line })
        })
}

/// `except Error, name:`, which later versions of Python 3 accept again with another meaning:
/// two classes. A class is not spelled in lower case.
pub(super) fn comma_in_except(source: &str) -> Option<Python2> {
    source.lines().enumerate().find_map(|(index, line)| {
        let (_, name) = line
            .trim()
            .strip_prefix("except ")?
            .strip_suffix(':')?
            .rsplit_once(',')?;
        let name = name.trim();
        let is_variable = name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        is_variable.then_some(Python2 {
            what: "`except` has a comma before the name",
            line: index + 1,
        })
    })
}

fn mark(line: &str) -> Option<&'static str> {
    let code = line.trim();
    let statement = code.rsplit_once(": ").map_or(code, |(_, last)| last);
    for text in [code, statement] {
        if let Some(rest) = text.strip_prefix("print ")
            && !rest.trim_start().starts_with(['=', '(', '.'])
        {
            return Some("`print` is used as a statement");
        }
        if let Some(rest) = text.strip_prefix("exec ")
            && !rest.trim_start().starts_with(['=', '('])
        {
            return Some("`exec` is used as a statement");
        }
        if let Some(rest) = text.strip_prefix("raise ")
            && let Some((class, _)) = rest.split_once(',')
            && class
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'))
        {
            return Some("`raise` has a comma after the class");
        }
        if let Some(rest) = text.strip_prefix("except ")
            && rest.contains(',')
            && !rest.contains('(')
        {
            return Some("`except` has a comma before the name");
        }
    }
    if code.contains("<>") {
        return Some("`<>` is used for `!=`");
    }
    if code.contains('`') {
        return Some("backticks are used for `repr()`");
    }
    if words(code).any(|word| {
        word.len() > 1
            && word.starts_with('0')
            && word.chars().all(|c| c.is_ascii_digit())
            && word.chars().any(|c| c != '0')
    }) {
        return Some("an octal number is written without `0o`");
    }
    if words(code).any(|word| {
        word.strip_suffix(['L', 'l'])
            .is_some_and(|number| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()))
    }) {
        return Some("a number ends in `L`");
    }
    if ["ur'", "ur\"", "UR'", "UR\""]
        .iter()
        .any(|prefix| code.contains(prefix))
    {
        return Some("a string has the prefix `ur`");
    }
    None
}

/// Runs of letters, digits and underscores.
fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_3_mistakes_are_not_python_2() {
        for line in [
            "x = = 1",
            "print(1",
            "raise ValueError(1, 2",
            "def f(a,:",
            "x = 0",
        ] {
            assert_eq!(mark(line), None, "{line}");
        }
    }
}
