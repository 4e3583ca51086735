//! `logging.Formatter`: from a record to a line.

use std::borrow::Cow;

use super::strftime::strftime;
use super::styles::Style;
use super::{Level, LocalZone, Record};
use crate::python::{PercentError, PercentValue, repr};

/// Why a format cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatterError {
    /// The style is none of `%`, `{` and `$`.
    #[error("Style must be one of: %,{{,$")]
    UnknownStyle,
    /// The format has no field of its style, or is malformed.
    #[error("Invalid format {} for '{style}' style", repr(.format))]
    InvalidFormat {
        /// The format.
        format: String,
        /// The style.
        style: char,
    },
    /// A `%` conversion that there is not.
    #[error("Invalid format {}: {error}", repr(.format))]
    InvalidConversion {
        /// The format.
        format: String,
        /// What Python says about it.
        error: PercentError,
    },
}

/// How records become lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formatter {
    style: Style,
    date_format: Option<String>,
}

/// The fields of a record: the attributes of Python's `LogRecord` that a format may name.
const FIELDS: &[&str] = &[
    "name",
    "levelno",
    "levelname",
    "pathname",
    "filename",
    "module",
    "lineno",
    "funcName",
    "created",
    "asctime",
    "msecs",
    "relativeCreated",
    "thread",
    "threadName",
    "process",
    "processName",
    "taskName",
    "message",
];

impl Formatter {
    /// The formatter of a handler that names none: the message alone.
    pub fn message_only() -> Self {
        Self {
            style: Style::Fields(Vec::new()),
            date_format: None,
        }
        .with_message()
    }

    fn with_message(mut self) -> Self {
        if let Ok(style) = Style::percent("%(message)s") {
            self.style = style;
        }
        self
    }

    /// A formatter with a format (the message alone if `None` or empty), a format of dates, and a
    /// style, which is `%`, `{` or `$`.
    ///
    /// # Errors
    /// An unknown style; a format that has no field, or is malformed.
    pub fn new(
        format: Option<&str>,
        date_format: Option<&str>,
        style: &str,
    ) -> Result<Self, FormatterError> {
        let given = format.filter(|format| !format.is_empty());
        let invalid = |format: &str, style: char| FormatterError::InvalidFormat {
            format: format.to_owned(),
            style,
        };
        let style = match style {
            "%" => {
                let format = given.unwrap_or("%(message)s");
                let style =
                    Style::percent(format).map_err(|error| FormatterError::InvalidConversion {
                        format: format.to_owned(),
                        error,
                    })?;
                if style.fields().is_empty() {
                    return Err(invalid(format, '%'));
                }
                style
            }
            "{" => {
                let format = given.unwrap_or("{message}");
                Style::brace(format)
                    .filter(|style| !style.fields().is_empty())
                    .ok_or_else(|| invalid(format, '{'))?
            }
            "$" => {
                let format = given.unwrap_or("${message}");
                Style::dollar(format)
                    .filter(|style| !style.fields().is_empty())
                    .ok_or_else(|| invalid(format, '$'))?
            }
            _ => return Err(FormatterError::UnknownStyle),
        };
        Ok(Self {
            style,
            date_format: date_format
                .filter(|format| !format.is_empty())
                .map(str::to_owned),
        })
    }

    /// The names in the format that no record has; they stay as they are written.
    pub fn unknown_fields(&self) -> Vec<&str> {
        let mut fields = self.style.fields();
        fields.retain(|field| !FIELDS.contains(field));
        fields
    }

    /// The line of a record, without a line end. `zone` is the zone of its dates.
    pub fn render(&self, record: &Record<'_>, zone: LocalZone) -> String {
        let asctime = if self.style.fields().contains(&"asctime") {
            self.date(record, zone)
        } else {
            String::new()
        };
        self.style.render(|name| field(record, name, &asctime))
    }

    fn date(&self, record: &Record<'_>, zone: LocalZone) -> String {
        let moment = record.created.to_zoned(zone());
        match &self.date_format {
            Some(format) => strftime(format, &moment),
            None => format!(
                "{},{:03}",
                strftime("%Y-%m-%d %H:%M:%S", &moment),
                record.created.subsec_millisecond()
            ),
        }
    }
}

/// The value of a field. What only Python has (the line of its source, its threads) is what
/// Python gives when it cannot find out.
fn field<'a>(record: &Record<'a>, name: &str, asctime: &str) -> Option<PercentValue<'a>> {
    let module = record.logger.rsplit('.').next().unwrap_or_default();
    let owned = |text: String| Some(PercentValue::Str(Cow::Owned(text)));
    match name {
        "name" => Some(record.logger.into()),
        "message" => Some(record.message.into()),
        "asctime" => owned(asctime.to_owned()),
        "levelname" => owned(record.level.to_string()),
        "levelno" => {
            let Level(number) = record.level;
            Some(PercentValue::Int(number.into()))
        }
        "module" => Some(module.into()),
        "filename" => owned(format!("{module}.py")),
        "pathname" => Some("(unknown file)".into()),
        "funcName" => Some("(unknown function)".into()),
        "lineno" | "thread" => Some(PercentValue::Int(0)),
        "threadName" => Some("MainThread".into()),
        "processName" => Some("MainProcess".into()),
        "taskName" => Some("None".into()),
        "process" => Some(PercentValue::Int(record.process.into())),
        "msecs" => Some(PercentValue::Float(f64::from(
            record.created.subsec_millisecond(),
        ))),
        "created" => Some(PercentValue::Float(
            record.created.as_duration().as_secs_f64(),
        )),
        "relativeCreated" => {
            let elapsed = record.created.duration_since(record.started);
            Some(PercentValue::Float(elapsed.as_secs_f64() * 1000.0))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::tz::TimeZone;

    #[track_caller]
    fn check(format: &str, date_format: &str, style: &str, expected: &str) {
        let record = Record {
            logger: "alembic.runtime.migration",
            level: Level::INFO,
            message: "Running upgrade  -> ae1027a6acf, first",
            created: "2024-03-09T05:06:07.089012Z".parse().unwrap(),
            started: "2024-03-09T05:06:07Z".parse().unwrap(),
            process: 12,
        };
        let found = match Formatter::new(Some(format), Some(date_format), style) {
            Ok(formatter) => formatter.render(&record, || TimeZone::fixed(jiff::tz::offset(1))),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn formats() {
        check(
            "%(levelname)-5.5s [%(name)s] %(message)s",
            "%H:%M:%S",
            "%",
            "INFO  [alembic.runtime.migration] Running upgrade  -> ae1027a6acf, first",
        );
        check(
            "%(asctime)s %(levelno)d",
            "",
            "%",
            "2024-03-09 06:06:07,089 20",
        );
        check("%(asctime)s", "%d/%m %H", "%", "09/03 06");
        check(
            "%(module)s %(filename)s:%(lineno)d %(process)d %(msecs)03d %(relativeCreated)d %(created)f",
            "",
            "%",
            "migration migration.py:0 12 089 89 1709960767.089012",
        );
        check("{levelname:>6} {message:.7}", "", "{", "  INFO Running");
        check(
            "$levelname ${name}",
            "",
            "$",
            "INFO alembic.runtime.migration",
        );
        check("", "", "{", "Running upgrade  -> ae1027a6acf, first");
        check(
            "%(request_id)s %(levelname)s",
            "",
            "%",
            "%(request_id)s INFO",
        );
    }

    #[test]
    fn errors() {
        check("plain", "", "%", "Invalid format 'plain' for '%' style");
        check("{x", "", "{", "Invalid format '{x' for '{' style");
        check("x", "", "$", "Invalid format 'x' for '$' style");
        check(
            "%(levelname)y",
            "",
            "%",
            "Invalid format '%(levelname)y': unsupported format character 'y' (0x79) at index 12",
        );
        check("x", "", "?", "Style must be one of: %,{,$");
    }

    #[test]
    fn fields_that_no_record_has() {
        let formatter = Formatter::new(Some("%(a)s %(name)s"), None, "%").unwrap();
        assert_eq!(formatter.unknown_fields(), ["a"]);
        assert_eq!(
            Formatter::message_only(),
            Formatter::new(None, None, "%").unwrap()
        );
    }
}
