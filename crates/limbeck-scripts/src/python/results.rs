//! What a database returned, on its way to Python.

use jiff::civil;
use limbeck_database::{ResultSet, Value};
use limbeck_dialects::{Dialect, dml::ResultShape};
use limbeck_python::{Node, Tree};

/// A result as [`result_tree`] has it, its values of the types that the statement gives them;
/// that of an INSERT with the key of its row.
pub fn shaped_result_tree(
    mut result: ResultSet,
    shape: &ResultShape,
    dialect: &dyn Dialect,
) -> Tree {
    let key = shape.take_key(&mut result);
    shape.apply(dialect, &mut result);
    let mut tree = result_tree(result);
    if let (Tree::Dict(fields), Some(key)) = (&mut tree, key) {
        fields.push((
            Tree::from("inserted_primary_key"),
            Tree::List(key.into_iter().map(value_tree).collect()),
        ));
    }
    tree
}

/// A result as the stand-in's `CursorResult` takes it.
pub fn result_tree(result: ResultSet) -> Tree {
    let rows = result
        .rows
        .into_iter()
        .map(|row| Tree::List(row.into_iter().map(value_tree).collect()))
        .collect();
    let count = |count: Option<i64>| count.map_or(Tree::None, Tree::Int);
    Tree::Dict(vec![
        (
            Tree::from("columns"),
            Tree::List(result.columns.into_iter().map(Tree::Str).collect()),
        ),
        (Tree::from("rows"), Tree::List(rows)),
        (
            Tree::from("row_count"),
            count(result.row_count.and_then(|count| count.try_into().ok())),
        ),
        (Tree::from("last_insert_id"), count(result.last_insert_id)),
    ])
}

/// A value as Python's driver would return it.
pub fn value_tree(value: Value) -> Tree {
    match value {
        Value::Null => Tree::None,
        Value::Boolean(value) => Tree::Bool(value),
        Value::Integer(value) => Tree::Int(value),
        Value::BigInteger(digits) => Tree::BigInt(digits),
        Value::Decimal(digits) => known("Decimal", digits),
        Value::Float(value) => Tree::Float(value),
        Value::Text(text) => Tree::Str(text),
        Value::Bytes(bytes) => Tree::Bytes(bytes),
        Value::Date(date) => known("date", date.to_string()),
        Value::Time(time, offset) => known("time", format!("{}{}", clock(time), suffix(offset))),
        Value::DateTime(time, offset) => known(
            "datetime",
            format!("{}T{}{}", time.date(), clock(time.time()), suffix(offset)),
        ),
        Value::Interval(span) => {
            let sign = if span.is_negative() { "-" } else { "" };
            let span = span.abs();
            known(
                "timedelta",
                format!("{sign}PT{}.{:06}S", span.as_secs(), span.subsec_micros()),
            )
        }
        Value::Uuid(text) => known("UUID", text),
        Value::Json(text) => known("json", text),
        Value::Array(elements) => Tree::List(elements.into_iter().map(value_tree).collect()),
    }
}

fn known(kind: &str, text: String) -> Tree {
    Tree::from(Node::new(kind, [("value", Tree::Str(text))]))
}

/// ISO text with as many digits as Python reads.
fn clock(time: civil::Time) -> String {
    format!(
        "{:02}:{:02}:{:02}.{:06}",
        time.hour(),
        time.minute(),
        time.second(),
        time.subsec_nanosecond() / 1_000
    )
}

/// The UTC offset as `+02:00`, with seconds where it has some.
fn suffix(offset: Option<i32>) -> String {
    let Some(seconds) = offset else {
        return String::new();
    };
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.unsigned_abs();
    let mut text = format!("{sign}{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    if seconds % 60 != 0 {
        text.push_str(&format!(":{:02}", seconds % 60));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: Value, kind: &str, text: &str) {
        assert_eq!(value_tree(value), known(kind, text.to_owned()));
    }

    #[test]
    fn values_have_the_text_that_python_reads() {
        let time = civil::datetime(2024, 1, 2, 3, 4, 5, 6_000);
        check(
            Value::DateTime(time, Some(-5_400)),
            "datetime",
            "2024-01-02T03:04:05.000006-01:30",
        );
        check(Value::Time(time.time(), None), "time", "03:04:05.000006");
        check(Value::Date(time.date()), "date", "2024-01-02");
        check(
            Value::Interval(jiff::SignedDuration::new(-1, -500_000_000)),
            "timedelta",
            "-PT1.500000S",
        );
        check(Value::Json("[1]".to_owned()), "json", "[1]");
        let beyond = "18446744073709551615".to_owned();
        assert_eq!(
            value_tree(Value::BigInteger(beyond.clone())),
            Tree::BigInt(beyond)
        );
    }
}
