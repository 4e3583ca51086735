//! Connecting: the stream, TLS, the handshake.

use std::collections::HashMap;
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

use mysql_common::collations::CollationId;
use mysql_common::constants::{CapabilityFlags, Command, StatusFlags};
use mysql_common::io::ParseBuf;
use mysql_common::packets::{AuthPlugin, HandshakePacket, HandshakeResponse, SslRequest};
use rustls::pki_types::ServerName;

use super::authentication::{self, Credentials, Proof, Refusal};
use super::error::{TLS_HELP, connect_error, unreachable};
use super::settings::{Mode, Place, Settings};
use super::wire::{MOST_BYTES, Stream, Wire, WireError};
use crate::DatabaseError;

/// What every connection asks for.
const CAPABILITIES: CapabilityFlags = CapabilityFlags::CLIENT_PROTOCOL_41
    .union(CapabilityFlags::CLIENT_LONG_PASSWORD)
    .union(CapabilityFlags::CLIENT_LONG_FLAG)
    .union(CapabilityFlags::CLIENT_TRANSACTIONS)
    .union(CapabilityFlags::CLIENT_SECURE_CONNECTION)
    .union(CapabilityFlags::CLIENT_PLUGIN_AUTH)
    .union(CapabilityFlags::CLIENT_PLUGIN_AUTH_LENENC_CLIENT_DATA)
    .union(CapabilityFlags::CLIENT_CONNECT_ATTRS)
    .union(CapabilityFlags::CLIENT_MULTI_STATEMENTS)
    .union(CapabilityFlags::CLIENT_MULTI_RESULTS)
    // An UPDATE counts the rows that it finds, not only those that it changes: SQLAlchemy counts on
    // that, and so does the check of the version table.
    .union(CapabilityFlags::CLIENT_FOUND_ROWS);

/// What `client_flag` may add.
const OPTIONAL: CapabilityFlags =
    CapabilityFlags::CLIENT_IGNORE_SPACE.union(CapabilityFlags::CLIENT_INTERACTIVE);

/// A session that was just opened.
pub(super) struct Opened {
    pub(super) wire: Wire,
    pub(super) connection_id: u32,
    /// The server's version in its own words.
    pub(super) server_version_text: String,
}

/// Why an attempt failed.
enum Failure {
    /// TLS could not be agreed on.
    Tls(String),
    /// A file for TLS cannot be used.
    Settings(DatabaseError),
    Refused(Refusal),
}

impl From<WireError> for Failure {
    fn from(error: WireError) -> Self {
        Failure::Refused(Refusal::Wire(error))
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Failure::Refused(refusal)
    }
}

/// Opens a session; the statements of [`Settings::setup`] are still to be run.
pub(super) fn connect(settings: &Settings) -> Result<Opened, DatabaseError> {
    let opened = match settings.mode {
        Mode::Prefer => match open(settings, settings.mode) {
            Err(Failure::Tls(_)) => open(settings, Mode::Disable),
            opened => opened,
        },
        Mode::Disable | Mode::Require => open(settings, settings.mode),
    };
    let place = settings.place_in_words();
    opened.map_err(|failure| match failure {
        Failure::Settings(error) => error,
        Failure::Tls(reason) => unreachable(&place, &reason, TLS_HELP),
        Failure::Refused(Refusal::Wire(error)) => connect_error(&place, error),
        Failure::Refused(Refusal::Method(reason)) => unreachable(
            &place,
            &reason,
            "Let the user log in with mysql_native_password or caching_sha2_password, or connect \
             with TLS.",
        ),
    })
}

fn open(settings: &Settings, mode: Mode) -> Result<Opened, Failure> {
    let deadline = Instant::now() + settings.connect_timeout;
    let stream = open_stream(&settings.place, deadline)?;
    let left = Some(remaining(deadline));
    stream.set_timeouts(left, left).map_err(WireError::from)?;
    let mut wire = Wire::new(stream);
    let packet = wire.read()?;
    let greeting: HandshakePacket<'_> = ParseBuf(&packet)
        .parse(())
        .map_err(|_| WireError::unexpected())?;
    let offered = greeting.capabilities();
    if greeting.protocol_version() != 10 || !offered.contains(CapabilityFlags::CLIENT_PROTOCOL_41) {
        return Err(WireError::Lost("it is too old a server for limbeck".to_owned()).into());
    }
    let extra = CapabilityFlags::from_bits_truncate(settings.client_flag) & OPTIONAL;
    let mut capabilities = (CAPABILITIES | extra) & offered;
    let use_tls = match mode {
        _ if settings.is_local() => false,
        Mode::Disable => false,
        Mode::Prefer => offered.contains(CapabilityFlags::CLIENT_SSL),
        Mode::Require if offered.contains(CapabilityFlags::CLIENT_SSL) => true,
        Mode::Require => {
            return Err(Failure::Tls(
                "the server does not support TLS, but it was asked for".to_owned(),
            ));
        }
    };
    if use_tls {
        capabilities |= CapabilityFlags::CLIENT_SSL;
        wire.write_struct(&SslRequest::new(
            capabilities,
            packet_size(),
            // Every server since 5.5 knows it.
            CollationId::UTF8MB4_GENERAL_CI as u8,
        ))?;
        wire = start_tls(wire, settings)?;
    }
    wire.capabilities = capabilities;
    let credentials = Credentials {
        password: settings.password.as_bytes().to_vec(),
        scramble: greeting.nonce(),
        is_local: settings.is_local(),
        is_encrypted: use_tls,
        server_key: settings
            .server_key
            .as_ref()
            .map(|key| key.as_bytes().to_vec()),
    };
    let plugin = match greeting.auth_plugin() {
        Some(AuthPlugin::CachingSha2Password) => AuthPlugin::CachingSha2Password,
        // Whatever else the server prefers, it asks for it again once it knows who we are.
        Some(_) | None => AuthPlugin::MysqlNativePassword,
    };
    let mut proof = Proof::new(&plugin, &credentials)?;
    let first = proof.answer(&credentials, &credentials.scramble)?;
    wire.write_struct(&HandshakeResponse::new(
        first,
        (8, 0, 0),
        Some(settings.user.as_bytes()),
        settings.database.as_deref().map(str::as_bytes),
        Some(plugin.borrow()),
        capabilities,
        Some(attributes(settings)),
        packet_size(),
    ))?;
    authentication::finish(&mut wire, proof, &credentials)?;
    if !wire.status.contains(StatusFlags::SERVER_STATUS_AUTOCOMMIT) {
        // Whoever wants a transaction says so.
        wire.command(Command::COM_QUERY, b"SET autocommit = 1")?;
        wire.read_answer(false)?;
    }
    wire.stream()
        .set_timeouts(settings.read_timeout, settings.write_timeout)
        .map_err(WireError::from)?;
    Ok(Opened {
        wire,
        connection_id: greeting.connection_id(),
        server_version_text: greeting.server_version_str().into_owned(),
    })
}

fn packet_size() -> u32 {
    u32::try_from(MOST_BYTES).unwrap_or(u32::MAX)
}

/// What the server shows of its clients (`performance_schema.session_connect_attrs`).
fn attributes(settings: &Settings) -> HashMap<String, String> {
    [
        ("_client_name", "limbeck".to_owned()),
        ("_client_version", env!("CARGO_PKG_VERSION").to_owned()),
        ("_pid", std::process::id().to_string()),
        ("program_name", settings.program_name.clone()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

fn open_stream(place: &Place, deadline: Instant) -> Result<Stream, WireError> {
    match place {
        Place::Tcp { host, port } => {
            let mut failure = WireError::Lost("the host has no address".to_owned());
            for address in (host.as_str(), *port).to_socket_addrs()? {
                match TcpStream::connect_timeout(&address, remaining(deadline)) {
                    Ok(stream) => {
                        stream.set_nodelay(true)?;
                        return Ok(Stream::Tcp(stream));
                    }
                    Err(error) => failure = error.into(),
                }
            }
            Err(failure)
        }
        #[cfg(unix)]
        Place::Socket(path) => Ok(Stream::Socket(std::os::unix::net::UnixStream::connect(
            path,
        )?)),
        #[cfg(not(unix))]
        Place::Socket(_) => Err(WireError::Lost(
            "this system has no local sockets".to_owned(),
        )),
    }
}

/// What is left of the time; a timeout of zero would mean none.
fn remaining(deadline: Instant) -> Duration {
    deadline
        .saturating_duration_since(Instant::now())
        .max(Duration::from_millis(1))
}

/// Goes on with TLS.
fn start_tls(wire: Wire, settings: &Settings) -> Result<Wire, Failure> {
    let config = settings.tls.client_config(&[]).map_err(Failure::Settings)?;
    let name = match &settings.place {
        Place::Tcp { host, .. } => ServerName::try_from(host.clone())
            .map_err(|_| Failure::Tls(format!("'{host}' is no name that TLS can check")))?,
        Place::Socket(_) => return Ok(wire),
    };
    wire.replace_stream(|stream| match stream {
        Stream::Tcp(mut socket) => {
            let mut session = rustls::ClientConnection::new(Arc::new(config), name)
                .map_err(|error| Failure::Tls(error.to_string()))?;
            while session.is_handshaking() {
                session
                    .complete_io(&mut socket)
                    .map_err(|error| Failure::Tls(error.to_string()))?;
            }
            Ok(Stream::Tls(Box::new(rustls::StreamOwned::new(
                session, socket,
            ))))
        }
        other => Ok(other),
    })
}

/// The numbers at the start of `8.0.36` or `5.5.5-10.11.6-MariaDB-log`.
pub(super) fn parse_version(text: &str) -> (u32, u32, u32) {
    // Older MariaDB servers pretend to be an old MySQL, for replication's sake.
    let text = match text.strip_prefix("5.5.5-") {
        Some(rest) if rest.contains("MariaDB") => rest,
        Some(_) | None => text,
    };
    let mut numbers = text
        .split(|c: char| !c.is_ascii_digit())
        .map(|digits| digits.parse().unwrap_or_default());
    let mut next = || numbers.next().unwrap_or_default();
    (next(), next(), next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        let check = |text, expected| assert_eq!(parse_version(text), expected, "{text}");
        check("8.0.36", (8, 0, 36));
        check("5.7.44-log", (5, 7, 44));
        check("5.5.5-10.11.6-MariaDB-0+deb12u1", (10, 11, 6));
        check("11.4.2-MariaDB", (11, 4, 2));
        check("", (0, 0, 0));
    }
}
