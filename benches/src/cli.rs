//! The command line, and what all commands have in common.

use crate::data::{By, FORMAT, Kind, Report};
use crate::mode::Mode;
use crate::program::{self, Program};
use crate::schedule::{Row, Setup};
use crate::{barriers, child, compare, html, machine, pyperformance, run, scale, view, words};
use clap::{Args, Parser, Subcommand};
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant, SystemTime};

/// Status of a command that found failures or slower programs.
const BAD: u8 = 1;
/// Status of a command that was interrupted, as shells have it.
const INTERRUPTED: u8 = 130;

/// Measures Typhon: programs against each other's Pythons, what barriers cost, how threads scale.
#[derive(Parser)]
#[command(name = "typhon-bench", version)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Times of programs in several modes, beside other Pythons
    Run(run::Options),
    /// What the transactional barriers cost in compiled code
    Barriers(barriers::Options),
    /// Throughput over the number of threads
    Scale(scale::Options),
    /// What became faster or slower from one JSON file to another; status 1 if something is slower or fails
    Compare(compare::Options),
    /// Makes the tables, and with --html the report, of a JSON file again
    Show(ShowOptions),
}

#[derive(Args)]
struct ShowOptions {
    file: PathBuf,
    /// Write a report to look at in a browser
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// What all measuring commands take.
#[derive(Args, Clone)]
pub struct Common {
    /// Samples of each program in each mode; each round goes through all programs
    #[arg(short, long, default_value_t = 5)]
    pub rounds: usize,
    /// Begin no round that would not end within so many minutes, but take three
    #[arg(long, value_name = "MINUTES")]
    pub within: Option<f64>,
    /// Repeat programs within a process, up to so many times, and leave out the warm-up
    #[arg(long, value_name = "ITERATIONS", num_args = 0..=1, default_missing_value = "30")]
    pub steady: Option<usize>,
    /// How long to repeat, in seconds for each process
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0)]
    pub steady_seconds: f64,
    /// Seconds after which a program is killed
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    pub timeout: u64,
    /// Processors to stay on, as 0,1 (by default as many as needed, if others are left)
    #[arg(long, value_name = "CPUS", value_delimiter = ',')]
    pub pin: Option<Vec<usize>>,
    /// The Typhon to measure (by default this checkout's, built if need be)
    #[arg(long, value_name = "FILE")]
    pub typhon: Option<PathBuf>,
    /// Keep all samples and counters in a file
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// Write a report to look at in a browser
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Arguments for the programs, after `--`
    #[arg(last = true)]
    pub args: Vec<String>,
}

pub fn run() -> Result<ExitCode, String> {
    match Line::parse().command {
        Command::Run(options) => run::run(&options),
        Command::Barriers(options) => barriers::run(&options),
        Command::Scale(options) => scale::run(&options),
        Command::Compare(options) => compare::run(&options),
        Command::Show(options) => show(&options),
    }
}

fn show(options: &ShowOptions) -> Result<ExitCode, String> {
    let report = Report::read(&options.file)?;
    println!("{}", view::text(&report));
    write_html(&report, options.html.as_ref())?;
    Ok(code(&report))
}

/// The programs of the command line; sets that are fetched are fetched now, with `python`.
pub fn programs(
    wanted: &[String],
    args: &[String],
    python: Option<&Mode>,
    notes: &mut Vec<String>,
) -> Result<Vec<Program>, String> {
    let mut all = Vec::new();
    for word in wanted {
        let Some(name) = program::fetched(word) else {
            all.extend(program::select(word, args)?);
            continue;
        };
        match pyperformance::fetch(python) {
            Ok(found) => all.extend(
                found
                    .into_iter()
                    .filter(|p| name.is_none_or(|n| n == p.name)),
            ),
            Err(why) => notes.push(format!("pyperformance is skipped: {why}")),
        }
    }
    Ok(all)
}

/// One measurement: what is measured, from the first sample to the report.
pub struct Measurement {
    pub kind: Kind,
    pub by: By,
    pub modes: Vec<Mode>,
    pub rows: Vec<Row>,
    pub census: bool,
    pub notes: Vec<String>,
}

impl Measurement {
    /// Takes the samples.
    pub fn take(self, common: &Common) -> Result<Report, String> {
        if self.rows.is_empty() {
            return Err(self
                .notes
                .into_iter()
                .next()
                .unwrap_or_else(|| "no program is left to run".into()));
        }
        if let Some(wanted) = &common.pin {
            let there = child::processors();
            if let Some(missing) = wanted.iter().find(|&cpu| !there.contains(cpu)) {
                return Err(format!("there is no processor {missing} to stay on"));
            }
        }
        let stop = Arc::new(AtomicBool::new(false));
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            // The second one ends the tool at once.
            signal_hook::flag::register_conditional_shutdown(
                signal,
                i32::from(INTERRUPTED),
                stop.clone(),
            )
            .and_then(|_| signal_hook::flag::register(signal, stop.clone()))
            .map_err(|e| e.to_string())?;
        }
        let scratch = std::env::temp_dir().join(format!("typhon-bench-{}", std::process::id()));
        fs::create_dir_all(&scratch).map_err(|e| format!("{}: {e}", scratch.display()))?;
        let steady = common
            .steady
            .map(|iterations| (iterations, common.steady_seconds));
        let setup = Setup {
            rounds: common.rounds.max(1),
            within: common
                .within
                .map(|minutes| Duration::from_secs_f64(minutes.clamp(0.0, 1e6) * 60.0)),
            by: self.by,
            steady,
            timeout: Duration::from_secs(common.timeout),
            pin: common.pin.clone(),
            census: self.census,
            scratch,
            json: common.json.clone(),
            stop,
        };
        let mut report = self.report(steady.is_some());
        let begun = Instant::now();
        let taken = setup.take(&self.rows, &mut report, &view::line);
        // What is left in the folder of a tool that ends is no reason to fail.
        let _ = fs::remove_dir_all(&setup.scratch);
        taken?;
        report.took = begun.elapsed().as_secs_f64();
        Ok(report)
    }

    fn report(&self, steady: bool) -> Report {
        let machine = machine::look();
        let mut notes = self.notes.clone();
        if machine.load > 0.5 * machine.cores as f64 {
            notes.push(format!(
                "the machine was busy: load {:.1} on {} cores; expect wide intervals",
                machine.load, machine.cores
            ));
        }
        for note in &notes {
            println!("{note}");
        }
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        Report {
            format: FORMAT,
            kind: self.kind,
            command: std::env::args().skip(1).collect::<Vec<_>>().join(" "),
            started: since.map_or(0, |d| d.as_secs()),
            took: 0.0,
            interrupted: false,
            by: self.by,
            steady,
            machine,
            modes: self.modes.iter().map(Mode::info).collect(),
            series: Vec::new(),
            notes,
        }
    }
}

/// Shows what was measured, and keeps it where that was asked for.
pub fn finish(report: &Report, common: &Common) -> Result<ExitCode, String> {
    println!("\n{}", view::text(report));
    if let Some(json) = &common.json {
        report.write(json)?;
    }
    write_html(report, common.html.as_ref())?;
    Ok(code(report))
}

fn write_html(report: &Report, file: Option<&PathBuf>) -> Result<(), String> {
    let Some(file) = file else {
        return Ok(());
    };
    fs::write(file, html::page(report)).map_err(|e| format!("{}: {e}", file.display()))?;
    println!("the report is in {}", file.display());
    Ok(())
}

fn code(report: &Report) -> ExitCode {
    if report.interrupted {
        ExitCode::from(INTERRUPTED)
    } else if report.failures().next().is_some() {
        ExitCode::from(BAD)
    } else {
        ExitCode::SUCCESS
    }
}

/// Modes of a row: a program with threads is not run where a second thread is refused.
pub fn fitting(modes: &[Mode], program: &Program) -> Vec<Mode> {
    let fits = |m: &&Mode| !(m.one_thread && program.threaded);
    modes.iter().filter(fits).cloned().collect()
}

/// A word about the modes that programs cannot be run in.
pub fn note_threads(modes: &[Mode], programs: &[Program], notes: &mut Vec<String>) {
    let names: Vec<String> = programs
        .iter()
        .filter(|p| p.threaded)
        .map(|p| p.name.clone())
        .collect();
    if !names.is_empty() && modes.iter().any(|m| m.one_thread) {
        notes.push(format!(
            "without barriers there is only one thread: no `off` for {}",
            words::list(&names)
        ));
    }
}
