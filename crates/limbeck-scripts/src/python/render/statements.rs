//! `op.execute`, `op.bulk_insert`, and operations that only SQL has words for.

use limbeck_dialects::Compilation;
use limbeck_schema::expression::{DmlColumn, FromKind, Name};
use limbeck_schema::operation::{BulkInsert, Execute, SqlStatement};
use limbeck_schema::{Expression, Literal, Operation, TextClause};

use super::expression::escape_parameters;
use super::literal::{flag, text};
use super::{RenderError, Rendered, Renderer};

impl Renderer<'_> {
    pub(super) fn execute(&mut self, execute: &Execute) -> Rendered<Vec<String>> {
        Ok(vec![match &execute.statement {
            SqlStatement::Text(clause) if clause.binds.is_empty() => {
                self.execute_text(&clause.text)
            }
            SqlStatement::Text(clause) => {
                let clause = self.text_with_values(clause)?;
                self.function("execute", &[clause])
            }
            SqlStatement::Verbatim(sql) | SqlStatement::Script(sql) => {
                self.execute_text(&escape_parameters(sql))
            }
            SqlStatement::Expression(_) | SqlStatement::Construct(_) => {
                return self.compiled(&Operation::Execute(execute.clone()));
            }
        }])
    }

    /// The statements of an operation, as the dialect in force writes them.
    pub(super) fn compiled(&mut self, operation: &Operation) -> Rendered<Vec<String>> {
        let mut compilation = Compilation::default();
        self.options
            .dialect
            .compile(operation, &self.options.compile, &mut compilation)?;
        self.warnings.extend(compilation.take_warnings());
        let statements = compilation.take_statements();
        Ok(statements
            .iter()
            .map(|statement| self.execute_text(&escape_parameters(&statement.script_text())))
            .collect())
    }

    /// `op.execute('...')`; several lines are a string each, as far as Alembic would not write them in one.
    fn execute_text(&self, sql: &str) -> String {
        let lines: Vec<_> = sql.split_inclusive('\n').map(text).collect();
        match lines.as_slice() {
            [_, _, ..] if self.is_complete() && !self.in_batch => {
                format!("{}execute(\n    {}\n)", self.op(), lines.join("\n    "))
            }
            _ => self.function("execute", &[text(sql)]),
        }
    }

    /// `sa.text(...)` with the values of its parameters.
    fn text_with_values(&mut self, clause: &TextClause) -> Rendered<String> {
        let mut values = Vec::new();
        for bind in &clause.binds {
            let name = match &bind.name {
                Name::Given(name) | Name::Truncatable(name) => name,
                Name::Anonymous { .. } | Name::Qualified { .. } => {
                    return Err(RenderError::Unsupported(
                        "a parameter of a statement has no name".to_owned(),
                    ));
                }
            };
            let value = bind.value.as_ref().unwrap_or(&Literal::Null);
            values.push(format!("{name}={}", self.literal(value)));
        }
        let sql = text(&clause.text);
        Ok(format!(
            "{}text({sql}).bindparams({})",
            self.sa(),
            values.join(", ")
        ))
    }

    pub(super) fn bulk_insert(&mut self, insert: &BulkInsert) -> Rendered<String> {
        let FromKind::Table(table) = &insert.table.from.kind else {
            return Err(RenderError::Unsupported(
                "rows are inserted into something that is no table".to_owned(),
            ));
        };
        let mut columns = vec![text(table.name.as_str())];
        for column in &insert.table.columns {
            columns.push(self.data_column(column)?);
        }
        if let Some(schema) = &table.schema {
            columns.push(format!("schema={}", text(schema.as_str())));
        }
        let mut rows = Vec::new();
        for row in &insert.rows {
            let mut values = Vec::new();
            for (key, value) in row {
                values.push(format!("{}: {}", text(key), self.data_value(value)?));
            }
            rows.push(format!("    {{{}}}", values.join(", ")));
        }
        let multiinsert = if insert.multiinsert {
            String::new()
        } else {
            format!(", multiinsert={}", flag(false))
        };
        Ok(format!(
            "{}bulk_insert({}table({}), [\n{}\n]{multiinsert})",
            self.op(),
            self.sa(),
            columns.join(", "),
            rows.join(",\n")
        ))
    }

    fn data_column(&mut self, column: &DmlColumn) -> Rendered<String> {
        let data_type = self.data_type(&column.data_type)?;
        let name = text(&column.name.text);
        Ok(format!("{}column({name}, {data_type})", self.sa()))
    }

    /// A value of a row; what is no plain value is SQL.
    fn data_value(&mut self, value: &Expression) -> Rendered<String> {
        match value {
            Expression::Literal { value, .. } => Ok(self.literal(value)),
            Expression::Bind(bind) => {
                let value = bind.value.clone().unwrap_or(Literal::Null);
                Ok(self.literal(&value))
            }
            other => self.expression(other),
        }
    }
}
