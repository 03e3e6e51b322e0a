//! In and out of machine code: the only ABI boundary of the VM.
//!
//! Compiled code gets the thread as its context. What it calls is quick: it may read, write, allocate and meet a
//! conflict, but never run Python, wait or collect; so references in machine registers stay good (V1). A helper that
//! cannot finish answers 0; the code is then left to the start of the op, which the interpreter runs again. Two kinds of
//! helpers may do more, and what the code holds is in its homes by then: those that open and close atomic blocks, and
//! [`step_over`], which has the interpreter do an op whole.

use crossbeam_epoch::Guard;
use jit::cache::Ran;
use jit::region::Region;
use jit::target::Barrier;

use crate::atomic::snapshot::Opening;
use crate::class::Class;
use crate::interp::frame::{Frame, OnReturn};
use crate::native::{Args, Body, NativeDef, QuickFn};
use crate::object::instance::AttrWrite;
use crate::object::{Code, Function, Instance, Kind, List, Str, Tuple, word_of};
use crate::over::Site;
use crate::protocol::number::{self, BinOp, CmpOp};
use crate::protocol::text;
use crate::resume::Callee;
use crate::semantics::Next;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Raw, Val};

/// Runs a region's code for the frame whose registers begin at `base`, if it has code.
pub fn enter<'g>(
    th: &mut Thread,
    region: &Region,
    base: Slot,
    guard: &'g Guard,
) -> Option<Ran<'g>> {
    th.limit_depth();
    let registers = th.register_ptr(base) as *mut u64;
    let context = th as *mut Thread as *mut u8;
    // SAFETY: V10, the context is laid out as `record::target` says, and the stack's reserve has room for every frame
    // that a trace may inline.
    unsafe { region.code().run(context, registers, guard) }
}

/// The thread behind a context pointer.
///
/// # Safety
/// Called by compiled code that this thread runs.
unsafe fn thread<'a>(context: *mut Thread) -> &'a Thread {
    // SAFETY: V10, the context is the thread that entered the code.
    unsafe { &*context }
}

fn answer(th: &Thread, r: Res<Val<'_>>) -> u64 {
    match r {
        Ok(v) => v.bits(),
        Err(_) => {
            // The interpreter runs the op again and raises or waits in its own right.
            th.pending.set(Raw::UNDEF);
            0
        }
    }
}

fn value(th: &Thread, bits: u64) -> Val<'_> {
    Raw(bits).val(th)
}

fn quick(th: &Thread, def: u64, args: &[u64]) -> u64 {
    // SAFETY: V10, the recorder passes the address of a static definition.
    let def: &'static NativeDef = unsafe { &*(def as *const NativeDef) };
    let (Body::Quick(f) | Body::Either(f, _)) = def.body else {
        return 0;
    };
    let mark = th.mark();
    let first = th.root_row(args.len());
    for (i, a) in args.iter().enumerate() {
        th.set(first.offset(i), value(th, *a));
    }
    let r = f(th, Args::new(th, first, args.len()));
    th.release_to(mark);
    answer(th, r)
}

/// Runs a quick body on these arguments, as compiled code does.
pub fn run_quick<'t>(th: &'t Thread, body: QuickFn, args: &[Val<'t>]) -> Res<Val<'t>> {
    let mark = th.mark();
    let first = th.root_row(args.len());
    for (i, a) in args.iter().enumerate() {
        th.set(first.offset(i), *a);
    }
    let r = body(th, Args::new(th, first, args.len()));
    th.release_to(mark);
    r
}

macro_rules! quick_calls {
    ($($name:ident($($arg:ident),*);)*) => {$(
        /// Calls a quick native function.
        pub(crate) extern "C" fn $name(context: *mut Thread, def: u64 $(, $arg: u64)*) -> u64 {
            // SAFETY: V10, called by compiled code.
            quick(unsafe { thread(context) }, def, &[$($arg),*])
        }
    )*};
}
quick_calls! { quick0(); quick1(a); quick2(a, b); quick3(a, b, c); quick4(a, b, c, d); }

/// Was the frame `level` below the anchor's called by this function, at this place? `place` is the caller's pc above the
/// distance of the two frames' registers.
pub(crate) extern "C" fn returns_to(
    context: *mut Thread,
    level: u64,
    callee: u64,
    caller: u64,
    place: u64,
) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    let frames = &th.frames[..th.frames.len() - level as usize];
    let holds = match frames {
        [.., below, left] => {
            left.function.0 == callee
                && matches!(left.on_return, OnReturn::Store(_))
                && below.function.0 == caller
                && below.pc == (place >> 32) as u32
                && left.base - below.base == place as u32
        }
        _ => false,
    };
    Val::bool(holds).bits()
}

/// Gives an owned instance the attribute that leads to the shape `to`.
pub(crate) extern "C" fn add_attr(context: *mut Thread, object: u64, to: u64, v: u64) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    let added = || {
        let own = value(th, object).expect::<Instance>().own(th)?;
        own.add_attr(th, crate::object::shape(to as u32), value(th, v));
        Ok(Val::TRUE)
    };
    answer(th, added())
}

/// A binary operator on builtin values.
pub(crate) extern "C" fn binary(
    context: *mut Thread,
    op: u64,
    inplace: u64,
    a: u64,
    b: u64,
) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    let Some(op) = BinOp::from_number(op) else {
        return 0;
    };
    let r = crate::types::ops::quick_binary(th, op, inplace != 0, value(th, a), value(th, b));
    answer(th, r.map(|v| v.unwrap_or(Val::UNDEF)))
}

/// A comparison of builtin values.
pub(crate) extern "C" fn compare(context: *mut Thread, op: u64, a: u64, b: u64) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    let Some(op) = CmpOp::from_number(op) else {
        return 0;
    };
    let r = crate::types::ops::quick_compare(th, op, value(th, a), value(th, b));
    answer(th, r.map(|t| t.map_or(Val::UNDEF, Val::bool)))
}

/// `v in container` of builtin values.
pub(crate) extern "C" fn contains(context: *mut Thread, container: u64, v: u64) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    let r = crate::protocol::container::quick_contains(th, value(th, container), value(th, v));
    answer(th, r.map(|t| t.map_or(Val::UNDEF, Val::bool)))
}

/// `slice(start, stop, step)`.
pub(crate) extern "C" fn new_slice(context: *mut Thread, start: u64, stop: u64, step: u64) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    crate::types::slice::new(th, &[start, stop, step].map(|v| value(th, v))).bits()
}

fn construct(th: &Thread, class: u64, args: &[Val<'_>]) -> u64 {
    let r = quick_construct(th, value(th, class), args);
    answer(th, r.map(|v| v.unwrap_or(Val::UNDEF)))
}

/// What calling a builtin class gives, where that takes no Python code.
pub fn quick_construct<'t>(
    th: &'t Thread,
    class: Val<'t>,
    args: &[Val<'t>],
) -> Res<Option<Val<'t>>> {
    let home = class.known::<Class>().info().builtin;
    if !class.is(th.builtin(home)) {
        return Ok(None);
    }
    crate::types::construct::quick_call(th, home, args)
}

/// `class()` of a builtin class.
pub(crate) extern "C" fn construct0(context: *mut Thread, class: u64) -> u64 {
    // SAFETY: V10, called by compiled code.
    construct(unsafe { thread(context) }, class, &[])
}

/// `class(x)` of a builtin class.
pub(crate) extern "C" fn construct1(context: *mut Thread, class: u64, x: u64) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    construct(th, class, &[value(th, x)])
}

/// A replacement field of an f-string.
pub(crate) extern "C" fn format(context: *mut Thread, v: u64, conversion: u64, spec: u64) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    let r = quick_format(th, value(th, v), conversion as u32, value(th, spec));
    answer(th, r.map(|v| v.unwrap_or(Val::UNDEF)))
}

/// What `format` can answer without Python code.
pub fn quick_format<'t>(
    th: &'t Thread,
    v: Val<'t>,
    conversion: u32,
    spec: Val<'t>,
) -> Res<Option<Val<'t>>> {
    let converted = match char::from_u32(conversion) {
        Some('s') => text::quick_str(th, v)?,
        Some('r') => text::quick_repr(th, v)?,
        Some('\0') => Some(v),
        _ => None,
    };
    let spec = match spec.cast::<Str>() {
        Some(spec) => spec.text(),
        None if spec.is_undef() => "",
        None => return Ok(None),
    };
    match converted {
        Some(v) => text::quick_format(th, v, spec),
        None => Ok(None),
    }
}

/// The strings of a tuple as one.
pub(crate) extern "C" fn join_parts(context: *mut Thread, parts: u64) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    quick_join(th, value(th, parts).expect::<Tuple>().items()).bits()
}

/// The parts of an f-string, all of them strings.
pub fn quick_join<'t>(th: &'t Thread, parts: &[Val<'t>]) -> Val<'t> {
    let mut few = [""; 8];
    let texts = parts
        .iter()
        .map(|v| crate::types::args::text_of(*v).unwrap_or_default());
    match few.get_mut(..parts.len()) {
        Some(few) => {
            few.iter_mut().zip(texts).for_each(|(t, part)| *t = part);
            Str::join(th, few).val()
        }
        None => Str::join(th, &texts.collect::<Vec<_>>()).val(),
    }
}

/// Truth of a builtin value.
pub(crate) extern "C" fn truth(context: *mut Thread, v: u64) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    let r = number::quick_truth(th, value(th, v));
    answer(th, r.map(|t| t.map_or(Val::UNDEF, Val::bool)))
}

/// `obj[key]` of builtin containers.
pub(crate) extern "C" fn get_item(context: *mut Thread, obj: u64, key: u64) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    let r = quick_get_item(th, value(th, obj), value(th, key));
    answer(th, r.map(|v| v.unwrap_or(Val::UNDEF)))
}

/// What `get_item` can answer without Python code.
pub fn quick_get_item<'t>(th: &'t Thread, obj: Val<'t>, key: Val<'t>) -> Res<Option<Val<'t>>> {
    if obj.has_shape(crate::class::Builtin::Dict.shape()) {
        return crate::types::dict::quick_get(th, obj.known(), key);
    }
    crate::protocol::container::quick_get_item(th, obj, key)
}

/// `obj[key] = v` of builtin containers.
pub(crate) extern "C" fn set_item(context: *mut Thread, obj: u64, key: u64, v: u64) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    let (obj, key, v) = (value(th, obj), value(th, key), value(th, v));
    let r = crate::protocol::container::quick_set_item(th, obj, key, v);
    answer(th, r.map(|done| if done { Val::NONE } else { Val::UNDEF }))
}

/// The next item of a builtin iterator; at its end the interpreter looks again.
pub(crate) extern "C" fn iter_next(context: *mut Thread, it: u64) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    match crate::protocol::iter::quick_next(th, value(th, it)) {
        Ok(Next::Item(v)) => v.bits(),
        Ok(Next::Done | Next::Other) => 0,
        Err(u) => answer(th, Err(u)),
    }
}

/// Appends to an exact list that the transaction owns.
pub(crate) extern "C" fn push(context: *mut Thread, list: u64, v: u64) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    let r = value(th, list)
        .expect::<List>()
        .own(th)
        .map(|own| own.push(th, value(th, v)));
    answer(th, r.map(|()| Val::NONE))
}

/// `a ** b`, which the recorder has seen to be a plain float power; NaN where it is not one.
pub(crate) extern "C" fn float_pow(_context: *mut Thread, a: f64, b: f64) -> f64 {
    number::quick_float_pow(a, b).unwrap_or(f64::NAN)
}

/// A list of up to four items.
pub(crate) extern "C" fn new_list(
    context: *mut Thread,
    n: u64,
    a: u64,
    b: u64,
    c: u64,
    d: u64,
) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    let items = [a, b, c, d].map(|bits| value(th, bits));
    th.list(&items[..n as usize]).bits()
}

/// A tuple of up to four items.
pub(crate) extern "C" fn new_tuple(
    context: *mut Thread,
    n: u64,
    a: u64,
    b: u64,
    c: u64,
    d: u64,
) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    let items = [a, b, c, d].map(|bits| value(th, bits));
    th.tuple(&items[..n as usize]).bits()
}

/// A function of this code.
pub(crate) extern "C" fn make_function(
    context: *mut Thread,
    code: u64,
    globals: u64,
    defaults: u64,
    keyword_defaults: u64,
    annotate: u64,
    closure: u64,
) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    let parts = [defaults, keyword_defaults, annotate, closure].map(|bits| value(th, bits));
    let (code, globals) = (value(th, code).expect(), value(th, globals).expect());
    crate::semantics::rare::object::new_function(th, code, globals, parts)
        .val()
        .bits()
}

/// `iter(v)` of builtin iterables.
pub(crate) extern "C" fn make_iter(context: *mut Thread, v: u64) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    let r = crate::protocol::iter::quick_iter(th, value(th, v));
    answer(th, r.map(|it| it.unwrap_or(Val::UNDEF)))
}

/// Opens an atomic block. Each number holds two, the first in its high half. `level`: the register that waits for the
/// value of the frame that opens it, if that is inlined, and how many frames it is above the one whose registers begin at
/// the code's base. `places`: word indices of the call and of the next op. `slots`: where the frame's registers begin, and
/// that of the result. Registers are counted from the base. `function` and `code` are those of an inlined frame.
pub(crate) extern "C" fn open_block(
    context: *mut Thread,
    level: u64,
    places: u64,
    slots: u64,
    function: u64,
    code: u64,
    manager: u64,
) -> u64 {
    // SAFETY: V10, called by compiled code, which holds no reference into the thread.
    let th = unsafe { &mut *context };
    let outer = th.frames.len() - 1;
    let above = level as u32 as i32;
    let number = outer.wrapping_add_signed(above as isize);
    let base = th.frames[outer].base;
    let slot = |from_base: u64| Slot(base.wrapping_add(from_base as u32));
    let inlined = function != 0;
    let pc = (places >> 32) as u32;
    let mut frame = th.frames[if inlined { outer } else { number }];
    if inlined {
        let f = value(th, function).expect::<Function>();
        frame = Frame {
            function: Raw(function),
            code: Raw(code),
            data: value(th, code).expect::<Code>().body(),
            globals: f.globals().raw(),
            base: slot(slots >> 32).0,
            on_return: OnReturn::Store(slot(level >> 32)),
            extra: Raw::UNDEF,
            generator: Raw::UNDEF,
            namespace: Raw::UNDEF,
            outer_handled: th.handled.get(),
            pc,
        };
    }
    let opening = Opening {
        frame: Frame { pc, ..frame },
        number,
        inlined,
        depth: th.depth.get().wrapping_add_signed(above),
        pc,
        next: places as u32,
        dst: slot(slots),
        manager: Raw(manager),
    };
    block_done(crate::atomic::enter_compiled(th, &opening))
}

fn block_done(done: bool) -> u64 {
    match done {
        true => Raw::TRUE.0,
        false => 0,
    }
}

/// Enters a block once more, in the frame `level` above the one whose registers begin at the code's base.
pub(crate) extern "C" fn nest_block(context: *mut Thread, level: i64) -> u64 {
    // SAFETY: V10, as in `open_block`.
    let th = unsafe { &mut *context };
    let frames = th.frames.len().wrapping_add_signed(level as isize);
    block_done(crate::atomic::nest_compiled(th, frames))
}

/// Commits the open block.
pub(crate) extern "C" fn close_block(context: *mut Thread) -> u64 {
    // SAFETY: V10, as in `open_block`.
    let th = unsafe { &mut *context };
    block_done(crate::atomic::leave_compiled(th, true))
}

/// Leaves an inner level of the open block.
pub(crate) extern "C" fn unnest_block(context: *mut Thread) -> u64 {
    // SAFETY: V10, as in `open_block`.
    let th = unsafe { &mut *context };
    block_done(crate::atomic::leave_compiled(th, false))
}

/// Has the interpreter do an op that no trace can hold.
pub(crate) extern "C" fn step_over(context: *mut Thread, site: u64, a: u64, b: u64, c: u64) -> u64 {
    // SAFETY: V10, as in `open_block`: all that the code holds is in its homes, too.
    let th = unsafe { &mut *context };
    // SAFETY: V10, the recorder passes the address of a site that the trace keeps.
    let site: &Site = unsafe { &*(site as *const Site) };
    block_done(crate::over::step_over(th, site, &[a, b, c].map(Raw)))
}

/// Takes a lock that is free.
pub(crate) extern "C" fn take_lock(context: *mut Thread, lock: u64) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    answer(
        th,
        crate::modules::_thread::lock::take_free(th, value(th, lock)),
    )
}

/// Releases a lock.
pub(crate) extern "C" fn free_lock(context: *mut Thread, lock: u64) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    answer(th, crate::modules::_thread::lock::free(th, value(th, lock)))
}

/// Slow path of a read barrier.
pub(crate) extern "C" fn see(context: *mut Thread, object: u64, shape: u32) -> u32 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    let v = value(th, object);
    if v.shape_id() != shape {
        return Barrier::OtherShape as u32;
    }
    match th.see_word(word_of(v)) {
        // Until then another thread may have had it.
        Ok(()) if v.shape_id() != shape => Barrier::OtherShape as u32,
        Ok(()) => Barrier::Settled as u32,
        Err(_) => {
            crate::modules::_thread::lock::note_missed(th, v);
            Barrier::Conflict as u32
        }
    }
}

/// Slow path of a write barrier.
pub(crate) extern "C" fn own(context: *mut Thread, object: u64, shape: u32) -> u32 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    let v = value(th, object);
    if v.shape_id() != shape {
        return Barrier::OtherShape as u32;
    }
    debug_assert!(v.shape().kind != Kind::Str);
    match th.own_object(v) {
        // Until then another thread may have had it.
        Ok(()) if v.shape_id() != shape => Barrier::OtherShape as u32,
        Ok(()) => Barrier::Settled as u32,
        Err(_) => Barrier::Conflict as u32,
    }
}

/// Slow path of an allocation.
pub(crate) extern "C" fn allocate(context: *mut Thread, size: u64, _cursor: u32) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    th.allocate(size as usize).as_ptr() as u64
}

/// A heap int for a number that needs more than 49 bits.
pub(crate) extern "C" fn box_int(context: *mut Thread, i: i64) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    th.int(i).bits()
}

/// A function that compiled code called was left with this status: keeps what the exit left in the spill area.
pub(crate) extern "C" fn leave_callee(context: *mut Thread, status: u64, place: u64) -> u64 {
    // SAFETY: V10, called by compiled code.
    let th = unsafe { thread(context) };
    // SAFETY: J7, compiled code that this thread runs has just returned the status.
    let left = unsafe { jit::cache::left(status) };
    let mut leaves = vec![0; left.exit.leaves.len()];
    th.spill(&mut leaves);
    th.callees.borrow_mut().push(Callee {
        left,
        first: place as u32 as i32,
        dst: (place >> 32) as i32,
        leaves,
    });
    0
}

/// The region behind a hot slot's pointer, which its list keeps alive.
#[inline(always)]
pub(crate) fn region_ref<'a>(p: *mut Region) -> Option<&'a Region> {
    // SAFETY: J8, a published region is kept by the slot's list as long as the code object lives.
    unsafe { p.as_ref() }
}
