//! Views, triggers, routines and the like: [`SchemaObject`]s created, dropped and replaced.

use limbeck_schema::{
    SchemaObject,
    object::{RoutineKind, View, ViewKind},
    operation::{AlterEnum, CreateObject, DropObject, ReplaceObject},
};

use super::Context;
use crate::{Compilation, CompileError, types::cannot_render};

/// Creates an object, with its comment.
pub(super) fn create(
    cx: &Context<'_>,
    create: &CreateObject,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    cx.ddl().create_object(cx, &create.object, compilation)
}

/// Drops an object.
pub(super) fn drop(
    cx: &Context<'_>,
    drop: &DropObject,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    cx.ddl().drop_object(cx, &drop.object, compilation)
}

/// Lets an object take the place of another: in place where the server can, else the old one is
/// dropped first.
pub(super) fn replace(
    cx: &Context<'_>,
    replace: &ReplaceObject,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let (before, after) = (&replace.before, &replace.after);
    if cx.ddl().replaces_in_place(before, after) {
        return cx.ddl().replace_object(cx, before, after, compilation);
    }
    cx.ddl().drop_object(cx, before, compilation)?;
    cx.ddl().create_object(cx, after, compilation)
}

/// Changes the labels of an enum type.
pub(super) fn alter_enum(
    cx: &Context<'_>,
    alter: &AlterEnum,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    cx.ddl().alter_enum(cx, alter, compilation)
}

/// Plain views and triggers, in the words that all databases share.
pub(crate) fn standard_create(
    cx: &Context<'_>,
    object: &SchemaObject,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    match object {
        SchemaObject::View(view) if view.kind == ViewKind::Plain => {
            compilation.push(format!("CREATE {}", view_clause(cx, view)));
        }
        SchemaObject::Trigger(trigger) => compilation.push(cx.verbatim(&trigger.definition)),
        other => return Err(refused(cx, other)),
    }
    Ok(())
}

/// `VIEW name (names) AS query`.
pub(crate) fn view_clause(cx: &Context<'_>, view: &View) -> String {
    format!(
        "VIEW {}{} AS {}",
        cx.qualified(&view.name),
        names(cx, view),
        cx.verbatim(&view.query)
    )
}

/// The names of a view's columns in brackets, with a blank before them, where they stand in its
/// statement.
pub(crate) fn names(cx: &Context<'_>, view: &View) -> String {
    if view.names.is_empty() {
        String::new()
    } else {
        format!(" ({})", cx.quote_all(&view.names))
    }
}

/// The drop of a plain view or a trigger, in the words that all databases share.
pub(crate) fn standard_drop(
    cx: &Context<'_>,
    object: &SchemaObject,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    match object {
        SchemaObject::View(view) if view.kind == ViewKind::Plain => {
            compilation.push(format!("DROP VIEW {}", cx.qualified(&view.name)));
        }
        SchemaObject::Trigger(trigger) => {
            let name = limbeck_schema::QualifiedName {
                schema: trigger.table.schema.clone(),
                name: trigger.name.clone(),
            };
            compilation.push(format!("DROP TRIGGER {}", cx.qualified(&name)));
        }
        other => return Err(refused(cx, other)),
    }
    Ok(())
}

/// The error for an object that the dialect does not have.
pub(crate) fn refused(cx: &Context<'_>, object: &SchemaObject) -> CompileError {
    cannot_render(cx.dialect, kind(object))
}

/// The keyword of an object's kind.
pub(crate) fn kind(object: &SchemaObject) -> &'static str {
    match object {
        SchemaObject::Extension(_) => "EXTENSION",
        SchemaObject::Domain(_) => "DOMAIN",
        SchemaObject::Routine(routine) => match routine.kind {
            RoutineKind::Function => "FUNCTION",
            RoutineKind::Procedure => "PROCEDURE",
        },
        SchemaObject::View(view) => match view.kind {
            ViewKind::Plain => "VIEW",
            ViewKind::Materialized { .. } => "MATERIALIZED VIEW",
        },
        SchemaObject::Trigger(_) => "TRIGGER",
        SchemaObject::EventTrigger(_) => "EVENT TRIGGER",
        SchemaObject::Partition(_) => "PARTITION",
        SchemaObject::RowSecurity(_) => "ROW LEVEL SECURITY",
        SchemaObject::Policy(_) => "POLICY",
        SchemaObject::Grant(_) => "GRANT",
    }
}
