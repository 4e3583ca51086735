//! Usages, and complaints about wrong command lines.

use clap::Command;

use super::parser::Parser;
use super::{metavar, option_names, verb_names};

const PREFIX: &str = "usage: ";

/// A complaint of a parser.
pub fn error(parser: &Parser<'_>, message: &str, columns: usize) -> String {
    let usage = usage(parser, columns);
    format!("{usage}\n{}: error: {message}\n", parser.program)
}

/// The verbs as `argparse` lists choices.
pub fn verb_list(command: &Command) -> String {
    let names: Vec<&str> = verb_names(command).collect();
    format!("{{{}}}", names.join(","))
}

/// A text as Python shows it.
pub fn quoted(text: &str) -> String {
    let quote = match text.contains('\'') && !text.contains('"') {
        true => '"',
        false => '\'',
    };
    let mut shown = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\t' => shown.push_str("\\t"),
            '\r' => shown.push_str("\\r"),
            c if c == quote || c == '\\' => shown.extend(['\\', c]),
            c => shown.push(c),
        }
    }
    shown.push(quote);
    shown
}

/// The usage of a parser, wrapped as `argparse` wraps it.
pub fn usage(parser: &Parser<'_>, columns: usize) -> String {
    let mut options = vec!["[-h]".to_owned()];
    options.extend(parser.options.iter().map(|option| {
        let name = option_names(option).into_iter().next().unwrap_or_default();
        if option.get_action().takes_values() {
            format!("[{name} {}]", metavar(option))
        } else {
            format!("[{name}]")
        }
    }));
    let positionals = match (parser.verbs, parser.positional) {
        (Some(command), _) => vec![verb_list(command), "...".to_owned()],
        (None, Some(argument)) => {
            let name = argument.get_id().to_string();
            let more = format!("[{name} ...]");
            match parser.takes_many() {
                true => vec![name, more],
                false => vec![name],
            }
        }
        (None, None) => Vec::new(),
    };
    let width = columns.saturating_sub(2).max(11);
    let parts = [options.as_slice(), &positionals].concat();
    let line = format!("{PREFIX}{} {}", parser.program, parts.join(" "));
    if line.chars().count() <= width {
        return line;
    }
    let indent = PREFIX.len() + parser.program.len() + 1;
    let start = format!("{PREFIX}{}", parser.program);
    let mut lines = fill(&start, &options, indent, width);
    lines.extend(fill("", &positionals, indent, width));
    lines.join("\n")
}

/// Fills lines with parts; the first line begins with `start`.
fn fill(start: &str, parts: &[String], indent: usize, width: usize) -> Vec<String> {
    let blank = " ".repeat(indent.saturating_sub(1));
    let mut lines = Vec::new();
    let mut line = match start.is_empty() {
        true => blank.clone(),
        false => start.to_owned(),
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

#[cfg(test)]
mod tests {
    use super::super::{Reading, read};
    use super::*;
    use crate::arguments::{Program, command};

    fn check(line: &str, expected: &str) {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let command = command(Program::Alembic);
        let Reading::Wrong(found) = read(Program::Alembic, &command, &words, 80) else {
            panic!("{line} is not wrong");
        };
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
            "merge --rev-id",
            "usage: alembic merge [-h] [-m MESSAGE] [--branch-label BRANCH_LABEL]\n                     \
             [--rev-id REV_ID] [--splice]\n                     revisions [revisions ...]\n\
             alembic merge: error: argument --rev-id: expected one argument\n",
        );
    }

    #[test]
    fn of_the_program() {
        check(
            "upgrade head --wat",
            &format!("{MAIN}unrecognized arguments: --wat\n"),
        );
        check(
            "frobnicate",
            &format!(
                "{MAIN}argument {{branches,check,current,downgrade,edit,ensure_version,heads,history,init,list_templates,merge,revision,show,stamp,upgrade}}: invalid choice: 'frobnicate' (choose from 'branches', 'check', 'current', 'downgrade', 'edit', 'ensure_version', 'heads', 'history', 'init', 'list_templates', 'merge', 'revision', 'show', 'stamp', 'upgrade')\n"
            ),
        );
    }

    #[test]
    fn texts_are_quoted_as_python_does() {
        for (text, expected) in [
            ("a", "'a'"),
            ("it's", "\"it's\""),
            ("'\"", "'\\'\"'"),
            ("a\\\n", "'a\\\\\\n'"),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }
}
