//! `list`: a vector of values in a storage object that the list owns.

use std::ptr::NonNull;

use super::{Field, Head, Owned, Ref, Seen, Slots};
use crate::class::Builtin;
use crate::thread::Thread;
use crate::value::{Raw, Val};

/// A Python `list`.
#[repr(C)]
pub struct List {
    pub(in crate::object) head: Head,
    pub(in crate::object) len: Field<u64>,
    /// A `Slots` object, or UNDEF while the list has never held anything.
    pub(in crate::object) storage: Field<Raw>,
}

impl List {
    pub const LEN_OFFSET: usize = std::mem::offset_of!(List, len);
    pub const STORAGE_OFFSET: usize = std::mem::offset_of!(List, storage);

    pub fn new<'t>(th: &'t Thread, items: &[Val<'t>]) -> Owned<'t, List> {
        Self::of_shape(th, Builtin::List.shape(), items)
    }

    /// An empty list with room for `cap` items.
    pub fn with_capacity<'t>(th: &'t Thread, cap: usize) -> Owned<'t, List> {
        let list = Self::of_shape(th, Builtin::List.shape(), &[]);
        list.reserve(th, cap);
        list
    }

    /// A list of `len` items: these, over and over.
    pub fn repeated<'t>(th: &'t Thread, items: &[Val<'t>], len: usize) -> Owned<'t, List> {
        let list = Self::with_capacity(th, len);
        let places = list.slots().map_or(&[][..], |s| &s.places()[..len]);
        match items {
            [] => return list,
            [one] => places.iter().for_each(|place| place.set(one.raw())),
            _ => {
                for turn in places.chunks(items.len()) {
                    for (place, v) in turn.iter().zip(items) {
                        place.set(v.raw());
                    }
                }
            }
        }
        list.len.set(list, len as u64);
        list
    }

    /// A list of a subclass's shape.
    pub fn of_shape<'t>(th: &'t Thread, shape: u32, items: &[Val<'t>]) -> Owned<'t, List> {
        let storage = if items.is_empty() {
            Raw::UNDEF
        } else {
            let s = Slots::new(th, items.len());
            for (place, v) in s.places().iter().zip(items) {
                place.set(v.raw());
            }
            s.raw()
        };
        let p: NonNull<List> = th.fresh(size_of::<List>());
        // SAFETY: V4, the memory is ours and is written whole; nobody else knows it yet.
        unsafe {
            p.write(List {
                head: th.born_head(shape),
                len: Field::new(items.len() as u64),
                storage: Field::new(storage),
            });
            Ref::from_ptr(p).newborn()
        }
    }
}

impl<'t> Seen<'t, List> {
    #[inline(always)]
    pub fn len(self) -> usize {
        self.len.get(self) as usize
    }

    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    #[inline(always)]
    fn slots(self) -> Option<Ref<'t, Slots>> {
        let raw = self.storage.get(self);
        // SAFETY: V3, storage is UNDEF or a Slots object that this list keeps alive.
        if raw.is_undef() {
            None
        } else {
            // SAFETY: V3, as above.
            Some(unsafe { Ref::from_val(raw.val(self.get())) })
        }
    }

    /// The items. They stay what they are until the next safepoint or write of this thread.
    #[inline(always)]
    pub fn items(self) -> &'t [Val<'t>] {
        match self.slots() {
            None => &[],
            Some(s) => {
                let places = &s.places()[..self.len()];
                // SAFETY: Cell<Raw> and Val are transparent over the same word; V1 keeps the items alive.
                unsafe {
                    std::slice::from_raw_parts(places.as_ptr() as *const Val<'t>, places.len())
                }
            }
        }
    }

    #[inline(always)]
    pub fn at(self, i: usize) -> Option<Val<'t>> {
        if i < self.len() {
            Some(self.slots()?.at(i))
        } else {
            None
        }
    }
}

impl<'t> Ref<'t, List> {
    /// An item of a list that was seen in the same quick section, with its length compared.
    #[inline(always)]
    pub(crate) fn unpacked(self, i: usize) -> Val<'t> {
        self.sight_without_barrier().items()[i]
    }
}

impl<'t> Owned<'t, List> {
    /// Room for at least `cap` items in all.
    pub fn reserve(self, th: &'t Thread, cap: usize) {
        let have = self.slots().map_or(0, |s| s.cap());
        if cap <= have {
            return;
        }
        let grown = Slots::new(th, cap.max(have + (have >> 1) + 4));
        if let Some(old) = self.slots() {
            for (to, from) in grown.places().iter().zip(&old.places()[..self.len()]) {
                to.set(from.get());
            }
        }
        self.storage.set(self, grown.raw());
    }

    #[inline(always)]
    pub fn set(self, i: usize, v: Val<'t>) {
        let s = self.slots().expect("V4: a list with items has storage");
        s.places()[..self.len()][i].set(v.raw());
    }

    #[inline(always)]
    pub fn push(self, th: &'t Thread, v: Val<'t>) {
        let len = self.len();
        match self.slots() {
            Some(s) if len < s.cap() => s.places()[len].set(v.raw()),
            _ => {
                self.reserve(th, len + 1);
                self.slots().expect("V4: room was made").places()[len].set(v.raw());
            }
        }
        self.len.set(self, len as u64 + 1);
    }

    pub fn pop(self) -> Option<Val<'t>> {
        let last = self.len().checked_sub(1)?;
        let v = self.at(last)?;
        self.truncate(last);
        Some(v)
    }

    /// Drops all items from `len` on.
    pub fn truncate(self, len: usize) {
        if let Some(s) = self.slots() {
            for place in &s.places()[len.min(self.len())..self.len()] {
                place.set(Raw::UNDEF);
            }
        }
        self.len.set(self, len.min(self.len()) as u64);
    }

    /// Replaces the items `from..to` (in range) by `with`. `with` must not borrow this list's own storage; copy first.
    pub fn splice(self, th: &'t Thread, from: usize, to: usize, with: &[Val<'t>]) {
        let (len, tail) = (self.len(), self.len() - to);
        let new_len = len - (to - from) + with.len();
        self.reserve(th, new_len);
        let Some(s) = self.slots() else { return };
        let p = s.places();
        if new_len > len {
            for i in (0..tail).rev() {
                p[from + with.len() + i].set(p[to + i].get());
            }
        } else {
            for i in 0..tail {
                p[from + with.len() + i].set(p[to + i].get());
            }
            for place in &p[new_len..len] {
                place.set(Raw::UNDEF);
            }
        }
        for (place, v) in p[from..].iter().zip(with) {
            place.set(v.raw());
        }
        self.len.set(self, new_len as u64);
    }

    pub fn insert(self, th: &'t Thread, at: usize, v: Val<'t>) {
        self.splice(th, at, at, &[v]);
    }

    pub fn remove(self, th: &'t Thread, at: usize) -> Val<'t> {
        let v = self.items()[at];
        self.splice(th, at, at + 1, &[]);
        v
    }

    /// Replaces everything. `with` may be a copy made by the caller.
    pub fn replace(self, th: &'t Thread, with: &[Val<'t>]) {
        self.splice(th, 0, self.len(), with);
    }
}
