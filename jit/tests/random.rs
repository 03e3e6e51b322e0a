//! Random loops: the recorded trace in the evaluator against the optimised machine code.
//!
//! Slots 0..3 hold integers, 3..5 floats, 5..8 objects of one shape with an integer, a float and an object field. A
//! failure names its seed.

#[allow(dead_code, reason = "each test program uses a part of it")]
mod common;

use common::TAGS;
use common::scene::{OWN, SHARED, Scene, live_target, same};
use jit::build::{Limits, TraceBuilder};
use jit::ir::{Field, Imm, Mem, NewDesc, Op, Ref, Shape, Slot};
use jit::snapshot::Frame;
use std::sync::Arc;

struct Random(u64);

impl Random {
    /// xorshift64*, Vigna 2016.
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % below
    }
}

const SHAPE: Shape = Shape(7);
const INT: Field = Field {
    class: 1,
    kind: Mem::Val,
    offset: 8,
};
const FLOAT: Field = Field {
    class: 1,
    kind: Mem::Val,
    offset: 16,
};
const OBJECT: Field = Field {
    class: 1,
    kind: Mem::Val,
    offset: 24,
};
const RAW: Field = Field {
    class: 2,
    kind: Mem::Int,
    offset: 32,
};

struct Generator {
    b: TraceBuilder,
    random: Random,
    pc: u32,
}

impl Generator {
    fn slot(&mut self, from: i32, count: u64) -> Slot {
        Slot(from + self.random.next(count) as i32)
    }

    fn guarded(&mut self, v: Ref, guard: Op, unbox: Op) -> Ref {
        self.b.do_op(guard, &[v]);
        self.b.do_op(unbox, &[v])
    }

    fn int(&mut self) -> Ref {
        if self.random.next(5) == 0 {
            let i = self.random.next(9) as i64 - 2;
            return self.b.int(i);
        }
        let slot = self.slot(0, 3);
        let v = self.b.reg(slot);
        self.guarded(v, Op::GuardInt, Op::UnboxInt)
    }

    fn float(&mut self) -> Ref {
        let slot = self.slot(3, 2);
        let v = self.b.reg(slot);
        self.guarded(v, Op::GuardFloat, Op::UnboxFloat)
    }

    fn object(&mut self, right: Op) -> Ref {
        let slot = self.slot(5, 3);
        let v = self.b.reg(slot);
        self.b.do_op(Op::GuardPtr, &[v]);
        self.b.shape(right, v, SHAPE);
        v
    }

    /// Keeps integers small, so that no box is wide.
    fn small(&mut self, i: Ref) -> Ref {
        let mask = self.b.int(0xffff);
        self.b.do_op(Op::IAnd, &[i, mask])
    }

    fn arithmetic(&mut self) {
        let ops = [
            Op::AddOvf,
            Op::SubOvf,
            Op::MulOvf,
            Op::IXor,
            Op::IOr,
            Op::FloorMod,
            Op::FloorDiv,
        ];
        let op = ops[self.random.next(7) as usize];
        let (x, y) = (self.int(), self.int());
        let y = if matches!(op, Op::FloorMod | Op::FloorDiv) {
            self.b.int(7)
        } else {
            y
        };
        let result = self.b.do_op(op, &[x, y]);
        let result = self.small(result);
        let slot = self.slot(0, 3);
        self.b.set_reg(slot, result);
    }

    fn floats(&mut self) {
        let op = [Op::FAdd, Op::FSub, Op::FMul][self.random.next(3) as usize];
        let (x, y) = (self.float(), self.float());
        let result = self.b.do_op(op, &[x, y]);
        let slot = self.slot(3, 2);
        self.b.set_reg(slot, result);
    }

    fn decide(&mut self) {
        let (x, y) = (self.int(), self.int());
        let op = [Op::ILt, Op::ILe, Op::IEq, Op::IGt][self.random.next(4) as usize];
        let holds = self.b.do_op(op, &[x, y]);
        let guard = if self.random.next(2) == 0 {
            Op::GuardTrue
        } else {
            Op::GuardFalse
        };
        self.b.do_op(guard, &[holds]);
    }

    fn get(&mut self) {
        let object = self.object(Op::See);
        let (slot, field) = match self.random.next(4) {
            0 => (self.slot(0, 3), INT),
            1 => (self.slot(3, 2), FLOAT),
            2 => (self.slot(5, 3), OBJECT),
            _ => {
                let raw = self.b.load(object, RAW);
                let raw = self.small(raw);
                let slot = self.slot(0, 3);
                self.b.set_reg(slot, raw);
                return;
            }
        };
        let value = self.b.load(object, field);
        self.b.set_reg(slot, value);
    }

    fn put(&mut self) {
        match self.random.next(4) {
            0 => {
                let (object, value) = (self.object(Op::Own), self.int());
                let value = self.b.boxed(value);
                self.b.store(object, INT, value);
            }
            1 => {
                let (object, value) = (self.object(Op::Own), self.float());
                let value = self.b.boxed(value);
                self.b.store(object, FLOAT, value);
            }
            2 => {
                let (object, value) = (self.object(Op::Own), self.object(Op::See));
                self.b.store(object, OBJECT, value);
            }
            _ => {
                let (object, value) = (self.object(Op::Own), self.int());
                self.b.store(object, RAW, value);
            }
        }
    }

    fn make(&mut self) {
        let (i, f, o) = (self.int(), self.float(), self.object(Op::See));
        let (boxed, f) = (self.b.boxed(i), self.b.boxed(f));
        let made = self.b.allocate(NewDesc {
            size: 48,
            cursor: 1,
            shared: false,
            shape: SHAPE,
        });
        self.b.store(made, INT, boxed);
        self.b.store(made, FLOAT, f);
        self.b.store(made, OBJECT, o);
        self.b.store(made, RAW, i);
        let slot = self.slot(5, 3);
        self.b.set_reg(slot, made);
    }

    fn op(&mut self) {
        self.pc += 1;
        self.b.op(self.pc);
        match self.random.next(12) {
            0..3 => self.arithmetic(),
            3 | 4 => self.floats(),
            5 => self.decide(),
            6..8 => self.get(),
            8..10 => self.put(),
            10 => self.make(),
            _ => {
                let (from, to) = (self.slot(5, 3), self.slot(5, 3));
                let value = self.b.reg(from);
                self.b.set_reg(to, value);
            }
        }
    }
}

fn scene(random: &mut Random) -> Scene {
    let mut scene = Scene::new();
    for slot in 0..3 {
        scene.homes[slot] = TAGS.box_int(random.next(20) as i64).expect("small");
    }
    scene.homes[3] = TAGS.box_float(1.5);
    scene.homes[4] = TAGS.box_float(-0.25);
    let mut last = TAGS.none;
    for slot in 5..8 {
        let word = [OWN, OWN & !(1 << 63), SHARED][random.next(3) as usize] | 7;
        let int = TAGS.box_int(random.next(9) as i64).expect("small");
        last = scene.object(word, &[int, TAGS.box_float(2.0), last, 3]);
        scene.homes[slot] = last;
    }
    scene
}

#[test]
fn optimised_code_does_what_was_recorded() {
    for seed in 1..400u64 {
        println!("seed {seed}");
        let target = Arc::new(live_target());
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut scene = scene(&mut random);
        let frame = Frame {
            code: 1,
            pc: 0,
            base: Slot(0),
            meta: vec![],
        };
        let b = TraceBuilder::root(target, Limits::default(), frame);
        let mut generator = Generator { b, random, pc: 0 };
        for _ in 0..3 + generator.random.next(14) {
            generator.op();
        }
        // A turn counter, so that every loop ends.
        generator.b.op(100);
        let count = generator.b.reg(Slot(8));
        let count = generator.guarded(count, Op::GuardInt, Op::UnboxInt);
        let most = generator.b.int(5);
        let less = generator.b.do_op(Op::ILt, &[count, most]);
        generator.b.do_op(Op::GuardTrue, &[less]);
        let one = generator.b.int(1);
        let count = generator.b.do_op(Op::AddOvf, &[count, one]);
        generator.b.set_reg(Slot(8), count);
        generator.b.op(101);
        generator.b.emit(Op::Poll, &[], Imm::None);
        scene.homes[8] = TAGS.box_int(0).expect("small");
        // The generator may have recorded what can never be: such a trace is given up, as it should be.
        if let Ok(trace) = generator.b.finish_loop(0) {
            same(&mut scene, &trace.to_string(), u32::MAX);
        }
    }
}
