//! `_thread`: what `threading` is built on.
//!
//! | what | file |
//! | --- | --- |
//! | starting threads, handles, the end | [`handle`] |
//! | `lock`, `RLock` | [`lock`] |
//! | numbers, names, what an uncaught exception does | this one |

mod handle;
pub(crate) mod lock;

pub use handle::{is_handle_of, set_done, shutdown};

use super::structseq::{self, StructSpec};
use super::support::{self, NativeClass, add, know_class};
use crate::error::Exc;
use crate::native::{Args, Done, ModuleSpec, NativeDef, Params, Window};
use crate::object::Tuple;
use crate::os::signal;
use crate::protocol::attr;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Raw, Val};

/// The longest wait, in seconds.
const TIMEOUT_MAX: f64 = 9_223_372_036.0;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_thread",
    doc: "This module provides primitive operations to write multi-threaded programs.\nThe 'threading' module provides a \
          more convenient interface.",
    functions: &[
        handle::START_NEW,
        NativeDef {
            name: "start_new",
            ..handle::START_NEW
        },
        handle::START_JOINABLE,
        handle::MAKE_HANDLE,
        handle::SHUTDOWN,
        NativeDef::quick("allocate_lock", Params::pos(&[], 0), lock::allocate),
        NativeDef::quick("allocate", Params::pos(&[], 0), lock::allocate),
        NativeDef::quick("get_ident", Params::pos(&[], 0), |th, _| {
            Ok(th.uint(th.ident))
        }),
        NativeDef::quick("_get_main_thread_ident", Params::pos(&[], 0), |th, _| {
            Ok(th.uint(th.vm.launches.main()))
        }),
        NativeDef::quick("get_native_id", Params::pos(&[], 0), |th, _| {
            Ok(th.uint(signal::native_thread_id()))
        }),
        NativeDef::quick("daemon_threads_allowed", Params::pos(&[], 0), |_, _| {
            Ok(Val::TRUE)
        }),
        NativeDef::quick("_is_main_interpreter", Params::pos(&[], 0), |_, _| {
            Ok(Val::TRUE)
        }),
        NativeDef::quick("_count", Params::pos(&[], 0), |th, _| {
            Ok(th.uint(th.vm.launches.running()))
        }),
        NativeDef::quick("exit", Params::pos(&[], 0), exit),
        NativeDef::quick("exit_thread", Params::pos(&[], 0), exit),
        NativeDef::quick(
            "interrupt_main",
            Params::pos(&["_signum"], 0),
            interrupt_main,
        ),
        NativeDef::full("stack_size", Params::pos(&["_size"], 0), stack_size),
        NativeDef::quick("set_name", Params::all(&["name"]), set_name),
        NativeDef::full("_excepthook", Params::all(&["_args"]), excepthook),
    ],
    init,
};

const HOOK_ARGS: StructSpec = StructSpec {
    module: "_thread",
    name: "_ExceptHookArgs",
    doc: "ExceptHookArgs\n\nType used to pass arguments to threading.excepthook.",
    fields: &["exc_type", "exc_value", "exc_traceback", "thread"],
};

/// `_local`, written in Python over `get_ident`.
const LOCAL: &str = include_str!("local.py");

/// Runs the part of the module that is written in Python in the module's namespace.
fn add_local(th: &mut Thread, module: Slot) -> Res<()> {
    let code = lang::compile(
        LOCAL,
        "<_thread>",
        lang::Mode::Exec,
        lang::Options::default(),
    )
    .expect("V9: our own source compiles");
    let namespace = {
        let m = th.get(module);
        th.root(
            attr::module_dict(th, m)
                .expect("V3: a module has a namespace")
                .val(),
        )
    };
    crate::run::run_module(th, &code, namespace)
}

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    add_local(th, module)?;
    let th = &*th;
    lock::init(th, module)?;
    handle::init(th, module)?;
    let args = structseq::new_class(th, &HOOK_ARGS);
    know_class(th, NativeClass::ExceptHookArgs, args);
    add(th, module, "_ExceptHookArgs", args.val())?;
    add(th, module, "error", th.exc_class(Exc::RuntimeError).val())?;
    add(th, module, "TIMEOUT_MAX", Val::float(TIMEOUT_MAX))
}

fn exit<'t>(th: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    Err(th.raise_with(Exc::SystemExit, &[]))
}

fn interrupt_main<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let number = a
        .opt(0)
        .map_or(Some(libc::SIGINT.into()), support::quick_i64);
    match number.and_then(|n| i32::try_from(n).ok()) {
        Some(n) if (1..=signal::LAST).contains(&n) => {
            if signal::get(n) == Some(signal::Action::Catch) {
                crate::signals::trip(th, n);
            }
            Ok(Val::NONE)
        }
        _ => Err(th.value_error("signal number out of range")),
    }
}

fn stack_size(th: &mut Thread, w: Window) -> Res<Done> {
    const LEAST: i64 = 32 << 10;
    let new = match w.opt(th, 0) {
        Some(v) => support::to_i64(th, v)?,
        None => 0,
    };
    if new < 0 {
        return Err(th.value_error("size must be 0 or a positive value"));
    }
    if new != 0 && new < LEAST {
        return Err(th.value_error(format!("size not valid: {new} bytes")));
    }
    let old = th.vm.launches.stack_size();
    if w.opt(th, 0).is_some() {
        th.vm.launches.set_stack_size(new as u64);
    }
    th.ret(th.uint(old))
}

fn set_name<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let name = support::text(th, a.get(0), "set_name")?;
    signal::name_thread(name);
    if th.tx().is_logged() {
        th.vm.places.name_thread(th.ident, name);
    }
    Ok(Val::NONE)
}

/// Prints an exception that has ended a thread.
fn excepthook(th: &mut Thread, w: Window) -> Res<Done> {
    let args = th.get(w.at(0));
    let class = th.native_class(NativeClass::ExceptHookArgs);
    if !th.class_of(args).is_subclass(class.val()) {
        return Err(th.type_error("_thread._excepthook argument type must be ExceptHookArgs"));
    }
    let [class, exc, _, thread] = {
        let items = args.unboxed().expect::<Tuple>();
        std::array::from_fn(|i| th.root(items.at(i)))
    };
    if th.get(class).is(th.exc_class(Exc::SystemExit).val()) {
        return th.ret(Val::NONE);
    }
    let name = match th.get(thread).is_none() {
        true => th.ident.to_string(),
        false => {
            let name = support::get_attr(th, thread, "name")?;
            support::str_of(th, name)?
        }
    };
    super::sys::write_to(th, "stderr", &format!("Exception in thread {name}:\n"))?;
    print_exception(th, exc)?;
    th.ret(Val::NONE)
}

fn print_exception(th: &mut Thread, exc: Slot) -> Res<()> {
    if th.get(exc).is_none() {
        return Ok(());
    }
    th.pending.set(th.raw(exc));
    crate::types::exception::print::uncaught(th);
    debug_assert!(th.pending.get() == Raw::UNDEF);
    Ok(())
}
