//! `_posixsubprocess`: a child process that runs a program, for `subprocess`.

use super::paths::texts;
use super::{flag, int};
use crate::modules::support;
use crate::native::{Done, ModuleSpec, NativeDef, Params, Window};
use crate::object::Tuple;
use crate::os::process::{self, Child};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_posixsubprocess",
    doc: "A POSIX helper for the subprocess module.",
    functions: &[NativeDef::full(
        "fork_exec",
        Params::all(&[
            "_args",
            "_executable_list",
            "_close_fds",
            "_pass_fds",
            "_cwd",
            "_env",
            "_p2cread",
            "_p2cwrite",
            "_c2pread",
            "_c2pwrite",
            "_errread",
            "_errwrite",
            "_errpipe_read",
            "_errpipe_write",
            "_restore_signals",
            "_call_setsid",
            "_pgid_to_set",
            "_gid",
            "_extra_groups",
            "_uid",
            "_child_umask",
            "_preexec_fn",
        ]),
        fork_exec,
    )],
    init: |_, _| Ok(()),
};

fn some(th: &Thread, v: Slot) -> Option<Slot> {
    (!th.get(v).is_none()).then_some(v)
}

fn fork_exec(th: &mut Thread, w: Window) -> Res<Done> {
    for (i, what) in [(17, "group"), (18, "extra_groups"), (19, "user")] {
        if some(th, w.at(i)).is_some() {
            let text = format!("the argument {what} is not supported");
            return Err(th.raise(crate::error::Exc::NotImplementedError, text));
        }
    }
    let mut child = Child {
        args: texts(th, w.at(0))?,
        programs: texts(th, w.at(1))?,
        close_others: flag(th, Some(w.at(2)), true)?,
        keep: numbers(th, w.at(3))?,
        ..Child::default()
    };
    if let Some(folder) = some(th, w.at(4)) {
        child.folder = Some(support::path(th, folder)?);
    }
    if let Some(environment) = some(th, w.at(5)) {
        child.environment = Some(texts(th, environment)?);
    }
    child.streams = [int(th, w.at(6))?, int(th, w.at(9))?, int(th, w.at(11))?];
    child.errors = int(th, w.at(13))?;
    child.restore_signals = flag(th, Some(w.at(14)), false)?;
    child.new_session = flag(th, Some(w.at(15)), false)?;
    child.group = Some(int(th, w.at(16))?).filter(|g| *g >= 0);
    child.mask = Some(int(th, w.at(20))?)
        .filter(|m| *m >= 0)
        .map(|m| m as u32);
    if let Some(prepare) = some(th, w.at(21)) {
        return fork_call_exec(th, &child, prepare);
    }
    support::irrevocable(th)?;
    match process::spawn(&child) {
        Ok(pid) => th.ret(Val::small(pid.into())),
        Err(e) => Err(support::os_error(th, &e, None)),
    }
}

/// The same with a Python function that prepares the child.
fn fork_call_exec(th: &mut Thread, child: &Child, prepare: Slot) -> Res<Done> {
    match crate::fork::fork(th)? {
        0 => match th.call(prepare, &[]) {
            Ok(_) => process::become_program(child),
            Err(_) => process::refuse_to_become(child),
        },
        pid => th.ret(Val::small(pid.into())),
    }
}

/// The descriptors in a tuple.
fn numbers(th: &mut Thread, v: Slot) -> Res<Vec<i32>> {
    let n = th.get(v).unboxed().cast::<Tuple>().map_or(0, |t| t.len());
    let mut all = Vec::with_capacity(n);
    for i in 0..n {
        let mark = th.mark();
        let item = th.root(th.get(v).unboxed().expect::<Tuple>().at(i));
        all.push(int(th, item)?);
        th.release_to(mark);
    }
    Ok(all)
}
