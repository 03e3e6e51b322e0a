//! What a report's samples say: times and ratios, each with the noise of its like.
//!
//! Like series are those of the same mode (of the same two modes, for ratios) over all programs. A ratio is made from
//! pairs: samples of both series in the same round, taken within moments, so that what changes slowly cancels.

use crate::data::{Report, Sample, Series};
use crate::stats::{self, Estimate, Known, Noise, Of, Rounds};

/// The logarithms of a series' times.
fn rounds(report: &Report, series: &Series) -> Rounds {
    let by = report.by;
    if series.counts_iterations() {
        let all = series.samples.iter().flat_map(Sample::steady);
        return all.map(|t| t.ln()).enumerate().collect();
    }
    let of = |s: &Sample| (s.round, s.time(by).ln());
    series.samples.iter().map(of).collect()
}

/// The logarithms of the ratios of two series, round by round.
fn pairs(report: &Report, above: &Series, below: &Series) -> Rounds {
    let below = rounds(report, below);
    let pair = |(round, x): (usize, f64)| {
        let y = below.iter().find(|b| b.0 == round)?.1;
        Some((round, x - y))
    };
    rounds(report, above).into_iter().filter_map(pair).collect()
}

impl Report {
    /// The time of a series.
    pub fn time(&self, series: &Series) -> Known {
        let like = self
            .series
            .iter()
            .filter(|s| s.mode == series.mode && s.is_good());
        let all: Vec<Vec<f64>> = like.map(|s| stats::logs(&rounds(self, s))).collect();
        stats::center(&stats::logs(&rounds(self, series)), Noise::of(&all))
    }

    /// How many times as long `above` takes as `below`; nothing if they have no round in common.
    pub fn ratio(&self, above: &Series, below: &Series) -> Option<Estimate> {
        let own = stats::logs(&pairs(self, above, below));
        let like = |s: &&Series| s.mode == above.mode && s.threads == above.threads && s.is_good();
        let all: Vec<Vec<f64>> = self
            .series
            .iter()
            .filter(like)
            .filter_map(|s| {
                let other = self.good(&s.program, &below.mode, below.threads)?;
                Some(stats::logs(&pairs(self, s, other)))
            })
            .collect();
        (!own.is_empty()).then(|| stats::center(&own, Noise::of(&all)).estimate())
    }

    /// The geometric mean of the ratios of pairs of series.
    pub fn mean_ratio(&self, of: &[(&Series, &Series)]) -> Option<Known> {
        let mut all: Vec<Rounds> = of.iter().map(|(a, b)| pairs(self, a, b)).collect();
        all.retain(|r| !r.is_empty());
        stats::mean_of(&all, Of::Ratios)
    }

    /// The geometric mean of the times of series.
    pub fn mean_time(&self, of: &[&Series]) -> Option<Known> {
        let all: Vec<Rounds> = of.iter().map(|s| rounds(self, s)).collect();
        stats::mean_of(&all, Of::Times)
    }
}
