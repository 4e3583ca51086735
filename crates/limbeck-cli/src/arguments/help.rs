//! What `--help` prints: short enough for a screen. clap's own would describe every option of every
//! command again and again.

use std::fmt::Write;

use clap::Command;
use clap::builder::StyledStr;

use super::{Program, Verb};

/// The commands by what they are for. Every command is in one group; a test sees to that.
const GROUPS: [(&str, &[&str]); 4] = [
    (
        "Change databases",
        &["upgrade", "downgrade", "stamp", "ensure_version", "db"],
    ),
    (
        "Look",
        &[
            "status", "current", "history", "heads", "branches", "show", "graph", "check", "doctor",
        ],
    ),
    ("Write scripts", &["create", "revision", "merge", "edit"]),
    ("Set up", &["init", "list_templates", "completions", "man"]),
];

/// What is said below the options of all commands.
const AFTER_OPTIONS: &str = "\
Those with a variable, --json and --color may also stand behind the command.
What the project says about itself is in alembic.ini or pyproject.toml.";

/// Wider lines are hard to read.
const WIDEST: usize = 100;

/// The names of all commands, by what they are for.
pub fn verbs() -> impl Iterator<Item = &'static str> {
    GROUPS.iter().flat_map(|(_, verbs)| verbs.iter().copied())
}

/// All commands, by what they are for; those of a group follow it.
pub fn commands(command: &Command) -> Vec<Verb<'_>> {
    let mut found = Vec::new();
    for verb in verbs().filter_map(|name| Verb::find(command, name)) {
        add_with_further(verb, &mut found);
    }
    found
}

fn add_with_further<'c>(verb: Verb<'c>, found: &mut Vec<Verb<'c>>) {
    let names = verb.command.get_subcommands().map(Command::get_name);
    let further: Vec<_> = names.filter_map(|name| verb.further(name)).collect();
    found.push(verb);
    for verb in further {
        add_with_further(verb, found);
    }
}

/// The help of the program: its commands, and where there is more.
pub fn of_program(command: Command) -> StyledStr {
    let (groups, examples) = (groups(&command), examples(&command));
    with_template(
        command,
        format!("{{about}}\n\n{{usage-heading}} {{usage}}\n\n{groups}{examples}"),
    )
}

/// The help on the options of all commands.
pub fn of_options(command: Command) -> StyledStr {
    let heading = heading(&command, "Options of all commands");
    with_template(
        command,
        format!("{heading}\n{{options}}\n\n{AFTER_OPTIONS}"),
    )
}

fn with_template(command: Command, template: String) -> StyledStr {
    let mut command = command.max_term_width(WIDEST).help_template(template);
    command.render_help()
}

/// The help of a verb: its own options, and a word on those of all verbs.
/// It is `width` columns wide, or as wide as the terminal.
pub fn of_verb(
    program: Program,
    command: &Command,
    verb: &Verb<'_>,
    width: Option<usize>,
) -> StyledStr {
    let mut after = global_options(program, command);
    if let Some(examples) = verb.command.get_after_help() {
        let heading = heading(command, "Examples");
        let examples = examples.to_string().replacen("Examples:", &heading, 1);
        after = format!("{examples}\n\n{after}");
    }
    let mut verb = verb
        .command
        .clone()
        .disable_help_subcommand(true)
        .bin_name(format!("{} {}", program.name(), verb.name))
        .styles(command.get_styles().clone())
        .max_term_width(WIDEST)
        .after_help(after);
    if let Some(width) = width {
        verb = verb.term_width(width);
    }
    verb.render_help()
}

fn groups(command: &Command) -> String {
    let names = command.get_subcommands().map(|verb| verb.get_name().len());
    let width = names.max().unwrap_or_default();
    let literal = command.get_styles().get_literal();
    let mut text = String::new();
    for (title, verbs) in GROUPS {
        text.push_str(&heading(command, title));
        text.push('\n');
        for verb in verbs
            .iter()
            .filter_map(|name| command.find_subcommand(name))
        {
            let name = verb.get_name();
            let about = verb
                .get_about()
                .map(ToString::to_string)
                .unwrap_or_default();
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  {literal}{name:width$}{literal:#}  {about}");
        }
        text.push('\n');
    }
    text
}

fn heading(command: &Command, title: &str) -> String {
    let header = command.get_styles().get_header();
    format!("{header}{title}:{header:#}")
}

fn examples(command: &Command) -> String {
    let name = command.get_name();
    format!(
        "{}\n  {name} upgrade head --sql     show what would be sent\n  {name} upgrade --help         describe a \
         command\n  {name} help options           describe the options of all commands",
        heading(command, "Examples")
    )
}

/// The names of the options of all verbs.
fn global_options(program: Program, command: &Command) -> String {
    let name = program.name();
    let of = |global: bool| {
        let arguments = command.get_arguments();
        let wanted =
            arguments.filter(|one| one.is_global_set() == global && one.get_id() != "version");
        let names = wanted.filter_map(|one| match (one.get_short(), one.get_long()) {
            (Some(short), _) => Some(format!("-{short}")),
            (None, long) => long.map(|long| format!("--{long}")),
        });
        names.collect::<Vec<_>>().join(", ")
    };
    format!(
        "Options of all commands: {}; before the command: {}. `{name} help options` describes them.",
        of(true),
        of(false)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(help: &StyledStr) -> Vec<String> {
        let plain = help.to_string();
        plain.lines().map(str::to_owned).collect()
    }

    #[test]
    fn every_command_is_in_a_group() {
        let command = super::super::command(Program::Limbeck);
        let mut listed: Vec<&str> = super::verbs().collect();
        let mut verbs: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
        listed.sort_unstable();
        verbs.sort_unstable();
        assert_eq!(listed, verbs);
    }

    #[test]
    fn help_fits_a_screen() {
        let command = super::super::command(Program::Limbeck).term_width(80);
        for verb in commands(&command) {
            let help = lines(&of_verb(Program::Limbeck, &command, &verb, Some(80)));
            assert!(help.len() <= 30, "{}:\n{}", help.len(), help.join("\n"));
            let longest = help.iter().map(|line| line.chars().count()).max();
            assert!(longest <= Some(80), "{}", help.join("\n"));
        }
        for (help, most) in [(of_program(command.clone()), 40), (of_options(command), 24)] {
            let help = lines(&help);
            assert!(help.len() <= most, "{}:\n{}", help.len(), help.join("\n"));
            let longest = help.iter().map(|line| line.chars().count()).max();
            assert!(longest <= Some(80), "{}", help.join("\n"));
        }
    }
}
