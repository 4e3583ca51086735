//! `server_default`: a literal, an expression, IDENTITY, a generated column.

use limbeck_python::Tree;
use limbeck_schema::{Computed, Identity, SequenceOptions, ServerDefault, Setting};

use super::{
    expression,
    fields::{Lowered, optional_flag, optional_integer},
};

/// What the server fills in.
pub(crate) fn server_default(tree: &Tree) -> Lowered<ServerDefault> {
    Ok(match tree {
        Tree::Str(text) => ServerDefault::Literal(text.clone()),
        Tree::Node(node) => match node.kind.as_str() {
            "quoted_name" | "conv" => {
                ServerDefault::Literal(tree.as_str().unwrap_or_default().to_owned())
            }
            "Identity" => ServerDefault::Identity(Identity {
                always: optional_flag(tree, "always")?,
                on_null: optional_flag(tree, "on_null")?,
                options: sequence_options(tree)?,
            }),
            "Computed" => ServerDefault::Computed(Computed {
                expression: expression::expression(node.get("sqltext"))?,
                persisted: optional_flag(tree, "persisted")?,
            }),
            "FetchedValue" => ServerDefault::Fetched,
            _ => ServerDefault::Expression(expression::expression(tree)?),
        },
        other => ServerDefault::Expression(expression::expression(other)?),
    })
}

/// `False` keeps the default, `None` removes it, anything else is the new one.
pub(crate) fn server_default_setting(tree: &Tree) -> Lowered<Setting<ServerDefault>> {
    Ok(match tree {
        Tree::Bool(false) => Setting::Keep,
        Tree::None => Setting::Unset,
        given => Setting::Set(server_default(given)?),
    })
}

/// The options of a sequence or identity column.
pub(crate) fn sequence_options(fields: &Tree) -> Lowered<SequenceOptions> {
    let integer = |name| optional_integer(fields, name);
    let flag = |name| optional_flag(fields, name);
    Ok(SequenceOptions {
        start: integer("start")?,
        increment: integer("increment")?,
        minvalue: integer("minvalue")?,
        maxvalue: integer("maxvalue")?,
        nominvalue: flag("nominvalue")?,
        nomaxvalue: flag("nomaxvalue")?,
        cycle: flag("cycle")?,
        cache: integer("cache")?,
        order: flag("order")?,
    })
}
