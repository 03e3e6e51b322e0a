//! The trace IR: flat SSA.
//!
//! A [`Trace`] is a list of instructions; the position of an instruction is the [`Ref`] of its result, and a ref may be
//! used only after its position (no phi: the one join is the label, whose parameters are instructions). Constants live
//! in a pool of their own and have refs too, with the top bit set, so an operand is always one `Ref`.
//!
//! Terms:
//! - **slot**: a register of the interpreter, counted from the trace's base. Its **home** is its place in memory.
//! - **guard**: an instruction that may leave the trace. It has a snapshot: where the interpreter would be.
//! - **break**: a point where the transaction may end. What was proved about ownership dies there. A poll is no break
//!   for the code after it: when it is asked for anything the trace leaves.
//! - **fact by position**: `unbox_int %1` relies on a `guard_int %1` before it; the guard stays before it because
//!   nothing is ever moved backwards over a guard.

pub mod effects;
pub mod eval;
pub mod ops;
pub mod text;
pub mod verify;

use crate::snapshot::{Frame, Snapshots};
use crate::target::Target;
pub use ops::{Effect, Op};
use std::collections::HashMap;

/// Type of an IR value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Ty {
    /// Unboxed integer, 64 bits.
    Int,
    Float,
    /// Boxed value.
    Val,
    /// Raw address.
    Ptr,
    Bool,
}

impl Ty {
    pub const ALL: [Ty; 5] = [Ty::Int, Ty::Float, Ty::Val, Ty::Ptr, Ty::Bool];

    pub fn name(self) -> &'static str {
        match self {
            Ty::Int => "int",
            Ty::Float => "float",
            Ty::Val => "val",
            Ty::Ptr => "ptr",
            Ty::Bool => "bool",
        }
    }
}

/// What an operand may be; letters as in the op table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    I,
    F,
    V,
    P,
    B,
    A,
}

impl Kind {
    pub fn admits(self, ty: Ty) -> bool {
        match self {
            Kind::I => ty == Ty::Int,
            Kind::F => ty == Ty::Float,
            Kind::V => ty == Ty::Val,
            Kind::P => matches!(ty, Ty::Val | Ty::Ptr),
            Kind::B => ty == Ty::Bool,
            Kind::A => true,
        }
    }
}

/// A value: the result of an instruction, or a constant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Ref(u32);

const CONST_BIT: u32 = 1 << 31;

impl Ref {
    pub const NONE: Ref = Ref(u32::MAX);

    pub fn inst(index: usize) -> Ref {
        debug_assert!((index as u32) < CONST_BIT);
        Ref(index as u32)
    }

    fn constant(index: usize) -> Ref {
        Ref(index as u32 | CONST_BIT)
    }

    pub fn is_const(self) -> bool {
        self.0 & CONST_BIT != 0 && self != Ref::NONE
    }

    pub fn is_none(self) -> bool {
        self == Ref::NONE
    }

    /// Position of the instruction, unless it is a constant.
    pub fn index(self) -> Option<usize> {
        (self.0 & CONST_BIT == 0).then_some(self.0 as usize)
    }
}

/// Number of a snapshot in its trace.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct SnapId(pub u32);

impl SnapId {
    pub const NONE: SnapId = SnapId(u32::MAX);
}

/// A register of the interpreter, counted from the base of the trace; below it lie the registers of callers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Slot(pub i32);

/// A shape, as in the low half of the ownership word.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct Shape(pub u32);

/// Index into the target's table of helpers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct HelperId(pub u16);

/// What lies in a field or element.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mem {
    Val,
    Int,
    /// An `i64` that counts things: never negative, far from overflow.
    Len,
    Float,
    Ptr,
    U32,
    I32,
    U16,
    U8,
}

impl Mem {
    pub const ALL: [Mem; 9] = [
        Mem::Val,
        Mem::Int,
        Mem::Len,
        Mem::Float,
        Mem::Ptr,
        Mem::U32,
        Mem::I32,
        Mem::U16,
        Mem::U8,
    ];

    /// Type of the value when loaded.
    pub fn ty(self) -> Ty {
        match self {
            Mem::Val => Ty::Val,
            Mem::Float => Ty::Float,
            Mem::Ptr => Ty::Ptr,
            Mem::Int | Mem::Len | Mem::U32 | Mem::I32 | Mem::U16 | Mem::U8 => Ty::Int,
        }
    }

    pub fn size(self) -> u32 {
        match self {
            Mem::Val | Mem::Int | Mem::Len | Mem::Float | Mem::Ptr => 8,
            Mem::U32 | Mem::I32 => 4,
            Mem::U16 => 2,
            Mem::U8 => 1,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Mem::Val => "val",
            Mem::Int => "int",
            Mem::Len => "len",
            Mem::Float => "float",
            Mem::Ptr => "ptr",
            Mem::U32 => "u32",
            Mem::I32 => "i32",
            Mem::U16 => "u16",
            Mem::U8 => "u8",
        }
    }
}

/// A place within an object. Two fields of different alias class, or of the same class at offsets that do not overlap,
/// are different memory, whatever the base pointers are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Field {
    /// Alias class, below 64; given by the target, e.g. «slots of instances», «items of lists».
    pub class: u8,
    pub kind: Mem,
    pub offset: i32,
}

impl Field {
    /// Alias class of the ownership word; storing there changes the shape.
    pub const WORD: u8 = 0;

    /// May two accesses at these places of one object touch the same byte?
    pub fn overlaps(self, other: Field) -> bool {
        let end = |f: Field| f.offset + f.kind.size() as i32;
        self.class == other.class && self.offset < end(other) && other.offset < end(self)
    }
}

/// What to allocate.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct NewDesc {
    /// Bytes, a multiple of 16.
    pub size: u32,
    /// Which allocation cursor of the thread.
    pub cursor: u16,
    /// Born in the shared state (immutable kinds), not owned by its maker.
    pub shared: bool,
    pub shape: Shape,
}

/// The immediate of an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Imm {
    None,
    Slot(Slot),
    Index(u32),
    Shape(Shape),
    Field(Field),
    Helper(HelperId),
    New(NewDesc),
}

/// A run of refs in the trace's list pool: arguments of calls and jumps.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct List {
    start: u32,
    len: u32,
}

impl List {
    pub const EMPTY: List = List { start: 0, len: 0 };
}

/// One instruction.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Inst {
    pub op: Op,
    /// Result type, where there is one.
    pub ty: Option<Ty>,
    pub args: [Ref; 3],
    pub imm: Imm,
    pub list: List,
    pub snap: SnapId,
}

impl Inst {
    pub fn new(op: Op, args: &[Ref], imm: Imm) -> Inst {
        let mut all = [Ref::NONE; 3];
        all[..args.len()].copy_from_slice(args);
        let ty = match op.row().res {
            ops::Res::None | ops::Res::Typed => None,
            ops::Res::Is(ty) => Some(ty),
            ops::Res::Field => match imm {
                Imm::Field(field) => Some(field.kind.ty()),
                _ => panic!("J1: {} without a field", op.row().name),
            },
        };
        Inst {
            op,
            ty,
            args: all,
            imm,
            list: List::EMPTY,
            snap: SnapId::NONE,
        }
    }

    pub fn typed(mut self, ty: Option<Ty>) -> Inst {
        self.ty = ty;
        self
    }

    pub fn at(mut self, snap: SnapId) -> Inst {
        self.snap = snap;
        self
    }

    /// The fixed operands.
    pub fn operands(&self) -> &[Ref] {
        &self.args[..self.op.row().args.len()]
    }

    pub fn operands_mut(&mut self) -> &mut [Ref] {
        let n = self.op.row().args.len();
        &mut self.args[..n]
    }

    pub fn field(&self) -> Field {
        match self.imm {
            Imm::Field(field) => field,
            _ => panic!("J1: {} has no field", self.op.row().name),
        }
    }

    pub fn slot(&self) -> Slot {
        match self.imm {
            Imm::Slot(slot) => slot,
            _ => panic!("J1: {} has no slot", self.op.row().name),
        }
    }

    pub fn shape(&self) -> Shape {
        match self.imm {
            Imm::Shape(shape) => shape,
            _ => panic!("J1: {} has no shape", self.op.row().name),
        }
    }

    pub fn helper(&self) -> HelperId {
        match self.imm {
            Imm::Helper(id) => id,
            _ => panic!("J1: {} has no helper", self.op.row().name),
        }
    }

    pub fn number(&self) -> u32 {
        match self.imm {
            Imm::Index(index) => index,
            _ => panic!("J1: {} has no index", self.op.row().name),
        }
    }

    pub fn new_desc(&self) -> NewDesc {
        match self.imm {
            Imm::New(desc) => desc,
            _ => panic!("J1: {} makes no object", self.op.row().name),
        }
    }
}

/// A constant. Floats are kept as bits, so that equal means the same number in every respect.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Const {
    Int(i64),
    Float(u64),
    Val(u64),
    Ptr(u64),
    Bool(bool),
}

impl Const {
    pub fn ty(self) -> Ty {
        match self {
            Const::Int(_) => Ty::Int,
            Const::Float(_) => Ty::Float,
            Const::Val(_) => Ty::Val,
            Const::Ptr(_) => Ty::Ptr,
            Const::Bool(_) => Ty::Bool,
        }
    }

    /// The constant as 64 bits.
    pub fn bits(self) -> u64 {
        match self {
            Const::Int(i) => i as u64,
            Const::Float(b) | Const::Val(b) | Const::Ptr(b) => b,
            Const::Bool(b) => b as u64,
        }
    }
}

/// The constants of a trace, each once.
#[derive(Clone, Default, Debug)]
pub struct ConstPool {
    items: Vec<Const>,
    index: HashMap<Const, u32>,
}

/// How a trace begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Entry {
    /// At the region's anchor, or at another head of the region; every value comes from a home.
    Root,
    /// At an exit of a trace of the same region; `input k` is leaf k of that exit.
    Side,
}

/// Something of the vm's that lives as long as a trace.
#[derive(Clone)]
pub struct Kept(pub std::sync::Arc<dyn std::any::Any + Send + Sync>);

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kept")
    }
}

/// A trace.
#[derive(Clone, Debug)]
pub struct Trace {
    pub entry: Entry,
    /// The frames in which a root begins.
    pub start: Vec<Frame>,
    pub insts: Vec<Inst>,
    pub consts: ConstPool,
    pub lists: Vec<Ref>,
    pub snaps: Snapshots,
    /// Invalidation cells this trace relies on; opaque to this crate.
    pub depends: Vec<u64>,
    /// What helpers are told addresses of, for as long as there is code of the trace.
    pub keeps: Vec<Kept>,
    /// What its label means to side traces; set by peeling.
    pub head: Option<Head>,
}

/// What the label of a peeled loop expects of who jumps there.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// What each parameter is.
    pub carried: Vec<Carried>,
    /// Slots that hold the same value in every turn, though not what their homes hold.
    pub fixed: Vec<(Slot, Ref)>,
    pub relies: Relies,
    /// Fields that the body stores at its exits only: who jumps to the label need not have stored them.
    pub late: Vec<(Ref, Field)>,
}

/// The memory of which a loop's body takes values from before the label.
#[derive(Clone, Debug, Default)]
pub struct Relies {
    pub fields: Vec<Field>,
    /// The alias classes of elements.
    pub classes: effects::Classes,
}

impl Relies {
    /// May what an instruction does be seen there?
    pub fn notices(&self, inst: &Inst, target: &Target) -> bool {
        let writes = effects::Effects::of(inst, target).writes;
        let seen = |field: &Field| match inst.op {
            Op::Store => field.overlaps(inst.field()),
            _ => writes.has(field.class),
        };
        writes.meets(self.classes) || self.fields.iter().any(seen)
    }
}

/// What a parameter stands for at the label.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Carried {
    /// The value of a slot, unboxed if the parameter is.
    Slot(Slot),
    /// A field of a virtual object, the object in a slot; no side trace can give that.
    Inside(Slot),
    /// The value of a field.
    Field { base: Ref, field: Field },
}

impl Trace {
    /// Is what helpers are told there about the interpreter's frames, which have to be there then?
    pub fn needs_frame(&self) -> bool {
        !self.keeps.is_empty()
    }

    pub fn new(entry: Entry) -> Trace {
        Trace {
            entry,
            start: Vec::new(),
            insts: Vec::new(),
            consts: ConstPool::default(),
            lists: Vec::new(),
            snaps: Snapshots::default(),
            depends: Vec::new(),
            keeps: Vec::new(),
            head: None,
        }
    }

    /// The same constants and snapshot frames, no instructions: what a pass writes into.
    pub fn successor(&self) -> Trace {
        Trace {
            entry: self.entry.clone(),
            start: self.start.clone(),
            insts: Vec::with_capacity(self.insts.len()),
            consts: self.consts.clone(),
            lists: Vec::new(),
            snaps: self.snaps.successor(),
            depends: self.depends.clone(),
            keeps: self.keeps.clone(),
            head: None,
        }
    }

    pub fn push(&mut self, inst: Inst) -> Ref {
        self.insts.push(inst);
        Ref::inst(self.insts.len() - 1)
    }

    pub fn list(&mut self, refs: &[Ref]) -> List {
        let start = self.lists.len() as u32;
        self.lists.extend_from_slice(refs);
        List {
            start,
            len: refs.len() as u32,
        }
    }

    pub fn list_refs(&self, list: List) -> &[Ref] {
        &self.lists[list.start as usize..(list.start + list.len) as usize]
    }

    pub fn list_refs_mut(&mut self, list: List) -> &mut [Ref] {
        &mut self.lists[list.start as usize..(list.start + list.len) as usize]
    }

    /// The instruction behind a ref, unless it is a constant.
    pub fn def(&self, r: Ref) -> Option<&Inst> {
        r.index().map(|i| &self.insts[i])
    }

    /// The instruction behind a ref if it is this op.
    pub fn def_is(&self, r: Ref, op: Op) -> Option<&Inst> {
        self.def(r).filter(|inst| inst.op == op)
    }

    pub fn constant(&mut self, c: Const) -> Ref {
        let next = self.consts.items.len() as u32;
        let id = *self.consts.index.entry(c).or_insert(next);
        if id == next {
            self.consts.items.push(c);
        }
        Ref::constant(id as usize)
    }

    pub fn int(&mut self, i: i64) -> Ref {
        self.constant(Const::Int(i))
    }

    pub fn float(&mut self, f: f64) -> Ref {
        self.constant(Const::Float(f.to_bits()))
    }

    pub fn val(&mut self, bits: u64) -> Ref {
        self.constant(Const::Val(bits))
    }

    pub fn truth(&mut self, b: bool) -> Ref {
        self.constant(Const::Bool(b))
    }

    pub fn const_of(&self, r: Ref) -> Option<Const> {
        r.is_const()
            .then(|| self.consts.items[(r.0 & !CONST_BIT) as usize])
    }

    pub fn int_of(&self, r: Ref) -> Option<i64> {
        match self.const_of(r) {
            Some(Const::Int(i)) => Some(i),
            _ => None,
        }
    }

    pub fn float_of(&self, r: Ref) -> Option<f64> {
        match self.const_of(r) {
            Some(Const::Float(b)) => Some(f64::from_bits(b)),
            _ => None,
        }
    }

    pub fn bool_of(&self, r: Ref) -> Option<bool> {
        match self.const_of(r) {
            Some(Const::Bool(b)) => Some(b),
            _ => None,
        }
    }

    /// Type of a ref. Panics for an instruction without a result, which the verifier refuses.
    pub fn ty(&self, r: Ref) -> Ty {
        match self.const_of(r) {
            Some(c) => c.ty(),
            None => match self.def(r).and_then(|inst| inst.ty) {
                Some(ty) => ty,
                None => panic!("J1: {r:?} has no value"),
            },
        }
    }

    /// All operands of an instruction: fixed ones, then the list.
    pub fn uses<'a>(&'a self, inst: &'a Inst) -> impl Iterator<Item = Ref> + 'a {
        inst.operands()
            .iter()
            .copied()
            .chain(self.list_refs(inst.list).iter().copied())
    }

    /// Position of the label, if the loop is peeled.
    pub fn label(&self) -> Option<usize> {
        self.insts.iter().position(|inst| inst.op == Op::Label)
    }
}
