use limbeck_database::ResultSet;
use limbeck_dialects::SchemaTranslateMap;

use super::*;

/// Writes down what it is given.
struct Written {
    dialect: &'static dyn Dialect,
    is_offline: bool,
    lines: Vec<String>,
}

impl OperationSink for Written {
    fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    fn is_offline(&self) -> bool {
        self.is_offline
    }

    fn push(&mut self, operation: Operation, origin: &Origin) -> Result<(), SinkError> {
        let Operation::Execute(Execute {
            statement: SqlStatement::Script(text),
        }) = operation
        else {
            panic!("{operation:?}");
        };
        self.lines
            .push(format!("{}: {text}", origin.line.expect("a line")));
        Ok(())
    }

    fn query(&mut self, statement: SqlStatement, _: &Origin) -> Result<ResultSet, SinkError> {
        panic!("{statement:?}");
    }

    fn translate_schemas(&mut self, _: SchemaTranslateMap) -> SchemaTranslateMap {
        SchemaTranslateMap::default()
    }

    fn transaction(&mut self, control: TransactionControl) -> Result<(), SinkError> {
        self.lines.push(format!("{control:?}"));
        Ok(())
    }
}

/// Runs one way of a script; a mistake is shown as its place and message.
fn run(body: &str, direction: Direction, is_offline: bool) -> Vec<String> {
    let text = format!("-- revision: a\n-- down_revision:\n{body}");
    let dialect = limbeck_dialects::DIALECTS[0];
    let prepared = PreparedSql::prepare(Path::new("a.sql"), text.as_bytes(), direction, dialect);
    let mut sink = Written {
        dialect,
        is_offline,
        lines: Vec::new(),
    };
    match prepared {
        Ok(prepared) => {
            prepared.carry_out(&mut sink).expect("taken");
            sink.lines
        }
        Err(diagnostic) => {
            let place = diagnostic.location.as_ref().expect("a place");
            vec![format!("{place}: {}", diagnostic.message)]
        }
    }
}

fn check(body: &str, expected: &[&str]) {
    assert_eq!(run(body, Direction::Upgrade, false), expected, "{body}");
}

#[test]
fn statements_have_their_lines() {
    check(
        "-- upgrade\nA;\n\n-- about b\nB\n  :name %;\n-- downgrade\nC;",
        &["4: A", "7: B\n  :name %"],
    );
    check("-- upgrade\n", &[]);
}

#[test]
fn comments_are_written_down() {
    assert_eq!(
        run(
            "-- upgrade\n\n-- about a\nA; -- no more\nB;",
            Direction::Upgrade,
            true
        ),
        ["6: -- about a\nA", "7: -- no more\nB"]
    );
}

#[test]
fn statements_may_run_by_themselves() {
    check(
        "-- transaction: off\n-- upgrade\nA;",
        &["BeginAutocommit", "5: A", "EndAutocommit"],
    );
}

#[test]
fn what_must_not_run() {
    check(
        "-- upgrade\nA;\nCOMMIT;",
        &["a.sql:5: `COMMIT` is about the transaction, which limbeck begins and ends itself."],
    );
    check(
        "-- upgrade\nA;\n'B",
        &["a.sql:5: the string is not closed before the end of the section."],
    );
    let down = |body| run(body, Direction::Downgrade, false);
    assert_eq!(
        down("-- upgrade\nA;"),
        ["a.sql: The script cannot be undone: it has no section `-- downgrade`."]
    );
    assert_eq!(down("-- upgrade\nA;\n-- downgrade\n"), Vec::<String>::new());
    let other = limbeck_dialects::DIALECTS[1].name();
    let own = limbeck_dialects::DIALECTS[0].name();
    check(
        &format!("-- upgrade: {other}\nA;"),
        &[&format!(
            "a.sql: The script has nothing for this database: there is `-- upgrade: {other}`, but \
             neither `-- upgrade: {own}` nor `-- upgrade`."
        )],
    );
}
