//! [`Settings`]: the parameters of a connection, understood.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio_postgres::Config;
use tokio_postgres::config::{ChannelBinding, SslNegotiation};

use super::parameters::Parameters;
use super::passfile::{self, Answer, Key};
use super::tls::{self, Tls};
use crate::parameters::bad_value;
use crate::{DatabaseError, Environment};

const DEFAULT_PORT: u16 = 5432;

/// The folders where servers are known to put their sockets.
const SOCKET_FOLDERS: &[&str] = &["/var/run/postgresql", "/run/postgresql", "/tmp"];

/// Where and how to connect.
#[derive(Clone)]
pub(super) struct Settings {
    /// The servers to try, in this order.
    pub(super) hosts: Vec<Host>,
    /// Try them in another order every time.
    pub(super) shuffle: bool,
    /// The session that is wanted.
    pub(super) session: TargetSession,
    /// How TLS is used.
    pub(super) tls: Tls,
    /// How long an attempt may take.
    pub(super) timeout: Option<Duration>,
    /// Everything that is the same for all servers.
    pub(super) config: Config,
}

/// A server to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Host {
    pub(super) place: Place,
    pub(super) port: u16,
    /// The password for it.
    pub(super) password: Option<String>,
    /// Why the password file was not read, if it was not.
    pub(super) note: Option<String>,
}

/// Where a server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A host, and its address if that is not to be looked up.
    Tcp {
        name: String,
        address: Option<IpAddr>,
    },
    /// The folder of a socket.
    Socket(PathBuf),
}

/// `target_session_attrs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TargetSession {
    Any,
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,
    PreferStandby,
}

impl Settings {
    pub(super) fn new(
        parameters: &Parameters,
        environment: &Environment,
    ) -> Result<Self, DatabaseError> {
        match parameters.get("gssencmode") {
            None | Some("disable" | "prefer") => {}
            Some(value) => return Err(not_supported("gssencmode", value)),
        }
        let mut config = Config::new();
        let user = parameters
            .get("user")
            .or(environment.user.as_deref())
            .ok_or_else(|| DatabaseError::Url {
                message: "The database URL names no user, and neither does the system.".to_owned(),
                help: Some("Put the user into the URL or PGUSER.".to_owned()),
            })?;
        let database = parameters.get("dbname").unwrap_or(user);
        config.user(user).dbname(database);
        let name = parameters
            .get("application_name")
            .or(parameters.get("fallback_application_name"))
            .unwrap_or("limbeck");
        config.application_name(name);
        if let Some(options) = session_options(parameters)? {
            config.options(options);
        }
        keep_alive(parameters, &mut config)?;
        match parameters.get("channel_binding") {
            None | Some("prefer") => &mut config,
            Some("disable") => config.channel_binding(ChannelBinding::Disable),
            Some("require") => config.channel_binding(ChannelBinding::Require),
            Some(value) => return Err(not_supported("channel_binding", value)),
        };
        let direct = match parameters.get("sslnegotiation") {
            None | Some("postgres") => flag(parameters, "direct_tls")?.unwrap_or(false),
            Some("direct") => true,
            Some(value) => return Err(not_supported("sslnegotiation", value)),
        };
        if direct {
            config.ssl_negotiation(SslNegotiation::Direct);
        }
        let timeout = seconds(parameters, "connect_timeout")?.filter(|timeout| !timeout.is_zero());
        let shuffle = match parameters.get("load_balance_hosts") {
            None | Some("disable") => false,
            Some("random") => true,
            Some(value) => return Err(not_supported("load_balance_hosts", value)),
        };
        let session = match parameters.get("target_session_attrs") {
            None | Some("any") => TargetSession::Any,
            Some("read-write") => TargetSession::ReadWrite,
            Some("read-only") => TargetSession::ReadOnly,
            Some("primary") => TargetSession::Primary,
            Some("standby") => TargetSession::Standby,
            Some("prefer-standby") => TargetSession::PreferStandby,
            Some(value) => return Err(not_supported("target_session_attrs", value)),
        };
        let mut hosts = hosts(parameters)?;
        for host in &mut hosts {
            host.find_password(parameters, environment, user, database);
        }
        Ok(Self {
            tls: tls::settings(parameters, environment)?,
            hosts,
            shuffle,
            session,
            timeout,
            config,
        })
    }
}

impl Host {
    fn find_password(
        &mut self,
        parameters: &Parameters,
        environment: &Environment,
        user: &str,
        database: &str,
    ) {
        if let Some(password) = parameters.get("password") {
            self.password = Some(password.to_owned());
            return;
        }
        let file = match parameters.get("passfile") {
            Some(file) => Some(environment.path(file)),
            None => passfile::default_file(environment.home.clone()),
        };
        let Some(file) = file else { return };
        let socket;
        let (host, is_socket) = match &self.place {
            Place::Tcp { name, .. } => (name.as_str(), false),
            Place::Socket(folder) => {
                socket = folder.display().to_string();
                (socket.as_str(), true)
            }
        };
        let key = Key {
            host,
            is_socket,
            port: self.port,
            database,
            user,
        };
        match passfile::look_up(&file, &key) {
            Answer::Password(password) => self.password = Some(password),
            Answer::TooOpen(note) => self.note = Some(note),
            Answer::Nothing => {}
        }
    }
}

/// The servers to try: `host` and `hostaddr` with as many `port`s, or a single one.
fn hosts(parameters: &Parameters) -> Result<Vec<Host>, DatabaseError> {
    let list = |name| -> Vec<&str> {
        parameters
            .get(name)
            .map(|value| value.split(',').map(str::trim).collect())
            .unwrap_or_default()
    };
    let names = list("host");
    let addresses = list("hostaddr");
    let ports = list("port");
    let count = names.len().max(addresses.len()).max(1);
    let fits = |length: usize| length == 0 || length == count;
    if !fits(names.len()) || !fits(addresses.len()) || !(fits(ports.len()) || ports.len() == 1) {
        return Err(DatabaseError::Url {
            message: "number of hosts and ports don't match".to_owned(),
            help: Some("Give one port for all hosts, or one for each.".to_owned()),
        });
    }
    (0..count)
        .map(|index| {
            let port = match ports.get(index).or(ports.first()).copied() {
                None | Some("") => DEFAULT_PORT,
                Some(port) => port.parse().map_err(|_| bad_value("port", port))?,
            };
            let address = match addresses.get(index).copied() {
                None | Some("") => None,
                Some(address) => Some(
                    address
                        .parse::<IpAddr>()
                        .map_err(|_| bad_value("hostaddr", address))?,
                ),
            };
            let place = match (names.get(index).copied(), address) {
                (Some(folder), _) if folder.starts_with(['/', '@']) => {
                    Place::Socket(PathBuf::from(folder))
                }
                (None | Some(""), Some(address)) => Place::Tcp {
                    name: address.to_string(),
                    address: Some(address),
                },
                (None | Some(""), None) => default_place(port),
                (Some(name), address) => Place::Tcp {
                    name: name.to_owned(),
                    address,
                },
            };
            Ok(Host {
                place,
                port,
                password: None,
                note: None,
            })
        })
        .collect()
}

/// The local server: by its socket if there is one.
fn default_place(port: u16) -> Place {
    SOCKET_FOLDERS
        .iter()
        .map(Path::new)
        .find(|folder| cfg!(unix) && folder.join(format!(".s.PGSQL.{port}")).exists())
        .map_or_else(
            || Place::Tcp {
                name: "localhost".to_owned(),
                address: None,
            },
            |folder| Place::Socket(folder.to_owned()),
        )
}

/// `options`, and a `-c` for every setting of the session.
fn session_options(parameters: &Parameters) -> Result<Option<String>, DatabaseError> {
    let mut options: Vec<String> = parameters
        .get("options")
        .map(str::to_owned)
        .into_iter()
        .collect();
    let mut set = |name: &str, value: &str| {
        let escaped = value.replace('\\', "\\\\").replace(' ', "\\ ");
        options.push(format!("-c {name}={escaped}"));
    };
    for (name, value) in &parameters.session {
        set(name, value);
    }
    if let Some(timeout) = seconds(parameters, "command_timeout")? {
        set("statement_timeout", &timeout.as_millis().to_string());
    }
    Ok((!options.is_empty()).then(|| options.join(" ")))
}

fn keep_alive(parameters: &Parameters, config: &mut Config) -> Result<(), DatabaseError> {
    if let Some(keepalives) = flag(parameters, "keepalives")? {
        config.keepalives(keepalives);
    }
    // Zero is the system's default.
    let positive = |name| Ok(seconds(parameters, name)?.filter(|value| !value.is_zero()));
    if let Some(idle) = positive("keepalives_idle")? {
        config.keepalives_idle(idle);
    }
    if let Some(interval) = positive("keepalives_interval")? {
        config.keepalives_interval(interval);
    }
    if let Some(count) = number::<u32>(parameters, "keepalives_count")?.filter(|count| *count > 0) {
        config.keepalives_retries(count);
    }
    let milliseconds = number::<u64>(parameters, "tcp_user_timeout")?;
    if let Some(milliseconds) = milliseconds.filter(|timeout| *timeout > 0) {
        config.tcp_user_timeout(Duration::from_millis(milliseconds));
    }
    Ok(())
}

/// A switch: `1` and `0`, or what the drivers take beside that.
pub(super) fn flag(parameters: &Parameters, name: &str) -> Result<Option<bool>, DatabaseError> {
    match parameters.get(name) {
        None => Ok(None),
        Some("1" | "true" | "True" | "on" | "yes") => Ok(Some(true)),
        Some("0" | "false" | "False" | "off" | "no") => Ok(Some(false)),
        Some(value) => Err(bad_value(name, value)),
    }
}

fn number<T: std::str::FromStr>(
    parameters: &Parameters,
    name: &str,
) -> Result<Option<T>, DatabaseError> {
    parameters
        .get(name)
        .map(|value| value.trim().parse().map_err(|_| bad_value(name, value)))
        .transpose()
}

fn seconds(parameters: &Parameters, name: &str) -> Result<Option<Duration>, DatabaseError> {
    match number::<f64>(parameters, name)? {
        None => Ok(None),
        // As in libpq, a negative time is no limit.
        Some(seconds) => Ok(Some(
            Duration::try_from_secs_f64(seconds.max(0.0))
                .map_err(|_| bad_value(name, &seconds.to_string()))?,
        )),
    }
}

/// The error for a value that exists, or does not, but is not to be had here.
pub(super) fn not_supported(name: &str, value: &str) -> DatabaseError {
    DatabaseError::Url {
        message: format!("The value '{value}' of the parameter '{name}' is not supported."),
        help: Some("Correct or remove it.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Url;

    fn settings(url: &str) -> Result<Settings, DatabaseError> {
        let environment = Environment {
            user: Some("me".into()),
            ..Environment::default()
        };
        let parameters = Parameters::gather(&Url::parse(url)?, &[], &environment)?;
        Settings::new(&parameters, &environment)
    }

    fn check_hosts(url: &str, expected: &str) {
        let shown = match settings(url) {
            Ok(settings) => settings
                .hosts
                .iter()
                .map(|host| match &host.place {
                    Place::Tcp { name, address } => {
                        let address = address.map(|a| format!("({a})")).unwrap_or_default();
                        format!("{name}{address}:{}", host.port)
                    }
                    Place::Socket(folder) => format!("{}:{}", folder.display(), host.port),
                })
                .collect::<Vec<_>>()
                .join(" "),
            Err(error) => format!("error: {error}"),
        };
        assert_eq!(shown, expected, "{url}");
    }

    #[test]
    fn hosts_and_ports() {
        check_hosts("postgresql://h/d", "h:5432");
        check_hosts("postgresql:///d?host=a,b&port=1,2", "a:1 b:2");
        check_hosts("postgresql:///d?host=a,b&port=7", "a:7 b:7");
        check_hosts("postgresql:///d?host=a:1&host=b", "a:1 b:5432");
        check_hosts("postgresql:///d?host=/run/x&port=7", "/run/x:7");
        check_hosts("postgresql://%2Frun%2Fx/d", "%2Frun%2Fx:5432");
        check_hosts("postgresql://h/d?hostaddr=10.0.0.1", "h(10.0.0.1):5432");
        check_hosts(
            "postgresql:///d?hostaddr=10.0.0.1",
            "10.0.0.1(10.0.0.1):5432",
        );
        check_hosts(
            "postgresql:///d?host=a,b,c&port=1,2",
            "error: number of hosts and ports don't match",
        );
        check_hosts(
            "postgresql:///d?host=a&port=x",
            "error: The value 'x' of the parameter 'port' makes no sense.",
        );
    }

    #[test]
    fn user_and_database_have_defaults() {
        let settings = settings("postgresql://h").unwrap();
        assert_eq!(settings.config.get_user(), Some("me"));
        assert_eq!(settings.config.get_dbname(), Some("me"));
        assert_eq!(settings.config.get_application_name(), Some("limbeck"));
    }

    #[test]
    fn settings_of_the_session_are_options() {
        let settings = settings("postgresql://h/d?options=-c%20a%3Db&command_timeout=1.5").unwrap();
        assert_eq!(
            settings.config.get_options(),
            Some("-c a=b -c statement_timeout=1500")
        );
    }

    #[test]
    fn values_are_checked() {
        let check = |query: &str, expected: &str| {
            let error = settings(&format!("postgresql://h/d?{query}")).err();
            assert_eq!(
                error.map(|error| error.to_string()).as_deref(),
                Some(expected),
                "{query}"
            );
        };
        check(
            "gssencmode=require",
            "The value 'require' of the parameter 'gssencmode' is not supported.",
        );
        check(
            "target_session_attrs=x",
            "The value 'x' of the parameter 'target_session_attrs' is not supported.",
        );
        check(
            "connect_timeout=soon",
            "The value 'soon' of the parameter 'connect_timeout' makes no sense.",
        );
        check(
            "keepalives=maybe",
            "The value 'maybe' of the parameter 'keepalives' makes no sense.",
        );
        assert!(
            settings("postgresql://h/d?connect_timeout=-1")
                .unwrap()
                .timeout
                .is_none()
        );
    }
}
