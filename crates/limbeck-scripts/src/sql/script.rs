//! [`SqlScript`]: a script in SQL, taken apart into header and sections.

use limbeck_revisions::Direction;

use crate::header::ScriptHeader;

use super::error::{Problem, SqlScriptError};
use super::header::HeaderLines;
use super::line::Line;

/// Whether the statements of a script run in the transaction of the migration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transactions {
    /// They do.
    #[default]
    On,
    /// Each runs by itself, as in an `autocommit_block()`.
    Off,
}

/// A script in SQL, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqlScript<'t> {
    /// What it says about itself.
    pub header: ScriptHeader,
    /// Whether its statements run in a transaction.
    pub transactions: Transactions,
    /// Its sections, as they are written.
    pub sections: Vec<Section<'t>>,
}

/// A section of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section<'t> {
    /// Which way it goes.
    pub direction: Direction,
    /// The dialects it is for; all others if it names none.
    pub dialects: Vec<String>,
    /// Its text.
    pub text: &'t str,
    /// The line, from 1, on which the text starts.
    pub line: usize,
}

impl<'t> SqlScript<'t> {
    /// Reads a script.
    ///
    /// # Errors
    /// [`SqlScriptError`] for what is no script, or is not clear about what it is to do.
    pub fn parse(source: &'t [u8]) -> Result<Self, SqlScriptError> {
        let text = std::str::from_utf8(source).map_err(|error| {
            let valid = &source[..error.valid_up_to()];
            let line = 1 + valid.iter().filter(|byte| **byte == b'\n').count();
            Problem::NotUtf8.at(line)
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if !is_script(text) {
            return Err(Problem::NoHeader.of_script());
        }
        let mut reader = Reader::default();
        for (number, line) in lines(text) {
            reader.line(number, line)?;
        }
        reader.finish(text)
    }

    /// The section for a direction on a dialect: the one that names the dialect, or the one that
    /// names none.
    pub fn section(&self, direction: Direction, dialect: &str) -> Option<&Section<'t>> {
        let mut sections = self
            .sections
            .iter()
            .filter(|section| section.direction == direction);
        let own = sections
            .clone()
            .find(|section| section.dialects.iter().any(|name| name == dialect));
        own.or_else(|| sections.find(|section| section.dialects.is_empty()))
    }
}

/// Whether a text has anything that only a migration script has.
pub(super) fn is_script(text: &str) -> bool {
    lines(text).any(|(_, line)| matches!(Line::of(line.text), Line::Known(..) | Line::Section(..)))
}

/// A line of a text.
#[derive(Clone, Copy)]
struct Place<'t> {
    text: &'t str,
    start: usize,
}

/// The lines of a text with their numbers, from 1.
fn lines(text: &str) -> impl Iterator<Item = (usize, Place<'_>)> {
    let mut start = 0;
    text.split_inclusive('\n')
        .enumerate()
        .map(move |(index, text)| {
            let place = Place { text, start };
            start += text.len();
            (index + 1, place)
        })
}

/// What has been read of a script.
#[derive(Default)]
struct Reader {
    header: HeaderLines,
    /// The sections: where the line that begins each starts and stops, and the number of the next.
    sections: Vec<Begun>,
    /// The line is inside of a block comment of the header.
    in_comment: bool,
}

struct Begun {
    direction: Direction,
    dialects: Vec<String>,
    mark: usize,
    start: usize,
    line: usize,
}

impl Reader {
    fn line(&mut self, number: usize, line: Place<'_>) -> Result<(), SqlScriptError> {
        if self.sections.is_empty() && self.is_comment(line.text) {
            return Ok(());
        }
        match Line::of(line.text) {
            Line::Section(direction, dialects) => self.begin(direction, dialects, number, line),
            Line::NearlySection(direction, dialect) => {
                let correct = title(direction, &[dialect.to_ascii_lowercase()]);
                Err(Problem::NearlySection { correct }.at(number))
            }
            Line::Known(key, value) if self.sections.is_empty() => {
                self.header.take(key, value, number)
            }
            Line::Known(key, _) => Err(Problem::HeaderInSection(key.name()).at(number)),
            Line::Unknown(word) if self.sections.is_empty() => {
                Err(Problem::UnknownKey(word.to_owned()).at(number))
            }
            Line::Other if self.sections.is_empty() => Err(Problem::BeforeSections.at(number)),
            Line::Blank | Line::Unknown(_) | Line::Comment | Line::Other => Ok(()),
        }
    }

    /// Whether a line of the header belongs to a block comment, which fills its lines.
    fn is_comment(&mut self, line: &str) -> bool {
        let line = line.trim();
        if !self.in_comment && !line.starts_with("/*") {
            return false;
        }
        self.in_comment = !line.ends_with("*/");
        true
    }

    fn begin(
        &mut self,
        direction: Direction,
        dialects: Vec<&str>,
        number: usize,
        line: Place<'_>,
    ) -> Result<(), SqlScriptError> {
        let dialects: Vec<_> = dialects
            .iter()
            .map(|name| name.to_ascii_lowercase())
            .collect();
        if let Some(unknown) = dialects
            .iter()
            .find(|name| limbeck_dialects::dialect(name).is_none())
        {
            return Err(Problem::UnknownDialect(unknown.clone()).at(number));
        }
        let is_same = |other: &Begun| {
            other.direction == direction
                && (other.dialects.iter().any(|name| dialects.contains(name))
                    || other.dialects.is_empty() && dialects.is_empty())
        };
        if self.sections.iter().any(is_same) {
            return Err(Problem::RepeatedSection(title(direction, &dialects)).at(number));
        }
        self.sections.push(Begun {
            direction,
            dialects,
            mark: line.start,
            start: line.start + line.text.len(),
            line: number + 1,
        });
        Ok(())
    }

    fn finish(self, text: &str) -> Result<SqlScript<'_>, SqlScriptError> {
        let (header, transactions) = self.header.finish()?;
        if !self
            .sections
            .iter()
            .any(|section| section.direction == Direction::Upgrade)
        {
            return Err(Problem::NoUpgrade.of_script());
        }
        let stops: Vec<usize> = self
            .sections
            .iter()
            .skip(1)
            .map(|section| section.mark)
            .chain([text.len()])
            .collect();
        let sections = self.sections.into_iter().zip(stops);
        Ok(SqlScript {
            header,
            transactions,
            sections: sections
                .map(|(begun, stop)| Section {
                    direction: begun.direction,
                    dialects: begun.dialects,
                    text: &text[begun.start..stop],
                    line: begun.line,
                })
                .collect(),
        })
    }
}

/// The line that begins a section.
pub(super) fn title(direction: Direction, dialects: &[String]) -> String {
    let name = match direction {
        Direction::Upgrade => "upgrade",
        Direction::Downgrade => "downgrade",
    };
    match dialects {
        [] => format!("-- {name}"),
        dialects => format!("-- {name}: {}", dialects.join(", ")),
    }
}

#[cfg(test)]
mod tests;
