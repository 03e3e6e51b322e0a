//! The command `typhon`.

use std::process::ExitCode;

fn main() -> ExitCode {
    typhon::cli::main()
}
