//! [`ConfigureOptions`]: what `context.configure()` was given.

use limbeck_python::{Raise, Tree};
use limbeck_runtime::VersionTable;
use limbeck_schema::QualifiedName;

use super::arguments::Arguments;
use super::metadata::{TargetMetadata, target_metadata};
use super::opaque;

/// The options of `context.configure()` that matter when scripts run.
#[derive(Clone, Debug)]
pub(super) struct ConfigureOptions {
    /// `connection`.
    pub(super) connection: ConnectionOption,
    /// `url`: a text, or a value that only the application knows.
    pub(super) url: Tree,
    /// `dialect_name`.
    pub(super) dialect_name: Option<String>,
    /// How the driver of a script that is written marks bound values.
    pub(super) paramstyle: Option<String>,
    /// `transactional_ddl`.
    pub(super) transactional_ddl: Option<bool>,
    /// `transaction_per_migration`.
    pub(super) transaction_per_migration: bool,
    /// `literal_binds`.
    pub(super) literal_binds: bool,
    /// `batch_as_alembic`, which Alembic passes over.
    pub(super) batch_as_alembic: bool,
    /// `starting_rev`.
    pub(super) starting_revision: Option<String>,
    /// `tag`.
    pub(super) tag: Option<String>,
    /// `version_table`, `version_table_schema`, `version_table_pk`.
    pub(super) version_table: VersionTable,
    /// `target_metadata`.
    pub(super) target_metadata: TargetMetadata,
    /// Whether there is an `output_buffer`.
    pub(super) output_buffer: bool,
    /// How many `on_version_apply` functions there are.
    pub(super) on_version_apply: usize,
    /// Where further options came from that only the application knows.
    pub(super) opaque_keywords: Vec<String>,
}

/// The argument `connection`.
#[derive(Clone, Debug)]
pub(super) enum ConnectionOption {
    /// None was given.
    Missing,
    /// A connection that `env.py` opened.
    Open(usize),
    /// One that only the application knows.
    Opaque(Tree),
}

impl ConfigureOptions {
    /// Reads the arguments.
    pub(super) fn read(arguments: &Arguments) -> Result<Self, Raise> {
        let connection = match arguments.get("connection") {
            tree if opaque::node(tree).is_some() => ConnectionOption::Opaque(tree.clone()),
            _ => arguments
                .connection("connection")?
                .map_or(ConnectionOption::Missing, ConnectionOption::Open),
        };
        let transactional_ddl = match arguments.get("transactional_ddl") {
            Tree::None => None,
            _ => Some(arguments.flag("transactional_ddl")?),
        };
        Ok(Self {
            connection,
            url: arguments.get("url").clone(),
            dialect_name: arguments.optional_text("dialect_name")?.map(str::to_owned),
            paramstyle: arguments.optional_text("paramstyle")?.map(str::to_owned),
            transactional_ddl,
            transaction_per_migration: arguments.flag("transaction_per_migration")?,
            literal_binds: arguments.flag("literal_binds")?,
            batch_as_alembic: arguments.flag("batch_as_alembic")?,
            starting_revision: arguments.optional_text("starting_rev")?.map(str::to_owned),
            tag: arguments.optional_text("tag")?.map(str::to_owned),
            version_table: version_table(arguments)?,
            target_metadata: target_metadata(arguments.get("target_metadata"))?,
            output_buffer: arguments.flag("output_buffer")?,
            on_version_apply: arguments.number("on_version_apply")?,
            opaque_keywords: opaque_keywords(arguments.get("opaque_keywords")),
        })
    }
}

/// The version table that the arguments name.
pub(super) fn version_table(arguments: &Arguments) -> Result<VersionTable, Raise> {
    let name = arguments.optional_text("version_table")?;
    let schema = arguments.optional_text("version_table_schema")?;
    Ok(VersionTable {
        name: QualifiedName::in_schema(schema.map(Into::into), name.unwrap_or("alembic_version")),
        primary_key: match arguments.get("version_table_pk") {
            Tree::None => true,
            _ => arguments.flag("version_table_pk")?,
        },
    })
}

fn opaque_keywords(tree: &Tree) -> Vec<String> {
    match tree {
        Tree::List(items) => items
            .iter()
            .filter_map(opaque::node)
            .map(opaque::description)
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(fields: &[(&str, Tree)]) -> Result<ConfigureOptions, Raise> {
        let mut pairs = vec![(Tree::Str("on_version_apply".to_owned()), Tree::Int(0))];
        for (name, value) in fields {
            pairs.push((Tree::Str((*name).to_owned()), value.clone()));
        }
        ConfigureOptions::read(&Arguments::new("context.configure", Tree::Dict(pairs)))
    }

    #[test]
    fn alembics_defaults() {
        let options = read(&[]).expect("no option is required");
        assert_eq!(options.version_table, VersionTable::default());
        assert_eq!(options.transactional_ddl, None);
        assert!(!options.transaction_per_migration);
        assert!(matches!(options.connection, ConnectionOption::Missing));
    }

    #[test]
    fn the_version_table() {
        let text = |text: &str| Tree::Str(text.to_owned());
        let options = read(&[
            ("version_table", text("ver")),
            ("version_table_schema", text("meta")),
            ("version_table_pk", Tree::Bool(false)),
        ])
        .expect("valid options");
        assert_eq!(options.version_table.name.to_string(), "meta.ver");
        assert!(!options.version_table.primary_key);
    }

    #[test]
    fn an_option_of_the_wrong_type() {
        let raise = read(&[("version_table", Tree::Int(1))]).expect_err("not a name");
        assert_eq!(
            raise.message,
            "context.configure: 'version_table' must be a string, not an int"
        );
    }
}
