//! Tables, aliases and joins after FROM.

use std::{collections::HashMap, sync::Arc};

use limbeck_schema::{
    Expression, Identifier,
    expression::{
        AliasFrom, Aliased, FromClause, FromKind, JoinFrom, Name, Query, SampleFrom, Statement,
        TableFrom, TableValuedFrom, ValuesFrom,
    },
};

use super::froms::unambiguous_name;
use crate::expression::{Place, Sql, SqlCompiler, names::NameKind};

/// Hints by what they are about.
pub(super) type Hints<'a> = HashMap<u64, &'a str>;

impl SqlCompiler<'_> {
    /// Something after FROM.
    pub(super) fn from(&mut self, from: &Arc<FromClause>, hints: &Hints<'_>, place: Place) -> Sql {
        let sql = match &from.kind {
            FromKind::Table(table) => self.table_from(table),
            FromKind::Alias(alias) => self.alias(alias, hints, place)?,
            FromKind::Cte(cte) => return self.cte(from, cte, true, place),
            FromKind::Join(join) => return self.join(join, hints, place),
            FromKind::Sample(sample) => self.sample(sample, hints, place)?,
            FromKind::Function(function) => return self.dml().function(self, function, place),
            FromKind::TableValued(function) => self.table_valued(function, place)?,
            FromKind::Values(values) => self.values_from(values)?,
            FromKind::Text(clause) => {
                return self.expression(&Expression::Text(clause.clone()), place);
            }
        };
        match hints.get(&from.id) {
            Some(hint) => self.dml().table_hint(sql, hint),
            None => Ok(sql),
        }
    }

    fn table_from(&mut self, table: &TableFrom) -> String {
        let sql = self.table_name(table);
        let is_ambiguous = table.schema.is_none()
            && self
                .stack
                .last()
                .is_some_and(|entry| entry.ambiguous.contains(&table.name.text));
        if is_ambiguous {
            let alias = self.name(&unambiguous_name(&table.name.text), NameKind::Alias);
            format!("{sql} AS {alias}")
        } else {
            sql
        }
    }

    /// The name of a table, with its schema.
    pub(super) fn table_name(&self, table: &TableFrom) -> String {
        let name = self.quote(&table.name);
        match self.options.schema_of(table) {
            Some(schema) => format!("{}.{name}", self.quote(schema)),
            None => name,
        }
    }

    fn alias(&mut self, alias: &AliasFrom, hints: &Hints<'_>, place: Place) -> Sql {
        let place = Place {
            lateral: place.lateral || alias.lateral,
            ..place
        };
        let name = self.name(&alias.name, NameKind::Alias);
        let inner = self.aliased(&alias.element, hints, place)?;
        let lateral = if alias.lateral { "LATERAL " } else { "" };
        Ok(format!("{lateral}{inner} AS {name}"))
    }

    /// What an alias is the name of; a SELECT in parentheses, a table without alias of its own.
    fn aliased(&mut self, element: &Aliased, hints: &Hints<'_>, place: Place) -> Sql {
        match element {
            Aliased::Statement(statement) => Ok(format!(
                "({})",
                self.statement(
                    statement,
                    Place {
                        as_from: true,
                        ..place
                    }
                )?
            )),
            Aliased::From(from) => match &from.kind {
                FromKind::Table(table) => Ok(self.table_name(table)),
                _ => self.from(from, hints, place),
            },
        }
    }

    fn join(&mut self, join: &JoinFrom, hints: &Hints<'_>, place: Place) -> Sql {
        let left = self.from(&join.left, hints, place)?;
        let mut right = self.from(&join.right, hints, place)?;
        if matches!(join.right.kind, FromKind::Join(_)) {
            right = format!("({right})");
        }
        let word = match (join.full, join.outer) {
            (true, _) => "FULL OUTER JOIN",
            (false, true) => "LEFT OUTER JOIN",
            (false, false) => self.dml().inner_join(),
        };
        let on = self.expression(&join.onclause, place)?;
        Ok(format!("{left} {word} {right} ON {on}"))
    }

    fn sample(&mut self, sample: &SampleFrom, hints: &Hints<'_>, place: Place) -> Sql {
        let alias = self.alias(&sample.alias, hints, place)?;
        let method = self.dml().function(self, &sample.sampling, place)?;
        let mut sql = format!("{alias} TABLESAMPLE {method}");
        if let Some(seed) = &sample.seed {
            sql.push_str(&format!(" REPEATABLE ({})", self.expression(seed, place)?));
        }
        Ok(sql)
    }

    fn table_valued(&mut self, from: &TableValuedFrom, place: Place) -> Sql {
        let name = self.name(&from.name, NameKind::Alias);
        let function = self.dml().function(self, &from.function, place)?;
        let lateral = if from.lateral { "LATERAL " } else { "" };
        let mut sql = format!("{lateral}{function} AS {name}");
        if from.render_derived {
            let mut columns = Vec::new();
            for (column, data_type) in from.columns.iter().flatten() {
                let mut text = self.quote(column);
                if from.with_types {
                    text.push(' ');
                    text.push_str(&self.data_type(data_type)?);
                }
                columns.push(text);
            }
            sql.push_str(&format!("({})", columns.join(", ")));
        }
        Ok(sql)
    }

    fn values_from(&mut self, values: &ValuesFrom) -> Sql {
        let rows = self.values_rows(values)?;
        let lateral = if values.lateral { "LATERAL " } else { "" };
        Ok(match &values.name {
            Some(name) => {
                let columns: Vec<String> = values
                    .columns
                    .iter()
                    .map(|(column, _)| self.quote(column))
                    .collect();
                format!(
                    "{lateral}({rows}) AS {} ({})",
                    self.quote(name),
                    columns.join(", ")
                )
            }
            None => format!("{lateral}({rows})"),
        })
    }

    /// The name by which a FROM clause is known after FOR UPDATE OF.
    pub(crate) fn reference(&mut self, from: &Arc<FromClause>) -> String {
        let name = from
            .name()
            .unwrap_or_else(|| Name::Given(Identifier::new("")));
        self.name(&name, NameKind::Alias)
    }
}

/// Whether a statement inside WITH names its columns there (VALUES cannot).
pub(super) fn names_columns(element: &Aliased) -> bool {
    matches!(
        element,
        Aliased::Statement(statement) if matches!(&**statement, Statement::Query(Query::Values(_)))
    )
}
