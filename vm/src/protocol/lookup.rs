//! Finding an attribute along the MRO of a class.
//!
//! The answer is a namespace cell. Each thread remembers answers in a small direct-mapped table, valid as long as the
//! VM's `type_version` stands: any change of a class that could change an answer bumps it, with the world stopped.

use std::cell::Cell as StdCell;

use crate::class::Class;
use crate::names::Id;
use crate::object::{Cell, Ref};
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::{Raw, Val};

const ENTRIES: usize = 2048;

#[derive(Clone, Copy, Default)]
struct Entry {
    class: u64,
    name: u64,
    version: u32,
    /// The cell, or UNDEF for "nowhere".
    cell: Raw,
}

/// Remembered lookups of one thread.
pub struct TypeCache(Box<[StdCell<Entry>]>);

impl Default for TypeCache {
    fn default() -> Self {
        TypeCache(vec![StdCell::default(); ENTRIES].into())
    }
}

/// The cell of the first class in the MRO that has the attribute. `name` is interned.
#[inline]
pub fn lookup_cell<'t>(
    th: &'t Thread,
    class: Ref<'t, Class>,
    name: Val<'t>,
) -> Option<Ref<'t, Cell>> {
    let version = th.vm.type_version();
    let at = ((class.raw().0 >> 4) ^ (name.bits() >> 3)) as usize % ENTRIES;
    let slot = &th.type_cache.0[at];
    let e = slot.get();
    if e.class == class.raw().0 && e.name == name.bits() && e.version == version {
        return if e.cell.is_undef() {
            None
        } else {
            Some(e.cell.val(th).expect::<Cell>())
        };
    }
    let found = search_mro(th, class, name);
    slot.set(Entry {
        class: class.raw().0,
        name: name.bits(),
        version,
        cell: found.map_or(Raw::UNDEF, |c| c.raw()),
    });
    found
}

/// The class of the MRO whose namespace has the attribute, with its cell.
pub fn lookup_home<'t>(
    th: &'t Thread,
    class: Ref<'t, Class>,
    name: Val<'t>,
) -> Option<(Ref<'t, Class>, Ref<'t, Cell>)> {
    let _ = th;
    class.mro().iter().find_map(|c| {
        let c = c.expect::<Class>();
        Some((c, own_cell(c, name)?))
    })
}

fn search_mro<'t>(th: &'t Thread, class: Ref<'t, Class>, name: Val<'t>) -> Option<Ref<'t, Cell>> {
    lookup_home(th, class, name).map(|(_, cell)| cell)
}

/// The cell of an attribute in the class's own namespace, if bound. Namespaces of classes change with the world
/// stopped only, so they are read without a barrier.
pub fn own_cell<'t>(class: Ref<'t, Class>, name: Val<'t>) -> Option<Ref<'t, Cell>> {
    class
        .dict()
        .frozen()
        .cell(name)
        .filter(|c| !c.current().is_undef())
}

/// The attribute's value along the MRO; reading an owned cell may meet a conflict.
#[inline]
pub fn lookup<'t>(th: &'t Thread, class: Ref<'t, Class>, name: Val<'t>) -> Res<Option<Val<'t>>> {
    match lookup_cell(th, class, name) {
        None => Ok(None),
        Some(cell) => th
            .load_cell(cell)
            .map(|v| Some(v).filter(|v| !v.is_undef())),
    }
}

/// A special method, looked up on the type as the language demands.
#[inline]
pub fn special<'t>(th: &'t Thread, of: Val<'t>, id: Id) -> Res<Option<Val<'t>>> {
    lookup(th, th.class_of(of), th.id(id))
}

impl Thread {
    /// The value of a cell: no barrier while it is constant, the read barrier otherwise. UNDEF if unbound.
    #[inline(always)]
    pub fn load_cell<'t>(&'t self, cell: Ref<'t, Cell>) -> Res<Val<'t>> {
        if cell.is_constant() {
            Ok(cell.current())
        } else {
            Ok(cell.see(self)?.load())
        }
    }

    /// Stores into a cell that is owned; `None` if it is constant and the world has to be stopped first.
    #[inline(always)]
    pub fn store_cell<'t>(&'t self, cell: Ref<'t, Cell>, v: Val<'t>) -> Res<Option<()>> {
        if cell.is_constant() {
            return Ok(None);
        }
        cell.own(self)?.store(v);
        Ok(Some(()))
    }
}

/// True if the class says `name = None`: the operation is not supported, whatever its bases can do.
pub fn blocked(th: &mut Thread, v: crate::thread::Slot, id: Id) -> Res<bool> {
    th.section(|th| Ok(special(th, th.get(v), id)?.is_some_and(|f| f.is_none())))
}
