//! Targets of `--sql` runs: `start:end`, because there is no database to ask for the start.

use crate::graph::RevisionGraph;
use crate::{CommandError, RevisionId};

/// A target of `upgrade`, `downgrade` or `stamp`, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'t> {
    /// Where an offline run starts; `None` is the base.
    pub start: Option<&'t str>,
    /// Where it leads.
    pub end: &'t str,
}

impl<'t> Target<'t> {
    /// The target of `upgrade`.
    ///
    /// # Errors
    /// [`CommandError::RangeNotAllowed`] if a range is given but not asked for with `--sql`.
    pub fn of_upgrade(text: &'t str, sql: bool) -> Result<Self, CommandError> {
        if text.contains(':') && !sql {
            return Err(CommandError::RangeNotAllowed);
        }
        Self::parse(text)
    }

    /// The target of `downgrade`.
    ///
    /// # Errors
    /// [`CommandError::RangeNotAllowed`] for a range without `--sql`,
    /// [`CommandError::DowngradeNeedsRange`] for `--sql` without a range.
    pub fn of_downgrade(text: &'t str, sql: bool) -> Result<Self, CommandError> {
        let target = Self::of_upgrade(text, sql)?;
        if target.start.is_none() && sql {
            return Err(CommandError::DowngradeNeedsRange);
        }
        Ok(target)
    }

    /// The targets of `stamp --sql`, and the start they share.
    ///
    /// # Errors
    /// [`CommandError::SeveralStartingRevisions`] if they do not share one.
    pub fn of_stamp(texts: &[&'t str]) -> Result<(Option<&'t str>, Vec<&'t str>), CommandError> {
        let mut start = None;
        let mut ends = Vec::with_capacity(texts.len());
        for text in texts {
            let target = Self::parse(text)?;
            match (start, target.start) {
                (Some(first), Some(other)) if first != other => {
                    return Err(CommandError::SeveralStartingRevisions);
                }
                (None, Some(first)) => start = Some(first),
                (Some(_), Some(_)) | (_, None) => {}
            }
            ends.push(target.end);
        }
        Ok((start, ends))
    }

    fn parse(text: &'t str) -> Result<Self, CommandError> {
        match text.split_once(':') {
            None => Ok(Self {
                start: None,
                end: text,
            }),
            Some((_, end)) if end.contains(':') => Err(CommandError::TooManyParts(text.to_owned())),
            Some((start, end)) => Ok(Self {
                start: Some(start),
                end,
            }),
        }
    }
}

impl RevisionGraph {
    /// The rows that the version table is taken to have when an offline run starts
    /// (`MigrationContext.get_current_heads`).
    ///
    /// # Errors
    /// [`CommandError::Revision`] if the start leads nowhere or to several revisions,
    /// [`CommandError::StartIsNoRevision`] if it is `label@base`.
    pub fn offline_rows(&self, start: Option<&str>) -> Result<Vec<RevisionId>, CommandError> {
        match start {
            None | Some("base") => Ok(Vec::new()),
            Some(start) => match self.get_revision(start)? {
                Some(revision) => Ok(vec![revision.id().clone()]),
                None => Err(CommandError::StartIsNoRevision(start.to_owned())),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_belong_to_sql() {
        let range = Target {
            start: Some("a"),
            end: "b",
        };
        let plain = Target {
            start: None,
            end: "b",
        };
        assert_eq!(Target::of_upgrade("a:b", true), Ok(range));
        assert_eq!(
            Target::of_upgrade("a:b:c", false),
            Err(CommandError::RangeNotAllowed)
        );
        assert_eq!(Target::of_upgrade("b", true), Ok(plain));
        assert_eq!(Target::of_upgrade("b", false), Ok(plain));
        assert_eq!(
            Target::of_upgrade("a:b", false),
            Err(CommandError::RangeNotAllowed)
        );
        assert_eq!(
            Target::of_upgrade("a:b:c", true),
            Err(CommandError::TooManyParts("a:b:c".into()))
        );
        assert_eq!(Target::of_downgrade("a:b", true), Ok(range));
        assert_eq!(Target::of_downgrade("b", false), Ok(plain));
        assert_eq!(
            Target::of_downgrade("b", true),
            Err(CommandError::DowngradeNeedsRange)
        );
    }

    #[test]
    fn stamps_share_a_start() {
        assert_eq!(
            Target::of_stamp(&["a:x", "y", "a:z"]),
            Ok((Some("a"), vec!["x", "y", "z"]))
        );
        assert_eq!(
            Target::of_stamp(&["a:x", "b:y"]),
            Err(CommandError::SeveralStartingRevisions)
        );
    }

    #[test]
    fn where_an_offline_run_starts() {
        let graph = crate::testing::graph("ab10 #one; ab20 <- ab10");
        let rows = |start| graph.offline_rows(start).map_err(|e| e.to_string());
        assert_eq!(rows(None), Ok(vec![]));
        assert_eq!(rows(Some("base")), Ok(vec![]));
        assert_eq!(rows(Some("head")), Ok(vec!["ab20".into()]));
        assert_eq!(rows(Some("ab1")), Ok(vec!["ab10".into()]));
        assert_eq!(
            rows(Some("one@base")),
            Err(
                "'one@base' names no revision to start from; write 'base' to start from an empty \
                 database"
                    .into()
            )
        );
    }
}
