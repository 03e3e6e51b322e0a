//! The cases in an installed CPython: what they state is what it prints. With BLESS=1, what it
//! prints is recorded in the cases. An extra: without a CPython it says that it was skipped.

use std::process::ExitCode;
use typhon_tests::case::Case;
use typhon_tests::cli::Options;
use typhon_tests::exec::{self, End};
use typhon_tests::known::Known;
use typhon_tests::report::{self, Failure, Verdict};
use typhon_tests::{pool, tree, typhon};

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("cpython: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool, String> {
    let options = Options::from_args()?;
    let mut cases = tree::cases("python")?;
    cases.extend(tree::cases("races")?);
    cases.retain(|case| options.wants(&case.name) && case.no_cpython.is_none());
    if options.list {
        cases.iter().for_each(|case| println!("{}", case.name));
        return Ok(true);
    }
    let Some(python) = typhon::cpython() else {
        println!("cpython: skipped, no python3.14 or python3.13 is installed");
        return Ok(true);
    };
    let verdicts = pool::map(&cases, options.jobs, |case| {
        let failure = match exec::case(&python, None, case) {
            Ok(output) if options.bless && !case.is_race() => record(case, &output),
            Ok(output) => report::judge(case, &output),
            Err(error) => Some(Failure::new(format!("does not start: {error}\n"))),
        };
        Verdict {
            case: case.name.clone(),
            mode: "cpython",
            failure,
        }
    });
    println!("cpython: {}", python.display());
    Ok(report::tell(
        "cpython",
        &verdicts,
        &Known::default(),
        options.brief,
    ))
}

fn record(case: &Case, output: &exec::Output) -> Option<Failure> {
    report::judge(case, output)?;
    let End::Exit(code) = output.end else {
        return Some(Failure::new(format!("{}\n", output.end)));
    };
    match case.bless(&output.stdout, &output.stderr, code) {
        Ok(()) => {
            println!("recorded {}", case.name);
            None
        }
        Err(error) => Some(Failure::new(format!("cannot be written: {error}\n"))),
    }
}
