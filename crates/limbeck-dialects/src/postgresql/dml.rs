//! Expressions and DML of PostgreSQL.

use limbeck_database::Value;
use limbeck_schema::{
    Expression, Identifier, Literal, QualifiedName, SqlType,
    expression::{
        ArrayLiteral, BinaryExpression, Cast, ForUpdate, Function, LikeOperator, Operator,
        RowLimits, UpsertClause,
        typing::{Affinity, affinity, type_name},
    },
};

use super::{literal, results};
use crate::{
    CompileError, CompileOptions,
    expression::{
        DeleteUsing, DmlCompiler, Place, Sql, SqlCompiler,
        binary::{self, infix, write_like},
        conflict_elements, function,
    },
    identifiers::ResolvedName,
};

/// Its ways with expressions and DML.
pub(super) struct Dml;

impl DmlCompiler for Dml {
    fn max_label_length(&self) -> usize {
        63
    }

    fn literal(&self, value: &Literal, data_type: &SqlType) -> Sql {
        literal::script(self, value, data_type)
    }

    fn driver_literal(&self, value: &Literal, data_type: &SqlType) -> Sql {
        literal::driver(self, value, data_type)
    }

    fn casts_bound(&self, data_type: &SqlType) -> bool {
        matches!(
            affinity(data_type),
            Affinity::Uuid | Affinity::Json | Affinity::Array | Affinity::Range
        ) || type_name(data_type) == Some("BIT")
    }

    fn result_value(&self, value: Value, data_type: &SqlType) -> Value {
        results::result_value(value, data_type)
    }

    fn literals(&self) -> &dyn DmlCompiler {
        self
    }

    fn binary(
        &self,
        compiler: &mut SqlCompiler<'_>,
        expression: &BinaryExpression,
        place: Place,
    ) -> Sql {
        match &expression.operator {
            Operator::BitwiseXor => infix(compiler, expression, " # ", place),
            Operator::JsonGetItem => json_item(compiler, expression, " -> ", " ->> ", place),
            Operator::JsonPathGetItem => json_item(compiler, expression, " #> ", " #>> ", place),
            Operator::GetItem => {
                let left = compiler.expression(&expression.left, place)?;
                let right = compiler.expression(&expression.right, place)?;
                Ok(format!("{left}[{right}]"))
            }
            Operator::Custom(custom)
                if custom.text == "->"
                    && affinity(&expression.left.data_type()) == Affinity::Hstore =>
            {
                let place = Place {
                    eager_grouping: true,
                    ..place
                };
                subscript(compiler, expression, place)
            }
            Operator::Match => full_text_match(compiler, expression, place),
            Operator::Like(like) if like.case_insensitive => {
                ilike(compiler, *like, expression, place)
            }
            Operator::RegexpMatch => regexp_match(compiler, "~", expression, place),
            Operator::NotRegexpMatch => regexp_match(compiler, "!~", expression, place),
            Operator::RegexpReplace => {
                let text = compiler.expression(&expression.left, place)?;
                let patterns = compiler.expression(&expression.right, place)?;
                Ok(match &expression.modifiers.flags {
                    None => format!("REGEXP_REPLACE({text}, {patterns})"),
                    Some(flags) => format!(
                        "REGEXP_REPLACE({text}, {patterns}, {})",
                        compiler.string(flags)?
                    ),
                })
            }
            _ => binary::generic(compiler, expression, place),
        }
    }

    fn function(&self, compiler: &mut SqlCompiler<'_>, function: &Function, place: Place) -> Sql {
        if !function.packages.is_empty() {
            return function::generic(compiler, function, place);
        }
        match (
            function.name.as_str().to_ascii_lowercase().as_str(),
            function.arguments.as_slice(),
        ) {
            ("pow", _) => Ok(format!(
                "power{}",
                function::arguments(compiler, function, Place::default())?
            )),
            ("substring", [text, start, rest @ ..]) => {
                let text = compiler.expression(text, place)?;
                let start = compiler.expression(start, place)?;
                Ok(match rest.first() {
                    Some(length) => format!(
                        "SUBSTRING({text} FROM {start} FOR {})",
                        compiler.expression(length, place)?
                    ),
                    None => format!("SUBSTRING({text} FROM {start})"),
                })
            }
            _ => function::generic(compiler, function, place),
        }
    }

    fn aggregate_strings(&self) -> &'static str {
        "string_agg"
    }

    fn array(&self, compiler: &mut SqlCompiler<'_>, array: &ArrayLiteral, place: Place) -> Sql {
        if array.clauses.is_empty()
            && let SqlType::Array(array_type) = &array.data_type
            && *array_type.item != SqlType::Null
        {
            return Ok(format!(
                "ARRAY[]::{}",
                compiler.data_type(&array.data_type)?
            ));
        }
        Ok(format!(
            "ARRAY[{}]",
            compiler.comma_separated(&array.clauses, place)?
        ))
    }

    fn next_value(&self, compiler: &SqlCompiler<'_>, sequence: &QualifiedName) -> Sql {
        let name = compiler
            .dialect()
            .identifiers()
            .quote_qualified(&compiler.options.translated(sequence), compiler.options);
        Ok(format!("nextval('{}')", name.replace('\'', "''")))
    }

    fn has_sequences(&self, _options: &CompileOptions) -> bool {
        true
    }

    fn distinct(
        &self,
        compiler: &mut SqlCompiler<'_>,
        distinct_on: &[Expression],
        place: Place,
    ) -> Sql {
        if distinct_on.is_empty() {
            return Ok("DISTINCT ".to_owned());
        }
        Ok(format!(
            "DISTINCT ON ({}) ",
            compiler.comma_separated(distinct_on, place)?
        ))
    }

    fn limits(&self, compiler: &mut SqlCompiler<'_>, rows: &RowLimits, place: Place) -> Sql {
        let mut sql = String::new();
        if let Some(fetch) = &rows.fetch {
            if let Some(offset) = &rows.offset {
                let offset = compiler.expression(offset, place)?;
                sql.push_str(&format!("\n OFFSET ({offset}) ROWS"));
            }
            let count = compiler.expression(&fetch.count, place)?;
            let percent = if fetch.percent { " PERCENT" } else { "" };
            let ties = if fetch.with_ties { "WITH TIES" } else { "ONLY" };
            sql.push_str(&format!("\n FETCH FIRST ({count}){percent} ROWS {ties}"));
            return Ok(sql);
        }
        if let Some(limit) = &rows.limit {
            let limit = compiler.expression(limit, place)?;
            sql.push_str(&format!(" \n LIMIT {limit}"));
        }
        if let Some(offset) = &rows.offset {
            if rows.limit.is_none() {
                sql.push_str("\n LIMIT ALL");
            }
            let offset = compiler.expression(offset, place)?;
            sql.push_str(&format!(" OFFSET {offset}"));
        }
        Ok(sql)
    }

    fn for_update(&self, compiler: &mut SqlCompiler<'_>, lock: &ForUpdate) -> Sql {
        let mut sql = match (lock.read, lock.key_share) {
            (true, true) => " FOR KEY SHARE",
            (true, false) => " FOR SHARE",
            (false, true) => " FOR NO KEY UPDATE",
            (false, false) => " FOR UPDATE",
        }
        .to_owned();
        if !lock.of.is_empty() {
            let tables: Vec<String> = lock
                .of
                .iter()
                .map(|from| compiler.reference(from))
                .collect();
            sql.push_str(&format!(" OF {}", tables.join(", ")));
        }
        if lock.nowait {
            sql.push_str(" NOWAIT");
        }
        if lock.skip_locked {
            sql.push_str(" SKIP LOCKED");
        }
        Ok(sql)
    }

    fn table_hint(&self, sql: String, hint: &str) -> Sql {
        if hint.eq_ignore_ascii_case("only") {
            Ok(format!("ONLY {sql}"))
        } else {
            Err(CompileError::Unsupported {
                message: format!("Unrecognized hint: '{hint}'"),
            })
        }
    }

    fn delete_using(&self) -> Result<DeleteUsing, CompileError> {
        Ok(DeleteUsing::Others)
    }

    fn conflict_target(
        &self,
        compiler: &mut SqlCompiler<'_>,
        clause: &UpsertClause,
        place: Place,
    ) -> Sql {
        if clause.dialect != super::NAME {
            return Err(compiler.unsupported(&format!(
                "the insert() of another dialect ({}); use that of its own module",
                clause.dialect
            )));
        }
        conflict_elements(compiler, &clause.target, place)
    }

    fn conflict_constraint(&self, compiler: &SqlCompiler<'_>, name: &Identifier) -> Sql {
        let name = compiler
            .dialect()
            .identifiers()
            .constraint_name(&ResolvedName::Explicit(name.clone()), compiler.options)?;
        Ok(format!("ON CONSTRAINT {name}"))
    }
}

/// An element of a document, cast where it is read as something else than a document.
fn json_item(
    compiler: &mut SqlCompiler<'_>,
    expression: &BinaryExpression,
    as_document: &str,
    as_text: &str,
    place: Place,
) -> Sql {
    if !place.cast_applied && affinity(&expression.data_type) != Affinity::Json {
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
    let cast_applied = place.cast_applied;
    let place = Place {
        eager_grouping: true,
        cast_applied: false,
        ..place
    };
    if cast_applied {
        return infix(compiler, expression, as_text, place);
    }
    // Documents have subscripts since version 14.
    let has_subscripts = compiler
        .options
        .server_version
        .is_none_or(|(major, ..)| major >= 14);
    if has_subscripts
        && expression.operator == Operator::JsonGetItem
        && type_name(&expression.left.data_type()) == Some("JSONB")
    {
        return subscript(compiler, expression, place);
    }
    infix(compiler, expression, as_document, place)
}

/// `document['key']`.
fn subscript(compiler: &mut SqlCompiler<'_>, expression: &BinaryExpression, place: Place) -> Sql {
    let left = compiler.expression(&expression.left, place)?;
    let left = match &expression.left {
        Expression::Function(_) | Expression::Cast(_) => format!("({left})"),
        _ => left,
    };
    let right = compiler.expression(&expression.right, place)?;
    Ok(format!("{left}[{right}]"))
}

fn full_text_match(
    compiler: &mut SqlCompiler<'_>,
    expression: &BinaryExpression,
    place: Place,
) -> Sql {
    let left = compiler.expression(&expression.left, place)?;
    let right = compiler.expression(&expression.right, place)?;
    let config = expression
        .modifiers
        .options
        .iter()
        .find_map(|(name, value)| match value {
            Literal::Text(config) if *name == format!("{}_regconfig", super::NAME) => Some(config),
            _ => None,
        });
    Ok(match config {
        Some(config) => {
            let config = compiler.string(config)?;
            format!("{left} @@ plainto_tsquery({config}, {right})")
        }
        None => format!("{left} @@ plainto_tsquery({right})"),
    })
}

fn ilike(
    compiler: &mut SqlCompiler<'_>,
    like: LikeOperator,
    expression: &BinaryExpression,
    place: Place,
) -> Sql {
    write_like(compiler, like, expression, "ILIKE", place)
}

fn regexp_match(
    compiler: &mut SqlCompiler<'_>,
    operator: &str,
    expression: &BinaryExpression,
    place: Place,
) -> Sql {
    match expression.modifiers.flags.as_deref() {
        None => infix(compiler, expression, &format!(" {operator} "), place),
        Some("i") => infix(compiler, expression, &format!(" {operator}* "), place),
        Some(flags) => {
            let left = compiler.expression(&expression.left, place)?;
            let right = compiler.expression(&expression.right, place)?;
            let flags = compiler.string(flags)?;
            Ok(format!(
                "{left} {operator} CONCAT('(?', {flags}, ')', {right})"
            ))
        }
    }
}
