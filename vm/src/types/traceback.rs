//! `traceback`: where an exception has come through. One entry a frame, the outermost first.
//!
//! An entry is made for each frame that an exception leaves, so it keeps only what is at hand; the frame object is made
//! when somebody asks for it.

use lang::opcode::Pc;

use super::frame as frames;
use crate::class::Builtin;
use crate::error::field;
use crate::interp::frame::Frame;
use crate::native::{Args, GetSet, NativeDef, Params, TypeSpec};
use crate::object::{Code, Record, Ref};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const NEXT: usize = 0;
pub const CODE: usize = 1;
pub const GLOBALS: usize = 2;
pub const PC: usize = 3;
/// The frame object, UNDEF until asked for.
const FRAME: usize = 4;
/// The line of an entry that a program made, UNDEF to go by the pc.
const LINE: usize = 5;

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Traceback,
    doc: "Create a new traceback object.",
    methods: &[
        NativeDef::quick(
            "__new__",
            Params::pos(&["_cls", "tb_next", "tb_frame", "tb_lasti", "tb_lineno"], 5),
            new,
        )
        .static_method(),
        NativeDef::quick("__dir__", Params::all(&["_self"]), dir),
    ],
    getsets: &[
        GetSet::read("tb_next", |th, v| Ok(seen(th, v)?.field(NEXT))).write(set_next),
        GetSet::read("tb_frame", frame),
        // In bytes, of which a word has two.
        GetSet::read("tb_lasti", |th, v| {
            Ok(Val::small(2 * seen(th, v)?.field(PC).as_int().unwrap_or(0)))
        }),
        GetSet::read("tb_lineno", |th, v| {
            Ok(Val::small(i64::from(line_of(th, v)?)))
        }),
    ],
};

fn seen<'t>(th: &'t Thread, v: Val<'t>) -> Res<crate::object::Seen<'t, Record>> {
    v.expect::<Record>().see(th)
}

/// Puts the place where a frame stands in front of the pending exception's traceback.
pub fn add_entry(th: &mut Thread, frame: &Frame, pc: u32) {
    if frame.body().hidden {
        return;
    }
    let _ = th.section(|th| {
        let exc = th.pending.get().val(th).expect::<Record>().own(th)?;
        let next = exc.field(field::TRACEBACK);
        let tb = th.record(
            Builtin::Traceback,
            &[
                next,
                frame.code.val(th),
                frame.globals.val(th),
                Val::small(i64::from(pc)),
            ],
        );
        exc.set_field(field::TRACEBACK, tb);
        Ok(())
    });
}

/// The code object of an entry.
pub fn code_of<'t>(th: &'t Thread, tb: Val<'t>) -> Res<Ref<'t, Code>> {
    Ok(seen(th, tb)?.field(CODE).expect::<Code>())
}

/// The line of an entry.
pub fn line_of<'t>(th: &'t Thread, tb: Val<'t>) -> Res<u32> {
    let r = seen(th, tb)?;
    if let Some(line) = r.field(LINE).as_int() {
        return Ok(line as u32);
    }
    Ok(span_of(th, tb)?.map_or(0, |s| s.line))
}

/// Where in the source an entry stands; `None` for one that was given a line only.
pub fn span_of<'t>(th: &'t Thread, tb: Val<'t>) -> Res<Option<lang::code::Span>> {
    let r = seen(th, tb)?;
    if !r.field(LINE).is_undef() {
        return Ok(None);
    }
    let code = &r.field(CODE).expect::<Code>().body().lang;
    Ok(r.field(PC).as_int().map(|pc| code.span(Pc(pc as u32))))
}

fn frame<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let r = v.expect::<Record>();
    let known = r.see(th)?.field(FRAME);
    if !known.is_undef() {
        return Ok(known);
    }
    let own = r.own(th)?;
    let made = frames::past(th, own.field(CODE), own.field(GLOBALS), own.field(PC));
    own.set_field(FRAME, made);
    Ok(made)
}

fn set_next(th: &mut Thread, tb: Slot, v: Slot) -> Res<()> {
    th.section(|th| {
        let next = th.get(v);
        if next.is_undef() || !next.is_none() && !next.has_shape(Builtin::Traceback.shape()) {
            let name = if next.is_undef() {
                "NULL"
            } else {
                th.class_name(next)
            };
            return Err(th.type_error(format!("expected traceback object or None, got '{name}'")));
        }
        let mut at = next;
        while at.is_pointer() {
            if at.is(th.get(tb)) {
                return Err(th.value_error("traceback loop detected"));
            }
            at = seen(th, at)?.field(NEXT);
        }
        th.get(tb).expect::<Record>().own(th)?.set_field(NEXT, next);
        Ok(())
    })
}

fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let (next, frame) = (a.get(1), a.get(2));
    if !next.is_none() && !next.has_shape(Builtin::Traceback.shape()) {
        return Err(th.type_error(format!(
            "traceback() argument 'tb_next' must be traceback or None, not {}",
            th.class_name(next)
        )));
    }
    if !frame.has_shape(Builtin::Frame.shape()) {
        return Err(th.type_error(format!(
            "traceback() argument 'tb_frame' must be frame, not {}",
            th.class_name(frame)
        )));
    }
    for i in [3, 4] {
        if a.get(i).as_int().is_none() {
            return Err(th.type_error(format!(
                "'{}' object cannot be interpreted as an integer",
                th.class_name(a.get(i))
            )));
        }
    }
    let (code, globals) = frames::code_and_globals(th, frame)?;
    let pc = Val::small(a.get(3).as_int().unwrap_or(0) / 2);
    let fields = [next, code, globals, pc, frame, a.get(4)];
    Ok(th.record(Builtin::Traceback, &fields))
}

fn dir<'t>(th: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    let names = ["tb_frame", "tb_next", "tb_lasti", "tb_lineno"].map(|n| th.intern(n));
    Ok(th.list(&names))
}
