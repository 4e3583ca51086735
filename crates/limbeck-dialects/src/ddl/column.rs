//! The clause of a column.

use limbeck_schema::{Column, Computed, Identity, SequenceOptions, ServerDefault};

use super::{
    Context,
    constraint::{CheckClause, ConstraintContext},
    names::constraint_name,
    table::TableContext,
};
use crate::{Compilation, CompileError};

/// The clause of a column in CREATE TABLE: specification and checks of its own.
pub(crate) fn clause(
    cx: &Context<'_>,
    table: &TableContext<'_>,
    column: &Column,
    compilation: &mut Compilation,
) -> Result<String, CompileError> {
    let mut text = cx.ddl().column(cx, table, column, compilation)?;
    for check in checks(cx, table, column)? {
        text.push(' ');
        text.push_str(&check);
    }
    Ok(text)
}

/// The checks that stand behind a column.
pub(crate) fn checks(
    cx: &Context<'_>,
    table: &TableContext<'_>,
    column: &Column,
) -> Result<Vec<String>, CompileError> {
    column
        .checks
        .iter()
        .map(|check| {
            let constraint = limbeck_schema::Constraint::Check(check.clone());
            let context = ConstraintContext {
                cx: *cx,
                table_name: &table.table.name,
                table: Some(table),
                name: constraint_name(cx, &table.table.name, &constraint, false)?,
            };
            cx.ddl()
                .column_check(&context, &CheckClause::new(cx, check)?)
        })
        .collect()
}

/// Name, type, default and nullability as SQLAlchemy's `DDLCompiler` orders them.
pub(crate) fn specification(
    cx: &Context<'_>,
    table: &TableContext<'_>,
    column: &Column,
    compilation: &mut Compilation,
) -> Result<String, CompileError> {
    let _ = table;
    let mut text = format!(
        "{} {}",
        cx.quote(&column.name),
        cx.data_type(&column.data_type)?
    );
    if let Some(default) = cx.server_default(column.server_default.as_ref())? {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    let has_identity = push_generated(cx, table, column, &mut text, compilation)?;
    if !column.nullable && !has_identity {
        text.push_str(" NOT NULL");
    }
    Ok(text)
}

/// Adds what the server generates; true if that is an identity.
pub(crate) fn push_generated(
    cx: &Context<'_>,
    table: &TableContext<'_>,
    column: &Column,
    text: &mut String,
    compilation: &mut Compilation,
) -> Result<bool, CompileError> {
    match &column.server_default {
        Some(ServerDefault::Computed(generated)) => {
            let name = format!("{}.{}", table.table.name.name, column.name);
            text.push(' ');
            text.push_str(&cx.ddl().computed(cx, &name, generated, compilation)?);
            Ok(false)
        }
        Some(ServerDefault::Identity(generated)) if cx.ddl().has_identity(cx) => {
            text.push(' ');
            text.push_str(&identity(generated));
            Ok(true)
        }
        Some(
            ServerDefault::Identity(_)
            | ServerDefault::Literal(_)
            | ServerDefault::Expression(_)
            | ServerDefault::Fetched,
        )
        | None => Ok(false),
    }
}

/// `GENERATED ALWAYS AS (...)`.
pub(crate) fn computed(cx: &Context<'_>, computed: &Computed) -> Result<String, CompileError> {
    let persisted = match computed.persisted {
        Some(true) => " STORED",
        Some(false) => " VIRTUAL",
        None => "",
    };
    Ok(format!(
        "GENERATED ALWAYS AS ({}){persisted}",
        cx.expression(&computed.expression)?
    ))
}

/// `GENERATED ... AS IDENTITY`.
pub(crate) fn identity(identity: &Identity) -> String {
    let kind = if identity.always == Some(true) {
        "ALWAYS"
    } else {
        "BY DEFAULT"
    };
    let options = sequence_options(&identity.options);
    if options.is_empty() {
        format!("GENERATED {kind} AS IDENTITY")
    } else {
        format!("GENERATED {kind} AS IDENTITY ({options})")
    }
}

/// The options of a sequence or identity (`get_identity_options()`).
///
/// `NO MINVALUE` and `NO MAXVALUE` stand for any value that was given, false included, as
/// SQLAlchemy has it.
pub(crate) fn sequence_options(options: &SequenceOptions) -> String {
    let mut words = Vec::new();
    let mut number = |keyword: &str, value: Option<i64>| {
        words.extend(value.map(|value| format!("{keyword} {value}")));
    };
    number("INCREMENT BY", options.increment);
    number("START WITH", options.start);
    number("MINVALUE", options.minvalue);
    number("MAXVALUE", options.maxvalue);
    if options.nominvalue.is_some() {
        words.push("NO MINVALUE".to_owned());
    }
    if options.nomaxvalue.is_some() {
        words.push("NO MAXVALUE".to_owned());
    }
    if let Some(cache) = options.cache {
        words.push(format!("CACHE {cache}"));
    }
    match options.cycle {
        Some(true) => words.push("CYCLE".to_owned()),
        Some(false) => words.push("NO CYCLE".to_owned()),
        None => {}
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequence_options_have_a_fixed_order() {
        let check = |options: SequenceOptions, expected: &str| {
            assert_eq!(sequence_options(&options), expected);
        };
        check(SequenceOptions::default(), "");
        check(
            SequenceOptions {
                start: Some(3),
                increment: Some(2),
                cycle: Some(false),
                cache: Some(10),
                nominvalue: Some(true),
                maxvalue: Some(99),
                ..SequenceOptions::default()
            },
            "INCREMENT BY 2 START WITH 3 MAXVALUE 99 NO MINVALUE CACHE 10 NO CYCLE",
        );
    }
}
