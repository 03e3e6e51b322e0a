//! What each bytecode means, once, for two machines.
//!
//! The functions in [`meaning`] are generic over a [`Machine`]. The interpreter instantiates them with plain values
//! and everything inlines away; the trace recorder instantiates the same functions with pairs of a concrete value and
//! a trace reference: it executes and records, and every *decision* becomes a guard on the answer that it got.
//!
//! The vocabulary has four sorts: *reads* (registers, constants, fields), *decisions* (answer a plain Rust `bool`,
//! `Option` or plan), *effects* (set a register, a field), *calls*. Within one op no decision follows an effect, so an
//! op that fails a guard or meets a conflict is run again from its start.
//!
//! Ops that are not worth tracing are written once over the interpreter ([`rare`]); a machine runs them through
//! [`Machine::out_of_line`], the recorder as a call with unknown effects.

pub mod arith;
pub mod attr;
pub mod call;
pub mod control;
pub mod item;
pub mod name;
pub mod rare;

use lang::opcode::{CacheId, ConstId, NameId, Reg};

use crate::interp::{Flow, Interp};
use crate::object::Place;
use crate::protocol::number::{BinOp, CmpOp};
use crate::unwind::Res;

/// The meanings, under the names of the table.
pub mod meaning {
    pub use super::arith::*;
    pub use super::attr::*;
    pub use super::call::*;
    pub use super::control::*;
    pub use super::item::*;
    pub use super::name::*;
    pub use super::rare::table::*;
}

/// How a cached attribute access goes on.
#[derive(Clone, Copy, Debug)]
pub enum AttrPlan<C> {
    /// The attribute lies in this place of the object.
    Slot(Place),
    /// The class's constant in this cell.
    Constant(C),
    /// The same, and it binds the object.
    Method(C),
}

/// What an iterator gave.
pub enum Next<V> {
    Item(V),
    Done,
    /// Not an iterator that the machine knows: ask the protocol.
    Other,
}

/// The vocabulary of the bytecodes' meanings.
pub trait Machine: Sized {
    type Val<'t>: Copy
    where
        Self: 't;
    type Int: Copy;
    type Float: Copy;
    type Bool: Copy;
    /// An exact list that this transaction may read / write.
    type List<'t>: Copy
    where
        Self: 't;
    type Cell<'t>: Copy
    where
        Self: 't;

    // ---- reads ----
    fn reg(&self, r: Reg) -> Self::Val<'_>;
    fn constant(&self, k: ConstId) -> Self::Val<'_>;
    fn const_int(&self, i: i64) -> Self::Int;
    fn const_bool(&self, b: bool) -> Self::Bool;

    // ---- decisions on kinds, with the content ----
    /// Is it an immediate int?
    fn int(&self, v: Self::Val<'_>) -> Option<Self::Int>;
    fn two_ints(&self, a: Self::Val<'_>, b: Self::Val<'_>) -> Option<(Self::Int, Self::Int)>;
    fn float(&self, v: Self::Val<'_>) -> Option<Self::Float>;
    /// A float, or an immediate int as a float.
    fn number(&self, v: Self::Val<'_>) -> Option<Self::Float>;
    fn is_none(&self, v: Self::Val<'_>) -> bool;
    fn is_undef(&self, v: Self::Val<'_>) -> bool;
    fn same(&self, a: Self::Val<'_>, b: Self::Val<'_>) -> Self::Bool;
    /// Truth of a value whose truth needs no Python code.
    fn truth(&self, v: Self::Val<'_>) -> Res<Option<bool>>;
    /// Takes a branch.
    fn decide(&self, b: Self::Bool) -> bool;

    // ---- arithmetic; `None` where the machine's ints end ----
    fn int_add(&self, a: Self::Int, b: Self::Int) -> Option<Self::Int>;
    fn int_sub(&self, a: Self::Int, b: Self::Int) -> Option<Self::Int>;
    fn int_mul(&self, a: Self::Int, b: Self::Int) -> Option<Self::Int>;
    /// Python's `//` and `%`; `None` also for a divisor of zero.
    fn int_floordiv(&self, a: Self::Int, b: Self::Int) -> Option<Self::Int>;
    fn int_mod(&self, a: Self::Int, b: Self::Int) -> Option<Self::Int>;
    /// `None` for a zero divisor or numbers that a double does not hold exactly.
    fn int_truediv(&self, a: Self::Int, b: Self::Int) -> Option<Self::Float>;
    fn int_shl(&self, a: Self::Int, b: Self::Int) -> Option<Self::Int>;
    fn int_shr(&self, a: Self::Int, b: Self::Int) -> Option<Self::Int>;
    fn int_and(&self, a: Self::Int, b: Self::Int) -> Self::Int;
    fn int_or(&self, a: Self::Int, b: Self::Int) -> Self::Int;
    fn int_xor(&self, a: Self::Int, b: Self::Int) -> Self::Int;
    fn int_neg(&self, a: Self::Int) -> Option<Self::Int>;
    fn int_not(&self, a: Self::Int) -> Self::Int;
    fn int_cmp(&self, op: CmpOp, a: Self::Int, b: Self::Int) -> Self::Bool;
    fn float_add(&self, a: Self::Float, b: Self::Float) -> Self::Float;
    fn float_sub(&self, a: Self::Float, b: Self::Float) -> Self::Float;
    fn float_mul(&self, a: Self::Float, b: Self::Float) -> Self::Float;
    /// `None` for a divisor of zero.
    fn float_div(&self, a: Self::Float, b: Self::Float) -> Option<Self::Float>;
    /// `a ** b` of a non-negative base or an integral exponent; `None` where Python raises or goes complex.
    fn float_pow(&self, a: Self::Float, b: Self::Float) -> Option<Self::Float>;
    fn float_neg(&self, a: Self::Float) -> Self::Float;
    fn float_cmp(&self, op: CmpOp, a: Self::Float, b: Self::Float) -> Self::Bool;
    fn bool_not(&self, b: Self::Bool) -> Self::Bool;

    // ---- boxes ----
    fn from_int(&self, i: Self::Int) -> Self::Val<'_>;
    fn from_float(&self, f: Self::Float) -> Self::Val<'_>;
    fn from_bool(&self, b: Self::Bool) -> Self::Val<'_>;

    // ---- containers ----
    /// Is it an exact list, and may this transaction read it?
    fn list_to_read<'t>(&'t self, v: Self::Val<'t>) -> Res<Option<Self::List<'t>>>;
    fn list_to_write<'t>(&'t self, v: Self::Val<'t>) -> Res<Option<Self::List<'t>>>;
    /// The item; a decision that the index (negative ones count from the end) is in range.
    fn list_get<'t>(&'t self, l: Self::List<'t>, i: Self::Int) -> Option<Self::Val<'t>>;
    /// Decides that the index is in range, then stores.
    fn list_set<'t>(&'t self, l: Self::List<'t>, i: Self::Int, v: Self::Val<'t>) -> Option<()>;
    fn list_push<'t>(&'t self, l: Self::List<'t>, v: Self::Val<'t>);
    /// The item of an exact tuple or the character of an exact ASCII `str`.
    fn sequence_get<'t>(&'t self, v: Self::Val<'t>, i: Self::Val<'t>) -> Option<Self::Val<'t>>;
    /// The value of a key that needs no Python code to look up, in an exact dict.
    fn dict_get<'t>(&'t self, d: Self::Val<'t>, key: Self::Val<'t>) -> Res<Option<Self::Val<'t>>>;
    /// Stores under such a key in an exact dict; false if the protocol has to do it.
    fn dict_set<'t>(&'t self, d: Self::Val<'t>, key: Self::Val<'t>, v: Self::Val<'t>) -> Res<bool>;
    /// `iter(v)` of a builtin iterable.
    fn make_iter<'t>(&'t self, v: Self::Val<'t>) -> Res<Option<Self::Val<'t>>>;
    /// The next item of a builtin iterator.
    fn iter_next<'t>(&'t self, it: Self::Val<'t>) -> Res<Next<Self::Val<'t>>>;
    /// The items of an exact tuple or list of length `n`, from which item `i` is then read with [`Machine::unpacked`].
    fn unpack<'t>(&'t self, v: Self::Val<'t>, n: usize) -> Res<Option<Self::Val<'t>>>;
    fn unpacked<'t>(&'t self, v: Self::Val<'t>, i: usize) -> Self::Val<'t>;
    fn new_tuple(&self, base: Reg, n: usize) -> Self::Val<'_>;
    fn new_list(&self, base: Reg, n: usize) -> Self::Val<'_>;

    // ---- attributes and cells ----
    /// What the inline cache says of this object: decides its shape (and the type version).
    fn attr_plan<'t>(
        &'t self,
        obj: Self::Val<'t>,
        cache: CacheId,
    ) -> Res<Option<AttrPlan<Self::Cell<'t>>>>;
    /// Reads an attribute by place; the plan was made for the object, the barrier decides here.
    fn attr_get<'t>(&'t self, obj: Self::Val<'t>, place: Place) -> Res<Self::Val<'t>>;
    /// Stores an attribute as the cache says (also one that moves the object to the next shape).
    fn attr_set<'t>(
        &'t self,
        obj: Self::Val<'t>,
        cache: CacheId,
        v: Self::Val<'t>,
    ) -> Res<Option<()>>;
    /// Are names in the running namespace those of the module, as they are in the module's own body?
    fn names_are_global(&self) -> bool;
    /// The cell that the cache remembers for a global of the running module.
    fn global_cell<'t>(&'t self, cache: CacheId) -> Res<Option<Self::Cell<'t>>>;
    /// A cell's content; UNDEF if unbound.
    fn cell_get<'t>(&'t self, c: Self::Cell<'t>) -> Res<Self::Val<'t>>;
    /// Stores into an owned cell; `None` for a constant one.
    fn cell_set<'t>(&'t self, c: Self::Cell<'t>, v: Self::Val<'t>) -> Res<Option<()>>;
    /// A closure cell held in a register.
    fn closure_cell<'t>(&'t self, v: Self::Val<'t>) -> Self::Cell<'t>;
    fn closure_item(&self, i: usize) -> Self::Val<'_>;

    // ---- effects ----
    fn set(&self, r: Reg, v: Self::Val<'_>);
    fn set_undef(&self, r: Reg);

    // ---- calls ----
    fn call(&mut self, dst: Reg, callee: Reg, nargs: usize, keywords: Option<ConstId>)
    -> Res<Flow>;
    fn call_method(
        &mut self,
        dst: Reg,
        callee: Reg,
        nargs: usize,
        keywords: Option<ConstId>,
    ) -> Res<Flow>;
    fn leave(&mut self, value: Reg) -> Res<Flow>;
    fn leave_const(&mut self, value: ConstId) -> Res<Flow>;
    /// A back-edge: counts, breaks the transaction if asked, may enter compiled code.
    fn back_edge(&mut self, target: u32, hot: u16) -> Res<Flow>;
    fn binary(&mut self, op: BinOp, inplace: bool, dst: Reg, a: Reg, b: Reg) -> Res<Flow>;
    fn binary_imm(&mut self, op: BinOp, inplace: bool, dst: Reg, a: Reg, b: i16) -> Res<Flow>;
    fn compare(&mut self, op: CmpOp, dst: Reg, a: Reg, b: Reg) -> Res<Flow>;
    /// Truth of a comparison that needs the protocol.
    fn compare_truth(&mut self, op: CmpOp, a: Reg, b: Reg) -> Res<bool>;
    fn compare_truth_imm(&mut self, op: CmpOp, a: Reg, b: i16) -> Res<bool>;
    /// Truth of a value that needs the protocol.
    fn truth_of(&mut self, a: Reg) -> Res<bool>;
    fn slow_iter_next(&mut self, dst: Reg, it: Reg, exhausted: u32) -> Res<Flow>;
    fn slow_load_attr(&mut self, dst: Reg, obj: Reg, name: NameId, cache: CacheId) -> Res<Flow>;
    fn slow_load_method(&mut self, dst: Reg, obj: Reg, name: NameId, cache: CacheId) -> Res<Flow>;
    fn slow_store_attr(&mut self, obj: Reg, name: NameId, value: Reg, cache: CacheId) -> Res<Flow>;
    fn slow_load_global(&mut self, dst: Reg, name: NameId, cache: CacheId) -> Res<Flow>;
    fn slow_store_global(&mut self, name: NameId, value: Reg, cache: CacheId) -> Res<Flow>;
    fn slow_get_item(&mut self, dst: Reg, obj: Reg, key: Reg) -> Res<Flow>;
    fn slow_set_item(&mut self, obj: Reg, key: Reg, value: Reg) -> Res<Flow>;
    fn slow_unpack(&mut self, base: Reg, n: usize, obj: Reg) -> Res<Flow>;
    fn unbound(&mut self, name: NameId, free: bool) -> Res<Flow>;
    /// Runs an op that is written over the interpreter.
    fn out_of_line<O: Copy + 'static>(
        &mut self,
        op: O,
        body: fn(&mut Interp<'_>, O) -> Res<Flow>,
    ) -> Res<Flow>;
}
