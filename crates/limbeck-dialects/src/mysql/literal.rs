//! Values as literals of MySQL and MariaDB.

use jiff::{SignedDuration, civil};
use limbeck_schema::{
    Literal, SqlType,
    expression::typing::{self, Affinity, affinity, type_name},
};

use crate::{
    CompileError,
    expression::{
        DmlCompiler, Sql,
        json::{document, path_literal},
        literal::{boolean, date_text, float, no_renderer, quote, standard, time_text, unfit},
    },
    types::Arguments,
};

/// What a backslash is in a string literal, as the `sql_mode` of the session has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Backslash {
    /// It escapes what follows it.
    Escapes,
    /// It is a character like others (`NO_BACKSLASH_ESCAPES`).
    IsCharacter,
}

impl Backslash {
    /// The text of literals that double their quotes, its backslashes read as they are.
    pub(super) fn kept(self, literals: String) -> String {
        match self {
            Backslash::Escapes => literals.replace('\\', "\\\\"),
            Backslash::IsCharacter => literals,
        }
    }

    /// A text as the driver's literal: nothing is an escape but what is meant as one.
    fn escaped(self, text: &str) -> String {
        match self {
            Backslash::Escapes => escaped(text),
            Backslash::IsCharacter => quote(text),
        }
    }
}

/// A value as SQLAlchemy writes it into a script: backslashes are doubled where they escape.
pub(super) fn script(
    compiler: &dyn DmlCompiler,
    backslash: Backslash,
    value: &Literal,
    data_type: &SqlType,
) -> Sql {
    let sql = match (value, affinity(data_type)) {
        (Literal::Null, _) => return Ok("NULL".to_owned()),
        (Literal::Uuid(text) | Literal::Text(text), Affinity::Uuid) => {
            quote(&text.replace('-', ""))
        }
        (_, Affinity::Other) if is_step(data_type) => path_literal(value, data_type)?,
        // SQLAlchemy has no literals of documents for these databases.
        (_, Affinity::Json) => return Err(no_renderer(value, data_type)),
        _ => standard(compiler, value, data_type)?,
    };
    Ok(backslash.kept(sql))
}

/// Whether a type is that of an index or path into a document.
fn is_step(data_type: &SqlType) -> bool {
    matches!(
        type_name(data_type),
        Some(typing::JSON_INDEX | typing::JSON_PATH)
    )
}

/// A value as PyMySQL sends it after SQLAlchemy has prepared it.
pub(super) fn driver(
    compiler: &dyn DmlCompiler,
    backslash: Backslash,
    value: &Literal,
    data_type: &SqlType,
) -> Sql {
    match (affinity(data_type), value) {
        (Affinity::Json, Literal::Null) if !none_as_null(data_type) => {
            Ok(backslash.escaped("null"))
        }
        (_, Literal::Null) => Ok("NULL".to_owned()),
        (Affinity::Json, value) => Ok(backslash.escaped(&document(value))),
        (Affinity::Boolean, value) => {
            boolean(compiler, value).ok_or_else(|| unfit(value, data_type))
        }
        (Affinity::Uuid, Literal::Uuid(text) | Literal::Text(text)) => {
            Ok(backslash.escaped(&text.replace('-', "")))
        }
        (Affinity::Other, _) if is_step(data_type) => {
            Ok(backslash.kept(path_literal(value, data_type)?))
        }
        // A SET takes its members as one text.
        (Affinity::String, Literal::List(members)) if type_name(data_type) == Some("SET") => {
            let members: Vec<&str> = members
                .iter()
                .filter_map(|member| match member {
                    Literal::Text(member) => Some(member.as_str()),
                    _ => None,
                })
                .collect();
            Ok(backslash.escaped(&members.join(",")))
        }
        // An interval is stored as that long after the epoch.
        (Affinity::Interval, Literal::Interval(interval)) => civil::date(1970, 1, 1)
            .at(0, 0, 0, 0)
            .checked_add(*interval)
            .map(|moment| quote(&moment_text(moment)))
            .map_err(|_| unfit(value, data_type)),
        (_, value) => bound(compiler, backslash, value),
    }
}

fn none_as_null(data_type: &SqlType) -> bool {
    match data_type {
        SqlType::Named(named) => named.flag("none_as_null"),
        _ => false,
    }
}

/// A value by its own type (`pymysql.converters`).
fn bound(compiler: &dyn DmlCompiler, backslash: Backslash, value: &Literal) -> Sql {
    Ok(match value {
        Literal::Null => "NULL".to_owned(),
        Literal::Boolean(value) => compiler.boolean(*value).to_owned(),
        Literal::Integer(value) => value.to_string(),
        Literal::Decimal(text) => text.clone(),
        Literal::Float(number) if number.is_finite() => {
            let text = float(*number);
            // An exponent makes it an approximate number.
            if text.contains('e') {
                text
            } else {
                format!("{text}e0")
            }
        }
        Literal::Float(number) => {
            return Err(CompileError::Parameter {
                message: format!("{} can not be used with MySQL", float(*number)),
            });
        }
        Literal::Text(text) => backslash.escaped(text),
        Literal::Bytes(bytes) => {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
            format!("_binary x'{digits}'")
        }
        Literal::Date(date) => quote(&date_text(*date)),
        Literal::Time(time, _) => quote(&time_text(*time, None)),
        Literal::DateTime(moment, _) => quote(&moment_text(*moment)),
        Literal::Interval(interval) => quote(&duration_text(interval)),
        Literal::Uuid(text) => backslash.escaped(text),
        Literal::List(items) => {
            let items = items
                .iter()
                .map(|item| bound(compiler, backslash, item))
                .collect::<Result<Vec<_>, _>>()?;
            format!("({})", items.join(","))
        }
        Literal::Map(_) => {
            return Err(CompileError::Parameter {
                message: "dict can not be used as parameter; give the parameter a JSON type with \
                          bindparam(..., type_=sa.JSON), or pass json.dumps(...)"
                    .to_owned(),
            });
        }
    })
}

/// A string literal with escapes.
fn escaped(text: &str) -> String {
    let mut sql = String::with_capacity(text.len() + 2);
    sql.push('\'');
    for character in text.chars() {
        match character {
            '\0' => sql.push_str("\\0"),
            '\n' => sql.push_str("\\n"),
            '\r' => sql.push_str("\\r"),
            '\u{1a}' => sql.push_str("\\Z"),
            '"' => sql.push_str("\\\""),
            '\'' => sql.push_str("\\'"),
            '\\' => sql.push_str("\\\\"),
            other => sql.push(other),
        }
    }
    sql.push('\'');
    sql
}

fn moment_text(moment: civil::DateTime) -> String {
    format!(
        "{} {}",
        date_text(moment.date()),
        time_text(moment.time(), None)
    )
}

/// Hours, minutes and seconds; the hours may be many.
fn duration_text(interval: &SignedDuration) -> String {
    let microseconds = interval.as_micros();
    let sign = if microseconds < 0 { "-" } else { "" };
    let total = microseconds.unsigned_abs();
    let (seconds, fraction) = (total / 1_000_000, total % 1_000_000);
    let mut text = format!(
        "{sign}{:02}:{:02}:{:02}",
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60
    );
    if fraction != 0 {
        text.push_str(&format!(".{fraction:06}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mysql::{Vendor, dml::Dml};

    #[track_caller]
    fn check(value: Literal, data_type: SqlType, in_script: Option<&str>, sent: &str) {
        check_with(Backslash::Escapes, value, data_type, in_script, sent);
    }

    #[track_caller]
    fn check_with(
        backslash: Backslash,
        value: Literal,
        data_type: SqlType,
        in_script: Option<&str>,
        sent: &str,
    ) {
        let dml = Dml(Vendor::Mysql, backslash);
        assert_eq!(
            dml.literal(&value, &data_type).ok().as_deref(),
            in_script,
            "in a script"
        );
        assert_eq!(
            dml.driver_literal(&value, &data_type).as_deref(),
            Ok(sent),
            "as sent"
        );
    }

    fn text(text: &str) -> Literal {
        Literal::Text(text.to_owned())
    }

    #[test]
    fn backslashes_escape() {
        check(
            text("o'x\\\n%"),
            typing::string(),
            Some("'o''x\\\\\n%'"),
            "'o\\'x\\\\\\n%'",
        );
        check(
            Literal::Map(vec![("k\\".to_owned(), Literal::Null)]),
            SqlType::Json,
            None,
            r#"'{\"k\\\\\": null}'"#,
        );
    }

    #[test]
    fn backslashes_are_characters() {
        let check = |value, data_type, in_script, sent| {
            check_with(Backslash::IsCharacter, value, data_type, in_script, sent);
        };
        check(
            text("o'x\\\n%"),
            typing::string(),
            Some("'o''x\\\n%'"),
            "'o''x\\\n%'",
        );
        check(
            Literal::Map(vec![("k\\".to_owned(), Literal::Null)]),
            SqlType::Json,
            None,
            r#"'{"k\\": null}'"#,
        );
    }

    #[test]
    fn numbers_and_truth() {
        check(
            Literal::Boolean(true),
            typing::boolean(),
            Some("true"),
            "true",
        );
        check(Literal::Float(1.5), typing::numeric(), Some("1.5"), "1.5e0");
        check(
            Literal::Decimal("1.50".to_owned()),
            typing::numeric(),
            Some("1.50"),
            "1.50",
        );
        check(Literal::Boolean(true), SqlType::Null, None, "true");
    }

    #[test]
    fn moments_and_durations() {
        check(
            Literal::DateTime(
                civil::datetime(2020, 1, 2, 3, 4, 5, 6_000),
                Some("+02:00".to_owned()),
            ),
            typing::datetime(),
            Some("'2020-01-02 03:04:05.000006+02:00'"),
            "'2020-01-02 03:04:05.000006'",
        );
        check(
            Literal::Interval(SignedDuration::from_secs(5)),
            typing::interval(),
            None,
            "'1970-01-01 00:00:05'",
        );
        check(
            Literal::Interval(SignedDuration::from_secs(-360_005)),
            SqlType::Null,
            None,
            "'-100:00:05'",
        );
    }

    #[test]
    fn bytes_are_written_in_digits() {
        check(
            Literal::Bytes(vec![0, 255]),
            SqlType::LargeBinary { length: None },
            None,
            "_binary x'00FF'",
        );
    }
}
