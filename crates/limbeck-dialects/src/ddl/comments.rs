//! `op.create_table_comment`, `op.drop_table_comment`, and comments of columns.

use limbeck_schema::{
    Identifier, QualifiedName,
    operation::{CreateTableComment, DropTableComment},
};

use super::Context;
use crate::{Compilation, CompileError};

/// Sets the comment of a table.
pub(super) fn create(
    cx: &Context<'_>,
    create: &CreateTableComment,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let comment = create.comment.as_deref();
    compilation.push(cx.ddl().table_comment(cx, &create.table, comment)?);
    Ok(())
}

/// Removes the comment of a table.
pub(super) fn drop(
    cx: &Context<'_>,
    drop: &DropTableComment,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    compilation.push(cx.ddl().drop_table_comment(cx, &drop.table)?);
    Ok(())
}

/// `COMMENT ON TABLE`.
pub(super) fn table(
    cx: &Context<'_>,
    table: &QualifiedName,
    comment: Option<&str>,
) -> Result<String, CompileError> {
    Ok(format!(
        "COMMENT ON TABLE {} IS {}",
        cx.qualified(table),
        cx.comment(comment)?
    ))
}

/// `COMMENT ON COLUMN` of a column that was just made.
pub(super) fn column(
    cx: &Context<'_>,
    table: &QualifiedName,
    column: &Identifier,
    comment: &str,
) -> Result<String, CompileError> {
    Ok(format!(
        "COMMENT ON COLUMN {}.{} IS {}",
        cx.qualified(table),
        cx.quote(column),
        cx.string(comment)?
    ))
}

#[cfg(test)]
mod tests {
    use limbeck_schema::Operation;

    use super::*;
    use crate::ddl::testing::*;

    #[test]
    fn comments_are_set_and_removed() {
        let create = |comment: Option<&str>| {
            Operation::CreateTableComment(CreateTableComment {
                table: name("S.t"),
                comment: comment.map(str::to_owned),
                existing_comment: None,
            })
        };
        check_both(
            create(Some("a 'quoted' :word")),
            "COMMENT ON TABLE \"S\".t IS 'a ''quoted'' :word';",
        );
        check_both(create(None), "COMMENT ON TABLE \"S\".t IS NULL;");
        check_both(
            Operation::DropTableComment(DropTableComment {
                table: name("t"),
                existing_comment: Some("x".to_owned()),
            }),
            "COMMENT ON TABLE t IS NULL;",
        );
    }
}
