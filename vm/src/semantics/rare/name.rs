//! Names in namespaces, cells of closures.

use lang::opcode::{NameId, Reg, ops};

use crate::class::Builtin;
use crate::error::Exc;
use crate::interp::{Flow, Interp};
use crate::names::Id;
use crate::object::{Cell, Dict};
use crate::protocol::container;
use crate::thread::{Slot, Thread};
use crate::types::dict;
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

/// A name in the module's globals or the builtins, without a cache.
fn global(th: &mut Thread, globals: Raw, name: Raw) -> Res<Slot> {
    let (g, n) = (th.root(globals.val(th)), th.root(name.val(th)));
    if let Some(v) = in_namespace(th, g, n)? {
        return Ok(v);
    }
    let named = {
        let key = th.root(th.id(Id::__builtins__));
        dict::get(th, g, key)?
    };
    let ns = th.section(|th| {
        let named = named.map(|s| th.get(s));
        let ns = match named {
            Some(v) if v.is_kind(crate::object::Kind::Dict) => v.cast::<Dict>(),
            Some(v) if v.is_pointer() => crate::protocol::attr::module_dict(th, v),
            _ => th.vm.builtins(th),
        };
        Ok(ns.map(|d| th.root(d.val())))
    })?;
    match ns {
        Some(b) => match dict::get(th, b, n)? {
            Some(v) => Ok(v),
            None => Err(crate::interp::name_error(th, name)),
        },
        None => Err(crate::interp::name_error(th, name)),
    }
}

/// A name in a class body's namespace, any mapping, or in globals, which may be of a subclass of dict.
fn in_namespace(th: &mut Thread, ns: Slot, name: Slot) -> Res<Option<Slot>> {
    if th.get(ns).has_shape(Builtin::Dict.shape()) {
        return dict::get(th, ns, name);
    }
    match container::get_item(th, ns, name) {
        Ok(v) => Ok(Some(v)),
        Err(Unwind::Raise) if th.swallow(Exc::KeyError) => Ok(None),
        Err(u) => Err(u),
    }
}

pub fn load_name(m: &mut Interp<'_>, op: ops::LoadName) -> Res<Flow> {
    let (ns, globals, name) = (
        m.frame().namespace,
        m.frame().globals,
        m.body().names[op.name.index()],
    );
    m.slow(op.dst, |th| {
        let n = th.root(name.val(th));
        if !ns.is_undef() {
            let ns = th.root(ns.val(th));
            if let Some(v) = in_namespace(th, ns, n)? {
                return Ok(v);
            }
        }
        global(th, globals, name)
    })
}

pub fn store_name(m: &mut Interp<'_>, op: ops::StoreName) -> Res<Flow> {
    let (ns, name, v) = (
        m.frame().namespace,
        m.body().names[op.name.index()],
        m.slot(op.value),
    );
    m.scoped(|th| {
        let (ns, n) = (th.root(ns.val(th)), th.root(name.val(th)));
        container::set_item(th, ns, n, v)
    })?;
    Ok(Flow::Next)
}

pub fn delete_name(m: &mut Interp<'_>, op: ops::DeleteName) -> Res<Flow> {
    let (ns, name) = (m.frame().namespace, m.body().names[op.name.index()]);
    remove_name(m, ns, name)
}

pub fn delete_global(m: &mut Interp<'_>, op: ops::DeleteGlobal) -> Res<Flow> {
    let (ns, name) = (m.frame().globals, m.body().names[op.name.index()]);
    remove_name(m, ns, name)
}

fn remove_name(m: &mut Interp<'_>, ns: Raw, name: Raw) -> Res<Flow> {
    m.scoped(|th| {
        let (ns, n) = (th.root(ns.val(th)), th.root(name.val(th)));
        let gone = if th.get(ns).has_shape(Builtin::Dict.shape()) {
            dict::remove(th, ns, n)?.is_some()
        } else {
            match container::del_item(th, ns, n) {
                Ok(()) => true,
                Err(Unwind::Raise) if th.swallow(Exc::KeyError) => false,
                Err(u) => return Err(u),
            }
        };
        if gone {
            Ok(Flow::Next)
        } else {
            Err(crate::interp::name_error(th, name))
        }
    })
}

pub fn make_cell(m: &mut Interp<'_>, op: ops::MakeCell) -> Res<Flow> {
    let init = m.get(op.init);
    m.put(op.dst, Cell::owned(&*m.th, init).val());
    Ok(Flow::Next)
}

fn empty_cell(m: &mut Interp<'_>, cell: Reg, name: Option<NameId>) -> Res<Flow> {
    let cell = m.slot(cell);
    let was_empty = m.full().section(|th| {
        let own = th.get(cell).expect::<Cell>().own(th)?;
        let empty = own.load().is_undef();
        own.store(Val::UNDEF);
        Ok(empty)
    })?;
    match name {
        Some(n) if was_empty => Err(crate::interp::unbound(m, n, true)),
        _ => Ok(Flow::Next),
    }
}

pub fn delete_cell(m: &mut Interp<'_>, op: ops::DeleteCell) -> Res<Flow> {
    empty_cell(m, op.cell, Some(op.name))
}

pub fn clear_cell(m: &mut Interp<'_>, op: ops::ClearCell) -> Res<Flow> {
    empty_cell(m, op.cell, None)
}

pub fn load_dict_or_global(m: &mut Interp<'_>, op: ops::LoadDictOrGlobal) -> Res<Flow> {
    let (ns, globals, name) = (
        m.slot(op.dict),
        m.frame().globals,
        m.body().names[op.name.index()],
    );
    m.slow(op.dst, |th| {
        let n = th.root(name.val(th));
        match in_namespace(th, ns, n)? {
            Some(v) => Ok(v),
            None => global(th, globals, name),
        }
    })
}

pub fn load_dict_or_cell(m: &mut Interp<'_>, op: ops::LoadDictOrCell) -> Res<Flow> {
    let (ns, cell, name) = (
        m.slot(op.dict),
        m.slot(op.cell),
        m.body().names[op.name.index()],
    );
    let found = m.scoped(|th| {
        let n = th.root(name.val(th));
        let v = match in_namespace(th, ns, n)? {
            Some(v) => v,
            None => th.section(|th| Ok(th.root(th.load_cell(th.get(cell).expect::<Cell>())?)))?,
        };
        Ok(th.raw(v))
    })?;
    if found.is_undef() {
        return Err(crate::interp::unbound(m, op.name, true));
    }
    let v = found.val(&*m.th);
    m.put(op.dst, v);
    Ok(Flow::Next)
}

pub fn load_locals(m: &mut Interp<'_>, op: ops::LoadLocals) -> Res<Flow> {
    let frame = m.frame();
    let ns = if frame.namespace.is_undef() {
        frame.globals
    } else {
        frame.namespace
    };
    m.put(op.dst, ns.val(&*m.th));
    Ok(Flow::Next)
}

pub fn load_build_class(m: &mut Interp<'_>, op: ops::LoadBuildClass) -> Res<Flow> {
    let globals = m.frame().globals;
    m.slow(op.dst, |th| {
        let name = th.id(Id::__build_class__).raw();
        global(th, globals, name)
    })
}

pub fn load_assertion_error(m: &mut Interp<'_>, op: ops::LoadAssertionError) -> Res<Flow> {
    m.put(op.dst, m.th.exc_class(Exc::AssertionError).val());
    Ok(Flow::Next)
}

pub fn load_not_implemented_error(
    m: &mut Interp<'_>,
    op: ops::LoadNotImplementedError,
) -> Res<Flow> {
    m.put(op.dst, m.th.exc_class(Exc::NotImplementedError).val());
    Ok(Flow::Next)
}

pub fn setup_annotations(m: &mut Interp<'_>, _: ops::SetupAnnotations) -> Res<Flow> {
    let ns = m.frame().namespace;
    m.scoped(|th| {
        let ns = th.root(ns.val(th));
        let name = th.root(th.id(Id::__annotations__));
        if in_namespace(th, ns, name)?.is_none() {
            let d = th.root(Dict::new(th).val());
            container::set_item(th, ns, name, d)?;
        }
        Ok(Flow::Next)
    })
}
