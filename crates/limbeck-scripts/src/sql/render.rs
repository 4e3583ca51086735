//! [`render`]: the text of a new script in SQL.

use limbeck_revisions::RevisionId;

use super::body::SqlBody;
use super::script::Transactions;
use crate::NewScript;

/// The text of a new script.
pub fn render(script: &NewScript, body: &SqlBody) -> String {
    let down_revisions: Vec<_> = script
        .down_revisions
        .iter()
        .map(RevisionId::as_str)
        .collect();
    let down_revisions = match down_revisions.as_slice() {
        [] => "none".to_owned(),
        revisions => revisions.join(", "),
    };
    let mut text = String::new();
    let mut field = |key: &str, value: &str| {
        let value = value.trim();
        text.push_str(&format!("-- {key}: {value}\n"));
    };
    for line in script.message().lines() {
        field("message", line);
    }
    field("revision", script.revision.as_str());
    field("down_revision", &down_revisions);
    if !script.branch_labels.is_empty() {
        field("branch_labels", &script.branch_labels.join(", "));
    }
    if !script.depends_on.is_empty() {
        field("depends_on", &script.depends_on.join(", "));
    }
    field("create_date", &script.create_date.to_string());
    if body.transactions == Transactions::Off {
        text.push_str("-- transaction: off\n");
    }
    text.push_str(&body.sections());
    text
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;
    use limbeck_project::CreateDate;

    use super::super::SqlScript;
    use super::*;

    fn script(revision: &str, down_revisions: &[&str], message: Option<&str>) -> NewScript {
        let date = CreateDate::new(Timestamp::UNIX_EPOCH, None, &TimeZone::UTC);
        NewScript {
            revision: revision.into(),
            down_revisions: down_revisions.iter().map(|id| (*id).into()).collect(),
            branch_labels: Vec::new(),
            depends_on: Vec::new(),
            create_date: date.expect("a date"),
            message: message.map(str::to_owned),
        }
    }

    /// Everything between the header's first line and its date is `expected`.
    fn check(script: &NewScript, expected: &str) {
        let text = render(script, &SqlBody::default());
        let end = "-- create_date: 1970-01-01 00:00:00\n\n-- upgrade\n\n\n-- downgrade\n\n";
        assert_eq!(text, format!("{expected}{end}"));
        let read = SqlScript::parse(text.as_bytes()).expect("a script").header;
        assert_eq!(read.revision.as_deref(), Some(script.revision.as_str()));
        let down_revisions: Vec<_> = script.down_revisions.iter().map(|id| id.as_str()).collect();
        assert_eq!(read.down_revisions, down_revisions);
        assert_eq!(read.branch_labels, script.branch_labels);
        assert_eq!(read.depends_on, script.depends_on);
    }

    #[test]
    fn the_first_script() {
        check(
            &script("a1", &[], Some("add users\nand keys")),
            "-- message: add users\n-- message: and keys\n-- revision: a1\n-- down_revision: none\n",
        );
    }

    #[test]
    fn a_merge_with_everything() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        check(
            &NewScript {
                branch_labels: texts(&["x"]),
                depends_on: texts(&["d4", "e5"]),
                ..script("c3", &["a1", "b2"], None)
            },
            "-- message: empty message\n-- revision: c3\n-- down_revision: a1, b2\n\
             -- branch_labels: x\n-- depends_on: d4, e5\n",
        );
    }

    #[test]
    fn a_script_with_statements() {
        let body = SqlBody {
            transactions: Transactions::Off,
            upgrade: "VACUUM;\n".to_owned(),
            downgrade: String::new(),
            warnings: Vec::new(),
        };
        let text = render(&script("a1", &[], None), &body);
        let end = "-- transaction: off\n\n-- upgrade\nVACUUM;\n\n\n-- downgrade\n\n";
        assert!(text.ends_with(end), "{text}");
        let read = SqlScript::parse(text.as_bytes()).expect("a script");
        assert_eq!(read.transactions, Transactions::Off);
    }
}
