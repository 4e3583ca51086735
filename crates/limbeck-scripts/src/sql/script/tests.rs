use super::*;

/// Parses a script; a mistake is shown with its line.
fn parse(text: &str) -> Result<SqlScript<'_>, String> {
    SqlScript::parse(text.as_bytes()).map_err(|error| {
        let line = error
            .line
            .map(|line| format!("{line}: "))
            .unwrap_or_default();
        format!("{line}{}", error.problem)
    })
}

fn check_error(text: &str, expected: &str) {
    assert_eq!(parse(text).expect_err("wrong"), expected, "{text}");
}

const HEADER: &str = "-- revision: b2\n-- down_revision: a1\n";

#[test]
fn a_whole_script() {
    let script = parse(
        "\u{feff}/* Copyright\n   -- upgrade\n */\n-- Revision : b2\r\n--down-revision: a1 , a2\n\
         -- DOWN_REVISION: a3\n-- branch_labels: x y\n-- depends_on: d4\n-- message: Add users\n\
         -- message: and their keys\n-- create_date: 2026-11-20\n-- transaction: OFF\n\
         -- just a comment\n\n-- UPGRADE\nCREATE;\n-- upgrade the rest\n-- downgrade:\n",
    )
    .expect("a script");
    let texts = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| (*text).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        script.header,
        ScriptHeader {
            revision: Some("b2".to_owned()),
            down_revisions: texts(&["a1", "a2", "a3"]),
            branch_labels: texts(&["x", "y"]),
            depends_on: texts(&["d4"]),
            long_doc: "Add users\nand their keys\n\nCreate Date: 2026-11-20".to_owned(),
        }
    );
    assert_eq!(script.transactions, Transactions::Off);
    let sections: Vec<_> = script
        .sections
        .iter()
        .map(|section| (section.direction, section.text, section.line))
        .collect();
    assert_eq!(
        sections,
        [
            (Direction::Upgrade, "CREATE;\n-- upgrade the rest\n", 16),
            (Direction::Downgrade, "", 19),
        ]
    );
}

#[test]
fn the_first_revision_follows_none() {
    for none in ["none", "None", ""] {
        let text = format!("-- revision: a1\n-- down_revision: {none}\n-- upgrade\n");
        let script = parse(&text).expect("a script");
        assert_eq!(script.header.down_revisions, Vec::<String>::new());
    }
}

#[test]
fn a_section_for_a_dialect_replaces_the_general_one() {
    let [one, other, third] = [0, 1, 2].map(|index| limbeck_dialects::DIALECTS[index].name());
    let text = format!("{HEADER}-- upgrade\ngeneral\n-- upgrade: {one}, {other}\nown\n");
    let script = parse(&text).expect("a script");
    let check = |direction, dialect, expected| {
        let section = script.section(direction, dialect);
        assert_eq!(section.map(|section| section.text.trim()), expected);
    };
    check(Direction::Upgrade, one, Some("own"));
    check(Direction::Upgrade, other, Some("own"));
    check(Direction::Upgrade, third, Some("general"));
    check(Direction::Downgrade, one, None);
}

#[test]
fn headers_that_are_wrong() {
    check_error(
        "",
        "the SQL file has no header, so it is no migration script",
    );
    check_error(
        "-- Name: users; Type: TABLE\nCREATE TABLE users ();",
        "the SQL file has no header, so it is no migration script",
    );
    check_error(
        "-- down_revision: a\n-- upgrade",
        "the header has no line `-- revision: ...`",
    );
    check_error(
        "-- revision: a\n-- upgrade",
        "the header has no line `-- down_revision: ...`",
    );
    check_error(
        "-- revision: a\n-- author: me\n-- upgrade",
        "2: `author` is no line of a header",
    );
    check_error(
        "-- revision: a\n-- revision: b\n-- upgrade",
        "2: the header has `revision` twice",
    );
    check_error("-- revision: a b", "1: `revision` cannot be `a b`");
    check_error(
        "-- down_revision: ('a', 'b')",
        "1: `down_revision` cannot be `('a', 'b')`",
    );
    check_error(
        "-- transaction: maybe",
        "1: `transaction` cannot be `maybe`",
    );
    check_error(
        "-- revision: a\nCREATE TABLE t (a INT);\n-- upgrade",
        "2: this is before the first section, so it would never run",
    );
}

#[test]
fn sections_that_are_wrong() {
    check_error(HEADER, "the script has no section `-- upgrade`");
    check_error(
        &format!("{HEADER}-- downgrade\n"),
        "the script has no section `-- upgrade`",
    );
    check_error(
        &format!("{HEADER}-- upgrade\n-- upgrade\n"),
        "4: there are two sections `-- upgrade`",
    );
    check_error(
        &format!("{HEADER}-- upgrade: oracle\n"),
        "3: the section is for `oracle`, which is no dialect that limbeck knows",
    );
    let dialect = limbeck_dialects::DIALECTS[0].name();
    check_error(
        &format!("{HEADER}-- upgrade\n-- upgrade {dialect}\n"),
        "4: this line begins no section",
    );
    check_error(
        &format!("{HEADER}-- upgrade\n-- transaction: off\n"),
        "4: `transaction` belongs into the header, before the first section",
    );
}

#[test]
fn bytes_that_are_no_text() {
    let error = SqlScript::parse(b"-- revision: a\n-- message: \xff").expect_err("no text");
    assert_eq!(error, Problem::NotUtf8.at(2));
}

proptest::proptest! {
    /// The sections are parts of the text, in order, and nothing but the lines that begin them is
    /// between them.
    #[test]
    fn sections_cover_what_follows_the_header(
        lines in proptest::collection::vec("(-- upgrade|-- downgrade|-- downgrade: x|a;|-- b|/\\*|)", 0..8),
    ) {
        let text = format!("{HEADER}{}\n", lines.join("\n"));
        if let Ok(script) = SqlScript::parse(text.as_bytes()) {
            let mut all = String::new();
            for section in &script.sections {
                all.push_str(&title(section.direction, &section.dialects));
                all.push('\n');
                all.push_str(section.text);
                let line = text.lines().nth(section.line - 2).unwrap_or_default();
                proptest::prop_assert_eq!(line, title(section.direction, &section.dialects));
            }
            proptest::prop_assert!(text.ends_with(&all), "{:?} in {:?}", all, text);
        }
    }
}
