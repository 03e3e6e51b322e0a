//! A scene: real memory that machine code runs on, and the same memory in the evaluator's world.

use super::{CONTEXT, TAGS};
use jit::abort::Abort;
use jit::cache::{ExitKey, Ran};
use jit::engine::{Engine, Mode};
use jit::exit::{Cause, Exit, Rebuild};
use jit::hot::Anchor;
use jit::ir::eval::{self, World};
use jit::ir::{Field, Mem, NewDesc, Slot, Trace, text};
use jit::region::Region;
use jit::target::{SlowPaths, Target};
use std::sync::Arc;

const CELLS: usize = 4096;
pub const OWN: u64 = 0x8001_0001_0000_0000;
pub const SHARED: u64 = 0x7fff_0000_0000_0000;

/// Real memory: homes, a heap, a thread context.
pub struct Scene {
    pub homes: Vec<u64>,
    heap: Vec<u64>,
    used: usize,
    context: Vec<u64>,
}

impl Scene {
    pub fn new() -> Scene {
        let mut scene = Scene {
            homes: vec![TAGS.none; 12],
            heap: vec![0; CELLS],
            used: 2,
            context: vec![0; 512],
        };
        scene.context[CONTEXT.own_tag as usize / 8] = OWN;
        scene.context[CONTEXT.shared_tag as usize / 8] = SHARED;
        scene
    }

    fn address(&self, cell: usize) -> u64 {
        std::ptr::from_ref(&self.heap[cell]) as u64
    }

    fn cell(&self, address: u64) -> usize {
        ((address - self.address(0)) / 8) as usize
    }

    /// An object: its word, then its fields.
    pub fn object(&mut self, word: u64, fields: &[u64]) -> u64 {
        let at = self.used.next_multiple_of(2);
        self.used = at + fields.len() + 1;
        self.heap[at] = word;
        self.heap[at + 1..self.used].copy_from_slice(fields);
        self.address(at)
    }

    /// The poll asks from now on.
    pub fn ask(&mut self) {
        self.context[0] = 1;
    }

    /// The same in the evaluator's terms.
    pub fn world(&self, polls: u32) -> World {
        let mut world = World::new(polls);
        world.own_tag = OWN;
        world.shared_tag = SHARED;
        world.homes = self
            .homes
            .iter()
            .enumerate()
            .map(|(n, &v)| (n as i32, v))
            .collect();
        world.memory = (0..self.used)
            .map(|cell| (self.address(cell), self.heap[cell]))
            .collect();
        world
    }

    /// The world after a run; what lies behind the old objects is fresh.
    fn world_after(&self, old: usize) -> World {
        let mut world = self.world(0);
        world.memory = (0..CELLS)
            .map(|cell| (self.address(cell), self.heap[cell]))
            .collect();
        world
            .memory
            .retain(|&at, _| at < self.address(old) || at >= self.address(old.next_multiple_of(2)));
        world.adopt(self.address(old)..self.address(CELLS - 1));
        world
    }

    /// Runs a region until it leaves, and restores the exit.
    pub fn run(&mut self, region: &Region) -> (Cause, ExitKey, Arc<Exit>) {
        let guard = crossbeam_epoch::pin();
        let fresh = self.used.next_multiple_of(2);
        let cursor = CONTEXT.cursors as usize / 8;
        for class in 0..4 {
            // Each size class has a quarter of what is free.
            let quarter = ((CELLS - fresh) / 4) & !1;
            let from = fresh + class * quarter;
            self.context[cursor + 2 * class] = self.address(from);
            self.context[cursor + 2 * class + 1] = self.address(from + quarter - 1);
        }
        let ctx = self.context.as_mut_ptr().cast::<u8>();
        // SAFETY: the context is laid out as the test target says and the homes have room.
        let ran = unsafe { region.code().run(ctx, self.homes.as_mut_ptr(), &guard) };
        let Some(Ran::Left(left)) = ran else {
            panic!("compiled code that is left");
        };
        let spill = CONTEXT.spill as usize / 8;
        let spilled = self.context[spill..spill + CONTEXT.spill_words as usize].to_vec();
        let (cause, key) = (left.cause, left.exit.key);
        let exit = region.exit(key).expect("an exit of the region");
        self.used = CELLS - 256;
        exit.restore(&spilled, &TAGS, self);
        (cause, key, exit)
    }
}

impl Rebuild for Scene {
    fn box_int(&mut self, i: i64) -> u64 {
        self.object(0x7fff_fff1, &[i as u64])
    }

    fn allocate(&mut self, desc: NewDesc) -> u64 {
        let tag = if desc.shared { SHARED } else { OWN };
        self.object(
            tag | u64::from(desc.shape.0),
            &vec![0; desc.size as usize / 8 - 1],
        )
    }

    fn set_field(&mut self, object: u64, field: Field, bits: u64) {
        assert_eq!(field.kind.size(), 8);
        assert!(field.kind != Mem::U8);
        let cell = self.cell(object) + field.offset as usize / 8;
        self.heap[cell] = bits;
    }

    fn set_slot(&mut self, slot: Slot, value: u64) {
        self.homes[slot.0 as usize] = value;
    }
}

extern "C" fn settle(_ctx: *mut u8, object: *mut u64, shape: u32) -> u32 {
    // SAFETY: compiled code passes an object of the scene.
    let word = unsafe { *object };
    if word as u32 != shape {
        return 0;
    }
    // SAFETY: as above.
    unsafe { *object = OWN | u64::from(shape) };
    1
}

extern "C" fn no_memory(_ctx: *mut u8, _size: u64, _cursor: u32) -> u64 {
    panic!("the scene is too small")
}

extern "C" fn wide_int(_ctx: *mut u8, i: i64) -> u64 {
    let heap_int = Box::leak(Box::new([0x7fff_fff1u64, i as u64]));
    heap_int.as_ptr() as u64
}

pub extern "C" fn pow(_ctx: *mut u8, a: f64, b: f64) -> f64 {
    a.powf(b)
}

/// The helpers in the evaluator's terms.
fn simulated(_world: &mut World, helper: u16, args: &[u64]) -> Option<u64> {
    match helper {
        0 => Some(
            f64::from_bits(args[0])
                .powf(f64::from_bits(args[1]))
                .to_bits(),
        ),
        _ => None,
    }
}

/// The test target with real functions behind it.
pub fn live_target() -> Target {
    let mut target = super::target();
    target.slow = SlowPaths {
        see: settle as *const () as usize,
        own: settle as *const () as usize,
        allocate: no_memory as *const () as usize,
        box_int: wide_int as *const () as usize,
        leave_callee: no_memory as *const () as usize,
    };
    target.helpers[0].address = pow as *const () as usize;
    target
}

pub fn engine() -> Engine {
    jit::log::set_checking(true);
    if let Ok(stages) = std::env::var("TYPHON_DUMP") {
        jit::log::dump_to(
            stages.split(',').map(str::to_string).collect(),
            Box::new(std::io::stderr()),
        );
    }
    Engine::new(live_target(), Mode::AtOnce).expect("a backend for this host")
}

pub fn region(engine: &Engine, source: &str) -> Arc<Region> {
    region_of(
        engine,
        text::parse(source).unwrap_or_else(|e| panic!("{e}")),
    )
}

pub fn region_of(engine: &Engine, trace: Trace) -> Arc<Region> {
    let region = Region::new(
        "test".to_string(),
        Arc::new(Anchor::new()),
        Default::default(),
        trace,
        &engine.machine,
    )
    .expect("a region");
    let region = Arc::new(region);
    region.compile(&engine.machine).expect("code");
    region
}

/// A picture without rights over objects: what is going to be written may be owned early (`opt::claims`), and what is Shared
/// may be read as it is.
fn without_rights(picture: &str) -> String {
    let word = |value: &str| {
        let bits = u64::from_str_radix(value.strip_prefix("0x")?, 16).ok()?;
        let tag = bits & !0xFFFF_FFFF;
        [OWN, OWN & !(1 << 63), SHARED]
            .contains(&tag)
            .then(|| format!("shape {}", bits as u32))
    };
    let lines = picture.lines().map(|line| match line.split_once(' ') {
        Some((at, value)) => format!("{at} {}\n", word(value).unwrap_or(value.to_string())),
        None => format!("{line}\n"),
    });
    lines.collect()
}

/// Runs a trace as machine code and in the evaluator; both must leave the same picture. `None` if it is given up.
pub fn same(scene: &mut Scene, source: &str, polls: u32) -> Option<(Cause, ExitKey, Arc<Exit>)> {
    let engine = engine();
    let trace = text::parse(source).unwrap_or_else(|e| panic!("{e}"));
    let region = match Region::new(
        "test".to_string(),
        Arc::new(Anchor::new()),
        Default::default(),
        trace.clone(),
        &engine.machine,
    ) {
        Ok(region) => region,
        Err(Abort::AlwaysFails) => return None,
        Err(why) => panic!("{}\n{trace}", why.words()),
    };
    region.compile(&engine.machine).expect("code");
    let mut world = scene.world(polls);
    world.helper = simulated;
    if let Err(why) = eval::run(&trace, &engine.machine.target, &mut world, &[]) {
        panic!("the evaluator refuses: {why}\n{trace}");
    }
    let used = scene.used;
    let left = scene.run(&region);
    let (got, wanted) = (
        without_rights(&scene.world_after(used).picture()),
        without_rights(&world.picture()),
    );
    assert_eq!(got, wanted, "\n{got}\n{wanted}\n{trace}");
    Some(left)
}
