//! Views and materialised views.

use limbeck_schema::{
    Operation,
    object::{View, ViewColumn, ViewKind},
    operation::{CreateIndex, DropIndex},
};

use super::same_kind;
use crate::{
    Compilation, CompileError,
    ddl::{Context, compile_operation, objects},
};

/// `CREATE VIEW`, with the defaults and comments of its columns and its indexes.
pub(super) fn create(
    cx: &Context<'_>,
    view: &View,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    compilation.push(format!("CREATE {}", clause(cx, view)));
    for column in &view.columns {
        change_column(cx, view, None, column, compilation)?;
    }
    if let ViewKind::Materialized { indexes } = &view.kind {
        for index in indexes {
            create_index(cx, index, compilation)?;
        }
    }
    Ok(())
}

/// Whether the new view has all columns of the old one at their places; of a materialised one
/// only its indexes can change.
pub(super) fn replaces_in_place(before: &View, after: &View) -> bool {
    let column = |column: &ViewColumn| (column.name.clone(), column.data_type.clone());
    match (&before.kind, &after.kind) {
        (ViewKind::Plain, ViewKind::Plain) => {
            // Without columns nobody knows.
            !before.columns.is_empty()
                && before.columns.len() <= after.columns.len()
                && before.columns.iter().map(column).eq(after
                    .columns
                    .iter()
                    .take(before.columns.len())
                    .map(column))
        }
        (ViewKind::Materialized { .. }, ViewKind::Materialized { .. }) => !redefined(before, after),
        (ViewKind::Plain, ViewKind::Materialized { .. })
        | (ViewKind::Materialized { .. }, ViewKind::Plain) => false,
    }
}

/// Changes what differs: the query as a whole, defaults and comments of columns, indexes.
pub(super) fn replace(
    cx: &Context<'_>,
    before: &View,
    after: &View,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    if redefined(before, after) {
        compilation.push(format!("CREATE OR REPLACE {}", clause(cx, after)));
    }
    for column in &after.columns {
        let existing = before
            .columns
            .iter()
            .find(|existing| existing.name == column.name);
        change_column(cx, after, existing, column, compilation)?;
    }
    if let (ViewKind::Materialized { indexes: before }, ViewKind::Materialized { indexes: after }) =
        (&before.kind, &after.kind)
    {
        for index in before.iter().filter(|index| !after.contains(index)) {
            let drop = Operation::DropIndex(DropIndex {
                name: index.name.clone(),
                table: Some(index.table.clone()),
                schema: index.table.schema.clone(),
                if_exists: false,
                options: Default::default(),
                before: Some(Box::new(index.clone())),
                naming_convention: None,
            });
            compile_operation(cx, &drop, compilation)?;
        }
        for index in after.iter().filter(|index| !before.contains(index)) {
            create_index(cx, index, compilation)?;
        }
    }
    Ok(())
}

/// Whether the `CREATE` statement of a view is another one.
fn redefined(before: &View, after: &View) -> bool {
    before.query != after.query
        || before.names != after.names
        || before.options != after.options
        || !same_kind(&before.kind, &after.kind)
}

/// `VIEW name (names) WITH (options) AS query`.
fn clause(cx: &Context<'_>, view: &View) -> String {
    let kind = match view.kind {
        ViewKind::Plain => "VIEW",
        ViewKind::Materialized { .. } => "MATERIALIZED VIEW",
    };
    let options: Vec<String> = view
        .options
        .iter()
        .map(|(name, value)| format!("{name}={}", cx.verbatim(value)))
        .collect();
    let options = if options.is_empty() {
        String::new()
    } else {
        format!(" WITH ({})", options.join(", "))
    };
    format!(
        "{kind} {}{}{options} AS\n{}",
        cx.qualified(&view.name),
        objects::names(cx, view),
        cx.verbatim(&view.query)
    )
}

/// What of a column is no part of the query.
fn change_column(
    cx: &Context<'_>,
    view: &View,
    before: Option<&ViewColumn>,
    after: &ViewColumn,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let name = cx.qualified(&view.name);
    let column = cx.quote(&after.name);
    if before.and_then(|before| before.default.as_ref()) != after.default.as_ref() {
        let change = match &after.default {
            Some(default) => format!("SET DEFAULT {}", cx.verbatim(default)),
            None => "DROP DEFAULT".to_owned(),
        };
        compilation.push(format!("ALTER VIEW {name} ALTER COLUMN {column} {change}"));
    }
    if before.and_then(|before| before.comment.as_ref()) != after.comment.as_ref() {
        compilation.push(format!(
            "COMMENT ON COLUMN {name}.{column} IS {}",
            cx.comment(after.comment.as_deref())?
        ));
    }
    Ok(())
}

fn create_index(
    cx: &Context<'_>,
    index: &limbeck_schema::Index,
    compilation: &mut Compilation,
) -> Result<(), CompileError> {
    let create = Operation::CreateIndex(CreateIndex {
        index: index.clone(),
        if_not_exists: false,
        naming_convention: None,
    });
    compile_operation(cx, &create, compilation)
}
