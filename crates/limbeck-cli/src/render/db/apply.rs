//! What `db apply` prints.

use std::path::Path;
use std::time::Duration;

use limbeck::{Applied, AppliedStatement};

use crate::render::progress::shown_duration;

/// A statement that has run, as SQL with a comment.
pub(crate) fn statement(file: &Path, done: &AppliedStatement) -> String {
    let mut facts = vec![match done.duration {
        Some(duration) => shown_duration(duration),
        None => "not tried".to_owned(),
    }];
    if let Some(count) = done.row_count.filter(|count| *count > 0) {
        facts.push(rows(count));
    }
    format!(
        "-- {}:{}, {}\n{};\n\n",
        file.display(),
        done.line,
        facts.join(", "),
        done.text
    )
}

/// What was done as a whole.
pub(crate) fn applied(file: &Path, is_dry: bool, report: &Applied) -> String {
    let ran = report.statements.iter().filter_map(|done| done.duration);
    let (count, time) = ran.fold((0_usize, Duration::ZERO), |(count, time), one| {
        (count + 1, time + one)
    });
    let file = file.display();
    if report.statements.is_empty() {
        return format!("There is no statement in {file}.\n");
    }
    let plural = if count == 1 { "" } else { "s" };
    let what = format!(
        "{count} statement{plural} of {file} in {}",
        shown_duration(time)
    );
    match is_dry {
        true => format!("Tried {what}, and took everything back.\n"),
        false => format!("Applied {what}.\n"),
    }
}

fn rows(count: u64) -> String {
    match count {
        1 => "1 row".to_owned(),
        count => format!("{count} rows"),
    }
}

#[cfg(test)]
mod tests {
    use limbeck::StatementStanding;

    use super::*;

    fn report(durations: &[Option<u64>]) -> Applied {
        let statements = durations.iter().map(|milliseconds| AppliedStatement {
            text: "CREATE TABLE a (\n  x INT\n)".to_owned(),
            line: 4,
            standing: StatementStanding::Inside,
            duration: milliseconds.map(Duration::from_millis),
            row_count: milliseconds.filter(|milliseconds| *milliseconds > 10),
        });
        Applied {
            url: "x://".to_owned(),
            statements: statements.collect(),
            is_atomic: true,
        }
    }

    #[test]
    fn statements() {
        let check = |milliseconds, expected: &str| {
            let shown = statement(Path::new("a.sql"), &report(&[milliseconds]).statements[0]);
            assert_eq!(
                shown,
                format!("-- a.sql:4, {expected}\nCREATE TABLE a (\n  x INT\n);\n\n")
            );
        };
        check(Some(3), "3 ms");
        check(Some(12), "12 ms, 12 rows");
        check(None, "not tried");
    }

    #[test]
    fn files() {
        let check = |durations: &[Option<u64>], is_dry, expected: &str| {
            assert_eq!(
                applied(Path::new("a.sql"), is_dry, &report(durations)),
                expected
            );
        };
        check(&[], false, "There is no statement in a.sql.\n");
        check(&[Some(5)], false, "Applied 1 statement of a.sql in 5 ms.\n");
        check(
            &[Some(5), None, Some(7)],
            true,
            "Tried 2 statements of a.sql in 12 ms, and took everything back.\n",
        );
    }
}
