//! Figures: `cargo test -p typhon --release --lib heap -- --ignored --nocapture`.

use super::*;
use std::time::Instant;

fn fresh(floor: usize) -> (Arc<Heap>, Box<LocalHeap>) {
    let heap = Arc::new(
        Heap::new(Config {
            floor,
            ..Config::default()
        })
        .expect("address space"),
    );
    let local = attached(&heap);
    (heap, local)
}

/// Resident bytes of this process.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split(' ')
        .nth(1)
        .and_then(|pages| pages.parse::<usize>().ok())
        .unwrap_or(0)
        * 4096
}

#[test]
#[ignore = "prints figures"]
fn figures() {
    let (before, start) = (resident(), Instant::now());
    let (heap, local) = fresh(32 << 20);
    Object::new(&local, 1, 0, 32);
    println!(
        "start and first object: {:?}, {} KiB",
        start.elapsed(),
        (resident() - before) >> 10
    );
    drop((local, heap));
    for floor in [1 << 20, 4 << 20, 8 << 20, 16 << 20, 32 << 20] {
        churn(floor);
    }
    marking();
    falling();
}

/// Allocates 32-byte objects with nothing alive.
fn churn(floor: usize) {
    let (heap, local) = fresh(floor);
    for phase in ["fresh", "reused"] {
        let start = Instant::now();
        let mut count = 0;
        let rounds = if phase == "fresh" { 1 } else { 20 };
        for _ in 0..rounds {
            while !heap.is_due() {
                for _ in 0..64 {
                    let object = local.alloc(32).expect("memory").cast::<[u64; 4]>();
                    // SAFETY: H4. The memory is ours.
                    unsafe { object.write([1 << 32, 0, 0, 0]) };
                }
                count += 64;
            }
            collect(&heap, &mut Toy::default());
        }
        let pause = heap.stats().last.pause;
        let each = start.elapsed().as_nanos() as f64 / f64::from(count);
        println!(
            "floor {:2} MiB, {phase}: {each:.2} ns an object, pause {pause:?}",
            floor >> 20
        );
    }
}

/// Marks 200 MB of small objects: in order of allocation, and with references all over the heap.
fn marking() {
    for scattered in [false, true] {
        let (heap, local) = fresh(1 << 30);
        let count = 4_000_000;
        let objects: Vec<_> = (0..count)
            .map(|id| Object::new(&local, id, 3, 48))
            .collect();
        let mut random = 12345_u64;
        for (index, object) in objects.iter().enumerate() {
            for slot in 0..2 {
                random = random
                    .wrapping_mul(6364136223846793005)
                    .wrapping_add(1442695040888963407);
                let target = if scattered {
                    (random >> 33) as usize
                } else {
                    index * 2 + slot
                };
                object.set(slot, objects.get(target % count as usize).copied());
            }
            object.set(2, objects.get(index + 1).copied());
        }
        let mut world = Toy {
            roots: vec![objects[0]],
        };
        let cycle = collect(&heap, &mut world);
        let each = cycle.pause.as_nanos() as f64 / cycle.objects as f64;
        println!(
            "mark, scattered {scattered}: {each:.1} ns an object, {} objects",
            cycle.objects
        );
        let start = Instant::now();
        let cycle = collect(&heap, &mut Toy::default());
        println!(
            "  all dead: {:?} ({:?} in all)",
            cycle.pause,
            start.elapsed()
        );
    }
}

/// Memory goes back to the kernel when it is no longer needed.
fn falling() {
    let (heap, local) = fresh(8 << 20);
    let before = resident();
    let objects: Vec<_> = (0..2_000_000)
        .map(|id| Object::new(&local, id, 0, 64))
        .collect();
    let most = resident() - before;
    drop(objects);
    collect(&heap, &mut Toy::default());
    println!(
        "resident: {} MiB, after a collection {} MiB",
        most >> 20,
        (resident() - before) >> 20
    );
}
