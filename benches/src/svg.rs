//! Plots as SVG inside the page: colours come from its style, so light and dark are the same file.
//!
//! A plot is drawn as wide as a phone; on a wide screen several stand side by side.

use crate::stats::{self, Estimate};
use crate::table::escape;
use crate::words::figures;
use std::fmt::Write;

/// Width of every plot in its own units.
const WIDTH: f64 = 440.0;
/// Where the names at the left end.
const NAMES: f64 = 118.0;
/// Room at the right edge.
const EDGE: f64 = 44.0;
const ROW: f64 = 17.0;

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
            let wide = self.high / self.low > 30.0;
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

/// The names of the colours, in a line.
fn legend(out: &mut String, names: &[String], y: f64) {
    let mut x = NAMES;
    for (number, name) in names.iter().enumerate() {
        let _ = writeln!(
            out,
            "<circle cx={x:.1} cy={:.1} r=4 class=\"c{number}\"/>",
            y - 4.0
        );
        text(out, x + 8.0, y, "", name);
        x += 22.0 + 6.6 * name.chars().count() as f64;
    }
}

/// For each program an estimate in each of some groups, as dots with their intervals; a line at 1.
pub struct Dots {
    pub what: String,
    pub groups: Vec<String>,
    pub rows: Vec<(String, Vec<Option<Estimate>>)>,
    /// Whether rows are set off from the ones above.
    pub sums: usize,
    pub log: bool,
}

impl Dots {
    pub fn draw(&self) -> String {
        let all = || self.rows.iter().flat_map(|r| r.1.iter().flatten());
        let low = all().map(|e| e.low).fold(1.0, f64::min);
        let high = all().map(|e| e.high).fold(1.0, f64::max);
        let margin = if self.log {
            (high / low).powf(0.04)
        } else {
            (high - low) * 0.05
        };
        let scale = Scale {
            low: if self.log { low / margin } else { low - margin },
            high: if self.log {
                high * margin
            } else {
                high + margin
            },
            from: NAMES,
            to: WIDTH - EDGE,
            log: self.log,
        };
        let top = 26.0;
        let bottom = top + ROW * self.rows.len() as f64 + if self.sums > 0 { 6.0 } else { 0.0 };
        let mut out = open(bottom + 22.0, &self.what);
        legend(&mut out, &self.groups, 13.0);
        for x in scale.ticks() {
            let class = if (x - 1.0).abs() < 1e-9 {
                "one"
            } else {
                "grid"
            };
            line(&mut out, (scale.at(x), top), (scale.at(x), bottom), class);
            text(&mut out, scale.at(x), bottom + 14.0, "mid", &tick(x));
        }
        for (number, (name, estimates)) in self.rows.iter().enumerate() {
            let is_sum = number + self.sums >= self.rows.len();
            let y = top + ROW * (number as f64 + 0.5) + if is_sum { 6.0 } else { 0.0 };
            text(
                &mut out,
                NAMES - 8.0,
                y + 4.0,
                if is_sum { "end strong" } else { "end" },
                name,
            );
            for (group, e) in estimates.iter().enumerate() {
                let Some(e) = e else { continue };
                line(
                    &mut out,
                    (scale.at(e.low), y),
                    (scale.at(e.high), y),
                    &format!("s{group} bar"),
                );
                let title = format!(
                    "{name}, {}: {} ({} to {})",
                    self.groups[group],
                    figures(e.value),
                    figures(e.low),
                    figures(e.high)
                );
                let _ = writeln!(
                    out,
                    "<circle cx={:.1} cy={y:.1} r=4 class=\"c{group}\"><title>{}</title></circle>",
                    scale.at(e.value),
                    escape(&title)
                );
            }
            if let Some(e) = estimates.last().copied().flatten() {
                text(
                    &mut out,
                    WIDTH - EDGE + 8.0,
                    y + 4.0,
                    "small",
                    &figures(e.value),
                );
            }
        }
        out + "</svg>\n"
    }
}

/// All samples of programs, each as a part of its program's median in the first group, outliers hollow.
pub struct Strips {
    pub what: String,
    pub groups: Vec<String>,
    pub rows: Vec<(String, Vec<Vec<f64>>)>,
}

impl Strips {
    pub fn draw(&self) -> String {
        const SPAN: f64 = 0.25;
        let scale = Scale {
            low: 1.0 - SPAN,
            high: 1.0 + SPAN,
            from: NAMES,
            to: WIDTH - EDGE,
            log: false,
        };
        let lane = 8.0;
        let height = lane * self.groups.len() as f64 + 6.0;
        let top = 26.0;
        let bottom = top + height * self.rows.len() as f64;
        let mut out = open(bottom + 22.0, &self.what);
        legend(&mut out, &self.groups, 13.0);
        for x in scale.ticks() {
            line(
                &mut out,
                (scale.at(x), top),
                (scale.at(x), bottom),
                if x == 1.0 { "one" } else { "grid" },
            );
            text(
                &mut out,
                scale.at(x),
                bottom + 14.0,
                "mid",
                &format!("{:+.0} %", (x - 1.0) * 100.0),
            );
        }
        for (number, (name, groups)) in self.rows.iter().enumerate() {
            let above = top + height * number as f64;
            text(
                &mut out,
                NAMES - 8.0,
                above + height / 2.0 + 4.0,
                "end",
                name,
            );
            for (group, times) in groups.iter().enumerate() {
                let middle = stats::median(times);
                let far = stats::outliers(times);
                let y = above + 3.0 + lane * (group as f64 + 0.5);
                for (i, t) in times.iter().enumerate() {
                    let class = if far.contains(&i) {
                        format!("s{group} hollow")
                    } else {
                        format!("c{group} faint")
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

/// A line of a plot: its name and its points.
pub type Curve = (String, Vec<(f64, f64)>);

/// Lines over a number, with an ideal one if there is one.
pub struct Curves {
    pub what: String,
    pub x: String,
    pub curves: Vec<Curve>,
    pub ideal: Option<Curve>,
    /// From where on points count, for each curve.
    pub marks: Vec<Option<f64>>,
}

impl Curves {
    pub fn draw(&self) -> String {
        let all = || {
            self.curves
                .iter()
                .chain(&self.ideal)
                .flat_map(|c| c.1.iter().copied())
        };
        let (left, right) = (30.0, WIDTH - 130.0);
        let (top, bottom) = (10.0, 210.0);
        let across = Scale {
            low: all().map(|p| p.0).fold(f64::INFINITY, f64::min),
            high: all().map(|p| p.0).fold(f64::NEG_INFINITY, f64::max),
            from: left,
            to: right,
            log: false,
        };
        let up = Scale {
            low: 0.0,
            high: all().map(|p| p.1).fold(0.0, f64::max) * 1.05,
            from: bottom,
            to: top,
            log: false,
        };
        let mut out = open(bottom + 34.0, &self.what);
        for y in up.ticks() {
            line(&mut out, (left, up.at(y)), (right, up.at(y)), "grid");
            text(&mut out, left - 5.0, up.at(y) + 4.0, "end small", &tick(y));
        }
        let mut whole = across.ticks();
        whole.retain(|x| x.fract() == 0.0);
        for x in whole {
            text(&mut out, across.at(x), bottom + 14.0, "mid small", &tick(x));
        }
        text(
            &mut out,
            (left + right) / 2.0,
            bottom + 29.0,
            "mid small",
            &self.x,
        );
        let path = |points: &[(f64, f64)]| {
            let steps: Vec<String> = points
                .iter()
                .map(|&(x, y)| format!("{:.1},{:.1}", across.at(x), up.at(y)))
                .collect();
            steps.join(" ")
        };
        let mut labels = Vec::new();
        if let Some((name, points)) = &self.ideal {
            let _ = writeln!(out, "<polyline points=\"{}\" class=ideal />", path(points));
            labels.extend(points.last().map(|p| (up.at(p.1), name, None)));
        }
        for (number, (name, points)) in self.curves.iter().enumerate() {
            let colour = number % COLOURS;
            let _ = writeln!(
                out,
                "<polyline points=\"{}\" class=\"s{colour} curve\"><title>{}</title></polyline>",
                path(points),
                escape(name)
            );
            for &(x, y) in points {
                let counts = self
                    .marks
                    .get(number)
                    .copied()
                    .flatten()
                    .is_none_or(|from| x >= from);
                let class = if counts {
                    format!("c{colour}")
                } else {
                    format!("s{colour} hollow")
                };
                let _ = writeln!(
                    out,
                    "<circle cx={:.1} cy={:.1} r=2.6 class=\"{class}\"/>",
                    across.at(x),
                    up.at(y)
                );
            }
            labels.extend(points.last().map(|p| (up.at(p.1), name, Some(colour))));
        }
        spread_labels(&mut out, labels, right + 8.0);
        out + "</svg>\n"
    }
}

/// How many colours the page's style has.
const COLOURS: usize = 8;

/// Names at the ends of lines, moved apart where they would overlap.
fn spread_labels(out: &mut String, mut labels: Vec<(f64, &String, Option<usize>)>, x: f64) {
    const APART: f64 = 12.0;
    const LOWEST: f64 = 224.0;
    labels.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut free = 8.0;
    for label in &mut labels {
        label.0 = label.0.max(free);
        free = label.0 + APART;
    }
    let mut limit = LOWEST;
    for label in labels.iter_mut().rev() {
        label.0 = label.0.min(limit);
        limit = label.0 - APART;
    }
    for (y, name, colour) in labels {
        let class = colour.map_or("small quiet".to_owned(), |c| format!("small t{c}"));
        text(out, x, y + 4.0, &class, name);
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
            groups: vec!["x".into()],
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

    #[test]
    fn labels_do_not_overlap() {
        let names: Vec<String> = (0..4).map(|i| i.to_string()).collect();
        let mut out = String::new();
        spread_labels(
            &mut out,
            names.iter().map(|n| (220.0, n, None)).collect(),
            0.0,
        );
        for y in ["228.0", "216.0", "204.0", "192.0"] {
            assert!(out.contains(&format!("y={y}")), "{out}");
        }
    }
}
