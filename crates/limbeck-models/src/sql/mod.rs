//! Models in SQL: files that are run in an empty database, which is then inspected.

use std::path::{Path, PathBuf};

use limbeck_database::{Connection, DatabaseError};
use limbeck_diagnostics::{Diagnostic, SourceLocation};
use limbeck_dialects::Dialect;
use limbeck_dialects::inspection::InspectionScope;
use limbeck_scripts::sql::SqlFile;

use crate::{Models, database};

/// How the files end.
const EXTENSION: &str = "sql";

/// Whether a path is one of models in SQL: a file of that kind, or a folder that has some.
pub fn is_source(path: &Path) -> bool {
    if path.is_dir() {
        return files_in(path).is_ok_and(|files| !files.is_empty());
    }
    path.extension()
        .is_some_and(|extension| extension == EXTENSION)
}

/// The files of a source, in the order in which they are run: a file itself; those of a folder, and of folders in it,
/// by their paths.
///
/// # Errors
/// A [`Diagnostic`] if the path cannot be read or has no files.
pub fn files(source: &Path) -> Result<Vec<PathBuf>, Box<Diagnostic>> {
    let problem = |message: String, help: &'static str| {
        Box::new(
            Diagnostic::error("sql-models", message)
                .at(SourceLocation::file(source))
                .help(help),
        )
    };
    if !source.is_dir() {
        return Ok(vec![source.to_owned()]);
    }
    let files = files_in(source).map_err(|error| {
        problem(
            format!("The folder of the models cannot be read: {error}."),
            "See to it that all of it can be read.",
        )
    })?;
    if files.is_empty() {
        return Err(problem(
            "The folder of the models has no file that ends in `.sql`.".to_owned(),
            "Correct the setting `models`.",
        ));
    }
    Ok(files)
}

fn files_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files_in(&path)?);
        } else if path
            .extension()
            .is_some_and(|extension| extension == EXTENSION)
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Runs files in a database that is empty, and says what it holds then.
///
/// # Errors
/// A [`Diagnostic`] with the line of a statement that the database refuses, or for a file that is none of statements.
pub fn load(
    connection: &mut dyn Connection,
    dialect: &dyn Dialect,
    files: &[PathBuf],
    scope: &InspectionScope,
) -> Result<Models, Box<Diagnostic>> {
    for path in files {
        let file = SqlFile::read(path, dialect)?;
        for statement in &file.statements {
            connection
                .query(&statement.text)
                .map_err(|error| refused(&error, SourceLocation::line(path, statement.line)))?;
        }
    }
    database::load(connection, dialect, scope).map_err(|error| {
        Box::new(
            Diagnostic::error(
                "sql-models",
                format!("What the models in SQL describe cannot be told: {error}."),
            )
            .help("Leave it out of the models, and write its migrations by hand."),
        )
    })
}

fn refused(error: &DatabaseError, place: SourceLocation) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            "sql-models",
            format!("The models cannot be loaded: {error}."),
        )
        .at(place)
        .note("The files are run in an empty database, one after the other.")
        .help("Correct the statement, or see to it that what it needs comes before it: files are run in the order of their names."),
    )
}

#[cfg(test)]
mod tests;
