//! `compare`: what changed from one measurement to another, beyond the noise.
//!
//! A change counts if the interval of the ratio does not contain 1, and the ratio is further from 1 than a threshold: with
//! few samples an interval may be narrower than what two measurements of the same thing differ by.

use crate::barriers::title;
use crate::data::{Report, Series};
use crate::stats::{self, Estimate};
use crate::table::Table;
use crate::words::{figures, seconds};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// With fewer samples nothing is known of the noise.
const LEAST: usize = 3;

#[derive(Args)]
pub struct Options {
    old: PathBuf,
    new: PathBuf,
    /// Changes that are smaller do not count, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 2.0)]
    threshold: f64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Change {
    Faster,
    Slower,
    Same,
}

fn judge(ratio: Estimate, threshold: f64) -> Change {
    if ratio.contains(1.0) || (ratio.value - 1.0).abs() < threshold {
        Change::Same
    } else if ratio.value < 1.0 {
        Change::Faster
    } else {
        Change::Slower
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
    let (table, bad) = compare(&old, &new, o.threshold / 100.0);
    print!("{}", table.text());
    Ok(if bad {
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
    all
}

/// The table, and whether something got slower or fails that did not.
fn compare(old: &Report, new: &Report, threshold: f64) -> (Table, bool) {
    let mut table = Table::new(&["program", "mode", "old", "new", "new/old", ""], 2);
    let (mut bad, mut same) = (false, 0);
    for now in &new.series {
        let Some(before) = old.find(&now.program, &now.mode, now.threads) else {
            continue;
        };
        let mut row = vec![title(&now.program, now.threads), now.mode.clone()];
        if let Some(why) = &now.failure {
            bad |= before.is_good();
            row.extend([
                time(before, old),
                "–".into(),
                "–".into(),
                format!("fails: {why}"),
            ]);
            table.rows.push(row);
            continue;
        }
        if !before.is_good() || !now.is_good() {
            continue;
        }
        let ratio = stats::ratio(&now.times(new.by), &before.times(old.by));
        let few = before.times(old.by).len().min(now.times(new.by).len()) < LEAST;
        let change = if few {
            Change::Same
        } else {
            judge(ratio, threshold)
        };
        let word = match change {
            Change::Same if few => "too few samples",
            Change::Faster => "faster",
            Change::Slower => "SLOWER",
            Change::Same => {
                same += 1;
                ""
            }
        };
        bad |= change == Change::Slower;
        let shown = figures(ratio.value) + &ratio.margin();
        row.extend([time(before, old), time(now, new), shown, word.to_owned()]);
        table.rows.push(row);
    }
    let pairs: Vec<_> = new
        .series
        .iter()
        .filter(|s| s.is_good())
        .filter_map(|s| {
            let before = old
                .find(&s.program, &s.mode, s.threads)
                .filter(|s| s.is_good())?;
            Some((s.times(new.by), before.times(old.by)))
        })
        .collect();
    if let Some(mean) = stats::mean_ratio(&pairs) {
        let shown = figures(mean.value) + &mean.margin();
        let unchanged = format!("{same} of {} unchanged", pairs.len());
        table.foot = Some(vec![
            "geometric mean".into(),
            String::new(),
            String::new(),
            String::new(),
            shown,
            unchanged,
        ]);
    }
    (table, bad)
}

fn time(series: &Series, report: &Report) -> String {
    seconds(stats::median(&series.times(report.by)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(value: f64, low: f64, high: f64) -> Change {
        judge(Estimate { value, low, high }, 0.02)
    }

    #[test]
    fn only_what_is_beyond_the_noise_is_a_change() {
        assert_eq!(change(1.10, 1.05, 1.15), Change::Slower);
        assert_eq!(change(0.90, 0.85, 0.95), Change::Faster);
        assert_eq!(change(1.10, 0.99, 1.20), Change::Same);
        assert_eq!(change(1.01, 1.005, 1.015), Change::Same);
    }
}
