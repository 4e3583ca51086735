//! Reading a whole command line.

use clap::{ArgAction, Command};

use super::parser::{Known, Parser, Spelling, Word};
use super::{Verb, usage, verb_names};
use crate::arguments::Program;

/// What `argparse` makes of a command line.
pub enum Reading<'c> {
    /// The words after the program's name as clap is to have them: options are written out, with their
    /// values attached, and arguments stand last.
    Words(Vec<String>),
    /// Help is asked for.
    Help(Topic<'c>),
    /// The version is asked for.
    Version,
    /// What is printed about a wrong command line.
    Wrong(String),
}

/// What help is about.
pub enum Topic<'c> {
    /// The program: its commands.
    Program,
    /// The options of all commands.
    Options,
    /// A command.
    Verb(Verb<'c>),
}

/// How the reading of some words ended early.
enum End<'c> {
    Help(Topic<'c>),
    Version,
    Wrong(String),
}

/// Reads the words after the program's name. Usages are wrapped at `columns`.
pub fn read<'c>(
    program: Program,
    command: &'c Command,
    words: &[String],
    columns: usize,
) -> Reading<'c> {
    let main = Parser::of_program(program, command);
    match read_program(program, &main, words, columns) {
        Ok(words) => Reading::Words(words),
        Err(End::Help(topic)) => Reading::Help(topic),
        Err(End::Version) => Reading::Version,
        Err(End::Wrong(text)) => Reading::Wrong(text),
    }
}

fn read_program<'c>(
    program: Program,
    main: &Parser<'c>,
    words: &[String],
    columns: usize,
) -> Result<Vec<String>, End<'c>> {
    let wrong = |message: String| End::Wrong(usage::error(main, &message, columns));
    let Some(verbs) = main.verbs else {
        return Ok(Vec::new());
    };
    let own = parse(main, None, words).map_err(|end| end.told(main, columns))?;
    let mut extras = own.extras;
    let Some((name, rest)) = own.values.split_first() else {
        return Err(wrong(match extras.is_empty() {
            true => "too few arguments".to_owned(),
            false => format!("unrecognized arguments: {}", extras.join(" ")),
        }));
    };
    let Some(mut verb) = Verb::find(verbs, name) else {
        if name == "help" {
            let verb = rest.first().and_then(|name| Verb::find(verbs, name));
            let further = verb.as_ref().zip(rest.get(1));
            let further = further.and_then(|(verb, name)| verb.further(name));
            return Err(End::Help(match further.or(verb) {
                Some(verb) => Topic::Verb(verb),
                None if rest.first().is_some_and(|name| name == "options") => Topic::Options,
                None => Topic::Program,
            }));
        }
        let names: Vec<String> = verb_names(verbs).map(|name| format!("'{name}'")).collect();
        return Err(wrong(format!(
            "argument {}: invalid choice: {} (choose from {})",
            usage::verb_list(verbs),
            usage::quoted(name),
            names.join(", ")
        )));
    };
    let mut parser = Parser::of_verb(program, verbs, &verb);
    let mut of_verb =
        parse(&parser, Some(&verb), rest).map_err(|end| end.told(&parser, columns))?;
    let mut full = own.options;
    full.push(verb.command.get_name().to_owned());
    while verb.command.has_subcommands() {
        let Some((name, rest)) = of_verb.values.split_first() else {
            return Err(End::Help(Topic::Verb(verb)));
        };
        let Some(further) = verb.further(name) else {
            let message = format!("invalid choice: {}", usage::quoted(name));
            return Err(End::Wrong(usage::error(&parser, &message, columns)));
        };
        full.append(&mut of_verb.options);
        extras.append(&mut of_verb.extras);
        full.push(further.command.get_name().to_owned());
        verb = further;
        parser = Parser::of_verb(program, verbs, &verb);
        of_verb = parse(&parser, Some(&verb), rest).map_err(|end| end.told(&parser, columns))?;
    }
    let required = parser.positional.filter(|arg| arg.is_required_set());
    if let Some(missing) = required.filter(|_| of_verb.values.is_empty()) {
        let message = format!("the following arguments are required: {}", missing.get_id());
        return Err(End::Wrong(usage::error(&parser, &message, columns)));
    }
    extras.extend(of_verb.extras);
    if !extras.is_empty() {
        return Err(wrong(format!(
            "unrecognized arguments: {}",
            extras.join(" ")
        )));
    }
    full.extend(of_verb.options);
    if !of_verb.values.is_empty() {
        full.push("--".to_owned());
        full.extend(of_verb.values);
    }
    Ok(full)
}

impl<'c> End<'c> {
    /// The complaint of a parser with its usage.
    fn told(self, parser: &Parser<'c>, columns: usize) -> Self {
        match self {
            End::Wrong(message) => End::Wrong(usage::error(parser, &message, columns)),
            other => other,
        }
    }
}

/// What a parser took out of its words.
#[derive(Default)]
struct Parsed {
    /// Options, written out.
    options: Vec<String>,
    /// Values of the argument. For the program these are the verb and everything behind it.
    values: Vec<String>,
    /// Words that belong to no option and no argument.
    extras: Vec<String>,
}

fn parse<'c>(
    parser: &Parser<'c>,
    verb: Option<&Verb<'c>>,
    words: &[String],
) -> Result<Parsed, End<'c>> {
    // What is ambiguous anywhere is told before anything else.
    let end = words
        .iter()
        .position(|word| word == "--")
        .unwrap_or(words.len());
    let mut kinds = Vec::with_capacity(words.len());
    for word in &words[..end] {
        kinds.push(parser.classify(word).map_err(End::Wrong)?);
    }
    let mut parsed = Parsed::default();
    let mut has_values = false;
    let mut at = 0;
    while at < words.len() {
        match kinds.get(at) {
            Some(Word::Option(known, attached, spelling)) => {
                let next = words
                    .get(at + 1)
                    .filter(|_| matches!(kinds.get(at + 1), Some(Word::Value)));
                let taken = take(
                    parser,
                    verb,
                    (*known, attached.as_deref(), *spelling),
                    next,
                    &mut parsed.options,
                )?;
                at += 1 + usize::from(taken);
            }
            Some(Word::Unknown) => {
                parsed.extras.push(words[at].clone());
                at += 1;
            }
            Some(Word::Value) | None if parser.verbs.is_some() => {
                parsed.values = words[at..].to_vec();
                return Ok(parsed);
            }
            Some(Word::Value) | None => {
                // Values that stand together; what follows `--` is nothing else.
                let is_value = |at: &usize| matches!(kinds.get(*at), Some(Word::Value) | None);
                let run = (at..words.len()).take_while(is_value).count();
                let (values, extras) = take_values(parser, !has_values, &words[at..at + run]);
                has_values |= !values.is_empty();
                parsed.values.extend(values);
                parsed.extras.extend(extras);
                at += run;
            }
        }
    }
    Ok(parsed)
}

/// Divides values that stand together into those of the argument and those that are too many.
fn take_values(parser: &Parser<'_>, is_first: bool, run: &[String]) -> (Vec<String>, Vec<String>) {
    let separator = run.iter().position(|word| word == "--");
    let mut values = run.to_vec();
    let is_empty = run.len() == usize::from(separator.is_some());
    if parser.positional.is_none() || !is_first || is_empty {
        return (Vec::new(), values);
    }
    separator.map(|at| values.remove(at));
    let extras = match parser.takes_many() {
        true => Vec::new(),
        false => values.split_off(1),
    };
    (values, extras)
}

/// Takes an option, and tells whether the next word is its value.
fn take<'c>(
    parser: &Parser<'c>,
    verb: Option<&Verb<'c>>,
    (mut known, mut attached, spelling): (Known<'c>, Option<&str>, Spelling),
    next: Option<&String>,
    options: &mut Vec<String>,
) -> Result<bool, End<'c>> {
    let wrong = |known: Known<'c>, message: String| {
        End::Wrong(format!("argument {}: {message}", known.names().join("/")))
    };
    loop {
        let explicit = match (known.takes_value(), attached) {
            (true, Some(value)) => {
                options.push(written_out(known, Some(value)));
                return Ok(false);
            }
            (true, None) => {
                let value = next.ok_or_else(|| wrong(known, "expected one argument".to_owned()))?;
                options.push(written_out(known, Some(value)));
                return Ok(true);
            }
            (false, explicit) => explicit,
        };
        // Flags of one letter may stand in one word.
        let following = explicit.map(|rest| {
            let letter = rest.chars().next().filter(|_| spelling == Spelling::Short);
            let flag = letter.and_then(|letter| parser.known(&format!("-{letter}")));
            flag.map(|flag| (flag, &rest[letter.map_or(0, char::len_utf8)..]))
                .ok_or_else(|| {
                    wrong(
                        known,
                        format!("ignored explicit argument {}", usage::quoted(rest)),
                    )
                })
        });
        let following = following.transpose()?;
        match known {
            Known::Help => {
                return Err(End::Help(verb.cloned().map_or(Topic::Program, Topic::Verb)));
            }
            Known::Option(option) if matches!(option.get_action(), ArgAction::Version) => {
                return Err(End::Version);
            }
            Known::Option(_) => options.push(written_out(known, None)),
        }
        let Some((flag, rest)) = following else {
            return Ok(false);
        };
        known = flag;
        attached = Some(rest).filter(|rest| !rest.is_empty());
    }
}

/// An option under its longest name.
fn written_out(known: Known<'_>, value: Option<&str>) -> String {
    let name = known.names().pop().unwrap_or_default();
    match value {
        Some(value) => format!("{name}={value}"),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::command;

    fn check(line: &str, expected: &str) {
        check_as(Program::Alembic, line, expected);
    }

    fn check_as(program: Program, line: &str, expected: &str) {
        let words: Vec<String> = line
            .split_whitespace()
            .map(|word| word.replace('_', " "))
            .collect();
        let command = command(program);
        let found = match read(program, &command, &words, 80) {
            Reading::Words(words) => words.join(" "),
            Reading::Help(Topic::Program) => "help".to_owned(),
            Reading::Help(Topic::Options) => "help of all options".to_owned(),
            Reading::Help(Topic::Verb(verb)) => format!("help of {}", verb.name),
            Reading::Version => "version".to_owned(),
            Reading::Wrong(text) => text.lines().last().unwrap_or_default().to_owned(),
        };
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn abbreviations() {
        check("--n x heads --verb", "--name=x heads --verbose");
        check("stamp --p head", "stamp --purge -- head");
        check("history --rev=a:b", "history --rev-range=a:b");
        check("revision --head=x", "revision --head=x");
        check(
            "revision --h",
            "alembic revision: error: ambiguous option: --h could match --help, --head",
        );
        check(
            "upgrade head --ver",
            "alembic: error: unrecognized arguments: --ver",
        );
    }

    #[test]
    fn own_options_have_full_names() {
        check("--verbose --no-python heads", "--verbose --no-python heads");
        check(
            "upgrade head --from-db --sql",
            "upgrade --from-db --sql -- head",
        );
        check("heads --url x", "heads --url=x");
        check("-v heads", "alembic: error: unrecognized arguments: -v");
        check("heads --js", "alembic: error: unrecognized arguments: --js");
    }

    #[test]
    fn limbecks_own_may_be_abbreviated() {
        check_as(Program::Limbeck, "-v heads --js", "--verbose heads --json");
        check_as(
            Program::Limbeck,
            "upgrade --from --s +1",
            "upgrade --from-db --sql -- +1",
        );
        check_as(Program::Limbeck, "upgrade", "upgrade");
        check_as(
            Program::Limbeck,
            "-v db apply --dry a.sql --js",
            "--verbose db apply --dry-run --json -- a.sql",
        );
        check_as(Program::Limbeck, "db", "help of db");
        check_as(Program::Limbeck, "db apply x -h", "help of db apply");
    }

    #[test]
    fn values() {
        check("revision --head -1", "revision --head=-1");
        check(
            "revision -m _-x_ -m=y -mz",
            "revision --message= -x  --message=y --message=z",
        );
        check("merge a -1 +1", "merge -- a -1 +1");
        check("upgrade -- -x", "upgrade -- -x");
        check("stamp a b --", "stamp -- a b");
        check(
            "history -r -2:",
            "alembic history: error: argument -r/--rev-range: expected one argument",
        );
        check(
            "-c",
            "alembic: error: argument -c/--config: expected one argument",
        );
        check(
            "upgrade --",
            "alembic upgrade: error: the following arguments are required: revision",
        );
        check(
            "stamp --sql",
            "alembic stamp: error: the following arguments are required: revisions",
        );
    }

    #[test]
    fn flags_in_one_word() {
        check(
            "history -vir a:",
            "history --verbose --indicate-current --rev-range=a:",
        );
        check(
            "history -vira:",
            "history --verbose --indicate-current --rev-range=a:",
        );
        check("-qx a=b heads", "--quiet -x=a=b heads");
        check(
            "-qv heads",
            "alembic: error: argument -q/--quiet: ignored explicit argument 'v'",
        );
        check(
            "heads --verbose=",
            "alembic heads: error: argument -v/--verbose: ignored explicit argument ''",
        );
    }

    #[test]
    fn words_that_are_too_many() {
        check(
            "stamp a --sql b",
            "alembic: error: unrecognized arguments: b",
        );
        check(
            "--frob heads x",
            "alembic: error: unrecognized arguments: --frob x",
        );
        check("heads --", "alembic: error: unrecognized arguments: --");
        check("heads -- x", "alembic: error: unrecognized arguments: -- x");
        check(
            "upgrade head -- x",
            "alembic: error: unrecognized arguments: x",
        );
        check("--frob", "alembic: error: unrecognized arguments: --frob");
        check("-q", "alembic: error: too few arguments");
    }

    #[test]
    fn help_and_version_come_first() {
        check("-q -h --frob", "help");
        check("heads -h --frob", "help of heads");
        check("history -vh", "help of history");
        check("help stamp", "help of stamp");
        check("help options", "help of all options");
        check("help", "help");
        check("help db apply", "help of db apply");
        check("--ver", "version");
        check(
            "-x --version",
            "alembic: error: argument -x: expected one argument",
        );
    }
}
