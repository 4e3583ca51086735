//! Building the `limbeck` binary that other chores run.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use cargo_metadata::Message;

/// How the binary is to be built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// As while developing.
    Dev,
    /// As it is measured.
    Release,
}

/// Builds `limbeck`, which costs next to nothing when it is fresh, and says where it lies.
///
/// # Errors
/// When cargo cannot be run or the build fails.
pub fn limbeck(profile: Profile) -> Result<PathBuf> {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args([
            "build",
            "--quiet",
            "--package",
            "limbeck-cli",
            "--bin",
            "limbeck",
        ])
        .arg("--message-format=json-render-diagnostics")
        .current_dir(crate::workspace_root())
        .stdout(Stdio::piped());
    if profile == Profile::Release {
        command.arg("--release");
    }
    let output = command
        .output()
        .with_context(|| format!("cannot run {command:?}"))?;
    ensure!(
        output.status.success(),
        "{command:?} failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let artifact =
        Message::parse_stream(output.stdout.as_slice()).find_map(|message| match message {
            Ok(Message::CompilerArtifact(artifact)) if artifact.target.name == "limbeck" => {
                artifact.executable
            }
            _ => None,
        });
    Ok(artifact
        .context("cargo names no binary `limbeck`")?
        .into_std_path_buf())
}
