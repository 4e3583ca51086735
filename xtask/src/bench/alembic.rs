//! The Alembic that limbeck is compared with: a private installation in the cache folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// What is installed. The versions are those whose behaviour is recorded in `conformance/`.
const PACKAGES: [&str; 3] = ["alembic==1.20.1", "sqlalchemy==2.1.9", "psycopg2-binary"];

/// The `alembic` program of the private installation, which is made first if need be.
///
/// # Errors
/// When there is no Python with `venv`, or the package index cannot be reached.
pub fn install(cache: &Path) -> Result<PathBuf> {
    let environment = cache.join("bench-alembic");
    let program = environment.join("bin").join("alembic");
    if program.exists() {
        return Ok(program);
    }
    run(Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(&environment))?;
    let installed = run(Command::new(environment.join("bin").join("python"))
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args(PACKAGES));
    if installed.is_err() {
        // A half-made installation must not be taken for a whole one next time.
        std::fs::remove_dir_all(&environment)?;
    }
    installed?;
    Ok(program)
}

fn run(command: &mut Command) -> Result<()> {
    let output = command
        .output()
        .with_context(|| format!("cannot run {command:?}"))?;
    ensure!(
        output.status.success(),
        "{command:?} failed: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(())
}
