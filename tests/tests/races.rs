//! Programs with several threads whose outcome may differ from run to run, within a stated set.
//!
//! Each looks for outcomes during `TYPHON_TEST_SECONDS` (default 0.2) and prints each that it saw
//! once; the time is its first argument. One program runs at a time, so that its threads have the cores to themselves.

use std::env;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use typhon_tests::cli::Options;
use typhon_tests::known::Known;
use typhon_tests::mode::MODES;
use typhon_tests::report::{self, Failure, Verdict};
use typhon_tests::{exec, tree, typhon};

const SECONDS: &str = "TYPHON_TEST_SECONDS";

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("races: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool, String> {
    let options = Options::from_args()?;
    let mut cases = tree::cases("races")?;
    cases.retain(|case| options.wants(&case.name));
    let seconds: f64 = match env::var(SECONDS) {
        Ok(text) => text
            .parse()
            .map_err(|_| format!("{SECONDS}={text}: not a number"))?,
        Err(_) => 0.2,
    };
    for case in &mut cases {
        case.args.insert(0, seconds.to_string());
        case.timeout += Duration::from_secs_f64(seconds);
    }
    let modes = MODES
        .iter()
        .filter(|mode| mode.races && options.wants_mode(mode.name));
    if options.list {
        for mode in modes {
            cases
                .iter()
                .for_each(|case| println!("{}:{}", mode.name, case.name));
        }
        return Ok(true);
    }
    let binary = typhon::binary()?;
    let start = Instant::now();
    let mut verdicts = Vec::new();
    for mode in modes {
        for case in cases.iter().filter(|case| case.runs_in(mode.name)) {
            let failure = match exec::case(&binary, Some(mode), case) {
                Ok(output) => report::judge(case, &output),
                Err(error) => Some(Failure::new(format!("does not start: {error}\n"))),
            };
            verdicts.push(Verdict {
                case: case.name.clone(),
                mode: mode.name,
                failure,
            });
        }
    }
    println!(
        "races: {} runs in {:.1} s",
        verdicts.len(),
        start.elapsed().as_secs_f64()
    );
    let mut known = Known::read()?;
    if options.learn {
        known.learn(&verdicts).map_err(|e| e.to_string())?;
    }
    Ok(report::tell("races", &verdicts, &known, options.brief))
}
