//! The names in `sqlalchemy.dialects.mysql`.

use super::NAME;
use crate::vocabulary::constructors::{BINARY, JSON, NOTHING};
use crate::vocabulary::{Constructor, Parameter, Shown, ShownKeyword, TypeClass, Vocabulary};

const INTEGER: Constructor = Constructor::Plain(&[
    Parameter::new("display_width"),
    Parameter::new("unsigned"),
    Parameter::new("zerofill"),
]);
const NUMERIC: Constructor = Constructor::Plain(&[
    Parameter::new("precision"),
    Parameter::new("scale"),
    Parameter::flag_of_python("asdecimal", true),
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
        shown: Shown::Parameters,
    }
}

/// An exact number: `repr()` begins with what its base class has.
const fn exact(name: &'static str) -> TypeClass {
    const SHOWN: Shown = Shown::Listed {
        positional: &[],
        keywords: &[
            ShownKeyword::flag("unsigned", false),
            ShownKeyword::flag("zerofill", false),
            ShownKeyword::plain("precision"),
            ShownKeyword::plain("scale"),
            ShownKeyword::plain("decimal_return_scale"),
            ShownKeyword::flag("asdecimal", true),
        ],
    };
    TypeClass {
        shown: SHOWN,
        ..own(name, NUMERIC)
    }
}

/// An inexact number.
const fn inexact(name: &'static str, shown: Shown) -> TypeClass {
    TypeClass {
        shown,
        ..own(name, NUMERIC)
    }
}

const FLOAT: Shown = Shown::Listed {
    positional: &[],
    keywords: &[
        ShownKeyword::plain("precision"),
        ShownKeyword::plain("scale"),
        ShownKeyword::flag("asdecimal", false),
        ShownKeyword::flag("unsigned", false),
        ShownKeyword::flag("zerofill", false),
        ShownKeyword::plain("decimal_return_scale"),
    ],
};
const DOUBLE: Shown = Shown::Listed {
    positional: &[],
    keywords: &[
        ShownKeyword::plain("precision"),
        ShownKeyword::plain("scale"),
        ShownKeyword::set("asdecimal"),
        ShownKeyword::flag("unsigned", false),
        ShownKeyword::flag("zerofill", false),
        ShownKeyword::plain("decimal_return_scale"),
    ],
};

const fn integer(name: &'static str) -> TypeClass {
    const SHOWN: Shown = Shown::Listed {
        positional: &[],
        keywords: &[
            ShownKeyword::plain("display_width"),
            ShownKeyword::flag("unsigned", false),
            ShownKeyword::flag("zerofill", false),
        ],
    };
    TypeClass {
        shown: SHOWN,
        ..own(name, INTEGER)
    }
}

const CHARSET: ShownKeyword = ShownKeyword::plain("charset");
const COLLATION: ShownKeyword = ShownKeyword::plain("collation");
const ASCII: ShownKeyword = ShownKeyword::flag("ascii", false);
const BINARY_FLAG: ShownKeyword = ShownKeyword::flag("binary", false);
const UNICODE: ShownKeyword = ShownKeyword::flag("unicode", false);
const NATIONAL: ShownKeyword = ShownKeyword::flag("national", false);

/// A type of characters: `repr()` ends with what its base class has.
const fn text(name: &'static str) -> TypeClass {
    const SHOWN: Shown = Shown::Listed {
        positional: &[],
        keywords: &[
            CHARSET,
            COLLATION,
            ASCII,
            BINARY_FLAG,
            UNICODE,
            NATIONAL,
            ShownKeyword::plain("length"),
            ShownKeyword::plain("collation_schema"),
        ],
    };
    TypeClass {
        shown: SHOWN,
        ..own(name, TEXT)
    }
}

/// A type of characters that is national by its name.
const fn national(name: &'static str) -> TypeClass {
    const SHOWN: Shown = Shown::Listed {
        positional: &[],
        keywords: &[
            CHARSET,
            COLLATION,
            ASCII,
            BINARY_FLAG,
            UNICODE,
            ShownKeyword::set("national"),
            ShownKeyword::plain("length"),
            ShownKeyword::plain("collation_schema"),
        ],
    };
    TypeClass {
        shown: SHOWN,
        ..own(name, TEXT)
    }
}

const ENUM: Shown = Shown::Listed {
    positional: &["enums"],
    keywords: &[CHARSET, COLLATION, ASCII, BINARY_FLAG, UNICODE, NATIONAL],
};
const SET: Shown = Shown::Listed {
    positional: &["values"],
    keywords: &[
        CHARSET,
        COLLATION,
        ASCII,
        BINARY_FLAG,
        UNICODE,
        NATIONAL,
        ShownKeyword::flag("retrieve_as_bitwise", false),
    ],
};

/// The keywords of `Index`, without the prefix.
const INDEX_KEYWORDS: &[&str] = &["using", "length", "prefix", "with_parser"];

/// Both dialects share the package.
pub(super) static VOCABULARY: Vocabulary = Vocabulary {
    submodules: &["base", "types"],
    types: &[
        integer("BIGINT"),
        own("BIT", BINARY),
        text("CHAR"),
        own("DATETIME", TIME),
        exact("DECIMAL"),
        inexact("DOUBLE", DOUBLE),
        TypeClass {
            shown: ENUM,
            ..own(
                "ENUM",
                Constructor::Enum {
                    checks_first: false,
                },
            )
        },
        inexact("FLOAT", FLOAT),
        own("INET4", NOTHING),
        own("INET6", NOTHING),
        integer("INTEGER"),
        own("JSON", JSON),
        own("LONGBLOB", BINARY),
        text("LONGTEXT"),
        own("MEDIUMBLOB", BINARY),
        integer("MEDIUMINT"),
        text("MEDIUMTEXT"),
        national("NCHAR"),
        exact("NUMERIC"),
        national("NVARCHAR"),
        inexact("REAL", DOUBLE),
        TypeClass {
            shown: SET,
            ..own("SET", Constructor::Interpreted)
        },
        integer("SMALLINT"),
        text("TEXT"),
        own("TIME", TIME),
        own("TIMESTAMP", TIME),
        own("TINYBLOB", BINARY),
        integer("TINYINT"),
        text("TINYTEXT"),
        text("VARCHAR"),
        own("YEAR", YEAR),
    ],
    passed_on: &["BINARY", "BLOB", "BOOLEAN", "DATE", "VARBINARY"],
    index_keywords: INDEX_KEYWORDS,
    constraints: &[],
    reflected_unique: "True",
};

/// The keywords that begin with `mariadb`; a package of that name there is not.
pub(super) static MARIADB: Vocabulary = Vocabulary {
    submodules: &[],
    types: &[],
    passed_on: &[],
    index_keywords: INDEX_KEYWORDS,
    constraints: &[],
    reflected_unique: "True",
};
