//! `sa.schema.CreateSchema` and `sa.schema.DropSchema`.

use limbeck_schema::operation::{CreateSchema, DropSchema};

use super::Context;
use crate::Compilation;

/// `CREATE SCHEMA`.
pub(super) fn create(cx: &Context<'_>, create: &CreateSchema, compilation: &mut Compilation) {
    compilation.push(format!(
        "CREATE SCHEMA {}{}",
        if create.if_not_exists {
            "IF NOT EXISTS "
        } else {
            ""
        },
        cx.quote(&create.name)
    ));
}

/// `DROP SCHEMA`.
pub(super) fn drop(cx: &Context<'_>, drop: &DropSchema, compilation: &mut Compilation) {
    compilation.push(format!(
        "DROP SCHEMA {}{}{}",
        if drop.if_exists { "IF EXISTS " } else { "" },
        cx.quote(&drop.name),
        if drop.cascade { " CASCADE" } else { "" }
    ));
}

#[cfg(test)]
mod tests {
    use limbeck_schema::Operation;

    use super::*;
    use crate::ddl::testing::*;

    #[test]
    fn schemas_come_and_go() {
        check_both(
            Operation::CreateSchema(CreateSchema {
                name: "Crm".into(),
                if_not_exists: true,
            }),
            "CREATE SCHEMA IF NOT EXISTS \"Crm\";",
        );
        check_both(
            Operation::DropSchema(DropSchema {
                name: "crm".into(),
                cascade: true,
                if_exists: true,
            }),
            "DROP SCHEMA IF EXISTS crm CASCADE;",
        );
    }
}
