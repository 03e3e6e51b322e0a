//! Takes the samples: rounds of all modes in turns, program after program.
//!
//! ```text
//!   nbody   round 1: A B C   round 2: C B A   round 3: A B C …   then the next program
//! ```
//!
//! A series that fails (another output, a crash, a timeout) takes no more samples: it has no time. After each program
//! the JSON file is written anew, so that whatever ends this process leaves what was finished.

use crate::child::{self, End, Job, Outcome};
use crate::data::{Counters, Report, Sample, Series};
use crate::machine;
use crate::mode::Mode;
use crate::program::Program;
use crate::words;
use indicatif::{ProgressBar, ProgressStyle};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How samples are taken.
pub struct Setup {
    pub rounds: usize,
    /// Iterations within a process, at most so many and for about so many seconds.
    pub steady: Option<(usize, f64)>,
    pub timeout: Duration,
    /// Processors to stay on; by default as many as the program needs, where others are left.
    pub pin: Option<Vec<usize>>,
    /// Whether each mode with barriers gets a run in which they are counted.
    pub census: bool,
    /// A folder of this tool's own, removed at its end.
    pub scratch: PathBuf,
    pub json: Option<PathBuf>,
    pub stop: Arc<AtomicBool>,
}

/// A program at a number of threads, and the modes it is run in.
pub struct Row {
    pub program: Program,
    pub threads: Option<usize>,
    pub modes: Vec<Mode>,
}

impl Row {
    pub fn title(&self) -> String {
        match self.threads {
            Some(n) => format!("{} ×{n}", self.program.name),
            None => self.program.name.clone(),
        }
    }

    fn series(&self) -> Vec<Series> {
        let of = |mode: &Mode| Series {
            program: self.program.name.clone(),
            set: self.program.set.clone(),
            mode: mode.name.clone(),
            threads: self.threads,
            shares: self.program.shares,
            samples: Vec::new(),
            output: None,
            failure: None,
            census: None,
        };
        self.modes.iter().map(of).collect()
    }
}

impl Setup {
    fn stopped(&self) -> bool {
        // ORD: Relaxed; a switch.
        self.stop.load(Ordering::Relaxed)
    }

    /// Takes all samples. `line` shows a row that is done.
    pub fn take(
        &self,
        rows: &[Row],
        report: &mut Report,
        line: &dyn Fn(&Report, &Row) -> String,
    ) -> Result<(), String> {
        let all: usize = rows.iter().map(|row| row.modes.len() * self.rounds).sum();
        let bar = ProgressBar::new(all as u64);
        let style = "{bar:24} {pos}/{len}  {elapsed_precise}, {eta} left  {msg}";
        bar.set_style(ProgressStyle::with_template(style).map_err(|e| e.to_string())?);
        bar.enable_steady_tick(Duration::from_millis(500));
        let processors = child::processors();
        let mut unpinned = false;
        for row in rows {
            let wanted = self.pin.as_deref().or_else(|| {
                machine::share_of(
                    &processors,
                    row.threads.unwrap_or(if row.program.threaded {
                        processors.len()
                    } else {
                        1
                    }),
                )
            });
            unpinned |= !child::pin(wanted.unwrap_or(&processors));
            let mut series = row.series();
            self.row(row, &mut series, &bar);
            let begun = series
                .iter()
                .any(|s| !s.samples.is_empty() || s.failure.is_some());
            report.interrupted |= self.stopped();
            if begun {
                report.series.extend(series);
                if let Some(json) = &self.json {
                    report.write(json)?;
                }
                let shown = line(report, row);
                bar.suspend(|| println!("{shown}"));
            }
            if self.stopped() {
                break;
            }
        }
        bar.finish_and_clear();
        child::pin(&processors);
        if unpinned {
            report
                .notes
                .push("keeping programs on chosen processors was not permitted".into());
        }
        Ok(())
    }

    /// All rounds of one row.
    fn row(&self, row: &Row, series: &mut [Series], bar: &ProgressBar) {
        for round in 0..self.rounds {
            for turn in 0..row.modes.len() {
                let at = if round % 2 == 0 {
                    turn
                } else {
                    row.modes.len() - 1 - turn
                };
                let (mode, s) = (&row.modes[at], &mut series[at]);
                bar.set_message(format!("{}, {}", row.title(), mode.name));
                if s.failure.is_none() {
                    match self.sample(row, mode, false) {
                        Ok((sample, output)) => accept(s, sample, output),
                        Err(Trouble::Stopped) => return,
                        Err(Trouble::Failed(why)) => s.failure = Some(why),
                    }
                }
                bar.inc(1);
            }
            if round == 0 {
                compare_outputs(row, series);
            }
        }
        if self.census {
            for (mode, s) in row.modes.iter().zip(series) {
                if mode.has_barriers() && s.failure.is_none() {
                    bar.set_message(format!("{}, counting {}", row.title(), mode.name));
                    let Ok((sample, _)) = self.sample(row, mode, true) else {
                        continue;
                    };
                    s.census = sample.counters;
                }
            }
        }
    }

    /// One process; for a census, one that is not timed.
    fn sample(
        &self,
        row: &Row,
        mode: &Mode,
        census: bool,
    ) -> Result<(Sample, Option<String>), Trouble> {
        let (counters, times) = (self.scratch.join("counters"), self.scratch.join("times"));
        for file in [&counters, &times] {
            // It may not be there.
            let _ = fs::remove_file(file);
        }
        let mut command = mode.command.clone();
        if census {
            command.push("--jit=census".into());
        }
        if !mode.peer {
            command.push(format!("--stats=json:{}", counters.display()));
        }
        let steady = self
            .steady
            .filter(|_| !census || row.program.measures_itself());
        let mut env = elsewhere(mode, &row.program);
        let mut args: Vec<String> = row.threads.iter().map(usize::to_string).collect();
        args.extend(row.program.args.iter().cloned());
        let program = row.program.path.display().to_string();
        match steady {
            Some((iterations, seconds)) if row.program.measures_itself() => {
                env = crate::pyperformance::environment(&self.scratch, &times, iterations, seconds);
                command.push(program);
            }
            Some((iterations, seconds)) => {
                let driver = self.scratch.join("steady.py");
                fs::write(&driver, include_str!("steady.py"))
                    .map_err(|e| Trouble::Failed(e.to_string()))?;
                let words = [
                    driver.display().to_string(),
                    times.display().to_string(),
                    iterations.to_string(),
                    seconds.to_string(),
                    program,
                ];
                command.extend(words);
            }
            None => command.push(program),
        }
        command.extend(args);
        let job = Job {
            command: &command,
            env: &env,
            timeout: self.timeout,
            scratch: &self.scratch,
            stop: &self.stop,
        };
        let outcome =
            child::run(&job).map_err(|e| Trouble::Failed(format!("{}: {e}", command[0])))?;
        judge(&outcome, self.timeout)?;
        let read = |file| fs::read_to_string(file).unwrap_or_default();
        let sample = Sample {
            wall: outcome.wall,
            user: outcome.user,
            system: outcome.system,
            memory_kib: outcome.memory_kib,
            iterations: read(&times)
                .lines()
                .filter_map(|l| l.parse().ok())
                .collect(),
            counters: serde_json::from_str::<Counters>(&read(&counters)).ok(),
        };
        if steady.is_some() && sample.iterations.is_empty() {
            return Err(Trouble::Failed("told no times".into()));
        }
        let output = (!row.program.measures_itself()).then(|| words::hash(&outcome.stdout));
        Ok((sample, output))
    }
}

enum Trouble {
    Failed(String),
    Stopped,
}

/// Other Pythons have no atomic blocks: for the demos, there are stand-ins with one lock.
fn elsewhere(mode: &Mode, program: &Program) -> Vec<(String, String)> {
    if !mode.peer || program.set != "demos" {
        return Vec::new();
    }
    let stand_ins = machine::root().join("tests/shim");
    vec![("PYTHONPATH".to_owned(), stand_ins.display().to_string())]
}

/// What a program said at its end: a panic's message, or else the last line.
fn reason(text: &str) -> String {
    let mut lines = text.lines();
    if lines.any(|l| l.contains("' panicked at ") || l.contains(") panicked at ")) {
        return format!("panic: {}", lines.next().unwrap_or_default().trim());
    }
    let last = text.lines().rev().find(|l| !l.trim().is_empty());
    last.unwrap_or("no word why").trim().to_owned()
}

/// What the end of the process means.
fn judge(outcome: &Outcome, timeout: Duration) -> Result<(), Trouble> {
    let text = String::from_utf8_lossy(&outcome.stderr);
    let last: String = reason(&text).chars().take(200).collect();
    match outcome.end {
        End::Exit(0) => Ok(()),
        End::Exit(code) => Err(Trouble::Failed(format!("exit status {code}: {last}"))),
        End::Signal(signal) => Err(Trouble::Failed(format!(
            "killed by signal {signal}: {last}"
        ))),
        End::Timeout => Err(Trouble::Failed(format!(
            "no end within {} s",
            timeout.as_secs()
        ))),
        End::Stopped => Err(Trouble::Stopped),
    }
}

fn accept(series: &mut Series, sample: Sample, output: Option<String>) {
    if !series.samples.is_empty() && series.output != output {
        series.failure = Some("wrong result: prints something else each time".into());
        return;
    }
    series.output = output;
    series.samples.push(sample);
}

/// Whoever prints something else than it should has failed. What should be printed is on record, or else what a peer
/// printed, or else the interpreter, or else the first mode.
fn compare_outputs(row: &Row, series: &mut [Series]) {
    let printed = |at: usize| {
        series[at]
            .output
            .clone()
            .filter(|_| series[at].failure.is_none())
    };
    let find = |like: &dyn Fn(&Mode) -> bool| {
        (0..row.modes.len())
            .filter(|&at| like(&row.modes[at]))
            .find_map(|at| Some((printed(at)?, row.modes[at].name.clone())))
    };
    let on_record = row
        .program
        .output
        .clone()
        .map(|hash| (hash, "what is on record".to_owned()));
    let right = on_record
        .or_else(|| find(&|m| m.peer))
        .or_else(|| find(&|m| m.name == "interp"))
        .or_else(|| find(&|_| true));
    let Some((right, whose)) = right else {
        return;
    };
    for s in series {
        if s.failure.is_none() && s.output.as_ref().is_some_and(|o| *o != right) {
            s.failure = Some(format!("wrong result: its output differs from {whose}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(record: Option<&str>) -> (Row, Vec<Series>) {
        let mode = |name: &str, peer| Mode {
            name: name.into(),
            command: Vec::new(),
            version: String::new(),
            peer,
            one_thread: false,
        };
        let row = Row {
            program: Program {
                name: "p".into(),
                set: "own".into(),
                path: PathBuf::new(),
                args: Vec::new(),
                shares: None,
                threaded: false,
                output: record.map(str::to_owned),
            },
            threads: None,
            modes: vec![
                mode("full", false),
                mode("python3", true),
                mode("interp", false),
            ],
        };
        let series = row.series();
        (row, series)
    }

    fn failed(record: Option<&str>, outputs: [&str; 3]) -> Vec<bool> {
        let (row, mut series) = row(record);
        for (s, output) in series.iter_mut().zip(outputs) {
            accept(s, Sample::default(), Some(output.into()));
        }
        compare_outputs(&row, &mut series);
        series.iter().map(|s| s.failure.is_some()).collect()
    }

    #[test]
    fn a_wrong_result_is_a_failure() {
        assert_eq!(failed(None, ["a", "a", "a"]), [false; 3]);
        assert_eq!(failed(None, ["b", "a", "b"]), [true, false, true]);
        assert_eq!(failed(Some("b"), ["b", "a", "b"]), [false, true, false]);
    }

    #[test]
    fn the_reason_is_the_panic_or_the_last_line() {
        assert_eq!(reason("a\nValueError: b\n\n"), "ValueError: b");
        let panic = "thread 'main' (7) panicked at x.rs:1:2:\nV4: no\nnote: run with\n";
        assert_eq!(reason(panic), "panic: V4: no");
        assert_eq!(reason(""), "no word why");
    }

    #[test]
    fn a_result_that_changes_is_a_failure() {
        let (_, mut series) = row(None);
        accept(&mut series[0], Sample::default(), Some("a".into()));
        accept(&mut series[0], Sample::default(), Some("b".into()));
        assert!(series[0].failure.is_some() && series[0].samples.len() == 1);
    }
}
