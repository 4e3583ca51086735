//! Where parentheses belong (`self_group()`), and NOT (`_negate()`).

use crate::SqlType;
use crate::expression::{
    AsBoolean, BinaryExpression, Cast, Constant, Expression, Label, Operator, UnaryExpression,
    typing,
};

/// What parentheses are decided against.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Against<'a> {
    /// Nothing in particular: any operator gets parentheses.
    Anything,
    /// An operator around it.
    Operator(&'a Operator),
}

impl<'a> Against<'a> {
    fn operator(self) -> Option<&'a Operator> {
        match self {
            Against::Anything => None,
            Against::Operator(operator) => Some(operator),
        }
    }
}

impl Expression {
    /// The expression as an operand of `operator`, in parentheses if it needs them.
    #[must_use]
    pub fn grouped_in(self, operator: &Operator) -> Expression {
        self.self_group(Against::Operator(operator))
    }

    /// The expression where only something without operators may stand, as in SET or DEFAULT.
    #[must_use]
    pub fn grouped(self) -> Expression {
        self.self_group(Against::Anything)
    }

    /// What is inside any parentheses around it.
    pub fn ungrouped(&self) -> &Expression {
        match self {
            Expression::Grouping(element) => element.ungrouped(),
            other => other,
        }
    }

    fn self_group(self, against: Against<'_>) -> Expression {
        let needs_parentheses = match &self {
            Expression::Grouping(_)
            | Expression::AsBoolean(_)
            | Expression::ScalarSelect(_)
            | Expression::ScalarValues(_)
            | Expression::Tuple(_)
            | Expression::Slice(_) => false,
            Expression::Text(_) => against == Against::Operator(&Operator::In),
            Expression::Binary(binary) => operator_needs(&binary.operator, against),
            Expression::List(list) if list.clauses.is_empty() => false,
            Expression::List(list) => {
                (list.group && list.operator.is_precedent(against.operator()))
                    || (against == Against::Operator(&Operator::Inv) && !list.operator.is_boolean())
            }
            Expression::Unary(unary) => {
                !unary.operator.is_ordering() && unary.operator.is_precedent(against.operator())
            }
            Expression::FunctionFilter(_) => Operator::Filter.is_precedent(against.operator()),
            Expression::Array(_) => matches!(
                against,
                Against::Operator(Operator::Any | Operator::All | Operator::GetItem)
            ),
            Expression::Function(function)
                if matches!(function.data_type, SqlType::Array(_))
                    && against == Against::Operator(&Operator::GetItem) =>
            {
                true
            }
            Expression::TypeCoerce(_) => {
                let Expression::TypeCoerce(cast) = self else {
                    return self;
                };
                let Cast { element, data_type } = *cast;
                return Expression::TypeCoerce(Box::new(Cast {
                    element: element.self_group(against),
                    data_type,
                }));
            }
            Expression::Label(_) => {
                let Expression::Label(label) = self else {
                    return self;
                };
                let Label {
                    id,
                    name,
                    element,
                    data_type,
                } = *label;
                return Expression::Label(Box::new(Label {
                    id,
                    name,
                    element: element.self_group(against),
                    data_type,
                }));
            }
            _ => return self.group_plain(against),
        };
        if needs_parentheses {
            Expression::Grouping(Box::new(self))
        } else {
            self
        }
    }

    /// What has no operator of its own.
    fn group_plain(self, against: Against<'_>) -> Expression {
        match against {
            Against::Operator(Operator::And | Operator::Or | Operator::AsBool)
                if self.is_boolean_typed() =>
            {
                Expression::AsBoolean(Box::new(AsBoolean {
                    element: self,
                    negated: false,
                }))
            }
            Against::Operator(Operator::Any | Operator::All) => {
                Expression::Grouping(Box::new(self))
            }
            _ => self,
        }
    }

    /// The opposite of a condition.
    #[must_use]
    pub fn negate(self) -> Expression {
        match self {
            Expression::Constant(Constant::True) => Expression::Constant(Constant::False),
            Expression::Constant(Constant::False) => Expression::Constant(Constant::True),
            Expression::AsBoolean(value) => match value.element {
                constant @ Expression::Constant(Constant::True | Constant::False) => {
                    constant.negate()
                }
                element => Expression::AsBoolean(Box::new(AsBoolean {
                    element,
                    negated: !value.negated,
                })),
            },
            Expression::Binary(binary) => negate_binary(*binary),
            Expression::Unary(unary) if unary.data_type == typing::boolean() => {
                inverted(Expression::Unary(unary), typing::boolean())
            }
            list @ Expression::List(_) => inverted(list, SqlType::Null),
            text @ Expression::Text(_) => inverted(text, SqlType::Null),
            Expression::Label(label) => {
                let Label {
                    id,
                    name,
                    element,
                    data_type,
                } = *label;
                Expression::Label(Box::new(Label {
                    id,
                    name,
                    element: element.negate(),
                    data_type,
                }))
            }
            other if other.is_boolean_typed() => Expression::AsBoolean(Box::new(AsBoolean {
                element: other,
                negated: true,
            })),
            other => inverted(other, SqlType::Null),
        }
    }

    /// Whether every database knows that its value is a boolean.
    pub fn is_implicitly_boolean(&self) -> bool {
        match self {
            Expression::Binary(binary) => binary.operator.is_boolean(),
            Expression::List(list) => matches!(list.operator, Operator::And | Operator::Or),
            Expression::AsBoolean(value) => value.element.is_implicitly_boolean(),
            Expression::Grouping(element) => element.is_implicitly_boolean(),
            Expression::Label(label) => label.element.is_implicitly_boolean(),
            _ => false,
        }
    }
}

fn operator_needs(operator: &Operator, against: Against<'_>) -> bool {
    operator.is_precedent(against.operator())
        || (against == Against::Operator(&Operator::Inv) && !operator.is_boolean())
}

fn inverted(element: Expression, data_type: SqlType) -> Expression {
    Expression::Unary(Box::new(UnaryExpression {
        operator: Operator::Inv,
        element: element.grouped_in(&Operator::Inv),
        data_type,
    }))
}

fn negate_binary(binary: BinaryExpression) -> Expression {
    let Some(negated) = binary.negate.clone() else {
        return Expression::Binary(Box::new(binary)).grouped().negate();
    };
    let right = match binary.right {
        Expression::Bind(mut bind) if bind.expands.as_ref() == Some(&binary.operator) => {
            bind.expands = Some(negated.clone());
            Expression::Bind(bind)
        }
        other => other,
    };
    Expression::Binary(Box::new(BinaryExpression {
        negate: Some(binary.operator),
        operator: negated,
        right,
        ..binary
    }))
}
