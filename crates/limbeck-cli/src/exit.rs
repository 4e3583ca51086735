//! Exit statuses: Alembic's for its verbs, and those of limbeck's own.

use std::process::ExitCode;

use limbeck::FailureKind;

/// Alembic's `sys.exit(-1)`, after `FAILED: ...`.
const REFUSED: u8 = 255;

/// A traceback in Python.
const BROKEN: u8 = 1;

/// There is something to do.
const PENDING: u8 = 3;

/// What `argparse` exits with.
const USAGE: u8 = 2;

/// The status of a failure. `signal` is the signal that stopped the command, if one did.
pub fn failure(kind: FailureKind, raise: bool, signal: Option<u8>) -> ExitCode {
    ExitCode::from(match kind {
        FailureKind::Refused if raise => BROKEN,
        FailureKind::Refused => REFUSED,
        FailureKind::Broken => BROKEN,
        FailureKind::Pending => PENDING,
        FailureKind::Exited { status } => status,
        FailureKind::Cancelled => signal.map_or(BROKEN, |signal| 128_u8.saturating_add(signal)),
    })
}

/// The status of a usage error, or of `--help` and `--version`.
pub fn usage(is_error: bool) -> ExitCode {
    if is_error {
        ExitCode::from(USAGE)
    } else {
        ExitCode::SUCCESS
    }
}
