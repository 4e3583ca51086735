//! Types of values and expressions, and what operators make of them.

use super::{Constant, Expression, Operator};
use crate::{ArrayType, ConstraintName, Literal, NamedType, SqlType};

/// The family of a type, within which literals and operators behave alike (`_type_affinity`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named after SQLAlchemy's type")]
pub enum Affinity {
    Null,
    String,
    Integer,
    Numeric,
    Float,
    Boolean,
    Date,
    DateTime,
    Time,
    Interval,
    Binary,
    Uuid,
    Json,
    Array,
    Hstore,
    Range,
    /// A type that is its own family.
    Other,
}

/// The name of the type of an index into a JSON document.
pub const JSON_INDEX: &str = "JSONIndexType";
/// The name of the type of a path into a JSON document.
pub const JSON_PATH: &str = "JSONPathType";

/// The type of an index into a JSON document.
pub fn json_index() -> SqlType {
    internal(JSON_INDEX)
}

/// The type of a path into a JSON document.
pub fn json_path() -> SqlType {
    internal(JSON_PATH)
}

fn internal(name: &str) -> SqlType {
    SqlType::Named(NamedType {
        dialect: None,
        name: name.to_owned(),
        arguments: Default::default(),
    })
}

/// `Boolean` as operators return it.
pub fn boolean() -> SqlType {
    SqlType::Boolean {
        create_constraint: false,
        name: ConstraintName::Unnamed,
    }
}

/// `String` without length.
pub fn string() -> SqlType {
    SqlType::String {
        length: None,
        collation: None,
    }
}

/// `Numeric` without precision.
pub fn numeric() -> SqlType {
    SqlType::Numeric {
        precision: None,
        scale: None,
    }
}

/// `Interval`.
pub fn interval() -> SqlType {
    SqlType::Interval {
        native: true,
        second_precision: None,
        day_precision: None,
    }
}

/// `DateTime`.
pub fn datetime() -> SqlType {
    SqlType::DateTime { timezone: false }
}

/// The family of a type.
pub fn affinity(data_type: &SqlType) -> Affinity {
    match data_type {
        SqlType::Null => Affinity::Null,
        SqlType::SmallInteger | SqlType::Integer | SqlType::BigInteger => Affinity::Integer,
        SqlType::Boolean { .. } => Affinity::Boolean,
        SqlType::String { .. }
        | SqlType::Unicode { .. }
        | SqlType::Text { .. }
        | SqlType::UnicodeText { .. }
        | SqlType::Enum(_) => Affinity::String,
        SqlType::LargeBinary { .. } => Affinity::Binary,
        SqlType::Float { .. } | SqlType::Double { .. } => Affinity::Float,
        SqlType::Numeric { .. } => Affinity::Numeric,
        SqlType::Date => Affinity::Date,
        SqlType::DateTime { .. } => Affinity::DateTime,
        SqlType::Time { .. } => Affinity::Time,
        SqlType::Interval { .. } => Affinity::Interval,
        SqlType::Uuid { .. } => Affinity::Uuid,
        SqlType::Json => Affinity::Json,
        SqlType::Array(_) => Affinity::Array,
        SqlType::Named(named) => named_affinity(&named.name),
        SqlType::Variant(variant) => affinity(&variant.base),
        SqlType::Custom(custom) => affinity(&custom.implementation),
        SqlType::UserDefined(_) => Affinity::Other,
    }
}

fn named_affinity(name: &str) -> Affinity {
    match name {
        "VARCHAR" | "CHAR" | "NVARCHAR" | "NCHAR" | "TEXT" | "CLOB" | "CITEXT" | "TINYTEXT"
        | "MEDIUMTEXT" | "LONGTEXT" | "SET" => Affinity::String,
        "INTEGER" | "INT" | "BIGINT" | "SMALLINT" | "TINYINT" | "MEDIUMINT" => Affinity::Integer,
        "NUMERIC" | "DECIMAL" => Affinity::Numeric,
        "FLOAT" | "REAL" | "DOUBLE" | "DOUBLE_PRECISION" => Affinity::Float,
        "BOOLEAN" => Affinity::Boolean,
        "DATE" => Affinity::Date,
        "DATETIME" | "TIMESTAMP" => Affinity::DateTime,
        "TIME" => Affinity::Time,
        "INTERVAL" => Affinity::Interval,
        "BLOB" | "BYTEA" | "BINARY" | "VARBINARY" | "TINYBLOB" | "MEDIUMBLOB" | "LONGBLOB" => {
            Affinity::Binary
        }
        "UUID" => Affinity::Uuid,
        "JSON" | "JSONB" => Affinity::Json,
        "HSTORE" => Affinity::Hstore,
        "INT4RANGE" | "INT8RANGE" | "NUMRANGE" | "DATERANGE" | "TSRANGE" | "TSTZRANGE"
        | "INT4MULTIRANGE" | "INT8MULTIRANGE" | "NUMMULTIRANGE" | "DATEMULTIRANGE"
        | "TSMULTIRANGE" | "TSTZMULTIRANGE" => Affinity::Range,
        _ => Affinity::Other,
    }
}

/// The name of an upper-case type.
pub fn type_name(data_type: &SqlType) -> Option<&str> {
    match data_type {
        SqlType::Named(named) => Some(&named.name),
        SqlType::Variant(variant) => type_name(&variant.base),
        SqlType::Custom(custom) => type_name(&custom.implementation),
        _ => None,
    }
}

/// Whether two types are of one family (`_compare_type_affinity()`).
pub fn same_affinity(left: &SqlType, right: &SqlType) -> bool {
    let family = affinity(left);
    family == affinity(right) && (family != Affinity::Other || type_name(left) == type_name(right))
}

/// Whether values of the type are concatenated with `||`.
fn is_concatenable(data_type: &SqlType) -> bool {
    matches!(
        affinity(data_type),
        Affinity::String | Affinity::Json | Affinity::Array | Affinity::Hstore
    )
}

/// The type of a value (`_resolve_value_to_type()`).
pub fn type_of(value: &Literal) -> SqlType {
    match value {
        Literal::Null | Literal::List(_) | Literal::Map(_) => SqlType::Null,
        Literal::Boolean(_) => boolean(),
        Literal::Integer(value) if value.unsigned_abs() < 1 << 31 => SqlType::Integer,
        Literal::Integer(_) => SqlType::BigInteger,
        Literal::Decimal(_) => numeric(),
        Literal::Float(_) => SqlType::Double { precision: None },
        Literal::Text(text) if text.is_ascii() => string(),
        Literal::Text(_) => SqlType::Unicode {
            length: None,
            collation: None,
        },
        Literal::Bytes(_) => SqlType::LargeBinary { length: None },
        Literal::Date(_) => SqlType::Date,
        Literal::Time(_, offset) => SqlType::Time {
            timezone: offset.is_some(),
        },
        Literal::DateTime(_, offset) => SqlType::DateTime {
            timezone: offset.is_some(),
        },
        Literal::Interval(_) => interval(),
        Literal::Uuid(_) => SqlType::Uuid { native: true },
    }
}

/// The type that a value is bound with where it is compared to a type
/// (`coerce_compared_value()`).
pub fn coerce_compared_value(data_type: &SqlType, value: &Literal) -> SqlType {
    let keeps = match affinity(data_type) {
        Affinity::Uuid | Affinity::Binary => matches!(value, Literal::Text(_)),
        Affinity::Other => match type_name(data_type) {
            Some("INET" | "CIDR" | "MACADDR" | "MACADDR8") | None => true,
            Some("BIT") => matches!(value, Literal::Text(_)),
            Some(_) => false,
        },
        Affinity::String => type_name(data_type) == Some("CITEXT"),
        _ => false,
    };
    if keeps {
        return data_type.clone();
    }
    let own = type_of(value);
    // `Interval` leaves the decision to the `DateTime` that it is stored as elsewhere.
    if let SqlType::Interval { .. } = data_type {
        return match affinity(&own) {
            Affinity::Null | Affinity::DateTime => datetime(),
            _ => own,
        };
    }
    if own == SqlType::Null || same_affinity(&own, data_type) {
        data_type.clone()
    } else {
        own
    }
}

/// The operator and the type of the result for operands of these types (`_adapt_expression()`).
pub fn adapt(operator: Operator, left: &SqlType, right: &SqlType) -> (Operator, SqlType) {
    if let SqlType::Variant(variant) = left {
        return adapt(operator, &variant.base, right);
    }
    if let SqlType::Custom(custom) = left {
        return adapt(operator, &custom.implementation, right);
    }
    match affinity(left) {
        Affinity::Null => {
            if affinity(right) == Affinity::Null || !operator.is_commutative() {
                (operator, left.clone())
            } else {
                adapt(operator, right, left)
            }
        }
        Affinity::String | Affinity::Json | Affinity::Array | Affinity::Hstore => {
            if operator == Operator::Add && (is_concatenable(right) || *right == SqlType::Null) {
                let data_type = match left {
                    SqlType::Enum(_) => string(),
                    other => other.clone(),
                };
                (Operator::Concat, data_type)
            } else {
                (operator, left.clone())
            }
        }
        Affinity::Integer
        | Affinity::Numeric
        | Affinity::Float
        | Affinity::Date
        | Affinity::DateTime
        | Affinity::Time
        | Affinity::Interval => {
            let data_type = arithmetic(&operator, left, right);
            (operator, data_type)
        }
        Affinity::Boolean
        | Affinity::Binary
        | Affinity::Uuid
        | Affinity::Range
        | Affinity::Other => (operator, left.clone()),
    }
}

/// The type of a computation with numbers or dates (`_expression_adaptations`).
fn arithmetic(operator: &Operator, left: &SqlType, right: &SqlType) -> SqlType {
    use Affinity::{Date, DateTime, Float, Integer, Interval, Numeric, Time};
    let keep = || left.clone();
    let takes = || right.clone();
    match (affinity(left), operator, affinity(right)) {
        (Integer, Operator::Add, Date | Numeric | Float) => takes(),
        (Integer, Operator::Mul, Interval | Numeric | Float) => takes(),
        (Integer, Operator::TrueDiv, Integer) => numeric(),
        (Integer, Operator::TrueDiv, Numeric | Float) => takes(),
        (Integer, Operator::FloorDiv, Numeric) => takes(),
        (Integer, Operator::Sub, Numeric | Float) => takes(),
        (Numeric | Float, Operator::Mul, Interval) => takes(),
        (Date, Operator::Add, Interval | Time) => datetime(),
        (Date, Operator::Sub, Date) => SqlType::Integer,
        (Date, Operator::Sub, Interval) => datetime(),
        (Date, Operator::Sub, DateTime) => interval(),
        (DateTime, Operator::Sub, DateTime) => interval(),
        (Time, Operator::Add, Date) => datetime(),
        (Time, Operator::Sub, Time) => interval(),
        (Interval, Operator::Add, Date) => datetime(),
        (Interval, Operator::Add, DateTime | Time) => takes(),
        _ => keep(),
    }
}

impl Expression {
    /// The type of its value; [`SqlType::Null`] if unknown.
    pub fn data_type(&self) -> SqlType {
        match self {
            Expression::Text(_)
            | Expression::LabelReference(_)
            | Expression::Slice(_)
            | Expression::Tuple(_)
            | Expression::ScalarValues(_)
            | Expression::Constant(Constant::Null) => SqlType::Null,
            Expression::Constant(Constant::True | Constant::False) | Expression::AsBoolean(_) => {
                boolean()
            }
            Expression::Literal { data_type, .. } => data_type.clone(),
            Expression::Bind(bind) => bind.data_type.clone(),
            Expression::Column(column) => column.data_type.clone(),
            Expression::Unary(unary) => unary.data_type.clone(),
            Expression::Binary(binary) => binary.data_type.clone(),
            Expression::List(list) => list.data_type.clone(),
            Expression::Grouping(element) => element.data_type(),
            Expression::Array(array) => array.data_type.clone(),
            Expression::Case(case) => case.data_type.clone(),
            Expression::Cast(cast) | Expression::TypeCoerce(cast) => cast.data_type.clone(),
            Expression::Extract(_) => SqlType::Integer,
            Expression::Label(label) => label.data_type.clone(),
            Expression::Function(function) => function.data_type.clone(),
            Expression::ScalarFunctionColumn(column) => column.data_type.clone(),
            Expression::Over(over) => over.element.data_type(),
            Expression::FunctionFilter(filter) => filter.function.data_type(),
            Expression::AggregateOrderBy(ordered) => ordered.data_type.clone(),
            Expression::Collation(_) => SqlType::Null,
            Expression::ScalarSelect(select) => select.data_type.clone(),
            Expression::TableValuedColumn(_, data_type) => data_type.clone(),
            Expression::NextValue(_) => SqlType::Integer,
        }
    }

    /// Whether its value is a boolean as far as its type says.
    pub fn is_boolean_typed(&self) -> bool {
        affinity(&self.data_type()) == Affinity::Boolean
    }
}

/// An array of elements of a type, or of one dimension more if they are arrays.
pub fn array_of(item: &SqlType, dialect: Option<&str>) -> SqlType {
    let (item, dimensions) = match item {
        SqlType::Array(inner) => (
            (*inner.item).clone(),
            Some(inner.dimensions.map_or(2, |dimensions| dimensions + 1)),
        ),
        other => (other.clone(), None),
    };
    SqlType::Array(ArrayType {
        item: Box::new(item),
        dimensions,
        dialect: dialect.map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(operator: Operator, left: SqlType, right: SqlType, expected: (Operator, SqlType)) {
        assert_eq!(adapt(operator, &left, &right), expected);
    }

    #[test]
    fn adding_strings_concatenates() {
        check(
            Operator::Add,
            string(),
            string(),
            (Operator::Concat, string()),
        );
        check(
            Operator::Add,
            SqlType::Null,
            string(),
            (Operator::Concat, string()),
        );
        check(
            Operator::Add,
            string(),
            SqlType::Integer,
            (Operator::Add, string()),
        );
    }

    #[test]
    fn computing_with_numbers_and_dates_gives_their_types() {
        check(
            Operator::TrueDiv,
            SqlType::Integer,
            SqlType::Integer,
            (Operator::TrueDiv, numeric()),
        );
        check(
            Operator::Sub,
            SqlType::Date,
            SqlType::Date,
            (Operator::Sub, SqlType::Integer),
        );
        check(
            Operator::Add,
            datetime(),
            interval(),
            (Operator::Add, datetime()),
        );
    }

    #[test]
    fn a_value_takes_the_type_that_it_is_compared_to_if_it_fits() {
        let name = SqlType::String {
            length: Some(30),
            collation: None,
        };
        let text = Literal::Text("a".to_owned());
        assert_eq!(coerce_compared_value(&name, &text), name);
        assert_eq!(
            coerce_compared_value(&name, &Literal::Integer(1)),
            SqlType::Integer
        );
        let uuid = SqlType::Uuid { native: true };
        assert_eq!(coerce_compared_value(&uuid, &text), uuid);
        assert_eq!(
            coerce_compared_value(&SqlType::Integer, &Literal::Integer(1 << 40)),
            SqlType::Integer
        );
    }
}
