//! Tables as the catalog queries describe them.

use limbeck_database::ResultSet;
use limbeck_schema::{QualifiedName, operation::BatchAlterTable};

use super::{ExistingTable, TableRebuild};
use crate::{CompileError, Dialect, ddl::Context};

/// The rebuild of a dialect that has no ways of its own.
pub(crate) struct Standard;

impl TableRebuild for Standard {
    fn queries(&self, _dialect: &dyn Dialect, _table: &QualifiedName) -> Vec<String> {
        Vec::new()
    }

    fn read(
        &self,
        cx: &Context<'_>,
        batch: &BatchAlterTable,
        _answers: &[ResultSet],
    ) -> Result<ExistingTable, CompileError> {
        Err(CompileError::NotImplemented {
            message: format!(
                "limbeck does not read tables of dialect {} for batch_alter_table(\"{}\"). Pass \
                 the table as copy_from=.",
                cx.dialect.name(),
                batch.table.name
            ),
        })
    }
}
