//! WITH.

use std::{collections::HashMap, sync::Arc};

use indexmap::IndexMap;
use limbeck_schema::expression::{
    Aliased, CteFrom, FromClause, FromKind, LabelStyle, Query, Statement, labels::named_columns,
};

use super::from::names_columns;
use crate::{
    CompileError,
    expression::{Place, Sql, SqlCompiler, names::NameKind},
};

/// The WITH clauses met so far, in the order in which they are written.
#[derive(Debug, Default)]
pub(crate) struct Ctes {
    /// By identity, with the level of the statement that a nesting one belongs to.
    texts: IndexMap<u64, CteText>,
    /// What each name stands for.
    names: HashMap<(usize, String), Arc<FromClause>>,
    /// Those being written.
    visiting: Vec<u64>,
}

#[derive(Debug)]
struct CteText {
    sql: String,
    recursive: bool,
    /// The level of the statement that it is written before; `None` is the outermost.
    level: Option<usize>,
    name: (usize, String),
}

impl SqlCompiler<'_> {
    /// A WITH clause where it is mentioned; its text is kept for the beginning of the statement.
    pub(super) fn cte(
        &mut self,
        from: &Arc<FromClause>,
        cte: &CteFrom,
        as_from: bool,
        place: Place,
    ) -> Sql {
        let name = self.name(&cte.name, NameKind::Alias);
        let level = if cte.nesting { self.stack.len() } else { 1 };
        let key = (level, name.clone());
        let is_new = self.is_new_cte(from, cte, &key)?;
        if is_new {
            self.ctes.names.insert(key.clone(), from.clone());
            match &cte.alias_of {
                Some(original) => {
                    if !self.ctes.texts.contains_key(&original.id)
                        && !self.ctes.visiting.contains(&original.id)
                        && let FromKind::Cte(inner) = &original.kind
                    {
                        self.cte(original, inner, false, place)?;
                    }
                }
                None => self.write_cte(from, cte, key, place)?,
            }
        }
        if !as_from {
            return Ok(String::new());
        }
        match &cte.alias_of {
            Some(original) => {
                let original = original
                    .name()
                    .map(|name| self.name(&name, NameKind::Alias))
                    .unwrap_or_default();
                Ok(format!("{original} AS {name}"))
            }
            None => Ok(name),
        }
    }

    fn is_new_cte(
        &mut self,
        from: &Arc<FromClause>,
        cte: &CteFrom,
        key: &(usize, String),
    ) -> Result<bool, CompileError> {
        let Some(known) = self.ctes.names.get(key).cloned() else {
            return Ok(true);
        };
        if known.id == from.id || known == *from {
            return Ok(false);
        }
        if let FromKind::Cte(known_cte) = &known.kind
            && known_cte
                .restates
                .as_ref()
                .is_some_and(|restated| restated.id == from.id)
        {
            return Ok(false);
        }
        if cte
            .restates
            .as_ref()
            .is_some_and(|restated| restated.id == known.id)
        {
            self.ctes.texts.shift_remove(&known.id);
            return Ok(true);
        }
        Err(CompileError::Unsupported {
            message: format!(
                "Multiple, unrelated CTEs found with the same name: '{}'",
                key.1
            ),
        })
    }

    fn write_cte(
        &mut self,
        from: &Arc<FromClause>,
        cte: &CteFrom,
        key: (usize, String),
        place: Place,
    ) -> Result<(), CompileError> {
        let mut sql = key.1.clone();
        if cte.recursive || names_columns(&cte.element) {
            sql.push_str(&format!("({})", self.cte_columns(&cte.element)));
        }
        let mut prefixes = String::new();
        for prefix in &cte.prefixes {
            prefixes.push_str(&self.expression(prefix, place)?);
            prefixes.push(' ');
        }
        self.ctes.visiting.push(from.id);
        let inner = match &cte.element {
            Aliased::Statement(statement) => self.statement(
                statement,
                Place {
                    as_from: true,
                    ..place.nested()
                },
            ),
            Aliased::From(element) => self.from(element, &HashMap::new(), place),
        };
        self.ctes.visiting.pop();
        sql.push_str(&format!(" AS {prefixes}\n({})", inner?));
        self.ctes.texts.insert(
            from.id,
            CteText {
                sql,
                recursive: cte.recursive,
                level: cte.nesting.then_some(key.0),
                name: key,
            },
        );
        Ok(())
    }

    /// The names of the columns of a statement in WITH.
    fn cte_columns(&mut self, element: &Aliased) -> String {
        let Aliased::Statement(statement) = element else {
            return String::new();
        };
        let (columns, style) = match &**statement {
            Statement::Query(Query::Values(from)) => {
                let FromKind::Values(values) = &from.kind else {
                    return String::new();
                };
                let names: Vec<String> = values
                    .columns
                    .iter()
                    .map(|(name, _)| self.quote(name))
                    .collect();
                return names.join(", ");
            }
            Statement::Query(query) => (query.columns(), LabelStyle::DisambiguateOnly),
            Statement::Insert(insert) => {
                (insert.returning.as_slice(), LabelStyle::DisambiguateOnly)
            }
            Statement::Update(update) => {
                (update.returning.as_slice(), LabelStyle::DisambiguateOnly)
            }
            Statement::Delete(delete) => {
                (delete.returning.as_slice(), LabelStyle::DisambiguateOnly)
            }
        };
        let names: Vec<String> = named_columns(columns, style, true)
            .into_iter()
            .filter_map(|named| {
                named.fallback.or_else(|| {
                    limbeck_schema::expression::labels::plain_name(&named.column.expression)
                })
            })
            .map(|name| self.name(&name, NameKind::Column))
            .collect();
        names.join(", ")
    }

    /// `add_cte(...)`.
    pub(super) fn independent_ctes(
        &mut self,
        ctes: &[Arc<FromClause>],
        place: Place,
    ) -> Result<(), CompileError> {
        for from in ctes {
            if let FromKind::Cte(cte) = &from.kind {
                self.cte(from, cte, false, place)?;
            }
        }
        Ok(())
    }

    /// The statement after the WITH clauses that belong before it.
    pub(super) fn with_ctes(&mut self, sql: String, toplevel: bool) -> String {
        let level = self.stack.len();
        let keys: Vec<u64> = self
            .ctes
            .texts
            .iter()
            .filter(|(_, cte)| toplevel || (level > 1 && cte.level == Some(level)))
            .map(|(key, _)| *key)
            .collect();
        if keys.is_empty() {
            return sql;
        }
        let mut recursive = false;
        let mut texts = Vec::with_capacity(keys.len());
        for key in keys {
            if let Some(cte) = self.ctes.texts.shift_remove(&key) {
                recursive |= cte.recursive;
                self.ctes.names.remove(&cte.name);
                texts.push(cte.sql);
            }
        }
        let with = if recursive { "WITH RECURSIVE" } else { "WITH" };
        format!("{with} {}\n {sql}", texts.join(", \n"))
    }
}
