//! The slow, checking evaluator: oracle for the passes and for machine code.
//!
//! It runs a trace over a simulated [`World`] (homes, memory, an allocator) and checks what the verifier cannot: every
//! unboxing meets its kind, every load meets a cell that was written, plain arithmetic does not overflow. After an exit
//! it does what the vm would: boxes the slots of the snapshot and builds its virtual objects. Two traces that mean the
//! same leave equal [`World::picture`]s.

use super::{Const, Field, Inst, Mem, NewDesc, Op, Ref, SnapId, Trace, Ty, text};
use crate::snapshot::{Held, ObjectId};
use crate::target::{Fails, Target};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;

/// What a helper does in the simulation: `None` leaves the trace.
pub type HelperFn = fn(&mut World, u16, &[u64]) -> Option<u64>;

/// The state outside a trace.
#[derive(Clone)]
pub struct World {
    pub homes: BTreeMap<i32, u64>,
    /// Cells of eight bytes by address.
    pub memory: BTreeMap<u64, u64>,
    pub own_tag: u64,
    pub shared_tag: u64,
    /// The poll asks to leave after this many.
    pub polls: u32,
    pub helper: HelperFn,
    /// Where fresh objects begin.
    starts: BTreeSet<u64>,
    /// The addresses of fresh objects.
    fresh: std::ops::Range<u64>,
}

/// Fresh objects lie from here on, so that they are told from others.
const FRESH: u64 = 1 << 48;
/// Marks a simulated heap integer.
const WIDE: u64 = 0x7fff_fff1;

impl World {
    pub fn new(polls: u32) -> World {
        World {
            homes: BTreeMap::new(),
            memory: BTreeMap::new(),
            own_tag: 0x8001_0001_0000_0000,
            shared_tag: 0x7fff_0000_0000_0000,
            polls,
            helper: |_, _, _| None,
            starts: BTreeSet::new(),
            fresh: FRESH..FRESH,
        }
    }

    fn read(&self, at: u64, kind: Mem) -> Result<u64, String> {
        let cell = *self
            .memory
            .get(&(at & !7))
            .ok_or_else(|| format!("nothing at {at:#x}"))?;
        let part = cell >> ((at & 7) * 8);
        Ok(match kind {
            Mem::Val | Mem::Int | Mem::Len | Mem::Float | Mem::Ptr => cell,
            Mem::U32 => part as u32 as u64,
            Mem::I32 => part as i32 as i64 as u64,
            Mem::U16 => part as u16 as u64,
            Mem::U8 => part as u8 as u64,
        })
    }

    fn write(&mut self, at: u64, kind: Mem, value: u64) {
        let cell = self.memory.entry(at & !7).or_insert(0);
        let bits = kind.size() * 8;
        if bits == 64 {
            *cell = value;
        } else {
            let shift = (at & 7) * 8;
            let mask = ((1u64 << bits) - 1) << shift;
            *cell = *cell & !mask | (value << shift) & mask;
        }
    }

    fn allocate(&mut self, desc: NewDesc) -> u64 {
        let at = self.fresh.end;
        self.fresh.end += u64::from(desc.size.next_multiple_of(16)) + 16;
        let tag = if desc.shared {
            self.shared_tag
        } else {
            self.own_tag
        };
        self.starts.insert(at);
        self.memory.insert(at, tag | u64::from(desc.shape.0));
        at
    }

    fn box_int(&mut self, target: &Target, i: i64) -> u64 {
        target.tags.box_int(i).unwrap_or_else(|| {
            let at = self.fresh.end;
            self.fresh.end += 32;
            self.starts.insert(at);
            self.memory.insert(at, WIDE);
            self.memory.insert(at + 8, i as u64);
            at
        })
    }

    /// The value of 64 raw bits of a type.
    pub fn boxed(&mut self, target: &Target, ty: Ty, bits: u64) -> u64 {
        match ty {
            Ty::Int => self.box_int(target, bits as i64),
            Ty::Float => target.tags.box_float(f64::from_bits(bits)),
            Ty::Bool => target.tags.box_bool(bits != 0),
            Ty::Val | Ty::Ptr => bits,
        }
    }

    /// Takes the objects found in a range of addresses for fresh ones: a world made from real memory.
    pub fn adopt(&mut self, fresh: std::ops::Range<u64>) {
        let word = |bits: u64| {
            bits == WIDE || [self.own_tag, self.shared_tag].contains(&(bits & !0xffff_ffff))
        };
        let starts = self
            .memory
            .range(fresh.clone())
            .filter(|&(_, &bits)| word(bits));
        self.starts = starts.map(|(&at, _)| at).collect();
        self.fresh = fresh;
    }

    /// Homes and memory as text, fresh objects numbered in the order they are met; unreachable ones do not show.
    pub fn picture(&self) -> String {
        let mut names = Names {
            world: self,
            order: Vec::new(),
        };
        let mut out = String::new();
        for (slot, &bits) in &self.homes {
            let _ = writeln!(out, "r{slot} {}", names.show(bits));
        }
        for (at, &bits) in self.memory.range(..self.fresh.start) {
            let _ = writeln!(out, "{at:#x} {}", names.show(bits));
        }
        let mut done = 0;
        while let Some(&at) = names.order.get(done) {
            for (cell, &bits) in self
                .memory
                .range(at..)
                .take_while(|&(&c, _)| c == at || !self.starts.contains(&c))
            {
                // A field never written holds zero.
                if bits != 0 {
                    let _ = writeln!(out, "#{done}+{} {}", cell - at, names.show(bits));
                }
            }
            done += 1;
        }
        out
    }
}

/// Fresh objects by the order they are met.
struct Names<'a> {
    world: &'a World,
    order: Vec<u64>,
}

impl Names<'_> {
    fn show(&mut self, bits: u64) -> String {
        if !self.world.starts.contains(&bits) {
            return format!("{bits:#x}");
        }
        let name = self
            .order
            .iter()
            .position(|&at| at == bits)
            .unwrap_or_else(|| {
                self.order.push(bits);
                self.order.len() - 1
            });
        format!("#{name}")
    }
}

/// Where a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    pub snap: SnapId,
    /// The exit's leaves, raw, in order.
    pub leaves: Vec<u64>,
    /// A helper said so (so the op is not simply done again).
    pub by_helper: bool,
}

/// Runs a trace until it leaves, and puts the state of the exit into the world.
pub fn run(
    trace: &Trace,
    target: &Target,
    world: &mut World,
    inputs: &[u64],
) -> Result<Left, String> {
    let mut run = Run {
        trace,
        target,
        world,
        values: vec![0; trace.insts.len()],
        inputs,
    };
    let mut at = 0;
    let mut steps = 0u64;
    loop {
        steps += 1;
        if steps > 5_000_000 {
            return Err("the trace does not end: it lacks a poll".to_string());
        }
        let inst = &trace.insts[at];
        let step = run
            .step(at, inst)
            .map_err(|e| format!("{e}: {}", text::inst(trace, at, inst)))?;
        match step {
            Step::Next => at += 1,
            Step::To(to) => at = to,
            Step::Left { by_helper } => {
                let leaves = trace
                    .snaps
                    .leaves(inst.snap)
                    .iter()
                    .map(|&r| run.get(r))
                    .collect();
                run.restore(inst.snap);
                return Ok(Left {
                    snap: inst.snap,
                    leaves,
                    by_helper,
                });
            }
        }
    }
}

enum Step {
    Next,
    To(usize),
    Left { by_helper: bool },
}

struct Run<'a> {
    trace: &'a Trace,
    target: &'a Target,
    world: &'a mut World,
    values: Vec<u64>,
    inputs: &'a [u64],
}

impl Run<'_> {
    fn get(&self, r: Ref) -> u64 {
        match self.trace.const_of(r) {
            Some(c) => c.bits(),
            None => self.values[r.index().unwrap_or(0)],
        }
    }

    fn float(&self, r: Ref) -> f64 {
        f64::from_bits(self.get(r))
    }

    fn int(&self, r: Ref) -> i64 {
        self.get(r) as i64
    }

    /// Does an exit's late stores and writes its slots to their homes.
    fn restore(&mut self, snap: SnapId) {
        let mut built = HashMap::new();
        for late in self.trace.snaps.get(snap).late.clone() {
            let bits = self.held(late.value, late.field.kind == Mem::Val, &mut built);
            let at = self.address(late.base, None, late.field);
            self.world.write(at, late.field.kind, bits);
        }
        for (slot, held) in self.trace.snaps.get(snap).slots.clone() {
            let bits = self.held(held, true, &mut built);
            self.world.homes.insert(slot.0, bits);
        }
    }

    fn held(&mut self, held: Held, boxed: bool, built: &mut HashMap<ObjectId, u64>) -> u64 {
        match held {
            Held::Ref(r) if boxed => {
                let bits = self.get(r);
                self.world.boxed(self.target, self.trace.ty(r), bits)
            }
            Held::Ref(r) => self.get(r),
            Held::Object(id) => {
                if let Some(&at) = built.get(&id) {
                    return at;
                }
                let object = self.trace.snaps.object(id).clone();
                let at = self.world.allocate(object.desc);
                built.insert(id, at);
                for (field, held) in object.fields {
                    let bits = self.held(held, field.kind == Mem::Val, built);
                    self.world.write(
                        at.wrapping_add_signed(i64::from(field.offset)),
                        field.kind,
                        bits,
                    );
                }
                at
            }
        }
    }

    fn address(&self, base: Ref, index: Option<Ref>, field: Field) -> u64 {
        let index = index.map_or(0, |r| self.int(r) * i64::from(field.kind.size()));
        self.get(base)
            .wrapping_add_signed(i64::from(field.offset) + index)
    }

    fn step(&mut self, at: usize, inst: &Inst) -> Result<Step, String> {
        if inst.op.row().name.starts_with("guard")
            || matches!(
                inst.op,
                Op::See | Op::Own | Op::SeeShared | Op::Poll | Op::Leave
            )
        {
            return Ok(if self.holds(inst)? {
                Step::Next
            } else {
                Step::Left { by_helper: false }
            });
        }
        match inst.op {
            Op::Label | Op::Jump => {
                let label = self.trace.label().ok_or("no label")?;
                let given: Vec<u64> = self
                    .trace
                    .list_refs(inst.list)
                    .iter()
                    .map(|&r| self.get(r))
                    .collect();
                self.values[label + 1..label + 1 + given.len()].copy_from_slice(&given);
                return Ok(Step::To(label + 1 + given.len()));
            }
            Op::Loop => {
                self.restore(inst.snap);
                return Ok(Step::To(0));
            }
            Op::Param => return Ok(Step::Next),
            Op::Store => {
                let to = self.address(inst.args[0], None, inst.field());
                let value = self.get(inst.args[1]);
                self.world.write(to, inst.field().kind, value);
                return Ok(Step::Next);
            }
            Op::StoreX => {
                let to = self.address(inst.args[0], Some(inst.args[1]), inst.field());
                let value = self.get(inst.args[2]);
                self.world.write(to, inst.field().kind, value);
                return Ok(Step::Next);
            }
            Op::SetReg => {
                let value = self.get(inst.args[0]);
                self.world.homes.insert(inst.slot().0, value);
                return Ok(Step::Next);
            }
            Op::Call => return self.call(at, inst),
            _ => {}
        }
        match self.value(inst)? {
            Some(bits) => {
                self.values[at] = bits;
                Ok(Step::Next)
            }
            None => Ok(Step::Left { by_helper: false }),
        }
    }

    fn call(&mut self, at: usize, inst: &Inst) -> Result<Step, String> {
        let args: Vec<u64> = self
            .trace
            .list_refs(inst.list)
            .iter()
            .map(|&r| self.get(r))
            .collect();
        let helper = self.target.helper(inst.helper());
        match (self.world.helper)(self.world, inst.helper().0, &args) {
            Some(bits) => {
                self.values[at] = bits;
                Ok(Step::Next)
            }
            None if helper.fails == Fails::Never => {
                Err(format!("{} fails, which it never does", helper.name))
            }
            None => Ok(Step::Left { by_helper: true }),
        }
    }

    /// Does a guard without a result hold?
    fn holds(&mut self, inst: &Inst) -> Result<bool, String> {
        let tags = &self.target.tags;
        let [a, b, _] = inst.args;
        let v = if inst.operands().is_empty() {
            0
        } else {
            self.get(a)
        };
        Ok(match inst.op {
            Op::GuardInt => tags.is_int(v),
            Op::GuardNotInt => !tags.is_int(v),
            Op::GuardFloat => tags.is_float(v),
            Op::GuardNotFloat => !tags.is_float(v),
            Op::GuardPtr => tags.is_ptr(v),
            Op::GuardNotPtr => !tags.is_ptr(v),
            Op::GuardBool => tags.is_bool(v),
            Op::GuardNotBool => !tags.is_bool(v),
            Op::GuardSame => v == self.get(b),
            Op::GuardOther => v != self.get(b),
            Op::GuardTrue => v != 0,
            Op::GuardFalse => v == 0,
            Op::GuardShape => self.word(v)? as u32 == inst.shape().0,
            Op::GuardNotShape => self.word(v)? as u32 != inst.shape().0,
            Op::See | Op::SeeShared | Op::Own => {
                let (word, shape) = (self.word(v)?, inst.shape().0);
                let same = word as u32 == shape;
                let wanted = self.world.own_tag | u64::from(shape);
                let shared = word == self.world.shared_tag | u64::from(shape);
                let readable = (word ^ wanted) << 1 == 0 || shared;
                if same && !(readable && inst.op != Op::Own) {
                    // What the slow path settles in a single thread.
                    self.world.memory.insert(v, wanted);
                }
                same
            }
            Op::Poll => {
                let left = self.world.polls == 0;
                self.world.polls = self.world.polls.saturating_sub(1);
                !left
            }
            Op::GuardValid => true,
            Op::Leave => false,
            op => return Err(format!("{} is no plain guard", op.row().name)),
        })
    }

    fn word(&self, v: u64) -> Result<u64, String> {
        if !self.target.tags.is_ptr(v) {
            return Err(format!("{v:#x} is no object"));
        }
        self.world.read(v, Mem::Int)
    }

    /// The result of an op that has one; `None` leaves.
    fn value(&mut self, inst: &Inst) -> Result<Option<u64>, String> {
        let tags = self.target.tags;
        let [a, b, _] = inst.args;
        let plain = |r: Option<i64>| {
            r.map(|i| i as u64)
                .ok_or_else(|| "overflow in plain arithmetic".to_string())
        };
        let of = |f: f64| f.to_bits();
        Ok(Some(match inst.op {
            Op::Reg => *self
                .world
                .homes
                .get(&inst.slot().0)
                .ok_or("an empty home")?,
            Op::Input => *self
                .inputs
                .get(inst.number() as usize)
                .ok_or("no such input")?,
            Op::Outer => return Err("a value of another trace".to_string()),
            Op::OwnTag => self.world.own_tag,
            Op::UnboxInt if tags.is_int(self.get(a)) => tags.unbox_int(self.get(a)) as u64,
            Op::UnboxFloat if tags.is_float(self.get(a)) => of(tags.unbox_float(self.get(a))),
            Op::UnboxBool if tags.is_bool(self.get(a)) => (self.get(a) == tags.true_) as u64,
            Op::AsPtr if tags.is_ptr(self.get(a)) => self.get(a),
            Op::UnboxInt | Op::UnboxFloat | Op::UnboxBool | Op::AsPtr => {
                return Err(format!("{:#x} is of another kind", self.get(a)));
            }
            Op::AsVal => self.get(a),
            Op::BoxInt | Op::BoxFloat | Op::BoxBool => {
                let bits = self.get(a);
                self.world.boxed(self.target, self.trace.ty(a), bits)
            }
            Op::IntToFloat => of(self.int(a) as f64),
            Op::BoolToInt => self.get(a),
            Op::FloatToInt => {
                let f = self.float(a).trunc();
                // The bounds of i64 as floats, the upper one exclusive; a NaN is in no range.
                if !(-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&f) {
                    return Ok(None);
                }
                f as i64 as u64
            }
            Op::IAdd => plain(self.int(a).checked_add(self.int(b)))?,
            Op::ISub => plain(self.int(a).checked_sub(self.int(b)))?,
            Op::IMul => plain(self.int(a).checked_mul(self.int(b)))?,
            Op::AddOvf | Op::SubOvf | Op::MulOvf | Op::FloorDiv | Op::FloorMod | Op::ShlOvf => {
                return Ok(int_or_leave(inst.op, self.int(a), self.int(b)).map(|i| i as u64));
            }
            Op::Load => self
                .world
                .read(self.address(a, None, inst.field()), inst.field().kind)?,
            Op::LoadX => self
                .world
                .read(self.address(a, Some(b), inst.field()), inst.field().kind)?,
            Op::New => self.world.allocate(inst.new_desc()),
            Op::Same => (self.get(a) == self.get(b)) as u64,
            op => {
                let args: Vec<Const> = inst
                    .operands()
                    .iter()
                    .map(|&r| typed(self.trace.ty(r), self.get(r)))
                    .collect();
                pure(op, &args)
                    .ok_or_else(|| format!("no value for {}", op.row().name))?
                    .bits()
            }
        }))
    }
}

/// 64 bits as a constant of a type.
pub fn typed(ty: Ty, bits: u64) -> Const {
    match ty {
        Ty::Int => Const::Int(bits as i64),
        Ty::Float => Const::Float(bits),
        Ty::Val => Const::Val(bits),
        Ty::Ptr => Const::Ptr(bits),
        Ty::Bool => Const::Bool(bits != 0),
    }
}

/// The integer ops that may leave; `None` leaves.
pub fn int_or_leave(op: Op, a: i64, b: i64) -> Option<i64> {
    match op {
        Op::AddOvf => a.checked_add(b),
        Op::SubOvf => a.checked_sub(b),
        Op::MulOvf => a.checked_mul(b),
        Op::FloorDiv => {
            let quotient = a.checked_div(b)?;
            let down = a % b != 0 && (a < 0) != (b < 0);
            Some(quotient - down as i64)
        }
        Op::FloorMod => {
            let rest = if b == -1 { 0 } else { a.checked_rem(b)? };
            Some(if rest != 0 && (rest < 0) != (b < 0) {
                rest + b
            } else {
                rest
            })
        }
        Op::ShlOvf if (0..63).contains(&b) => {
            let shifted = a << b;
            (shifted >> b == a).then_some(shifted)
        }
        _ => None,
    }
}

/// Pure ops over unboxed values, shared with constant folding; `None` where the op is not one of them or has no value.
pub fn pure(op: Op, args: &[Const]) -> Option<Const> {
    use Const::{Bool, Float, Int};
    let float = |f: f64| Some(Float(f.to_bits()));
    match (op, args) {
        (Op::IAdd, &[Int(a), Int(b)]) => a.checked_add(b).map(Int),
        (Op::ISub, &[Int(a), Int(b)]) => a.checked_sub(b).map(Int),
        (Op::IMul, &[Int(a), Int(b)]) => a.checked_mul(b).map(Int),
        (
            Op::AddOvf | Op::SubOvf | Op::MulOvf | Op::FloorDiv | Op::FloorMod | Op::ShlOvf,
            &[Int(a), Int(b)],
        ) => int_or_leave(op, a, b).map(Int),
        (Op::IAnd, &[Int(a), Int(b)]) => Some(Int(a & b)),
        (Op::IOr, &[Int(a), Int(b)]) => Some(Int(a | b)),
        (Op::IXor, &[Int(a), Int(b)]) => Some(Int(a ^ b)),
        (Op::INot, &[Int(a)]) => Some(Int(!a)),
        (Op::Sar, &[Int(a), Int(b)]) => (0..64).contains(&b).then(|| Int(a >> b)),
        (Op::Shr, &[Int(a), Int(b)]) => (0..64).contains(&b).then(|| Int((a as u64 >> b) as i64)),
        (Op::IEq, &[Int(a), Int(b)]) => Some(Bool(a == b)),
        (Op::INe, &[Int(a), Int(b)]) => Some(Bool(a != b)),
        (Op::ILt, &[Int(a), Int(b)]) => Some(Bool(a < b)),
        (Op::ILe, &[Int(a), Int(b)]) => Some(Bool(a <= b)),
        (Op::IGt, &[Int(a), Int(b)]) => Some(Bool(a > b)),
        (Op::IGe, &[Int(a), Int(b)]) => Some(Bool(a >= b)),
        (Op::ULt, &[Int(a), Int(b)]) => Some(Bool((a as u64) < b as u64)),
        (Op::IntToFloat, &[Int(a)]) => float(a as f64),
        (Op::BoolToInt, &[Bool(a)]) => Some(Int(a as i64)),
        (Op::BNot, &[Bool(a)]) => Some(Bool(!a)),
        (op, &[Float(a), Float(b)]) => float_pair(op, f64::from_bits(a), f64::from_bits(b)),
        (op, &[Float(a)]) => {
            let a = f64::from_bits(a);
            match op {
                Op::FNeg => float(-a),
                Op::FAbs => float(a.abs()),
                Op::FSqrt => float(a.sqrt()),
                Op::FFloor => float(a.floor()),
                Op::FCeil => float(a.ceil()),
                Op::FTrunc => float(a.trunc()),
                _ => None,
            }
        }
        _ => None,
    }
}

fn float_pair(op: Op, a: f64, b: f64) -> Option<Const> {
    let float = |f: f64| Some(Const::Float(f.to_bits()));
    let truth = |t: bool| Some(Const::Bool(t));
    match op {
        Op::FAdd => float(a + b),
        Op::FSub => float(a - b),
        Op::FMul => float(a * b),
        Op::FDiv => float(a / b),
        Op::FEq => truth(a == b),
        Op::FNe => truth(a != b),
        Op::FLt => truth(a < b),
        Op::FLe => truth(a <= b),
        Op::FGt => truth(a > b),
        Op::FGe => truth(a >= b),
        _ => None,
    }
}
