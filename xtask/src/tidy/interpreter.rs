//! The library without its feature `python` has no interpreter in it.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::Finding;

/// What stands for the interpreter among the dependencies, by the beginning of the name.
const INTERPRETER: [&str; 3] = ["limbeck-python", "rustpython", "libpython"];

/// The names of all crates that the library is made of without its default features.
///
/// # Errors
/// When cargo cannot tell.
pub fn crates(root: &Path) -> Result<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", "limbeck", "--no-default-features"])
        .args(["--edges", "normal", "--prefix", "none", "--format", "{p}"])
        .args(["--locked", "--offline"])
        .current_dir(root)
        .output()
        .context("cargo cannot be run")?;
    ensure!(
        output.status.success(),
        "cargo tree: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8(output.stdout)?)
}

/// Every crate of the interpreter among those names.
pub fn check(crates: &str) -> Vec<Finding> {
    let mut names: Vec<&str> = crates
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| INTERPRETER.iter().any(|begin| name.starts_with(begin)))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .map(|name| {
            Finding::new(
                "crates/limbeck/Cargo.toml",
                0,
                format!("`{name}` is part of the library without its feature `python`: make the dependency optional"),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interpreter_is_found_by_its_names() {
        assert_eq!(
            check("limbeck v0.1.0 (/w)\nlimbeck-project v0.1.0 (/w)\n"),
            []
        );
        let findings = check("limbeck v0.1.0\nrustpython-vm v0.5.0\nrustpython-vm v0.5.0 (*)\n");
        assert_eq!(findings.len(), 1);
        assert!(findings[0].message.contains("`rustpython-vm`"));
    }
}
