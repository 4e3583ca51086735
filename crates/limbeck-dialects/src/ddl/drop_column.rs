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
