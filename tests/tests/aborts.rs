//! A block of a program undone at every point where it can be, one point a run: the output is the same each time.
//!
//! A run that undoes nothing tells how many points there are (`TYPHON_ZEAL=abort=N@FILE`). There are too many to try all each
//! time, so a case is run for some that lie evenly between the first and the last; `TYPHON_TEST_POINTS` says how many, or `all`.
//! With several threads the number of a point does not say where it is, but there are as many runs.

use std::env;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;
use typhon_tests::case::Case;
use typhon_tests::cli::Options;
use typhon_tests::known::Known;
use typhon_tests::mode::{MODES, Mode};
use typhon_tests::report::{self, Failure, Verdict};
use typhon_tests::{exec, pool, tree, typhon};

const POINTS: &str = "TYPHON_TEST_POINTS";
/// Points of a case, when nothing else is said.
const FEW: u64 = 4;
/// The modes whose flags are used: interpreted, compiled as soon as can be.
const USED: [&str; 2] = ["interp", "hot"];

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("aborts: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<bool, String> {
    let options = Options::from_args()?;
    let most = match env::var(POINTS) {
        Ok(text) if text == "all" => u64::MAX,
        Ok(text) => text
            .parse()
            .map_err(|_| format!("{POINTS}={text}: not a number"))?,
        Err(_) => FEW,
    };
    let cases = tree::cases("python")?;
    let fits = |mode: &Mode, case: &Case| {
        // What must not be undone at random says so.
        let may_be_undone = ["conflict", "aborts", mode.name]
            .iter()
            .all(|name| case.runs_in(name));
        options.wants(&case.name) && options.wants_mode(mode.name) && may_be_undone
    };
    let modes = MODES.iter().filter(|mode| USED.contains(&mode.name));
    let jobs: Vec<(&Mode, &Case)> = modes
        .flat_map(|mode| cases.iter().map(move |case| (mode, case)))
        .filter(|(mode, case)| fits(mode, case))
        .collect();
    if options.list {
        jobs.iter()
            .for_each(|(mode, case)| println!("{}:{}", mode.name, case.name));
        return Ok(true);
    }
    let binary = typhon::binary()?;
    let start = Instant::now();
    let tried = pool::map(&jobs, options.jobs, |(mode, case)| {
        try_points(&binary, mode, case, most)
    });
    let points: u64 = tried.iter().map(|(points, ..)| points).sum();
    let runs: u64 = tried.iter().map(|(_, runs, _)| runs).sum();
    println!(
        "aborts: {runs} runs for {points} points in {:.1} s",
        start.elapsed().as_secs_f64()
    );
    let verdicts: Vec<Verdict> = tried.into_iter().map(|(.., verdict)| verdict).collect();
    Ok(report::tell(
        "aborts",
        &verdicts,
        &Known::default(),
        options.brief,
    ))
}

/// How many points the case has, how many were tried, and what the first failure was.
fn try_points(binary: &Path, mode: &'static Mode, case: &Case, most: u64) -> (u64, u64, Verdict) {
    let verdict = |failure| Verdict {
        case: case.name.clone(),
        mode: mode.name,
        failure,
    };
    let file = env::temp_dir().join(format!(
        "typhon-points-{}-{}-{}",
        std::process::id(),
        mode.name,
        case.name.replace('/', "-")
    ));
    let failure = undone_at(
        binary,
        mode,
        case,
        &format!("{}@{}", u64::MAX, file.display()),
    );
    let told = std::fs::read_to_string(&file);
    // It is not there if the program ended by itself.
    let _ = std::fs::remove_file(&file);
    let points: u64 = told.ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    if failure.is_some() {
        return (points, 0, verdict(failure));
    }
    let runs = points.min(most);
    for n in 0..runs {
        let at = (u128::from(n) * u128::from(points) / u128::from(runs)) as u64;
        if let Some(mut failure) = undone_at(binary, mode, case, &at.to_string()) {
            failure.text = format!("undone at point {at} of {points}\n{}", failure.text);
            return (points, n + 1, verdict(Some(failure)));
        }
    }
    (points, runs, verdict(None))
}

fn undone_at(binary: &Path, mode: &Mode, case: &Case, point: &str) -> Option<Failure> {
    let mode = Mode {
        zeal: String::leak(format!("abort={point}")),
        name: mode.name,
        flags: mode.flags,
        one_thread: mode.one_thread,
        patience: 6,
        races: mode.races,
    };
    match exec::case(binary, Some(&mode), case) {
        Ok(output) => report::judge(case, &output),
        Err(error) => Some(Failure::new(format!("does not start: {error}\n"))),
    }
}
