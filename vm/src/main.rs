//! The command line.

use std::process::ExitCode;

use typhon::options::Options;
use typhon::run;
use typhon::vm::Vm;

fn main() -> ExitCode {
    let Some(file) = std::env::args().nth(1) else {
        eprintln!("usage: typhon FILE");
        return ExitCode::from(2);
    };
    let source = match std::fs::read_to_string(&file) {
        Ok(source) => source,
        Err(e) => {
            eprintln!("typhon: can't open file '{file}': {e}");
            return ExitCode::from(2);
        }
    };
    let mut th = Vm::start(Options::default());
    let namespace = run::main_namespace(&mut th);
    if run::run_source(&mut th, &source, &file, namespace).is_err() {
        typhon::types::exception::print::uncaught(&mut th);
        return ExitCode::from(1);
    }
    ExitCode::SUCCESS
}
