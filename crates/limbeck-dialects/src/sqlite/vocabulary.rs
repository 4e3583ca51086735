//! The names in `sqlalchemy.dialects.sqlite`.

use super::NAME;
use crate::vocabulary::constructors::JSON;
use crate::vocabulary::{Shown, TypeClass, Vocabulary};

pub(super) static VOCABULARY: Vocabulary = Vocabulary {
    submodules: &["base"],
    types: &[TypeClass {
        name: "JSON",
        dialect: Some(NAME),
        constructor: JSON,
        shown: Shown::Parameters,
    }],
    passed_on: &[
        "BLOB",
        "BOOLEAN",
        "CHAR",
        "DECIMAL",
        "FLOAT",
        "INTEGER",
        "NUMERIC",
        "REAL",
        "SMALLINT",
        "TEXT",
        "TIMESTAMP",
        "VARCHAR",
    ],
    index_keywords: &["where"],
    constraints: &[],
    reflected_unique: "1",
};
