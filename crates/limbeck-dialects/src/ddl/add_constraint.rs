//! `op.create_primary_key`, `op.create_unique_constraint`, `op.create_foreign_key`,
//! `op.create_check_constraint`, `op.create_exclude_constraint`.

use limbeck_schema::{
    Constraint, Deferral, DialectOptions, QualifiedName, operation::AddConstraint,
};

use super::{
    Context,
    constraint::{CheckClause, ConstraintContext, check_columns, clause},
    names::constraint_name,
    table::TableConstraint,
    type_check::TypeCheck,
};
use crate::{Compilation, CompileError};

/// `ALTER TABLE ... ADD`.
pub(super) fn compile(
    cx: &Context<'_>,
    add: &AddConstraint,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    check_columns(&add.constraint)?;
    // What the operation refers to is all there is to know: the convention may name it.
    let name = constraint_name(cx, &add.table, &add.constraint, true)?;
    let context = ConstraintContext {
        cx: *cx,
        table_name: &add.table,
        table: None,
        name,
    };
    push(&context, &add.constraint, compilation)
}

/// Adds a constraint that follows from a column.
pub(super) fn compile_constraint(
    cx: &Context<'_>,
    table: &QualifiedName,
    constraint: &TableConstraint<'_>,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let plain = |constraint: &Constraint, compilation: &mut Compilation| {
        let context = ConstraintContext {
            cx: *cx,
            table_name: table,
            table: None,
            name: constraint_name(cx, table, constraint, false)?,
        };
        push(&context, constraint, compilation)
    };
    match constraint {
        TableConstraint::Given(constraint) => plain(constraint, compilation),
        TableConstraint::Implied(constraint) => plain(constraint, compilation),
        TableConstraint::TypeCheck(check) => compile_type_check(cx, table, *check, compilation),
    }
}

/// Adds the CHECK of a boolean or enum where the dialect has no type for it.
pub(super) fn compile_type_check(
    cx: &Context<'_>,
    table: &QualifiedName,
    check: TypeCheck<'_>,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    if !check.applies(cx) {
        return Ok(());
    }
    if let Some(refusal) = cx.ddl().constraint_refusal() {
        compilation.warn(refusal.warning);
        return Ok(());
    }
    let context = ConstraintContext {
        cx: *cx,
        table_name: table,
        table: None,
        name: check.name(cx, table)?,
    };
    let check = CheckClause {
        condition: check.condition(cx)?,
        deferral: &Deferral::default(),
        options: &DialectOptions::default(),
    };
    compilation.push(format!(
        "ALTER TABLE {} ADD {}",
        cx.qualified(table),
        cx.ddl().check(&context, &check)?
    ));
    Ok(())
}

fn push(
    context: &ConstraintContext<'_>,
    constraint: &Constraint,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    if let Some(refusal) = context.cx.ddl().constraint_refusal() {
        return Err(refusal.error());
    }
    if let Some(clause) = clause(context, constraint)? {
        compilation.push(format!(
            "ALTER TABLE {} ADD {clause}",
            context.cx.qualified(context.table_name)
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use limbeck_schema::{
        CheckConstraint, ExcludeConstraint, ExcludeElement, Expression, ForeignKeyConstraint,
        Operation,
    };

    use super::*;
    use crate::ddl::testing::*;

    fn add(constraint: Constraint) -> Operation {
        Operation::AddConstraint(AddConstraint {
            table: name("s.t"),
            constraint,
            naming_convention: None,
        })
    }

    fn foreign_key(columns: &[&str], referred: &[&str]) -> Constraint {
        Constraint::ForeignKey(ForeignKeyConstraint {
            name: given(""),
            columns: names(columns),
            referred_table: name("o.org"),
            referred_columns: names(referred),
            ondelete: None,
            onupdate: None,
            match_: None,
            deferral: Deferral::default(),
            use_alter: true,
            options: options(&[]),
            comment: None,
        })
    }

    #[test]
    fn keys_and_uniques() {
        check(
            add(primary_key("pk", &["a", "B"])),
            "ALTER TABLE s.t ADD CONSTRAINT pk PRIMARY KEY (a, \"B\");",
            NO_ALTER,
        );
        let Constraint::Unique(mut constraint) = unique("", &["a"]) else {
            return;
        };
        constraint.options = options(&[
            ("postgresql_nulls_not_distinct", flag(true)),
            (
                "postgresql_include",
                limbeck_schema::OptionValue::List(vec![words("b")]),
            ),
        ]);
        check(
            add(Constraint::Unique(constraint)),
            "ALTER TABLE s.t ADD UNIQUE NULLS NOT DISTINCT (a) INCLUDE (b);",
            NO_ALTER,
        );
    }

    #[test]
    fn checks_and_foreign_keys() {
        check(
            add(Constraint::Check(CheckConstraint {
                name: given("ck"),
                condition: Expression::text("a LIKE '%x'"),
                deferral: Deferral::default(),
                options: options(&[("postgresql_not_valid", flag(true))]),
                comment: None,
            })),
            "ALTER TABLE s.t ADD CONSTRAINT ck CHECK (a LIKE '%x') NOT VALID;",
            NO_ALTER,
        );
        check(
            add(foreign_key(&["a"], &["b"])),
            "ALTER TABLE s.t ADD FOREIGN KEY(a) REFERENCES o.org (b);",
            NO_ALTER,
        );
        check_both(
            add(foreign_key(&["a"], &["b", "c"])),
            "error: ForeignKeyConstraint number of constrained columns must match the number of \
             referenced columns.",
        );
    }

    #[test]
    fn exclusions() {
        check(
            add(Constraint::Exclude(ExcludeConstraint {
                name: given("ex"),
                elements: vec![ExcludeElement {
                    expression: Expression::text("during"),
                    operator: "&&".to_owned(),
                }],
                using: None,
                condition: Some(Expression::text("active")),
                deferral: Deferral::default(),
                ops: Vec::new(),
                options: options(&[]),
            })),
            "ALTER TABLE s.t ADD CONSTRAINT ex EXCLUDE USING gist (during WITH &&) \
             WHERE (active);",
            NO_ALTER,
        );
    }

    #[test]
    fn the_convention_knows_what_the_operation_refers_to() {
        check(
            super::super::testing::Case::from(add(foreign_key(&["a", "b"], &["c", "d"])))
                .named(&[("fk", "%(column_0_N_name)s__%(referred_column_0_N_name)s")]),
            "ALTER TABLE s.t ADD CONSTRAINT a_b__c_d FOREIGN KEY(a, b) REFERENCES o.org (c, d);",
            NO_ALTER,
        );
    }

    #[test]
    fn names_must_fit() {
        let long = "x".repeat(64);
        check(
            add(unique(&long, &["a"])),
            &format!("error: Identifier '{long}' exceeds maximum length of 63 characters"),
            NO_ALTER,
        );
    }
}
