//! Views and triggers: SQLite keeps the statements that made them.

use limbeck_database::ResultSet;
use limbeck_schema::{
    Identifier, QualifiedName, Schema, SchemaObject,
    object::{Trigger, TriggerFiring, View, ViewKind},
};

use super::{super::identifiers::IDENTIFIERS, in_scope};
use crate::{
    CompileOptions,
    batch::words::{Token, tokens},
    inspection::{InspectionError, ObjectInspector, Row, SchemaScope, rows},
};

/// The views and triggers of SQLite. What they use counts when they are used, not when they are
/// made: there are no dependencies.
pub(in crate::sqlite) struct Objects;

impl ObjectInspector for Objects {
    fn queries(&self, schemas: &SchemaScope) -> Vec<String> {
        vec![in_scope(include_str!("objects.sql"), schemas, None)]
    }

    fn read(&self, answers: &[ResultSet], schema: &mut Schema) -> Result<(), InspectionError> {
        for row in answers.iter().flat_map(rows) {
            schema.objects.push(match row.text("kind") {
                Some("trigger") => SchemaObject::Trigger(trigger(row)),
                _ => SchemaObject::View(view(row)?),
            });
        }
        Ok(())
    }
}

fn trigger(row: Row<'_>) -> Trigger {
    let table = row.table();
    let definition = row.text("definition").unwrap_or_default();
    // The statement is kept without the schema that the trigger was made in.
    let definition = match (&table.schema, definition.strip_prefix("CREATE TRIGGER ")) {
        (Some(schema), Some(rest)) => {
            let schema = IDENTIFIERS.quote(schema, &CompileOptions::default());
            format!("CREATE TRIGGER {schema}.{rest}")
        }
        _ => definition.to_owned(),
    };
    Trigger {
        name: Identifier::from(row.text("name").unwrap_or_default()),
        table,
        definition,
        firing: TriggerFiring::Origin,
        comment: None,
    }
}

fn view(row: Row<'_>) -> Result<View, InspectionError> {
    let name = row.qualified("table_schema", "name");
    let definition = row.text("definition").unwrap_or_default();
    let (names, query) = parts(definition).ok_or_else(|| InspectionError::UnknownObject {
        kind: "view",
        name: name.to_string(),
        value: definition.to_owned(),
    })?;
    Ok(View {
        name: QualifiedName::in_schema(name.schema, name.name),
        kind: ViewKind::Plain,
        names,
        columns: Vec::new(),
        query,
        options: Vec::new(),
        comment: None,
    })
}

/// The names of the columns, if the statement has them, and the query.
fn parts(sql: &str) -> Option<(Vec<Identifier>, String)> {
    let mut tokens = tokens(sql).into_iter().peekable();
    tokens.next().filter(|(token, _)| token.is("CREATE"))?;
    tokens.next().filter(|(token, _)| token.is("VIEW"))?;
    tokens.next()?.0.name()?;
    let mut names = Vec::new();
    if tokens
        .next_if(|(token, _)| *token == Token::Mark('('))
        .is_some()
    {
        loop {
            names.push(Identifier::from(tokens.next()?.0.name()?));
            match tokens.next()?.0 {
                Token::Mark(',') => {}
                Token::Mark(')') => break,
                Token::Word(_) | Token::Quoted(_) | Token::Text(_) | Token::Mark(_) => return None,
            }
        }
    }
    let (_, place) = tokens.next().filter(|(token, _)| token.is("AS"))?;
    Some((names, sql[place.end..].trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(sql: &str, names: &[&str], query: &str) {
        let names = names.iter().copied().map(Identifier::from).collect();
        assert_eq!(parts(sql), Some((names, query.to_owned())));
    }

    #[test]
    fn a_statement_is_names_and_a_query() {
        check(
            "CREATE VIEW v AS SELECT 1 AS \"AS\"",
            &[],
            "SELECT 1 AS \"AS\"",
        );
        check(
            "CREATE VIEW \"v (x) AS\" (a, [b c]) -- AS SELECT 0\nas\nSELECT 1, 2",
            &["a", "b c"],
            "SELECT 1, 2",
        );
    }

    #[test]
    fn what_is_no_view_is_not_taken_for_one() {
        assert_eq!(parts("CREATE TABLE v AS SELECT 1"), None);
        assert_eq!(parts("CREATE VIEW v (a SELECT 1"), None);
    }
}
