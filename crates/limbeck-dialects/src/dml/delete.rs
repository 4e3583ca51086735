//! DELETE.

use std::collections::HashSet;

use limbeck_schema::{
    Expression,
    expression::{Delete, FromKind},
};

use super::{query::StackEntry, update::extra_froms};
use crate::expression::{DeleteUsing, Place, Sql, SqlCompiler};

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
        let target = self.target(&delete.table, &delete.hints)?;
        self.independent_ctes(&delete.ctes, place)?;
        if extra.is_empty() {
            sql.push_str(&target);
        } else {
            let others = self.froms(&extra, place)?;
            match self.dml().delete_using()? {
                DeleteUsing::Others => sql.push_str(&format!("{target} USING {others}")),
                DeleteUsing::All => {
                    let name = match &delete.table.from.kind {
                        FromKind::Table(_) => target.clone(),
                        _ => self.reference(&delete.table.from),
                    };
                    let is_among_others = extra
                        .iter()
                        .flat_map(|from| from.from_objects())
                        .any(|from| from.id == delete.table.from.id);
                    if is_among_others {
                        sql.push_str(&format!("{name} USING {others}"));
                    } else {
                        sql.push_str(&format!("{name} USING {target}, {others}"));
                    }
                }
            }
        }
        if let Some(criteria) = self.criteria(&delete.criteria, place)? {
            sql.push_str(&format!(" WHERE {criteria}"));
        }
        sql.push_str(self.suffixes(&delete.suffixes, place)?.trim_end());
        sql.push_str(&self.returning(&delete.returning, place)?);
        let sql = self.with_ctes(sql, toplevel);
        self.stack.pop();
        Ok(sql)
    }
}
