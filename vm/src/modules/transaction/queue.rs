//! `TransactionQueue`: functions that run in parallel, each as an atomic block.
//!
//! The queue itself is outside the ownership protocol: tasks are taken by plain code between blocks, and what a block adds is
//! put in once it has come through, so that a child runs after its parent and the queue is in no block's way.

use std::any::Any;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

use super::super::support::{self, NativeClass, NativeClassSpec, add_known_class, get_attr};
use crate::atomic;
use crate::class::{Class, flags};
use crate::error::Exc;
use crate::native::{Args, Done, NativeDef, Params, Window};
use crate::object::{NativeData, Record};
use crate::options::Barriers;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};
use crate::{threads, wait};

const QUEUE: NativeClassSpec = NativeClassSpec {
    module: "transaction",
    name: "TransactionQueue",
    doc: "Functions to be run in parallel, each as an atomic block.",
    nfields: 0,
    flags: flags::DICT,
    methods: &[
        NativeDef::quick("__new__", Params::pos(&["_cls"], 1).rest().kwdict(), new).static_method(),
        NativeDef::full(
            "add",
            Params::pos(&["_self", "_function"], 2).rest().kwdict(),
            add,
        )
        .doc("Put function(*args, **keywords) into the queue; from a transaction, when it has come through."),
        NativeDef::full("run", Params::all(&["_self"]), run)
            .doc("Run what is in the queue, and what is added meanwhile, until nothing is left or one raises an exception."),
        NativeDef::full(
            "number_of_transactions_executed",
            Params::all(&["_self"]),
            executed,
        )
        .doc("How many transactions the last run has executed."),
    ],
    getsets: &[],
};

pub(super) fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let class = {
        let th = &*th;
        let class = add_known_class(th, module, NativeClass::TransactionQueue, &QUEUE)?;
        th.root(class.val())
    };
    let usual = th.call(class, &[])?;
    for name in ["add", "run"] {
        let method = get_attr(th, usual, name)?;
        support::set_attr(th, module, name, method)?;
    }
    Ok(())
}

/// Function, tuple of arguments, dict of keywords or UNDEF.
pub type Task = [Raw; 3];

#[derive(Default)]
struct State {
    tasks: VecDeque<Task>,
    is_running: bool,
    /// Threads at work besides the one that called `run`.
    helpers: usize,
    /// Tasks taken and not finished.
    active: usize,
    executed: i64,
    /// The first exception, UNDEF for none.
    failure: Raw,
    stop: bool,
}

#[derive(Default)]
struct Tasks(Mutex<State>);

impl NativeData for Tasks {
    fn trace(&self, visit: &mut dyn FnMut(Raw)) {
        let state = self.state();
        state.tasks.iter().flatten().for_each(|v| visit(*v));
        visit(state.failure);
    }

    fn snapshot(&self) -> Option<Box<dyn NativeData>> {
        None
    }

    fn restore(&self, _: &dyn NativeData) {}

    fn as_any(&self) -> &dyn Any {
        self
    }
}

impl Tasks {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("V7: no panic holds the queue")
    }
}

fn state<'t>(th: &'t Thread, queue: Slot) -> MutexGuard<'t, State> {
    let tasks = th.get(queue).expect::<Record>().native::<Tasks>();
    tasks.expect("V3: a queue has its tasks").state()
}

fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let class = a.get(0).expect::<Class>();
    let tasks: Box<dyn NativeData> = Box::new(Tasks::default());
    Ok(Record::with_native(th, class.info().root_shape(), &[], tasks).val())
}

fn add(th: &mut Thread, w: Window) -> Res<Done> {
    let args: Vec<Slot> = w.from(3).collect();
    let task = {
        let items: Vec<Val<'_>> = args.iter().map(|s| th.get(*s)).collect();
        [th.raw(w.at(1)), th.tuple(&items).raw(), th.raw(w.at(2))]
    };
    if th.in_block() {
        atomic::add_task(th, w.at(0), task);
    } else {
        push_all(th, &[(th.raw(w.at(0)), task)]);
    }
    th.ret(Val::NONE)
}

/// Puts tasks into their queues: what a block that has come through has added.
pub fn push_all(th: &Thread, tasks: &[(Raw, Task)]) {
    for (queue, task) in tasks {
        let queue = queue.val(th);
        let all = queue.expect::<Record>().native::<Tasks>();
        all.expect("V3: a queue has its tasks")
            .state()
            .tasks
            .push_back(*task);
        wait::wake_one(th, queue);
    }
}

fn refuse_in_block(th: &Thread, what: &str) -> Res<()> {
    if th.in_block() {
        return Err(th.raise(
            Exc::RuntimeError,
            format!("{what}() inside an atomic block"),
        ));
    }
    Ok(())
}

fn executed(th: &mut Thread, w: Window) -> Res<Done> {
    refuse_in_block(th, "number_of_transactions_executed")?;
    let n = state(th, w.at(0)).executed;
    th.ret(Val::small(n))
}

fn run(th: &mut Thread, w: Window) -> Res<Done> {
    refuse_in_block(th, "run")?;
    let queue = w.at(0);
    if std::mem::replace(&mut state(th, queue).is_running, true) {
        return Err(th.raise(Exc::RuntimeError, "run() while the queue is running"));
    }
    {
        let mut s = state(th, queue);
        (s.executed, s.stop, s.failure) = (0, false, Raw::UNDEF);
    }
    let started = start_helpers(th, queue);
    let worked = started.and_then(|()| work(th, queue));
    let interrupted = match worked {
        Err(Unwind::Raise) => Some(th.root(th.take_pending())),
        Err(stop) => return Err(stop),
        Ok(()) => None,
    };
    state(th, queue).stop |= interrupted.is_some();
    wait::wake_all(th, th.get(queue));
    while state(th, queue).helpers != 0 {
        sleep(th, queue, |s| s.helpers != 0)?;
    }
    let failure = {
        let mut s = state(th, queue);
        s.is_running = false;
        std::mem::take(&mut s.failure)
    };
    if let Some(exc) = interrupted {
        return Err(th.raise_value(th.get(exc)));
    }
    if !failure.is_undef() {
        return Err(th.raise_value(failure.val(th)));
    }
    th.ret(Val::NONE)
}

fn start_helpers(th: &mut Thread, queue: Slot) -> Res<()> {
    if th.vm.options.barriers == Barriers::Off || state(th, queue).tasks.is_empty() {
        return Ok(());
    }
    for _ in 1..th.vm.options.stm_config().permits {
        state(th, queue).helpers += 1;
        let body = |th: &mut Thread, queue: Slot| {
            if work(th, queue).is_err() {
                th.pending.set(Raw::UNDEF);
            }
            state(th, queue).helpers -= 1;
            wait::wake_all(th, th.get(queue));
        };
        if let Err(u) = threads::start(th, &[queue], |_, _| Ok(()), body) {
            state(th, queue).helpers -= 1;
            return Err(u);
        }
    }
    Ok(())
}

enum Next {
    Task(Task),
    /// Those at work may still add something.
    Wait,
    Over,
}

fn next(s: &mut State) -> Next {
    if s.stop {
        return Next::Over;
    }
    match s.tasks.pop_front() {
        Some(task) => {
            s.active += 1;
            Next::Task(task)
        }
        None if s.active == 0 => Next::Over,
        None => Next::Wait,
    }
}

/// Takes and runs tasks until there are none left.
fn work(th: &mut Thread, queue: Slot) -> Res<()> {
    loop {
        let mark = th.mark();
        // Bound first: the lock must not be held while the task runs.
        let taken = next(&mut state(th, queue));
        match taken {
            Next::Task(task) => {
                let row = task.map(|v| th.root(v.val(th)));
                let done = run_task(th, row);
                finish(th, queue, done)?;
                th.release_to(mark);
            }
            Next::Wait => sleep(th, queue, |s| {
                !s.stop && s.tasks.is_empty() && s.active != 0
            })?,
            Next::Over => {
                wait::wake_all(th, th.get(queue));
                return Ok(());
            }
        }
    }
}

fn run_task(th: &mut Thread, [f, args, keywords]: [Slot; 3]) -> Res<()> {
    atomic::run(th, |th| {
        let mark = th.mark();
        th.call_ex(f, args, keywords)?;
        th.release_to(mark);
        Ok(())
    })
}

fn finish(th: &mut Thread, queue: Slot, done: Res<()>) -> Res<()> {
    let failure = match done {
        Ok(()) => None,
        Err(Unwind::Raise) => Some(th.take_pending().raw()),
        Err(_) => None,
    };
    {
        let mut s = state(th, queue);
        s.active -= 1;
        s.executed += i64::from(done.is_ok());
        if let Some(exc) = failure {
            s.stop = true;
            if s.failure.is_undef() {
                s.failure = exc;
            }
        }
    }
    match done {
        Ok(()) => {}
        Err(Unwind::Raise) => wait::wake_all(th, th.get(queue)),
        Err(stop) => return Err(stop),
    }
    Ok(())
}

/// Sleeps in the queue's line while the condition holds.
fn sleep(th: &mut Thread, queue: Slot, waits: fn(&State) -> bool) -> Res<()> {
    {
        // The line is joined under the lock: who changes the state wakes the line afterwards.
        let s = state(th, queue);
        if !waits(&s) {
            return Ok(());
        }
        th.vm.lines.join(th, th.raw(queue));
    }
    let slept = crate::vm::park(th, None);
    th.vm.lines.leave(th, th.raw(queue));
    slept
}
