//! SELECT in its forms, inside and outside of other statements.

use std::collections::HashSet;

use limbeck_schema::expression::{
    CompoundSelect, FromKind, Label, Name, Query, TextualSelect, ValuesFrom,
};

use super::froms::{Surroundings, unambiguous_name};
use crate::{
    CompileError,
    expression::{Place, Sql, SqlCompiler},
};

/// A statement that is being compiled, for those inside it.
#[derive(Clone, Debug, Default)]
pub(crate) struct StackEntry {
    /// What it and those around it draw from.
    pub(crate) correlate_froms: HashSet<u64>,
    /// What it draws from.
    pub(crate) asfrom_froms: HashSet<u64>,
    /// The labels among its columns, for ORDER BY.
    pub(crate) labels: Vec<Label>,
    /// Names of tables that are written under an alias.
    pub(crate) ambiguous: HashSet<String>,
}

impl SqlCompiler<'_> {
    /// A statement that reads.
    pub(crate) fn query(&mut self, query: &Query, place: Place) -> Sql {
        match query {
            Query::Select(select) => self.select(select, None, place),
            Query::Compound(compound) => self.compound(compound, place),
            Query::Textual(textual) => self.textual(textual, place),
            Query::Values(from) => match &from.kind {
                FromKind::Values(values) => self.values_rows(values),
                _ => Err(self.unsupported("this as VALUES")),
            },
        }
    }

    /// What is around a SELECT at that place (`_enclosing_correlate_froms()`).
    pub(super) fn surroundings(&self, place: Place) -> Surroundings {
        let Some(entry) = self.stack.last() else {
            return Surroundings::default();
        };
        if place.as_from && !place.lateral {
            Surroundings {
                explicit: entry
                    .correlate_froms
                    .difference(&entry.asfrom_froms)
                    .copied()
                    .collect(),
                implicit: HashSet::new(),
            }
        } else {
            Surroundings {
                explicit: entry.correlate_froms.clone(),
                implicit: entry.asfrom_froms.clone(),
            }
        }
    }

    /// The name of a table as columns and FROM refer to it where names are ambiguous.
    pub(crate) fn unambiguous(&self, name: &Name) -> Name {
        let ambiguous = self.stack.last().and_then(|entry| {
            name.given()
                .filter(|name| entry.ambiguous.contains(&name.text))
        });
        match ambiguous {
            Some(name) => unambiguous_name(&name.text),
            None => name.clone(),
        }
    }

    fn compound(&mut self, compound: &CompoundSelect, place: Place) -> Sql {
        let toplevel = self.stack.is_empty();
        let entry = self.stack.last().cloned().unwrap_or_default();
        let labels = compound
            .selects
            .first()
            .map(|select| super::select::labels(select.columns()))
            .unwrap_or_default();
        self.stack.push(StackEntry { labels, ..entry });
        self.independent_ctes(&compound.ctes, place)?;
        let mut parts = Vec::with_capacity(compound.selects.len());
        for (index, select) in compound.selects.iter().enumerate() {
            parts.push(self.compound_part(compound, select, index, place)?);
        }
        let keyword = format!(" {} ", compound.keyword.as_str());
        let mut sql = parts.join(&keyword);
        let place = place.without_table();
        sql.push_str(&self.group_by(&compound.rows, place)?);
        sql.push_str(&self.order_by(&compound.rows, place)?);
        if compound.rows.limits_rows() {
            sql.push_str(&self.dml().limits(self, &compound.rows, place)?);
        }
        let sql = self.with_ctes(sql, toplevel);
        self.stack.pop();
        Ok(sql)
    }

    /// A part of a compound SELECT, in parentheses if it has an order or limit of its own.
    fn compound_part(
        &mut self,
        compound: &CompoundSelect,
        query: &Query,
        index: usize,
        place: Place,
    ) -> Sql {
        match query {
            Query::Select(select) => {
                let columns = compound
                    .selects
                    .first()
                    .map_or(0, |first| first.columns().len());
                if index > 0 && select.columns.len() != columns {
                    return Err(CompileError::Unsupported {
                        message: format!(
                            "All selectables passed to CompoundSelect must have identical \
                             numbers of columns; select #1 has {columns} columns, select #{} has \
                             {}",
                            index + 1,
                            select.columns.len()
                        ),
                    });
                }
                let sql = self.select(select, Some(index), place)?;
                if select.rows.limits_rows() || !select.rows.order_by.is_empty() {
                    Ok(format!("({sql})"))
                } else {
                    Ok(sql)
                }
            }
            Query::Compound(inner) => Ok(format!("({})", self.compound(inner, place)?)),
            other => self.query(other, place),
        }
    }

    fn textual(&mut self, textual: &TextualSelect, place: Place) -> Sql {
        let toplevel = self.stack.is_empty();
        self.stack.push(StackEntry::default());
        self.independent_ctes(&textual.ctes, place)?;
        let text = limbeck_schema::Expression::Text(textual.text.clone());
        let sql = self.expression(&text, place)?;
        let sql = self.with_ctes(sql, toplevel);
        self.stack.pop();
        Ok(sql)
    }

    /// The rows of VALUES.
    pub(crate) fn values_rows(&mut self, values: &ValuesFrom) -> Sql {
        let mut rows = Vec::with_capacity(values.rows.len());
        for row in &values.rows {
            rows.push(format!(
                "({})",
                self.comma_separated(row, Place::default())?
            ));
        }
        Ok(format!("VALUES {}", rows.join(", ")))
    }
}
