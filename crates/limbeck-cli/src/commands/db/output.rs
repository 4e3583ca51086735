//! Files that the user names for what a command writes.

use std::path::Path;

use limbeck::Failure;
use limbeck_diagnostics::{Diagnostic, SourceLocation};

/// Writes a file that the user has named.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(path, text).map_err(|error| {
        Failure::error(
            Diagnostic::error(
                "not-written",
                format!("{} cannot be written: {error}.", path.display()),
            )
            .at(SourceLocation::file(path))
            .help("Name a file in a folder that can be written to."),
        )
    })
}
