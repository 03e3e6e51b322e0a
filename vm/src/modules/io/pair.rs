//! `BufferedRWPair`: a reader and a writer that are one object.

use super::{BELOW, HELPER, make, stream_class};
use crate::modules::support::{self, NativeClass, NativeClassSpec, get_attr};
use crate::native::{Done, GetSet, NativeDef, Params, Window};
use crate::object::Record;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

const ONE: Params = Params::all(&["_self"]);

pub const CLASS: NativeClassSpec = stream_class(
    "BufferedRWPair",
    "A buffered reader and writer object together.",
    &[
        NativeDef::quick(
            "__new__",
            Params::pos(&["_cls"], 1).kwdict().rest(),
            |th, a| Ok(make::<()>(th, a.get(0))),
        )
        .static_method(),
        NativeDef::full(
            "__init__",
            Params::pos(&["_self", "_reader", "_writer", "_buffer_size"], 3),
            init,
        ),
        NativeDef::full("read", Params::pos(&["_self", "_size"], 1), |th, w| {
            pass(th, w, BELOW, "read")
        }),
        NativeDef::full("read1", Params::pos(&["_self", "_size"], 1), |th, w| {
            pass(th, w, BELOW, "read1")
        }),
        NativeDef::full("peek", Params::pos(&["_self", "_size"], 1), |th, w| {
            pass(th, w, BELOW, "peek")
        }),
        NativeDef::full("readinto", Params::all(&["_self", "_buffer"]), |th, w| {
            pass(th, w, BELOW, "readinto")
        }),
        NativeDef::full("readinto1", Params::all(&["_self", "_buffer"]), |th, w| {
            pass(th, w, BELOW, "readinto1")
        }),
        NativeDef::full("readable", ONE, |th, w| pass(th, w, BELOW, "readable")),
        NativeDef::full("write", Params::all(&["_self", "_b"]), |th, w| {
            pass(th, w, HELPER, "write")
        }),
        NativeDef::full("flush", ONE, |th, w| pass(th, w, HELPER, "flush")),
        NativeDef::full("writable", ONE, |th, w| pass(th, w, HELPER, "writable")),
        NativeDef::full("close", ONE, close),
        NativeDef::full("isatty", ONE, is_terminal),
    ],
    &[GetSet::read("closed", |th, v| {
        use crate::protocol::attr::{self, Found};
        let writer = v.expect::<Record>().see(th)?.field(HELPER);
        match writer.is_undef() {
            true => Ok(Val::TRUE),
            false => Ok(match attr::find(th, writer, th.intern("closed"))? {
                Found::Value(v) => v,
                _ => Val::FALSE,
            }),
        }
    })],
);

fn init(th: &mut Thread, w: Window) -> Res<Done> {
    let size: Vec<Slot> = w.opt(th, 3).into_iter().collect();
    for (i, class, field) in [
        (1, NativeClass::BufferedReader, BELOW),
        (2, NativeClass::BufferedWriter, HELPER),
    ] {
        let class = th.root(th.native_class(class).val());
        let args: Vec<Slot> = std::iter::once(w.at(i))
            .chain(size.iter().copied())
            .collect();
        let made = th.call(class, &args)?;
        th.section(|th| {
            let own = th.get(w.at(0)).expect::<Record>().own(th)?;
            own.set_field(field, th.get(made));
            Ok(())
        })?;
    }
    th.ret(Val::NONE)
}

/// One of the two streams in a register.
fn half(th: &mut Thread, this: Slot, field: usize) -> Res<Slot> {
    th.section(|th| {
        let v = th.get(this).expect::<Record>().see(th)?.field(field);
        match v.is_undef() {
            true => Err(th.value_error("I/O operation on uninitialized object")),
            false => Ok(th.root(v)),
        }
    })
}

fn pass(th: &mut Thread, w: Window, field: usize, method: &str) -> Res<Done> {
    let stream = half(th, w.at(0), field)?;
    let f = get_attr(th, stream, method)?;
    let args: Vec<Slot> = w.from(1).filter(|s| !th.get(*s).is_undef()).collect();
    let r = th.call(f, &args)?;
    th.ret_slot(r)
}

fn close(th: &mut Thread, w: Window) -> Res<Done> {
    for field in [HELPER, BELOW] {
        let stream = half(th, w.at(0), field)?;
        let f = get_attr(th, stream, "close")?;
        th.call(f, &[])?;
    }
    th.ret(Val::NONE)
}

fn is_terminal(th: &mut Thread, w: Window) -> Res<Done> {
    for field in [HELPER, BELOW] {
        let stream = half(th, w.at(0), field)?;
        let f = support::get_attr(th, stream, "isatty")?;
        let r = th.call(f, &[])?;
        if crate::protocol::number::truth(th, r)? {
            return th.ret(Val::TRUE);
        }
    }
    th.ret(Val::FALSE)
}
