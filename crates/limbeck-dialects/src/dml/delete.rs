//! DELETE.

use std::collections::HashSet;

use limbeck_schema::{Expression, expression::Delete};

use super::{query::StackEntry, update::extra_froms};
use crate::expression::{Place, Sql, SqlCompiler};

impl SqlCompiler<'_> {
    /// A DELETE.
    pub(crate) fn delete(&mut self, delete: &Delete, place: Place) -> Sql {
        let toplevel = self.stack.is_empty();
        let expressions = delete.criteria.iter().flat_map(Expression::from_objects);
        let extra = extra_froms(&delete.table, &delete.using, expressions);
        let mut correlate_froms: HashSet<u64> = extra.iter().map(|from| from.id).collect();
        correlate_froms.insert(delete.table.from.id);
        self.stack.push(StackEntry {
            asfrom_froms: correlate_froms.clone(),
            correlate_froms,
            ..StackEntry::default()
        });
        let place = place.nested();

        let mut sql = "DELETE ".to_owned();
        sql.push_str(&self.prefixes(&delete.prefixes, place)?);
        sql.push_str("FROM ");
        sql.push_str(&self.target(&delete.table, &delete.hints)?);
        self.independent_ctes(&delete.ctes, place)?;
        if !extra.is_empty() {
            let word = self.dml().delete_using()?;
            sql.push_str(&format!(" {word} {}", self.froms(&extra, place)?));
        }
        if let Some(criteria) = self.criteria(&delete.criteria, place)? {
            sql.push_str(&format!(" WHERE {criteria}"));
        }
        sql.push_str(&self.returning(&delete.returning, place)?);
        let sql = self.with_ctes(sql, toplevel);
        self.stack.pop();
        Ok(sql)
    }
}
