//! Types of SQLite.

use limbeck_schema::{NamedType, SqlType};

use super::NAME;
use crate::{
    CompileError,
    types::{self, Arguments, TypeCompiler, TypeContext},
};

/// The types of SQLite (`SQLiteTypeCompiler`).
pub(super) struct Types;

impl TypeCompiler for Types {
    fn named(
        &self,
        context: TypeContext<'_>,
        data_type: &NamedType,
    ) -> Result<String, CompileError> {
        Ok(match data_type.name.as_str() {
            name @ ("JSON" | "JSONB") => name.to_owned(),
            // A name without a known word in it gives the column a numeric affinity, which would
            // turn a format of digits only into a number.
            name @ ("DATE" | "TIME" | "DATETIME")
                if data_type.dialect.as_deref() == Some(NAME)
                    && data_type.text("storage_format").is_some_and(is_digits_only) =>
            {
                format!("{name}_CHAR")
            }
            _ => return types::named(context, data_type),
        })
    }

    fn generic_form(&self, data_type: &NamedType) -> Option<SqlType> {
        match data_type.name.as_str() {
            "DATE" => Some(SqlType::Date),
            "TIME" => Some(SqlType::Time { timezone: false }),
            "DATETIME" => Some(SqlType::DateTime { timezone: false }),
            "JSON" => Some(SqlType::Json),
            _ => None,
        }
    }
}

/// Whether a storage format such as `%(year)04d%(month)02d` makes nothing but digits.
fn is_digits_only(format: &str) -> bool {
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        if let Some((_, tail)) = rest
            .strip_prefix("%(")
            .and_then(|rest| rest.split_once(')'))
        {
            rest = tail
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .strip_prefix('d')
                .unwrap_or(tail);
        } else if first.is_ascii_digit() {
            rest = &rest[1..];
        } else {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use limbeck_schema::{Literal, TypeArgument};

    use super::*;
    use crate::{CompileOptions, sqlite::Sqlite, types::compile_type};

    #[track_caller]
    fn check(data_type: SqlType, expected: &str) {
        let sql = match compile_type(&Sqlite, &data_type, &CompileOptions::default()) {
            Ok(sql) => sql,
            Err(error) => format!("error: {error}"),
        };
        assert_eq!(sql, expected);
    }

    #[test]
    fn generic_types_take_their_plain_names() {
        check(SqlType::Double { precision: None }, "DOUBLE");
        check(SqlType::DateTime { timezone: true }, "DATETIME");
        check(SqlType::Uuid { native: true }, "CHAR(32)");
        check(
            SqlType::Interval {
                native: true,
                second_precision: None,
                day_precision: None,
            },
            "DATETIME",
        );
        check(
            SqlType::Array(limbeck_schema::ArrayType {
                item: Box::new(SqlType::Integer),
                dimensions: None,
                dialect: None,
            }),
            "error: Compiler of dialect 'sqlite' can't render element of type ARRAY",
        );
    }

    #[test]
    fn an_enum_of_another_dialect_may_be_a_generic_one() {
        let data_type = |dialect: &str| {
            SqlType::Enum(Box::new(limbeck_schema::EnumType {
                values: vec!["a".to_owned()],
                name: Some("e".into()),
                name_is_final: false,
                schema: None,
                native: true,
                create_constraint: false,
                create_type: true,
                length: Some(1),
                collation: None,
                dialect: Some(dialect.to_owned()),
                arguments: Default::default(),
            }))
        };
        check(data_type("postgresql"), "VARCHAR(1)");
        check(
            data_type("mysql"),
            "error: Compiler of dialect 'sqlite' can't render element of type ENUM",
        );
    }

    #[test]
    fn a_format_of_digits_keeps_a_date_from_becoming_a_number() {
        let date = |format: &str| {
            SqlType::Named(NamedType {
                dialect: Some(NAME.to_owned()),
                name: "DATE".to_owned(),
                arguments: [(
                    "storage_format".to_owned(),
                    TypeArgument::Literal(Literal::Text(format.to_owned())),
                )]
                .into_iter()
                .collect(),
            })
        };
        check(date("%(year)04d%(month)02d%(day)02d"), "DATE_CHAR");
        check(date("%(year)04d-%(month)02d-%(day)02d"), "DATE");
    }
}
