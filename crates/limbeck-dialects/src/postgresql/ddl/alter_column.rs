//! `op.alter_column`: USING, comments and identities.

use limbeck_schema::{
    Identifier, Identity, QualifiedName, SequenceOptions, operation::AlterColumn,
};

use super::super::NAME;
use crate::{
    Compilation, CompileError,
    ddl::{Context, alter_column, column, options::Options},
};

/// The type first, then the rest in Alembic's order (`PostgresqlImpl.alter_column()`).
pub(super) fn compile(
    cx: &Context<'_>,
    alter: &AlterColumn,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let using = Options::new(&alter.options, NAME).text("using");
    match (&alter.data_type, using) {
        (Some(data_type), using) => {
            let using = using.map_or_else(String::new, |using| {
                format!("USING {}", cx.options.percent(using))
            });
            compilation.push(format!(
                "{} TYPE {} {using}",
                alter_column::beginning(cx, alter),
                cx.data_type(data_type)?
            ));
        }
        (None, Some(_)) => {
            return Err(CompileError::Command {
                message: "postgresql_using must be used with the type_ parameter".to_owned(),
            });
        }
        (None, None) => {}
    }
    alter_column::nullability_and_default(cx, alter, compilation)?;
    alter_column::comment_and_name(cx, alter, compilation)
}

/// `COMMENT ON COLUMN` of a column that exists.
pub(super) fn comment(
    cx: &Context<'_>,
    table: &QualifiedName,
    column: &Identifier,
    comment: Option<&str>,
) -> Result<String, CompileError> {
    Ok(format!(
        "COMMENT ON COLUMN {}.{} IS {}",
        cx.dotted(table),
        cx.quote(column),
        cx.comment(comment)?
    ))
}

/// An identity made, changed where it differs, or removed; `None` if it is the same.
pub(super) fn identity(
    cx: &Context<'_>,
    alter: &AlterColumn,
    identity: Option<&Identity>,
    existing: Option<&Identity>,
) -> Option<String> {
    let action = match (identity, existing) {
        (None, _) => "DROP IDENTITY".to_owned(),
        (Some(identity), None) => format!("ADD {}", column::identity(identity)),
        (Some(identity), Some(existing)) => {
            let changes = changes(identity, existing);
            if changes.is_empty() {
                return None;
            }
            changes
                .iter()
                .map(|change| format!("SET {change} "))
                .collect()
        }
    };
    Some(format!("{} {action}", alter_column::beginning(cx, alter)))
}

/// What is new in an identity, by the names of the attributes.
///
/// An attribute that is not said now does not count as a change, whatever it was.
fn changes(identity: &Identity, existing: &Identity) -> Vec<String> {
    let mut changes = Vec::new();
    if identity.always.unwrap_or(false) != existing.always.unwrap_or(false) {
        let kind = if identity.always == Some(true) {
            "ALWAYS"
        } else {
            "BY DEFAULT"
        };
        changes.push(format!("GENERATED {kind}"));
    }
    let (new, old) = (&identity.options, &existing.options);
    let mut change = |differs: bool, options: SequenceOptions| {
        if differs {
            changes.push(column::sequence_options(&options));
        }
    };
    let none = SequenceOptions::default;
    change(
        new.cache.is_some() && new.cache != old.cache,
        SequenceOptions {
            cache: new.cache,
            ..none()
        },
    );
    change(
        new.cycle.is_some() && new.cycle != old.cycle,
        SequenceOptions {
            cycle: new.cycle,
            ..none()
        },
    );
    change(
        new.increment.is_some() && new.increment != old.increment,
        SequenceOptions {
            increment: new.increment,
            ..none()
        },
    );
    change(
        new.maxvalue.is_some() && new.maxvalue != old.maxvalue,
        SequenceOptions {
            maxvalue: new.maxvalue,
            ..none()
        },
    );
    change(
        new.minvalue.is_some() && new.minvalue != old.minvalue,
        SequenceOptions {
            minvalue: new.minvalue,
            ..none()
        },
    );
    change(
        new.nomaxvalue.is_some() && new.nomaxvalue != old.nomaxvalue,
        SequenceOptions {
            nomaxvalue: new.nomaxvalue,
            ..none()
        },
    );
    change(
        new.nominvalue.is_some() && new.nominvalue != old.nominvalue,
        SequenceOptions {
            nominvalue: new.nominvalue,
            ..none()
        },
    );
    change(
        new.start.is_some() && new.start != old.start,
        SequenceOptions {
            start: new.start,
            ..none()
        },
    );
    changes
}
