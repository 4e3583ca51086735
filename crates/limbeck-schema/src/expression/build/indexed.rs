//! Operators that only documents, arrays, ranges and the like have.

use super::operate::{Operand, bind, construct, operate};
use super::{BuildError, custom, like};
use crate::expression::typing::{self, Affinity, affinity, type_name};
use crate::expression::{
    CustomOperator, Expression, LikeOperator, LikePattern, Modifiers, Operator, Slice,
};
use crate::{ArrayType, Literal, SqlType, TypeArgument};

/// What stands between `[` and `]`.
#[derive(Clone, Debug, PartialEq)]
pub enum Index {
    /// One element.
    Element(Operand),
    /// Elements from one to another, both included.
    Slice(Operand, Operand),
}

/// `expression[index]`.
///
/// # Errors
/// [`BuildError`] if the type has no elements.
pub fn get_item(expression: Expression, index: Index) -> Result<Expression, BuildError> {
    let data_type = expression.data_type();
    match affinity(&data_type) {
        Affinity::Json => match index {
            Index::Element(operand) => Ok(json_item(expression, operand, data_type)),
            Index::Slice(..) => Err(BuildError::unsupported("getitem")),
        },
        Affinity::Array => Ok(array_item(expression, index, &data_type)),
        Affinity::Hstore => match index {
            Index::Element(operand) => Ok(custom(
                CustomOperator::element("->"),
                expression,
                operand,
                Some(typing::string()),
            )),
            Index::Slice(..) => Err(BuildError::unsupported("getitem")),
        },
        _ => Err(BuildError::unsupported("getitem")),
    }
}

fn json_item(expression: Expression, operand: Operand, data_type: SqlType) -> Expression {
    let (operator, index_type) = match &operand {
        Operand::Value(Literal::List(_)) => (Operator::JsonPathGetItem, typing::json_path()),
        _ => (Operator::JsonGetItem, typing::json_index()),
    };
    let right = match operand {
        Operand::Value(value) => bind(&expression, value, Some(index_type)),
        Operand::Expression(other) => other,
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

fn array_item(expression: Expression, index: Index, data_type: &SqlType) -> Expression {
    let (right, result) = match index {
        Index::Slice(start, stop) => {
            let integer = |operand| match operand {
                Operand::Value(value) => bind(&expression, value, Some(SqlType::Integer)),
                Operand::Expression(other) => other,
            };
            let slice = Slice {
                start: integer(start),
                stop: integer(stop),
            };
            (Expression::Slice(Box::new(slice)), data_type.clone())
        }
        Index::Element(operand) => {
            let right = match operand {
                Operand::Value(value) => bind(&expression, value, None),
                Operand::Expression(other) => other,
            };
            (right, item_type(data_type))
        }
    };
    construct(
        Operator::GetItem,
        expression,
        right,
        result,
        None,
        Modifiers::default(),
    )
}

/// The type of the elements of an array.
fn item_type(data_type: &SqlType) -> SqlType {
    match data_type {
        SqlType::Array(array) => match array.dimensions {
            None | Some(..=1) => (*array.item).clone(),
            Some(dimensions) => SqlType::Array(ArrayType {
                dimensions: Some(dimensions - 1),
                ..array.clone()
            }),
        },
        SqlType::Variant(variant) => item_type(&variant.base),
        SqlType::Custom(custom) => item_type(&custom.implementation),
        _ => SqlType::Null,
    }
}

/// `contains()`: `@>` for documents, arrays and ranges, LIKE for everything else.
///
/// # Errors
/// [`BuildError`] if the type or the operand does not go with it.
pub fn contains(
    expression: Expression,
    operand: Operand,
    escape: Option<String>,
) -> Result<Expression, BuildError> {
    match document_kind(&expression) {
        Document::None => like(
            LikeOperator {
                pattern: LikePattern::Contains,
                case_insensitive: false,
                negated: false,
            },
            expression,
            operand,
            escape,
        ),
        Document::GenericArray => Err(BuildError::NotImplemented(
            "ARRAY.contains() not implemented for the base ARRAY type; please use the \
             dialect-specific ARRAY type"
                .to_owned(),
        )),
        Document::Range => Ok(custom(
            CustomOperator::containment("@>"),
            expression,
            operand,
            None,
        )),
        Document::Keyed | Document::Array => Ok(custom(
            CustomOperator::containment("@>"),
            expression,
            operand,
            Some(typing::boolean()),
        )),
    }
}

/// What document operators a type has.
enum Document {
    /// JSONB, HSTORE.
    Keyed,
    /// An array of a dialect that compares arrays.
    Array,
    /// The generic array, which has no such operators.
    GenericArray,
    /// A range.
    Range,
    /// None.
    None,
}

fn document_kind(expression: &Expression) -> Document {
    let data_type = expression.data_type();
    match affinity(&data_type) {
        Affinity::Json if type_name(&data_type) == Some("JSONB") => Document::Keyed,
        Affinity::Hstore => Document::Keyed,
        Affinity::Array => match &data_type {
            SqlType::Array(array) if array.dialect.is_none() => Document::GenericArray,
            _ => Document::Array,
        },
        Affinity::Range => Document::Range,
        _ => Document::None,
    }
}

/// The operators of JSONB, HSTORE, arrays and ranges by their method.
///
/// # Errors
/// [`BuildError`] if the type does not have it.
pub fn json_operator(
    method: &str,
    expression: Expression,
    operand: Operand,
) -> Result<Expression, BuildError> {
    let missing = || {
        BuildError::Attribute(format!(
            "Neither the expression nor its type has an attribute '{method}'"
        ))
    };
    let kind = document_kind(&expression);
    let (operator, path) = match (kind, method) {
        (Document::Keyed, "has_key") => (CustomOperator::containment("?"), false),
        (Document::Keyed, "has_all") => (CustomOperator::containment("?&"), false),
        (Document::Keyed, "has_any") => (CustomOperator::containment("?|"), false),
        (Document::Keyed | Document::Array | Document::Range, "contained_by") => {
            (CustomOperator::containment("<@"), false)
        }
        (Document::Keyed, "path_exists") => (CustomOperator::containment("@?"), true),
        (Document::Keyed, "path_match") => (CustomOperator::containment("@@"), true),
        (Document::Array | Document::Range, "overlap") => (CustomOperator::range("&&"), false),
        (Document::Range, "strictly_left_of" | "lshift") => (CustomOperator::range("<<"), false),
        (Document::Range, "strictly_right_of" | "rshift") => (CustomOperator::range(">>"), false),
        (Document::Range, "not_extend_right_of") => (CustomOperator::range("&<"), false),
        (Document::Range, "not_extend_left_of") => (CustomOperator::range("&>"), false),
        (Document::Range, "adjacent_to") => (CustomOperator::range("-|-"), false),
        (Document::Keyed, "delete_path") => {
            let right = match operand {
                Operand::Value(Literal::List(items)) => super::array(
                    items.into_iter().map(Expression::bind).collect(),
                    None,
                    None,
                ),
                Operand::Value(value) => Expression::bind(value),
                Operand::Expression(other) => other,
            };
            let text = SqlType::Named(crate::NamedType {
                dialect: None,
                name: "TEXT".to_owned(),
                arguments: Default::default(),
            });
            let data_type = expression.data_type();
            return Ok(custom(
                CustomOperator::element("#-"),
                expression,
                Operand::Expression(super::cast(right, typing::array_of(&text, None))),
                Some(data_type),
            ));
        }
        _ => return Err(missing()),
    };
    let operand = match operand {
        Operand::Value(value) if path => {
            Operand::Expression(bind(&expression, value, Some(typing::json_path())))
        }
        other => other,
    };
    Ok(custom(
        operator,
        expression,
        operand,
        Some(typing::boolean()),
    ))
}

/// `.astext`.
///
/// # Errors
/// [`BuildError`] if the expression is no element of a document.
pub fn astext(expression: Expression) -> Result<Expression, BuildError> {
    let Expression::Binary(binary) = expression else {
        return Err(BuildError::Attribute(
            "only an element of a JSON document has an attribute 'astext'".to_owned(),
        ));
    };
    let operator = match binary.operator {
        Operator::JsonGetItem => "->>",
        Operator::JsonPathGetItem => "#>>",
        _ => {
            return Err(BuildError::Attribute(
                "only an element of a JSON document has an attribute 'astext'".to_owned(),
            ));
        }
    };
    let data_type = match &binary.data_type {
        SqlType::Named(named) => match named.arguments.get("astext_type") {
            Some(TypeArgument::Type(data_type)) => Some((**data_type).clone()),
            _ => None,
        },
        _ => None,
    };
    Ok(construct(
        Operator::Custom(CustomOperator::element(operator)),
        binary.left,
        binary.right,
        data_type.unwrap_or(SqlType::Text {
            length: None,
            collation: None,
        }),
        None,
        Modifiers::default(),
    ))
}

/// What an element of a document is read as.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonCast {
    /// The name of the method.
    pub method: String,
    /// The type.
    pub data_type: SqlType,
}

/// `as_string()`, `as_integer()`, ...
///
/// # Errors
/// [`BuildError`] if the expression is no element of a document.
pub fn json_cast(expression: Expression, cast: JsonCast) -> Result<Expression, BuildError> {
    match expression {
        Expression::Binary(mut binary)
            if matches!(
                binary.operator,
                Operator::JsonGetItem | Operator::JsonPathGetItem
            ) =>
        {
            binary.data_type = cast.data_type;
            Ok(Expression::Binary(binary))
        }
        _ => {
            let method = cast.method;
            Err(BuildError::InvalidRequest(format!(
                "The JSON cast operator JSON.{method}() only works with a JSON index expression \
                 e.g. col['q'].{method}()"
            )))
        }
    }
}

/// `array.any(value)` and `array.all(value)` with a comparison, the value before it.
///
/// # Errors
/// [`BuildError`] if the comparison is none.
pub fn any_or_all(
    operator: Operator,
    expression: Expression,
    operand: Operand,
    comparison: Operator,
) -> Result<Expression, BuildError> {
    let operand = match operand {
        Operand::Value(value) => {
            let item = item_type(&expression.data_type());
            Operand::Expression(bind(&expression, value, Some(item)))
        }
        other => other,
    };
    let aggregate = super::unary(operator, expression);
    operate(comparison.mirrored(), aggregate, operand, false)
}
