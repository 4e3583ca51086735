//! The binary `limbeck`.

#![allow(clippy::disallowed_methods, reason = "the command line begins here")]

/// The interpreter makes and frees many small objects; this allocator takes a fraction of the time
/// of most systems' own for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    limbeck_cli::main(std::env::args_os())
}
