//! The three styles of a log format: `%(name)s`, `{name}` and `$name`.

use crate::python::{PercentError, PercentTemplate, PercentValue, is_word};

/// A parsed format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// `style = %`
    Percent(PercentTemplate),
    /// `style = {` and `style = $`: texts and fields in turn.
    Fields(Vec<Piece>),
}

/// A part of a format in the styles `{` and `$`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Field(Field),
}

/// A field of a format with its alignment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    name: String,
    fill: char,
    align: Option<Align>,
    width: usize,
    precision: Option<usize>,
    source: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Align {
    Left,
    Right,
    Centre,
}

/// Widths above this are refused rather than allocated.
const MAX_WIDTH: usize = 10_000;

impl Style {
    /// Parses a format in the style `%`.
    pub(super) fn percent(format: &str) -> Result<Self, PercentError> {
        PercentTemplate::parse(format).map(Style::Percent)
    }

    /// Parses a format in the style `{`, with alignment, width and precision; `None` if it has
    /// anything else.
    pub(super) fn brace(format: &str) -> Option<Self> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut rest = format;
        while let Some(c) = rest.chars().next() {
            if let Some(after) = rest.strip_prefix("{{").or_else(|| rest.strip_prefix("}}")) {
                text.push(c);
                rest = after;
            } else if c == '{' {
                let (inside, after) = rest[1..].split_once('}')?;
                let field = Field::parse(inside)?;
                pieces.push(Piece::Text(std::mem::take(&mut text)));
                pieces.push(Piece::Field(field));
                rest = after;
            } else if c == '}' {
                return None;
            } else {
                text.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        pieces.push(Piece::Text(text));
        Some(Style::Fields(pieces))
    }

    /// Parses a format in the style `$`; `None` if a `$` is followed by no name.
    pub(super) fn dollar(format: &str) -> Option<Self> {
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut rest = format;
        while let Some(at) = rest.find('$') {
            text.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix('$') {
                text.push('$');
                rest = after;
                continue;
            }
            let (name, source, after) = match rest.strip_prefix('{') {
                Some(inside) => {
                    let (name, after) = inside.split_once('}')?;
                    (name, format!("${{{name}}}"), after)
                }
                None => {
                    let end = rest
                        .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                        .unwrap_or(rest.len());
                    let (name, after) = rest.split_at(end);
                    (name, format!("${name}"), after)
                }
            };
            if !is_name(name) {
                return None;
            }
            pieces.push(Piece::Text(std::mem::take(&mut text)));
            pieces.push(Piece::Field(Field::plain(name, source)));
            rest = after;
        }
        text.push_str(rest);
        pieces.push(Piece::Text(text));
        Some(Style::Fields(pieces))
    }

    /// The names of the fields.
    pub(super) fn fields(&self) -> Vec<&str> {
        match self {
            Style::Percent(template) => template.keys().collect(),
            Style::Fields(pieces) => pieces
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Text(_) => None,
                    Piece::Field(field) => Some(field.name.as_str()),
                })
                .collect(),
        }
    }

    /// The line. A field that `lookup` does not know stays as it is written.
    pub(super) fn render<'a>(&self, lookup: impl Fn(&str) -> Option<PercentValue<'a>>) -> String {
        match self {
            Style::Percent(template) => template.render_lossy(lookup),
            Style::Fields(pieces) => pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Text(text) => text.clone(),
                    Piece::Field(field) => match lookup(&field.name) {
                        Some(value) => field.render(&value),
                        None => field.source.clone(),
                    },
                })
                .collect(),
        }
    }
}

impl Field {
    fn plain(name: &str, source: String) -> Self {
        Self {
            name: name.to_owned(),
            fill: ' ',
            align: None,
            width: 0,
            precision: None,
            source,
        }
    }

    /// Parses what stands between the braces: `name:fill align width .precision type`.
    fn parse(inside: &str) -> Option<Self> {
        let (name, spec) = inside.split_once(':').unwrap_or((inside, ""));
        if !is_name(name) {
            return None;
        }
        let mut field = Self::plain(name, format!("{{{inside}}}"));
        let mut chars: Vec<char> = spec.chars().collect();
        let align_of = |c: Option<&char>| match c {
            Some('<') => Some(Align::Left),
            Some('>') => Some(Align::Right),
            Some('^') => Some(Align::Centre),
            _ => None,
        };
        if let Some(align) = align_of(chars.get(1)) {
            field.fill = chars[0];
            field.align = Some(align);
            chars.drain(..2);
        } else if let Some(align) = align_of(chars.first()) {
            field.align = Some(align);
            chars.remove(0);
        } else if chars.first() == Some(&'0') {
            field.fill = '0';
            field.align = Some(Align::Right);
        }
        let spec: String = chars.into_iter().collect();
        let spec = spec.trim_end_matches(['s', 'd', 'f']);
        let (width, precision) = match spec.split_once('.') {
            Some((width, precision)) => (width, Some(precision)),
            None => (spec, None),
        };
        let number =
            |text: &str| -> Option<usize> { text.parse().ok().filter(|value| *value <= MAX_WIDTH) };
        if !width.is_empty() {
            field.width = number(width)?;
        }
        if let Some(precision) = precision {
            field.precision = Some(number(precision)?);
        }
        Some(field)
    }

    fn render(&self, value: &PercentValue<'_>) -> String {
        let (text, natural) = match (value, self.precision) {
            (PercentValue::Str(text), Some(limit)) => {
                (text.chars().take(limit).collect(), Align::Left)
            }
            (PercentValue::Str(text), None) => (text.clone().into_owned(), Align::Left),
            (PercentValue::Int(value), _) => (value.to_string(), Align::Right),
            (PercentValue::Float(value), Some(digits)) => {
                (format!("{value:.digits$}"), Align::Right)
            }
            (PercentValue::Float(value), None) => (format!("{value:?}"), Align::Right),
        };
        let missing = self.width.saturating_sub(text.chars().count());
        let before = match self.align.unwrap_or(natural) {
            Align::Left => 0,
            Align::Right => missing,
            Align::Centre => missing / 2,
        };
        let fill = |count: usize| -> String { std::iter::repeat_n(self.fill, count).collect() };
        format!("{}{text}{}", fill(before), fill(missing - before))
    }
}

fn is_name(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit()) && !name.is_empty() && name.chars().all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(style: Option<Style>, expected: &str) {
        let found = match style {
            None => "error".to_owned(),
            Some(style) => style.render(|name| match name {
                "a" => Some("héy".into()),
                "n" => Some(42.into()),
                "f" => Some(PercentValue::Float(1.5)),
                _ => None,
            }),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn braces() {
        check(
            Style::brace("{{{a}}} {n} {f} {zz:>5}"),
            "{héy} 42 1.5 {zz:>5}",
        );
        check(
            Style::brace("{a:<5}|{a:>5}|{a:^6}|{a:*^7.2s}|{n:05d}|{n:4}|{f:.3f}|{a:.1}"),
            "héy  |  héy| héy  |**hé***|00042|  42|1.500|h",
        );
        for bad in ["{", "}", "{a", "{}", "{a!r}", "{a:x}", "{a.b}", "{a:99999}"] {
            check(Style::brace(bad), "error");
        }
    }

    #[test]
    fn dollars() {
        check(Style::dollar("$a ${n}x $$a $zz é"), "héy 42x $a $zz é");
        for bad in ["$", "$ a", "${a", "${}", "$1"] {
            check(Style::dollar(bad), "error");
        }
    }

    #[test]
    fn names() {
        let style = Style::brace("{a} {n:>4}").unwrap();
        assert_eq!(style.fields(), ["a", "n"]);
        assert_eq!(Style::percent("%(x)s").unwrap().fields(), ["x"]);
    }
}
