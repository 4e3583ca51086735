//! Plain values as Python writes them (`repr()`).

use limbeck_schema::{ConstraintName, Identifier, Literal};
use rustpython_literal::escape::{AsciiEscape, UnicodeEscape};
use rustpython_literal::float;

use super::Renderer;

/// `repr()` of a string.
pub(crate) fn text(text: &str) -> String {
    let escape = UnicodeEscape::new_repr(text.as_ref());
    escape.str_repr().to_string().unwrap_or_default()
}

/// `True` or `False`.
pub(super) fn flag(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}

/// `repr()` of a name, or `None`.
pub(super) fn optional_text(value: Option<&str>) -> String {
    value.map_or_else(|| "None".to_owned(), text)
}

/// A list of names.
pub(super) fn names(names: &[Identifier]) -> String {
    let names: Vec<_> = names.iter().map(|name| text(name.as_str())).collect();
    format!("[{}]", names.join(", "))
}

impl Renderer<'_> {
    /// The name of a constraint or index; one that is final stands in `op.f()`.
    pub(super) fn constraint_name(&self, name: &ConstraintName) -> String {
        match name {
            ConstraintName::Unnamed => "None".to_owned(),
            ConstraintName::Given(name) => text(name.as_str()),
            ConstraintName::Final(name) => format!("{}f({})", self.op(), text(name.as_str())),
        }
    }

    /// `repr()` of a value; those of modules that scripts do not import bring their import.
    pub(super) fn literal(&mut self, value: &Literal) -> String {
        match value {
            Literal::Null => "None".to_owned(),
            Literal::Boolean(value) => flag(*value).to_owned(),
            Literal::Integer(value) => value.to_string(),
            Literal::Decimal(digits) if is_integer(digits) => digits.clone(),
            Literal::Decimal(digits) => {
                self.import("import decimal");
                format!("decimal.Decimal({})", text(digits))
            }
            Literal::Float(value) if value.is_finite() => float::to_string(*value),
            Literal::Float(value) => format!("float('{}')", float::to_string(*value)),
            Literal::Text(value) => text(value),
            Literal::Bytes(bytes) => {
                let escape = AsciiEscape::new_repr(bytes);
                escape.bytes_repr().to_string().unwrap_or_default()
            }
            Literal::Date(date) => {
                let (year, month, day) = (date.year(), date.month(), date.day());
                self.datetime("date", &[year.into(), month.into(), day.into()], None)
            }
            Literal::Time(time, offset) => {
                let mut parts = vec![time.hour().into(), time.minute().into()];
                parts.extend(seconds(*time));
                self.datetime("time", &parts, offset.as_deref())
            }
            Literal::DateTime(moment, offset) => {
                let mut parts: Vec<i64> = vec![
                    moment.year().into(),
                    moment.month().into(),
                    moment.day().into(),
                    moment.hour().into(),
                    moment.minute().into(),
                ];
                parts.extend(seconds(moment.time()));
                self.datetime("datetime", &parts, offset.as_deref())
            }
            Literal::Interval(duration) => {
                let whole = duration.as_secs();
                let microseconds = i64::from(duration.subsec_nanos() / 1000);
                self.import("import datetime");
                format!("datetime.timedelta(seconds={whole}, microseconds={microseconds})")
            }
            Literal::Uuid(digits) => {
                self.import("import uuid");
                format!("uuid.UUID({})", text(digits))
            }
            Literal::List(values) => {
                let values: Vec<_> = values.iter().map(|value| self.literal(value)).collect();
                format!("[{}]", values.join(", "))
            }
            Literal::Map(pairs) => {
                let pairs: Vec<_> = pairs
                    .iter()
                    .map(|(key, value)| format!("{}: {}", text(key), self.literal(value)))
                    .collect();
                format!("{{{}}}", pairs.join(", "))
            }
        }
    }

    fn datetime(&mut self, class: &str, parts: &[i64], offset: Option<&str>) -> String {
        self.import("import datetime");
        let mut parts: Vec<String> = parts.iter().map(i64::to_string).collect();
        if let Some(offset) = offset.and_then(offset_seconds) {
            let delta = format!("datetime.timedelta(seconds={offset})");
            parts.push(format!("tzinfo=datetime.timezone({delta})"));
        }
        format!("datetime.{class}({})", parts.join(", "))
    }
}

/// Seconds and microseconds, as far as they are not zero.
fn seconds(time: jiff::civil::Time) -> Vec<i64> {
    let (seconds, micros) = (time.second().into(), time.subsec_nanosecond() / 1000);
    match (seconds, micros) {
        (0, 0) => Vec::new(),
        (seconds, 0) => vec![seconds],
        (seconds, micros) => vec![seconds, micros.into()],
    }
}

/// The seconds of an offset such as `+02:00`.
fn offset_seconds(text: &str) -> Option<i64> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let parts = text.trim_start_matches(['+', '-']).split(':');
    let mut seconds = 0;
    for (part, unit) in parts.zip([3600, 60, 1]) {
        seconds += part.parse::<i64>().ok()? * unit;
    }
    Some(sign * seconds)
}

fn is_integer(digits: &str) -> bool {
    let digits = digits.strip_prefix('-').unwrap_or(digits);
    !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())
}
