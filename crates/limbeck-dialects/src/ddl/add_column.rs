//! `op.add_column`.

use limbeck_schema::{Column, Constraint, Table, operation::AddColumn};

use super::{
    Context, add_constraint, column, comments, constraint, create_index,
    names::{IndexPlace, check_column_names, check_table_names},
    table::{TableConstraint, TableContext, column_constraints, column_index},
};
use crate::{Compilation, CompileError};

/// ADD COLUMN, then an ALTER for every constraint that does not stand in the column itself.
pub(super) fn compile(
    cx: &Context<'_>,
    add: &AddColumn,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let table = table(add);
    check_column_names(cx, &table)?;
    check_table_names(cx, &table)?;
    let table = TableContext::new(cx, &table);
    let statement = statement(cx, add, &table, compilation)?;
    compilation.push(statement);
    for constraint in separate_constraints(add) {
        add_constraint::compile_constraint(cx, &add.table, &constraint, compilation)?;
    }
    if add.column.index {
        let index = column_index(&add.table, &add.column);
        create_index::compile_index(cx, &index, IndexPlace::Table, false, compilation)?;
    }
    if let (true, Some(comment)) = (cx.ddl().has_comments(), &add.column.comment) {
        compilation.push(comments::column(cx, &add.table, &add.column.name, comment)?);
    }
    Ok(())
}

/// What is known of the table: the column.
pub(super) fn table(add: &AddColumn) -> Table {
    let mut table = Table::new(add.table.clone());
    table.columns.push(add.column.clone());
    table
}

/// The constraints of the column that need statements of their own.
pub(crate) fn separate_constraints(add: &AddColumn) -> Vec<TableConstraint<'_>> {
    let inline_key = inline_foreign_key(add).is_some();
    column_constraints(&add.column)
        .into_iter()
        .filter(|constraint| {
            let is_inline =
                inline_key && matches!(constraint.constraint(), Some(Constraint::ForeignKey(_)));
            !is_inline
        })
        .collect()
}

fn statement(
    cx: &Context<'_>,
    add: &AddColumn,
    table: &TableContext<'_>,
    compilation: &mut Compilation,
) -> Result<String, CompileError> {
    let mut text = format!(
        "{} ADD COLUMN {}{}",
        cx.alter_table(&add.table),
        if add.if_not_exists {
            "IF NOT EXISTS "
        } else {
            ""
        },
        cx.ddl().column(cx, table, &add.column, compilation)?
    );
    if add.inline_primary_key && add.column.primary_key {
        text.push_str(" PRIMARY KEY");
    }
    if let Some(key) = inline_foreign_key(add) {
        let referred_column = key.referred_column.as_ref().unwrap_or(&add.column.name);
        text.push_str(&format!(
            " REFERENCES {} ({}){}",
            cx.qualified(&key.referred_table),
            cx.quote(referred_column),
            constraint::foreign_key_actions(
                cx,
                key.match_.as_deref(),
                key.ondelete.as_deref(),
                key.onupdate.as_deref(),
                &key.deferral,
            )?
        ));
    }
    for check in column::checks(cx, table, &add.column)? {
        text.push(' ');
        text.push_str(&check);
    }
    Ok(text)
}

/// The foreign key that stands in the column itself: its only one, if that was asked for.
fn inline_foreign_key(add: &AddColumn) -> Option<&limbeck_schema::InlineForeignKey> {
    let Column { foreign_keys, .. } = &add.column;
    match foreign_keys.as_slice() {
        [key] if add.inline_references => Some(key),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use limbeck_schema::{
        CheckConstraint, Deferral, EnumType, Expression, InlineForeignKey, Operation, SqlType,
    };

    use super::*;
    use crate::ddl::testing::*;

    fn add(column: Column) -> AddColumn {
        AddColumn {
            table: name("s.t"),
            column,
            if_not_exists: false,
            inline_references: false,
            inline_primary_key: false,
            insert_before: None,
            insert_after: None,
        }
    }

    fn operation(add: AddColumn) -> Operation {
        Operation::AddColumn(Box::new(add))
    }

    fn referring() -> Column {
        Column {
            foreign_keys: vec![InlineForeignKey {
                name: given("fk"),
                referred_table: name("o.org"),
                referred_column: None,
                ondelete: Some("CASCADE".to_owned()),
                onupdate: None,
                match_: Some("FULL".to_owned()),
                deferral: Deferral {
                    deferrable: Some(true),
                    initially: Some("DEFERRED".to_owned()),
                },
                use_alter: false,
                options: options(&[]),
                comment: None,
            }],
            ..column("Org", SqlType::Integer)
        }
    }

    #[test]
    fn a_column_with_what_belongs_to_it() {
        let mut age = column("age", SqlType::Integer);
        age.nullable = false;
        age.checks = vec![CheckConstraint {
            name: given(""),
            condition: Expression::text("age > 0"),
            deferral: Deferral::default(),
            options: options(&[]),
            comment: None,
        }];
        check_both(
            operation(AddColumn {
                if_not_exists: true,
                ..add(age)
            }),
            "ALTER TABLE s.t ADD COLUMN IF NOT EXISTS age INTEGER NOT NULL CHECK (age > 0);",
        );
        check(
            operation(AddColumn {
                inline_primary_key: true,
                ..add(key("id", SqlType::Integer))
            }),
            "ALTER TABLE s.t ADD COLUMN id SERIAL NOT NULL PRIMARY KEY;",
            "ALTER TABLE s.t ADD COLUMN id INTEGER NOT NULL PRIMARY KEY;",
        );
    }

    #[test]
    fn a_foreign_key_is_added_behind_or_within() {
        check(
            operation(add(referring())),
            "ALTER TABLE s.t ADD COLUMN \"Org\" INTEGER;\n\
             ALTER TABLE s.t ADD CONSTRAINT fk FOREIGN KEY(\"Org\") REFERENCES o.org (\"Org\") \
             MATCH FULL ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;",
            &format!("ALTER TABLE s.t ADD COLUMN \"Org\" INTEGER;\n{NO_ALTER}"),
        );
        check_both(
            operation(AddColumn {
                inline_references: true,
                ..add(referring())
            }),
            "ALTER TABLE s.t ADD COLUMN \"Org\" INTEGER REFERENCES o.org (\"Org\") MATCH FULL \
             ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;",
        );
    }

    #[test]
    fn indexes_and_comments_follow() {
        check(
            operation(add(Column {
                index: true,
                comment: Some("it's".to_owned()),
                ..column("a", SqlType::Integer)
            })),
            "ALTER TABLE s.t ADD COLUMN a INTEGER;\nCREATE INDEX ix_s_t_a ON s.t (a);\n\
             COMMENT ON COLUMN s.t.a IS 'it''s';",
            "ALTER TABLE s.t ADD COLUMN a INTEGER;\nCREATE INDEX s.ix_s_t_a ON t (a);",
        );
    }

    #[test]
    fn an_enum_brings_its_check_but_not_its_type() {
        let data_type = |native| {
            SqlType::Enum(Box::new(EnumType {
                values: vec!["a".to_owned()],
                name: Some("e".into()),
                name_is_final: false,
                schema: None,
                native,
                create_constraint: true,
                create_type: true,
                length: Some(1),
                collation: None,
                dialect: None,
                arguments: Default::default(),
            }))
        };
        check(
            operation(add(column("c", data_type(false)))),
            "ALTER TABLE s.t ADD COLUMN c VARCHAR(1);\n\
             ALTER TABLE s.t ADD CONSTRAINT e CHECK (c IN ('a'));",
            &format!("ALTER TABLE s.t ADD COLUMN c VARCHAR(1);\n{SKIPPED}"),
        );
        check(
            operation(add(column("c", data_type(true)))),
            "ALTER TABLE s.t ADD COLUMN c e;",
            &format!("ALTER TABLE s.t ADD COLUMN c VARCHAR(1);\n{SKIPPED}"),
        );
    }
}
