//! Medians, bootstrap intervals, ratios, warm-up and outliers.
//!
//! Times of programs are skewed: something may slow a sample down, nothing speeds it up. So: medians, not means; and
//! intervals by the bootstrap, which assumes no distribution. The generator of random numbers has a fixed seed, so the
//! same samples always give the same interval.

use crate::words;

const RESAMPLES: usize = 2000;
/// The part of the resamples that an interval leaves out on each side.
const TAIL: f64 = 0.025;

/// A number and the interval in which 95 % of its resamples lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

impl Estimate {
    /// Half the interval's width, as a part of the value.
    pub fn spread(&self) -> f64 {
        (self.high - self.low) / 2.0 / self.value
    }

    /// The spread for people; one sample has none.
    pub fn margin(&self) -> String {
        if self.high > self.low {
            format!(" ±{}", words::percent(self.spread()))
        } else {
            String::new()
        }
    }

    pub fn contains(&self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }
}

pub fn median(xs: &[f64]) -> f64 {
    quantile(xs, 0.5)
}

/// A quantile, between neighbours where it falls between them.
pub fn quantile(xs: &[f64], q: f64) -> f64 {
    if xs.is_empty() {
        return f64::NAN;
    }
    let mut sorted = xs.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = q * (sorted.len() - 1) as f64;
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    low + (high - low) * at.fract()
}

/// xorshift64*.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n
    }

    /// The median of as many samples, drawn with replacement.
    fn median_of(&mut self, xs: &[f64]) -> f64 {
        let drawn: Vec<f64> = xs.iter().map(|_| xs[self.below(xs.len())]).collect();
        median(&drawn)
    }
}

fn bootstrap(value: f64, mut resample: impl FnMut(&mut Random) -> f64) -> Estimate {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let drawn: Vec<f64> = (0..RESAMPLES).map(|_| resample(&mut random)).collect();
    Estimate {
        value,
        low: quantile(&drawn, TAIL),
        high: quantile(&drawn, 1.0 - TAIL),
    }
}

/// The median of samples.
pub fn center(xs: &[f64]) -> Estimate {
    bootstrap(median(xs), |random| random.median_of(xs))
}

/// How many times as long `above` takes as `below`.
pub fn ratio(above: &[f64], below: &[f64]) -> Estimate {
    bootstrap(median(above) / median(below), |random| {
        random.median_of(above) / random.median_of(below)
    })
}

/// The geometric mean of ratios of the given pairs of samples.
pub fn mean_ratio(pairs: &[(Vec<f64>, Vec<f64>)]) -> Option<Estimate> {
    if pairs.is_empty() {
        return None;
    }
    let mean = |logs: &mut dyn Iterator<Item = f64>| (logs.sum::<f64>() / pairs.len() as f64).exp();
    let value = mean(&mut pairs.iter().map(|(a, b)| (median(a) / median(b)).ln()));
    Some(bootstrap(value, |random| {
        mean(
            &mut pairs
                .iter()
                .map(|(a, b)| (random.median_of(a) / random.median_of(b)).ln()),
        )
    }))
}

/// Where iterations have become steady.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WarmUp {
    /// Iterations that do not count.
    pub turns: usize,
    /// Whether what comes after them is steady.
    pub steady: bool,
}

/// Finds the first of two iterations in a row that are as quick as the second half of all. As quick: within three
/// deviations (of the median kind) or 2 % of its median. If there are none in the first half, all of that is warm-up, and
/// it is not known whether the rest is steady.
pub fn warm_up(times: &[f64]) -> WarmUp {
    let half = times.len() / 2;
    if times.len() < 4 {
        return WarmUp {
            turns: 0,
            steady: times.len() == 1,
        };
    }
    let tail = &times[half..];
    let middle = median(tail);
    let deviation = 1.4826 * median(&tail.iter().map(|t| (t - middle).abs()).collect::<Vec<_>>());
    let limit = middle + (3.0 * deviation).max(0.02 * middle);
    match times[..=half]
        .windows(2)
        .position(|w| w[0] <= limit && w[1] <= limit)
    {
        Some(turns) => WarmUp {
            turns,
            steady: true,
        },
        None => WarmUp {
            turns: half,
            steady: false,
        },
    }
}

/// Which samples lie far from the others: beyond the quartiles by more than 1.5 times their distance.
pub fn outliers(xs: &[f64]) -> Vec<usize> {
    if xs.len() < 5 {
        return Vec::new();
    }
    let (low, high) = (quantile(xs, 0.25), quantile(xs, 0.75));
    let reach = 1.5 * (high - low);
    (0..xs.len())
        .filter(|&i| xs[i] < low - reach || xs[i] > high + reach)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_neighbours() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(quantile(&[1.0, 2.0], 0.25), 1.25);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn an_interval_holds_its_value_and_is_the_same_each_time() {
        let xs = [1.0, 1.1, 0.9, 1.05, 1.02, 3.0];
        let e = center(&xs);
        assert!(e.contains(e.value) && e.low >= 0.9 && e.high <= 3.0);
        assert_eq!(e, center(&xs));
        let same = center(&[2.0; 4]);
        assert_eq!((same.low, same.high, same.spread()), (2.0, 2.0, 0.0));
    }

    #[test]
    fn a_ratio_of_the_same_is_one() {
        let r = ratio(&[2.0, 2.2, 2.1], &[1.0, 1.1, 1.05]);
        assert!((r.value - 2.0).abs() < 1e-9 && r.contains(2.0));
        let pairs = [(vec![2.0], vec![1.0]), (vec![1.0], vec![2.0])];
        let mean = mean_ratio(&pairs).map(|e| e.value);
        assert!(mean.is_some_and(|m| (m - 1.0).abs() < 1e-9));
        assert_eq!(mean_ratio(&[]), None);
    }

    #[test]
    fn warm_up_is_found_and_not_assumed() {
        let turns = |times: &[f64]| warm_up(times).turns;
        assert_eq!(turns(&[1.0; 8]), 0);
        assert_eq!(turns(&[5.0, 3.0, 1.0, 1.01, 1.0, 0.99, 1.0, 1.0]), 2);
        let slower_and_slower = [1.0, 9.0, 2.0, 9.0, 1.0, 1.0, 1.0, 1.0];
        assert!(turns(&slower_and_slower) > 0);
        assert!(!warm_up(&[9.0, 8.0, 7.0, 6.0, 5.0, 1.0, 1.0, 1.0]).steady);
    }

    #[test]
    fn outliers_are_few_and_far() {
        assert_eq!(outliers(&[1.0, 1.0, 1.1, 1.05, 1.02, 9.0]), [5]);
        assert!(outliers(&[1.0, 9.0]).is_empty());
    }
}
