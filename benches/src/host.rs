//! The host during a measurement: whether it kept its speed, told from the probes and from the programs themselves.
//!
//! If all programs take longer in some round, it is not the programs: the **factor** of a round is what it made of a time,
//! the middle one over all series.

use crate::data::{Report, Series};
use crate::stats;
use crate::words::figures;

/// What the host made of the times of each round, with the usual as 1: the round's middle in minutes, and the factor.
pub fn factors(report: &Report) -> Vec<(f64, f64)> {
    let mut all: Vec<(f64, Vec<f64>)> = Vec::new();
    for s in report.series.iter().filter(|s| s.is_good()) {
        let logs: Vec<f64> = s.samples.iter().map(|x| x.time(report.by).ln()).collect();
        let usual = logs.iter().sum::<f64>() / logs.len() as f64;
        for (x, log) in s.samples.iter().zip(&logs) {
            if all.len() <= x.round {
                all.resize(x.round + 1, (0.0, Vec::new()));
            }
            all[x.round].0 += x.at / 60.0;
            all[x.round].1.push(log - usual);
        }
    }
    all.retain(|round| !round.1.is_empty());
    let of = |(at, logs): (f64, Vec<f64>)| (at / logs.len() as f64, stats::median(&logs).exp());
    all.into_iter().map(of).collect()
}

/// A kind of probe: its name, and how to take it from a sample.
pub type Kind = (&'static str, fn(&crate::data::Probe) -> f64);

pub const KINDS: [Kind; 2] = [("arithmetic", |p| p.arithmetic), ("memory", |p| p.memory)];

fn samples(report: &Report) -> impl Iterator<Item = &crate::data::Sample> {
    report
        .series
        .iter()
        .flat_map(|s: &Series| &s.samples)
        .filter(|x| x.host.arithmetic > 0.0)
}

/// The usual time of a kind of probe, if there were probes.
fn usual(report: &Report, kind: Kind) -> Option<f64> {
    let all: Vec<f64> = samples(report).map(|x| kind.1(&x.host)).collect();
    (!all.is_empty()).then(|| stats::median(&all))
}

/// A kind of probe over time, with the usual as 1: in minutes, a few at a time.
pub fn course(report: &Report, kind: Kind) -> Vec<(f64, f64)> {
    /// Points of a line on a page.
    const POINTS: usize = 60;
    let Some(usual) = usual(report, kind) else {
        return Vec::new();
    };
    let mut all: Vec<(f64, f64)> = samples(report)
        .map(|x| (x.at / 60.0, kind.1(&x.host) / usual))
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let few = all.chunks(all.len().div_ceil(POINTS).max(1));
    let middle = |part: &[(f64, f64)]| {
        let of = |f: fn(&(f64, f64)) -> f64| stats::median(&part.iter().map(f).collect::<Vec<_>>());
        (of(|p| p.0), of(|p| p.1))
    };
    few.map(middle).collect()
}

/// How steady the host was, in a sentence.
pub fn sentence(report: &Report) -> Option<String> {
    let rounds = factors(report);
    if rounds.len() < 2 {
        return None;
    }
    let ends = |points: &[(f64, f64)]| {
        let low = points.iter().map(|p| p.1).fold(f64::INFINITY, f64::min);
        let high = points.iter().map(|p| p.1).fold(0.0, f64::max);
        format!("{} to {}", figures(low), figures(high))
    };
    let mut text = format!(
        "the host: programs took {} times as long as usual in its rounds",
        ends(&rounds)
    );
    for kind in KINDS {
        let course = course(report, kind);
        if !course.is_empty() {
            text += &format!(", fixed work ({}) {}", kind.0, ends(&course));
        }
    }
    Some(text)
}

/// How many times as long fixed work took in the second measurement as in the first.
pub struct Difference {
    /// Of each kind.
    pub kinds: Vec<(&'static str, f64)>,
}

impl Difference {
    pub fn between(old: &Report, new: &Report) -> Difference {
        let ratio = |kind: Kind| Some((kind.0, usual(new, kind)? / usual(old, kind)?));
        Difference {
            kinds: KINDS.into_iter().filter_map(ratio).collect(),
        }
    }

    /// Ratios of times between these two may come from the host alone.
    pub fn range(&self) -> (f64, f64) {
        let low = self.kinds.iter().map(|k| k.1).fold(1.0, f64::min);
        let high = self.kinds.iter().map(|k| k.1).fold(1.0, f64::max);
        (low, high)
    }
}
