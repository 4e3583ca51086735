//! The command line from outside: projects on disk, the binary, its streams and exit statuses.

mod bad_input;
mod concurrency;
mod env_py;
mod names;
mod project;
mod stopping;
mod usage;
