//! Values as SQL literals.

use jiff::{SignedDuration, civil};
use limbeck_schema::{
    Literal, SqlType,
    expression::typing::{Affinity, affinity},
};

use super::{DmlCompiler, hooks::Sql};
use crate::CompileError;

/// The literal of a value of a type, as SQLAlchemy's literal processors write it.
///
/// # Errors
/// [`CompileError::Unsupported`] if the value does not fit the type, or the type has no literals.
pub(crate) fn standard(compiler: &dyn DmlCompiler, value: &Literal, data_type: &SqlType) -> Sql {
    if *value == Literal::Null {
        return Ok("NULL".to_owned());
    }
    let wrong = || unfit(value, data_type);
    match affinity(data_type) {
        Affinity::String => match value {
            Literal::Text(text) => Ok(quote(text)),
            _ => Err(wrong()),
        },
        Affinity::Integer => integer(value).ok_or_else(wrong),
        Affinity::Numeric | Affinity::Float => number(value).ok_or_else(wrong),
        Affinity::Boolean => boolean(compiler, value).ok_or_else(wrong),
        Affinity::Date | Affinity::DateTime | Affinity::Time => iso(value, affinity(data_type))
            .map(|text| quote(&text))
            .ok_or_else(wrong),
        Affinity::Binary => match value {
            Literal::Bytes(bytes) => String::from_utf8(bytes.clone())
                .map(|text| quote(&text))
                .map_err(|_| wrong()),
            _ => Err(wrong()),
        },
        Affinity::Uuid => match value {
            Literal::Uuid(text) | Literal::Text(text) => Ok(quote(text)),
            _ => Err(wrong()),
        },
        Affinity::Json => Ok(quote(&super::json::document(value))),
        // An array of a dialect's own class keeps that dialect's words.
        Affinity::Array => match data_type {
            SqlType::Array(array_type) if array_type.dialect.is_some() => {
                array(compiler, value, data_type, "ARRAY[")
            }
            _ => array(compiler, value, data_type, "["),
        },
        Affinity::Null
        | Affinity::Interval
        | Affinity::Hstore
        | Affinity::Range
        | Affinity::Other => Err(no_renderer(value, data_type)),
    }
}

/// The literal of a list, its elements those of the array's element type.
///
/// # Errors
/// [`CompileError::Unsupported`] if an element has none.
pub(crate) fn array(
    compiler: &dyn DmlCompiler,
    value: &Literal,
    data_type: &SqlType,
    open: &str,
) -> Sql {
    let (Literal::List(items), SqlType::Array(array_type)) = (value, data_type) else {
        return Err(unfit(value, data_type));
    };
    let items = items
        .iter()
        .map(|item| match item {
            Literal::List(_) => array(compiler, item, data_type, open),
            item => compiler.literal(item, &array_type.item),
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(format!("{open}{}]", items.join(", ")))
}

/// `str(int(value))`.
fn integer(value: &Literal) -> Option<String> {
    match value {
        Literal::Integer(value) => Some(value.to_string()),
        Literal::Boolean(value) => Some(i32::from(*value).to_string()),
        Literal::Float(value) if value.is_finite() => Some(format!("{:.0}", value.trunc())),
        Literal::Decimal(text) => {
            let whole = text.split('.').next().unwrap_or(text);
            whole
                .trim_start_matches(['-', '+'])
                .chars()
                .all(|c| c.is_ascii_digit())
                .then(|| whole.to_owned())
        }
        Literal::Text(text) => text
            .trim()
            .parse::<i64>()
            .ok()
            .map(|value| value.to_string()),
        _ => None,
    }
}

/// `str(value)` of what `Decimal()` takes.
fn number(value: &Literal) -> Option<String> {
    match value {
        Literal::Integer(value) => Some(value.to_string()),
        Literal::Boolean(value) => Some(if *value { "True" } else { "False" }.to_owned()),
        Literal::Decimal(text) => Some(text.clone()),
        Literal::Float(value) => Some(float(*value)),
        Literal::Text(text) if text.trim().parse::<f64>().is_ok() => Some(text.clone()),
        _ => None,
    }
}

/// True and false, also as numbers.
pub(crate) fn boolean(compiler: &dyn DmlCompiler, value: &Literal) -> Option<String> {
    let value = match value {
        Literal::Boolean(value) => *value,
        Literal::Integer(0) => false,
        Literal::Integer(1) => true,
        Literal::Float(value) if *value == 0.0 => false,
        Literal::Float(value) if *value == 1.0 => true,
        _ => return None,
    };
    Some(compiler.boolean(value).to_owned())
}

/// The ISO text of a date or time, or the part of it that the type wants.
fn iso(value: &Literal, part: Affinity) -> Option<String> {
    Some(match (value, part) {
        (Literal::Date(date), _) => date_text(*date),
        (Literal::DateTime(moment, _), Affinity::Date) => date_text(moment.date()),
        (Literal::DateTime(moment, offset), Affinity::Time) => {
            time_text(moment.time(), offset.as_deref())
        }
        (Literal::DateTime(moment, offset), _) => datetime_text(*moment, offset.as_deref()),
        (Literal::Time(time, offset), _) => time_text(*time, offset.as_deref()),
        _ => return None,
    })
}

/// `date.isoformat()`.
pub(crate) fn date_text(date: civil::Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}

/// `time.isoformat()`.
pub(crate) fn time_text(time: civil::Time, offset: Option<&str>) -> String {
    let mut text = format!(
        "{:02}:{:02}:{:02}",
        time.hour(),
        time.minute(),
        time.second()
    );
    let microseconds = time.subsec_nanosecond() / 1_000;
    if microseconds != 0 {
        text.push_str(&format!(".{microseconds:06}"));
    }
    text.push_str(offset.unwrap_or_default());
    text
}

/// `datetime.isoformat(" ")`.
pub(crate) fn datetime_text(moment: civil::DateTime, offset: Option<&str>) -> String {
    format!(
        "{} {}",
        date_text(moment.date()),
        time_text(moment.time(), offset)
    )
}

/// `repr(value)` of a float.
pub(crate) fn float(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "inf" } else { "-inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        return format!("{value:?}");
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}

/// `timedelta.total_seconds()` as Python shows it.
pub(crate) fn total_seconds(interval: &SignedDuration) -> String {
    #[expect(
        clippy::cast_precision_loss,
        reason = "Python computes it in floating point too"
    )]
    let seconds = interval.as_micros() as f64 / 1e6;
    float(seconds)
}

/// A quoted string literal.
pub(crate) fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// 32 digits as a UUID, hyphenated; `None` if they are none.
pub(crate) fn hyphenated(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| *c != '-').collect();
    if digits.len() != 32 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    let digits = digits.to_ascii_lowercase();
    Some(format!(
        "{}-{}-{}-{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[12..16],
        &digits[16..20],
        &digits[20..]
    ))
}

/// A value as text, without quotes.
pub(crate) fn plain_text(value: &Literal) -> String {
    match value {
        Literal::Null => "None".to_owned(),
        Literal::Boolean(value) => if *value { "True" } else { "False" }.to_owned(),
        Literal::Integer(value) => value.to_string(),
        Literal::Decimal(text) | Literal::Text(text) | Literal::Uuid(text) => text.clone(),
        Literal::Float(value) => float(*value),
        Literal::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Literal::Date(date) => date_text(*date),
        Literal::Time(time, offset) => time_text(*time, offset.as_deref()),
        Literal::DateTime(moment, offset) => datetime_text(*moment, offset.as_deref()),
        Literal::Interval(interval) => format!("timedelta of {} s", total_seconds(interval)),
        Literal::List(_) | Literal::Map(_) => super::json::document(value),
    }
}

/// That a type has no literals.
pub(crate) fn no_renderer(value: &Literal, data_type: &SqlType) -> CompileError {
    CompileError::Unsupported {
        message: format!(
            "No literal value renderer is available for literal value \"{}\" with datatype {}",
            plain_text(value),
            type_text(data_type)
        ),
    }
}

/// That a value is none of its type.
pub(crate) fn unfit(value: &Literal, data_type: &SqlType) -> CompileError {
    CompileError::Unsupported {
        message: format!(
            "Could not render literal value \"{}\" with datatype {}; give it a type that it has, \
             or cast it",
            plain_text(value),
            type_text(data_type)
        ),
    }
}

/// What a type is called in messages.
fn type_text(data_type: &SqlType) -> String {
    match data_type {
        SqlType::Null => "NULL".to_owned(),
        SqlType::Named(named) => named.name.clone(),
        SqlType::UserDefined(text) => text.clone(),
        SqlType::Interval { .. } => "INTERVAL".to_owned(),
        other => format!("{:?}", affinity(other)).to_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_shown_as_python_shows_them() {
        for (value, expected) in [
            (1.5, "1.5"),
            (1.0, "1.0"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.5e-5, "1.5e-05"),
            (0.0001, "0.0001"),
            (-2.5e200, "-2.5e+200"),
            (f64::INFINITY, "inf"),
        ] {
            assert_eq!(float(value), expected);
        }
    }

    #[test]
    fn times_are_iso_text() {
        let time = civil::time(1, 2, 3, 4_000);
        assert_eq!(time_text(time, Some("+02:00")), "01:02:03.000004+02:00");
        assert_eq!(
            datetime_text(civil::datetime(2020, 1, 2, 0, 0, 0, 0), None),
            "2020-01-02 00:00:00"
        );
    }
}
