//! `cargo xtask tidy`: the rules of the house that neither the compiler nor clippy knows.
//!
//! One rule per file. A rule is a function from what it looks at to [`Finding`]s; it reads nothing itself, so that its
//! tests are a line each.

mod dialect_names;
mod floors;
mod heads;
mod interpreter;
mod length;
mod machine_paths;
mod operation_arms;
mod quiet;
mod sources;

use std::fmt;
use std::path::Path;

use anyhow::{Result, ensure};
pub use sources::read_texts;
use sources::{Sources, read_sources};

/// One breach of a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, relative to the workspace.
    pub path: String,
    /// The line, counted from one; zero for the file as a whole.
    pub line: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

impl Finding {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            message: message.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.message),
            line => write!(f, "{}:{line}: {}", self.path, self.message),
        }
    }
}

/// Checks every rule and prints what breaks one.
///
/// # Errors
/// When something does, or the workspace cannot be read.
pub fn run(root: &Path) -> Result<()> {
    let findings = check(root)?;
    for finding in &findings {
        println!("{finding}");
    }
    ensure!(
        findings.is_empty(),
        "{} breaches of the rules of the house",
        findings.len()
    );
    println!("tidy");
    Ok(())
}

/// Every breach of a rule in the workspace at `root`, in the order of the files.
///
/// # Errors
/// When the workspace cannot be read.
pub fn check(root: &Path) -> Result<Vec<Finding>> {
    let metadata = cargo_metadata::MetadataCommand::new()
        .current_dir(root)
        .no_deps()
        .exec()?;
    let mut findings = floors::check(&floors::edges(&metadata));

    findings.extend(interpreter::check(&interpreter::crates(root)?));

    let Sources { files, unreadable } = read_sources(root)?;
    findings.extend(unreadable);
    for file in &files {
        findings.extend(length::check(file));
        findings.extend(heads::check(file));
        findings.extend(dialect_names::check(file));
        findings.extend(quiet::check(file));
        findings.extend(operation_arms::check(file));
    }
    let private = machine_paths::private_folders(root);
    for (path, text) in read_texts(root)? {
        findings.extend(machine_paths::check(&path, &text, &private));
    }
    for path in crate::docs::stale(root)? {
        findings.push(Finding::new(
            &path,
            0,
            "it does not say what the code says: run `cargo xtask docs`",
        ));
    }
    findings.sort();
    findings.dedup();
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rules hold for this very workspace.
    #[test]
    fn the_house_is_tidy() {
        let findings = check(crate::workspace_root()).unwrap();
        let lines: Vec<String> = findings.iter().map(Finding::to_string).collect();
        assert!(lines.is_empty(), "\n{}", lines.join("\n"));
    }
}
