//! `function`: functions written in Python. Its parts change only with the world stopped.

pub mod annotate;
pub mod method;
pub mod native;

use crate::class::Builtin;
use crate::error::Exc;
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::{Code, Dict, Function, Kind, Native, Part, Ref, Str, Tuple};
use crate::thread::{Slot, Thread};
use crate::types::object;
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Function,
    doc: "Create a function object.\n\n  code\n    a code object\n  globals\n    the globals dictionary\n  name\n    a string that overrides the name from the code object\n  argdefs\n    a tuple that specifies the default argument values\n  closure\n    a tuple that supplies the bindings for free variables\n  kwdefaults\n    a dictionary that specifies the default keyword argument values",
    methods: &[
        NativeDef::quick(
            "__new__",
            Params::pos(
                &[
                    "_cls",
                    "code",
                    "globals",
                    "name",
                    "argdefs",
                    "closure",
                    "kwdefaults",
                ],
                3,
            ),
            new,
        )
        .static_method(),
        NativeDef::quick(
            "__get__",
            Params::pos(&["_self", "_instance", "_owner"], 2),
            get,
        ),
        NativeDef::full("__call__", Params::pos(&["_self"], 1).rest().kwdict(), call),
        NativeDef::quick("__repr__", Params::all(&["_self"]), repr),
    ],
    getsets: &[
        GetSet::read("__name__", |_, v| Ok(part(v, Part::Name))).write(set_name),
        GetSet::read("__qualname__", |_, v| Ok(part(v, Part::QualName))).write(set_qualname),
        GetSet::read("__module__", |_, v| Ok(part(v, Part::Module))).write(set_module),
        GetSet::read("__doc__", |_, v| Ok(part(v, Part::Doc))).write(set_doc),
        GetSet::read("__defaults__", |_, v| Ok(part(v, Part::Defaults))).write(set_defaults),
        GetSet::read("__kwdefaults__", |_, v| Ok(part(v, Part::KwDefaults))).write(set_kwdefaults),
        GetSet::read("__code__", |_, v| Ok(of(v).code().val())).write(set_code),
        GetSet::read("__globals__", |_, v| Ok(of(v).globals().val())),
        GetSet::read("__builtins__", builtins),
        GetSet::read("__closure__", |_, v| Ok(part(v, Part::Closure))),
        GetSet::read("__dict__", object::get_dict).write(object::set_dict),
        GetSet::either("__annotations__", annotate::known, annotate::compute).write(annotate::set),
        GetSet::read("__annotate__", annotate::function).write(annotate::set_function),
        GetSet::read("__type_params__", type_params).write(set_type_params),
    ],
};

fn of(v: Val<'_>) -> Ref<'_, Function> {
    v.expect::<Function>()
}

/// A part of a function, None if it has none.
fn part(v: Val<'_>, p: Part) -> Val<'_> {
    let v = of(v).part(p);
    if v.is_undef() { Val::NONE } else { v }
}

/// `__name__` of a Python or native function.
pub fn name_of<'t>(th: &'t Thread, f: Val<'t>) -> Option<Val<'t>> {
    match (f.cast::<Function>(), f.cast::<Native>()) {
        (Some(f), _) => Some(f.part(Part::Name)),
        (_, Some(n)) => Some(th.intern(n.def().name)),
        _ => None,
    }
}

fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let Some(code) = a.get(1).cast::<Code>() else {
        return Err(th.type_error(format!(
            "function() argument 'code' must be code, not {}",
            th.class_name(a.get(1))
        )));
    };
    let Some(globals) = a.get(2).cast::<Dict>() else {
        return Err(th.type_error(format!(
            "function() argument 'globals' must be dict, not {}",
            th.class_name(a.get(2))
        )));
    };
    let given = |i: usize| a.opt(i).filter(|v| !v.is_none());
    let closure = given(5);
    let cells = closure
        .and_then(|c| c.cast::<Tuple>())
        .map_or(0, |t| t.len());
    let wanted = code.body().lang.freevars.len();
    if closure.is_some_and(|c| !c.is_kind(Kind::Tuple)) {
        return Err(th.type_error("arg 5 (closure) must be tuple"));
    }
    if wanted > 0 && closure.is_none() {
        return Err(th.type_error("arg 5 (closure) must be tuple"));
    }
    if cells != wanted {
        return Err(th.value_error(format!(
            "{} requires closure of length {wanted}, not {cells}",
            code.name().expect::<Str>().text()
        )));
    }
    let f = Function::new(th, code, globals);
    let name = given(3).unwrap_or(code.name());
    f.set_part(Part::Name, name);
    f.set_part(Part::QualName, code.qualname());
    f.set_part(Part::Module, module_of(th, globals));
    let doc = code.body().lang.docstring.as_ref().and_then(|d| d.as_str());
    f.set_part(Part::Doc, doc.map_or(Val::NONE, |d| th.str(d)));
    for (i, p) in [
        (4, Part::Defaults),
        (5, Part::Closure),
        (6, Part::KwDefaults),
    ] {
        if let Some(v) = given(i) {
            f.set_part(p, v);
        }
    }
    Ok(f.val())
}

/// `__name__` of the module with these globals.
pub fn module_of<'t>(th: &'t Thread, globals: Ref<'t, Dict>) -> Val<'t> {
    let name = th.id(crate::names::Id::__name__);
    globals
        .frozen()
        .lookup(name.expect::<Str>().hash(), crate::object::string_key(name))
        .ok()
        .flatten()
        .unwrap_or(Val::NONE)
}

fn get<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    match a.get(1) {
        none if none.is_none() => Ok(a.get(0)),
        this => Ok(th.record(Builtin::Method, &[a.get(0), this])),
    }
}

fn call(th: &mut Thread, w: Window) -> Res<Done> {
    let r = th.call_forward(w.at(0), &[], w.from(2), w.at(1))?;
    th.ret_slot(r)
}

fn repr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let v = a.get(0);
    let name = part(v, Part::QualName)
        .cast::<Str>()
        .map_or("?", |s| s.text());
    Ok(th.str(&format!("<function {name} at {}>", object::address(v))))
}

fn builtins<'t>(th: &'t Thread, _: Val<'t>) -> Res<Val<'t>> {
    Ok(th.vm.builtins(th).map_or(Val::NONE, |d| d.val()))
}

/// Replaces a part with the world stopped.
pub(super) fn replace(th: &mut Thread, f: Slot, p: Part, v: Slot) -> Res<()> {
    th.changing(|th| {
        of(th.get(f)).set_part(p, th.get(v));
        Ok(())
    })
}

fn check_text(th: &Thread, v: Slot, attr: &str) -> Res<()> {
    let v = th.get(v);
    if !v.is_undef() && v.unboxed().is_kind(Kind::Str) {
        return Ok(());
    }
    Err(th.type_error(format!("{attr} must be set to a string object")))
}

fn set_name(th: &mut Thread, f: Slot, v: Slot) -> Res<()> {
    check_text(th, v, "__name__")?;
    replace(th, f, Part::Name, v)?;
    Ok(())
}

fn set_qualname(th: &mut Thread, f: Slot, v: Slot) -> Res<()> {
    check_text(th, v, "__qualname__")?;
    replace(th, f, Part::QualName, v)?;
    Ok(())
}

/// Any value; deleting leaves None.
fn set_any(th: &mut Thread, f: Slot, p: Part, v: Slot) -> Res<()> {
    let v = if th.get(v).is_undef() {
        th.root(Val::NONE)
    } else {
        v
    };
    replace(th, f, p, v)?;
    Ok(())
}

fn set_module(th: &mut Thread, f: Slot, v: Slot) -> Res<()> {
    set_any(th, f, Part::Module, v)
}

fn set_doc(th: &mut Thread, f: Slot, v: Slot) -> Res<()> {
    set_any(th, f, Part::Doc, v)
}

/// A value of this kind, or None or nothing, which take the part away.
fn set_kind(th: &mut Thread, f: Slot, p: Part, v: Slot, kind: Kind, text: &str) -> Res<()> {
    let value = th.get(v);
    if value.is_undef() || value.is_none() {
        let nothing = th.root(Val::UNDEF);
        replace(th, f, p, nothing)?;
        return Ok(());
    }
    if !value.is_kind(kind) {
        return Err(th.type_error(text));
    }
    replace(th, f, p, v)?;
    Ok(())
}

fn set_defaults(th: &mut Thread, f: Slot, v: Slot) -> Res<()> {
    let text = "__defaults__ must be set to a tuple object";
    set_kind(th, f, Part::Defaults, v, Kind::Tuple, text)
}

fn set_kwdefaults(th: &mut Thread, f: Slot, v: Slot) -> Res<()> {
    let text = "__kwdefaults__ must be set to a dict object";
    set_kind(th, f, Part::KwDefaults, v, Kind::Dict, text)
}

fn set_code(th: &mut Thread, f: Slot, v: Slot) -> Res<()> {
    let Some(code) = Some(th.get(v))
        .filter(|v| !v.is_undef())
        .and_then(|v| v.cast::<Code>())
    else {
        return Err(th.type_error("__code__ must be set to a code object"));
    };
    let (have, want) = (
        of(th.get(f)).closure().len(),
        code.body().lang.freevars.len(),
    );
    if have != want {
        let name = part(th.get(f), Part::Name)
            .cast::<Str>()
            .map_or("?", |s| s.text());
        let text = format!("{name}() requires a code object with {have} free vars, not {want}");
        return Err(th.raise(Exc::ValueError, text));
    }
    th.changing(|th| {
        of(th.get(f)).set_code(th.get(v).expect());
        Ok(())
    })?;
    Ok(())
}

fn type_params<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let v = of(v).part(Part::TypeParams);
    Ok(if v.is_undef() { th.tuple(&[]) } else { v })
}

fn set_type_params(th: &mut Thread, f: Slot, v: Slot) -> Res<()> {
    if th.get(v).is_undef() || !th.get(v).is_kind(Kind::Tuple) {
        return Err(th.type_error("__type_params__ must be set to a tuple"));
    }
    replace(th, f, Part::TypeParams, v)?;
    Ok(())
}
