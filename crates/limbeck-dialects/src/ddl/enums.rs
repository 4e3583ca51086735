//! `Enum(...).create(bind)` and `Enum(...).drop(bind)`.

use limbeck_schema::operation::{CreateEnum, DropEnum};

use super::Context;
use crate::{Compilation, CompileError};

/// Creates the type, where the dialect has such types; else nothing is to be done.
pub(super) fn create(
    cx: &Context<'_>,
    create: &CreateEnum,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    if let Some((sql, condition)) = cx.ddl().create_enum(cx, &create.data_type)? {
        compilation.push_if(sql, create.check_first.then_some(condition));
    }
    Ok(())
}

/// Drops the type, where the dialect has such types; else nothing is to be done.
pub(super) fn drop(
    cx: &Context<'_>,
    drop: &DropEnum,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    if let Some((sql, condition)) = cx.ddl().drop_enum(cx, drop)? {
        compilation.push_if(sql, drop.check_first.then_some(condition));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use limbeck_schema::{EnumType, Operation};

    use super::*;
    use crate::ddl::testing::*;

    fn create(native: bool, check_first: bool) -> Operation {
        Operation::CreateEnum(CreateEnum {
            data_type: EnumType {
                values: vec!["a".to_owned(), "b".to_owned()],
                name: Some("Mood".into()),
                name_is_final: false,
                schema: Some("s".into()),
                native,
                create_constraint: false,
                create_type: false,
                length: Some(1),
                collation: None,
                dialect: None,
                arguments: Default::default(),
            },
            check_first,
        })
    }

    #[test]
    fn a_type_is_asked_for_first_if_wanted() {
        let sql = "CREATE TYPE s.\"Mood\" AS ENUM ('a', 'b');";
        check(create(true, false), sql, "");
        check(create(true, true), &format!("if missing: {sql}"), "");
        check(create(false, true), "", "");
        check(
            Operation::DropEnum(DropEnum {
                name: name("mood"),
                dialect: None,
                check_first: true,
                before: None,
            }),
            "if there: DROP TYPE mood;",
            "",
        );
    }
}
