//! `dict` and `set`: containers over a [`Table`].
//!
//! A *namespace* dict (of a module or a class) holds a [`Cell`](super::Cell) in every value: compiled code and inline
//! caches remember the cell, which stays in the dict for ever once made; an unbound name is a cell that holds UNDEF.
//! The methods here hide that: they give and take plain values.

use std::ptr::NonNull;

use super::shared_dict::Sharing;
use super::{Cell, Field, Fixed, Head, Owned, Ref, Seen, Table};
use crate::class::Builtin;
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::{Raw, Val};

/// A Python `dict`.
#[repr(C)]
pub struct Dict {
    pub(in crate::object) head: Head,
    /// A `Table`, or UNDEF while nothing was ever put in.
    pub(in crate::object) table: Field<Raw>,
    namespace: Fixed<bool>,
    pub(in crate::object) sharing: Sharing,
}

/// A Python `set` or `frozenset`. A frozenset is born shared.
#[repr(C)]
pub struct Set {
    pub(in crate::object) head: Head,
    pub(in crate::object) table: Field<Raw>,
    /// Cached hash of a frozenset; 0: unknown.
    pub(in crate::object) hash: Field<i64>,
}

/// Answers whether a key of the table equals the key sought.
pub trait Same<'t> {
    fn same(&mut self, key: Val<'t>) -> Res<bool>;
}

impl<'t, F: FnMut(Val<'t>) -> Res<bool>> Same<'t> for F {
    #[inline(always)]
    fn same(&mut self, key: Val<'t>) -> Res<bool> {
        self(key)
    }
}

impl Dict {
    pub const TABLE_OFFSET: usize = std::mem::offset_of!(Dict, table);

    pub fn new(th: &Thread) -> Owned<'_, Dict> {
        Self::of_shape(th, Builtin::Dict.shape(), false)
    }

    /// A dict whose values are cells: of a module or class.
    pub fn namespace(th: &Thread) -> Owned<'_, Dict> {
        Self::of_shape(th, Builtin::Dict.shape(), true)
    }

    pub fn of_shape(th: &Thread, shape: u32, namespace: bool) -> Owned<'_, Dict> {
        let p: NonNull<Dict> = th.fresh(size_of::<Dict>());
        // SAFETY: V4, the memory is ours and is written whole; nobody else knows it yet.
        unsafe {
            p.write(Dict {
                head: th.born_head(shape),
                table: Field::new(Raw::UNDEF),
                namespace: Fixed::new(namespace),
                sharing: Sharing::new(),
            });
            Ref::from_ptr(p).newborn()
        }
    }

    #[inline(always)]
    pub fn is_namespace(&self) -> bool {
        self.namespace.get()
    }
}

impl Set {
    pub fn new(th: &Thread) -> Owned<'_, Set> {
        Self::of_shape(th, Builtin::Set.shape())
    }

    /// A new set of this shape (also a frozenset's, which must be filled at once and then never changed).
    pub fn of_shape(th: &Thread, shape: u32) -> Owned<'_, Set> {
        let p: NonNull<Set> = th.fresh(size_of::<Set>());
        // SAFETY: V4, the memory is ours and is written whole; nobody else knows it yet.
        unsafe {
            p.write(Set {
                head: th.born_head(shape),
                table: Field::new(Raw::UNDEF),
                hash: Field::new(0),
            });
            Ref::from_ptr(p).newborn()
        }
    }
}

macro_rules! table_access {
    ($t:ty) => {
        impl<'t> Seen<'t, $t> {
            #[inline(always)]
            pub(in crate::object) fn table_ref(self) -> Option<Ref<'t, Table>> {
                let raw = self.table.get(self);
                // SAFETY: V3, table is UNDEF or a Table that this object keeps alive.
                if raw.is_undef() {
                    None
                } else {
                    // SAFETY: V3, as above.
                    Some(unsafe { Ref::from_val(raw.val(self.get())) })
                }
            }

            /// Number of entries in use, removed ones included: the bound for [`Self::entry`].
            #[inline(always)]
            pub fn used(self) -> usize {
                self.table_ref().map_or(0, |t| t.entries().len())
            }

            /// Finds a key.
            #[inline]
            pub fn find(self, hash: i64, mut same: impl Same<'t>) -> Res<Option<usize>> {
                match self.table_ref() {
                    None => Ok(None),
                    Some(t) => t.get().find(hash, |k| same.same(k.val(self.get()))),
                }
            }
        }

        impl<'t> Owned<'t, $t> {
            fn append_raw(self, th: &'t Thread, hash: i64, key: Raw, value: Raw) {
                let t = match self.table_ref() {
                    Some(t) if t.has_room() => t,
                    Some(t) => {
                        let grown = t.rebuilt(th, t.live() * 2 + 5);
                        self.table.set(self, grown.raw());
                        grown
                    }
                    None => {
                        let t = Table::new(th, 5);
                        self.table.set(self, t.raw());
                        t
                    }
                };
                t.append(hash, key, value);
            }

            /// Drops everything.
            pub fn forget_all(self) {
                self.table.set(self, Raw::UNDEF);
            }
        }
    };
}
table_access!(Dict);
table_access!(Set);

impl<'t> Seen<'t, Dict> {
    /// Number of items.
    pub fn len(self) -> usize {
        if self.is_namespace() {
            return (0..self.used())
                .filter(|i| self.entry(*i).is_some())
                .count();
        }
        self.table_ref().map_or(0, |t| t.live())
    }

    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The entry with this number: `None` if it was removed (or is an unbound name).
    #[inline]
    pub fn entry(self, i: usize) -> Option<(i64, Val<'t>, Val<'t>)> {
        let t = self.table_ref()?;
        let e = t.get().entries().get(i)?;
        let key = e.key.get().val(t.get());
        let value = self.shown(e.value.get());
        if key.is_undef() || value.is_undef() {
            None
        } else {
            Some((e.hash.get(), key, value))
        }
    }

    /// All items in order.
    pub fn entries(self) -> impl Iterator<Item = (i64, Val<'t>, Val<'t>)> {
        (0..self.used()).filter_map(move |i| self.entry(i))
    }

    #[inline(always)]
    fn shown(self, stored: Raw) -> Val<'t> {
        let v = stored.val(self.get());
        if self.is_namespace() {
            v.expect::<Cell>().current()
        } else {
            v
        }
    }

    /// The value of a key.
    #[inline]
    pub fn lookup(self, hash: i64, same: impl Same<'t>) -> Res<Option<Val<'t>>> {
        Ok(self
            .find(hash, same)?
            .and_then(|i| self.entry(i))
            .map(|(_, _, v)| v))
    }

    /// The cell of a name in a namespace.
    pub fn cell(self, name: Val<'t>) -> Option<Ref<'t, Cell>> {
        let hash = name.expect::<super::Str>().hash();
        let i = self.find(hash, super::string_key(name)).ok()??;
        let t = self.table_ref()?;
        Some(
            t.get().entries()[i]
                .value
                .get()
                .val(t.get())
                .expect::<Cell>(),
        )
    }
}

impl<'t> Owned<'t, Dict> {
    /// Adds a key that is known to be absent.
    pub fn append(self, th: &'t Thread, hash: i64, key: Val<'t>, value: Val<'t>) {
        let stored = if self.is_namespace() {
            Cell::new(th, value).raw()
        } else {
            value.raw()
        };
        self.append_raw(th, hash, key.raw(), stored);
    }

    /// Overwrites the value of an entry found before in the same quick section. In a namespace the caller has taken
    /// the cell already (`Thread::store_cell`).
    #[inline]
    pub fn set_entry(self, i: usize, value: Val<'t>) {
        let t = self.table_ref().expect("V4: an entry was found");
        debug_assert!(
            !self.is_namespace(),
            "V2: namespace values change through their cells"
        );
        t.entries()[i].value.set(value.raw());
    }

    /// Removes an entry found before; of a namespace only after its cell was emptied.
    pub fn remove_entry(self, i: usize) {
        let t = self.table_ref().expect("V4: an entry was found");
        t.remove(i);
        if t.live() == 0 {
            self.forget_all();
        }
    }

    /// Room for `n` more items without a rebuild.
    pub fn reserve(self, th: &'t Thread, n: usize) {
        let (cap, t) = (self.len() + n, self.table_ref());
        let grown = t.map_or_else(|| Table::new(th, cap), |t| t.rebuilt(th, cap));
        self.table.set(self, grown.raw());
    }

    /// Takes over the items of another dict (neither is a namespace, the receiver is empty).
    pub fn assign_copy(self, th: &'t Thread, from: Seen<'t, Dict>) {
        debug_assert!(!from.is_namespace() && !self.is_namespace());
        let copy = from.table_ref().map(|t| t.rebuilt(th, t.live()));
        self.table.set(self, copy.map_or(Raw::UNDEF, |t| t.raw()));
    }
}

impl<'t> Seen<'t, Set> {
    pub fn len(self) -> usize {
        self.table_ref().map_or(0, |t| t.live())
    }

    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The entry with this number, if it was not removed.
    #[inline]
    pub fn entry(self, i: usize) -> Option<(i64, Val<'t>)> {
        let t = self.table_ref()?;
        let e = t.get().entries().get(i)?;
        let key = e.key.get().val(t.get());
        if key.is_undef() {
            None
        } else {
            Some((e.hash.get(), key))
        }
    }

    pub fn entries(self) -> impl Iterator<Item = (i64, Val<'t>)> {
        (0..self.used()).filter_map(move |i| self.entry(i))
    }

    /// Cached hash of a frozenset; idempotent, so outside the protocol.
    pub fn cached_hash(self) -> Option<i64> {
        Some(self.hash.peek()).filter(|h| *h != 0)
    }

    pub fn cache_hash(self, h: i64) {
        self.hash.poke(h)
    }
}

impl<'t> Owned<'t, Set> {
    /// Adds a key that is known to be absent.
    pub fn append(self, th: &'t Thread, hash: i64, key: Val<'t>) {
        self.append_raw(th, hash, key.raw(), Raw::UNDEF);
    }

    pub fn remove_entry(self, i: usize) {
        let t = self.table_ref().expect("V4: an entry was found");
        t.remove(i);
        if t.live() == 0 {
            self.forget_all();
        }
    }

    /// Becomes a copy of another set.
    pub fn assign_copy(self, th: &'t Thread, from: Seen<'t, Set>) {
        let copy = from.table_ref().map(|t| t.rebuilt(th, t.live()));
        self.table.set(self, copy.map_or(Raw::UNDEF, |t| t.raw()));
    }

    /// Takes over the items of a set that nobody else knows.
    pub fn assign(self, from: Owned<'t, Set>) {
        self.table.set(self, from.table.get(*from));
    }
}

impl<'t> Ref<'t, Dict> {
    /// Reads a class's namespace, or a module's for a message, without a barrier: a class's table changes only with
    /// the world stopped, and a table that was replaced stays whole until the next collection.
    #[inline(always)]
    pub(crate) fn frozen(self) -> Seen<'t, Dict> {
        self.sight_without_barrier()
    }
}

impl<'t> Ref<'t, Dict> {
    /// The right to write a namespace with the world stopped.
    pub(crate) fn owned_stopped(self) -> Owned<'t, Dict> {
        self.right_without_barrier()
    }
}
