//! The text of `history`, `heads`, `branches`, `current` and `show`, as Alembic prints it
//! (`Script.cmd_format` and its callers).
//!
//! Every function returns what goes to stdout as a whole, line ends included.

use std::fmt::Write;

use limbeck_revisions::{RevisionId, RevisionRef};

/// `history`: one line, or with `verbose` one entry, per revision. `current` are the rows of the
/// version table to be marked, if they are to be.
pub fn history(
    revisions: &[RevisionRef<'_>],
    verbose: bool,
    current: Option<&[RevisionId]>,
) -> String {
    let parts = Parts {
        parents: true,
        labels: true,
        points: true,
        doc: true,
    };
    list(revisions, |revision| {
        let is_current = current.is_some_and(|rows| rows.contains(revision.id()));
        entry(revision, verbose, parts, is_current)
    })
}

/// `heads`.
pub fn heads(revisions: &[RevisionRef<'_>], verbose: bool) -> String {
    let parts = Parts {
        labels: true,
        ..Parts::default()
    };
    list(revisions, |revision| entry(revision, verbose, parts, false))
}

/// `current`, below the line that names the database when verbose.
pub fn current(revisions: &[RevisionRef<'_>], verbose: bool) -> String {
    let parts = Parts {
        points: true,
        ..Parts::default()
    };
    list(revisions, |revision| entry(revision, verbose, parts, false))
}

/// The line with which `current --verbose` begins. The URL must not show a password.
pub fn current_database(url: &str) -> String {
    format!("Current revision(s) for {url}:\n")
}

/// `show`.
pub fn show(revisions: &[RevisionRef<'_>]) -> String {
    list(revisions, |revision| log_entry(revision, false))
}

/// `branches`: each branch point with its children.
pub fn branches(points: &[RevisionRef<'_>], verbose: bool) -> String {
    let parts = Parts {
        labels: true,
        points: true,
        ..Parts::default()
    };
    list(points, |point| {
        let indent = " ".repeat(point.id().as_str().chars().count());
        let mut text = entry(point, verbose, parts, false);
        for child in point.children() {
            let parts = Parts {
                doc: verbose,
                ..parts
            };
            let child = line(child, parts, false);
            write_str(&mut text, format_args!("\n{indent} -> {child}"));
        }
        text.push('\n');
        text
    })
}

fn list<'g>(revisions: &[RevisionRef<'g>], entry: impl Fn(RevisionRef<'g>) -> String) -> String {
    let mut text = String::new();
    for &revision in revisions {
        text.push_str(&entry(revision));
        text.push('\n');
    }
    text
}

/// What a line tells besides the identifier and whether it is a head.
#[derive(Clone, Copy, Default)]
struct Parts {
    /// `parents ->` before it.
    parents: bool,
    /// The branch labels.
    labels: bool,
    /// Whether it is a branch or merge point.
    points: bool,
    /// The message.
    doc: bool,
}

fn entry(revision: RevisionRef<'_>, verbose: bool, parts: Parts, is_current: bool) -> String {
    if verbose {
        log_entry(revision, is_current)
    } else {
        line(revision, parts, is_current)
    }
}

/// Alembic's `Script._head_only`.
fn line(revision: RevisionRef<'_>, parts: Parts, is_current: bool) -> String {
    let mut text = String::new();
    if parts.parents {
        text.push_str(&parents(revision));
        let dependencies = &revision.revision().depends_on;
        if !dependencies.is_empty() {
            write_str(&mut text, format_args!(" ({})", dependencies.join(", ")));
        }
        text.push_str(" -> ");
    }
    text.push_str(revision.id().as_str());
    if parts.labels && revision.branch_labels().len() > 0 {
        write_str(&mut text, format_args!(" ({})", labels(revision)));
    }
    if revision.is_effective_head() {
        text.push_str(" (head)");
    } else if revision.is_head() {
        text.push_str(" (effective head)");
    }
    if is_current {
        text.push_str(" (current)");
    }
    if parts.points && revision.is_branch_point() {
        text.push_str(" (branchpoint)");
    }
    if parts.points && revision.is_merge_point() {
        text.push_str(" (mergepoint)");
    }
    if parts.doc {
        write_str(&mut text, format_args!(", {}", revision.revision().doc()));
    }
    text
}

/// Alembic's `Script.log_entry`.
fn log_entry(revision: RevisionRef<'_>, is_current: bool) -> String {
    let script = revision.revision();
    let mut text = format!("Rev: {}", script.id);
    let marks = [
        (revision.is_head(), " (head)"),
        (revision.is_branch_point(), " (branchpoint)"),
        (revision.is_merge_point(), " (mergepoint)"),
        (is_current, " (current)"),
    ];
    for (applies, mark) in marks {
        if applies {
            text.push_str(mark);
        }
    }
    let label = if revision.is_merge_point() {
        "Merges"
    } else {
        "Parent"
    };
    write_str(
        &mut text,
        format_args!("\n{label}: {}\n", parents(revision)),
    );
    if !script.depends_on.is_empty() {
        let names = script.depends_on.join(", ");
        write_str(&mut text, format_args!("Also depends on: {names}\n"));
    }
    if revision.is_branch_point() {
        let children: Vec<&str> = revision.children().map(|c| c.id().as_str()).collect();
        let children = children.join(", ");
        write_str(&mut text, format_args!("Branches into: {children}\n"));
    }
    if revision.branch_labels().len() > 0 {
        write_str(
            &mut text,
            format_args!("Branch names: {}\n", labels(revision)),
        );
    }
    write_str(
        &mut text,
        format_args!("Path: {}\n\n", script.path.display()),
    );
    let doc: Vec<String> = python_lines(&script.long_doc)
        .map(|line| format!("    {line}"))
        .collect();
    text.push_str(&doc.join("\n"));
    text.push('\n');
    text
}

fn parents(revision: RevisionRef<'_>) -> String {
    if revision.is_base() {
        return "<base>".to_owned();
    }
    let down = revision.revision().down_revisions.iter();
    let down: Vec<&str> = down.map(RevisionId::as_str).collect();
    down.join(", ")
}

fn labels(revision: RevisionRef<'_>) -> String {
    let labels: Vec<&str> = revision.branch_labels().collect();
    labels.join(", ")
}

/// The lines as Python's `str.splitlines` cuts them.
fn python_lines(text: &str) -> impl Iterator<Item = &str> {
    const ENDS: [char; 10] = [
        '\n', '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}',
        '\u{2029}',
    ];
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(end) = rest.find(ENDS) else {
            return Some(std::mem::take(&mut rest));
        };
        let line = &rest[..end];
        let after = &rest[end..];
        rest = after
            .strip_prefix("\r\n")
            .or_else(|| after.strip_prefix(ENDS))
            .unwrap_or_default();
        Some(line)
    })
}

/// Writing to a `String` cannot fail.
fn write_str(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _ = text.write_fmt(arguments);
}

#[cfg(test)]
mod tests {
    use limbeck_revisions::{Revision, RevisionGraph};

    use super::*;

    /// `root` forks into `left` (label `west`) and `right`; `join` merges them and depends on
    /// `lib`, which stands alone.
    fn graph() -> RevisionGraph {
        let script = |id: &str, down: &[&str], doc: &str| Revision {
            down_revisions: down.iter().map(|&id| id.into()).collect(),
            long_doc: doc.to_owned(),
            ..Revision::new(id, format!("versions/{id}.py"))
        };
        RevisionGraph::new([
            script("lib", &[], ""),
            script("root", &[], "the root\n\nRevision ID: root"),
            Revision {
                branch_labels: vec!["west".into()],
                ..script("left", &["root"], "go west")
            },
            script("right", &["root"], "go east"),
            Revision {
                depends_on: vec!["lib".into()],
                ..script("join", &["left", "right"], "meet")
            },
        ])
        .expect("a valid graph")
    }

    fn all(graph: &RevisionGraph) -> Vec<RevisionRef<'_>> {
        graph
            .history(Default::default(), &[])
            .expect("a listing")
            .revisions
    }

    #[test]
    fn history_lines() {
        let graph = graph();
        let text = history(&all(&graph), false, Some(&["left".into()]));
        insta::assert_snapshot!(text, @r"
        left, right (lib) -> join (west) (head) (mergepoint), meet
        root -> left (west) (current), go west
        root -> right, go east
        <base> -> root (branchpoint), the root
        <base> -> lib (effective head), 
        ");
    }

    #[test]
    fn heads_lines() {
        let graph = graph();
        let list: Vec<_> = graph.heads().collect();
        insta::assert_snapshot!(heads(&list, false), @r"
        lib (effective head)
        join (west) (head)
        ");
    }

    #[test]
    fn branch_points() {
        let graph = graph();
        let points = graph.branch_points().expect("a listing");
        insta::assert_snapshot!(branches(&points, false), @r"
        root (branchpoint)
             -> left (west)
             -> right
        ");
        insta::assert_snapshot!(branches(&points, true), @r"
        Rev: root (branchpoint)
        Parent: <base>
        Branches into: left, right
        Path: versions/root.py

            the root
            
            Revision ID: root

             -> left (west), go west
             -> right, go east
        ");
    }

    #[test]
    fn entries() {
        let graph = graph();
        let join = graph.revision("join").expect("a revision of the test");
        insta::assert_snapshot!(show(&[join]), @r"
        Rev: join (head) (mergepoint)
        Merges: left, right
        Also depends on: lib
        Branch names: west
        Path: versions/join.py

            meet
        ");
        assert_eq!(current(&[join], false), "join (head) (mergepoint)\n");
        assert_eq!(
            current_database("sqlite://"),
            "Current revision(s) for sqlite://:\n"
        );
    }

    #[test]
    fn lines_are_cut_as_python_cuts_them() {
        let lines: Vec<&str> = python_lines("a\r\nb\n\nc\u{2028}d\n").collect();
        assert_eq!(lines, ["a", "b", "", "c", "d"]);
        assert_eq!(python_lines("").count(), 0);
    }
}
