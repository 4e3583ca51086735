//! Privileges.

use std::collections::{BTreeMap, BTreeSet};

use limbeck_schema::{
    Identifier,
    object::{Grant, GrantTarget, Grantee},
};

use crate::{Compilation, ddl::Context};

/// One privilege on one column, or on all.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Unit {
    /// Its keyword.
    name: String,
    /// The column.
    column: Option<Identifier>,
}

/// The privileges of a grant, one by one, and whether they can be given on.
type Units = BTreeMap<Unit, bool>;

/// `GRANT`.
pub(super) fn create(cx: &Context<'_>, grant: &Grant, compilation: &mut Compilation) {
    give(cx, grant, units(grant), compilation);
}

/// `REVOKE`.
pub(super) fn drop(cx: &Context<'_>, grant: &Grant, compilation: &mut Compilation) {
    revoke(cx, grant, units(grant).into_keys(), "", compilation);
}

/// Revokes and gives what differs.
pub(super) fn replace(
    cx: &Context<'_>,
    before: &Grant,
    after: &Grant,
    compilation: &mut Compilation,
) {
    let (mut had, wanted) = (units(before), units(after));
    let gone: BTreeSet<Unit> = had
        .keys()
        .filter(|unit| !wanted.contains_key(unit))
        .cloned()
        .collect();
    // A privilege on the whole takes those on its columns with it.
    had.retain(|unit, _| {
        let whole = Unit {
            name: unit.name.clone(),
            column: None,
        };
        !gone.contains(unit) && !gone.contains(&whole)
    });
    revoke(cx, before, gone, "", compilation);
    let no_longer_grantable: Vec<Unit> = had
        .iter()
        .filter(|&(unit, grantable)| *grantable && wanted.get(unit) == Some(&false))
        .map(|(unit, _)| unit.clone())
        .collect();
    // So does the option: columns lose theirs, too.
    for (unit, grantable) in &mut had {
        *grantable &= !no_longer_grantable.iter().any(|other| {
            other.name == unit.name && (other.column.is_none() || other.column == unit.column)
        });
    }
    let option = "GRANT OPTION FOR ";
    revoke(cx, before, no_longer_grantable, option, compilation);
    let missing = wanted
        .into_iter()
        .filter(|(unit, grantable)| had.get(unit) != Some(grantable))
        .collect();
    give(cx, after, missing, compilation);
}

/// The object as `GRANT ... ON` names it.
pub(super) fn target(cx: &Context<'_>, target: &GrantTarget) -> String {
    match target {
        GrantTarget::Table(name) => format!("TABLE {}", cx.qualified(name)),
        GrantTarget::Sequence(name) => format!("SEQUENCE {}", cx.qualified(name)),
        GrantTarget::Schema(name) => format!("SCHEMA {}", cx.quote(name)),
    }
}

/// A role as `GRANT ... TO` names it.
pub(super) fn grantee(cx: &Context<'_>, grantee: &Grantee) -> String {
    match grantee {
        Grantee::Public => "PUBLIC".to_owned(),
        Grantee::Role(name) => cx.quote(name),
    }
}

fn units(grant: &Grant) -> Units {
    let mut units = Units::new();
    for privilege in &grant.privileges {
        let columns: Vec<Option<Identifier>> = if privilege.columns.is_empty() {
            vec![None]
        } else {
            privilege.columns.iter().cloned().map(Some).collect()
        };
        for column in columns {
            let name = privilege.name.clone();
            *units.entry(Unit { name, column }).or_default() |= privilege.grantable;
        }
    }
    units
}

fn give(cx: &Context<'_>, grant: &Grant, units: Units, compilation: &mut Compilation) {
    for (grantable, words) in [(false, ""), (true, " WITH GRANT OPTION")] {
        let chosen = units
            .iter()
            .filter(|&(_, is_grantable)| *is_grantable == grantable)
            .map(|(unit, _)| unit.clone());
        let privileges = phrase(cx, chosen);
        if !privileges.is_empty() {
            compilation.push(format!(
                "GRANT {privileges} ON {} TO {}{words}",
                target(cx, &grant.on),
                grantee(cx, &grant.grantee)
            ));
        }
    }
}

fn revoke(
    cx: &Context<'_>,
    grant: &Grant,
    units: impl IntoIterator<Item = Unit>,
    words: &str,
    compilation: &mut Compilation,
) {
    let privileges = phrase(cx, units);
    if !privileges.is_empty() {
        compilation.push(format!(
            "REVOKE {words}{privileges} ON {} FROM {}",
            target(cx, &grant.on),
            grantee(cx, &grant.grantee)
        ));
    }
}

/// `SELECT, UPDATE (a, b)`.
fn phrase(cx: &Context<'_>, units: impl IntoIterator<Item = Unit>) -> String {
    let mut by_name: BTreeMap<(String, bool), Vec<Identifier>> = BTreeMap::new();
    for unit in units {
        let columns = by_name
            .entry((unit.name, unit.column.is_some()))
            .or_default();
        columns.extend(unit.column);
    }
    by_name
        .iter()
        .map(|((name, _), columns)| {
            if columns.is_empty() {
                name.clone()
            } else {
                format!("{name} ({})", cx.quote_all(columns))
            }
        })
        .collect::<Vec<_>>()
        .join(", ")
}
