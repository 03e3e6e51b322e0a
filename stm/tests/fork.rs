//! The copy of a process: one thread goes on, the others are gone. No process is copied here: who forks is told that it
//! is the copy, and the others never run again.

mod common;

use common::{Object, Place, atomic, registry, step};
use stm::{Config, Tx};

fn fork(tx: &mut Tx, registry: &stm::Registry) {
    tx.begin_inevitable(&mut Place(0));
    let stopped = registry.stop(tx);
    let (number, is_copy) = stopped.fork(tx, || (7, true));
    assert_eq!((number, is_copy), (7, true));
    drop(stopped);
    tx.commit_atomic();
    tx.forget_tries();
}

#[test]
fn what_a_gone_thread_had_is_free_and_its_block_undone() {
    let registry = registry(Config::default());
    let mut other = registry.attach();
    let (written, read, held) = (
        Object::new(&other, 1),
        Object::shared(2),
        Object::new(&other, 3),
    );
    other.begin_atomic(&mut Place(1));
    step(&mut other, |tx| written.add(tx, 10)).expect("nobody else wants it");
    step(&mut other, |tx| read.get(tx)).expect("nobody writes it");
    std::mem::forget(other.step_out());

    let mut tx = registry.attach();
    fork(&mut tx, &registry);
    assert_eq!(registry.thread_count(), 1);
    for (object, value) in [(written, 1), (read, 2), (held, 3)] {
        atomic(&mut tx, |tx| {
            let found = step(tx, |tx| object.get(tx))?;
            step(tx, |tx| object.add(tx, 1))?;
            assert_eq!(found, value);
            Ok(())
        });
    }
}

#[test]
fn threads_come_and_go_afterwards() {
    let registry = registry(Config {
        permits: 1,
        ..Config::default()
    });
    std::mem::forget(registry.attach().step_out());
    let mut tx = registry.attach();
    let object = Object::new(&tx, 0);
    for _ in 0..3 {
        fork(&mut tx, &registry);
        tx.blocking(|| {
            std::thread::scope(|scope| {
                for _ in 0..3 {
                    scope.spawn(|| {
                        let mut tx = registry.attach();
                        atomic(&mut tx, |tx| step(tx, |tx| object.add(tx, 1)));
                    });
                }
            })
        });
    }
    assert_eq!(object.peek(), 9);
}
