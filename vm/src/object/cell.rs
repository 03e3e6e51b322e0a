//! Cells: closure variables, and the values of module and class namespaces.
//!
//! A namespace cell starts *constant*: inline caches and compiled code may take its value for granted (with a
//! dependency on the cell), reads need no barrier, and a write needs the world stopped and drops the
//! dependents. After [`WRITES_BEFORE_OWNED`] such writes the cell becomes an ordinary owned object for good. Closure
//! cells are owned from birth.

use std::cell::Cell as StdCell;
use std::ptr::NonNull;

use super::{Field, Owned, Ref, Seen};
use crate::class::Builtin;
use crate::thread::Thread;
use crate::value::{Raw, Val};

/// Constant-cell writes after which the cell is owned.
pub const WRITES_BEFORE_OWNED: u32 = 2;

/// Bytes in a cache line; cells of the heap of this size lie at multiples of it.
const LINE: usize = 64;

#[repr(C)]
pub struct Cell {
    word: stm::Word,
    pub(in crate::object) value: Field<Raw>,
    /// True while reads need no barrier; changes to false only with the world stopped.
    constant: StdCell<bool>,
    writes: StdCell<u32>,
}

impl Cell {
    pub const VALUE_OFFSET: usize = std::mem::offset_of!(Cell, value);

    /// A namespace cell: constant until proved otherwise.
    pub fn new<'t>(th: &'t Thread, v: Val<'t>) -> Ref<'t, Cell> {
        Self::make(th, v, true)
    }

    /// A closure variable: owned from birth.
    pub fn owned<'t>(th: &'t Thread, v: Val<'t>) -> Ref<'t, Cell> {
        Self::make(th, v, false)
    }

    /// One that has a cache line for itself.
    pub(in crate::object) fn apart<'t>(th: &'t Thread, v: Val<'t>) -> Ref<'t, Cell> {
        Self::make_in(th, v, false, LINE)
    }

    fn make<'t>(th: &'t Thread, v: Val<'t>, constant: bool) -> Ref<'t, Cell> {
        Self::make_in(th, v, constant, size_of::<Cell>())
    }

    #[inline(always)]
    fn make_in<'t>(th: &'t Thread, v: Val<'t>, constant: bool, size: usize) -> Ref<'t, Cell> {
        let p: NonNull<Cell> = th.fresh(size);
        // SAFETY: V4, the memory is ours and is written whole.
        unsafe {
            p.write(Cell {
                word: th.born_word(Builtin::Cell.shape()),
                value: Field::new(v.raw()),
                constant: StdCell::new(constant),
                writes: StdCell::new(0),
            });
            Ref::from_ptr(p)
        }
    }

    #[inline(always)]
    pub fn is_constant(&self) -> bool {
        self.constant.get()
    }

    /// Turns a constant cell into an owned one. Only with the world stopped.
    pub(crate) fn make_owned(&self) {
        self.constant.set(false)
    }

    /// Counts a write to a constant cell; true if it should become owned. Only with the world stopped.
    pub(crate) fn count_write(&self) -> bool {
        self.writes.set(self.writes.get() + 1);
        self.writes.get() >= WRITES_BEFORE_OWNED
    }
}

impl<'t> Ref<'t, Cell> {
    /// The value of a constant cell, or of a cell whose owner cannot matter to the reader (listing a namespace).
    /// One word, so it is never torn; for a value that takes part in a transaction use [`Thread::load_cell`].
    #[inline(always)]
    pub fn current(self) -> Val<'t> {
        self.get().value.peek().val(self.get())
    }

    /// Stores into a constant cell. Only with the world stopped, or while the cell is not yet published.
    pub(crate) fn store_constant(self, v: Val<'_>) {
        self.get().value.poke(v.raw())
    }
}

impl<'t> Seen<'t, Cell> {
    #[inline(always)]
    pub fn load(self) -> Val<'t> {
        self.value.get(self).val(self.get())
    }
}

impl<'t> Owned<'t, Cell> {
    #[inline(always)]
    pub fn store(self, v: Val<'t>) {
        self.value.set(self, v.raw())
    }
}
