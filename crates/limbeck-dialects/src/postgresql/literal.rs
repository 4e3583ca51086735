//! Values as literals of PostgreSQL.

use jiff::SignedDuration;
use limbeck_schema::{
    Literal, SqlType,
    expression::typing::{self, Affinity, affinity, type_name},
};

use crate::{
    CompileError,
    expression::{
        DmlCompiler, Sql,
        json::document,
        literal::{
            array, boolean, date_text, datetime_text, float, no_renderer, quote, standard,
            time_text, total_seconds, unfit,
        },
    },
    types::Arguments,
};

/// A value as SQLAlchemy writes it into a script.
pub(super) fn script(compiler: &dyn DmlCompiler, value: &Literal, data_type: &SqlType) -> Sql {
    match (value, affinity(data_type)) {
        (Literal::Null, _) => Ok("NULL".to_owned()),
        (Literal::Interval(interval), Affinity::Interval) => {
            Ok(format!("make_interval(secs=>{})", total_seconds(interval)))
        }
        (Literal::Text(text), Affinity::Uuid) if is_text_uuid(data_type) => {
            Ok(quote(&text.replace('-', "")))
        }
        (Literal::List(_), Affinity::Array) => array(compiler, value, data_type, "ARRAY["),
        (_, Affinity::Other) if type_name(data_type) == Some(typing::JSON_INDEX) => {
            json_index(value, data_type)
        }
        (_, Affinity::Other) if type_name(data_type) == Some(typing::JSON_PATH) => {
            json_path(value, data_type)
        }
        (Literal::Text(text), Affinity::Other) if type_name(data_type) == Some("REGCONFIG") => {
            Ok(quote(text))
        }
        _ => standard(compiler, value, data_type),
    }
}

/// Whether values of a UUID type are text in Python (`as_uuid=False`).
pub(super) fn is_text_uuid(data_type: &SqlType) -> bool {
    match data_type {
        SqlType::Named(named) => named.literal("as_uuid") == Some(&Literal::Boolean(false)),
        _ => false,
    }
}

fn json_index(value: &Literal, data_type: &SqlType) -> Sql {
    match value {
        Literal::Integer(index) => Ok(index.to_string()),
        Literal::Text(key) => Ok(quote(key)),
        _ => Err(no_renderer(value, data_type)),
    }
}

/// A path: `{a, 1}`, or as it was written.
fn json_path(value: &Literal, data_type: &SqlType) -> Sql {
    match value {
        Literal::Text(path) => Ok(quote(path)),
        Literal::List(steps) => {
            let steps: Vec<String> = steps
                .iter()
                .map(crate::expression::literal::plain_text)
                .collect();
            Ok(quote(&format!("{{{}}}", steps.join(", "))))
        }
        _ => Err(no_renderer(value, data_type)),
    }
}

/// A value as psycopg2 sends it: what has a type of its own in Python says so, everything else
/// is left to the server to understand.
pub(super) fn driver(compiler: &dyn DmlCompiler, value: &Literal, data_type: &SqlType) -> Sql {
    match (affinity(data_type), value) {
        (Affinity::Json, Literal::Null) if !none_as_null(data_type) => Ok(quote("null")),
        (_, Literal::Null) => Ok("NULL".to_owned()),
        (Affinity::Json, value) => Ok(quote(&document(value))),
        (Affinity::Boolean, value) => {
            boolean(compiler, value).ok_or_else(|| unfit(value, data_type))
        }
        (Affinity::Hstore, Literal::Map(entries)) => Ok(quote(&hstore(entries))),
        (Affinity::Other, _) if type_name(data_type) == Some(typing::JSON_PATH) => {
            json_path(value, data_type)
        }
        (Affinity::Other, _) if type_name(data_type) == Some(typing::JSON_INDEX) => {
            json_index(value, data_type)
        }
        (Affinity::Array, Literal::List(items)) => list(compiler, items, data_type),
        (_, value) => adapted(compiler, value),
    }
}

/// Whether a JSON type writes `None` as NULL rather than as the document `null`.
fn none_as_null(data_type: &SqlType) -> bool {
    match data_type {
        SqlType::Named(named) => named.flag("none_as_null"),
        _ => false,
    }
}

/// A list, its elements those of the array's element type.
fn list(compiler: &dyn DmlCompiler, items: &[Literal], data_type: &SqlType) -> Sql {
    let SqlType::Array(array) = data_type else {
        return adapted(compiler, &Literal::List(items.to_vec()));
    };
    if items.is_empty() {
        return Ok("'{}'".to_owned());
    }
    let items = items
        .iter()
        .map(|item| match item {
            Literal::List(inner) => list(compiler, inner, data_type),
            item => driver(compiler, item, &array.item),
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(format!("ARRAY[{}]", items.join(",")))
}

/// A value by its own type (`psycopg2.extensions.adapt()`).
fn adapted(compiler: &dyn DmlCompiler, value: &Literal) -> Sql {
    Ok(match value {
        Literal::Null => "NULL".to_owned(),
        Literal::Boolean(value) => compiler.boolean(*value).to_owned(),
        Literal::Integer(value) => value.to_string(),
        Literal::Decimal(text) if text.parse::<f64>().is_ok_and(f64::is_finite) => text.clone(),
        Literal::Decimal(_) => "'NaN'::numeric".to_owned(),
        Literal::Float(value) if value.is_nan() => "'NaN'::float".to_owned(),
        Literal::Float(value) if value.is_infinite() => {
            let sign = if *value < 0.0 { "-" } else { "" };
            format!("'{sign}Infinity'::float")
        }
        Literal::Float(value) => float(*value),
        Literal::Text(text) if text.contains('\0') => {
            return Err(CompileError::Unsupported {
                message: "A string literal cannot contain NUL (0x00) characters.".to_owned(),
            });
        }
        Literal::Text(text) => quote(text),
        Literal::Bytes(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            format!("'\\x{digits}'::bytea")
        }
        Literal::Date(date) => format!("'{}'::date", date_text(*date)),
        Literal::Time(time, offset) => {
            let name = if offset.is_some() { "timetz" } else { "time" };
            format!("'{}'::{name}", time_text(*time, offset.as_deref()))
        }
        Literal::DateTime(moment, offset) => {
            let name = if offset.is_some() {
                "timestamptz"
            } else {
                "timestamp"
            };
            let text = datetime_text(*moment, offset.as_deref()).replace(' ', "T");
            format!("'{text}'::{name}")
        }
        Literal::Interval(interval) => format!("'{}'::interval", interval_text(interval)),
        Literal::Uuid(text) => format!("'{text}'::uuid"),
        Literal::List(items) if items.is_empty() => "'{}'".to_owned(),
        Literal::List(items) => {
            let items = items
                .iter()
                .map(|item| adapted(compiler, item))
                .collect::<Result<Vec<_>, _>>()?;
            format!("ARRAY[{}]", items.join(","))
        }
        Literal::Map(_) => {
            return Err(CompileError::Parameter {
                message: "can't adapt type 'dict'; give the parameter a JSON type with \
                          bindparam(..., type_=sa.JSON), or pass json.dumps(...)"
                    .to_owned(),
            });
        }
    })
}

/// Days, seconds and microseconds, as Python keeps them.
fn interval_text(interval: &SignedDuration) -> String {
    let microseconds = interval.as_micros();
    let day = 86_400_000_000;
    let days = microseconds.div_euclid(day);
    let rest = microseconds.rem_euclid(day);
    format!(
        "{days} days {}.{:06} seconds",
        rest / 1_000_000,
        rest % 1_000_000
    )
}

/// A dict as the text of an HSTORE.
fn hstore(entries: &[(String, Literal)]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let entries: Vec<String> = entries
        .iter()
        .map(|(key, value)| {
            let value = match value {
                Literal::Null => "NULL".to_owned(),
                other => quoted(&crate::expression::literal::plain_text(other)),
            };
            format!("{}=>{value}", quoted(key))
        })
        .collect();
    entries.join(", ")
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;
    use crate::postgresql::dml::Dml;

    #[track_caller]
    fn check(value: Literal, data_type: SqlType, in_script: Option<&str>, sent: &str) {
        let data_type = &data_type;
        assert_eq!(
            script(&Dml, &value, data_type).ok().as_deref(),
            in_script,
            "in a script"
        );
        assert_eq!(
            driver(&Dml, &value, data_type).as_deref(),
            Ok(sent),
            "as sent"
        );
    }

    fn text(text: &str) -> Literal {
        Literal::Text(text.to_owned())
    }

    fn integers() -> SqlType {
        typing::array_of(&SqlType::Integer, Some("postgresql"))
    }

    #[test]
    fn plain_values() {
        check(Literal::Null, typing::string(), Some("NULL"), "NULL");
        check(
            text("o'x\\"),
            typing::string(),
            Some("'o''x\\'"),
            "'o''x\\'",
        );
        check(
            Literal::Boolean(true),
            typing::boolean(),
            Some("true"),
            "true",
        );
        check(Literal::Integer(-5), SqlType::Integer, Some("-5"), "-5");
        check(Literal::Float(1.5), typing::numeric(), Some("1.5"), "1.5");
        check(
            Literal::Float(f64::NAN),
            typing::numeric(),
            Some("nan"),
            "'NaN'::float",
        );
    }

    #[test]
    fn values_whose_type_the_driver_tells() {
        check(
            Literal::Date(civil::date(2020, 1, 2)),
            SqlType::Date,
            Some("'2020-01-02'"),
            "'2020-01-02'::date",
        );
        check(
            Literal::DateTime(
                civil::datetime(2020, 1, 2, 3, 4, 5, 6_000),
                Some("+00:00".to_owned()),
            ),
            SqlType::DateTime { timezone: true },
            Some("'2020-01-02 03:04:05.000006+00:00'"),
            "'2020-01-02T03:04:05.000006+00:00'::timestamptz",
        );
        check(
            Literal::Interval(SignedDuration::from_secs(86_405)),
            typing::interval(),
            Some("make_interval(secs=>86405.0)"),
            "'1 days 5.000000 seconds'::interval",
        );
        check(
            Literal::Bytes(b"a\xff".to_vec()),
            SqlType::LargeBinary { length: None },
            None,
            "'\\x61ff'::bytea",
        );
    }

    #[test]
    fn documents_and_lists() {
        let document = Literal::Map(vec![("k".to_owned(), Literal::Integer(1))]);
        check(
            document,
            SqlType::Json,
            Some("'{\"k\": 1}'"),
            "'{\"k\": 1}'",
        );
        check(Literal::Null, SqlType::Json, Some("NULL"), "'null'");
        check(
            Literal::List(vec![Literal::Integer(1), Literal::Integer(2)]),
            integers(),
            Some("ARRAY[1, 2]"),
            "ARRAY[1,2]",
        );
        check(
            Literal::List(Vec::new()),
            integers(),
            Some("ARRAY[]"),
            "'{}'",
        );
    }

    #[test]
    fn a_value_without_type_is_refused_in_a_script_only() {
        check(Literal::Integer(1), SqlType::Null, None, "1");
    }
}
