//! Changes, object by object.

use std::fmt::Write;

use limbeck::{Attribute, Change, ChangeKind, ObjectIdentity};
use owo_colors::OwoColorize;

/// The changes of one object.
pub(super) struct Group<'d, T> {
    object: Option<&'d ObjectIdentity>,
    /// What happens to the object.
    pub(super) kind: ChangeKind,
    /// What it is called.
    pub(super) name: String,
    /// The changes of the object as a whole.
    pub(super) whole: Vec<&'d T>,
    /// Those of its parts, with what each is called.
    pub(super) parts: Vec<(String, &'d T)>,
}

/// Changes by what they are of, in the order in which each object comes up first.
pub(super) fn grouped<T>(items: &[T], change: impl Fn(&T) -> &Change) -> Vec<Group<'_, T>> {
    let mut groups: Vec<Group<'_, T>> = Vec::new();
    for item in items {
        let of = change(item);
        let found = groups
            .iter()
            .position(|group| group.object == of.subject.as_ref());
        let place = found.unwrap_or_else(|| {
            groups.push(Group {
                object: of.subject.as_ref(),
                kind: ChangeKind::Alter,
                name: of
                    .subject
                    .as_ref()
                    .map_or_else(|| "other statements".to_owned(), object),
                whole: Vec::new(),
                parts: Vec::new(),
            });
            groups.len() - 1
        });
        let group = &mut groups[place];
        if of.part.is_some() {
            group.parts.push((part(of), item));
        } else {
            group.kind = of.kind;
            group.whole.push(item);
        }
    }
    groups
}

/// A line with the sign of what happens. It has colours, which the stream takes away where there are none.
pub(super) fn line(text: &mut String, indent: &str, kind: ChangeKind, what: &str) {
    let sign = match kind {
        ChangeKind::Add => "+".green().to_string(),
        ChangeKind::Alter => "~".cyan().to_string(),
        ChangeKind::Drop => "-".red().to_string(),
    };
    // Writing to a `String` cannot fail.
    let _ = writeln!(text, "{indent}{sign} {what}");
}

/// What the subject of changes is called.
pub(crate) fn object(identity: &ObjectIdentity) -> String {
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
