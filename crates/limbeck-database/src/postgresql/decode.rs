//! Values from the text in which PostgreSQL sends them, typed as psycopg2 types them.

use jiff::{SignedDuration, civil};
use tokio_postgres::types::{Kind, Type};

use crate::Value;

/// The value of a column; the text itself where its type is not known or where the value does
/// not fit what Python has for it (`infinity`, years before Christ).
pub(super) fn decode(text: &str, data_type: &Type) -> Value {
    let decoded = match data_type.kind() {
        Kind::Array(element)
            if *data_type != Type::INT2_VECTOR && *data_type != Type::OID_VECTOR =>
        {
            is_known(element).then(|| array(text, element)).flatten()
        }
        _ => scalar(text, data_type),
    };
    decoded.unwrap_or_else(|| Value::Text(text.to_owned()))
}

fn is_known(data_type: &Type) -> bool {
    matches!(
        *data_type,
        Type::BOOL
            | Type::INT2
            | Type::INT4
            | Type::INT8
            | Type::OID
            | Type::FLOAT4
            | Type::FLOAT8
            | Type::NUMERIC
            | Type::TEXT
            | Type::VARCHAR
            | Type::BPCHAR
            | Type::NAME
            | Type::BYTEA
            | Type::DATE
            | Type::TIME
            | Type::TIMETZ
            | Type::TIMESTAMP
            | Type::TIMESTAMPTZ
            | Type::INTERVAL
            | Type::UUID
            | Type::JSON
            | Type::JSONB
    )
}

fn scalar(text: &str, data_type: &Type) -> Option<Value> {
    match *data_type {
        Type::BOOL => match text {
            "t" => Some(Value::Boolean(true)),
            "f" => Some(Value::Boolean(false)),
            _ => None,
        },
        Type::INT2 | Type::INT4 | Type::INT8 | Type::OID => text.parse().ok().map(Value::Integer),
        Type::FLOAT4 | Type::FLOAT8 => text.parse().ok().map(Value::Float),
        Type::NUMERIC => Some(Value::Decimal(text.to_owned())),
        Type::BYTEA => bytes(text).map(Value::Bytes),
        Type::DATE => date(text).map(Value::Date),
        Type::TIME | Type::TIMETZ => {
            let (time, offset) = time(text)?;
            Some(Value::Time(time, offset))
        }
        Type::TIMESTAMP | Type::TIMESTAMPTZ => {
            let (day, clock) = text.split_once(' ')?;
            let (time, offset) = time(clock)?;
            Some(Value::DateTime(date(day)?.to_datetime(time), offset))
        }
        Type::INTERVAL => interval(text).map(Value::Interval),
        Type::UUID => Some(Value::Uuid(text.to_owned())),
        Type::JSON | Type::JSONB => Some(Value::Json(text.to_owned())),
        _ => None,
    }
}

/// `YYYY-MM-DD`.
fn date(text: &str) -> Option<civil::Date> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next()?;
    let month = parts.next()?.parse().ok()?;
    let day = parts.next()?.parse().ok()?;
    if year.len() != 4 {
        return None;
    }
    civil::Date::new(year.parse().ok()?, month, day).ok()
}

/// `HH:MM:SS[.ffffff][+HH[:MM[:SS]]]`.
fn time(text: &str) -> Option<(civil::Time, Option<i32>)> {
    let (clock, offset) = match text.rfind(['+', '-']) {
        Some(at) => (&text[..at], Some(offset(&text[at..])?)),
        None => (text, None),
    };
    let mut parts = clock.splitn(3, ':');
    let hour = parts.next()?.parse().ok()?;
    let minute = parts.next()?.parse().ok()?;
    let (second, fraction) = split_fraction(parts.next()?)?;
    let time = civil::Time::new(hour, minute, i8::try_from(second).ok()?, fraction).ok()?;
    Some((time, offset))
}

/// The whole seconds and the nanoseconds of `SS[.ffffff]`.
fn split_fraction(text: &str) -> Option<(i64, i32)> {
    match text.split_once('.') {
        None => Some((text.parse().ok()?, 0)),
        Some((seconds, fraction)) => {
            if fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            let nanoseconds = format!("{fraction:0<9}").parse().ok()?;
            Some((seconds.parse().ok()?, nanoseconds))
        }
    }
}

/// The seconds of `+HH[:MM[:SS]]`.
fn offset(text: &str) -> Option<i32> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let mut seconds = 0;
    for (part, weight) in text[1..].split(':').zip([3600, 60, 1]) {
        seconds += part.parse::<i32>().ok()? * weight;
    }
    Some(sign * seconds)
}

/// `1 year 2 mons -3 days +04:05:06.7`; a month counts 30 days and a year 365, as in psycopg2.
fn interval(text: &str) -> Option<SignedDuration> {
    let mut seconds = 0_i64;
    let mut nanoseconds = 0_i32;
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        if word.contains(':') {
            let negative = word.starts_with('-');
            let mut parts = word.trim_start_matches(['+', '-']).splitn(3, ':');
            let hours: i64 = parts.next()?.parse().ok()?;
            let minutes: i64 = parts.next()?.parse().ok()?;
            let (whole, fraction) = split_fraction(parts.next()?)?;
            let clock = hours
                .checked_mul(3600)?
                .checked_add(minutes * 60)?
                .checked_add(whole)?;
            let sign = if negative { -1 } else { 1 };
            seconds = seconds.checked_add(sign * clock)?;
            nanoseconds = i32::try_from(sign).ok()? * fraction;
        } else {
            let count: i64 = word.parse().ok()?;
            let days = match words.next()? {
                "year" | "years" => 365,
                "mon" | "mons" => 30,
                "day" | "days" => 1,
                _ => return None,
            };
            seconds = seconds.checked_add(count.checked_mul(days * 86_400)?)?;
        }
    }
    SignedDuration::from_secs(seconds).checked_add(SignedDuration::new(0, nanoseconds))
}

/// `\x` and hexadecimal digits, or the older form with octal escapes.
fn bytes(text: &str) -> Option<Vec<u8>> {
    if let Some(digits) = text.strip_prefix("\\x") {
        let digit = |byte: u8| char::from(byte).to_digit(16);
        return digits
            .as_bytes()
            .chunks(2)
            .map(|pair| match pair {
                [high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
                _ => None,
            })
            .collect();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte != b'\\' {
            bytes.push(byte);
        } else if let Some(after) = rest.strip_prefix(b"\\") {
            bytes.push(b'\\');
            rest = after;
        } else {
            let digits = std::str::from_utf8(rest.get(..3)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 8).ok()?);
            rest = &rest[3..];
        }
    }
    Some(bytes)
}

/// `{1,NULL,"a b",{...}}`, with bounds before it where they do not start at one.
fn array(text: &str, element: &Type) -> Option<Value> {
    let text = match text.strip_prefix('[') {
        Some(bounds) => bounds.split_once('=')?.1,
        None => text,
    };
    let mut reader = ArrayReader {
        rest: text.strip_prefix('{')?,
        element,
    };
    let values = reader.elements()?;
    reader.rest.is_empty().then_some(Value::Array(values))
}

struct ArrayReader<'a> {
    rest: &'a str,
    element: &'a Type,
}

impl ArrayReader<'_> {
    /// The elements up to the closing brace.
    fn elements(&mut self) -> Option<Vec<Value>> {
        let mut values = Vec::new();
        if let Some(rest) = self.rest.strip_prefix('}') {
            self.rest = rest;
            return Some(values);
        }
        loop {
            values.push(self.next_element()?);
            let next = self.rest.chars().next()?;
            self.rest = &self.rest[1..];
            match next {
                ',' => {}
                '}' => return Some(values),
                _ => return None,
            }
        }
    }

    fn next_element(&mut self) -> Option<Value> {
        if let Some(rest) = self.rest.strip_prefix('{') {
            self.rest = rest;
            return self.elements().map(Value::Array);
        }
        if let Some(quoted) = self.rest.strip_prefix('"') {
            let mut text = String::new();
            let mut characters = quoted.char_indices();
            while let Some((at, character)) = characters.next() {
                match character {
                    '\\' => text.push(characters.next()?.1),
                    '"' => {
                        self.rest = &quoted[at + 1..];
                        return Some(decode(&text, self.element));
                    }
                    character => text.push(character),
                }
            }
            return None;
        }
        let end = self.rest.find([',', '}'])?;
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(if text == "NULL" {
            Value::Null
        } else {
            decode(text, self.element)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(data_type: &Type, text: &str, expected: Value) {
        assert_eq!(decode(text, data_type), expected, "{data_type} {text}");
    }

    fn stays_text(data_type: &Type, text: &str) {
        check(data_type, text, Value::Text(text.to_owned()));
    }

    #[test]
    fn scalars() {
        check(&Type::BOOL, "t", Value::Boolean(true));
        check(
            &Type::INT8,
            "-9223372036854775808",
            Value::Integer(i64::MIN),
        );
        check(&Type::OID, "4294967295", Value::Integer(4_294_967_295));
        check(&Type::FLOAT8, "1.5e300", Value::Float(1.5e300));
        check(&Type::FLOAT8, "-Infinity", Value::Float(f64::NEG_INFINITY));
        check(&Type::NUMERIC, "1.10", Value::Decimal("1.10".into()));
        check(&Type::NUMERIC, "NaN", Value::Decimal("NaN".into()));
        check(&Type::TEXT, "a", Value::Text("a".into()));
        check(&Type::JSONB, "{\"a\": 1}", Value::Json("{\"a\": 1}".into()));
        let uuid = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
        check(&Type::UUID, uuid, Value::Uuid(uuid.into()));
        stays_text(&Type::INET, "10.0.0.1/8");
        stays_text(&Type::MONEY, "$1.00");
    }

    #[test]
    fn bytes_in_both_forms() {
        check(&Type::BYTEA, "\\x00ff", Value::Bytes(vec![0, 255]));
        check(
            &Type::BYTEA,
            "a\\\\b\\001",
            Value::Bytes(vec![b'a', b'\\', b'b', 1]),
        );
        stays_text(&Type::BYTEA, "\\x0");
    }

    #[test]
    fn dates_and_times() {
        let day = civil::date(2024, 3, 5);
        check(&Type::DATE, "2024-03-05", Value::Date(day));
        stays_text(&Type::DATE, "infinity");
        stays_text(&Type::DATE, "0044-03-15 BC");
        stays_text(&Type::DATE, "12024-03-05");
        let clock = civil::time(4, 5, 6, 789_000_000);
        check(&Type::TIME, "04:05:06.789", Value::Time(clock, None));
        check(
            &Type::TIMETZ,
            "04:05:06.789-03:30",
            Value::Time(clock, Some(-12_600)),
        );
        check(
            &Type::TIMESTAMP,
            "2024-03-05 04:05:06.789",
            Value::DateTime(day.to_datetime(clock), None),
        );
        check(
            &Type::TIMESTAMPTZ,
            "2024-03-05 04:05:06.789+02",
            Value::DateTime(day.to_datetime(clock), Some(7200)),
        );
        stays_text(&Type::TIMESTAMP, "-infinity");
        stays_text(&Type::TIMESTAMPTZ, "0044-03-15 00:00:00+00 BC");
    }

    #[test]
    fn intervals() {
        let check = |text: &str, seconds, nanoseconds| {
            let Value::Interval(interval) = decode(text, &Type::INTERVAL) else {
                panic!("{text}");
            };
            assert_eq!(
                (interval.as_secs(), interval.subsec_nanos()),
                (seconds, nanoseconds),
                "{text}"
            );
        };
        check("00:00:00", 0, 0);
        check("1 day", 86_400, 0);
        check("1 year 2 mons 3 days 04:05:06.5", 36_993_906, 500_000_000);
        check("-1 days +02:03:00", -79_020, 0);
        check("-00:00:01.25", -1, -250_000_000);
        stays_text(&Type::INTERVAL, "P1D");
    }

    #[test]
    fn arrays() {
        let integers =
            |values: &[i64]| Value::Array(values.iter().copied().map(Value::Integer).collect());
        check(&Type::INT4_ARRAY, "{}", integers(&[]));
        check(&Type::INT4_ARRAY, "{1,2}", integers(&[1, 2]));
        check(&Type::INT4_ARRAY, "[0:1]={1,2}", integers(&[1, 2]));
        check(
            &Type::INT4_ARRAY,
            "{{1},{2}}",
            Value::Array(vec![integers(&[1]), integers(&[2])]),
        );
        check(
            &Type::TEXT_ARRAY,
            r#"{a,NULL,"NULL","b \"c\" \\,{}"}"#,
            Value::Array(vec![
                Value::Text("a".into()),
                Value::Null,
                Value::Text("NULL".into()),
                Value::Text("b \"c\" \\,{}".into()),
            ]),
        );
        stays_text(&Type::INET_ARRAY, "{10.0.0.1}");
        stays_text(&Type::INT4_ARRAY, "{1,2");
        stays_text(&Type::INT2_VECTOR, "1 2");
    }
}
