//! Partitions.

use crate::QualifiedName;

/// That a table is a partition of another one. The table itself is one of
/// [`Schema::tables`](crate::Schema::tables), complete: creating the partition attaches it, and
/// dropping the partition detaches it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    /// The table that is the partition.
    pub table: QualifiedName,
    /// The partitioned table.
    pub parent: QualifiedName,
    /// `FOR VALUES ...` or `DEFAULT`, as the server writes it.
    pub bound: String,
}
