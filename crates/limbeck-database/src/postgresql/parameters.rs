//! The connection parameters of libpq, from everywhere they can be given.

use super::service;
use crate::engine::ConnectArgument;
use crate::parameters::Treatment::{Ignored, Refused, Used};
use crate::parameters::{Known, Values};
use crate::{DatabaseError, Environment, Url};

/// Every parameter of libpq, psycopg, asyncpg and pg8000.
const PARAMETERS: Known = Known {
    database: "PostgreSQL",
    instead: "sslmode and sslrootcert",
    parameters: &[
        // libpq, and whoever uses its names
        ("host", Used("host")),
        ("hostaddr", Used("hostaddr")),
        ("port", Used("port")),
        ("dbname", Used("dbname")),
        ("user", Used("user")),
        ("password", Used("password")),
        ("passfile", Used("passfile")),
        ("service", Used("service")),
        ("connect_timeout", Used("connect_timeout")),
        ("options", Used("options")),
        ("application_name", Used("application_name")),
        (
            "fallback_application_name",
            Used("fallback_application_name"),
        ),
        ("keepalives", Used("keepalives")),
        ("keepalives_idle", Used("keepalives_idle")),
        ("keepalives_interval", Used("keepalives_interval")),
        ("keepalives_count", Used("keepalives_count")),
        ("tcp_user_timeout", Used("tcp_user_timeout")),
        ("target_session_attrs", Used("target_session_attrs")),
        ("load_balance_hosts", Used("load_balance_hosts")),
        ("channel_binding", Used("channel_binding")),
        ("sslmode", Used("sslmode")),
        ("sslnegotiation", Used("sslnegotiation")),
        ("sslcert", Used("sslcert")),
        ("sslkey", Used("sslkey")),
        ("sslrootcert", Used("sslrootcert")),
        ("sslcertmode", Used("sslcertmode")),
        ("sslsni", Used("sslsni")),
        ("ssl_min_protocol_version", Used("ssl_min_protocol_version")),
        ("ssl_max_protocol_version", Used("ssl_max_protocol_version")),
        ("gssencmode", Used("gssencmode")),
        ("requiressl", Used("requiressl")),
        ("client_encoding", Ignored),
        ("sslcompression", Ignored),
        ("krbsrvname", Ignored),
        ("gsslib", Ignored),
        ("gssdelegation", Ignored),
        (
            "replication",
            Refused("A migration needs an ordinary session; remove it."),
        ),
        (
            "requirepeer",
            Refused("Use sslmode=verify-full over TCP instead."),
        ),
        (
            "require_auth",
            Refused("Use channel_binding=require instead."),
        ),
        (
            "sslpassword",
            Refused("Give a key without passphrase with sslkey."),
        ),
        (
            "sslcrl",
            Refused("Revocation lists are not read; remove it."),
        ),
        (
            "sslcrldir",
            Refused("Revocation lists are not read; remove it."),
        ),
        ("sslkeylogfile", Refused("Remove it.")),
        ("scram_client_key", Refused("Give the password instead.")),
        ("scram_server_key", Refused("Give the password instead.")),
        // asyncpg
        ("database", Used("dbname")),
        ("ssl", Used("sslmode")),
        ("direct_tls", Used("direct_tls")),
        ("timeout", Used("connect_timeout")),
        ("command_timeout", Used("command_timeout")),
        ("server_settings", Used("server_settings")),
        ("statement_cache_size", Ignored),
        ("prepared_statement_cache_size", Ignored),
        ("prepared_statement_name_func", Ignored),
        ("max_cached_statement_lifetime", Ignored),
        ("max_cacheable_statement_size", Ignored),
        ("async_fallback", Ignored),
        ("record_class", Ignored),
        ("connection_class", Ignored),
        ("loop", Ignored),
        // psycopg
        ("prepare_threshold", Ignored),
        ("row_factory", Ignored),
        ("cursor_factory", Ignored),
        ("connection_factory", Ignored),
        ("context", Ignored),
        (
            "autocommit",
            Refused("Use isolation_level='AUTOCOMMIT' of create_engine() instead."),
        ),
        // pg8000
        ("unix_sock", Used("host")),
        ("ssl_context", Used("sslmode")),
        ("startup_params", Used("server_settings")),
        ("tcp_keepalive", Used("keepalives")),
    ],
};

/// The environment variables of libpq and the parameters they stand for.
const VARIABLES: &[(&str, &str)] = &[
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGPORT", "port"),
    ("PGDATABASE", "dbname"),
    ("PGUSER", "user"),
    ("PGPASSWORD", "password"),
    ("PGPASSFILE", "passfile"),
    ("PGCONNECT_TIMEOUT", "connect_timeout"),
    ("PGOPTIONS", "options"),
    ("PGAPPNAME", "application_name"),
    ("PGTARGETSESSIONATTRS", "target_session_attrs"),
    ("PGLOADBALANCEHOSTS", "load_balance_hosts"),
    ("PGCHANNELBINDING", "channel_binding"),
    ("PGSSLMODE", "sslmode"),
    ("PGREQUIRESSL", "requiressl"),
    ("PGSSLNEGOTIATION", "sslnegotiation"),
    ("PGSSLCERT", "sslcert"),
    ("PGSSLKEY", "sslkey"),
    ("PGSSLROOTCERT", "sslrootcert"),
    ("PGSSLCERTMODE", "sslcertmode"),
    ("PGSSLSNI", "sslsni"),
    ("PGSSLMINPROTOCOLVERSION", "ssl_min_protocol_version"),
    ("PGSSLMAXPROTOCOLVERSION", "ssl_max_protocol_version"),
    ("PGGSSENCMODE", "gssencmode"),
    ("PGREQUIREAUTH", "require_auth"),
    ("PGREQUIREPEER", "requirepeer"),
    ("PGSSLCRL", "sslcrl"),
    ("PGSSLCRLDIR", "sslcrldir"),
];

/// The environment variables that set something of the session.
const SESSION_VARIABLES: &[(&str, &str)] = &[("PGTZ", "timezone"), ("PGDATESTYLE", "datestyle")];

/// The parameters of a connection by libpq's names, and settings for the session.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Parameters {
    values: Values,
    /// `server_settings`, and what environment variables set.
    pub(super) session: Vec<(String, String)>,
}

impl Parameters {
    /// Gathers the parameters: `connect_args` win over the URL, that over the service file, and that
    /// over the environment.
    pub(super) fn gather(
        url: &Url,
        arguments: &[(String, ConnectArgument)],
        environment: &Environment,
    ) -> Result<Self, DatabaseError> {
        let mut parameters = Self::default();
        for (key, value) in arguments {
            parameters.add(key, value, "connect_args")?;
        }
        let mut of_url = Self::default();
        for (key, value) in url.query.iter().filter(|(key, _)| key != "host") {
            of_url.add(
                key,
                &ConnectArgument::Text(value.clone()),
                "the database URL",
            )?;
        }
        of_url.add_hosts(url)?;
        parameters.fill_from(of_url);
        parameters.values.fill("user", url.username.clone());
        parameters.values.fill("password", url.password.clone());
        parameters.values.fill("host", url.host.clone());
        parameters
            .values
            .fill("port", url.port.map(|port| port.to_string()));
        parameters.values.fill(
            "dbname",
            url.database.clone().filter(|name| !name.is_empty()),
        );
        let service = match parameters.values.remove("service") {
            Some(service) => Some(service),
            None => environment.variable("PGSERVICE").map(str::to_owned),
        };
        if let Some(service) = service {
            let mut of_service = Self::default();
            for (key, value) in service::read(&service, environment)? {
                of_service.add(&key, &ConnectArgument::Text(value), "the service file")?;
            }
            parameters.fill_from(of_service);
        }
        let mut of_environment = Self::default();
        for (variable, key) in VARIABLES {
            if let Some(value) = environment.variable(variable) {
                let value = ConnectArgument::Text(value.to_owned());
                of_environment.add(key, &value, variable)?;
            }
        }
        for (variable, setting) in SESSION_VARIABLES {
            if let Some(value) = environment.variable(variable)
                && !parameters.session.iter().any(|(key, _)| key == setting)
            {
                parameters
                    .session
                    .push(((*setting).to_owned(), value.to_owned()));
            }
        }
        parameters.fill_from(of_environment);
        Ok(parameters)
    }

    /// The value of a parameter that is given and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name)
    }

    fn add(
        &mut self,
        key: &str,
        value: &ConnectArgument,
        place: &str,
    ) -> Result<(), DatabaseError> {
        let Some(name) = PARAMETERS.name_of(key, place)? else {
            return Ok(());
        };
        match (name, value) {
            ("server_settings", ConnectArgument::Map(settings)) => {
                self.session.extend(settings.iter().cloned());
            }
            (name, ConnectArgument::Text(value)) if name != "server_settings" => {
                self.values.insert(name, value.clone());
            }
            _ => return Err(PARAMETERS.meaningless(key, place)),
        }
        Ok(())
    }

    /// `host=h1:p1&host=h2:p2`, `host=h1,h2&port=p1,p2` and `host=/folder`.
    fn add_hosts(&mut self, url: &Url) -> Result<(), DatabaseError> {
        let given: Vec<&str> = url.parameters("host").collect();
        let (hosts, ports): (Vec<_>, Vec<_>) = match given.as_slice() {
            [] => return Ok(()),
            [one] if self.values.has("port") || !has_port(one) => {
                self.values.insert("host", (*one).to_owned());
                return Ok(());
            }
            several => several
                .iter()
                .map(|host| host.split_once(':').unwrap_or((host, "")))
                .unzip(),
        };
        if self.values.has("port") {
            return Err(DatabaseError::Url {
                message: "Can't mix 'multihost' formats together; use \
                          \"host=h1,h2,h3&port=p1,p2,p3\" or \
                          \"host=h1:p1&host=h2:p2&host=h3:p3\" separately"
                    .to_owned(),
                help: None,
            });
        }
        self.values.insert("host", hosts.join(","));
        if ports.iter().any(|port| !port.is_empty()) {
            self.values.insert("port", ports.join(","));
        }
        Ok(())
    }

    fn fill_from(&mut self, other: Self) {
        self.values.fill_from(other.values);
        for (key, value) in other.session {
            if !self.session.iter().any(|(known, _)| *known == key) {
                self.session.push((key, value));
            }
        }
    }
}

/// Whether a host is written with its port: `h:5432`, but not `/folder:x` or an IPv6 address.
fn has_port(host: &str) -> bool {
    host.split_once(':').is_some_and(|(name, port)| {
        name.chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'))
            && port.chars().all(|c| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gather(
        url: &str,
        arguments: &[(&str, ConnectArgument)],
        variables: &[(&str, &str)],
    ) -> Result<Parameters, DatabaseError> {
        let arguments: Vec<_> = arguments
            .iter()
            .map(|(key, value)| ((*key).to_owned(), value.clone()))
            .collect();
        let environment = Environment {
            variables: variables
                .iter()
                .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
                .collect(),
            ..Environment::default()
        };
        Parameters::gather(&Url::parse(url)?, &arguments, &environment)
    }

    fn check(url: &str, variables: &[(&str, &str)], expected: &str) {
        let shown = match gather(url, &[], variables) {
            Ok(parameters) => parameters.values.shown(),
            Err(error) => format!("error: {error}"),
        };
        assert_eq!(shown, expected, "{url}");
    }

    #[test]
    fn the_url_wins_over_the_environment() {
        check(
            "postgresql://u:p@h:1/d",
            &[("PGUSER", "x"), ("PGHOST", "y"), ("PGAPPNAME", "a")],
            "application_name=a dbname=d host=h password=p port=1 user=u",
        );
        check(
            "postgresql://",
            &[("PGUSER", "x"), ("PGPASSWORD", "s"), ("PGSSLMODE", "")],
            "password=s user=x",
        );
    }

    #[test]
    fn hosts_in_every_form() {
        check(
            "postgresql:///d?host=/var/run/x",
            &[],
            "dbname=d host=/var/run/x",
        );
        check(
            "postgresql:///d?host=h1:1&host=h2:2",
            &[],
            "dbname=d host=h1,h2 port=1,2",
        );
        check(
            "postgresql:///d?host=h1,h2&port=1,2",
            &[],
            "dbname=d host=h1,h2 port=1,2",
        );
        check("postgresql:///d?host=h1:7", &[], "dbname=d host=h1 port=7");
        check("postgresql:///d?host=::1", &[], "dbname=d host=::1");
        check("postgresql://a/d?host=b", &[], "dbname=d host=b");
        check(
            "postgresql:///d?host=h1:1&host=h2&port=3",
            &[],
            "error: Can't mix 'multihost' formats together; use \"host=h1,h2,h3&port=p1,p2,p3\" \
             or \"host=h1:p1&host=h2:p2&host=h3:p3\" separately",
        );
    }

    #[test]
    fn spellings_of_other_drivers() {
        check(
            "postgresql+asyncpg://h/d?ssl=require&timeout=3&prepared_statement_cache_size=0",
            &[],
            "connect_timeout=3 dbname=d host=h sslmode=require",
        );
    }

    #[test]
    fn nothing_unknown_is_passed_over() {
        check(
            "postgresql://h/d?sslmod=require",
            &[],
            "error: The parameter 'sslmod' in the database URL is not known for PostgreSQL.",
        );
        check(
            "postgresql://h/d?replication=database",
            &[],
            "error: The parameter 'replication' in the database URL is not supported.",
        );
        check(
            "postgresql://h/d",
            &[("PGREQUIREPEER", "x")],
            "error: The parameter 'requirepeer' in PGREQUIREPEER is not supported.",
        );
        let error = gather("postgresql://h/d", &[("ssl", ConnectArgument::Opaque)], &[]);
        assert_eq!(
            error.err().map(|error| error.to_string()).as_deref(),
            Some("The value of 'ssl' in connect_args means nothing outside of Python.")
        );
    }

    #[test]
    fn arguments_win_over_everything() {
        let settings = ConnectArgument::Map(vec![("search_path".into(), "a".into())]);
        let parameters = gather(
            "postgresql://h/d?application_name=u",
            &[
                ("server_settings", settings),
                ("application_name", ConnectArgument::Text("c".into())),
            ],
            &[("PGTZ", "UTC")],
        )
        .unwrap();
        assert_eq!(parameters.get("application_name"), Some("c"));
        assert_eq!(
            parameters.session,
            [
                ("search_path".to_owned(), "a".to_owned()),
                ("timezone".to_owned(), "UTC".to_owned())
            ]
        );
    }
}
