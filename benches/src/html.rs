//! The report as one page: no scripts, nothing from a network, light or dark as the reader's system is.

use crate::barriers::{self, Costs, title};
use crate::data::{Kind, Report, Series, Shares};
use crate::host;
use crate::scale;
use crate::stats;
use crate::svg::{Curves, Dots, Group, Strips};
use crate::table::{Table, escape};
use crate::view;

const STYLE: &str = include_str!("page.css");

pub fn page(report: &Report) -> String {
    let name = match report.kind {
        Kind::Run => "Programs, timed",
        Kind::Barriers => "What barriers cost",
        Kind::Scale => "Throughput over threads",
    };
    let mut body = format!("<h1>{name}</h1>\n");
    if let Some(sentence) = view::sentence(report) {
        body += &format!("<p class=lead>{}</p>\n", escape(&sentence));
    }
    body += &failures(report);
    body += &match report.kind {
        Kind::Run => run_plots(report),
        Kind::Barriers => barrier_plots(report),
        Kind::Scale => scale_plots(report),
    };
    body += &section(
        "Figures",
        &view::main_table(report).html(),
        reading(report.kind),
    );
    body += &samples(report);
    body += &host_plots(report);
    body += &warm_ups(report);
    body += &section(
        "How it was measured",
        &(modes(report) + &remarks(report)),
        "",
    );
    format!(
        "<!doctype html>\n<html lang=en><head><meta charset=utf-8>\n<meta name=viewport content=\"width=device-width, initial-scale=1\">\n\
         <meta name=color-scheme content=\"light dark\">\n<title>{name}</title>\n<style>\n{STYLE}</style></head>\n<body><main>\n{body}</main></body></html>\n"
    )
}

fn section(name: &str, inside: &str, words: &str) -> String {
    let words = if words.is_empty() {
        String::new()
    } else {
        format!("<p>{words}</p>\n")
    };
    format!("<section><h2>{name}</h2>\n{words}{inside}</section>\n")
}

/// A mode has the same colour in every plot.
fn group(report: &Report, mode: &str) -> Group {
    let place = report.modes.iter().position(|m| m.name == mode);
    Group {
        name: mode.to_owned(),
        colour: place.unwrap_or(0),
    }
}

fn plot(inside: String) -> String {
    format!("<figure>{inside}</figure>\n")
}

fn plots(all: Vec<String>) -> String {
    format!(
        "<div class=plots>{}</div>\n",
        all.into_iter().map(plot).collect::<String>()
    )
}

/// How to read the table.
fn reading(kind: Kind) -> &'static str {
    match kind {
        Kind::Run => {
            "Times are medians; ± is their 95 % interval (×÷3: from a third to three times as much). Columns with a slash say how often as fast as the base a mode is. Memory is the peak of the last mode. «Far off» counts samples beyond the quartiles by more than one and \
             a half times their distance; they are not left out."
        }
        Kind::Barriers => {
            "Times of the interpreter and of compiled code without barriers, which counts as 1. «plain» checks at every access, «full» fuses the \
             check with the guard of the type, and elides and hoists. Executed: barriers that compiled code ran, counted in a run of its own. \
             Elided and hoisted are parts of those that were recorded. Slow paths and hand-overs are per second of the run."
        }
        Kind::Scale => {
            "Every program does the same work with any number of threads. The numbers under ×N say how many times the throughput of one thread \
             it has; ideal is N, up to the number of cores. Aborts, waits and hand-overs are per second with the most threads."
        }
    }
}

fn failures(report: &Report) -> String {
    let all: Vec<String> = view::failures(report)
        .iter()
        .map(|f| format!("<li>{}</li>", escape(f)))
        .collect();
    if all.is_empty() {
        return String::new();
    }
    format!(
        "<section class=bad><h2>Failures</h2><ul>{}</ul></section>\n",
        all.concat()
    )
}

fn run_plots(report: &Report) -> String {
    let Some(base) = view::base(report) else {
        return String::new();
    };
    let groups: Vec<String> = report
        .modes
        .iter()
        .map(|m| m.name.clone())
        .filter(|m| m != base)
        .collect();
    let mut rows: Vec<(String, Vec<Option<stats::Estimate>>)> = Vec::new();
    for (program, threads) in report.rows() {
        let of = |mode: &String| view::speed(report, report.find(program, mode, threads)?);
        rows.push((title(program, threads), groups.iter().map(of).collect()));
    }
    rows.retain(|r| r.1.iter().any(Option::is_some));
    if rows.is_empty() {
        return String::new();
    }
    rows.sort_by(|a, b| {
        let last = |r: &(String, Vec<Option<stats::Estimate>>)| {
            r.1.last().copied().flatten().map_or(0.0, |e| e.value)
        };
        last(b).total_cmp(&last(a))
    });
    rows.push((
        "geom. mean".into(),
        groups.iter().map(|m| view::mean_speed(report, m)).collect(),
    ));
    let dots = Dots {
        what: format!("How often as fast as {base}"),
        groups: groups.iter().map(|m| group(report, m)).collect(),
        rows,
        sums: 1,
        log: true,
    };
    let words = format!(
        "How often as fast as {}: further to the right is faster. A line through a dot is its interval, as far as it is in the picture.",
        escape(base)
    );
    section("Speed", &plots(vec![dots.draw()]), &words)
}

fn barrier_plots(report: &Report) -> String {
    let all = Costs::all(report);
    let mut rows: Vec<_> = all
        .iter()
        .map(|c| (c.title.clone(), vec![c.plain_over_off(), c.full_over_off()]))
        .collect();
    rows.retain(|r| r.1.iter().any(Option::is_some));
    if rows.is_empty() {
        return String::new();
    }
    rows.push((
        "geom. mean".into(),
        vec![barriers::mean_plain(&all), barriers::mean_full(&all)],
    ));
    let dots = Dots {
        what: "Run time over that without barriers".into(),
        groups: vec![group(report, "plain"), group(report, "full")],
        rows,
        sums: 1,
        log: false,
    };
    let words = "Run time over that of the same compiled code without barriers: 1 is no cost. A line through a dot is its interval, as far as it is in the picture.";
    section("Cost", &plots(vec![dots.draw()]), words)
}

fn scale_plots(report: &Report) -> String {
    let lines = scale::Line::all(report);
    let mut all = String::new();
    for mode in &report.modes {
        for shares in Shares::ALL {
            let mine: Vec<_> = lines
                .iter()
                .filter(|l| l.shares == Some(shares) && l.mode == mode.name)
                .collect();
            let most = mine
                .iter()
                .flat_map(|l| l.points.iter().map(|p| p.threads))
                .max()
                .unwrap_or(0);
            if most < 2 {
                continue;
            }
            let points = |l: &&scale::Line| {
                l.points
                    .iter()
                    .map(|p| (p.threads as f64, p.gain.value))
                    .collect()
            };
            let cores = report.machine.cores;
            let ideal = (1..=most)
                .map(|n| (n as f64, n.min(cores) as f64))
                .collect();
            let curves = Curves {
                what: format!("Throughput over threads, {} shared", shares.name()),
                x: "threads".into(),
                curves: mine
                    .iter()
                    .map(|l| (l.program.to_owned(), points(l)))
                    .collect(),
                from: 0.0,
                ideal: Some(("ideal".into(), ideal)),
                marks: Vec::new(),
            };
            let what = match shares {
                Shares::Nothing => "nothing shared",
                Shares::Reads => "shared for reading",
                Shares::Writes => "shared for writing",
            };
            all += &plot(format!(
                "<figcaption>{}, {what}</figcaption>{}",
                escape(&mode.name),
                curves.draw()
            ));
        }
    }
    let words = "Throughput over the number of threads, with one thread as 1.";
    section("Scaling", &format!("<div class=plots>{all}</div>"), words)
}

/// Every sample, so that nobody has to believe in medians.
fn samples(report: &Report) -> String {
    let groups: Vec<String> = report.modes.iter().map(|m| m.name.clone()).collect();
    let mut rows = Vec::new();
    for (program, threads) in report.rows() {
        let times = |mode: &String| {
            let s = report.find(program, mode, threads).filter(|s| s.is_good());
            s.map_or(Vec::new(), |s| s.times(report.by))
        };
        rows.push((title(program, threads), groups.iter().map(times).collect()));
    }
    // A plot of many programs is divided, so that it fits a screen.
    let number = rows.len().div_ceil(16).max(1);
    let parts = rows.chunks(rows.len().div_ceil(number).max(1)).map(
        |rows: &[(String, Vec<Vec<f64>>)]| {
            let strips = Strips {
                what: "Every sample beside its median".into(),
                groups: groups.iter().map(|m| group(report, m)).collect(),
                rows: rows.to_vec(),
            };
            strips.draw()
        },
    );
    let words = "Every sample, by its distance from the median of its series; hollow ones are far off, and those at the edge lie beyond it.";
    section("Samples", &plots(parts.collect()), words)
}

/// How steady the host was.
fn host_plots(report: &Report) -> String {
    let Some(sentence) = host::sentence(report) else {
        return String::new();
    };
    let mut curves: Vec<(String, Vec<(f64, f64)>)> = host::KINDS
        .into_iter()
        .map(|kind| (kind.0.to_owned(), host::course(report, kind)))
        .collect();
    curves.retain(|c| c.1.len() > 1);
    curves.push(("programs".into(), host::factors(report)));
    let all = |of: fn(&(f64, f64)) -> f64| curves.iter().flat_map(move |c| c.1.iter().map(of));
    let least = all(|p| p.1).fold(1.0, f64::min);
    let minutes = all(|p| p.0).fold(0.0, f64::max) > 3.0;
    if !minutes {
        curves
            .iter_mut()
            .flat_map(|c| &mut c.1)
            .for_each(|p| p.0 *= 60.0);
    }
    let plot = Curves {
        what: "The host over time".into(),
        x: if minutes { "minutes" } else { "seconds" }.into(),
        from: least - 0.05,
        marks: Vec::new(),
        ideal: None,
        curves,
    };
    let words = format!(
        "Times over the usual ones, which are 1: of fixed work beside the samples, and of all programs, round by round. In short, {}.",
        escape(&sentence)
    );
    section("The host meanwhile", &plots(vec![plot.draw()]), &words)
}

/// The iterations of the first process of each program, where there are some.
fn warm_ups(report: &Report) -> String {
    if !report.steady {
        return String::new();
    }
    let mut all = String::new();
    for (program, threads) in report.rows() {
        let of = |mode: &str| -> Option<&Series> {
            report.find(program, mode, threads).filter(|s| s.is_good())
        };
        let first = |s: &Series| {
            s.samples
                .first()
                .map(|x| x.iterations.clone())
                .unwrap_or_default()
        };
        let runs: Vec<(String, Vec<f64>)> = report
            .modes
            .iter()
            .filter_map(|m| Some((m.name.clone(), first(of(&m.name)?))))
            .collect();
        if runs.iter().all(|r| r.1.len() < 2) {
            continue;
        }
        let points = |times: &Vec<f64>| {
            times
                .iter()
                .enumerate()
                .map(|(i, t)| ((i + 1) as f64, t * 1e3))
                .collect()
        };
        let curves = Curves {
            what: format!("Iterations of {program}"),
            x: "iteration (milliseconds each)".into(),
            curves: runs
                .iter()
                .map(|(m, times)| (m.clone(), points(times)))
                .collect(),
            from: 0.0,
            ideal: None,
            marks: runs
                .iter()
                .map(|(_, times)| Some((stats::warm_up(times).turns + 1) as f64))
                .collect(),
        };
        all += &plot(format!(
            "<figcaption>{}</figcaption>{}",
            escape(&title(program, threads)),
            curves.draw()
        ));
    }
    let words =
        "Iterations of the first process; hollow ones are the warm-up, which does not count.";
    section("Warm-up", &format!("<div class=plots>{all}</div>"), words)
}

fn modes(report: &Report) -> String {
    let mut table = Table::new(&["mode", "what it is", "command"], 3);
    let file = |path: &String| path.rsplit('/').next().unwrap_or(path).to_owned();
    for m in &report.modes {
        let command: Vec<String> = m
            .command
            .iter()
            .take(1)
            .map(file)
            .chain(m.command.iter().skip(1).cloned())
            .collect();
        table
            .rows
            .push(vec![m.name.clone(), m.version.clone(), command.join(" ")]);
    }
    table.html()
}

fn remarks(report: &Report) -> String {
    let all: Vec<String> = view::remarks(report)
        .iter()
        .map(|r| format!("<li>{}</li>", escape(r)))
        .collect();
    format!(
        "<ul>{}</ul><p><code>typhon-bench {}</code></p>\n",
        all.concat(),
        escape(&report.command)
    )
}
