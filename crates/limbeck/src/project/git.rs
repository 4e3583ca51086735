//! Where the project's git repository has a revision that the folder of scripts has not.
//!
//! Only for messages: whatever goes wrong, nothing is said.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use limbeck_revisions::RevisionId;

use super::Project;

/// How long git may take for an answer.
const LIMIT: Duration = Duration::from_secs(2);

/// How often it is looked whether it is there.
const INTERVAL: Duration = Duration::from_millis(5);

/// So many branches are looked at, those with the newest commits.
const BRANCHES: &str = "--count=100";

/// So many are named.
const NAMED: usize = 3;

impl Project {
    /// The git branches whose scripts have a revision, as far as git is there and answers soon.
    pub(crate) fn git_branches_with(&self, revision: &RevisionId) -> Vec<String> {
        let Some(folder) = self.config.version_folders.first() else {
            return Vec::new();
        };
        let is_repository = folder
            .ancestors()
            .any(|folder| folder.join(".git").exists());
        if !is_repository {
            return Vec::new();
        }
        let git = Git {
            folder,
            variables: &self.variables,
        };
        git.branches_with(revision).unwrap_or_default()
    }
}

struct Git<'p> {
    /// The scripts.
    folder: &'p Path,
    variables: &'p [(String, String)],
}

impl Git<'_> {
    fn branches_with(&self, revision: &RevisionId) -> Option<Vec<String>> {
        // Symbolic ones, such as origin/HEAD, are others under a second name.
        let format = "--format=%(if)%(symref)%(then)%(else)%(refname)%(end)";
        let sorted = "--sort=-committerdate";
        let places = ["refs/heads", "refs/remotes"];
        let listed = ["for-each-ref", BRANCHES, sorted, format];
        let branches = self.run(listed.iter().chain(&places).copied())?;
        let branches: Vec<&str> = branches.lines().filter(|name| !name.is_empty()).collect();
        let pattern = pattern(revision);
        let wanted = ["grep", "--files-with-matches", "-E", "-e", &pattern];
        let found = self.run(wanted.into_iter().chain(branches).chain(["--", "."]))?;
        let mut named: Vec<String> = Vec::new();
        for (reference, _) in found.lines().filter_map(|line| line.split_once(':')) {
            let branch = branch_name(reference);
            if named.len() < NAMED && !named.iter().any(|known| known == branch) {
                named.push(branch.to_owned());
            }
        }
        Some(named)
    }

    /// What git prints, unless it fails or takes too long.
    #[expect(
        clippy::disallowed_methods,
        reason = "git alone knows its branches; it is asked once, for a message, and not for long"
    )]
    fn run<'w>(&self, words: impl Iterator<Item = &'w str>) -> Option<String> {
        let mut child = Command::new("git")
            .args(words)
            .current_dir(self.folder)
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut pipe = child.stdout.take()?;
        let reader = std::thread::spawn(move || {
            let mut bytes = Vec::new();
            pipe.read_to_end(&mut bytes).map(|_| bytes)
        });
        let started = Instant::now();
        let status = loop {
            match child.try_wait().ok()? {
                Some(status) => break status,
                None if started.elapsed() < LIMIT => std::thread::sleep(INTERVAL),
                None => {
                    // It has ended meanwhile, or does now.
                    let _ = child.kill();
                    let _ = child.wait();
                    return None;
                }
            }
        };
        let bytes = reader.join().ok()?.ok()?;
        status
            .success()
            .then(|| String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// The name for `git switch`: that of a branch of a remote is the same as that of the local one.
fn branch_name(reference: &str) -> &str {
    let remote = reference
        .strip_prefix("refs/remotes/")
        .and_then(|rest| rest.split_once('/'));
    match remote {
        Some((_, branch)) => branch,
        None => reference.strip_prefix("refs/heads/").unwrap_or(reference),
    }
}

/// The line of a header that gives a script its revision, in Python or in SQL, as an extended regular
/// expression.
fn pattern(revision: &RevisionId) -> String {
    let mut id = String::new();
    for c in revision.as_str().chars() {
        if ".[]*^$+?(){}|\\".contains(c) {
            id.push('\\');
        }
        id.push(c);
    }
    format!("^(-- *)?revision *(:[^=]*=|=|:) *[\"']?{id}[\"']?([ #].*)?$")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_branches() {
        let check = |reference, expected| assert_eq!(branch_name(reference), expected);
        check("refs/heads/main", "main");
        check("refs/heads/fix/orders", "fix/orders");
        check("refs/remotes/origin/fix/orders", "fix/orders");
    }

    #[test]
    fn identifiers_are_no_patterns() {
        assert!(pattern(&"v0.9+x".into()).contains("v0\\.9\\+x"));
    }
}
