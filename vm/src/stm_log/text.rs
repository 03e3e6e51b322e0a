//! The report as text.

use std::fmt::Write;

use stm::Kind;

use super::read::Place;
use super::report::{Conflict, Report, cells, percent, time};

/// Cells of a timeline.
const CELLS: u64 = 64;
/// Rows of waits.
const FEW: usize = 5;
/// Threads that are shown one by one.
const THREADS: usize = 24;

/// The whole report.
pub fn page(report: &Report) -> String {
    let mut text = String::new();
    head(&mut text, report);
    timeline(&mut text, report);
    list(
        &mut text,
        report,
        "conflicts, the dearest first",
        &report.conflicts,
        report.top,
    );
    list(
        &mut text,
        report,
        "longest waits",
        &report.waits,
        FEW.min(report.top),
    );
    list(
        &mut text,
        report,
        "inevitable turns",
        &report.turns,
        report.top,
    );
    advice(&mut text, report);
    text
}

fn head(text: &mut String, report: &Report) {
    let account = &report.account;
    let _ = writeln!(
        text,
        "{}: {} wall, {} threads, {} run at a time\n",
        report.program,
        time(report.wall),
        report.threads.len(),
        report.permits,
    );
    let _ = writeln!(text, "wall time x threads = {}", time(account.whole));
    for (what, part) in account.rows() {
        let share = percent(part, account.whole);
        let bar = "#".repeat((share / 2.5).round() as usize);
        let row = format!("  {what:<32} {:>9} {share:>6.1} %  {bar}", time(part));
        let _ = writeln!(text, "{}", row.trim_end());
    }
}

/// The letter that stands for a kind in timelines.
fn letter(kind: Kind) -> char {
    match kind {
        Kind::Object => 'o',
        Kind::Undone => 'u',
        Kind::Token => 't',
        Kind::Permit => 'p',
        Kind::Stopped => 's',
        Kind::Stopping => 'S',
        Kind::Blocked => '-',
        Kind::Retry => 'r',
        Kind::Turn => 'i',
    }
}

fn timeline(text: &mut String, report: &Report) {
    text.push_str(
        "\ntimeline: # runs, o waits for an object, u in an undone try, t waits for the inevitable turn,\n\
         p waits for a processor, s stopped, S stops the others, r asleep until something changes, - in the system\n",
    );
    for thread in report.threads.iter().take(THREADS) {
        let line: String = cells(thread, report.wall, CELLS)
            .iter()
            .map(|cell| match cell.most() {
                None => ' ',
                Some(None) => '#',
                Some(Some(kind)) => letter(kind),
            })
            .collect();
        let name: String = thread.name.chars().take(16).collect();
        let _ = writeln!(text, "  {name:<16} |{line}|");
    }
    if let Some(more) = report.threads.len().checked_sub(THREADS + 1) {
        let _ = writeln!(text, "  and {} more", more + 1);
    }
}

fn list(text: &mut String, report: &Report, title: &str, all: &[Conflict], most: usize) {
    if all.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{title}");
    for (number, one) in (1..).zip(all.iter().take(most)) {
        let share = percent(one.total.time, report.account.whole);
        let _ = writeln!(
            text,
            "{number:>3}. {} ({share:.1} %) {}; {}",
            time(one.total.time),
            one.subject(),
            one.extent(),
        );
        if let Some(own) = &one.own {
            let _ = writeln!(text, "       at      {}", place(own));
        }
        if let Some(other) = &one.other {
            let _ = writeln!(text, "       against {}", place(other));
        }
    }
    if all.len() > most {
        let rest: u64 = all[most..].iter().map(|c| c.total.time).sum();
        let _ = writeln!(text, "     and {} more, {}", all.len() - most, time(rest));
    }
}

fn place(place: &Place) -> String {
    let at = format!("{}:{} in {}", place.file, place.line, place.function);
    match place.code.is_empty() {
        true => at,
        false => format!("{at}:  {}", place.code),
    }
}

fn advice(text: &mut String, report: &Report) {
    if report.advice.is_empty() {
        return;
    }
    text.push_str("\nadvice\n");
    for one in &report.advice {
        let share = percent(one.time, report.account.whole);
        let at = match one.place.is_empty() {
            true => String::new(),
            false => format!(" ({})", one.place),
        };
        let _ = writeln!(
            text,
            "  {}{at}: {} ({share:.1} %)",
            one.pattern,
            time(one.time)
        );
        for line in wrapped(one.remedy, 92) {
            let _ = writeln!(text, "      {line}");
        }
    }
}

/// A text in lines of at most so many characters.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("never empty");
        if !last.is_empty() && last.len() + 1 + word.len() > width {
            lines.push(word.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    lines
}
