//! The connection parameters of Python's MySQL drivers, from everywhere they can be given.

use super::options_file;
use crate::engine::ConnectArgument;
use crate::parameters::Treatment::{Ignored, Refused, Used};
use crate::parameters::{Known, Values};
use crate::{DatabaseError, Environment, Url};

/// Every parameter of PyMySQL, mysqlclient, aiomysql, asyncmy, cymysql, MySQL Connector/Python and
/// MariaDB Connector/Python.
const PARAMETERS: Known = Known {
    database: "MySQL",
    instead: "ssl_ca and ssl_verify_identity",
    parameters: &[
        ("host", Used("host")),
        ("port", Used("port")),
        ("user", Used("user")),
        ("username", Used("user")),
        ("password", Used("password")),
        ("passwd", Used("password")),
        ("database", Used("database")),
        ("db", Used("database")),
        ("unix_socket", Used("unix_socket")),
        ("connect_timeout", Used("connect_timeout")),
        ("connection_timeout", Used("connect_timeout")),
        ("read_timeout", Used("read_timeout")),
        ("write_timeout", Used("write_timeout")),
        ("collation", Used("collation")),
        ("sql_mode", Used("sql_mode")),
        ("init_command", Used("init_command")),
        ("time_zone", Used("time_zone")),
        ("client_flag", Used("client_flag")),
        ("client_flags", Used("client_flag")),
        ("read_default_file", Used("read_default_file")),
        ("read_default_group", Used("read_default_group")),
        ("server_public_key", Used("server_public_key")),
        ("program_name", Used("program_name")),
        ("ssl", Used("ssl")),
        ("ssl_mode", Used("ssl_mode")),
        ("ssl_disabled", Used("ssl_disabled")),
        ("ssl_ca", Used("ssl_ca")),
        ("ssl_cert", Used("ssl_cert")),
        ("ssl_key", Used("ssl_key")),
        ("ssl_verify_cert", Used("ssl_verify_cert")),
        ("ssl_verify_identity", Used("ssl_verify_identity")),
        ("ssl_check_hostname", Used("ssl_check_hostname")),
        ("tls_versions", Used("tls_versions")),
        // What SQLAlchemy's documentation puts into an empty dict of TLS, so that it counts.
        ("ssl_fake_flag_to_enable_tls", Ignored),
        ("charset", Ignored),
        ("use_unicode", Ignored),
        ("binary_prefix", Ignored),
        ("local_infile", Ignored),
        ("allow_local_infile", Ignored),
        ("allow_local_infile_in_path", Ignored),
        ("max_allowed_packet", Ignored),
        ("auth_plugin", Ignored),
        ("default_auth", Ignored),
        ("compress", Ignored),
        ("no_delay", Ignored),
        ("conv", Ignored),
        ("converter", Ignored),
        ("converter_class", Ignored),
        ("converter_str_fallback", Ignored),
        ("cursorclass", Ignored),
        ("cursor_cls", Ignored),
        ("defer_connect", Ignored),
        ("multi_statements", Ignored),
        ("buffered", Ignored),
        ("raw", Ignored),
        ("consume_results", Ignored),
        ("use_pure", Ignored),
        ("get_warnings", Ignored),
        ("raise_on_warnings", Ignored),
        ("prepared", Ignored),
        ("dictionary", Ignored),
        ("named_tuple", Ignored),
        ("conn_attrs", Ignored),
        ("pool_name", Ignored),
        ("pool_size", Ignored),
        ("pool_reset_session", Ignored),
        ("pool_reset_connection", Ignored),
        ("reconnect", Ignored),
        ("echo", Ignored),
        ("loop", Ignored),
        ("minsize", Ignored),
        ("maxsize", Ignored),
        ("pool_recycle", Ignored),
        (
            "autocommit",
            Refused("Use isolation_level='AUTOCOMMIT' of create_engine() instead."),
        ),
        ("ssl_capath", Refused("Name one file with ssl_ca.")),
        (
            "ssl_cipher",
            Refused("The safe ciphers of TLS 1.2 and 1.3 are used; remove it."),
        ),
        (
            "ssl_key_password",
            Refused("Give a key without passphrase with ssl_key."),
        ),
        (
            "ssl_crl",
            Refused("Revocation lists are not read; remove it."),
        ),
        (
            "ssl_crlpath",
            Refused("Revocation lists are not read; remove it."),
        ),
        ("tls_ciphersuites", Refused("Remove it.")),
        ("bind_address", Refused("Remove it.")),
        ("named_pipe", Refused("Connect over TCP.")),
        ("auth_plugin_map", Refused("Remove it.")),
        ("plugin_dir", Refused("Remove it.")),
        ("force_ipv6", Refused("Write the IPv6 address as host.")),
        (
            "failover",
            Refused("Name the server that may be written to as host."),
        ),
        ("option_files", Refused("Use read_default_file instead.")),
        ("option_groups", Refused("Use read_default_group instead.")),
    ],
};

/// The parameters of a connection by PyMySQL's names.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Parameters {
    values: Values,
    /// The Python driver is one that takes `localhost` for the local socket.
    pub(super) prefers_socket: bool,
}

impl Parameters {
    /// Gathers the parameters: `connect_args` win over the URL, and that over the file named by
    /// `read_default_file`.
    pub(super) fn gather(
        url: &Url,
        arguments: &[(String, ConnectArgument)],
        environment: &Environment,
    ) -> Result<Self, DatabaseError> {
        let mut parameters = Self {
            // Those that go through the client library in C, the first of which is SQLAlchemy's
            // default.
            prefers_socket: matches!(url.driver(), None | Some("mysqldb" | "mariadbconnector")),
            ..Self::default()
        };
        for (key, value) in arguments {
            parameters.add(key, value, "connect_args")?;
        }
        let mut of_url = Self::default();
        for (key, value) in &url.query {
            let value = ConnectArgument::Text(value.clone());
            of_url.add(key, &value, "the database URL")?;
        }
        parameters.values.fill_from(of_url.values);
        parameters.values.fill("user", url.username.clone());
        parameters.values.fill("password", url.password.clone());
        parameters.values.fill("host", url.host.clone());
        parameters
            .values
            .fill("port", url.port.map(|port| port.to_string()));
        parameters.values.fill(
            "database",
            url.database.clone().filter(|name| !name.is_empty()),
        );
        if let Some(file) = parameters.get("read_default_file") {
            let group = parameters.get("read_default_group").unwrap_or("client");
            let file = environment.path(file);
            for (name, value) in options_file::read(&file, group)? {
                parameters.values.fill(name, Some(value));
            }
        }
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
            // `ssl={"ca": ...}` is what SQLAlchemy makes of `ssl_ca=...`; with nothing in it, TLS is
            // still asked for.
            ("ssl", ConnectArgument::Map(entries)) => {
                self.values.insert("ssl", (!entries.is_empty()).to_string());
                for (name, value) in entries {
                    let name = match name.as_str() {
                        "verify_mode" => "ssl_verify_cert".to_owned(),
                        name => format!("ssl_{name}"),
                    };
                    self.add(&name, &ConnectArgument::Text(value.clone()), place)?;
                }
            }
            (name, ConnectArgument::Text(value)) => self.values.insert(name, value.clone()),
            (_, ConnectArgument::Map(_) | ConnectArgument::Opaque) => {
                return Err(PARAMETERS.meaningless(key, place));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gather(
        url: &str,
        arguments: &[(String, ConnectArgument)],
    ) -> Result<Parameters, DatabaseError> {
        Parameters::gather(&Url::parse(url)?, arguments, &Environment::default())
    }

    fn check(url: &str, expected: &str) {
        let shown = match gather(url, &[]) {
            Ok(parameters) => parameters.values.shown(),
            Err(error) => format!("error: {error}"),
        };
        assert_eq!(shown, expected, "{url}");
    }

    #[test]
    fn parameters_have_one_name_each() {
        check(
            "mysql+pymysql://u:p%40@h:1/d?charset=utf8mb4&connection_timeout=5",
            "connect_timeout=5 database=d host=h password=p@ port=1 user=u",
        );
        check(
            "mysql:///?db=d&passwd=x&unix_socket=/s",
            "database=d password=x unix_socket=/s",
        );
    }

    #[test]
    fn nothing_is_ignored_silently() {
        check(
            "mysql://h/d?charsett=utf8",
            "error: The parameter 'charsett' in the database URL is not known for MySQL.",
        );
        check(
            "mysql://h/d?ssl_capath=/etc",
            "error: The parameter 'ssl_capath' in the database URL is not supported.",
        );
    }

    #[test]
    fn arguments_win_and_may_be_a_dict_of_tls() {
        let arguments = [
            ("host".to_owned(), ConnectArgument::Text("b".into())),
            (
                "ssl".to_owned(),
                ConnectArgument::Map(vec![("ca".into(), "/ca.pem".into())]),
            ),
        ];
        let parameters = gather("mysql://a/d", &arguments).unwrap();
        assert_eq!(parameters.get("host"), Some("b"));
        assert_eq!(parameters.get("ssl_ca"), Some("/ca.pem"));
        let flag = [(
            "ssl".to_owned(),
            ConnectArgument::Map(vec![("fake_flag_to_enable_tls".into(), "true".into())]),
        )];
        let parameters = gather("mysql://a/d", &flag).unwrap();
        assert_eq!(parameters.get("ssl"), Some("true"));
        let opaque = [("ssl".to_owned(), ConnectArgument::Opaque)];
        assert!(gather("mysql://a/d", &opaque).is_err());
    }

    #[test]
    fn options_of_a_file_come_last() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("my.cnf");
        std::fs::write(
            &file,
            "[mysqld]\nport=9\n[client]\nuser = me\npassword='it#s'\nport=3307 # ours\n\
             default-character-set=utf8\n",
        )
        .unwrap();
        let url = format!("mysql://u@h/d?read_default_file={}", file.display());
        let parameters = gather(&url, &[]).unwrap();
        let get = |name| parameters.get(name);
        assert_eq!(
            (get("user"), get("password"), get("port")),
            (Some("u"), Some("it#s"), Some("3307"))
        );
        assert!(gather("mysql://h/d?read_default_file=/no/such.cnf", &[]).is_err());
    }
}
