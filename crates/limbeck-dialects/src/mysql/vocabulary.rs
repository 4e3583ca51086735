//! The names in `sqlalchemy.dialects.mysql`.

use super::NAME;
use crate::vocabulary::constructors::{BINARY, JSON, NOTHING};
use crate::vocabulary::{Constructor, Parameter, TypeClass, Vocabulary};

const INTEGER: Constructor = Constructor::Plain(&[
    Parameter::new("display_width"),
    Parameter::new("unsigned"),
    Parameter::new("zerofill"),
]);
const NUMERIC: Constructor = Constructor::Plain(&[
    Parameter::new("precision"),
    Parameter::new("scale"),
    Parameter::of_python("asdecimal"),
    Parameter::new("unsigned"),
    Parameter::new("zerofill"),
]);
const TEXT: Constructor = Constructor::Plain(&[
    Parameter::new("length"),
    Parameter::new("charset"),
    Parameter::new("collation"),
    Parameter::new("ascii"),
    Parameter::new("unicode"),
    Parameter::new("binary"),
    Parameter::new("national"),
]);
const TIME: Constructor =
    Constructor::Plain(&[Parameter::flag("timezone", false), Parameter::new("fsp")]);
const YEAR: Constructor = Constructor::Plain(&[Parameter::new("display_width")]);

const fn own(name: &'static str, constructor: Constructor) -> TypeClass {
    TypeClass {
        name,
        dialect: Some(NAME),
        constructor,
    }
}

/// The keywords of `Index`, without the prefix.
const INDEX_KEYWORDS: &[&str] = &["using", "length", "prefix", "with_parser"];

/// Both dialects share the package.
pub(super) static VOCABULARY: Vocabulary = Vocabulary {
    submodules: &["base", "types"],
    types: &[
        own("BIGINT", INTEGER),
        own("BIT", BINARY),
        own("CHAR", TEXT),
        own("DATETIME", TIME),
        own("DECIMAL", NUMERIC),
        own("DOUBLE", NUMERIC),
        own(
            "ENUM",
            Constructor::Enum {
                checks_first: false,
            },
        ),
        own("FLOAT", NUMERIC),
        own("INET4", NOTHING),
        own("INET6", NOTHING),
        own("INTEGER", INTEGER),
        own("JSON", JSON),
        own("LONGBLOB", BINARY),
        own("LONGTEXT", TEXT),
        own("MEDIUMBLOB", BINARY),
        own("MEDIUMINT", INTEGER),
        own("MEDIUMTEXT", TEXT),
        own("NCHAR", TEXT),
        own("NUMERIC", NUMERIC),
        own("NVARCHAR", TEXT),
        own("REAL", NUMERIC),
        own("SMALLINT", INTEGER),
        own("TEXT", TEXT),
        own("TIME", TIME),
        own("TIMESTAMP", TIME),
        own("TINYBLOB", BINARY),
        own("TINYINT", INTEGER),
        own("TINYTEXT", TEXT),
        own("VARCHAR", TEXT),
        own("YEAR", YEAR),
    ],
    passed_on: &["BINARY", "BLOB", "BOOLEAN", "DATE", "VARBINARY"],
    index_keywords: INDEX_KEYWORDS,
};

/// The keywords that begin with `mariadb`; a package of that name there is not.
pub(super) static MARIADB: Vocabulary = Vocabulary {
    submodules: &[],
    types: &[],
    passed_on: &[],
    index_keywords: INDEX_KEYWORDS,
};
