//! The command `factfile`.

use std::process::ExitCode;

fn main() -> ExitCode {
    factfile::cli::main()
}
