//! `atexit`: functions to be called at the end, the last registered first.

use crate::native::{Done, ModuleSpec, NativeDef, Params, Window};
use crate::object::{List, Tuple};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "atexit",
    doc: "Allow programmer to define multiple exit functions to be executed upon normal program termination.",
    functions: &[
        NativeDef::full(
            "register",
            Params::all(&["_func"]).rest().kwdict(),
            register,
        ),
        NativeDef::full("unregister", Params::all(&["_func"]), unregister),
        NativeDef::full("_clear", Params::pos(&[], 0), clear),
        NativeDef::full("_ncallbacks", Params::pos(&[], 0), count),
        NativeDef::full("_run_exitfuncs", Params::pos(&[], 0), run),
    ],
    init,
};

/// Name of the list in the module, of tuples (function, arguments, keywords or None).
const LIST: &str = "_callbacks";

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let list = th.root(th.list(&[]));
    super::support::set_attr(th, module, LIST, list)
}

/// The list, if the module was ever imported.
fn list(th: &mut Thread) -> Res<Option<Slot>> {
    let modules = th.root(th.vm.modules(th).val());
    let name = th.root(th.intern("atexit"));
    match crate::types::dict::get(th, modules, name)? {
        Some(module) => super::support::get_attr_opt(th, module, LIST),
        None => Ok(None),
    }
}

fn register(th: &mut Thread, w: Window) -> Res<Done> {
    let Some(list) = list(th)? else {
        return th.ret(Val::NONE);
    };
    th.section(|th| {
        let rest: Vec<Val<'_>> = w.from(2).map(|s| th.get(s)).collect();
        let keywords = th.get(w.at(1));
        let keywords = if keywords.is_undef() {
            Val::NONE
        } else {
            keywords
        };
        let entry = th.tuple(&[th.get(w.at(0)), th.tuple(&rest), keywords]);
        th.get(list).expect::<List>().own(th)?.push(th, entry);
        Ok(())
    })?;
    th.ret_slot(w.at(0))
}

fn unregister(th: &mut Thread, w: Window) -> Res<Done> {
    let Some(list) = list(th)? else {
        return th.ret(Val::NONE);
    };
    th.section(|th| {
        let own = th.get(list).expect::<List>().own(th)?;
        let kept: Vec<Val<'_>> = own
            .items()
            .iter()
            .copied()
            .filter(|e| !e.expect::<Tuple>().at(0).is(th.get(w.at(0))))
            .collect();
        own.replace(th, &kept);
        Ok(())
    })?;
    th.ret(Val::NONE)
}

fn clear(th: &mut Thread, _: Window) -> Res<Done> {
    if let Some(list) = list(th)? {
        th.section(|th| {
            th.get(list).expect::<List>().own(th)?.truncate(0);
            Ok(())
        })?;
    }
    th.ret(Val::NONE)
}

fn count(th: &mut Thread, _: Window) -> Res<Done> {
    let n = match list(th)? {
        Some(list) => th.section(|th| Ok(th.get(list).expect::<List>().see(th)?.len()))?,
        None => 0,
    };
    th.ret(Val::small(n as i64))
}

fn run(th: &mut Thread, _: Window) -> Res<Done> {
    run_all(th)?;
    th.ret(Val::NONE)
}

/// Calls what is registered; an exception is reported and the others are still called.
pub fn run_all(th: &mut Thread) -> Res<()> {
    let Some(list) = list(th)? else { return Ok(()) };
    loop {
        let mark = th.mark();
        let entry = th.section(|th| {
            let popped = th.get(list).expect::<List>().own(th)?.pop();
            Ok(popped.map(|e| th.root(e)))
        })?;
        let Some(entry) = entry else { return Ok(()) };
        let part = |th: &Thread, i| th.root(th.get(entry).expect::<Tuple>().at(i));
        let (f, args, keywords) = (part(th, 0), part(th, 1), part(th, 2));
        if th.get(keywords).is_none() {
            th.set_raw(keywords, Raw::UNDEF);
        }
        match th.call_ex(f, args, keywords) {
            Ok(_) => {}
            Err(Unwind::Raise) => {
                super::sys::report_unraisable(th, "Exception ignored in atexit callback", None)
            }
            Err(u) => return Err(u),
        }
        th.release_to(mark);
    }
}
