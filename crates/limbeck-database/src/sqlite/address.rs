//! Where a URL of pysqlite leads.

use std::time::Duration;

use crate::engine::ConnectArgument;
use crate::{DatabaseError, Environment, Url};

/// How long Python's `sqlite3` waits for a lock unless told otherwise.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(5);

/// Parameters of Python's `sqlite3.connect` that change nothing here.
const IGNORED: &[&str] = &[
    "isolation_level",
    "detect_types",
    "check_same_thread",
    "cached_statements",
    "factory",
    "autocommit",
];

/// What stands for a database that is no file.
pub(super) const MEMORY: &str = ":memory:";

/// What to open, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    /// The file: a path, `:memory:`, or a URI if `is_uri`.
    pub(super) file: String,
    /// The file is a URI (`file:...?mode=ro`).
    pub(super) is_uri: bool,
    /// How long a statement waits for a lock.
    pub(super) timeout: Duration,
}

impl Address {
    /// Works out what a URL means by the rules of SQLAlchemy's pysqlite dialect.
    pub(super) fn new(
        url: &Url,
        arguments: &[(String, ConnectArgument)],
        environment: &Environment,
    ) -> Result<Self, DatabaseError> {
        if url.username.is_some()
            || url.password.is_some()
            || url.host.is_some()
            || url.port.is_some()
        {
            return Err(DatabaseError::Url {
                message: format!(
                    "Invalid SQLite URL: {url}\nValid SQLite URL forms are:\n \
                     sqlite:///:memory: (or, sqlite://)\n sqlite:///relative/path/to/file.db\n \
                     sqlite:////absolute/path/to/file.db"
                ),
                help: Some("A path follows three slashes, an absolute one four.".to_owned()),
            });
        }
        let mut is_uri = false;
        let mut timeout = DEFAULT_TIMEOUT;
        let mut of_uri = Vec::new();
        for (key, value) in &url.query {
            match key.as_str() {
                "uri" => is_uri = truth(key, value)?,
                "timeout" => timeout = seconds(key, value)?,
                key if IGNORED.contains(&key) => {}
                _ => of_uri.push(format!("{key}={value}")),
            }
        }
        for (key, value) in arguments {
            match (key.as_str(), value) {
                ("uri", ConnectArgument::Text(value)) => is_uri = truth(key, value)?,
                ("timeout", ConnectArgument::Text(value)) => timeout = seconds(key, value)?,
                (key, _) if IGNORED.contains(&key) => {}
                (key, _) => return Err(unknown(key, "connect_args")),
            }
        }
        let database = url.database.as_deref().unwrap_or_default();
        let file = if is_uri {
            of_uri.sort();
            let separator = if of_uri.is_empty() { "" } else { "?" };
            format!("{database}{separator}{}", of_uri.join("&"))
        } else if let Some(parameter) = of_uri.first() {
            let key = parameter.split('=').next().unwrap_or_default();
            return Err(unknown(key, "the database URL"));
        } else if matches!(database, "" | MEMORY) {
            MEMORY.to_owned()
        } else {
            environment.directory.join(database).display().to_string()
        };
        Ok(Self {
            file,
            is_uri,
            timeout,
        })
    }
}

fn truth(key: &str, value: &str) -> Result<bool, DatabaseError> {
    match value.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "y" | "t" | "1" => Ok(true),
        "false" | "no" | "off" | "n" | "f" | "0" => Ok(false),
        _ => Err(bad_value(key, value, "true or false")),
    }
}

fn seconds(key: &str, value: &str) -> Result<Duration, DatabaseError> {
    value
        .trim()
        .parse::<f64>()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| bad_value(key, value, "a number of seconds"))
}

fn bad_value(key: &str, value: &str, wanted: &str) -> DatabaseError {
    DatabaseError::Url {
        message: format!("The value '{value}' of the parameter '{key}' is not {wanted}."),
        help: Some(format!("Give '{key}' {wanted}.")),
    }
}

fn unknown(key: &str, place: &str) -> DatabaseError {
    DatabaseError::Url {
        message: format!("The parameter '{key}' in {place} is not known for SQLite."),
        help: Some(
            "Remove it; parameters of a SQLite URI, such as mode=ro, need a file: URI and \
             uri=true beside them."
                .to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expected: &str) {
        let environment = Environment {
            directory: "/project".into(),
            ..Environment::default()
        };
        let shown = match Url::parse(url).and_then(|url| Address::new(&url, &[], &environment)) {
            Ok(address) => format!(
                "{}{} {:?}",
                if address.is_uri { "uri " } else { "" },
                address.file,
                address.timeout
            ),
            Err(error) => format!("error: {error}"),
        };
        assert_eq!(shown, expected, "{url}");
    }

    #[test]
    fn paths_are_those_of_pysqlite() {
        check("sqlite://", ":memory: 5s");
        check("sqlite:///", ":memory: 5s");
        check("sqlite:///:memory:", ":memory: 5s");
        check("sqlite:///app.db", "/project/app.db 5s");
        check("sqlite:///./data/app.db", "/project/./data/app.db 5s");
        check("sqlite+aiosqlite:////abs/app.db", "/abs/app.db 5s");
        check(
            "sqlite:///app.db?timeout=0.5&check_same_thread=false",
            "/project/app.db 500ms",
        );
    }

    #[test]
    fn uris_keep_their_own_parameters() {
        check(
            "sqlite:///file:app.db?mode=ro&uri=true&cache=private&timeout=1",
            "uri file:app.db?cache=private&mode=ro 1s",
        );
        check("sqlite:///file::memory:?uri=true", "uri file::memory: 5s");
    }

    #[test]
    fn nothing_is_ignored_silently() {
        check(
            "sqlite:///app.db?mode=ro",
            "error: The parameter 'mode' in the database URL is not known for SQLite.",
        );
        check(
            "sqlite:///app.db?timeout=x",
            "error: The value 'x' of the parameter 'timeout' is not a number of seconds.",
        );
        let error = Url::parse("sqlite://app.db")
            .and_then(|url| Address::new(&url, &[], &Environment::default()))
            .unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("Invalid SQLite URL: sqlite://app.db\nValid")
        );
    }

    #[test]
    fn arguments_win_over_the_url() {
        let url = Url::parse("sqlite:///a.db?timeout=1").unwrap();
        let arguments = [
            ("timeout".to_owned(), ConnectArgument::Text("2".into())),
            (
                "check_same_thread".to_owned(),
                ConnectArgument::Text("false".into()),
            ),
        ];
        let address = Address::new(&url, &arguments, &Environment::default()).unwrap();
        assert_eq!(address.timeout, Duration::from_secs(2));
        let arguments = [("wal".to_owned(), ConnectArgument::Opaque)];
        assert!(Address::new(&url, &arguments, &Environment::default()).is_err());
    }
}
