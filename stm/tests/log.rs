//! What the log says of threads that get in each other's way.

mod common;

use common::{Object, Place, atomic, plain, poll, registry, step};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use stm::{Config, KINDS, Kind, Reason, Registry, ThreadLog};

fn logged(permits: usize) -> Registry {
    registry(Config {
        permits,
        log: true,
        ..Config::default()
    })
}

fn total(log: &ThreadLog, kind: Kind) -> u64 {
    log.totals[kind as usize].nanoseconds
}

/// The three views of the same spells agree, and what is lost is not more than there was.
fn check(logs: &[ThreadLog]) {
    for log in logs {
        let lost: u64 = Kind::ALL
            .iter()
            .filter(|kind| **kind != Kind::Turn)
            .map(|kind| total(log, *kind))
            .sum();
        assert!(lost <= log.ended - log.began, "{log:?}");
        for kind in Kind::ALL {
            let drawn: u64 = log.timeline.iter().map(|c| c[*kind as usize]).sum();
            let spells = log.totals[*kind as usize].count * log.timeline.len() as u64;
            assert!(drawn.abs_diff(total(log, *kind)) <= spells, "{kind:?}");
            let summed = log.sums.iter().filter(|(cause, _)| cause.kind == *kind);
            let (count, time) = summed.fold((0, 0), |(count, time), (_, sum)| {
                (count + sum.count, time + sum.nanoseconds)
            });
            // Spells that are too short for a sum are in the totals.
            let all = &log.totals[*kind as usize];
            assert!(count <= all.count && time <= all.nanoseconds);
            assert!(all.nanoseconds - time <= (all.count - count) * 500);
        }
        assert!(log.timeline.len() <= 256 && KINDS == Kind::ALL.len());
    }
}

#[test]
fn without_a_log_there_is_none() {
    let registry = registry(Config::default());
    let tx = registry.attach();
    assert!(!tx.is_logged() && registry.log().is_none());
}

#[test]
fn a_wait_for_a_block_names_both_sides_and_the_object() {
    let registry = logged(2);
    let object = Object::shared(0);
    let (inside, waiting) = (AtomicBool::new(false), AtomicBool::new(false));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut tx = registry.attach();
            tx.name_track(7);
            tx.begin_atomic(&mut Place(5));
            step(&mut tx, |tx| object.add(tx, 1)).expect("nobody else wants it");
            inside.store(true, Ordering::Relaxed);
            while !waiting.load(Ordering::Relaxed) {
                std::thread::yield_now();
            }
            let end = std::time::Instant::now() + Duration::from_millis(5);
            while std::time::Instant::now() < end {
                poll(&mut tx).expect("plain code is patient for longer");
            }
            tx.commit_atomic();
        });
        scope.spawn(|| {
            let mut tx = registry.attach();
            tx.name_track(8);
            while !inside.load(Ordering::Relaxed) {
                tx.blocking(std::thread::yield_now);
            }
            waiting.store(true, Ordering::Relaxed);
            plain(&mut tx, |tx| object.add(tx, 1));
        });
    });
    let logs = registry.log().expect("it is kept");
    check(&logs);
    let log = logs
        .iter()
        .find(|log| log.ident == 8)
        .expect("it has a track");
    let (cause, sum) = log
        .sums
        .iter()
        .find(|(cause, _)| cause.kind == Kind::Object)
        .expect("it has waited");
    assert_eq!((cause.own, cause.shape), (1, common::SHAPE));
    // `poll` is at place 2.
    assert_eq!(cause.other, 2);
    assert!(sum.nanoseconds > 3_000_000, "{sum:?}");
    let spell = log.spells.iter().find(|s| s.cause.kind == Kind::Object);
    assert_eq!(
        spell.expect("it is in the ring").object,
        std::ptr::from_ref(&object.word).addr() as u64
    );
}

#[test]
fn undone_tries_and_turns_are_counted() {
    let registry = logged(2);
    let mut tx = registry.attach();
    let host = &mut Place(3);
    tx.begin_atomic(host);
    std::thread::sleep(Duration::from_millis(2));
    tx.inject_abort();
    assert!(poll(&mut tx).is_err());
    tx.rollback();
    tx.begin_inevitable(host);
    std::thread::sleep(Duration::from_millis(2));
    tx.commit_atomic();
    tx.forget_tries();
    drop(tx);
    let logs = registry.log().expect("it is kept");
    check(&logs);
    for kind in [Kind::Undone, Kind::Turn] {
        assert_eq!(logs[0].totals[kind as usize].count, 1, "{kind:?}");
        assert!(total(&logs[0], kind) >= 2_000_000, "{kind:?}");
    }
    let undone = logs[0]
        .sums
        .iter()
        .find(|(cause, _)| cause.kind == Kind::Undone);
    assert_eq!(
        undone.expect("it is there").0.reason,
        Some(Reason::Injected)
    );
}

#[test]
fn a_crowd_that_fights_adds_up() {
    let registry = logged(2);
    let objects: Vec<_> = (0..4).map(|_| Object::shared(0)).collect();
    std::thread::scope(|scope| {
        for number in 0..6 {
            let (registry, objects) = (&registry, &objects);
            scope.spawn(move || {
                let mut tx = registry.attach();
                for turn in 0..2000 {
                    let (a, b) = ((number + turn) % 4, (number * 3 + turn) % 4);
                    atomic(&mut tx, |tx| {
                        step(tx, |tx| objects[a].add(tx, 1))?;
                        step(tx, |tx| objects[b].add(tx, 1))
                    });
                    if turn % 100 == 0 {
                        tx.blocking(|| std::thread::sleep(Duration::from_micros(50)));
                    }
                }
            });
        }
    });
    let logs = registry.log().expect("it is kept");
    assert_eq!(logs.len(), 6);
    check(&logs);
    assert!(logs.iter().all(|log| total(log, Kind::Blocked) > 0));
    let commits: u64 = objects.iter().map(|o| o.peek()).sum();
    assert_eq!(commits, 6 * 2000 * 2);
}
