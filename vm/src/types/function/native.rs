//! Native functions, methods of native types, and `classmethod_descriptor`.

use crate::class::{Builtin, Class};
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::{Kind, Native, Record, Ref, Str};
use crate::protocol::attr;
use crate::thread::Thread;
use crate::types::object;
use crate::unwind::Res;
use crate::value::Val;

const SELF: Params = Params::all(&["_self"]);
const ANY: Params = Params::pos(&["_self"], 1).rest().kwdict();
const GET: Params = Params::pos(&["_self", "_instance", "_owner"], 2);

pub const FUNCTION: TypeSpec = TypeSpec {
    builtin: Builtin::NativeFunction,
    doc: "",
    methods: &[
        NativeDef::full("__call__", ANY, call),
        NativeDef::quick("__repr__", SELF, function_repr),
        NativeDef::quick("__eq__", Params::all(&["_self", "_other"]), eq),
        NativeDef::quick("__hash__", SELF, hash),
        NativeDef::quick("__reduce__", SELF, function_reduce),
    ],
    getsets: &[
        GetSet::read("__name__", name),
        GetSet::read("__qualname__", qualname),
        GetSet::read("__doc__", doc),
        GetSet::read("__module__", module),
        GetSet::read("__self__", this),
        GetSet::read("__text_signature__", |_, _| Ok(Val::NONE)),
    ],
};

pub const METHOD: TypeSpec = TypeSpec {
    builtin: Builtin::MethodDescriptor,
    doc: "",
    methods: &[
        NativeDef::full("__call__", ANY, call),
        NativeDef::quick("__get__", GET, method_get),
        NativeDef::quick("__repr__", SELF, method_repr),
        NativeDef::quick("__reduce__", SELF, method_reduce),
    ],
    getsets: &[
        GetSet::read("__name__", name),
        GetSet::read("__qualname__", qualname),
        GetSet::read("__doc__", doc),
        GetSet::read("__objclass__", |_, v| Ok(of(v).owner())),
        GetSet::read("__text_signature__", |_, _| Ok(Val::NONE)),
    ],
};

pub const CLASS_METHOD: TypeSpec = TypeSpec {
    builtin: Builtin::ClassMethodDescriptor,
    doc: "",
    methods: &[
        NativeDef::quick("__get__", GET, class_method_get),
        NativeDef::full("__call__", ANY, class_method_call),
        NativeDef::quick("__repr__", SELF, class_method_repr),
    ],
    getsets: &[
        GetSet::read("__name__", |th, v| name(th, v.expect::<Record>().fixed(0))),
        GetSet::read("__qualname__", |th, v| {
            qualname(th, v.expect::<Record>().fixed(0))
        }),
        GetSet::read("__doc__", |th, v| doc(th, v.expect::<Record>().fixed(0))),
        GetSet::read("__objclass__", |_, v| Ok(v.expect::<Record>().fixed(1))),
    ],
};

fn of(v: Val<'_>) -> Ref<'_, Native> {
    v.expect::<Native>()
}

fn call(th: &mut Thread, w: Window) -> Res<Done> {
    let r = th.call_forward(w.at(0), &[], w.from(2), w.at(1))?;
    th.ret_slot(r)
}

fn name<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(th.intern(of(v).def().name))
}

fn owner_name<'t>(n: Ref<'t, Native>) -> Option<&'t str> {
    n.owner().cast::<Class>().map(|c| c.qualname())
}

fn qualname<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let n = of(v);
    // A method bound to a class is named after that class.
    let owner = match n.this().cast::<Class>() {
        Some(c) => Some(c.qualname()),
        None => owner_name(n),
    };
    Ok(match owner {
        Some(owner) => th.str(&format!("{owner}.{}", n.def().name)),
        None => th.intern(n.def().name),
    })
}

fn doc<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let text = of(v).def().doc;
    Ok(if text.is_empty() {
        Val::NONE
    } else {
        th.str(text)
    })
}

fn module<'t>(_: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let m = of(v).module();
    Ok(m.cast::<Str>().map_or(Val::NONE, |name| name.val()))
}

/// The receiver of a bound method; the module of a function is known by name only.
fn this<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    let n = of(v);
    if !n.this().is_undef() {
        return Ok(n.this());
    }
    if n.module().is_kind(Kind::Class) {
        return Ok(n.module());
    }
    let Some(name) = n.module().cast::<Str>() else {
        return Ok(Val::NONE);
    };
    let modules = th.vm.modules(th).see(th)?;
    let found = modules.lookup(name.hash(), crate::object::string_key(name.val()))?;
    Ok(found.unwrap_or(Val::NONE))
}

fn function_repr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let n = of(a.get(0));
    let name = n.def().name;
    Ok(th.str(&match n.this() {
        this if this.is_undef() && n.module().cast::<Str>().is_none() => {
            format!(
                "<built-in method {name} of type object at {}>",
                object::address(n.val())
            )
        }
        this if this.is_undef() => format!("<built-in function {name}>"),
        this => format!(
            "<built-in method {name} of {} object at {}>",
            th.class_name(this),
            object::address(this)
        ),
    }))
}

fn method_repr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let n = of(a.get(0));
    let owner = n.owner().cast::<Class>().map_or("?", |c| c.name());
    let what = match n.def().name.starts_with("__") {
        true => "slot wrapper",
        false => "method",
    };
    Ok(th.str(&format!("<{what} '{}' of '{owner}' objects>", n.def().name)))
}

fn class_method_repr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let r = a.get(0).expect::<Record>();
    let owner = r.fixed(1).cast::<Class>().map_or("?", |c| c.name());
    Ok(th.str(&format!(
        "<method '{}' of '{owner}' objects>",
        of(r.fixed(0)).def().name
    )))
}

fn eq<'t>(_: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let Some(other) = a.get(1).cast::<Native>() else {
        return Ok(Val::NOT_IMPLEMENTED);
    };
    let n = of(a.get(0));
    let same = std::ptr::eq(n.def(), other.def()) && n.this().is(other.this());
    Ok(Val::bool(same))
}

fn hash<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let n = of(a.get(0));
    let def = std::ptr::from_ref(n.def()).addr() as i64;
    Ok(th.int((def >> 3) ^ (n.this().bits() as i64 >> 4)))
}

fn method_get<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let (n, this) = (of(a.get(0)), a.get(1));
    if this.is_none() && a.opt(2).is_some() {
        return Ok(n.val());
    }
    if let Some(owner) = n.owner().cast::<Class>()
        && !th.class_of(this).is_subclass(owner.val())
    {
        return Err(th.type_error(format!(
            "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
            n.def().name,
            owner.name(),
            th.class_name(this)
        )));
    }
    Ok(attr::bind_method(th, n.val(), this))
}

fn class_method_get<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let owner = match a.opt(2).filter(|v| !v.is_none()) {
        Some(owner) => owner,
        None => th.class_of(a.get(1)).val(),
    };
    Ok(attr::bind_method(
        th,
        a.get(0).expect::<Record>().fixed(0),
        owner,
    ))
}

fn class_method_call(th: &mut Thread, w: Window) -> Res<Done> {
    let f = th.root(th.get(w.at(0)).expect::<Record>().fixed(0));
    let r = th.call_forward(f, &[], w.from(2), w.at(1))?;
    th.ret_slot(r)
}

/// A module's function pickles as its name, a bound method as `getattr`'s arguments.
fn function_reduce<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let n = of(a.get(0));
    let name = th.intern(n.def().name);
    match n.this() {
        this if this.is_undef() && n.module().is_kind(Kind::Class) => {
            Ok(getattr_form(th, n.module(), name))
        }
        this if this.is_undef() => Ok(name),
        this => Ok(getattr_form(th, this, name)),
    }
}

fn method_reduce<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let n = of(a.get(0));
    Ok(getattr_form(th, n.owner(), th.intern(n.def().name)))
}

/// `(getattr, (of, name))`
pub(super) fn getattr_form<'t>(th: &'t Thread, of: Val<'t>, name: Val<'t>) -> Val<'t> {
    let getattr = th
        .vm
        .builtins(th)
        .and_then(|b| b.frozen().cell(th.intern("getattr")))
        .map_or(Val::NONE, |c| c.current());
    let args = th.tuple(&[of, name]);
    th.tuple(&[getattr, args])
}
