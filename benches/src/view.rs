//! What a report says, as text: tables, sentences, failures and notes.

use crate::barriers::{self, title};
use crate::data::{Kind, Report, Series};
use crate::schedule::Row;
use crate::stats::{self, Estimate};
use crate::table::Table;
use crate::words::{self, figures, seconds};
use crate::{host, scale, words::minutes};

/// A row that is done, in a line.
pub fn line(report: &Report, row: &Row) -> String {
    let of = |mode: &crate::mode::Mode| {
        let s = report.find(&row.program.name, &mode.name, row.threads)?;
        if let Some(why) = &s.failure {
            return Some(format!("{} FAILS ({why})", mode.name));
        }
        (!s.samples.is_empty()).then(|| format!("{} {}", mode.name, time(s, report)))
    };
    let times: Vec<String> = row.modes.iter().filter_map(of).collect();
    format!("{:<18} {}", row.title(), times.join(" · "))
}

/// The median with its spread.
fn time(series: &Series, report: &Report) -> String {
    let e = report.time(series).estimate();
    seconds(e.value) + &e.margin()
}

/// Everything, for a terminal.
pub fn text(report: &Report) -> String {
    let mut parts = vec![main_table(report).text()];
    if let Some(sentence) = sentence(report) {
        parts.push(sentence + "\n");
    }
    let failures = failures(report);
    if !failures.is_empty() {
        parts.push(format!("FAILED:\n  {}\n", failures.join("\n  ")));
    }
    parts.push(format!("{}\n", remarks(report).join("\n")));
    parts.join("\n")
}

pub fn main_table(report: &Report) -> Table {
    match report.kind {
        Kind::Run => run_table(report),
        Kind::Barriers => barriers::table(report),
        Kind::Scale => scale::table(report),
    }
}

pub fn sentence(report: &Report) -> Option<String> {
    match report.kind {
        Kind::Run => run_sentence(report),
        Kind::Barriers => Some(barriers::sentence(report)),
        Kind::Scale => Some(scale::sentence(report)),
    }
}

/// A line for each program and reason, with the modes in which it failed so.
pub fn failures(report: &Report) -> Vec<String> {
    let mut all: Vec<(String, Vec<String>, &str)> = Vec::new();
    for (s, why) in report.failures() {
        let name = title(&s.program, s.threads);
        match all.iter_mut().find(|f| f.0 == name && f.2 == why) {
            Some(same) => same.1.push(s.mode.clone()),
            None => all.push((name, vec![s.mode.clone()], why)),
        }
    }
    let shown = |(name, modes, why): (String, Vec<String>, &str)| {
        format!("{name} in {}: {why}", words::list(&modes))
    };
    all.into_iter().map(shown).collect()
}

/// What the other modes are compared with: the first peer, or the first mode.
pub fn base(report: &Report) -> Option<&str> {
    let peer = report.modes.iter().find(|m| m.peer);
    peer.or(report.modes.first()).map(|m| m.name.as_str())
}

/// How often as fast as the base.
pub fn speed(report: &Report, series: &Series) -> Option<Estimate> {
    let base = report.good(&series.program, base(report)?, series.threads)?;
    series.is_good().then(|| report.ratio(base, series))?
}

/// The base and a mode, for the programs that have both.
fn pairs<'r>(report: &'r Report, mode: &str) -> Vec<(&'r Series, &'r Series)> {
    let both = |(program, threads)| {
        let base = report.good(program, base(report)?, threads)?;
        Some((base, report.good(program, mode, threads)?))
    };
    report.rows().into_iter().filter_map(both).collect()
}

pub fn mean_speed(report: &Report, mode: &str) -> Option<Estimate> {
    let mean = report.mean_ratio(&pairs(report, mode))?;
    Some(mean.estimate())
}

fn run_table(report: &Report) -> Table {
    let base = base(report).unwrap_or_default();
    let others: Vec<&str> = report
        .modes
        .iter()
        .map(|m| m.name.as_str())
        .filter(|m| *m != base)
        .collect();
    let mut head = vec!["program".to_owned()];
    head.extend(report.modes.iter().map(|m| m.name.clone()));
    head.extend(others.iter().map(|m| format!("{base}/{m}")));
    head.extend(["memory".to_owned(), "far off".to_owned()]);
    let mut table = Table {
        head,
        left: 1,
        ..Table::default()
    };
    for (program, threads) in report.rows() {
        let find = |mode: &str| report.find(program, mode, threads);
        let mut row = vec![title(program, threads)];
        row.extend(report.modes.iter().map(|m| match find(&m.name) {
            Some(s) if s.failure.is_some() => "fails".into(),
            Some(s) if s.is_good() => time(s, report),
            _ => "–".into(),
        }));
        row.extend(others.iter().map(|m| {
            let e = find(m).and_then(|s| speed(report, s));
            e.map_or("–".into(), |e| format!("{}×", figures(e.value)))
        }));
        let last = report
            .modes
            .last()
            .and_then(|m| find(&m.name))
            .filter(|s| s.is_good());
        row.push(last.map_or("–".into(), |s| format!("{:.0} MiB", s.memory_mib())));
        let far = report
            .modes
            .iter()
            .filter_map(|m| find(&m.name))
            .filter(|s| s.is_good());
        let far: usize = far
            .map(|s| stats::outliers(&s.times(report.by)).len())
            .sum();
        row.push(if far == 0 {
            String::new()
        } else {
            far.to_string()
        });
        table.rows.push(row);
    }
    if others.is_empty() {
        return table;
    }
    let mut foot = vec!["geometric mean".to_owned()];
    foot.extend(report.modes.iter().map(|_| String::new()));
    foot.extend(
        others.iter().map(|m| {
            mean_speed(report, m).map_or("–".into(), |e| format!("{}×", figures(e.value)))
        }),
    );
    table.foot = Some(foot);
    table
}

fn run_sentence(report: &Report) -> Option<String> {
    let base = base(report)?;
    let parts: Vec<String> = report
        .modes
        .iter()
        .filter(|m| m.name != base)
        .filter_map(|m| {
            let mean = mean_speed(report, &m.name)?;
            let number = pairs(report, &m.name).len();
            let between = if mean.is_known() {
                format!("{} to {}, ", figures(mean.low), figures(mean.high))
            } else {
                String::new()
            };
            Some(format!(
                "{} is {} times as fast as {base} ({between}geometric mean of {number} programs)",
                m.name,
                figures(mean.value)
            ))
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join("; ") + ".")
}

/// What is to be known besides: notes, what the times are, the machine.
pub fn remarks(report: &Report) -> Vec<String> {
    let m = &report.machine;
    let mut all = report.notes.clone();
    if report.interrupted {
        all.push("interrupted: these are the samples that were finished".into());
    }
    let unsteady = unsteady(report);
    if !unsteady.is_empty() {
        all.push(format!("never became steady: {}", words::list(&unsteady)));
    }
    let by = match (report.steady, report.by) {
        (true, _) => "iterations within a process, after the warm-up",
        (false, crate::data::By::Wall) => "whole processes, by the clock",
        (false, crate::data::By::Cpu) => "whole processes, user and system time of all threads",
    };
    let samples = report.series.iter().map(|s| s.samples.len()).max();
    all.push(match samples {
        Some(n) if n > 1 => format!(
            "times: {by}; medians of {n} samples, ± the 95 % interval; ratios from the pairs of each round"
        ),
        _ => format!("times: {by}; of one sample, so how certain they are is not known"),
    });
    if report
        .series
        .iter()
        .any(|s| s.is_good() && s.counts_iterations())
    {
        all.push("of one or two processes, each iteration counts as a sample: intervals say nothing about other processes".into());
    }
    all.extend(host::sentence(report));
    all.push(format!(
        "machine: {}, {} cores, {} MiB, {}, load {:.1} at the start; commit {}; took {}",
        m.processor,
        m.cores,
        m.memory_mib,
        m.system,
        m.load,
        m.commit,
        minutes(report.took)
    ));
    all
}

/// Programs whose iterations never became steady in some process.
fn unsteady(report: &Report) -> Vec<String> {
    let is_unsteady = |s: &&Series| {
        let runs = || s.samples.iter().filter(|x| !x.iterations.is_empty());
        s.is_good() && runs().any(|x| !stats::warm_up(&x.iterations).steady)
    };
    let name = |s: &Series| format!("{} in {}", title(&s.program, s.threads), s.mode);
    report.series.iter().filter(is_unsteady).map(name).collect()
}
