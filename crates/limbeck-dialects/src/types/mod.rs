//! [`TypeCompiler`]: types as they stand in SQL.

mod arguments;
mod standard;

use limbeck_schema::{ArrayType, EnumType, NamedType, SqlType};

pub(crate) use arguments::Arguments;
pub(crate) use standard::{collation, named, string};

use crate::{CompileError, CompileOptions, Dialect};

/// What a type is compiled for.
#[derive(Clone, Copy)]
pub struct TypeContext<'a> {
    /// The dialect.
    pub dialect: &'a dyn Dialect,
    /// The settings of the run.
    pub options: &'a CompileOptions,
}

/// How a dialect writes types; the defaults are those of SQLAlchemy's `GenericTypeCompiler`.
pub trait TypeCompiler: Send + Sync {
    /// Whether [`EnumType::native`] counts (`supports_native_enum`).
    fn has_enum(&self) -> bool {
        false
    }

    /// Whether an enum of its own is an object of the schema, with a name.
    fn enums_have_names(&self) -> bool {
        false
    }

    /// Whether it has a boolean type that needs no CHECK (`supports_native_boolean`).
    fn has_boolean(&self) -> bool {
        false
    }

    /// `Boolean`.
    fn boolean(&self) -> &'static str {
        "BOOLEAN"
    }

    /// A generic type of characters, which is `VARCHAR` or `TEXT`.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] if it needs a length.
    fn string(
        &self,
        context: TypeContext<'_>,
        name: &str,
        length: Option<i64>,
        collation: Option<&str>,
    ) -> Result<String, CompileError> {
        Ok(string(context, name, length, collation, None))
    }

    /// `LargeBinary`.
    fn large_binary(&self, length: Option<i64>) -> String {
        let _ = length;
        "BLOB".to_owned()
    }

    /// `Float` and `FLOAT`.
    fn float(&self, precision: Option<i64>) -> String {
        let _ = precision;
        "FLOAT".to_owned()
    }

    /// `Double`.
    fn double(&self) -> &'static str {
        "DOUBLE"
    }

    /// `DateTime`.
    fn datetime(&self, timezone: bool) -> String {
        let _ = timezone;
        "DATETIME".to_owned()
    }

    /// `Time`.
    fn time(&self, timezone: bool) -> String {
        let _ = timezone;
        "TIME".to_owned()
    }

    /// `Interval` of a dialect that has its own; `None` stores it as a [`Self::datetime`].
    fn interval(&self, second_precision: Option<i64>) -> Option<String> {
        let _ = second_precision;
        None
    }

    /// `Uuid` of a dialect that has its own; `None` stores it as 32 characters.
    fn uuid(&self, context: TypeContext<'_>) -> Option<&'static str> {
        let _ = context;
        None
    }

    /// A native `Enum`, if [`Self::has_enum`].
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] if the type has no name.
    fn native_enum(
        &self,
        context: TypeContext<'_>,
        data_type: &EnumType,
    ) -> Result<String, CompileError> {
        let _ = context;
        Err(cannot_render(context.dialect, &format!("{data_type:?}")))
    }

    /// Whether the dialect's own enum class is a generic enum to other dialects; if not, only a
    /// dialect with native enums can write it.
    fn enum_is_generic(&self) -> bool {
        false
    }

    /// `ARRAY`.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] where there are none.
    fn array(
        &self,
        context: TypeContext<'_>,
        data_type: &ArrayType,
    ) -> Result<String, CompileError> {
        let _ = data_type;
        Err(cannot_render(context.dialect, "ARRAY"))
    }

    /// An upper-case type.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] for a type that the dialect does not know.
    fn named(
        &self,
        context: TypeContext<'_>,
        data_type: &NamedType,
    ) -> Result<String, CompileError> {
        named(context, data_type)
    }

    /// What an upper-case type of this dialect is to other dialects, if that is a generic type
    /// rather than the name: the class derives from the camel-case one and keeps its
    /// `__visit_name__`.
    fn generic_form(&self, data_type: &NamedType) -> Option<SqlType> {
        let _ = data_type;
        None
    }
}

/// The SQL of a type.
///
/// # Errors
/// [`CompileError::Unsupported`] if the dialect has no such type.
pub fn compile_type(
    dialect: &dyn Dialect,
    data_type: &SqlType,
    options: &CompileOptions,
) -> Result<String, CompileError> {
    let context = TypeContext { dialect, options };
    let types = dialect.types();
    Ok(match data_type.for_dialect(dialect.name()) {
        SqlType::Null => {
            return Err(CompileError::Unsupported {
                message: "Can't generate DDL for NullType(); did you forget to specify a type on \
                          this Column?"
                    .to_owned(),
            });
        }
        SqlType::SmallInteger => "SMALLINT".to_owned(),
        SqlType::Integer => "INTEGER".to_owned(),
        SqlType::BigInteger => "BIGINT".to_owned(),
        SqlType::Boolean { .. } => types.boolean().to_owned(),
        SqlType::String { length, collation } | SqlType::Unicode { length, collation } => {
            return types.string(context, "VARCHAR", *length, collation.as_deref());
        }
        SqlType::Text { length, collation } | SqlType::UnicodeText { length, collation } => {
            return types.string(context, "TEXT", *length, collation.as_deref());
        }
        SqlType::LargeBinary { length } => types.large_binary(*length),
        SqlType::Float { precision } => types.float(*precision),
        SqlType::Double { .. } => types.double().to_owned(),
        SqlType::Numeric { precision, scale } => standard::exact("NUMERIC", *precision, *scale),
        SqlType::Date => "DATE".to_owned(),
        SqlType::DateTime { timezone } => types.datetime(*timezone),
        SqlType::Time { timezone } => types.time(*timezone),
        SqlType::Interval {
            native,
            second_precision,
            ..
        } => (*native)
            .then(|| types.interval(*second_precision))
            .flatten()
            .unwrap_or_else(|| types.datetime(false)),
        SqlType::Uuid { native } => (*native)
            .then(|| types.uuid(context))
            .flatten()
            .unwrap_or("CHAR(32)")
            .to_owned(),
        SqlType::Json => "JSON".to_owned(),
        SqlType::Enum(data_type) if is_foreign_enum(dialect, data_type) => {
            if !types.has_enum() {
                return Err(cannot_render(dialect, "ENUM"));
            }
            return types.native_enum(context, data_type);
        }
        SqlType::Enum(data_type) if data_type.native && types.has_enum() => {
            return types.native_enum(context, data_type);
        }
        SqlType::Enum(data_type) => {
            let collation = data_type.collation.as_deref();
            return types.string(context, "VARCHAR", data_type.length, collation);
        }
        SqlType::Array(data_type) => return types.array(context, data_type),
        SqlType::Named(named) => match foreign_form(dialect, named) {
            Some(generic) => return compile_type(dialect, &generic, options),
            None => return types.named(context, named),
        },
        // `for_dialect` never returns these; what they hold is compiled for completeness.
        SqlType::Variant(variant) => return compile_type(dialect, &variant.base, options),
        SqlType::Custom(custom) => return compile_type(dialect, &custom.implementation, options),
        SqlType::UserDefined(text) => text.clone(),
    })
}

/// What a type of another dialect is to this one, if its owner says so.
fn foreign_form(dialect: &dyn Dialect, named: &NamedType) -> Option<SqlType> {
    let owner = named.dialect.as_deref()?;
    if owner == dialect.name() {
        return None;
    }
    crate::dialect(owner)?.types().generic_form(named)
}

/// Whether an enum is the class of another dialect that is no generic enum here.
fn is_foreign_enum(dialect: &dyn Dialect, data_type: &EnumType) -> bool {
    data_type.dialect.as_deref().is_some_and(|owner| {
        owner != dialect.name()
            && !crate::dialect(owner).is_some_and(|owner| owner.types().enum_is_generic())
    })
}

/// The error for a type that a dialect does not have.
pub(crate) fn cannot_render(dialect: &dyn Dialect, name: &str) -> CompileError {
    CompileError::Unsupported {
        message: format!(
            "Compiler of dialect '{}' can't render element of type {name}",
            dialect.name()
        ),
    }
}

/// The type that decides what a column can do; variants do not.
pub(crate) fn base_type(data_type: &SqlType) -> &SqlType {
    match data_type {
        SqlType::Variant(variant) => base_type(&variant.base),
        SqlType::Custom(custom) => base_type(&custom.implementation),
        other => other,
    }
}

/// Whether a type counts as an integer (`_type_affinity`), and how wide it is.
pub(crate) fn integer_width(data_type: &SqlType) -> Option<IntegerWidth> {
    match data_type {
        SqlType::SmallInteger => Some(IntegerWidth::Small),
        SqlType::Integer => Some(IntegerWidth::Normal),
        SqlType::BigInteger => Some(IntegerWidth::Big),
        SqlType::Named(named) => match named.name.as_str() {
            "SMALLINT" => Some(IntegerWidth::Small),
            "BIGINT" => Some(IntegerWidth::Big),
            "INTEGER" | "INT" | "TINYINT" | "MEDIUMINT" => Some(IntegerWidth::Normal),
            _ => None,
        },
        _ => None,
    }
}

/// The scale of an exact number (`NUMERIC(8, 2)`); `None` for other types.
pub(crate) fn numeric_scale(data_type: &SqlType) -> Option<Option<i64>> {
    match data_type {
        SqlType::Numeric { scale, .. } => Some(*scale),
        SqlType::Named(named) if matches!(named.name.as_str(), "NUMERIC" | "DECIMAL") => {
            Some(named.integer("scale"))
        }
        _ => None,
    }
}

/// How wide an integer type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IntegerWidth {
    /// `SmallInteger`.
    Small,
    /// `Integer`.
    Normal,
    /// `BigInteger`.
    Big,
}
