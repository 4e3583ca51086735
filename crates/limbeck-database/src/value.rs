//! [`Value`]: what a database returns.

use jiff::{SignedDuration, civil};

/// A value of a row, as a Python driver would type it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// NULL.
    Null,
    /// A boolean.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// An integer beyond 64 bits, as decimal digits.
    BigInteger(String),
    /// An exact number, as decimal digits (`Decimal` in Python).
    Decimal(String),
    /// A float.
    Float(f64),
    /// A string, and every type that the driver does not know.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A date.
    Date(civil::Date),
    /// A time of day, with the seconds of its UTC offset if it has one.
    Time(civil::Time, Option<i32>),
    /// A date and time, with the seconds of its UTC offset if it has one.
    DateTime(civil::DateTime, Option<i32>),
    /// A span of time.
    Interval(SignedDuration),
    /// A UUID, hyphenated.
    Uuid(String),
    /// A JSON document, as text.
    Json(String),
    /// An array.
    Array(Vec<Value>),
}
