//! Usage errors in the words of Python's `argparse`, for whoever calls limbeck `alembic`.
//!
//! clap has found that a command line is wrong; this says what `argparse` says about it. The
//! options are those of clap's own definition, in the order in which Alembic lists them.

use std::ffi::OsString;

use clap::{Arg, ArgAction, Command};

/// The options that only limbeck has.
const OWN: [&str; 9] = [
    "alembic",
    "verbose",
    "json",
    "url",
    "lock_timeout",
    "python",
    "no_python",
    "color",
    "from_db",
];

/// The commands that only limbeck has, and clap's `help`.
const OWN_VERBS: [&str; 6] = ["completions", "doctor", "graph", "help", "man", "status"];

/// What `argparse` prints for a wrong command line, given the words after the program's name.
pub fn usage_error(program: &str, command: &Command, words: &[String], columns: usize) -> String {
    let main = Parser::new(program.to_owned(), command, Some(command));
    let (parser, message) = match main.complain(words) {
        Complaint::Here(message) => (main, message),
        Complaint::Of(verb, message) => (
            Parser::new(format!("{program} {}", verb.get_name()), verb, None),
            message,
        ),
    };
    let usage = parser.usage(columns);
    format!("{usage}\n{}: error: {message}\n", parser.program)
}

/// The words of a command line, the program's name first, in which abbreviations of Alembic's long options are
/// written out. clap knows abbreviations, too, but for it limbeck's own options make some of them ambiguous
/// that are not so in Alembic.
pub fn with_full_names(command: &Command, words: &[OsString]) -> Vec<OsString> {
    let main = Parser::new(String::new(), command, Some(command));
    let texts: Vec<String> = words
        .iter()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let verb_at = main.read_until_verb(&texts).ok().flatten();
    let verb = verb_at.and_then(|at| command.find_subcommand(&texts[at]));
    let of_verb = verb.map(|verb| (verb, Parser::new(String::new(), verb, None)));
    let mut is_over = false;
    let mut full = Vec::with_capacity(words.len());
    full.extend(words.first().cloned());
    for (at, (word, text)) in words.iter().skip(1).zip(&texts).enumerate() {
        let (definition, parser) = match &of_verb {
            Some((verb, parser)) if verb_at.is_some_and(|verb_at| at > verb_at) => (*verb, parser),
            Some(_) | None => (command, &main),
        };
        is_over |= text == "--";
        let found = match is_over {
            true => None,
            false => parser.full_name(definition, text).map(OsString::from),
        };
        full.push(found.unwrap_or_else(|| word.clone()));
    }
    full
}

/// The verb of a command line, also where its help is asked for with `help`.
pub fn verb<'c>(command: &'c Command, words: &[OsString]) -> Option<&'c Command> {
    let main = Parser::new(String::new(), command, Some(command));
    let texts: Vec<String> = words
        .iter()
        .skip(1)
        .map(|word| word.to_string_lossy().into_owned())
        .collect();
    let at = main.read_until_verb(&texts).ok().flatten()?;
    let name = match texts[at].as_str() {
        "help" => texts.get(at + 1)?,
        name => name,
    };
    command.find_subcommand(name)
}

enum Complaint<'c> {
    Here(String),
    Of(&'c Command, String),
}

struct Parser<'c> {
    program: String,
    options: Vec<&'c Arg>,
    positionals: Vec<&'c Arg>,
    /// The command whose verbs follow.
    verbs: Option<&'c Command>,
}

/// What a word is to a parser.
enum Word<'c> {
    Option(&'c Arg, Option<String>),
    Unknown,
    Value,
}

/// How far a parser came.
struct Parsed<'w> {
    /// Words that belong to no option and no argument.
    extras: Vec<&'w str>,
    /// How many values the positional arguments got.
    values: usize,
}

impl<'c> Parser<'c> {
    fn new(program: String, command: &'c Command, verbs: Option<&'c Command>) -> Self {
        // Verbs have a --verbose of Alembic's.
        let ours = |arg: &&Arg| {
            let id = arg.get_id().as_str();
            !OWN.contains(&id) || (id == "verbose" && verbs.is_none())
        };
        let mut options: Vec<&Arg> = command
            .get_arguments()
            .filter(|arg| !arg.is_positional())
            .filter(ours)
            .filter(|arg| arg.get_id() != "help")
            .collect();
        if verbs.is_some() {
            // Alembic defines this one first.
            options.sort_by_key(|arg| arg.get_id() != "version");
        }
        Self {
            program,
            options,
            positionals: command.get_positionals().collect(),
            verbs,
        }
    }

    /// The first thing that is wrong.
    fn complain(&self, words: &[String]) -> Complaint<'c> {
        let verb_at = match self.read_until_verb(words) {
            Ok(at) => at,
            Err(message) => return Complaint::Here(message),
        };
        let (Some(verbs), Some(at)) = (self.verbs, verb_at) else {
            return Complaint::Here("too few arguments".to_owned());
        };
        let name = words[at].as_str();
        let Some(verb) = verbs.find_subcommand(name) else {
            let names: Vec<String> = verb_names(verbs).map(|name| format!("'{name}'")).collect();
            return Complaint::Here(format!(
                "argument {}: invalid choice: '{name}' (choose from {})",
                self.verb_list(),
                names.join(", ")
            ));
        };
        let parser = Parser::new(String::new(), verb, None);
        match parser.read(&words[at + 1..]) {
            Err(message) => Complaint::Of(verb, message),
            Ok(parsed) => match parser.missing(parsed.values) {
                Some(missing) => Complaint::Of(
                    verb,
                    format!("the following arguments are required: {missing}"),
                ),
                None => Complaint::Here(format!(
                    "unrecognized arguments: {}",
                    parsed.extras.join(" ")
                )),
            },
        }
    }

    /// The place of the verb.
    fn read_until_verb(&self, words: &[String]) -> Result<Option<usize>, String> {
        let mut at = 0;
        while at < words.len() {
            match self.classify(&words[at])? {
                Word::Value => return Ok(Some(at)),
                Word::Option(option, attached) => {
                    at += self.take_value(option, attached, words.get(at + 1))?;
                }
                Word::Unknown => {}
            }
            at += 1;
        }
        Ok(None)
    }

    fn read<'w>(&self, words: &'w [String]) -> Result<Parsed<'w>, String> {
        let mut parsed = Parsed {
            extras: Vec::new(),
            values: 0,
        };
        let takes_more = self
            .positionals
            .iter()
            .any(|arg| matches!(arg.get_action(), ArgAction::Append));
        let mut at = 0;
        while at < words.len() {
            match self.classify(&words[at])? {
                Word::Option(option, attached) => {
                    at += self.take_value(option, attached, words.get(at + 1))?;
                }
                Word::Unknown => parsed.extras.push(&words[at]),
                Word::Value if parsed.values < self.positionals.len() || takes_more => {
                    parsed.values += 1;
                }
                Word::Value => parsed.extras.push(&words[at]),
            }
            at += 1;
        }
        Ok(parsed)
    }

    /// How many further words the option takes.
    fn take_value(
        &self,
        option: &Arg,
        attached: Option<String>,
        next: Option<&String>,
    ) -> Result<usize, String> {
        let takes_value = option.get_action().takes_values();
        match (takes_value, attached) {
            (true, Some(_)) => Ok(0),
            (true, None) => match next {
                Some(word) if matches!(self.classify(word)?, Word::Value) => Ok(1),
                _ => Err(format!(
                    "argument {}: expected one argument",
                    option_names(option).join("/")
                )),
            },
            (false, Some(value)) => Err(format!(
                "argument {}: ignored explicit argument '{value}'",
                option_names(option).join("/")
            )),
            (false, None) => Ok(0),
        }
    }

    fn classify(&self, word: &str) -> Result<Word<'c>, String> {
        let is_option = word.len() > 1 && word.starts_with('-') && word != "--";
        if !is_option || is_negative_number(word) || word.contains(' ') {
            return Ok(Word::Value);
        }
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (word, None),
        };
        let known = |name: &str| {
            self.options
                .iter()
                .copied()
                .find(|option| option_names(option).iter().any(|known| known == name))
        };
        if let Some(option) = known(name) {
            return Ok(Word::Option(option, value));
        }
        if name.starts_with("--") {
            let fits: Vec<(&'c Arg, String)> = self
                .options
                .iter()
                .flat_map(|option| {
                    option_names(option)
                        .into_iter()
                        .map(|known| (*option, known))
                })
                .filter(|(_, known)| known.starts_with(name))
                .collect();
            return match fits.as_slice() {
                [] => Ok(Word::Unknown),
                [(option, _)] => Ok(Word::Option(option, value)),
                several => {
                    let names: Vec<&str> = several.iter().map(|(_, name)| name.as_str()).collect();
                    Err(format!(
                        "ambiguous option: {word} could match {}",
                        names.join(", ")
                    ))
                }
            };
        }
        // A short option with its value attached.
        let short: String = word.chars().take(2).collect();
        match known(&short) {
            Some(option) => Ok(Word::Option(option, Some(word[short.len()..].to_owned()))),
            None => Ok(Word::Unknown),
        }
    }

    /// A word that abbreviates a long option, with the option written out. `definition` knows limbeck's own
    /// options as well, whose names are no abbreviations.
    fn full_name(&self, definition: &Command, word: &str) -> Option<String> {
        let rest = word.strip_prefix("--")?;
        let (name, value) = match rest.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (rest, None),
        };
        let is_known = definition
            .get_arguments()
            .any(|argument| argument.get_long() == Some(name));
        let Ok(Word::Option(option, _)) = self.classify(word) else {
            return None;
        };
        let long = option
            .get_long()
            .filter(|_| !is_known && !name.is_empty())?;
        Some(match value {
            Some(value) => format!("--{long}={value}"),
            None => format!("--{long}"),
        })
    }

    fn missing(&self, values: usize) -> Option<String> {
        let missing: Vec<&str> = self
            .positionals
            .iter()
            .skip(values)
            .map(|arg| arg.get_id().as_str())
            .collect();
        (!missing.is_empty()).then(|| missing.join(", "))
    }

    fn verb_list(&self) -> String {
        let names: Vec<&str> = self.verbs.map(verb_names).into_iter().flatten().collect();
        format!("{{{}}}", names.join(","))
    }

    /// The usage, wrapped as `argparse` wraps it.
    fn usage(&self, columns: usize) -> String {
        const PREFIX: &str = "usage: ";
        let mut options = vec!["[-h]".to_owned()];
        options.extend(self.options.iter().map(|option| {
            let name = option_names(option).into_iter().next().unwrap_or_default();
            if option.get_action().takes_values() {
                format!("[{name} {}]", metavar(option))
            } else {
                format!("[{name}]")
            }
        }));
        let mut positionals: Vec<String> = Vec::new();
        for positional in &self.positionals {
            let name = positional.get_id().as_str();
            positionals.push(name.to_owned());
            if matches!(positional.get_action(), ArgAction::Append) {
                positionals.push(format!("[{name} ...]"));
            }
        }
        if self.verbs.is_some() {
            positionals = vec![self.verb_list(), "...".to_owned()];
        }
        let width = columns.saturating_sub(2).max(11);
        let parts = [options.as_slice(), &positionals].concat();
        let line = format!("{PREFIX}{} {}", self.program, parts.join(" "));
        if line.chars().count() <= width {
            return line;
        }
        let indent = PREFIX.len() + self.program.len() + 1;
        let mut lines = fill(
            &format!("{PREFIX}{}", self.program),
            &options,
            indent,
            width,
        );
        lines.extend(fill("", &positionals, indent, width));
        lines.join("\n")
    }
}

/// Fills lines with parts; the first line begins with `start`.
fn fill(start: &str, parts: &[String], indent: usize, width: usize) -> Vec<String> {
    let blank = " ".repeat(indent.saturating_sub(1));
    let mut lines = Vec::new();
    let mut line = if start.is_empty() {
        blank.clone()
    } else {
        start.to_owned()
    };
    let mut is_empty = true;
    for part in parts {
        if !is_empty && line.chars().count() + 1 + part.chars().count() > width {
            lines.push(std::mem::replace(&mut line, blank.clone()));
        }
        line.push(' ');
        line.push_str(part);
        is_empty = false;
    }
    if !is_empty {
        lines.push(line);
    }
    lines
}

fn verb_names(command: &Command) -> impl Iterator<Item = &str> {
    command
        .get_subcommands()
        .map(Command::get_name)
        .filter(|name| !OWN_VERBS.contains(name))
}

/// The names of an option, the short one first.
fn option_names(option: &Arg) -> Vec<String> {
    let short = option.get_short().map(|short| format!("-{short}"));
    let long = option.get_long().map(|long| format!("--{long}"));
    short.into_iter().chain(long).collect()
}

fn metavar(option: &Arg) -> String {
    option.get_id().as_str().to_uppercase()
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
    use clap::CommandFactory;

    use super::*;
    use crate::arguments::Cli;

    fn check(line: &str, expected: &str) {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let found = usage_error("alembic", &Cli::command(), &words, 80);
        assert_eq!(found, expected);
    }

    const MAIN: &str = "\
usage: alembic [-h] [--version] [-c CONFIG] [-n NAME] [-x X] [--raiseerr] [-q]
               {branches,check,current,downgrade,edit,ensure_version,heads,history,init,list_templates,merge,revision,show,stamp,upgrade}
               ...
alembic: error: ";

    #[test]
    fn of_a_verb() {
        check(
            "history -r -2:",
            "usage: alembic history [-h] [-r REV_RANGE] [-v] [-i]\n\
             alembic history: error: argument -r/--rev-range: expected one argument\n",
        );
        check(
            "upgrade",
            "usage: alembic upgrade [-h] [--sql] [--tag TAG] revision\n\
             alembic upgrade: error: the following arguments are required: revision\n",
        );
        check(
            "stamp --sql",
            "usage: alembic stamp [-h] [--sql] [--tag TAG] [--purge]\n                     \
             revisions [revisions ...]\n\
             alembic stamp: error: the following arguments are required: revisions\n",
        );
        check(
            "heads --resolve-dependencies=x",
            "usage: alembic heads [-h] [-v] [--resolve-dependencies]\n\
             alembic heads: error: argument --resolve-dependencies: ignored explicit argument 'x'\n",
        );
    }

    #[test]
    fn of_the_program() {
        check(
            "upgrade head --wat",
            &format!("{MAIN}unrecognized arguments: --wat\n"),
        );
        check("-q", &format!("{MAIN}too few arguments\n"));
        check(
            "-c",
            &format!("{MAIN}argument -c/--config: expected one argument\n"),
        );
        check(
            "frobnicate",
            &format!(
                "{MAIN}argument {{branches,check,current,downgrade,edit,ensure_version,heads,history,init,list_templates,merge,revision,show,stamp,upgrade}}: invalid choice: 'frobnicate' (choose from 'branches', 'check', 'current', 'downgrade', 'edit', 'ensure_version', 'heads', 'history', 'init', 'list_templates', 'merge', 'revision', 'show', 'stamp', 'upgrade')\n"
            ),
        );
    }

    #[test]
    fn abbreviations_are_alembics() {
        let check = |line: &str, expected: &str| {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let found = with_full_names(&Cli::command(), &words);
            let found: Vec<_> = found.iter().map(|word| word.to_string_lossy()).collect();
            assert_eq!(found.join(" "), expected);
        };
        check("alembic --ver", "alembic --version");
        check(
            "alembic --n x heads --verb",
            "alembic --name x heads --verbose",
        );
        check("alembic stamp --p head", "alembic stamp --purge head");
        check(
            "alembic history --rev=a:b",
            "alembic history --rev-range=a:b",
        );
        check(
            "alembic --verbose --no-python heads",
            "alembic --verbose --no-python heads",
        );
        check("alembic upgrade --from head", "alembic upgrade --from head");
        check("alembic upgrade -- --s", "alembic upgrade -- --s");
    }

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
