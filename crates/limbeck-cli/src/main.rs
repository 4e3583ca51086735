//! The binary `limbeck`.

#![allow(clippy::disallowed_methods, reason = "the command line begins here")]

fn main() -> std::process::ExitCode {
    limbeck_cli::main(std::env::args_os())
}
