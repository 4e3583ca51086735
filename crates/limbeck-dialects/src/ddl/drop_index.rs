//! `op.drop_index`.

use limbeck_schema::{ConstraintName, QualifiedName, operation::DropIndex};

use super::{
    Context,
    names::{IndexPlace, index_columns},
};
use crate::{
    Compilation, CompileError,
    naming::{self, Kind, Subject, SubjectColumn},
};

/// `DROP INDEX`.
pub(super) fn compile(
    cx: &Context<'_>,
    drop: &DropIndex,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let table = drop.table.clone().unwrap_or_else(|| {
        // The name that Alembic gives to a table it was not told.
        QualifiedName::in_schema(drop.schema.clone(), "no_table")
    });
    let columns = match (&drop.name, drop.before.as_deref()) {
        (ConstraintName::Unnamed, Some(before)) => index_columns(before, IndexPlace::Alone),
        // Likewise its only column.
        _ => vec![SubjectColumn::of_table("x")],
    };
    let name = naming::resolve(
        &cx.options.naming_convention,
        &Subject {
            kind: Kind::Index,
            name: &drop.name,
            table: &table,
            columns,
            referred: None,
        },
    )?
    .ok_or_else(|| CompileError::Unsupported {
        message: "DROP INDEX requires that the index have a name".to_owned(),
    })?;
    let dropped = DroppedIndex {
        name: cx.constraint_name(&name)?,
        schema: cx.options.schema(schema(drop)),
        table: &table,
        drop,
    };
    compilation.push(cx.ddl().drop_index(cx, &dropped));
    Ok(())
}

/// An index that is dropped, with what was found out about it.
pub struct DroppedIndex<'a> {
    /// Its name, quoted.
    pub(crate) name: String,
    schema: Option<&'a limbeck_schema::Identifier>,
    /// Its table; `no_table` if the script does not say.
    pub(crate) table: &'a QualifiedName,
    /// The operation.
    pub(crate) drop: &'a DropIndex,
}

impl DroppedIndex<'_> {
    /// Its name with its schema.
    pub(crate) fn qualified_name(&self, cx: &Context<'_>) -> String {
        match self.schema {
            Some(schema) => format!("{}.{}", cx.quote(schema), self.name),
            None => self.name.clone(),
        }
    }

    /// `IF EXISTS `, or nothing.
    pub(crate) fn if_exists(&self) -> &'static str {
        if self.drop.if_exists {
            "IF EXISTS "
        } else {
            ""
        }
    }
}

/// The schema of the index: that of its table.
fn schema(drop: &DropIndex) -> Option<&limbeck_schema::Identifier> {
    drop.schema
        .as_ref()
        .or_else(|| drop.table.as_ref()?.schema.as_ref())
        .filter(|schema| !schema.as_str().is_empty())
}

/// DROP INDEX with what all dialects know.
pub(crate) fn standard(cx: &Context<'_>, dropped: &DroppedIndex<'_>) -> String {
    format!(
        "\nDROP INDEX {}{}",
        dropped.if_exists(),
        dropped.qualified_name(cx)
    )
}

#[cfg(test)]
mod tests {
    use limbeck_schema::Operation;

    use super::*;
    use crate::ddl::testing::*;

    fn drop(index: ConstraintName, table: Option<&str>) -> DropIndex {
        DropIndex {
            name: index,
            table: table.map(name),
            schema: None,
            if_exists: false,
            options: options(&[("postgresql_concurrently", flag(true))]),
            before: None,
            naming_convention: None,
        }
    }

    #[test]
    fn the_schema_is_that_of_the_table() {
        check(
            Operation::DropIndex(DropIndex {
                if_exists: true,
                ..drop(given("Ix"), Some("s.t"))
            }),
            "DROP INDEX CONCURRENTLY IF EXISTS s.\"Ix\";",
            "DROP INDEX IF EXISTS s.\"Ix\";",
        );
        check(
            Operation::DropIndex(drop(given("ix"), None)),
            "DROP INDEX CONCURRENTLY ix;",
            "DROP INDEX ix;",
        );
    }

    #[test]
    fn the_convention_applies() {
        check(
            Case::from(Operation::DropIndex(drop(given("a"), Some("t"))))
                .named(&[("ix", "ix_%(table_name)s_%(constraint_name)s")]),
            "DROP INDEX CONCURRENTLY ix_t_a;",
            "DROP INDEX ix_t_a;",
        );
    }
}
