//! Help in the layout of `argparse`, for whoever calls limbeck `alembic`.

use clap::{Arg, Command};

use super::parser::{Known, Parser};
use super::{Verb, metavar, usage, verb_names};
use crate::arguments::Program;

/// Descriptions begin here at the latest.
const WIDEST_NAME: usize = 24;

/// The help of the program, or of a verb.
pub fn help(
    program: Program,
    command: &Command,
    verb: Option<&Verb<'_>>,
    columns: usize,
) -> String {
    let parser = match verb {
        None => Parser::of_program(program, command),
        Some(verb) => Parser::of_verb(program, command, verb),
    };
    let mut arguments: Vec<(String, String)> = Vec::new();
    if verb.is_none() {
        arguments.push((format!("  {}", usage::verb_list(command)), String::new()));
        let verbs = verb_names(command).filter_map(|name| command.find_subcommand(name));
        arguments.extend(verbs.map(|verb| {
            let about = verb.get_about().map(ToString::to_string);
            (
                format!("    {}", verb.get_name()),
                about.unwrap_or_default(),
            )
        }));
    }
    arguments.extend(
        parser
            .positional
            .map(|arg| (format!("  {}", arg.get_id()), about(arg))),
    );
    let mut options = vec![entry(Known::Help)];
    options.extend(parser.options.iter().map(|arg| entry(Known::Option(arg))));

    let width = columns.saturating_sub(2).max(11);
    let names = arguments
        .iter()
        .chain(&options)
        .map(|(name, _)| name.chars().count() + 2);
    let indent = names
        .max()
        .unwrap_or_default()
        .min(WIDEST_NAME)
        .min(width / 2);
    let mut text = usage::usage(&parser, columns);
    text.push('\n');
    for (title, entries) in [("positional arguments", &arguments), ("options", &options)] {
        if entries.is_empty() {
            continue;
        }
        text.push_str(&format!("\n{title}:\n"));
        for (name, about) in entries {
            text.push_str(&described(name, about, indent, width));
        }
    }
    text
}

/// The names of an option with its value, and what it is for.
fn entry(known: Known<'_>) -> (String, String) {
    let names = known.names();
    match known {
        Known::Help => (format!("  {}", names.join(", ")), "Print help".to_owned()),
        Known::Option(option) => {
            let value = match option.get_action().takes_values() {
                true => format!(" {}", metavar(option)),
                false => String::new(),
            };
            let names: Vec<String> = names.iter().map(|name| format!("{name}{value}")).collect();
            (format!("  {}", names.join(", ")), about(option))
        }
    }
}

fn about(arg: &Arg) -> String {
    arg.get_help().map(ToString::to_string).unwrap_or_default()
}

/// An entry with its description, on a line of its own if the name is too long, and wrapped.
fn described(name: &str, about: &str, indent: usize, width: usize) -> String {
    let blank = " ".repeat(indent);
    let mut lines: Vec<String> = Vec::new();
    let mut line = match name.chars().count() + 2 <= indent {
        true => format!("{name:indent$}"),
        false => {
            lines.push(name.to_owned());
            blank.clone()
        }
    };
    let mut is_empty = true;
    for word in about.split_whitespace() {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::replace(&mut line, blank.clone()));
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    if !is_empty {
        lines.push(line);
    }
    lines
        .iter()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments;

    #[test]
    fn of_a_verb() {
        let command = arguments::command(Program::Alembic);
        let stamp = Verb::find(&command, "stamp");
        assert_eq!(
            help(Program::Alembic, &command, stamp.as_ref(), 60),
            "\
usage: alembic stamp [-h] [--sql] [--tag TAG] [--purge]
                     revisions [revisions ...]

positional arguments:
  revisions   Identifiers, head, heads for all branches,
              or base

options:
  -h, --help  Print help
  --sql       Write SQL to standard output instead of
              changing the database
  --tag TAG   A name that env.py can ask for
  --purge     Delete all rows of the version table first
"
        );
    }

    #[test]
    fn of_the_program_names_alembics_verbs_and_options() {
        let command = arguments::command(Program::Alembic);
        let text = help(Program::Alembic, &command, None, 80);
        for expected in [
            "\npositional arguments:\n  {branches,check,current,",
            "\n    upgrade             ",
            "\n  -c CONFIG, --config CONFIG\n",
            "\n  -q, --quiet           ",
        ] {
            assert!(text.contains(expected), "{expected:?} in\n{text}");
        }
        for limbecks in ["doctor", "--json", "--url"] {
            assert!(!text.contains(limbecks), "{limbecks} in\n{text}");
        }
    }
}
