//! What is built by one thread and read by others changes hands many objects at a time.

mod common;

use common::{Near, Object, Place, atomic, plain, registry, step};
use stm::{Config, Registry, Tx, owner_id};

const SIZE: u64 = 2000;

fn shared_by(near: Near) -> Registry {
    registry(Config {
        permits: 4,
        neighbours: near.neighbours(),
        ..Config::default()
    })
}

fn sum(tx: &mut Tx, row: &[Object]) -> u64 {
    row.iter()
        .map(|object| plain(tx, |tx| object.get(tx)))
        .sum()
}

#[test]
fn what_a_thread_that_ended_has_built_is_read_without_asking_for_each() {
    let near = Near::new();
    let registry = shared_by(near);
    let builder = registry.attach();
    let row = Object::row(&builder, 0..SIZE);
    near.add(row);
    drop(builder);
    for reader in 0..3 {
        let mut tx = registry.attach();
        let before = registry.counts();
        assert_eq!(sum(&mut tx, row), SIZE * (SIZE - 1) / 2);
        let after = registry.counts();
        // The first takes them, the second makes them Shared, the third finds them so.
        let singly = after.grants + after.shares - before.grants - before.shares;
        assert!(singly <= 70, "reader {reader} has asked for {singly}");
    }
    let mut tx = registry.attach();
    for object in row {
        plain(&mut tx, |tx| object.add(tx, 1));
    }
    assert_eq!(sum(&mut tx, row), SIZE * (SIZE + 1) / 2);
}

#[test]
fn an_open_block_keeps_what_it_has_touched() {
    let near = Near::new();
    let registry = shared_by(near);
    let mut builder = registry.attach();
    let row = Object::row(&builder, 0..SIZE);
    near.add(row);
    builder.begin_atomic(&mut Place(0));
    step(&mut builder, |tx| row[1500].add(tx, 1)).unwrap();
    let outside = builder.step_out();
    let mut tx = registry.attach();
    sum(&mut tx, &row[..1000]);
    assert!(registry.counts().neighbours > 0);
    assert_eq!(owner_id(&row[1501].word), owner_id(&row[1].word));
    assert_ne!(owner_id(&row[1500].word), owner_id(&row[1].word));
    let mut builder = outside.step_in();
    assert_eq!(step(&mut builder, |tx| row[1500].get(tx)).unwrap(), 1501);
    builder.commit_atomic();
}

#[test]
fn whoever_writes_what_it_gets_takes_only_that() {
    let near = Near::new();
    let registry = shared_by(near);
    let builder = registry.attach();
    let row = Object::row(&builder, 0..SIZE);
    near.add(row);
    drop(builder);
    let mut tx = registry.attach();
    for object in row {
        let value = plain(&mut tx, |tx| object.get(tx));
        plain(&mut tx, |tx| object.set(tx, value + 1));
    }
    assert_eq!(registry.counts().neighbours, 0);
}

#[test]
fn readers_and_writers_of_one_structure_lose_nothing() {
    let near = Near::new();
    let registry = shared_by(near);
    let builder = registry.attach();
    let row = Object::row(&builder, 0..SIZE);
    near.add(row);
    drop(builder);
    const ROUNDS: u64 = 40;
    std::thread::scope(|scope| {
        for number in 0..4 {
            let registry = &registry;
            scope.spawn(move || {
                let mut tx = registry.attach();
                sum(&mut tx, row);
                for round in 0..ROUNDS {
                    // One moves from one object to another; nobody sees it underway.
                    let (from, to) = ((round * 37 + number) % SIZE, (round * 91) % SIZE);
                    if from != to {
                        atomic(&mut tx, |tx| {
                            step(tx, |tx| row[from as usize].add(tx, u64::MAX))?;
                            step(tx, |tx| row[to as usize].add(tx, 1))
                        });
                    }
                    let seen = atomic(&mut tx, |tx| {
                        row.iter().try_fold(0u64, |sum, object| {
                            Ok(sum.wrapping_add(step(tx, |tx| object.get(tx))?))
                        })
                    });
                    assert_eq!(seen, SIZE * (SIZE - 1) / 2);
                    sum(&mut tx, row);
                }
            });
        }
    });
}
