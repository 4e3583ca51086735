//! Migration scripts: headers, evaluation into operations, rendering.

pub mod directory;
mod format;
mod header;
mod new_script;
#[cfg(feature = "python")]
pub mod python;
mod sink;
pub mod sql;

pub use format::ScriptFormat;
pub use header::ScriptHeader;
pub use new_script::NewScript;
pub use sink::{Execution, OperationSink, Origin, Outcome, SinkError, TransactionControl, added};
