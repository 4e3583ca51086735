//! `op.alter_column`.

use limbeck_schema::{Identity, ServerDefault, operation::AlterColumn};

use super::{Context, add_constraint, drop_constraint, type_check::TypeCheck};
use crate::{Compilation, CompileError};

/// What changes, each in a statement of its own; the name last.
pub(super) fn compile(
    cx: &Context<'_>,
    alter: &AlterColumn,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    if let (Some(existing), Some(_)) = (&alter.existing_type, &alter.data_type)
        && let Some(check) = TypeCheck::new(&alter.column, existing)
    {
        drop_constraint::compile_type_check(cx, &alter.table, check, compilation)?;
    }
    cx.ddl().alter_column(cx, alter, compilation)?;
    if let Some(data_type) = &alter.data_type
        && let Some(check) = TypeCheck::new(&alter.column, data_type)
    {
        add_constraint::compile_type_check(cx, &alter.table, check, compilation)?;
    }
    Ok(())
}

/// The changes in the order of Alembic's `DefaultImpl.alter_column()`.
pub(crate) fn standard(
    cx: &Context<'_>,
    alter: &AlterColumn,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    nullability_and_default(cx, alter, compilation)?;
    if let Some(data_type) = &alter.data_type {
        compilation.push(format!(
            "{} TYPE {}",
            beginning(cx, alter),
            cx.data_type(data_type)?
        ));
    }
    comment_and_name(cx, alter, compilation)
}

/// `SET NOT NULL`, `SET DEFAULT` and their opposites.
pub(crate) fn nullability_and_default(
    cx: &Context<'_>,
    alter: &AlterColumn,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    if alter.autoincrement.is_some() || alter.existing_autoincrement.is_some() {
        compilation.warn("autoincrement and existing_autoincrement only make sense for MySQL");
    }
    if let Some(nullable) = alter.nullable {
        let word = if nullable { "DROP" } else { "SET" };
        compilation.push(format!("{} {word} NOT NULL", beginning(cx, alter)));
    }
    if let Some(default) = alter.server_default.changed()
        && let Some(sql) = server_default(cx, alter, default)?
    {
        compilation.push(sql);
    }
    Ok(())
}

/// The comment, and the new name.
pub(crate) fn comment_and_name(
    cx: &Context<'_>,
    alter: &AlterColumn,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    if let Some(comment) = alter.comment.changed() {
        compilation.push(cx.ddl().column_comment(
            cx,
            &alter.table,
            &alter.column,
            comment.map(String::as_str),
        )?);
    }
    if let Some(name) = &alter.new_name {
        compilation.push(format!(
            "{} {} {} TO {}",
            cx.alter_table(&alter.table),
            cx.ddl().rename_column(),
            cx.quote(&alter.column),
            cx.quote(name)
        ));
    }
    Ok(())
}

/// `ALTER TABLE ... ALTER COLUMN ...`.
pub(crate) fn beginning(cx: &Context<'_>, alter: &AlterColumn) -> String {
    format!(
        "{} ALTER COLUMN {}",
        cx.alter_table(&alter.table),
        cx.quote(&alter.column)
    )
}

/// A new default, or none; no statement at all if an identity stays as it is.
fn server_default(
    cx: &Context<'_>,
    alter: &AlterColumn,
    default: Option<&ServerDefault>,
) -> Result<Option<String>, CompileError> {
    let existing = alter.existing_server_default.changed().flatten();
    if is_computed(default) || is_computed(existing) {
        return Err(CompileError::Unsupported {
            message: "Adding or removing a \"computed\" construct, e.g. GENERATED ALWAYS AS, to \
                      or from an existing column is not supported."
                .to_owned(),
        });
    }
    if identity(default).is_some() || identity(existing).is_some() {
        return alter_identity(cx, alter, default, existing);
    }
    match (default, cx.server_default(default)?) {
        (None, _) => Ok(Some(format!("{} DROP DEFAULT", beginning(cx, alter)))),
        (Some(_), Some(text)) => Ok(Some(format!("{} SET DEFAULT {text}", beginning(cx, alter)))),
        (Some(_), None) => Err(CompileError::Invalid {
            message: format!(
                "The server default of column '{}' has no SQL text; give a string or sa.text()",
                alter.column
            ),
        }),
    }
}

/// A change to, from or of an identity; any other default cannot take part in it.
fn alter_identity(
    cx: &Context<'_>,
    alter: &AlterColumn,
    default: Option<&ServerDefault>,
    existing: Option<&ServerDefault>,
) -> Result<Option<String>, CompileError> {
    let is_other =
        |default: Option<&ServerDefault>| default.is_some() && identity(default).is_none();
    if is_other(default) || is_other(existing) {
        return Err(CompileError::Unsupported {
            message: format!(
                "Column '{}' cannot change between an identity and another server default in one \
                 step; drop the one first, then set the other",
                alter.column
            ),
        });
    }
    cx.ddl()
        .alter_identity(cx, alter, identity(default), identity(existing))
}

fn is_computed(default: Option<&ServerDefault>) -> bool {
    matches!(default, Some(ServerDefault::Computed(_)))
}

fn identity(default: Option<&ServerDefault>) -> Option<&Identity> {
    match default {
        Some(ServerDefault::Identity(identity)) => Some(identity),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use limbeck_schema::{
        Autoincrement, Computed, EnumType, Expression, Operation, SequenceOptions, Setting, SqlType,
    };

    use super::*;
    use crate::ddl::testing::*;

    fn alter() -> AlterColumn {
        AlterColumn {
            table: name("s.t"),
            column: "c".into(),
            nullable: None,
            data_type: None,
            server_default: Setting::Keep,
            new_name: None,
            comment: Setting::Keep,
            autoincrement: None,
            existing_type: None,
            existing_server_default: Setting::Keep,
            existing_nullable: None,
            existing_comment: None,
            existing_autoincrement: None,
            insert_before: None,
            insert_after: None,
            options: options(&[]),
        }
    }

    fn operation(alter: AlterColumn) -> Operation {
        Operation::AlterColumn(Box::new(alter))
    }

    fn everything() -> AlterColumn {
        AlterColumn {
            nullable: Some(false),
            data_type: Some(string(9)),
            server_default: Setting::Set(ServerDefault::Literal("z".to_owned())),
            new_name: Some("D".into()),
            existing_type: Some(SqlType::Integer),
            ..alter()
        }
    }

    #[test]
    fn the_order_is_the_dialects() {
        check(
            operation(everything()),
            "ALTER TABLE s.t ALTER COLUMN c TYPE VARCHAR(9);\n\
             ALTER TABLE s.t ALTER COLUMN c SET NOT NULL;\n\
             ALTER TABLE s.t ALTER COLUMN c SET DEFAULT 'z';\n\
             ALTER TABLE s.t RENAME c TO \"D\";",
            "ALTER TABLE s.t ALTER COLUMN c SET NOT NULL;\n\
             ALTER TABLE s.t ALTER COLUMN c SET DEFAULT 'z';\n\
             ALTER TABLE s.t ALTER COLUMN c TYPE VARCHAR(9);\n\
             ALTER TABLE s.t RENAME COLUMN c TO \"D\";",
        );
    }

    #[test]
    fn a_run_is_told_what_a_script_only_shows() {
        let message = "error: SQLite cannot change the type, default or nullability of column 'c' \
                       of a table that exists. Use op.batch_alter_table(), which copies the table.";
        check(
            Case::from(operation(AlterColumn {
                new_name: None,
                server_default: Setting::Unset,
                nullable: Some(true),
                ..everything()
            }))
            .online((15, 0, 0)),
            "ALTER TABLE s.t ALTER COLUMN c TYPE VARCHAR(9);\n\
             ALTER TABLE s.t ALTER COLUMN c DROP NOT NULL;\n\
             ALTER TABLE s.t ALTER COLUMN c DROP DEFAULT;",
            message,
        );
    }

    #[test]
    fn using_belongs_to_a_type() {
        let using = |data_type| {
            operation(AlterColumn {
                data_type,
                options: options(&[("postgresql_using", words("c::integer"))]),
                ..alter()
            })
        };
        check(
            using(Some(SqlType::Integer)),
            "ALTER TABLE s.t ALTER COLUMN c TYPE INTEGER USING c::integer;",
            "ALTER TABLE s.t ALTER COLUMN c TYPE INTEGER;",
        );
        check(
            using(None),
            "error: postgresql_using must be used with the type_ parameter",
            "",
        );
    }

    #[test]
    fn comments_of_columns_are_for_some() {
        check(
            operation(AlterColumn {
                comment: Setting::Unset,
                ..alter()
            }),
            "COMMENT ON COLUMN s.t.c IS NULL;",
            "error: Compiler of dialect 'sqlite' can't render element of type ColumnComment",
        );
    }

    #[test]
    fn the_check_of_a_type_goes_and_comes_with_it() {
        let data_type = SqlType::Enum(Box::new(EnumType {
            values: vec!["a".to_owned()],
            name: Some("ck".into()),
            name_is_final: false,
            schema: None,
            native: false,
            create_constraint: true,
            create_type: true,
            length: Some(1),
            collation: None,
            dialect: None,
            arguments: Default::default(),
        }));
        check(
            operation(AlterColumn {
                data_type: Some(string(9)),
                existing_type: Some(data_type.clone()),
                ..alter()
            }),
            "ALTER TABLE s.t DROP CONSTRAINT ck;\nALTER TABLE s.t ALTER COLUMN c TYPE VARCHAR(9);",
            "ALTER TABLE s.t ALTER COLUMN c TYPE VARCHAR(9);",
        );
        check(
            operation(AlterColumn {
                data_type: Some(data_type),
                ..alter()
            }),
            "ALTER TABLE s.t ALTER COLUMN c TYPE VARCHAR(1);\n\
             ALTER TABLE s.t ADD CONSTRAINT ck CHECK (c IN ('a'));",
            &format!("ALTER TABLE s.t ALTER COLUMN c TYPE VARCHAR(1);\n{SKIPPED}"),
        );
    }

    #[test]
    fn identities_are_made_changed_and_dropped() {
        let identity = |always, start, increment| {
            Setting::Set(ServerDefault::Identity(Identity {
                always: Some(always),
                on_null: None,
                options: SequenceOptions {
                    start,
                    increment,
                    ..SequenceOptions::default()
                },
            }))
        };
        let check = |new: Setting<ServerDefault>, existing: Setting<ServerDefault>, expected| {
            check(
                operation(AlterColumn {
                    server_default: new,
                    existing_server_default: existing,
                    ..alter()
                }),
                expected,
                "error: Adding, removing or modifying an \"identity\" construct, e.g. GENERATED \
                 AS IDENTITY, to or from an existing column is not supported in this dialect.",
            );
        };
        check(
            identity(true, Some(5), None),
            Setting::Keep,
            "ALTER TABLE s.t ALTER COLUMN c ADD GENERATED ALWAYS AS IDENTITY (START WITH 5);",
        );
        check(
            identity(true, Some(5), Some(2)),
            identity(false, Some(1), None),
            "ALTER TABLE s.t ALTER COLUMN c SET GENERATED ALWAYS SET INCREMENT BY 2 SET START \
             WITH 5;",
        );
        check(
            identity(false, None, None),
            identity(false, Some(9), None),
            "",
        );
        check(
            Setting::Unset,
            identity(false, None, None),
            "ALTER TABLE s.t ALTER COLUMN c DROP IDENTITY;",
        );
    }

    #[test]
    fn what_the_server_computes_cannot_be_altered() {
        check_both(
            operation(AlterColumn {
                server_default: Setting::Unset,
                existing_server_default: Setting::Set(ServerDefault::Computed(Computed {
                    expression: Expression::text("a"),
                    persisted: None,
                })),
                ..alter()
            }),
            "error: Adding or removing a \"computed\" construct, e.g. GENERATED ALWAYS AS, to or \
             from an existing column is not supported.",
        );
    }

    #[test]
    fn counting_is_not_for_these() {
        check_both(
            operation(AlterColumn {
                existing_autoincrement: Some(Autoincrement::Always),
                ..alter()
            }),
            "warning: autoincrement and existing_autoincrement only make sense for MySQL",
        );
    }
}
