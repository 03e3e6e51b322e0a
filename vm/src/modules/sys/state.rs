//! The functions of `sys`: exceptions being handled, frames, hooks, limits.

use crate::error::{Exc, field};
use crate::modules::support::{self, get_attr_opt, set_attr, to_i64};
use crate::names::Id;
use crate::native::{Args, Done, NativeDef, Params, Window};
use crate::object::{Native, Record, Str};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

pub const FUNCTIONS: &[NativeDef] = &[
    NativeDef::quick("_get_cpu_count_config", Params::pos(&[], 0), |_, _| {
        Ok(Val::small(-1))
    }),
    NativeDef::full("get_asyncgen_hooks", Params::all(&[]), |th, _| {
        let hooks = asyncgen_hooks(th)?;
        th.ret_slot(hooks)
    }),
    NativeDef::full(
        "set_asyncgen_hooks",
        Params::pos(&["firstiter", "finalizer"], 0),
        set_asyncgen_hooks,
    ),
    NativeDef::full(
        "_clear_type_descriptors",
        Params::all(&["_type"]),
        clear_descriptors,
    ),
    NativeDef::quick("exit", Params::pos(&["_status"], 0), exit)
        .doc("Exit the interpreter by raising SystemExit(status)."),
    NativeDef::quick("exc_info", Params::pos(&[], 0), exc_info),
    NativeDef::quick("exception", Params::pos(&[], 0), exception),
    NativeDef::quick("getrecursionlimit", Params::pos(&[], 0), |th, _| {
        Ok(Val::small(th.vm.recursion_limit().into()))
    }),
    NativeDef::full(
        "setrecursionlimit",
        Params::all(&["_limit"]),
        set_recursion_limit,
    ),
    NativeDef::quick("intern", Params::all(&["_string"]), intern),
    NativeDef::full(
        "getsizeof",
        Params::pos(&["object", "default"], 1),
        getsizeof,
    ),
    NativeDef::quick("getdefaultencoding", Params::pos(&[], 0), |th, _| {
        Ok(th.str("utf-8"))
    }),
    NativeDef::quick("getfilesystemencoding", Params::pos(&[], 0), |th, _| {
        Ok(th.str("utf-8"))
    }),
    NativeDef::quick("getfilesystemencodeerrors", Params::pos(&[], 0), |th, _| {
        Ok(th.str("surrogateescape"))
    }),
    NativeDef::full("getswitchinterval", Params::pos(&[], 0), |th, _| {
        th.ret(Val::float(0.005))
    }),
    NativeDef::full(
        "setswitchinterval",
        Params::all(&["_interval"]),
        set_switch_interval,
    ),
    NativeDef::full("_getframe", Params::pos(&["_depth"], 0), get_frame),
    NativeDef::quick(
        "_getframemodulename",
        Params::pos(&["depth"], 0),
        frame_module_name,
    ),
    NativeDef::full("displayhook", Params::all(&["_object"]), displayhook),
    NativeDef::full(
        "excepthook",
        Params::all(&["_exctype", "_value", "_traceback"]),
        excepthook,
    ),
    NativeDef::full(
        "unraisablehook",
        Params::all(&["_unraisable"]),
        unraisablehook,
    ),
    NativeDef::full(
        "breakpointhook",
        Params::pos(&[], 0).rest().kwdict(),
        breakpointhook,
    ),
    NativeDef::quick("audit", Params::pos(&["_event"], 1).rest(), |_, _| {
        Ok(Val::NONE)
    }),
    NativeDef::quick("addaudithook", Params::all(&["hook"]), |_, _| Ok(Val::NONE)),
    NativeDef::quick("is_finalizing", Params::pos(&[], 0), |_, _| Ok(Val::FALSE)),
    NativeDef::quick("gettrace", Params::pos(&[], 0), |_, _| Ok(Val::NONE)),
    NativeDef::quick("getprofile", Params::pos(&[], 0), |_, _| Ok(Val::NONE)),
    NativeDef::quick("settrace", Params::all(&["_function"]), no_tracing),
    NativeDef::quick("setprofile", Params::all(&["_function"]), no_tracing),
    NativeDef::quick(
        "_settraceallthreads",
        Params::all(&["_function"]),
        no_tracing,
    ),
    NativeDef::quick(
        "_setprofileallthreads",
        Params::all(&["_function"]),
        no_tracing,
    ),
    NativeDef::quick("_is_gil_enabled", Params::pos(&[], 0), |_, _| {
        Ok(Val::FALSE)
    }),
    NativeDef::quick("_is_interned", Params::all(&["_string"]), |_, a| {
        Ok(Val::bool(
            a.get(0).cast::<Str>().is_some_and(|s| s.is_interned()),
        ))
    }),
    NativeDef::quick("get_int_max_str_digits", Params::pos(&[], 0), |th, _| {
        Ok(Val::small(th.vm.int_digits_limit().into()))
    }),
    NativeDef::full(
        "set_int_max_str_digits",
        Params::all(&["maxdigits"]),
        set_digits_limit,
    ),
    NativeDef::quick("_clear_internal_caches", Params::pos(&[], 0), |_, _| {
        Ok(Val::NONE)
    }),
    NativeDef::quick(
        "get_coroutine_origin_tracking_depth",
        Params::pos(&[], 0),
        |_, _| Ok(Val::small(0)),
    ),
    NativeDef::quick(
        "set_coroutine_origin_tracking_depth",
        Params::all(&["depth"]),
        |_, _| Ok(Val::NONE),
    ),
    NativeDef::quick("is_stack_trampoline_active", Params::pos(&[], 0), |_, _| {
        Ok(Val::FALSE)
    }),
];

/// The functions that a program may replace are kept under a second name.
pub fn add_hooks(th: &mut Thread, module: Slot) -> Res<()> {
    for name in [
        "displayhook",
        "excepthook",
        "unraisablehook",
        "breakpointhook",
    ] {
        if let Some(f) = get_attr_opt(th, module, name)? {
            set_attr(th, module, &format!("__{name}__"), f)?;
        }
    }
    Ok(())
}

fn exit<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let args: Vec<Val<'t>> = a.opt(0).into_iter().collect();
    Err(th.raise_with(Exc::SystemExit, &args))
}

/// The exception being handled, or None.
fn handled<'t>(th: &'t Thread) -> Val<'t> {
    match th.handled.get() {
        Raw::UNDEF => Val::NONE,
        e => e.val(th),
    }
}

fn exception<'t>(th: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    Ok(handled(th))
}

fn exc_info<'t>(th: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    let e = handled(th);
    if e.is_none() {
        return Ok(th.tuple(&[Val::NONE; 3]));
    }
    let traceback = e.expect::<Record>().see(th)?.field(field::TRACEBACK);
    Ok(th.tuple(&[th.class_of(e).val(), e, traceback]))
}

fn set_recursion_limit(th: &mut Thread, w: Window) -> Res<Done> {
    let n = to_i64(th, w.at(0))?;
    if n < 1 {
        return Err(th.value_error("recursion limit must be greater or equal than 1"));
    }
    let n = u32::try_from(n).unwrap_or(u32::MAX);
    if th.depth.get() >= n {
        let text = format!(
            "cannot set the recursion limit to {n} at the recursion depth {}: the limit is too low",
            th.depth.get()
        );
        return Err(th.raise(Exc::RecursionError, text));
    }
    th.vm.set_recursion_limit(n);
    th.ret(Val::NONE)
}

fn intern<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    match a.get(0).cast::<Str>() {
        Some(s) => Ok(th.intern(s.text())),
        None => Err(th.type_error(format!(
            "intern() argument must be str, not {}",
            th.class_name(a.get(0))
        ))),
    }
}

fn getsizeof(th: &mut Thread, w: Window) -> Res<Done> {
    let v = th.get(w.at(0));
    let size = match v.is_pointer() {
        true => th.vm.heap_size(v),
        false => 16,
    };
    th.ret(Val::small(size as i64))
}

fn set_switch_interval(th: &mut Thread, w: Window) -> Res<Done> {
    if support::to_f64(th, w.at(0))? <= 0.0 {
        return Err(th.value_error("switch interval must be strictly positive"));
    }
    th.ret(Val::NONE)
}

fn frame_module_name<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let depth = a.opt(0).and_then(|v| v.as_int()).unwrap_or(0);
    let at = usize::try_from(depth)
        .ok()
        .and_then(|d| crate::types::frame::number_of(th, d));
    let Some(frame) = at.map(|i| &th.frames[i]) else {
        return Ok(Val::NONE);
    };
    let globals = frame.globals.val(th).expect::<crate::object::Dict>();
    let name = th.id(Id::__name__);
    let found = globals
        .see(th)?
        .lookup(name.expect::<Str>().hash(), crate::object::string_key(name))?;
    Ok(found.unwrap_or(Val::NONE))
}

fn no_tracing<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    match a.get(0).is_none() {
        true => Ok(Val::NONE),
        false => Err(th.raise(
            Exc::NotImplementedError,
            "tracing and profiling hooks are not supported",
        )),
    }
}

fn set_digits_limit(th: &mut Thread, w: Window) -> Res<Done> {
    let n = to_i64(th, w.at(0))?;
    if n != 0 && n < 640 {
        return Err(th.value_error("maxdigits must be 0 or larger than 640"));
    }
    th.vm
        .set_int_digits_limit(u32::try_from(n).unwrap_or(u32::MAX));
    th.ret(Val::NONE)
}

fn displayhook(th: &mut Thread, w: Window) -> Res<Done> {
    let v = w.at(0);
    if th.get(v).is_none() {
        return th.ret(Val::NONE);
    }
    let name = th.root(th.intern("_"));
    let ns = th.vm.builtins(th).map(|d| th.root(d.val()));
    let none = th.root(Val::NONE);
    if let Some(ns) = ns {
        th.set_namespace(ns, name, none)?;
    }
    let mut text = support::repr(th, v)?;
    text.push('\n');
    write_to(th, "stdout", &text)?;
    if let Some(ns) = ns {
        th.set_namespace(ns, name, v)?;
    }
    th.ret(Val::NONE)
}

/// Writes to `sys.stdout` or `sys.stderr`, whatever object that is.
pub fn write_to(th: &mut Thread, stream: &str, text: &str) -> Res<()> {
    let sys = crate::import::import_absolute(th, "sys")?;
    let Some(out) = get_attr_opt(th, sys, stream)? else {
        return Err(th.raise(Exc::RuntimeError, format!("lost sys.{stream}")));
    };
    if th.get(out).is_none() {
        return Ok(());
    }
    let text = th.root(th.str(text));
    th.call_method(out, Id::write, &[text]).map(|_| ())
}

/// The frame object of the caller, or of one further out.
fn get_frame(th: &mut Thread, w: Window) -> Res<Done> {
    let depth = match w.opt(th, 0) {
        None => 0,
        Some(s) => crate::protocol::index::as_index(th.get(s)).unwrap_or(0),
    };
    match crate::types::frame::current(th, depth.max(0) as usize) {
        Some(frame) => th.ret_slot(frame),
        None => Err(th.value_error("call stack is not deep enough")),
    }
}

fn excepthook(th: &mut Thread, w: Window) -> Res<Done> {
    let exc = th.raw(w.at(1));
    if !exc.val(th).is_kind(crate::object::Kind::Record) {
        return th.ret(Val::NONE);
    }
    th.pending.set(exc);
    crate::types::exception::print::uncaught(th);
    th.ret(Val::NONE)
}

fn unraisablehook(th: &mut Thread, w: Window) -> Res<Done> {
    super::unraisable::unraisablehook(th, w.at(0))?;
    th.ret(Val::NONE)
}

/// Calls what the variable `PYTHONBREAKPOINT` names, `pdb.set_trace` by default.
fn breakpointhook(th: &mut Thread, w: Window) -> Res<Done> {
    let named = std::env::var("PYTHONBREAKPOINT").unwrap_or_default();
    let (module, function) = match &named[..] {
        "0" => return th.ret(Val::NONE),
        "" => ("pdb", "set_trace"),
        other => other.rsplit_once('.').unwrap_or(("builtins", other)),
    };
    let f = match crate::import::import_object(th, module, function) {
        Err(Unwind::Raise) if th.swallow(Exc::ImportError) || th.swallow(Exc::AttributeError) => {
            let text = format!("Ignoring unimportable $PYTHONBREAKPOINT: \"{named}\"");
            crate::modules::warnings::warn(th, Exc::RuntimeWarning, &text)?;
            return th.ret(Val::NONE);
        }
        f => f?,
    };
    let r = th.call_forward(f, &[], w.from(1), w.at(0))?;
    th.ret_slot(r)
}

/// The hook that a program has put in place of one of ours, if any.
pub fn replaced_hook(th: &mut Thread, name: &str) -> Res<Option<Slot>> {
    let Some(sys) = crate::import::load::loaded(th, "sys")? else {
        return Ok(None);
    };
    let Some(hook) = get_attr_opt(th, sys, name)? else {
        return Ok(None);
    };
    let ours = th
        .get(hook)
        .cast::<Native>()
        .is_some_and(|n| n.def().name == name && n.module().cast::<Str>().is_some());
    Ok((!ours).then_some(hook))
}

/// Hands an exception to `sys.excepthook`: the program's own, or what prints it.
pub fn report_uncaught(th: &mut Thread) {
    let exc = th.root(th.take_pending());
    match replaced_hook(th, "excepthook") {
        Ok(Some(hook)) => {
            let class = th.root(th.class_of(th.get(exc)).val());
            let traceback = th.root(th.get(exc).expect::<Record>().fixed(field::TRACEBACK));
            match th.call(hook, &[class, exc, traceback]) {
                Ok(_) => return,
                Err(Unwind::Raise) => {
                    eprintln!("Error in sys.excepthook:");
                    crate::types::exception::print::uncaught(th);
                    eprintln!("\nOriginal exception was:");
                }
                Err(_) => return,
            }
        }
        Ok(None) => {}
        Err(_) => {
            th.take_pending();
        }
    }
    th.pending.set(th.raw(exc));
    crate::types::exception::print::uncaught(th);
}

/// `sys._clear_type_descriptors(cls)`: a class that is made again, with slots, does not pass on these two.
fn clear_descriptors(th: &mut Thread, w: Window) -> Res<Done> {
    let Some(class) = th.get(w.at(0)).cast::<crate::class::Class>() else {
        return Err(th.type_error("argument must be a type"));
    };
    if class.info().has_flag(crate::class::flags::BUILTIN) {
        return Err(th.type_error("argument is immutable"));
    }
    for name in ["__dict__", "__weakref__"] {
        let there = th.section(|th| {
            let dict = th.get(w.at(0)).expect::<crate::class::Class>().dict();
            Ok(dict
                .see(th)?
                .cell(th.intern(name))
                .is_some_and(|c| !c.current().is_undef()))
        })?;
        if there {
            let (name, nothing) = (th.root(th.intern(name)), th.root(Val::UNDEF));
            th.set_class_attr(w.at(0), name, nothing)?;
        }
    }
    th.ret(Val::NONE)
}

/// Where the hooks are kept: under this name in the module.
const ASYNCGEN_HOOKS: &str = "_asyncgen_hooks";

fn asyncgen_hooks(th: &mut Thread) -> Res<Slot> {
    let sys = crate::import::import_absolute(th, "sys")?;
    match super::super::support::get_attr_opt(th, sys, ASYNCGEN_HOOKS)? {
        Some(hooks) => Ok(hooks),
        None => Ok(th.root(th.tuple(&[Val::NONE, Val::NONE]))),
    }
}

/// `sys.set_asyncgen_hooks(firstiter, finalizer)`. They are kept for those who ask: a generator that nobody refers to any
/// more is found by the collector, which runs no code of an event loop.
fn set_asyncgen_hooks(th: &mut Thread, w: Window) -> Res<Done> {
    let old = asyncgen_hooks(th)?;
    let mut parts = Vec::new();
    for i in 0..2 {
        let v = w.opt(th, i);
        if let Some(v) = v
            && !th.get(v).is_none()
            && !super::super::support::is_callable(th, v)?
        {
            let name = ["firstiter", "finalizer"][i];
            let text = format!("callable {name} expected, got {}", th.class_name(th.get(v)));
            return Err(th.type_error(text));
        }
        let kept = th.get(old).expect::<crate::object::Tuple>().at(i);
        parts.push(v.unwrap_or_else(|| th.root(kept)));
    }
    let new = th.root(th.tuple(&[th.get(parts[0]), th.get(parts[1])]));
    let sys = crate::import::import_absolute(th, "sys")?;
    super::super::support::set_attr(th, sys, ASYNCGEN_HOOKS, new)?;
    th.ret(Val::NONE)
}
