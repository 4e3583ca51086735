//! What `status` prints.

use std::fmt::Write;

use limbeck::Status;
use limbeck_revisions::RevisionRef;

use super::text::{cut, wrap};

/// What stands before a fact.
const INDENT: usize = "  took effect   ".len();

/// Where a database stands: a line for the database, and one for each fact. `width` is that of the
/// terminal, in columns: messages are cut, and sentences broken.
pub fn status(status: &Status<'_>, width: Option<usize>) -> String {
    let left = width.map_or(usize::MAX, |width| width.saturating_sub(INDENT + 1));
    let mut text = format!("{}\n", status.url);
    let mut line = |label: &str, what: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "  {label:<13} {what}");
    };
    for revision in &status.at {
        line("at", &cut(&described(*revision), left));
    }
    for unknown in &status.unknown {
        line("unknown", unknown.id.as_str());
        for sentence in [unknown.explanation(), unknown.way_out()] {
            for part in wrap(&sentence, left).lines() {
                line("", part);
            }
        }
    }
    if status.at.is_empty() && status.unknown.is_empty() {
        line("at", "base: no revision is applied");
    }
    if let Some(unfinished) = &status.unfinished {
        line("unfinished", &unfinished.to_string());
        for statement in &unfinished.done {
            line("  took effect", &one_line(statement));
        }
        if let Some(statement) = &unfinished.in_doubt {
            line("  in doubt", &one_line(statement));
        }
    }
    for revision in &status.pending {
        line("pending", &cut(&described(*revision), left));
    }
    if status.is_up_to_date() {
        line("up to date", "");
    }
    // No line ends in blanks.
    text.lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

fn described(revision: RevisionRef<'_>) -> String {
    let head = if revision.is_head() { " (head)" } else { "" };
    let doc = revision.revision().doc();
    let comma = if doc.is_empty() { "" } else { ", " };
    format!("{}{head}{comma}{doc}", revision.id())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
