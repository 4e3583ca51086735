//! [`render`]: the text of a new script in SQL.

/// What a new script says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewScript {
    /// Its identifier.
    pub revision: String,
    /// The revisions that it follows.
    pub down_revisions: Vec<String>,
    /// The labels of the branch that it begins.
    pub branch_labels: Vec<String>,
    /// The revisions that must be applied before it.
    pub depends_on: Vec<String>,
    /// What it is for.
    pub message: String,
    /// When it was made, as it is to be shown.
    pub create_date: String,
}

/// The text of a new script, with empty sections.
pub fn render(script: &NewScript) -> String {
    let down_revisions = match script.down_revisions.as_slice() {
        [] => "none".to_owned(),
        revisions => revisions.join(", "),
    };
    let mut text = String::new();
    let mut field = |key: &str, value: &str| {
        let value = value.trim();
        text.push_str(&format!("-- {key}: {value}\n"));
    };
    for line in script.message.lines() {
        field("message", line);
    }
    field("revision", &script.revision);
    field("down_revision", &down_revisions);
    if !script.branch_labels.is_empty() {
        field("branch_labels", &script.branch_labels.join(", "));
    }
    if !script.depends_on.is_empty() {
        field("depends_on", &script.depends_on.join(", "));
    }
    field("create_date", &script.create_date);
    text.push_str("\n-- upgrade\n\n\n-- downgrade\n\n");
    text
}

#[cfg(test)]
mod tests {
    use super::super::SqlScript;
    use super::*;

    fn check(script: &NewScript, expected: &str) {
        let text = render(script);
        assert_eq!(text, expected);
        let read = SqlScript::parse(text.as_bytes()).expect("a script");
        assert_eq!(read.header.revision.as_ref(), Some(&script.revision));
        assert_eq!(read.header.down_revisions, script.down_revisions);
        assert_eq!(read.header.branch_labels, script.branch_labels);
        assert_eq!(read.header.depends_on, script.depends_on);
    }

    #[test]
    fn the_first_script() {
        check(
            &NewScript {
                revision: "a1".to_owned(),
                message: "add users\nand keys".to_owned(),
                create_date: "2026-11-20 12:00:00".to_owned(),
                ..NewScript::default()
            },
            "-- message: add users\n-- message: and keys\n-- revision: a1\n-- down_revision: none\n\
             -- create_date: 2026-11-20 12:00:00\n\n-- upgrade\n\n\n-- downgrade\n\n",
        );
    }

    #[test]
    fn a_merge_with_everything() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        check(
            &NewScript {
                revision: "c3".to_owned(),
                down_revisions: texts(&["a1", "b2"]),
                branch_labels: texts(&["x"]),
                depends_on: texts(&["d4", "e5"]),
                message: String::new(),
                create_date: "now".to_owned(),
            },
            "-- revision: c3\n-- down_revision: a1, b2\n-- branch_labels: x\n-- depends_on: d4, e5\n\
             -- create_date: now\n\n-- upgrade\n\n\n-- downgrade\n\n",
        );
    }
}
