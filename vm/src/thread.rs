//! A Python thread: its token, its registers, its pending exception.
//!
//! `&Thread` is the right to do quick things, `&mut Thread` the right to do everything (V1). All Python values that
//! have to survive a safepoint lie in registers: a [`Slot`] is the number of one. Interpreted frames use the registers
//! below `top`; native code takes more from `top` on ([`Thread::root`]) and whoever called it gives them back.

use std::cell::Cell;
use std::ptr::NonNull;

use crate::class::{Builtin, Class};
use crate::heap::LocalHeap;
use crate::interp::frame::Frame;
use crate::object::{self, BigIntObj, Ref, Str};
use crate::places::Place;
use crate::unwind::{Res, Unwind};
use crate::value::{INT_MAX, INT_MIN, Raw, Val};
use crate::vm::Vm;

/// Number of a register of this thread's register stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot(pub u32);

impl Slot {
    #[inline(always)]
    pub fn offset(self, n: usize) -> Slot {
        Slot(self.0 + n as u32)
    }
}

/// Words that exits of compiled code may need.
pub const SPILL_WORDS: usize = 512;

/// Registers of one thread.
pub const STACK_REGISTERS: usize = 4 << 20;
/// Registers kept free above any frame for native code.
const STACK_RESERVE: usize = 64 << 10;

/// One Python thread. Neither Send nor Sync; `&mut` means that a transaction break is allowed.
pub struct Thread {
    /// For compiled code: where the token's poll word and tags lie.
    tx_context: *const stm::TxContext,
    /// For compiled code: where exits leave their values.
    spill: [Cell<u64>; SPILL_WORDS],
    /// Back-edges before a loop is recorded; never, without a JIT.
    pub(crate) jit_threshold: u32,
    pub vm: &'static Vm,
    pub heap: LocalHeap,
    registers: *mut Raw,
    pub(crate) top: Cell<u32>,
    pub(crate) frames: Vec<Frame>,
    /// A frame whose arguments are bound, about to be pushed.
    pub(crate) prepared: Cell<Option<Frame>>,
    /// The exception being raised, UNDEF if none.
    pub(crate) pending: Cell<Raw>,
    /// The exception being handled (`sys.exception()`), UNDEF if none.
    pub(crate) handled: Cell<Raw>,
    /// Where a full native body left its result.
    pub(crate) result: Cell<Raw>,
    pub(crate) conflict: Cell<Option<stm::Conflict>>,
    pub(crate) type_cache: crate::protocol::lookup::TypeCache,
    /// Python frames and native calls in progress, against the recursion limit.
    pub(crate) depth: Cell<u32>,
    /// For compiled code: how deep its calls may go.
    pub(crate) depth_limit: Cell<u32>,
    /// Functions that compiled code called and that were left, until their frames are made: the last called first.
    pub(crate) callees: std::cell::RefCell<Vec<crate::resume::Callee>>,
    /// How an op ended that compiled code stepped over and was left in; the interpreter stands behind it.
    pub(crate) stepped_out: Cell<Option<crate::unwind::Res<()>>>,
    /// Constants of traces in the making while the interpreter does an op of theirs.
    pub(crate) recorded: std::cell::RefCell<Vec<Raw>>,
    /// Lowest address that the native stack may reach.
    pub(crate) stack_floor: usize,
    pub(crate) locals: crate::vm::ThreadLocals,
    /// The open atomic block.
    pub(crate) block: crate::atomic::Block,
    /// What a quick native waits for.
    pub(crate) waiting: Cell<Option<crate::wait::Waiting>>,
    /// A lock that compiled code could not look at without waiting, so that its section really took it.
    pub(crate) missed_lock: Cell<Raw>,
    pub(crate) deferred: crate::signals::Deferred,
    pub(crate) zeal: crate::zeal::Zeal,
    pub(crate) tally: crate::record::Tally,
    /// `threading.get_ident()`
    pub ident: u64,
    /// The last field: with it the thread stops being one of those that use the heap.
    tx: stm::Tx,
}

impl Thread {
    /// Instructions of a trace that does not come back to its head, below which entering and leaving it costs more than the
    /// interpreter needs for the same. Who has everything compiled wants these, too.
    pub(crate) fn shortest_trace(&self) -> usize {
        if self.jit_threshold == 0 { 0 } else { 60 }
    }

    /// Makes the calling OS thread a Python thread.
    pub(crate) fn attach(vm: &'static Vm, tx: stm::Tx, ident: u64) -> Box<Thread> {
        let th = Box::new(Thread {
            tx_context: tx.context_ptr(),
            spill: [const { Cell::new(0) }; SPILL_WORDS],
            jit_threshold: if vm.options.jit {
                vm.options.jit_threshold
            } else {
                u32::MAX
            },
            vm,
            heap: LocalHeap::new(&vm.heap),
            registers: object::stack::map_registers(STACK_REGISTERS),
            top: Cell::new(0),
            frames: Vec::with_capacity(64),
            prepared: Cell::new(None),
            pending: Cell::new(Raw::UNDEF),
            handled: Cell::new(Raw::UNDEF),
            result: Cell::new(Raw::UNDEF),
            conflict: Cell::new(None),
            type_cache: Default::default(),
            depth: Cell::new(0),
            depth_limit: Cell::new(0),
            callees: Default::default(),
            stepped_out: Cell::new(None),
            recorded: Default::default(),
            stack_floor: object::stack::native_stack_floor(),
            locals: Default::default(),
            block: Default::default(),
            waiting: Cell::new(None),
            missed_lock: Cell::new(Raw::UNDEF),
            deferred: Default::default(),
            zeal: crate::zeal::Zeal::new(ident),
            tally: Default::default(),
            ident,
            tx,
        });
        th.heap.attach_in_place();
        vm.threads.add(&th);
        th
    }

    /// Reports what the thread holds besides registers and frames.
    pub(crate) fn visit_private(&self, visit: &mut dyn FnMut(Raw)) {
        [
            &self.pending,
            &self.handled,
            &self.result,
            &self.locals.context,
        ]
        .iter()
        .for_each(|c| visit(c.get()));
        self.recorded.borrow().iter().for_each(|r| visit(*r));
        self.block.visit(visit);
    }

    /// Places that compiled code finds from its context pointer, which is the thread.
    pub const TX_CONTEXT_OFFSET: usize = std::mem::offset_of!(Thread, tx_context);
    /// See above.
    pub const SPILL_OFFSET: usize = std::mem::offset_of!(Thread, spill);
    /// See above.
    pub const HEAP_OFFSET: usize = std::mem::offset_of!(Thread, heap);
    /// See above.
    pub const DEPTH_OFFSET: usize = std::mem::offset_of!(Thread, depth);
    /// See above.
    pub const DEPTH_LIMIT_OFFSET: usize = std::mem::offset_of!(Thread, depth_limit);
    /// See above.
    pub const TOP_OFFSET: usize = std::mem::offset_of!(Thread, top);

    /// Says how deep calls within compiled code may go from here: none checks more than their number.
    pub(crate) fn limit_depth(&self) {
        /// Machine stack that the code of one region is given.
        const MACHINE_STACK: usize = 8 << 10;
        /// Registers that a compiled frame with all that is inlined into it may take.
        const REGISTERS: usize = 2 << 10;
        let mark = 0u8;
        let stack = (&raw const mark).addr().saturating_sub(self.stack_floor) / MACHINE_STACK;
        let registers =
            (STACK_REGISTERS - STACK_RESERVE).saturating_sub(self.top.get() as usize) / REGISTERS;
        let room = self.depth.get().saturating_add(stack.min(registers) as u32);
        self.depth_limit.set(room.min(self.vm.recursion_limit()));
    }

    /// What an exit left in its first words.
    pub(crate) fn spill(&self, into: &mut [u64]) {
        for (to, from) in into.iter_mut().zip(&self.spill) {
            *to = from.get();
        }
    }

    #[inline(always)]
    pub fn tx(&self) -> &stm::Tx {
        &self.tx
    }

    #[inline(always)]
    pub(crate) fn tx_mut(&mut self) -> &mut stm::Tx {
        &mut self.tx
    }

    /// The token, and where the running code is, for reports of conflicts.
    pub(crate) fn tx_and_place(&mut self) -> (&mut stm::Tx, Place<'_>) {
        (&mut self.tx, Place::of(&self.vm.places, &self.frames))
    }

    // ---- registers ----

    /// The value in a register.
    #[inline(always)]
    pub fn get(&self, s: Slot) -> Val<'_> {
        object::stack::read(self.registers, s).val(self)
    }

    #[inline(always)]
    pub fn set(&self, s: Slot, v: Val<'_>) {
        object::stack::write(self.registers, s, v.raw())
    }

    #[inline(always)]
    pub(crate) fn raw(&self, s: Slot) -> Raw {
        object::stack::read(self.registers, s)
    }

    #[inline(always)]
    pub(crate) fn set_raw(&self, s: Slot, v: Raw) {
        object::stack::write(self.registers, s, v)
    }

    /// Clears all registers that are not in use. The caller is this thread, or has stopped the world.
    pub(crate) fn forget_above(&self) {
        object::stack::forget_above(self.registers, Slot(self.mark()), STACK_REGISTERS);
    }

    #[inline(always)]
    pub(crate) fn register_ptr(&self, s: Slot) -> *mut Raw {
        object::stack::address(self.registers, s)
    }

    /// Takes the next free register for a value that has to survive a safepoint. Given back when the native function
    /// that runs returns, or by [`Thread::release_to`].
    #[inline]
    pub fn root(&self, v: Val<'_>) -> Slot {
        let s = Slot(self.top.get());
        self.top.set(s.0 + 1);
        self.set(s, v);
        s
    }

    /// `n` registers in a row, UNDEF.
    pub fn root_row(&self, n: usize) -> Slot {
        let s = Slot(self.top.get());
        for i in 0..n {
            self.set(s.offset(i), Val::UNDEF);
        }
        self.top.set(s.0 + n as u32);
        s
    }

    /// The mark for [`Thread::release_to`]: for loops that root in every turn.
    pub fn mark(&self) -> u32 {
        self.top.get()
    }

    /// Gives back all registers taken since the mark.
    pub fn release_to(&self, mark: u32) {
        debug_assert!(mark <= self.top.get());
        self.top.set(mark);
    }

    /// True while a frame of `n` registers fits.
    #[inline(always)]
    pub(crate) fn has_room(&self, at: u32, n: usize) -> bool {
        at as usize + n < STACK_REGISTERS - STACK_RESERVE
    }

    // ---- barriers ----

    #[inline(always)]
    pub(crate) fn see_word(&self, w: &stm::Word) -> Res<()> {
        if self.tx.sees(w) {
            return Ok(());
        }
        self.see_word_slowly(w)
    }

    #[inline(always)]
    pub(crate) fn own_object(&self, v: Val<'_>) -> Res<()> {
        if self.tx.owns(object::word_of(v)) {
            return Ok(());
        }
        self.own_object_slowly(v)
    }

    #[cold]
    #[inline(never)]
    fn see_word_slowly(&self, w: &stm::Word) -> Res<()> {
        if self.refuses() {
            return Err(self.note_conflict(self.tx.inject_conflict()));
        }
        match self.tx.see(w) {
            Ok(_) => Ok(()),
            Err(c) => Err(self.note_conflict(c)),
        }
    }

    #[cold]
    #[inline(never)]
    fn own_object_slowly(&self, v: Val<'_>) -> Res<()> {
        self.own_slowly(v, &object::undo::Keeper(v.raw()))
    }

    /// The same with what saves the object, or the part of it that is to be written.
    pub(crate) fn own_slowly(&self, v: Val<'_>, object: &dyn stm::Undoable) -> Res<()> {
        if self.refuses() {
            return Err(self.note_conflict(self.tx.inject_conflict()));
        }
        match self.tx.own(object::word_of(v), object) {
            Ok(_) => Ok(()),
            Err(c) => Err(self.note_conflict(c)),
        }
    }

    /// The read barrier of one who is going to write.
    pub(crate) fn hold_word(&self, w: &stm::Word) -> Res<()> {
        if self.refuses() {
            return Err(self.note_conflict(self.tx.inject_conflict()));
        }
        match self.tx.hold(w) {
            Ok(_) => Ok(()),
            Err(c) => Err(self.note_conflict(c)),
        }
    }

    /// Gives an object that this transaction owns another shape.
    pub(crate) fn reshape(&self, v: Val<'_>, to: u32) {
        let word = object::word_of(v);
        match self.tx.own(word, &object::undo::Keeper(v.raw())) {
            Ok(owned) => self.tx.reshape(word, owned, to),
            Err(_) => unreachable!("S9: ownership cannot be lost inside a quick section"),
        }
    }

    #[cold]
    fn note_conflict(&self, c: stm::Conflict) -> Unwind {
        self.conflict.set(Some(c));
        Unwind::Conflict
    }

    /// Runs a quick closure, and again after each conflict (nothing was written yet).
    pub fn section<R>(&mut self, mut f: impl FnMut(&Thread) -> Res<R>) -> Res<R> {
        loop {
            match f(self) {
                Err(Unwind::Conflict) => self.resolve_conflict()?,
                done => return done,
            }
        }
    }

    // ---- making values ----

    /// Any `i64` as a Python int.
    #[inline(always)]
    pub fn int(&self, i: i64) -> Val<'_> {
        if (INT_MIN..=INT_MAX).contains(&i) {
            Val::small(i)
        } else {
            self.big_int(&i.into())
        }
    }

    /// Any `u64` as a Python int.
    pub fn uint(&self, i: u64) -> Val<'_> {
        if i <= INT_MAX as u64 {
            Val::small(i as i64)
        } else {
            self.big_int(&i.into())
        }
    }

    /// A big number as a Python int, immediate if it fits.
    #[cold]
    pub fn big_int(&self, i: &num_bigint::BigInt) -> Val<'_> {
        match i64::try_from(i) {
            Ok(i) if (INT_MIN..=INT_MAX).contains(&i) => Val::small(i),
            _ => BigIntObj::new(self, i).val(),
        }
    }

    /// A new `str`.
    pub fn str(&self, s: &str) -> Val<'_> {
        Str::new(self, s).val()
    }

    /// A new `tuple`.
    pub fn tuple<'t>(&'t self, items: &[Val<'t>]) -> Val<'t> {
        object::Tuple::new(self, items).val()
    }

    /// A new `list`.
    pub fn list<'t>(&'t self, items: &[Val<'t>]) -> Val<'t> {
        object::List::new(self, items).val()
    }

    /// A new record of a builtin class.
    pub fn record<'t>(&'t self, b: Builtin, fields: &[Val<'t>]) -> Val<'t> {
        object::Record::new(self, object::shape(b.shape()), fields).val()
    }

    /// Interns a name; the result is the one `str` with this text for ever.
    pub fn intern(&self, s: &str) -> Val<'_> {
        self.vm.interned.intern(self, s)
    }

    /// A name that the VM knows by itself.
    #[inline(always)]
    pub fn id(&self, id: crate::names::Id) -> Val<'_> {
        self.vm.name(id).val(self)
    }

    // ---- classes ----

    #[inline(always)]
    pub fn builtin(&self, b: Builtin) -> Val<'_> {
        object::shape(b.shape()).class().val(self)
    }

    /// `type(v)`.
    #[inline]
    pub fn class_of<'t>(&'t self, v: Val<'t>) -> Ref<'t, Class> {
        use crate::value::Tag;
        let shape = match v.tag() {
            Tag::Pointer => v.shape_id(),
            Tag::Int(_) => Builtin::Int.shape(),
            Tag::Float(_) => Builtin::Float.shape(),
            Tag::Bool(_) => Builtin::Bool.shape(),
            Tag::None => Builtin::NoneType.shape(),
            Tag::Ellipsis => Builtin::EllipsisType.shape(),
            Tag::NotImplemented => Builtin::NotImplementedType.shape(),
            Tag::Undef => unreachable!("V4: UNDEF is not a Python value"),
        };
        object::shape(shape).class().val(self).expect::<Class>()
    }

    /// Name of `type(v)`, for messages.
    pub fn class_name<'t>(&'t self, v: Val<'t>) -> &'t str {
        self.class_of(v).name()
    }

    // ---- memory ----

    /// Fresh memory for an object; asks for a collection when one is due.
    #[inline(always)]
    pub(crate) fn allocate(&self, size: usize) -> NonNull<u8> {
        match self.heap.alloc(size) {
            Some(p) => p,
            None => crate::vm::out_of_memory(size),
        }
    }

    /// Registers an object whose native part has to be dropped when it dies.
    pub(crate) fn drop_later(&self, object: Raw) {
        self.heap.drop_object_later(object);
    }

    // ---- results of native bodies ----

    /// Leaves the result of a full native body.
    #[inline]
    pub fn ret(&self, v: Val<'_>) -> Res<crate::native::Done> {
        debug_assert!(!v.is_undef());
        self.result.set(v.raw());
        Ok(crate::native::Done(()))
    }

    /// Leaves the value of a register as the result.
    pub fn ret_slot(&self, s: Slot) -> Res<crate::native::Done> {
        self.ret(self.get(s))
    }
}

/// A row of registers as values of the thread that they belong to.
#[inline(always)]
pub(crate) fn registers_as_values<'t>(first: *const Raw, len: usize) -> &'t [Val<'t>] {
    object::stack::slice(first, len)
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.tally.flush(self.vm);
        self.vm.threads.remove(self);
        object::stack::unmap_registers(self.registers, STACK_REGISTERS);
    }
}
