//! INSERT.

use limbeck_schema::{
    Expression,
    expression::{
        ColumnReference, DmlColumn, DmlTable, FromKind, Hint, Insert, InsertSource, LabelStyle,
        Name, Query, SelectColumn,
    },
};

use super::query::StackEntry;
use crate::{
    CompileError,
    expression::{Place, Sql, SqlCompiler},
};

impl SqlCompiler<'_> {
    /// An INSERT.
    pub(crate) fn insert(&mut self, insert: &Insert, place: Place) -> Sql {
        let toplevel = self.stack.is_empty();
        self.stack.push(StackEntry::default());
        let place = place.nested();
        let asks_for_keys = toplevel
            && !insert.inline
            && insert.returning.is_empty()
            && !matches!(insert.source, InsertSource::MultiValues(_));
        let values = self.insert_values(&insert.table, &insert.source, asks_for_keys, place)?;
        let returning = if insert.returning.is_empty() {
            returned_keys(&insert.table, &values.returning, self)
        } else {
            insert.returning.clone()
        };

        let mut sql = "INSERT ".to_owned();
        sql.push_str(&self.prefixes(&insert.prefixes, place)?);
        sql.push_str("INTO ");
        self.independent_ctes(&insert.ctes, place)?;
        sql.push_str(&self.target(&insert.table, &insert.hints)?);
        let names: Vec<String> = values
            .columns
            .iter()
            .map(|value| self.quote(&value.column.name))
            .collect();
        if !names.is_empty() {
            sql.push_str(&format!(" ({})", names.join(", ")));
        }
        match &insert.source {
            InsertSource::Select { query, .. } => {
                let query = with_defaults(query, values.selected_defaults)?;
                sql.push(' ');
                let query = self.query(&query, place)?;
                sql.push_str(&if self.dml().with_follows_insert() {
                    self.with_ctes(query, toplevel)
                } else {
                    query
                });
            }
            _ if names.is_empty() => sql.push_str(self.dml().no_values()),
            _ => {
                let first: Vec<String> = values
                    .columns
                    .into_iter()
                    .filter_map(|value| value.value)
                    .collect();
                let rows: Vec<String> = std::iter::once(first)
                    .chain(values.more)
                    .map(|row| format!("({})", row.join(", ")))
                    .collect();
                sql.push_str(&format!(" VALUES {}", rows.join(", ")));
            }
        }
        for upsert in &insert.upserts {
            sql.push(' ');
            sql.push_str(&self.upsert(insert, upsert, place)?);
        }
        sql.push_str(&self.returning(&returning, place)?);
        let sql = self.with_ctes(sql, toplevel);
        self.stack.pop();
        Ok(sql)
    }

    /// The table that a statement changes.
    pub(super) fn target(&mut self, table: &DmlTable, hints: &[Hint]) -> Sql {
        let sql = match &table.from.kind {
            FromKind::Table(table) => self.table_name(table),
            FromKind::Alias(_)
            | FromKind::Cte(_)
            | FromKind::Join(_)
            | FromKind::Sample(_)
            | FromKind::Function(_)
            | FromKind::TableValued(_)
            | FromKind::Values(_)
            | FromKind::Text(_) => self.from(&table.from, &Default::default(), Place::default())?,
        };
        let hint = hints.iter().find(|hint| {
            hint.from.id == table.from.id
                && (hint.dialect == "*" || hint.dialect == self.dialect.name())
        });
        match hint {
            Some(hint) => self.dml().table_hint(sql, &hint.text),
            None => Ok(sql),
        }
    }

    /// RETURNING with a blank before it, if there is anything to return.
    pub(super) fn returning(&mut self, columns: &[SelectColumn], place: Place) -> Sql {
        if columns.is_empty() {
            return Ok(String::new());
        }
        let place = Place {
            include_table: self.dml().returns_with_table(),
            ..place
        };
        let columns = self.columns(columns, LabelStyle::DisambiguateOnly, false, place)?;
        Ok(format!(" RETURNING {columns}"))
    }
}

/// The keys that the server makes, as columns to return.
fn returned_keys(
    table: &DmlTable,
    columns: &[&DmlColumn],
    compiler: &SqlCompiler<'_>,
) -> Vec<SelectColumn> {
    let others_fetched = compiler.dml().fetches_last_row_id();
    if others_fetched && table.columns.iter().any(|column| column.autoincrement) {
        return Vec::new();
    }
    columns
        .iter()
        .enumerate()
        .map(|(index, column)| SelectColumn {
            id: index as u64,
            expression: Expression::Column(Box::new(ColumnReference {
                id: index as u64,
                name: Name::Given(column.name.clone()),
                table: Some(table.from.clone()),
                data_type: column.data_type.clone(),
                is_literal: false,
            })),
            from: None,
        })
        .collect()
}

/// A SELECT with further columns.
fn with_defaults(query: &Query, defaults: Vec<Expression>) -> Result<Query, CompileError> {
    if defaults.is_empty() {
        return Ok(query.clone());
    }
    let Query::Select(select) = query else {
        return Err(CompileError::Unsupported {
            message: "Can't extend statement for INSERT..FROM SELECT to include additional \
                      default-holding column(s).  Convert the selectable to a subquery() first, \
                      or pass include_defaults=False to Insert.from_select() to skip these columns."
                .to_owned(),
        });
    };
    let mut select = (**select).clone();
    select
        .columns
        .extend(defaults.into_iter().map(|expression| SelectColumn {
            id: 0,
            expression,
            from: None,
        }));
    Ok(Query::Select(Box::new(select)))
}
