//! Every Python case in every mode: the same output each time. The crate page of `typhon-tests` says
//! what a case looks like; `cargo test -p typhon-tests --test same -- --help` what can be asked for.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;
use typhon_tests::case::Case;
use typhon_tests::cli::Options;
use typhon_tests::known::Known;
use typhon_tests::mode::{MODES, Mode};
use typhon_tests::report::{self, Failure, Verdict};
use typhon_tests::{exec, pool, tree, typhon};

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("same: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool, String> {
    let options = Options::from_args()?;
    let cases = tree::cases("python")?;
    let mut jobs: Vec<(&Mode, &Case)> = Vec::new();
    for mode in MODES.iter().filter(|mode| options.wants_mode(mode.name)) {
        let fits = |case: &&Case| {
            options.wants(&case.name)
                && case.runs_in(mode.name)
                && !(mode.one_thread && case.threads)
        };
        jobs.extend(cases.iter().filter(fits).map(|case| (mode, case)));
    }
    if options.list {
        for (mode, case) in jobs {
            println!("{}:{}", mode.name, case.name);
        }
        return Ok(true);
    }
    let binary = typhon::binary()?;
    let start = Instant::now();
    let verdicts = pool::map(&jobs, options.jobs, |(mode, case)| {
        verdict(&binary, mode, case)
    });
    println!(
        "same: {} runs in {:.1} s",
        verdicts.len(),
        start.elapsed().as_secs_f64()
    );
    let mut known = Known::read()?;
    if options.learn {
        known.learn(&verdicts).map_err(|e| e.to_string())?;
    }
    Ok(report::tell("same", &verdicts, &known, options.brief))
}

fn verdict(binary: &Path, mode: &'static Mode, case: &Case) -> Verdict {
    let failure = match exec::case(binary, Some(mode), case) {
        Ok(output) => report::judge(case, &output),
        Err(error) => Some(Failure::new(format!("does not start: {error}\n"))),
    };
    Verdict {
        case: case.name.clone(),
        mode: mode.name,
        failure,
    }
}
