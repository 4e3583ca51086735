//! Migration scripts: headers, evaluation into operations, rendering.

pub mod directory;
pub mod python;
mod sink;

pub use sink::{OperationSink, Origin, SinkError, TransactionControl, added};
