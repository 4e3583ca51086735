//! SELECT.

use std::{collections::HashMap, sync::Arc};

use limbeck_schema::{
    Expression,
    expression::{
        DialectText, FromClause, Label, LabelStyle, Operator, RowLimits, Select, SelectColumn,
        build,
        labels::{named_columns, needs_label},
    },
};

use super::{froms, query::StackEntry};
use crate::{
    CompileError,
    expression::{Place, Sql, SqlCompiler, names::NameKind},
};

/// The labels among columns.
pub(super) fn labels(columns: &[SelectColumn]) -> Vec<Label> {
    columns
        .iter()
        .filter_map(|column| match &column.expression {
            Expression::Label(label) => Some((**label).clone()),
            _ => None,
        })
        .collect()
}

impl SqlCompiler<'_> {
    /// A SELECT, alone or as that part of a compound one.
    pub(super) fn select(&mut self, select: &Select, part: Option<usize>, place: Place) -> Sql {
        let toplevel = self.stack.is_empty();
        let as_from = place.as_from;
        let froms = froms::of_select(select);
        let ambiguous = froms::ambiguous_names(&froms);
        let around = self.surroundings(place);
        let froms = froms::displayed(select, froms, &around).ok_or_else(|| {
            CompileError::InvalidRequest {
                message: "Select statement returned no FROM clauses due to auto-correlation; \
                          specify correlate(<tables>) to control correlation manually."
                    .to_owned(),
            }
        })?;
        let own: std::collections::HashSet<u64> = froms
            .iter()
            .flat_map(|from| from.from_objects())
            .map(|from| from.id)
            .collect();
        let mut correlate_froms = own.clone();
        if let Some(entry) = self.stack.last() {
            correlate_froms.extend(&entry.correlate_froms);
        }
        self.stack.push(StackEntry {
            correlate_froms,
            asfrom_froms: own,
            labels: labels(&select.columns),
            ambiguous,
        });
        // The SELECT stands after FROM, what is inside it does not.
        let inner = place.nested();
        let mut sql = "SELECT ".to_owned();
        self.independent_ctes(&select.ctes, inner)?;
        sql.push_str(&self.prefixes(&select.prefixes, inner)?);
        if select.distinct {
            sql.push_str(&self.dml().distinct(self, &select.distinct_on, inner)?);
        }
        let columns = self.columns(&select.columns, select.label_style, as_from, inner)?;
        sql.push_str(&columns);
        if columns.is_empty() {
            sql.truncate(sql.trim_end().len());
        }
        self.select_body(select, &froms, inner, &mut sql)?;
        let sql = if part.is_none() || toplevel {
            self.with_ctes(sql, toplevel)
        } else {
            sql
        };
        let suffixes = self.suffixes(&select.suffixes, inner)?;
        self.stack.pop();
        Ok(sql + &suffixes)
    }

    /// What follows the columns.
    fn select_body(
        &mut self,
        select: &Select,
        froms: &[Arc<FromClause>],
        place: Place,
        sql: &mut String,
    ) -> Result<(), CompileError> {
        if !froms.is_empty() {
            let hints: HashMap<u64, &str> = select
                .hints
                .iter()
                .filter(|hint| hint.dialect == "*" || hint.dialect == self.dialect.name())
                .map(|hint| (hint.from.id, hint.text.as_str()))
                .collect();
            let froms = froms
                .iter()
                .map(|from| self.from(from, &hints, place))
                .collect::<Result<Vec<_>, _>>()?;
            sql.push_str(" \nFROM ");
            sql.push_str(&froms.join(", "));
        } else {
            sql.push_str(self.dml().default_from(!select.criteria.is_empty()));
        }
        if let Some(criteria) = self.criteria(&select.criteria, place)? {
            sql.push_str(" \nWHERE ");
            sql.push_str(&criteria);
        }
        sql.push_str(&self.group_by(&select.rows, place)?);
        if let Some(criteria) = self.criteria(&select.having, place)? {
            sql.push_str(" \nHAVING ");
            sql.push_str(&criteria);
        }
        sql.push_str(&self.order_by(&select.rows, place)?);
        if select.rows.limits_rows() {
            sql.push_str(&self.dml().limits(self, &select.rows, place)?);
        }
        if let Some(lock) = &select.rows.for_update {
            sql.push_str(&self.dml().for_update(self, lock)?);
        }
        Ok(())
    }

    /// The columns, with their labels.
    pub(super) fn columns(
        &mut self,
        columns: &[SelectColumn],
        style: LabelStyle,
        as_from: bool,
        place: Place,
    ) -> Sql {
        let place = Place {
            in_columns: true,
            in_label: false,
            ..place
        };
        let has_boolean = self.dml().has_boolean();
        let mut parts = Vec::with_capacity(columns.len());
        for named in named_columns(columns, style, true) {
            let expression = &named.column.expression;
            let label = match (expression, named.required, named.fallback) {
                (Expression::Label(_), _, _) => None,
                (_, Some(required), _) => Some(required),
                (expression, None, fallback) => {
                    fallback.filter(|_| needs_label(expression, as_from, has_boolean))
                }
            };
            parts.push(match label {
                None => self.expression(expression, place)?,
                Some(label) => {
                    let name = self.name(&label, NameKind::Column);
                    let inner = Place {
                        in_label: true,
                        ..place
                    };
                    format!("{} AS {name}", self.expression(expression, inner)?)
                }
            });
        }
        parts.retain(|part| !part.is_empty());
        Ok(parts.join(", "))
    }

    /// WHERE or HAVING from its parts.
    pub(super) fn criteria(
        &mut self,
        criteria: &[Expression],
        place: Place,
    ) -> Result<Option<String>, CompileError> {
        let criteria = build::conditions(&Operator::And, criteria.to_vec());
        let sql = self.separated(&criteria, " AND ", place)?;
        Ok((!sql.is_empty()).then_some(sql))
    }

    pub(super) fn group_by(&mut self, rows: &RowLimits, place: Place) -> Sql {
        let sql = self.comma_separated(&rows.group_by, place)?;
        Ok(if sql.is_empty() {
            sql
        } else {
            format!(" GROUP BY {sql}")
        })
    }

    pub(super) fn order_by(&mut self, rows: &RowLimits, place: Place) -> Sql {
        let sql = self.comma_separated(&rows.order_by, place)?;
        Ok(if sql.is_empty() {
            sql
        } else {
            format!(" ORDER BY {sql}")
        })
    }

    /// Words for this dialect, each with a blank after it.
    pub(super) fn prefixes(&mut self, texts: &[DialectText], place: Place) -> Sql {
        let mut parts = Vec::new();
        for text in texts.iter().filter(|text| text.is_for(self.dialect.name())) {
            parts.push(self.expression(&text.text, place)?);
        }
        let mut sql = parts.join(" ");
        if !sql.is_empty() {
            sql.push(' ');
        }
        Ok(sql)
    }

    pub(super) fn suffixes(&mut self, texts: &[DialectText], place: Place) -> Sql {
        if texts.is_empty() {
            return Ok(String::new());
        }
        Ok(format!(" {}", self.prefixes(texts, place)?))
    }
}
