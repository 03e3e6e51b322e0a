//! A region to a Cranelift function: the driver.
//!
//! ```text
//!   entry ─▶ start: tags loaded; preamble ─▶ label(params): loop body ─▶ label
//!                ▲                 │ guard fails            │ guard fails
//!                │                 ▼                        ▼
//!                └──── loop ── side trace (inline)       exit: leaves → spill area, return number
//! ```
//!
//! The function is `extern "C" fn(context, base) -> (status, value)`. The status is zero if the region is a function's
//! that was run to its end, and then there is its value; otherwise it names the exit and the [`crate::exit::Cause`], see
//! [`crate::cache::left`]. A side trace stands where its exit would be, so the values it inherits cross
//! in machine registers. `jump` of a side trace goes to the root's label; `loop` of any trace writes its slots to their
//! homes and goes to `start`, where everything is read anew. Each head of the region has such a start, and a `leave` to
//! the frames of a head goes there in the same way.
//!
//! Exits are cold blocks, one for each snapshot, shared by all its guards; the cause is a block parameter.

#[allow(unsafe_code, reason = "calls finished code")]
pub mod abi;
mod barrier;
mod boxes;
mod calls;
mod exits;
mod memory;
mod ops;

use crate::abort::Abort;
use crate::exit::{Cause, Exit};
use crate::ir::{Const, Inst, Op, Ref, SnapId, Trace, Ty};
use crate::target::Target;
use cranelift_codegen::ir::{
    AbiParam, Block, BlockArg, Function, InstBuilder, MemFlagsData, Signature, Type, UserFuncName,
    Value, types,
};
use cranelift_codegen::isa::{CallConv, TargetIsa};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use std::collections::HashMap;
use std::sync::Arc;

/// A trace of a region and where it grows from.
pub struct Part<'a> {
    pub trace: &'a Trace,
    /// Number of the parent part and snapshot in it; `None` for the first root, which is part 0.
    pub parent: Option<(usize, SnapId)>,
    /// The head it grows from, itself if it is one.
    pub root: usize,
    /// The exit of each snapshot.
    pub exits: &'a [Arc<Exit>],
}

/// Addresses that belong to the process, not to the trace.
#[derive(Clone, Copy, Debug)]
pub struct Addresses {
    pub thunks: abi::Thunks,
    /// A `u32` that is not zero once an assumption of the region has fallen.
    pub invalid: usize,
}

/// Type of the machine value.
fn machine(ty: Ty) -> Type {
    match ty {
        Ty::Int | Ty::Val | Ty::Ptr => types::I64,
        Ty::Float => types::F64,
        Ty::Bool => types::I8,
    }
}

/// Signature of compiled code.
pub fn signature(isa: &dyn TargetIsa) -> Signature {
    let mut sig = Signature::new(CallConv::triple_default(isa.triple()));
    sig.params
        .extend([AbiParam::new(types::I64), AbiParam::new(types::I64)]);
    sig.returns
        .extend([AbiParam::new(types::I64), AbiParam::new(types::I64)]);
    sig
}

/// Emits a region.
pub fn emit(
    parts: &[Part],
    target: &Target,
    isa: &dyn TargetIsa,
    at: Addresses,
) -> Result<Function, Abort> {
    let mut function = Function::with_name_signature(UserFuncName::user(0, 0), signature(isa));
    let mut context = FunctionBuilderContext::new();
    let mut b = FunctionBuilder::new(&mut function, &mut context);
    let entry = b.create_block();
    b.append_block_params_for_function_params(entry);
    b.switch_to_block(entry);
    let (ctx, base) = (b.block_params(entry)[0], b.block_params(entry)[1]);
    let start = b.create_block();
    b.ins().jump(start, &[]);
    b.switch_to_block(start);
    let c = target.context;
    let tx = match c.tx {
        Some(at) => b.ins().load(types::I64, MemFlagsData::trusted(), ctx, at),
        None => ctx,
    };
    let own_tag = b
        .ins()
        .load(types::I64, MemFlagsData::trusted(), tx, c.own_tag);
    let shared_tag = b
        .ins()
        .load(types::I64, MemFlagsData::trusted(), tx, c.shared_tag);
    let mut emitter = Emitter {
        b,
        target,
        isa,
        at,
        parts,
        ctx,
        tx,
        base,
        own_tag,
        shared_tag,
        starts: vec![None; parts.len()],
        labels: vec![None; parts.len()],
        values: parts
            .iter()
            .map(|part| vec![None; part.trace.insts.len()])
            .collect(),
        exits: HashMap::new(),
        waiting: Vec::new(),
        part: 0,
    };
    emitter.starts[0] = Some(start);
    let heads: Vec<usize> = (1..parts.len())
        .filter(|&at| parts[at].root == at)
        .collect();
    for &head in &heads {
        emitter.starts[head] = Some(emitter.b.create_block());
    }
    emitter.part(0)?;
    emitter.fail_blocks()?;
    for head in heads {
        emitter.head(head)?;
    }
    emitter.out_blocks();
    emitter.b.seal_all_blocks();
    emitter.b.finalize(isa.frontend_config());
    Ok(function)
}

/// The two blocks of an exit.
#[derive(Clone, Copy)]
struct ExitBlocks {
    /// A guard failed: a side trace, or on to `out`.
    fail: Block,
    /// Saves the leaves and returns; the cause is its parameter. Made when needed.
    out: Block,
    /// The thread's tag as it is at the exit.
    own_tag: Value,
    /// That of shared objects, which no block lets pass.
    shared_tag: Value,
}

struct Emitter<'a> {
    b: FunctionBuilder<'a>,
    target: &'a Target,
    isa: &'a dyn TargetIsa,
    at: Addresses,
    parts: &'a [Part<'a>],
    ctx: Value,
    /// Where poll word and tags lie.
    tx: Value,
    base: Value,
    own_tag: Value,
    shared_tag: Value,
    /// Where each head begins.
    starts: Vec<Option<Block>>,
    /// The label of each head.
    labels: Vec<Option<Block>>,
    values: Vec<Vec<Option<Value>>>,
    exits: HashMap<(usize, SnapId), ExitBlocks>,
    waiting: Vec<((usize, SnapId), Block)>,
    /// The part being emitted.
    part: usize,
}

impl<'a> Emitter<'a> {
    fn trace(&self) -> &'a Trace {
        self.parts[self.part].trace
    }

    /// Fail blocks wait until their trace is done; a side trace makes new ones.
    fn fail_blocks(&mut self) -> Result<(), Abort> {
        while let Some(((part, snap), fail)) = self.waiting.pop() {
            self.fail_block(part, snap, fail)?;
        }
        Ok(())
    }

    /// Emits a further head and what grows from it.
    fn head(&mut self, part: usize) -> Result<(), Abort> {
        if let Some(start) = self.starts[part] {
            self.b.switch_to_block(start);
        }
        self.load_tags();
        self.part(part)?;
        self.fail_blocks()
    }

    /// The tags as they are from here on.
    fn load_tags(&mut self) {
        let (tx, c, flags) = (self.tx, self.target.context, MemFlagsData::trusted());
        self.own_tag = self.b.ins().load(types::I64, flags, tx, c.own_tag);
        self.shared_tag = self.b.ins().load(types::I64, flags, tx, c.shared_tag);
    }

    /// The head that the part being emitted grows from.
    fn root(&self) -> usize {
        self.parts[self.part].root
    }

    /// Emits one trace into the current block.
    fn part(&mut self, part: usize) -> Result<(), Abort> {
        self.part = part;
        if let Some((parent, snap)) = self.parts[part].parent
            && self.root() != part
        {
            self.inherit(parent, snap);
        }
        let trace = self.trace();
        for (at, inst) in trace.insts.iter().enumerate() {
            let value = self.inst(at, inst)?;
            if let Some(value) = value {
                self.values[part][at] = Some(value);
            }
        }
        Ok(())
    }

    /// Inputs of a side trace are the values of its parent.
    fn inherit(&mut self, parent: usize, snap: SnapId) {
        let leaves = self.parts[parent].trace.snaps.leaves(snap);
        let trace = self.trace();
        for (at, inst) in trace.insts.iter().enumerate() {
            if inst.op == Op::Outer {
                self.values[self.part][at] = self.values[self.root()][inst.number() as usize];
            } else if inst.op == Op::Input {
                let leaf = leaves[inst.number() as usize];
                let value = leaf.index().and_then(|i| self.values[parent][i]);
                self.values[self.part][at] = value;
            }
        }
    }

    /// The machine value of a ref.
    fn value(&mut self, r: Ref) -> Value {
        let trace = self.trace();
        match trace.const_of(r) {
            Some(c) => self.constant(c),
            None => match r.index().and_then(|i| self.values[self.part][i]) {
                Some(value) => value,
                None => panic!("J2: {r:?} has no machine value yet"),
            },
        }
    }

    fn constant(&mut self, c: Const) -> Value {
        match c {
            Const::Int(i) => self.int(i),
            Const::Val(bits) | Const::Ptr(bits) => self.int(bits as i64),
            Const::Float(bits) => self.b.ins().f64const(f64::from_bits(bits)),
            Const::Bool(b) => self.b.ins().iconst(types::I8, i64::from(b)),
        }
    }

    fn int(&mut self, i: i64) -> Value {
        self.b.ins().iconst(types::I64, i)
    }

    fn values_of(&mut self, refs: &[Ref]) -> Vec<BlockArg> {
        refs.iter()
            .map(|&r| BlockArg::Value(self.value(r)))
            .collect()
    }

    /// Labels, jumps and ends.
    fn control(&mut self, inst: &Inst) {
        let trace = self.trace();
        match inst.op {
            Op::Label => {
                let args = self.values_of(trace.list_refs(inst.list));
                let label = self.b.create_block();
                let params = trace.insts.iter().filter(|i| i.op == Op::Param);
                for param in params {
                    self.b
                        .append_block_param(label, machine(param.ty.unwrap_or(Ty::Int)));
                }
                let root = self.root();
                self.labels[root] = Some(label);
                self.b.ins().jump(label, &args);
                self.b.switch_to_block(label);
            }
            Op::Jump => {
                let args = self.values_of(trace.list_refs(inst.list));
                match self.labels[self.root()] {
                    Some(label) => self.b.ins().jump(label, &args),
                    None => panic!("J1: jump without a label"),
                };
            }
            Op::Loop => {
                self.write_homes(inst.snap);
                self.go_to_head(self.root());
            }
            Op::Leave => {
                let fail = self.exit(inst.snap).fail;
                self.b.ins().jump(fail, &[]);
            }
            Op::Return => {
                let value = self.value(inst.args[0]);
                let zero = self.int(0);
                self.b.ins().return_(&[zero, value]);
            }
            _ => unreachable!("J1: {} is not control", inst.op.row().name),
        }
    }

    /// Goes to where a head begins; all values are in their homes.
    fn go_to_head(&mut self, head: usize) {
        match self.starts[head] {
            Some(start) => self.b.ins().jump(start, &[]),
            None => panic!("J1: part {head} is no head"),
        };
    }

    /// Goes on in a new block if the condition holds, else leaves because of a failed guard.
    fn guard(&mut self, holds: Value, snap: SnapId) {
        self.fail_first(snap);
        let fail = self.exit(snap).fail;
        let next = self.b.create_block();
        self.b.ins().brif(holds, next, &[], fail, &[]);
        self.b.switch_to_block(next);
    }

    /// The same for a condition that must not hold.
    fn guard_not(&mut self, fails: Value, snap: SnapId) {
        self.fail_first(snap);
        let fail = self.exit(snap).fail;
        let next = self.b.create_block();
        self.b.ins().brif(fails, fail, &[], next, &[]);
        self.b.switch_to_block(next);
    }

    /// For tests: leaves as if a guard had failed, if none of this snapshot ever has.
    fn fail_first(&mut self, snap: SnapId) {
        if !self.target.fail_once {
            return;
        }
        let fail = self.exit(snap).fail;
        let tally = self.int(self.parts[self.part].exits[snap.0 as usize].tally_address() as i64);
        let failed = self
            .b
            .ins()
            .load(types::I32, MemFlagsData::trusted(), tally, 0);
        let next = self.b.create_block();
        self.b.ins().brif(failed, next, &[], fail, &[]);
        self.b.switch_to_block(next);
    }

    /// Leaves for another cause if the condition holds.
    fn leave_if(&mut self, condition: Value, snap: SnapId, cause: Cause) {
        let out = self.exit(snap).out;
        // The cause is made on the way out only.
        let (leave, next) = (self.b.create_block(), self.b.create_block());
        self.b.set_cold_block(leave);
        self.b.ins().brif(condition, leave, &[], next, &[]);
        self.b.switch_to_block(leave);
        let cause = self.cause(cause);
        self.b.ins().jump(out, &[BlockArg::Value(cause)]);
        self.b.switch_to_block(next);
    }
}
