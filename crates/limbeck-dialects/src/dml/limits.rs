//! LIMIT, OFFSET, FETCH.

use limbeck_schema::expression::RowLimits;

use crate::expression::{Place, Sql, SqlCompiler};

/// LIMIT and OFFSET, or FETCH, as most dialects write them.
///
/// # Errors
/// [`crate::CompileError`] if an expression in them fails.
pub(crate) fn standard_limits(
    compiler: &mut SqlCompiler<'_>,
    rows: &RowLimits,
    place: Place,
) -> Sql {
    let mut sql = String::new();
    if let Some(fetch) = &rows.fetch {
        if let Some(offset) = &rows.offset {
            let offset = compiler.expression(offset, place)?;
            sql.push_str(&format!("\n OFFSET {offset} ROWS"));
        }
        let count = compiler.expression(&fetch.count, place)?;
        let percent = if fetch.percent { " PERCENT" } else { "" };
        let ties = if fetch.with_ties { "WITH TIES" } else { "ONLY" };
        sql.push_str(&format!("\n FETCH FIRST {count}{percent} ROWS {ties}"));
        return Ok(sql);
    }
    if let Some(limit) = &rows.limit {
        let limit = compiler.expression(limit, place)?;
        sql.push_str(&format!("\n LIMIT {limit}"));
    }
    if let Some(offset) = &rows.offset {
        if rows.limit.is_none() {
            sql.push_str("\n LIMIT -1");
        }
        let offset = compiler.expression(offset, place)?;
        sql.push_str(&format!(" OFFSET {offset}"));
    }
    Ok(sql)
}
