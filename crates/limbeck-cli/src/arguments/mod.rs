//! The command line: Alembic's options under Alembic's names, and limbeck's own.
//!
//! What Python's `argparse` accepts is accepted: abbreviated long options, values that begin with a minus and are
//! numbers (`downgrade -1`), options given twice (the last one counts), options and arguments in any order. Under
//! the name `alembic` nothing else is, and help has the layout of `argparse`, too.

mod argparse;
pub mod help;
mod program;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::styling::{AnsiColor, Styles};
use clap::builder::{BoolishValueParser, StyledStr};
use clap::error::ErrorKind;
use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, ValueHint};

use limbeck::PythonChoice;

use crate::commands::Command;
use crate::json::ErrorReport;
use crate::render::ColorChoice;
use crate::variables;

pub use argparse::Verb;
use argparse::{Reading, Topic};
pub use program::Program;

/// The version of Alembic whose behaviour this is.
pub const ALEMBIC_VERSION: &str = "1.20.1";

/// clap's own, but for the yellow, which cannot be read on light ground.
const STYLES: Styles = Styles::styled().invalid(AnsiColor::Magenta.on_default());

/// Database migrations for projects of Alembic, in one binary, without Python.
#[derive(Debug, Parser)]
#[command(
    styles = STYLES,
    disable_version_flag = true,
    args_override_self = true,
    infer_long_args = true
)]
pub struct Cli {
    /// Options that stand before the command.
    #[command(flatten)]
    pub options: GlobalOptions,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub struct GlobalOptions {
    /// Config file: an ini file, a pyproject.toml, or both
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Vec<String>,

    /// Section of the ini file
    #[arg(short, long, value_name = "SECTION", default_value = "alembic")]
    pub name: String,

    /// Argument for env.py, such as -x tenant=1
    #[arg(short, value_name = "ARG", allow_hyphen_values = false)]
    pub x: Vec<String>,

    /// On an error, show where in Python it was raised
    #[arg(long)]
    pub raiseerr: bool,

    /// Print no results; -qq: no log lines either
    #[arg(short, long, action = ArgAction::Count)]
    pub quiet: u8,

    /// Tell what is read, and how long each step takes
    #[arg(short, long)]
    pub verbose: bool,

    /// Answer as Alembic does, to the letter
    #[arg(long)]
    pub alembic: bool,

    /// Database
    #[arg(long, global = true, env = variables::DATABASE_URL.name, hide_env_values = true)]
    pub url: Option<String>,

    /// Longest wait for another run, or 60
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        default_value = "60",
        hide_default_value = true,
        value_parser = seconds,
        env = variables::LOCK_TIMEOUT.name,
        hide_env_values = true
    )]
    pub lock_timeout: Duration,

    /// The application's Python
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        value_hint = ValueHint::ExecutablePath,
        env = variables::PYTHON.name,
        hide_env_values = true
    )]
    pub python: Option<PathBuf>,

    /// Never start a Python
    #[arg(
        long,
        global = true,
        env = variables::NO_PYTHON.name,
        hide_env_values = true,
        value_parser = BoolishValueParser::new()
    )]
    pub no_python: bool,

    /// Print one JSON object, errors included
    #[arg(long, global = true)]
    pub json: bool,

    /// When to use colours: auto, always or never
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "auto",
        hide_default_value = true,
        hide_possible_values = true,
        value_name = "WHEN"
    )]
    pub color: ColorChoice,

    /// Print the version
    #[arg(long, action = ArgAction::Version)]
    version: Option<bool>,
}

impl GlobalOptions {
    /// What may run the migrations that need more Python than limbeck has.
    pub fn python_choice(&self) -> PythonChoice {
        match &self.python {
            _ if self.no_python => PythonChoice::Never,
            Some(path) => PythonChoice::Given(path.clone()),
            None => PythonChoice::Found,
        }
    }
}

/// What a new script is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum ScriptFormat {
    /// Python.
    Python,
    /// SQL.
    Sql,
}

impl ScriptFormat {
    /// The library's word for it.
    #[cfg(feature = "python")]
    pub fn chosen(self) -> limbeck::NewScriptFormat {
        match self {
            ScriptFormat::Python => limbeck::NewScriptFormat::Python,
            ScriptFormat::Sql => limbeck::NewScriptFormat::Sql,
        }
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text
        .parse()
        .map_err(|_| "it must be a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds)
        .map_err(|_| "it must be a number of seconds from 0".to_owned())
}

/// Reads a command line.
///
/// # Errors
/// [`Usage`] to print: help and version (exit status 0), or what is wrong (2).
pub fn parse(program: Program, words: &[OsString]) -> Result<Cli, Usage> {
    let mut command = command(program);
    let columns = crate::surroundings::columns();
    let texts: Option<Vec<String>> = words
        .iter()
        .skip(1)
        .map(|word| word.to_str().map(str::to_owned))
        .collect();
    // What is no text is left to clap.
    let reading = texts.map(|texts| argparse::read(program, &command, &texts, columns));
    let words = match (program, reading) {
        (_, Some(Reading::Words(full))) => {
            let name = words.first().cloned();
            name.into_iter()
                .chain(full.into_iter().map(OsString::from))
                .collect()
        }
        (Program::Limbeck, Some(Reading::Help(topic))) => {
            let text = match topic {
                Topic::Verb(verb) => help::of_verb(program, &command, &verb, None),
                Topic::Options => help::of_options(command),
                Topic::Program => help::of_program(command),
            };
            return Err(Usage::Help {
                text,
                is_error: false,
            });
        }
        (Program::Alembic, Some(Reading::Help(topic))) => {
            let verb = match &topic {
                Topic::Verb(verb) => Some(verb),
                Topic::Options | Topic::Program => None,
            };
            let text = argparse::help(program, &command, verb, columns);
            return Err(Usage::Argparse {
                text,
                is_error: false,
            });
        }
        (Program::Alembic, Some(Reading::Wrong(text))) => {
            return Err(Usage::Argparse {
                text,
                is_error: true,
            });
        }
        (_, Some(Reading::Version)) => {
            let name = words.first().cloned();
            name.into_iter().chain(["--version".into()]).collect()
        }
        (Program::Limbeck, Some(Reading::Wrong(_))) | (_, None) => words.to_vec(),
    };
    let parsed = command
        .clone()
        .try_get_matches_from(&words)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    parsed.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Usage::Help {
            text: help::of_program(command),
            is_error: true,
        },
        _ => Usage::Clap(error, command.render_usage().to_string()),
    })
}

/// The definition of the command line under a name.
pub fn command(program: Program) -> clap::Command {
    let command = Cli::command()
        .name(program.name())
        .bin_name(program.name())
        .version(program.version());
    match program {
        Program::Limbeck => command,
        // In Alembic there is no default.
        Program::Alembic => command.mut_subcommand("upgrade", |upgrade| {
            upgrade
                .mut_arg("revision", |revision| {
                    revision.required(true).help(
                        "Where to: an identifier or its beginning, head, heads, +N, label@head",
                    )
                })
                .about("Run migrations up to a revision")
        }),
    }
}

/// What is printed instead of doing anything.
#[derive(Debug)]
pub enum Usage {
    /// The help that was asked for, or that is missing.
    Help {
        /// The help.
        text: StyledStr,
        /// Nobody has asked for it, but there is no verb.
        is_error: bool,
    },
    /// In clap's words, with the usage for messages that leave it out.
    Clap(clap::Error, String),
    /// In the words of Python's `argparse`.
    Argparse {
        /// Usage and complaint, or help.
        text: String,
        /// The command line is wrong.
        is_error: bool,
    },
}

impl Usage {
    /// Whether the command line is wrong; else help or the version was asked for.
    pub fn is_error(&self) -> bool {
        match self {
            Usage::Help { is_error, .. } | Usage::Argparse { is_error, .. } => *is_error,
            Usage::Clap(error, _) => error.use_stderr(),
        }
    }

    /// What is wrong, for `--json`.
    pub fn report(&self) -> ErrorReport {
        let text = match self {
            Usage::Help { .. } => "error: A command is missing.".to_owned(),
            Usage::Clap(error, _) => error.to_string(),
            Usage::Argparse { text, .. } => text.clone(),
        };
        let message = match text.split_once("error: ") {
            Some((_, message)) => message.split("\n\n").next().unwrap_or_default(),
            None => text.as_str(),
        };
        ErrorReport::usage(message.trim())
    }

    /// Prints it, and tells whether it is an error.
    pub fn print(&self) -> bool {
        match self {
            Usage::Help { text, is_error } => match is_error {
                true => anstream::eprint!("{}", text.ansi()),
                false => anstream::print!("{}", text.ansi()),
            },
            Usage::Clap(error, usage) => {
                // A closed pipe is not worth a second message.
                let _ = error.print();
                if error.use_stderr() && !error.to_string().contains("Usage:") {
                    anstream::eprintln!("\n{usage}");
                }
            }
            Usage::Argparse {
                text,
                is_error: true,
            } => anstream::eprint!("{text}"),
            Usage::Argparse {
                text,
                is_error: false,
            } => anstream::print!("{text}"),
        }
        self.is_error()
    }
}
