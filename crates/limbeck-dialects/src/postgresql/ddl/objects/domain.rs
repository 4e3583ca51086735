//! Domains.

use limbeck_schema::object::Domain;

use crate::{Compilation, ddl::Context};

/// `CREATE DOMAIN`.
pub(super) fn create(cx: &Context<'_>, domain: &Domain, compilation: &mut Compilation) {
    let mut sql = format!(
        "CREATE DOMAIN {} AS {}",
        cx.qualified(&domain.name),
        cx.verbatim(&domain.data_type)
    );
    if let Some(collation) = &domain.collation {
        sql.push_str(&format!(" COLLATE {}", cx.qualified(collation)));
    }
    if let Some(default) = &domain.default {
        sql.push_str(&format!(" DEFAULT {}", cx.verbatim(default)));
    }
    if domain.not_null {
        sql.push_str(" NOT NULL");
    }
    // Only ALTER DOMAIN takes a check without looking at the values that are there.
    let (late, early): (Vec<_>, Vec<_>) = domain
        .constraints
        .iter()
        .partition(|constraint| constraint.definition.ends_with(" NOT VALID"));
    for constraint in early {
        sql.push_str(&format!(
            " CONSTRAINT {} {}",
            cx.quote(&constraint.name),
            cx.verbatim(&constraint.definition)
        ));
    }
    compilation.push(sql);
    for constraint in late {
        add(cx, domain, constraint, compilation);
    }
}

/// Whether the type below stays.
pub(super) fn replaces_in_place(before: &Domain, after: &Domain) -> bool {
    before.data_type == after.data_type && before.collation == after.collation
}

/// `ALTER DOMAIN`, for whatever differs but the type.
pub(super) fn replace(
    cx: &Context<'_>,
    before: &Domain,
    after: &Domain,
    compilation: &mut Compilation,
) {
    let alter = format!("ALTER DOMAIN {}", cx.qualified(&after.name));
    for constraint in &before.constraints {
        if !after.constraints.contains(constraint) {
            compilation.push(format!(
                "{alter} DROP CONSTRAINT {}",
                cx.quote(&constraint.name)
            ));
        }
    }
    if before.default != after.default {
        compilation.push(match &after.default {
            Some(default) => format!("{alter} SET DEFAULT {}", cx.verbatim(default)),
            None => format!("{alter} DROP DEFAULT"),
        });
    }
    if before.not_null != after.not_null {
        let word = if after.not_null { "SET" } else { "DROP" };
        compilation.push(format!("{alter} {word} NOT NULL"));
    }
    for constraint in &after.constraints {
        if !before.constraints.contains(constraint) {
            add(cx, after, constraint, compilation);
        }
    }
}

fn add(
    cx: &Context<'_>,
    domain: &Domain,
    constraint: &limbeck_schema::object::DomainConstraint,
    compilation: &mut Compilation,
) {
    compilation.push(format!(
        "ALTER DOMAIN {} ADD CONSTRAINT {} {}",
        cx.qualified(&domain.name),
        cx.quote(&constraint.name),
        cx.verbatim(&constraint.definition)
    ));
}
