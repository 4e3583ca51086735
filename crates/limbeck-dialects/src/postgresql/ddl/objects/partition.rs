//! Partitions.

use limbeck_schema::object::Partition;

use crate::{Compilation, ddl::Context};

/// Makes the table a partition.
pub(super) fn attach(cx: &Context<'_>, partition: &Partition, compilation: &mut Compilation) {
    compilation.push(format!(
        "ALTER TABLE {} ATTACH PARTITION {} {}",
        cx.qualified(&partition.parent),
        cx.qualified(&partition.table),
        cx.verbatim(&partition.bound)
    ));
}

/// Makes the partition a table of its own.
pub(super) fn detach(cx: &Context<'_>, partition: &Partition, compilation: &mut Compilation) {
    compilation.push(format!(
        "ALTER TABLE {} DETACH PARTITION {}",
        cx.qualified(&partition.parent),
        cx.qualified(&partition.table)
    ));
}
