//! Shows the listing of Python files: `cargo run -p lang --example dis -- FILE...`; with `--check` only compiles and
//! verifies them, and counts.

use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let mut files: Vec<String> = std::env::args().skip(1).collect();
    let check = files.first().is_some_and(|arg| arg == "--check");
    if check {
        files.remove(0);
    }
    let mut failures = 0;
    let (mut bytes, mut spent) = (0, std::time::Duration::ZERO);
    for file in &files {
        let source = match std::fs::read_to_string(file) {
            Ok(source) => source,
            Err(error) => {
                eprintln!("{file}: {error}");
                continue;
            }
        };
        let start = Instant::now();
        let result = lang::compile(&source, file, lang::Mode::Exec, lang::Options::default());
        spent += start.elapsed();
        bytes += source.len();
        let problem = match &result {
            Ok(code) => lang::verify::verify(code)
                .err()
                .map(|error| error.to_string()),
            Err(error) => Some(error.to_string()),
        };
        if let Some(problem) = problem {
            eprintln!("{file}: {problem}");
            failures += 1;
        }
        if let (Ok(code), false) = (&result, check) {
            print!("{}", lang::disasm::disassemble(code));
        }
    }
    if check {
        println!(
            "{} files, {bytes} bytes, {failures} failures, {spent:?}",
            files.len()
        );
    }
    if failures > 0 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
