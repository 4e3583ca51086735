//! The command line: Alembic's options under Alembic's names, and limbeck's own.
//!
//! What Python's `argparse` accepts is accepted: abbreviated long options, values that begin with
//! a minus and are numbers (`downgrade -1`), options given twice (the last one counts), options
//! and arguments in any order.

mod argparse;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser};

use limbeck::PythonChoice;

use crate::commands::Command;
use crate::json::ErrorReport;
use crate::render::ColorChoice;

/// The version of Alembic whose behaviour this is.
pub const ALEMBIC_VERSION: &str = "1.20.1";

/// The environment variable with the URL of the database.
pub const URL_VARIABLE: &str = "LIMBECK_DATABASE_URL";

/// The environment variable with the Python of the project.
pub const PYTHON_VARIABLE: &str = "LIMBECK_PYTHON";

/// Database migrations for projects of Alembic, in one binary, without Python.
#[derive(Debug, Parser)]
#[command(
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
    /// Alternate config file; defaults to the value of the ALEMBIC_CONFIG environment variable, or
    /// "alembic.ini". May also be a pyproject.toml. May be given twice, to name both.
    #[arg(short, long, value_name = "CONFIG")]
    pub config: Vec<String>,

    /// Name of the section in the .ini file to use (does not apply to pyproject.toml).
    #[arg(short, long, default_value = "alembic")]
    pub name: String,

    /// Additional arguments for env.py, e.g. -x setting1=value -x setting2=value.
    #[arg(short, value_name = "X", allow_hyphen_values = false)]
    pub x: Vec<String>,

    /// On an error, show where in the project's Python it was raised.
    #[arg(long)]
    pub raiseerr: bool,

    /// Do not write to standard output.
    #[arg(short, long)]
    pub quiet: bool,

    /// The database to work on, instead of the one that env.py or the config file names.
    #[arg(long, global = true, env = URL_VARIABLE, hide_env_values = true)]
    pub url: Option<String>,

    /// How many seconds to wait for another run that works on the same database.
    #[arg(long, global = true, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    pub lock_timeout: Duration,

    /// The Python with the application, for what env.py needs of it and for migrations that need more
    /// than limbeck has; by default it is looked for in .venv, VIRTUAL_ENV, uv, poetry and the PATH.
    #[arg(long, global = true, value_name = "FILE", env = PYTHON_VARIABLE)]
    pub python: Option<PathBuf>,

    /// Never start a Python: refuse what needs one.
    #[arg(long, global = true)]
    pub no_python: bool,

    /// Print one JSON object instead of text, errors included.
    #[arg(long, global = true)]
    pub json: bool,

    /// When to use colours.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value = "auto",
        value_name = "WHEN"
    )]
    pub color: ColorChoice,

    /// Print the version and exit.
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

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text
        .parse()
        .map_err(|_| "it must be a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds)
        .map_err(|_| "it must be a number of seconds from 0".to_owned())
}

/// The name under which the program was called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// `limbeck`, or any other name.
    Limbeck,
    /// `alembic`: a link to the binary that stands in for Alembic and answers as it does.
    Alembic,
}

impl Program {
    /// Reads the first word of the command line.
    pub fn of(first_word: Option<&OsString>) -> Self {
        let name = first_word
            .map(std::path::Path::new)
            .and_then(|path| path.file_stem());
        match name {
            Some(name) if name == "alembic" => Program::Alembic,
            _ => Program::Limbeck,
        }
    }

    /// The name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Program::Limbeck => "limbeck",
            Program::Alembic => "alembic",
        }
    }

    fn version(self) -> String {
        match self {
            Program::Limbeck => format!(
                "{} (for projects of Alembic {ALEMBIC_VERSION})",
                env!("CARGO_PKG_VERSION")
            ),
            Program::Alembic => ALEMBIC_VERSION.to_owned(),
        }
    }
}

/// Reads a command line.
///
/// # Errors
/// [`Usage`] to print: help and version (exit status 0), or what is wrong (2).
pub fn parse(program: Program, words: Vec<OsString>) -> Result<Cli, Usage> {
    let mut command = Cli::command()
        .name(program.name())
        .bin_name(program.name())
        .version(program.version());
    let parsed = command
        .clone()
        .try_get_matches_from(&words)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    parsed.map_err(|error| {
        let in_alembics_words = error.use_stderr() && program == Program::Alembic;
        if !in_alembics_words {
            return Usage::Clap(error, command.render_usage().to_string());
        }
        let words: Vec<String> = words
            .iter()
            .skip(1)
            .map(|word| word.to_string_lossy().into_owned())
            .collect();
        let columns = crate::surroundings::columns();
        Usage::Argparse(argparse::usage_error(
            program.name(),
            &command,
            &words,
            columns,
        ))
    })
}

/// What is printed instead of doing anything.
#[derive(Debug)]
pub enum Usage {
    /// In clap's words, with the usage for messages that leave it out.
    Clap(clap::Error, String),
    /// In the words of Python's `argparse`, for standard error.
    Argparse(String),
}

impl Usage {
    /// Whether the command line is wrong; else help or the version was asked for.
    pub fn is_error(&self) -> bool {
        match self {
            Usage::Clap(error, _) => error.use_stderr(),
            Usage::Argparse(_) => true,
        }
    }

    /// What is wrong, for `--json`.
    pub fn report(&self) -> ErrorReport {
        let text = match self {
            Usage::Clap(error, _) => error.to_string(),
            Usage::Argparse(text) => text.clone(),
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
            Usage::Clap(error, usage) => {
                // A closed pipe is not worth a second message.
                let _ = error.print();
                if error.use_stderr() && !error.to_string().contains("Usage:") {
                    anstream::eprintln!("\n{usage}");
                }
            }
            Usage::Argparse(text) => anstream::eprint!("{text}"),
        }
        self.is_error()
    }
}
