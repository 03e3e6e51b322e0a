//! What to do about patterns that are known to lose time.
//!
//! A pattern is recognised by the type of the object, what was wanted of it, and the text of the line. It is told only when
//! it costs at least one part in [`WORTH`] of the time in which the threads existed.

use stm::Kind;

use super::read::Place;
use super::report::{Conflict, Report};

/// What costs less than this part of the threads' time is not worth a word.
const WORTH: u64 = 100;

/// A pattern that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    pub pattern: &'static str,
    /// Where, and on what.
    pub place: String,
    /// Thread time that it costs.
    pub time: u64,
    pub remedy: &'static str,
}

struct Pattern {
    name: &'static str,
    remedy: &'static str,
    fits: fn(&Conflict) -> bool,
}

/// The first that fits is taken.
const PATTERNS: &[Pattern] = &[
    Pattern {
        name: "list used as a queue",
        remedy: "Threads that put in and take out want the whole list each time. Use queue.SimpleQueue, or \
                 transaction.TransactionQueue for work that makes more work; or let each thread fill a list of its own and join \
                 them at the end.",
        fits: |c| {
            c.object == "list"
                && [
                    ".append()",
                    ".pop()",
                    ".insert()",
                    ".extend()",
                    ".remove()",
                    "del [0]",
                ]
                .contains(&c.detail.as_str())
        },
    },
    Pattern {
        name: "deque shared by threads",
        remedy: "Each end of a deque is the whole deque to other threads. Hand over several items at a time, or give each \
                 thread a queue of its own.",
        fits: |c| c.object == "deque",
    },
    Pattern {
        name: "class attribute written in a hot path",
        remedy: "An attribute of a class is one place for all threads. Keep what changes in an instance.",
        fits: |c| c.object == "cell" && c.detail.starts_with('.'),
    },
    Pattern {
        name: "shared counter",
        remedy: "Count in a local variable or an object of the thread's own and add up at the end or once in a while: \
                 one number that all threads change is one object that all wait for.",
        fits: |c| is_object(c) && lines(c).any(|p| has_update(&p.code)),
    },
    Pattern {
        name: "class attribute written in a hot path",
        remedy: "Classes and modules are constants to compiled code: a write stops all threads and throws code away. Keep what \
                 changes in an instance.",
        fits: |c| {
            c.reason == stm::Reason::Change.words()
                || matches!(c.kind, Kind::Stopped | Kind::Stopping)
                    && lines(c).any(|p| has_attribute_write(&p.code))
        },
    },
    Pattern {
        name: "collections stop all threads",
        remedy: "Much is allocated and lives long. Fewer temporary containers make collections rarer.",
        fits: |c| matches!(c.kind, Kind::Stopped | Kind::Stopping),
    },
    Pattern {
        name: "lock that many threads want",
        remedy: "Hold it for less, or have several for data that has nothing to do with each other. Blocks of `with atomic` \
                 run at the same time where they touch different objects.",
        fits: |c| {
            let of_lock = matches!(c.object.as_str(), "lock" | "RLock")
                || c.kind == Kind::Blocked
                    && [".acquire()", ".__enter__()"].contains(&c.detail.as_str());
            // Locks of the library, too, are waited for at lines of the program.
            let line = |p: &Place| p.code.starts_with("with ") || p.code.contains("acquire");
            of_lock && c.own.as_ref().is_some_and(line)
        },
    },
    Pattern {
        name: "dict that all threads write",
        remedy: "To insert, to delete, or to write in a block takes a dict as a whole, and it goes from thread to thread. Give each \
                 thread a dict of its own and merge them, or split it by a part of the key into several.",
        fits: |c| is_object(c) && c.object == "dict" && c.detail.ends_with('='),
    },
    Pattern {
        name: "atomic block that loses often",
        remedy: "A block that was undone too often runs as the one that cannot be undone, and others wait for it. Make it shorter, \
                 or let it touch less of what others change.",
        fits: |c| is_turn(c) && c.reason == stm::Reason::Losses.words(),
    },
    Pattern {
        name: "blocks that are inevitable by their own wish",
        remedy: "There is one inevitable block at a time. Call become_inevitable() as late in the block as possible, or leave the \
                 work that needs it to transaction.on_commit.",
        fits: |c| is_turn(c) && c.detail.starts_with("become_inevitable("),
    },
    Pattern {
        name: "input or output in atomic blocks",
        remedy: "A block that reads, or writes much, cannot be undone, and there is one such block at a time. Do it after the \
                 block, or from transaction.on_commit.",
        fits: is_turn,
    },
    Pattern {
        name: "long atomic block that is undone",
        remedy: "Take out of the block what needs no protection, or begin it as transaction.exclusive_atomic, which is not \
                 undone.",
        fits: |c| c.kind == Kind::Undone && c.total.longest >= 10_000_000,
    },
    Pattern {
        name: "more threads than processors",
        remedy: "Threads wait for one another to give up a processor. As many as there are processors do the same work.",
        fits: |c| c.kind == Kind::Permit,
    },
];

/// All patterns that fit, the dearest first.
pub fn of(report: &Report) -> Vec<Advice> {
    let life = report.account.whole - report.account.absent;
    let mut all: Vec<Advice> = Vec::new();
    let all_conflicts = report.conflicts.iter().chain(&report.waits);
    for conflict in all_conflicts.filter(|c| !is_in_library(c)) {
        let Some(pattern) = PATTERNS.iter().find(|p| (p.fits)(conflict)) else {
            continue;
        };
        let place = place(conflict);
        match all
            .iter_mut()
            .find(|a| a.pattern == pattern.name && a.place == place)
        {
            Some(known) => known.time += conflict.total.time,
            None => all.push(Advice {
                pattern: pattern.name,
                place,
                time: conflict.total.time,
                remedy: pattern.remedy,
            }),
        }
    }
    all.retain(|a| a.time.saturating_mul(WORTH) >= life);
    all.sort_by_key(|a| std::cmp::Reverse(a.time));
    all
}

/// What is wrong is where the other side is, if one has to do with classes and collections.
fn place(conflict: &Conflict) -> String {
    let place = match conflict.kind {
        Kind::Stopped => conflict.other.as_ref().or(conflict.own.as_ref()),
        _ => conflict.own.as_ref(),
    };
    let at = place.map(|p| format!("{}:{}", p.file, p.line));
    match conflict.kind {
        // These are about no line in particular.
        Kind::Permit => String::new(),
        _ => at.unwrap_or_default(),
    }
}

/// A thread that begins or ends is within the library, and no line of the program is to blame.
fn is_in_library(conflict: &Conflict) -> bool {
    let own = conflict.own.as_ref();
    own.is_some_and(|p| p.file.starts_with(crate::import::library::ROOT))
}

/// Waits for the inevitable turn. Who has it runs, and is not told what to do.
fn is_turn(conflict: &Conflict) -> bool {
    conflict.kind == Kind::Token
}

fn is_object(conflict: &Conflict) -> bool {
    matches!(conflict.kind, Kind::Object | Kind::Undone)
}

fn lines(conflict: &Conflict) -> impl Iterator<Item = &Place> {
    [&conflict.own, &conflict.other].into_iter().flatten()
}

/// `x += 1`, `x = x + 1`
fn has_update(code: &str) -> bool {
    if code.contains("+=") || code.contains("-=") {
        return true;
    }
    match code.split_once('=') {
        Some((name, value)) => {
            let (name, value) = (name.trim(), value.trim());
            !name.is_empty()
                && (value.starts_with(&format!("{name} +"))
                    || value.starts_with(&format!("{name} -")))
        }
        None => false,
    }
}

/// `C.x = 1`, `C.x += 1`
fn has_attribute_write(code: &str) -> bool {
    let Some((target, value)) = code.split_once('=') else {
        return false;
    };
    let target = target
        .trim_end_matches(['+', '-', '*', '/', '|', '&'])
        .trim();
    let is_name = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_alphanumeric() || c == '_');
    !value.starts_with('=') && target.contains('.') && target.split('.').all(is_name)
}
