//! `template % mapping`: Python's `%`-formatting with named values.

use std::borrow::Cow;

use super::{float, repr, repr::ascii};

/// Widths and precisions above this are refused rather than allocated.
const MAX_WIDTH: usize = 10_000;

/// A value that a conversion prints.
#[derive(Clone, Debug, PartialEq)]
pub enum PercentValue<'a> {
    /// A `str`.
    Str(Cow<'a, str>),
    /// An `int`.
    Int(i64),
    /// A `float`.
    Float(f64),
}

impl PercentValue<'_> {
    fn python_type(&self) -> &'static str {
        match self {
            PercentValue::Str(_) => "str",
            PercentValue::Int(_) => "int",
            PercentValue::Float(_) => "float",
        }
    }
}

impl<'a> From<&'a str> for PercentValue<'a> {
    fn from(text: &'a str) -> Self {
        PercentValue::Str(Cow::Borrowed(text))
    }
}

impl From<i64> for PercentValue<'_> {
    fn from(value: i64) -> Self {
        PercentValue::Int(value)
    }
}

/// Why a template cannot be formatted. The texts are Python's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PercentError {
    /// The template names a value that there is not (`KeyError`).
    #[error("{}", repr(.0))]
    UnknownKey(String),
    /// The template ends inside a conversion.
    #[error("incomplete format")]
    Incomplete,
    /// The template ends inside a `%(name`.
    #[error("incomplete format key")]
    IncompleteKey,
    /// There is no such conversion.
    #[error("unsupported format character '{character}' ({code:#x}) at index {index}", code = u32::from(*.character))]
    UnsupportedCharacter {
        /// The character after the `%` and its flags.
        character: char,
        /// Its place in the template, counted in characters from 0.
        index: usize,
    },
    /// A conversion without a name, such as `%s`.
    #[error("not enough arguments for format string")]
    Unnamed,
    /// A width or precision of `*`.
    #[error("* wants int")]
    StarWidth,
    /// A width or precision beyond all reason.
    #[error("width too big")]
    WidthTooBig,
    /// The conversion does not take a value of this type.
    #[error("%{conversion} format: {wanted} is required, not {found}")]
    WrongType {
        /// The conversion, such as `d`.
        conversion: char,
        /// What it takes.
        wanted: &'static str,
        /// The type of the value.
        found: &'static str,
    },
    /// A floating point conversion of a text.
    #[error("must be real number, not str")]
    NotANumber,
    /// `%c` with anything but a character.
    #[error("%c requires int or char")]
    NotACharacter,
}

/// A parsed template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PercentTemplate {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Conversion(Conversion),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Conversion {
    key: String,
    source: String,
    left: bool,
    plus: bool,
    blank: bool,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
    kind: char,
}

impl PercentTemplate {
    /// Parses a template.
    ///
    /// # Errors
    /// What Python would raise for the template whatever the values are.
    pub fn parse(template: &str) -> Result<Self, PercentError> {
        let chars: Vec<char> = template.chars().collect();
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut at = 0;
        while let Some(&c) = chars.get(at) {
            if c != '%' {
                text.push(c);
                at += 1;
            } else if chars.get(at + 1) == Some(&'%') {
                text.push('%');
                at += 2;
            } else {
                let (conversion, end) = Conversion::parse(&chars, at)?;
                if !text.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut text)));
                }
                pieces.push(Piece::Conversion(conversion));
                at = end;
            }
        }
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        Ok(Self { pieces })
    }

    /// The names that the template refers to, in order of appearance, repeated as they are.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Conversion(conversion) => Some(conversion.key.as_str()),
        })
    }

    /// The formatted text.
    ///
    /// # Errors
    /// A name that `lookup` does not know, or a value that its conversion does not take.
    pub fn render<'a>(
        &self,
        lookup: impl Fn(&str) -> Option<PercentValue<'a>>,
    ) -> Result<String, PercentError> {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Conversion(conversion) => {
                    let value = lookup(&conversion.key)
                        .ok_or_else(|| PercentError::UnknownKey(conversion.key.clone()))?;
                    conversion.push(&value, &mut out)?;
                }
            }
        }
        Ok(out)
    }

    /// The formatted text, with every conversion that cannot be carried out left as it is
    /// written. For output that must never fail, such as log lines.
    pub fn render_lossy<'a>(&self, lookup: impl Fn(&str) -> Option<PercentValue<'a>>) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Conversion(conversion) => {
                    let printed = lookup(&conversion.key)
                        .is_some_and(|value| conversion.push(&value, &mut out).is_ok());
                    if !printed {
                        out.push_str(&conversion.source);
                    }
                }
            }
        }
        out
    }
}

impl Conversion {
    /// Parses the conversion whose `%` is at `start`; returns it and the place after it.
    fn parse(chars: &[char], start: usize) -> Result<(Self, usize), PercentError> {
        let mut at = start + 1;
        let mut key = None;
        if chars.get(at) == Some(&'(') {
            let end = closing_parenthesis(chars, at).ok_or(PercentError::IncompleteKey)?;
            key = Some(chars[at + 1..end].iter().collect::<String>());
            at = end + 1;
        }
        let mut conversion = Conversion {
            key: String::new(),
            source: String::new(),
            left: false,
            plus: false,
            blank: false,
            alternate: false,
            zero: false,
            width: 0,
            precision: None,
            kind: 's',
        };
        while let Some(&flag) = chars.get(at) {
            match flag {
                '-' => conversion.left = true,
                '+' => conversion.plus = true,
                ' ' => conversion.blank = true,
                '#' => conversion.alternate = true,
                '0' => conversion.zero = true,
                _ => break,
            }
            at += 1;
        }
        (conversion.width, at) = number(chars, at)?;
        if chars.get(at) == Some(&'.') {
            let (precision, end) = number(chars, at + 1)?;
            conversion.precision = Some(precision);
            at = end;
        }
        if matches!(chars.get(at), Some('h' | 'l' | 'L')) {
            at += 1;
        }
        conversion.kind = *chars.get(at).ok_or(PercentError::Incomplete)?;
        if !"diouxXeEfFgGcrsa".contains(conversion.kind) {
            return Err(PercentError::UnsupportedCharacter {
                character: conversion.kind,
                index: at,
            });
        }
        conversion.key = key.ok_or(PercentError::Unnamed)?;
        conversion.source = chars[start..=at].iter().collect();
        Ok((conversion, at + 1))
    }

    fn push(&self, value: &PercentValue<'_>, out: &mut String) -> Result<(), PercentError> {
        match self.kind {
            's' | 'r' | 'a' => {
                let text = match (value, self.kind) {
                    (PercentValue::Str(text), 'r') => repr(text),
                    (PercentValue::Str(text), 'a') => ascii(text),
                    (PercentValue::Str(text), _) => text.clone().into_owned(),
                    (PercentValue::Int(value), _) => value.to_string(),
                    (PercentValue::Float(value), _) => format!("{value:?}"),
                };
                let cut = match self.precision {
                    Some(limit) => text.chars().take(limit).collect(),
                    None => text,
                };
                self.pad_text(&cut, out);
            }
            'c' => {
                let character = match value {
                    PercentValue::Int(code) => u32::try_from(*code).ok().and_then(char::from_u32),
                    PercentValue::Str(text) => {
                        let mut chars = text.chars();
                        chars.next().filter(|_| chars.next().is_none())
                    }
                    PercentValue::Float(_) => None,
                };
                let character = character.ok_or(PercentError::NotACharacter)?;
                self.pad_text(character.encode_utf8(&mut [0; 4]), out);
            }
            'd' | 'i' | 'u' => {
                let value = match value {
                    PercentValue::Int(value) => *value,
                    // Python truncates; what does not fit saturates.
                    #[allow(clippy::cast_possible_truncation)]
                    PercentValue::Float(value) => value.trunc() as i64,
                    PercentValue::Str(_) => return Err(self.wrong_type("a real number", value)),
                };
                let digits = self.digits(value.unsigned_abs().to_string());
                self.pad_number(value < 0, "", &digits, out);
            }
            'o' | 'x' | 'X' => {
                let PercentValue::Int(value) = value else {
                    return Err(self.wrong_type("an integer", value));
                };
                let magnitude = value.unsigned_abs();
                let (prefix, digits) = match self.kind {
                    'o' => ("0o", format!("{magnitude:o}")),
                    'x' => ("0x", format!("{magnitude:x}")),
                    _ => ("0X", format!("{magnitude:X}")),
                };
                let digits = self.digits(digits);
                let prefix = if self.alternate { prefix } else { "" };
                self.pad_number(*value < 0, prefix, &digits, out);
            }
            _ => {
                let number = match value {
                    // A float holds every integer that a log record or a date has.
                    #[allow(clippy::cast_precision_loss)]
                    PercentValue::Int(value) => *value as f64,
                    PercentValue::Float(value) => *value,
                    PercentValue::Str(_) => return Err(PercentError::NotANumber),
                };
                let magnitude = number.abs();
                let precision = self.precision.unwrap_or(6);
                let text = match self.kind.to_ascii_lowercase() {
                    'e' => float::exponent(magnitude, precision, self.alternate),
                    'f' => float::fixed(magnitude, precision, self.alternate),
                    _ => float::general(magnitude, precision, self.alternate),
                };
                let text = if self.kind.is_ascii_uppercase() {
                    text.to_ascii_uppercase()
                } else {
                    text
                };
                self.pad_number(number.is_sign_negative(), "", &text, out);
            }
        }
        Ok(())
    }

    fn wrong_type(&self, wanted: &'static str, value: &PercentValue<'_>) -> PercentError {
        PercentError::WrongType {
            conversion: self.kind,
            wanted,
            found: value.python_type(),
        }
    }

    /// At least as many digits as the precision says.
    fn digits(&self, digits: String) -> String {
        let wanted = self.precision.unwrap_or(0);
        format!("{digits:0>wanted$}")
    }

    fn pad_text(&self, text: &str, out: &mut String) {
        let width = self.width;
        let padded = if self.left {
            format!("{text:<width$}")
        } else {
            format!("{text:>width$}")
        };
        out.push_str(&padded);
    }

    fn pad_number(&self, negative: bool, prefix: &str, digits: &str, out: &mut String) {
        let sign = if negative {
            "-"
        } else if self.plus {
            "+"
        } else if self.blank {
            " "
        } else {
            ""
        };
        let taken = sign.len() + prefix.len();
        let room = self.width.saturating_sub(taken);
        if self.left {
            let width = room;
            out.push_str(sign);
            out.push_str(prefix);
            out.push_str(&format!("{digits:<width$}"));
        } else if self.zero {
            out.push_str(sign);
            out.push_str(prefix);
            out.push_str(&format!("{digits:0>room$}"));
        } else {
            let number = format!("{sign}{prefix}{digits}");
            self.pad_text(&number, out);
        }
    }
}

/// The place of the parenthesis that closes the one at `open`.
fn closing_parenthesis(chars: &[char], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in chars.iter().enumerate().skip(open) {
        match c {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// The number at `at` (0 if there is none) and the place after it.
fn number(chars: &[char], mut at: usize) -> Result<(usize, usize), PercentError> {
    if chars.get(at) == Some(&'*') {
        return Err(PercentError::StarWidth);
    }
    let mut value = 0_usize;
    while let Some(digit) = chars.get(at).and_then(|c| c.to_digit(10)) {
        value = value.saturating_mul(10).saturating_add(digit as usize);
        at += 1;
    }
    if value > MAX_WIDTH {
        return Err(PercentError::WidthTooBig);
    }
    Ok((value, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(template: &str) -> Result<String, PercentError> {
        PercentTemplate::parse(template)?.render(|name| match name {
            "a" => Some("héy".into()),
            "b" => Some(42.into()),
            "c" => Some(PercentValue::Float(-3.75)),
            "n" => Some((-3).into()),
            "a(x)" => Some("nest".into()),
            _ => None,
        })
    }

    #[track_caller]
    fn check(template: &str, expected: &str) {
        let found = render(template).unwrap_or_else(|error| format!("error: {error}"));
        assert_eq!(found, expected, "{template:?}");
    }

    #[test]
    fn texts() {
        check("x%%y%(a)s", "x%yhéy");
        check("%(a)-5.2s|%(a)5.1s|%(a)05s|", "hé   |    h|  héy|");
        check("%(b)r %(a)r %(a)a", r"42 'héy' 'h\xe9y'");
        check("%(a(x))s", "nest");
        check("%(b)c", "*");
        check("%(a)c", "error: %c requires int or char");
    }

    #[test]
    fn numbers() {
        check("%(b)d %(b)i %(b)u %(b)ld %(b)hd", "42 42 42 42 42");
        check(
            "%(b)5.2d|%(b)-5d|%(b)05d|%(b)+d|%(b) d|%(b).4d|%(b)05.3d",
            "   42|42   |00042|+42| 42|0042|00042",
        );
        check("%(n)05d|%(n)5d|%(n)-5d|%(n).3d", "-0003|   -3|-3   |-003");
        check("%(b)x %(b)#x %(b)X %(b)o %(b)#o", "2a 0x2a 2A 52 0o52");
        check(
            "%(b).3e %(b)E %(b)g %(b)f %(c)08.2f",
            "4.200e+01 4.200000E+01 42 42.000000 -0003.75",
        );
        check("%(c)d %(c)g %(c).0f %(c)s", "-3 -3.75 -4 -3.75");
    }

    #[test]
    fn errors() {
        check("%(zz)s", "error: 'zz'");
        check("100%", "error: incomplete format");
        check("%(a)", "error: incomplete format");
        check("%(a", "error: incomplete format key");
        check(
            "%b",
            "error: unsupported format character 'b' (0x62) at index 1",
        );
        check(
            "%(a)%",
            "error: unsupported format character '%' (0x25) at index 4",
        );
        check(
            "é % (b)d",
            "error: unsupported format character '(' (0x28) at index 4",
        );
        check("%s", "error: not enough arguments for format string");
        check("%(a)*s", "error: * wants int");
        check("%(a)99999999999999999999s", "error: width too big");
        check(
            "%(a)d",
            "error: %d format: a real number is required, not str",
        );
        check("%(a)x", "error: %x format: an integer is required, not str");
        check("%(a).2f", "error: must be real number, not str");
        check(
            "%(c)x",
            "error: %x format: an integer is required, not float",
        );
    }

    #[test]
    fn lossy_rendering_keeps_what_it_cannot_print() {
        let template = PercentTemplate::parse("[%(who)-5s] %(a)d %(a)s").unwrap();
        let found = template.render_lossy(|name| (name == "a").then(|| "x".into()));
        assert_eq!(found, "[%(who)-5s] %(a)d x");
        assert_eq!(template.keys().collect::<Vec<_>>(), ["who", "a", "a"]);
    }
}
