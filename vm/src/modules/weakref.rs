//! `_weakref`: weak references. What they are is told in [`crate::heap::weak`].

use crate::class::Builtin;
use crate::heap::weak::{CALLBACK, HASH, REFERENT};
use crate::native::{Args, Done, GetSet, ModuleSpec, NativeDef, Params, TypeSpec, Window};
use crate::object::{Dict, Kind, Record, Ref, shape};
use crate::protocol::number::{CmpOp, same_or_equal};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_weakref",
    doc: "Weak-reference support module.",
    functions: &[
        NativeDef::quick("getweakrefcount", Params::all(&["_object"]), count),
        NativeDef::quick("getweakrefs", Params::all(&["_object"]), references),
        NativeDef::full(
            "_remove_dead_weakref",
            Params::all(&["_dct", "_key"]),
            remove_dead,
        ),
        NativeDef::full(
            "proxy",
            Params::pos(&["_object", "_callback"], 1),
            super::weakproxy::make,
        ),
    ],
    init,
};

pub const TYPE: TypeSpec = TypeSpec {
    builtin: Builtin::WeakRef,
    doc: "",
    methods: &[
        NativeDef::quick(
            "__new__",
            Params::pos(&["_cls", "_object", "_callback"], 2)
                .rest()
                .kwdict(),
            new,
        )
        .static_method(),
        NativeDef::quick(
            "__init__",
            Params::pos(&["_self", "_object", "_callback"], 2)
                .rest()
                .kwdict(),
            idle,
        ),
        NativeDef::quick("__call__", Params::all(&["_self"]), call),
        NativeDef::full("__hash__", Params::all(&["_self"]), hash),
        NativeDef::full("__eq__", Params::all(&["_self", "_other"]), eq),
        NativeDef::full("__ne__", Params::all(&["_self", "_other"]), ne),
        NativeDef::quick("__repr__", Params::all(&["_self"]), repr),
    ],
    getsets: &[GetSet::read("__callback__", callback)],
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    for name in ["ref", "ReferenceType"] {
        super::support::add(th, module, name, th.builtin(Builtin::WeakRef))?;
    }
    super::weakproxy::add_classes(th, module)
}

/// Can objects of this kind be referred to weakly? As in CPython: not numbers, texts, tuples, lists, dicts.
fn is_referable<'t>(th: &'t Thread, v: Val<'t>) -> bool {
    if !v.is_pointer() {
        return false;
    }
    match v.shape().kind {
        Kind::Instance
        | Kind::Function
        | Kind::Native
        | Kind::Class
        | Kind::Set
        | Kind::Generator
        | Kind::Code => true,
        // Of the builtins with exact layouts only instances of subclasses.
        Kind::List | Kind::Dict | Kind::Boxed => {
            !th.class_of(v).info().has_flag(crate::class::flags::BUILTIN)
        }
        // A reference itself not, but an instance of a subclass.
        Kind::Record if v.has_shape(Builtin::WeakRef.shape()) => false,
        Kind::Record => !matches!(
            th.class_of(v).info().builtin,
            Builtin::Range | Builtin::Slice
        ),
        _ => false,
    }
}

fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let (class, referent) = (a.get(0).expect::<crate::class::Class>(), a.get(1));
    if !is_referable(th, referent) {
        return Err(th.type_error(format!(
            "cannot create weak reference to '{}' object",
            th.class_name(referent)
        )));
    }
    let callback = a.opt(2).filter(|c| !c.is_none());
    let plain = class.val().is(th.builtin(Builtin::WeakRef));
    if plain && callback.is_none() {
        let plain_one = |r: &Raw| {
            r.val(th).has_shape(Builtin::WeakRef.shape())
                && r.val(th).expect::<Record>().fixed(CALLBACK).is_undef()
        };
        if let Some(known) = th.vm.weak.of(referent.raw()).iter().find(|r| plain_one(r)) {
            return Ok(known.val(th));
        }
    }
    let fields = [
        Val::small(referent.bits() as i64),
        callback.unwrap_or(Val::UNDEF),
    ];
    let root = if plain {
        shape(Builtin::WeakRef.shape())
    } else {
        class.info().root_shape()
    };
    let made = Record::new(th, root, &fields);
    th.vm.weak.add(referent.raw(), made.raw());
    if callback.is_some() && th.in_block() {
        th.block.references.borrow_mut().push(made.raw());
    }
    Ok(made.val())
}

/// The open block is about to be undone: the references that it made have never been, and call nothing back.
pub(crate) fn take_out_made(th: &Thread) {
    for made in th.block.references.take() {
        let referent = made.val(th).expect::<Record>().fixed(REFERENT).as_int();
        th.vm.weak.take_out(referent.map(|at| at as u64), made);
    }
}

fn idle<'t>(_: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    Ok(Val::NONE)
}

/// The referent, or None once it is dead. What an open block has seen alive lives until it ends.
fn referent<'t>(th: &'t Thread, r: Ref<'t, Record>) -> Val<'t> {
    match r.fixed(REFERENT).as_int() {
        Some(address) => {
            let referent = Raw(address as u64);
            if th.in_block() {
                th.block.seen_alive.borrow_mut().insert(referent);
            }
            referent.val(th)
        }
        None => Val::NONE,
    }
}

fn call<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(referent(th, a.get(0).expect()))
}

fn callback<'t>(_: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let r = v.expect::<Record>();
    let c = r.fixed(CALLBACK);
    Ok(if c.is_undef() || !r.fixed(REFERENT).is_int() {
        Val::NONE
    } else {
        c
    })
}

fn hash(th: &mut Thread, w: Window) -> Res<Done> {
    let known = th.get(w.at(0)).expect::<Record>().fixed(HASH);
    if !known.is_undef() {
        return th.ret(known);
    }
    let to = th.root(referent(th, th.get(w.at(0)).expect()));
    if th.get(to).is_none() {
        return Err(th.type_error("weak object has gone away"));
    }
    let h = crate::types::keyed::hash(th, to)?;
    th.section(|th| {
        th.get(w.at(0))
            .expect::<Record>()
            .own(th)?
            .set_field(HASH, th.int(h));
        Ok(())
    })?;
    th.ret(th.int(h))
}

fn compare(th: &mut Thread, w: Window, op: CmpOp) -> Res<Done> {
    let other = th.get(w.at(1));
    if !other.is_kind(Kind::Record) || th.class_of(other).info().builtin != Builtin::WeakRef {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let a = th.root(referent(th, th.get(w.at(0)).expect()));
    let b = th.root(referent(th, th.get(w.at(1)).expect()));
    let same = if th.get(a).is_none() || th.get(b).is_none() {
        th.get(w.at(0)).is(th.get(w.at(1)))
    } else {
        same_or_equal(th, a, b)?
    };
    th.ret(Val::bool(same == (op == CmpOp::Eq)))
}

fn eq(th: &mut Thread, w: Window) -> Res<Done> {
    compare(th, w, CmpOp::Eq)
}

fn ne(th: &mut Thread, w: Window) -> Res<Done> {
    compare(th, w, CmpOp::Ne)
}

fn repr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let r = a.get(0).expect::<Record>();
    let to = referent(th, r);
    let at = r.raw().0;
    if to.is_none() {
        return Ok(th.str(&format!("<weakref at {at:#x}; dead>")));
    }
    Ok(th.str(&format!(
        "<weakref at {at:#x}; to '{}' at {:#x}>",
        th.class_name(to),
        to.bits()
    )))
}

fn count<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(th.int(th.vm.weak.of(a.get(0).raw()).len() as i64))
}

fn references<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let all: Vec<Val<'t>> = th
        .vm
        .weak
        .of(a.get(0).raw())
        .iter()
        .map(|r| r.val(th))
        .collect();
    Ok(th.list(&all))
}

/// Drops an entry of a dict if its value is a reference to a dead object.
fn remove_dead(th: &mut Thread, w: Window) -> Res<Done> {
    debug_assert!(th.get(w.at(0)).cast::<Dict>().is_some());
    if let Some(v) = crate::types::dict::get(th, w.at(0), w.at(1))? {
        let dead = th
            .get(v)
            .cast::<Record>()
            .is_some_and(|r| referent(th, r).is_none());
        if dead {
            crate::types::dict::remove(th, w.at(0), w.at(1))?;
        }
    }
    th.ret(Val::NONE)
}

/// Runs the callbacks of references whose referent died. An exception in one is reported, not raised.
pub fn run_callbacks(th: &mut Thread) -> Res<()> {
    while let Some(raw) = th.vm.weak.take_due() {
        let mark = th.mark();
        let reference = th.root(raw.val(th));
        let callback = th.root(th.get(reference).expect::<Record>().fixed(CALLBACK));
        if !th.get(callback).is_undef() {
            match th.call(callback, &[reference]) {
                Ok(_) => {}
                Err(Unwind::Raise) => super::sys::report_uncaught(th),
                Err(u) => return Err(u),
            }
        }
        th.release_to(mark);
    }
    Ok(())
}
