//! Triggers and event triggers.

use limbeck_schema::object::{EventTrigger, Trigger, TriggerFiring};

use crate::{Compilation, CompileError, ddl::Context};

/// `CREATE TRIGGER`, and in which sessions it fires.
pub(super) fn create(cx: &Context<'_>, trigger: &Trigger, compilation: &mut Compilation) {
    compilation.push(cx.verbatim(&trigger.definition));
    if trigger.firing != TriggerFiring::Origin {
        fire(cx, trigger, compilation);
    }
}

/// Changes in which sessions it fires.
pub(super) fn replace(
    cx: &Context<'_>,
    before: &Trigger,
    after: &Trigger,
    compilation: &mut Compilation,
) {
    if before.firing != after.firing {
        fire(cx, after, compilation);
    }
}

fn fire(cx: &Context<'_>, trigger: &Trigger, compilation: &mut Compilation) {
    compilation.push(format!(
        "ALTER TABLE {} {} TRIGGER {}",
        cx.qualified(&trigger.table),
        trigger.firing.keywords(),
        cx.quote(&trigger.name)
    ));
}

/// `CREATE EVENT TRIGGER`, and in which sessions it fires.
pub(super) fn create_event(
    cx: &Context<'_>,
    trigger: &EventTrigger,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let tags = trigger
        .tags
        .iter()
        .map(|tag| cx.string(tag))
        .collect::<Result<Vec<_>, _>>()?;
    let tags = if tags.is_empty() {
        String::new()
    } else {
        format!(" WHEN TAG IN ({})", tags.join(", "))
    };
    // FUNCTION came with version 11; what came before knows only the other word.
    let word = match cx.options.server_version {
        Some(version) if version < (11, 0, 0) => "PROCEDURE",
        Some(_) | None => "FUNCTION",
    };
    compilation.push(format!(
        "CREATE EVENT TRIGGER {} ON {}{tags} EXECUTE {word} {}()",
        cx.quote(&trigger.name),
        cx.verbatim(&trigger.event),
        cx.qualified(&trigger.function)
    ));
    if trigger.firing != TriggerFiring::Origin {
        fire_event(cx, trigger, compilation);
    }
    Ok(())
}

/// Whether only its firing or comment differs.
pub(super) fn replaces_in_place(before: &EventTrigger, after: &EventTrigger) -> bool {
    before.event == after.event && before.tags == after.tags && before.function == after.function
}

/// Changes in which sessions it fires.
pub(super) fn replace_event(
    cx: &Context<'_>,
    before: &EventTrigger,
    after: &EventTrigger,
    compilation: &mut Compilation,
) {
    if before.firing != after.firing {
        fire_event(cx, after, compilation);
    }
}

fn fire_event(cx: &Context<'_>, trigger: &EventTrigger, compilation: &mut Compilation) {
    compilation.push(format!(
        "ALTER EVENT TRIGGER {} {}",
        cx.quote(&trigger.name),
        trigger.firing.keywords()
    ));
}
