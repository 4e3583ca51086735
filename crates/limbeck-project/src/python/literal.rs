//! The arguments of a log handler: `args = (sys.stderr,)`, `kwargs = {'filename': 'a.log'}`.
//!
//! Python evaluates these; here only literals and dotted names are read. Everything else is an
//! error that the caller reports.

use super::is_space;

/// A value in an `args` or `kwargs` line.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A string, of which adjacent literals are joined.
    Str(String),
    /// A dotted name, such as `sys.stderr`.
    Name(String),
    /// A tuple or a list.
    Sequence(Vec<Literal>),
    /// A dictionary with string keys.
    Dict(Vec<(String, Literal)>),
}

/// The text is not a literal: a call, an operator, an f-string, or not Python at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("only literals and names such as sys.stderr can be read here")]
pub struct LiteralError;

/// Reads a tuple or list of arguments; a single value that is no sequence is an error, as `*args`
/// of it would be.
///
/// # Errors
/// Anything that is not a literal sequence.
pub fn parse_arguments(text: &str) -> Result<Vec<Literal>, LiteralError> {
    match parse(text)? {
        Literal::Sequence(items) => Ok(items),
        _ => Err(LiteralError),
    }
}

/// Reads a dictionary of keyword arguments.
///
/// # Errors
/// Anything that is not a literal dictionary with string keys.
pub fn parse_keywords(text: &str) -> Result<Vec<(String, Literal)>, LiteralError> {
    match parse(text)? {
        Literal::Dict(items) => Ok(items),
        _ => Err(LiteralError),
    }
}

fn parse(text: &str) -> Result<Literal, LiteralError> {
    let mut reader = Reader {
        rest: text,
        depth: 0,
    };
    let first = reader.value()?;
    // `args = sys.stdout,` is a tuple as well.
    let value = if reader.take(',') {
        let mut items = vec![first];
        while !reader.at_end() {
            items.push(reader.value()?);
            if !reader.take(',') {
                break;
            }
        }
        Literal::Sequence(items)
    } else {
        first
    };
    if reader.at_end() {
        Ok(value)
    } else {
        Err(LiteralError)
    }
}

/// Brackets nested deeper than this are not handler arguments.
const MAX_DEPTH: usize = 16;

struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

impl Reader<'_> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches(is_space);
    }

    fn at_end(&mut self) -> bool {
        self.skip_space();
        self.rest.is_empty()
    }

    fn take(&mut self, c: char) -> bool {
        self.skip_space();
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn value(&mut self) -> Result<Literal, LiteralError> {
        if self.depth == MAX_DEPTH {
            return Err(LiteralError);
        }
        self.depth += 1;
        let value = self.any_value();
        self.depth -= 1;
        value
    }

    fn any_value(&mut self) -> Result<Literal, LiteralError> {
        self.skip_space();
        match self.rest.chars().next().ok_or(LiteralError)? {
            '(' => self.parenthesised(),
            '[' => {
                self.take('[');
                Ok(Literal::Sequence(self.items(']')?.0))
            }
            '{' => self.dictionary(),
            '"' | '\'' => self.strings(false),
            '0'..='9' | '-' | '+' => self.number(),
            c if c.is_alphabetic() || c == '_' => self.name(),
            _ => Err(LiteralError),
        }
    }

    fn parenthesised(&mut self) -> Result<Literal, LiteralError> {
        self.take('(');
        let (mut items, comma) = self.items(')')?;
        // `('x')` is a string in parentheses.
        if items.len() == 1 && !comma {
            return items.pop().ok_or(LiteralError);
        }
        Ok(Literal::Sequence(items))
    }

    /// The items up to a closing bracket, and whether there was a comma.
    fn items(&mut self, close: char) -> Result<(Vec<Literal>, bool), LiteralError> {
        let mut items = Vec::new();
        let mut comma = false;
        loop {
            if self.take(close) {
                return Ok((items, comma));
            }
            items.push(self.value()?);
            if self.take(',') {
                comma = true;
            } else if self.take(close) {
                return Ok((items, comma));
            } else {
                return Err(LiteralError);
            }
        }
    }

    fn dictionary(&mut self) -> Result<Literal, LiteralError> {
        self.take('{');
        let mut items = Vec::new();
        loop {
            if self.take('}') {
                return Ok(Literal::Dict(items));
            }
            let Literal::Str(key) = self.value()? else {
                return Err(LiteralError);
            };
            if !self.take(':') {
                return Err(LiteralError);
            }
            items.push((key, self.value()?));
            if !self.take(',') {
                return if self.take('}') {
                    Ok(Literal::Dict(items))
                } else {
                    Err(LiteralError)
                };
            }
        }
    }

    fn number(&mut self) -> Result<Literal, LiteralError> {
        let end = self
            .rest
            .char_indices()
            .find(|(at, c)| *at > 0 && !c.is_ascii_alphanumeric() && *c != '_' && *c != '.')
            .map_or(self.rest.len(), |(at, _)| at);
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        super::parse_int(digits)
            .map(Literal::Int)
            .ok_or(LiteralError)
    }

    fn name(&mut self) -> Result<Literal, LiteralError> {
        let end = self
            .rest
            .find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.')
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        if rest.starts_with(['"', '\'']) {
            // A prefixed string: r'...' and u'...' are text, f'...' and b'...' are not.
            let raw = match name {
                "r" | "R" => true,
                "u" | "U" => false,
                _ => return Err(LiteralError),
            };
            self.rest = rest;
            return self.strings(raw);
        }
        self.rest = rest;
        Ok(match name {
            "None" => Literal::None,
            "True" => Literal::Bool(true),
            "False" => Literal::Bool(false),
            _ => Literal::Name(name.to_owned()),
        })
    }

    /// One string literal, and those that follow it directly.
    fn strings(&mut self, raw: bool) -> Result<Literal, LiteralError> {
        let mut text = String::new();
        self.string(raw, &mut text)?;
        loop {
            self.skip_space();
            if !self.rest.starts_with(['"', '\'']) {
                return Ok(Literal::Str(text));
            }
            self.string(false, &mut text)?;
        }
    }

    fn string(&mut self, raw: bool, out: &mut String) -> Result<(), LiteralError> {
        let mut chars = self.rest.chars();
        let quote = chars.next().ok_or(LiteralError)?;
        loop {
            match chars.next().ok_or(LiteralError)? {
                '\n' => return Err(LiteralError),
                '\\' => {
                    let c = chars.next().ok_or(LiteralError)?;
                    match c {
                        _ if raw => out.extend(['\\', c]),
                        '\\' | '\'' | '"' => out.push(c),
                        'n' => out.push('\n'),
                        't' => out.push('\t'),
                        'r' => out.push('\r'),
                        // Numeric escapes are not written in handler arguments.
                        'x' | 'u' | 'U' | 'N' | '0'..='7' | 'a' | 'b' | 'f' | 'v' => {
                            return Err(LiteralError);
                        }
                        '\n' => {}
                        _ => out.extend(['\\', c]),
                    }
                }
                c if c == quote => break,
                c => out.push(c),
            }
        }
        self.rest = chars.as_str();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Literal {
        Literal::Str(value.to_owned())
    }

    fn name(value: &str) -> Literal {
        Literal::Name(value.to_owned())
    }

    #[test]
    fn arguments() {
        let check = |source, expected: &[Literal]| {
            assert_eq!(parse_arguments(source).as_deref(), Ok(expected), "{source}");
        };
        check("()", &[]);
        check("(sys.stderr,)", &[name("sys.stderr")]);
        check(" sys.stdout , ", &[name("sys.stdout")]);
        check(
            "('a.log', \"a\", None, 10_000, -3, True)",
            &[
                text("a.log"),
                text("a"),
                Literal::None,
                Literal::Int(10_000),
                Literal::Int(-3),
                Literal::Bool(true),
            ],
        );
        check(
            r"['a\\b' 'c', r'\d', u'é']",
            &[text(r"a\bc"), text(r"\d"), text("é")],
        );
        check(
            "(('a', 514), [])",
            &[
                Literal::Sequence(vec![text("a"), Literal::Int(514)]),
                Literal::Sequence(vec![]),
            ],
        );
    }

    #[test]
    fn keywords() {
        assert_eq!(
            parse_keywords("{'filename': 'x', \"delay\": True,}"),
            Ok(vec![
                ("filename".to_owned(), text("x")),
                ("delay".to_owned(), Literal::Bool(true)),
            ])
        );
        assert_eq!(parse_keywords("{}"), Ok(vec![]));
    }

    #[test]
    fn everything_else_is_refused() {
        for source in [
            "",
            "(",
            "('a'",
            "sys.stderr",
            "('a')",
            "(open('x'),)",
            "(1.5,)",
            "(f'x',)",
            "(b'x',)",
            "('a' + 'b',)",
            "(a b)",
            "('a\nb',)",
            "(,)",
            "()()",
            "(sys.argv[0],)",
            "(lambda: 1,)",
        ] {
            assert_eq!(parse_arguments(source), Err(LiteralError), "{source:?}");
        }
        assert_eq!(parse_arguments(&"(".repeat(100_000)), Err(LiteralError));
        assert_eq!(parse_keywords("{1: 2}"), Err(LiteralError));
        assert_eq!(parse_keywords("()"), Err(LiteralError));
    }
}
