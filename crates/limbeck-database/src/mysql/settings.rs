//! [`Settings`]: the parameters of a connection, understood.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::parameters::Parameters;
use crate::parameters::bad_value;
use crate::tls::{Roots, Tls, Verification, Version};
use crate::{DatabaseError, Environment};

const DEFAULT_PORT: u16 = 3306;

/// How long PyMySQL waits for a connection unless told otherwise.
const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Where servers are known to put their sockets.
const SOCKETS: &[&str] = &[
    "/run/mysqld/mysqld.sock",
    "/var/run/mysqld/mysqld.sock",
    "/var/lib/mysql/mysql.sock",
    "/tmp/mysql.sock",
];

/// Where and how to connect.
#[derive(Clone)]
pub(super) struct Settings {
    /// The server.
    pub(super) place: Place,
    /// The user.
    pub(super) user: String,
    /// The password; empty if there is none.
    pub(super) password: String,
    /// The database to be in.
    pub(super) database: Option<String>,
    /// What the server shows this program as.
    pub(super) program_name: String,
    /// When TLS is used.
    pub(super) mode: Mode,
    /// How TLS is used.
    pub(super) tls: Tls,
    /// The server's public key in PEM form.
    pub(super) server_key: Option<String>,
    /// How long an attempt may take.
    pub(super) connect_timeout: Duration,
    /// How long the server may take to answer.
    pub(super) read_timeout: Option<Duration>,
    /// How long the server may take to listen.
    pub(super) write_timeout: Option<Duration>,
    /// Flags of the protocol beyond those that are always set.
    pub(super) client_flag: u32,
    /// What a new session begins with, in order.
    pub(super) setup: Vec<String>,
}

/// Where a server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A host and a port.
    Tcp { host: String, port: u16 },
    /// A local socket.
    Socket(PathBuf),
}

/// When TLS is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Never.
    Disable,
    /// If the server can.
    Prefer,
    /// Always.
    Require,
}

impl Settings {
    pub(super) fn new(
        parameters: &Parameters,
        environment: &Environment,
    ) -> Result<Self, DatabaseError> {
        let user = parameters
            .get("user")
            .or(environment.user.as_deref())
            .ok_or_else(|| DatabaseError::Url {
                message: "The database URL names no user, and neither does the system.".to_owned(),
                help: Some("Put the user into the URL.".to_owned()),
            })?;
        let (mode, tls) = tls(parameters, environment)?;
        let connect_timeout = seconds(parameters, "connect_timeout")?
            .filter(|timeout| !timeout.is_zero())
            .unwrap_or(DEFAULT_CONNECT_TIMEOUT);
        Ok(Self {
            place: place(parameters, environment)?,
            user: user.to_owned(),
            password: parameters.get("password").unwrap_or_default().to_owned(),
            database: parameters.get("database").map(str::to_owned),
            program_name: parameters
                .get("program_name")
                .unwrap_or("limbeck")
                .to_owned(),
            mode,
            tls,
            server_key: parameters.get("server_public_key").map(str::to_owned),
            connect_timeout,
            read_timeout: seconds(parameters, "read_timeout")?.filter(|time| !time.is_zero()),
            write_timeout: seconds(parameters, "write_timeout")?.filter(|time| !time.is_zero()),
            client_flag: match parameters.get("client_flag") {
                None => 0,
                Some(value) => value
                    .trim()
                    .parse()
                    .map_err(|_| bad_value("client_flag", value))?,
            },
            setup: setup(parameters)?,
        })
    }

    /// Whether server and client are on the same machine and nobody is in between.
    pub(super) fn is_local(&self) -> bool {
        matches!(self.place, Place::Socket(_))
    }

    /// The server in words.
    pub(super) fn place_in_words(&self) -> String {
        match &self.place {
            Place::Tcp { host, port } => format!("server at \"{host}\", port {port}"),
            Place::Socket(path) => format!("server on socket \"{}\"", path.display()),
        }
    }
}

fn place(parameters: &Parameters, environment: &Environment) -> Result<Place, DatabaseError> {
    if let Some(path) = parameters.get("unix_socket") {
        return Ok(Place::Socket(environment.path(path)));
    }
    let host = parameters.get("host").unwrap_or("localhost");
    if parameters.prefers_socket
        && host == "localhost"
        && let Some(path) = SOCKETS.iter().map(Path::new).find(|path| path.exists())
    {
        return Ok(Place::Socket(path.to_owned()));
    }
    Ok(Place::Tcp {
        host: host.to_owned(),
        port: match parameters.get("port") {
            None => DEFAULT_PORT,
            Some(port) => port.trim().parse().map_err(|_| bad_value("port", port))?,
        },
    })
}

/// The statements that a new session begins with.
fn setup(parameters: &Parameters) -> Result<Vec<String>, DatabaseError> {
    let mut setup = vec![match parameters.get("collation") {
        Some(name) if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') => {
            format!("SET NAMES utf8mb4 COLLATE {name}")
        }
        Some(name) => return Err(bad_value("collation", name)),
        None => "SET NAMES utf8mb4".to_owned(),
    }];
    for variable in ["sql_mode", "time_zone"] {
        match parameters.get(variable) {
            None => {}
            Some(value) if value.contains(['\'', '\\']) => return Err(bad_value(variable, value)),
            Some(value) => setup.push(format!("SET {variable} = '{value}'")),
        }
    }
    setup.extend(parameters.get("init_command").map(str::to_owned));
    Ok(setup)
}

/// What the parameters say about TLS.
fn tls(parameters: &Parameters, environment: &Environment) -> Result<(Mode, Tls), DatabaseError> {
    let file = |name| parameters.get(name).map(|path| environment.path(path));
    let roots = file("ssl_ca");
    let certificate = file("ssl_cert");
    let key = file("ssl_key");
    let verify_certificate = flag(parameters, "ssl_verify_cert")?;
    let check_name = match flag(parameters, "ssl_verify_identity")? {
        Some(check) => Some(check),
        None => flag(parameters, "ssl_check_hostname")?,
    };
    let wanted = match parameters.get("ssl") {
        None => None,
        // Connector/Python and mariadbconnector take a boolean, aiomysql what its `ssl` is.
        Some(_) => flag(parameters, "ssl")?,
    };
    let asked_for = roots.is_some()
        || certificate.is_some()
        || key.is_some()
        || verify_certificate == Some(true)
        || check_name == Some(true)
        || wanted == Some(true);
    let by_default = match (check_name, verify_certificate, roots.is_some()) {
        (Some(true), ..) => Verification::ChainAndName,
        (_, Some(false), _) => Verification::Nothing,
        // Who names authorities wants them asked.
        (None, None, true) => Verification::ChainAndName,
        (_, Some(true), _) | (Some(false), None, true) => Verification::Chain,
        (_, None, false) => Verification::Nothing,
    };
    let (mode, verification) = match parameters.get("ssl_mode").map(str::to_ascii_uppercase) {
        None => {
            let mode = match flag(parameters, "ssl_disabled")? {
                Some(true) => Mode::Disable,
                Some(false) | None if asked_for => Mode::Require,
                Some(false) | None => Mode::Prefer,
            };
            (mode, by_default)
        }
        Some(mode) => match mode.as_str() {
            "DISABLED" => (Mode::Disable, Verification::Nothing),
            "PREFERRED" => (Mode::Prefer, Verification::Nothing),
            "REQUIRED" => (Mode::Require, Verification::Nothing),
            "VERIFY_CA" => (Mode::Require, Verification::Chain),
            "VERIFY_IDENTITY" => (Mode::Require, Verification::ChainAndName),
            _ => return Err(bad_value("ssl_mode", &mode)),
        },
    };
    let (oldest, newest) = versions(parameters)?;
    let tls = Tls {
        verification,
        roots: roots.map_or(Roots::System, Roots::File),
        identity: match (certificate, key) {
            (Some(certificate), Some(key)) => Some((certificate, key)),
            // One file may hold both.
            (Some(certificate), None) => Some((certificate.clone(), certificate)),
            (None, Some(_)) => {
                return Err(DatabaseError::Url {
                    message: "The parameter 'ssl_key' needs a certificate.".to_owned(),
                    help: Some("Name its file with ssl_cert.".to_owned()),
                });
            }
            (None, None) => None,
        },
        server_name: true,
        oldest,
        newest,
        roots_parameter: "ssl_ca",
    };
    Ok((mode, tls))
}

/// `tls_versions`: a list such as `TLSv1.2,TLSv1.3`.
fn versions(parameters: &Parameters) -> Result<(Version, Version), DatabaseError> {
    let Some(list) = parameters.get("tls_versions") else {
        return Ok((Version::V12, Version::V13));
    };
    let list_of = list.trim_matches(['[', ']', '(', ')']);
    let mut known = Vec::new();
    for name in list_of
        .split(',')
        .map(|name| name.trim_matches([' ', '\'', '"']))
    {
        match name {
            "TLSv1.2" => known.push(Version::V12),
            "TLSv1.3" => known.push(Version::V13),
            // Older versions are not spoken.
            "TLSv1" | "TLSv1.1" => {}
            _ => return Err(bad_value("tls_versions", list)),
        }
    }
    match (known.iter().min(), known.iter().max()) {
        (Some(oldest), Some(newest)) => Ok((*oldest, *newest)),
        _ => Err(bad_value("tls_versions", list)),
    }
}

/// A switch, as SQLAlchemy and the drivers read it.
fn flag(parameters: &Parameters, name: &str) -> Result<Option<bool>, DatabaseError> {
    let Some(value) = parameters.get(name) else {
        return Ok(None);
    };
    match value.trim().to_ascii_lowercase().as_str() {
        "1" | "true" | "t" | "on" | "yes" | "y" | "required" => Ok(Some(true)),
        "0" | "false" | "f" | "off" | "no" | "n" | "none" => Ok(Some(false)),
        _ => Err(bad_value(name, value)),
    }
}

fn seconds(parameters: &Parameters, name: &str) -> Result<Option<Duration>, DatabaseError> {
    parameters
        .get(name)
        .map(|value| {
            value
                .trim()
                .parse::<f64>()
                .ok()
                .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
                .ok_or_else(|| bad_value(name, value))
        })
        .transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Url;

    fn settings(url: &str) -> Result<Settings, DatabaseError> {
        let environment = Environment {
            user: Some("me".into()),
            directory: "/project".into(),
            ..Environment::default()
        };
        let parameters = Parameters::gather(&Url::parse(url)?, &[], &environment)?;
        Settings::new(&parameters, &environment)
    }

    #[test]
    fn places() {
        let check = |url: &str, expected: &str| {
            let shown = match settings(url) {
                Ok(settings) => settings.place_in_words(),
                Err(error) => format!("error: {error}"),
            };
            assert_eq!(shown, expected, "{url}");
        };
        check("mysql://h/d", "server at \"h\", port 3306");
        check("mysql+pymysql:///d", "server at \"localhost\", port 3306");
        check("mariadb://[::1]:7/d", "server at \"::1\", port 7");
        check(
            "mysql:///d?unix_socket=run/m.sock",
            "server on socket \"/project/run/m.sock\"",
        );
        check(
            "mysql+pymysql://h/d?port=x",
            "error: The value 'x' of the parameter 'port' makes no sense.",
        );
    }

    #[test]
    fn user_and_program_have_defaults() {
        let settings = settings("mysql://h").unwrap();
        assert_eq!(settings.user, "me");
        assert_eq!(settings.program_name, "limbeck");
        assert_eq!(settings.database, None);
        assert_eq!(settings.connect_timeout, Duration::from_secs(10));
    }

    #[test]
    fn sessions_begin_with_what_was_asked_for() {
        let setup = |query: &str| settings(&format!("mysql://h/d?{query}")).map(|s| s.setup);
        assert_eq!(
            setup("collation=utf8mb4_bin&sql_mode=ANSI&init_command=SET%20a%3D1").unwrap(),
            [
                "SET NAMES utf8mb4 COLLATE utf8mb4_bin",
                "SET sql_mode = 'ANSI'",
                "SET a=1"
            ]
        );
        assert!(setup("collation=a'b").is_err());
        assert!(setup("sql_mode=a'b").is_err());
    }

    #[test]
    fn tls_is_used_as_asked_for() {
        let check = |query: &str, mode, verification| {
            let settings = settings(&format!("mysql://h/d?{query}")).unwrap();
            assert_eq!(
                (settings.mode, settings.tls.verification),
                (mode, verification),
                "{query}"
            );
        };
        check("", Mode::Prefer, Verification::Nothing);
        check("ssl_disabled=true", Mode::Disable, Verification::Nothing);
        check("ssl=true", Mode::Require, Verification::Nothing);
        check("ssl_ca=/ca.pem", Mode::Require, Verification::ChainAndName);
        check(
            "ssl_ca=/ca.pem&ssl_check_hostname=false",
            Mode::Require,
            Verification::Chain,
        );
        check(
            "ssl_ca=/ca.pem&ssl_verify_cert=false",
            Mode::Require,
            Verification::Nothing,
        );
        check("ssl_verify_cert=1", Mode::Require, Verification::Chain);
        check(
            "ssl_verify_identity=1",
            Mode::Require,
            Verification::ChainAndName,
        );
        check("ssl_mode=VERIFY_CA", Mode::Require, Verification::Chain);
        check("ssl_mode=preferred", Mode::Prefer, Verification::Nothing);
        let check_error = |query: &str| assert!(settings(&format!("mysql://h/d?{query}")).is_err());
        check_error("ssl_mode=maybe");
        check_error("ssl_key=/k.pem");
        check_error("tls_versions=TLSv1.1");
        check_error("read_timeout=-1");
        check_error("client_flag=x");
    }
}
