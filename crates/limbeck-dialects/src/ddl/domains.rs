//! `DOMAIN(...).create(bind)` and `DOMAIN(...).drop(bind)`.

use limbeck_schema::operation::{CreateDomain, DropDomain};

use super::Context;
use crate::{Compilation, CompileError};

/// Creates the type.
pub(super) fn create(
    cx: &Context<'_>,
    create: &CreateDomain,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let (sql, condition) = cx
        .ddl()
        .create_domain(cx, &create.name, &create.data_type)?;
    compilation.push_if(sql, create.check_first.then_some(condition));
    Ok(())
}

/// Drops the type.
pub(super) fn drop(
    cx: &Context<'_>,
    drop: &DropDomain,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let (sql, condition) = cx.ddl().drop_domain(cx, &drop.name)?;
    compilation.push_if(sql, drop.check_first.then_some(condition));
    Ok(())
}

#[cfg(test)]
mod tests {
    use limbeck_schema::{Expression, Literal, NamedType, Operation, SqlType, TypeArgument};

    use super::*;
    use crate::ddl::testing::*;

    #[test]
    fn a_domain_is_asked_for_first_if_wanted() {
        let text = |text: &str| TypeArgument::Literal(Literal::Text(text.to_owned()));
        let arguments = [
            ("name", text("Pos")),
            ("schema", text("s")),
            ("data_type", TypeArgument::Type(Box::new(SqlType::Integer))),
            ("default", text("1")),
            ("not_null", TypeArgument::Literal(Literal::Boolean(true))),
            (
                "check",
                TypeArgument::Expression(Box::new(Expression::text("VALUE > 0"))),
            ),
        ];
        let data_type = NamedType {
            dialect: Some("postgresql".to_owned()),
            name: "DOMAIN".to_owned(),
            arguments: arguments
                .into_iter()
                .map(|(keyword, value)| (keyword.to_owned(), value))
                .collect(),
        };
        check(
            Operation::CreateDomain(CreateDomain {
                name: name("s.Pos"),
                data_type,
                check_first: true,
            }),
            "if missing: CREATE DOMAIN s.\"Pos\" AS INTEGER DEFAULT '1' NOT NULL CHECK (VALUE > 0);",
            "error: Compiler of dialect 'sqlite' can't render element of type DOMAIN",
        );
        check(
            Operation::DropDomain(DropDomain {
                name: name("d"),
                check_first: false,
                before: None,
            }),
            "DROP DOMAIN d;",
            "error: Compiler of dialect 'sqlite' can't render element of type DOMAIN",
        );
    }
}
