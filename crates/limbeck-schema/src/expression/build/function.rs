//! Functions and the types of their results.

use crate::expression::{Expression, Function, Operator, typing};
use crate::{Identifier, NamedType, SqlType};

/// A function; its type, unless one is given, is that which SQLAlchemy knows it to have.
pub fn function(
    id: u64,
    packages: Vec<Identifier>,
    name: Identifier,
    arguments: Vec<Expression>,
    data_type: Option<SqlType>,
    with_ordinality: bool,
) -> Expression {
    let data_type = data_type.unwrap_or_else(|| {
        if packages.is_empty() {
            known_type(name.as_str(), &arguments)
        } else {
            SqlType::Null
        }
    });
    Expression::Function(Box::new(Function {
        id,
        packages,
        name,
        arguments: arguments
            .into_iter()
            .map(|argument| argument.grouped_in(&Operator::Comma))
            .collect(),
        data_type,
        with_ordinality,
    }))
}

/// `a ** b`.
pub fn pow(base: Expression, exponent: Expression) -> Expression {
    function(
        0,
        Vec::new(),
        Identifier::new("pow"),
        vec![base, exponent],
        None,
        false,
    )
}

/// The type of the first argument that has one (`_type_from_args()`).
fn type_from_arguments(arguments: &[Expression]) -> SqlType {
    arguments
        .iter()
        .map(Expression::data_type)
        .find(|data_type| *data_type != SqlType::Null)
        .unwrap_or(SqlType::Null)
}

fn known_type(name: &str, arguments: &[Expression]) -> SqlType {
    match name.to_ascii_lowercase().as_str() {
        "coalesce" | "max" | "min" | "sum" | "pow" => type_from_arguments(arguments),
        "now" | "current_timestamp" | "localtime" | "localtimestamp" | "sysdate" => {
            typing::datetime()
        }
        "current_date" => SqlType::Date,
        "current_time" => SqlType::Time { timezone: false },
        "concat" | "current_user" | "session_user" | "user" | "aggregate_strings" => {
            typing::string()
        }
        "char_length" | "count" | "rank" | "dense_rank" => SqlType::Integer,
        "percent_rank" | "cume_dist" => typing::numeric(),
        "array_agg" => match type_from_arguments(arguments) {
            array @ SqlType::Array(_) => array,
            item => SqlType::Array(crate::ArrayType {
                item: Box::new(item),
                dimensions: Some(1),
                dialect: None,
            }),
        },
        "to_tsvector" => named("TSVECTOR"),
        "to_tsquery" | "plainto_tsquery" | "phraseto_tsquery" | "websearch_to_tsquery" => {
            named("TSQUERY")
        }
        "ts_headline" => named("TEXT"),
        "hstore" => named("HSTORE"),
        _ => SqlType::Null,
    }
}

fn named(name: &str) -> SqlType {
    SqlType::Named(NamedType {
        dialect: None,
        name: name.to_owned(),
        arguments: Default::default(),
    })
}
