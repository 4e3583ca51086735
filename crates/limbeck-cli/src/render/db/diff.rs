//! What `db diff` prints: a plan, table by table.

use std::fmt::Write;

use limbeck::{Attribute, Change, ChangeKind, ObjectIdentity, PlannedChange, SchemaDiff};
use owo_colors::OwoColorize;

/// The plan, with the SQL if that is wanted. It has colours, which the stream takes away where there are none.
pub(crate) fn plan(diff: &SchemaDiff, with_sql: bool) -> String {
    if diff.is_empty() {
        return "No differences.\n".to_owned();
    }
    let mut text = String::new();
    for group in grouped(&diff.changes) {
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
        for group in grouped(&diff.left_out) {
            describe_group(&mut text, &group, false);
        }
    }
    text
}

/// The changes of one subject.
struct Group<'d> {
    subject: Option<&'d ObjectIdentity>,
    changes: Vec<&'d PlannedChange>,
}

/// Changes by what they are of, in the order in which each comes up first.
fn grouped(changes: &[PlannedChange]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for planned in changes {
        let subject = planned.change.subject.as_ref();
        match groups.iter_mut().find(|group| group.subject == subject) {
            Some(group) => group.changes.push(planned),
            None => groups.push(Group {
                subject,
                changes: vec![planned],
            }),
        }
    }
    groups
}

fn describe_group(text: &mut String, group: &Group<'_>, with_sql: bool) {
    let whole = group
        .changes
        .iter()
        .find(|planned| planned.change.part.is_none());
    let kind = whole.map_or(ChangeKind::Alter, |planned| planned.change.kind);
    let name = group
        .subject
        .map_or_else(|| "other statements".to_owned(), subject);
    line(text, "", kind, &name, whole.copied(), with_sql);
    for planned in &group.changes {
        if planned.change.part.is_some() {
            let what = part(&planned.change);
            line(
                text,
                "    ",
                planned.change.kind,
                &what,
                Some(planned),
                with_sql,
            );
        }
    }
}

fn line(
    text: &mut String,
    indent: &str,
    kind: ChangeKind,
    what: &str,
    planned: Option<&PlannedChange>,
    with_sql: bool,
) {
    let symbol = match kind {
        ChangeKind::Add => "+".green().to_string(),
        ChangeKind::Alter => "~".cyan().to_string(),
        ChangeKind::Drop => "-".red().to_string(),
    };
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "{indent}{symbol} {what}");
    let Some(planned) = planned else { return };
    for hazard in &planned.hazards {
        let count = match planned.rows_at_risk {
            Some(count) if hazard.loses_data() => format!(" ({})", rows(count)),
            _ => String::new(),
        };
        let _ = writeln!(text, "{indent}    {}{count}", hazard.sentence().red());
    }
    match &planned.statements {
        Ok(statements) if with_sql => {
            for sql_line in statements.iter().flat_map(|statement| statement.lines()) {
                let _ = writeln!(text, "{indent}    {}", sql_line.dimmed());
            }
        }
        Ok(_) => {}
        Err(reason) => {
            let _ = writeln!(text, "{indent}    not possible by SQL alone: {reason}");
        }
    }
}

fn rows(count: u64) -> String {
    match count {
        1 => "1 row".to_owned(),
        count => format!("{count} rows"),
    }
}

/// What the subject of changes is called.
fn subject(identity: &ObjectIdentity) -> String {
    match identity {
        ObjectIdentity::Schema(name) => format!("schema {name}"),
        ObjectIdentity::Extension(name) => format!("extension {name}"),
        ObjectIdentity::Type(name) => format!("type {name}"),
        ObjectIdentity::Relation(name) => name.to_string(),
        ObjectIdentity::Routine {
            name, signature, ..
        } => format!("routine {name}({signature})"),
        ObjectIdentity::Trigger { table, name } => format!("trigger {name} on {table}"),
        ObjectIdentity::EventTrigger(name) => format!("event trigger {name}"),
        ObjectIdentity::Partition(name) => format!("partition {name}"),
        ObjectIdentity::RowSecurity(table) => format!("row security of {table}"),
        ObjectIdentity::Policy { table, name } => format!("policy {name} on {table}"),
        ObjectIdentity::Grant { .. } => "privileges".to_owned(),
    }
}

/// What a change within a table is about.
fn part(change: &Change) -> String {
    let Some(part) = &change.part else {
        return String::new();
    };
    let name = part
        .name
        .as_deref()
        .map(|name| format!(" {name}"))
        .unwrap_or_default();
    let attributes: Vec<&str> = part
        .attributes
        .iter()
        .copied()
        .map(Attribute::word)
        .collect();
    let attributes = match attributes.is_empty() {
        true => String::new(),
        false => format!(": {}", attributes.join(", ")),
    };
    format!("{}{name}{attributes}", part.kind.word())
}
