//! The file name of a new revision: `file_template` and the slug.

use std::path::{Path, PathBuf};

use crate::paths::normal;
use crate::python::{PercentError, PercentTemplate, PercentValue, is_word, lower};
use crate::{CreateDate, ProjectError};

/// How the files of new revisions are named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionFileName {
    /// The option `file_template`, after interpolation.
    pub template: String,
    /// The option `truncate_slug_length`.
    pub truncate_slug_length: i64,
}

impl RevisionFileName {
    /// Alembic's default template.
    pub const DEFAULT_TEMPLATE: &'static str = "%(rev)s_%(slug)s";
    /// Alembic's default length; 0 means this, too.
    pub const DEFAULT_TRUNCATE_SLUG_LENGTH: i64 = 40;

    /// The path of a revision's file below its version folder. It may have folders of its own.
    ///
    /// # Errors
    /// A template that cannot be formatted.
    pub fn path(
        &self,
        revision: &str,
        message: Option<&str>,
        date: &CreateDate,
    ) -> Result<PathBuf, ProjectError> {
        let slug = self.slug(message.unwrap_or_default());
        let moment = date.zoned();
        let format = || -> Result<String, PercentError> {
            PercentTemplate::parse(&self.template)?.render(|token| {
                let number = |value: i8| Some(PercentValue::Int(value.into()));
                match token {
                    "rev" => Some(revision.into()),
                    "slug" => Some(slug.as_str().into()),
                    "epoch" => Some(moment.timestamp().as_second().into()),
                    "year" => Some(PercentValue::Int(moment.year().into())),
                    "month" => number(moment.month()),
                    "day" => number(moment.day()),
                    "hour" => number(moment.hour()),
                    "minute" => number(moment.minute()),
                    "second" => number(moment.second()),
                    _ => None,
                }
            })
        };
        let name = format().map_err(|error| ProjectError::FileTemplate {
            template: self.template.clone(),
            error,
        })?;
        Ok(normal(Path::new(&format!("{name}.py"))))
    }

    /// The words of the message, in lower case, joined by `_`; a longer one is cut to the
    /// configured length, then back to the last `_`, and ends with `_`.
    pub fn slug(&self, message: &str) -> String {
        let words: Vec<&str> = message
            .split(|c: char| !is_word(c))
            .filter(|word| !word.is_empty())
            .collect();
        let slug = lower(&words.join("_"));
        let length = i64::try_from(slug.chars().count()).unwrap_or(i64::MAX);
        if length <= self.truncate_slug_length {
            return slug;
        }
        // As with a Python slice, a negative length counts from the end.
        let keep = if self.truncate_slug_length < 0 {
            length.saturating_add(self.truncate_slug_length)
        } else {
            self.truncate_slug_length
        };
        let keep = usize::try_from(keep).unwrap_or(0);
        let cut: String = slug.chars().take(keep).collect();
        let kept = cut.rsplit_once('_').map_or(cut.as_str(), |(kept, _)| kept);
        format!("{kept}_")
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    #[track_caller]
    fn check(template: &str, message: Option<&str>, expected: &str) {
        let names = RevisionFileName {
            template: template.to_owned(),
            truncate_slug_length: 12,
        };
        let now = "2024-03-09T05:06:07.9Z".parse().unwrap();
        let date = CreateDate::new(now, Some("Asia/Tokyo"), &TimeZone::UTC).unwrap();
        let found = match names.path("abc123", message, &date) {
            Ok(path) => path.display().to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn templates() {
        check(
            RevisionFileName::DEFAULT_TEMPLATE,
            Some("Add: Été"),
            "abc123_add_été.py",
        );
        check(RevisionFileName::DEFAULT_TEMPLATE, None, "abc123_.py");
        check(
            "%(year)d/%(month).2d-%(day)s %(hour)s:%(minute)02d:%(second)s %(epoch)s %%",
            None,
            "2024/03-9 14:06:7 1709960767 %.py",
        );
        check("a//./%(rev)s", None, "a/abc123.py");
        check("%(rev).4s_%(slug).3s", Some("hello"), "abc1_hel.py");
        check(
            "%(nope)s",
            None,
            "file_template '%(nope)s' cannot be formatted: 'nope'",
        );
        check(
            "%(rev)d",
            None,
            "file_template '%(rev)d' cannot be formatted: %d format: a real number is required, not str",
        );
    }

    #[test]
    fn slugs() {
        let check = |limit: i64, message: &str, expected: &str| {
            let names = RevisionFileName {
                template: String::new(),
                truncate_slug_length: limit,
            };
            assert_eq!(names.slug(message), expected, "{limit} {message}");
        };
        check(
            40,
            "it's a (very) odd/message: 100%!",
            "it_s_a_very_odd_message_100",
        );
        check(7, "hello world", "hello_");
        check(11, "hello world", "hello_world");
        check(3, "hello world", "hel_");
        check(6, "hello world", "hello_");
        check(-2, "hello world", "hello_");
        check(-100, "hello world", "_");
        check(4, "日本語 テスト", "日本語_");
        check(40, "", "");
    }
}
