//! Instances of user classes, and the attributes of anything that can have some.
//!
//! The first attributes lie inline behind the header, as many as the class guessed when the instance was made
//! (`Shape::inline_cap`); the rest spills into a `Slots` object in `attrs`. In dict mode all of them are in a `Dict`.

use std::cell::Cell as StdCell;
use std::ptr::NonNull;

use super::{
    Dict, Field, Head, Kind, Mutable, Owned, Place, Ref, Seen, Shape, Slots, has_attrs, shape,
};
use crate::thread::Thread;
use crate::value::{Raw, Val};

/// An instance of a user class with attributes only.
#[repr(C)]
pub struct Instance {
    head: Head,
    inline: [StdCell<Raw>; 0],
}

impl<'t> Ref<'t, Instance> {
    /// An instance whose barrier was passed in the same quick section.
    #[inline(always)]
    pub(crate) fn settled(self) -> Seen<'t, Instance> {
        self.sight_without_barrier()
    }
}

impl Instance {
    pub const ATTRS_OFFSET: usize = 8;
    pub const INLINE_OFFSET: usize = 16;

    pub const fn size_for(inline_cap: usize) -> usize {
        Self::INLINE_OFFSET + inline_cap * 8
    }

    /// A new instance without attributes.
    pub fn new<'t>(th: &'t Thread, shape: &Shape) -> Owned<'t, Instance> {
        debug_assert!(shape.kind == Kind::Instance);
        let cap = shape.inline_cap as usize;
        let p: NonNull<Instance> = th.fresh(Self::size_for(cap));
        // SAFETY: V4, the memory is ours and is written whole; nobody else knows it yet.
        unsafe {
            p.write(Instance {
                head: th.born_head(shape.id),
                inline: [],
            });
            std::ptr::write_bytes(
                (p.as_ptr() as *mut u8).add(Self::INLINE_OFFSET) as *mut u64,
                0,
                cap,
            );
            Ref::from_ptr(p).newborn()
        }
    }

    /// The words of the inline attributes, for the undo log.
    pub(in crate::object) fn inline_cells(&self, cap: u32) -> &[StdCell<Raw>] {
        debug_assert!(cap == shape(self.head.word.shape()).inline_cap);
        // SAFETY: V3, an instance has inline_cap words behind its header, all initialised.
        unsafe {
            std::slice::from_raw_parts(
                (self as *const Instance as *const u8).add(Self::INLINE_OFFSET)
                    as *const StdCell<Raw>,
                cap as usize,
            )
        }
    }

    #[inline(always)]
    fn inline_slot(&self, i: u32) -> &StdCell<Raw> {
        debug_assert!(i < shape(self.head.word.shape()).inline_cap);
        // SAFETY: V3, an instance has inline_cap words behind its header, all initialised.
        unsafe {
            &*((self as *const Instance as *const u8).add(Self::INLINE_OFFSET)
                as *const StdCell<Raw>)
                .add(i as usize)
        }
    }
}

/// The part every attribute-bearing object has: read and write attributes by place.
#[derive(Clone, Copy)]
pub struct Attrs<'t>(&'t Head, Val<'t>);

impl<'t> Attrs<'t> {
    /// # Safety
    /// The object is owned (to write) or seen (to read) by this transaction.
    #[inline(always)]
    unsafe fn of(v: Val<'t>) -> Attrs<'t> {
        debug_assert!(has_attrs(v.shape().kind));
        // SAFETY: V3, kinds with has_attrs begin with a Head.
        Attrs(unsafe { &*(v.bits() as *const Head) }, v)
    }

    fn spill(self) -> Option<Ref<'t, Slots>> {
        let raw = self.0.attrs.peek();
        // SAFETY: V3, outside dict mode attrs is UNDEF or Slots.
        if raw.is_undef() {
            None
        } else {
            // SAFETY: V3, as above.
            Some(unsafe { Ref::from_val(raw.val(self.0)) })
        }
    }

    #[inline(always)]
    fn cell(self, place: Place) -> &'t StdCell<Raw> {
        match place {
            // SAFETY: only the shapes of Kind::Instance have inline slots.
            Place::Inline(i) => unsafe { Ref::<Instance>::from_val(self.1) }
                .get()
                .inline_slot(i),
            Place::Spilled(i) => &self
                .spill()
                .expect("V3: spilled attributes have storage")
                .places()[i as usize],
        }
    }
}

/// Attribute access under a witness, for any layout with attributes.
pub trait AttrRead<'t> {
    fn attr(self, place: Place) -> Val<'t>;
    fn attr_dict(self) -> Option<Ref<'t, Dict>>;
}

impl<'t, T: Mutable> AttrRead<'t> for Seen<'t, T> {
    /// The attribute at this place (UNDEF if deleted or not yet set).
    #[inline(always)]
    fn attr(self, place: Place) -> Val<'t> {
        // SAFETY: the witness is the right to read.
        let a = unsafe { Attrs::of(self.val()) };
        a.cell(place).get().val(a.0)
    }

    /// The dict of an object in dict mode.
    fn attr_dict(self) -> Option<Ref<'t, Dict>> {
        if !self.val().shape().dict_mode {
            return None;
        }
        // SAFETY: the witness is the right to read.
        let a = unsafe { Attrs::of(self.val()) };
        Some(a.0.attrs.peek().val(a.0).expect::<Dict>())
    }
}

pub trait AttrWrite<'t> {
    fn set_attr(self, place: Place, v: Val<'t>);
    fn add_attr(self, th: &'t Thread, to: &'static Shape, v: Val<'t>);
    fn enter_dict_mode(self, th: &'t Thread, to: &'static Shape, dict: Ref<'t, Dict>);
    fn replace_dict(self, dict: Ref<'t, Dict>);
}

impl<'t, T: Mutable> AttrWrite<'t> for Owned<'t, T> {
    #[inline(always)]
    fn set_attr(self, place: Place, v: Val<'t>) {
        // SAFETY: the witness is the right to write.
        unsafe { Attrs::of(self.val()) }.cell(place).set(v.raw())
    }

    /// Adds the attribute that leads from the present shape to its child `to`.
    fn add_attr(self, th: &'t Thread, to: &'static Shape, v: Val<'t>) {
        // SAFETY: the witness is the right to write.
        let a = unsafe { Attrs::of(self.val()) };
        let place = to.place(to.nslots - 1);
        if let Place::Spilled(i) = place {
            let old = a.spill();
            if old.is_none_or(|s| s.cap() <= i as usize) {
                let grown = Slots::new(th, (i as usize + 1).max(3) * 3 / 2);
                if let Some(old) = old {
                    for (to, from) in grown.places().iter().zip(old.places()) {
                        to.set(from.get());
                    }
                }
                a.0.attrs.poke(grown.raw());
            }
        }
        a.cell(place).set(v.raw());
        th.reshape(a.1, to.id);
    }

    /// From now on the attributes are those of `dict`; `to` is the class's dict-mode shape.
    fn enter_dict_mode(self, th: &'t Thread, to: &'static Shape, dict: Ref<'t, Dict>) {
        // SAFETY: the witness is the right to write.
        let a = unsafe { Attrs::of(self.val()) };
        a.0.attrs.poke(dict.raw());
        th.reshape(a.1, to.id);
    }

    /// `obj.__dict__ = dict` for an object in dict mode.
    fn replace_dict(self, dict: Ref<'t, Dict>) {
        // SAFETY: the witness is the right to write.
        unsafe { Attrs::of(self.val()) }.0.attrs.poke(dict.raw());
    }
}

/// The attrs word as a field, for the collector.
pub(in crate::object) fn attrs_field(head: &Head) -> &Field<Raw> {
    &head.attrs
}

/// An object for an exit of compiled code, its header written and its words zero; the exit fills it before anything can
/// look at it.
pub(crate) fn born_raw(th: &Thread, shape: u32, size: usize, shared: bool) -> Raw {
    let p: NonNull<Head> = th.allocate(size).cast();
    let word = if shared {
        th.shared_word(shape)
    } else {
        th.born_word(shape)
    };
    // SAFETY: V4, the memory is ours and has room for `size` bytes; UNDEF is zero.
    unsafe {
        std::ptr::write_bytes(p.as_ptr() as *mut u8, 0, size);
        (p.as_ptr() as *mut stm::Word).write(word);
    }
    Raw(p.as_ptr() as u64)
}

/// Writes a word of an object made by `born_raw`.
pub(crate) fn poke(object: Raw, offset: usize, bits: u64) {
    // SAFETY: V4, the offset comes from the layout of the object's kind.
    unsafe { *((object.0 as usize + offset) as *mut u64) = bits }
}

/// Writes half a word of an object made by `born_raw`.
pub(crate) fn poke_half(object: Raw, offset: usize, bits: u32) {
    // SAFETY: V4, as in `poke`.
    unsafe { *((object.0 as usize + offset) as *mut u32) = bits }
}
