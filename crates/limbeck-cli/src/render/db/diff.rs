//! What `db diff` prints: a plan, table by table.

use std::fmt::Write;

use limbeck::{ChangeKind, PlannedChange, SchemaDiff};
use owo_colors::OwoColorize;

use super::changes::{Group, grouped, line};

/// The plan, with the SQL if that is wanted. It has colours, which the stream takes away where there are none.
pub(crate) fn plan(diff: &SchemaDiff, with_sql: bool) -> String {
    if diff.is_empty() {
        return "No differences.\n".to_owned();
    }
    let mut text = String::new();
    for group in grouped(&diff.changes, |planned| &planned.change) {
        describe_group(&mut text, &group, with_sql);
    }
    if diff.changes.is_empty() {
        text.push_str("Nothing to do with this strategy.\n");
    } else {
        let count = |kind| {
            let of_kind = diff
                .changes
                .iter()
                .filter(|planned| planned.change.kind == kind);
            of_kind.count()
        };
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            text,
            "\n{} to add, {} to change, {} to drop.",
            count(ChangeKind::Add),
            count(ChangeKind::Alter),
            count(ChangeKind::Drop)
        );
    }
    if !diff.left_out.is_empty() {
        text.push_str("\nLeft out by the strategy:\n");
        for group in grouped(&diff.left_out, |planned| &planned.change) {
            describe_group(&mut text, &group, false);
        }
    }
    text
}

fn describe_group(text: &mut String, group: &Group<'_, PlannedChange>, with_sql: bool) {
    line(text, "", group.kind, &group.name);
    for planned in &group.whole {
        describe(text, "    ", planned, with_sql);
    }
    for (what, planned) in &group.parts {
        line(text, "    ", planned.change.kind, what);
        describe(text, "        ", planned, with_sql);
    }
}

/// What is said of a change besides what it is.
fn describe(text: &mut String, indent: &str, planned: &PlannedChange, with_sql: bool) {
    for hazard in &planned.hazards {
        let count = match planned.rows_at_risk {
            Some(count) if hazard.loses_data() => format!(" ({})", rows(count)),
            _ => String::new(),
        };
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{indent}{}{count}", hazard.sentence().red());
    }
    match &planned.statements {
        Ok(statements) if with_sql => {
            for sql_line in statements.iter().flat_map(|statement| statement.lines()) {
                let _ = writeln!(text, "{indent}{}", sql_line.dimmed());
            }
        }
        Ok(_) => {}
        Err(reason) => {
            let _ = writeln!(text, "{indent}not possible by SQL alone: {reason}");
        }
    }
}

fn rows(count: u64) -> String {
    match count {
        1 => "1 row".to_owned(),
        count => format!("{count} rows"),
    }
}
