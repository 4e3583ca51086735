//! Lists of operands, and IN.

use limbeck_schema::expression::{ExpressionList, Operator};

use super::{Place, SqlCompiler, binary, hooks::Sql};

/// An operator between any number of operands.
pub(super) fn list(compiler: &mut SqlCompiler<'_>, list: &ExpressionList, place: Place) -> Sql {
    if list.operator == Operator::Concat {
        return compiler.dml().concatenation(compiler, &list.clauses, place);
    }
    let separator = match &list.operator {
        Operator::Comma => ", ".to_owned(),
        operator => binary::spelling(compiler, operator)?,
    };
    let place = if list.operator == Operator::Comma {
        place
    } else {
        Place {
            in_operator: true,
            ..place
        }
    };
    compiler.separated(&list.clauses, &separator, place)
}

/// What is between the parentheses of IN for no values at all, where NULL has no type to miss.
pub(super) fn empty_set(operator: &Operator, columns: usize) -> String {
    let nulls = vec!["NULL"; columns.max(1)].join(", ");
    let nulls = if columns > 1 {
        format!("({nulls})")
    } else {
        nulls
    };
    match operator {
        Operator::NotIn => format!("{nulls}) OR (1 = 1"),
        _ => format!("{nulls}) AND (1 != 1"),
    }
}
