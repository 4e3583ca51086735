//! Binary expressions.

use limbeck_schema::expression::{
    BinaryExpression, Cast, Expression, ExpressionList, LikeOperator, LikePattern, Operator, build,
    typing::{self, Affinity, affinity},
};

use super::{Place, SqlCompiler, hooks::Sql};
use crate::CompileError;

/// A binary expression as most dialects write it.
///
/// # Errors
/// [`CompileError`] if an operand fails, or no dialect in general has the operator.
pub(crate) fn generic(
    compiler: &mut SqlCompiler<'_>,
    expression: &BinaryExpression,
    place: Place,
) -> Sql {
    match &expression.operator {
        Operator::TrueDiv => true_division(compiler, expression, place),
        Operator::FloorDiv => floor_division(compiler, expression, place),
        Operator::Mod => {
            let left = compiler.expression(&expression.left, place)?;
            let right = compiler.expression(&expression.right, place)?;
            Ok(format!("{left} {} {right}", compiler.options.percent("%")))
        }
        Operator::NotIn => Ok(format!(
            "({})",
            infix(compiler, expression, " NOT IN ", place)?
        )),
        Operator::Between | Operator::NotBetween => {
            let symmetric = if expression.modifiers.symmetric {
                "SYMMETRIC "
            } else {
                ""
            };
            let not = if expression.operator == Operator::NotBetween {
                "NOT "
            } else {
                ""
            };
            infix(
                compiler,
                expression,
                &format!(" {not}BETWEEN {symmetric}"),
                place,
            )
        }
        Operator::Like(like) => lower_like(compiler, *like, expression, place),
        Operator::NotMatch => {
            let positive = BinaryExpression {
                operator: Operator::Match,
                ..expression.clone()
            };
            Ok(format!(
                "NOT {}",
                compiler
                    .dml()
                    .binary(compiler, &positive, Place::default())?
            ))
        }
        Operator::RegexpMatch | Operator::NotRegexpMatch => {
            Err(compiler.unsupported("regular expressions"))
        }
        Operator::RegexpReplace => Err(compiler.unsupported("regular expression replacements")),
        Operator::JsonGetItem | Operator::JsonPathGetItem => {
            Err(compiler.unsupported("elements of JSON documents"))
        }
        Operator::GetItem => Err(compiler.unsupported("elements of arrays")),
        Operator::Custom(custom) => {
            let place = Place {
                eager_grouping: custom.eager_grouping,
                ..place
            };
            let spelling = spelling(compiler, &expression.operator)?;
            infix(compiler, expression, &spelling, place)
        }
        operator => {
            let spelling = spelling(compiler, operator)?;
            infix(compiler, expression, &spelling, place)
        }
    }
}

/// How an operator is written between operands.
///
/// # Errors
/// [`CompileError::Unsupported`] if it never stands between operands.
pub(crate) fn spelling(compiler: &SqlCompiler<'_>, operator: &Operator) -> Sql {
    let word = match operator {
        Operator::And => " AND ",
        Operator::Or => " OR ",
        Operator::Add => " + ",
        Operator::Mul => " * ",
        Operator::Sub => " - ",
        Operator::Mod => " % ",
        Operator::Lt => " < ",
        Operator::Le => " <= ",
        Operator::Ne => " != ",
        Operator::Gt => " > ",
        Operator::Ge => " >= ",
        Operator::Eq => " = ",
        Operator::IsDistinctFrom => " IS DISTINCT FROM ",
        Operator::IsNotDistinctFrom => " IS NOT DISTINCT FROM ",
        Operator::Concat => " || ",
        Operator::Match => " MATCH ",
        Operator::NotMatch => " NOT MATCH ",
        Operator::In => " IN ",
        Operator::NotIn => " NOT IN ",
        Operator::Comma => ", ",
        Operator::As => " AS ",
        Operator::Is => " IS ",
        Operator::IsNot => " IS NOT ",
        Operator::Collate => " COLLATE ",
        Operator::BitwiseXor => " ^ ",
        Operator::BitwiseOr => " | ",
        Operator::BitwiseAnd => " & ",
        Operator::BitwiseLshift => " << ",
        Operator::BitwiseRshift => " >> ",
        Operator::Custom(custom) => {
            return Ok(format!(" {} ", compiler.options.percent(&custom.text)));
        }
        other => {
            return Err(compiler.unsupported(&format!("the operator {other:?} between operands")));
        }
    };
    Ok(word.to_owned())
}

/// The operands with an operator in between, in parentheses if an operator around wants them.
///
/// # Errors
/// [`CompileError`] if an operand fails.
pub(crate) fn infix(
    compiler: &mut SqlCompiler<'_>,
    expression: &BinaryExpression,
    operator: &str,
    place: Place,
) -> Sql {
    let inner = Place {
        in_operator: true,
        ..place
    };
    let left = compiler.expression(&expression.left, inner)?;
    let right = compiler.expression(&expression.right, inner)?;
    let sql = format!("{left}{operator}{right}");
    Ok(if place.in_operator && place.eager_grouping {
        format!("({sql})")
    } else {
        sql
    })
}

fn true_division(
    compiler: &mut SqlCompiler<'_>,
    expression: &BinaryExpression,
    place: Place,
) -> Sql {
    let left = compiler.expression(&expression.left, place)?;
    let right = if compiler.dml().divides_integers() {
        let data_type = expression.right.data_type();
        let data_type = match affinity(&data_type) {
            Affinity::Numeric | Affinity::Float => data_type,
            _ => typing::numeric(),
        };
        let element = expression.right.clone();
        compiler.cast(&Cast { element, data_type }, place)?
    } else {
        compiler.expression(&expression.right, place)?
    };
    Ok(format!("{left} / {right}"))
}

fn floor_division(
    compiler: &mut SqlCompiler<'_>,
    expression: &BinaryExpression,
    place: Place,
) -> Sql {
    let left = compiler.expression(&expression.left, place)?;
    let right = compiler.expression(&expression.right, place)?;
    let is_integer = |side: &Expression| affinity(&side.data_type()) == Affinity::Integer;
    Ok(
        if compiler.dml().divides_integers()
            && is_integer(&expression.left)
            && is_integer(&expression.right)
        {
            format!("{left} / {right}")
        } else {
            format!("FLOOR({left} / {right})")
        },
    )
}

/// The operands of LIKE with the wildcards of its form.
fn with_wildcards(expression: &BinaryExpression, like: LikeOperator) -> Expression {
    let LikeOperator {
        pattern,
        case_insensitive,
        ..
    } = like;
    let percent = || {
        Expression::Column(Box::new(limbeck_schema::expression::ColumnReference {
            id: 0,
            name: limbeck_schema::expression::Name::Given("'%'".into()),
            table: None,
            data_type: typing::string(),
            is_literal: true,
        }))
    };
    let right = expression.right.clone();
    if case_insensitive {
        // Wrapped in a call or not, the operand is one piece.
        return Expression::List(Box::new(ExpressionList {
            operator: Operator::Concat,
            clauses: match pattern {
                LikePattern::Given => return right,
                LikePattern::Contains => vec![percent(), right, percent()],
                LikePattern::StartsWith => vec![right, percent()],
                LikePattern::EndsWith => vec![percent(), right],
            },
            data_type: typing::string(),
            group: true,
        }));
    }
    match pattern {
        LikePattern::Given => right,
        LikePattern::Contains => {
            build::concatenation(build::concatenation(percent(), right), percent())
        }
        LikePattern::StartsWith => build::concatenation(right, percent()),
        LikePattern::EndsWith => build::concatenation(percent(), right),
    }
}

/// LIKE, case made not to matter by `lower()`.
fn lower_like(
    compiler: &mut SqlCompiler<'_>,
    like: LikeOperator,
    expression: &BinaryExpression,
    place: Place,
) -> Sql {
    if !like.case_insensitive {
        return write_like(compiler, like, expression, "LIKE", place);
    }
    let lower = |side: &Expression| {
        build::function(
            0,
            Vec::new(),
            "lower".into(),
            vec![side.clone()],
            Some(typing::string()),
            false,
        )
    };
    let lowered = BinaryExpression {
        left: lower(&expression.left),
        right: lower(&expression.right),
        ..expression.clone()
    };
    write_like(compiler, like, &lowered, "LIKE", place)
}

/// LIKE or a word like it.
///
/// # Errors
/// [`CompileError`] if an operand fails.
pub(crate) fn write_like(
    compiler: &mut SqlCompiler<'_>,
    like: LikeOperator,
    expression: &BinaryExpression,
    word: &str,
    place: Place,
) -> Result<String, CompileError> {
    let left = compiler.expression(&expression.left, place)?;
    let right = compiler.expression(&with_wildcards(expression, like), place)?;
    let not = if like.negated { "NOT " } else { "" };
    let mut sql = format!("{left} {not}{word} {right}");
    if let Some(escape) = &expression.modifiers.escape {
        sql.push_str(" ESCAPE ");
        sql.push_str(&compiler.string(escape)?);
    }
    Ok(sql)
}
