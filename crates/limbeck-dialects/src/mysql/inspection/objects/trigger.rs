//! Triggers.

use limbeck_schema::{
    Dependency, Identifier, ObjectIdentity, Schema, SchemaObject,
    object::{Trigger, TriggerFiring},
};

use super::Quote;
use crate::inspection::Row;

/// Adds the rows of `triggers.sql`: those of a table and an event follow each other as they fire.
pub(super) fn add<'r>(quote: Quote, rows: impl Iterator<Item = Row<'r>>, schema: &mut Schema) {
    let mut before: Option<(Trigger, String)> = None;
    for row in rows {
        let text = |column: &str| row.text(column).unwrap_or_default();
        let (name, table) = (Identifier::from(text("name")), row.table());
        let own_name = limbeck_schema::QualifiedName::in_schema(table.schema.clone(), name.clone());
        let occasion = format!("{} {}", text("timing"), text("event"));
        let follows = before
            .as_ref()
            .filter(|(before, same)| before.table == table && *same == occasion)
            .map(|(before, _)| before.name.clone());
        let place = match &follows {
            Some(name) => format!(" FOLLOWS {}", quote.name(name)),
            None => String::new(),
        };
        let trigger = Trigger {
            definition: format!(
                "CREATE TRIGGER {} {occasion} ON {} FOR EACH ROW{place} {}",
                quote.qualified(&own_name),
                quote.qualified(&table),
                text("statement")
            ),
            name,
            table,
            firing: TriggerFiring::Origin,
            comment: None,
        };
        let identity = |name: &Identifier| ObjectIdentity::Trigger {
            table: trigger.table.clone(),
            name: name.clone(),
        };
        schema.dependencies.extend(follows.map(|name| Dependency {
            dependent: identity(&trigger.name),
            referenced: identity(&name),
            columns: Vec::new(),
        }));
        schema.objects.push(SchemaObject::Trigger(trigger.clone()));
        before = Some((trigger, occasion));
    }
}
