//! The exceptions, and conditions as Python sees them: signal by signal in a mapping that shows a context's flags or traps.

use super::core::Status;
use crate::class::Class;
use crate::error::Exc;
use crate::modules::support::{
    NativeClass, NativeClassSpec, add, get_attr, know_class, new_class, new_exception_class,
};
use crate::native::{Args, Done, NativeDef, Params, Window};
use crate::object::{Dict, List, Record, Ref};
use crate::protocol::{iter, number};
use crate::thread::{Slot, Thread};
use crate::types::dict;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// A signal, or a condition that is reported by name only.
pub struct Signal {
    pub name: &'static str,
    pub class: NativeClass,
    /// The conditions that raise it.
    pub conditions: u32,
    bases: &'static [Base],
}

enum Base {
    Native(NativeClass),
    Builtin(Exc),
}

const EXCEPTION: Base = Base::Native(NativeClass::DecimalException);

const fn signal(
    name: &'static str,
    class: NativeClass,
    conditions: u32,
    bases: &'static [Base],
) -> Signal {
    Signal {
        name,
        class,
        conditions,
        bases,
    }
}

/// The signals, in the order in which mappings show them.
pub const SIGNALS: [Signal; 9] = [
    signal(
        "InvalidOperation",
        NativeClass::InvalidOperation,
        Status::INVALID,
        &[EXCEPTION],
    ),
    signal(
        "FloatOperation",
        NativeClass::FloatOperation,
        Status::FLOAT_OPERATION,
        &[EXCEPTION, Base::Builtin(Exc::TypeError)],
    ),
    signal(
        "DivisionByZero",
        NativeClass::DivisionByZero,
        Status::DIVISION_BY_ZERO,
        &[EXCEPTION, Base::Builtin(Exc::ZeroDivisionError)],
    ),
    signal(
        "Overflow",
        NativeClass::DecimalOverflow,
        Status::OVERFLOW,
        &[
            Base::Native(NativeClass::Inexact),
            Base::Native(NativeClass::Rounded),
        ],
    ),
    signal(
        "Underflow",
        NativeClass::Underflow,
        Status::UNDERFLOW,
        &[
            Base::Native(NativeClass::Inexact),
            Base::Native(NativeClass::Rounded),
            Base::Native(NativeClass::Subnormal),
        ],
    ),
    signal(
        "Subnormal",
        NativeClass::Subnormal,
        Status::SUBNORMAL,
        &[EXCEPTION],
    ),
    signal(
        "Inexact",
        NativeClass::Inexact,
        Status::INEXACT,
        &[EXCEPTION],
    ),
    signal(
        "Rounded",
        NativeClass::Rounded,
        Status::ROUNDED,
        &[EXCEPTION],
    ),
    signal(
        "Clamped",
        NativeClass::Clamped,
        Status::CLAMPED,
        &[EXCEPTION],
    ),
];

/// The conditions that the signal InvalidOperation stands for, as exceptions list them.
const INVALID: [Signal; 5] = [
    signal(
        "InvalidOperation",
        NativeClass::InvalidOperation,
        Status::INVALID_OPERATION,
        &[],
    ),
    signal(
        "ConversionSyntax",
        NativeClass::ConversionSyntax,
        Status::CONVERSION_SYNTAX,
        &[Base::Native(NativeClass::InvalidOperation)],
    ),
    signal(
        "DivisionImpossible",
        NativeClass::DivisionImpossible,
        Status::DIVISION_IMPOSSIBLE,
        &[Base::Native(NativeClass::InvalidOperation)],
    ),
    signal(
        "DivisionUndefined",
        NativeClass::DivisionUndefined,
        Status::DIVISION_UNDEFINED,
        &[
            Base::Native(NativeClass::InvalidOperation),
            Base::Builtin(Exc::ZeroDivisionError),
        ],
    ),
    signal(
        "InvalidContext",
        NativeClass::InvalidContext,
        Status::INVALID_CONTEXT,
        &[Base::Native(NativeClass::InvalidOperation)],
    ),
];

/// Signals in the order in which the repr of a context lists them: that of the lowest condition.
pub fn names_in_order(conditions: u32) -> Vec<&'static str> {
    let mut names: Vec<&'static str> = Vec::new();
    for bit in (0..15).map(|i| 1 << i).filter(|bit| conditions & bit != 0) {
        let signal = SIGNALS.iter().find(|s| s.conditions & bit != 0);
        if let Some(s) = signal.filter(|s| !names.contains(&s.name)) {
            names.push(s.name);
        }
    }
    names
}

/// The classes of the signals in a set of conditions, as a list.
pub fn as_list(th: &Thread, conditions: u32) -> Val<'_> {
    let set = SIGNALS.iter().filter(|s| s.conditions & conditions != 0);
    let classes: Vec<Val<'_>> = set.map(|s| th.native_class(s.class).val()).collect();
    th.list(&classes)
}

/// Raises the exception for conditions that are trapped.
#[cold]
pub fn raise(th: &Thread, conditions: u32) -> Unwind {
    let first = SIGNALS
        .iter()
        .find(|s| s.conditions & conditions != 0)
        .unwrap_or(&SIGNALS[0]);
    let named = INVALID.iter().chain(&SIGNALS[1..]);
    let listed: Vec<Val<'_>> = named
        .filter(|s| s.conditions & conditions != 0)
        .map(|s| th.native_class(s.class).val())
        .collect();
    let fields = [
        th.tuple(&[th.list(&listed)]),
        Val::NONE,
        Val::NONE,
        Val::NONE,
        Val::FALSE,
        Val::UNDEF,
    ];
    let shape = th.native_class(first.class).info().root_shape();
    th.raise_value(Record::new(th, shape, &fields).val())
}

/// Makes the exception classes.
pub fn init(th: &Thread, module: Slot) -> Res<()> {
    let arithmetic = th.exc_class(Exc::ArithmeticError).val();
    let base = new_exception_class(th, "decimal", "DecimalException", &[arithmetic]);
    know_class(th, NativeClass::DecimalException, base);
    add(th, module, "DecimalException", base.val())?;
    // Those that others derive from come first.
    let order = [0, 1, 2, 5, 6, 7, 8, 3, 4].map(|i| &SIGNALS[i]);
    for signal in order.into_iter().chain(&INVALID[1..]) {
        let bases: Vec<Val<'_>> = signal
            .bases
            .iter()
            .map(|b| match b {
                Base::Native(c) => th.native_class(*c).val(),
                Base::Builtin(e) => th.exc_class(*e).val(),
            })
            .collect();
        let class = new_exception_class(th, "decimal", signal.name, &bases);
        know_class(th, signal.class, class);
        add(th, module, signal.name, class.val())?;
    }
    Ok(())
}

/// Fields of the mapping: the context, and which of its fields the mapping shows.
const CONTEXT: usize = 0;
const FIELD: usize = 1;

/// What the mapping adds to `MutableMapping`.
const MIXIN: NativeClassSpec = NativeClassSpec {
    module: "decimal",
    name: "SignalDictMixin",
    doc: "",
    nfields: 2,
    flags: 0,
    methods: &[
        NativeDef::quick(
            "__new__",
            Params::pos(&["_cls"], 1).rest().kwdict(),
            |th, a| {
                let class = a.get(0).expect::<Class>();
                Ok(Record::new(th, class.info().root_shape(), &[]).val())
            },
        )
        .static_method(),
        NativeDef::quick("__len__", Params::all(&["_self"]), |th, a| {
            shown(th, a.get(0))?;
            Ok(Val::small(SIGNALS.len() as i64))
        }),
        NativeDef::full("__iter__", Params::all(&["_self"]), |th, w| {
            shown(th, th.get(w.at(0)))?;
            let classes: Vec<Val<'_>> = SIGNALS
                .iter()
                .map(|s| th.native_class(s.class).val())
                .collect();
            let all = th.root(th.tuple(&classes));
            let it = iter::get_iter(th, all)?;
            th.ret_slot(it)
        }),
        NativeDef::quick("__getitem__", Params::all(&["_self", "_key"]), |th, a| {
            let set = conditions_of(th, a.get(0))?;
            Ok(Val::bool(conditions_for(th, a.get(1))? & set != 0))
        }),
        NativeDef::full(
            "__setitem__",
            Params::all(&["_self", "_key", "_value"]),
            set_item,
        ),
        NativeDef::quick("__delitem__", Params::all(&["_self", "_key"]), |th, _| {
            Err(th.value_error("signal keys cannot be deleted"))
        }),
        NativeDef::quick("__repr__", Params::all(&["_self"]), repr),
        NativeDef::full("__eq__", Params::all(&["_self", "_other"]), |th, w| {
            equal(th, w, true)
        }),
        NativeDef::full("__ne__", Params::all(&["_self", "_other"]), |th, w| {
            equal(th, w, false)
        }),
        NativeDef::full("copy", Params::all(&["_self"]), copy),
    ],
    getsets: &[],
};

/// Makes the class of the mappings: the mixin with `collections.abc.MutableMapping`.
pub fn make_mapping_class(th: &mut Thread, abc: Slot) -> Res<()> {
    let mapping = get_attr(th, abc, "MutableMapping")?;
    let mixin = th.root(new_class(th, &MIXIN).val());
    let meta = th.root(th.class_of(th.get(mapping)).val());
    let name = th.root(th.intern("SignalDict"));
    let bases = th.root(th.tuple(&[th.get(mixin), th.get(mapping)]));
    let names = th.root(Dict::new(th).val());
    let key = th.root(th.intern("__module__"));
    let module = th.root(th.intern("decimal"));
    dict::set(th, names, key, module)?;
    let class = th.call(meta, &[name, bases, names])?;
    know_class(th, NativeClass::DecimalSignals, th.get(class).expect());
    Ok(())
}

/// A mapping that shows a field of a context.
pub fn mapping<'t>(th: &'t Thread, context: Val<'t>, field: usize) -> Val<'t> {
    let fields = [context, Val::small(field as i64)];
    th.native_record(NativeClass::DecimalSignals, &fields)
}

/// The context and field that a mapping shows.
fn shown<'t>(th: &'t Thread, v: Val<'t>) -> Res<(Ref<'t, Record>, usize)> {
    let r = v.expect::<Record>();
    if r.fixed(CONTEXT).is_undef() {
        return Err(th.value_error("invalid signal dict"));
    }
    let field = r.fixed(FIELD).int_unchecked() as usize;
    Ok((r.fixed(CONTEXT).expect(), field))
}

fn conditions_of<'t>(th: &'t Thread, v: Val<'t>) -> Res<u32> {
    let (context, field) = shown(th, v)?;
    Ok(context.see(th)?.field(field).int_unchecked() as u32)
}

/// The conditions of a signal's class.
fn conditions_for<'t>(th: &'t Thread, class: Val<'t>) -> Res<u32> {
    let signal = SIGNALS
        .iter()
        .find(|s| th.native_class(s.class).val().is(class));
    match signal {
        Some(s) => Ok(s.conditions),
        None => Err(th.raise(
            Exc::KeyError,
            "valid values for signals are:\n  [InvalidOperation, FloatOperation, DivisionByZero,\n   \
             Overflow, Underflow, Subnormal, Inexact, Rounded,\n   Clamped]",
        )),
    }
}

fn set_item(th: &mut Thread, w: Window) -> Res<Done> {
    let on = number::truth(th, w.at(2))?;
    th.section(|th| {
        let conditions = conditions_for(th, th.get(w.at(1)))?;
        let (context, field) = shown(th, th.get(w.at(0)))?;
        let own = context.own(th)?;
        let before = own.field(field).int_unchecked() as u32;
        let after = if on {
            before | conditions
        } else {
            before & !conditions
        };
        own.set_field(field, Val::small(after.into()));
        Ok(())
    })?;
    th.ret(Val::NONE)
}

fn repr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let set = conditions_of(th, a.get(0))?;
    let items: Vec<String> = SIGNALS
        .iter()
        .map(|s| {
            let on = if s.conditions & set != 0 {
                "True"
            } else {
                "False"
            };
            format!("<class 'decimal.{}'>:{on}", s.name)
        })
        .collect();
    Ok(th.str(&format!("{{{}}}", items.join(", "))))
}

fn is_mapping<'t>(th: &'t Thread, v: Val<'t>) -> bool {
    let class = th.native_class(NativeClass::DecimalSignals);
    v.cast::<Record>().is_some() && th.class_of(v).is_subclass(class.val())
}

fn equal(th: &mut Thread, w: Window, wanted: bool) -> Res<Done> {
    let known = th.get(w.at(1)).cast::<Dict>().is_some() || is_mapping(th, th.get(w.at(1)));
    if !known {
        return th.ret(Val::NOT_IMPLEMENTED);
    }
    let mine = th.section(|th| conditions_of(th, th.get(w.at(0))))?;
    let theirs = match from_mapping(th, w.at(1)) {
        Err(Unwind::Raise) if th.swallow(Exc::KeyError) => return th.ret(Val::NOT_IMPLEMENTED),
        known => known?,
    };
    let signals = |set: u32| SIGNALS.map(|s| s.conditions & set != 0);
    th.ret(Val::bool((signals(mine) == signals(theirs)) == wanted))
}

fn copy(th: &mut Thread, w: Window) -> Res<Done> {
    let set = th.section(|th| conditions_of(th, th.get(w.at(0))))?;
    let copy = th.root(Dict::new(th).val());
    for s in &SIGNALS {
        let key = th.root(th.native_class(s.class).val());
        let on = th.root(Val::bool(s.conditions & set != 0));
        dict::set(th, copy, key, on)?;
    }
    th.ret_slot(copy)
}

/// The conditions that a mapping or a dict from all signals to truth values says.
pub fn from_mapping(th: &mut Thread, v: Slot) -> Res<u32> {
    if is_mapping(th, th.get(v)) {
        return th.section(|th| conditions_of(th, th.get(v)));
    }
    if th.get(v).cast::<Dict>().is_none() {
        return Err(th.type_error("argument must be a signal dict"));
    }
    let invalid = |th: &Thread| th.raise(Exc::KeyError, "invalid signal dict");
    let n = th.section(|th| Ok(th.get(v).expect::<Dict>().see(th)?.len()))?;
    if n != SIGNALS.len() {
        return Err(invalid(th));
    }
    let mut set = 0;
    for s in &SIGNALS {
        let key = th.root(th.native_class(s.class).val());
        match dict::get(th, v, key)? {
            Some(on) if number::truth(th, on)? => set |= s.conditions,
            Some(_) => {}
            None => return Err(invalid(th)),
        }
    }
    Ok(set)
}

/// The same, also from a list of signals.
pub fn from_list_or_mapping(th: &mut Thread, v: Slot) -> Res<u32> {
    if th.get(v).cast::<List>().is_none() {
        return from_mapping(th, v);
    }
    th.section(|th| {
        let items = th.get(v).expect::<List>().see(th)?;
        let mut set = 0;
        for signal in items.items() {
            set |= conditions_for(th, *signal)?;
        }
        Ok(set)
    })
}
