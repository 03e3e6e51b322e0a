//! Sums over a log: where which thread time goes, and which pairs of lines cost most.
//!
//! **The account.** Wall time x threads is divided without a rest: each thread has not begun or has ended, runs, or loses
//! time to one kind. So the shares add up to 100 %, and a line of the report can be compared with the whole.
//!
//! **Conflicts.** Spells are taken together over all threads when they have the same kind, lines, type of object, detail and
//! reason. Which of two threads waits for the other is mostly chance, so a pair of lines and the same pair the other way
//! round are shown as two directions, next to each other only if they cost about the same.

use std::collections::HashMap;

use stm::Kind;

use super::advice::{self, Advice};
use super::read::{LogFile, Place, Sum, Thread, Total};

/// All that the report shows.
pub struct Report {
    pub program: String,
    pub wall: u64,
    pub permits: u64,
    pub threads: Vec<Thread>,
    pub account: Account,
    /// What is lost to other threads, the dearest first.
    pub conflicts: Vec<Conflict>,
    /// Where threads are blocked or wait by their own wish, the longest first.
    pub waits: Vec<Conflict>,
    /// Where blocks took the inevitable turn.
    pub turns: Vec<Conflict>,
    pub advice: Vec<Advice>,
    /// How many conflicts are shown.
    pub top: usize,
}

/// Wall time x threads, divided.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    pub whole: u64,
    /// Before a thread has begun, and after its end.
    pub absent: u64,
    pub running: u64,
    pub lost: Vec<(Kind, Total)>,
}

/// Spells that look alike, over all threads.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    pub kind: Kind,
    pub total: Total,
    pub own: Option<Place>,
    pub other: Option<Place>,
    pub object: String,
    pub detail: String,
    pub reason: String,
    /// How many threads lost time to it.
    pub threads: usize,
}

impl Report {
    pub fn of(log: &LogFile) -> Report {
        let of = |kinds: &[Kind]| conflicts(log, kinds);
        let mut report = Report {
            program: log.program.clone(),
            wall: log.wall,
            permits: log.permits,
            threads: log.threads.clone(),
            account: Account::of(log),
            conflicts: of(&[
                Kind::Object,
                Kind::Undone,
                Kind::Token,
                Kind::Permit,
                Kind::Stopped,
                Kind::Stopping,
            ]),
            waits: of(&[Kind::Blocked, Kind::Retry]),
            turns: of(&[Kind::Turn]),
            advice: Vec::new(),
            top: 10,
        };
        report.advice = advice::of(&report);
        report
    }
}

impl Account {
    pub fn of(log: &LogFile) -> Account {
        let whole = log.wall * log.threads.len() as u64;
        let life: u64 = log.threads.iter().map(Thread::life).sum();
        let mut lost = Vec::new();
        for kind in Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Turn) {
            let mut sum = Total::default();
            for thread in &log.threads {
                sum.add(&thread.total(kind));
            }
            if sum.count != 0 {
                lost.push((kind, sum));
            }
        }
        let spent: u64 = lost.iter().map(|(_, sum)| sum.time).sum();
        Account {
            whole,
            absent: whole.saturating_sub(life),
            running: life.saturating_sub(spent),
            lost,
        }
    }

    /// Every part with its name and time; they add up to the whole.
    pub fn rows(&self) -> Vec<(&'static str, u64)> {
        let mut rows = vec![("running", self.running)];
        rows.extend(self.lost.iter().map(|(kind, sum)| (words(*kind), sum.time)));
        rows.push(("not begun, or ended", self.absent));
        rows
    }

    pub fn lost_to(&self, kind: Kind) -> u64 {
        let found = self.lost.iter().find(|(k, _)| *k == kind);
        found.map_or(0, |(_, sum)| sum.time)
    }
}

impl Total {
    pub fn add(&mut self, other: &Total) {
        self.count += other.count;
        self.time += other.time;
        self.longest = self.longest.max(other.longest);
    }
}

/// What a thread does that loses time so.
pub fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Object => "waiting for objects",
        Kind::Undone => "in undone tries of blocks",
        Kind::Token => "waiting for the inevitable turn",
        Kind::Permit => "waiting for a processor",
        Kind::Stopped => "stopped by another thread",
        Kind::Stopping => "stopping the others",
        Kind::Blocked => "in the system or asleep",
        Kind::Retry => "asleep until something changes",
        Kind::Turn => "in the inevitable turn",
    }
}

fn conflicts(log: &LogFile, kinds: &[Kind]) -> Vec<Conflict> {
    type Key<'l> = (
        &'static str,
        Option<usize>,
        Option<usize>,
        &'l str,
        &'l str,
        &'l str,
    );
    let mut found: HashMap<Key, Conflict> = HashMap::new();
    for thread in &log.threads {
        let mut of_thread: HashMap<Key, (&Sum, Total)> = HashMap::new();
        for sum in thread.sums.iter().filter(|sum| kinds.contains(&sum.kind)) {
            let key = (
                sum.kind.word(),
                own_place(sum),
                sum.other,
                sum.object.as_str(),
                sum.detail.as_str(),
                sum.reason.as_str(),
            );
            let (_, total) = of_thread.entry(key).or_insert((sum, Total::default()));
            total.add(&sum.total);
        }
        for (key, (sum, total)) in of_thread {
            let conflict = found.entry(key).or_insert_with(|| begin(log, sum));
            conflict.total.add(&total);
            conflict.threads += 1;
        }
    }
    let mut all: Vec<Conflict> = found.into_values().collect();
    // The rest of the order is only there to be the same each time.
    all.sort_by_key(|c| {
        let line = |p: &Option<Place>| p.as_ref().map(|p| (p.file.clone(), p.line));
        let rest = (line(&c.own), line(&c.other), c.detail.clone());
        (std::cmp::Reverse(c.total.time), c.kind.word(), rest)
    });
    all
}

/// Where a thread was; who waits for a processor may be anywhere.
fn own_place(sum: &Sum) -> Option<usize> {
    sum.own.filter(|_| sum.kind != Kind::Permit)
}

fn begin(log: &LogFile, sum: &Sum) -> Conflict {
    let place = |number: Option<usize>| number.map(|n| log.places[n].clone());
    Conflict {
        kind: sum.kind,
        total: Total::default(),
        own: place(own_place(sum)),
        other: place(sum.other),
        object: sum.object.clone(),
        detail: sum.detail.clone(),
        reason: sum.reason.clone(),
        threads: 0,
    }
}

/// What a thread did in one cell of the timeline: parts that add up to the cell's width.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    pub absent: u64,
    pub running: u64,
    pub lost: [u64; stm::KINDS],
}

impl Cell {
    /// What it did most; `None` for running, and for nothing if it was not there.
    pub fn most(&self) -> Option<Option<Kind>> {
        let dearest = Kind::ALL
            .iter()
            .max_by_key(|kind| self.lost[**kind as usize])
            .expect("there are kinds");
        let lost = self.lost[*dearest as usize];
        if self.absent > self.running.max(lost) {
            return None;
        }
        Some((lost > self.running).then_some(*dearest))
    }
}

/// The timeline of a thread in so many cells from the beginning of the log to its end.
pub fn cells(thread: &Thread, wall: u64, count: u64) -> Vec<Cell> {
    let edge = |n: u64| (u128::from(wall) * u128::from(n) / u128::from(count)) as u64;
    let mut cells = Vec::new();
    for number in 0..count {
        let (from, to) = (edge(number), edge(number + 1));
        let mut cell = Cell::default();
        let present = to.min(thread.ended).saturating_sub(from.max(thread.began));
        cell.absent = (to - from) - present;
        let mut rest = present;
        for (kind, columns) in &thread.timeline {
            if *kind == Kind::Turn {
                continue;
            }
            let lost = part(columns, thread.width.max(1), from, to).min(rest);
            cell.lost[*kind as usize] = lost;
            rest -= lost;
        }
        cell.running = rest;
        cells.push(cell);
    }
    cells
}

/// What lies between two moments of columns that are this wide.
fn part(columns: &[u64], width: u64, from: u64, to: u64) -> u64 {
    let first = (from / width) as usize;
    let last = (to.div_ceil(width) as usize).min(columns.len());
    let mut sum = 0;
    for column in first..last {
        let begin = column as u64 * width;
        let overlap = to.min(begin + width).saturating_sub(from.max(begin));
        sum += (u128::from(columns[column]) * u128::from(overlap) / u128::from(width)) as u64;
    }
    sum
}

/// A time, to three digits.
pub fn time(nanoseconds: u64) -> String {
    let (value, unit) = match nanoseconds {
        0..1_000 => return format!("{nanoseconds} ns"),
        1_000..1_000_000 => (nanoseconds as f64 / 1e3, "us"),
        1_000_000..1_000_000_000 => (nanoseconds as f64 / 1e6, "ms"),
        _ => (nanoseconds as f64 / 1e9, "s"),
    };
    let digits = if value < 10.0 {
        2
    } else if value < 100.0 {
        1
    } else {
        0
    };
    format!("{value:.digits$} {unit}")
}

/// A part of the whole, in percent.
pub fn percent(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    part as f64 / whole as f64 * 100.0
}

impl Conflict {
    /// What it is about: `waiting for objects: Account .balance`.
    pub fn subject(&self) -> String {
        let mut text = words(self.kind).to_owned();
        let about = [&self.object, &self.detail].map(String::as_str);
        let about: Vec<&str> = about.into_iter().filter(|s| !s.is_empty()).collect();
        if !about.is_empty() {
            text.push_str(": ");
            text.push_str(&about.join(" "));
        }
        if !self.reason.is_empty() {
            text.push_str(&format!(" ({})", self.reason));
        }
        text
    }

    /// How often, how long, how many threads.
    pub fn extent(&self) -> String {
        let threads = match self.threads {
            1 => "1 thread".to_owned(),
            n => format!("{n} threads"),
        };
        let longest = time(self.total.longest);
        format!("{} x, longest {longest}, {threads}", self.total.count)
    }
}
