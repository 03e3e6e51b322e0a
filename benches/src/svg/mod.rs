//! Plots as SVG inside the page: colours come from its style, so light and dark are the same file.
//!
//! A plot is drawn as wide as a phone; on a wide screen several stand side by side.

mod curves;

pub use curves::Curves;

use crate::stats::{self, Estimate};
use crate::table::escape;
use crate::words::figures;
use std::fmt::Write;

/// Width of every plot in its own units.
const WIDTH: f64 = 400.0;
/// Room at the left for names, at least.
const NAMES: f64 = 80.0;
/// Room at the right edge.
const EDGE: f64 = 38.0;
/// Height of a row, and of one of the lanes in it.
const ROW: f64 = 15.0;
const LANE: f64 = 7.0;

/// A mapping of numbers to places along a line.
struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    log: bool,
}

impl Scale {
    fn at(&self, x: f64) -> f64 {
        let f = |x: f64| if self.log { x.ln() } else { x };
        let part = (f(x) - f(self.low)) / (f(self.high) - f(self.low)).max(1e-12);
        self.from + part.clamp(0.0, 1.0) * (self.to - self.from)
    }

    /// Round numbers within the range.
    fn ticks(&self) -> Vec<f64> {
        if self.log {
            let mut all = Vec::new();
            let wide = self.high / self.low > 500.0;
            let steps: &[f64] = if wide { &[1.0] } else { &[1.0, 2.0, 5.0] };
            for power in -6..7 {
                all.extend(steps.iter().map(|s| s * 10f64.powi(power)));
            }
            all.retain(|&x| x >= self.low * 0.999 && x <= self.high * 1.001);
            return all;
        }
        let raw = (self.high - self.low) / 5.0;
        let unit = 10f64.powf(raw.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .map(|s| s * unit)
            .into_iter()
            .find(|&s| s >= raw)
            .unwrap_or(raw);
        let first = (self.low / step).ceil() as i64;
        let last = (self.high / step + 1e-9).floor() as i64;
        (first..=last).map(|i| i as f64 * step).collect()
    }
}

/// A short number under an axis.
fn tick(x: f64) -> String {
    let text = format!("{x:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn open(height: f64, what: &str) -> String {
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {height:.0}\" role=img aria-label=\"{}\">\n",
        escape(what)
    )
}

fn text(out: &mut String, x: f64, y: f64, class: &str, words: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(
        out,
        "<text x={x:.1} y={y:.1} class=\"{class}\">{}</text>",
        escape(words)
    );
}

fn line(out: &mut String, (x1, y1): (f64, f64), (x2, y2): (f64, f64), class: &str) {
    let _ = writeln!(
        out,
        "<line x1={x1:.1} y1={y1:.1} x2={x2:.1} y2={y2:.1} class=\"{class}\"/>"
    );
}

/// What a colour stands for.
#[derive(Clone, Debug)]
pub struct Group {
    pub name: String,
    pub colour: usize,
}

/// The names of the colours, in a line.
fn legend(out: &mut String, groups: &[Group], y: f64) {
    let mut x = 12.0;
    for Group { name, colour } in groups {
        let _ = writeln!(
            out,
            "<circle cx={x:.1} cy={:.1} r=4 class=\"c{colour}\"/>",
            y - 4.0
        );
        text(out, x + 8.0, y, "", name);
        x += 22.0 + 7.0 * name.chars().count() as f64;
    }
}

/// Where the names at the left end: as much room as the longest needs.
fn room_for<'a>(names: impl Iterator<Item = &'a String>) -> f64 {
    let longest = names.map(|name| name.chars().count()).max().unwrap_or(0);
    NAMES.max(7.4 * longest as f64 + 10.0)
}

/// Lines down the plot at round numbers, with the numbers below.
fn grid(out: &mut String, scale: &Scale, (top, bottom): (f64, f64), shown: fn(f64) -> String) {
    for x in scale.ticks() {
        let class = if (x - 1.0).abs() < 1e-9 {
            "one"
        } else {
            "grid"
        };
        line(out, (scale.at(x), top), (scale.at(x), bottom), class);
        text(out, scale.at(x), bottom + 14.0, "mid", &shown(x));
    }
}

/// For each program an estimate in each of some groups, as dots with their intervals, which end at the edge; a line at 1.
pub struct Dots {
    pub what: String,
    pub groups: Vec<Group>,
    pub rows: Vec<(String, Vec<Option<Estimate>>)>,
    /// How many rows at the end sum up.
    pub sums: usize,
    pub log: bool,
}

impl Dots {
    fn scale(&self) -> Scale {
        let all = || self.rows.iter().flat_map(|r| r.1.iter().flatten());
        let ends = |low: fn(&Estimate) -> f64, high: fn(&Estimate) -> f64| {
            let least = all().map(low).fold(1.0, f64::min);
            (least, all().map(high).fold(1.0, f64::max))
        };
        // An interval much wider than what the values differ by goes out of the picture, and does not press it together.
        let (least, most) = ends(|e| e.value, |e| e.value);
        let (low, high) = ends(|e| e.low, |e| e.high);
        let room = (most / least).max(1.5).sqrt();
        let (low, high) = (low.max(least / room), high.min(most * room));
        let (low, high) = if self.log {
            let margin = (high / low).powf(0.04);
            (low / margin, high * margin)
        } else {
            let margin = (high - low) * 0.05;
            (low - margin, high + margin)
        };
        Scale {
            low,
            high,
            from: room_for(self.rows.iter().map(|r| &r.0)),
            to: WIDTH - EDGE,
            log: self.log,
        }
    }

    pub fn draw(&self) -> String {
        let scale = self.scale();
        let top = 26.0;
        let height = ROW.max(LANE * self.groups.len() as f64 + 5.0);
        let apart = if self.sums > 0 { 6.0 } else { 0.0 };
        let bottom = top + height * self.rows.len() as f64 + apart;
        let mut out = open(bottom + 22.0, &self.what);
        legend(&mut out, &self.groups, 13.0);
        grid(&mut out, &scale, (top, bottom), tick);
        line(
            &mut out,
            (scale.at(1.0), top),
            (scale.at(1.0), bottom),
            "one",
        );
        for (number, (name, estimates)) in self.rows.iter().enumerate() {
            let is_sum = number + self.sums >= self.rows.len();
            let y = top + height * (number as f64 + 0.5) + if is_sum { apart } else { 0.0 };
            text(
                &mut out,
                scale.from - 8.0,
                y + 4.0,
                if is_sum { "end strong" } else { "end" },
                name,
            );
            for (at, e) in estimates.iter().enumerate() {
                let Some(e) = e else { continue };
                let y = y + LANE * (at as f64 - (estimates.len() - 1) as f64 / 2.0);
                self.dot(&mut out, &scale, y, name, &self.groups[at], e);
            }
            if let Some(e) = estimates.last().copied().flatten() {
                text(
                    &mut out,
                    WIDTH - EDGE + 6.0,
                    y + 4.0,
                    "small",
                    &figures(e.value),
                );
            }
        }
        out + "</svg>\n"
    }

    fn dot(
        &self,
        out: &mut String,
        scale: &Scale,
        y: f64,
        name: &str,
        group: &Group,
        e: &Estimate,
    ) {
        let colour = group.colour;
        line(
            out,
            (scale.at(e.low), y),
            (scale.at(e.high), y),
            &format!("s{colour} bar"),
        );
        let title = format!(
            "{name}, {}: {} ({} to {})",
            group.name,
            figures(e.value),
            figures(e.low),
            figures(e.high)
        );
        let _ = writeln!(
            out,
            "<circle cx={:.1} cy={y:.1} r=3.4 class=\"c{colour}\"><title>{}</title></circle>",
            scale.at(e.value),
            escape(&title)
        );
    }
}

/// All samples of programs, each as a part of its series' median; outliers hollow. What lies beyond the scale stands at its
/// end.
pub struct Strips {
    pub what: String,
    pub groups: Vec<Group>,
    pub rows: Vec<(String, Vec<Vec<f64>>)>,
}

impl Strips {
    /// Half the width: all samples, but a few that lie far off do not press the others together.
    fn span(&self) -> f64 {
        let far = |times: &Vec<f64>| {
            let middle = stats::median(times);
            times
                .iter()
                .map(|t| (t / middle - 1.0).abs())
                .collect::<Vec<_>>()
        };
        let all: Vec<f64> = self
            .rows
            .iter()
            .flat_map(|r| r.1.iter().flat_map(far))
            .collect();
        (1.2 * stats::quantile(&all, 0.95)).clamp(0.02, 0.5)
    }

    pub fn draw(&self) -> String {
        let span = self.span();
        let scale = Scale {
            low: 1.0 - span,
            high: 1.0 + span,
            from: room_for(self.rows.iter().map(|r| &r.0)),
            to: WIDTH - EDGE,
            log: false,
        };
        let height = LANE * self.groups.len() as f64 + 6.0;
        let top = 26.0;
        let bottom = top + height * self.rows.len() as f64;
        let mut out = open(bottom + 22.0, &self.what);
        legend(&mut out, &self.groups, 13.0);
        grid(&mut out, &scale, (top, bottom), |x| {
            match (x - 1.0) * 100.0 {
                p if p.abs() < 0.05 => "0".into(),
                p => format!("{}{} %", if p < 0.0 { "−" } else { "+" }, tick(p.abs())),
            }
        });
        for (number, (name, groups)) in self.rows.iter().enumerate() {
            let above = top + height * number as f64;
            text(
                &mut out,
                scale.from - 8.0,
                above + height / 2.0 + 4.0,
                "end",
                name,
            );
            for (at, times) in groups.iter().enumerate() {
                let y = above + 3.0 + LANE * (at as f64 + 0.5);
                let colour = self.groups[at].colour;
                let (middle, far) = (stats::median(times), stats::outliers(times));
                for (i, t) in times.iter().enumerate() {
                    let class = if far.contains(&i) {
                        format!("s{colour} hollow")
                    } else {
                        format!("c{colour} faint")
                    };
                    let _ = writeln!(
                        out,
                        "<circle cx={:.1} cy={y:.1} r=2.6 class=\"{class}\"/>",
                        scale.at(t / middle)
                    );
                }
            }
        }
        out + "</svg>\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_keep_within_their_ends() {
        let scale = Scale {
            low: 0.5,
            high: 8.0,
            from: 0.0,
            to: 100.0,
            log: true,
        };
        assert_eq!(
            (scale.at(0.5), scale.at(8.0), scale.at(99.0)),
            (0.0, 100.0, 100.0)
        );
        assert!((scale.at(2.0) - 50.0).abs() < 1e-9);
        assert_eq!(scale.ticks(), [0.5, 1.0, 2.0, 5.0]);
    }

    #[test]
    fn plots_are_well_formed() {
        let e = Estimate {
            value: 1.2,
            low: 1.1,
            high: 1.3,
        };
        let dots = Dots {
            what: "a & b".into(),
            groups: vec![Group {
                name: "x".into(),
                colour: 0,
            }],
            rows: vec![("<p>".into(), vec![Some(e)]), ("q".into(), vec![None])],
            sums: 1,
            log: true,
        };
        let drawn = dots.draw();
        assert!(
            drawn.contains("a &amp; b") && drawn.contains("&lt;p&gt;") && !drawn.contains("NaN")
        );
        assert!(drawn.ends_with("</svg>\n"));
    }
}
