//! [`ScriptOutput`]: where the SQL of `--sql` goes.

use std::io::{self, Write};
use std::sync::Arc;
#[cfg(feature = "python")]
use std::sync::{Mutex, PoisonError};

use crate::{Log, Observer};

/// Text that waits for Python to take it.
#[cfg(feature = "python")]
pub(crate) type Buffer = Arc<Mutex<Vec<u8>>>;

/// Where the SQL of `--sql` goes: standard output, or the `output_buffer` of `configure()`.
pub(crate) enum ScriptOutput {
    /// Standard output.
    Stdout(Arc<dyn Observer>),
    /// A buffer that Python empties into an object of its own.
    #[cfg(feature = "python")]
    Buffer(Buffer),
}

impl ScriptOutput {
    /// Standard output.
    pub(crate) fn stdout(log: &Log) -> Self {
        ScriptOutput::Stdout(log.observer().clone())
    }
}

impl Write for ScriptOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            // The writer hands over whole texts.
            ScriptOutput::Stdout(observer) => observer.output(&String::from_utf8_lossy(bytes)),
            #[cfg(feature = "python")]
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
