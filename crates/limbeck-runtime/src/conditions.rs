//! Conditions that only the database can evaluate.

use limbeck_database::Value;
use limbeck_schema::operation::SqlStatement;
use limbeck_scripts::{OperationSink, Origin, SinkError, TransactionControl};

/// The savepoint before a question that may fail.
const SAVEPOINT: &str = "limbeck_question";

/// The most conditions in one query; servers limit the number of columns.
const TOGETHER: usize = 500;

/// Whether each of the conditions holds, in order; `None` for one that the database cannot evaluate, or that is NULL.
///
/// They are asked together. Only where one of them fails is it searched for, by halves. The open transaction survives
/// that.
///
/// # Errors
/// [`SinkError`] if the connection is lost.
pub fn conditions(
    sink: &mut dyn OperationSink,
    conditions: &[String],
) -> Result<Vec<Option<bool>>, SinkError> {
    let mut answers = Vec::with_capacity(conditions.len());
    for together in conditions.chunks(TOGETHER) {
        ask(sink, together, &mut answers)?;
    }
    Ok(answers)
}

fn ask(
    sink: &mut dyn OperationSink,
    conditions: &[String],
    answers: &mut Vec<Option<bool>>,
) -> Result<(), SinkError> {
    let origin = Origin::default();
    let savepoint = || SAVEPOINT.to_owned();
    sink.transaction(TransactionControl::Savepoint(savepoint()))?;
    let query = format!("SELECT {}", conditions.join(", "));
    let answer = sink.query(SqlStatement::Verbatim(query), &origin);
    if answer.is_err() {
        sink.transaction(TransactionControl::RollbackToSavepoint(savepoint()))?;
    }
    sink.transaction(TransactionControl::ReleaseSavepoint(savepoint()))?;
    match (answer, conditions) {
        (Ok(answer), _) => {
            let row = answer.rows.first();
            answers.extend((0..conditions.len()).map(|place| {
                match row.and_then(|row| row.get(place)) {
                    Some(Value::Boolean(holds)) => Some(*holds),
                    Some(Value::Integer(number)) => Some(*number != 0),
                    _ => None,
                }
            }));
            Ok(())
        }
        (Err(_), [] | [_]) => {
            answers.extend(conditions.iter().map(|_| None));
            Ok(())
        }
        (Err(_), conditions) => {
            let (first, second) = conditions.split_at(conditions.len() / 2);
            ask(sink, first, answers)?;
            ask(sink, second, answers)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use limbeck_database::{Engine, Environment};
    use limbeck_dialects::CompileOptions;

    use super::*;
    use crate::{CancellationToken, Session};

    #[test]
    fn one_that_fails_takes_no_other_with_it() {
        let url = "sqlite://".parse().unwrap();
        let mut session = Session::open(
            Engine::new(url, &[], &Environment::default()).unwrap(),
            limbeck_dialects::dialect("sqlite").unwrap(),
            CompileOptions::default(),
            Arc::new(|_| {}),
            &CancellationToken::new(),
        )
        .unwrap();
        let asked = ["1 = 1", "1 = 2", "no_such_function()", "NULL = 1", "2 > 1"];
        let asked: Vec<String> = asked.iter().map(|text| (*text).to_owned()).collect();
        assert_eq!(
            conditions(&mut session, &asked).unwrap(),
            [Some(true), Some(false), None, None, Some(true)]
        );
    }
}
