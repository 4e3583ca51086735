//! Row-level security and its policies.

use limbeck_schema::object::{Policy, PolicyCommand, RowSecurity};

use super::grant::grantee;
use crate::{Compilation, ddl::Context};

/// Switches row-level security on, as far as it is.
pub(super) fn secure(cx: &Context<'_>, security: &RowSecurity, compilation: &mut Compilation) {
    let nothing = RowSecurity {
        table: security.table.clone(),
        enabled: false,
        forced: false,
    };
    change_security(cx, &nothing, security, compilation);
}

/// Switches row-level security off, as far as it is on.
pub(super) fn release(cx: &Context<'_>, security: &RowSecurity, compilation: &mut Compilation) {
    let nothing = RowSecurity {
        table: security.table.clone(),
        enabled: false,
        forced: false,
    };
    change_security(cx, security, &nothing, compilation);
}

/// Switches what differs.
pub(super) fn change_security(
    cx: &Context<'_>,
    before: &RowSecurity,
    after: &RowSecurity,
    compilation: &mut Compilation,
) {
    let mut change = |word: &str| {
        compilation.push(format!(
            "ALTER TABLE {} {word} ROW LEVEL SECURITY",
            cx.qualified(&after.table)
        ));
    };
    if before.enabled != after.enabled {
        change(if after.enabled { "ENABLE" } else { "DISABLE" });
    }
    if before.forced != after.forced {
        change(if after.forced { "FORCE" } else { "NO FORCE" });
    }
}

/// `CREATE POLICY`.
pub(super) fn create(cx: &Context<'_>, policy: &Policy) -> String {
    let mut sql = format!(
        "CREATE POLICY {} ON {}",
        cx.quote(&policy.name),
        cx.qualified(&policy.table)
    );
    if !policy.permissive {
        sql.push_str(" AS RESTRICTIVE");
    }
    if policy.command != PolicyCommand::All {
        sql.push_str(&format!(" FOR {}", policy.command.keyword()));
    }
    sql.push_str(&format!(" TO {}", roles(cx, policy)));
    sql.push_str(&condition(cx, "USING", policy.using.as_deref()));
    sql.push_str(&condition(cx, "WITH CHECK", policy.with_check.as_deref()));
    sql
}

/// Whether kind and command stay, and no condition goes away.
pub(super) fn replaces_in_place(before: &Policy, after: &Policy) -> bool {
    before.permissive == after.permissive
        && before.command == after.command
        && before.using.is_some() <= after.using.is_some()
        && before.with_check.is_some() <= after.with_check.is_some()
}

/// `ALTER POLICY`, if more than the comment differs.
pub(super) fn replace(
    cx: &Context<'_>,
    before: &Policy,
    after: &Policy,
    compilation: &mut Compilation,
) {
    let mut changes = String::new();
    if before.roles != after.roles {
        changes.push_str(&format!(" TO {}", roles(cx, after)));
    }
    if before.using != after.using {
        changes.push_str(&condition(cx, "USING", after.using.as_deref()));
    }
    if before.with_check != after.with_check {
        changes.push_str(&condition(cx, "WITH CHECK", after.with_check.as_deref()));
    }
    if !changes.is_empty() {
        compilation.push(format!(
            "ALTER POLICY {} ON {}{changes}",
            cx.quote(&after.name),
            cx.qualified(&after.table)
        ));
    }
}

fn roles(cx: &Context<'_>, policy: &Policy) -> String {
    policy
        .roles
        .iter()
        .map(|role| grantee(cx, role))
        .collect::<Vec<_>>()
        .join(", ")
}

fn condition(cx: &Context<'_>, keyword: &str, condition: Option<&str>) -> String {
    match condition {
        Some(condition) => format!(" {keyword} ({})", cx.verbatim(condition)),
        None => String::new(),
    }
}
