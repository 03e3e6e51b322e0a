//! The command line: what is asked for, running it, and how the process ends.
//!
//! | what | file |
//! | --- | --- |
//! | options and environment | [`arguments`] |
//! | the texts of `--help` and `--jit=help` | [`help`] |
//! | script, `-c`, `-m`, standard input | [`program`] |
//! | the prompt | [`repl`] |
//! | exit codes | [`ending`] |

mod arguments;
mod ending;
mod help;
mod program;
mod repl;

use std::process::ExitCode;

/// Runs the command with the arguments of the process.
pub fn main() -> ExitCode {
    let all: Vec<std::ffi::OsString> = std::env::args_os().collect();
    match arguments::parse(&all) {
        Ok(arguments::Wish::Text(text)) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Ok(arguments::Wish::Run(run)) => program::run(*run),
        Err(problem) => {
            eprintln!("typhon: {problem} (typhon --help lists the options)");
            ExitCode::from(ending::USAGE)
        }
    }
}
