//! UPDATE.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use limbeck_schema::{
    Expression,
    expression::{ColumnDefault, DmlColumn, DmlTable, FromClause, FromKind, Update, ValueTarget},
};

use super::{query::StackEntry, values::unconsumed};
use crate::{
    CompileError,
    expression::{Place, Sql, SqlCompiler, UpdateTables},
};

/// The tables of a statement besides the one it changes (`_make_extra_froms()`).
pub(super) fn extra_froms(
    table: &DmlTable,
    explicit: &[Arc<FromClause>],
    expressions: impl Iterator<Item = Arc<FromClause>>,
) -> Vec<Arc<FromClause>> {
    let mut seen: HashSet<u64> = HashSet::from([leftmost(&table.from).id]);
    let mut froms = Vec::new();
    for from in explicit {
        if seen.insert(from.id) {
            froms.push(from.clone());
        }
        seen.extend(from.from_objects().iter().map(|inner| inner.id));
    }
    for from in expressions {
        if seen.insert(from.id) {
            froms.push(from);
        }
    }
    froms
}

/// The table at the left end of joins.
fn leftmost(from: &Arc<FromClause>) -> &Arc<FromClause> {
    match &from.kind {
        FromKind::Join(join) => leftmost(&join.left),
        _ => from,
    }
}

impl SqlCompiler<'_> {
    /// An UPDATE.
    pub(crate) fn update(&mut self, update: &Update, place: Place) -> Sql {
        let toplevel = self.stack.is_empty();
        let values = update.values.as_deref();
        let expressions = update
            .criteria
            .iter()
            .chain(values.into_iter().flatten().map(|(_, value)| value))
            .flat_map(Expression::from_objects);
        let extra = extra_froms(&update.table, &[], expressions);
        let mut correlate_froms: HashSet<u64> = extra.iter().map(|from| from.id).collect();
        correlate_froms.insert(update.table.from.id);
        self.stack.push(StackEntry {
            asfrom_froms: correlate_froms.clone(),
            correlate_froms,
            ..StackEntry::default()
        });
        let place = place.nested();

        let mut sql = "UPDATE ".to_owned();
        sql.push_str(&self.prefixes(&update.prefixes, place)?);
        sql.push_str(&self.target(&update.table, &update.hints)?);
        let lists_tables = self.dml().update_tables() == UpdateTables::Listed && !extra.is_empty();
        if lists_tables {
            sql.push_str(&format!(", {}", self.froms(&extra, place)?));
        }
        let assignments = self.assignments(update, lists_tables, place)?;
        self.independent_ctes(&update.ctes, place)?;
        sql.push_str(" SET ");
        sql.push_str(&assignments);
        if !extra.is_empty() && !lists_tables {
            let extra = self.froms(&extra, place)?;
            sql.push_str(&format!(" FROM {extra}"));
        }
        if let Some(criteria) = self.criteria(&update.criteria, place)? {
            sql.push_str(&format!(" WHERE {criteria}"));
        }
        sql.push_str(self.suffixes(&update.suffixes, place)?.trim_end());
        sql.push_str(&self.returning(&update.returning, place)?);
        let sql = self.with_ctes(sql, toplevel);
        self.stack.pop();
        Ok(sql)
    }

    /// Several of them, separated by commas.
    pub(super) fn froms(&mut self, froms: &[Arc<FromClause>], place: Place) -> Sql {
        let froms = froms
            .iter()
            .map(|from| self.from(from, &HashMap::new(), place))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(froms.join(", "))
    }

    /// What is set; the columns stand with their tables if there are several.
    fn assignments(&mut self, update: &Update, with_tables: bool, place: Place) -> Sql {
        let prefix = match (with_tables, &update.table.from.kind) {
            (false, _) => String::new(),
            (true, FromKind::Table(table)) => format!("{}.", self.table_name(table)),
            (true, _) => format!("{}.", self.reference(&update.table.from)),
        };
        let values = match &update.values {
            None if self.options.offline => {
                let mut assignments = Vec::with_capacity(update.table.columns.len());
                for column in &update.table.columns {
                    let value = self.to_come(column)?;
                    assignments.push(format!("{prefix}{}={value}", self.quote(&column.name)));
                }
                return Ok(assignments.join(", "));
            }
            None => &[],
            Some(values) => values.as_slice(),
        };
        unconsumed(&update.table, values)?;
        let other_place = Place {
            include_table: with_tables,
            ..place
        };
        let mut assignments = self.other_assignments(values, other_place)?;
        for column in ordered_columns(&update.table, values, update.ordered) {
            let given = values
                .iter()
                .rev()
                .find_map(|(target, value)| match target {
                    ValueTarget::Key(key) if *key == column.key => Some(value),
                    _ => None,
                });
            let value = match given {
                Some(value) => Some(self.value(
                    &super::values::named_for(value, column),
                    &column.data_type,
                    place,
                )?),
                None => match &column.onupdate {
                    Some(ColumnDefault::Sequence { .. }) | None => None,
                    onupdate => self.default_value(column, onupdate.as_ref(), place)?,
                },
            };
            if let Some(value) = value {
                assignments.push(format!("{prefix}{}={value}", self.quote(&column.name)));
            }
        }
        Ok(assignments.join(", "))
    }

    /// Assignments to what is no column of the table by name; `target_place` is that of the
    /// targets.
    fn other_assignments(
        &mut self,
        values: &[(ValueTarget, Expression)],
        target_place: Place,
    ) -> Result<Vec<String>, CompileError> {
        let mut assignments = Vec::new();
        for (target, value) in values {
            if let ValueTarget::Expression(target) = target {
                let data_type = target.data_type();
                let target = self.expression(target, target_place)?;
                let place = Place {
                    include_table: true,
                    ..target_place
                };
                let value = self.value(value, &data_type, place)?;
                assignments.push(format!("{target}={value}"));
            }
        }
        Ok(assignments)
    }
}

/// The columns in the order in which they are set.
fn ordered_columns<'a>(
    table: &'a DmlTable,
    values: &[(ValueTarget, Expression)],
    ordered: bool,
) -> Vec<&'a DmlColumn> {
    if !ordered {
        return table.columns.iter().collect();
    }
    let mut columns: Vec<&DmlColumn> = values
        .iter()
        .filter_map(|(target, _)| match target {
            ValueTarget::Key(key) => table.column(key),
            ValueTarget::Expression(_) => None,
        })
        .collect();
    for column in &table.columns {
        if !columns.iter().any(|known| known.key == column.key) {
            columns.push(column);
        }
    }
    columns
}
