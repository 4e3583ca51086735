//! `engine.*`: connecting.

use limbeck_database::{ConnectArgument, Engine, Url};
use limbeck_dialects::{CompileOptions, Dialect};
use limbeck_python::{Raise, Tree};
use limbeck_runtime::Session;
use limbeck_scripts::python::translate_schemas;

use super::arguments::Arguments;
use super::{Environment, errors, opaque};
use crate::execution::events::events;

impl Environment<'_, '_> {
    pub(super) fn engine_call(&self, name: &str, arguments: &Arguments) -> Result<Tree, Raise> {
        match name {
            "connect" => self.connect(arguments),
            _ => Err(super::unknown_call("engine", name)),
        }
    }

    fn connect(&self, arguments: &Arguments) -> Result<Tree, Raise> {
        let url = self.url(arguments.get("url"))?;
        if arguments.flag("creator")? && self.run.url.is_none() {
            return Err(Raise::new(
                "NotImplementedError",
                "limbeck cannot call the `creator` of create_engine(), which makes a connection \
                 of the Python driver: give the database with --url or LIMBECK_DATABASE_URL",
            ));
        }
        let mut connect_args = connect_arguments(arguments.get("connect_args"));
        if self.run.url.is_some() {
            // What only Python understands is for the URL to say.
            connect_args.retain(|(_, value)| *value != ConnectArgument::Opaque);
        }
        let session = self.open(url, &connect_args)?;
        let number = self.connections.add(session);
        if let Some(level) = arguments.optional_text("isolation_level")? {
            self.set_isolation_level(number, level)?;
        }
        let map = arguments.get("schema_translate_map");
        self.connections
            .with(number, |session| translate_schemas(session, map))?;
        Ok(number_tree(number))
    }

    /// The URL that a value of `env.py` stands for. The one that the user gave goes before it.
    pub(super) fn url(&self, value: &Tree) -> Result<Url, Raise> {
        let text = match (&self.run.url, value) {
            (Some(url), _) => url,
            (None, Tree::Str(text)) => text,
            (None, other) => match opaque::node(other) {
                Some(node) => return Err(opaque::url(node)),
                None => {
                    return Err(Raise::new(
                        "sqlalchemy.exc.ArgumentError",
                        format!(
                            "Expected string or URL object, got {}",
                            super::arguments::kind(other)
                        ),
                    ));
                }
            },
        };
        Url::parse(text).map_err(|error| errors::database(error, ""))
    }

    /// Opens a session.
    pub(super) fn open(
        &self,
        url: Url,
        arguments: &[(String, ConnectArgument)],
    ) -> Result<Session, Raise> {
        self.project
            .refuse_ambiguous_head()
            .map_err(super::raise_failure)?;
        let surroundings = self.run.surroundings.for_drivers();
        let engine = Engine::new(url, arguments, &surroundings)
            .map_err(|error| errors::database(error, ""))?;
        let dialect = dialect_of(engine.url())?;
        Session::open(
            engine,
            dialect,
            CompileOptions::default(),
            events(&self.run.log, &self.timings),
            self.run.stop.token(),
        )
        .map_err(|error| errors::database(error, ""))
    }
}

/// The dialect of a URL.
pub(super) fn dialect_of(url: &Url) -> Result<&'static dyn Dialect, Raise> {
    dialect_named(url.dialect())
}

/// The dialect of that name.
pub(super) fn dialect_named(name: &str) -> Result<&'static dyn Dialect, Raise> {
    limbeck_dialects::dialect(name).ok_or_else(|| {
        let known: Vec<_> = limbeck_dialects::DIALECTS
            .iter()
            .map(|dialect| dialect.name())
            .collect();
        Raise::new(
            "sqlalchemy.exc.NoSuchModuleError",
            format!(
                "limbeck does not know the dialect '{name}'; it knows {}. Use Alembic itself for \
                 this database",
                known.join(" and ")
            ),
        )
    })
}

/// A position as a tree.
pub(super) fn number_tree(number: usize) -> Tree {
    Tree::Int(i64::try_from(number).unwrap_or(i64::MAX))
}

/// `connect_args`, as drivers take them.
fn connect_arguments(tree: &Tree) -> Vec<(String, ConnectArgument)> {
    let Tree::Dict(pairs) = tree else {
        return Vec::new();
    };
    pairs
        .iter()
        .filter_map(|(name, value)| match name {
            Tree::Str(name) => Some((name.clone(), connect_argument(value)?)),
            _ => None,
        })
        .collect()
}

/// An argument of the driver; `None` for one that is `None`, which is as if it was not given.
fn connect_argument(value: &Tree) -> Option<ConnectArgument> {
    Some(match value {
        Tree::None => return None,
        Tree::Dict(pairs) => ConnectArgument::Map(
            pairs
                .iter()
                .filter_map(|(name, value)| Some((scalar(name)?, scalar(value)?)))
                .collect(),
        ),
        other => scalar(other).map_or(ConnectArgument::Opaque, ConnectArgument::Text),
    })
}

fn scalar(value: &Tree) -> Option<String> {
    match value {
        Tree::Bool(value) => Some(value.to_string()),
        Tree::Int(value) => Some(value.to_string()),
        Tree::BigInt(digits) => Some(digits.clone()),
        Tree::Float(value) => Some(value.to_string()),
        Tree::Str(text) => Some(text.clone()),
        Tree::None
        | Tree::Bytes(_)
        | Tree::List(_)
        | Tree::Dict(_)
        | Tree::Node(_)
        | Tree::Held(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connect_arguments_of_all_kinds() {
        let text = |text: &str| Tree::Str(text.to_owned());
        let tree = Tree::Dict(vec![
            (text("connect_timeout"), Tree::Int(5)),
            (text("check_same_thread"), Tree::Bool(false)),
            (
                text("server_settings"),
                Tree::Dict(vec![(text("jit"), text("off"))]),
            ),
            (text("ssl"), Tree::None),
            (text("loader"), Tree::Bytes(Vec::new())),
        ]);
        assert_eq!(
            connect_arguments(&tree),
            [
                (
                    "connect_timeout".to_owned(),
                    ConnectArgument::Text("5".to_owned())
                ),
                (
                    "check_same_thread".to_owned(),
                    ConnectArgument::Text("false".to_owned())
                ),
                (
                    "server_settings".to_owned(),
                    ConnectArgument::Map(vec![("jit".to_owned(), "off".to_owned())])
                ),
                ("loader".to_owned(), ConnectArgument::Opaque),
            ]
        );
    }
}
