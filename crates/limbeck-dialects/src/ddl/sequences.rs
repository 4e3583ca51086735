//! `sa.schema.CreateSequence` and `sa.schema.DropSequence`.

use limbeck_schema::operation::{CreateSequence, DropSequence};

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
            }),
            "DROP SEQUENCE IF EXISTS \"Q\";",
        );
    }
}
