//! The functions of `op`: their arguments as the trees that the stand-in sends.

use limbeck_python::Tree;

use super::arguments::{Arguments, Bound};
use super::column::altered_default;
use super::constraint::{
    ConstraintKind, Referred, TableConstraint, check, foreign_key, names, over_columns,
};
use super::index::{On, elements, index};
use super::symbols::{is_dialect_keyword, is_index_keyword};
use super::table::table;
use super::types;
use super::value::{Fields, Value, text};

/// The tree of a call of `op.name(...)`.
pub(super) fn directive(name: &str, arguments: Arguments) -> Option<Tree> {
    let target = |bound: &mut Bound| {
        Some(Target {
            table: bound.text("table_name")?,
            schema: bound.optional_text("schema")?,
        })
    };
    match name {
        "create_table" => {
            let (mut bound, items) = arguments.bind_leading(&["table_name"])?;
            let name = bound.text("table_name")?;
            let fields = vec![
                ("if_not_exists", bound.flag("if_not_exists")?),
                ("table", table(name, items, &mut bound)?),
            ];
            finish(bound, fields)
        }
        "drop_table" => {
            let mut bound = arguments.bind(&["table_name"])?;
            let fields = vec![
                ("table_name", bound.text("table_name")?),
                ("schema", bound.optional_text("schema")?),
                ("if_exists", bound.flag("if_exists")?),
            ];
            finish(bound, fields)
        }
        "rename_table" => {
            let mut bound = arguments.bind(&["old_table_name", "new_table_name"])?;
            let fields = vec![
                ("old_table_name", bound.text("old_table_name")?),
                ("new_table_name", bound.text("new_table_name")?),
                ("schema", bound.optional_text("schema")?),
            ];
            finish(bound, fields)
        }
        "create_table_comment" => {
            let mut bound = arguments.bind(&["table_name", "comment"])?;
            let target = target(&mut bound)?;
            table_comment(target, Some(bound.optional_text("comment")?), bound)
        }
        "drop_table_comment" => {
            let mut bound = arguments.bind(&["table_name"])?;
            let target = target(&mut bound)?;
            table_comment(target, None, bound)
        }
        "execute" => {
            let mut bound = arguments.bind(&["sqltext"])?;
            let sqltext = match bound.take("sqltext")? {
                Value::Plain(text @ Tree::Str(_)) => text,
                Value::Element(element) if element.as_node_of("sql.text").is_some() => element,
                _ => return None,
            };
            if !bound.plain("execution_options")?.is_none() {
                return None;
            }
            finish(
                bound,
                vec![("sqltext", sqltext), ("execution_options", Tree::None)],
            )
        }
        "add_column" => {
            let mut bound = arguments.bind(&["table_name", "column"])?;
            let target = target(&mut bound)?;
            add_column(target, bound)
        }
        "drop_column" => {
            let mut bound = arguments.bind(&["table_name", "column_name"])?;
            let target = target(&mut bound)?;
            drop_column(target, bound)
        }
        "alter_column" => {
            let mut bound = arguments.bind(&["table_name", "column_name"])?;
            let target = target(&mut bound)?;
            alter_column(target, bound)
        }
        "create_index" => {
            let mut bound = arguments.bind(&["index_name", "table_name", "columns"])?;
            let target = target(&mut bound)?;
            create_index(target, bound)
        }
        "drop_index" => {
            let mut bound = arguments.bind(&["index_name", "table_name"])?;
            let target = Target {
                table: bound.optional_text("table_name")?,
                schema: bound.optional_text("schema")?,
            };
            drop_index(target, bound)
        }
        "create_primary_key" | "create_unique_constraint" => {
            let mut bound = arguments.bind(&["constraint_name", "table_name", "columns"])?;
            let target = target(&mut bound)?;
            let kind = match name {
                "create_primary_key" => ConstraintKind::PrimaryKey,
                _ => ConstraintKind::Unique,
            };
            create_key(kind, target, bound)
        }
        "create_foreign_key" => {
            let mut bound = arguments.bind(&[
                "constraint_name",
                "source_table",
                "referent_table",
                "local_cols",
                "remote_cols",
            ])?;
            let target = Target {
                table: bound.text("source_table")?,
                schema: bound.optional_text("source_schema")?,
            };
            create_foreign_key(target, bound)
        }
        "create_check_constraint" => {
            let mut bound = arguments.bind(&["constraint_name", "table_name", "condition"])?;
            let target = target(&mut bound)?;
            create_check_constraint(target, bound)
        }
        "drop_constraint" => {
            let mut bound = arguments.bind(&["constraint_name", "table_name", "type_"])?;
            let target = target(&mut bound)?;
            drop_constraint(target, bound)
        }
        _ => None,
    }
}

/// The call that a function of `op` sends: all constraints are added in one way.
pub(super) fn sent_as(name: &str) -> &str {
    match name {
        "create_primary_key"
        | "create_unique_constraint"
        | "create_foreign_key"
        | "create_check_constraint" => "add_constraint",
        _ => name,
    }
}

/// The table that an operation is about.
pub(super) struct Target {
    pub(super) table: Tree,
    pub(super) schema: Tree,
}

/// The fields as a tree, if all arguments were understood.
pub(super) fn finish(bound: Bound, fields: Fields) -> Option<Tree> {
    bound.finish()?;
    Some(dict(fields))
}

/// A dict of fields.
pub(super) fn dict(fields: Fields) -> Tree {
    let pairs = fields.into_iter();
    Tree::Dict(
        pairs
            .map(|(name, value)| (Tree::from(name), value))
            .collect(),
    )
}

pub(super) fn table_comment(
    target: Target,
    comment: Option<Tree>,
    mut bound: Bound,
) -> Option<Tree> {
    let mut fields = vec![
        ("table_name", target.table),
        ("schema", target.schema),
        ("existing_comment", bound.optional_text("existing_comment")?),
    ];
    fields.extend(comment.map(|comment| ("comment", comment)));
    finish(bound, fields)
}

pub(super) fn add_column(target: Target, mut bound: Bound) -> Option<Tree> {
    let Value::Column(column) = bound.take("column")? else {
        return None;
    };
    let fields = vec![
        ("table_name", target.table),
        ("schema", target.schema),
        ("column", column.definition(false)),
        ("if_not_exists", bound.flag("if_not_exists")?),
        ("inline_references", bound.flag("inline_references")?),
        ("inline_primary_key", bound.flag("inline_primary_key")?),
        ("insert_before", Tree::None),
        ("insert_after", Tree::None),
    ];
    finish(bound, fields)
}

pub(super) fn drop_column(target: Target, mut bound: Bound) -> Option<Tree> {
    let fields = vec![
        ("table_name", target.table),
        ("schema", target.schema),
        ("column_name", bound.text("column_name")?),
        ("if_exists", bound.flag("if_exists")?),
        ("options", Tree::Dict(Vec::new())),
    ];
    finish(bound, fields)
}

pub(super) fn alter_column(target: Target, mut bound: Bound) -> Option<Tree> {
    let optional_type = |value: Option<Value>| match value {
        None | Some(Value::Plain(Tree::None)) => Some(Tree::None),
        Some(value) => types::given(value),
    };
    let comment = bound.plain_or("comment", Tree::Bool(false))?;
    if !matches!(comment, Tree::Bool(false) | Tree::None | Tree::Str(_)) {
        return None;
    }
    let mut fields = vec![
        ("table_name", target.table),
        ("schema", target.schema),
        ("column_name", bound.text("column_name")?),
        ("comment", comment),
        ("nullable", bound.optional_flag("nullable")?),
        ("new_column_name", bound.optional_text("new_column_name")?),
        ("type_", optional_type(bound.take("type_"))?),
        ("existing_type", optional_type(bound.take("existing_type"))?),
        (
            "existing_nullable",
            bound.optional_flag("existing_nullable")?,
        ),
        ("existing_comment", bound.optional_text("existing_comment")?),
        ("autoincrement", bound.optional_flag("autoincrement")?),
        (
            "existing_autoincrement",
            bound.optional_flag("existing_autoincrement")?,
        ),
        ("insert_before", Tree::None),
        ("insert_after", Tree::None),
    ];
    for name in ["server_default", "existing_server_default"] {
        fields.push((name, altered_default(bound.take(name))?));
    }
    fields.push(("options", bound.options(is_dialect_keyword)?));
    finish(bound, fields)
}

pub(super) fn create_index(target: Target, mut bound: Bound) -> Option<Tree> {
    let name = bound.optional_text("index_name")?;
    let if_not_exists = bound.flag("if_not_exists")?;
    let on = On {
        table: target.table,
        schema: target.schema,
        elements: elements(bound.take("columns")?)?,
    };
    let index = index(name, on, &mut bound)?;
    finish(
        bound,
        vec![("index", index), ("if_not_exists", if_not_exists)],
    )
}

pub(super) fn drop_index(target: Target, mut bound: Bound) -> Option<Tree> {
    let name = text(bound.text("index_name")?)?;
    let if_exists = bound.flag("if_exists")?;
    bound.flag("unique")?;
    let fields = vec![
        ("index_name", name),
        ("table_name", target.table),
        ("schema", target.schema),
        ("if_exists", if_exists),
        ("options", bound.options(is_index_keyword)?),
    ];
    finish(bound, fields)
}

pub(super) fn create_key(kind: ConstraintKind, target: Target, mut bound: Bound) -> Option<Tree> {
    let name = bound.optional_text("constraint_name")?;
    let columns = names(bound.take("columns")?)?;
    add_constraint(target, over_columns(kind, name, columns, bound)?)
}

pub(super) fn create_foreign_key(target: Target, mut bound: Bound) -> Option<Tree> {
    let name = bound.optional_text("constraint_name")?;
    let columns = names(bound.take("local_cols")?)?;
    let referred = Referred {
        table: bound.text("referent_table")?,
        schema: bound.optional_text("referent_schema")?,
        columns: names(bound.take("remote_cols")?)?,
    };
    add_constraint(target, foreign_key(name, columns, referred, bound)?)
}

pub(super) fn create_check_constraint(target: Target, mut bound: Bound) -> Option<Tree> {
    let name = bound.optional_text("constraint_name")?;
    let condition = bound.take("condition")?;
    add_constraint(target, check(name, condition, bound)?)
}

fn add_constraint(target: Target, constraint: TableConstraint) -> Option<Tree> {
    Some(dict(vec![
        ("table_name", target.table),
        ("schema", target.schema),
        ("constraint", constraint.tree),
    ]))
}

pub(super) fn drop_constraint(target: Target, mut bound: Bound) -> Option<Tree> {
    let kind = bound.optional_text("type_")?;
    let known = matches!(
        kind.as_str(),
        None | Some("check" | "foreignkey" | "primary" | "unique")
    );
    if !known {
        return None;
    }
    let fields = vec![
        ("constraint_name", bound.optional_text("constraint_name")?),
        ("table_name", target.table),
        ("schema", target.schema),
        ("type_", kind),
        ("if_exists", bound.flag("if_exists")?),
    ];
    finish(bound, fields)
}
