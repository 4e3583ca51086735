//! `op.drop_column`.

use limbeck_schema::operation::DropColumn;

use super::Context;
use crate::Compilation;

/// `ALTER TABLE ... DROP COLUMN`.
pub(super) fn compile(cx: &Context<'_>, drop: &DropColumn, compilation: &mut Compilation) {
    compilation.push(format!(
        "{} DROP COLUMN {}{}",
        cx.alter_table(&drop.table),
        if drop.if_exists { "IF EXISTS " } else { "" },
        cx.quote(&drop.column)
    ));
}

#[cfg(test)]
mod tests {
    use limbeck_schema::Operation;

    use super::*;
    use crate::ddl::testing::*;

    #[test]
    fn the_dots_of_the_schema_separate_names() {
        check_both(
            Operation::DropColumn(DropColumn {
                table: limbeck_schema::QualifiedName::in_schema(Some("Db.crm".into()), "t"),
                column: "Group".into(),
                if_exists: true,
                existing_type: None,
                options: options(&[]),
                before: None,
            }),
            "ALTER TABLE \"Db\".crm.t DROP COLUMN IF EXISTS \"Group\";",
        );
    }
}
