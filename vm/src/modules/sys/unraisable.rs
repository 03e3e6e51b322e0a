//! Exceptions that cannot be raised: in finalizers, in hooks of transactions, at the end of threads.

use super::super::structseq::{self, StructSpec};
use super::super::support::{self, NativeClass, get_attr_opt, know_class};
use super::state::{replaced_hook, write_to};
use crate::error::field;
use crate::object::Record;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

const ARGS: StructSpec = StructSpec {
    module: "sys",
    name: "UnraisableHookArgs",
    doc: "Type used to pass arguments to sys.unraisablehook.",
    fields: &[
        "exc_type",
        "exc_value",
        "exc_traceback",
        "err_msg",
        "object",
    ],
};

/// Reports the pending exception to `sys.unraisablehook` and forgets it; `message` says what was being done, to what.
pub fn report_unraisable(th: &mut Thread, message: &str, object: Option<Slot>) {
    let mark = th.mark();
    let exc = th.root(th.take_pending());
    if report(th, message, object, exc) == Err(Unwind::Raise) {
        // The hook failed as well: the first exception is the one to be seen.
        th.pending.set(th.raw(exc));
        crate::types::exception::print::uncaught(th);
    }
    th.release_to(mark);
}

fn report(th: &mut Thread, message: &str, object: Option<Slot>, exc: Slot) -> Res<()> {
    let Some(hook) = replaced_hook(th, "unraisablehook")? else {
        let line = match object {
            Some(o) => format!("{message}: {}\n", support::repr(th, o)?),
            None => format!("{message}:\n"),
        };
        write_to(th, "stderr", &line)?;
        th.pending.set(th.raw(exc));
        crate::types::exception::print::uncaught(th);
        return Ok(());
    };
    let args = th.section(|th| {
        if !th.has_native_class(NativeClass::UnraisableHookArgs) {
            let class = structseq::new_class(th, &ARGS);
            know_class(th, NativeClass::UnraisableHookArgs, class);
        }
        let class = th.native_class(NativeClass::UnraisableHookArgs);
        let e = th.get(exc);
        let items = [
            th.class_of(e).val(),
            e,
            e.expect::<Record>().see(th)?.field(field::TRACEBACK),
            th.str(message),
            object.map_or(Val::NONE, |o| th.get(o)),
        ];
        structseq::make(th, class, &items, &[]).map(|args| th.root(args))
    })?;
    th.call(hook, &[args]).map(|_| ())
}

/// What `sys.unraisablehook` does if the program has not replaced it.
pub(super) fn unraisablehook(th: &mut Thread, u: Slot) -> Res<()> {
    let message = get_attr_opt(th, u, "err_msg")?;
    let object = get_attr_opt(th, u, "object")?;
    let mut line = match message {
        Some(m) if !th.get(m).is_none() => support::str_of(th, m)?,
        _ => "Exception ignored in".to_owned(),
    };
    if let Some(o) = object.filter(|o| !th.get(*o).is_none()) {
        line = format!("{line}: {}", support::repr(th, o)?);
    }
    write_to(th, "stderr", &format!("{line}\n"))?;
    if let Some(exc) = get_attr_opt(th, u, "exc_value")?
        && th.get(exc).is_kind(crate::object::Kind::Record)
    {
        th.pending.set(th.raw(exc));
        crate::types::exception::print::uncaught(th);
    }
    Ok(())
}
