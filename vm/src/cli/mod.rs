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
    if all.get(1).is_some_and(|word| word == "stm-report") && !is_file(&all[1]) {
        let rest: Vec<String> = all[2..]
            .iter()
            .map(|a| a.to_string_lossy().into_owned())
            .collect();
        return crate::stm_log::command(&rest);
    }
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

/// A program of this name goes before a command.
fn is_file(name: &std::ffi::OsStr) -> bool {
    std::path::Path::new(name).exists()
}
