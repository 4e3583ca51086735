//! A declared type as the type that reflection returns.

use indexmap::IndexMap;
use limbeck_schema::{Literal, NamedType, SqlType, TypeArgument};

use crate::sqlite::NAME;

/// A declared type: one of the known names, or else what its affinity makes of it.
pub(in crate::sqlite) fn column_type(text: &str) -> Option<SqlType> {
    let (name, inside) = match text.split_once('(') {
        Some((name, rest)) => (
            name,
            rest.split_once(')').map_or(rest, |(inside, _)| inside),
        ),
        None => (text, ""),
    };
    let name = name.trim().to_uppercase();
    let numbers: Vec<i64> = inside
        .split(',')
        .filter_map(|n| n.trim().parse().ok())
        .collect();
    let (class, dialect): (&str, Option<&str>) = match name.as_str() {
        "BIGINT" => ("BIGINT", None),
        "BLOB" => ("BLOB", None),
        "BOOL" | "BOOLEAN" => ("BOOLEAN", None),
        "CHAR" => ("CHAR", None),
        "DATE" | "DATE_CHAR" => ("DATE", None),
        "DATETIME" | "DATETIME_CHAR" => ("DATETIME", None),
        "DECIMAL" => ("DECIMAL", None),
        "DOUBLE" | "DOUBLE_PRECISION" => ("DOUBLE", None),
        "FLOAT" => ("FLOAT", None),
        "INT" | "INTEGER" => ("INTEGER", None),
        "JSON" => ("JSON", Some(NAME)),
        "JSONB" => ("JSONB", Some(NAME)),
        "NCHAR" => ("NCHAR", None),
        "NUMERIC" => ("NUMERIC", None),
        "NVARCHAR" => ("NVARCHAR", None),
        "REAL" => ("REAL", None),
        "SMALLINT" => ("SMALLINT", None),
        "TEXT" => ("TEXT", None),
        "TIME" | "TIME_CHAR" => ("TIME", None),
        "TIMESTAMP" => ("TIMESTAMP", None),
        "VARCHAR" => ("VARCHAR", None),
        "" => return None,
        other if other.contains("INT") => ("INTEGER", None),
        other
            if ["CHAR", "CLOB", "TEXT"]
                .iter()
                .any(|word| other.contains(word)) =>
        {
            ("TEXT", None)
        }
        other if other.contains("BLOB") => ("BLOB", None),
        other
            if ["REAL", "FLOA", "DOUB"]
                .iter()
                .any(|word| other.contains(word)) =>
        {
            ("REAL", None)
        }
        _ => ("NUMERIC", None),
    };
    let keywords: &[&str] = match class {
        "CHAR" | "NCHAR" | "VARCHAR" | "NVARCHAR" | "TEXT" => &["length"],
        "NUMERIC" | "DECIMAL" => &["precision", "scale"],
        "FLOAT" | "REAL" => &["precision"],
        _ => &[],
    };
    let arguments: IndexMap<String, TypeArgument> = keywords
        .iter()
        .zip(numbers)
        .map(|(keyword, value)| {
            (
                (*keyword).to_owned(),
                TypeArgument::Literal(Literal::Integer(value)),
            )
        })
        .collect();
    Some(SqlType::Named(NamedType {
        dialect: dialect.map(str::to_owned),
        name: class.to_owned(),
        arguments,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, class: &str, arguments: &[(&str, i64)]) {
        let Some(SqlType::Named(found)) = column_type(text) else {
            panic!("{text} is no type");
        };
        let numbers: Vec<(&str, &TypeArgument)> = found
            .arguments
            .iter()
            .map(|(keyword, value)| (keyword.as_str(), value))
            .collect();
        let expected: Vec<(&str, TypeArgument)> = arguments
            .iter()
            .map(|(keyword, value)| (*keyword, TypeArgument::Literal(Literal::Integer(*value))))
            .collect();
        assert_eq!(found.name, class, "{text}");
        assert_eq!(
            numbers,
            expected.iter().map(|(k, v)| (*k, v)).collect::<Vec<_>>(),
            "{text}"
        );
    }

    #[test]
    fn declared_types_are_read() {
        check("VARCHAR(20)", "VARCHAR", &[("length", 20)]);
        check(
            "numeric(10, 2)",
            "NUMERIC",
            &[("precision", 10), ("scale", 2)],
        );
        check("unsigned big int", "INTEGER", &[]);
        check("native character(70)", "TEXT", &[("length", 70)]);
        check("money", "NUMERIC", &[]);
        assert_eq!(column_type(""), None);
    }
}
