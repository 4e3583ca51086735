//! Columns and what is written inside them.

use limbeck_python::Tree;
use limbeck_schema::{Autoincrement, Column, InlineForeignKey, QualifiedName, Sequence};

use super::{
    constraint::{check_constraint, deferral},
    fields::{Lowered, each, flag, node_of, optional, optional_flag, optional_text, unexpected},
    literal,
    names::{constraint_name, identifier, optional_identifier, qualified_name},
    options::{info, options},
    server_default::{sequence_options, server_default},
    types::{optional_type, sql_type},
};

/// `sa.Column(...)`.
pub(crate) fn column(tree: &Tree) -> Lowered<Column> {
    let node = node_of(tree, "Column")?;
    Ok(Column {
        name: identifier(node.get("name"))?,
        data_type: sql_type(node.get("type"))?,
        nullable: optional_flag(tree, "nullable")?.unwrap_or(true),
        nullable_is_default: flag(tree, "nullable_is_default")?,
        primary_key: flag(tree, "primary_key")?,
        autoincrement: optional(tree, "autoincrement", autoincrement)?.unwrap_or_default(),
        server_default: optional(tree, "server_default", server_default)?,
        default: optional(tree, "default", literal::literal)?,
        has_callable_default: flag(tree, "has_callable_default")?,
        sequence: optional(tree, "sequence", sequence)?,
        comment: optional_text(tree, "comment")?,
        unique: flag(tree, "unique")?,
        index: flag(tree, "index")?,
        system: flag(tree, "system")?,
        foreign_keys: each(tree, "foreign_keys", foreign_key)?,
        checks: each(tree, "checks", check_constraint)?,
        options: options(tree, "options")?,
        info: info(tree)?,
    })
}

/// `autoincrement`: a flag, `"auto"` or `"ignore_fk"`.
pub(crate) fn autoincrement(tree: &Tree) -> Lowered<Autoincrement> {
    match tree {
        Tree::Str(word) if word == "auto" => Ok(Autoincrement::Auto),
        Tree::Str(word) if word == "ignore_fk" => Ok(Autoincrement::IgnoreForeignKey),
        Tree::Bool(true) => Ok(Autoincrement::Always),
        Tree::Bool(false) => Ok(Autoincrement::Never),
        other => Err(unexpected(
            "True, False, 'auto' or 'ignore_fk' for autoincrement",
            other,
        )),
    }
}

/// `sa.Sequence(...)`.
pub(crate) fn sequence(tree: &Tree) -> Lowered<Sequence> {
    node_of(tree, "Sequence")?;
    Ok(Sequence {
        name: qualified_name(tree, "name")?,
        options: sequence_options(tree)?,
        data_type: optional_type(tree, "data_type")?,
        optional: flag(tree, "optional")?,
    })
}

fn foreign_key(tree: &Tree) -> Lowered<InlineForeignKey> {
    let node = node_of(tree, "ForeignKey")?;
    Ok(InlineForeignKey {
        name: constraint_name(node.get("name"))?,
        referred_table: QualifiedName::in_schema(
            optional_identifier(tree, "schema")?,
            identifier(node.get("table"))?,
        ),
        referred_column: optional_identifier(tree, "column")?,
        ondelete: optional_text(tree, "ondelete")?,
        onupdate: optional_text(tree, "onupdate")?,
        match_: optional_text(tree, "match")?,
        deferral: deferral(tree)?,
        use_alter: flag(tree, "use_alter")?,
        options: options(tree, "options")?,
        comment: optional_text(tree, "comment")?,
    })
}
