//! `sa.schema.CreateSequence` and `sa.schema.DropSequence`.

use limbeck_schema::{
    SequenceOptions, SqlType,
    operation::{AlterSequence, CreateSequence, DropSequence},
};

use super::Context;
use crate::{Compilation, CompileError};

/// `CREATE SEQUENCE`.
pub(super) fn create(
    cx: &Context<'_>,
    create: &CreateSequence,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let mut text = format!(
        "CREATE SEQUENCE {}{}",
        if create.if_not_exists {
            "IF NOT EXISTS "
        } else {
            ""
        },
        cx.qualified(&create.sequence.name)
    );
    if let Some(data_type) = &create.sequence.data_type {
        text.push_str(&cx.ddl().sequence_type(cx, data_type)?);
    }
    let options = cx.ddl().sequence_options(&create.sequence.options);
    if !options.is_empty() {
        text.push(' ');
        text.push_str(&options);
    }
    compilation.push(text);
    Ok(())
}

/// `DROP SEQUENCE`.
pub(super) fn drop(cx: &Context<'_>, drop: &DropSequence, compilation: &mut Compilation) {
    compilation.push(format!(
        "DROP SEQUENCE {}{}",
        if drop.if_exists { "IF EXISTS " } else { "" },
        cx.qualified(&drop.name)
    ));
}

/// `ALTER SEQUENCE`, with the options that change; nothing if none does.
pub(super) fn alter(
    cx: &Context<'_>,
    alter: &AlterSequence,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let (before, after) = (&alter.before, &alter.after);
    let mut text = String::new();
    if before.data_type != after.data_type {
        // Without a type it is the widest one.
        let data_type = after.data_type.as_ref().unwrap_or(&SqlType::BigInteger);
        text.push_str(&cx.ddl().sequence_type(cx, data_type)?);
    }
    let options = cx
        .ddl()
        .sequence_options(&changed(&before.options, &after.options));
    if !options.is_empty() {
        text.push(' ');
        text.push_str(&options);
    }
    if !text.is_empty() {
        compilation.push(format!(
            "ALTER SEQUENCE {}{text}",
            cx.qualified(&after.name)
        ));
    }
    Ok(())
}

/// The options that differ; one that is no longer given gets what the server makes of none.
fn changed(before: &SequenceOptions, after: &SequenceOptions) -> SequenceOptions {
    let number = |before: Option<i64>, after: Option<i64>, default: i64| {
        (before != after).then(|| after.unwrap_or(default))
    };
    let ascends = after.increment.unwrap_or(1) > 0;
    let first = if ascends {
        after.minvalue.unwrap_or(1)
    } else {
        after.maxvalue.unwrap_or(-1)
    };
    SequenceOptions {
        start: number(before.start, after.start, first),
        increment: number(before.increment, after.increment, 1),
        minvalue: after.minvalue.filter(|_| before.minvalue != after.minvalue),
        maxvalue: after.maxvalue.filter(|_| before.maxvalue != after.maxvalue),
        nominvalue: (before.minvalue.is_some() && after.minvalue.is_none()).then_some(true),
        nomaxvalue: (before.maxvalue.is_some() && after.maxvalue.is_none()).then_some(true),
        cycle: (before.cycle.unwrap_or(false) != after.cycle.unwrap_or(false))
            .then(|| after.cycle.unwrap_or(false)),
        cache: number(before.cache, after.cache, 1),
        order: None,
    }
}

#[cfg(test)]
mod tests {
    use limbeck_schema::{Operation, Sequence, SequenceOptions, SqlType};

    use super::*;
    use crate::ddl::testing::*;

    #[test]
    fn sequences_come_and_go() {
        check(
            Operation::CreateSequence(CreateSequence {
                sequence: Sequence {
                    name: name("s.q"),
                    options: SequenceOptions {
                        start: Some(5),
                        ..SequenceOptions::default()
                    },
                    data_type: Some(SqlType::BigInteger),
                    optional: false,
                },
                if_not_exists: false,
            }),
            "CREATE SEQUENCE s.q AS BIGINT START WITH 5;",
            "CREATE SEQUENCE s.q START WITH 5;",
        );
        check_both(
            Operation::DropSequence(DropSequence {
                name: name("Q"),
                if_exists: true,
                before: None,
            }),
            "DROP SEQUENCE IF EXISTS \"Q\";",
        );
    }

    #[test]
    fn what_changes_in_a_sequence_is_altered() {
        let sequence = |options: SequenceOptions, data_type: Option<SqlType>| Sequence {
            name: name("q"),
            options,
            data_type,
            optional: false,
        };
        let narrow = sequence(
            SequenceOptions {
                increment: Some(2),
                maxvalue: Some(9),
                cycle: Some(true),
                ..SequenceOptions::default()
            },
            Some(SqlType::Integer),
        );
        let plain = sequence(SequenceOptions::default(), None);
        let alter = |before: &Sequence, after: &Sequence| {
            Operation::AlterSequence(Box::new(AlterSequence {
                before: before.clone(),
                after: after.clone(),
            }))
        };
        check(
            alter(&plain, &narrow),
            "ALTER SEQUENCE q AS INTEGER INCREMENT BY 2 MAXVALUE 9 CYCLE;",
            "ALTER SEQUENCE q INCREMENT BY 2 MAXVALUE 9 CYCLE;",
        );
        check(
            alter(&narrow, &plain),
            "ALTER SEQUENCE q AS BIGINT INCREMENT BY 1 NO MAXVALUE NO CYCLE;",
            "ALTER SEQUENCE q INCREMENT BY 1 NO MAXVALUE NO CYCLE;",
        );
        check_both(alter(&plain, &plain), "");
    }
}
