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
        cx.quote(&rename.new_name)
    ));
}
