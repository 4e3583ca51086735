//! The binary `limbeck`.

fn main() -> std::process::ExitCode {
    limbeck_cli::main(std::env::args_os())
}
