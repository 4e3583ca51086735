//! TLS, with a server in front of the test server that speaks it.

mod pki;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use limbeck_database::{DatabaseError, Engine, Environment, Url};
use limbeck_test_support::TestDatabase;
use pki::{Identity, Pki};
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// The parameter that names the authority.
fn root(pki: &Pki) -> String {
    format!("sslrootcert={}", pki.authority.certificate_file.display())
}

/// What a [`Front`] does with connections.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// TLS, or nothing.
    OnlyTls,
    /// No TLS.
    OnlyPlain,
    /// TLS without being asked first.
    Direct,
}

/// Takes connections and hands them on to the test server.
struct Front {
    port: u16,
    /// How many connections were encrypted.
    encrypted: Arc<AtomicUsize>,
}

impl Front {
    fn start(manner: Manner, server: &Identity, clients: Option<&Identity>, backend: &Url) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap();
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                roots.add(authority.der.clone()).unwrap();
                let verifier =
                    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                        .build()
                        .unwrap();
                builder.with_client_cert_verifier(verifier)
            }
        };
        let key = PrivateKeyDer::try_from(server.key.serialize_der()).unwrap();
        let mut config = builder
            .with_single_cert(vec![server.der.clone()], key)
            .unwrap();
        if manner == Manner::Direct {
            config.alpn_protocols = vec![b"postgresql".to_vec()];
        }
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let backend = (backend.host.clone().unwrap(), backend.port.unwrap_or(5432));
        let encrypted = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&encrypted);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async move {
                let listener = TcpListener::from_std(listener).unwrap();
                loop {
                    let (client, _) = listener.accept().await.unwrap();
                    let (acceptor, backend, count) =
                        (acceptor.clone(), backend.clone(), Arc::clone(&count));
                    // What a client does that gives up is no failure of the front.
                    tokio::spawn(async move {
                        let _ = serve(client, manner, acceptor, backend, count).await;
                    });
                }
            });
        });
        Self { port, encrypted }
    }
}

async fn serve(
    mut client: TcpStream,
    manner: Manner,
    acceptor: TlsAcceptor,
    backend: (String, u16),
    encrypted: Arc<AtomicUsize>,
) -> std::io::Result<()> {
    if manner != Manner::Direct {
        let mut first = [0; 8];
        client.peek(&mut first).await?;
        let asks_for_tls = first == [0, 0, 0, 8, 4, 210, 22, 47];
        if asks_for_tls {
            client.read_exact(&mut first).await?;
        }
        if manner == Manner::OnlyPlain {
            if asks_for_tls {
                client.write_all(b"N").await?;
            }
            let mut server = TcpStream::connect(backend).await?;
            copy_bidirectional(&mut client, &mut server).await?;
            return Ok(());
        }
        if !asks_for_tls {
            let fields = b"SFATAL\0VFATAL\0C28000\0Mno encryption\0\0";
            let length = u32::try_from(fields.len() + 4).unwrap();
            client.write_all(b"E").await?;
            client.write_all(&length.to_be_bytes()).await?;
            client.write_all(fields).await?;
            return client.shutdown().await;
        }
        client.write_all(b"S").await?;
    }
    let mut client = acceptor.accept(client).await?;
    encrypted.fetch_add(1, Ordering::SeqCst);
    let mut server = TcpStream::connect(backend).await?;
    copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}

fn engine(database: &TestDatabase, host: &str, front: &Front, query: &str) -> Engine {
    let url = database.engine().url();
    let host = Url {
        host: Some(host.to_owned()),
        port: Some(front.port),
        ..url.clone()
    };
    let url = Url::parse(&format!("{}?{query}", host.with_password())).unwrap();
    Engine::new(url, &[], &Environment::default()).unwrap()
}

/// Connects; the answer is whether TLS was used, or what went wrong.
fn connect(
    database: &TestDatabase,
    host: &str,
    front: &Front,
    query: &str,
) -> Result<bool, String> {
    let before = front.encrypted.load(Ordering::SeqCst);
    match engine(database, host, front, query).connect() {
        Ok(mut connection) => {
            connection.query("SELECT 1").unwrap();
            Ok(front.encrypted.load(Ordering::SeqCst) > before)
        }
        Err(error) => Err(error.to_string()),
    }
}

#[test]
fn modes_against_a_server_that_wants_tls() {
    let database = TestDatabase::create();
    let pki = Pki::new();
    let server = pki.sign("server", "localhost");
    let front = Front::start(Manner::OnlyTls, &server, None, database.engine().url());
    let works = |query: &str| assert_eq!(connect(&database, "localhost", &front, query), Ok(true));
    works("sslmode=require");
    works("sslmode=prefer");
    works("sslmode=allow");
    works("ssl=require");
    works("sslmode=require&ssl_min_protocol_version=TLSv1.3");
    works("sslmode=require&ssl_max_protocol_version=TLSv1.2");
    works(&format!("sslmode=verify-ca&{}", root(&pki)));
    works(&format!("sslmode=verify-full&{}", root(&pki)));
    let error = connect(&database, "localhost", &front, "sslmode=disable").unwrap_err();
    assert!(error.ends_with("failed: FATAL: no encryption."), "{error}");
}

#[test]
fn modes_against_a_server_without_tls() {
    let database = TestDatabase::create();
    let pki = Pki::new();
    let front = Front::start(
        Manner::OnlyPlain,
        &pki.sign("server", "localhost"),
        None,
        database.engine().url(),
    );
    for query in ["sslmode=disable", "sslmode=allow", "sslmode=prefer", ""] {
        assert_eq!(
            connect(&database, "localhost", &front, query),
            Ok(false),
            "{query}"
        );
    }
    let error = connect(&database, "localhost", &front, "sslmode=require").unwrap_err();
    assert!(error.ends_with("server does not support TLS."), "{error}");
}

#[test]
fn names_and_authorities_are_checked_as_asked() {
    let database = TestDatabase::create();
    let pki = Pki::new();
    let server = pki.sign("server", "db.example.com");
    let front = Front::start(Manner::OnlyTls, &server, None, database.engine().url());
    let check = |query: String, expected: Result<bool, &str>| match (
        connect(&database, "localhost", &front, &query),
        expected,
    ) {
        (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{query}"),
        (Err(found), Err(expected)) => assert!(found.contains(expected), "{query}: {found}"),
        (found, _) => panic!("{query}: {found:?}"),
    };
    let own = format!("sslrootcert={}", server.certificate_file.display());
    let other = Pki::new();
    check(format!("sslmode=verify-ca&{}", root(&pki)), Ok(true));
    check(
        format!("sslmode=verify-full&{}", root(&pki)),
        Err("not valid for"),
    );
    check(format!("sslmode=verify-ca&{own}"), Ok(true));
    check(format!("sslmode=verify-full&{own}"), Err("not valid for"));
    check(
        format!("sslmode=verify-ca&{}", root(&other)),
        Err("invalid peer certificate"),
    );
    check(
        format!("sslmode=require&{}", root(&other)),
        Err("invalid peer certificate"),
    );
    check(format!("sslmode=prefer&{}", root(&other)), Ok(true));
}

#[test]
fn clients_show_their_certificate() {
    let database = TestDatabase::create();
    let pki = Pki::new();
    let server = pki.sign("server", "localhost");
    let client = pki.sign("client", "me");
    let front = Front::start(
        Manner::OnlyTls,
        &server,
        Some(&pki.authority),
        database.engine().url(),
    );
    let query = format!(
        "sslmode=require&sslcert={}&sslkey={}",
        client.certificate_file.display(),
        client.key_file.display()
    );
    assert_eq!(connect(&database, "localhost", &front, &query), Ok(true));
    assert!(connect(&database, "localhost", &front, "sslmode=require").is_err());
}

#[test]
fn tls_may_begin_at_once() {
    let database = TestDatabase::create();
    let pki = Pki::new();
    let server = pki.sign("server", "localhost");
    let front = Front::start(Manner::Direct, &server, None, database.engine().url());
    let query = "sslmode=require&sslnegotiation=direct";
    assert_eq!(connect(&database, "localhost", &front, query), Ok(true));
}

#[test]
fn a_statement_is_cancelled_through_tls() {
    let database = TestDatabase::create();
    let pki = Pki::new();
    let server = pki.sign("server", "localhost");
    let front = Front::start(Manner::OnlyTls, &server, None, database.engine().url());
    let mut connection = engine(&database, "localhost", &front, "sslmode=require")
        .connect()
        .unwrap();
    let canceller = connection.canceller();
    let thread = std::thread::spawn(move || connection.query("SELECT pg_sleep(60)"));
    let start = Instant::now();
    while !thread.is_finished() && start.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(50));
        canceller.cancel();
    }
    assert_eq!(thread.join().unwrap(), Err(DatabaseError::Cancelled));
}
