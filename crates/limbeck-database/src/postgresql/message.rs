//! Statements that travel in one message of the simple query protocol.

use std::ops::Range;

use super::scan::{Shape, shape};
use crate::words::Words;
use crate::{BatchError, DatabaseError};

/// Statements of a batch, joined to one text.
pub(super) struct Message {
    text: String,
    /// Where each statement is in the text.
    ranges: Vec<Range<usize>>,
    /// Which statement of the batch each is.
    indexes: Vec<usize>,
}

impl Message {
    /// Joins those statements of a batch, which must be single ones unless there is only one.
    pub(super) fn new(batch: &[&str], indexes: Vec<usize>) -> Self {
        let mut text = String::new();
        let mut ranges = Vec::with_capacity(indexes.len());
        for &index in &indexes {
            if !text.is_empty() {
                text.push_str(";\n");
            }
            let start = text.len();
            text.push_str(batch[index]);
            ranges.push(start..text.len());
            if let Shape::Single {
                ends_in_comment: true,
            } = shape(batch[index])
            {
                text.push('\n');
            }
        }
        Self {
            text,
            ranges,
            indexes,
        }
    }

    /// What is sent.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The statements, in order.
    pub(super) fn statements(&self) -> impl Iterator<Item = &str> {
        self.ranges.iter().map(|range| &self.text[range.clone()])
    }

    /// Writes the numbers of rows that the server gave into those of the batch.
    pub(super) fn count_rows(&self, completed: &[u64], counts: &mut [Option<u64>]) {
        for ((statement, &index), &count) in self.statements().zip(&self.indexes).zip(completed) {
            counts[index] = row_count(statement, count);
        }
    }

    /// An error after that many statements were completed, as one of its statement.
    pub(super) fn failure(&self, completed: usize, mut error: DatabaseError) -> BatchError {
        let mut failed = completed;
        // The server reads the whole message before it runs the first statement: an error of
        // grammar comes before anything is completed, but points at its place.
        if let DatabaseError::Statement {
            position: Some(position),
            ..
        } = &mut error
            && let Some(place) = self.locate(*position)
        {
            failed = place;
            *position -= self.text[..self.ranges[place].start].chars().count();
        }
        BatchError {
            index: self
                .indexes
                .get(failed)
                .or(self.indexes.last())
                .copied()
                .unwrap_or_default(),
            error,
        }
    }

    /// The statement that a position, in characters from 1, lies in; one at the very end of a
    /// statement belongs to it.
    fn locate(&self, position: usize) -> Option<usize> {
        let byte = self
            .text
            .char_indices()
            .nth(position.checked_sub(1)?)
            .map_or(self.text.len(), |(byte, _)| byte);
        self.ranges.iter().position(|range| byte <= range.end)
    }
}

/// The number of rows that a statement affected or returned, if it is of a kind that counts them.
pub(super) fn row_count(sql: &str, count: u64) -> Option<u64> {
    match Words::of(sql).next().as_deref() {
        Some(
            "select" | "insert" | "update" | "delete" | "merge" | "with" | "values" | "table"
            | "fetch" | "move" | "copy",
        ) => Some(count),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_joined_and_found_again() {
        let batch = ["BEGIN", "", "SELECT 1 -- é", "SELECT"];
        let message = Message::new(&batch, vec![0, 2, 3]);
        assert_eq!(message.text(), "BEGIN;\nSELECT 1 -- é\n;\nSELECT");
        assert!(message.statements().eq(["BEGIN", batch[2], "SELECT"]));
        let check = |position, expected| {
            assert_eq!(message.locate(position), expected, "{position}");
        };
        check(1, Some(0));
        check(6, Some(0));
        check(8, Some(1));
        check(20, Some(1));
        check(24, Some(2));
        check(30, Some(2));
        check(99, Some(2));
    }

    #[test]
    fn failures_and_row_counts_are_those_of_the_batch() {
        let message = Message::new(&["", "DELETE FROM t", "CREATE TABLE t ()"], vec![1, 2]);
        let mut counts = [None; 3];
        message.count_rows(&[4, 0], &mut counts);
        assert_eq!(counts, [None, Some(4), None]);

        let check = |completed, place, expected: (usize, Option<usize>)| {
            let error = DatabaseError::Statement {
                message: String::new(),
                code: None,
                detail: None,
                hint: None,
                position: place,
            };
            let BatchError { index, error } = message.failure(completed, error);
            let DatabaseError::Statement { position, .. } = error else {
                panic!("{error:?}")
            };
            assert_eq!((index, position), expected);
        };
        check(0, None, (1, None));
        check(1, None, (2, None));
        check(0, Some(16), (2, Some(1)));
    }

    #[test]
    fn only_some_statements_count_rows() {
        assert_eq!(row_count("UPDATE t SET a = 1", 3), Some(3));
        assert_eq!(row_count("CREATE TABLE t ()", 0), None);
    }
}
