//! The sandbox: what scripts may see of the machine.
//!
//! The interpreter is built without its access to the host, so there is nothing to forbid: no
//! function opens a socket, starts a process or writes a file. What is given back on purpose is
//! in [`host`]: reading below the folders of the project, and importing its modules.

mod folders;
mod frozen_import;
mod host;
mod modules;

pub(crate) use host::{install, module_def};
