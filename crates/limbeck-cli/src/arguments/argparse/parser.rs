//! One of `argparse`'s parsers: that of the program, or that of a verb.

use clap::{Arg, ArgAction, Command};

use super::{OWN, Verb, option_names};
use crate::arguments::Program;

/// A parser: its options and what follows them.
pub struct Parser<'c> {
    /// The words before the options in a usage: `alembic`, `alembic upgrade`.
    pub program: String,
    /// Alembic's options, in Alembic's order, but for the help.
    pub options: Vec<&'c Arg>,
    /// limbeck's options. To Alembic they are known by their full names alone.
    own: Vec<&'c Arg>,
    called: Program,
    /// The argument. No verb has more than one.
    pub positional: Option<&'c Arg>,
    /// The command whose verbs follow.
    pub verbs: Option<&'c Command>,
}

/// An option that a parser knows.
#[derive(Clone, Copy)]
pub enum Known<'c> {
    Help,
    Option(&'c Arg),
}

/// What a word is to a parser.
pub enum Word<'c> {
    /// An option, the value that is attached to it, and how it was written.
    Option(Known<'c>, Option<String>, Spelling),
    /// It looks like an option.
    Unknown,
    Value,
}

/// How an option is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// `-x`: further options may follow in the same word.
    Short,
    Long,
}

impl<'c> Known<'c> {
    /// The names, the short one first.
    pub fn names(self) -> Vec<String> {
        match self {
            Known::Help => vec!["-h".to_owned(), "--help".to_owned()],
            Known::Option(option) => option_names(option),
        }
    }

    pub fn takes_value(self) -> bool {
        match self {
            Known::Help => false,
            Known::Option(option) => option.get_action().takes_values(),
        }
    }
}

impl<'c> Parser<'c> {
    /// The parser of the whole command line.
    pub fn of_program(called: Program, command: &'c Command) -> Self {
        let mut options: Vec<&Arg> = arguments(command, is_alembics).collect();
        // Alembic defines this one first.
        options.sort_by_key(|option| option.get_id() != "version");
        Self {
            program: called.name().to_owned(),
            options,
            own: arguments(command, |arg| !is_alembics(arg)).collect(),
            called,
            positional: None,
            verbs: Some(command),
        }
    }

    /// The parser of a verb.
    pub fn of_verb(called: Program, command: &'c Command, verb: &Verb<'c>) -> Self {
        // The verbs have a --verbose of Alembic's.
        let is_alembics = |arg: &Arg| is_alembics(arg) || arg.get_id() == "verbose";
        let global = arguments(command, Arg::is_global_set);
        Self {
            program: format!("{} {}", called.name(), verb.name),
            options: arguments(verb.command, is_alembics).collect(),
            own: arguments(verb.command, |arg| !is_alembics(arg))
                .chain(global)
                .collect(),
            called,
            positional: verb.command.get_positionals().next(),
            verbs: Some(verb.command).filter(|verb| verb.has_subcommands()),
        }
    }

    /// Whether the argument takes several values.
    pub fn takes_many(&self) -> bool {
        self.positional
            .is_some_and(|arg| matches!(arg.get_action(), ArgAction::Append))
    }

    /// What the word is, by itself.
    pub fn classify(&self, word: &str) -> Result<Word<'c>, String> {
        if word.len() <= 1 || !word.starts_with('-') {
            return Ok(Word::Value);
        }
        if let Some(option) = self.known(word) {
            return Ok(Word::Option(option, None, spelling(word)));
        }
        if let Some((name, value)) = word.split_once('=')
            && let Some(option) = self.known(name)
        {
            return Ok(Word::Option(option, Some(value.to_owned()), spelling(name)));
        }
        if let Some(option) = self.abbreviated(word)? {
            return Ok(option);
        }
        Ok(match is_negative_number(word) || word.contains(' ') {
            true => Word::Value,
            false => Word::Unknown,
        })
    }

    /// The option with exactly this name.
    pub fn known(&self, name: &str) -> Option<Known<'c>> {
        let alembics = self
            .of_alembic()
            .find(|known| known.names().iter().any(|known| known == name));
        let is_meant = |option: &&&Arg| match self.called {
            Program::Alembic => option
                .get_long()
                .is_some_and(|long| name.strip_prefix("--") == Some(long)),
            Program::Limbeck => option_names(option).iter().any(|known| known == name),
        };
        alembics.or_else(|| self.own.iter().find(is_meant).copied().map(Known::Option))
    }

    fn of_alembic(&self) -> impl Iterator<Item = Known<'c>> {
        let options = self.options.iter().copied().map(Known::Option);
        std::iter::once(Known::Help).chain(options)
    }

    /// A long option by the beginning of its name, or a short one with what follows it.
    fn abbreviated(&self, word: &str) -> Result<Option<Word<'c>>, String> {
        if !word.starts_with("--") {
            let letter = word.char_indices().nth(2).map_or(word.len(), |(at, _)| at);
            let (name, rest) = word.split_at(letter);
            let known = self.known(name);
            return Ok(
                known.map(|known| Word::Option(known, Some(rest.to_owned()), Spelling::Short))
            );
        }
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (word, None),
        };
        let mut fits = fitting(self.of_alembic(), name);
        if fits.is_empty() && self.called == Program::Limbeck {
            fits = fitting(self.own.iter().copied().map(Known::Option), name);
        }
        match fits.as_slice() {
            [] => Ok(None),
            [(known, _)] => Ok(Some(Word::Option(*known, value, Spelling::Long))),
            several => {
                let names: Vec<&str> = several.iter().map(|(_, name)| name.as_str()).collect();
                let names = names.join(", ");
                Err(format!("ambiguous option: {word} could match {names}"))
            }
        }
    }
}

/// The names that begin with an abbreviation.
fn fitting<'c>(
    options: impl Iterator<Item = Known<'c>>,
    beginning: &str,
) -> Vec<(Known<'c>, String)> {
    let named = options.flat_map(|known| known.names().into_iter().map(move |name| (known, name)));
    named
        .filter(|(_, name)| name.starts_with(beginning))
        .collect()
}

fn arguments(command: &Command, is_wanted: impl Fn(&Arg) -> bool) -> impl Iterator<Item = &Arg> {
    command
        .get_arguments()
        .filter(|arg| !arg.is_positional() && arg.get_id() != "help")
        .filter(move |arg| is_wanted(arg))
}

fn is_alembics(arg: &Arg) -> bool {
    !OWN.contains(&arg.get_id().as_str())
}

fn spelling(name: &str) -> Spelling {
    match name.starts_with("--") {
        true => Spelling::Long,
        false => Spelling::Short,
    }
}

/// `argparse` takes a word for a value that looks like a negative number.
fn is_negative_number(word: &str) -> bool {
    word.strip_prefix('-').is_some_and(|rest| {
        let (whole, fraction) = rest.split_once('.').unwrap_or((rest, "0"));
        let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
        !rest.is_empty() && digits(whole) && digits(fraction) && !fraction.is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_values() {
        for number in ["-1", "-20", "-1.5", "-.5"] {
            assert!(is_negative_number(number), "{number}");
        }
        for word in ["-", "-1:", "-a", "1", "-1.", "--1"] {
            assert!(!is_negative_number(word), "{word}");
        }
    }
}
