//! Regular expressions and full-text search.

use limbeck_schema::{
    Expression, Literal,
    expression::{BinaryExpression, Operator},
};

use super::super::Vendor;
use crate::{
    CompileError,
    expression::{Place, Sql, SqlCompiler, binary::infix},
};

/// `REGEXP`; with flags the vendors have different words.
pub(super) fn regexp(
    vendor: Vendor,
    compiler: &mut SqlCompiler<'_>,
    expression: &BinaryExpression,
    negated: bool,
    place: Place,
) -> Sql {
    let word = if negated { " NOT REGEXP " } else { " REGEXP " };
    let Some(flags) = expression.modifiers.flags.as_deref() else {
        return infix(compiler, expression, word, place);
    };
    let left = compiler.expression(&expression.left, place)?;
    match vendor {
        Vendor::Mysql => {
            let right = compiler.expression(&expression.right, place)?;
            let not = if negated { "NOT " } else { "" };
            let flags = compiler.string(flags)?;
            Ok(format!("{not}REGEXP_LIKE({left}, {right}, {flags})"))
        }
        Vendor::Mariadb => {
            let pattern = with_flags(compiler, &expression.right, flags, place)?;
            Ok(format!("{left}{word}{pattern}"))
        }
    }
}

/// `REGEXP_REPLACE`.
pub(super) fn regexp_replace(
    vendor: Vendor,
    compiler: &mut SqlCompiler<'_>,
    expression: &BinaryExpression,
    place: Place,
) -> Sql {
    let text = compiler.expression(&expression.left, place)?;
    match (expression.modifiers.flags.as_deref(), vendor) {
        (None, _) => {
            let patterns = compiler.expression(&expression.right, place)?;
            Ok(format!("REGEXP_REPLACE({text}, {patterns})"))
        }
        (Some(flags), Vendor::Mysql) => {
            let patterns = compiler.expression(&expression.right, place)?;
            let flags = compiler.string(flags)?;
            Ok(format!("REGEXP_REPLACE({text}, {patterns}, {flags})"))
        }
        (Some(flags), Vendor::Mariadb) => {
            let (pattern, replacement) = match &expression.right {
                Expression::List(list) if list.operator == Operator::Comma => {
                    match list.clauses.as_slice() {
                        [pattern, replacement] => (pattern, replacement),
                        _ => return Err(compiler.unsupported("this regular expression")),
                    }
                }
                _ => return Err(compiler.unsupported("this regular expression")),
            };
            let pattern = with_flags(compiler, pattern, flags, place)?;
            let replacement = compiler.expression(replacement, place)?;
            Ok(format!("REGEXP_REPLACE({text}, {pattern}, {replacement})"))
        }
    }
}

/// A pattern that begins with its flags.
fn with_flags(
    compiler: &mut SqlCompiler<'_>,
    pattern: &Expression,
    flags: &str,
    place: Place,
) -> Sql {
    let flags = compiler.string(flags)?;
    let pattern = compiler.expression(pattern, place)?;
    Ok(format!("CONCAT('(?', {flags}, ')', {pattern})"))
}

/// `MATCH (...) AGAINST (...)`; in boolean mode unless that was asked otherwise.
pub(super) fn full_text(
    compiler: &mut SqlCompiler<'_>,
    expression: &BinaryExpression,
    place: Place,
) -> Sql {
    let option = |name: &str, default: bool| {
        expression
            .modifiers
            .options
            .iter()
            .find(|(known, _)| known == name)
            .map_or(default, |(_, value)| {
                !matches!(
                    value,
                    Literal::Boolean(false) | Literal::Null | Literal::Integer(0)
                )
            })
    };
    let boolean = option("mysql_boolean_mode", true);
    let natural = option("mysql_natural_language", false);
    let expansion = option("mysql_query_expansion", false);
    if boolean && (natural || expansion) {
        let python = |flag: bool| if flag { "True" } else { "False" };
        return Err(CompileError::Unsupported {
            message: format!(
                "Invalid MySQL match flags: in_boolean_mode={}, in_natural_language_mode={}, \
                 with_query_expansion={}",
                python(boolean),
                python(natural),
                python(expansion)
            ),
        });
    }
    let columns = match ungrouped(&expression.left) {
        Expression::Tuple(columns) => compiler.comma_separated(&columns.clauses, place)?,
        column => compiler.expression(column, place)?,
    };
    let mut against = compiler.expression(&expression.right, place)?;
    for (is_set, words) in [
        (boolean, " IN BOOLEAN MODE"),
        (natural, " IN NATURAL LANGUAGE MODE"),
        (expansion, " WITH QUERY EXPANSION"),
    ] {
        if is_set {
            against.push_str(words);
        }
    }
    Ok(format!("MATCH ({columns}) AGAINST ({against})"))
}

/// An expression without the brackets around it.
fn ungrouped(expression: &Expression) -> &Expression {
    match expression {
        Expression::Grouping(element) => ungrouped(element),
        other => other,
    }
}
