//! TLS of the MySQL driver, with a server in front of the test server that speaks it.

mod pki;

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use limbeck_database::{DatabaseError, Engine, Environment, Url, Value};
use limbeck_test_support::MysqlDatabase;
use pki::{Identity, Pki};
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

/// The bit of the second byte of the capabilities that stands for TLS.
const SSL: u8 = 0x08;

/// Takes connections, with TLS if the client wants it, and hands them on to the test server.
struct Front {
    port: u16,
    /// How many connections were encrypted.
    encrypted: Arc<AtomicUsize>,
}

impl Front {
    /// `server` is the certificate to show; without one there is no TLS.
    fn start(server: Option<&Identity>, clients: Option<&Identity>, backend: &Url) -> Self {
        let config = server.map(|server| Arc::new(config(server, clients)));
        let backend = (
            backend.host.clone().unwrap_or_else(|| "127.0.0.1".into()),
            backend.port.unwrap_or(3306),
        );
        let listener = TcpListener::bind("localhost:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let encrypted = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&encrypted);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (config, count, backend) = (config.clone(), count.clone(), backend.clone());
                std::thread::spawn(move || {
                    let server = TcpStream::connect(backend).unwrap();
                    // A client that goes away ends the conversation.
                    let _ = introduce(client, server, config, &count);
                });
            }
        });
        Self { port, encrypted }
    }

    fn encrypted(&self) -> usize {
        self.encrypted.load(Ordering::SeqCst)
    }
}

fn config(server: &Identity, clients: Option<&Identity>) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.der.clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                .build()
                .unwrap();
            builder.with_client_cert_verifier(verifier)
        }
    };
    let key = PrivateKeyDer::try_from(server.key.serialize_der()).unwrap();
    builder
        .with_single_cert(vec![server.der.clone()], key)
        .unwrap()
}

/// A packet: its number and what is in it.
fn read_packet(stream: &mut impl Read) -> std::io::Result<(u8, Vec<u8>)> {
    let mut header = [0; 4];
    stream.read_exact(&mut header)?;
    let length = u32::from_le_bytes([header[0], header[1], header[2], 0]);
    let mut payload = vec![0; length as usize];
    stream.read_exact(&mut payload)?;
    Ok((header[3], payload))
}

fn write_packet(stream: &mut impl Write, number: u8, payload: &[u8]) -> std::io::Result<()> {
    let length = u32::try_from(payload.len()).unwrap().to_le_bytes();
    stream.write_all(&[length[0], length[1], length[2], number])?;
    stream.write_all(payload)?;
    stream.flush()
}

/// Lets the client log in, telling it of TLS that the server behind does not know of.
fn introduce(
    mut client: TcpStream,
    mut server: TcpStream,
    config: Option<Arc<ServerConfig>>,
    encrypted: &AtomicUsize,
) -> std::io::Result<()> {
    let (number, mut greeting) = read_packet(&mut server)?;
    let version = greeting.iter().position(|byte| *byte == 0).unwrap();
    // The connection's id, eight bytes of the scramble and a filler come before.
    let capabilities = version + 1 + 4 + 8 + 1;
    if config.is_some() {
        greeting[capabilities + 1] |= SSL;
    } else {
        greeting[capabilities + 1] &= !SSL;
    }
    write_packet(&mut client, number, &greeting)?;
    let (number, request) = read_packet(&mut client)?;
    let (Some(config), 32) = (config, request.len()) else {
        write_packet(&mut server, number, &request)?;
        return relay(client, server);
    };
    let session = ServerConnection::new(config).unwrap();
    let mut client = StreamOwned::new(session, client);
    let (number, mut response) = read_packet(&mut client)?;
    encrypted.fetch_add(1, Ordering::SeqCst);
    // To the server behind there was no request for TLS.
    response[1] &= !SSL;
    write_packet(&mut server, number - 1, &response)?;
    loop {
        let (number, answer) = read_packet(&mut server)?;
        write_packet(&mut client, number + 1, &answer)?;
        if matches!(answer.first(), Some(0x00 | 0xff)) {
            client
                .sock
                .set_read_timeout(Some(Duration::from_millis(2)))?;
            return relay(client, server);
        }
        let (number, proof) = read_packet(&mut client)?;
        write_packet(&mut server, number - 1, &proof)?;
    }
}

trait Side: Read + Write {
    fn be_impatient(&self) -> std::io::Result<()>;
}

impl Side for TcpStream {
    fn be_impatient(&self) -> std::io::Result<()> {
        self.set_read_timeout(Some(Duration::from_millis(2)))
    }
}

impl Side for StreamOwned<ServerConnection, TcpStream> {
    fn be_impatient(&self) -> std::io::Result<()> {
        self.sock.be_impatient()
    }
}

/// Hands bytes on until one side is through.
fn relay(mut client: impl Side, mut server: impl Side) -> std::io::Result<()> {
    client.be_impatient()?;
    server.be_impatient()?;
    let mut buffer = [0; 16 * 1024];
    let mut hand_on = |from: &mut dyn Read, to: &mut dyn Write| match from.read(&mut buffer) {
        Ok(0) => Ok(false),
        Ok(length) => to
            .write_all(&buffer[..length])
            .and_then(|()| to.flush())
            .map(|()| true),
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
            Ok(true)
        }
        Err(error) => Err(error),
    };
    while hand_on(&mut client, &mut server)? && hand_on(&mut server, &mut client)? {}
    Ok(())
}

/// Connects through a front, and says what the server says.
fn ask(database: &MysqlDatabase, front: &Front, query: &str) -> Result<Value, DatabaseError> {
    let url = Url {
        host: Some("localhost".into()),
        port: Some(front.port),
        ..database.engine().url().clone()
    };
    let url = Url::parse(&format!("{}?{query}", url.with_password()))?;
    let engine = Engine::new(url, &[], &Environment::default())?;
    let mut connection = engine.connect()?;
    let mut result = connection.query("SELECT 7")?;
    Ok(result.rows.remove(0).remove(0))
}

#[test]
fn tls_is_used_where_the_server_has_it() {
    let database = MysqlDatabase::create();
    let pki = Pki::new();
    let server = pki.sign("server", "localhost");
    let front = Front::start(Some(&server), None, database.engine().url());
    let seven = Ok(Value::Integer(7));
    assert_eq!(ask(&database, &front, ""), seven);
    assert_eq!(front.encrypted(), 1);
    assert_eq!(ask(&database, &front, "ssl_disabled=true"), seven);
    assert_eq!(front.encrypted(), 1);
    assert_eq!(ask(&database, &front, "ssl=true"), seven);
    assert_eq!(front.encrypted(), 2);
}

#[test]
fn tls_is_done_without_only_if_nobody_asked_for_it() {
    let database = MysqlDatabase::create();
    let front = Front::start(None, None, database.engine().url());
    assert_eq!(ask(&database, &front, ""), Ok(Value::Integer(7)));
    match ask(&database, &front, "ssl_mode=REQUIRED") {
        Err(DatabaseError::Connection { message, help }) => {
            assert!(
                message.ends_with("failed: the server does not support TLS, but it was asked for."),
                "{message}"
            );
            assert!(help.unwrap().starts_with("Check ssl_ca"));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn certificates_are_checked_as_asked() {
    let database = MysqlDatabase::create();
    let pki = Pki::new();
    let ca = format!("ssl_ca={}", pki.authority.certificate_file.display());
    let check = |name: &str, query: &str, works: bool| {
        let server = pki.sign("server", name);
        let front = Front::start(Some(&server), None, database.engine().url());
        let answer = ask(&database, &front, query);
        assert_eq!(answer.is_ok(), works, "{name} {query}: {answer:?}");
    };
    check("localhost", &ca, true);
    check("elsewhere", &ca, false);
    check("elsewhere", &format!("{ca}&ssl_check_hostname=false"), true);
    check("elsewhere", &format!("{ca}&ssl_verify_cert=false"), true);
    let stranger = Pki::new();
    let unknown = format!("ssl_ca={}", stranger.authority.certificate_file.display());
    check("localhost", &unknown, false);
    check("localhost", "ssl_verify_cert=true", false);
}

#[test]
fn clients_show_their_certificate() {
    let database = MysqlDatabase::create();
    let pki = Pki::new();
    let server = pki.sign("server", "localhost");
    let client = pki.sign("client", "me");
    let front = Front::start(Some(&server), Some(&pki.authority), database.engine().url());
    let identity = format!(
        "ssl_ca={}&ssl_cert={}&ssl_key={}",
        pki.authority.certificate_file.display(),
        client.certificate_file.display(),
        client.key_file.display()
    );
    assert_eq!(ask(&database, &front, &identity), Ok(Value::Integer(7)));
    assert!(ask(&database, &front, "ssl=true").is_err());
}
