//! What happens between mark and sweep: weak references, resurrection, ephemerons, native resources.

use super::*;
use std::sync::atomic::AtomicU32;

/// A world with weak things.
#[derive(Default)]
struct Weak {
    strong: Toy,
    weak: Vec<Object>,
    /// Revived once if found dead.
    finalize: Vec<Object>,
    /// The second lives if the first does.
    ephemerons: Vec<(Object, Object)>,
    revived: Vec<Object>,
    asked: usize,
}

fn word(object: Object) -> u64 {
    object.0.as_ptr().addr() as u64
}

impl World for Weak {
    fn roots(&mut self, marker: &mut Marker<'_>) {
        self.strong.roots(marker);
    }

    unsafe fn trace(&self, object: NonNull<u8>, marker: &mut Marker<'_>) {
        // SAFETY: passed on.
        unsafe { self.strong.trace(object, marker) }
    }

    fn weak(&mut self, marker: &mut Marker<'_>) {
        self.asked += 1;
        for &(key, value) in &self.ephemerons {
            if marker.is_marked(word(key)) {
                marker.visit(value.0);
            }
        }
        if !marker.is_done() {
            return;
        }
        for object in self
            .finalize
            .extract_if(.., |object| !marker.is_marked(word(*object)))
        {
            self.revived.push(object);
        }
        self.revived
            .iter()
            .for_each(|object| marker.visit(object.0));
    }

    fn settled(&mut self, marker: &Marker<'_>) {
        self.weak.retain(|&object| marker.is_marked(word(object)));
        self.ephemerons
            .retain(|&(key, _)| marker.is_marked(word(key)));
    }
}

#[test]
fn weak_references_to_the_dead_are_cleared() {
    let (heap, local, _) = checked(1 << 20);
    let objects: Vec<_> = (0..10).map(|id| Object::new(&local, id, 1, 32)).collect();
    objects[3].set(0, Some(objects[8]));
    let strong = Toy {
        roots: vec![objects[3]],
    };
    let mut world = Weak {
        strong,
        weak: objects.clone(),
        ..Weak::default()
    };
    collect(&heap, &mut world);
    assert_eq!(world.weak, [objects[3], objects[8]]);
}

#[test]
fn the_finalized_live_once_more_with_all_they_refer_to() {
    let (heap, local, _) = checked(1 << 20);
    let objects: Vec<_> = (0..4).map(|id| Object::new(&local, id, 1, 32)).collect();
    objects[0].set(0, Some(objects[1]));
    let mut world = Weak {
        weak: objects.clone(),
        finalize: vec![objects[0], objects[2]],
        strong: Toy {
            roots: vec![objects[2]],
        },
        ..Weak::default()
    };
    collect(&heap, &mut world);
    assert_eq!(world.weak, objects[..3]);
    assert_eq!(world.revived, [objects[0]]);
    assert!(objects[1].is_intact(32));
    world.revived.clear();
    collect(&heap, &mut world);
    assert_eq!(world.weak, [objects[2]]);
}

#[test]
fn a_chain_of_ephemerons_is_followed_to_its_end() {
    let (heap, local, _) = checked(1 << 20);
    let objects: Vec<_> = (0..6).map(|id| Object::new(&local, id, 0, 16)).collect();
    // In the order that needs a round for each.
    let ephemerons = vec![
        (objects[2], objects[3]),
        (objects[1], objects[2]),
        (objects[0], objects[1]),
        (objects[4], objects[5]),
    ];
    let strong = Toy {
        roots: vec![objects[0]],
    };
    let mut world = Weak {
        strong,
        ephemerons,
        weak: objects.clone(),
        ..Weak::default()
    };
    collect(&heap, &mut world);
    assert_eq!(world.weak, objects[..4]);
    assert_eq!(world.ephemerons.len(), 3);
    assert!(world.asked >= 3);
}

#[test]
fn native_resources_go_with_their_object() {
    static DROPPED: AtomicU32 = AtomicU32::new(0);
    unsafe fn note(object: NonNull<u8>) {
        DROPPED.fetch_add(1 << (Object(object).id() * 8), Ordering::Relaxed);
    }
    let (heap, local, _) = checked(1 << 20);
    let objects: Vec<_> = (0..3).map(|id| Object::new(&local, id, 0, 64)).collect();
    for object in &objects {
        // SAFETY: H6. `note` only reads the object.
        unsafe { local.on_drop(object.0, note) };
    }
    let mut world = Toy {
        roots: vec![objects[1], objects[2]],
    };
    collect(&heap, &mut world);
    assert_eq!(DROPPED.load(Ordering::Relaxed), 0x00_00_01);
    world.roots.pop();
    collect(&heap, &mut world);
    collect(&heap, &mut world);
    assert_eq!(DROPPED.load(Ordering::Relaxed), 0x01_00_01);
    drop(local);
    drop(heap);
    assert_eq!(DROPPED.load(Ordering::Relaxed), 0x01_01_01);
}
