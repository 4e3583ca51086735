//! Nothing in the project names a folder of somebody's machine.

use std::path::Path;

use super::Finding;

/// What a path to somebody's own folder begins with, wherever it was written.
const HOMES: [&str; 3] = ["/home/", "/Users/", r"C:\Users\"];

/// Names that stand for somebody in an example.
const NOBODY: [&str; 4] = ["alice", "ann", "me", "user"];

/// The folders of this very machine that must not be named: the workspace and the home folder.
pub fn private_folders(root: &Path) -> Vec<String> {
    let workspace = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let home = std::env::var("HOME").ok();
    [Some(workspace.display().to_string()), home]
        .into_iter()
        .flatten()
        .filter(|folder| folder.len() > 1)
        .collect()
}

/// Every line that names such a folder.
pub fn check(path: &str, text: &str, private: &[String]) -> Vec<Finding> {
    if path.starts_with("xtask/src/tidy/") || path == "Cargo.lock" {
        return Vec::new();
    }
    text.lines()
        .enumerate()
        .filter(|(_, line)| {
            private.iter().any(|folder| names_folder(line, folder))
                || HOMES.iter().any(|home| names_somebody(line, home))
        })
        .map(|(index, _)| {
            Finding::new(
                path,
                index + 1,
                "a path of somebody's machine: make it relative",
            )
        })
        .collect()
}

/// Whether the line names the folder or something in it.
fn names_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + folder.len()..].chars().next();
        let starts = before.is_none_or(|c| !(c.is_alphanumeric() || "/_-.~}$".contains(c)));
        starts && after == Some('/')
    })
}

/// Whether a name follows, as in `/home/ann/`.
fn names_somebody(line: &str, home: &str) -> bool {
    line.match_indices(home).any(|(at, _)| {
        let rest = &line[at + home.len()..];
        let name = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
            .unwrap_or(rest.len());
        let before = line[..at].chars().next_back();
        name > 0
            && !NOBODY.contains(&&rest[..name])
            && rest[name..].starts_with(['/', '\\'])
            && before.is_none_or(|c| !c.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_line(line: &str, found: bool) {
        let private = ["/srv/build/limbeck".to_owned(), "/root".to_owned()];
        assert_eq!(
            !check("docs/a.md", line, &private).is_empty(),
            found,
            "{line}"
        );
    }

    #[test]
    fn folders_of_a_machine_are_found() {
        check_line("see /srv/build/limbeck/xtask", true);
        check_line("cache: /root/.cache", true);
        check_line("open /home/jsmith/project", true);
        check_line(r"open C:\Users\jsmith\project", true);
    }

    #[test]
    fn other_paths_are_not() {
        check_line("see docs/configuration.md and /etc/ssl/certs", false);
        check_line("GET /api/root/x", false);
        check_line("the folder /home/ holds them", false);
        check_line("url = sqlite:////home/user/app.db", false);
        check_line("${XDG_CACHE_HOME:-$HOME/.cache}", false);
    }
}
