//! Several threads that allocate at once, and stop together for each collection.

use super::*;
use std::sync::{Barrier, Mutex};

const THREADS: usize = 3;
const ROUNDS: usize = 30;

#[test]
fn threads_do_not_get_each_others_cells() {
    let (heap, _, _) = checked(1 << 20);
    let stop = Barrier::new(THREADS + 1);
    let go = Barrier::new(THREADS + 1);
    let published = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (heap, stop, go, published) = (&heap, &stop, &go, &published);
            scope.spawn(move || mutate(heap, thread, stop, go, published));
        }
        for _ in 0..ROUNDS {
            stop.wait();
            let roots = std::mem::take(&mut *published.lock().expect("published"));
            let count = roots.len() * 50;
            let cycle = collect(&heap, &mut Toy { roots });
            assert_eq!(cycle.objects, count);
            go.wait();
        }
    });
}

/// Builds lists of 50 objects, forgets half of them, and checks the others after each collection.
fn mutate(
    heap: &Arc<Heap>,
    thread: usize,
    stop: &Barrier,
    go: &Barrier,
    published: &Mutex<Vec<Object>>,
) {
    let mut lists: Vec<(u32, Object)> = Vec::new();
    for round in 0..ROUNDS {
        // A new local heap each round: threads come and go.
        let local = attached(heap);
        for list in 0..200 {
            let id = (thread << 20 | round << 10 | list) as u32;
            let mut head = Object::new(&local, id, 1, size(id, 0));
            for index in 1..50 {
                let object = Object::new(&local, id, 1, size(id, index));
                object.set(0, Some(head));
                head = object;
            }
            lists.push((id, head));
        }
        let mut keep = false;
        lists.retain(|_| {
            keep = !keep;
            keep
        });
        published
            .lock()
            .expect("published")
            .extend(lists.iter().map(|&(_, head)| head));
        stop.wait();
        go.wait();
        for &(id, head) in &lists {
            let (mut object, mut index) = (Some(head), 49);
            while let Some(this) = object {
                assert_eq!(this.id(), id);
                assert!(this.is_intact(size(id, index)));
                object = this.get(0);
                index = index.wrapping_sub(1);
            }
        }
    }
}

fn size(id: u32, index: usize) -> usize {
    16 + (id as usize * 7 + index * 31) % 600
}

#[test]
fn a_forked_child_keeps_its_own_part_only() {
    let (heap, local, _) = checked(1 << 20);
    let other = attached(&heap);
    let theirs = Object::new(&other, 1, 0, 64);
    let ours = Object::new(&local, 2, 0, 64);
    // SAFETY: nothing else runs.
    unsafe { heap.after_fork(&local) };
    // What was left of their block is ours now; neither object is touched by that.
    for id in 0..3000 {
        Object::new(&local, id, 0, 64);
    }
    assert!(theirs.is_intact(64) && ours.is_intact(64));
    let cycle = collect(
        &heap,
        &mut Toy {
            roots: vec![theirs, ours],
        },
    );
    assert_eq!(cycle.objects, 2);
}
