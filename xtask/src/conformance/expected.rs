//! The cases that are known to fail: `xtask/expected-failures/GROUP.txt`, one case a line with its reason,
//! `topic/name: reason`. The tests compare the lists with what fails, both ways.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

/// The cases of a group that are known to fail, with their reasons.
///
/// # Errors
/// When a line is not of the form.
pub fn failures(group: &str) -> Result<BTreeMap<String, String>> {
    let list = crate::workspace_root()
        .join("xtask/expected-failures")
        .join(format!("{group}.txt"));
    // A group without a list has none.
    let text = std::fs::read_to_string(list).unwrap_or_default();
    let lines = text
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, reason) = line
                .split_once(": ")
                .with_context(|| format!("`{line}` is not `topic/name: reason`"))?;
            Ok((name.to_owned(), reason.to_owned()))
        })
        .collect()
}
