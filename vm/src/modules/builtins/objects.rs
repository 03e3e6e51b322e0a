//! Builtin functions of any object: attributes, classes, identity, text.

use crate::class::{Builtin, Class};
use crate::error::Exc;
use crate::names::Id;
use crate::native::{Args, Done, NativeDef, Params, Traced, Window};
use crate::object::{Kind, Record, Str, Tuple};
use crate::protocol::attr::{self, Found};
use crate::protocol::{lookup, number, text};
use crate::thread::{Slot, Thread};
use crate::types::hash::quick_hash;
use crate::types::keyed;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

const ONE: Params = Params::all(&["_obj"]);

pub const FUNCTIONS: &[NativeDef] = &[
    NativeDef::full("callable", ONE, |th, w| {
        let r = is_callable(th, w.at(0))?;
        th.ret(Val::bool(r))
    }).doc("Return whether the object is callable (i.e., some kind of function).\n\nNote that classes are callable, as are instances of classes with a\n__call__() method."),
    NativeDef::either("getattr", Params::pos(&["_object", "_name", "_default"], 2), quick_getattr, getattr).doc("getattr(object, name[, default]) -> value\n\nGet a named attribute from an object; getattr(x, 'y') is equivalent to x.y.\nWhen a default argument is given, it is returned when the attribute doesn't\nexist; without it, an exception is raised in that case."),
    NativeDef::full("hasattr", Params::all(&["_obj", "_name"]), hasattr).doc("Return whether the object has an attribute with the given name.\n\nThis is done by calling getattr(obj, name) and catching AttributeError."),
    NativeDef::full("setattr", Params::all(&["_obj", "_name", "_value"]), setattr).doc("Sets the named attribute on the given object to the specified value.\n\nsetattr(x, 'y', v) is equivalent to ``x.y = v``"),
    NativeDef::full("delattr", Params::all(&["_obj", "_name"]), delattr).doc("Deletes the named attribute from the given object.\n\ndelattr(x, 'y') is equivalent to ``del x.y``"),
    NativeDef::either("hash", ONE, |th, a| {
        Ok(quick_hash(th, a.get(0))?.map_or(Val::UNDEF, |h| th.int(h)))
    }, |th, w| {
        let h = keyed::hash(th, w.at(0))?;
        th.ret(th.int(h))
    }).doc("Return the hash value for the given object.\n\nTwo objects that compare equal must also have the same hash value, but the\nreverse is not necessarily true."),
    NativeDef::quick("id", ONE, |th, a| Ok(th.uint(a.get(0).bits()))).doc("Return the identity of an object.\n\nThis is guaranteed to be unique among simultaneously existing objects.\n(CPython uses the object's memory address.)"),
    NativeDef::either("isinstance", Params::all(&["_obj", "_class_or_tuple"]), |th, a| {
        Ok(quick_is_instance(th, a.get(0), a.get(1))?.map_or(Val::UNDEF, Val::bool))
    }, |th, w| {
        let r = is_instance(th, w.at(0), w.at(1))?;
        th.ret(Val::bool(r))
    }).traced(Traced::IsInstance).doc("Return whether an object is an instance of a class or of a subclass thereof.\n\nA tuple, as in ``isinstance(x, (A, B, ...))``, may be given as the target to\ncheck against. This is equivalent to ``isinstance(x, A) or isinstance(x, B)\nor ...`` etc."),
    NativeDef::either("issubclass", Params::all(&["_cls", "_class_or_tuple"]), |th, a| {
        Ok(quick_is_subclass(th, a.get(0), a.get(1))?.map_or(Val::UNDEF, Val::bool))
    }, |th, w| {
        let r = is_subclass(th, w.at(0), w.at(1))?;
        th.ret(Val::bool(r))
    }).doc("Return whether 'cls' is derived from another class or is the same class.\n\nA tuple, as in ``issubclass(x, (A, B, ...))``, may be given as the target to\ncheck against. This is equivalent to ``issubclass(x, A) or issubclass(x, B)\nor ...``."),
    NativeDef::either("repr", ONE, |th, a| {
        Ok(text::quick_repr(th, a.get(0))?.unwrap_or(Val::UNDEF))
    }, |th, w| {
        let r = text::repr(th, w.at(0))?;
        th.ret_slot(r)
    }).doc("Return the canonical string representation of the object.\n\nFor many object types, including most builtins, eval(repr(obj)) == obj."),
    NativeDef::full("ascii", ONE, |th, w| {
        let r = text::ascii(th, w.at(0))?;
        th.ret_slot(r)
    }).doc("Return an ASCII-only representation of an object.\n\nAs repr(), return a string containing a printable representation of an\nobject, but escape the non-ASCII characters in the string returned by\nrepr() using \\\\x, \\\\u or \\\\U escapes. This generates a string similar\nto that returned by repr() in Python 2."),
    NativeDef::full("format", Params::pos(&["_value", "_format_spec"], 1), format).doc("Return type(value).__format__(value, format_spec)\n\nMany built-in types implement format_spec according to the\nFormat Specification Mini-language. See help('FORMATTING') for details."),
];

/// Can it be called?
pub fn is_callable(th: &mut Thread, v: Slot) -> Res<bool> {
    th.section(|th| {
        let v = th.get(v);
        let native = v.is_pointer()
            && (matches!(v.shape().kind, Kind::Function | Kind::Native | Kind::Class)
                || v.has_shape(Builtin::Method.shape()));
        Ok(native || lookup::special(th, v, Id::__call__)?.is_some_and(|f| !f.is_none()))
    })
}

/// The interned form of an attribute name; `None` if it is no `str`.
fn attribute_name<'t>(th: &'t Thread, name: Val<'t>) -> Option<Val<'t>> {
    let s = name.unboxed().cast::<Str>()?;
    Some(if s.is_interned() {
        s.val()
    } else {
        th.intern(s.text())
    })
}

/// The same in a new register, or the TypeError.
fn name_slot(th: &Thread, name: Slot) -> Res<Slot> {
    match attribute_name(th, th.get(name)) {
        Some(n) => Ok(th.root(n)),
        None => Err(th.type_error(format!(
            "attribute name must be string, not '{}'",
            th.class_name(th.get(name))
        ))),
    }
}

fn quick_getattr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let Some(name) = attribute_name(th, a.get(1)) else {
        return Ok(Val::UNDEF);
    };
    let found = match attr::find(th, a.get(0), name) {
        // The full body answers with the default.
        Err(Unwind::Raise) if a.opt(2).is_some() && th.swallow(Exc::AttributeError) => {
            return Ok(Val::UNDEF);
        }
        found => found?,
    };
    Ok(match found {
        Found::Value(v) => v,
        Found::Bind(f) => attr::bind_method(th, f, a.get(0)),
        _ => Val::UNDEF,
    })
}

fn getattr(th: &mut Thread, w: Window) -> Res<Done> {
    let name = name_slot(th, w.at(1))?;
    let Some(default) = w.opt(th, 2) else {
        let v = th.getattr(w.at(0), name)?;
        return th.ret_slot(v);
    };
    match th.getattr_opt(w.at(0), name)? {
        Some(v) => th.ret_slot(v),
        None => th.ret_slot(default),
    }
}

fn hasattr(th: &mut Thread, w: Window) -> Res<Done> {
    let name = name_slot(th, w.at(1))?;
    let found = th.getattr_opt(w.at(0), name)?.is_some();
    th.ret(Val::bool(found))
}

fn setattr(th: &mut Thread, w: Window) -> Res<Done> {
    let name = name_slot(th, w.at(1))?;
    th.setattr(w.at(0), name, w.at(2))?;
    th.ret(Val::NONE)
}

fn delattr(th: &mut Thread, w: Window) -> Res<Done> {
    let name = name_slot(th, w.at(1))?;
    let nothing = th.root(Val::UNDEF);
    th.setattr(w.at(0), name, nothing)?;
    th.ret(Val::NONE)
}

/// `isinstance(v, what)` for classes whose metaclass says nothing of its own, and tuples of them.
pub fn quick_is_instance<'t>(th: &'t Thread, v: Val<'t>, what: Val<'t>) -> Res<Option<bool>> {
    if let Some(class) = what.cast::<Class>() {
        let own = th.class_of(v);
        if own.val().is(what) {
            return Ok(Some(true));
        }
        if !plain_metaclass(th, class.val(), Id::__instancecheck__)? {
            return Ok(None);
        }
        if own.is_subclass(what) {
            return Ok(Some(true));
        }
        // An object may claim to be of another class.
        let claim = lookup::lookup(th, own, th.id(Id::__class__))?;
        let claims = claim.is_some_and(|c| !c.has_shape(Builtin::GetSetDescriptor.shape()));
        return Ok(if claims { None } else { Some(false) });
    }
    let Some(all) = what.unboxed().cast::<Tuple>() else {
        return Ok(None);
    };
    for class in all.items() {
        match quick_is_instance(th, v, *class)? {
            Some(false) => {}
            known => return Ok(known),
        }
    }
    Ok(Some(false))
}

/// `issubclass(class, what)` for classes whose metaclass says nothing of its own, and tuples of them.
fn quick_is_subclass<'t>(th: &'t Thread, class: Val<'t>, what: Val<'t>) -> Res<Option<bool>> {
    let Some(of) = class.cast::<Class>() else {
        return Ok(None);
    };
    if let Some(above) = what.cast::<Class>() {
        let plain = plain_metaclass(th, above.val(), Id::__subclasscheck__)?;
        return Ok(plain.then(|| of.is_subclass(what)));
    }
    let Some(all) = what.unboxed().cast::<Tuple>() else {
        return Ok(None);
    };
    for above in all.items() {
        match quick_is_subclass(th, class, *above)? {
            Some(false) => {}
            known => return Ok(known),
        }
    }
    Ok(Some(false))
}

/// Has the class's metaclass no such method but the one of `type`?
fn plain_metaclass<'t>(th: &'t Thread, class: Val<'t>, id: Id) -> Res<bool> {
    if class.has_shape(Builtin::Type.shape()) {
        return Ok(true);
    }
    Ok(lookup::special(th, class, id)?.is_none_or(|f| f.is_kind(Kind::Native)))
}

/// The alternatives of a tuple or union, in a row of new registers.
fn alternatives(th: &Thread, what: Slot) -> Option<(Slot, usize)> {
    let v = th.get(what);
    let all = match v.unboxed().cast::<Tuple>() {
        Some(t) => t,
        None if v.has_shape(Builtin::UnionType.shape()) => {
            v.expect::<Record>().fixed(0).cast::<Tuple>()?
        }
        None => return None,
    };
    let row = th.root_row(all.len());
    for (i, v) in all.items().iter().enumerate() {
        th.set(row.offset(i), *v);
    }
    Some((row, all.len()))
}

/// `isinstance(v, what)`.
pub fn is_instance(th: &mut Thread, v: Slot, what: Slot) -> Res<bool> {
    let quick = th.section(|th| quick_is_instance(th, th.get(v), th.get(what)))?;
    if let Some(known) = quick {
        return Ok(known);
    }
    if let Some((row, n)) = alternatives(th, what) {
        for i in 0..n {
            if is_instance(th, v, row.offset(i))? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if let Some(answer) = ask(th, what, Id::__instancecheck__, v)? {
        return Ok(answer);
    }
    if th.get(what).is_kind(Kind::Class) {
        return is_plain_instance(th, v, what);
    }
    Err(th.type_error("isinstance() arg 2 must be a type, a tuple of types, or a union"))
}

/// What `type.__instancecheck__` says: the class, or the class that the object claims to have.
pub fn is_plain_instance(th: &mut Thread, v: Slot, class: Slot) -> Res<bool> {
    if th.class_of(th.get(v)).is_subclass(th.get(class)) {
        return Ok(true);
    }
    let name = th.root(th.id(Id::__class__));
    let claimed = th.getattr_opt(v, name)?;
    Ok(claimed.is_some_and(|c| {
        th.get(c)
            .cast::<Class>()
            .is_some_and(|c| c.is_subclass(th.get(class)))
    }))
}

/// Asks a class's metaclass, or another object that knows instances; `None` if it leaves it to the VM.
fn ask(th: &mut Thread, what: Slot, id: Id, about: Slot) -> Res<Option<bool>> {
    let asks = th.section(|th| {
        let v = th.get(what);
        let method = lookup::special(th, v, id)?;
        Ok(match v.is_kind(Kind::Class) {
            true => method.is_some_and(|f| !f.is_kind(Kind::Native)),
            false => method.is_some(),
        })
    })?;
    if !asks {
        return Ok(None);
    }
    match th.call_special(what, id, &[about])? {
        Some(r) => number::truth(th, r).map(Some),
        None => Ok(None),
    }
}

/// `issubclass(class, what)`.
pub fn is_subclass(th: &mut Thread, class: Slot, what: Slot) -> Res<bool> {
    if let Some((row, n)) = alternatives(th, what) {
        for i in 0..n {
            if is_subclass(th, class, row.offset(i))? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if let Some(answer) = ask(th, what, Id::__subclasscheck__, class)? {
        return Ok(answer);
    }
    is_plain_subclass(th, class, what)
}

/// What `type.__subclasscheck__` says.
pub fn is_plain_subclass(th: &mut Thread, class: Slot, what: Slot) -> Res<bool> {
    let (c, w) = (th.get(class), th.get(what));
    match (c.cast::<Class>(), w.is_kind(Kind::Class)) {
        (Some(c), true) => Ok(c.is_subclass(w)),
        (None, _) => Err(th.type_error("issubclass() arg 1 must be a class")),
        (_, false) => {
            Err(th.type_error("issubclass() arg 2 must be a class, a tuple of classes, or a union"))
        }
    }
}

fn format(th: &mut Thread, w: Window) -> Res<Done> {
    let spec = match w.opt(th, 1) {
        Some(s) if th.get(s).unboxed().is_kind(Kind::Str) => s,
        Some(s) => {
            let text = format!(
                "format() argument 2 must be str, not {}",
                th.class_name(th.get(s))
            );
            return Err(th.type_error(text));
        }
        None => th.root(th.str("")),
    };
    let r = text::format(th, w.at(0), spec)?;
    th.ret_slot(r)
}
