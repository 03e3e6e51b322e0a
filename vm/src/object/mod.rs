//! Objects: header, kinds, typed references.
//!
//! Every object begins with its ownership word (`stm::Word`: shape below, tag above). Kinds whose instances can have
//! attributes of their own carry the `attrs` word next: UNDEF, a `Slots` object with the attributes that do not lie
//! inline, or the `Dict` of an object in dict mode. Immutable objects are born shared and are read without a barrier.
//!
//! - V1: a `Val` or `Ref` names a live object until the next safepoint, because a safepoint takes `&mut Thread`.
//! - V2: mutable fields are read through `Seen` and written through `Owned` only.
//! - V3: the shape in a header is published, and its kind tells the object's layout.
//! - V4: an object is fully initialised before the quick section that allocated it can end.

pub mod buffer;
pub mod cell;
pub mod code;
pub mod dict;
pub mod field;
pub mod function;
pub mod generator;
pub mod instance;
pub mod list;
pub mod record;
pub mod shape;
mod shared_dict;
pub mod slots;
mod spot;
pub mod stack;
pub mod string;
pub mod table;
pub mod trace;
pub mod tuple;
pub mod undo;

pub use cell::Cell;
pub use code::{Code, CodeData};
pub use dict::{Dict, Set};
pub use field::{Field, Fixed, Owned, Ref, Seen};
pub use function::{Function, Native, Part};
pub use generator::{GenState, Generator};
pub use instance::Instance;
pub(crate) use instance::{born_raw, poke, poke_half};
pub use list::List;
pub use record::{Boxed, EditOf, NativeData, Record};
pub use shape::{Kind, Place, Shape, shape};
pub use slots::{Blob, Slots};
pub use spot::Spot;
pub use string::{Bytes, Str};
pub use table::Table;
pub use tuple::{BigIntObj, Complex, Tuple};

use std::ptr::NonNull;

use crate::class::Class;
use crate::thread::Thread;
use crate::value::{Raw, Val};

/// First word of every object that can have attributes, with the attributes' place behind it.
#[repr(C)]
pub struct Head {
    pub(in crate::object) word: stm::Word,
    pub(in crate::object) attrs: Field<Raw>,
}

impl Head {
    /// Writes a class object, whose layout is private to `class`.
    pub(crate) fn write_class<'t>(
        th: &'t Thread,
        at: NonNull<Class>,
        shape: u32,
        make: impl FnOnce(Head) -> Class,
    ) -> Ref<'t, Class> {
        // SAFETY: V4, the memory is fresh and of the class's size; it is written whole.
        unsafe {
            at.write(make(th.born_head(shape)));
            Ref::from_ptr(at)
        }
    }
}

/// A struct that describes objects of one kind.
///
/// # Safety
/// The struct is `repr(C)`, begins with the ownership word, and describes every object of `KIND`.
pub unsafe trait Layout: Sized {
    const KIND: Kind;
}

/// Marks layouts whose objects follow the ownership protocol.
pub trait Mutable: Layout {
    /// What else has to be had before an object whose barrier has been passed may be used as a whole.
    #[inline(always)]
    fn gather<'t>(_: Ref<'t, Self>, _: &'t Thread) -> crate::unwind::Res<()> {
        Ok(())
    }

    /// Is there nothing else?
    #[inline(always)]
    fn is_whole(_: Ref<'_, Self>) -> bool {
        true
    }
}

impl Mutable for Dict {
    #[inline(always)]
    fn is_whole(d: Ref<'_, Dict>) -> bool {
        !d.sharing.is_spread()
    }

    #[inline(always)]
    fn gather<'t>(d: Ref<'t, Dict>, th: &'t Thread) -> crate::unwind::Res<()> {
        if d.sharing.is_spread() {
            return d.make_whole(th);
        }
        Ok(())
    }
}

macro_rules! layouts {
    ($($t:ty => $kind:ident $(, $mutable:ident)?;)*) => {$(
        // SAFETY: V3, the kind in the shape and the struct are paired here and nowhere else.
        unsafe impl Layout for $t { const KIND: Kind = Kind::$kind; }
        $(impl $mutable for $t {})?
    )*};
}
layouts! {
    BigIntObj => BigInt;
    Complex => Complex;
    Str => Str;
    Bytes => Bytes;
    Tuple => Tuple;
    List => List, Mutable;
    Dict => Dict;
    Set => Set, Mutable;
    Instance => Instance, Mutable;
    Record => Record, Mutable;
    Function => Function, Mutable;
    Native => Native, Mutable;
    Class => Class, Mutable;
    Cell => Cell, Mutable;
    Code => Code;
    Generator => Generator, Mutable;
    Boxed => Boxed, Mutable;
    Slots => Slots;
    Table => Table;
    Blob => Blob;
}

/// The ownership word of the object that `v` refers to.
#[inline(always)]
pub fn word_of<'t>(v: Val<'t>) -> &'t stm::Word {
    debug_assert!(v.is_pointer());
    // SAFETY: V1 and V3, v refers to a live object, which begins with its word.
    unsafe { &*(v.bits() as *const stm::Word) }
}

/// The word of an object at rest.
///
/// # Safety
/// `raw` refers to an object that is alive for as long as the result is used.
pub(crate) unsafe fn word_of_raw<'a>(raw: Raw) -> &'a stm::Word {
    // SAFETY: the caller's promise.
    unsafe { &*(raw.0 as *const stm::Word) }
}

impl<'t> Val<'t> {
    /// Shape number of a reference.
    #[inline(always)]
    pub fn shape_id(self) -> u32 {
        word_of(self).shape()
    }

    /// The shape of a reference.
    #[inline(always)]
    pub fn shape(self) -> &'static Shape {
        shape(self.shape_id())
    }

    /// True if this refers to an object of this kind.
    #[inline(always)]
    pub fn is_kind(self, kind: Kind) -> bool {
        self.is_pointer() && self.shape().kind == kind
    }

    /// True if this refers to an object whose header has exactly this shape (the number of a `Builtin`).
    #[inline(always)]
    pub fn has_shape(self, id: u32) -> bool {
        self.is_pointer() && self.shape_id() == id
    }

    /// A typed reference, if the object is of that layout. For an instance of a subclass of an immutable builtin
    /// use the accessors that look through the box (`as_str_like` and so on).
    #[inline(always)]
    pub fn cast<T: Layout>(self) -> Option<Ref<'t, T>> {
        if self.is_kind(T::KIND) {
            // SAFETY: V3, the kind was just compared.
            Some(unsafe { Ref::from_val(self) })
        } else {
            None
        }
    }

    /// A typed reference where the caller has established the kind; checked in debug builds.
    #[inline(always)]
    pub fn expect<T: Layout>(self) -> Ref<'t, T> {
        assert!(self.is_kind(T::KIND), "V3: expected a {:?}", T::KIND);
        // SAFETY: V3, the kind was just compared.
        unsafe { Ref::from_val(self) }
    }

    /// A typed reference where the caller has just compared the shape; checked in debug builds only.
    #[inline(always)]
    pub(crate) fn known<T: Layout>(self) -> Ref<'t, T> {
        debug_assert!(self.is_kind(T::KIND), "V3: expected a {:?}", T::KIND);
        // SAFETY: V3, callers are crate-internal fast paths that have compared the shape, or read a place that holds
        // nothing else.
        unsafe { Ref::from_val(self) }
    }

    /// Looks through the box of an instance of a subclass of an immutable builtin; anything else is itself.
    #[inline]
    pub fn unboxed(self) -> Val<'t> {
        match self.cast::<Boxed>() {
            Some(b) => b.inner(),
            None => self,
        }
    }
}

/// True for kinds whose second word is `attrs`.
pub const fn has_attrs(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::BigInt
            | Kind::Complex
            | Kind::Str
            | Kind::Bytes
            | Kind::Tuple
            | Kind::Cell
            | Kind::Code
            | Kind::Slots
            | Kind::Table
            | Kind::Blob
    )
}

impl Thread {
    /// Fresh memory for an object with layout `T` and `size` bytes in all; asks for a collection when one is due.
    #[inline(always)]
    pub(in crate::object) fn fresh<'t, T: Layout>(&'t self, size: usize) -> NonNull<T> {
        self.allocate(size).cast::<T>()
    }

    /// Header of an object that nobody ever changes.
    #[inline(always)]
    pub(in crate::object) fn shared_word(&self, shape: u32) -> stm::Word {
        stm::Word::shared(shape)
    }

    /// Header of an object that this transaction owns from birth.
    #[inline(always)]
    pub(in crate::object) fn born_word(&self, shape: u32) -> stm::Word {
        stm::Word::born(shape, self.tx())
    }

    #[inline(always)]
    pub(in crate::object) fn born_head(&self, shape: u32) -> Head {
        Head {
            word: self.born_word(shape),
            attrs: Field::new(Raw::UNDEF),
        }
    }
}

/// A `Same` for a string key: identity for interned strings, text otherwise. Keys that are not strings never match.
pub fn string_key<'t>(name: Val<'t>) -> impl Fn(Val<'t>) -> crate::unwind::Res<bool> {
    let text = name.expect::<Str>().text();
    move |k: Val<'t>| Ok(k.is(name) || k.cast::<Str>().is_some_and(|s| s.text() == text))
}
