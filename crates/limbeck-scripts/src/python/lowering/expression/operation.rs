//! Operators by the names of their methods.

use limbeck_python::{Node, Raise, Tree};
use limbeck_schema::{
    Expression, Literal, SqlType,
    expression::{
        CustomOperator, LikeOperator, LikePattern, Operator,
        build::{self, InOperand, Index, JsonCast, Operand},
        typing,
    },
};

use super::{Lowering, build_error, is_expression};
use crate::python::lowering::{
    fields::{Lowered, unexpected},
    literal::literal,
    types::sql_type,
};

impl Lowering<'_> {
    /// An operator with its operands.
    pub(super) fn operation(&self, node: &Node) -> Lowered<Expression> {
        let operator = node.get("operator").as_str().unwrap_or_default();
        let operands = node.get("operands").as_list().unwrap_or_default();
        let Some((first, others)) = operands.split_first() else {
            return Err(unexpected("an operand", node.get("operands")));
        };
        let expression = self.expression(first)?;
        match others {
            [] => self.unary(operator, expression, node.get("modifiers")),
            [second] => self.binary(operator, expression, second, node),
            [second, third] => self.ternary(operator, expression, second, third, node),
            _ => Err(unknown(operator)),
        }
    }

    fn unary(
        &self,
        operator: &str,
        expression: Expression,
        modifiers: &Tree,
    ) -> Lowered<Expression> {
        let json_cast = |data_type| {
            build::json_cast(
                expression.clone(),
                JsonCast {
                    method: operator.to_owned(),
                    data_type,
                },
            )
            .map_err(build_error)
        };
        Ok(match operator {
            "neg" => build::unary(Operator::Neg, expression),
            "bitwise_not_op" => build::unary(Operator::BitwiseNot, expression),
            "distinct_op" => build::unary(Operator::Distinct, expression),
            "any_op" => build::unary(Operator::Any, expression),
            "all_op" => build::unary(Operator::All, expression),
            "desc_op" => build::ordering(Operator::Desc, expression),
            "asc_op" => build::ordering(Operator::Asc, expression),
            "nulls_first_op" => build::ordering(Operator::NullsFirst, expression),
            "nulls_last_op" => build::ordering(Operator::NullsLast, expression),
            "collate" => build::collate(
                expression,
                modifiers
                    .get("collation")
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
                modifiers
                    .get("collation_schema")
                    .as_str()
                    .map(str::to_owned),
            ),
            "astext" => build::astext(expression).map_err(build_error)?,
            "as_json" => expression,
            "as_boolean" => json_cast(typing::boolean())?,
            "as_string" => json_cast(SqlType::Unicode {
                length: None,
                collation: None,
            })?,
            "as_integer" => json_cast(SqlType::Integer)?,
            "as_float" => json_cast(SqlType::Float { precision: None })?,
            "as_numeric" => json_cast(SqlType::Numeric {
                precision: modifiers.get("precision").as_int(),
                scale: modifiers.get("scale").as_int(),
            })?,
            other => return Err(unknown(other)),
        })
    }

    fn binary(
        &self,
        operator: &str,
        expression: Expression,
        second: &Tree,
        node: &Node,
    ) -> Lowered<Expression> {
        let modifiers = node.get("modifiers");
        let text = |name: &str| modifiers.get(name).as_str().map(str::to_owned);
        match operator {
            "in_op" | "not_in_op" => {
                let operator = if operator == "in_op" {
                    Operator::In
                } else {
                    Operator::NotIn
                };
                return Ok(build::in_list(
                    operator,
                    expression,
                    self.in_operand(second)?,
                ));
            }
            "getitem" => {
                return build::get_item(expression, self.index(second)?).map_err(build_error);
            }
            _ => {}
        }
        let operand = self.operand(second)?;
        if let Some(like) = like_operator(operator) {
            return build::like(like, expression, operand, text("escape")).map_err(build_error);
        }
        if let Some(operator) = plain_operator(operator) {
            let reverse = node.get("reverse").as_bool().unwrap_or(false);
            return build::operate(operator, expression, operand, reverse).map_err(build_error);
        }
        match operator {
            "contains_op" => build::contains(expression, operand, text("escape")),
            "pow" => {
                let operand = value(operand);
                let reverse = node.get("reverse").as_bool().unwrap_or(false);
                Ok(if reverse {
                    build::pow(operand, expression)
                } else {
                    build::pow(expression, operand)
                })
            }
            "match_op" => build::match_against(
                expression,
                operand,
                modifiers
                    .get("options")
                    .as_dict()
                    .unwrap_or_default()
                    .iter()
                    .map(|(name, value)| {
                        Ok((
                            name.as_str().unwrap_or_default().to_owned(),
                            literal(value)?,
                        ))
                    })
                    .collect::<Lowered<Vec<_>>>()?,
            ),
            "regexp_match_op" => Ok(build::regexp_match(expression, operand, text("flags"))),
            "custom_op" => {
                let (operator, data_type) = custom(modifiers.get("custom"))?;
                Ok(build::custom(operator, expression, operand, data_type))
            }
            "array_any" | "array_all" => {
                let comparison = modifiers
                    .get("comparison")
                    .as_str()
                    .and_then(plain_operator)
                    .filter(Operator::is_comparison)
                    .ok_or_else(|| unknown("any() or all() with that operator"))?;
                let operator = if operator == "array_any" {
                    Operator::Any
                } else {
                    Operator::All
                };
                build::any_or_all(operator, expression, operand, comparison)
            }
            other => build::json_operator(other, expression, operand),
        }
        .map_err(build_error)
    }

    fn ternary(
        &self,
        operator: &str,
        expression: Expression,
        second: &Tree,
        third: &Tree,
        node: &Node,
    ) -> Lowered<Expression> {
        let modifiers = node.get("modifiers");
        let second = self.operand(second)?;
        let third = self.operand(third)?;
        match operator {
            "between_op" => {
                let symmetric = modifiers.get("symmetric").as_bool().unwrap_or(false);
                Ok(build::between(expression, second, third, symmetric))
            }
            "regexp_replace_op" => {
                let flags = modifiers.get("flags").as_str().map(str::to_owned);
                Ok(build::regexp_replace(expression, second, third, flags))
            }
            other => Err(unknown(other)),
        }
    }

    fn in_operand(&self, tree: &Tree) -> Lowered<InOperand> {
        if let Some(items) = tree.as_list() {
            return items
                .iter()
                .map(|item| self.operand(item))
                .collect::<Lowered<_>>()
                .map(InOperand::List);
        }
        if !is_expression(tree) {
            return Err(unexpected("a list or a SELECT after IN", tree));
        }
        self.expression(tree).map(InOperand::Expression)
    }

    fn index(&self, tree: &Tree) -> Lowered<Index> {
        Ok(match tree.as_node_of("sql.slice") {
            Some(slice) => Index::Slice(
                self.operand(slice.get("start"))?,
                self.operand(slice.get("stop"))?,
            ),
            None => Index::Element(self.operand(tree)?),
        })
    }
}

fn value(operand: Operand) -> Expression {
    match operand {
        Operand::Expression(expression) => expression,
        Operand::Value(Literal::Null) => {
            Expression::Constant(limbeck_schema::expression::Constant::Null)
        }
        Operand::Value(value) => Expression::bind(value),
    }
}

fn unknown(operator: &str) -> Raise {
    Raise::new(
        "NotImplementedError",
        format!(
            "limbeck does not have the operator {operator}; write the SQL with sa.text() instead"
        ),
    )
}

/// `.op("...")`.
fn custom(tree: &Tree) -> Lowered<(CustomOperator, Option<SqlType>)> {
    let precedence = tree.get("precedence").as_int().unwrap_or(0);
    let operator = CustomOperator {
        text: tree.get("opstring").as_str().unwrap_or_default().to_owned(),
        precedence: i32::try_from(precedence).unwrap_or(0),
        is_comparison: tree.get("is_comparison").as_bool().unwrap_or(false),
        natural_self_precedent: false,
        eager_grouping: false,
    };
    let data_type = match tree.get("return_type") {
        Tree::None => None,
        given => Some(sql_type(given)?),
    };
    Ok((operator, data_type))
}

fn like_operator(name: &str) -> Option<LikeOperator> {
    let (negated, name) = match name.strip_prefix("not_") {
        Some(rest) => (true, rest),
        None => (false, name),
    };
    let (pattern, case_insensitive) = match name {
        "like_op" => (LikePattern::Given, false),
        "ilike_op" => (LikePattern::Given, true),
        "startswith_op" => (LikePattern::StartsWith, false),
        "istartswith_op" => (LikePattern::StartsWith, true),
        "endswith_op" => (LikePattern::EndsWith, false),
        "iendswith_op" => (LikePattern::EndsWith, true),
        "icontains_op" => (LikePattern::Contains, true),
        _ => return None,
    };
    Some(LikeOperator {
        pattern,
        case_insensitive,
        negated,
    })
}

fn plain_operator(name: &str) -> Option<Operator> {
    Some(match name {
        "eq" => Operator::Eq,
        "ne" => Operator::Ne,
        "lt" => Operator::Lt,
        "le" => Operator::Le,
        "gt" => Operator::Gt,
        "ge" => Operator::Ge,
        "add" => Operator::Add,
        "sub" => Operator::Sub,
        "mul" => Operator::Mul,
        "truediv" => Operator::TrueDiv,
        "floordiv" => Operator::FloorDiv,
        "mod" => Operator::Mod,
        "is_" => Operator::Is,
        "is_not" => Operator::IsNot,
        "is_distinct_from" => Operator::IsDistinctFrom,
        "is_not_distinct_from" => Operator::IsNotDistinctFrom,
        "concat_op" => Operator::Concat,
        "bitwise_xor_op" => Operator::BitwiseXor,
        "bitwise_or_op" => Operator::BitwiseOr,
        "bitwise_and_op" => Operator::BitwiseAnd,
        "bitwise_lshift_op" => Operator::BitwiseLshift,
        "bitwise_rshift_op" => Operator::BitwiseRshift,
        _ => return None,
    })
}
