//! Finding a server that takes us.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::config::SslMode;
use tokio_postgres::error::SqlState;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{
    AsyncMessage, Client, Config, Connection as Link, Error, NoTls, SimpleQueryMessage, Socket,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::connection::{Opened, PostgresqlConnection, Shared};
use super::error::{connect_error, is_tls, reason};
use super::settings::{Host, Place, Settings, TargetSession};
use super::tls::Mode;
use crate::{Connection, DatabaseError, Notice};

/// Tells whether the server may be written to.
const SERVER_STATE: &str = "SELECT pg_catalog.pg_is_in_recovery(), \
                            pg_catalog.current_setting('transaction_read_only')";

/// Connects to the first server that is there, takes us, and is what we want.
pub(super) fn connect(settings: &Settings) -> Result<Box<dyn Connection>, DatabaseError> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| DatabaseError::Connection {
            message: format!("The system gives no means to connect: {error}."),
            help: None,
        })?;
    let tls = match settings.tls.mode {
        Mode::Disable => None,
        Mode::Allow | Mode::Prefer | Mode::Require => Some(settings.tls.connector()?),
    };
    let mut hosts: Vec<&Host> = settings.hosts.iter().collect();
    if settings.shuffle {
        shuffle(&mut hosts);
    }
    let passes: &[TargetSession] = match settings.session {
        TargetSession::PreferStandby => &[TargetSession::Standby, TargetSession::Any],
        TargetSession::Any
        | TargetSession::ReadWrite
        | TargetSession::ReadOnly
        | TargetSession::Primary
        | TargetSession::Standby => std::slice::from_ref(&settings.session),
    };
    let mut failures = Vec::new();
    for &wanted in passes {
        failures.clear();
        for host in &hosts {
            match attempt(&runtime, settings, host, tls.as_ref(), wanted) {
                Ok(opened) => {
                    return Ok(Box::new(PostgresqlConnection::new(runtime, opened, tls)));
                }
                Err(error) => failures.push(error),
            }
        }
    }
    Err(join(failures))
}

/// The failures of several hosts as one.
fn join(failures: Vec<DatabaseError>) -> DatabaseError {
    let mut messages = Vec::new();
    let mut last_help = None;
    for failure in failures {
        match failure {
            DatabaseError::Connection { message, help } => {
                messages.push(message);
                last_help = help.or(last_help);
            }
            other => messages.push(other.to_string()),
        }
    }
    DatabaseError::Connection {
        message: messages.join("\n"),
        help: last_help,
    }
}

/// Puts hosts into an order that differs from run to run; it need not be a good shuffle.
fn shuffle(hosts: &mut [&Host]) {
    let seed = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |now| now.subsec_micros());
    if let Ok(seed) = usize::try_from(seed)
        && !hosts.is_empty()
    {
        let length = hosts.len();
        hosts.rotate_left(seed % length);
    }
}

fn attempt(
    runtime: &Runtime,
    settings: &Settings,
    host: &Host,
    tls: Option<&MakeRustlsConnect>,
    wanted: TargetSession,
) -> Result<Opened, DatabaseError> {
    let mut config = settings.config.clone();
    config.port(host.port);
    if let Some(password) = &host.password {
        config.password(password);
    }
    let place = match &host.place {
        Place::Tcp { name, address } => {
            config.host(name);
            if let Some(address) = address {
                config.hostaddr(*address);
            }
            format!("server at \"{name}\", port {}", host.port)
        }
        Place::Socket(folder) => {
            config.host_path(folder);
            let socket = folder.join(format!(".s.PGSQL.{}", host.port));
            format!("server on socket \"{}\"", socket.display())
        }
    };
    let is_socket = matches!(host.place, Place::Socket(_));
    let (first, second) = match settings.tls.mode {
        _ if is_socket => (SslMode::Disable, None),
        Mode::Disable => (SslMode::Disable, None),
        Mode::Allow => (SslMode::Disable, Some(SslMode::Require)),
        Mode::Prefer => (SslMode::Prefer, Some(SslMode::Disable)),
        Mode::Require => (SslMode::Require, None),
    };
    let try_with = |mode| open(runtime, &config, mode, tls, settings.timeout);
    let opened = match (try_with(first), second) {
        (Err(Failure::Refused(error)), Some(second)) if may_differ(&error) => {
            // If this does not work either, the first answer is the better one.
            try_with(second).map_err(|_| Failure::Refused(error))
        }
        (opened, _) => opened,
    };
    let opened = opened.map_err(|failure| match failure {
        Failure::Refused(error) => connect_error(&place, &error, host.note.as_deref()),
        Failure::TimedOut(timeout) => DatabaseError::Connection {
            message: format!(
                "The connection to the {place} failed: timeout of {} s expired.",
                timeout.as_secs_f64()
            ),
            help: Some(
                "Check that the server can be reached, or raise connect_timeout.".to_owned(),
            ),
        },
    })?;
    if wanted == TargetSession::Any {
        return Ok(opened);
    }
    match check_session(runtime, &opened.client, wanted) {
        Ok(true) => Ok(opened),
        Ok(false) => Err(DatabaseError::Connection {
            message: format!(
                "The {place} is not what target_session_attrs asks for: session is not {}.",
                match wanted {
                    TargetSession::ReadWrite => "read-write",
                    TargetSession::ReadOnly => "read-only",
                    TargetSession::Primary => "on a primary",
                    TargetSession::Standby | TargetSession::PreferStandby | TargetSession::Any =>
                        "on a standby",
                }
            ),
            help: Some("Name the server that is, or change target_session_attrs.".to_owned()),
        }),
        Err(error) => Err(connect_error(&place, &error, None)),
    }
}

/// Whether an attempt with TLS, or without it, may end differently.
fn may_differ(error: &Error) -> bool {
    is_tls(error) || error.code() == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
}

enum Failure {
    Refused(Error),
    TimedOut(Duration),
}

fn open(
    runtime: &Runtime,
    config: &Config,
    mode: SslMode,
    tls: Option<&MakeRustlsConnect>,
    timeout: Option<Duration>,
) -> Result<Opened, Failure> {
    let mut config = config.clone();
    config.ssl_mode(mode);
    runtime.block_on(async {
        let opening = async {
            match tls {
                Some(tls) if mode != SslMode::Disable => open_with(&config, tls.clone()).await,
                Some(_) | None => open_with(&config, NoTls).await,
            }
        };
        match timeout {
            None => opening.await.map_err(Failure::Refused),
            Some(timeout) => match tokio::time::timeout(timeout, opening).await {
                Ok(opened) => opened.map_err(Failure::Refused),
                Err(_) => Err(Failure::TimedOut(timeout)),
            },
        }
    })
}

async fn open_with<T>(config: &Config, tls: T) -> Result<Opened, Error>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
{
    let (client, link) = config.connect(tls).await?;
    let server_version = parse_version(link.parameter("server_version").unwrap_or_default());
    let is_iso = link
        .parameter("DateStyle")
        .is_none_or(|style| style.starts_with("ISO"));
    let shared = Arc::new(Shared::default());
    let task = tokio::spawn(drive(link, Arc::clone(&shared)));
    if !is_iso {
        // As psycopg2 does: dates are to be read in one form.
        client.batch_execute("SET datestyle TO 'ISO'").await?;
    }
    Ok(Opened {
        client,
        task,
        shared,
        server_version,
    })
}

/// Moves messages until the connection is closed.
async fn drive<T>(mut link: Link<Socket, T>, shared: Arc<Shared>)
where
    T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    loop {
        match poll_fn(|cx| link.poll_message(cx)).await {
            Some(Ok(AsyncMessage::Notice(notice))) => {
                // Whoever waits for the answer before it is to see that first.
                tokio::task::yield_now().await;
                lock(&shared.notices).push(Notice {
                    severity: notice.severity().to_owned(),
                    message: notice.message().to_owned(),
                });
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => {
                let text = match error.as_db_error() {
                    Some(error) => error.message().to_owned(),
                    None => reason(&error),
                };
                *lock(&shared.lost) = Some(text);
                return;
            }
            None => return,
        }
    }
}

/// A lock whose holder does nothing that could panic.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn check_session(runtime: &Runtime, client: &Client, wanted: TargetSession) -> Result<bool, Error> {
    let messages = runtime.block_on(client.simple_query(SERVER_STATE))?;
    let (mut in_recovery, mut read_only) = (false, false);
    for message in &messages {
        if let SimpleQueryMessage::Row(row) = message {
            in_recovery = row.try_get(0)? == Some("t");
            read_only = row.try_get(1)? == Some("on");
        }
    }
    Ok(match wanted {
        TargetSession::Any | TargetSession::PreferStandby => true,
        TargetSession::ReadWrite => !in_recovery && !read_only,
        TargetSession::ReadOnly => in_recovery || read_only,
        TargetSession::Primary => !in_recovery,
        TargetSession::Standby => in_recovery,
    })
}

/// The numbers at the start of `15.4 (Debian ...)`, `9.6.24` or `17beta1`.
fn parse_version(text: &str) -> (u32, u32, u32) {
    let mut numbers = text
        .split(|c: char| !c.is_ascii_digit())
        .map(|digits| digits.parse().unwrap_or_default());
    let mut next = || numbers.next().unwrap_or_default();
    let major = next();
    if text
        .trim_start_matches(|c: char| c.is_ascii_digit())
        .starts_with('.')
    {
        let minor = next();
        let patch = if major < 10 { next() } else { 0 };
        (major, minor, patch)
    } else {
        (major, 0, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        let check = |text, expected| assert_eq!(parse_version(text), expected, "{text}");
        check("15.4 (Debian 15.4-1.pgdg120+1)", (15, 4, 0));
        check("9.6.24", (9, 6, 24));
        check("17beta1", (17, 0, 0));
        check("", (0, 0, 0));
    }
}
