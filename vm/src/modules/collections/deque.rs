//! `deque`: both ends are quick.
//!
//! The items lie in Rust state that belongs to the record and follows its ownership. A counter of changes lets
//! iterators notice that the deque was changed under them.

use std::any::Any;
use std::collections::VecDeque;
use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::deque_edit::{self, Edit};
use super::deque_more as more;
use crate::class::Class;
use crate::modules::support::{NativeClass, NativeClassSpec, to_i64};
use crate::native::{Args, Done, GetSet, NativeDef, Params, Window};
use crate::object::{EditOf, NativeData, Owned, Record, Seen};
use crate::protocol::iter;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Raw, Val};

/// Field: the greatest length, or None.
pub const LIMIT: usize = 0;

pub const CLASS: NativeClassSpec = NativeClassSpec {
    module: "collections",
    name: "deque",
    doc: "A list-like sequence optimized for data accesses near its endpoints.",
    nfields: 1,
    flags: crate::class::flags::SEQUENCE,
    methods: &[
        NativeDef::quick("__new__", Params::pos(&["_cls"], 1).kwdict().rest(), new).static_method(),
        NativeDef::full(
            "__init__",
            Params::pos(&["_self", "iterable", "maxlen"], 1),
            init,
        ),
        NativeDef::quick("append", Params::all(&["_self", "_item"]), append),
        NativeDef::quick("appendleft", Params::all(&["_self", "_item"]), append_left),
        NativeDef::quick("pop", Params::all(&["_self"]), pop),
        NativeDef::quick("popleft", Params::all(&["_self"]), pop_left),
        NativeDef::quick("clear", Params::all(&["_self"]), clear),
        NativeDef::full("extend", Params::all(&["_self", "_iterable"]), extend),
        NativeDef::full(
            "extendleft",
            Params::all(&["_self", "_iterable"]),
            extend_left,
        ),
        NativeDef::full("rotate", Params::pos(&["_self", "_n"], 1), rotate),
        NativeDef::quick("reverse", Params::all(&["_self"]), reverse),
        NativeDef::quick("__len__", Params::all(&["_self"]), len),
        NativeDef::either(
            "__getitem__",
            Params::all(&["_self", "_key"]),
            more::quick_get_item,
            more::get_item,
        ),
        NativeDef::full(
            "__setitem__",
            Params::all(&["_self", "_key", "_value"]),
            more::set_item,
        ),
        NativeDef::full(
            "__delitem__",
            Params::all(&["_self", "_key"]),
            more::delete_item,
        ),
        NativeDef::full(
            "__contains__",
            Params::all(&["_self", "_item"]),
            more::contains,
        ),
        NativeDef::full("count", Params::all(&["_self", "_item"]), more::count),
        NativeDef::full(
            "index",
            Params::pos(&["_self", "_item", "_start", "_stop"], 2),
            more::index,
        ),
        NativeDef::full(
            "insert",
            Params::all(&["_self", "_index", "_item"]),
            more::insert,
        ),
        NativeDef::full("remove", Params::all(&["_self", "_item"]), more::remove),
        NativeDef::full("copy", Params::all(&["_self"]), more::copy),
        NativeDef::full("__copy__", Params::all(&["_self"]), more::copy),
        NativeDef::quick("__iter__", Params::all(&["_self"]), more::iterate),
        NativeDef::quick(
            "__reversed__",
            Params::all(&["_self"]),
            more::iterate_backwards,
        ),
        NativeDef::full("__repr__", Params::all(&["_self"]), more::shown),
        NativeDef::full("__eq__", Params::all(&["_self", "_other"]), more::equal),
        NativeDef::full("__ne__", Params::all(&["_self", "_other"]), more::not_equal),
        NativeDef::full("__lt__", Params::all(&["_self", "_other"]), more::less),
        NativeDef::full(
            "__le__",
            Params::all(&["_self", "_other"]),
            more::less_or_equal,
        ),
        NativeDef::full("__gt__", Params::all(&["_self", "_other"]), more::greater),
        NativeDef::full(
            "__ge__",
            Params::all(&["_self", "_other"]),
            more::greater_or_equal,
        ),
        NativeDef::full("__add__", Params::all(&["_self", "_other"]), more::add),
        NativeDef::full(
            "__iadd__",
            Params::all(&["_self", "_other"]),
            more::add_in_place,
        ),
        NativeDef::full("__mul__", Params::all(&["_self", "_n"]), more::multiply),
        NativeDef::full("__rmul__", Params::all(&["_self", "_n"]), more::multiply),
        NativeDef::full(
            "__imul__",
            Params::all(&["_self", "_n"]),
            more::multiply_in_place,
        ),
        NativeDef::full("__reduce__", Params::all(&["_self"]), more::reduce),
        crate::types::alias::CLASS_GETITEM,
    ],
    getsets: &[GetSet::read("maxlen", |th, v| {
        Ok(v.expect::<Record>().see(th)?.field(LIMIT))
    })],
};

/// The items, and how often they were changed in number or order.
#[derive(Default)]
pub struct Items {
    pub items: VecDeque<Raw>,
    pub changes: u64,
}

/// Any number of threads may read at once, so not even the lock of a reader may be one thread's; nobody ever waits for it.
#[derive(Default)]
pub struct Held(RwLock<Items>);

impl Held {
    fn borrow(&self) -> RwLockReadGuard<'_, Items> {
        self.0.read().unwrap_or_else(|e| e.into_inner())
    }

    fn borrow_mut(&self) -> RwLockWriteGuard<'_, Items> {
        self.0.write().unwrap_or_else(|e| e.into_inner())
    }
}

impl NativeData for Held {
    fn trace(&self, visit: &mut dyn FnMut(Raw)) {
        self.borrow().items.iter().for_each(|r| visit(*r));
    }

    fn snapshot(&self) -> Option<Box<dyn NativeData>> {
        let now = self.borrow();
        Some(Box::new(Held(RwLock::new(Items {
            items: now.items.clone(),
            changes: now.changes,
        }))))
    }

    fn restore(&self, saved: &dyn NativeData) {
        if let Some(saved) = saved.as_any().downcast_ref::<Held>() {
            let saved = saved.borrow();
            let mut now = self.borrow_mut();
            now.items.clone_from(&saved.items);
            now.changes = saved.changes;
        }
    }

    fn words(&self) -> usize {
        self.borrow().items.len()
    }

    fn save_edit(&self, edit: EditOf, entry: &mut stm::Entry<'_>) {
        deque_edit::save(&self.borrow(), edit, entry);
    }

    fn undo_edit(&self, values: &[u64], raw: &[u64]) {
        deque_edit::undo(&mut self.borrow_mut(), values, raw);
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A deque that may be read.
pub fn seen<'t>(th: &'t Thread, v: Val<'t>) -> Res<RwLockReadGuard<'t, Items>> {
    let seen: Seen<'t, Record> = v.expect::<Record>().see(th)?;
    Ok(held(seen).borrow())
}

fn held<'t>(r: Seen<'t, Record>) -> &'t Held {
    r.native::<Held>().expect("V3: made with items")
}

/// A deque that may be changed.
pub struct Mine<'t> {
    items: &'t Held,
    limit: Option<usize>,
}

/// For any number of changes.
pub fn own<'t>(th: &'t Thread, v: Val<'t>) -> Res<Mine<'t>> {
    Ok(mine(v.expect::<Record>().own(th)?))
}

/// For this change, once.
pub fn own_for<'t>(th: &'t Thread, v: Val<'t>, edit: Edit) -> Res<Mine<'t>> {
    Ok(mine(v.expect::<Record>().own_edit(th, edit.to_words())?))
}

/// A deque that will be changed at a place which depends on what is in it.
pub fn hold<'t>(th: &'t Thread, v: Val<'t>) -> Res<RwLockReadGuard<'t, Items>> {
    Ok(held(v.expect::<Record>().hold(th)?).borrow())
}

fn mine(own: Owned<'_, Record>) -> Mine<'_> {
    Mine {
        items: held(*own),
        limit: own.field(LIMIT).as_int().map(|n| n as usize),
    }
}

impl Mine<'_> {
    /// Changes the items; drops from `keep_left ? the right : the left` end what is too much.
    pub fn change<R>(&self, f: impl FnOnce(&mut VecDeque<Raw>) -> R) -> R {
        let mut now = self.items.borrow_mut();
        now.changes += 1;
        f(&mut now.items)
    }

    pub fn push_back(&self, v: Val<'_>) {
        self.change(|items| {
            items.push_back(v.raw());
            if self.limit.is_some_and(|l| items.len() > l) {
                items.pop_front();
            }
        });
    }

    pub fn push_front(&self, v: Val<'_>) {
        self.change(|items| {
            items.push_front(v.raw());
            if self.limit.is_some_and(|l| items.len() > l) {
                items.pop_back();
            }
        });
    }

    pub fn limit(&self) -> Option<usize> {
        self.limit
    }
}

/// A new deque with these items; `class` a subclass's, too.
pub fn make<'t>(th: &'t Thread, class: Val<'t>, items: VecDeque<Raw>, limit: Val<'t>) -> Val<'t> {
    let state = Held(RwLock::new(Items { items, changes: 0 }));
    let info = class.expect::<Class>().info();
    Record::with_native(th, info.root_shape(), &[limit], Box::new(state)).val()
}

fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(make(th, a.get(0), VecDeque::new(), Val::NONE))
}

fn init(th: &mut Thread, w: Window) -> Res<Done> {
    let limit = match w.opt(th, 2).filter(|m| !th.get(*m).is_none()) {
        None => Val::NONE.raw(),
        Some(m) => {
            if !crate::modules::support::is_int(th.get(m)) {
                return Err(th.type_error("an integer is required"));
            }
            let n = to_i64(th, m)?;
            if n < 0 {
                return Err(th.value_error("maxlen must be non-negative"));
            }
            Val::small(n.min(crate::value::INT_MAX)).raw()
        }
    };
    th.section(|th| {
        let own_record = th.get(w.at(0)).expect::<Record>().own(th)?;
        own_record.set_field(LIMIT, limit.val(th));
        own(th, th.get(w.at(0)))?.change(|items| items.clear());
        Ok(())
    })?;
    if let Some(iterable) = w.opt(th, 1) {
        add_all(th, w.at(0), iterable, false)?;
    }
    th.ret(Val::NONE)
}

/// Appends all items of an iterable, at the left end in turn if `left`.
pub fn add_all(th: &mut Thread, deque: Slot, iterable: Slot, left: bool) -> Res<()> {
    let source = match th.get(deque).is(th.get(iterable)) {
        true => crate::modules::support::to_list(th, iterable)?,
        false => iterable,
    };
    let it = iter::get_iter(th, source)?;
    let mark = th.mark();
    while let Some(v) = iter::next(th, it)? {
        th.section(|th| {
            let deque = th.get(deque);
            match left {
                true => own_for(th, deque, Edit::PushFront)?.push_front(th.get(v)),
                false => own_for(th, deque, Edit::PushBack)?.push_back(th.get(v)),
            }
            Ok(())
        })?;
        th.release_to(mark);
    }
    Ok(())
}

fn append<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    own_for(th, a.get(0), Edit::PushBack)?.push_back(a.get(1));
    Ok(Val::NONE)
}

fn append_left<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    own_for(th, a.get(0), Edit::PushFront)?.push_front(a.get(1));
    Ok(Val::NONE)
}

fn pop<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    match own_for(th, a.get(0), Edit::PopBack)?.change(VecDeque::pop_back) {
        Some(v) => Ok(v.val(th)),
        None => Err(th.index_error("pop from an empty deque")),
    }
}

fn pop_left<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    match own_for(th, a.get(0), Edit::PopFront)?.change(VecDeque::pop_front) {
        Some(v) => Ok(v.val(th)),
        None => Err(th.index_error("pop from an empty deque")),
    }
}

fn clear<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    own(th, a.get(0))?.change(|items| *items = VecDeque::new());
    Ok(Val::NONE)
}

fn extend(th: &mut Thread, w: Window) -> Res<Done> {
    add_all(th, w.at(0), w.at(1), false)?;
    th.ret(Val::NONE)
}

fn extend_left(th: &mut Thread, w: Window) -> Res<Done> {
    add_all(th, w.at(0), w.at(1), true)?;
    th.ret(Val::NONE)
}

fn rotate(th: &mut Thread, w: Window) -> Res<Done> {
    let n = match w.opt(th, 1) {
        Some(n) => to_i64(th, n)?,
        None => 1,
    };
    th.section(|th| {
        let deque = th.get(w.at(0));
        let len = hold(th, deque)?.items.len().max(1);
        let n = n.rem_euclid(len as i64) as usize;
        own_for(th, deque, Edit::Rotate(n))?.change(|items| items.rotate_right(n));
        Ok(())
    })?;
    th.ret(Val::NONE)
}

fn reverse<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    own_for(th, a.get(0), Edit::Reverse)?.change(|items| items.make_contiguous().reverse());
    Ok(Val::NONE)
}

fn len<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(Val::small(seen(th, a.get(0))?.items.len() as i64))
}

/// Is it a deque?
pub fn is_deque(th: &Thread, v: Val<'_>) -> bool {
    let class = th.native_class(NativeClass::Deque).val().raw();
    th.class_of(v.raw().val(th)).is_subclass(class.val(th))
}
