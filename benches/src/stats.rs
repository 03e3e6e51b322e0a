//! Medians and how well they are known, ratios, geometric means, many comparisons at once, warm-up and outliers.
//!
//! All of this is done with the logarithms of times: what disturbs a program makes it some percent slower. A median of few
//! samples is known no better than Student's t says for their number. The variance of five samples is itself a matter of
//! luck, and five that happen to agree would give an interval far too narrow; so each series' variance is moved towards
//! that of its like ([`Noise`]), as if these were some samples more.

use crate::student;
use crate::words;

/// The part of all that lies outside an interval, both sides together.
pub const OUTSIDE: f64 = 0.05;
/// How many samples more a series may borrow from its like.
const BORROWED: f64 = 4.0;
/// A median is this much less certain than a mean; it does not follow a sample that is far off.
const MEDIANS_PRICE: f64 = 1.2533;

/// A number and its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

impl Estimate {
    /// Whether there were samples enough for an interval.
    pub fn is_known(&self) -> bool {
        self.high > self.low
    }

    /// The further end of the interval from the value, as a part of the value.
    pub fn spread(&self) -> f64 {
        (self.high / self.value - 1.0).max(1.0 - self.low / self.value)
    }

    /// The spread for people: a part of the value, or how many times as much and as little. One sample has none.
    pub fn margin(&self) -> String {
        if !self.is_known() {
            String::new()
        } else if self.spread() < 1.0 {
            format!(" ±{}", words::percent(self.spread()))
        } else {
            format!(" ×÷{}", words::figures(1.0 + self.spread()))
        }
    }

    pub fn contains(&self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }

    pub fn meets(&self, other: &Estimate) -> bool {
        self.low <= other.high && other.low <= self.high
    }
}

/// The logarithm of a time or of a ratio, and how well it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known {
    pub log: f64,
    /// The standard error; infinite if there was one sample.
    pub error: f64,
    /// Degrees of freedom the error is known with.
    pub freedom: f64,
}

impl Known {
    pub fn estimate(&self) -> Estimate {
        let value = self.log.exp();
        if !self.error.is_finite() {
            return Estimate {
                value,
                low: value,
                high: value,
            };
        }
        let reach = self.reach();
        Estimate {
            value,
            low: (self.log - reach).exp(),
            high: (self.log + reach).exp(),
        }
    }

    /// How far the interval goes to each side.
    fn reach(&self) -> f64 {
        self.error * student::quantile(OUTSIDE, self.freedom)
    }

    /// The ratio to another that was measured apart (Welch's approximation of the degrees of freedom).
    pub fn over(&self, other: &Known) -> Known {
        Known {
            log: self.log - other.log,
            ..sum(&[*self, *other])
        }
    }

    /// The chance of a ratio this far beyond what lies between those two, if the truth lies between them.
    pub fn doubt(&self, low: f64, high: f64) -> f64 {
        let off = (self.log - high.ln()).max(low.ln() - self.log).max(0.0);
        if off == 0.0 || !self.error.is_finite() {
            return 1.0;
        }
        student::beyond(off / self.error, self.freedom)
    }
}

/// The sum of numbers that were measured apart.
fn sum(all: &[Known]) -> Known {
    let variance: f64 = all.iter().map(|k| k.error.powi(2)).sum();
    let parts: f64 = all.iter().map(|k| k.error.powi(4) / k.freedom).sum();
    Known {
        log: all.iter().map(|k| k.log).sum(),
        error: variance.sqrt(),
        freedom: if parts > 0.0 && variance.is_finite() {
            variance.powi(2) / parts
        } else {
            1.0
        },
    }
}

/// How much samples of like series scatter.
#[derive(Clone, Copy, Debug)]
pub struct Noise {
    variance: f64,
    freedom: f64,
}

impl Noise {
    /// From the logarithms of the samples of each series. The middle one of the variances counts, so that a few noisy
    /// programs do not make all doubtful.
    pub fn of(series: &[Vec<f64>]) -> Noise {
        let many = || series.iter().filter(|s| s.len() > 1);
        // The median of a variance lies below its mean.
        let bias = |n: f64| (1.0 - 2.0 / (9.0 * n)).powi(3);
        let all: Vec<f64> = many()
            .map(|s| variance(s) / bias((s.len() - 1) as f64))
            .collect();
        Noise {
            variance: if all.is_empty() { 0.0 } else { median(&all) },
            freedom: many().map(|s| (s.len() - 1) as f64).sum(),
        }
    }
}

fn mean(xs: &[f64]) -> f64 {
    xs.iter().sum::<f64>() / xs.len() as f64
}

fn variance(xs: &[f64]) -> f64 {
    let middle = mean(xs);
    xs.iter().map(|x| (x - middle).powi(2)).sum::<f64>() / (xs.len() - 1) as f64
}

/// The median of logarithms.
pub fn center(logs: &[f64], noise: Noise) -> Known {
    let log = median(logs);
    if logs.len() < 2 {
        return Known {
            log,
            error: f64::INFINITY,
            freedom: 1.0,
        };
    }
    let own = (logs.len() - 1) as f64;
    let borrowed = (noise.freedom - own).clamp(0.0, BORROWED);
    let freedom = own + borrowed;
    let variance = (own * variance(logs) + borrowed * noise.variance) / freedom;
    Known {
        log,
        error: MEDIANS_PRICE * (variance / logs.len() as f64).sqrt(),
        freedom,
    }
}

/// Logarithms by the round in which they were taken.
pub type Rounds = Vec<(usize, f64)>;

pub fn logs(rounds: &Rounds) -> Vec<f64> {
    rounds.iter().map(|r| r.1).collect()
}

/// What is known of several programs: times, or ratios whose halves were taken side by side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of {
    Times,
    Ratios,
}

/// The mean of several programs' medians: of logarithms, so of what they stand for the geometric mean. Its error is what
/// the programs' own errors come to, or what the means of the rounds scatter, whichever is more: the second knows of what
/// disturbed all programs in a round alike. In ratios such things cancel, so there the few rounds borrow from what the
/// programs' own errors would make them scatter; times get nothing from that.
pub fn mean_of(all: &[Rounds], of: Of) -> Option<Known> {
    if all.is_empty() {
        return None;
    }
    let noise = Noise::of(&all.iter().map(logs).collect::<Vec<_>>());
    let each: Vec<Known> = all.iter().map(|r| center(&logs(r), noise)).collect();
    let number = all.len() as f64;
    let apart = sum(&each);
    let apart = Known {
        log: apart.log / number,
        error: apart.error / number,
        ..apart
    };
    let whole = |round: usize| -> Option<f64> {
        let at = |r: &Rounds| r.iter().find(|x| x.0 == round).map(|x| x.1);
        let sum: Option<f64> = all.iter().map(at).sum();
        Some(sum? / number)
    };
    let means: Vec<f64> = all[0].iter().filter_map(|r| whole(r.0)).collect();
    if means.len() < 2 {
        return Some(apart);
    }
    let rounds = means.len() as f64;
    let borrowed = match of {
        Of::Ratios if apart.error.is_finite() => BORROWED,
        _ => 0.0,
    };
    let usual = if borrowed > 0.0 {
        rounds * (apart.error / MEDIANS_PRICE).powi(2)
    } else {
        0.0
    };
    let freedom = rounds - 1.0 + borrowed;
    let scatter = ((rounds - 1.0) * variance(&means) + borrowed * usual) / freedom;
    let together = Known {
        log: apart.log,
        error: MEDIANS_PRICE * (scatter / rounds).sqrt(),
        freedom,
    };
    let wider = !apart.error.is_finite() || together.reach() > apart.reach();
    Some(if wider { together } else { apart })
}

/// Holm's correction: the chances of many comparisons, made larger so that one below a limit has at most that chance among
/// all of them together.
pub fn holm(chances: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..chances.len()).collect();
    order.sort_by(|&a, &b| chances[a].total_cmp(&chances[b]));
    let mut all = vec![1.0; chances.len()];
    let mut least = 0.0f64;
    for (rank, &at) in order.iter().enumerate() {
        least = least.max((chances[at] * (chances.len() - rank) as f64).min(1.0));
        all[at] = least;
    }
    all
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

    const NOTHING: Noise = Noise {
        variance: 0.0,
        freedom: 0.0,
    };

    fn rounds(xs: &[f64]) -> Rounds {
        xs.iter().map(|x| x.ln()).enumerate().collect()
    }

    #[test]
    fn quantiles_lie_between_neighbours() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 3.0]), 2.5);
        assert_eq!(quantile(&[1.0, 2.0], 0.25), 1.25);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn few_samples_know_little() {
        let width = |xs: &[f64]| center(&logs(&rounds(xs)), NOTHING).estimate();
        let five = width(&[1.0, 1.1, 0.9, 1.05, 1.02]);
        assert!(five.contains(1.0) && five.low < 0.95 && five.high > 1.1);
        let two = width(&[1.0, 1.1]);
        assert!(two.low < 0.8 && two.high > 1.3);
        assert!(!width(&[1.0]).is_known() && !width(&[2.0; 4]).is_known());
        let e = |low, high| Estimate {
            value: 2.0,
            low,
            high,
        };
        assert_eq!(e(1.0, 3.0).margin(), " ±50 %");
        assert_eq!(e(0.5, 8.0).margin(), " ×÷4.00");
    }

    #[test]
    fn samples_that_agree_by_luck_borrow_from_their_like() {
        let noisy = [[1.0, 1.2, 0.9, 1.1, 1.0], [1.1, 0.9, 1.2, 1.0, 1.05]];
        let lucky = [1.0, 1.001, 1.0, 0.999, 1.0];
        let all: Vec<Vec<f64>> = noisy
            .iter()
            .chain([&lucky])
            .map(|s| logs(&rounds(s)))
            .collect();
        let alone = center(&all[2], NOTHING).estimate().spread();
        let among = center(&all[2], Noise::of(&all)).estimate().spread();
        assert!(alone < 0.01 && among > 0.05, "{alone} {among}");
    }

    #[test]
    fn means_know_what_disturbs_all_programs_alike() {
        let all = [
            rounds(&[1.0, 1.3, 1.0, 1.3]),
            rounds(&[2.0, 2.6, 2.0, 2.6]),
            rounds(&[4.0, 5.2, 4.0, 5.2]),
        ];
        let means = mean_of(&all, Of::Times);
        assert!(means.is_some_and(|m| m.estimate().spread() > 0.2));
        let mean = mean_of(&[rounds(&[2.0]), rounds(&[0.5])], Of::Ratios).map(|k| k.estimate());
        assert!(mean.is_some_and(|m| (m.value - 1.0).abs() < 1e-9 && !m.is_known()));
        assert_eq!(mean_of(&[], Of::Times), None);
    }

    #[test]
    fn many_comparisons_make_one_worth_less() {
        let close = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(x, y)| (x - y).abs() < 1e-9);
        assert!(close(&holm(&[0.01, 0.04, 0.03]), &[0.03, 0.06, 0.06]));
        assert!(close(&holm(&[0.6, 0.7]), &[1.0, 1.0]));
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
