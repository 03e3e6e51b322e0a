//! `frame`: a Python function in progress, as programs see it.
//!
//! A frame object remembers where its frame stood. While that frame is still in progress (found again by its number, place
//! and code) line and locals are those of the moment.

use lang::opcode::Pc;

use crate::class::Builtin;
use crate::interp::frame::Frame;
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::{Cell, Code, Dict, Function, GenState, Generator, Record, Str};
use crate::thread::{Slot, Thread};
use crate::types::object::address;
use crate::unwind::Res;
use crate::value::Val;

const CODE: usize = 0;
const GLOBALS: usize = 1;
const PC: usize = 2;
const BACK: usize = 3;
/// The locals when it was made, or UNDEF.
const LOCALS: usize = 4;
/// Number of the frame in its thread, UNDEF for one that is over.
const NUMBER: usize = 5;
const BASE: usize = 6;
/// The generator whose frame this is, or UNDEF.
const GENERATOR: usize = 7;

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Frame,
    doc: "",
    methods: &[
        NativeDef::quick("__repr__", Params::all(&["_self"]), repr),
        NativeDef::full("clear", Params::all(&["_self"]), clear),
    ],
    getsets: &[
        GetSet::read("f_code", |th, v| Ok(seen(th, v)?.field(CODE))),
        GetSet::read("f_globals", |th, v| Ok(seen(th, v)?.field(GLOBALS))),
        GetSet::read("f_builtins", |th, _| {
            Ok(th.vm.builtins(th).map_or(Val::NONE, |d| d.val()))
        }),
        GetSet::read("f_back", |th, v| Ok(seen(th, v)?.field(BACK))),
        GetSet::read("f_lineno", |th, v| Ok(Val::small(i64::from(line(th, v)?)))),
        GetSet::read("f_lasti", |th, v| {
            Ok(Val::small(2 * i64::from(pc_of(th, v)?)))
        }),
        GetSet::read("f_locals", locals),
        GetSet::read("f_trace", |_, _| Ok(Val::NONE)),
        GetSet::read("f_trace_lines", |_, _| Ok(Val::TRUE)),
        GetSet::read("f_trace_opcodes", |_, _| Ok(Val::FALSE)),
        GetSet::read("f_generator", generator),
    ],
};

fn seen<'t>(th: &'t Thread, v: Val<'t>) -> Res<crate::object::Seen<'t, Record>> {
    v.expect::<Record>().see(th)
}

/// The frame object of a frame that is over.
pub fn past<'t>(th: &'t Thread, code: Val<'t>, globals: Val<'t>, pc: Val<'t>) -> Val<'t> {
    th.record(Builtin::Frame, &[code, globals, pc, Val::NONE])
}

/// The frame object of a generator that is not finished.
pub fn of_generator<'t>(th: &'t Thread, g: Val<'t>, function: Val<'t>, pc: u32) -> Val<'t> {
    let (code, f) = (
        g.expect::<Generator>().code(),
        function.expect::<Function>(),
    );
    let mut fields = [Val::UNDEF; 8];
    fields[CODE] = code.val();
    fields[GLOBALS] = f.globals().val();
    fields[PC] = Val::small(i64::from(pc));
    fields[BACK] = Val::NONE;
    fields[GENERATOR] = g;
    th.record(Builtin::Frame, &fields)
}

/// The code and globals of a frame object.
pub fn code_and_globals<'t>(th: &'t Thread, frame: Val<'t>) -> Res<(Val<'t>, Val<'t>)> {
    let r = seen(th, frame)?;
    Ok((r.field(CODE), r.field(GLOBALS)))
}

/// The number of the running function's frame, or of one `depth` calls further out.
pub fn number_of(th: &Thread, depth: usize) -> Option<usize> {
    let visible = (0..th.frames.len())
        .rev()
        .filter(|i| !th.frames[*i].body().hidden);
    visible.skip(depth).next()
}

/// The frame object of the running function, or of one `depth` calls further out; `None` if there are not that many.
pub fn current(th: &mut Thread, depth: usize) -> Option<Slot> {
    let top = number_of(th, depth)?;
    let back = th.root(Val::NONE);
    for number in 0..=top {
        let frame = th.frames[number];
        if frame.body().hidden {
            continue;
        }
        let mut fields = [Val::UNDEF; 8];
        fields[CODE] = frame.code.val(th);
        fields[GLOBALS] = frame.globals.val(th);
        fields[PC] = Val::small(i64::from(frame.pc));
        fields[BACK] = th.get(back);
        fields[NUMBER] = Val::small(number as i64);
        fields[BASE] = Val::small(i64::from(frame.base));
        fields[GENERATOR] = frame.generator.val(th);
        let made = th.record(Builtin::Frame, &fields);
        th.set(back, made);
    }
    Some(back)
}

/// The frame in progress that a frame object stands for.
fn live<'t>(th: &'t Thread, v: Val<'t>) -> Res<Option<Frame>> {
    let r = seen(th, v)?;
    let Some(number) = r.field(NUMBER).as_int() else {
        return Ok(None);
    };
    let found = th.frames.get(number as usize).copied();
    Ok(found.filter(|f| {
        f.code == r.field(CODE).raw() && r.field(BASE).as_int() == Some(i64::from(f.base))
    }))
}

fn pc_of<'t>(th: &'t Thread, v: Val<'t>) -> Res<u32> {
    if let Some(frame) = live(th, v)? {
        return Ok(frame.pc);
    }
    let r = seen(th, v)?;
    if let Some(g) = r.field(GENERATOR).cast::<Generator>() {
        return Ok(g.see(th)?.pc());
    }
    Ok(r.field(PC).as_int().unwrap_or(0) as u32)
}

fn line<'t>(th: &'t Thread, v: Val<'t>) -> Res<u32> {
    let pc = pc_of(th, v)?;
    let code = seen(th, v)?.field(CODE).expect::<Code>();
    Ok(code.body().lang.line(Pc(pc)))
}

fn locals<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    if let Some(frame) = live(th, v)? {
        return locals_of(th, &frame);
    }
    let r = seen(th, v)?;
    if !r.field(LOCALS).is_undef() {
        return Ok(r.field(LOCALS));
    }
    let code = r.field(CODE).expect::<Code>();
    if let Some(g) = r.field(GENERATOR).cast::<Generator>() {
        let seen = g.see(th)?;
        return variables(th, code, |i| seen.register(i as usize));
    }
    match code.body().lang.flags.optimized {
        true => Ok(Dict::new(th).val()),
        false => Ok(r.field(GLOBALS)),
    }
}

/// The variables of a frame in progress: its namespace, or a new dict of a function's variables as they are now.
pub fn locals_of<'t>(th: &'t Thread, frame: &Frame) -> Res<Val<'t>> {
    if !frame.namespace.is_undef() {
        return Ok(frame.namespace.val(th));
    }
    let code = frame.code.val(th).expect::<Code>();
    variables(th, code, |i| th.get(Slot(frame.base + i)))
}

fn variables<'t>(
    th: &'t Thread,
    code: crate::object::Ref<'t, Code>,
    register: impl Fn(u32) -> Val<'t>,
) -> Res<Val<'t>> {
    let (out, body) = (Dict::new(th), code.body());
    let put = |name: Val<'t>, v: Val<'t>| -> Res<()> {
        let v = match v.cast::<Cell>() {
            Some(cell) => th.load_cell(cell)?,
            None => v,
        };
        if !v.is_undef() {
            out.append(th, name.expect::<Str>().hash(), name, v);
        }
        Ok(())
    };
    for (i, name) in body.varnames.iter().enumerate() {
        put(name.val(th), register(i as u32))?;
    }
    let lang = &body.lang;
    let in_varnames = |name: &str| lang.varnames.iter().any(|v| **v == *name);
    let cells = lang.cellvars.iter().zip(&lang.cellregs);
    for (name, reg) in cells.chain(lang.freevars.iter().zip(&lang.freeregs)) {
        if !in_varnames(name) {
            put(th.intern(name), register(u32::from(reg.0)))?;
        }
    }
    Ok(out.val())
}

fn generator<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let g = seen(th, v)?.field(GENERATOR);
    Ok(if g.is_undef() { Val::NONE } else { g })
}

fn repr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let v = a.get(0);
    let code = seen(th, v)?.field(CODE).expect::<Code>();
    let text = |v: Val<'t>| v.expect::<Str>().text();
    Ok(th.str(&format!(
        "<frame at {}, file '{}', line {}, code {}>",
        address(v),
        text(code.filename()),
        line(th, v)?,
        text(code.name())
    )))
}

/// Lets go of a suspended generator's variables; of a frame that is over there are none.
fn clear(th: &mut Thread, w: Window) -> Res<Done> {
    let live = th.section(|th| Ok(live(th, th.get(w.at(0)))?.is_some()))?;
    if live {
        let text = "cannot clear an executing frame";
        return Err(th.raise(crate::error::Exc::RuntimeError, text));
    }
    let g = th.section(|th| {
        let g = seen(th, th.get(w.at(0)))?.field(GENERATOR);
        let suspended = g.cast::<Generator>();
        Ok(match suspended {
            Some(g) if g.see(th)?.state() != GenState::Finished => Some(th.root(g.val())),
            _ => None,
        })
    })?;
    if let Some(g) = g {
        crate::types::generator::throw::close(th, g)?;
    }
    th.ret(Val::NONE)
}
