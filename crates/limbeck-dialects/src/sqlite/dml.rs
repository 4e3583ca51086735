//! Expressions and DML of SQLite.

use limbeck_database::Value;
use limbeck_schema::{
    Expression, Literal, SqlType,
    expression::{
        BinaryExpression, Cast, ConflictTarget, Extract, ForUpdate, Function, Operator, RowLimits,
        UpsertClause,
        typing::{Affinity, affinity},
    },
};

use super::{literal, results};
use crate::{
    CompileError,
    expression::{
        DmlCompiler, Place, Sql, SqlCompiler,
        binary::{self, infix},
        conflict_elements, function,
    },
};

/// Its ways with expressions and DML.
pub(super) struct Dml;

impl DmlCompiler for Dml {
    fn boolean(&self, value: bool) -> &'static str {
        if value { "1" } else { "0" }
    }

    fn has_boolean(&self) -> bool {
        false
    }

    fn literal(&self, value: &Literal, data_type: &SqlType) -> Sql {
        literal::script(self, value, data_type)
    }

    fn driver_literal(&self, value: &Literal, data_type: &SqlType) -> Sql {
        literal::driver(self, value, data_type)
    }

    fn result_value(&self, value: Value, data_type: &SqlType) -> Value {
        results::result_value(value, data_type)
    }

    fn literals(&self) -> &dyn DmlCompiler {
        self
    }

    fn empty_set(&self, _operator: &Operator, columns: usize) -> String {
        let ones = vec!["1"; columns.max(1)].join(", ");
        format!("SELECT {ones} FROM (SELECT {ones}) WHERE 1!=1")
    }

    fn tuples_in(&self) -> &'static str {
        "VALUES "
    }

    fn binary(
        &self,
        compiler: &mut SqlCompiler<'_>,
        expression: &BinaryExpression,
        place: Place,
    ) -> Sql {
        match expression.operator {
            Operator::TrueDiv => {
                let left = compiler.expression(&expression.left, place)?;
                let right = compiler.expression(&expression.right, place)?;
                Ok(format!("{left} / ({right} + 0.0)"))
            }
            Operator::IsDistinctFrom => compared(compiler, expression, "IS NOT"),
            Operator::IsNotDistinctFrom => compared(compiler, expression, "IS"),
            Operator::JsonGetItem | Operator::JsonPathGetItem => {
                json_item(compiler, expression, place)
            }
            Operator::RegexpMatch => infix(compiler, expression, " REGEXP ", place),
            Operator::NotRegexpMatch => infix(compiler, expression, " NOT REGEXP ", place),
            Operator::BitwiseXor => {
                let place = Place {
                    eager_grouping: true,
                    ..place
                };
                let or = infix(compiler, expression, " | ", place)?;
                let and = infix(compiler, expression, " & ", place)?;
                Ok(format!("({or} - {and})"))
            }
            _ => binary::generic(compiler, expression, place),
        }
    }

    fn function(&self, compiler: &mut SqlCompiler<'_>, function: &Function, place: Place) -> Sql {
        if !function.packages.is_empty() {
            return function::generic(compiler, function, place);
        }
        match function.name.as_str().to_ascii_lowercase().as_str() {
            "now" => Ok("CURRENT_TIMESTAMP".to_owned()),
            "localtimestamp" => Ok("DATETIME(CURRENT_TIMESTAMP, 'localtime')".to_owned()),
            "char_length" => Ok(format!(
                "length{}",
                function::arguments(compiler, function, Place::default())?
            )),
            _ => function::generic(compiler, function, place),
        }
    }

    fn aggregate_strings(&self) -> &'static str {
        "group_concat"
    }

    fn extract(&self, compiler: &mut SqlCompiler<'_>, extract: &Extract, place: Place) -> Sql {
        let format = match extract.field.as_str() {
            "month" => "%m",
            "day" => "%d",
            "year" => "%Y",
            "second" => "%S",
            "hour" => "%H",
            "doy" => "%j",
            "minute" => "%M",
            "epoch" => "%s",
            "dow" => "%w",
            "week" => "%W",
            // What SQLAlchemy knows of other databases; `strftime()` returns NULL for them.
            other @ ("quarter" | "milliseconds" | "microseconds" | "timezone_hour"
            | "timezone_minute") => other,
            other => {
                return Err(CompileError::Unsupported {
                    message: format!("{other} is not a valid extract argument."),
                });
            }
        };
        Ok(format!(
            "CAST(STRFTIME('{format}', {}) AS INTEGER)",
            compiler.expression(&extract.element, place)?
        ))
    }

    fn fetches_last_row_id(&self) -> bool {
        true
    }

    fn returns_with_table(&self) -> bool {
        false
    }

    fn limits(&self, compiler: &mut SqlCompiler<'_>, rows: &RowLimits, place: Place) -> Sql {
        if rows.fetch.is_some() {
            return crate::dml::standard_limits(compiler, rows, place);
        }
        let mut sql = String::new();
        if let Some(limit) = &rows.limit {
            let limit = compiler.expression(limit, place)?;
            sql.push_str(&format!("\n LIMIT {limit}"));
        }
        match &rows.offset {
            Some(offset) => {
                if rows.limit.is_none() {
                    sql.push_str("\n LIMIT -1");
                }
                let offset = compiler.expression(offset, place)?;
                sql.push_str(&format!(" OFFSET {offset}"));
            }
            None => sql.push_str(" OFFSET 0"),
        }
        Ok(sql)
    }

    fn for_update(&self, _compiler: &mut SqlCompiler<'_>, _lock: &ForUpdate) -> Sql {
        Ok(String::new())
    }

    fn conflict_target(
        &self,
        compiler: &mut SqlCompiler<'_>,
        clause: &UpsertClause,
        place: Place,
    ) -> Sql {
        // The clause of another dialect reads the same, but for constraints.
        match &clause.target {
            ConflictTarget::Constraint(_) => Ok(String::new()),
            target => conflict_elements(compiler, target, place),
        }
    }
}

fn compared(compiler: &mut SqlCompiler<'_>, expression: &BinaryExpression, word: &str) -> Sql {
    let left = compiler.expression(&expression.left, Place::default())?;
    let right = compiler.expression(&expression.right, Place::default())?;
    Ok(format!("{left} {word} {right}"))
}

/// An element of a document: a document again, or cast to what it is read as.
fn json_item(compiler: &mut SqlCompiler<'_>, expression: &BinaryExpression, place: Place) -> Sql {
    let is_document = affinity(&expression.data_type) == Affinity::Json;
    if !place.cast_applied && !is_document {
        let cast = Cast {
            element: Expression::Binary(Box::new(expression.clone())),
            data_type: expression.data_type.clone(),
        };
        let place = Place {
            cast_applied: true,
            ..place
        };
        return compiler.cast(&cast, place);
    }
    let place = Place {
        cast_applied: false,
        ..place
    };
    let left = compiler.expression(&expression.left, place)?;
    let right = compiler.expression(&expression.right, place)?;
    let extract = format!("JSON_EXTRACT({left}, {right})");
    Ok(if is_document {
        format!("JSON_QUOTE({extract})")
    } else {
        extract
    })
}
