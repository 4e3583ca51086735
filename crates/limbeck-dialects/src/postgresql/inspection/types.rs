//! The text of `format_type` as the type that reflection returns.

use indexmap::IndexMap;
use limbeck_schema::{ArrayType, Literal, NamedType, SqlType, TypeArgument};

use crate::postgresql::NAME;

/// The type of a column, without enums, which the catalog names.
pub(super) fn column_type(text: &str) -> Option<SqlType> {
    let mut text = text.trim();
    let mut is_array = false;
    while let Some(item) = text.strip_suffix("[]") {
        text = item;
        is_array = true;
    }
    let item = scalar(text)?;
    Some(if is_array {
        SqlType::Array(ArrayType {
            item: Box::new(item),
            dimensions: None,
            dialect: Some(NAME.to_owned()),
        })
    } else {
        item
    })
}

fn scalar(text: &str) -> Option<SqlType> {
    let (name, numbers) = words(text);
    let number = |place: usize| numbers.get(place).copied();
    // Those that SQLAlchemy has for every database.
    let standard =
        |class: &str, arguments: Vec<(&str, TypeArgument)>| named(None, class, arguments);
    let own =
        |class: &str, arguments: Vec<(&str, TypeArgument)>| named(Some(NAME), class, arguments);
    let one = |keyword: &'static str| {
        number(0)
            .map(|n| (keyword, integer(n)))
            .into_iter()
            .collect()
    };
    let timezone = |word: &str| ("timezone", flag(word.ends_with("with time zone")));
    let precision = || number(0).map(|n| ("precision", integer(n)));
    Some(match name.as_str() {
        "smallint" => standard("SMALLINT", Vec::new()),
        "integer" => standard("INTEGER", Vec::new()),
        "bigint" => standard("BIGINT", Vec::new()),
        "numeric" => standard(
            "NUMERIC",
            [("precision", number(0)), ("scale", number(1))]
                .into_iter()
                .filter_map(|(keyword, value)| value.map(|n| (keyword, integer(n))))
                .collect(),
        ),
        "real" => standard("REAL", Vec::new()),
        "double precision" => standard("DOUBLE_PRECISION", vec![("precision", integer(53))]),
        "boolean" => standard("BOOLEAN", Vec::new()),
        "character varying" => standard("VARCHAR", one("length")),
        "character" => standard("CHAR", one("length")),
        "text" => standard("TEXT", Vec::new()),
        "date" => standard("DATE", Vec::new()),
        "uuid" => standard("UUID", Vec::new()),
        "timestamp with time zone" | "timestamp without time zone" => own(
            "TIMESTAMP",
            [timezone(&name)].into_iter().chain(precision()).collect(),
        ),
        "time with time zone" | "time without time zone" => own(
            "TIME",
            [timezone(&name)].into_iter().chain(precision()).collect(),
        ),
        "bit" => own("BIT", one("length")),
        "bit varying" => own(
            "BIT",
            [("varying", flag(true))]
                .into_iter()
                .chain(number(0).map(|n| ("length", integer(n))))
                .collect(),
        ),
        // SQLAlchemy has nothing better for these.
        "name" | "\"char\"" => SqlType::String {
            length: None,
            collation: None,
        },
        "bytea" | "json" | "jsonb" | "oid" | "inet" | "cidr" | "macaddr" | "macaddr8" | "money"
        | "regclass" | "regconfig" | "tsquery" | "tsvector" | "hstore" | "citext" | "int4range"
        | "int8range" | "numrange" | "daterange" | "tsrange" | "tstzrange" | "int4multirange"
        | "int8multirange" | "nummultirange" | "datemultirange" | "tsmultirange"
        | "tstzmultirange" => own(&name.to_uppercase(), Vec::new()),
        interval if interval.split(' ').next() == Some("interval") => {
            let fields = interval.strip_prefix("interval").unwrap_or_default().trim();
            let fields = (!fields.is_empty()).then(|| {
                (
                    "fields",
                    TypeArgument::Literal(Literal::Text(fields.to_owned())),
                )
            });
            own("INTERVAL", fields.into_iter().chain(precision()).collect())
        }
        _ => return None,
    })
}

/// The words outside of parentheses, and the numbers inside.
fn words(text: &str) -> (String, Vec<i64>) {
    let Some((before, rest)) = text.split_once('(') else {
        return (text.to_owned(), Vec::new());
    };
    let (inside, after) = rest.split_once(')').unwrap_or((rest, ""));
    let numbers = inside
        .split(',')
        .filter_map(|n| n.trim().parse().ok())
        .collect();
    (format!("{}{after}", before.trim_end()), numbers)
}

fn named(dialect: Option<&str>, name: &str, arguments: Vec<(&str, TypeArgument)>) -> SqlType {
    SqlType::Named(NamedType {
        dialect: dialect.map(str::to_owned),
        name: name.to_owned(),
        arguments: arguments
            .into_iter()
            .map(|(keyword, value)| (keyword.to_owned(), value))
            .collect::<IndexMap<_, _>>(),
    })
}

fn integer(value: i64) -> TypeArgument {
    TypeArgument::Literal(Literal::Integer(value))
}

fn flag(value: bool) -> TypeArgument {
    TypeArgument::Literal(Literal::Boolean(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, class: &str, arguments: &[(&str, TypeArgument)]) {
        let Some(SqlType::Named(found)) = column_type(text) else {
            panic!("{text} is no named type");
        };
        assert_eq!(found.name, class);
        let expected: IndexMap<String, TypeArgument> = arguments
            .iter()
            .map(|(keyword, value)| ((*keyword).to_owned(), value.clone()))
            .collect();
        assert_eq!(found.arguments, expected, "{text}");
    }

    #[test]
    fn types_are_read_with_their_arguments() {
        check("integer", "INTEGER", &[]);
        check(
            "character varying(36)",
            "VARCHAR",
            &[("length", integer(36))],
        );
        check(
            "numeric(10,2)",
            "NUMERIC",
            &[("precision", integer(10)), ("scale", integer(2))],
        );
        check(
            "timestamp(3) with time zone",
            "TIMESTAMP",
            &[("timezone", flag(true)), ("precision", integer(3))],
        );
        check("jsonb", "JSONB", &[]);
        check(
            "interval day to second(3)",
            "INTERVAL",
            &[
                (
                    "fields",
                    TypeArgument::Literal(Literal::Text("day to second".to_owned())),
                ),
                ("precision", integer(3)),
            ],
        );
    }

    #[test]
    fn arrays_have_their_item() {
        let Some(SqlType::Array(array)) = column_type("text[]") else {
            panic!("no array");
        };
        assert_eq!(Some(*array.item), column_type("text"));
        assert_eq!(column_type("my_type"), None);
    }
}
