//! Takes the samples: rounds through all programs, and at each program all modes in turns.
//!
//! ```text
//!   round 1   nbody A B C   sieve A B C   …        round 2   nbody C B A   sieve C B A   …
//! ```
//!
//! A machine that others use too is faster in one minute and slower in another. Samples of a program that are taken next to
//! one another would agree with each other and not with those of another day. Spread over the whole run, they show what
//! such changes are worth; and the modes of a **visit** (a program's turn in a round) follow one another at once, so that
//! their ratios do not.
//!
//! A series that fails (another output, a crash, a timeout) takes no more samples: it has no time. After each visit the
//! JSON file is written anew, so that whatever ends this process leaves what was finished.

use crate::child;
use crate::data::{By, Report, Sample, Series};
use crate::machine;
use crate::mode::Mode;
use crate::probe::Work;
use crate::program::Program;
use crate::sample::Trouble;
use indicatif::{ProgressBar, ProgressStyle};
use std::cell::Cell;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Rounds that are taken however long they take.
const LEAST: usize = 3;

/// How samples are taken.
pub struct Setup {
    pub rounds: usize,
    /// No round is begun that would not end within this time.
    pub within: Option<Duration>,
    /// What counts as the time, for the probes.
    pub by: By,
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

/// A measurement under way.
struct Course<'a> {
    setup: &'a Setup,
    rows: &'a [Row],
    /// Where each row's series are in the report, once it was visited.
    places: Vec<Option<Range<usize>>>,
    bar: ProgressBar,
    begun: Instant,
    work: Work,
    /// Processors this tool may use.
    processors: Vec<usize>,
    unpinned: bool,
    /// Seconds in which barriers were counted: no part of a round.
    counting: Cell<f64>,
}

impl Setup {
    /// Takes all samples. `line` shows a row that was visited for the first time.
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
        let mut course = Course {
            setup: self,
            rows,
            places: vec![None; rows.len()],
            bar,
            begun: Instant::now(),
            work: Work::new(),
            processors: child::processors(),
            unpinned: false,
            counting: Cell::new(0.0),
        };
        course.rounds(report, line)?;
        course.bar.finish_and_clear();
        child::pin(&course.processors);
        report.interrupted = self.stopped();
        if course.unpinned {
            report
                .notes
                .push("keeping programs on chosen processors was not permitted".into());
        }
        Ok(())
    }

    fn stopped(&self) -> bool {
        // ORD: Relaxed; a switch.
        self.stop.load(Ordering::Relaxed)
    }
}

impl Course<'_> {
    fn rounds(
        &mut self,
        report: &mut Report,
        line: &dyn Fn(&Report, &Row) -> String,
    ) -> Result<(), String> {
        let mut longest = 0.0f64;
        for round in 0..self.setup.rounds {
            let since = self.begun.elapsed().as_secs_f64();
            let over = |within: Duration| since + longest > within.as_secs_f64();
            if round >= LEAST && self.setup.within.is_some_and(over) {
                let wanted = self.setup.rounds;
                report
                    .notes
                    .push(format!("time was over after {round} of {wanted} rounds"));
                break;
            }
            let counted = self.counting.get();
            for at in 0..self.rows.len() {
                self.visit(at, round, report, line)?;
                if self.setup.stopped() {
                    return Ok(());
                }
            }
            let took = self.begun.elapsed().as_secs_f64() - since;
            longest = longest.max(took - (self.counting.get() - counted));
        }
        Ok(())
    }

    /// A row's turn in a round.
    fn visit(
        &mut self,
        at: usize,
        round: usize,
        report: &mut Report,
        line: &dyn Fn(&Report, &Row) -> String,
    ) -> Result<(), String> {
        let row = &self.rows[at];
        let permitted = child::pin(self.wanted(row));
        self.unpinned |= !permitted;
        let place = self.places[at].clone().unwrap_or_else(|| {
            let first = report.series.len();
            report.series.extend(row.series());
            first..report.series.len()
        });
        let series = &mut report.series[place.clone()];
        let failed = |series: &[Series]| series.iter().filter(|s| s.failure.is_some()).count();
        let before = failed(series);
        self.turns(row, round, series);
        if round == 0 && self.setup.census {
            let notes = self.count(row, series);
            report.notes.extend(notes);
        }
        let series = &report.series[place.clone()];
        let news = round == 0 || failed(series) > before;
        if series
            .iter()
            .all(|s| s.samples.is_empty() && s.failure.is_none())
        {
            report.series.truncate(place.start);
            return Ok(());
        }
        self.places[at] = Some(place);
        // Until the end is reached, whoever finds the file finds a part.
        report.interrupted = true;
        report.took = self.begun.elapsed().as_secs_f64();
        if let Some(json) = &self.setup.json {
            report.write(json)?;
        }
        if news {
            let shown = line(report, row);
            self.bar.suspend(|| println!("{shown}"));
        }
        Ok(())
    }

    /// Processors for a row's programs.
    fn wanted(&self, row: &Row) -> &[usize] {
        let threads = row.threads.unwrap_or(if row.program.threaded {
            self.processors.len()
        } else {
            1
        });
        let given = self.setup.pin.as_deref();
        given
            .or_else(|| machine::share_of(&self.processors, threads))
            .unwrap_or(&self.processors)
    }

    /// A sample in each mode.
    fn turns(&self, row: &Row, round: usize, series: &mut [Series]) {
        for turn in 0..row.modes.len() {
            let at = if round % 2 == 0 {
                turn
            } else {
                row.modes.len() - 1 - turn
            };
            let (mode, s) = (&row.modes[at], &mut series[at]);
            let of = self.setup.rounds;
            self.bar.set_message(format!(
                "round {} of {of}: {}, {}",
                round + 1,
                row.title(),
                mode.name
            ));
            if s.failure.is_none() {
                let at = self.begun.elapsed().as_secs_f64();
                let host = self.work.probe(self.setup.by);
                match self.setup.sample(row, mode, false) {
                    Ok((sample, output)) => {
                        let sample = Sample {
                            round,
                            at,
                            host,
                            ..sample
                        };
                        accept(s, sample, output);
                    }
                    Err(Trouble::Stopped) => return,
                    Err(Trouble::Failed(why)) => s.failure = Some(why),
                }
            }
            self.bar.inc(1);
        }
        if round == 0 {
            compare_outputs(row, series);
        }
    }

    /// Runs in which compiled code counts its barriers, and a word about each that failed.
    fn count(&self, row: &Row, series: &mut [Series]) -> Vec<String> {
        let begun = Instant::now();
        let mut notes = Vec::new();
        for (mode, s) in row.modes.iter().zip(series) {
            if !mode.has_barriers() || s.failure.is_some() || self.setup.stopped() {
                continue;
            }
            let title = row.title();
            self.bar
                .set_message(format!("{title}, counting {}", mode.name));
            match self.setup.sample(row, mode, true) {
                Ok((sample, _)) => s.census = sample.counters,
                Err(Trouble::Failed(why)) => notes.push(format!(
                    "the barriers of {title} in {} were not counted: {why}",
                    mode.name
                )),
                Err(Trouble::Stopped) => {}
            }
        }
        let took = begun.elapsed().as_secs_f64();
        self.counting.set(self.counting.get() + took);
        notes
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
    fn a_result_that_changes_is_a_failure() {
        let (_, mut series) = row(None);
        accept(&mut series[0], Sample::default(), Some("a".into()));
        accept(&mut series[0], Sample::default(), Some("b".into()));
        assert!(series[0].failure.is_some() && series[0].samples.len() == 1);
    }
}
