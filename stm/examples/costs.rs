//! What the slow paths cost, in nanoseconds: `cargo run --release -p stm --example costs`.

#[path = "../tests/common/mod.rs"]
mod common;

use common::{Object, Place, atomic, plain, registry, step};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use stm::{Config, Tx};

fn per(count: u64, work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_nanos() as f64 / count as f64
}

fn row(name: &str, nanoseconds: f64) {
    println!("{nanoseconds:>10.1}  {name}");
}

fn alone() {
    let registry = registry(Config::default());
    let tx = &mut registry.attach();
    const N: u64 = 1_000_000;
    let objects: Vec<_> = (0..1000).map(|value| Object::new(tx, value)).collect();
    row(
        "plain read and write of an owned object",
        per(N, || {
            for turn in 0..N {
                let _ = objects[turn as usize % 1000].add(tx, 1);
            }
        }),
    );
    row(
        "empty block",
        per(N, || {
            for _ in 0..N {
                tx.begin_atomic(&mut Place(0));
                tx.commit_atomic();
            }
        }),
    );
    row(
        "block that writes one object",
        per(N, || {
            for turn in 0..N {
                tx.begin_atomic(&mut Place(0));
                let _ = objects[turn as usize % 1000].add(tx, 1);
                tx.commit_atomic();
            }
        }),
    );
    row(
        "first write in a block, per object",
        per(N, || {
            for _ in 0..N / 1000 {
                tx.begin_atomic(&mut Place(0));
                for object in &objects {
                    let _ = object.add(tx, 1);
                }
                tx.commit_atomic();
            }
        }),
    );
    row(
        "first read in a block, per object",
        per(N, || {
            for _ in 0..N / 1000 {
                tx.begin_atomic(&mut Place(0));
                for object in &objects {
                    let _ = object.get(tx);
                }
                tx.commit_atomic();
            }
        }),
    );
    let shared: Vec<_> = (0..1000).map(Object::shared).collect();
    row(
        "read of a Shared object in a block, per object",
        per(N, || {
            for _ in 0..N / 1000 {
                tx.begin_atomic(&mut Place(0));
                for object in &shared {
                    let _ = object.get(tx);
                }
                tx.commit_atomic();
            }
        }),
    );
    row(
        "blocking call",
        per(N, || {
            for _ in 0..N {
                tx.blocking(|| ());
            }
        }),
    );
    row(
        "stop of a world of one",
        per(N, || {
            for _ in 0..N {
                registry.stop_world(tx, |_| ());
            }
        }),
    );
}

/// Runs `work` while another thread does `other` until told to stop.
fn beside(
    permits: usize,
    lease: Duration,
    other: impl Fn(&mut Tx) + Sync,
    work: impl FnOnce(&mut Tx),
) {
    let registry = registry(Config {
        permits,
        lease,
        ..Config::default()
    });
    let (ready, stop) = (AtomicBool::new(false), AtomicBool::new(false));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut tx = registry.attach();
            ready.store(true, Ordering::Relaxed);
            while !stop.load(Ordering::Relaxed) {
                other(&mut tx);
            }
        });
        let mut tx = registry.attach();
        while !ready.load(Ordering::Relaxed) {
            std::hint::spin_loop();
        }
        work(&mut tx);
        stop.store(true, Ordering::Relaxed);
        drop(tx);
    });
    println!("            {:?}", registry.counts());
}

fn pairs() {
    const N: u64 = 20_000;
    let objects: Vec<_> = (0..N).map(Object::shared).collect();
    beside(
        2,
        Duration::ZERO,
        |tx| common::poll(tx).unwrap(),
        |tx| {
            row(
                "claim of a Shared object, the other polls",
                per(N, || {
                    for object in &objects {
                        plain(tx, |tx| object.add(tx, 1));
                    }
                }),
            );
        },
    );
    let object = Object::shared(0);
    beside(
        2,
        Duration::ZERO,
        |tx| plain(tx, |tx| object.add(tx, 1)),
        |tx| {
            row(
                "one object, both add, no lease",
                per(N, || {
                    for _ in 0..N {
                        plain(tx, |tx| object.add(tx, 1));
                    }
                }),
            );
        },
    );
    beside(
        2,
        Duration::from_micros(20),
        |tx| plain(tx, |tx| object.add(tx, 1)),
        |tx| {
            row(
                "one object, both add, lease of 20 us",
                per(1_000_000, || {
                    for _ in 0..1_000_000 {
                        plain(tx, |tx| object.add(tx, 1));
                    }
                }),
            );
        },
    );
    let add = |tx: &mut Tx| atomic(tx, |tx| step(tx, |tx| object.add(tx, 1)));
    beside(2, Duration::from_micros(20), add, |tx| {
        row(
            "one object, both add in blocks",
            per(200_000, || {
                for _ in 0..200_000 {
                    add(tx);
                }
            }),
        );
    });
}

/// The owner of many objects sleeps; another thread takes them.
fn from_a_sleeper() {
    let registry = registry(Config::default());
    let mut owner = registry.attach();
    const N: u64 = 100_000;
    let objects: Vec<_> = (0..N).map(|value| Object::new(&owner, value)).collect();
    owner.blocking(|| {
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let mut tx = registry.attach();
                row(
                    "object of a blocked owner",
                    per(N, || {
                        for object in &objects {
                            plain(&mut tx, |tx| object.add(tx, 1));
                        }
                    }),
                );
            });
        });
    });
}

/// Many threads on one counter, with work of their own in between.
fn crowds() {
    for threads in [1u64, 2, 4, 16, 64] {
        let registry = registry(Config {
            permits: 2,
            ..Config::default()
        });
        let object = Object::shared(0);
        let turns = 4_000_000 / threads;
        let cost = per(turns * threads, || {
            std::thread::scope(|scope| {
                for _ in 0..threads {
                    scope.spawn(|| {
                        let mut tx = registry.attach();
                        for _ in 0..turns {
                            plain(&mut tx, |tx| object.add(tx, 1));
                        }
                    });
                }
            });
        });
        assert_eq!(object.peek(), turns * threads);
        row(
            &format!("hot counter, {threads} threads: {:?}", registry.counts()),
            cost,
        );
    }
}

fn main() {
    alone();
    from_a_sleeper();
    pairs();
    crowds();
}
