//! Values that the server returned, as those of the types that columns were declared with.

use jiff::{SignedDuration, civil};
use limbeck_database::Value;
use limbeck_schema::{
    SqlType,
    expression::typing::{Affinity, affinity},
};

use crate::{dml::decimal, expression::literal::hyphenated};

/// The value of a column of that type; what does not fit it stays as it is.
pub(super) fn result_value(value: Value, data_type: &SqlType) -> Value {
    match (affinity(data_type), value) {
        (Affinity::Boolean, Value::Integer(number)) => Value::Boolean(number != 0),
        (Affinity::Float, Value::Decimal(digits)) => match digits.parse() {
            Ok(number) => Value::Float(number),
            Err(_) => Value::Decimal(digits),
        },
        (Affinity::Numeric, value @ (Value::Integer(_) | Value::Float(_))) => {
            decimal(value, data_type)
        }
        // A time is a duration to the server.
        (Affinity::Time, Value::Interval(duration)) => match time_of_day(duration) {
            Some(time) => Value::Time(time, None),
            None => Value::Interval(duration),
        },
        (Affinity::Interval, Value::DateTime(moment, zone)) => {
            let epoch = civil::date(1970, 1, 1).at(0, 0, 0, 0);
            match zone {
                None => Value::Interval(moment.duration_since(epoch)),
                Some(_) => Value::DateTime(moment, zone),
            }
        }
        (Affinity::Uuid, Value::Text(text)) => match hyphenated(&text) {
            Some(text) => Value::Uuid(text),
            None => Value::Text(text),
        },
        // MariaDB keeps documents as text.
        (Affinity::Json, Value::Text(text)) => Value::Json(text),
        (_, value) => value,
    }
}

/// The time that long after midnight; `None` beyond the day.
fn time_of_day(duration: SignedDuration) -> Option<civil::Time> {
    let midnight = civil::Time::midnight();
    let time = midnight.checked_add(duration).ok()?;
    (!duration.is_negative()).then_some(time)
}

#[cfg(test)]
mod tests {
    use limbeck_schema::expression::typing;

    use super::*;

    #[track_caller]
    fn check(value: Value, data_type: SqlType, expected: Value) {
        assert_eq!(result_value(value, &data_type), expected);
    }

    #[test]
    fn values_get_the_types_of_their_columns() {
        check(Value::Integer(1), typing::boolean(), Value::Boolean(true));
        check(Value::Integer(1), SqlType::Integer, Value::Integer(1));
        check(
            Value::Text("[1]".to_owned()),
            SqlType::Json,
            Value::Json("[1]".to_owned()),
        );
        check(
            Value::Text("00112233445566778899aabbccddeeff".to_owned()),
            SqlType::Uuid { native: true },
            Value::Uuid("00112233-4455-6677-8899-aabbccddeeff".to_owned()),
        );
        check(Value::Null, typing::boolean(), Value::Null);
        let time = SqlType::Time { timezone: false };
        check(
            Value::Interval(SignedDuration::from_secs(3_723)),
            time.clone(),
            Value::Time(civil::time(1, 2, 3, 0), None),
        );
        let long = Value::Interval(SignedDuration::from_secs(90_000));
        check(long.clone(), time, long);
    }
}
