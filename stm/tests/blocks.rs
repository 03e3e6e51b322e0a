//! One thread: what a block undoes and keeps, what the collector is shown, what happens when numbers run out.

mod common;

use common::{Object, Place, SHAPE, plain, poll, registry, step};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use stm::{Break, Config, Reason, Waking, owner_id};

fn host() -> Place {
    Place(9)
}

#[test]
fn rollback_restores_values_and_shapes() {
    let registry = registry(Config::default());
    let tx = &mut registry.attach();
    let (first, second) = (Object::new(tx, 1), Object::shared(2));
    tx.begin_atomic(&mut host());
    step(tx, |tx| first.set(tx, 10)).unwrap();
    let born = Object::new(tx, 5);
    step(tx, |tx| born.set(tx, 50)).unwrap();
    step(tx, |tx| second.set(tx, 20)).unwrap();
    step(tx, |tx| first.set(tx, 11)).unwrap();
    let owned = tx.own(&first.word, first).unwrap();
    tx.reshape(&first.word, owned, SHAPE + 1);
    assert_eq!(first.word.shape(), SHAPE + 1);
    tx.rollback();
    assert_eq!((first.peek(), second.peek()), (1, 2));
    assert_eq!(first.word.shape(), SHAPE);
    assert_eq!(born.peek(), 50, "what was born in the block needs no undo");
    assert_eq!(plain(tx, |tx| first.get(tx)), 1);
}

#[test]
fn blocks_nest_by_counting() {
    let registry = registry(Config::default());
    let tx = &mut registry.attach();
    let object = Object::new(tx, 1);
    tx.begin_atomic(&mut host());
    let age = tx.age();
    tx.begin_atomic(&mut host());
    step(tx, |tx| object.set(tx, 2)).unwrap();
    assert_eq!(tx.in_atomic(), 2);
    tx.commit_atomic();
    assert_eq!((tx.in_atomic(), tx.age()), (1, age));
    tx.rollback();
    assert_eq!((tx.in_atomic(), object.peek()), (0, 1));
}

#[test]
fn a_block_that_lost_often_becomes_inevitable_and_keeps_its_age() {
    let registry = registry(Config::default());
    let tx = &mut registry.attach();
    let mut age = None;
    for loss in 0..8 {
        tx.begin_atomic(&mut host());
        assert!(!tx.is_inevitable());
        assert!(loss == 0 || tx.age() == age);
        age = tx.age();
        tx.inject_abort();
        assert_eq!(poll(tx), Err(Break::Abort));
        let info = tx.last_abort_info().unwrap();
        assert_eq!(
            (info.reason, info.own, info.other),
            (Reason::Injected, 2, 0)
        );
        tx.rollback();
    }
    tx.begin_atomic(&mut host());
    assert!(tx.is_inevitable());
    tx.inject_abort();
    assert_eq!(poll(tx), Ok(()));
    tx.commit_atomic();
    tx.begin_atomic(&mut host());
    assert!(!tx.is_inevitable());
    tx.commit_atomic();
}

#[test]
fn a_block_left_open_by_a_thread_that_ends_is_undone() {
    let registry = registry(Config::default());
    let object = Object::shared(1);
    let mut tx = registry.attach();
    tx.begin_atomic(&mut host());
    step(&mut tx, |tx| object.set(tx, 2)).unwrap();
    drop(tx);
    let tx = &mut registry.attach();
    assert_eq!(plain(tx, |tx| object.get(tx)), 1);
    assert_eq!(registry.counts().aborts, 1);
}

#[test]
fn epochs_and_ids_run_out_and_come_back() {
    let registry = registry(Config::default());
    let tx = &mut registry.attach();
    let objects: Vec<_> = (0..100).map(|value| Object::new(tx, value)).collect();
    for turn in 0..200_000u64 {
        let object = objects[turn as usize % 7];
        tx.begin_atomic(&mut host());
        step(tx, |tx| object.set(tx, turn + 1000)).unwrap();
        let before = object.peek();
        step(tx, |tx| objects[50].add(tx, 1)).unwrap();
        if turn % 3 == 0 {
            tx.rollback();
            tx.forget_tries();
            assert_ne!(object.peek(), before);
        } else {
            tx.commit_atomic();
        }
    }
    assert_eq!(objects[50].peek(), 50 + 200_000 - 66_667);
    let ids = |object: usize| owner_id(&objects[object].word);
    assert_eq!(ids(99), 1);
    assert!(ids(50) >= 4);
    let used: std::collections::HashSet<_> =
        objects.iter().map(|one| owner_id(&one.word)).collect();
    registry.stop_world(tx, |world| world.recycle(|id| used.contains(&id)));
    // Ids 2 and 3 are free; what the first one owned is still ours.
    assert_eq!(plain(tx, |tx| objects[99].get(tx)), 99);
    let other = registry.attach();
    assert!([2, 3].contains(&owner_id(&Object::new(&other, 0).word)));
    drop(other);
    registry.stop_world(tx, |world| {
        let renewal = world.renewal().expect("there are former ids");
        objects.iter().for_each(|one| renewal.renew(&one.word));
        world.recycle(|_| false);
        assert!(world.renewal().is_none());
    });
    assert!(ids(99) == ids(50) && ids(50) >= 4);
    assert_eq!(plain(tx, |tx| objects[99].get(tx)), 99);
}

#[test]
fn the_collector_is_shown_what_is_remembered() {
    let registry = registry(Config::default());
    let tx = &mut registry.attach();
    let (written, read, unread) = (Object::shared(7), Object::shared(8), Object::shared(9));
    tx.begin_atomic(&mut host());
    step(tx, |tx| written.set(tx, 70)).unwrap();
    step(tx, |tx| read.get(tx)).unwrap();
    let (mut words, mut values) = (Vec::new(), Vec::new());
    registry.stop_world(tx, |world| {
        world.visit_words(&mut |word| words.push(std::ptr::from_ref(word)));
        world.visit_values(&mut |value| values.push(value));
    });
    assert!(words.contains(&&raw const written.word) && words.contains(&&raw const read.word));
    assert!(!words.contains(&&raw const unread.word));
    assert_eq!(values, [7]);
    tx.commit_atomic();
}

#[test]
fn a_waker_ends_a_park_and_a_reason_ends_a_retry() {
    const SIGNAL: u32 = stm::poll::SIGNAL;
    let registry = registry(Config::default());
    let tx = &mut registry.attach();
    let waker = tx.waker();
    let stage = AtomicU64::new(0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while stage.load(Ordering::Relaxed) == 0 {
                std::thread::sleep(Duration::from_millis(5));
            }
            waker.wake();
            while stage.load(Ordering::Relaxed) == 1 {
                std::thread::sleep(Duration::from_millis(5));
            }
            waker.poll(SIGNAL);
        });
        stage.store(1, Ordering::Relaxed);
        tx.park(&mut host(), None).unwrap();
        stage.store(2, Ordering::Relaxed);
        tx.begin_atomic(&mut host());
        assert_eq!(tx.wait_for_change(&mut host(), None), Waking::Interrupted);
        assert_eq!(tx.take_reasons(), SIGNAL);
    });
    let start = Instant::now();
    tx.begin_atomic(&mut host());
    let limit = Some(Duration::from_millis(20));
    assert_eq!(tx.wait_for_change(&mut host(), limit), Waking::TimedOut);
    assert!(start.elapsed() >= Duration::from_millis(20));
}
