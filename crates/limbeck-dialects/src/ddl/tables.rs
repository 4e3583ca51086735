//! `op.drop_table` and `op.rename_table`.

use limbeck_schema::operation::{DropTable, RenameTable};

use super::Context;
use crate::Compilation;

/// `DROP TABLE`. A type that came with the table stays: others may use it.
pub(super) fn drop(cx: &Context<'_>, drop: &DropTable, compilation: &mut Compilation) {
    let if_exists = if drop.if_exists { "IF EXISTS " } else { "" };
    compilation.push(format!(
        "\nDROP TABLE {if_exists}{}",
        cx.qualified(&drop.table)
    ));
}

/// `ALTER TABLE ... RENAME TO`.
pub(super) fn rename(cx: &Context<'_>, rename: &RenameTable, compilation: &mut Compilation) {
    compilation.push(format!(
        "{} RENAME TO {}",
        cx.alter_table(&rename.table),
        cx.ddl().new_table_name(cx, rename)
    ));
}

#[cfg(test)]
mod tests {
    use limbeck_schema::Operation;

    use super::*;
    use crate::ddl::testing::*;

    #[test]
    fn a_table_is_dropped() {
        check_both(
            Operation::DropTable(DropTable {
                table: name("s.Order"),
                if_exists: true,
                before: None,
                naming_convention: None,
            }),
            "DROP TABLE IF EXISTS s.\"Order\";",
        );
    }

    #[test]
    fn the_new_name_has_no_schema() {
        check_both(
            Operation::RenameTable(RenameTable {
                table: name("s.a"),
                new_name: "B".into(),
            }),
            "ALTER TABLE s.a RENAME TO \"B\";",
        );
    }
}
