//! Operators applied to operands (`default_comparator`).

use super::BuildError;
use crate::expression::{
    BinaryExpression, BindParameter, Constant, CustomOperator, Expression, ExpressionList,
    LikeOperator, Modifiers, Name, Operator, Tuple, typing,
};
use crate::{Literal, SqlType};

/// An operand as a script gives it.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// A SQL expression.
    Expression(Expression),
    /// A plain value; its type depends on what it meets.
    Value(Literal),
}

/// What stands after IN.
#[derive(Clone, Debug, PartialEq)]
pub enum InOperand {
    /// A list.
    List(Vec<Operand>),
    /// A bound list, a SELECT, VALUES, text.
    Expression(Expression),
}

/// A value bound next to an expression (`_bind_param()`), of a type if one is given.
pub fn bind(beside: &Expression, value: Literal, data_type: Option<SqlType>) -> Expression {
    let compared = match beside {
        Expression::Unary(unary) if matches!(unary.operator, Operator::Any | Operator::All) => {
            match unary.element.data_type() {
                SqlType::Array(array) => *array.item,
                other => other,
            }
        }
        other => other.data_type(),
    };
    if let (Expression::Array(array), Literal::List(items)) = (beside, &value) {
        let clauses = items
            .iter()
            .map(|item| bind(beside, item.clone(), data_type.clone()))
            .collect();
        return Expression::Array(Box::new(crate::expression::ArrayLiteral {
            clauses,
            data_type: array.data_type.clone(),
        }));
    }
    if let (Expression::Tuple(tuple), Literal::List(items)) = (beside, &value) {
        return Expression::Tuple(Box::new(Tuple {
            clauses: tuple
                .clauses
                .iter()
                .zip(items)
                .map(|(clause, item)| bind(clause, item.clone(), None))
                .collect(),
        }));
    }
    let data_type = data_type.unwrap_or_else(|| typing::coerce_compared_value(&compared, &value));
    Expression::Bind(Box::new(BindParameter {
        name: bind_name(beside),
        value: Some(value),
        data_type,
        expands: None,
    }))
}

/// The name of a value bound next to an expression.
fn bind_name(beside: &Expression) -> Name {
    let body = match beside {
        Expression::Column(column) => column.name.given().map_or("param", |name| name.as_str()),
        Expression::Function(function) => function.name.as_str(),
        _ => "param",
    };
    Name::anonymous(0, body)
}

/// An operand next to an expression.
fn coerce(beside: &Expression, operand: Operand) -> Expression {
    match operand {
        Operand::Value(value) => bind(beside, value, None),
        Operand::Expression(Expression::Bind(mut bound)) if bound.data_type == SqlType::Null => {
            bound.data_type = beside.data_type();
            Expression::Bind(bound)
        }
        Operand::Expression(other) => other,
    }
}

/// The constant that an operand is, if it is one.
fn constant(operand: &Operand) -> Option<Constant> {
    match operand {
        Operand::Value(Literal::Null) => Some(Constant::Null),
        Operand::Value(Literal::Boolean(true)) => Some(Constant::True),
        Operand::Value(Literal::Boolean(false)) => Some(Constant::False),
        Operand::Expression(Expression::Constant(constant)) => Some(*constant),
        Operand::Value(_) | Operand::Expression(_) => None,
    }
}

fn is_collection_aggregate(expression: &Expression) -> bool {
    matches!(
        expression,
        Expression::Unary(unary) if matches!(unary.operator, Operator::Any | Operator::All)
    ) || matches!(
        expression,
        Expression::Function(function)
            if function.packages.is_empty()
                && matches!(function.name.as_str(), "any" | "all" | "some")
    )
}

/// An operator between an expression and an operand; `reverse` exchanges them.
///
/// # Errors
/// [`BuildError`] if the expression does not have the operator.
pub fn operate(
    operator: Operator,
    expression: Expression,
    operand: Operand,
    reverse: bool,
) -> Result<Expression, BuildError> {
    let aggregate =
        matches!(&expression, Expression::Unary(_)) && is_collection_aggregate(&expression);
    if aggregate && !operator.is_comparison() {
        return Err(BuildError::Argument(
            "Only comparison operators may be used with ANY/ALL".to_owned(),
        ));
    }
    let (operator, reverse) = if aggregate {
        (operator.mirrored(), true)
    } else {
        (operator, reverse)
    };
    if operator.is_comparison() {
        compare(operator, expression, operand, reverse, Modifiers::default())
    } else {
        let operand = coerce(&expression, operand);
        let (left, right) = if reverse {
            (operand, expression)
        } else {
            (expression, operand)
        };
        Ok(adapted(operator, left, right))
    }
}

/// An operator that computes, in the form that the types of its operands give it.
fn adapted(operator: Operator, left: Expression, right: Expression) -> Expression {
    let (operator, data_type) = typing::adapt(operator, &left.data_type(), &right.data_type());
    construct(operator, left, right, data_type, None, Modifiers::default())
}

/// One text after another.
pub fn concatenation(left: Expression, right: Expression) -> Expression {
    adapted(Operator::Concat, left, right)
}

/// A comparison (`_boolean_compare()`).
fn compare(
    operator: Operator,
    expression: Expression,
    operand: Operand,
    reverse: bool,
    modifiers: Modifiers,
) -> Result<Expression, BuildError> {
    let negate = operator.negated();
    let right = match constant(&operand) {
        Some(constant) => match (&operator, constant) {
            (Operator::Eq | Operator::Ne, Constant::True | Constant::False)
            | (Operator::IsDistinctFrom | Operator::IsNotDistinctFrom, _) => {
                Expression::Constant(constant)
            }
            _ if is_collection_aggregate(&expression) => Expression::Constant(constant),
            (Operator::Eq | Operator::Is, _) => {
                return Ok(is(Operator::Is, expression, constant));
            }
            (Operator::Ne | Operator::IsNot, _) => {
                return Ok(is(Operator::IsNot, expression, constant));
            }
            _ => {
                return Err(BuildError::Argument(
                    "Only '=', '!=', 'is_()', 'is_not()', 'is_distinct_from()', \
                     'is_not_distinct_from()' operators can be used with None/True/False"
                        .to_owned(),
                ));
            }
        },
        None => coerce(&expression, operand),
    };
    let (left, right) = if reverse {
        (right, expression)
    } else {
        (expression, right)
    };
    Ok(construct(
        operator,
        left,
        right,
        typing::boolean(),
        negate,
        modifiers,
    ))
}

fn is(operator: Operator, expression: Expression, constant: Constant) -> Expression {
    let negate = operator.negated();
    construct(
        operator,
        expression,
        Expression::Constant(constant),
        typing::boolean(),
        negate,
        Modifiers::default(),
    )
}

/// The expression of an operator and its operands, chains made flat (`_construct_for_op()`).
pub(super) fn construct(
    operator: Operator,
    left: Expression,
    right: Expression,
    data_type: SqlType,
    negate: Option<Operator>,
    modifiers: Modifiers,
) -> Expression {
    if operator.is_associative() {
        let chained = |side: &Expression| {
            typing::same_affinity(&data_type, &side.data_type())
                && match side.ungrouped() {
                    Expression::Binary(binary) => binary.operator == operator,
                    Expression::List(list) => list.operator == operator,
                    _ => false,
                }
        };
        if chained(&left) || chained(&right) {
            let flatten = |side: Expression, flat: bool| {
                if !flat {
                    return vec![side];
                }
                match side.ungrouped().clone() {
                    Expression::Binary(binary) => vec![binary.left, binary.right],
                    Expression::List(list) => list.clauses,
                    other => vec![other],
                }
            };
            let (left_flat, right_flat) = (chained(&left), chained(&right));
            let clauses = flatten(left, left_flat)
                .into_iter()
                .chain(flatten(right, right_flat))
                .map(|clause| clause.grouped_in(&operator))
                .collect();
            return Expression::List(Box::new(ExpressionList {
                operator,
                clauses,
                data_type,
                group: true,
            }));
        }
    }
    let negate =
        negate.filter(|_| !is_collection_aggregate(&left) && !is_collection_aggregate(&right));
    Expression::Binary(Box::new(BinaryExpression {
        left: left.grouped_in(&operator),
        right: right.grouped_in(&operator),
        operator,
        data_type,
        negate,
        modifiers,
    }))
}

/// LIKE in one of its forms.
///
/// # Errors
/// [`BuildError`] if the pattern is NULL, true or false.
pub fn like(
    operator: LikeOperator,
    expression: Expression,
    pattern: Operand,
    escape: Option<String>,
) -> Result<Expression, BuildError> {
    compare(
        Operator::Like(operator),
        expression,
        pattern,
        false,
        Modifiers {
            escape,
            ..Modifiers::default()
        },
    )
}

/// `match()`.
///
/// # Errors
/// [`BuildError`] if the operand is NULL, true or false.
pub fn match_against(
    expression: Expression,
    operand: Operand,
    options: Vec<(String, Literal)>,
) -> Result<Expression, BuildError> {
    compare(
        Operator::Match,
        expression,
        operand,
        false,
        Modifiers {
            options,
            ..Modifiers::default()
        },
    )
}

/// An operator written out, with the type of its result if one is given.
pub fn custom(
    operator: CustomOperator,
    expression: Expression,
    operand: Operand,
    data_type: Option<SqlType>,
) -> Expression {
    let right = coerce(&expression, operand);
    let data_type = data_type.or_else(|| operator.is_comparison.then(typing::boolean));
    let (operator, data_type) = match data_type {
        Some(data_type) => (Operator::Custom(operator), data_type),
        None => typing::adapt(
            Operator::Custom(operator),
            &expression.data_type(),
            &right.data_type(),
        ),
    };
    construct(
        operator,
        expression,
        right,
        data_type,
        None,
        Modifiers::default(),
    )
}

/// BETWEEN.
pub fn between(expression: Expression, low: Operand, high: Operand, symmetric: bool) -> Expression {
    let right = Expression::List(Box::new(ExpressionList {
        operator: Operator::And,
        clauses: vec![coerce(&expression, low), coerce(&expression, high)],
        data_type: SqlType::Null,
        group: false,
    }));
    Expression::Binary(Box::new(BinaryExpression {
        left: expression.grouped_in(&Operator::Between),
        right: right.grouped_in(&Operator::Between),
        operator: Operator::Between,
        data_type: SqlType::Null,
        negate: Some(Operator::NotBetween),
        modifiers: Modifiers {
            symmetric,
            ..Modifiers::default()
        },
    }))
}

/// IN and NOT IN.
pub fn in_list(operator: Operator, expression: Expression, operand: InOperand) -> Expression {
    let negate = operator.negated();
    let right = match operand {
        InOperand::List(items) => in_items(&operator, &expression, items),
        InOperand::Expression(Expression::Bind(mut bound)) => {
            bound.expands = Some(operator.clone());
            if bound.data_type == SqlType::Null {
                bound.data_type = expression.data_type();
            }
            Expression::Bind(bound)
        }
        InOperand::Expression(other) => other,
    };
    construct(
        operator,
        expression,
        right,
        typing::boolean(),
        negate,
        Modifiers::default(),
    )
}

fn in_items(operator: &Operator, expression: &Expression, items: Vec<Operand>) -> Expression {
    let values: Option<Vec<Literal>> = items
        .iter()
        .map(|item| match item {
            Operand::Value(value) => Some(value.clone()),
            Operand::Expression(_) => None,
        })
        .collect();
    if let Some(values) = values {
        let compared = expression.data_type();
        let data_type = match (values.first(), expression) {
            (Some(first), _) => typing::coerce_compared_value(&compared, first),
            (None, _) => compared,
        };
        return Expression::Bind(Box::new(BindParameter {
            name: bind_name(expression),
            value: Some(Literal::List(values)),
            data_type,
            expands: Some(operator.clone()),
        }));
    }
    Expression::List(Box::new(ExpressionList {
        operator: Operator::Comma,
        clauses: items
            .into_iter()
            .map(|item| match item {
                Operand::Value(value) => bind(expression, value, None),
                Operand::Expression(other) => other.grouped_in(&Operator::Comma),
            })
            .collect(),
        data_type: SqlType::Null,
        group: true,
    }))
    .grouped_in(operator)
}

/// `regexp_match()`.
pub fn regexp_match(expression: Expression, pattern: Operand, flags: Option<String>) -> Expression {
    let right = coerce(&expression, pattern);
    Expression::Binary(Box::new(BinaryExpression {
        left: expression.grouped_in(&Operator::RegexpMatch),
        right: right.grouped_in(&Operator::RegexpMatch),
        operator: Operator::RegexpMatch,
        data_type: SqlType::Null,
        negate: Some(Operator::NotRegexpMatch),
        modifiers: Modifiers {
            flags,
            ..Modifiers::default()
        },
    }))
}

/// `regexp_replace()`.
pub fn regexp_replace(
    expression: Expression,
    pattern: Operand,
    replacement: Operand,
    flags: Option<String>,
) -> Expression {
    let right = Expression::List(Box::new(ExpressionList {
        operator: Operator::Comma,
        clauses: vec![
            coerce(&expression, pattern),
            coerce(&expression, replacement),
        ],
        data_type: SqlType::Null,
        group: false,
    }));
    Expression::Binary(Box::new(BinaryExpression {
        left: expression.grouped_in(&Operator::RegexpReplace),
        right,
        operator: Operator::RegexpReplace,
        data_type: SqlType::Null,
        negate: None,
        modifiers: Modifiers {
            flags,
            ..Modifiers::default()
        },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, data_type: SqlType) -> Expression {
        let mut column = Expression::column(name);
        if let Expression::Column(reference) = &mut column {
            reference.data_type = data_type;
        }
        column
    }

    fn text(text: &str) -> Operand {
        Operand::Value(Literal::Text(text.to_owned()))
    }

    #[test]
    fn a_value_gets_the_type_of_what_it_meets_if_it_fits() {
        let value_type = |operand| {
            let column = column("n", SqlType::BigInteger);
            match operate(Operator::Gt, column, operand, false) {
                Ok(Expression::Binary(binary)) => {
                    assert_eq!(binary.data_type, typing::boolean());
                    assert_eq!(binary.negate, Some(Operator::Le));
                    binary.right.data_type()
                }
                other => panic!("a comparison: {other:?}"),
            }
        };
        let number = Operand::Value(Literal::Integer(1));
        assert_eq!(value_type(number), SqlType::BigInteger);
        assert_eq!(value_type(text("1")), typing::string());
    }

    #[test]
    fn chains_are_flat_even_through_parentheses() {
        let name = || column("name", typing::string());
        let inner = concatenation(name(), name());
        let grouped = Expression::Grouping(Box::new(inner));
        let Expression::List(list) = concatenation(grouped, name()) else {
            panic!("a list");
        };
        assert_eq!(list.clauses, vec![name(), name(), name()]);
    }

    #[test]
    fn null_only_goes_with_some_operators() {
        let compare = |operator| {
            operate(
                operator,
                column("n", SqlType::Integer),
                Operand::Value(Literal::Null),
                false,
            )
        };
        assert!(matches!(
            compare(Operator::Eq),
            Ok(Expression::Binary(binary)) if binary.operator == Operator::Is
        ));
        let refused = compare(Operator::Gt).unwrap_err();
        assert!(refused.to_string().starts_with("Only '=', '!=', 'is_()'"));
    }
}
