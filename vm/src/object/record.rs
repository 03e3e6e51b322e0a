//! Records: builtin objects that are a fixed number of values, and optionally a piece of Rust state.
//!
//! Iterators, bound methods, properties, modules, exceptions, slices, deques, locks and most native types are records:
//! a new native type needs no new kind. Fields that never change after birth are read with [`Ref::fixed`]; all others
//! through a witness. Rust state implements [`NativeData`], which tells the collector what it refers to and gives the
//! undo log a copy.
//!
//! [`Boxed`] is an instance of a user's subclass of an immutable builtin (`class Name(str)`).

use std::cell::Cell as StdCell;
use std::ptr::NonNull;

use super::{Head, Owned, Ref, Seen, Shape};
use crate::class::Builtin;
use crate::thread::Thread;
use crate::value::{Raw, Val};

/// A change of native state, in words that the state itself understands.
pub type EditOf = [u64; 2];

/// Rust state of a record. Interior mutability; changed only while the record is owned (or with atomics and locks
/// outside the protocol, if the type says so).
pub trait NativeData: std::any::Any + Send {
    /// Reports every value that the state refers to.
    fn trace(&self, visit: &mut dyn FnMut(Raw));
    /// A copy of the state for the undo log; `None` if the state is outside the protocol (a lock, a file).
    fn snapshot(&self) -> Option<Box<dyn NativeData>>;
    /// Puts a state made by `snapshot` back.
    fn restore(&self, saved: &dyn NativeData);
    /// How many words a copy has, if single changes can be undone without one ([`super::Ref::own_edit`]).
    fn words(&self) -> usize {
        0
    }
    /// Saves what undoes this change, which is about to be made.
    fn save_edit(&self, _edit: EditOf, _entry: &mut stm::Entry<'_>) {}
    /// Undoes such a change.
    fn undo_edit(&self, _values: &[u64], _raw: &[u64]) {}
    fn as_any(&self) -> &dyn std::any::Any;
}

/// A builtin object made of `shape.nfields` values and maybe native state.
#[repr(C)]
pub struct Record {
    pub(in crate::object) head: Head,
    /// Thin pointer to the boxed state, or null.
    pub(in crate::object) native: StdCell<*mut Box<dyn NativeData>>,
    fields: [StdCell<Raw>; 0],
}

impl Record {
    pub const FIELDS_OFFSET: usize = 24;

    pub const fn size_for(nfields: usize) -> usize {
        Self::FIELDS_OFFSET + nfields * 8
    }

    /// A record of this shape. Fields that `fields` does not give are UNDEF.
    pub fn new<'t>(th: &'t Thread, shape: &Shape, fields: &[Val<'t>]) -> Owned<'t, Record> {
        Self::make(th, shape, fields, None)
    }

    /// A record with Rust state, which is dropped when the record dies.
    pub fn with_native<'t>(
        th: &'t Thread,
        shape: &Shape,
        fields: &[Val<'t>],
        native: Box<dyn NativeData>,
    ) -> Owned<'t, Record> {
        Self::make(th, shape, fields, Some(native))
    }

    fn make<'t>(
        th: &'t Thread,
        shape: &Shape,
        fields: &[Val<'t>],
        native: Option<Box<dyn NativeData>>,
    ) -> Owned<'t, Record> {
        debug_assert!(shape.kind == super::Kind::Record);
        let n = shape.nfields as usize;
        assert!(fields.len() <= n, "V3: shape {} has {n} fields", shape.id);
        let p: NonNull<Record> = th.fresh(Self::size_for(n));
        let state = native.map_or(std::ptr::null_mut(), |b| Box::into_raw(Box::new(b)));
        // SAFETY: V4, the memory is ours and is written whole; nobody else knows it yet.
        unsafe {
            p.write(Record {
                head: th.born_head(shape.id),
                native: StdCell::new(state),
                fields: [],
            });
            let at = (p.as_ptr() as *mut u8).add(Self::FIELDS_OFFSET) as *mut Raw;
            for i in 0..n {
                at.add(i)
                    .write(fields.get(i).map_or(Raw::UNDEF, |v| v.raw()));
            }
            let r: Ref<'t, Record> = Ref::from_ptr(p);
            if !state.is_null() {
                th.drop_later(r.raw());
            }
            r.newborn()
        }
    }

    #[inline(always)]
    pub(in crate::object) fn cells(&self, n: usize) -> &[StdCell<Raw>] {
        // SAFETY: V3, a record has its shape's nfields words behind the header.
        unsafe {
            std::slice::from_raw_parts(
                (self as *const Record as *const u8).add(Self::FIELDS_OFFSET)
                    as *const StdCell<Raw>,
                n,
            )
        }
    }
}

impl<'t> Ref<'t, Record> {
    #[inline(always)]
    fn field_cell(self, i: usize) -> &'t StdCell<Raw> {
        &self
            .get()
            .cells(super::shape(self.get().head.word.shape()).nfields as usize)[i]
    }

    /// A field that is never changed after birth.
    #[inline(always)]
    pub fn fixed(self, i: usize) -> Val<'t> {
        self.field_cell(i).get().val(self.get())
    }

    /// The Rust state, if it is a `T`.
    #[inline]
    pub fn native<T: NativeData>(self) -> Option<&'t T> {
        let p = self.get().native.get();
        if p.is_null() {
            return None;
        }
        // SAFETY: V1, the state lives as long as the record.
        let state: &'t Box<dyn NativeData> = unsafe { &*p };
        state.as_any().downcast_ref()
    }
}

impl<'t> Ref<'t, Record> {
    /// The cells of a record whose shape the caller has just compared with that of `b`.
    #[inline(always)]
    fn cells_of(self, b: Builtin) -> &'t [StdCell<Raw>] {
        debug_assert!(self.get().head.word.shape() == b.shape());
        self.get().cells(b.row().nfields as usize)
    }

    /// [`Ref::fixed`] of a record of exactly this class.
    #[inline(always)]
    pub(crate) fn fixed_of(self, b: Builtin, i: usize) -> Val<'t> {
        self.cells_of(b)[i].get().val(self.get())
    }
}

impl<'t> Seen<'t, Record> {
    #[inline(always)]
    pub fn field(self, i: usize) -> Val<'t> {
        self.fixed(i)
    }

    /// A field of a record of exactly this class.
    #[inline(always)]
    pub(crate) fn field_of(self, b: Builtin, i: usize) -> Val<'t> {
        self.fixed_of(b, i)
    }
}

impl<'t> Owned<'t, Record> {
    #[inline(always)]
    pub fn set_field(self, i: usize, v: Val<'t>) {
        self.field_cell(i).set(v.raw())
    }

    /// The same for a record of exactly this class.
    #[inline(always)]
    pub(crate) fn set_field_of(self, b: Builtin, i: usize, v: Val<'t>) {
        self.cells_of(b)[i].set(v.raw())
    }
}

/// An instance of a user's subclass of an immutable builtin: the builtin value in a box that can have attributes.
#[repr(C)]
pub struct Boxed {
    pub(in crate::object) head: Head,
    pub(in crate::object) inner: Raw,
}

impl Boxed {
    pub const INNER_OFFSET: usize = std::mem::offset_of!(Boxed, inner);

    pub fn new<'t>(th: &'t Thread, shape: &Shape, inner: Val<'t>) -> Owned<'t, Boxed> {
        debug_assert!(shape.kind == super::Kind::Boxed);
        let p: NonNull<Boxed> = th.fresh(size_of::<Boxed>());
        // SAFETY: V4, the memory is ours and is written whole; nobody else knows it yet.
        unsafe {
            p.write(Boxed {
                head: th.born_head(shape.id),
                inner: inner.raw(),
            });
            Ref::from_ptr(p).newborn()
        }
    }
}

impl<'t> Ref<'t, Boxed> {
    /// The builtin value; fixed at birth.
    #[inline(always)]
    pub fn inner(self) -> Val<'t> {
        self.get().inner.val(self.get())
    }
}

/// Writes a field of a record with the world stopped, for the collector.
pub(crate) fn poke_field(record: Raw, i: usize, v: Raw) {
    let n = super::shape(super::word_of(record.val(&record)).shape()).nfields as usize;
    // SAFETY: V3, the collector passes a live record.
    unsafe { &*(record.0 as *const Record) }.cells(n)[i].set(v)
}
