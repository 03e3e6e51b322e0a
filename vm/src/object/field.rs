//! Fields of objects and the witnesses that open them.
//!
//! [`Seen`] says: this transaction may read the object's mutable fields. [`Owned`] says: it may write them. Only the
//! barrier hands them out ([`Ref::see`], [`Ref::own`]), and they die at the next safepoint with the borrow of the
//! thread (V2). [`Field`] is opened by a witness; [`Fixed`] is set at birth and read from any reference.

use std::cell::Cell;
use std::marker::PhantomData;
use std::ops::Deref;
use std::ptr::NonNull;

use crate::object::{Layout, Mutable, word_of};
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::{Raw, Val};

/// A typed reference to an object, alive until the next safepoint.
pub struct Ref<'t, T>(NonNull<T>, PhantomData<&'t T>);

impl<T> Clone for Ref<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Ref<'_, T> {}

impl<T> Deref for Ref<'_, T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: V1, a reference names a live object of layout T until the next safepoint.
        unsafe { self.0.as_ref() }
    }
}

impl<'t, T: Layout> Ref<'t, T> {
    /// # Safety
    /// `v` is a reference to an object of layout `T`.
    #[inline(always)]
    pub(in crate::object) unsafe fn from_val(v: Val<'t>) -> Ref<'t, T> {
        // SAFETY: the caller owes that v is a pointer, which is never null.
        Ref(
            unsafe { NonNull::new_unchecked(v.bits() as *mut T) },
            PhantomData,
        )
    }

    /// # Safety
    /// `p` points to an object of layout `T` that was initialised and lives for `'t`.
    #[inline(always)]
    pub(in crate::object) unsafe fn from_ptr(p: NonNull<T>) -> Ref<'t, T> {
        Ref(p, PhantomData)
    }

    #[inline(always)]
    pub fn val(self) -> Val<'t> {
        Raw(self.0.as_ptr() as u64).val_of()
    }

    #[inline(always)]
    pub fn raw(self) -> Raw {
        Raw(self.0.as_ptr() as u64)
    }

    /// The object itself for the whole of `'t`.
    #[inline(always)]
    pub fn get(self) -> &'t T {
        // SAFETY: V1, as for deref.
        unsafe { &*self.0.as_ptr() }
    }
}

impl<'t, T: Mutable> Ref<'t, T> {
    /// The read barrier.
    #[inline(always)]
    pub fn see(self, th: &'t Thread) -> Res<Seen<'t, T>> {
        th.see_word(word_of(self.val()))?;
        T::gather(self, th)?;
        Ok(Seen(self))
    }

    /// The write barrier; inside an atomic block the object's state is kept for the way back.
    #[inline(always)]
    pub fn own(self, th: &'t Thread) -> Res<Owned<'t, T>> {
        th.own_object(self.val())?;
        T::gather(self, th)?;
        Ok(Owned(Seen(self)))
    }

    /// The right to write an object whose write barrier has just been passed.
    #[inline(always)]
    pub(in crate::object) fn with_right(self) -> Owned<'t, T> {
        Owned(Seen(self))
    }

    /// A sight of an object whose present state no other transaction can change while it is looked at; see the callers.
    #[inline(always)]
    pub(in crate::object) fn sight_without_barrier(self) -> Seen<'t, T> {
        Seen(self)
    }

    /// A right to write an object with the world stopped.
    pub(in crate::object) fn right_without_barrier(self) -> Owned<'t, T> {
        Owned(Seen(self))
    }

    /// # Safety
    /// The object was born in this transaction and is not yet published.
    #[inline(always)]
    pub(in crate::object) unsafe fn newborn(self) -> Owned<'t, T> {
        Owned(Seen(self))
    }
}

impl Raw {
    #[inline(always)]
    fn val_of<'t>(self) -> Val<'t> {
        self.val(&())
    }
}

/// Witness: this transaction may read the object.
pub struct Seen<'t, T>(Ref<'t, T>);

impl<T> Clone for Seen<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Seen<'_, T> {}

impl<'t, T> Deref for Seen<'t, T> {
    type Target = Ref<'t, T>;
    #[inline(always)]
    fn deref(&self) -> &Ref<'t, T> {
        &self.0
    }
}

/// Witness: this transaction may write (and so read) the object.
pub struct Owned<'t, T>(Seen<'t, T>);

impl<T> Clone for Owned<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Owned<'_, T> {}

impl<'t, T> Deref for Owned<'t, T> {
    type Target = Seen<'t, T>;
    #[inline(always)]
    fn deref(&self) -> &Seen<'t, T> {
        &self.0
    }
}

/// A mutable field: read with a [`Seen`], written with an [`Owned`].
#[repr(transparent)]
pub struct Field<T>(Cell<T>);

impl<T: Copy> Field<T> {
    pub const fn new(v: T) -> Field<T> {
        Field(Cell::new(v))
    }

    #[inline(always)]
    pub fn get<O>(&self, _sight: Seen<'_, O>) -> T {
        self.0.get()
    }

    #[inline(always)]
    pub fn set<O>(&self, _right: Owned<'_, O>, v: T) {
        self.0.set(v)
    }

    /// The value without a witness: for the collector and the undo log, with the world stopped or the object owned.
    #[inline(always)]
    pub(crate) fn peek(&self) -> T {
        self.0.get()
    }

    /// The place itself, for the undo log.
    #[inline(always)]
    pub(in crate::object) fn cell(&self) -> &Cell<T> {
        &self.0
    }

    /// A store without a witness: initialisation of a newborn, or a runtime table outside the protocol (rule 10).
    #[inline(always)]
    pub(crate) fn poke(&self, v: T) {
        self.0.set(v)
    }
}

/// A field set at birth.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub struct Fixed<T>(T);

impl<T: Copy> Fixed<T> {
    pub const fn new(v: T) -> Fixed<T> {
        Fixed(v)
    }

    #[inline(always)]
    pub fn get(&self) -> T {
        self.0
    }
}
