//! Expressions and DML of MySQL and MariaDB.

mod cast;
mod json;
mod matching;
#[cfg(test)]
mod tests;
mod upsert;

use limbeck_database::Value;
use limbeck_schema::{
    Expression, Literal, QualifiedName, SqlType,
    expression::{
        BinaryExpression, Cast, DuplicateKey, Extract, ForUpdate, Function, Insert, Operator,
        RowLimits,
    },
};

use super::{
    Vendor,
    literal::{self, Backslash},
    results,
};
use crate::{
    CompileError, CompileOptions,
    expression::{
        DeleteUsing, DmlCompiler, Place, Sql, SqlCompiler, UpdateTables, binary, function,
    },
};

/// Their ways with expressions and DML (`MySQLCompiler`).
pub(super) struct Dml(pub(super) Vendor, pub(super) Backslash);

impl DmlCompiler for Dml {
    fn has_boolean(&self) -> bool {
        false
    }

    fn divides_integers(&self) -> bool {
        false
    }

    fn max_label_length(&self) -> usize {
        255
    }

    fn literal(&self, value: &Literal, data_type: &SqlType) -> Sql {
        literal::script(self, self.1, value, data_type)
    }

    fn driver_literal(&self, value: &Literal, data_type: &SqlType) -> Sql {
        literal::driver(self, self.1, value, data_type)
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
        match expression.operator {
            Operator::Concat => {
                let sides = [expression.left.clone(), expression.right.clone()];
                self.concatenation(compiler, &sides, place)
            }
            Operator::IsDistinctFrom => Ok(format!("NOT ({})", null_safe(compiler, expression)?)),
            Operator::IsNotDistinctFrom => null_safe(compiler, expression),
            Operator::JsonGetItem | Operator::JsonPathGetItem => {
                json::item(compiler, expression, place)
            }
            Operator::Match => matching::full_text(compiler, expression, place),
            Operator::RegexpMatch => matching::regexp(self.0, compiler, expression, false, place),
            Operator::NotRegexpMatch => matching::regexp(self.0, compiler, expression, true, place),
            Operator::RegexpReplace => {
                matching::regexp_replace(self.0, compiler, expression, place)
            }
            _ => binary::generic(compiler, expression, place),
        }
    }

    fn concatenation(
        &self,
        compiler: &mut SqlCompiler<'_>,
        clauses: &[Expression],
        place: Place,
    ) -> Sql {
        Ok(format!(
            "concat({})",
            compiler.comma_separated(clauses, place)?
        ))
    }

    fn cast(&self, compiler: &mut SqlCompiler<'_>, cast: &Cast, place: Place) -> Sql {
        cast::compile(self.0, compiler, cast, place)
    }

    fn function(&self, compiler: &mut SqlCompiler<'_>, function: &Function, place: Place) -> Sql {
        if !function.packages.is_empty() {
            return function::generic(compiler, function, place);
        }
        match function.name.as_str().to_ascii_lowercase().as_str() {
            "random" => Ok(format!(
                "rand{}",
                function::arguments(compiler, function, place)?
            )),
            "rollup" => Ok(format!(
                "{} WITH ROLLUP",
                compiler.comma_separated(&function.arguments, place)?
            )),
            "sysdate" => Ok("SYSDATE()".to_owned()),
            "aggregate_strings" => self.ordered_aggregate(compiler, function, &[], place),
            _ => function::generic(compiler, function, place),
        }
    }

    fn aggregate_strings(&self) -> &'static str {
        "group_concat"
    }

    /// The separator is no argument, and stands behind the order.
    fn ordered_aggregate(
        &self,
        compiler: &mut SqlCompiler<'_>,
        function: &Function,
        order_by: &[Expression],
        place: Place,
    ) -> Sql {
        let is_strings = function
            .name
            .as_str()
            .eq_ignore_ascii_case("aggregate_strings");
        let (elements, separator) = match function.arguments.as_slice() {
            [element, separator] if is_strings => (
                compiler.expression(element, place)?,
                format!(" SEPARATOR {}", compiler.expression(separator, place)?),
            ),
            _ => {
                let sql = function::generic(compiler, function, place)?;
                let order = compiler.comma_separated(order_by, place)?;
                return match sql.strip_suffix(')') {
                    Some(open) => Ok(format!("{open} ORDER BY {order})")),
                    None => Err(compiler.unsupported("ORDER BY in a function without parentheses")),
                };
            }
        };
        let order = compiler.comma_separated(order_by, place)?;
        let order = if order.is_empty() {
            order
        } else {
            format!(" ORDER BY {order}")
        };
        Ok(format!("group_concat({elements}{order}{separator})"))
    }

    fn extract(&self, compiler: &mut SqlCompiler<'_>, extract: &Extract, place: Place) -> Sql {
        let field = match extract.field.as_str() {
            "milliseconds" => "millisecond",
            other => other,
        };
        Ok(format!(
            "EXTRACT({field} FROM {})",
            compiler.expression(&extract.element, place)?
        ))
    }

    fn next_value(&self, compiler: &SqlCompiler<'_>, sequence: &QualifiedName) -> Sql {
        let name = compiler
            .dialect()
            .identifiers()
            .quote_qualified(&compiler.options.translated(sequence), compiler.options);
        Ok(format!("nextval({name})"))
    }

    fn has_sequences(&self, options: &CompileOptions) -> bool {
        self.0.has_sequences(options)
    }

    fn returns_keys(&self) -> bool {
        self.0.has_returning()
    }

    fn fetches_last_row_id(&self) -> bool {
        true
    }

    fn limits(&self, compiler: &mut SqlCompiler<'_>, rows: &RowLimits, place: Place) -> Sql {
        if rows.fetch.is_some() {
            return crate::dml::standard_limits(compiler, rows, place);
        }
        let Some(offset) = &rows.offset else {
            return match &rows.limit {
                Some(limit) => Ok(format!(" \n LIMIT {}", compiler.expression(limit, place)?)),
                None => Ok(String::new()),
            };
        };
        let offset = compiler.expression(offset, place)?;
        // The reference manual's word for "no limit".
        let limit = match &rows.limit {
            Some(limit) => compiler.expression(limit, place)?,
            None => u64::MAX.to_string(),
        };
        Ok(format!(" \n LIMIT {offset}, {limit}"))
    }

    fn for_update(&self, compiler: &mut SqlCompiler<'_>, lock: &ForUpdate) -> Sql {
        let options = compiler.options;
        let mut sql = match (lock.read, self.0.has_for_share(options)) {
            (true, true) => " FOR SHARE",
            (true, false) => " LOCK IN SHARE MODE",
            (false, _) => " FOR UPDATE",
        }
        .to_owned();
        if !lock.of.is_empty() && self.0.has_for_update_of(options) {
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
        Ok(format!("{sql} {hint}"))
    }

    fn inner_join(&self) -> &'static str {
        "INNER JOIN"
    }

    fn default_from(&self, has_criteria: bool) -> &'static str {
        if has_criteria { " FROM DUAL" } else { "" }
    }

    fn no_values(&self) -> &'static str {
        " () VALUES ()"
    }

    fn with_follows_insert(&self) -> bool {
        true
    }

    fn update_tables(&self) -> UpdateTables {
        UpdateTables::Listed
    }

    fn delete_using(&self) -> Result<DeleteUsing, CompileError> {
        Ok(DeleteUsing::All)
    }

    fn duplicate_key(
        &self,
        compiler: &mut SqlCompiler<'_>,
        insert: &Insert,
        clause: &DuplicateKey,
        place: Place,
    ) -> Sql {
        upsert::duplicate_key(self.0, compiler, insert, clause, place)
    }
}

/// `a <=> b`: equal, or both NULL.
fn null_safe(compiler: &mut SqlCompiler<'_>, expression: &BinaryExpression) -> Sql {
    let left = compiler.expression(&expression.left, Place::default())?;
    let right = compiler.expression(&expression.right, Place::default())?;
    Ok(format!("{left} <=> {right}"))
}
