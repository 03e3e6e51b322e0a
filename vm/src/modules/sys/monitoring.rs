//! `sys.monitoring`: tools can be registered, but no event is ever reported to them, so to ask for one is an error.

use super::super::support::{add, quick_i64};
use crate::class::Builtin;
use crate::error::Exc;
use crate::native::{Args, ModuleSpec, NativeDef, Params};
use crate::protocol::attr;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

const TOOL: Params = Params::all(&["_tool_id"]);

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "sys.monitoring",
    doc: "",
    functions: &[
        NativeDef::quick("use_tool_id", Params::all(&["_tool_id", "_name"]), nothing),
        NativeDef::quick("clear_tool_id", TOOL, nothing),
        NativeDef::quick("free_tool_id", TOOL, nothing),
        NativeDef::quick("get_tool", TOOL, nothing),
        NativeDef::quick(
            "register_callback",
            Params::all(&["_tool_id", "_event", "_func"]),
            nothing,
        ),
        NativeDef::quick("get_events", TOOL, |_, _| Ok(Val::small(0))),
        NativeDef::quick(
            "set_events",
            Params::all(&["_tool_id", "_event_set"]),
            |th, a| ask(th, a.get(1)),
        ),
        NativeDef::quick(
            "get_local_events",
            Params::all(&["_tool_id", "_code"]),
            |_, _| Ok(Val::small(0)),
        ),
        NativeDef::quick(
            "set_local_events",
            Params::all(&["_tool_id", "_code", "_event_set"]),
            |th, a| ask(th, a.get(2)),
        ),
        NativeDef::quick("restart_events", Params::all(&[]), nothing),
    ],
    init,
};

/// Events, each a bit.
const EVENTS: &[&str] = &[
    "PY_START",
    "PY_RESUME",
    "PY_RETURN",
    "PY_YIELD",
    "CALL",
    "LINE",
    "INSTRUCTION",
    "JUMP",
    "BRANCH_LEFT",
    "BRANCH_RIGHT",
    "STOP_ITERATION",
    "RAISE",
    "EXCEPTION_HANDLED",
    "PY_UNWIND",
    "PY_THROW",
    "RERAISE",
    "C_RETURN",
    "C_RAISE",
    "BRANCH",
];

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    for (name, n) in [
        ("DEBUGGER_ID", 0),
        ("COVERAGE_ID", 1),
        ("PROFILER_ID", 2),
        ("OPTIMIZER_ID", 5),
    ] {
        add(th, module, name, Val::small(n))?;
    }
    th.section(|th| {
        let events = th.record(Builtin::SimpleNamespace, &[]);
        let own = events.expect::<crate::object::Record>().own(th)?;
        attr::write_own(th, own, th.intern("NO_EVENTS"), Val::small(0))?;
        for (i, name) in EVENTS.iter().enumerate() {
            attr::write_own(th, own, th.intern(name), Val::small(1 << i))?;
        }
        add(th, module, "events", events)
    })
}

fn nothing<'t>(_: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    Ok(Val::NONE)
}

fn ask<'t>(th: &'t Thread, events: Val<'t>) -> Res<Val<'t>> {
    match quick_i64(events) {
        Some(0) => Ok(Val::NONE),
        _ => Err(th.raise(Exc::NotImplementedError, "sys.monitoring reports no events")),
    }
}
