//! Values that a script writes into SQL.

use jiff::{SignedDuration, civil};

/// A Python value as it appears in a script's SQL: a bound parameter, a default, a row to insert.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `None`.
    Null,
    /// `True` or `False`.
    Boolean(bool),
    /// An integer that fits 64 bits.
    Integer(i64),
    /// A larger integer or a `Decimal`, as decimal digits.
    Decimal(String),
    /// A float.
    Float(f64),
    /// A string, or a string-valued enum member.
    Text(String),
    /// `bytes`.
    Bytes(Vec<u8>),
    /// `datetime.date`.
    Date(civil::Date),
    /// `datetime.time`, with the text of its UTC offset (`+02:00`) if it has one.
    Time(civil::Time, Option<String>),
    /// `datetime.datetime`, with the text of its UTC offset (`+02:00`) if it has one.
    DateTime(civil::DateTime, Option<String>),
    /// `datetime.timedelta`.
    Interval(SignedDuration),
    /// `uuid.UUID`, hyphenated.
    Uuid(String),
    /// A list or tuple.
    List(Vec<Literal>),
    /// A dict with string keys, in order.
    Map(Vec<(String, Literal)>),
}
