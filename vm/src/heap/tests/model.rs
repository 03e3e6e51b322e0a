//! Random graphs, against a model that knows what must be alive and what it must contain.

use super::*;
use std::collections::{BTreeMap, HashMap, HashSet};

/// A small generator of random numbers; the seed is the test's.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % bound
    }

    /// Mostly small, sometimes of a large class, sometimes a large object.
    fn size(&mut self) -> usize {
        let most = [64, 64, 64, 256, 256, 2048, 40_000, 300_000];
        let most = most[self.below(most.len())];
        32 + self.below(most)
    }
}

struct Node {
    object: Object,
    bytes: usize,
    refs: Vec<Option<u32>>,
}

struct Model {
    random: Random,
    nodes: HashMap<u32, Node>,
    roots: Vec<u32>,
    next: u32,
}

impl Model {
    fn allocate(&mut self, local: &LocalHeap) {
        let bytes = self.random.size();
        let refs = self.random.below((bytes / 8 - 1).min(400));
        self.next += 1;
        let object = Object::new(local, self.next, refs, bytes);
        self.nodes.insert(
            self.next,
            Node {
                object,
                bytes,
                refs: vec![None; refs],
            },
        );
        self.roots.push(self.next);
    }

    fn link(&mut self) {
        let source = self.roots[self.random.below(self.roots.len())];
        let target = self.roots[self.random.below(self.roots.len())];
        let object = self.nodes[&target].object;
        let node = self.nodes.get_mut(&source).expect("a root is alive");
        if !node.refs.is_empty() {
            let slot = self.random.below(node.refs.len());
            node.refs[slot] = Some(target);
            node.object.set(slot, Some(object));
        }
    }

    fn forget(&mut self, keep: usize) {
        while self.roots.len() > keep {
            let victim = self.random.below(self.roots.len());
            self.roots.swap_remove(victim);
        }
    }

    fn collect(&mut self, heap: &Heap) {
        let mut live = HashSet::new();
        let mut stack = self.roots.clone();
        while let Some(id) = stack.pop() {
            if live.insert(id) {
                stack.extend(self.nodes[&id].refs.iter().flatten());
            }
        }
        self.nodes.retain(|id, _| live.contains(id));
        let roots = self.roots.iter().map(|id| self.nodes[id].object).collect();
        let cycle = collect(heap, &mut Toy { roots });
        assert_eq!(cycle.objects, live.len());
        let bytes = self.nodes.values().map(|node| node.bytes).sum::<usize>();
        assert!(bytes <= cycle.live && cycle.live <= bytes * 2 + live.len() * 16);
    }

    /// Every live object is what it was, and none overlaps another.
    fn check(&self, heap: &Heap) {
        let mut places = BTreeMap::new();
        for (&id, node) in &self.nodes {
            assert_eq!(node.object.id(), id);
            assert_eq!(node.object.slots().len(), node.refs.len());
            for (slot, target) in node.refs.iter().enumerate() {
                assert_eq!(
                    node.object.get(slot),
                    target.map(|id| self.nodes[&id].object)
                );
            }
            assert!(node.object.is_intact(node.bytes), "{id}");
            assert!(heap.usable_size(node.object.0) >= node.bytes);
            places.insert(node.object.0, node.bytes);
        }
        let mut end = 0;
        for (start, bytes) in places {
            assert!(end <= start.as_ptr().addr());
            end = start.as_ptr().addr() + bytes;
        }
    }
}

#[test]
fn random_graphs_survive_as_the_model_says() {
    for seed in 1..=4 {
        let (heap, first, _) = checked(1 << 20);
        let mut locals = vec![first, attached(&heap), attached(&heap)];
        let random = Random(0x0E37_79B9_7F4A_7C15 * seed);
        let mut model = Model {
            random,
            nodes: HashMap::new(),
            roots: Vec::new(),
            next: 0,
        };
        for round in 0..20 {
            for _ in 0..300 {
                let local = model.random.below(locals.len());
                model.allocate(&locals[local]);
                model.link();
            }
            model.check(&heap);
            model.forget(100);
            if round % 3 == 0 {
                // A thread ends and another begins: what is left of its blocks goes on being used.
                locals.pop();
                locals.push(attached(&heap));
            } else {
                model.collect(&heap);
                model.check(&heap);
            }
        }
        model.forget(0);
        model.collect(&heap);
        assert_eq!(heap.stats().used, 0);
    }
}

#[test]
fn memory_stays_bounded_over_a_long_run() {
    const WINDOW: usize = 20_000;
    let config = Config {
        reserve: 4 << 30,
        ..Config::default()
    };
    let heap = Arc::new(Heap::new(config).expect("address space"));
    let local = attached(&heap);
    let mut random = Random(12345);
    let mut window = vec![None; WINDOW];
    let (mut bytes, mut most_used) = (0, 0);
    while bytes < 3 << 30 {
        let size = random.size() % 5000 + 8;
        bytes += size;
        // Contents do not matter here, except that there are no references.
        window[random.below(WINDOW)] = Some(Object::new(&local, 1, 0, size));
        if heap.is_due() {
            let mut world = Toy {
                roots: window.iter().flatten().copied().collect(),
            };
            most_used = most_used.max(heap.stats().used);
            let cycle = collect(&heap, &mut world);
            assert!(
                most_used <= cycle.live * 2 + (40 << 20),
                "{most_used} for {cycle:?}"
            );
        }
    }
    assert!(heap.stats().collections > 10);
}
