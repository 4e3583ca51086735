//! AND, OR, NOT.

use crate::expression::{Constant, Expression, ExpressionList, Operator, typing};

/// What conditions come to (`_process_clauses_for_boolean()`): constants that decide are all that
/// is left, constants that do not matter are gone, the rest gets its parentheses.
pub fn conditions(operator: &Operator, clauses: Vec<Expression>) -> Vec<Expression> {
    let (neutral, decisive) = match operator {
        Operator::Or => (Constant::False, Constant::True),
        _ => (Constant::True, Constant::False),
    };
    let is = |clause: &Expression, constant: Constant| *clause == Expression::Constant(constant);
    let any_neutral = clauses.iter().any(|clause| is(clause, neutral));
    let mut kept: Vec<Expression> = match clauses.iter().find(|clause| is(clause, decisive)) {
        Some(clause) => vec![clause.clone()],
        None => clauses
            .into_iter()
            .filter(|clause| !is(clause, neutral))
            .collect(),
    };
    if kept.is_empty() && any_neutral {
        kept.push(Expression::Constant(neutral));
    }
    let against = if kept.len() > 1 {
        operator
    } else {
        &Operator::AsBool
    };
    kept.into_iter()
        .map(|clause| clause.grouped_in(against))
        .collect()
}

/// `and_(...)` or `or_(...)`.
pub fn conjunction(operator: Operator, clauses: Vec<Expression>) -> Expression {
    let mut kept = conditions(&operator, clauses);
    if kept.len() == 1
        && let Some(only) = kept.pop()
    {
        return only;
    }
    let clauses = kept
        .into_iter()
        .flat_map(|clause| match clause {
            Expression::List(list) if list.operator == operator => list.clauses,
            other => vec![other],
        })
        .collect();
    Expression::List(Box::new(ExpressionList {
        operator,
        clauses,
        data_type: typing::boolean(),
        group: true,
    }))
}

/// `not_(...)`.
pub fn not(clause: Expression) -> Expression {
    clause.negate()
}
