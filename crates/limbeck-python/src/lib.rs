//! The embedded Python interpreter with the stand-in `alembic` and `sqlalchemy` modules.
//!
//! The stand-ins are thin: they check arguments as Python does, build plain trees ([`Tree`]) and
//! hand them to the [`Handler`] that is in force. What a tree means is decided in Rust, by the
//! crates above.
//!
//! An [`Interpreter`] sees of the world what its [`Settings`] say: it reads files below the
//! project folder, and has no way to write, to start a process or to open a socket.

mod border;
mod handler;
mod interpreter;
mod mako;
mod sandbox;
mod stand_ins;
mod tree;

pub use border::{EXECUTE_SHAPE, LEARN_SHAPE, Shape, call_site, placeholder_in, unknown_shape};
pub use handler::{Handler, Raise};
pub use interpreter::{
    CompiledScript, Interpreter, InterruptHandle, Placeholders, PythonError, ScriptModule,
    Settings, TracebackFrame, compile, compile_file, read_source,
};
pub use mako::Template;
pub use tree::{Held, Node, Tree};
