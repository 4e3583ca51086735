//! [`ScriptOutput`]: where the SQL of `--sql` goes.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use crate::{Log, Observer};

/// Text that waits for Python to take it.
pub(super) type Buffer = Arc<Mutex<Vec<u8>>>;

/// Where the SQL of `--sql` goes: standard output, or the `output_buffer` of `configure()`.
pub(super) enum ScriptOutput {
    /// Standard output.
    Stdout(Arc<dyn Observer>),
    /// A buffer that Python empties into an object of its own.
    Buffer(Buffer),
}

impl ScriptOutput {
    /// Standard output.
    pub(super) fn stdout(log: &Log) -> Self {
        ScriptOutput::Stdout(log.observer().clone())
    }
}

impl Write for ScriptOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            // The writer hands over whole texts.
            ScriptOutput::Stdout(observer) => observer.output(&String::from_utf8_lossy(bytes)),
            ScriptOutput::Buffer(buffer) => buffer
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .extend_from_slice(bytes),
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
