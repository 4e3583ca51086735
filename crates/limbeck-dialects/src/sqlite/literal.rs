//! Values as literals of SQLite.

use jiff::civil;
use limbeck_schema::{
    Literal, SqlType,
    expression::typing::{self, Affinity, affinity, type_name},
};

use crate::{
    CompileError,
    expression::{
        DmlCompiler, Sql,
        json::{document, path_literal},
        literal::{boolean, datetime_text, float, quote, standard, unfit},
    },
    types::Arguments,
};

/// A value as SQLAlchemy writes it into a script.
pub(super) fn script(compiler: &dyn DmlCompiler, value: &Literal, data_type: &SqlType) -> Sql {
    if *value == Literal::Null {
        return Ok("NULL".to_owned());
    }
    match affinity(data_type) {
        Affinity::Date | Affinity::DateTime | Affinity::Time => stored(value, data_type)
            .map(|text| quote(&text))
            .ok_or_else(|| unfit(value, data_type)),
        Affinity::Uuid => match value {
            Literal::Uuid(text) | Literal::Text(text) => Ok(quote(&text.replace('-', ""))),
            _ => Err(unfit(value, data_type)),
        },
        Affinity::Other => path_literal(value, data_type),
        _ => standard(compiler, value, data_type),
    }
}

/// The text in which dates and times are stored.
fn stored(value: &Literal, data_type: &SqlType) -> Option<String> {
    let truncated = match data_type {
        SqlType::Named(named) => named.flag("truncate_microseconds"),
        _ => false,
    };
    let time = |time: civil::Time| {
        let mut text = format!(
            "{:02}:{:02}:{:02}",
            time.hour(),
            time.minute(),
            time.second()
        );
        if !truncated {
            text.push_str(&format!(".{:06}", time.subsec_nanosecond() / 1_000));
        }
        text
    };
    let date =
        |date: civil::Date| format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day());
    Some(match (affinity(data_type), value) {
        (Affinity::Date, Literal::Date(value)) => date(*value),
        (Affinity::Date, Literal::DateTime(value, _)) => date(value.date()),
        (Affinity::DateTime, Literal::Date(value)) => {
            format!("{} {}", date(*value), time(civil::Time::midnight()))
        }
        (Affinity::DateTime, Literal::DateTime(value, _)) => {
            format!("{} {}", date(value.date()), time(value.time()))
        }
        (Affinity::Time, Literal::Time(value, _)) => time(*value),
        (Affinity::Time, Literal::DateTime(value, _)) => time(value.time()),
        _ => return None,
    })
}

/// A value as Python's `sqlite3` binds it after SQLAlchemy has prepared it.
pub(super) fn driver(compiler: &dyn DmlCompiler, value: &Literal, data_type: &SqlType) -> Sql {
    match (affinity(data_type), value) {
        (Affinity::Json, Literal::Null) if !none_as_null(data_type) => Ok(quote("null")),
        (_, Literal::Null) => Ok("NULL".to_owned()),
        (Affinity::Json, value) => Ok(quote(&document(value))),
        (Affinity::Boolean, value) => {
            boolean(compiler, value).ok_or_else(|| unfit(value, data_type))
        }
        (Affinity::Date | Affinity::DateTime | Affinity::Time, value) => {
            match stored(value, data_type) {
                Some(text) => Ok(quote(&text)),
                None if matches!(value, Literal::Text(_) | Literal::Integer(_)) => {
                    Err(CompileError::Unsupported {
                        message: format!(
                            "SQLite {} type only accepts Python date and time objects as input.",
                            match affinity(data_type) {
                                Affinity::Date => "Date",
                                Affinity::Time => "Time",
                                _ => "DateTime",
                            }
                        ),
                    })
                }
                None => Err(unfit(value, data_type)),
            }
        }
        (Affinity::Uuid, Literal::Uuid(text) | Literal::Text(text)) => {
            Ok(quote(&text.replace('-', "")))
        }
        (Affinity::Other, _)
            if matches!(
                type_name(data_type),
                Some(typing::JSON_INDEX | typing::JSON_PATH)
            ) =>
        {
            path_literal(value, data_type)
        }
        (_, value) => bound(compiler, value),
    }
}

fn none_as_null(data_type: &SqlType) -> bool {
    match data_type {
        SqlType::Named(named) => named.flag("none_as_null"),
        _ => false,
    }
}

/// A value by its own type.
fn bound(compiler: &dyn DmlCompiler, value: &Literal) -> Sql {
    Ok(match value {
        Literal::Null => "NULL".to_owned(),
        Literal::Boolean(value) => compiler.boolean(*value).to_owned(),
        Literal::Integer(value) => value.to_string(),
        Literal::Decimal(text) => match text.parse::<f64>() {
            Ok(number) => number_text(number),
            Err(_) => return Err(unfit(value, &typing::numeric())),
        },
        Literal::Float(number) => number_text(*number),
        Literal::Text(text) if text.contains('\0') => {
            let bytes: String = text.bytes().map(|byte| format!("{byte:02X}")).collect();
            format!("CAST(X'{bytes}' AS TEXT)")
        }
        Literal::Text(text) => quote(text),
        Literal::Bytes(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
            format!("X'{digits}'")
        }
        Literal::Date(_) => quote(&stored(value, &SqlType::Date).unwrap_or_default()),
        Literal::Time(..) => {
            quote(&stored(value, &SqlType::Time { timezone: false }).unwrap_or_default())
        }
        Literal::DateTime(moment, offset) => {
            // What has no type goes to Python's `sqlite3`, which takes `isoformat(" ")`.
            quote(&datetime_text(*moment, offset.as_deref()))
        }
        // An interval is stored as that long after the epoch.
        Literal::Interval(interval) => {
            let moment = civil::date(1970, 1, 1)
                .at(0, 0, 0, 0)
                .checked_add(*interval)
                .map_err(|_| unfit(value, &typing::interval()))?;
            let moment = Literal::DateTime(moment, None);
            quote(&stored(&moment, &typing::datetime()).unwrap_or_default())
        }
        Literal::Uuid(text) => quote(&text.replace('-', "")),
        Literal::List(_) => return Err(unsupported("list")),
        Literal::Map(_) => return Err(unsupported("dict")),
    })
}

/// A number that SQLite reads back as the same one.
fn number_text(number: f64) -> String {
    if number.is_nan() {
        "NULL".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "9e999" } else { "-9e999" }.to_owned()
    } else {
        float(number)
    }
}

fn unsupported(name: &str) -> CompileError {
    CompileError::Unsupported {
        message: format!(
            "Error binding parameter: type '{name}' is not supported; give the parameter a JSON \
             type with bindparam(..., type_=sa.JSON), or pass json.dumps(...)"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sqlite::dml::Dml;

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

    #[test]
    fn dates_and_times_are_stored_with_microseconds() {
        check(
            Literal::DateTime(
                civil::datetime(2020, 1, 2, 3, 4, 5, 0),
                Some("+02:00".to_owned()),
            ),
            typing::datetime(),
            Some("'2020-01-02 03:04:05.000000'"),
            "'2020-01-02 03:04:05.000000'",
        );
        check(
            Literal::Date(civil::date(2020, 1, 2)),
            typing::datetime(),
            Some("'2020-01-02 00:00:00.000000'"),
            "'2020-01-02 00:00:00.000000'",
        );
        check(
            Literal::Interval(jiff::SignedDuration::from_secs(5)),
            typing::interval(),
            None,
            "'1970-01-01 00:00:05.000000'",
        );
    }

    #[test]
    fn moments_without_a_type_are_as_python_writes_them() {
        let check = |moment: civil::DateTime, offset: Option<&str>, sent| {
            let value = Literal::DateTime(moment, offset.map(str::to_owned));
            assert_eq!(driver(&Dml, &value, &SqlType::Null).as_deref(), Ok(sent));
        };
        let moment = civil::datetime(2020, 1, 2, 3, 4, 5, 0);
        check(moment, None, "'2020-01-02 03:04:05'");
        check(
            moment.with().microsecond(6).build().unwrap(),
            Some("+02:00"),
            "'2020-01-02 03:04:05.000006+02:00'",
        );
    }

    #[test]
    fn other_values() {
        check(Literal::Boolean(true), typing::boolean(), Some("1"), "1");
        check(
            Literal::Decimal("1.50".to_owned()),
            typing::numeric(),
            Some("1.50"),
            "1.5",
        );
        check(
            Literal::Bytes(vec![0, 255]),
            SqlType::LargeBinary { length: None },
            None,
            "X'00FF'",
        );
        check(
            Literal::Uuid("00112233-4455-6677-8899-aabbccddeeff".to_owned()),
            SqlType::Uuid { native: true },
            Some("'00112233445566778899aabbccddeeff'"),
            "'00112233445566778899aabbccddeeff'",
        );
        check(
            Literal::Text("a".to_owned()),
            typing::json_index(),
            Some("'$.\"a\"'"),
            "'$.\"a\"'",
        );
    }
}
