//! `cargo xtask docs`: writes the pages that are generated from the code, or checks that they are current.

mod commands;
mod compatibility;
mod schemas;
mod variables;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

/// Arguments of `cargo xtask docs`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Check that the pages are current instead of writing them
    #[arg(long)]
    check: bool,
}

/// Paths relative to the workspace, with their contents.
type Pages = BTreeMap<PathBuf, String>;

/// Writes the generated pages, or checks them.
///
/// # Errors
/// When a page cannot be written, or is not current.
pub fn run(root: &Path, arguments: &Arguments) -> Result<()> {
    if arguments.check {
        let stale = stale(root)?;
        ensure!(
            stale.is_empty(),
            "{} are not current: run `cargo xtask docs`",
            stale.join(", ")
        );
        println!("current");
        return Ok(());
    }
    for (path, text) in pages(root)? {
        let path = root.join(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// The pages that are not what they should be.
///
/// # Errors
/// When it cannot be said what they should be.
pub fn stale(root: &Path) -> Result<Vec<String>> {
    let differs = |(path, text): &(PathBuf, String)| {
        std::fs::read_to_string(root.join(path)).ok().as_ref() != Some(text)
    };
    let pages = pages(root)?.into_iter();
    Ok(pages
        .filter(differs)
        .map(|(path, _)| path.display().to_string())
        .collect())
}

fn pages(root: &Path) -> Result<Pages> {
    let mut pages = Pages::new();
    pages.extend(schemas::pages());
    pages.extend([
        commands::page(),
        variables::page(),
        compatibility::page(root)?,
    ]);
    Ok(pages)
}
