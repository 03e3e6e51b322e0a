//! Hot loops: when to record, when to enter compiled code, what becomes of an exit.
//!
//! Each loop head of a code object has a [`HotSlot`]. The interpreter counts back-edges there; at the threshold one
//! thread records a trace, the JIT compiles it (in the background, usually), and from then on back-edges enter the
//! code. An exit that is taken often is recorded from, and the region compiled anew with the side trace inside.

mod arrays;
mod attr;
mod blocks;
mod calls;
pub mod drive;
mod generators;
mod iterate;
pub mod machine;
mod members;
mod natives;
mod operators;
mod over;
mod rare;
mod shared;
mod slot;
pub mod target;
pub mod vocabulary;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use jit::abort::Abort;
use jit::cache::{Left, Ran};
use jit::exit::Cause;
use jit::hot::{Event, Thresholds};
use jit::region::Region;

use self::shared::count;
pub use self::shared::{HotExitRow, Jit, JitCounts, Tally};
pub use self::slot::HotSlot;
use self::slot::NEVER;
use crate::interp::{Flow, Interp};
use crate::object::Code;
use crate::resume::Innermost;
use crate::thread::Slot;
use crate::unwind::Res;
use crate::value::Raw;

/// The invalidation cell that stands for all lookups on classes.
pub const CLASSES: u64 = 1;
/// The one that stands for all places of attributes: an attribute that an object has may be hidden by a descriptor.
pub const PLACES: u64 = 2;

/// A back-edge of the interpreter: may record, may run compiled code.
#[inline(always)]
pub fn back_edge(m: &mut Interp<'_>, target: u32, hot: u16) -> Res<Flow> {
    let slot = &m.body().hot[usize::from(hot)];
    if slot.region().is_some() {
        return enter(m, target, hot);
    }
    if slot.is_due(m.th.jit_threshold) {
        return record(m, target, hot);
    }
    Ok(Flow::Jump(target))
}

#[cold]
#[inline(never)]
fn record(m: &mut Interp<'_>, target: u32, hot: u16) -> Res<Flow> {
    let slot = &m.body().hot[usize::from(hot)];
    // ORD: Relaxed; as in `back_edge`: the anchor decides who records, and when the next try is due.
    slot.turns.store(0, Ordering::Relaxed);
    if is_growing(m) {
        return Ok(Flow::Jump(target));
    }
    let Some(jit) = m.th.vm.jit() else {
        return Ok(Flow::Jump(target));
    };
    let eager = Thresholds {
        anchor: 0,
        ..jit.thresholds
    };
    if slot.anchor.step(Event::Turn, eager) != Some(jit::hot::State::Recording) {
        if slot.anchor.state() == jit::hot::State::Refused {
            // ORD: Relaxed; as above.
            slot.turns.store(NEVER, Ordering::Relaxed);
        }
        return Ok(Flow::Jump(target));
    }
    // ORD: Relaxed; it never changes, and is read only behind the region.
    slot.head.store(target, Ordering::Relaxed);
    m.go_to(target);
    let name = format!(
        "{}:{}",
        m.body().lang.name,
        m.body().lang.line(lang::opcode::Pc(target))
    );
    let globals = m.frame().globals.0;
    let (trace, pins, flow) = drive::root(m, target);
    // ORD: Relaxed; published with the region, and it changes with a new one only.
    slot.globals.store(globals, Ordering::Relaxed);
    make_region(slot, jit, name, trace, pins);
    flow?;
    m.note_pc();
    Ok(Flow::Switch)
}

/// A new region from what was recorded.
fn make_region(
    slot: &HotSlot,
    jit: &Jit,
    name: String,
    trace: Result<jit::ir::Trace, Abort>,
    pins: Vec<Raw>,
) {
    let machine = &jit.engine.machine;
    jit::log::stage("ends", || {
        format!("  of {name}: {:?}", trace.as_ref().err())
    });
    let region = trace.and_then(|trace| {
        slot.anchor.step(Event::Recorded, jit.thresholds);
        Region::new(name, slot.anchor.clone(), slot.door.clone(), trace, machine)
    });
    match region {
        Ok(region) => {
            count(&jit.counts.traces);
            let region = Arc::new(region);
            jit.pin(pins);
            jit.register(&region);
            slot.publish(&region);
            jit.engine.compile(&region);
        }
        Err(why) => give_up(slot, jit, why),
    }
}

/// Waits a region of this code to be compiled? Then the interpreter passes here only because that is not done yet.
fn is_growing(m: &Interp<'_>) -> bool {
    let mut regions = m.body().hot.iter().filter_map(HotSlot::region);
    regions.any(Region::is_growing)
}

fn give_up(slot: &HotSlot, jit: &Jit, why: Abort) {
    jit::abort::count(why);
    slot.anchor.step(Event::GaveUp(why), jit.thresholds);
}

/// The loop at which a trace ended, if that loop has code of its own.
fn onward(m: &mut Interp<'_>, left: &Left<'_>) -> Option<(u32, u16)> {
    if left.cause != Cause::End || m.th.is_polled() {
        return None;
    }
    m.reenter_frame();
    let pc = left.exit.frames.last()?.pc;
    let number = m.body().hot.iter().position(|slot| slot.begins_at(pc))?;
    let slot = &m.body().hot[number];
    // ORD: Relaxed; as in `record`.
    let at_home = slot.globals.load(Ordering::Relaxed) == m.frame().globals.0;
    (at_home && slot.region()?.has_code()).then_some((pc, number as u16))
}

/// The loop that begins here, if it has a region.
fn loop_at<'a>(m: &Interp<'a>, pc: u32) -> Option<&'a HotSlot> {
    m.body().hot.iter().find(|slot| slot.begins_at(pc))
}

/// May a region have a head here? At a loop, unless an inlined `__init__` is in progress, whose instance has no home.
fn may_be_head(m: &Interp<'_>, exit: &jit::exit::Exit) -> bool {
    let pc = m.pc;
    let a_loop = m.body().lang.insns().any(|insn| {
        insn.op == lang::opcode::Op::Loop
            && insn
                .operands()
                .any(|(mode, to)| mode == lang::opcode::Mode::Label && to == pc)
    });
    a_loop
        && exit.objects.is_empty()
        && exit.frames[1..]
            .iter()
            .all(|f| f.meta[machine::meta::RETURN] != machine::meta::INIT)
}

/// Runs compiled code for as long as it goes, from one loop to the next.
#[inline(never)]
fn enter(m: &mut Interp<'_>, mut target: u32, mut hot: u16) -> Res<Flow> {
    if !m.body().hot[usize::from(hot)]
        .region()
        .is_some_and(|region| region.has_code())
    {
        let slot = &m.body().hot[usize::from(hot)];
        if slot.region().is_some_and(|region| region.is_invalid()) {
            slot.forget();
        }
        return Ok(Flow::Jump(target));
    }
    // ORD: Relaxed; as in `record`.
    let globals = m.body().hot[usize::from(hot)]
        .globals
        .load(Ordering::Relaxed);
    let Some(jit) = m.th.vm.jit().filter(|_| globals == m.frame().globals.0) else {
        return Ok(Flow::Jump(target));
    };
    let guard = crossbeam_epoch::pin();
    let hot_exit = loop {
        let base = m.slot(lang::opcode::Reg(0));
        let code = m.frame().code;
        m.go_to(target);
        m.note_pc();
        let slot = &m.body().hot[usize::from(hot)];
        let Some(region) = slot.region() else {
            return Ok(Flow::Switch);
        };
        let begun = m.th.tally.is_sample().then(Instant::now);
        let left = match crate::compiled::enter(m.th, region, base, &guard) {
            Some(Ran::Left(left)) => left,
            Some(Ran::Returned(_)) => unreachable!("J4: a loop does not return"),
            None => return Ok(Flow::Switch),
        };
        if let Some(begun) = begun {
            region.stayed(begun.elapsed());
        }
        if let Some(done) = m.th.stepped_out.take() {
            m.th.tally.left(left.cause);
            drop(guard);
            return stepped_out(m, done);
        }
        let inner = resume_at(m, jit, &region.name, base, left);
        if let Some(hot) = hot_exit(m, jit, &inner, slot, (code, target)) {
            break Some(hot);
        }
        match onward(m, &inner.left).filter(|_| !inner.called) {
            Some(next) => (target, hot) = next,
            None => break None,
        }
    };
    drop(guard);
    go_on(m, hot_exit)
}

/// Compiled code was left in an op that it stepped over; the interpreter stands behind that.
fn stepped_out(m: &mut Interp<'_>, done: Res<()>) -> Res<Flow> {
    m.reenter_frame();
    done?;
    go_on(m, None)
}

/// Gives the interpreter its state after compiled code was left.
fn resume_at<'g>(
    m: &mut Interp<'_>,
    jit: &Jit,
    name: &str,
    base: Slot,
    left: Left<'g>,
) -> Innermost<'g> {
    m.th.tally.left(left.cause);
    let inner = crate::resume::resume(m.th, base, left, jit.engine.target());
    jit::log::stage("exits", || {
        let left = &inner.left;
        let at = left.exit.frames.last();
        format!(
            "{name} {:?} {:?} {:?}",
            left.exit.key,
            left.cause,
            at.map(|f| f.pc)
        )
    });
    inner
}

/// A function's frame was just pushed: may record it, may run compiled code.
#[inline(always)]
pub fn function_entry(m: &mut Interp<'_>) -> Res<Flow> {
    let Some(slot) = m.body().hot.last() else {
        return Ok(Flow::Entered);
    };
    if slot.may_be_entered() {
        return enter_function(m);
    }
    if slot.is_due(m.th.jit_threshold.saturating_mul(2)) {
        return record_function(m);
    }
    Ok(Flow::Entered)
}

#[cold]
#[inline(never)]
fn record_function(m: &mut Interp<'_>) -> Res<Flow> {
    let Some(slot) = m.body().hot.last() else {
        return Ok(Flow::Entered);
    };
    // ORD: Relaxed; as in `record`.
    slot.turns.store(0, Ordering::Relaxed);
    if is_growing(m) {
        return Ok(Flow::Entered);
    }
    let Some(jit) = m.th.vm.jit() else {
        return Ok(Flow::Entered);
    };
    if slot.region().is_some_and(|region| region.is_invalid()) {
        slot.forget();
    }
    let eager = Thresholds {
        anchor: 0,
        ..jit.thresholds
    };
    let lang = &m.body().lang;
    let plain = m.body().plain_args && lang.freevars.is_empty();
    if slot.has_region()
        || !plain
        || slot.anchor.step(Event::Turn, eager) != Some(jit::hot::State::Recording)
    {
        if !plain || slot.anchor.state() == jit::hot::State::Refused {
            // ORD: Relaxed; as in `record`.
            slot.turns.store(NEVER, Ordering::Relaxed);
        }
        return Ok(Flow::Entered);
    }
    let name = format!("{}:{}", lang.name, lang.firstlineno);
    // ORD: Relaxed; published with the region's code.
    slot.function.store(m.frame().function.0, Ordering::Relaxed);
    let (trace, pins, flow) = drive::function(m);
    make_region(slot, jit, name, trace, pins);
    flow?;
    m.note_pc();
    Ok(Flow::Switch)
}

#[inline(never)]
fn enter_function(m: &mut Interp<'_>) -> Res<Flow> {
    let Some(slot) = m.body().hot.last() else {
        return Ok(Flow::Entered);
    };
    // ORD: Relaxed; as in `record_function`.
    let same = slot.function.load(Ordering::Relaxed) == m.frame().function.0;
    let (Some(region), Some(jit)) = (slot.region(), m.th.vm.jit()) else {
        return Ok(Flow::Entered);
    };
    if region.is_invalid() {
        slot.forget();
        return Ok(Flow::Entered);
    }
    if !same {
        return Ok(Flow::Entered);
    }
    let base = m.slot(lang::opcode::Reg(0));
    let code = m.frame().code;
    let guard = crossbeam_epoch::pin();
    m.note_pc();
    let left = match crate::compiled::enter(m.th, region, base, &guard) {
        Some(Ran::Left(left)) => left,
        Some(Ran::Returned(value)) => {
            drop(guard);
            m.th.tally.returned();
            return m.leave_with(Raw(value));
        }
        None => return Ok(Flow::Entered),
    };
    if let Some(done) = m.th.stepped_out.take() {
        m.th.tally.left(left.cause);
        drop(guard);
        return stepped_out(m, done);
    }
    let inner = resume_at(m, jit, &region.name, base, left);
    let hot = hot_exit(m, jit, &inner, slot, (code, drive::ENTRY));
    drop(guard);
    go_on(m, hot)
}

/// An exit that is to be recorded from.
struct HotExit {
    depth: usize,
    base: Slot,
    returned: crate::resume::Returned,
    exit: Arc<jit::exit::Exit>,
    /// The place of the region.
    anchor: (Raw, u32),
    /// A trace ended here; no guard failed.
    ended: bool,
    region: Arc<Region>,
}

/// Is a recording due? `slot` has the region that was entered, whose place is `anchor`.
fn hot_exit(
    m: &Interp<'_>,
    jit: &Jit,
    inner: &Innermost<'_>,
    slot: &HotSlot,
    anchor: (Raw, u32),
) -> Option<HotExit> {
    let left = &inner.left;
    // A helper that did not finish, without a conflict to wait for, has found something else than the trace expected.
    let other_way = match left.cause {
        Cause::Guard => true,
        Cause::End => !inner.called && anchor.1 != drive::ENTRY,
        Cause::Helper => !m.th.is_conflicted() && !m.th.is_polled(),
        _ => false,
    };
    if !other_way {
        return None;
    }
    let (slot, anchor) = if inner.called {
        let code = Raw(left.exit.frames[0].code);
        let body = code.val(&*m.th).expect::<Code>().body();
        (body.hot.last()?, (code, drive::ENTRY))
    } else {
        (slot, anchor)
    };
    let region = slot.region()?;
    // The bigger the region, the hotter an exit has to be: the whole of it is compiled anew.
    let limit = slot.exit_threshold(jit, left.exit) * (1 + region.parts() as u32 / 8);
    if region.is_invalid() || !left.exit.is_hot(limit) {
        if left.exit.is_settled()
            && region.missed()
            && let Some(region) = slot.arc()
        {
            jit.engine.compile(&region);
        }
        return None;
    }
    let region = slot.arc()?;
    let exit = region.exit(left.exit.key)?;
    std::ptr::eq(&*exit, left.exit).then_some(HotExit {
        depth: inner.depth,
        base: inner.base,
        returned: inner.returned.clone(),
        exit,
        anchor,
        ended: left.cause == Cause::End,
        region,
    })
}

/// The interpreter goes on where compiled code was left; maybe with a recorder, maybe after a safepoint.
fn go_on(m: &mut Interp<'_>, hot: Option<HotExit>) -> Res<Flow> {
    if let Some(hot) = hot {
        m.reenter_frame();
        return grow(m, hot);
    }
    if m.th.is_polled() {
        m.reenter_frame();
        m.th.safepoint()?;
    }
    Ok(Flow::Switch)
}

/// Records from an exit: a side trace where a guard fails, another head where a trace ends.
fn grow(m: &mut Interp<'_>, hot: HotExit) -> Res<Flow> {
    let (exit, region) = (hot.exit, hot.region);
    let Some(jit) = m.th.vm.jit() else {
        return Ok(Flow::Switch);
    };
    let (code, anchor) = hot.anchor;
    let begun_at = (m.th.frames.len(), m.pc);
    let met = hot.ended.then(|| loop_at(m, m.pc)).flatten();
    let (trace, pins, flow) = if hot.ended {
        if !may_be_head(m, &exit) {
            return Ok(Flow::Switch);
        }
        let heads = machine::Heads {
            code,
            own: None,
            others: region.all_heads(),
            framed: region.needs_frame(),
        };
        drive::head(m, (hot.depth, hot.base), hot.returned, &exit, anchor, heads)
    } else {
        let (own, others) = region.heads(exit.key.part);
        let framed = region.needs_frame();
        let heads = machine::Heads {
            code,
            own,
            others,
            framed,
        };
        drive::side(m, (hot.depth, hot.base), hot.returned, &exit, anchor, heads)
    };
    // What goes round later would be a side trace of that, with nothing hoisted out of it.
    let left = hot.ended && (m.th.frames.len(), m.pc) < begun_at && !exit.is_settled();
    let trace = trace.and_then(|trace| {
        if left {
            Err(Abort::LeftAtOnce)
        } else {
            Ok(trace)
        }
    });
    jit::log::stage("ends", || {
        let at = exit.frames.last().map(|f| f.pc);
        let (name, key) = (&region.name, exit.key);
        format!(
            "  of {name}, from {key:?} at pc {at:?}: {:?}",
            trace.as_ref().err()
        )
    });
    let grown = trace.and_then(|trace| region.add_side(exit.key, trace, &jit.engine.machine));
    match grown {
        Ok(()) => {
            if let Some(slot) = met {
                // ORD: Relaxed; a hint.
                slot.covered.store(true, Ordering::Relaxed);
            }
            exit.settle();
            count(&jit.counts.side_traces);
            jit.pin(pins);
            jit.register(&region);
            jit.engine.compile(&region);
        }
        Err(why) => jit::abort::count(why),
    }
    flow?;
    m.note_pc();
    Ok(Flow::Switch)
}
