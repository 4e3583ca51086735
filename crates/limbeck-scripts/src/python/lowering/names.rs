//! Names: plain text, `quoted_name`, `op.f()`.

use limbeck_dialects::SchemaTranslateMap;
use limbeck_python::Tree;
use limbeck_schema::{ConstraintName, Identifier, NamingConvention, QualifiedName, Quoting};

use super::fields::{Lowered, each, optional, unexpected};

/// The name of a table, column, ...
pub(crate) fn identifier(tree: &Tree) -> Lowered<Identifier> {
    let text = tree
        .as_str()
        .ok_or_else(|| unexpected("a name", tree))?
        .to_owned();
    let quoting = match tree.get("quote") {
        Tree::Bool(true) => Quoting::Always,
        Tree::Bool(false) => Quoting::Never,
        _ => Quoting::Auto,
    };
    Ok(Identifier { text, quoting })
}

/// A name that may be absent.
pub(crate) fn optional_identifier(fields: &Tree, name: &str) -> Lowered<Option<Identifier>> {
    optional(fields, name, identifier)
}

/// The names of a list.
pub(crate) fn identifiers(fields: &Tree, name: &str) -> Lowered<Vec<Identifier>> {
    each(fields, name, identifier)
}

/// The name of a constraint or index: `None` is not named yet, `op.f()` is final.
pub(crate) fn constraint_name(tree: &Tree) -> Lowered<ConstraintName> {
    if tree.is_none() {
        return Ok(ConstraintName::Unnamed);
    }
    let name = identifier(tree)?;
    Ok(if tree.as_node_of("conv").is_some() {
        ConstraintName::Final(name)
    } else {
        ConstraintName::Given(name)
    })
}

/// A table from two fields: its name, and `schema`.
pub(crate) fn qualified_name(fields: &Tree, name: &str) -> Lowered<QualifiedName> {
    Ok(QualifiedName::in_schema(
        optional_identifier(fields, "schema")?,
        identifier(fields.get(name))?,
    ))
}

/// Kinds of constraints (`uq`, ...) and their templates.
pub(crate) fn naming_convention(tree: &Tree) -> Lowered<NamingConvention> {
    let pairs = tree.as_dict().unwrap_or_default().iter();
    Ok(NamingConvention {
        templates: pairs
            .filter_map(|(kind, template)| {
                Some((kind.as_str()?.to_owned(), template.as_str()?.to_owned()))
            })
            .collect(),
    })
}

/// Schemas and what they are called on a connection.
pub(crate) fn schema_translate_map(tree: &Tree) -> Lowered<SchemaTranslateMap> {
    let pairs = tree
        .as_dict()
        .ok_or_else(|| unexpected("a dict for schema_translate_map", tree))?;
    let schemas = pairs.iter().map(|(from, to)| {
        let from = optional_name(from)?.map(|from| from.text);
        Ok((from, optional_name(to)?))
    });
    Ok(SchemaTranslateMap {
        schemas: schemas.collect::<Lowered<_>>()?,
    })
}

fn optional_name(tree: &Tree) -> Lowered<Option<Identifier>> {
    (!tree.is_none()).then(|| identifier(tree)).transpose()
}
