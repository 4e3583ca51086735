//! The types of `sqlalchemy.types`.

use super::constructors::{BINARY, BOOLEAN, FLOAT, JSON, NOTHING, NUMERIC, TEXT, TIMEZONE, UUID};
use super::{Constructor, Parameter, Shown, TypeClass, representations};

const INTERVAL: Constructor = Constructor::Plain(&[
    Parameter::flag("native", true),
    Parameter::new("second_precision"),
    Parameter::new("day_precision"),
]);
const CAMEL_CASE_UUID: Constructor = Constructor::Plain(&[
    Parameter::flag("as_uuid", true),
    Parameter::flag("native_uuid", true),
]);

const fn generic(name: &'static str, constructor: Constructor) -> TypeClass {
    TypeClass {
        name,
        dialect: None,
        constructor,
        shown: Shown::Parameters,
    }
}

const fn text(name: &'static str) -> TypeClass {
    TypeClass {
        shown: representations::TEXT,
        ..generic(name, TEXT)
    }
}

static TYPES: &[TypeClass] = &[
    generic("ARRAY", Constructor::Array),
    generic("BIGINT", NOTHING),
    generic("BINARY", BINARY),
    generic("BLOB", BINARY),
    generic("BOOLEAN", BOOLEAN),
    generic("BigInteger", NOTHING),
    generic("Boolean", BOOLEAN),
    text("CHAR"),
    text("CLOB"),
    generic("DATE", NOTHING),
    generic("DATETIME", TIMEZONE),
    generic("DECIMAL", NUMERIC),
    generic("DOUBLE", FLOAT),
    generic("DOUBLE_PRECISION", FLOAT),
    generic("Date", NOTHING),
    generic("DateTime", TIMEZONE),
    generic("Double", FLOAT),
    TypeClass {
        shown: representations::ENUM,
        ..generic(
            "Enum",
            Constructor::Enum {
                checks_first: false,
            },
        )
    },
    generic("FLOAT", FLOAT),
    generic("Float", FLOAT),
    generic("INTEGER", NOTHING),
    generic("Integer", NOTHING),
    TypeClass {
        shown: representations::NOTHING,
        ..generic("Interval", INTERVAL)
    },
    generic("JSON", JSON),
    generic("LargeBinary", BINARY),
    text("NCHAR"),
    generic("NUMERIC", NUMERIC),
    text("NVARCHAR"),
    generic("Numeric", NUMERIC),
    generic("REAL", FLOAT),
    generic("SMALLINT", NOTHING),
    generic("SmallInteger", NOTHING),
    text("String"),
    text("TEXT"),
    generic("TIME", TIMEZONE),
    generic("TIMESTAMP", TIMEZONE),
    text("Text"),
    generic("Time", TIMEZONE),
    generic("UUID", UUID),
    text("Unicode"),
    text("UnicodeText"),
    generic("Uuid", CAMEL_CASE_UUID),
    generic("VARBINARY", BINARY),
    text("VARCHAR"),
];

/// A type of `sqlalchemy.types` by its name; `INT` is `INTEGER` there too.
pub fn generic_type(name: &str) -> Option<&'static TypeClass> {
    let name = if name == "INT" { "INTEGER" } else { name };
    TYPES.iter().find(|class| class.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_is_found_by_its_name() {
        for class in TYPES {
            let found = generic_type(class.name).expect("listed");
            assert!(std::ptr::eq(found, class), "{} is listed twice", class.name);
        }
        assert_eq!(generic_type("INT").map(|class| class.name), Some("INTEGER"));
        assert!(generic_type("JSONB").is_none());
    }
}
