//! Special methods that run as frames of the interpreter loop: an operator of a user's class is a call like any other,
//! so it takes no machine stack and is recorded and inlined like any other.
//!
//! Above the caller's registers lie the two operands, the method and then the method's own registers:
//!
//! ```text
//!   caller's registers | a | b | method | first argument, second argument, ...
//! ```
//!
//! The operands are for the case that the method answers NotImplemented, the method is where compiled code finds it.

use lang::opcode::Reg;

use super::frame::{Frame, OnReturn};
use super::machine::Interp;
use super::{Flow, dispatch, pop};
use crate::class::{Builtin, Class};
use crate::names::Id;
use crate::object::{Function, Kind, Record, Ref};
use crate::protocol::attr::{custom_getattribute, property};
use crate::protocol::lookup::lookup_cell;
use crate::protocol::number::{self, BinOp};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Raw, Val};

/// Registers between the caller's and the method's.
pub(crate) const GAP: u32 = 3;

/// An operator whose answer is a Python function's.
#[derive(Clone, Copy)]
pub(crate) struct Method<'t> {
    pub function: Ref<'t, Function>,
    /// It is the right operand's.
    pub reflected: bool,
}

/// A plain function of this many arguments in the class or its bases.
fn function<'t>(
    th: &'t Thread,
    class: Ref<'t, Class>,
    name: Val<'t>,
    nargs: u16,
) -> Option<Ref<'t, Function>> {
    let cell = lookup_cell(th, class, name).filter(|c| c.is_constant())?;
    plain(cell.current(), nargs)
}

fn plain(v: Val<'_>, nargs: u16) -> Option<Ref<'_, Function>> {
    let f = v.cast::<Function>()?;
    let body = f.code().body();
    (body.plain_args && usize::from(body.lang.argcount) == usize::from(nargs)).then_some(f)
}

/// The special method that is asked first, if that is a Python function.
pub(crate) fn find<'t>(
    th: &'t Thread,
    op: BinOp,
    inplace: bool,
    a: Val<'t>,
    b: Val<'t>,
) -> Option<Method<'t>> {
    let (direct, reflected, in_place) = op.methods();
    if a.is_kind(Kind::Instance) {
        let (mine, theirs) = (th.class_of(a), th.class_of(b));
        let other_first = !mine.val().is(theirs.val()) && theirs.is_subclass(mine.val());
        if other_first || inplace && lookup_cell(th, mine, th.id(in_place)).is_some() {
            return None;
        }
        return function(th, mine, th.id(direct), 2).map(|function| Method {
            function,
            reflected: false,
        });
    }
    // Numbers know nothing of instances.
    if (a.is_int() || a.is_float()) && b.is_kind(Kind::Instance) {
        return function(th, th.class_of(b), th.id(reflected), 2).map(|function| Method {
            function,
            reflected: true,
        });
    }
    None
}

/// The function behind `obj[key]` of an instance.
pub(crate) fn find_getitem<'t>(th: &'t Thread, obj: Val<'t>) -> Option<Ref<'t, Function>> {
    obj.is_kind(Kind::Instance)
        .then(|| function(th, th.class_of(obj), th.id(Id::__getitem__), 2))
        .flatten()
}

/// The function behind `obj[key] = value` of an instance.
pub(crate) fn find_setitem<'t>(th: &'t Thread, obj: Val<'t>) -> Option<Ref<'t, Function>> {
    obj.is_kind(Kind::Instance)
        .then(|| function(th, th.class_of(obj), th.id(Id::__setitem__), 3))
        .flatten()
}

/// The property and its getter behind an attribute of an instance whose class looks attributes up in the plain way.
pub(crate) fn find_getter<'t>(
    th: &'t Thread,
    obj: Val<'t>,
    name: Val<'t>,
) -> Res<Option<(Val<'t>, Ref<'t, Function>)>> {
    if !obj.is_kind(Kind::Instance) {
        return Ok(None);
    }
    let class = th.class_of(obj);
    let Some(found) = lookup_cell(th, class, name).filter(|c| c.is_constant()) else {
        return Ok(None);
    };
    let found = found.current();
    if !found.has_shape(Builtin::Property.shape())
        || custom_getattribute(th, class)?.is_some()
        || lookup_cell(th, class, th.id(Id::__getattr__)).is_some()
    {
        return Ok(None);
    }
    let getter = found.expect::<Record>().see(th)?.field(property::GET);
    Ok(plain(getter, 1).map(|f| (found, f)))
}

fn note(op: BinOp, inplace: bool, reflected: bool) -> Raw {
    Raw::int(op as i64 | i64::from(inplace) << 8 | i64::from(reflected) << 9)
}

/// Begins the method of an operator, if it is one for [`find`].
pub(crate) fn enter(
    m: &mut Interp<'_>,
    dst: Reg,
    (op, inplace): (BinOp, bool),
    a: Raw,
    b: Raw,
) -> Option<Flow> {
    let dst = m.slot(dst);
    let (f, extra, args) = {
        let th = &*m.th;
        let found = find(th, op, inplace, a.val(th), b.val(th))?;
        let args = if found.reflected { [b, a] } else { [a, b] };
        let extra = note(op, inplace, found.reflected);
        (found.function.raw(), extra, args)
    };
    enter_at(m, OnReturn::Operator(dst), extra, f, [a, b], &args)
}

/// Begins a method whose value is the op's.
pub(crate) fn enter_plain(m: &mut Interp<'_>, dst: Reg, f: Raw, args: &[Raw]) -> Option<Flow> {
    let dst = m.slot(dst);
    enter_at(
        m,
        OnReturn::Store(dst),
        Raw::UNDEF,
        f,
        [Raw::UNDEF; 2],
        args,
    )
}

/// A register for the value of a method that nobody asks for: the first above the running frame's.
pub(crate) fn nowhere(m: &Interp<'_>) -> Reg {
    Reg(m.body().lang.nregs as u16)
}

fn enter_at(
    m: &mut Interp<'_>,
    on_return: OnReturn,
    extra: Raw,
    f: Raw,
    operands: [Raw; 2],
    args: &[Raw],
) -> Option<Flow> {
    let first = m.slot(Reg(0)).0 + m.body().lang.nregs;
    let base = first + GAP;
    let (frame, nregs, depth) = {
        let th = &*m.th;
        let function = f.val(th).expect::<Function>();
        let code = function.code();
        let nregs = code.body().lang.nregs;
        let depth = th.depth.get() + 1;
        if depth > th.vm.recursion_limit() || !th.has_room(first, (nregs + GAP) as usize) {
            return None;
        }
        let frame = Frame {
            function: f,
            code: code.raw(),
            data: code.body(),
            globals: function.globals().raw(),
            base,
            pc: 0,
            on_return,
            extra,
            generator: Raw::UNDEF,
            namespace: Raw::UNDEF,
            outer_handled: th.handled.get(),
        };
        (frame, nregs, depth)
    };
    let given = operands.iter().chain([&f]).chain(args);
    let rest = nregs as usize - args.len();
    for (i, v) in given
        .copied()
        .chain(std::iter::repeat_n(Raw::UNDEF, rest))
        .enumerate()
    {
        m.th.set_raw(Slot(first).offset(i), v);
    }
    m.note_pc();
    m.th.depth.set(depth);
    m.th.top.set(base + nregs);
    m.th.frames.push(frame);
    m.stand_in(base);
    Some(Flow::Entered)
}

/// The method on top has answered NotImplemented: what is left to try.
pub(super) fn refused(m: &mut Interp<'_>, frame: &Frame, dst: Slot) -> Res<Flow> {
    pop(m.th);
    m.reenter();
    let note = frame.extra.val(&*m.th).int_unchecked();
    let (a, b) = (Slot(frame.base - GAP), Slot(frame.base - GAP + 1));
    let (inplace, reflected) = (note & 1 << 8 != 0, note & 1 << 9 != 0);
    m.scoped(|th| {
        th.top.set(frame.base);
        let op =
            BinOp::from_number(note as u64 & 0xff).expect("V6: an operator's frame says which");
        let r = number::binary_rest(th, op, inplace, reflected, a, b)?;
        th.set_raw(dst, th.raw(r));
        Ok(())
    })?;
    let next = m.pc + dispatch::words_at(m.words, m.pc);
    if m.th.frames.len() <= m.floor {
        m.go_to(next);
        m.note_pc();
        return Ok(Flow::Leave);
    }
    Ok(Flow::Jump(next))
}
