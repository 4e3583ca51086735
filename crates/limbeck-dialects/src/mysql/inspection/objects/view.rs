//! Views.

use std::collections::HashSet;

use limbeck_schema::{
    Dependency, ObjectIdentity, Schema, SchemaObject,
    object::{Routine, RoutineKind, View, ViewKind},
};

use super::{
    names::{mentioned, without_schema},
    unsupported,
};
use crate::inspection::Row;

/// Adds the rows of `views.sql` to a schema that has its tables and routines, and what the
/// queries use: the catalog does not tell.
pub(super) fn add<'r>(rows: impl Iterator<Item = Row<'r>>, schema: &mut Schema) {
    let mut views = Vec::new();
    for row in rows {
        let name = row.qualified("view_schema", "name");
        // The server hides the query from who may not see it.
        let Some(query) = row.text("query") else {
            let kind = "view whose query this user may not see";
            schema.unsupported.push(unsupported(kind, name));
            continue;
        };
        let query = match (&name.schema, row.text("own_schema")) {
            (None, Some(own)) => without_schema(query, own),
            _ => query.to_owned(),
        };
        let options = ["algorithm", "check_option", "sql_security"];
        let options = options
            .into_iter()
            .filter_map(|option| Some((option.to_owned(), row.text(option)?.to_owned())));
        views.push(View {
            name,
            kind: ViewKind::Plain,
            names: Vec::new(),
            columns: Vec::new(),
            query,
            options: options.collect(),
            comment: None,
        });
    }
    let relations: HashSet<(String, ObjectIdentity)> = schema
        .tables
        .iter()
        .map(|table| &table.name)
        .chain(views.iter().map(|view| &view.name))
        .map(|name| {
            (
                name.name.text.clone(),
                ObjectIdentity::Relation(name.clone()),
            )
        })
        .chain(schema.objects.iter().filter_map(|object| match object {
            SchemaObject::Routine(
                routine @ Routine {
                    kind: RoutineKind::Function,
                    ..
                },
            ) => Some((routine.name.name.text.clone(), object.identity())),
            _ => None,
        }))
        .collect();
    for view in &views {
        let dependent = ObjectIdentity::Relation(view.name.clone());
        let mentioned = mentioned(&view.query);
        let used = relations
            .iter()
            .filter(|(name, used)| mentioned.contains(name) && *used != dependent);
        schema.dependencies.extend(used.map(|(_, used)| Dependency {
            dependent: dependent.clone(),
            referenced: used.clone(),
            columns: Vec::new(),
        }));
    }
    schema
        .objects
        .extend(views.into_iter().map(SchemaObject::View));
}
