//! What the shell offers when a word is to be completed.

use std::ffi::{OsStr, OsString};

use clap_complete::{CompleteEnv, CompletionCandidate};
use limbeck::{Log, Project, ProjectFiles};

use crate::arguments::{self, Program};
use crate::{surroundings, variables};

/// Names that stand for revisions of every project.
const NAMES: [(&str, &str); 6] = [
    ("head", "the newest revision"),
    ("heads", "the newest revisions of all branches"),
    ("base", "before the first revision"),
    ("current", "what is applied"),
    ("+1", "one revision up"),
    ("-1", "one revision down"),
];

/// Answers a shell, if one asks; tells whether it was one.
pub fn answer(program: Program, words: &[OsString]) -> bool {
    let complete =
        CompleteEnv::with_factory(|| arguments::command(program).disable_help_subcommand(true))
            .var(variables::COMPLETE.name)
            .bin(program.name());
    let folder = std::env::current_dir().ok();
    // A shell that gets no answer offers nothing, which is all that could be done about an error.
    complete
        .try_complete(words.iter().cloned(), folder.as_deref())
        .unwrap_or(true)
}

/// The script that makes a shell ask.
///
/// # Errors
/// It cannot be written.
pub fn registration(program: Program, shell: Shell) -> std::io::Result<Vec<u8>> {
    let shells = clap_complete::env::Shells::builtins();
    let mut script = Vec::new();
    if let Some(shell) = shells.completer(shell.name()) {
        let name = program.name();
        let variable = variables::COMPLETE.name;
        shell.write_registration(variable, name, name, name, &mut script)?;
    }
    Ok(script)
}

/// A shell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Shell {
    /// Bash.
    Bash,
    /// Elvish.
    Elvish,
    /// Fish.
    Fish,
    /// PowerShell.
    Powershell,
    /// Zsh.
    Zsh,
}

impl Shell {
    fn name(self) -> &'static str {
        match self {
            Shell::Bash => "bash",
            Shell::Elvish => "elvish",
            Shell::Fish => "fish",
            Shell::Powershell => "powershell",
            Shell::Zsh => "zsh",
        }
    }
}

/// Names of revisions that begin like `word`: those of the project in the working folder, or of the
/// configuration that the command line names.
pub fn revisions(word: &OsStr) -> Vec<CompletionCandidate> {
    let Some(word) = word.to_str() else {
        return Vec::new();
    };
    let common = NAMES.map(|(name, help)| (name.to_owned(), help.to_owned()));
    let mut names = common.to_vec();
    names.extend(names_in_project().unwrap_or_default());
    names.retain(|(name, _)| name.starts_with(word));
    let candidate = |(name, help): (String, String)| {
        CompletionCandidate::new(name).help((!help.is_empty()).then(|| help.into()))
    };
    names.into_iter().map(candidate).collect()
}

/// The revisions with their messages, the newest first, and the branches.
fn names_in_project() -> Option<Vec<(String, String)>> {
    let surroundings = surroundings::read(true).ok()?;
    let log = Log::unheard(surroundings.time_zone);
    let words: Vec<OsString> = std::env::args_os().collect();
    let project = Project::load(&files(&words), &surroundings, &log).ok()?;
    let graph = project.graph().ok()?;
    let mut names = Vec::new();
    for revision in graph.revisions() {
        for label in &revision.revision().branch_labels {
            names.push((format!("{label}@head"), format!("the newest of {label}")));
        }
    }
    for revision in graph.history(Default::default(), &[]).ok()?.revisions {
        let doc = revision.revision().doc();
        let doc = doc.split_whitespace().collect::<Vec<_>>().join(" ");
        names.push((revision.id().to_string(), doc));
    }
    Some(names)
}

/// The configuration that a command line names, which need not be complete.
fn files(words: &[OsString]) -> ProjectFiles {
    let mut files = ProjectFiles {
        config: Vec::new(),
        section: "alembic".to_owned(),
    };
    let texts: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
    for pair in texts.windows(2) {
        match pair[0] {
            "-c" | "--config" => files.config.push(pair[1].to_owned()),
            "-n" | "--name" => pair[1].clone_into(&mut files.section),
            _ => {}
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_is_that_of_the_command_line() {
        let words = [
            "limbeck", "--", "limbeck", "-c", "a.ini", "-n", "b", "upgrade", "",
        ];
        let files = files(&words.map(OsString::from));
        assert_eq!(files.config, ["a.ini"]);
        assert_eq!(files.section, "b");
    }

    #[test]
    fn there_is_a_script_for_every_shell() {
        use clap::ValueEnum;

        for shell in Shell::value_variants() {
            let script = registration(Program::Limbeck, *shell).expect("memory can be written");
            let script = String::from_utf8(script).expect("a text");
            assert!(script.contains("LIMBECK_COMPLETE"), "{shell:?}: {script}");
        }
    }
}
