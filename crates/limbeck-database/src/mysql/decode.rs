//! Values of the text protocol, typed as PyMySQL types them.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};
use mysql_common::constants::ColumnType;
use mysql_common::packets::Column;

use crate::Value;

/// The character set that stands for bytes.
const BINARY: u16 = 63;

/// A value that is not NULL.
pub(super) fn decode(bytes: &[u8], column: &Column) -> Value {
    use ColumnType::*;
    let text = || String::from_utf8_lossy(bytes);
    let or_text = |value: Option<Value>| value.unwrap_or_else(|| Value::Text(text().into_owned()));
    match column.column_type() {
        MYSQL_TYPE_TINY | MYSQL_TYPE_SHORT | MYSQL_TYPE_INT24 | MYSQL_TYPE_LONG
        | MYSQL_TYPE_LONGLONG | MYSQL_TYPE_YEAR => match text().parse() {
            Ok(value) => Value::Integer(value),
            Err(_) => Value::BigInteger(text().into_owned()),
        },
        MYSQL_TYPE_FLOAT | MYSQL_TYPE_DOUBLE => or_text(text().parse().ok().map(Value::Float)),
        MYSQL_TYPE_DECIMAL | MYSQL_TYPE_NEWDECIMAL => Value::Decimal(text().into_owned()),
        // A date that no calendar has (`0000-00-00`) stays a text.
        MYSQL_TYPE_DATE | MYSQL_TYPE_NEWDATE => or_text(date(&text()).map(Value::Date)),
        MYSQL_TYPE_TIMESTAMP
        | MYSQL_TYPE_TIMESTAMP2
        | MYSQL_TYPE_DATETIME
        | MYSQL_TYPE_DATETIME2 => {
            or_text(date_time(&text()).map(|value| Value::DateTime(value, None)))
        }
        MYSQL_TYPE_TIME | MYSQL_TYPE_TIME2 => or_text(interval(&text()).map(Value::Interval)),
        MYSQL_TYPE_BIT | MYSQL_TYPE_GEOMETRY | MYSQL_TYPE_VECTOR => Value::Bytes(bytes.to_vec()),
        MYSQL_TYPE_TINY_BLOB
        | MYSQL_TYPE_MEDIUM_BLOB
        | MYSQL_TYPE_LONG_BLOB
        | MYSQL_TYPE_BLOB
        | MYSQL_TYPE_VAR_STRING
        | MYSQL_TYPE_STRING
        | MYSQL_TYPE_VARCHAR
            if column.character_set() == BINARY =>
        {
            Value::Bytes(bytes.to_vec())
        }
        MYSQL_TYPE_TINY_BLOB
        | MYSQL_TYPE_MEDIUM_BLOB
        | MYSQL_TYPE_LONG_BLOB
        | MYSQL_TYPE_BLOB
        | MYSQL_TYPE_VAR_STRING
        | MYSQL_TYPE_STRING
        | MYSQL_TYPE_VARCHAR
        | MYSQL_TYPE_ENUM
        | MYSQL_TYPE_SET
        | MYSQL_TYPE_JSON
        | MYSQL_TYPE_NULL
        | MYSQL_TYPE_TYPED_ARRAY
        | MYSQL_TYPE_UNKNOWN => Value::Text(text().into_owned()),
    }
}

/// `2024-03-05`
fn date(text: &str) -> Option<Date> {
    let mut numbers = text.splitn(3, '-');
    let year = numbers.next()?.parse().ok()?;
    let month = numbers.next()?.parse().ok()?;
    let day = numbers.next()?.parse().ok()?;
    // Python's calendar begins with the year 1.
    Date::new(year, month, day).ok().filter(|_| year >= 1)
}

/// `2024-03-05 10:20:30.123456`
fn date_time(text: &str) -> Option<DateTime> {
    let (day, time) = text.split_once([' ', 'T'])?;
    let (whole, fraction) = time.split_once('.').unwrap_or((time, ""));
    let mut numbers = whole.splitn(3, ':');
    let hour = numbers.next()?.parse().ok()?;
    let minute = numbers.next()?.parse().ok()?;
    let second = numbers.next()?.parse().ok()?;
    let time = Time::new(hour, minute, second, nanoseconds(fraction)?).ok()?;
    Some(date(day)?.to_datetime(time))
}

/// `-838:59:59.000000`: hours are not those of a day.
fn interval(text: &str) -> Option<SignedDuration> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut numbers = whole.splitn(3, ':');
    let hours: i64 = numbers.next()?.parse().ok()?;
    let minutes: i64 = numbers.next()?.parse().ok()?;
    let seconds: i64 = numbers.next()?.parse().ok()?;
    let seconds = hours
        .checked_mul(3600)?
        .checked_add(minutes.checked_mul(60)?)?
        .checked_add(seconds)?;
    let span = SignedDuration::new(seconds, nanoseconds(fraction)?);
    Some(if negative { -span } else { span })
}

/// The digits after the point of seconds.
fn nanoseconds(fraction: &str) -> Option<i32> {
    if fraction.is_empty() {
        return Some(0);
    }
    let digits: String = fraction
        .chars()
        .chain(std::iter::repeat('0'))
        .take(9)
        .collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;

    fn check(column_type: ColumnType, character_set: u16, bytes: &[u8], expected: Value) {
        let column = Column::new(column_type).with_character_set(character_set);
        assert_eq!(decode(bytes, &column), expected, "{column_type:?}");
    }

    #[test]
    fn numbers() {
        use ColumnType::*;
        check(MYSQL_TYPE_TINY, BINARY, b"1", Value::Integer(1));
        check(MYSQL_TYPE_YEAR, BINARY, b"2024", Value::Integer(2024));
        check(
            MYSQL_TYPE_LONGLONG,
            BINARY,
            b"18446744073709551615",
            Value::BigInteger("18446744073709551615".into()),
        );
        check(MYSQL_TYPE_DOUBLE, BINARY, b"1.5e10", Value::Float(1.5e10));
        check(
            MYSQL_TYPE_NEWDECIMAL,
            BINARY,
            b"1.50",
            Value::Decimal("1.50".into()),
        );
        check(MYSQL_TYPE_BIT, BINARY, &[1], Value::Bytes(vec![1]));
    }

    #[test]
    fn texts_and_bytes_are_told_apart_by_the_character_set() {
        use ColumnType::*;
        check(MYSQL_TYPE_BLOB, BINARY, &[255], Value::Bytes(vec![255]));
        check(MYSQL_TYPE_BLOB, 45, "é".as_bytes(), Value::Text("é".into()));
        check(
            MYSQL_TYPE_VAR_STRING,
            BINARY,
            b"x",
            Value::Bytes(b"x".into()),
        );
        check(MYSQL_TYPE_STRING, 45, b"ok", Value::Text("ok".into()));
        check(MYSQL_TYPE_JSON, 45, b"{}", Value::Text("{}".into()));
    }

    #[test]
    fn dates_and_times() {
        use ColumnType::*;
        let day = civil::date(2024, 3, 5);
        check(MYSQL_TYPE_DATE, BINARY, b"2024-03-05", Value::Date(day));
        check(
            MYSQL_TYPE_DATE,
            BINARY,
            b"0000-00-00",
            Value::Text("0000-00-00".into()),
        );
        check(
            MYSQL_TYPE_DATETIME,
            BINARY,
            b"2024-03-05 10:20:30.12",
            Value::DateTime(day.at(10, 20, 30, 120_000_000), None),
        );
        check(
            MYSQL_TYPE_TIMESTAMP,
            BINARY,
            b"2024-13-05 10:20:30",
            Value::Text("2024-13-05 10:20:30".into()),
        );
        check(
            MYSQL_TYPE_TIME,
            BINARY,
            b"25:06:17",
            Value::Interval(SignedDuration::from_secs(90_377)),
        );
        check(
            MYSQL_TYPE_TIME,
            BINARY,
            b"-00:00:01.5",
            Value::Interval(SignedDuration::from_millis(-1500)),
        );
    }
}
