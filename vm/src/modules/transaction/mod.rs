//! `transaction`: atomic blocks for programs. `__pypy__.thread` has the same objects under PyPy's old names.
//!
//! | what | file |
//! | --- | --- |
//! | `atomic`, `retry`, hooks, `last_abort_info` | this one |
//! | `TransactionQueue` | [`queue`] |
//!
//! # What happens in a block
//!
//! *Waits* means: the block is undone, its thread sleeps until something that the block has seen changes or the time limit is over,
//! and the block runs again (`atomic::waits`). So it holds nothing meanwhile, and needs nobody to see what it has done so far.
//! In a block that is irrevocable, which cannot be undone, a wait for another thread is a RuntimeError.
//!
//! | operation | in a block |
//! | --- | --- |
//! | `Lock`, `RLock`: `acquire`, `with` | takes a free one; waits for one that is held. Others see it held when the block commits, if it still is |
//! | `release` | wakes others when the block commits |
//! | `Condition.wait`, `wait_for` | waits; the lock of the condition is not held meanwhile. A `notify` in a block arrives at its commit |
//! | `Event.wait`, `Semaphore.acquire` | waits |
//! | `Barrier.wait` | waits for parties outside blocks. Two blocks never meet, since neither sees that the other has come: with a time limit BrokenBarrierError, without one for ever |
//! | `queue`: `get`, `put`, `join`, and their time limits | waits; what was put is there for others when the block commits |
//! | `time.sleep` | waits, waking early to run again if something changes, and sleeps the rest; the 65th timed wait of a block, or one in an irrevocable block, sleeps in it |
//! | `Thread.join` | waits; RuntimeError for a thread that the same block has started |
//! | `Thread.start`, `ThreadPoolExecutor.submit` | the thread begins when the block commits, and never if it is undone; `is_alive()` is true at once |
//! | `Future.result`, `as_completed` | waits |
//! | `print`, writing to text files | appears when the block commits, whole, in the order of the commits; more than 64 KB makes it irrevocable |
//! | `flush`, reading, `seek`, `tell`, `close` of a stream; binary files, sockets, `os`, `subprocess`, `select` | makes it irrevocable first |
//! | `os.fork` | makes it irrevocable first; it goes on in both processes and commits in each. Blocks of other threads are undone in the child |
//! | `time.monotonic`, `perf_counter`, `time` | a clock that begins where that of the first try did, if the block has waited with a time limit |
//! | writing very much (64 MB to be kept for undoing) | makes it irrevocable, unless it is `atomic(rollback=True)` |
//! | an exception that leaves it | commits; MemoryError, and any in `atomic(rollback=True)`, undoes it |
//! | signals | handlers run after the block, or when it waits |
//! | `__del__`, callbacks of weak references | run outside blocks; never for an object that only an undone try has made |
//! | `yield`, `await` | RuntimeError |
//! | the end of the program | blocks that daemon threads have open then are undone, and those threads do not go on |
//! | a class or module changed | other blocks are undone; a new attribute of a class makes it irrevocable |

mod queue;

pub use queue::{Task, push_all};

use std::time::Duration;

use super::structseq::{self, StructSpec};
use super::support::{self, NativeClass, NativeClassSpec, add, add_known_class, know_class};
use crate::atomic::{self, Leaving};
use crate::class::Class;
use crate::class::flags;
use crate::error::Exc;
use crate::import::source;
use crate::native::{Args, Done, ModuleSpec, NativeDef, Params, Traced, Window};
use crate::object::{Dict, Record, Str};
use crate::places::Line;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "transaction",
    doc: "Atomic blocks: what is done in one appears to all other code as one step.",
    functions: &[
        NativeDef::full("retry", Params::pos(&["timeout"], 0), retry)
            .doc("Undo the open block and run it again when something it has read has changed."),
        NativeDef::full("check", Params::all(&["_condition"]), check)
            .doc("retry() unless the condition holds."),
        NativeDef::full("or_else", Params::all(&["_first", "_second"]), or_else).doc(
            "Call first; if it asks for a retry, undo it and call second instead. One step of the block.",
        ),
        NativeDef::full("on_commit", Params::all(&["_function"]), on_commit).doc(
            "Call the function when the open block has come through; at once if there is none.",
        ),
        NativeDef::full("on_abort", Params::all(&["_function"]), on_abort)
            .doc("Call the function after each try of the open block that was undone."),
        NativeDef::full("become_inevitable", Params::pos(&["reason"], 0), become_inevitable)
            .doc("Make the open block one that can no longer be undone; the reason is for the reader."),
        NativeDef::quick("is_atomic", Params::pos(&[], 0), |th, _| {
            Ok(Val::bool(th.in_block()))
        })
        .doc("Is an atomic block open?"),
        NativeDef::quick("counters", Params::pos(&[], 0), counters).doc(
            "How often what has happened in all threads so far: commits, aborts, waits and so on, by name. Short blocks that compiled code runs as one step are no transactions and are not counted.",
        ),
        NativeDef::full("hint_commit_soon", Params::pos(&[], 0), hint_commit_soon)
            .doc("Let others have what this thread has, if it is in no block."),
        NativeDef::full("last_abort_info", Params::pos(&[], 0), last_abort_info)
            .doc("Why the last block of this thread that was undone was, or None."),
        NativeDef::full("longest_abort_info", Params::pos(&["mintime"], 0), longest_abort_info)
            .doc("The same of the try that lost most time to another thread, if it was mintime seconds."),
        NativeDef::quick(
            "reset_longest_abort_info",
            Params::pos(&[], 0),
            reset_longest_abort_info,
        )
        .doc("Forget it."),
    ],
    init,
};

/// The package of PyPy's own modules.
pub const PYPY: ModuleSpec = ModuleSpec {
    name: "__pypy__",
    doc: "What programs written for PyPy expect of it.",
    functions: &[],
    init: |th, module| {
        let path = th.root(th.list(&[]));
        support::set_attr(th, module, "__path__", path)
    },
};

pub const PYPY_THREAD: ModuleSpec = ModuleSpec {
    name: "__pypy__.thread",
    doc: "The names under which PyPy had the objects of `transaction`.",
    functions: &[
        NativeDef::quick("getsegmentlimit", Params::pos(&[], 0), |th, _| {
            Ok(th.uint(th.vm.options.stm_config().permits as u64))
        })
        .doc("How many threads run at a time."),
    ],
    init: |th, module| {
        let error = th.root(th.exc_class(Exc::RuntimeError).val());
        support::set_attr(th, module, "error", error)?;
        // Signals reach the main thread whatever it waits for, so there is nothing to enable in another one.
        let idle = crate::import::import_object(th, "contextlib", "nullcontext")?;
        let idle = th.call(idle, &[])?;
        support::set_attr(th, module, "signals_enabled", idle)?;
        for name in [
            "atomic",
            "exclusive_atomic",
            "is_atomic",
            "hint_commit_soon",
            "last_abort_info",
            "longest_abort_info",
            "reset_longest_abort_info",
        ] {
            let v = crate::import::import_object(th, "transaction", name)?;
            support::set_attr(th, module, name, v)?;
        }
        Ok(())
    },
};

/// What the manager does besides opening a block; its only field.
pub(crate) mod mode {
    pub const PLAIN: i64 = 0;
    /// Undoes the block when an exception leaves it.
    pub const ROLLBACK: i64 = 1;
    /// Refuses to be entered in a block.
    pub const EXCLUSIVE: i64 = 2;
}

const ATOMIC: NativeClassSpec = NativeClassSpec {
    module: "transaction",
    name: "atomic",
    doc: "The context manager whose body is one step for all other code.",
    nfields: 1,
    flags: flags::FINAL | flags::NO_NEW,
    methods: &[
        NativeDef::full("__enter__", Params::all(&["_self"]), enter).traced(Traced::OpensBlock),
        NativeDef::full(
            "__exit__",
            Params::pos(&["_self", "_type", "_value", "_traceback"], 1),
            exit,
        )
        .traced(Traced::ClosesBlock),
        NativeDef::quick(
            "__call__",
            Params::all(&["_self"]).kw(&["rollback"]),
            configured,
        ),
        NativeDef::quick("__repr__", Params::all(&["_self"]), repr),
    ],
    getsets: &[],
};

const ABORT_INFO: StructSpec = StructSpec {
    module: "transaction",
    name: "abort_info",
    doc: "Why a block was undone; places are (file, line, function, text of the line).",
    fields: &["reason", "seconds", "own", "other"],
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    {
        let th = &*th;
        add_known_class(th, module, NativeClass::Atomic, &ATOMIC)?;
        let info = structseq::new_class(th, &ABORT_INFO);
        know_class(th, NativeClass::AbortInfo, info);
        add(th, module, "atomic", manager(th, mode::PLAIN))?;
        add(th, module, "exclusive_atomic", manager(th, mode::EXCLUSIVE))?;
    }
    queue::init(th, module)
}

fn manager(th: &Thread, mode: i64) -> Val<'_> {
    th.native_record(NativeClass::Atomic, &[Val::small(mode)])
}

fn mode_of(th: &Thread, this: Slot) -> i64 {
    let mode = th.get(this).expect::<Record>().fixed(0);
    mode.as_int().unwrap_or(mode::PLAIN)
}

fn enter(th: &mut Thread, w: Window) -> Res<Done> {
    if mode_of(th, w.at(0)) == mode::EXCLUSIVE && th.in_block() {
        return Err(th.raise(Exc::RuntimeError, "exclusive_atomic inside an atomic block"));
    }
    atomic::enter(th, w.first)?;
    th.ret_slot(w.at(0))
}

/// Does the manager undo its block when an exception leaves it?
pub(crate) fn undoes(manager: Val<'_>) -> bool {
    let mode = manager.cast::<Record>().and_then(|m| m.fixed(0).as_int());
    mode == Some(mode::ROLLBACK)
}

fn exit(th: &mut Thread, w: Window) -> Res<Done> {
    let failed = w.opt(th, 1).filter(|t| !th.get(*t).is_none());
    let undo = failed.is_some_and(|t| undoes(th.get(w.at(0))) || is_out_of_memory(th, t));
    atomic::leave(th, if undo { Leaving::Undo } else { Leaving::Commit })?;
    th.ret(Val::NONE)
}

/// A block that finds no memory gives back what it has taken, if it still can.
fn is_out_of_memory(th: &Thread, class: Slot) -> bool {
    let class = th.get(class).cast::<Class>();
    let fails = class.is_some_and(|c| c.is_subclass(th.exc_class(Exc::MemoryError).val()));
    fails && !th.block.is_irrevocable()
}

fn configured<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    match a.opt(1).and_then(|v| v.as_bool()) {
        Some(true) => Ok(manager(th, mode::ROLLBACK)),
        _ => Ok(a.get(0)),
    }
}

fn repr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let mode = a.get(0).expect::<Record>().fixed(0).as_int();
    Ok(th.intern(match mode {
        Some(mode::ROLLBACK) => "<transaction.atomic(rollback=True)>",
        Some(mode::EXCLUSIVE) => "<transaction.exclusive_atomic>",
        _ => "<transaction.atomic>",
    }))
}

fn retry(th: &mut Thread, w: Window) -> Res<Done> {
    let limit = match w.opt(th, 0) {
        Some(t) if !th.get(t).is_none() => {
            let seconds = support::to_f64(th, t)?;
            Some(Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX / 4))
        }
        _ => None,
    };
    Err(atomic::retry(th, limit))
}

fn or_else(th: &mut Thread, w: Window) -> Res<Done> {
    let (first, second) = (w.at(0), w.at(1));
    let result = th.root(Val::NONE);
    atomic::run(th, |th| {
        let v = atomic::choice::or_else(th, first, second)?;
        th.set(result, th.get(v));
        Ok(())
    })?;
    th.ret_slot(result)
}

fn check(th: &mut Thread, w: Window) -> Res<Done> {
    match crate::protocol::number::truth(th, w.at(0))? {
        true => th.ret(Val::NONE),
        false => Err(atomic::retry(th, None)),
    }
}

fn on_commit(th: &mut Thread, w: Window) -> Res<Done> {
    atomic::on_commit(th, w.at(0))?;
    th.ret(Val::NONE)
}

fn on_abort(th: &mut Thread, w: Window) -> Res<Done> {
    atomic::on_abort(th, w.at(0));
    th.ret(Val::NONE)
}

fn become_inevitable(th: &mut Thread, w: Window) -> Res<Done> {
    let reason = match w.opt(th, 0) {
        Some(r) if !th.get(r).is_none() => {
            format!("become_inevitable({:?})", support::str_of(th, r)?)
        }
        _ => "become_inevitable()".to_owned(),
    };
    th.irrevocably_for(|th| crate::stm_log::reason(th, &reason))?;
    th.ret(Val::NONE)
}

fn hint_commit_soon(th: &mut Thread, _: Window) -> Res<Done> {
    if !th.in_block() {
        th.safepoint()?;
    }
    th.ret(Val::NONE)
}

fn last_abort_info(th: &mut Thread, _: Window) -> Res<Done> {
    let info = th.tx().last_abort_info();
    abort_info(th, info)
}

fn longest_abort_info(th: &mut Thread, w: Window) -> Res<Done> {
    let least = match w.opt(th, 0) {
        Some(t) => support::to_f64(th, t)?,
        None => 0.0,
    };
    let info = th.tx().longest_abort_info();
    abort_info(th, info.filter(|i| seconds_lost(i) >= least))
}

fn reset_longest_abort_info<'t>(th: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    th.tx().forget_longest_abort();
    Ok(Val::NONE)
}

fn seconds_lost(info: &stm::AbortInfo) -> f64 {
    info.lost_nanoseconds as f64 * 1e-9
}

fn abort_info(th: &Thread, info: Option<stm::AbortInfo>) -> Res<Done> {
    let Some(info) = info else {
        return th.ret(Val::NONE);
    };
    let class = th.native_class(NativeClass::AbortInfo);
    let items = [
        th.str(info.reason.words()),
        Val::float(seconds_lost(&info)),
        place(th, info.own),
        place(th, info.other),
    ];
    let made = structseq::make(th, class, &items, &[])?;
    th.ret(made)
}

fn counters<'t>(th: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    let all = Dict::new(th);
    for (name, n) in th.vm.registry.counts().rows() {
        let name = th.intern(name);
        all.append(th, name.expect::<Str>().hash(), name, th.uint(n));
    }
    Ok(all.val())
}

fn code_of(line: &Line) -> String {
    source::source_line(&line.file, line.line).unwrap_or_default()
}

fn place(th: &Thread, word: u64) -> Val<'_> {
    match th.vm.places.line(word) {
        None => Val::NONE,
        Some(l) => th.tuple(&[
            th.str(&l.file),
            Val::small(l.line.into()),
            th.str(&l.function),
            th.str(code_of(&l).trim()),
        ]),
    }
}
