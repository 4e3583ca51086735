//! Types of PostgreSQL.

use limbeck_schema::{ArrayType, EnumType, Identifier, NamedType, QualifiedName};

use super::NAME;
use crate::{
    CompileError,
    types::{self, Arguments, TypeCompiler, TypeContext, compile_type},
};

/// The types of PostgreSQL (`PGTypeCompiler`).
pub(super) struct Types;

impl TypeCompiler for Types {
    fn has_enum(&self) -> bool {
        true
    }

    fn enums_have_names(&self) -> bool {
        true
    }

    fn enum_is_generic(&self) -> bool {
        true
    }

    fn has_boolean(&self) -> bool {
        true
    }

    fn large_binary(&self, _length: Option<i64>) -> String {
        "BYTEA".to_owned()
    }

    fn float(&self, precision: Option<i64>) -> String {
        match precision {
            None | Some(0) => "FLOAT".to_owned(),
            Some(precision) => format!("FLOAT({precision})"),
        }
    }

    fn double(&self) -> &'static str {
        "DOUBLE PRECISION"
    }

    fn datetime(&self, timezone: bool) -> String {
        with_time_zone("TIMESTAMP", None, timezone)
    }

    fn time(&self, timezone: bool) -> String {
        with_time_zone("TIME", None, timezone)
    }

    fn interval(&self, second_precision: Option<i64>) -> Option<String> {
        Some(interval(None, second_precision))
    }

    fn uuid(&self, _context: TypeContext<'_>) -> Option<&'static str> {
        Some("UUID")
    }

    fn native_enum(
        &self,
        context: TypeContext<'_>,
        data_type: &EnumType,
    ) -> Result<String, CompileError> {
        let class = if data_type.dialect.is_some() {
            "ENUM"
        } else {
            "Enum"
        };
        type_name(
            context,
            class,
            data_type.name.as_ref(),
            data_type.schema.as_ref(),
        )
    }

    /// The brackets stand before the collation of the elements.
    fn array(
        &self,
        context: TypeContext<'_>,
        data_type: &ArrayType,
    ) -> Result<String, CompileError> {
        let item = compile_type(context.dialect, &data_type.item, context.options)?;
        let dimensions = usize::try_from(data_type.dimensions.unwrap_or(1)).unwrap_or(0);
        let brackets = "[]".repeat(dimensions);
        Ok(match item.find(" COLLATE") {
            Some(at) => format!("{}{brackets}{}", &item[..at], &item[at..]),
            None => item + &brackets,
        })
    }

    fn named(
        &self,
        context: TypeContext<'_>,
        data_type: &NamedType,
    ) -> Result<String, CompileError> {
        Ok(match data_type.name.as_str() {
            name @ ("TIMESTAMP" | "TIME") => with_time_zone(
                name,
                data_type.integer("precision"),
                data_type.flag("timezone"),
            ),
            "ENUM" | "DOMAIN" => {
                let name = data_type.text("name").map(Identifier::from);
                let schema = data_type.text("schema").map(Identifier::from);
                return type_name(context, &data_type.name, name.as_ref(), schema.as_ref());
            }
            "INTERVAL" if is_own(data_type) => {
                interval(data_type.text("fields"), data_type.integer("precision"))
            }
            "BIT" if is_own(data_type) => {
                bit(data_type.integer("length"), data_type.flag("varying"))
            }
            name if OWN_TYPES.binary_search(&name).is_ok() => name.to_owned(),
            _ => return types::named(context, data_type),
        })
    }
}

/// The types that are their name and nothing more, sorted.
const OWN_TYPES: &[&str] = &[
    "BYTEA",
    "CIDR",
    "CITEXT",
    "DATEMULTIRANGE",
    "DATERANGE",
    "HSTORE",
    "INET",
    "INT4MULTIRANGE",
    "INT4RANGE",
    "INT8MULTIRANGE",
    "INT8RANGE",
    "JSON",
    "JSONB",
    "JSONPATH",
    "MACADDR",
    "MACADDR8",
    "MONEY",
    "NUMMULTIRANGE",
    "NUMRANGE",
    "OID",
    "REGCLASS",
    "REGCONFIG",
    "TSMULTIRANGE",
    "TSQUERY",
    "TSRANGE",
    "TSTZMULTIRANGE",
    "TSTZRANGE",
    "TSVECTOR",
];

fn is_own(data_type: &NamedType) -> bool {
    data_type.dialect.as_deref() == Some(NAME)
}

fn with_time_zone(name: &str, precision: Option<i64>, timezone: bool) -> String {
    let precision = precision.map_or_else(String::new, |precision| format!("({precision})"));
    let zone = if timezone { "WITH" } else { "WITHOUT" };
    format!("{name}{precision} {zone} TIME ZONE")
}

fn interval(fields: Option<&str>, precision: Option<i64>) -> String {
    let mut text = "INTERVAL".to_owned();
    if let Some(fields) = fields {
        text.push(' ');
        text.push_str(fields);
    }
    if let Some(precision) = precision {
        text.push_str(&format!(" ({precision})"));
    }
    text
}

fn bit(length: Option<i64>, varying: bool) -> String {
    match (varying, length) {
        (true, None) => "BIT VARYING".to_owned(),
        (true, Some(length)) => format!("BIT VARYING({length})"),
        (false, length) => format!("BIT({})", length.filter(|length| *length != 0).unwrap_or(1)),
    }
}

/// The name of an enum or domain (`PGIdentifierPreparer.format_type()`).
///
/// # Errors
/// [`CompileError::Unsupported`] if it has none, or one that a built-in type hides.
pub(super) fn type_name(
    context: TypeContext<'_>,
    class: &str,
    name: Option<&Identifier>,
    schema: Option<&Identifier>,
) -> Result<String, CompileError> {
    let name = name
        .filter(|name| !name.as_str().is_empty())
        .ok_or_else(|| CompileError::Unsupported {
            message: format!("PostgreSQL {class} type requires a name."),
        })?;
    if schema.is_none() && BUILT_IN.binary_search(&name.as_str()).is_ok() {
        return Err(CompileError::Unsupported {
            message: format!(
                "{class} has name '{name}' that matches an existing type, and requires an explicit \
                 schema name in order to be rendered in DDL."
            ),
        });
    }
    let schema = context.options.schema(schema).cloned();
    Ok(context.dialect.identifiers().quote_qualified(
        &QualifiedName::in_schema(schema, name.clone()),
        context.options,
    ))
}

/// The types that the server has by itself and SQLAlchemy knows (`ischema_names`), sorted.
const BUILT_IN: &[&str] = &[
    "\"char\"",
    "_array",
    "bigint",
    "bit",
    "bit varying",
    "boolean",
    "bytea",
    "character",
    "character varying",
    "cidr",
    "citext",
    "date",
    "datemultirange",
    "daterange",
    "double precision",
    "float",
    "hstore",
    "inet",
    "int4multirange",
    "int4range",
    "int8multirange",
    "int8range",
    "integer",
    "interval",
    "json",
    "jsonb",
    "macaddr",
    "macaddr8",
    "money",
    "name",
    "numeric",
    "nummultirange",
    "numrange",
    "oid",
    "real",
    "regclass",
    "regconfig",
    "smallint",
    "text",
    "time",
    "time with time zone",
    "time without time zone",
    "timestamp",
    "timestamp with time zone",
    "timestamp without time zone",
    "tsmultirange",
    "tsquery",
    "tsrange",
    "tstzmultirange",
    "tstzrange",
    "tsvector",
    "uuid",
];

#[cfg(test)]
mod tests {
    use limbeck_schema::{Literal, SqlType, TypeArgument};

    use super::*;
    use crate::{CompileOptions, postgresql::Postgresql};

    #[track_caller]
    fn check(data_type: SqlType, expected: &str) {
        let sql = match compile_type(&Postgresql, &data_type, &CompileOptions::default()) {
            Ok(sql) => sql,
            Err(error) => format!("error: {error}"),
        };
        assert_eq!(sql, expected);
    }

    fn named(name: &str, dialect: Option<&str>, arguments: &[(&str, Literal)]) -> SqlType {
        SqlType::Named(NamedType {
            dialect: dialect.map(str::to_owned),
            name: name.to_owned(),
            arguments: arguments
                .iter()
                .map(|(keyword, value)| {
                    ((*keyword).to_owned(), TypeArgument::Literal(value.clone()))
                })
                .collect(),
        })
    }

    #[test]
    fn generic_types_take_their_local_names() {
        check(SqlType::LargeBinary { length: Some(9) }, "BYTEA");
        check(
            SqlType::Double {
                precision: Some(53),
            },
            "DOUBLE PRECISION",
        );
        check(
            SqlType::Float {
                precision: Some(24),
            },
            "FLOAT(24)",
        );
        check(
            SqlType::DateTime { timezone: true },
            "TIMESTAMP WITH TIME ZONE",
        );
        check(SqlType::Time { timezone: false }, "TIME WITHOUT TIME ZONE");
        check(SqlType::Uuid { native: false }, "CHAR(32)");
        let interval = |native| SqlType::Interval {
            native,
            second_precision: Some(3),
            day_precision: None,
        };
        check(interval(true), "INTERVAL (3)");
        check(interval(false), "TIMESTAMP WITHOUT TIME ZONE");
    }

    #[test]
    fn own_types_keep_their_arguments() {
        let flag = Literal::Boolean(true);
        check(named("TSVECTOR", Some(NAME), &[]), "TSVECTOR");
        check(named("BIT", Some(NAME), &[]), "BIT(1)");
        check(
            named("BIT", Some(NAME), &[("varying", flag.clone())]),
            "BIT VARYING",
        );
        check(
            named(
                "TIMESTAMP",
                Some(NAME),
                &[("timezone", flag), ("precision", Literal::Integer(0))],
            ),
            "TIMESTAMP(0) WITH TIME ZONE",
        );
        check(
            named(
                "INTERVAL",
                Some(NAME),
                &[("fields", Literal::Text("YEAR TO MONTH".to_owned()))],
            ),
            "INTERVAL YEAR TO MONTH",
        );
    }

    #[test]
    fn types_of_others_are_refused_or_understood() {
        check(named("DATETIME", None, &[]), "DATETIME");
        check(
            named("DATETIME", Some("sqlite"), &[]),
            "TIMESTAMP WITHOUT TIME ZONE",
        );
        check(
            named("TINYINT", Some("mysql"), &[]),
            "error: Compiler of dialect 'postgresql' can't render element of type TINYINT",
        );
        check(
            named("BIT", Some("mysql"), &[]),
            "error: Compiler of dialect 'postgresql' can't render element of type BIT",
        );
    }

    #[test]
    fn brackets_stand_before_the_collation() {
        let item = SqlType::String {
            length: Some(5),
            collation: Some("C".to_owned()),
        };
        check(
            SqlType::Array(ArrayType {
                item: Box::new(item),
                dimensions: Some(2),
                dialect: None,
            }),
            "VARCHAR(5)[][] COLLATE \"C\"",
        );
    }

    #[test]
    fn a_name_of_a_built_in_type_needs_a_schema() {
        let data_type = |schema: Option<&str>| {
            SqlType::Enum(Box::new(EnumType {
                values: vec!["a".to_owned()],
                name: Some("interval".into()),
                name_is_final: false,
                schema: schema.map(Into::into),
                native: true,
                create_constraint: false,
                create_type: true,
                length: Some(1),
                collation: None,
                dialect: None,
                arguments: Default::default(),
            }))
        };
        check(data_type(Some("s")), "s.interval");
        check(
            data_type(None),
            "error: Enum has name 'interval' that matches an existing type, and requires an \
             explicit schema name in order to be rendered in DDL.",
        );
    }

    #[test]
    fn the_lists_are_sorted() {
        assert!(BUILT_IN.is_sorted());
        assert!(OWN_TYPES.is_sorted());
    }
}
