//! ON CONFLICT and the like.

use limbeck_schema::{
    Expression,
    expression::{ConflictAction, DmlTable, Insert, UpsertClause, ValueTarget},
};

use crate::{
    CompileError,
    expression::{Place, Sql, SqlCompiler},
};

impl SqlCompiler<'_> {
    /// What follows the values of an INSERT.
    pub(super) fn upsert(&mut self, insert: &Insert, clause: &UpsertClause, place: Place) -> Sql {
        match &clause.action {
            ConflictAction::DuplicateKey(duplicate) => {
                self.dml().duplicate_key(self, insert, duplicate, place)
            }
            ConflictAction::Nothing => {
                let target = self.dml().conflict_target(self, clause, place)?;
                if target.is_empty() {
                    Ok("ON CONFLICT DO NOTHING".to_owned())
                } else {
                    Ok(format!("ON CONFLICT {target} DO NOTHING"))
                }
            }
            ConflictAction::Update { values, criterion } => {
                let target = self.dml().conflict_target(self, clause, place)?;
                let assignments = self.upsert_assignments(&insert.table, values, place)?;
                let mut sql = format!("ON CONFLICT {target} DO UPDATE SET {assignments}");
                if let Some(criterion) = criterion {
                    let place = Place {
                        include_table: true,
                        ..place
                    };
                    sql.push_str(&format!(" WHERE {}", self.expression(criterion, place)?));
                }
                Ok(sql)
            }
        }
    }

    /// The assignments, those to the table's columns first and in the table's order.
    fn upsert_assignments(
        &mut self,
        table: &DmlTable,
        values: &[(ValueTarget, Expression)],
        place: Place,
    ) -> Result<String, CompileError> {
        let mut assignments = Vec::new();
        for column in &table.columns {
            let given = values.iter().find_map(|(target, value)| match target {
                ValueTarget::Key(key) if *key == column.key => Some(value),
                _ => None,
            });
            if let Some(value) = given {
                let value = self.value(value, &column.data_type, place)?;
                assignments.push(format!("{} = {value}", self.quote(&column.name)));
            }
        }
        for (target, value) in values {
            let (target, value) = match target {
                ValueTarget::Key(key) if table.column(key).is_some() => continue,
                ValueTarget::Key(key) => (
                    self.quote(&key.as_str().into()),
                    self.expression(value, place)?,
                ),
                ValueTarget::Expression(target) => (
                    self.expression(target, place)?,
                    self.expression(value, place)?,
                ),
            };
            assignments.push(format!("{target} = {value}"));
        }
        Ok(assignments.join(", "))
    }
}
