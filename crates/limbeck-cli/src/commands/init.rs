//! `init`.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use limbeck::{CommandLine, Failure, InitOptions, InitReport, SkippedFile};

use crate::app::App;
use crate::json;

/// `init`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  limbeck init migrations         scripts in Python, with env.py
  limbeck init -t sql migrations  scripts in SQL, without Python")]
pub struct Init {
    /// Location of the script directory
    directory: String,
    /// Template; list_templates lists them
    #[arg(short, long, default_value = "generic")]
    template: String,
    /// Write empty __init__.py files as well
    #[arg(long)]
    package: bool,
}

impl Init {
    pub(super) fn describe(&self, line: CommandLine) -> CommandLine {
        line.text("directory", &self.directory)
            .text("template", &self.template)
            .flag("package", self.package)
    }

    pub(super) fn run(&self, app: &App<'_>) -> Result<(), Failure> {
        let options = InitOptions {
            directory: PathBuf::from(&self.directory),
            template: self.template.clone(),
            package: self.package,
        };
        let run = app.run();
        let report = limbeck::init(&app.files(), &run.surroundings, &options, &run.log)?;
        app.answer(|| json::Init::of(&report), || told(&report));
        Ok(())
    }
}

/// What is left as it was, and what is left to do, in Alembic's words.
fn told(report: &InitReport) -> String {
    let mut text = String::new();
    for skipped in &report.skipped {
        // Writing to a `String` cannot fail.
        let _ = match skipped {
            SkippedFile::Ini(path) => {
                writeln!(text, "File {} already exists, skipping", path.display())
            }
            SkippedFile::PyProject(path) => writeln!(
                text,
                "File {} already exists and already has a [tool.alembic] section, skipping",
                path.display()
            ),
        };
    }
    let settings = match &report.pyproject {
        Some(path) => format!(
            "configuration settings in {} and configuration/connection/logging settings",
            path.display()
        ),
        None => "configuration/connection/logging settings".to_owned(),
    };
    let _ = writeln!(
        text,
        "Please edit {settings} in {} before proceeding.",
        report.ini.display()
    );
    text
}
