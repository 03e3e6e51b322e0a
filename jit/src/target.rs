//! What the vm tells this crate: how values are tagged, where the thread context keeps what compiled code needs, which
//! helpers there are and what they may do.
//!
//! Nothing here names a Python type. The crate's own tests make a target of their own.

use crate::ir::effects::{Classes, Effects};
use crate::ir::{HelperId, Ty};

/// How values are boxed in 64 bits.
#[derive(Clone, Copy, Debug)]
pub struct Tags {
    /// A value is a small integer iff it is `>= int_tag` unsigned; the integer is the value shifted left by
    /// `int_shift` and arithmetically back.
    pub int_tag: u64,
    pub int_shift: u32,
    /// A float is its bits plus this. Below it and not below `pointer_min` lie pointers.
    pub float_offset: u64,
    /// Least address; what is below is an immediate.
    pub pointer_min: u64,
    pub false_: u64,
    pub true_: u64,
    pub none: u64,
}

impl Tags {
    pub fn is_int(&self, v: u64) -> bool {
        v >= self.int_tag
    }

    pub fn is_float(&self, v: u64) -> bool {
        v >= self.float_offset && v < self.int_tag
    }

    pub fn is_ptr(&self, v: u64) -> bool {
        v >= self.pointer_min && v < self.float_offset
    }

    pub fn is_bool(&self, v: u64) -> bool {
        v == self.false_ || v == self.true_
    }

    pub fn unbox_int(&self, v: u64) -> i64 {
        ((v << self.int_shift) as i64) >> self.int_shift
    }

    /// The value of an integer that fits.
    pub fn box_int(&self, i: i64) -> Option<u64> {
        self.fits(i)
            .then_some(i as u64 & (u64::MAX >> self.int_shift) | self.int_tag)
    }

    pub fn fits(&self, i: i64) -> bool {
        (i << self.int_shift) >> self.int_shift == i
    }

    pub fn min_int(&self) -> i64 {
        i64::MIN >> self.int_shift
    }

    pub fn max_int(&self) -> i64 {
        i64::MAX >> self.int_shift
    }

    pub fn unbox_float(&self, v: u64) -> f64 {
        f64::from_bits(v.wrapping_sub(self.float_offset))
    }

    /// The one NaN whose bits leave room for the integer tag stands for all.
    pub fn box_float(&self, f: f64) -> u64 {
        let bits = if f.is_nan() {
            CANONICAL_NAN
        } else {
            f.to_bits()
        };
        bits.wrapping_add(self.float_offset)
    }

    pub fn box_bool(&self, b: bool) -> u64 {
        if b { self.true_ } else { self.false_ }
    }
}

/// A quiet NaN with the sign clear.
pub const CANONICAL_NAN: u64 = 0x7ff8_0000_0000_0000;

/// Byte offsets from the context pointer.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// Pointer to the block that `poll`, `own_tag` and `shared_tag` are offsets in; `None` if that is the context itself.
    pub tx: Option<i32>,
    /// `u32`, not zero when the thread is asked for anything.
    pub poll: i32,
    /// `u64`: the thread's own tag, in the high half.
    pub own_tag: i32,
    /// `u64`: the tag of shared objects, in the high half.
    pub shared_tag: i32,
    /// `u64`: the tag of whom this thread reads from, in the high half; `lender_mask` says what of a word it is compared with.
    pub lender: i32,
    pub lender_mask: u64,
    /// `(cursor, limit)` pairs of `u64`, one for each size class.
    pub cursors: i32,
    /// `[u64; spill_words]`: where exits put their leaves.
    pub spill: i32,
    pub spill_words: u32,
    /// `u32`: calls in progress.
    pub depth: i32,
    /// `u32`: how many of them compiled code may begin.
    pub depth_limit: i32,
    /// `u32`: number of the first slot above the running frame's.
    pub top: i32,
}

/// How a helper says that the trace must be left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fails {
    Never,
    /// A value result of zero. Why is in the vm's thread.
    Zero,
    /// The helper has no result but answers a truth value in a register: zero means leave.
    Status,
    /// It is no helper but compiled code of a function: see [`Helper::is_function`].
    Callee,
}

/// A function compiled code may call, as `extern "C" fn(ctx, args...) -> result`.
#[derive(Clone, Debug)]
pub struct Helper {
    pub name: &'static str,
    pub address: usize,
    pub args: &'static [Ty],
    pub result: Option<Ty>,
    pub fails: Fails,
    pub effects: Effects,
    /// Same arguments, same result, no matter when: may be shared and dropped.
    pub pure: bool,
}

impl Helper {
    /// Calls the compiled code of a function: it is given the address of the door to the code, the slot where the
    /// callee's frame begins, the slot that the value is for, how much higher the callee's frame reaches than the
    /// region's own, and how many frames deeper it is, as integers, and then the arguments as values, as many as there are. If the callee is left, so is the caller.
    pub fn is_function(&self) -> bool {
        self.fails == Fails::Callee
    }
}

/// The helpers that slow paths call; the crate emits these calls itself.
#[derive(Clone, Copy, Debug)]
pub struct SlowPaths {
    /// `fn(ctx, object, shape) -> u32`: see [`Barrier`].
    pub see: usize,
    /// `fn(ctx, object, shape) -> u32`: see [`Barrier`].
    pub own: usize,
    /// `fn(ctx, size, cursor) -> address`; never collects. The word is set by the caller.
    pub allocate: usize,
    /// `fn(ctx, i64) -> value` for integers that do not fit.
    pub box_int: usize,
    /// `fn(ctx, status, place) -> 0`: a called function was left with this status; its frame begins at the slot in the
    /// low half of `place`, its value is for the slot in the high half, both counted from the caller's base. What the
    /// exit left in the spill area is to be taken from there.
    pub leave_callee: usize,
}

/// What the slow path of a barrier answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Barrier {
    /// Another shape: a failure of the guard, which may grow a side trace.
    OtherShape = 0,
    /// Settled, nothing yielded: go on.
    Settled = 1,
    /// A conflict: leave to the start of the op; the vm knows the rest.
    Conflict = 2,
}

/// How much compiled code does about ownership.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Barriers {
    /// Fused with the shape check, elided, hoisted.
    #[default]
    Full,
    /// A check of its own at every access, nothing elided.
    Plain,
    /// Shape checks only; one thread.
    Off,
}

/// Helpers around and within atomic blocks.
#[derive(Clone, Debug)]
pub struct Blocks {
    pub open: HelperId,
    pub close: HelperId,
    /// Open and close a level more of the open block.
    pub levels: Vec<HelperId>,
    /// Take and free a lock, their argument.
    pub take: HelperId,
    pub free: HelperId,
    /// Those of `within` that may change the shape of an object.
    pub reshape: Vec<HelperId>,
    /// Those that do the same whether a block is open or not. One that fails has written nothing.
    pub within: Vec<HelperId>,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Target {
    pub tags: Tags,
    pub context: Context,
    pub helpers: Vec<Helper>,
    pub slow: SlowPaths,
    pub barriers: Barriers,
    /// Compiled code counts the barriers it executes.
    pub census: bool,
    /// Alias classes whose fields are never written after their object's birth.
    pub constant: Classes,
    /// What opens and closes atomic blocks.
    pub blocks: Option<Blocks>,
    /// For tests: every guard fails when it is first reached.
    pub fail_once: bool,
}

impl Target {
    pub fn helper(&self, id: HelperId) -> &Helper {
        &self.helpers[id.0 as usize]
    }

    pub fn helper_named(&self, name: &str) -> Option<HelperId> {
        self.helpers
            .iter()
            .position(|h| h.name == name)
            .map(|i| HelperId(i as u16))
    }
}
