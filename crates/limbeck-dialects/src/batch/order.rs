//! The order of columns: `insert_before`, `insert_after`, `partial_reordering`.

use std::collections::{HashMap, HashSet};

use crate::CompileError;

/// Where columns stand in relation to each other (`ApplyBatchImpl.add_col_ordering` and
/// `existing_ordering`).
#[derive(Clone, Debug, Default)]
pub(super) struct Ordering {
    /// The columns of the table before, as far as they are still there.
    existing: Vec<String>,
    /// Pairs of a column and one that comes after it.
    pairs: Vec<(String, String)>,
    is_partial: bool,
}

impl Ordering {
    /// The order of a table; `is_partial` if the script says more about it by itself.
    pub(super) fn new(existing: Vec<String>, is_partial: bool) -> Self {
        Self {
            existing,
            pairs: Vec::new(),
            is_partial,
        }
    }

    /// A column is dropped; false if it was not there before the batch.
    pub(super) fn remove(&mut self, key: &str) -> bool {
        let before = self.existing.len();
        self.existing.retain(|name| name != key);
        before != self.existing.len()
    }

    /// A column is added, perhaps beside others.
    ///
    /// # Errors
    /// [`CompileError::Value`] if there is no such column to stand beside.
    pub(super) fn add(
        &mut self,
        key: &str,
        insert_before: Option<&str>,
        insert_after: Option<&str>,
    ) -> Result<(), CompileError> {
        let mut before = insert_before.map(str::to_owned);
        let mut after = insert_after.map(str::to_owned);
        if !self.is_partial {
            match (&before, &after) {
                (None, Some(neighbour)) => before = self.follower(neighbour)?,
                (Some(neighbour), None) => after = self.predecessor(neighbour)?,
                (Some(_), Some(_)) => {}
                (None, None) => after = self.existing.last().cloned(),
            }
        }
        if let Some(before) = before {
            self.pairs.push((key.to_owned(), before));
        }
        if let Some(after) = after {
            self.pairs.push((after, key.to_owned()));
        }
        Ok(())
    }

    fn follower(&self, neighbour: &str) -> Result<Option<String>, CompileError> {
        if let Some(place) = self.place(neighbour) {
            return Ok(self.existing.get(place + 1).cloned());
        }
        // One that is new itself: what comes after it was noted last.
        self.pairs
            .iter()
            .rev()
            .find(|(first, _)| first == neighbour)
            .map(|(_, second)| Some(second.clone()))
            .ok_or_else(|| unknown(neighbour))
    }

    fn predecessor(&self, neighbour: &str) -> Result<Option<String>, CompileError> {
        if let Some(place) = self.place(neighbour) {
            return Ok(place
                .checked_sub(1)
                .and_then(|place| self.existing.get(place))
                .cloned());
        }
        self.pairs
            .iter()
            .rev()
            .find(|(_, second)| second == neighbour)
            .map(|(first, _)| Some(first.clone()))
            .ok_or_else(|| unknown(neighbour))
    }

    fn place(&self, key: &str) -> Option<usize> {
        self.existing.iter().position(|name| name == key)
    }

    /// The columns in their new order, each as its place in `columns`.
    ///
    /// # Errors
    /// [`CompileError::Circular`] if the wishes contradict each other.
    pub(super) fn sorted(
        &self,
        columns: &[String],
        partial_reordering: &[Vec<String>],
    ) -> Result<Vec<usize>, CompileError> {
        if partial_reordering.is_empty() && self.pairs.is_empty() {
            return Ok((0..columns.len()).collect());
        }
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        if partial_reordering.is_empty() {
            pairs.extend(neighbours(&self.existing));
        } else {
            for names in partial_reordering {
                pairs.extend(neighbours(names));
            }
        }
        pairs.extend(
            self.pairs
                .iter()
                .map(|(first, second)| (first.as_str(), second.as_str())),
        );
        pairs.retain(|(first, second)| first != second);
        sort(&pairs, columns)
    }
}

fn neighbours(names: &[String]) -> impl Iterator<Item = (&str, &str)> {
    names
        .windows(2)
        .map(|pair| (pair[0].as_str(), pair[1].as_str()))
}

/// Sorts so that the first of every pair comes before the second, and otherwise as given: in each
/// round go those that wait for nobody.
fn sort(pairs: &[(&str, &str)], columns: &[String]) -> Result<Vec<usize>, CompileError> {
    let mut waits_for: HashMap<&str, Vec<&str>> = HashMap::new();
    for (first, second) in pairs {
        waits_for.entry(second).or_default().push(first);
    }
    let mut waiting: HashSet<&str> = columns.iter().map(String::as_str).collect();
    let mut todo: Vec<usize> = (0..columns.len()).collect();
    let mut sorted = Vec::with_capacity(columns.len());
    while !todo.is_empty() {
        let (ready, rest): (Vec<usize>, Vec<usize>) = todo.iter().partition(|place| {
            waits_for
                .get(columns[**place].as_str())
                .is_none_or(|firsts| firsts.iter().all(|first| !waiting.contains(first)))
        });
        if ready.is_empty() {
            let names: Vec<String> = rest
                .iter()
                .map(|place| format!("'{}'", columns[*place]))
                .collect();
            return Err(CompileError::Circular {
                message: format!(
                    "Circular dependency detected. ({}). Look at partial_reordering, insert_before and \
                     insert_after of the batch.",
                    names.join(", ")
                ),
            });
        }
        for place in &ready {
            waiting.remove(columns[*place].as_str());
        }
        sorted.extend(ready);
        todo = rest;
    }
    Ok(sorted)
}

fn unknown(column: &str) -> CompileError {
    CompileError::Value {
        message: format!(
            "There is no column '{column}' to insert another one beside. Look at insert_before \
             and insert_after of the batch."
        ),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    /// Adds columns, written `name`, `name<other` or `name>other`, to `a b c`.
    #[track_caller]
    fn check(added: &str, partial: &[&str], expected: &str) {
        let partial: Vec<Vec<String>> = partial.iter().map(|text| names(text)).collect();
        let mut ordering = Ordering::new(names("a b c"), !partial.is_empty());
        let mut columns = names("a b c");
        let found = names(added).iter().try_for_each(|text| {
            let (name, before, after) = match (text.split_once('<'), text.split_once('>')) {
                (Some((name, other)), _) => (name, Some(other), None),
                (None, Some((name, other))) => (name, None, Some(other)),
                (None, None) => (text.as_str(), None, None),
            };
            columns.push(name.to_owned());
            ordering.add(name, before, after)
        });
        let found = found.and_then(|()| ordering.sorted(&columns, &partial));
        let found = match found {
            Ok(places) => places
                .iter()
                .map(|place| columns[*place].as_str())
                .collect::<Vec<_>>()
                .join(" "),
            Err(error) => error.to_string().chars().take(24).collect(),
        };
        assert_eq!(found, expected, "{added} {partial:?}");
    }

    #[test]
    fn columns_go_where_they_are_asked_to() {
        check("", &[], "a b c");
        check("x y", &[], "a b c x y");
        check("x<b", &[], "a x b c");
        check("x<a", &[], "x a b c");
        check("x>c", &[], "a b c x");
        check("x>a y>x", &[], "a x y b c");
        check("x<b y<x", &[], "a y x b c");
        check("x>z", &[], "There is no column 'z' t");
    }

    #[test]
    fn partial_orders_leave_the_rest_alone() {
        check("", &["c a"], "b c a");
        check("", &["c a", "b c"], "b c a");
        check("x<a", &["c b"], "c x a b");
        check("", &["a b", "b a"], "Circular dependency dete");
        check("", &["nope a"], "a b c");
    }

    proptest! {
        #[test]
        fn every_column_is_there_once_and_pairs_hold(
            wishes in proptest::collection::vec((0usize..8, 0usize..8), 0..8)
        ) {
            let columns: Vec<String> = (0..8).map(|number| number.to_string()).collect();
            // Smaller before larger: these cannot contradict each other.
            let pairs: Vec<(&str, &str)> = wishes
                .iter()
                .filter(|(first, second)| first != second)
                .map(|(first, second)| {
                    (columns[*first.min(second)].as_str(), columns[*first.max(second)].as_str())
                })
                .collect();
            let sorted = sort(&pairs, &columns).expect("no contradiction");
            let place = |name: &str| sorted.iter().position(|at| columns[*at] == name);
            for (first, second) in &pairs {
                prop_assert!(place(first) < place(second));
            }
            let mut all = sorted.clone();
            all.sort_unstable();
            prop_assert_eq!(all, (0..8).collect::<Vec<_>>());
        }
    }
}
