//! The reading of many headers.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::thread;

use limbeck_diagnostics::Diagnostic;

use super::Unevaluated;
#[cfg(feature = "python")]
use crate::python::header::{Header, read_header};
use crate::sql::SqlScript;
use crate::{ScriptFormat, ScriptHeader};

/// What came of one script.
pub(super) enum Reading {
    /// Its header.
    Header(ScriptHeader),
    /// It sets neither `revision` nor `down_revision`.
    #[cfg(feature = "python")]
    Absent,
    /// It has to be run.
    Unevaluated(Unevaluated),
    /// The file cannot be read: what the operating system says.
    Unreadable(String),
    /// Its header is wrong.
    Wrong(Box<Diagnostic>),
    /// It has the name of a script, and nothing else of one.
    NoScript(Box<Diagnostic>),
}

/// With fewer scripts than this, a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 128;
/// More threads than this wait for each other in the kernel.
const MAX_THREADS: usize = 4;
/// How much of a file is read at first: more than most scripts have.
const FIRST_READ: usize = 16 * 1024;
/// A buffer that had to grow beyond this for one script is not kept.
const MAX_KEPT_BUFFER: usize = 256 * 1024;

/// Reads the headers of all scripts, on several threads if they are many.
pub(super) fn read_all(paths: &[PathBuf]) -> Vec<Reading> {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let threads = (paths.len() / WORTH_A_THREAD + 1)
        .min(processors)
        .min(MAX_THREADS);
    if threads == 1 {
        return read_some(paths);
    }
    let mut chunks = paths.chunks(paths.len().div_ceil(threads));
    let first = chunks.next().unwrap_or_default();
    thread::scope(|scope| {
        let others: Vec<_> = chunks
            .map(|chunk| (chunk, scope.spawn(move || read_some(chunk))))
            .collect();
        let mut readings = read_some(first);
        for (chunk, other) in others {
            // A thread that could not finish leaves its scripts to this one.
            readings.extend(other.join().unwrap_or_else(|_| read_some(chunk)));
        }
        readings
    })
}

/// Reads the header of one script.
pub(super) fn read_one(path: &Path) -> Reading {
    read(path, &mut Vec::new())
}

/// Reads headers one after the other, each file into the same buffer.
fn read_some(paths: &[PathBuf]) -> Vec<Reading> {
    let mut buffer = Vec::with_capacity(FIRST_READ);
    paths
        .iter()
        .map(|path| {
            let reading = read(path, &mut buffer);
            if buffer.capacity() > MAX_KEPT_BUFFER {
                buffer = Vec::with_capacity(FIRST_READ);
            }
            reading
        })
        .collect()
}

fn read(path: &Path, buffer: &mut Vec<u8>) -> Reading {
    let read_format = match ScriptFormat::of(path) {
        Some(ScriptFormat::Python) => read_python,
        Some(ScriptFormat::Sql) => read_sql,
        Some(ScriptFormat::CompiledPython) | None => {
            return Reading::Unevaluated(Unevaluated::Compiled);
        }
    };
    // The whole file, because a name may be set again at its end; what is parsed is its beginning.
    match read_file(path, buffer) {
        Ok(()) => read_format(path, buffer),
        Err(error) => Reading::Unreadable(error.to_string()),
    }
}

#[cfg(not(feature = "python"))]
fn read_python(_: &Path, _: &[u8]) -> Reading {
    Reading::Unevaluated(Unevaluated::Python)
}

#[cfg(feature = "python")]
fn read_python(path: &Path, source: &[u8]) -> Reading {
    match read_header(source) {
        Ok(Header::Static(header)) => Reading::Header(header),
        Ok(Header::Absent) => Reading::Absent,
        Ok(Header::Dynamic(header)) => Reading::Unevaluated(Unevaluated::Computed(header)),
        Err(error) => Reading::Wrong(Box::new(error.diagnostic(path))),
    }
}

fn read_sql(path: &Path, source: &[u8]) -> Reading {
    match SqlScript::parse(source) {
        Ok(script) => Reading::Header(script.header),
        Err(error) => {
            let diagnostic = Box::new(error.diagnostic(path));
            if error.is_no_script() {
                Reading::NoScript(diagnostic)
            } else {
                Reading::Wrong(diagnostic)
            }
        }
    }
}

/// Reads a file into the buffer with as few system calls as there can be.
fn read_file(path: &Path, buffer: &mut Vec<u8>) -> std::io::Result<()> {
    let mut file = File::open(path)?;
    buffer.resize(FIRST_READ, 0);
    let mut filled = 0;
    loop {
        if filled == buffer.len() {
            buffer.resize(buffer.len() * 2, 0);
        }
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    buffer.truncate(filled);
    Ok(())
}
