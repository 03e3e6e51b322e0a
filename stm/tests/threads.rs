//! Real threads on real objects: what is lost, torn or stuck shows here.

mod common;

use common::{Object, Place, atomic, plain, poll, registry, step};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use stm::{Config, Registry, Tx, Waking};

fn on_threads(count: usize, registry: &Registry, work: impl Fn(usize, &mut Tx) + Sync) {
    std::thread::scope(|scope| {
        for number in 0..count {
            let work = &work;
            scope.spawn(move || {
                let mut tx = registry.attach();
                work(number, &mut tx);
            });
        }
    });
}

fn config(permits: usize) -> Config {
    Config {
        permits,
        ..Config::default()
    }
}

#[test]
fn a_counter_shared_by_plain_threads_loses_nothing() {
    for (threads, permits, turns) in [(2, 2, 200_000), (8, 2, 20_000), (3, 1, 20_000)] {
        let registry = registry(config(permits));
        let counter = Object::shared(0);
        let start = Instant::now();
        on_threads(threads, &registry, |_, tx| {
            for _ in 0..turns {
                plain(tx, |tx| counter.add(tx, 1));
            }
        });
        let total = turns * threads as u64;
        let rate = total as f64 / start.elapsed().as_secs_f64() / 1e6;
        println!(
            "{threads} threads, {permits} permits: {rate:.1} M/s, {:?}",
            registry.counts()
        );
        assert_eq!(counter.peek(), total);
    }
}

#[test]
fn blocks_keep_a_sum_that_plain_observers_see_whole() {
    let registry = registry(config(2));
    let accounts: Vec<_> = (0..8).map(|_| Object::shared(100)).collect();
    let done = AtomicBool::new(false);
    on_threads(4, &registry, |number, tx| {
        if number == 0 {
            while !done.load(Ordering::Relaxed) {
                let sum = plain(tx, |tx| {
                    accounts
                        .iter()
                        .try_fold(0u64, |sum, account| Ok(sum.wrapping_add(account.get(tx)?)))
                });
                assert_eq!(sum, 800);
            }
            return;
        }
        let mut random = number as u64;
        for _ in 0..5_000 {
            random = random
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            let (from, to) = ((random >> 33) as usize % 8, (random >> 40) as usize % 8);
            atomic(tx, |tx| {
                step(tx, |tx| accounts[from].add(tx, 1u64.wrapping_neg()))?;
                step(tx, |tx| accounts[to].add(tx, 1))
            });
        }
        done.store(
            number == 1 || done.load(Ordering::Relaxed),
            Ordering::Relaxed,
        );
    });
    println!("{:?}", registry.counts());
    // Some are below 0 by now.
    let values = accounts.iter().map(|account| account.peek());
    assert_eq!(values.fold(0, u64::wrapping_add), 800);
}

#[test]
fn blocks_that_read_and_then_write_the_same_objects_all_commit() {
    let registry = registry(config(2));
    let objects: Vec<_> = (0..3).map(|_| Object::shared(0)).collect();
    on_threads(4, &registry, |number, tx| {
        for turn in 0..1_000 {
            atomic(tx, |tx| {
                let mut sum = 0;
                for object in &objects {
                    sum += step(tx, |tx| object.get(tx))?;
                }
                assert_eq!(sum % 3, 0, "a block sees a half");
                for object in 0..3 {
                    step(tx, |tx| objects[(object + number + turn) % 3].add(tx, 1))?;
                }
                Ok(())
            });
        }
    });
    println!("{:?}", registry.counts());
    assert!(objects.iter().all(|object| object.peek() == 4_000));
}

#[test]
fn an_owner_that_sleeps_or_has_ended_is_not_waited_for() {
    let registry = registry(config(2));
    let mut tx = registry.attach();
    let object = Object::new(&tx, 5);
    let start = Instant::now();
    std::thread::scope(|scope| {
        let other = scope.spawn(|| {
            let mut tx = registry.attach();
            plain(&mut tx, |tx| object.add(tx, 1));
            let mine = Object::new(&tx, 7);
            (mine, start.elapsed())
        });
        tx.blocking(|| std::thread::sleep(Duration::from_millis(200)));
        let (theirs, when) = other.join().unwrap();
        assert!(when < Duration::from_millis(150), "waited {when:?}");
        assert_eq!(plain(&mut tx, |tx| theirs.get(tx)), 7);
        assert_eq!(plain(&mut tx, |tx| object.get(tx)), 6);
    });
    assert_eq!(registry.thread_count(), 1);
}

#[test]
fn the_world_stops_while_everybody_works() {
    let registry = registry(config(2));
    let counter = Object::shared(0);
    let inside = AtomicBool::new(false);
    on_threads(5, &registry, |number, tx| {
        for turn in 0..300 {
            if turn % 10 == number {
                registry.stop_world(tx, |world| {
                    assert!(!inside.swap(true, Ordering::Relaxed));
                    let before = counter.peek();
                    let mut words = 0;
                    world.visit_words(&mut |_| words += 1);
                    std::thread::sleep(Duration::from_micros(50));
                    assert_eq!(counter.peek(), before);
                    inside.store(false, Ordering::Relaxed);
                });
            }
            atomic(tx, |tx| step(tx, |tx| counter.add(tx, 1)));
            if turn % 7 == 0 {
                tx.blocking(std::thread::yield_now);
            }
        }
    });
    assert_eq!(counter.peek(), 1_500);
}

#[test]
fn retry_sleeps_until_something_it_read_is_written() {
    let registry = registry(config(2));
    let (flag, seen) = (Object::shared(0), Object::shared(0));
    on_threads(2, &registry, |number, tx| {
        if number == 0 {
            let mut tries = 0;
            loop {
                tries += 1;
                tx.begin_atomic(&mut Place(1));
                step(tx, |tx| seen.add(tx, 1)).unwrap();
                if step(tx, |tx| flag.get(tx)).unwrap() == 1 {
                    tx.commit_atomic();
                    break;
                }
                assert_eq!(tx.wait_for_change(&mut Place(1), None), Waking::Changed);
            }
            assert!(tries <= 4, "woken {tries} times");
        } else {
            tx.blocking(|| std::thread::sleep(Duration::from_millis(30)));
            plain(tx, |tx| flag.set(tx, 1));
        }
    });
    assert_eq!(seen.peek(), 1);
}

#[test]
fn an_inevitable_block_is_never_undone_and_others_run_on() {
    let registry = registry(config(2));
    let objects: Vec<_> = (0..2).map(|_| Object::shared(0)).collect();
    let outputs = std::sync::Mutex::new(0u64);
    on_threads(4, &registry, |number, tx| {
        for _ in 0..200 {
            atomic(tx, |tx| {
                step(tx, |tx| objects[number % 2].add(tx, 1))?;
                tx.become_inevitable(&mut Place(1))?;
                *outputs.lock().unwrap() += 1;
                step(tx, |tx| objects[(number + 1) % 2].add(tx, 1))
            });
        }
    });
    assert_eq!(*outputs.lock().unwrap(), 800);
    assert!(objects.iter().all(|object| object.peek() == 800));
    println!("{:?}", registry.counts());
}

#[test]
fn a_long_block_is_undone_for_impatient_plain_code_but_ends() {
    let registry = registry(config(2));
    let object = Object::shared(0);
    let done = AtomicBool::new(false);
    on_threads(2, &registry, |number, tx| {
        if number == 0 {
            atomic(tx, |tx| {
                step(tx, |tx| object.add(tx, 1000))?;
                let start = Instant::now();
                while start.elapsed() < Duration::from_millis(60) {
                    poll(tx)?;
                }
                Ok(())
            });
            done.store(true, Ordering::Relaxed);
        } else {
            let mut count = 0;
            while !done.load(Ordering::Relaxed) && count < 1_000_000 {
                plain(tx, |tx| object.add(tx, 1));
                count += 1;
            }
        }
    });
    println!("{} {:?}", object.peek(), registry.counts());
    assert!(object.peek() >= 1000);
}

#[test]
fn a_thread_that_wakes_is_not_kept_waiting_by_the_many_that_compute() {
    let registry = registry(Config {
        slice: Duration::from_millis(10),
        ..config(1)
    });
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..30 {
            scope.spawn(|| {
                let mut tx = registry.attach();
                while !done.load(Ordering::Relaxed) {
                    poll(&mut tx).unwrap();
                }
            });
        }
        let mut tx = registry.attach();
        tx.blocking(|| std::thread::sleep(Duration::from_millis(100)));
        let start = Instant::now();
        for _ in 0..10 {
            tx.blocking(|| std::thread::sleep(Duration::from_millis(1)));
        }
        let taken = start.elapsed();
        done.store(true, Ordering::Relaxed);
        // In one line it would be ten times thirty slices.
        assert!(taken < Duration::from_millis(1500), "{taken:?}");
    });
}

#[test]
fn threads_that_compute_get_on_though_others_keep_waking() {
    let registry = registry(Config {
        slice: Duration::from_millis(2),
        ..config(1)
    });
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                let mut tx = registry.attach();
                while !done.load(Ordering::Relaxed) {
                    poll(&mut tx).unwrap();
                    tx.blocking(|| ());
                }
            });
        }
        let mut tx = registry.attach();
        let start = Instant::now();
        let mut rotations = 0;
        while rotations < 20 && start.elapsed() < Duration::from_secs(20) {
            let before = registry.counts().rotations;
            poll(&mut tx).unwrap();
            rotations += registry.counts().rotations - before;
        }
        done.store(true, Ordering::Relaxed);
        assert_eq!(rotations, 20);
    });
}
