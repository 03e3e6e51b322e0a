//! `_functools`: what `functools` takes from native code.
//!
//! `reduce` is here; [`partial`], [`cache`] (the wrapper of `lru_cache`) and [`order`] (`cmp_to_key`) have files of
//! their own.

mod cache;
mod order;
mod partial;

use super::support::{NativeClass, add, add_class, add_known_class};
use crate::native::{Done, ModuleSpec, NativeDef, Params, Window};
use crate::protocol::iter;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_functools",
    doc: "Tools that operate on functions.",
    functions: &[
        NativeDef::full(
            "reduce",
            Params::pos(&["_function", "_iterable", "initial"], 2),
            reduce,
        ),
        NativeDef::quick("cmp_to_key", Params::all(&["mycmp"]), order::cmp_to_key),
    ],
    init,
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    add_known_class(th, module, NativeClass::Partial, &partial::PARTIAL)?;
    add_known_class(th, module, NativeClass::Placeholder, &partial::PLACEHOLDER)?;
    add(
        th,
        module,
        "Placeholder",
        th.native_record(NativeClass::Placeholder, &[]),
    )?;
    add_class(th, module, &cache::WRAPPER)?;
    add_known_class(th, module, NativeClass::ComparisonKey, &order::KEY)?;
    Ok(())
}

fn reduce(th: &mut Thread, w: Window) -> Res<Done> {
    let function = w.at(0);
    let it = match iter::get_iter(th, w.at(1)) {
        Err(crate::unwind::Unwind::Raise) if th.swallow(crate::error::Exc::TypeError) => {
            return Err(th.type_error("reduce() arg 2 must support iteration"));
        }
        it => it?,
    };
    let total = th.root_row(1);
    match w.opt(th, 2) {
        Some(initial) => th.set(total, th.get(initial)),
        None => match iter::next(th, it)? {
            Some(v) => th.set(total, th.get(v)),
            None => {
                return Err(th.type_error("reduce() of empty iterable with no initial value"));
            }
        },
    }
    let mark = th.mark();
    while let Some(v) = iter::next(th, it)? {
        let r = th.call(function, &[total, v])?;
        th.set(total, th.get(r));
        th.release_to(mark);
    }
    th.ret_slot(total)
}
