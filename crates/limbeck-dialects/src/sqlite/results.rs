//! Values that SQLite returned, as those of the types that columns were declared with.

use std::str::FromStr;

use jiff::civil;
use limbeck_database::Value;
use limbeck_schema::{
    SqlType,
    expression::typing::{Affinity, affinity},
};

use crate::{dml::decimal, expression::literal::hyphenated};

/// The value of a column of that type; what does not fit it stays as it is.
pub(super) fn result_value(value: Value, data_type: &SqlType) -> Value {
    match (affinity(data_type), &value) {
        (Affinity::Boolean, Value::Integer(number)) => Value::Boolean(*number != 0),
        (Affinity::Date, Value::Text(text)) => match civil::Date::from_str(text) {
            Ok(date) => Value::Date(date),
            Err(_) => value,
        },
        (Affinity::Time, Value::Text(text)) => match civil::Time::from_str(text) {
            Ok(time) => Value::Time(time, None),
            Err(_) => value,
        },
        (Affinity::DateTime, Value::Text(text)) => match moment(text) {
            Some(moment) => Value::DateTime(moment, None),
            None => value,
        },
        (Affinity::Interval, Value::Text(text)) => match moment(text) {
            Some(moment) => {
                let epoch = civil::date(1970, 1, 1).at(0, 0, 0, 0);
                Value::Interval(moment.duration_since(epoch))
            }
            None => value,
        },
        (Affinity::Numeric, Value::Integer(_) | Value::Float(_)) => decimal(value, data_type),
        (Affinity::Uuid, Value::Text(text)) => match hyphenated(text) {
            Some(text) => Value::Uuid(text),
            None => value,
        },
        (Affinity::Json, Value::Text(text)) => Value::Json(text.clone()),
        _ => value,
    }
}

/// A date and time; a date alone is its midnight.
fn moment(text: &str) -> Option<civil::DateTime> {
    civil::DateTime::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use limbeck_schema::expression::typing;

    use super::*;

    #[track_caller]
    fn check(value: Value, data_type: SqlType, expected: Value) {
        assert_eq!(result_value(value, &data_type), expected);
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn values_get_the_types_of_their_columns() {
        check(Value::Integer(1), typing::boolean(), Value::Boolean(true));
        check(
            text("2020-01-02 03:04:05.000006"),
            typing::datetime(),
            Value::DateTime(civil::datetime(2020, 1, 2, 3, 4, 5, 6_000), None),
        );
        check(
            text("1970-01-02 00:00:05.000000"),
            typing::interval(),
            Value::Interval(jiff::SignedDuration::from_secs(86_405)),
        );
        check(
            Value::Float(12.5),
            SqlType::Numeric {
                precision: Some(10),
                scale: Some(2),
            },
            Value::Decimal("12.50".to_owned()),
        );
        check(
            text("00112233445566778899aabbccddeeff"),
            SqlType::Uuid { native: true },
            Value::Uuid("00112233-4455-6677-8899-aabbccddeeff".to_owned()),
        );
        check(text("[1]"), SqlType::Json, Value::Json("[1]".to_owned()));
    }

    #[test]
    fn what_does_not_fit_stays() {
        check(text("soon"), typing::datetime(), text("soon"));
        check(Value::Null, typing::boolean(), Value::Null);
    }
}
