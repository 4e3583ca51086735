//! `init`.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_project::{ConfigFiles, Configuration, ConfigurationSource};

use crate::activity::{Activity, carry_out};
use crate::new_file::{create_folders, write_new};
use crate::templates::{TEMPLATES, Template};
use crate::{Failure, Log, ProjectFiles, Surroundings};

/// Options of [`init`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InitOptions {
    /// The script directory to be, as typed.
    pub directory: PathBuf,
    /// The name of the template.
    pub template: String,
    /// Whether the folders are to be Python packages.
    pub package: bool,
}

/// What [`init`] has made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InitReport {
    /// The folders and files that are new, in order.
    pub created: Vec<PathBuf>,
    /// The files that were there and stay as they are.
    pub skipped: Vec<SkippedFile>,
    /// The ini file, new or not.
    pub ini: PathBuf,
    /// `pyproject.toml`, if the template has anything there.
    pub pyproject: Option<PathBuf>,
}

/// A file that was there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SkippedFile {
    /// The ini file.
    Ini(PathBuf),
    /// A `pyproject.toml` that has a table `[tool.alembic]`.
    PyProject(PathBuf),
}

/// Sets up a script directory, and the configuration that says where it is.
///
/// # Errors
/// [`Failure`] if the folder has something in it, there is no such template, or something cannot be written.
pub fn init(
    files: &ProjectFiles,
    surroundings: &Surroundings,
    options: &InitOptions,
    log: &Log,
) -> Result<InitReport, Failure> {
    let working_directory = &surroundings.working_directory;
    let directory: PathBuf = working_directory
        .join(&options.directory)
        .components()
        .collect();
    refuse_used(&directory, &options.directory)?;
    let template =
        Template::named(&options.template).ok_or_else(|| no_template(&options.template))?;
    let chosen = ConfigFiles::choose(&files.config, surroundings.variable("ALEMBIC_CONFIG"))?;
    let mut setup = Setup {
        log,
        report: InitReport::default(),
    };
    let ini = working_directory.join(&chosen.ini);
    let toml = working_directory.join(&chosen.toml);
    let is_relative = options.directory.is_relative();
    let ini_text = template.ini(&script_location(&directory, &ini, is_relative));
    let toml_text = template.pyproject(&script_location(&directory, &toml, is_relative));
    // What is wrong with a file that is there shows before anything is written.
    let has_table = match toml_text {
        Some(_) => has_table(working_directory, chosen)?,
        None => false,
    };

    setup.folder(&directory)?;
    setup.folder(&directory.join("versions"))?;
    for (name, text) in template.files {
        setup.file(&directory.join(name), text)?;
    }
    if let Some(text) = toml_text {
        setup.pyproject(toml, &text, has_table)?;
    }
    setup.ini(ini, &ini_text)?;
    if options.package {
        for folder in [directory.clone(), directory.join("versions")] {
            setup.empty_file(&folder.join("__init__.py"))?;
        }
    }
    Ok(setup.report)
}

/// A folder with something in it is no place for a script directory.
fn refuse_used(directory: &Path, typed: &Path) -> Result<(), Failure> {
    let is_used = match std::fs::read_dir(directory) {
        Ok(mut entries) => entries.next().is_some(),
        // It is not there, or it is no folder.
        Err(_) => directory.exists(),
    };
    if !is_used {
        return Ok(());
    }
    let message = format!(
        "Directory {} already exists and is not empty",
        typed.display()
    );
    Err(Failure::refused(
        Diagnostic::error("directory-in-use", message)
            .at(SourceLocation::file(directory))
            .help("Name a folder that is not there yet, or empty this one."),
    ))
}

fn no_template(name: &str) -> Failure {
    let names: Vec<&str> = TEMPLATES.iter().map(|template| template.name).collect();
    Failure::refused(
        Diagnostic::error(
            "no-such-template",
            format!("No such template limbeck/templates/{name}"),
        )
        .help(format!("Choose one of {}.", names.join(", "))),
    )
}

/// Whether `pyproject.toml` has a table `[tool.alembic]`.
fn has_table(working_directory: &Path, chosen: ConfigFiles) -> Result<bool, Failure> {
    let mut source = ConfigurationSource::new(working_directory, chosen);
    // What is in the ini file does not matter.
    source.ini = None;
    Ok(Configuration::load(source)?.has_toml_table()?)
}

/// The script directory as a configuration file says it: from the folder of the file on, if it was typed so.
fn script_location(directory: &Path, file: &Path, is_relative: bool) -> String {
    let escaped = |path: &Path| path.to_string_lossy().replace('\\', "/").replace('%', "%%");
    if !is_relative {
        return escaped(directory);
    }
    let folder: PathBuf = file.parent().unwrap_or(file).components().collect();
    let shared = folder
        .components()
        .zip(directory.components())
        .take_while(|(one, other)| one == other)
        .count();
    let up = folder
        .components()
        .skip(shared)
        .map(|_| Component::ParentDir);
    let down = directory.components().skip(shared);
    let path: PathBuf = up.chain(down).collect();
    format!("%(here)s/{}", escaped(&path))
}

/// A script directory that is being made.
struct Setup<'s> {
    log: &'s Log,
    report: InitReport,
}

impl Setup<'_> {
    fn folder(&mut self, folder: &Path) -> Result<(), Failure> {
        if folder.is_dir() {
            return Ok(());
        }
        let activity = Activity::CreatingDirectory(folder.to_owned());
        carry_out(&activity, self.log, || create_folders(folder))?;
        self.report.created.push(folder.to_owned());
        Ok(())
    }

    fn file(&mut self, path: &Path, text: &str) -> Result<(), Failure> {
        let activity = Activity::Generating(path.to_owned());
        carry_out(&activity, self.log, || write_new(path, text.as_bytes()))?;
        self.report.created.push(path.to_owned());
        Ok(())
    }

    fn empty_file(&mut self, path: &Path) -> Result<(), Failure> {
        let activity = Activity::Adding(path.to_owned());
        carry_out(&activity, self.log, || write_new(path, b""))?;
        self.report.created.push(path.to_owned());
        Ok(())
    }

    fn ini(&mut self, path: PathBuf, text: &str) -> Result<(), Failure> {
        if path.exists() {
            self.report.skipped.push(SkippedFile::Ini(path.clone()));
        } else {
            self.file(&path, text)?;
        }
        self.report.ini = path;
        Ok(())
    }

    fn pyproject(&mut self, path: PathBuf, text: &str, has_table: bool) -> Result<(), Failure> {
        if has_table {
            self.report
                .skipped
                .push(SkippedFile::PyProject(path.clone()));
        } else if path.exists() {
            let activity = Activity::Appending(path.clone());
            carry_out(&activity, self.log, || append(&path, text))?;
        } else {
            self.file(&path, text)?;
        }
        self.report.pyproject = Some(path);
        Ok(())
    }
}

/// Writes at the end of a file, after an empty line.
fn append(path: &Path, text: &str) -> Result<(), Failure> {
    let file = OpenOptions::new().append(true).open(path);
    file.and_then(|mut file| file.write_all(format!("\n\n{text}").as_bytes()))
        .map_err(|error| {
            Failure::error(
                Diagnostic::error(
                    "not-written",
                    format!("{} cannot be written: {error}.", path.display()),
                )
                .at(SourceLocation::file(path))
                .help("Check the permissions of the file."),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_begin_at_the_file() {
        let check = |directory: &str, file: &str, is_relative: bool, expected: &str| {
            let found = script_location(Path::new(directory), Path::new(file), is_relative);
            assert_eq!(found, expected);
        };
        check("/p/mig", "/p/alembic.ini", true, "%(here)s/mig");
        check("/p/a/mig", "/p/conf/x.ini", true, "%(here)s/../a/mig");
        check("/p/50%", "/p/alembic.ini", true, "%(here)s/50%%");
        check("/p/mig", "/p/alembic.ini", false, "/p/mig");
    }
}
