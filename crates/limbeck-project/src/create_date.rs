//! The creation date of a new revision.

use std::fmt;

use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, Zoned};

use crate::ProjectError;

/// When a revision is created: in the zone of the option `timezone`, or without it in the
/// system's zone and without saying so, as Alembic does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateDate {
    zoned: Zoned,
    aware: bool,
}

impl CreateDate {
    /// The date of the moment `now`. `timezone` is the option, `local` the system's zone.
    ///
    /// # Errors
    /// A zone that the database of time zones does not have. The name is taken as written, and
    /// then in upper case.
    pub fn new(
        now: Timestamp,
        timezone: Option<&str>,
        local: &TimeZone,
    ) -> Result<Self, ProjectError> {
        let zone = match timezone {
            None => local.clone(),
            Some(name) => find_zone(name)
                .or_else(|| find_zone(&name.to_uppercase()))
                .ok_or_else(|| ProjectError::UnknownTimezone {
                    name: name.to_owned(),
                })?,
        };
        Ok(Self {
            zoned: now.to_zoned(zone),
            aware: timezone.is_some(),
        })
    }

    /// The moment with its zone.
    pub fn zoned(&self) -> &Zoned {
        &self.zoned
    }

    /// Whether the zone is configured, so that the date says it.
    pub fn is_aware(&self) -> bool {
        self.aware
    }
}

/// Finds a zone by its exact name; the bundled database itself does not mind the case.
fn find_zone(name: &str) -> Option<TimeZone> {
    let zone = TimeZoneDatabase::bundled().get(name).ok()?;
    (zone.iana_name() == Some(name)).then_some(zone)
}

impl fmt::Display for CreateDate {
    /// As Python prints a `datetime`: `2024-03-09 05:06:07.089012+00:00`, without microseconds if
    /// there are none, and with the offset only if a zone is configured.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.zoned.datetime();
        write!(
            f,
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
            time.year(),
            time.month(),
            time.day(),
            time.hour(),
            time.minute(),
            time.second()
        )?;
        let microseconds = time.subsec_nanosecond() / 1000;
        if microseconds != 0 {
            write!(f, ".{microseconds:06}")?;
        }
        if self.aware {
            let seconds = self.zoned.offset().seconds();
            let sign = if seconds < 0 { '-' } else { '+' };
            let seconds = seconds.unsigned_abs();
            write!(f, "{sign}{:02}:{:02}", seconds / 3600, seconds / 60 % 60)?;
            if !seconds.is_multiple_of(60) {
                write!(f, ":{:02}", seconds % 60)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(now: &str, timezone: Option<&str>, expected: &str) {
        let local = TimeZone::fixed(jiff::tz::offset(2));
        let found = match CreateDate::new(now.parse().unwrap(), timezone, &local) {
            Ok(date) => date.to_string(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn zones() {
        let now = "2024-03-09T05:06:07.089012345Z";
        check(now, None, "2024-03-09 07:06:07.089012");
        check(now, Some("UTC"), "2024-03-09 05:06:07.089012+00:00");
        check(now, Some("utc"), "2024-03-09 05:06:07.089012+00:00");
        check(now, Some("est5edt"), "2024-03-09 00:06:07.089012-05:00");
        check(now, Some("GB"), "2024-03-09 05:06:07.089012+00:00");
        check(
            "2024-07-15T12:00:00Z",
            Some("US/Eastern"),
            "2024-07-15 08:00:00-04:00",
        );
        check(now, Some("Etc/GMT+5"), "2024-03-09 00:06:07.089012-05:00");
        check(
            "1890-01-01T00:00:00Z",
            Some("Europe/Paris"),
            "1890-01-01 00:09:21+00:09:21",
        );
        for unknown in ["europe/paris", "Mars/Base", "", "Europe", "europe/Paris"] {
            check(
                now,
                Some(unknown),
                &format!("Can't locate timezone: {unknown}"),
            );
        }
    }
}
