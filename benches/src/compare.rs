//! `compare`: what changed from one measurement to another, beyond the noise.
//!
//! Three things must hold before a change is told. The intervals of both measurements do not meet. What is left of the ratio
//! when the **host's part** is taken off is more than a threshold: fixed work was timed beside the samples, and whatever that
//! took longer in one measurement, programs may have as well. And it is no chance: of sixty comparisons that go wrong one
//! time in twenty, three do, so the limit is made stricter by Holm's method until the chance of a single false alarm *among
//! all of them* is one in twenty.
//!
//! Besides each program in each mode, geometric means are compared, of times and of ratios: a change that is small everywhere shows
//! in them. Those of ratios within a measurement have no host's part.

use crate::barriers::title;
use crate::data::{Kind, Report, Series};
use crate::host::Difference;
use crate::stats::{self, Estimate, Known, OUTSIDE};
use crate::table::Table;
use crate::view;
use crate::words::{figures, list, seconds};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// With fewer samples nothing is known of the noise.
const LEAST: usize = 3;
/// Hosts that differ by more hide what is looked for.
const MUCH: f64 = 1.1;

#[derive(Args)]
pub struct Options {
    old: PathBuf,
    new: PathBuf,
    /// Changes that are smaller do not count, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 2.0)]
    threshold: f64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    Faster,
    Slower,
    Same,
    /// It cannot be said.
    Few,
}

/// Two measurements of the same thing.
struct Pair {
    /// What it is called in its table.
    names: Vec<String>,
    /// What it was and is, for people.
    shown: [String; 2],
    old: Known,
    new: Known,
    /// What the host may have made of it.
    host: (f64, f64),
    few: bool,
}

impl Pair {
    fn ratio(&self) -> Known {
        self.new.over(&self.old)
    }

    /// `chance` is that of so much without a change, among all comparisons.
    fn judge(&self, chance: f64, threshold: f64) -> Change {
        if self.few {
            return Change::Few;
        }
        let (low, high) = self.host;
        let (old, new) = (self.old.estimate(), self.new.estimate());
        let might = Estimate {
            value: old.value,
            low: old.low * low,
            high: old.high * high,
        };
        let ratio = new.value / old.value;
        if chance >= OUTSIDE || might.meets(&new) {
            Change::Same
        } else if ratio > high * (1.0 + threshold) {
            Change::Slower
        } else if ratio < low / (1.0 + threshold) {
            Change::Faster
        } else {
            Change::Same
        }
    }
}

pub fn run(o: &Options) -> Result<ExitCode, String> {
    let (old, new) = (Report::read(&o.old)?, Report::read(&o.new)?);
    if old.by != new.by || old.steady != new.steady {
        return Err("the two files measure different times: one by the clock and one by the processor, or one of iterations".into());
    }
    for warning in differences(&old, &new) {
        println!("note: {warning}");
    }
    let compared = Compared::of(&old, &new, o.threshold / 100.0);
    if compared.changes.is_empty() && compared.failing.is_empty() {
        return Err("the two files have no program in a mode in common".into());
    }
    print!("{}", compared.text());
    Ok(if compared.is_bad() {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

/// What makes a comparison doubtful.
fn differences(old: &Report, new: &Report) -> Vec<String> {
    let mut all = Vec::new();
    if old.machine.processor != new.machine.processor || old.machine.cores != new.machine.cores {
        all.push(format!(
            "not the same machine: {} ({} cores), {} ({} cores)",
            old.machine.processor, old.machine.cores, new.machine.processor, new.machine.cores
        ));
    }
    for (report, name) in [(old, "old"), (new, "new")] {
        if report.machine.load > 0.5 * report.machine.cores as f64 {
            all.push(format!(
                "the machine was busy for the {name} one (load {:.1})",
                report.machine.load
            ));
        }
        if report.interrupted {
            all.push(format!("the {name} one was interrupted"));
        }
    }
    let gone: Vec<String> = old
        .series
        .iter()
        .filter(|s| new.find(&s.program, &s.mode, s.threads).is_none())
        .map(|s| format!("{} in {}", title(&s.program, s.threads), s.mode))
        .collect();
    if !gone.is_empty() {
        all.push(format!("not in the new one: {}", list(&gone)));
    }
    all
}

/// Two reports, compared.
pub struct Compared {
    series: Vec<Pair>,
    means: Vec<Pair>,
    /// Of the series, then of the means.
    pub changes: Vec<Change>,
    /// What fails now: program, mode, why, and whether it did not before.
    failing: Vec<([String; 3], bool)>,
    host: Difference,
}

impl Compared {
    pub fn of(old: &Report, new: &Report, threshold: f64) -> Compared {
        let host = Difference::between(old, new);
        let both = both(old, new);
        let series: Vec<Pair> = both
            .iter()
            .map(|&(before, now)| of_series((old, before), (new, now), &host))
            .collect();
        let mut means = mean_times(old, new, &both, &host);
        means.extend(mean_ratios(old, new));
        let all = || series.iter().chain(&means);
        let chances: Vec<f64> = all()
            .filter(|p| !p.few)
            .map(|p| p.ratio().doubt(p.host.0, p.host.1))
            .collect();
        let mut chances = stats::holm(&chances).into_iter();
        let mut chance = |p: &Pair| if p.few { None } else { chances.next() };
        let changes = all()
            .map(|p| p.judge(chance(p).unwrap_or(1.0), threshold))
            .collect();
        Compared {
            failing: failing(old, new),
            series,
            means,
            changes,
            host,
        }
    }

    /// Something got slower, or fails that did not.
    pub fn is_bad(&self) -> bool {
        self.changes.contains(&Change::Slower) || self.failing.iter().any(|f| f.1)
    }

    fn text(&self) -> String {
        let (of_series, of_means) = self.changes.split_at(self.series.len());
        let mut programs = table(
            &["program", "mode", "old", "new", "new/old", ""],
            &self.series,
            of_series,
        );
        for ([program, mode, why], _) in &self.failing {
            let none = || "–".to_owned();
            programs.rows.push(vec![
                program.clone(),
                mode.clone(),
                none(),
                none(),
                none(),
                format!("fails: {why}"),
            ]);
        }
        let mut text = programs.text() + "\n";
        if !self.means.is_empty() {
            let head = ["geometric means", "programs", "old", "new", "new/old", ""];
            text += &(table(&head, &self.means, of_means).text() + "\n");
        }
        let count = |change| self.changes.iter().filter(|c| **c == change).count();
        text += &format!(
            "{} unchanged, {} faster, {} slower of {} comparisons (means among them); the chance of any false alarm\n\
             among all of these is held at {:.0} %. ± is the 95 % interval of one alone.\n",
            count(Change::Same),
            count(Change::Faster),
            count(Change::Slower),
            self.changes.len() - count(Change::Few),
            OUTSIDE * 100.0
        );
        text + &self.host_text()
    }

    fn host_text(&self) -> String {
        let (low, high) = self.host.range();
        let kinds: Vec<String> = self
            .host
            .kinds
            .iter()
            .map(|(kind, ratio)| format!("{} ({kind})", figures(*ratio)))
            .collect();
        if kinds.is_empty() {
            return "How fast the host was is not known.\n".into();
        }
        let mut text = format!(
            "Fixed work took {} times as long in the new one: new/old between {} and {} is taken for the host's part.\n",
            list(&kinds),
            figures(low),
            figures(high)
        );
        if high / low > MUCH {
            text += "That is much. To see less than that, measure again, or measure both in one run, with the old one as a peer:\n    \
                     run --modes full --peer '/where/the/old/is/typhon --jit'\n";
        }
        text
    }
}

fn table(head: &[&str], pairs: &[Pair], changes: &[Change]) -> Table {
    let mut table = Table::new(head, 2);
    for (pair, change) in pairs.iter().zip(changes) {
        let mut row = pair.names.clone();
        row.extend(pair.shown.clone());
        let ratio = pair.ratio().estimate();
        let word = match change {
            Change::Few => "too few samples",
            Change::Faster => "faster",
            Change::Slower => "SLOWER",
            Change::Same => "",
        };
        row.extend([figures(ratio.value) + &ratio.margin(), word.to_owned()]);
        table.rows.push(row);
    }
    table
}

/// Series that have a time in both, old and new.
fn both<'r>(old: &'r Report, new: &'r Report) -> Vec<(&'r Series, &'r Series)> {
    let pair = |now: &'r Series| {
        let before = old.good(&now.program, &now.mode, now.threads)?;
        now.is_good().then_some((before, now))
    };
    new.series.iter().filter_map(pair).collect()
}

/// What fails in the new one.
fn failing(old: &Report, new: &Report) -> Vec<([String; 3], bool)> {
    let of = |(s, why): (&Series, &str)| {
        let was_good = old.good(&s.program, &s.mode, s.threads).is_some();
        let name = title(&s.program, s.threads);
        ([name, s.mode.clone(), why.to_owned()], was_good)
    };
    new.failures().map(of).collect()
}

fn of_series(
    (old, before): (&Report, &Series),
    (new, now): (&Report, &Series),
    host: &Difference,
) -> Pair {
    let (was, is) = (old.time(before), new.time(now));
    Pair {
        names: vec![title(&now.program, now.threads), now.mode.clone()],
        shown: [was, is].map(|k| {
            let e = k.estimate();
            seconds(e.value) + &e.margin()
        }),
        old: was,
        new: is,
        host: host.range(),
        few: before.samples.len().min(now.samples.len()) < LEAST,
    }
}

/// Of each mode the mean of all times.
fn mean_times(
    old: &Report,
    new: &Report,
    both: &[(&Series, &Series)],
    host: &Difference,
) -> Vec<Pair> {
    let of = |mode: &str| {
        let mine = || both.iter().filter(|p| p.0.mode == mode);
        let was = old.mean_time(&mine().map(|p| p.0).collect::<Vec<_>>())?;
        let is = new.mean_time(&mine().map(|p| p.1).collect::<Vec<_>>())?;
        // The mean of one is that one.
        (mine().count() > 1).then(|| Pair {
            names: vec![format!("times, {mode}"), mine().count().to_string()],
            shown: [String::new(), String::new()],
            old: was,
            new: is,
            host: host.range(),
            few: mine().any(|p| p.0.samples.len().min(p.1.samples.len()) < LEAST),
        })
    };
    new.modes.iter().filter_map(|m| of(&m.name)).collect()
}

/// What other modes are divided by within a report.
fn base(report: &Report) -> Option<&str> {
    match report.kind {
        Kind::Run => view::base(report),
        Kind::Barriers => Some("off"),
        Kind::Scale => None,
    }
}

/// Of each mode the mean of its ratios to the base, taken within each report.
fn mean_ratios(old: &Report, new: &Report) -> Vec<Pair> {
    let Some(base) = base(new).filter(|b| Some(*b) == self::base(old)) else {
        return Vec::new();
    };
    let of = |mode: &str| {
        let (mut was, mut is) = (Vec::new(), Vec::new());
        for (program, threads) in new.rows() {
            let row = (program, threads);
            if let (Some(before), Some(now)) =
                (over(old, row, mode, base), over(new, row, mode, base))
            {
                was.push(before);
                is.push(now);
            }
        }
        let few = was.iter().chain(&is).any(|p| p.0.samples.len() < LEAST);
        let (number, was, is) = (was.len(), old.mean_ratio(&was)?, new.mean_ratio(&is)?);
        Some(Pair {
            names: vec![format!("{mode}/{base}"), number.to_string()],
            shown: [was, is].map(|k| {
                let e = k.estimate();
                figures(e.value) + &e.margin()
            }),
            old: was,
            new: is,
            host: (1.0, 1.0),
            few,
        })
    };
    let modes = new.modes.iter().filter(|m| m.name != base);
    modes.filter_map(|m| of(&m.name)).collect()
}

/// A row's series in a mode and in the base.
fn over<'r>(
    report: &'r Report,
    (program, threads): (&str, Option<usize>),
    mode: &str,
    base: &str,
) -> Option<(&'r Series, &'r Series)> {
    Some((
        report.good(program, mode, threads)?,
        report.good(program, base, threads)?,
    ))
}
