//! `_warnings`: warnings from native code. The filters and the printing are `_py_warnings`'s, so `warnings` finds nothing
//! here that would take their place.

use crate::error::Exc;
use crate::import::import_object;
use crate::native::{Done, ModuleSpec, NativeDef, Params, Window};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

const WARN: Params =
    Params::pos(&["message", "category", "stacklevel", "source"], 1).kw(&["skip_file_prefixes"]);
const EXPLICIT: Params = Params::pos(
    &[
        "message",
        "category",
        "filename",
        "lineno",
        "module",
        "registry",
        "module_globals",
        "source",
    ],
    4,
);

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_warnings",
    doc: "_warnings provides basic warning filtering support.",
    functions: &[
        NativeDef::full("warn", WARN, |th, w| forward(th, w, "warn", &WARN)),
        NativeDef::full("warn_explicit", EXPLICIT, |th, w| {
            forward(th, w, "warn_explicit", &EXPLICIT)
        }),
    ],
    init: |_, _| Ok(()),
};

/// Calls the function of `_py_warnings` with the arguments that were given. A native function has no frame, so that levels
/// of the stack are counted as if it had been called at once.
fn forward(th: &mut Thread, w: Window, name: &str, params: &Params) -> Res<Done> {
    let f = import_object(th, "_py_warnings", name)?;
    let mut keywords = Vec::new();
    for (i, name) in params.pos.iter().chain(params.kwonly).enumerate() {
        if let Some(v) = w.opt(th, i) {
            keywords.push((th.root(th.intern(name)), v));
        }
    }
    let r = th.call_kw(f, &[], &keywords)?;
    th.ret_slot(r)
}

/// Warns about something in the Python code that runs.
pub fn warn(th: &mut Thread, category: Exc, message: &str) -> Res<()> {
    let f = import_object(th, "warnings", "warn")?;
    let args = [
        th.root(th.str(message)),
        th.root(th.exc_class(category).val()),
    ];
    th.call(f, &args).map(|_: Slot| ())
}

/// Warns about a place in a source text.
pub fn warn_at(
    th: &mut Thread,
    category: Exc,
    message: &str,
    filename: &str,
    line: u32,
) -> Res<()> {
    let f = import_object(th, "warnings", "warn_explicit")?;
    let args = [
        th.root(th.str(message)),
        th.root(th.exc_class(category).val()),
        th.root(th.str(filename)),
        th.root(Val::small(line.into())),
    ];
    th.call(f, &args).map(|_: Slot| ())
}
