//! Copies of tables of PostgreSQL.

use limbeck_database::ResultSet;
use limbeck_schema::{
    Constraint, ConstraintKind, ConstraintName, Operation, QualifiedName,
    operation::{BatchAlterTable, DropConstraint},
};

use crate::{
    Compilation, CompileError, Dialect, Rebuilding,
    batch::{ExistingTable, Standard, TableRebuild, temporary_name},
    ddl::{self, Context},
    types::{base_type, integer_width},
};

/// The copies of PostgreSQL.
pub(super) struct Rebuilds;

impl TableRebuild for Rebuilds {
    fn queries(&self, dialect: &dyn Dialect, table: &QualifiedName) -> Vec<String> {
        Standard.queries(dialect, table)
    }

    fn read(
        &self,
        cx: &Context<'_>,
        batch: &BatchAlterTable,
        answers: &[ResultSet],
    ) -> Result<ExistingTable, CompileError> {
        let mut existing = Standard.read(cx, batch, answers)?;
        if existing.is_reflected && cx.options.rebuilding == Rebuilding::Complete {
            existing
                .dependents
                .after_copy
                .extend(keep_sequence(cx, &existing));
        }
        Ok(existing)
    }

    fn asks_about_given_tables(&self) -> bool {
        Standard.asks_about_given_tables()
    }

    fn renames_in_place(&self) -> bool {
        true
    }

    /// Constraints have names of which a schema has each only once, as their indexes do: those
    /// that the new table takes over are taken from the old one.
    fn before_create(
        &self,
        cx: &Context<'_>,
        existing: &ExistingTable,
        kept: &[String],
        compilation: &mut Compilation,
    ) -> Result<(), CompileError> {
        let names = std::iter::once((&existing.primary_key.name, ConstraintKind::PrimaryKey))
            .chain(
                existing
                    .constraints
                    .iter()
                    .map(|constraint: &Constraint| (constraint.name(), constraint.kind())),
            );
        for (name, kind) in names {
            let Some(identifier) = name.identifier() else {
                continue;
            };
            if !kept.contains(&identifier.text) {
                continue;
            }
            let drop = DropConstraint {
                table: existing.table.name.clone(),
                name: ConstraintName::Final(identifier.clone()),
                kind: Some(kind),
                if_exists: false,
                before: None,
                naming_convention: None,
            };
            ddl::compile_operation(cx, &Operation::DropConstraint(drop), compilation)?;
        }
        Ok(())
    }
}

/// Lets the sequence of the new table's key go on where the old one's rows end.
fn keep_sequence(cx: &Context<'_>, existing: &ExistingTable) -> Option<String> {
    let [key] = existing.primary_key.columns.as_slice() else {
        return None;
    };
    let column = existing.table.column(key)?;
    let counts = column.server_default.is_none()
        && column.autoincrement == limbeck_schema::Autoincrement::Auto
        && integer_width(base_type(&column.data_type)).is_some();
    let table = cx.qualified(&temporary_name(&existing.table.name));
    let column = cx.quote(key);
    counts.then(|| {
        format!(
            "SELECT setval(pg_get_serial_sequence('{}', '{}'), max({column})) FROM {table} HAVING \
             max({column}) IS NOT NULL",
            table.replace('\'', "''"),
            key.as_str().replace('\'', "''")
        )
    })
}
