//! The names in `sqlalchemy.dialects.postgresql`.

use super::NAME;
use crate::vocabulary::constructors::{BINARY, NOTHING, TEXT};
use crate::vocabulary::{
    Constructor, Parameter, Shown, ShownKeyword, TypeClass, Vocabulary, representations,
};

const PRECISE_TIMEZONE: Constructor = Constructor::Plain(&[
    Parameter::flag("timezone", false),
    Parameter::new("precision"),
]);
const INTERVAL: Constructor =
    Constructor::Plain(&[Parameter::new("precision"), Parameter::new("fields")]);
const JSON: Constructor =
    Constructor::WithType(&[Parameter::flag("none_as_null", false)], "astext_type");
const HSTORE: Constructor = Constructor::WithType(&[], "text_type");

const fn own(name: &'static str, constructor: Constructor) -> TypeClass {
    TypeClass {
        name,
        dialect: Some(NAME),
        constructor,
        shown: Shown::Parameters,
    }
}

/// What Alembic writes of a domain, which is more than `repr()` shows.
const DOMAIN: Shown = Shown::Listed {
    positional: &["name", "data_type"],
    keywords: &[
        ShownKeyword::plain("collation"),
        ShownKeyword::plain("collation_schema"),
        ShownKeyword::plain("default"),
        ShownKeyword::plain("constraint_name"),
        ShownKeyword::flag("not_null", false),
        ShownKeyword::plain("check"),
        ShownKeyword::plain("schema"),
        ShownKeyword::flag("create_type", true),
    ],
};

pub(super) static VOCABULARY: Vocabulary = Vocabulary {
    submodules: &[
        "array",
        "base",
        "hstore",
        "json",
        "named_types",
        "ranges",
        "types",
    ],
    types: &[
        own("ARRAY", Constructor::Array),
        own("BIT", Constructor::Bit),
        own("BYTEA", BINARY),
        own("CIDR", NOTHING),
        TypeClass {
            shown: representations::TEXT,
            ..own("CITEXT", TEXT)
        },
        own("DATEMULTIRANGE", NOTHING),
        own("DATERANGE", NOTHING),
        TypeClass {
            shown: DOMAIN,
            ..own("DOMAIN", Constructor::Interpreted)
        },
        TypeClass {
            shown: representations::ENUM,
            ..own("ENUM", Constructor::Enum { checks_first: true })
        },
        own("HSTORE", HSTORE),
        own("INET", NOTHING),
        own("INT4MULTIRANGE", NOTHING),
        own("INT4RANGE", NOTHING),
        own("INT8MULTIRANGE", NOTHING),
        own("INT8RANGE", NOTHING),
        own("INTERVAL", INTERVAL),
        own("JSON", JSON),
        own("JSONB", JSON),
        own("JSONPATH", NOTHING),
        own("MACADDR", NOTHING),
        own("MACADDR8", NOTHING),
        own("MONEY", NOTHING),
        own("NUMMULTIRANGE", NOTHING),
        own("NUMRANGE", NOTHING),
        own("OID", NOTHING),
        own("REGCLASS", NOTHING),
        own("REGCONFIG", NOTHING),
        own("TIME", PRECISE_TIMEZONE),
        own("TIMESTAMP", PRECISE_TIMEZONE),
        own("TSMULTIRANGE", NOTHING),
        own("TSQUERY", NOTHING),
        own("TSRANGE", NOTHING),
        own("TSTZMULTIRANGE", NOTHING),
        own("TSTZRANGE", NOTHING),
        own("TSVECTOR", NOTHING),
    ],
    passed_on: &[
        "BIGINT",
        "BOOLEAN",
        "CHAR",
        "DATE",
        "DOUBLE_PRECISION",
        "FLOAT",
        "INTEGER",
        "NUMERIC",
        "REAL",
        "SMALLINT",
        "TEXT",
        "UUID",
        "VARCHAR",
    ],
    index_keywords: &[
        "using",
        "include",
        "where",
        "ops",
        "concurrently",
        "with",
        "tablespace",
        "nulls_not_distinct",
    ],
    constraints: &["ExcludeConstraint"],
    reflected_unique: "True",
};
