//! Counting what a program sends to PostgreSQL, by standing between them.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;

/// What passed through a proxy.
#[derive(Debug, Default)]
pub struct Counts {
    /// Statements that the server completed.
    pub statements: AtomicUsize,
    /// Times the program waited for an answer: simple queries and syncs.
    pub round_trips: AtomicUsize,
    /// Connections made.
    pub connections: AtomicUsize,
}

/// Listens on a free port, forwards everything to `server` and counts. Lives until the process ends.
///
/// # Errors
/// When no port can be had.
pub fn start(server: String) -> Result<(u16, Arc<Counts>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    let counts = Arc::new(Counts::default());
    let shared = Arc::clone(&counts);
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (server, counts) = (server.clone(), Arc::clone(&shared));
            std::thread::spawn(move || {
                // A connection that breaks ends here; the program on it tells the rest.
                let _ = forward(client, &server, &counts);
            });
        }
    });
    Ok((port, counts))
}

fn forward(mut client: TcpStream, server: &str, counts: &Arc<Counts>) -> Result<()> {
    const SSL_REQUEST: u32 = 80_877_103;
    const GSS_REQUEST: u32 = 80_877_104;
    const CANCEL_REQUEST: u32 = 80_877_102;

    let mut upstream = TcpStream::connect(server)?;
    upstream.set_nodelay(true)?;
    client.set_nodelay(true)?;
    loop {
        let startup = read_body(&mut client)?;
        let code = startup.get(..4).map_or(0, |code| {
            u32::from_be_bytes([code[0], code[1], code[2], code[3]])
        });
        if code == SSL_REQUEST || code == GSS_REQUEST {
            // What is encrypted cannot be counted.
            client.write_all(b"N")?;
            continue;
        }
        write_body(&mut upstream, &startup)?;
        if code == CANCEL_REQUEST {
            return Ok(());
        }
        counts.connections.fetch_add(1, Ordering::Relaxed);
        break;
    }

    let (mut from_server, mut to_client) = (upstream.try_clone()?, client.try_clone()?);
    let shared = Arc::clone(counts);
    let answers = std::thread::spawn(move || {
        // CommandComplete and EmptyQueryResponse.
        let _ = pump(&mut from_server, &mut to_client, b"CI", &shared.statements);
        let _ = to_client.shutdown(Shutdown::Both);
    });
    // Query, Sync and FunctionCall.
    let _ = pump(&mut client, &mut upstream, b"QSF", &counts.round_trips);
    let _ = upstream.shutdown(Shutdown::Write);
    let _ = answers.join();
    Ok(())
}

/// Copies messages until the sender closes, counting those of some types.
fn pump(
    from: &mut TcpStream,
    to: &mut TcpStream,
    types: &[u8],
    count: &AtomicUsize,
) -> std::io::Result<()> {
    loop {
        let mut kind = [0];
        from.read_exact(&mut kind)?;
        let body = read_body(from)?;
        if types.contains(&kind[0]) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        let mut message = Vec::with_capacity(body.len() + 5);
        message.extend_from_slice(&kind);
        message.extend_from_slice(&length(&body));
        message.extend_from_slice(&body);
        to.write_all(&message)?;
    }
}

fn read_body(from: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let mut body = vec![0; (u32::from_be_bytes(length) as usize).saturating_sub(4)];
    from.read_exact(&mut body)?;
    Ok(body)
}

fn write_body(to: &mut TcpStream, body: &[u8]) -> std::io::Result<()> {
    to.write_all(&length(body))?;
    to.write_all(body)
}

/// The length word of a message, which counts itself.
fn length(body: &[u8]) -> [u8; 4] {
    u32::try_from(body.len() + 4)
        .unwrap_or(u32::MAX)
        .to_be_bytes()
}
