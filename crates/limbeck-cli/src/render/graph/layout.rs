//! [`Layout`]: which column each revision gets, and which way the lines between them take.

use std::collections::HashMap;

use limbeck_revisions::RevisionRef;

/// Where the revisions and the lines between them go. A revision has a row of its own; a line leaves a
/// revision, runs down one column, its lane, and ends at the parent.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    /// The column of each revision.
    pub columns: Vec<usize>,
    /// The lines.
    pub edges: Vec<Edge>,
    /// How many columns there are.
    pub width: usize,
}

/// A line from a revision down to one of its parents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The row of the revision.
    pub from: usize,
    /// The row of the parent; `None` if it is not among those that are drawn.
    pub to: Option<usize>,
    /// The column that the line runs down.
    pub lane: usize,
}

/// A parent, by its row, that a lane leads to. One that is not drawn is unlike any other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Goal {
    Row(usize),
    Outside,
}

impl Layout {
    /// Lays out revisions of which children come before their parents.
    pub fn of(revisions: &[RevisionRef<'_>]) -> Self {
        let rows: HashMap<&str, usize> = revisions
            .iter()
            .enumerate()
            .map(|(row, revision)| (revision.id().as_str(), row))
            .collect();
        let parents = revisions.iter().map(|revision| {
            let down = revision.revision().down_revisions.iter();
            down.map(|id| rows.get(id.as_str()).copied()).collect()
        });
        Self::of_rows(&parents.collect::<Vec<_>>())
    }

    /// The same from the rows of the parents of each row; `None` is a parent that is not drawn.
    fn of_rows(parents: &[Vec<Option<usize>>]) -> Self {
        let mut layout = Self {
            columns: Vec::with_capacity(parents.len()),
            edges: Vec::new(),
            width: 0,
        };
        let mut lanes: Vec<Option<Goal>> = Vec::new();
        for (row, parents) in parents.iter().enumerate() {
            let here = Some(Goal::Row(row));
            let column = match lanes.iter().position(|lane| *lane == here) {
                Some(lane) => lane,
                None => free_lane(&mut lanes, 0),
            };
            for lane in &mut lanes {
                if *lane == here {
                    *lane = None;
                }
            }
            layout.columns.push(column);
            layout.width = layout.width.max(column + 1);
            for (nth, &parent) in parents.iter().enumerate() {
                let goal = parent.map_or(Goal::Outside, Goal::Row);
                let joined = lanes
                    .iter()
                    .position(|lane| *lane == Some(goal) && goal != Goal::Outside);
                let lane = match joined {
                    _ if nth == 0 => column,
                    Some(lane) => lane,
                    None => free_lane(&mut lanes, column + 1),
                };
                if lanes.len() <= lane {
                    lanes.resize(lane + 1, None);
                }
                lanes[lane] = Some(goal);
                layout.width = layout.width.max(lane + 1);
                layout.edges.push(Edge {
                    from: row,
                    to: parent,
                    lane,
                });
            }
        }
        layout
    }
}

/// A lane that leads nowhere, at `from` or to the right of it.
fn free_lane(lanes: &mut Vec<Option<Goal>>, from: usize) -> usize {
    let free = lanes.iter().skip(from).position(Option::is_none);
    match free {
        Some(at) => from + at,
        None => {
            lanes.push(None);
            (lanes.len() - 1).max(from)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parents by row, `-` for one that is not drawn; columns, then lanes of the edges.
    fn check(parents: &[&str], columns: &[usize], lanes: &[usize]) {
        let rows: Vec<Vec<Option<usize>>> = parents
            .iter()
            .map(|parents| {
                parents
                    .split_whitespace()
                    .map(|one| one.parse().ok())
                    .collect()
            })
            .collect();
        let layout = Layout::of_rows(&rows);
        assert_eq!(layout.columns, columns, "{parents:?}");
        let found: Vec<usize> = layout.edges.iter().map(|edge| edge.lane).collect();
        assert_eq!(found, lanes, "{parents:?}");
        assert!(layout.columns.iter().all(|column| *column < layout.width));
    }

    #[test]
    fn a_line_stays_in_its_column() {
        check(&["1", "2", ""], &[0, 0, 0], &[0, 0]);
        check(&["1", "-"], &[0, 0], &[0, 0]);
    }

    #[test]
    fn branches_get_columns_of_their_own() {
        // Two heads on one base; a merge of the two.
        check(&["2", "2", ""], &[0, 1, 0], &[0, 1]);
        check(&["1 2", "3", "3", ""], &[0, 0, 1, 0], &[0, 1, 0, 1]);
    }

    #[test]
    fn a_merge_joins_a_lane_that_leads_there() {
        // 0 follows 3; 1 follows 2 and 3, of which 0 leads to 3 already.
        check(&["3", "2 3", "", ""], &[0, 1, 1, 0], &[0, 1, 0]);
    }

    #[test]
    fn a_column_is_used_again() {
        // Three projects without anything in common.
        check(&["", "", "3", ""], &[0, 0, 0, 0], &[0]);
        // What leads out of the picture keeps its column.
        check(&["-", ""], &[0, 1], &[0]);
    }
}
