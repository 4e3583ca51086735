//! SQL types as SQLAlchemy names them.

use indexmap::IndexMap;

use crate::{ConstraintName, Expression, Identifier, Literal};

/// A column type.
///
/// Generic variants are SQLAlchemy's camel-case types, which each dialect renders in its own
/// way. Upper-case types, standard (`sa.VARCHAR`) and dialect-specific (`postgresql.INET`), are
/// [`SqlType::Named`]: data that the dialects look up by name.
#[derive(Clone, Debug, PartialEq)]
pub enum SqlType {
    /// No type was given (`NullType`).
    Null,
    /// `SmallInteger`.
    SmallInteger,
    /// `Integer`.
    Integer,
    /// `BigInteger`.
    BigInteger,
    /// `Boolean`.
    Boolean {
        /// Adds a CHECK where the dialect has no native boolean.
        create_constraint: bool,
        /// The name of that CHECK.
        name: ConstraintName,
    },
    /// `String`.
    String {
        /// Length in characters.
        length: Option<i64>,
        /// Collation of the column.
        collation: Option<String>,
    },
    /// `Unicode`.
    Unicode {
        /// Length in characters.
        length: Option<i64>,
        /// Collation of the column.
        collation: Option<String>,
    },
    /// `Text`.
    Text {
        /// Length in characters, where the dialect has it.
        length: Option<i64>,
        /// Collation of the column.
        collation: Option<String>,
    },
    /// `UnicodeText`.
    UnicodeText {
        /// Length in characters, where the dialect has it.
        length: Option<i64>,
        /// Collation of the column.
        collation: Option<String>,
    },
    /// `LargeBinary` (also `PickleType`).
    LargeBinary {
        /// Length in bytes, where the dialect has it.
        length: Option<i64>,
    },
    /// `Float`.
    Float {
        /// Binary precision.
        precision: Option<i64>,
    },
    /// `Double`.
    Double {
        /// Binary precision.
        precision: Option<i64>,
    },
    /// `Numeric`.
    Numeric {
        /// Total digits.
        precision: Option<i64>,
        /// Digits after the point.
        scale: Option<i64>,
    },
    /// `Date`.
    Date,
    /// `DateTime`.
    DateTime {
        /// With time zone, where the dialect has it.
        timezone: bool,
    },
    /// `Time`.
    Time {
        /// With time zone, where the dialect has it.
        timezone: bool,
    },
    /// `Interval`.
    Interval {
        /// Use the dialect's own interval type, where it has one.
        native: bool,
        /// Precision of the seconds.
        second_precision: Option<i64>,
        /// Precision of the days.
        day_precision: Option<i64>,
    },
    /// `Uuid`.
    Uuid {
        /// Use the dialect's own type, where it has one.
        native: bool,
    },
    /// `JSON`.
    Json,
    /// `Enum`, generic or `postgresql.ENUM`.
    Enum(Box<EnumType>),
    /// `ARRAY`, generic or `postgresql.ARRAY`.
    Array(ArrayType),
    /// An upper-case type, rendered by its name.
    Named(NamedType),
    /// A type with another one for some dialects (`with_variant`).
    Variant(VariantType),
    /// The text that a `UserDefinedType`'s `get_col_spec()` returned.
    UserDefined(String),
    /// A class of the application over another type (`TypeDecorator`).
    Custom(CustomType),
}

/// `Enum`.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumType {
    /// The labels, in order.
    pub values: Vec<String>,
    /// The name of the type or of its CHECK.
    pub name: Option<Identifier>,
    /// Whether the name is final (`op.f()`): its CHECK goes through no naming convention.
    pub name_is_final: bool,
    /// The schema of the type.
    pub schema: Option<Identifier>,
    /// Use the dialect's own enum, where it has one.
    pub native: bool,
    /// Adds a CHECK where the enum is not native.
    pub create_constraint: bool,
    /// `create_type` of `postgresql.ENUM`: CREATE TYPE goes with CREATE TABLE.
    pub create_type: bool,
    /// Length of the VARCHAR of a non-native enum: that of the longest label unless another one
    /// was given; `None` is no length (`length=None`).
    pub length: Option<i64>,
    /// Collation.
    pub collation: Option<String>,
    /// The dialect whose own class it is (`postgresql.ENUM`), if it is not the generic one.
    pub dialect: Option<String>,
    /// The further arguments of that class that differ from `None`, by their keyword.
    pub arguments: IndexMap<String, TypeArgument>,
}

/// `ARRAY`.
#[derive(Clone, Debug, PartialEq)]
pub struct ArrayType {
    /// The type of the elements.
    pub item: Box<SqlType>,
    /// The number of dimensions; one if `None`.
    pub dimensions: Option<i64>,
    /// The dialect whose own class it is (`postgresql.ARRAY`), if it is not the generic one.
    pub dialect: Option<String>,
}

/// An upper-case type held as data.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedType {
    /// The dialect that has it; `None` for SQL-standard types (`sa.VARCHAR`).
    pub dialect: Option<String>,
    /// The class name, such as `VARCHAR` or `TSVECTOR`.
    pub name: String,
    /// The constructor's arguments that differ from `None`, by their keyword.
    pub arguments: IndexMap<String, TypeArgument>,
}

/// An argument of a [`NamedType`].
#[derive(Clone, Debug, PartialEq)]
pub enum TypeArgument {
    /// A plain value.
    Literal(Literal),
    /// Another type (`JSONB(astext_type=Text())`, `DOMAIN("d", Integer)`).
    Type(Box<SqlType>),
    /// A SQL expression (`DOMAIN(..., check=sa.text(...))`).
    Expression(Box<Expression>),
}

/// A type with variants (`Integer().with_variant(BigInteger(), "postgresql")`).
#[derive(Clone, Debug, PartialEq)]
pub struct VariantType {
    /// The type for all other dialects.
    pub base: Box<SqlType>,
    /// Dialect names and their types, in the order given.
    pub variants: Vec<(String, SqlType)>,
}

/// A type whose class is the application's, as the models have it: compared by what it stands for, written in a script
/// by its own name.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomType {
    /// The module that has the class; `sqlalchemy` for a type of SQLAlchemy's own with arguments that have no
    /// field here (`Numeric(asdecimal=False)`).
    pub module: String,
    /// The call that makes it, without the module (`repr()`).
    pub representation: String,
    /// What the dialect in force makes of it.
    pub implementation: Box<SqlType>,
}

impl SqlType {
    /// The type that a dialect uses: itself, its variant, or what the application's class stands for.
    pub fn for_dialect(&self, dialect: &str) -> &SqlType {
        match self {
            SqlType::Variant(variant) => variant
                .variants
                .iter()
                .find(|(name, _)| name == dialect)
                .map_or(&*variant.base, |(_, variant)| variant)
                .for_dialect(dialect),
            SqlType::Custom(custom) => custom.implementation.for_dialect(dialect),
            other => other,
        }
    }
}
