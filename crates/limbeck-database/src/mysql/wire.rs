//! Packets over a stream.

use std::io::{self, Read, Write};
use std::net::TcpStream;
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::time::Duration;

use mysql_common::constants::{CapabilityFlags, Command, StatusFlags};
use mysql_common::io::ParseBuf;
use mysql_common::misc::raw::{RawInt, int::LenEnc};
use mysql_common::packets::{
    Column, CommonOkPacket, ErrPacket, OkPacketDeserializer, OldEofPacket, ServerError,
};
use mysql_common::proto::codec::error::PacketCodecError;
use mysql_common::proto::sync_framed::MySyncFramed;
use mysql_common::proto::{MyDeserialize, MySerialize};

use crate::Affected;

/// The longest text that a server can be told to take.
pub(super) const MOST_BYTES: usize = 1024 * 1024 * 1024;

/// The first byte of a packet that says that all went well.
pub(super) const OK: u8 = 0x00;

/// The first byte of a packet that ends rows, or asks for another way to prove the password.
pub(super) const EOF: u8 = 0xfe;

const ERROR: u8 = 0xff;

/// What stands for NULL in a row; as the first byte of an answer, the wish for a local file.
const NULL: u8 = 0xfb;

/// What bytes go through.
pub(super) enum Stream {
    /// TCP.
    Tcp(TcpStream),
    /// TCP with TLS.
    Tls(Box<rustls::StreamOwned<rustls::ClientConnection, TcpStream>>),
    /// A local socket.
    #[cfg(unix)]
    Socket(UnixStream),
}

impl Stream {
    /// Bounds the time that a read and a write may take.
    pub(super) fn set_timeouts(
        &self,
        read: Option<Duration>,
        write: Option<Duration>,
    ) -> io::Result<()> {
        match self {
            Stream::Tcp(stream) => stream
                .set_read_timeout(read)
                .and_then(|()| stream.set_write_timeout(write)),
            Stream::Tls(stream) => stream
                .sock
                .set_read_timeout(read)
                .and_then(|()| stream.sock.set_write_timeout(write)),
            #[cfg(unix)]
            Stream::Socket(stream) => stream
                .set_read_timeout(read)
                .and_then(|()| stream.set_write_timeout(write)),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Tcp(stream) => stream.read(buffer),
            Stream::Tls(stream) => stream.read(buffer),
            #[cfg(unix)]
            Stream::Socket(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Tcp(stream) => stream.write(bytes),
            Stream::Tls(stream) => stream.write(bytes),
            #[cfg(unix)]
            Stream::Socket(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Stream::Tcp(stream) => stream.flush(),
            Stream::Tls(stream) => stream.flush(),
            #[cfg(unix)]
            Stream::Socket(stream) => stream.flush(),
        }
    }
}

/// Why a packet did not come, or is not the one that was waited for.
#[derive(Debug)]
pub(super) enum WireError {
    /// The server refused.
    Server(ServerError<'static>),
    /// Nothing can be read or written any more.
    Lost(String),
}

impl WireError {
    /// The server does not keep to the protocol.
    pub(super) fn unexpected() -> Self {
        WireError::Lost("the server sent something that limbeck does not understand".to_owned())
    }
}

impl From<PacketCodecError> for WireError {
    fn from(error: PacketCodecError) -> Self {
        WireError::Lost(match error {
            PacketCodecError::Io(error) => return error.into(),
            PacketCodecError::PacketTooLarge => "a statement or a row is too long".to_owned(),
            PacketCodecError::PacketsOutOfSync => {
                "packets of the server came out of order".to_owned()
            }
            PacketCodecError::BadCompressedPacketHeader => {
                return WireError::unexpected();
            }
        })
    }
}

impl From<io::Error> for WireError {
    fn from(error: io::Error) -> Self {
        WireError::Lost(match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                "the server did not answer in time".to_owned()
            }
            _ => error.to_string(),
        })
    }
}

/// What one statement of a text gave.
#[derive(Default)]
pub(super) struct Answer {
    /// The columns of the rows; none for a statement that returns no rows.
    pub(super) columns: Vec<Column>,
    /// The values as the server writes them.
    pub(super) rows: Vec<Vec<Option<Vec<u8>>>>,
    /// How many rows were found for a change, or returned.
    pub(super) row_count: u64,
    /// The id that was made last.
    pub(super) last_insert_id: Option<u64>,
}

impl Answer {
    /// What the statement did.
    pub(super) fn affected(&self) -> Affected {
        Affected {
            row_count: Some(self.row_count),
            last_insert_id: self.last_insert_id.and_then(|id| id.try_into().ok()),
        }
    }
}

/// Packets both ways.
pub(super) struct Wire {
    framed: MySyncFramed<Stream>,
    /// What was agreed on.
    pub(super) capabilities: CapabilityFlags,
    /// What the server said of the session last.
    pub(super) status: StatusFlags,
}

impl Wire {
    pub(super) fn new(stream: Stream) -> Self {
        let mut framed = MySyncFramed::new(stream);
        framed.codec_mut().max_allowed_packet = MOST_BYTES;
        Self {
            framed,
            capabilities: CapabilityFlags::CLIENT_PROTOCOL_41,
            status: StatusFlags::empty(),
        }
    }

    /// The stream below.
    pub(super) fn stream(&self) -> &Stream {
        self.framed.get_ref()
    }

    /// Goes on with the same packets over another stream, made from this one.
    pub(super) fn replace_stream<E>(
        self,
        replace: impl FnOnce(Stream) -> Result<Stream, E>,
    ) -> Result<Self, E> {
        let (input, output, codec, stream) = self.framed.destruct();
        Ok(Self {
            framed: MySyncFramed::construct(input, output, codec, replace(stream)?),
            ..self
        })
    }

    /// The next packet; an error of the server is an error.
    pub(super) fn read(&mut self) -> Result<Vec<u8>, WireError> {
        let mut packet = Vec::new();
        if !self.framed.next_packet(&mut packet)? {
            return Err(WireError::Lost(
                "the server closed the connection".to_owned(),
            ));
        }
        if packet.first() == Some(&ERROR) {
            return Err(match self.parse::<ErrPacket<'_>>(&packet)? {
                ErrPacket::Error(error) => WireError::Server(error.into_owned()),
                // Not asked for.
                ErrPacket::Progress(_) => WireError::unexpected(),
            });
        }
        Ok(packet)
    }

    fn parse<'a, T>(&self, packet: &'a [u8]) -> Result<T, WireError>
    where
        T: MyDeserialize<'a, Ctx = CapabilityFlags>,
    {
        ParseBuf(packet)
            .parse(self.capabilities)
            .map_err(|_| WireError::unexpected())
    }

    /// Sends a packet as an answer to one of the server's.
    pub(super) fn write(&mut self, mut packet: &[u8]) -> Result<(), WireError> {
        Ok(self.framed.send(&mut packet)?)
    }

    /// Sends a packet as an answer to one of the server's.
    pub(super) fn write_struct(&mut self, packet: &impl MySerialize) -> Result<(), WireError> {
        let mut bytes = Vec::new();
        packet.serialize(&mut bytes);
        self.write(&bytes)
    }

    /// Begins something new.
    pub(super) fn command(&mut self, command: Command, data: &[u8]) -> Result<(), WireError> {
        self.framed.codec_mut().reset_seq_id();
        let mut packet = Vec::with_capacity(data.len() + 1);
        packet.push(command as u8);
        packet.extend_from_slice(data);
        self.write(&packet)
    }

    /// What the server said before it hung up in the middle of what was being sent to it: that it
    /// is too long, most likely.
    pub(super) fn last_words(&mut self) -> Option<WireError> {
        match self.read() {
            Err(error @ WireError::Server(_)) => Some(error),
            Ok(_) | Err(WireError::Lost(_)) => None,
        }
    }

    /// Notes what a packet says of the session.
    pub(super) fn read_ok(&mut self, packet: &[u8]) -> Result<Answer, WireError> {
        let ok = self
            .parse::<OkPacketDeserializer<'_, CommonOkPacket>>(packet)?
            .into_inner();
        self.status = ok.status_flags();
        Ok(Answer {
            row_count: ok.affected_rows(),
            last_insert_id: ok.last_insert_id(),
            ..Answer::default()
        })
    }

    /// Whether another statement of the same text has an answer still.
    pub(super) fn has_more(&self) -> bool {
        self.status
            .contains(StatusFlags::SERVER_MORE_RESULTS_EXISTS)
    }

    /// The answer to a statement; rows are kept only if `keep_rows`.
    pub(super) fn read_answer(&mut self, keep_rows: bool) -> Result<Answer, WireError> {
        let packet = self.read()?;
        match packet.first() {
            Some(&OK) => self.read_ok(&packet),
            // A local file, which the server was told not to ask for.
            Some(&NULL) | None => Err(WireError::unexpected()),
            Some(_) => self.read_rows(&packet, keep_rows),
        }
    }

    fn read_rows(&mut self, header: &[u8], keep_rows: bool) -> Result<Answer, WireError> {
        let width: RawInt<LenEnc> = ParseBuf(header)
            .parse(())
            .map_err(|_| WireError::unexpected())?;
        let mut answer = Answer::default();
        for _ in 0..*width {
            let packet = self.read()?;
            answer.columns.push(
                ParseBuf(&packet)
                    .parse(())
                    .map_err(|_| WireError::unexpected())?,
            );
        }
        let packet = self.read()?;
        self.parse::<OkPacketDeserializer<'_, OldEofPacket>>(&packet)?;
        loop {
            let packet = self.read()?;
            if packet.first() == Some(&EOF) && packet.len() < 9 {
                let end = self
                    .parse::<OkPacketDeserializer<'_, OldEofPacket>>(&packet)?
                    .into_inner();
                self.status = end.status_flags();
                return Ok(answer);
            }
            answer.row_count += 1;
            if keep_rows {
                answer.rows.push(read_row(&packet, answer.columns.len())?);
            }
        }
    }
}

fn read_row(packet: &[u8], width: usize) -> Result<Vec<Option<Vec<u8>>>, WireError> {
    let mut rest = ParseBuf(packet);
    (0..width)
        .map(|_| {
            if rest.0.first() == Some(&NULL) {
                rest.skip(1);
                return Ok(None);
            }
            rest.checked_eat_lenenc_str()
                .map(|bytes| Some(bytes.to_vec()))
                .ok_or_else(WireError::unexpected)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_value_by_value() {
        let row = read_row(&[2, b'a', b'b', NULL, 0], 3).unwrap();
        assert_eq!(row, [Some(b"ab".to_vec()), None, Some(Vec::new())]);
        assert!(read_row(&[9, b'a'], 1).is_err());
        assert!(read_row(&[], 1).is_err());
    }
}
