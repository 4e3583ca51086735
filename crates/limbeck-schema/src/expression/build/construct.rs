//! The other constructs.

use super::operate::construct;
use crate::expression::{
    AggregateOrderBy, ArrayLiteral, Case, Cast, Collation, Expression, ExpressionList, Extract,
    FunctionFilter, Label, Modifiers, Name, Operator, OrderPlace, Tuple, UnaryExpression, typing,
};
use crate::{ArrayType, SqlType};

/// An operator before its operand: `-x`, `~x`, DISTINCT, ANY, ALL, EXISTS.
pub fn unary(operator: Operator, element: Expression) -> Expression {
    let (element, data_type) = match operator {
        Operator::Any | Operator::All => (element.grouped(), typing::boolean()),
        Operator::Exists => (element, typing::boolean()),
        _ => {
            let data_type = element.data_type();
            (element, data_type)
        }
    };
    Expression::Unary(Box::new(UnaryExpression {
        element: element.grouped_in(&operator),
        operator,
        data_type,
    }))
}

/// ASC, DESC, NULLS FIRST, NULLS LAST.
pub fn ordering(operator: Operator, element: Expression) -> Expression {
    Expression::Unary(Box::new(UnaryExpression {
        element: element.grouped_in(&operator),
        operator,
        data_type: SqlType::Null,
    }))
}

/// COLLATE.
pub fn collate(element: Expression, name: String, schema: Option<String>) -> Expression {
    let data_type = element.data_type();
    construct(
        Operator::Collate,
        element,
        Expression::Collation(Collation { name, schema }),
        data_type,
        None,
        Modifiers::default(),
    )
}

/// CASE.
pub fn case(
    value: Option<Expression>,
    whens: Vec<(Expression, Expression)>,
    otherwise: Option<Expression>,
) -> Expression {
    let data_type = whens
        .iter()
        .rev()
        .map(|(_, then)| then.data_type())
        .find(|data_type| *data_type != SqlType::Null)
        .or_else(|| otherwise.as_ref().map(Expression::data_type))
        .unwrap_or(SqlType::Null);
    Expression::Case(Box::new(Case {
        value,
        whens: whens
            .into_iter()
            .map(|(when, then)| (when.grouped(), then))
            .collect(),
        otherwise,
        data_type,
    }))
}

/// CAST.
pub fn cast(element: Expression, data_type: SqlType) -> Expression {
    Expression::Cast(Box::new(Cast { element, data_type }))
}

/// EXTRACT.
pub fn extract(field: String, element: Expression) -> Expression {
    Expression::Extract(Box::new(Extract { field, element }))
}

/// An expression under a name; `None` makes one.
pub fn label(
    id: u64,
    name: Option<Name>,
    element: Expression,
    data_type: Option<SqlType>,
) -> Expression {
    let name = name.unwrap_or_else(|| Name::anonymous(id, body_name(&element)));
    let data_type = data_type.unwrap_or_else(|| element.data_type());
    Expression::Label(Box::new(Label {
        id,
        name,
        element: element.grouped_in(&Operator::As),
        data_type,
    }))
}

/// What a name made for an expression begins with.
fn body_name(element: &Expression) -> String {
    match element {
        Expression::Column(column) => column.name.given().map(|name| name.as_str().to_owned()),
        Expression::Function(function) => Some(function.name.as_str().to_owned()),
        _ => None,
    }
    .unwrap_or_else(|| "anon".to_owned())
}

/// `(a, b)`.
pub fn tuple(clauses: Vec<Expression>) -> Expression {
    Expression::Tuple(Box::new(Tuple {
        clauses: clauses
            .into_iter()
            .map(|clause| clause.grouped_in(&Operator::Comma))
            .collect(),
    }))
}

/// `ARRAY[a, b]` of a dialect, of the type of its first element unless one is given.
pub fn array(
    clauses: Vec<Expression>,
    item: Option<SqlType>,
    dialect: Option<String>,
) -> Expression {
    let item = item.unwrap_or_else(|| clauses.first().map_or(SqlType::Null, Expression::data_type));
    let data_type = match item {
        SqlType::Array(inner) => SqlType::Array(ArrayType {
            dimensions: Some(inner.dimensions.map_or(2, |dimensions| dimensions + 1)),
            ..inner
        }),
        item => SqlType::Array(ArrayType {
            item: Box::new(item),
            dimensions: None,
            dialect,
        }),
    };
    Expression::Array(Box::new(ArrayLiteral { clauses, data_type }))
}

/// FILTER.
pub fn function_filter(function: Expression, criteria: Vec<Expression>) -> Expression {
    let criterion = criteria
        .into_iter()
        .reduce(|all, next| super::conjunction(Operator::And, vec![all, next]))
        .unwrap_or(Expression::Constant(crate::expression::Constant::True));
    Expression::FunctionFilter(Box::new(FunctionFilter {
        function,
        criterion,
    }))
}

/// WITHIN GROUP, or ORDER BY inside an aggregate function.
pub fn aggregate_order_by(
    element: Expression,
    order_by: Vec<Expression>,
    place: OrderPlace,
) -> Expression {
    let ordered = || {
        order_by
            .first()
            .map_or(SqlType::Null, Expression::data_type)
    };
    let data_type = match (&element, place) {
        (Expression::Function(function), OrderPlace::WithinGroup)
            if matches!(
                function.name.as_str(),
                "mode" | "percentile_cont" | "percentile_disc"
            ) =>
        {
            if function.name.as_str() != "mode" && function.arguments.len() > 1 {
                typing::array_of(&ordered(), None)
            } else {
                ordered()
            }
        }
        (element, _) => element.data_type(),
    };
    Expression::AggregateOrderBy(Box::new(AggregateOrderBy {
        element,
        order_by: order_by
            .into_iter()
            .map(|clause| clause.grouped_in(&Operator::Comma))
            .collect(),
        place,
        data_type,
    }))
}

/// Elements separated by commas.
pub fn comma_list(clauses: Vec<Expression>) -> Expression {
    Expression::List(Box::new(ExpressionList {
        operator: Operator::Comma,
        clauses,
        data_type: SqlType::Null,
        group: true,
    }))
}
