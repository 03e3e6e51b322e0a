//! `time`: clocks, sleeping, broken-down time.
//!
//! Sleeping is a blocking operation: other threads may take this one's objects meanwhile, and a signal ends it early
//! to run its handler.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::os::time as calendar;

use super::structseq::{self, StructSpec};
use super::support::{self, NativeClass, add, know_class};
use crate::native::{Args, Done, ModuleSpec, NativeDef, Params, Window};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Tag, Val};

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "time",
    doc: "This module provides various functions to manipulate time values.",
    functions: &[
        NativeDef::quick("time", Params::pos(&[], 0), |th, _| {
            let now = now().saturating_sub(th.block.waits.back());
            Ok(Val::float(now.as_secs_f64()))
        }),
        NativeDef::quick("time_ns", Params::pos(&[], 0), |th, _| {
            let now = now().saturating_sub(th.block.waits.back());
            Ok(th.int(now.as_nanos() as i64))
        }),
        NativeDef::quick("perf_counter", Params::pos(&[], 0), monotonic),
        NativeDef::quick("perf_counter_ns", Params::pos(&[], 0), monotonic_ns),
        NativeDef::quick("monotonic", Params::pos(&[], 0), monotonic),
        NativeDef::quick("monotonic_ns", Params::pos(&[], 0), monotonic_ns),
        NativeDef::quick("process_time", Params::pos(&[], 0), |_, _| {
            Ok(Val::float(
                calendar::clock(libc::CLOCK_PROCESS_CPUTIME_ID).as_secs_f64(),
            ))
        }),
        NativeDef::quick("process_time_ns", Params::pos(&[], 0), |th, _| {
            Ok(th.int(calendar::clock(libc::CLOCK_PROCESS_CPUTIME_ID).as_nanos() as i64))
        }),
        NativeDef::quick("thread_time", Params::pos(&[], 0), |_, _| {
            Ok(Val::float(
                calendar::clock(libc::CLOCK_THREAD_CPUTIME_ID).as_secs_f64(),
            ))
        }),
        NativeDef::quick("thread_time_ns", Params::pos(&[], 0), |th, _| {
            Ok(th.int(calendar::clock(libc::CLOCK_THREAD_CPUTIME_ID).as_nanos() as i64))
        }),
        NativeDef::full("clock_gettime", Params::all(&["_clk_id"]), clock_gettime),
        NativeDef::full(
            "clock_gettime_ns",
            Params::all(&["_clk_id"]),
            clock_gettime_ns,
        ),
        NativeDef::full("clock_getres", Params::all(&["_clk_id"]), clock_getres),
        NativeDef::full("sleep", Params::all(&["_seconds"]), sleep),
        NativeDef::full("localtime", Params::pos(&["_seconds"], 0), localtime),
        NativeDef::full("gmtime", Params::pos(&["_seconds"], 0), gmtime),
        NativeDef::full("mktime", Params::all(&["_time_tuple"]), mktime),
        NativeDef::full(
            "strftime",
            Params::pos(&["_format", "_time_tuple"], 1),
            strftime,
        ),
        NativeDef::full("asctime", Params::pos(&["_time_tuple"], 0), asctime),
        NativeDef::full("ctime", Params::pos(&["_seconds"], 0), ctime),
        NativeDef::full(
            "strptime",
            Params::pos(&["_data_string", "_format"], 1),
            strptime,
        ),
        NativeDef::quick("get_clock_info", Params::all(&["_name"]), clock_info),
        NativeDef::quick("tzset", Params::pos(&[], 0), |_, _| {
            calendar::tzset();
            Ok(Val::NONE)
        }),
    ],
    init,
};

const STRUCT_TIME: StructSpec = StructSpec {
    module: "time",
    name: "struct_time",
    doc: "The time value as returned by gmtime(), localtime(), and strptime(), and accepted by asctime(), mktime() and \
          strftime().",
    fields: &[
        "tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday",
        "tm_isdst",
    ],
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    let class = structseq::new_class(th, &STRUCT_TIME);
    know_class(th, NativeClass::StructTime, class);
    add(th, module, "struct_time", class.val())?;
    // For times that were made from nine numbers.
    for name in ["tm_zone", "tm_gmtoff"] {
        crate::bootstrap::bind(th, class, th.intern(name), Val::NONE);
    }
    let zone = calendar::zone();
    add(th, module, "timezone", Val::small(zone.offset))?;
    add(th, module, "altzone", Val::small(zone.alternative))?;
    add(th, module, "daylight", Val::small(zone.daylight.into()))?;
    let names = [th.str(&zone.names.0), th.str(&zone.names.1)];
    add(th, module, "tzname", th.tuple(&names))?;
    add(th, module, "_STRUCT_TM_ITEMS", Val::small(11))?;
    for (name, id) in [
        ("CLOCK_REALTIME", libc::CLOCK_REALTIME),
        ("CLOCK_MONOTONIC", libc::CLOCK_MONOTONIC),
        ("CLOCK_PROCESS_CPUTIME_ID", libc::CLOCK_PROCESS_CPUTIME_ID),
        ("CLOCK_THREAD_CPUTIME_ID", libc::CLOCK_THREAD_CPUTIME_ID),
    ] {
        add(th, module, name, Val::small(id.into()))?;
    }
    Ok(())
}

fn now() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

/// The clock as the open block is to see it, which runs again after it has waited.
fn steady(th: &Thread) -> Duration {
    calendar::clock(libc::CLOCK_MONOTONIC).saturating_sub(th.block.waits.back())
}

fn monotonic<'t>(th: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    Ok(Val::float(steady(th).as_secs_f64()))
}

fn monotonic_ns<'t>(th: &'t Thread, _: Args<'t>) -> Res<Val<'t>> {
    Ok(th.int(steady(th).as_nanos() as i64))
}

fn clock_gettime(th: &mut Thread, w: Window) -> Res<Done> {
    let id = support::to_i64(th, w.at(0))?;
    th.ret(Val::float(calendar::clock(id as i32).as_secs_f64()))
}

fn clock_gettime_ns(th: &mut Thread, w: Window) -> Res<Done> {
    let id = support::to_i64(th, w.at(0))?;
    th.ret(th.int(calendar::clock(id as i32).as_nanos() as i64))
}

fn clock_getres(th: &mut Thread, w: Window) -> Res<Done> {
    support::to_i64(th, w.at(0))?;
    th.ret(Val::float(1e-9))
}

/// A number of seconds from an argument.
pub fn seconds(th: &mut Thread, v: Slot) -> Res<f64> {
    match th.get(v).tag() {
        Tag::Float(f) if f.is_nan() => Err(th.value_error("Invalid value NaN (not a number)")),
        Tag::Float(f) => Ok(f),
        _ => {
            let i = match support::index(th, v) {
                Ok(i) => i,
                Err(_) => return support::to_f64(th, v),
            };
            support::to_f64(th, i)
        }
    }
}

fn sleep(th: &mut Thread, w: Window) -> Res<Done> {
    let s = seconds(th, w.at(0))?;
    if s < 0.0 {
        return Err(th.value_error("sleep length must be non-negative"));
    }
    let Ok(length) = Duration::try_from_secs_f64(s) else {
        return Err(th.raise(
            crate::error::Exc::OverflowError,
            "timestamp too large to convert to C PyTime_t",
        ));
    };
    if th.in_block() && !th.block.is_irrevocable() && th.block.waits.count() < MANY_WAITS {
        return match crate::atomic::wait_by_retry(th, Some(length), "sleep") {
            Some(undone) => Err(undone),
            None => th.ret(Val::NONE),
        };
    }
    support::irrevocable(th)?;
    sleep_for(th, length)?;
    th.ret(Val::NONE)
}

/// A block that sleeps more often than this does not run again each time.
const MANY_WAITS: usize = 64;

/// Sleeps as a blocked thread; what asks for this thread's attention is attended to.
fn sleep_for(th: &mut Thread, length: Duration) -> Res<()> {
    let start = Instant::now();
    loop {
        let left = length.saturating_sub(start.elapsed());
        if left.is_zero() && !length.is_zero() {
            return Ok(());
        }
        crate::vm::park(th, Some(left))?;
        if length.is_zero() {
            return Ok(());
        }
    }
}

/// A moment given as an optional argument; now if there is none.
fn moment(th: &mut Thread, v: Option<Slot>) -> Res<i64> {
    match v.filter(|v| !th.get(*v).is_none()) {
        None => Ok(now().as_secs() as i64),
        Some(v) => {
            let s = seconds(th, v)?;
            if s.abs() >= 9.2e18 {
                return Err(th.raise(
                    crate::error::Exc::OverflowError,
                    "timestamp out of range for platform time_t",
                ));
            }
            Ok(s.floor() as i64)
        }
    }
}

fn broken<'t>(th: &'t Thread, b: &calendar::Broken) -> Res<Val<'t>> {
    let items: Vec<Val<'t>> = b.items().iter().map(|i| th.int(*i)).collect();
    let zone = th.str(&b.zone);
    structseq::make(
        th,
        th.native_class(NativeClass::StructTime),
        &items,
        &[("tm_zone", zone), ("tm_gmtoff", th.int(b.offset))],
    )
}

fn localtime(th: &mut Thread, w: Window) -> Res<Done> {
    let v = w.opt(th, 0);
    let at = moment(th, v)?;
    match calendar::local(at) {
        Some(b) => {
            let v = broken(th, &b)?;
            th.ret(v)
        }
        None => Err(out_of_range(th)),
    }
}

fn gmtime(th: &mut Thread, w: Window) -> Res<Done> {
    let v = w.opt(th, 0);
    let at = moment(th, v)?;
    match calendar::utc(at) {
        Some(b) => {
            let v = broken(th, &b)?;
            th.ret(v)
        }
        None => Err(out_of_range(th)),
    }
}

fn out_of_range(th: &Thread) -> crate::unwind::Unwind {
    th.raise(
        crate::error::Exc::OverflowError,
        "timestamp out of range for platform time_t",
    )
}

/// The nine numbers of a time tuple; the present moment if there is none.
fn given(th: &mut Thread, v: Option<Slot>) -> Res<calendar::Broken> {
    let Some(v) = v else {
        let at = now().as_secs() as i64;
        return calendar::local(at).ok_or_else(|| out_of_range(th));
    };
    if th.get(v).unboxed().cast::<crate::object::Tuple>().is_none() {
        return Err(th.type_error("Tuple or struct_time argument required"));
    }
    let mut items = [0i64; 9];
    let n = th.get(v).unboxed().expect::<crate::object::Tuple>().len();
    if n != 9 {
        let text = format!("function takes exactly 9 arguments ({n} given)");
        return Err(th.type_error(text));
    }
    for (i, item) in items.iter_mut().enumerate() {
        let mark = th.mark();
        let part = th.root(th.get(v).unboxed().expect::<crate::object::Tuple>().at(i));
        *item = support::to_i64(th, part)?;
        th.release_to(mark);
    }
    Ok(calendar::Broken::from_items(items))
}

fn mktime(th: &mut Thread, w: Window) -> Res<Done> {
    let b = given(th, Some(w.at(0)))?;
    match calendar::make(&b) {
        Some(t) => th.ret(Val::float(t as f64)),
        None => Err(th.raise(
            crate::error::Exc::OverflowError,
            "mktime argument out of range",
        )),
    }
}

fn strftime(th: &mut Thread, w: Window) -> Res<Done> {
    let format = support::text(th, th.get(w.at(0)), "strftime")?.to_owned();
    let v = w.opt(th, 1);
    let b = given(th, v)?;
    if let Err(problem) = b.check() {
        return Err(th.value_error(problem));
    }
    th.ret(th.str(&calendar::format(&format, &b)))
}

fn asctime(th: &mut Thread, w: Window) -> Res<Done> {
    let v = w.opt(th, 0);
    let b = given(th, v)?;
    if let Err(problem) = b.check() {
        return Err(th.value_error(problem));
    }
    th.ret(th.str(&b.ascii()))
}

fn ctime(th: &mut Thread, w: Window) -> Res<Done> {
    let v = w.opt(th, 0);
    let at = moment(th, v)?;
    match calendar::local(at) {
        Some(b) => th.ret(th.str(&b.ascii())),
        None => Err(out_of_range(th)),
    }
}

fn strptime(th: &mut Thread, w: Window) -> Res<Done> {
    let f = crate::import::import_object(th, "_strptime", "_strptime_time")?;
    let args: Vec<Slot> = (0..2).filter_map(|i| w.opt(th, i)).collect();
    let r = th.call(f, &args)?;
    th.ret_slot(r)
}

fn clock_info<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let (implementation, monotonic, adjustable) =
        match support::text(th, a.get(0), "get_clock_info")? {
            "time" => ("clock_gettime(CLOCK_REALTIME)", false, true),
            "monotonic" | "perf_counter" => ("clock_gettime(CLOCK_MONOTONIC)", true, false),
            "process_time" => ("clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", true, false),
            "thread_time" => ("clock_gettime(CLOCK_THREAD_CPUTIME_ID)", true, false),
            _ => return Err(th.value_error("unknown clock")),
        };
    super::sys::namespace(
        th,
        &[
            ("implementation", th.str(implementation)),
            ("monotonic", Val::bool(monotonic)),
            ("adjustable", Val::bool(adjustable)),
            ("resolution", Val::float(1e-9)),
        ],
    )
}
