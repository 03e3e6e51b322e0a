//! The report as one page that needs nothing else: plots in SVG, light and dark, readable on a phone.

use std::fmt::Write;

use stm::Kind;

use super::read::Place;
use super::report::{Cell, Conflict, Report, cells, percent, time, words};

/// Cells of a timeline.
const CELLS: u64 = 160;
/// Height of a thread's row in a timeline.
const ROW: u64 = 28;
/// Threads that get a row.
const THREADS: usize = 64;

const STYLE: &str = "\
:root{--paper:#fcfcfb;--ink:#1c1c1a;--faint:#6b6b66;--line:#dcdcd6;--card:#f3f3ef;--running:#3d8f5f;--object:#d1495b;\
--undone:#e08a1e;--token:#8e5bb5;--permit:#5b8def;--stopped:#8a8a84;--stopping:#55554f;--blocked:#c9d3dc;--retry:#9fc5c0;--turn:#8e5bb5}\
@media(prefers-color-scheme:dark){:root{--paper:#17181a;--ink:#ececea;--faint:#9a9a95;--line:#35373a;--card:#202226;--running:#4fae78;\
--object:#e8667a;--undone:#f0a23c;--token:#b183d6;--permit:#7aa5ff;--stopped:#85857f;--stopping:#b5b5ae;--blocked:#3b444d;--retry:#3f6f6a;--turn:#b183d6}}\
body{margin:0 auto;padding:1.2rem;max-width:70rem;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}\
h1{font-size:1.4rem;margin:.2rem 0}h2{font-size:1.1rem;margin:2rem 0 .6rem}p.note{color:var(--faint);margin:.2rem 0 .8rem}\
code{font:13px/1.5 ui-monospace,monospace;overflow-wrap:anywhere}svg{display:block;width:100%;height:auto}svg text{fill:var(--ink);font:12px system-ui,sans-serif}\
.key{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;margin:.7rem 0;padding:0;list-style:none}.key i{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.45em}\
.scroll{overflow-x:auto}.card{background:var(--card);border-radius:6px;padding:.7rem .9rem;margin:.6rem 0}.card b{font-weight:600}.bar{height:6px;border-radius:3px;margin:.45rem 0}\
.where{display:grid;grid-template-columns:max-content 1fr;gap:0 .7rem}.where span{color:var(--faint)}";

/// The whole page.
pub fn page(report: &Report) -> String {
    let mut out = String::new();
    let title = escape(&format!("What the threads of {} did", report.program));
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>{title}</title><style>{STYLE}</style></head><body>\n<h1>{title}</h1>\n\
         <p class=\"note\">{} wall, {} threads, {} run at a time</p>\n",
        time(report.wall),
        report.threads.len(),
        report.permits,
    );
    account(&mut out, report);
    timeline(&mut out, report);
    advice(&mut out, report);
    conflicts(
        &mut out,
        report,
        "Conflicts, the dearest first",
        &report.conflicts,
    );
    conflicts(&mut out, report, "Longest waits", &report.waits);
    conflicts(&mut out, report, "Inevitable turns", &report.turns);
    out.push_str("</body></html>\n");
    out
}

/// The name of the colour of a part of the account.
fn colour(what: &str) -> &'static str {
    let kind = Kind::ALL.iter().find(|kind| words(**kind) == what);
    match (kind, what) {
        (Some(kind), _) => kind.word(),
        (None, "running") => "running",
        (None, _) => "line",
    }
}

fn account(out: &mut String, report: &Report) {
    let whole = report.account.whole;
    let rows = report.account.rows();
    let _ = write!(
        out,
        "<h2>Where the time went</h2>\n<p class=\"note\">wall time x threads = {}</p>\n\
         <svg viewBox=\"0 0 1000 44\" role=\"img\" aria-label=\"shares of the threads' time\">",
        time(whole),
    );
    let mut x = 0.0;
    for (what, part) in &rows {
        let width = percent(*part, whole) * 10.0;
        let _ = write!(
            out,
            "<rect x=\"{x:.1}\" y=\"4\" width=\"{width:.1}\" height=\"36\" fill=\"var(--{})\"><title>{what}: {}</title></rect>",
            colour(what),
            time(*part),
        );
        x += width;
    }
    out.push_str("</svg>\n<ul class=\"key\">");
    for (what, part) in &rows {
        let _ = write!(
            out,
            "<li><i style=\"background:var(--{})\"></i>{what} {} ({:.1} %)</li>",
            colour(what),
            time(*part),
            percent(*part, whole),
        );
    }
    out.push_str("</ul>\n");
}

fn timeline(out: &mut String, report: &Report) {
    let shown = report.threads.len().min(THREADS) as u64;
    let height = shown * (ROW + 6) + 22;
    let _ = write!(
        out,
        "<h2>Timeline</h2>\n<div class=\"scroll\"><svg viewBox=\"0 0 1000 {height}\" style=\"min-width:34rem\" role=\"img\" \
         aria-label=\"what each thread did when\">"
    );
    for (number, thread) in report.threads.iter().take(THREADS).enumerate() {
        let top = number as u64 * (ROW + 6);
        let name: String = thread.name.chars().take(20).collect();
        let _ = write!(
            out,
            "<text x=\"0\" y=\"{}\">{}</text>",
            top + 18,
            escape(&name)
        );
        let cells = cells(thread, report.wall, CELLS);
        let mut first = 0;
        // Neighbours that look the same are one rectangle.
        while first < cells.len() {
            let same = cells[first..]
                .iter()
                .take_while(|c| parts(c) == parts(&cells[first]));
            let count = same.count();
            column(out, &cells[first], first, count, top);
            first += count;
        }
    }
    let y = height - 6;
    let _ = write!(
        out,
        "<text x=\"150\" y=\"{y}\">0</text><text x=\"1000\" y=\"{y}\" text-anchor=\"end\">{}</text></svg></div>\n",
        time(report.wall)
    );
    if report.threads.len() > THREADS {
        let more = report.threads.len() - THREADS;
        let _ = write!(out, "<p class=\"note\">and {more} more threads</p>\n");
    }
}

/// The parts of a cell in pixels of its row, running at the bottom; what is missing was absent.
fn parts(cell: &Cell) -> Vec<(&'static str, u64)> {
    let lost = Kind::ALL.iter().map(|k| (k.word(), cell.lost[*k as usize]));
    let all: Vec<(&'static str, u64)> = std::iter::once(("running", cell.running))
        .chain(lost)
        .collect();
    let whole = cell.absent + all.iter().map(|(_, n)| n).sum::<u64>();
    let pixels = |n: u64| (n * ROW + whole / 2).checked_div(whole).unwrap_or(0);
    let parts = all.into_iter().map(|(name, n)| (name, pixels(n)));
    parts.filter(|(_, n)| *n != 0).collect()
}

fn column(out: &mut String, cell: &Cell, first: usize, count: usize, top: u64) {
    let step = 850.0 / CELLS as f64;
    let (x, width) = (150.0 + first as f64 * step, count as f64 * step);
    let mut bottom = top + ROW;
    for (name, height) in parts(cell) {
        let height = height.min(bottom - top);
        bottom -= height;
        let _ = write!(
            out,
            "<rect x=\"{x:.1}\" y=\"{bottom}\" width=\"{:.1}\" height=\"{height}\" fill=\"var(--{name})\"/>",
            width + 0.3
        );
    }
}

fn advice(out: &mut String, report: &Report) {
    if report.advice.is_empty() {
        return;
    }
    out.push_str("<h2>Advice</h2>\n");
    for one in &report.advice {
        let _ = write!(
            out,
            "<div class=\"card\"><b>{}</b> <code>{}</code> {} ({:.1} %)<br>{}</div>\n",
            one.pattern,
            escape(&one.place),
            time(one.time),
            percent(one.time, report.account.whole),
            escape(one.remedy),
        );
    }
}

fn conflicts(out: &mut String, report: &Report, title: &str, all: &[Conflict]) {
    if all.is_empty() {
        return;
    }
    let _ = write!(out, "<h2>{title}</h2>\n");
    let most = all[0].total.time.max(1);
    for one in all.iter().take(report.top) {
        let _ = write!(
            out,
            "<div class=\"card\"><b>{}</b> ({:.1} %) {}<br>{}\
             <div class=\"bar\" style=\"width:{:.1}%;background:var(--{})\"></div><div class=\"where\">",
            time(one.total.time),
            percent(one.total.time, report.account.whole),
            escape(&one.subject()),
            one.extent(),
            percent(one.total.time, most).max(0.5),
            one.kind.word(),
        );
        place(out, "at", one.own.as_ref());
        place(out, "against", one.other.as_ref());
        out.push_str("</div></div>\n");
    }
    if all.len() > report.top {
        let rest: u64 = all[report.top..].iter().map(|c| c.total.time).sum();
        let count = all.len() - report.top;
        let _ = write!(
            out,
            "<p class=\"note\">and {count} more, {}</p>\n",
            time(rest)
        );
    }
}

fn place(out: &mut String, side: &str, place: Option<&Place>) {
    if let Some(place) = place {
        let at = format!("{}:{} in {}", place.file, place.line, place.function);
        let _ = write!(
            out,
            "<span>{side}</span><code>{}<br>{}</code>",
            escape(&at),
            escape(&place.code)
        );
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
