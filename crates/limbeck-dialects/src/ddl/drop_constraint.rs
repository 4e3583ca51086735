//! `op.drop_constraint`.

use limbeck_schema::{ConstraintKind, ConstraintName, QualifiedName, operation::DropConstraint};

use super::{Context, names::constraint_name, type_check::TypeCheck};
use crate::{
    Compilation, CompileError,
    identifiers::ResolvedName,
    naming::{self, Kind, Referred, Subject},
};

/// `ALTER TABLE ... DROP CONSTRAINT`.
pub(super) fn compile(
    cx: &Context<'_>,
    drop: &DropConstraint,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let name = resolved_name(cx, drop)?;
    if let Some(refusal) = cx.ddl().constraint_refusal() {
        return Err(refusal.error());
    }
    let dropped = DroppedConstraint {
        table: &drop.table,
        name,
        kind: drop.kind,
        if_exists: drop.if_exists,
    };
    compilation.push(cx.ddl().drop_constraint(cx, &dropped)?);
    Ok(())
}

/// A constraint that is dropped.
pub struct DroppedConstraint<'a> {
    /// Its table.
    pub table: &'a QualifiedName,
    /// Its name by the naming convention, if it has one.
    pub name: Option<ResolvedName>,
    /// Its kind, if that is known.
    pub kind: Option<ConstraintKind>,
    /// `IF EXISTS`.
    pub if_exists: bool,
}

impl DroppedConstraint<'_> {
    /// Its name, quoted.
    ///
    /// # Errors
    /// [`CompileError::Unsupported`] if it has none.
    pub(crate) fn quoted_name(&self, cx: &Context<'_>) -> Result<String, CompileError> {
        let class = match self.kind {
            Some(ConstraintKind::PrimaryKey) => "PrimaryKeyConstraint",
            Some(ConstraintKind::Unique) => "UniqueConstraint",
            Some(ConstraintKind::ForeignKey) => "ForeignKeyConstraint",
            Some(ConstraintKind::Check) => "CheckConstraint",
            Some(ConstraintKind::Exclude) => "ExcludeConstraint",
            None => "Constraint",
        };
        let name = self
            .name
            .as_ref()
            .ok_or_else(|| CompileError::Unsupported {
                message: format!(
                    "Can't emit DROP CONSTRAINT for constraint {class}(); it has no name"
                ),
            })?;
        cx.constraint_name(name)
    }
}

/// DROP CONSTRAINT with what all dialects know.
pub(crate) fn standard(
    cx: &Context<'_>,
    dropped: &DroppedConstraint<'_>,
) -> Result<String, CompileError> {
    Ok(format!(
        "ALTER TABLE {} DROP CONSTRAINT {}{}",
        cx.qualified(dropped.table),
        if dropped.if_exists { "IF EXISTS " } else { "" },
        dropped.quoted_name(cx)?
    ))
}

/// Drops the CHECK of a boolean or enum, where the dialect created one and can drop it.
pub(super) fn compile_type_check(
    cx: &Context<'_>,
    table: &QualifiedName,
    check: TypeCheck<'_>,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let ddl = cx.ddl();
    let is_dropped = ddl.drops_type_checks() && ddl.constraint_refusal().is_none();
    if !is_dropped || !check.applies(cx) {
        return Ok(());
    }
    let dropped = DroppedConstraint {
        table,
        name: check.name(cx, table)?,
        kind: Some(ConstraintKind::Check),
        if_exists: false,
    };
    compilation.push(ddl.drop_constraint(cx, &dropped)?);
    Ok(())
}

/// The name by the naming convention, which is asked as if the constraint were created here.
pub(crate) fn resolved_name(
    cx: &Context<'_>,
    drop: &DropConstraint,
) -> Result<Option<ResolvedName>, CompileError> {
    if let Some(before) = &drop.before {
        return constraint_name(cx, &drop.table, before, false);
    }
    let nowhere = QualifiedName::new("");
    let (kind, referred) = match drop.kind {
        Some(ConstraintKind::PrimaryKey) => (Kind::PrimaryKey, None),
        Some(ConstraintKind::Unique) => (Kind::Unique, None),
        Some(ConstraintKind::Check) => (Kind::Check, None),
        Some(ConstraintKind::ForeignKey) => (
            Kind::ForeignKey,
            // Only a nameless one asks what it refers to; that is not known here.
            matches!(drop.name, ConstraintName::Given(_)).then_some(Referred {
                table: &nowhere,
                columns: Some(Vec::new()),
            }),
        ),
        Some(ConstraintKind::Exclude) | None => (Kind::Other, None),
    };
    naming::resolve(
        &cx.options.naming_convention,
        &Subject {
            kind,
            name: &drop.name,
            table: &drop.table,
            columns: Vec::new(),
            referred,
        },
    )
}

#[cfg(test)]
mod tests {
    use limbeck_schema::{Constraint, Operation, UniqueConstraint};

    use super::*;
    use crate::ddl::testing::*;

    fn drop(constraint: ConstraintName, kind: Option<ConstraintKind>) -> Operation {
        Operation::DropConstraint(DropConstraint {
            table: name("T"),
            name: constraint,
            kind,
            if_exists: false,
            before: None,
            naming_convention: None,
        })
    }

    #[test]
    fn a_name_is_needed() {
        check(
            drop(given("Uq A"), None),
            "ALTER TABLE \"T\" DROP CONSTRAINT \"Uq A\";",
            NO_ALTER,
        );
        check(
            drop(given(""), Some(ConstraintKind::Unique)),
            "error: Can't emit DROP CONSTRAINT for constraint UniqueConstraint(); it has no name",
            NO_ALTER,
        );
    }

    #[test]
    fn a_constraint_that_is_known_is_dropped_by_the_name_it_was_made_with() {
        let constraint = Constraint::Unique(UniqueConstraint {
            columns: vec!["a".into()],
            ..UniqueConstraint::default()
        });
        let templates: &[(&str, &str)] = &[("uq", "uq_%(table_name)s_%(column_0_name)s")];
        let drop = Operation::DropConstraint(DropConstraint {
            table: name("T"),
            name: ConstraintName::Unnamed,
            kind: Some(ConstraintKind::Unique),
            if_exists: false,
            before: Some(Box::new(constraint)),
            naming_convention: None,
        });
        check(
            Case::from(drop).named(templates),
            "ALTER TABLE \"T\" DROP CONSTRAINT \"uq_T_a\";",
            NO_ALTER,
        );
    }

    #[test]
    fn the_convention_applies_to_checks_that_are_given_a_name() {
        let templates: &[(&str, &str)] = &[("ck", "ck_%(table_name)s_%(constraint_name)s")];
        let case = |constraint, kind| Case::from(drop(constraint, kind)).named(templates);
        check(
            case(given("positive"), Some(ConstraintKind::Check)),
            "ALTER TABLE \"T\" DROP CONSTRAINT \"ck_T_positive\";",
            NO_ALTER,
        );
        check(
            case(given("positive"), None),
            "ALTER TABLE \"T\" DROP CONSTRAINT positive;",
            NO_ALTER,
        );
        check(
            case(
                ConstraintName::Final("positive".into()),
                Some(ConstraintKind::Check),
            ),
            "ALTER TABLE \"T\" DROP CONSTRAINT positive;",
            NO_ALTER,
        );
    }
}
