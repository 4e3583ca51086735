//! The columns and values of INSERT and UPDATE (`crud._get_crud_params()`).

use limbeck_schema::{
    Expression, Literal, SqlType,
    expression::{ColumnDefault, DmlColumn, DmlTable, InsertSource, Name, ValueTarget, build},
};

use crate::{
    CompileError,
    expression::{Place, Sql, SqlCompiler},
};

/// A column of a statement with the text of its value.
pub(super) struct ColumnValue<'a> {
    /// The column.
    pub(super) column: &'a DmlColumn,
    /// The value; `None` for the columns of INSERT ... SELECT.
    pub(super) value: Option<String>,
}

/// The columns and rows of an INSERT.
pub(super) struct InsertValues<'a> {
    /// The columns, with the values of the first row.
    pub(super) columns: Vec<ColumnValue<'a>>,
    /// The values of the other rows.
    pub(super) more: Vec<Vec<String>>,
    /// The columns that the server fills in and is asked for.
    pub(super) returning: Vec<&'a DmlColumn>,
    /// Defaults that INSERT ... SELECT selects too.
    pub(super) selected_defaults: Vec<Expression>,
}

/// A value of a statement and whether the statement has it for its table.
fn value_of<'v>(
    values: &'v [(ValueTarget, Expression)],
    column: &DmlColumn,
) -> Option<&'v Expression> {
    values
        .iter()
        .rev()
        .find_map(|(target, value)| match target {
            ValueTarget::Key(key) if *key == column.key => Some(value),
            _ => None,
        })
}

/// That values were given for columns that the table does not have.
pub(super) fn unconsumed(
    table: &DmlTable,
    values: &[(ValueTarget, Expression)],
) -> Result<(), CompileError> {
    let unknown: Vec<&str> = values
        .iter()
        .filter_map(|(target, _)| match target {
            ValueTarget::Key(key) if table.column(key).is_none() => Some(key.as_str()),
            _ => None,
        })
        .collect();
    if unknown.is_empty() {
        Ok(())
    } else {
        Err(CompileError::Unsupported {
            message: format!("Unconsumed column names: {}", unknown.join(", ")),
        })
    }
}

impl SqlCompiler<'_> {
    /// A value for a column, with the column's type if it has none.
    pub(crate) fn value(&mut self, value: &Expression, data_type: &SqlType, place: Place) -> Sql {
        let value = match value {
            Expression::Bind(bind) if bind.data_type == SqlType::Null => {
                let mut bind = bind.clone();
                bind.data_type = data_type.clone();
                Expression::Bind(bind)
            }
            other => other.clone(),
        };
        match value {
            bind @ Expression::Bind(_) => self.expression(&bind, place),
            other => self.expression(&other.grouped(), place),
        }
    }

    /// The columns and values of an INSERT.
    pub(super) fn insert_values<'a>(
        &mut self,
        table: &'a DmlTable,
        source: &InsertSource,
        asks_for_keys: bool,
        place: Place,
    ) -> Result<InsertValues<'a>, CompileError> {
        match source {
            InsertSource::Nothing if self.options.offline => {
                let mut columns = Vec::with_capacity(table.columns.len());
                for column in &table.columns {
                    columns.push(ColumnValue {
                        column,
                        value: Some(self.to_come(column)?),
                    });
                }
                Ok(InsertValues {
                    columns,
                    more: Vec::new(),
                    returning: Vec::new(),
                    selected_defaults: Vec::new(),
                })
            }
            InsertSource::Nothing => self.row_values(table, &[], asks_for_keys, place),
            InsertSource::Values(values) => {
                unconsumed(table, values)?;
                self.row_values(table, values, asks_for_keys, place)
            }
            InsertSource::MultiValues(rows) => self.multi_values(table, rows, place),
            InsertSource::Select {
                names,
                include_defaults,
                ..
            } => self.select_values(table, names, *include_defaults),
        }
    }

    /// Where the value of a column will be filled in.
    pub(super) fn to_come(&self, column: &DmlColumn) -> Sql {
        let cast = self.bound_cast(column.data_type.for_dialect(self.dialect.name()))?;
        Ok(format!("{}{cast}", self.placeholder(&column.key)))
    }

    /// A value that was not given.
    fn missing(&self, column: &DmlColumn) -> String {
        if self.options.literal_binds {
            "NULL".to_owned()
        } else {
            self.placeholder(&column.key)
        }
    }

    fn row_values<'a>(
        &mut self,
        table: &'a DmlTable,
        values: &[(ValueTarget, Expression)],
        asks_for_keys: bool,
        place: Place,
    ) -> Result<InsertValues<'a>, CompileError> {
        let mut columns = Vec::new();
        let mut returning = Vec::new();
        for column in &table.columns {
            if let Some(value) = value_of(values, column) {
                let is_computed =
                    !matches!(value, Expression::Bind(_) | Expression::Literal { .. });
                if is_computed && column.primary_key && asks_for_keys && self.dml().returns_keys() {
                    returning.push(column);
                }
                let value = self.value(&named(value, &column.key), &column.data_type, place)?;
                columns.push(ColumnValue {
                    column,
                    value: Some(value),
                });
                continue;
            }
            let default = self.default_value(column, column.default.as_ref(), place)?;
            if column.primary_key && asks_for_keys && self.dml().returns_keys() {
                let server_fills = match &column.default {
                    None => column.autoincrement || column.server_default,
                    Some(ColumnDefault::Expression(_) | ColumnDefault::Sequence { .. }) => true,
                    Some(ColumnDefault::Value(_) | ColumnDefault::Callable) => false,
                };
                if server_fills {
                    returning.push(column);
                }
            }
            if let Some(default) = default {
                columns.push(ColumnValue {
                    column,
                    value: Some(default),
                });
            }
        }
        Ok(InsertValues {
            columns,
            more: Vec::new(),
            returning,
            selected_defaults: Vec::new(),
        })
    }

    /// What a client-side default comes to; `None` if nothing is written for it.
    pub(super) fn default_value(
        &mut self,
        column: &DmlColumn,
        default: Option<&ColumnDefault>,
        place: Place,
    ) -> Result<Option<String>, CompileError> {
        Ok(match default {
            None => None,
            Some(ColumnDefault::Sequence { name, optional }) => {
                if self.dml().has_sequences(self.options) && !optional {
                    Some(self.dml().next_value(self, name)?)
                } else {
                    None
                }
            }
            Some(ColumnDefault::Expression(expression)) => {
                Some(self.expression(&expression.clone().grouped(), place)?)
            }
            // A script has the value only when it runs.
            Some(ColumnDefault::Value(_) | ColumnDefault::Callable) if self.options.offline => {
                Some(self.missing(column))
            }
            Some(ColumnDefault::Value(value)) => Some(self.literal(value, &column.data_type)?),
            Some(ColumnDefault::Callable) => {
                return Err(CompileError::Unsupported {
                    message: format!(
                        "the default of column '{}' is a Python function that was not called; \
                         give the column a value",
                        column.name
                    ),
                });
            }
        })
    }

    fn multi_values<'a>(
        &mut self,
        table: &'a DmlTable,
        rows: &[Vec<(ValueTarget, Expression)>],
        place: Place,
    ) -> Result<InsertValues<'a>, CompileError> {
        let Some((first, others)) = rows.split_first() else {
            return self.row_values(table, &[], false, place);
        };
        unconsumed(table, first)?;
        let mut columns = Vec::new();
        for column in &table.columns {
            let value = match value_of(first, column) {
                Some(value) => {
                    let name = format!("{}_m0", column.key);
                    Some(self.value(&named(value, &name), &column.data_type, place)?)
                }
                None => self.default_value(column, column.default.as_ref(), place)?,
            };
            if let Some(value) = value {
                columns.push(ColumnValue {
                    column,
                    value: Some(value),
                });
            }
        }
        let mut more = Vec::with_capacity(others.len());
        for (index, row) in others.iter().enumerate() {
            let mut values = Vec::with_capacity(columns.len());
            for ColumnValue { column, .. } in &columns {
                values.push(match value_of(row, column) {
                    Some(value) => {
                        let name = format!("{}_m{}", column.key, index + 1);
                        self.value(&named(value, &name), &column.data_type, place)?
                    }
                    None => self
                        .default_value(column, column.default.as_ref(), place)?
                        .ok_or_else(|| CompileError::Unsupported {
                            message: format!(
                                "INSERT value for column {} is explicitly rendered as a \
                                 boundparameter in the VALUES clause; a Python-side value or SQL \
                                 expression is required",
                                column.name
                            ),
                        })?,
                });
            }
            more.push(values);
        }
        Ok(InsertValues {
            columns,
            more,
            returning: Vec::new(),
            selected_defaults: Vec::new(),
        })
    }

    fn select_values<'a>(
        &mut self,
        table: &'a DmlTable,
        names: &[String],
        include_defaults: bool,
    ) -> Result<InsertValues<'a>, CompileError> {
        let mut columns = Vec::new();
        for name in names {
            let column = table
                .column(name)
                .ok_or_else(|| CompileError::Unsupported {
                    message: format!("Unconsumed column names: {name}"),
                })?;
            columns.push(ColumnValue {
                column,
                value: None,
            });
        }
        let mut selected_defaults = Vec::new();
        if include_defaults {
            for column in &table.columns {
                if names.contains(&column.key) {
                    continue;
                }
                let Some(default) = selected_default(self, column) else {
                    continue;
                };
                columns.push(ColumnValue {
                    column,
                    value: None,
                });
                selected_defaults.push(default);
            }
        }
        Ok(InsertValues {
            columns,
            more: Vec::new(),
            returning: Vec::new(),
            selected_defaults,
        })
    }
}

/// A client-side default as a column of a SELECT.
fn selected_default(compiler: &SqlCompiler<'_>, column: &DmlColumn) -> Option<Expression> {
    match column.default.as_ref()? {
        ColumnDefault::Expression(expression) => Some(expression.clone().grouped()),
        ColumnDefault::Sequence { name, optional } => {
            (compiler.dml().has_sequences(compiler.options) && !optional)
                .then(|| Expression::NextValue(name.clone()))
        }
        ColumnDefault::Value(_) | ColumnDefault::Callable if compiler.options.offline => {
            Some(Expression::Literal {
                value: Literal::Null,
                data_type: SqlType::Null,
            })
        }
        ColumnDefault::Value(value) => Some(build::bind(
            &Expression::Literal {
                value: Literal::Null,
                data_type: column.data_type.clone(),
            },
            value.clone(),
            Some(column.data_type.clone()),
        )),
        ColumnDefault::Callable => None,
    }
}

/// A bound value under the name that it has for a column.
fn named(value: &Expression, name: &str) -> Expression {
    match value {
        Expression::Bind(bind) if matches!(bind.name, Name::Anonymous { .. }) => {
            let mut bind = bind.clone();
            bind.name = Name::Given(name.into());
            Expression::Bind(bind)
        }
        other => other.clone(),
    }
}

/// A bound value under the name of its column.
pub(super) fn named_for(value: &Expression, column: &DmlColumn) -> Expression {
    named(value, &column.key)
}
