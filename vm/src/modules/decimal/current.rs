//! The current context, which is the value of a context variable, and `localcontext`.

use super::context::{self, Settings};
use super::core::{Env, Rounding};
use crate::class::flags;
use crate::modules::contextvars;
use crate::modules::support::{NativeClass, NativeClassSpec};
use crate::native::{Args, Done, NativeDef, Params, Window};
use crate::object::{Record, Ref};
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::Val;

/// The current context; a thread or task that has none gets its own copy of `DefaultContext`.
#[inline]
pub fn get(th: &Thread) -> Res<Ref<'_, Record>> {
    let var = th.native_value(NativeClass::DecimalVariable);
    if let Some(v) = contextvars::quick_value(th, var)? {
        return Ok(v.expect());
    }
    let template = th.native_value(NativeClass::DecimalDefault);
    let made = fresh_copy(th, template)?;
    contextvars::quick_set_value(th, var, made)?;
    Ok(made.expect())
}

/// The settings of the current context; nothing is made where there is none yet.
pub fn settings(th: &Thread) -> Res<Env> {
    let var = th.native_value(NativeClass::DecimalVariable);
    let context = match contextvars::quick_value(th, var)? {
        Some(v) => v,
        None => th.native_value(NativeClass::DecimalDefault),
    };
    context::env(th, context.expect())
}

/// A copy without flags.
fn fresh_copy<'t>(th: &'t Thread, of: Val<'t>) -> Res<Val<'t>> {
    let s = context::settings(th, of.expect())?;
    Ok(context::plain(th, &Settings { flags: 0, ..s }))
}

/// The context that an optional argument names: the current one by default.
#[inline]
pub fn or_current<'t>(th: &'t Thread, v: Option<Val<'t>>) -> Res<Ref<'t, Record>> {
    match v.filter(|v| !v.is_none()) {
        None => get(th),
        Some(v) if context::is_context(th, v) => Ok(v.expect()),
        Some(_) => Err(th.type_error("optional argument must be a context")),
    }
}

pub fn getcontext<'t>(th: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    Ok(get(th)?.val())
}

pub fn setcontext<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    set(th, a.get(0))?;
    Ok(Val::NONE)
}

fn set<'t>(th: &'t Thread, v: Val<'t>) -> Res<()> {
    if !context::is_context(th, v) {
        return Err(th.type_error("argument must be a context"));
    }
    let templates = [
        NativeClass::DecimalDefault,
        NativeClass::DecimalBasic,
        NativeClass::DecimalExtended,
    ];
    // The templates are for everybody: who makes one current gets a copy.
    let v = match templates.iter().any(|t| th.native_value(*t).is(v)) {
        true => fresh_copy(th, v)?,
        false => v,
    };
    contextvars::quick_set_value(th, th.native_value(NativeClass::DecimalVariable), v)
}

/// Fields of a manager: the context of the block, and the one before.
const LOCAL: usize = 0;
const BEFORE: usize = 1;

pub const MANAGER: NativeClassSpec = NativeClassSpec {
    module: "decimal",
    name: "ContextManager",
    doc: "",
    nfields: 2,
    flags: flags::FINAL | flags::NO_NEW,
    methods: &[
        NativeDef::quick("__enter__", Params::all(&["_self"]), |th, a| {
            let local = a.get(0).expect::<Record>().fixed(LOCAL);
            set(th, local)?;
            Ok(local)
        }),
        NativeDef::quick("__exit__", Params::pos(&["_self"], 1).rest(), |th, a| {
            set(th, a.get(0).expect::<Record>().fixed(BEFORE))?;
            Ok(Val::FALSE)
        }),
    ],
    getsets: &[],
};

/// `localcontext(ctx=None, **settings)`.
pub fn localcontext(th: &mut Thread, w: Window) -> Res<Done> {
    let given = w.opt(th, 0);
    let (before, local) = th.section(|th| {
        let before = get(th)?;
        let of = or_current(th, given.map(|g| th.get(g)))?;
        let local = context::plain(th, &context::settings(th, of)?);
        Ok((th.root(before.val()), th.root(local)))
    })?;
    context::set_all(th, local, w, 1)?;
    let fields = [th.get(local), th.get(before)];
    th.ret(th.native_record(NativeClass::DecimalContextManager, &fields))
}

/// Most bits of an interchange format.
pub const IEEE_BITS: i64 = 512;

/// `IEEEContext(bits)`: the settings of an interchange format.
pub fn ieee_context<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let bits = crate::modules::support::quick_i64(a.get(0));
    let Some(bits) = bits else {
        return Err(th.type_error(format!(
            "'{}' object cannot be interpreted as an integer",
            th.class_name(a.get(0))
        )));
    };
    if bits <= 0 || bits > IEEE_BITS || bits % 32 != 0 {
        return Err(th.value_error(format!(
            "argument must be a multiple of 32, with a maximum of {IEEE_BITS}"
        )));
    }
    let emax = 3 * (1 << (bits / 16 + 3));
    let env = Env {
        prec: 9 * (bits / 32) - 2,
        rounding: Rounding::HalfEven,
        emin: 1 - emax,
        emax,
        clamp: true,
        capitals: true,
    };
    Ok(context::plain(
        th,
        &Settings {
            env,
            flags: 0,
            traps: 0,
        },
    ))
}
