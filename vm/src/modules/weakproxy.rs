//! Weak proxies: objects that pass everything on to one that they do not keep alive.
//!
//! A proxy is a record with a weak reference. Each special method asks the class of the referent for its own one.

use super::support::{
    self, NativeClass, NativeClassSpec, add, get_attr, get_attr_opt, know_class, new_class,
};
use crate::class::{Builtin, flags};
use crate::error::Exc;
use crate::native::{Done, NativeDef, Params, Window};
use crate::object::Record;
use crate::protocol::{number, text};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

const ONE: Params = Params::all(&["_self"]);
const ANY: Params = Params::pos(&["_self"], 1).rest();
const REFERENCE: usize = 0;

/// Methods that the referent's class may have or not.
macro_rules! passed_on {
    ($($name:ident)*) => {
        &[
            NativeDef::full("__repr__", ONE, show),
            NativeDef::full("__str__", ONE, |th, w| {
                let to = referent(th, w.at(0))?;
                let text = support::str_of(th, to)?;
                th.ret(th.str(&text))
            }),
            NativeDef::full("__bool__", ONE, |th, w| {
                let to = referent(th, w.at(0))?;
                let truth = number::truth(th, to)?;
                th.ret(Val::bool(truth))
            }),
            NativeDef::full("__getattribute__", Params::all(&["_self", "_name"]), |th, w| {
                let to = referent(th, w.at(0))?;
                let v = th.getattr(to, w.at(1))?;
                th.ret_slot(v)
            }),
            NativeDef::full("__setattr__", Params::all(&["_self", "_name", "_value"]), |th, w| {
                let to = referent(th, w.at(0))?;
                th.setattr(to, w.at(1), w.at(2))?;
                th.ret(Val::NONE)
            }),
            NativeDef::full("__delattr__", Params::all(&["_self", "_name"]), |th, w| {
                let to = referent(th, w.at(0))?;
                let nothing = th.root(Val::UNDEF);
                th.setattr(to, w.at(1), nothing)?;
                th.ret(Val::NONE)
            }),
            $(NativeDef::full(stringify!($name), ANY, |th, w| pass_on(th, w, stringify!($name))),)*
        ]
    };
}

const METHODS: &[NativeDef] = passed_on! {
    __len__ __getitem__ __setitem__ __delitem__ __contains__ __iter__ __next__ __reversed__ __eq__ __ne__ __lt__ __le__
    __gt__ __ge__ __add__ __radd__ __sub__ __rsub__ __mul__ __rmul__ __truediv__ __rtruediv__ __floordiv__ __rfloordiv__
    __mod__ __rmod__ __divmod__ __rdivmod__ __pow__ __rpow__ __lshift__ __rlshift__ __rshift__ __rrshift__ __and__
    __rand__ __or__ __ror__ __xor__ __rxor__ __matmul__ __rmatmul__ __iadd__ __isub__ __imul__ __itruediv__
    __ifloordiv__ __imod__ __ipow__ __ilshift__ __irshift__ __iand__ __ior__ __ixor__ __imatmul__ __neg__ __pos__
    __abs__ __invert__ __int__ __float__ __index__ __bytes__
};

const CALL: &[NativeDef] = &[NativeDef::full(
    "__call__",
    Params::pos(&["_self"], 1).rest().kwdict(),
    |th, w| {
        let to = referent(th, w.at(0))?;
        let keywords = match w.opt(th, 1) {
            Some(k) => k,
            None => th.root(Val::UNDEF),
        };
        let r = th.call_forward(to, &[], w.from(2), keywords)?;
        th.ret_slot(r)
    },
)];

const PLAIN: NativeClassSpec = NativeClassSpec {
    module: "weakref",
    name: "ProxyType",
    doc: "",
    nfields: 1,
    flags: flags::NO_NEW | flags::FINAL,
    methods: METHODS,
    getsets: &[],
};

const CALLABLE: NativeClassSpec = NativeClassSpec {
    name: "CallableProxyType",
    ..PLAIN
};

/// Adds the classes to the module `_weakref`.
pub fn add_classes(th: &Thread, module: Slot) -> Res<()> {
    for (known, spec) in [
        (NativeClass::WeakProxy, &PLAIN),
        (NativeClass::CallableWeakProxy, &CALLABLE),
    ] {
        let class = new_class(th, spec);
        // Proxies cannot be keys: what they stand for may be gone tomorrow.
        crate::bootstrap::bind(th, class, th.id(crate::names::Id::__hash__), Val::NONE);
        // Not the attribute of all objects: whoever asks is told the class of the referent.
        crate::bootstrap::bind(th, class, th.id(crate::names::Id::__class__), Val::NONE);
        if known == NativeClass::CallableWeakProxy {
            crate::bootstrap::fill(th, class, "", CALL, &[]);
        }
        know_class(th, known, class);
        add(th, module, spec.name, class.val())?;
    }
    Ok(())
}

/// `_weakref.proxy(object, callback)`.
pub fn make(th: &mut Thread, w: Window) -> Res<Done> {
    let class = th.root(th.builtin(Builtin::WeakRef));
    let mut args = vec![w.at(0)];
    args.extend(w.opt(th, 1));
    let reference = th.call(class, &args)?;
    let class = match support::is_callable(th, w.at(0))? {
        true => NativeClass::CallableWeakProxy,
        false => NativeClass::WeakProxy,
    };
    th.ret(th.native_record(class, &[th.get(reference)]))
}

fn is_proxy(th: &Thread, v: Slot) -> bool {
    let class = th.class_of(th.get(v)).val();
    class.is(th.native_class(NativeClass::WeakProxy).val())
        || class.is(th.native_class(NativeClass::CallableWeakProxy).val())
}

/// What a proxy stands for, or the error that it is gone.
fn referent(th: &mut Thread, proxy: Slot) -> Res<Slot> {
    let reference = th.root(th.get(proxy).expect::<Record>().fixed(REFERENCE));
    let to = th.call(reference, &[])?;
    match th.get(to).is_none() {
        true => Err(th.raise(
            Exc::ReferenceError,
            "weakly-referenced object no longer exists",
        )),
        false => Ok(to),
    }
}

fn pass_on(th: &mut Thread, w: Window, name: &str) -> Res<Done> {
    let to = referent(th, w.at(0))?;
    let mut args = Vec::new();
    for v in w.from(1) {
        args.push(match is_proxy(th, v) {
            true => referent(th, v)?,
            false => v,
        });
    }
    let class = th.root(th.class_of(th.get(to)).val());
    if get_attr_opt(th, class, name)?.is_none() {
        let known = [
            "__len__",
            "__getitem__",
            "__setitem__",
            "__delitem__",
            "__iter__",
            "__next__",
        ];
        if !known.contains(&name) && !args.is_empty() {
            return th.ret(Val::NOT_IMPLEMENTED);
        }
        let what = match name {
            "__len__" => "has no len()",
            "__getitem__" => "is not subscriptable",
            "__iter__" => "is not iterable",
            "__next__" => "is not an iterator",
            _ => "does not support the operation",
        };
        let text = format!("'{}' object {what}", th.class_name(th.get(to)));
        return Err(th.type_error(text));
    }
    let method = get_attr(th, to, name)?;
    let r = th.call(method, &args)?;
    th.ret_slot(r)
}

fn show(th: &mut Thread, w: Window) -> Res<Done> {
    let reference = th.root(th.get(w.at(0)).expect::<Record>().fixed(REFERENCE));
    let to = th.call(reference, &[])?;
    let at = th.get(w.at(0)).bits();
    let text = match th.get(to).is_none() {
        true => format!("<weakproxy at {at:#x}; dead>"),
        false => format!(
            "<weakproxy at {at:#x}; to '{}' at {:#x}>",
            text::full_name(th, th.class_of(th.get(to)).val()),
            th.get(to).bits()
        ),
    };
    th.ret(th.str(&text))
}
