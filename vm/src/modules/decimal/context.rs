//! `Context`: the settings, flags and traps as the fields of a record, so that what a block does to them is undone with it.

use super::core::number::{MAX_EMAX, MAX_PREC, MIN_EMIN};
use super::core::{Env, Rounding, Status};
use super::signals;
use crate::error::Exc;
use crate::modules::support::{NativeClass, quick_i64};
use crate::native::{Args, Done, GetSet, Window};
use crate::object::{Owned, Record, Ref};
use crate::thread::{Slot, Thread};
use crate::types::args::text_of;
use crate::types::int::Int;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

const PREC: usize = 0;
const EMIN: usize = 1;
const EMAX: usize = 2;
/// The rounding mode, and the bits below.
const MODE: usize = 3;
const FLAGS: usize = 4;
const TRAPS: usize = 5;
/// The mappings that show flags and traps, once somebody has asked for them.
const FLAGS_VIEW: usize = 6;
const TRAPS_VIEW: usize = 7;
pub const NFIELDS: u32 = 8;

const CLAMP: i64 = 16;
const CAPITALS: i64 = 32;

/// The conditions that contexts trap unless told otherwise.
pub const USUAL_TRAPS: u32 = Status::INVALID | Status::DIVISION_BY_ZERO | Status::OVERFLOW;

pub const USUAL: Env = Env {
    prec: 28,
    rounding: Rounding::HalfEven,
    emin: -999_999,
    emax: 999_999,
    clamp: false,
    capitals: true,
};

/// The values of a context's fields.
#[derive(Clone, Copy)]
pub struct Settings {
    pub env: Env,
    pub flags: u32,
    pub traps: u32,
}

fn mode_bits(env: &Env) -> i64 {
    env.rounding as i64
        | if env.clamp { CLAMP } else { 0 }
        | if env.capitals { CAPITALS } else { 0 }
}

/// A new context.
pub fn new<'t>(th: &'t Thread, class: Val<'t>, s: &Settings) -> Val<'t> {
    let class = class.expect::<crate::class::Class>();
    let fields = [
        th.int(s.env.prec),
        th.int(s.env.emin),
        th.int(s.env.emax),
        Val::small(mode_bits(&s.env)),
        Val::small(s.flags.into()),
        Val::small(s.traps.into()),
    ];
    Record::new(th, class.info().root_shape(), &fields).val()
}

/// A new context of the class itself.
pub fn plain<'t>(th: &'t Thread, s: &Settings) -> Val<'t> {
    new(th, th.native_class(NativeClass::DecimalContext).val(), s)
}

/// What a context says.
pub fn settings<'t>(th: &'t Thread, context: Ref<'t, Record>) -> Res<Settings> {
    let seen = context.see(th)?;
    Ok(Settings {
        env: env(th, context)?,
        flags: seen.field(FLAGS).int_unchecked() as u32,
        traps: seen.field(TRAPS).int_unchecked() as u32,
    })
}

/// The settings under which to compute.
#[inline]
pub fn env<'t>(th: &'t Thread, context: Ref<'t, Record>) -> Res<Env> {
    let seen = context.see(th)?;
    let number = |field: usize| match seen.field(field).as_int() {
        Some(n) => n,
        None => quick_i64(seen.field(field)).unwrap_or_default(),
    };
    let mode = seen.field(MODE).int_unchecked();
    Ok(Env {
        prec: number(PREC),
        emin: number(EMIN),
        emax: number(EMAX),
        rounding: Rounding::ALL[mode as usize & 7].0,
        clamp: mode & CLAMP != 0,
        capitals: mode & CAPITALS != 0,
    })
}

/// Notes what came up in a context's flags and raises what it traps.
#[inline]
pub fn report<'t>(th: &'t Thread, context: Ref<'t, Record>, st: Status) -> Res<()> {
    if st == Status::default() {
        return Ok(());
    }
    report_some(th, context, st)
}

fn report_some<'t>(th: &'t Thread, context: Ref<'t, Record>, st: Status) -> Res<()> {
    let seen = context.see(th)?;
    let (flags, traps) = (
        seen.field(FLAGS).int_unchecked() as u32,
        seen.field(TRAPS).int_unchecked() as u32,
    );
    let after = flags | st.0 & !Status::NO_MEMORY;
    if after != flags {
        context.own(th)?.set_field(FLAGS, Val::small(after.into()));
    }
    if st.has(Status::NO_MEMORY) {
        return Err(th.raise_with(Exc::MemoryError, &[]));
    }
    if st.has(traps) {
        return Err(signals::raise(th, st.0 & traps));
    }
    Ok(())
}

/// Notes conditions in the flags and raises nothing.
pub fn note<'t>(th: &'t Thread, context: Ref<'t, Record>, conditions: u32) -> Res<()> {
    let own = context.own(th)?;
    let flags = own.field(FLAGS).int_unchecked() | i64::from(conditions);
    own.set_field(FLAGS, Val::small(flags));
    Ok(())
}

/// Is it a Context or an instance of a subclass?
pub fn is_context<'t>(th: &'t Thread, v: Val<'t>) -> bool {
    let class = th.native_class(NativeClass::DecimalContext);
    v.cast::<Record>().is_some() && th.class_of(v).is_subclass(class.val())
}

pub fn clear_flags<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let own = a.get(0).expect::<Record>().own(th)?;
    own.set_field(FLAGS, Val::small(0));
    Ok(Val::NONE)
}

pub fn clear_traps<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let own = a.get(0).expect::<Record>().own(th)?;
    own.set_field(TRAPS, Val::small(0));
    Ok(Val::NONE)
}

pub fn copy<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(plain(th, &settings(th, a.get(0).expect())?))
}

pub fn repr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let s = settings(th, a.get(0).expect())?;
    let e = s.env;
    let text = format!(
        "Context(prec={}, rounding={}, Emin={}, Emax={}, capitals={}, clamp={}, flags=[{}], traps=[{}])",
        e.prec,
        e.rounding.name(),
        e.emin,
        e.emax,
        u8::from(e.capitals),
        u8::from(e.clamp),
        signals::names_in_order(s.flags).join(", "),
        signals::names_in_order(s.traps).join(", "),
    );
    Ok(th.str(&text))
}

pub fn reduce<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let s = settings(th, a.get(0).expect())?;
    let args = th.tuple(&[
        th.int(s.env.prec),
        th.intern(s.env.rounding.name()),
        th.int(s.env.emin),
        th.int(s.env.emax),
        Val::small(s.env.capitals.into()),
        Val::small(s.env.clamp.into()),
        signals::as_list(th, s.flags),
        signals::as_list(th, s.traps),
    ]);
    Ok(th.tuple(&[th.class_of(a.get(0)).val(), args]))
}

/// `Context.__new__`: as the usual context, whatever the arguments.
pub fn make<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let s = if th.has_native_class(NativeClass::DecimalDefault) {
        let template = th.native_value(NativeClass::DecimalDefault);
        settings(th, template.expect())?
    } else {
        Settings {
            env: USUAL,
            flags: 0,
            traps: USUAL_TRAPS,
        }
    };
    Ok(new(th, a.get(0), &Settings { flags: 0, ..s }))
}

/// Parameters of `Context()` and `localcontext()`.
pub const PARAMETERS: [&str; 8] = [
    "prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps",
];

/// `Context.__init__`.
pub fn init(th: &mut Thread, w: Window) -> Res<Done> {
    set_all(th, w.at(0), w, 1)?;
    th.ret(Val::NONE)
}

/// Sets what was given of the parameters, which begin at argument `from`.
pub fn set_all(th: &mut Thread, context: Slot, w: Window, from: usize) -> Res<()> {
    for (i, g) in GETSETS[..6].iter().enumerate() {
        if let Some(v) = w.opt(th, from + i).filter(|v| !th.get(*v).is_none())
            && let Some(set) = g.set
        {
            set(th, context, v)?;
        }
    }
    for (i, field) in [(6, FLAGS), (7, TRAPS)] {
        if let Some(v) = w.opt(th, from + i).filter(|v| !th.get(*v).is_none()) {
            let set = signals::from_list_or_mapping(th, v)?;
            write(th, context, |own| {
                own.set_field(field, Val::small(set.into()))
            })?;
        }
    }
    Ok(())
}

fn write(th: &mut Thread, context: Slot, f: impl for<'t> Fn(Owned<'t, Record>)) -> Res<()> {
    th.section(|th| {
        f(th.get(context).expect::<Record>().own(th)?);
        Ok(())
    })
}

fn refuse_delete(th: &Thread, v: Slot) -> Res<()> {
    match th.get(v).is_undef() {
        true => Err(th.raise(Exc::AttributeError, "context attributes cannot be deleted")),
        false => Ok(()),
    }
}

fn number(th: &Thread, v: Slot) -> Res<Option<i64>> {
    refuse_delete(th, v)?;
    match Int::of(th.get(v)) {
        Some(i) => i.to_i64().map(Some).ok_or_else(|| too_large(th)),
        None => Err(th.type_error("an integer is required")),
    }
}

/// The OverflowError for an int beyond all limits.
pub fn too_large(th: &Thread) -> Unwind {
    th.raise(
        Exc::OverflowError,
        "Python int too large to convert to C ssize_t",
    )
}

/// Sets a field that is a number in a range.
fn set_number(
    th: &mut Thread,
    context: Slot,
    v: Slot,
    field: usize,
    range: std::ops::RangeInclusive<i64>,
    message: &str,
) -> Res<()> {
    match number(th, v)?.filter(|n| range.contains(n)) {
        None => Err(th.value_error(message)),
        Some(n) => th.section(|th| {
            let own = th.get(context).expect::<Record>().own(th)?;
            own.set_field(field, th.int(n));
            Ok(())
        }),
    }
}

fn set_bit(th: &mut Thread, context: Slot, v: Slot, bit: i64, message: &str) -> Res<()> {
    let on = match number(th, v)? {
        Some(n @ 0..=1) => n == 1,
        _ => return Err(th.value_error(message)),
    };
    write(th, context, |own| {
        let mode = own.field(MODE).int_unchecked() & !bit;
        own.set_field(MODE, Val::small(if on { mode | bit } else { mode }));
    })
}

/// The TypeError for what is no rounding mode.
pub fn bad_rounding(th: &Thread) -> Unwind {
    th.type_error(
        "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n   \
         ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]",
    )
}

/// A rounding mode by its name.
pub fn rounding<'t>(th: &'t Thread, v: Val<'t>) -> Res<Rounding> {
    text_of(v)
        .and_then(Rounding::by_name)
        .ok_or_else(|| bad_rounding(th))
}

fn set_rounding(th: &mut Thread, context: Slot, v: Slot) -> Res<()> {
    refuse_delete(th, v)?;
    let mode = rounding(th, th.get(v))? as i64;
    write(th, context, |own| {
        let rest = own.field(MODE).int_unchecked() & !7;
        own.set_field(MODE, Val::small(rest | mode));
    })
}

fn view<'t>(th: &'t Thread, context: Val<'t>, view: usize, field: usize) -> Res<Val<'t>> {
    let known = context.expect::<Record>().see(th)?.field(view);
    if !known.is_undef() {
        return Ok(known);
    }
    let own = context.expect::<Record>().own(th)?;
    let made = signals::mapping(th, context, field);
    own.set_field(view, made);
    Ok(made)
}

fn set_conditions(th: &mut Thread, context: Slot, v: Slot, field: usize) -> Res<()> {
    refuse_delete(th, v)?;
    let set = signals::from_mapping(th, v)?;
    write(th, context, |own| {
        own.set_field(field, Val::small(set.into()))
    })
}

/// The attributes, those of [`PARAMETERS`] in their order.
pub const GETSETS: &[GetSet] = &[
    GetSet::read("prec", |th, v| Ok(th.int(env(th, v.expect())?.prec))).write(|th, c, v| {
        let message = "valid range for prec is [1, MAX_PREC]";
        set_number(th, c, v, PREC, 1..=MAX_PREC, message)
    }),
    GetSet::read("rounding", |th, v| {
        Ok(th.intern(env(th, v.expect())?.rounding.name()))
    })
    .write(set_rounding),
    GetSet::read("Emin", |th, v| Ok(th.int(env(th, v.expect())?.emin))).write(|th, c, v| {
        let message = "valid range for Emin is [MIN_EMIN, 0]";
        set_number(th, c, v, EMIN, MIN_EMIN..=0, message)
    }),
    GetSet::read("Emax", |th, v| Ok(th.int(env(th, v.expect())?.emax))).write(|th, c, v| {
        let message = "valid range for Emax is [0, MAX_EMAX]";
        set_number(th, c, v, EMAX, 0..=MAX_EMAX, message)
    }),
    GetSet::read("capitals", |th, v| {
        Ok(Val::small(env(th, v.expect())?.capitals.into()))
    })
    .write(|th, c, v| set_bit(th, c, v, CAPITALS, "valid values for capitals are 0 or 1")),
    GetSet::read("clamp", |th, v| {
        Ok(Val::small(env(th, v.expect())?.clamp.into()))
    })
    .write(|th, c, v| set_bit(th, c, v, CLAMP, "valid values for clamp are 0 or 1")),
    GetSet::read("flags", |th, v| view(th, v, FLAGS_VIEW, FLAGS))
        .write(|th, c, v| set_conditions(th, c, v, FLAGS)),
    GetSet::read("traps", |th, v| view(th, v, TRAPS_VIEW, TRAPS))
        .write(|th, c, v| set_conditions(th, c, v, TRAPS)),
];
