//! `scale`: throughput over the number of threads.
//!
//! A program does the same work with any number of threads, so throughput is the time with one thread over the time with
//! several; ideal is the number of threads, up to the number of cores.

use crate::cli::{self, Common, Measurement};
use crate::data::{By, Kind, Report, Series, Shares};
use crate::mode;
use crate::schedule::Row;
use crate::stats::Estimate;
use crate::table::Table;
use crate::words::{count, figures, seconds};
use crate::{child, program::Program};
use clap::Args;
use std::process::ExitCode;

#[derive(Args)]
pub struct Options {
    /// Programs that take a number of threads: sets (threads, atomic), names of programs in them, Python files
    #[arg(default_values = ["threads", "atomic"])]
    programs: Vec<String>,
    /// Numbers of threads, as 1,2,4 (by default 1, 2, 4, … up to the number of cores)
    #[arg(short, long, value_delimiter = ',')]
    threads: Vec<usize>,
    /// Typhon's modes: interp, full, plain
    #[arg(short, long, value_delimiter = ',', default_value = "full")]
    modes: Vec<String>,
    /// Another Python to compare with; may be given several times
    #[arg(short, long = "peer", value_name = "PYTHON")]
    peers: Vec<String>,
    #[command(flatten)]
    common: Common,
}

pub fn run(o: &Options) -> Result<ExitCode, String> {
    let mut modes = mode::typhon(&mode::binary(o.common.typhon.as_deref())?, &o.modes)?;
    let (peers, mut notes) = if o.peers.is_empty() {
        Default::default()
    } else {
        mode::peers(&o.peers)
    };
    modes.extend(peers);
    let programs = cli::programs(&o.programs, &o.common.args, None, &mut notes)?;
    let (programs, others): (Vec<Program>, Vec<Program>) =
        programs.into_iter().partition(|p| p.shares.is_some());
    for other in others {
        notes.push(format!(
            "{} takes no number of threads: skipped",
            other.name
        ));
    }
    let mut numbers = if o.threads.is_empty() {
        usual(child::processors().len())
    } else {
        o.threads.clone()
    };
    if !numbers.contains(&1) {
        numbers.insert(0, 1);
    }
    let mut rows = Vec::new();
    for program in &programs {
        for &n in &numbers {
            rows.push(Row {
                program: program.clone(),
                threads: Some(n),
                modes: cli::fitting(&modes, program),
            });
        }
    }
    let measurement = Measurement {
        kind: Kind::Scale,
        by: By::Wall,
        modes,
        rows,
        census: false,
        notes,
    };
    let report = measurement.take(&o.common)?;
    cli::finish(&report, &o.common)
}

/// Powers of two up to the number of cores, two at least, and that number itself.
fn usual(cores: usize) -> Vec<usize> {
    let most = cores.max(2);
    let mut numbers: Vec<usize> = std::iter::successors(Some(1), |n| Some(n * 2))
        .take_while(|&n| n <= most)
        .collect();
    if numbers.last() != Some(&most) {
        numbers.push(most);
    }
    numbers
}

/// One program in one mode, over the numbers of threads.
pub struct Line<'r> {
    pub program: &'r str,
    pub mode: &'r str,
    pub shares: Option<Shares>,
    pub points: Vec<Point<'r>>,
}

pub struct Point<'r> {
    pub threads: usize,
    pub series: &'r Series,
    /// Throughput, with one thread as 1.
    pub gain: Estimate,
}

impl<'r> Line<'r> {
    /// All lines, those that share nothing first.
    pub fn all(report: &'r Report) -> Vec<Line<'r>> {
        let mut lines: Vec<Line> = Vec::new();
        for s in report.series.iter().filter(|s| s.is_good()) {
            let Some(threads) = s.threads else {
                continue;
            };
            let Some(one) = report.good(&s.program, &s.mode, Some(1)) else {
                continue;
            };
            let Some(gain) = report.ratio(one, s) else {
                continue;
            };
            let point = Point {
                threads,
                series: s,
                gain,
            };
            match lines
                .iter_mut()
                .find(|l| l.program == s.program && l.mode == s.mode)
            {
                Some(line) => line.points.push(point),
                None => lines.push(Line {
                    program: &s.program,
                    mode: &s.mode,
                    shares: s.shares,
                    points: vec![point],
                }),
            }
        }
        lines.sort_by_key(|l| l.shares);
        lines
    }
}

pub fn table(report: &Report) -> Table {
    let lines = Line::all(report);
    let mut numbers: Vec<usize> = lines
        .iter()
        .flat_map(|l| l.points.iter().map(|p| p.threads))
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut head = vec![
        "program".to_owned(),
        "shares".to_owned(),
        "mode".to_owned(),
        "1 thread".to_owned(),
    ];
    let more = || numbers.iter().filter(|&&n| n > 1);
    head.extend(more().map(|n| format!("×{n}")));
    head.extend(["aborts/s", "waits/s", "hand-overs/s"].map(str::to_owned));
    let row = |line: &Line| {
        let at = |n: usize| line.points.iter().find(|p| p.threads == n);
        let mut row = vec![
            line.program.to_owned(),
            line.shares.map_or("", Shares::name).to_owned(),
            line.mode.to_owned(),
        ];
        row.push(at(1).map_or("–".into(), |p| seconds(report.time(p.series).log.exp())));
        row.extend(more().map(|&n| match at(n) {
            Some(p) => figures(p.gain.value) + &p.gain.margin(),
            None => "–".into(),
        }));
        let rate = |names: &[&str]| {
            let most = line.points.iter().max_by_key(|p| p.threads);
            most.and_then(|p| p.series.per_second("stm", names))
                .map_or("–".into(), count)
        };
        row.extend([
            rate(&["aborts"]),
            rate(&["sleeps"]),
            rate(&["grants", "shares", "claims"]),
        ]);
        row
    };
    let rows = lines.iter().map(row).collect();
    Table {
        head,
        rows,
        foot: None,
        left: 3,
    }
}

/// What more threads bring, in a sentence.
pub fn sentence(report: &Report) -> String {
    let lines = Line::all(report);
    let said = |shares: Shares| {
        let gains = |l: &Line| {
            let p = l
                .points
                .iter()
                .max_by_key(|p| p.threads)
                .filter(|p| p.threads > 1)?;
            Some((p.threads, p.gain.value))
        };
        // Peers have lines too; the sentence is about the first mode.
        let ours = lines.iter().filter(|l| {
            l.shares == Some(shares) && report.modes.first().is_some_and(|m| m.name == l.mode)
        });
        let all: Vec<(usize, f64)> = ours.filter_map(gains).collect();
        let (threads, _) = *all.first()?;
        let mean = (all.iter().map(|(_, g)| g.ln()).sum::<f64>() / all.len() as f64).exp();
        let how = match shares {
            Shares::Nothing => "that share nothing",
            Shares::Reads => "that share what they read",
            Shares::Writes => "that share what they write",
        };
        Some((threads, format!("{} for programs {how}", figures(mean))))
    };
    let parts: Vec<(usize, String)> = Shares::ALL.into_iter().filter_map(said).collect();
    let Some((threads, _)) = parts.first() else {
        return "No program ran with one thread and with several, so nothing is known of how they scale.".into();
    };
    let parts: Vec<&str> = parts.iter().map(|(_, text)| text.as_str()).collect();
    format!(
        "With {threads} threads, throughput over that of one thread is {} (geometric means).",
        parts.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::usual;

    #[test]
    fn numbers_of_threads_double() {
        assert_eq!(usual(1), [1, 2]);
        assert_eq!(usual(6), [1, 2, 4, 6]);
        assert_eq!(usual(8), [1, 2, 4, 8]);
    }
}
