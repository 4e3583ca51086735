//! SQL expressions as text.

pub(crate) mod binary;
mod bound;
mod compiler;
pub(crate) mod function;
mod hooks;
pub(crate) mod json;
pub(crate) mod literal;
pub(crate) mod names;
mod operators;
mod text;

use limbeck_schema::{Expression, Literal, SqlType};

pub(crate) use bound::bound_value;
pub(crate) use compiler::InsertedRow;
pub use compiler::{Place, SqlCompiler};
pub use hooks::{DeleteUsing, DmlCompiler, UpdateTables};
pub(crate) use hooks::{Sql, conflict_elements};

use crate::{CompileError, CompileOptions, Dialect};

/// The SQL of an expression inside DDL: bound values are written as literals, and columns stand
/// without their table.
///
/// # Errors
/// [`CompileError`] if the dialect has no words for the expression, or no literal for a value.
pub fn compile_expression(
    dialect: &dyn Dialect,
    expression: &Expression,
    options: &CompileOptions,
) -> Result<String, CompileError> {
    let options = CompileOptions {
        literal_binds: true,
        offline: true,
        ..options.clone()
    };
    SqlCompiler::new(dialect, &options).expression(expression, Place::default().without_table())
}

/// The SQL of an expression outside of a statement, as `str(expression)` shows it: columns stand
/// with their table.
///
/// # Errors
/// [`CompileError`] if the dialect has no words for the expression, or no literal for a value.
pub fn compile_standalone(
    dialect: &dyn Dialect,
    expression: &Expression,
    options: &CompileOptions,
) -> Result<String, CompileError> {
    SqlCompiler::new(dialect, options).expression(expression, Place::default())
}

/// A value as a literal of its type, as SQLAlchemy's literal processors write it.
///
/// Percent signs are left single; [`compile_expression`] doubles them where the options ask.
///
/// # Errors
/// [`CompileError`] if the value does not fit the type or has no literal form.
pub fn literal(
    dialect: &dyn Dialect,
    value: &Literal,
    data_type: &SqlType,
) -> Result<String, CompileError> {
    dialect
        .dml()
        .literal(value, data_type.for_dialect(dialect.name()))
}

#[cfg(test)]
mod tests {
    use limbeck_schema::expression::{
        Constant, Operator,
        build::{self, Operand},
        typing,
    };

    use super::*;

    #[track_caller]
    fn check(expression: &Expression, expected: [(&str, &str); 2]) {
        for (dialect, expected) in expected {
            let dialect = crate::dialect(dialect).unwrap();
            let written = compile_expression(dialect, expression, &CompileOptions::default());
            assert_eq!(written.unwrap(), expected, "{}", dialect.name());
        }
    }

    fn both(sql: &str) -> [(&str, &str); 2] {
        [("postgresql", sql), ("sqlite", sql)]
    }

    fn column(name: &str, data_type: SqlType) -> Expression {
        let mut column = Expression::column(name);
        if let Expression::Column(reference) = &mut column {
            reference.data_type = data_type;
        }
        column
    }

    fn operate(operator: Operator, left: Expression, value: Literal) -> Expression {
        build::operate(operator, left, Operand::Value(value), false).unwrap()
    }

    fn number(value: i64) -> Literal {
        Literal::Integer(value)
    }

    #[test]
    fn operators_get_the_parentheses_they_need() {
        let n = || column("n", SqlType::Integer);
        let sum = operate(Operator::Add, n(), number(1));
        check(&sum, both("n + 1"));
        check(
            &operate(Operator::Add, sum.clone(), number(2)),
            both("n + 1 + 2"),
        );
        check(
            &operate(Operator::Mul, sum.clone(), number(2)),
            both("(n + 1) * 2"),
        );
        check(
            &operate(Operator::Gt, sum, number(2)).negate(),
            both("n + 1 <= 2"),
        );
    }

    #[test]
    fn null_and_booleans_are_compared_with_is() {
        let flag = || column("flag", typing::boolean());
        check(
            &operate(Operator::Eq, flag(), Literal::Null),
            both("flag IS NULL"),
        );
        check(
            &operate(Operator::Ne, flag(), Literal::Null),
            both("flag IS NOT NULL"),
        );
        check(
            &operate(Operator::Eq, flag(), Literal::Boolean(true)),
            [("postgresql", "flag = true"), ("sqlite", "flag = 1")],
        );
        check(
            &flag().negate(),
            [("postgresql", "NOT flag"), ("sqlite", "flag = 0")],
        );
    }

    #[test]
    fn constants_decide_conjunctions() {
        let clause = || Expression::text("x > 1");
        let constant = |value| Expression::Constant(value);
        check(
            &build::conjunction(Operator::And, vec![clause(), constant(Constant::True)]),
            both("x > 1"),
        );
        check(
            &build::conjunction(Operator::And, vec![clause(), constant(Constant::False)]),
            [("postgresql", "false"), ("sqlite", "0 = 1")],
        );
        check(
            &build::conjunction(Operator::Or, vec![clause(), clause()]),
            both("x > 1 OR x > 1"),
        );
    }

    #[test]
    fn texts_keep_what_is_no_bind() {
        check(
            &Expression::text(r"a::int = '\:x' AND b = :b"),
            both("a::int = ':x' AND b = NULL"),
        );
    }

    #[test]
    fn values_are_written_as_their_type_says() {
        check(
            &operate(
                Operator::Eq,
                column("name", typing::string()),
                Literal::Text("o'b%".to_owned()),
            ),
            both("name = 'o''b%'"),
        );
        check(
            &Expression::bind(Literal::Bytes(b"a'b".to_vec())),
            both("'a''b'"),
        );
        let raw = Expression::bind(Literal::Bytes(vec![0, 255]));
        for dialect in crate::DIALECTS {
            let refused = compile_expression(*dialect, &raw, &CompileOptions::default());
            assert!(refused.is_err(), "{}", dialect.name());
        }
    }
}
