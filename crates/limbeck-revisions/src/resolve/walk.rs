//! Going a number of steps: Alembic's `RevisionMap._walk`.

use crate::RevisionError;
use crate::graph::{Index, RevisionGraph};

use super::{Found, LineageFilter, Place};

/// What to do where the graph ends before the walk does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bounds {
    /// The walk leads outside.
    Strict,
    /// The walk stops there.
    Lenient,
}

impl RevisionGraph {
    /// Walks towards the heads (positive) or the bases (negative). `Place::Outside` as a start is
    /// where `base` leads: from there the first step up goes to the base, the first step down to
    /// the head.
    ///
    /// # Errors
    /// [`RevisionError::AmbiguousWalk`] at a fork, unless `branch` singles out one way up.
    pub(crate) fn walk(
        &self,
        start: Found,
        steps: i64,
        branch: Option<&str>,
        bounds: Bounds,
    ) -> Result<Found, RevisionError> {
        let mut filter = match branch {
            Some(branch) if steps > 0 => Some(LineageFilter::versioned(self, branch)?),
            Some(_) | None => None,
        };
        let mut place = start;
        for _ in 0..steps.unsigned_abs() {
            let ways = if steps > 0 {
                let ways = self.ways_up(place).to_vec();
                match &mut filter {
                    Some(filter) => filter.retain(ways)?,
                    None => ways,
                }
            } else {
                self.ways_down(place).to_vec()
            };
            place = match ways[..] {
                [way] => Place::Revision(way),
                [] if steps < 0 && place != Place::Base => Place::Base,
                [] => {
                    return Ok(match bounds {
                        Bounds::Strict => Place::Outside,
                        Bounds::Lenient => place,
                    });
                }
                _ => return Err(RevisionError::AmbiguousWalk),
            };
        }
        Ok(place)
    }

    fn ways_up(&self, place: Found) -> &[Index] {
        match place {
            Place::Revision(index) => self.children_of(index),
            Place::Outside | Place::Base => self.base_indexes(),
        }
    }

    fn ways_down(&self, place: Found) -> &[Index] {
        match place {
            Place::Revision(index) => self.down_of(index),
            Place::Outside => self.head_indexes(),
            Place::Base => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::graph;

    const FORK: &str = "root; left1 #west <- root; left2 <- left1; rght1 #east <- root; \
                        rght2 <- rght1";

    fn check(start: &str, steps: i64, branch: Option<&str>, bounds: Bounds, expected: &str) {
        let graph = graph(FORK);
        let start = graph.find(start).map_or(Place::Outside, Place::Revision);
        let found = match graph.walk(start, steps, branch, bounds) {
            Ok(Place::Revision(index)) => graph.id(index).to_string(),
            Ok(Place::Base) => "base".into(),
            Ok(Place::Outside) => "outside".into(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn up() {
        check("base", 1, None, Bounds::Strict, "root");
        check("root", 1, None, Bounds::Strict, "Ambiguous walk");
        check("root", 2, Some("east"), Bounds::Strict, "rght2");
        check("left1", 2, None, Bounds::Strict, "outside");
        check("left1", 2, None, Bounds::Lenient, "left2");
    }

    #[test]
    fn down() {
        check("left2", -2, None, Bounds::Strict, "root");
        check("left2", -3, None, Bounds::Strict, "base");
        check("left2", -4, None, Bounds::Strict, "outside");
        check("left2", -4, None, Bounds::Lenient, "base");
        check("base", -1, None, Bounds::Strict, "Ambiguous walk");
    }

    #[test]
    fn no_step() {
        check("left2", 0, None, Bounds::Strict, "left2");
    }
}
