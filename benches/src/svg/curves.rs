//! Lines over a number: throughput over threads, times of iterations.

use super::{Scale, WIDTH, line, open, text, tick};
use crate::table::escape;
use std::fmt::Write;

/// A line of a plot: its name and its points.
pub type Curve = (String, Vec<(f64, f64)>);

/// Lines over a number, with an ideal one if there is one.
pub struct Curves {
    pub what: String,
    pub x: String,
    /// Where the upward axis begins.
    pub from: f64,
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
        let (left, right) = (30.0, WIDTH - 118.0);
        let (top, bottom) = (10.0, 210.0);
        let across = Scale {
            low: all().map(|p| p.0).fold(f64::INFINITY, f64::min),
            high: all().map(|p| p.0).fold(f64::NEG_INFINITY, f64::max),
            from: left,
            to: right,
            log: false,
        };
        let up = Scale {
            low: self.from,
            high: self.from + all().map(|p| p.1 - self.from).fold(0.0, f64::max) * 1.05,
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
