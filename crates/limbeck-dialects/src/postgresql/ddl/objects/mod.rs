//! Objects besides tables: extensions, domains, routines, views, triggers, policies, grants.

mod domain;
mod extension;
mod grant;
mod partition;
mod policy;
mod routine;
#[cfg(test)]
mod tests;
mod trigger;
mod view;

use limbeck_schema::{SchemaObject, object::ViewKind};

use crate::{
    Compilation, CompileError,
    ddl::{Context, objects},
};

/// Creates an object, with its comment.
pub(super) fn create(
    cx: &Context<'_>,
    object: &SchemaObject,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    match object {
        SchemaObject::Extension(extension) => extension::create(cx, extension, compilation)?,
        SchemaObject::Domain(domain) => domain::create(cx, domain, compilation),
        SchemaObject::Routine(routine) => compilation.push(routine::create(cx, routine)),
        SchemaObject::View(view) => view::create(cx, view, compilation)?,
        SchemaObject::Trigger(trigger) => trigger::create(cx, trigger, compilation),
        SchemaObject::EventTrigger(trigger) => trigger::create_event(cx, trigger, compilation)?,
        SchemaObject::Partition(partition) => partition::attach(cx, partition, compilation),
        SchemaObject::RowSecurity(security) => policy::secure(cx, security, compilation),
        SchemaObject::Policy(policy) => compilation.push(policy::create(cx, policy)),
        SchemaObject::Grant(grant) => grant::create(cx, grant, compilation),
    }
    comment(cx, object, compilation)
}

/// Drops an object, and with it its comment.
pub(super) fn drop(cx: &Context<'_>, object: &SchemaObject, compilation: &mut Compilation) {
    match object {
        SchemaObject::Partition(partition) => partition::detach(cx, partition, compilation),
        SchemaObject::RowSecurity(security) => policy::release(cx, security, compilation),
        SchemaObject::Grant(grant) => grant::drop(cx, grant, compilation),
        SchemaObject::Extension(_)
        | SchemaObject::Domain(_)
        | SchemaObject::Routine(_)
        | SchemaObject::View(_)
        | SchemaObject::Trigger(_)
        | SchemaObject::EventTrigger(_)
        | SchemaObject::Policy(_) => compilation.push(format!("DROP {}", address(cx, object))),
    }
}

/// Whether one object can become the other without being dropped.
pub(super) fn replaces_in_place(before: &SchemaObject, after: &SchemaObject) -> bool {
    match (before, after) {
        (SchemaObject::View(before), SchemaObject::View(after)) => {
            view::replaces_in_place(before, after)
        }
        (SchemaObject::Routine(before), SchemaObject::Routine(after)) => {
            routine::replaces_in_place(before, after)
        }
        (SchemaObject::Domain(before), SchemaObject::Domain(after)) => {
            domain::replaces_in_place(before, after)
        }
        (SchemaObject::Trigger(before), SchemaObject::Trigger(after)) => {
            before.definition == after.definition
        }
        (SchemaObject::EventTrigger(before), SchemaObject::EventTrigger(after)) => {
            trigger::replaces_in_place(before, after)
        }
        (SchemaObject::Policy(before), SchemaObject::Policy(after)) => {
            policy::replaces_in_place(before, after)
        }
        (SchemaObject::Extension(_), SchemaObject::Extension(_))
        | (SchemaObject::Partition(_), SchemaObject::Partition(_))
        | (SchemaObject::RowSecurity(_), SchemaObject::RowSecurity(_))
        | (SchemaObject::Grant(_), SchemaObject::Grant(_)) => true,
        _ => false,
    }
}

/// Lets one object become the other.
pub(super) fn replace(
    cx: &Context<'_>,
    before: &SchemaObject,
    after: &SchemaObject,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    match (before, after) {
        (SchemaObject::View(before), SchemaObject::View(after)) => {
            view::replace(cx, before, after, compilation)?;
        }
        (SchemaObject::Routine(before), SchemaObject::Routine(after)) => {
            routine::replace(cx, before, after, compilation);
        }
        (SchemaObject::Domain(before), SchemaObject::Domain(after)) => {
            domain::replace(cx, before, after, compilation);
        }
        (SchemaObject::Trigger(before), SchemaObject::Trigger(after)) => {
            trigger::replace(cx, before, after, compilation);
        }
        (SchemaObject::EventTrigger(before), SchemaObject::EventTrigger(after)) => {
            trigger::replace_event(cx, before, after, compilation);
        }
        (SchemaObject::Policy(before), SchemaObject::Policy(after)) => {
            policy::replace(cx, before, after, compilation);
        }
        (SchemaObject::Extension(before), SchemaObject::Extension(after)) => {
            extension::replace(cx, before, after, compilation)?;
        }
        (SchemaObject::Partition(before), SchemaObject::Partition(after)) => {
            partition::detach(cx, before, compilation);
            partition::attach(cx, after, compilation);
        }
        (SchemaObject::RowSecurity(before), SchemaObject::RowSecurity(after)) => {
            policy::change_security(cx, before, after, compilation);
        }
        (SchemaObject::Grant(before), SchemaObject::Grant(after)) => {
            grant::replace(cx, before, after, compilation);
        }
        (_, after) => return Err(objects::refused(cx, after)),
    }
    if comment_of(before) != comment_of(after) {
        set_comment(cx, after, compilation)?;
    }
    Ok(())
}

/// An object as `DROP` and `COMMENT ON` name it: its kind, its name, and what the name is in.
fn address(cx: &Context<'_>, object: &SchemaObject) -> String {
    let kind = objects::kind(object);
    match object {
        SchemaObject::Extension(extension) => format!("{kind} {}", cx.quote(&extension.name)),
        SchemaObject::Domain(domain) => format!("{kind} {}", cx.qualified(&domain.name)),
        SchemaObject::Routine(routine) => format!(
            "{kind} {}({})",
            cx.qualified(&routine.name),
            cx.verbatim(&routine.signature)
        ),
        SchemaObject::View(view) => format!("{kind} {}", cx.qualified(&view.name)),
        SchemaObject::Trigger(trigger) => format!(
            "{kind} {} ON {}",
            cx.quote(&trigger.name),
            cx.qualified(&trigger.table)
        ),
        SchemaObject::EventTrigger(trigger) => format!("{kind} {}", cx.quote(&trigger.name)),
        SchemaObject::Policy(policy) => format!(
            "{kind} {} ON {}",
            cx.quote(&policy.name),
            cx.qualified(&policy.table)
        ),
        SchemaObject::Partition(partition) => format!("TABLE {}", cx.qualified(&partition.table)),
        SchemaObject::RowSecurity(security) => format!("TABLE {}", cx.qualified(&security.table)),
        SchemaObject::Grant(grant) => grant::target(cx, &grant.on),
    }
}

/// The comment of an object of its own; that of a table is the table's.
fn comment_of(object: &SchemaObject) -> Option<&str> {
    match object {
        SchemaObject::Domain(domain) => domain.comment.as_deref(),
        SchemaObject::Routine(routine) => routine.comment.as_deref(),
        SchemaObject::View(view) => view.comment.as_deref(),
        SchemaObject::Trigger(trigger) => trigger.comment.as_deref(),
        SchemaObject::EventTrigger(trigger) => trigger.comment.as_deref(),
        SchemaObject::Policy(policy) => policy.comment.as_deref(),
        SchemaObject::Extension(_)
        | SchemaObject::Partition(_)
        | SchemaObject::RowSecurity(_)
        | SchemaObject::Grant(_) => None,
    }
}

/// The comment of an object that was just made.
fn comment(
    cx: &Context<'_>,
    object: &SchemaObject,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    match comment_of(object) {
        Some(_) => set_comment(cx, object, compilation),
        None => Ok(()),
    }
}

fn set_comment(
    cx: &Context<'_>,
    object: &SchemaObject,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let text = cx.comment(comment_of(object))?;
    compilation.push(format!("COMMENT ON {} IS {text}", address(cx, object)));
    Ok(())
}

/// Whether two views are both plain or both materialised.
fn same_kind(before: &ViewKind, after: &ViewKind) -> bool {
    std::mem::discriminant(before) == std::mem::discriminant(after)
}
