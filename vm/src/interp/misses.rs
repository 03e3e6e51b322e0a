//! What ops do when their inline cache does not answer: the protocol, and a new cache entry.

use lang::opcode::{CacheId, NameId, Reg};

use super::Flow;
use super::cache::Cached;
use super::machine::Interp;
use crate::error::Exc;
use crate::object::{Dict, Kind, Record, Ref, Str};
use crate::protocol::attr::{self, Cacheable, Found, RootedFound};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

/// Remembers how an attribute of this object was found.
fn remember(m: &mut Interp<'_>, obj: Slot, name: NameId, cache: CacheId) -> Res<()> {
    let name = m.body().names[name.index()];
    let entry = m.full().section(|th| {
        let o = th.get(obj);
        Ok(match attr::cacheable(th, o, name.val(th))? {
            Cacheable::Slot(place) => Some(Cached::Slot {
                shape: o.shape_id(),
                place,
            }),
            Cacheable::Constant(cell, binds) => Some(Cached::Constant {
                shape: o.shape_id(),
                version: th.vm.type_version(),
                cell: cell.raw(),
                binds,
                grows: attr::grows(th, o),
            }),
            Cacheable::No => None,
        })
    })?;
    if let Some(entry) = entry {
        set_cache(m, cache, entry);
    }
    Ok(())
}

fn set_cache(m: &mut Interp<'_>, cache: CacheId, entry: Cached) {
    if let Some(old) = m.body().caches[cache.index()].set(entry) {
        m.th.vm.retire(old);
    }
}

pub(super) fn load_attr(
    m: &mut Interp<'_>,
    dst: Reg,
    obj: Reg,
    name: NameId,
    cache: CacheId,
) -> Res<Flow> {
    let (o, n) = (m.slot(obj), m.body().names[name.index()]);
    let getter = {
        let th = &*m.th;
        super::operator::find_getter(th, th.get(o), n.val(th))?.map(|(_, f)| (f.raw(), th.raw(o)))
    };
    if let Some((f, x)) = getter
        && let Some(flow) = super::operator::enter_plain(m, dst, f, &[x])
    {
        return Ok(flow);
    }
    remember(m, o, name, cache)?;
    m.slow(dst, |th| {
        let n = th.root(n.val(th));
        th.getattr(o, n)
    })
}

pub(super) fn load_method(
    m: &mut Interp<'_>,
    dst: Reg,
    obj: Reg,
    name: NameId,
    cache: CacheId,
) -> Res<Flow> {
    let (o, n, d) = (m.slot(obj), m.body().names[name.index()], m.slot(dst));
    remember(m, o, name, cache)?;
    m.scoped(|th| {
        // A function found on the type is not bound: the object goes beside it.
        let direct = th.section(|th| {
            let this = th.get(o);
            match attr::find(th, this, n.val(th))? {
                Found::Bind(f) => {
                    th.set(d, f);
                    th.set(d.offset(1), this);
                    Ok(None)
                }
                other => Ok(Some(RootedFound::of(th, other, o))),
            }
        })?;
        if direct.is_some() {
            let n = th.root(n.val(th));
            let v = th.getattr(o, n)?;
            th.set(d, th.get(v));
            th.set(d.offset(1), Val::UNDEF);
        }
        Ok(Flow::Next)
    })
}

pub(super) fn store_attr(
    m: &mut Interp<'_>,
    obj: Reg,
    name: NameId,
    value: Reg,
    cache: CacheId,
) -> Res<Flow> {
    let (o, n, v) = (m.slot(obj), m.body().names[name.index()], m.slot(value));
    let before = m.full().get(o);
    let before = if before.is_kind(Kind::Instance) {
        Some(before.shape_id())
    } else {
        None
    };
    m.scoped(|th| {
        let n = th.root(n.val(th));
        th.setattr(o, n, v)
    })?;
    let Some(before) = before else {
        return Ok(Flow::Next);
    };
    let after = m.full().get(o).shape_id();
    let entry = m.full().section(|th| {
        let this = th.get(o);
        let class = th.class_of(this);
        let plain_setattr =
            crate::protocol::lookup::special(th, this, crate::names::Id::__setattr__)?
                .is_some_and(|f| f.is_kind(Kind::Native));
        let (hook, key) = match crate::protocol::lookup::lookup(th, class, n.val(th))? {
            Some(v) if attr::descriptor_kind(th, v)? == attr::DescriptorKind::Member => {
                // A member of `__slots__` has its place under a name of its own.
                let key = v.expect::<Record>().fixed(attr::member::STORAGE).raw();
                (false, key)
            }
            Some(v) => (attr::descriptor_kind(th, v)?.is_data(), n),
            None => (false, n),
        };
        if !plain_setattr || hook || this.shape().dict_mode {
            return Ok(None);
        }
        if before != after {
            // Somebody else may have given it attributes meanwhile.
            let next = crate::object::shape(before).with(key).id == after;
            return Ok(next.then_some(Cached::Add {
                from: before,
                to: after,
            }));
        }
        Ok(this.shape().slot(key).map(|i| Cached::Slot {
            shape: after,
            place: this.shape().place(i),
        }))
    })?;
    if let Some(entry) = entry {
        set_cache(m, cache, entry);
    }
    Ok(Flow::Next)
}

/// The cell of a name in a module namespace, made (unbound) if it is not there.
fn cell_for<'t>(
    th: &'t Thread,
    ns: Ref<'t, Dict>,
    name: Val<'t>,
) -> Res<Ref<'t, crate::object::Cell>> {
    if let Some(c) = ns.see(th)?.cell(name) {
        return Ok(c);
    }
    let own = ns.own(th)?;
    own.append(th, name.expect::<Str>().hash(), name, Val::UNDEF);
    Ok(own.cell(name).expect("V4: the cell was just made"))
}

pub(super) fn load_global(m: &mut Interp<'_>, dst: Reg, name: NameId, cache: CacheId) -> Res<Flow> {
    let (globals, n, d) = (m.frame().globals, m.body().names[name.index()], m.slot(dst));
    if !globals.val(&*m.th).expect::<Dict>().is_namespace() {
        return m.slow(dst, |th| plain_globals(th, globals, n));
    }
    let found = m.full().section(|th| {
        let (name, ns) = (n.val(th), globals.val(th).expect::<Dict>());
        let cell = cell_for(th, ns, name)?;
        let v = th.load_cell(cell)?;
        if !v.is_undef() {
            th.set(d, v);
            return Ok(Some(Cached::Global {
                namespace: globals,
                cell: cell.raw(),
                builtin: Raw::UNDEF,
            }));
        }
        let Some(builtins) = builtins_of(th, ns)? else {
            return Ok(None);
        };
        let Some(b) = builtins.see(th)?.cell(name) else {
            return Ok(None);
        };
        let v = th.load_cell(b)?;
        if v.is_undef() {
            return Ok(None);
        }
        th.set(d, v);
        Ok(Some(Cached::Global {
            namespace: globals,
            cell: cell.raw(),
            builtin: b.raw(),
        }))
    })?;
    match found {
        Some(entry) => {
            set_cache(m, cache, entry);
            Ok(Flow::Next)
        }
        None => Err(name_error(m.full(), n)),
    }
}

/// The builtins namespace that goes with a module's.
fn builtins_of<'t>(th: &'t Thread, ns: Ref<'t, Dict>) -> Res<Option<Ref<'t, Dict>>> {
    let named = ns
        .see(th)?
        .cell(th.id(crate::names::Id::__builtins__))
        .map(|c| c.current());
    Ok(match named {
        Some(v) if v.is_kind(Kind::Dict) => v.cast::<Dict>(),
        Some(v) if v.is_pointer() => attr::module_dict(th, v),
        _ => th.vm.builtins(th),
    })
}

/// Globals that are a dict of the program's own (`exec(code, {})`).
fn plain_globals(th: &mut Thread, globals: Raw, name: Raw) -> Res<Slot> {
    let (g, n) = (th.root(globals.val(th)), th.root(name.val(th)));
    if th.get(g).has_shape(crate::class::Builtin::Dict.shape()) {
        if let Some(v) = crate::types::dict::get(th, g, n)? {
            return Ok(v);
        }
    } else {
        // A subclass may have ways of its own.
        match crate::protocol::container::get_item(th, g, n) {
            Err(Unwind::Raise) if th.swallow(Exc::KeyError) => {}
            got => return got,
        }
    }
    let found = th.section(|th| {
        let Some(b) = th.vm.builtins(th) else {
            return Ok(None);
        };
        match b.see(th)?.cell(name.val(th)) {
            Some(c) => Ok(Some(th.load_cell(c)?)
                .filter(|v| !v.is_undef())
                .map(|v| th.root(v))),
            None => Ok(None),
        }
    })?;
    found.ok_or_else(|| name_error(th, name))
}

/// The NameError of a global.
#[cold]
pub(crate) fn name_error(th: &Thread, name: Raw) -> Unwind {
    let n = name.val(th).expect::<Str>();
    let exc = th.new_exception(
        Exc::NameError,
        &[th.str(&format!("name '{}' is not defined", n.text()))],
    );
    if let Ok(own) = exc.own(th) {
        own.set_field(crate::error::field::NAME, n.val());
    }
    th.raise_value(exc.val())
}

pub(super) fn store_global(
    m: &mut Interp<'_>,
    name: NameId,
    value: Reg,
    cache: CacheId,
) -> Res<Flow> {
    let (globals, n, v) = (
        m.frame().globals,
        m.body().names[name.index()],
        m.slot(value),
    );
    let is_namespace = globals.val(&*m.th).expect::<Dict>().is_namespace();
    m.scoped(|th| {
        let (g, n) = (th.root(globals.val(th)), th.root(n.val(th)));
        if is_namespace {
            th.set_namespace(g, n, v)
        } else {
            crate::types::dict::set(th, g, n, v)
        }
    })?;
    if is_namespace {
        let cell = m.full().section(|th| {
            Ok(globals
                .val(th)
                .expect::<Dict>()
                .see(th)?
                .cell(n.val(th))
                .map(|c| c.raw()))
        })?;
        if let Some(cell) = cell {
            set_cache(
                m,
                cache,
                Cached::Global {
                    namespace: globals,
                    cell,
                    builtin: Raw::UNDEF,
                },
            );
        }
    }
    Ok(Flow::Next)
}

#[cold]
pub(crate) fn unbound(m: &mut Interp<'_>, name: NameId, free: bool) -> Unwind {
    let n = m.body().names[name.index()];
    let own_cell = m
        .body()
        .lang
        .cellvars
        .iter()
        .any(|c| **c == *m.body().lang.names[name.index()]);
    let th = m.full();
    let text = n.val(th).expect::<Str>().text();
    if free && !own_cell {
        return th.raise(Exc::NameError, format!("cannot access free variable '{text}' where it is not associated with a value in enclosing scope"));
    }
    th.raise(
        Exc::UnboundLocalError,
        format!("cannot access local variable '{text}' where it is not associated with a value"),
    )
}
