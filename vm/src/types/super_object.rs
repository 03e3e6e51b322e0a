//! `super`.
//!
//! A super object holds a class, an object and the type whose MRO is searched behind that class. `super().name` in
//! methods is an op of its own that makes no super object (`semantics::rare::object`); both end in [`lookup`].

use crate::class::{Builtin, Class};
use crate::error::Exc;
use crate::names::Id;
use crate::native::{Args, Done, GetSet, NativeDef, Params, TypeSpec, Window};
use crate::object::{Cell, Record, Ref};
use crate::protocol::attr::{self, Found, RootedFound};
use crate::protocol::lookup::own_cell;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

const CLASS: usize = 0;
/// None when unbound.
const OBJECT: usize = 1;
const OBJECT_TYPE: usize = 2;

pub const SPEC: TypeSpec = TypeSpec {
    builtin: Builtin::Super,
    doc: "super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super object\nsuper(type, obj) -> bound super object; requires isinstance(obj, type)\nsuper(type, type2) -> bound super object; requires issubclass(type2, type)\nTypical use to call a cooperative superclass method:\nclass C(B):\n    def meth(self, arg):\n        super().meth(arg)\nThis works for class methods too:\nclass C(B):\n    @classmethod\n    def cmeth(cls, arg):\n        super().cmeth(arg)\n",
    methods: &[
        NativeDef::quick("__new__", Params::pos(&["_cls"], 1).rest().kwdict(), new).static_method(),
        NativeDef::full(
            "__init__",
            Params::pos(&["_self", "_type", "_object"], 1),
            init,
        ),
        NativeDef::full(
            "__getattribute__",
            Params::all(&["_self", "_name"]),
            getattribute,
        ),
        NativeDef::full(
            "__get__",
            Params::pos(&["_self", "_object", "_type"], 2),
            get,
        ),
        NativeDef::quick("__repr__", Params::all(&["_self"]), repr),
    ],
    getsets: &[
        GetSet::read("__thisclass__", this_class),
        GetSet::read("__self__", this_object),
        GetSet::read("__self_class__", this_type),
    ],
};

fn new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let class = a.get(0).expect::<Class>();
    let fields = [Val::NONE, Val::NONE, Val::NONE];
    Ok(Record::new(th, class.info().root_shape(), &fields).val())
}

fn init(th: &mut Thread, w: Window) -> Res<Done> {
    let nothing = th.get(w.at(1)).is_undef();
    let (class, obj) = match nothing {
        true => from_frame(th)?,
        false => (w.at(1), w.at(2)),
    };
    if !th.get(class).is_kind(crate::object::Kind::Class) {
        let text = format!(
            "super() argument 1 must be a type, not {}",
            th.class_name(th.get(class))
        );
        return Err(th.type_error(text));
    }
    let bound = !th.get(obj).is_undef() && !th.get(obj).is_none();
    let of = if bound {
        Some(check_object(th, class, obj)?)
    } else {
        None
    };
    th.section(|th| {
        let own = th.get(w.at(0)).expect::<Record>().own(th)?;
        own.set_field(CLASS, th.get(class));
        if let Some(of) = of {
            own.set_field(OBJECT, th.get(obj));
            own.set_field(OBJECT_TYPE, th.get(of));
        }
        Ok(())
    })?;
    th.ret(Val::NONE)
}

/// `super()` without arguments: the cell of `__class__` and the first argument of the running function.
fn from_frame(th: &mut Thread) -> Res<(Slot, Slot)> {
    let fail = |th: &Thread, text: &str| th.raise(Exc::RuntimeError, text);
    let Some(frame) = th.frames.last().copied() else {
        return Err(fail(th, "super(): no current frame"));
    };
    let code = &frame.body().lang;
    if code.argcount == 0 {
        return Err(fail(th, "super(): no arguments"));
    }
    let Some(at) = code.freevars.iter().position(|v| &**v == "__class__") else {
        return Err(fail(th, "super(): __class__ cell not found"));
    };
    th.section(|th| {
        let first = th.get(Slot(frame.base));
        let first = match first.cast::<Cell>() {
            Some(cell) if code.cellregs.iter().any(|r| r.0 == 0) => cell.see(th)?.load(),
            _ => first,
        };
        if first.is_undef() {
            return Err(fail(th, "super(): arg[0] deleted"));
        }
        let cell = frame
            .function
            .val(th)
            .expect::<crate::object::Function>()
            .closure()[at];
        let class = th.load_cell(cell.expect::<Cell>())?;
        if class.is_undef() {
            return Err(fail(th, "super(): empty __class__ cell"));
        }
        Ok((th.root(class), th.root(first)))
    })
}

/// The type whose MRO is searched: `obj` itself if it is a subclass, else its class, else what it says its class is.
fn check_object(th: &mut Thread, class: Slot, obj: Slot) -> Res<Slot> {
    let found = th.section(|th| {
        let (c, o) = (th.get(class), th.get(obj));
        if let Some(sub) = o.cast::<Class>()
            && sub.is_subclass(c)
        {
            return Ok(Some(obj));
        }
        let of = th.class_of(o);
        Ok(of.is_subclass(c).then(|| th.root(of.val())))
    })?;
    if let Some(of) = found {
        return Ok(of);
    }
    let name = th.root(th.id(Id::__class__));
    if let Some(said) = th.getattr_opt(obj, name)?
        && let Some(c) = th.get(said).cast::<Class>()
        && c.is_subclass(th.get(class))
    {
        return Ok(said);
    }
    Err(th.type_error("super(type, obj): obj must be an instance or subtype of type"))
}

/// `super(class, obj).name`, bound; `None` if no class behind `class` has it.
pub fn lookup(th: &mut Thread, class: Slot, obj: Slot, name: Slot) -> Res<Option<Slot>> {
    let of = check_object(th, class, obj)?;
    let found = th.section(|th| {
        let f = find(th, th.get(class), th.get(obj), th.get(of), th.get(name))?;
        Ok(match f {
            Found::Get(d, g, false) => Err((th.root(d), th.root(g))),
            f => Ok(RootedFound::of(th, f, obj)),
        })
    })?;
    match found {
        Ok(found) => th.finish_found(found, obj, name),
        // The type that is searched is the owner, which need not be the object's class.
        Err((d, get)) => th.call(get, &[d, obj, of]).map(Some),
    }
}

/// Searches the MRO of `of` behind `class`, and binds what it finds to `obj`.
pub fn find<'t>(
    th: &'t Thread,
    class: Val<'t>,
    obj: Val<'t>,
    of: Val<'t>,
    name: Val<'t>,
) -> Res<Found<'t>> {
    let mro = of.expect::<Class>().mro();
    let behind = mro
        .iter()
        .position(|c| c.is(class))
        .map_or(mro.len(), |i| i + 1);
    for c in &mro[behind..] {
        let Some(cell) = own_cell(c.expect::<Class>(), name) else {
            continue;
        };
        let v = th.load_cell(cell)?;
        if v.is_undef() {
            continue;
        }
        // Asked through a class: nothing is bound but class methods.
        let this = if obj.is(of) { Val::UNDEF } else { obj };
        return attr::bind_found(th, v, this, of);
    }
    Ok(Found::Missing)
}

fn getattribute(th: &mut Thread, w: Window) -> Res<Done> {
    let name = crate::types::object::attribute_name(th, w.at(1))?;
    let bound = th.section(|th| {
        let seen = th.get(w.at(0)).expect::<Record>().see(th)?;
        let own = th.get(name).is(th.id(Id::__class__)) || seen.field(OBJECT_TYPE).is_none();
        Ok((!own).then(|| (th.root(seen.field(CLASS)), th.root(seen.field(OBJECT)))))
    })?;
    if let Some((class, obj)) = bound
        && let Some(v) = lookup(th, class, obj, name)?
    {
        return th.ret_slot(v);
    }
    let found = th.section(|th| {
        let f = attr::find_generic(th, th.get(w.at(0)), th.get(name))?;
        Ok(RootedFound::of(th, f, w.at(0)))
    })?;
    match th.finish_found(found, w.at(0), name)? {
        Some(v) => th.ret_slot(v),
        None => Err(missing(th, w.at(0), name)),
    }
}

#[cold]
fn missing(th: &Thread, this: Slot, name: Slot) -> crate::unwind::Unwind {
    let text = format!("'super' object has no attribute '{}'", th.text_of(name));
    th.raise_attribute_error(this, name, &text)
}

/// The AttributeError of `super().name`.
#[cold]
pub fn missing_name(th: &mut Thread, class: Slot, obj: Slot, name: Slot) -> crate::unwind::Unwind {
    let made = th.record(
        Builtin::Super,
        &[th.get(class), th.get(obj), th.class_of(th.get(obj)).val()],
    );
    let this = th.root(made);
    missing(th, this, name)
}

/// An unbound super object, found as a class attribute, binds the instance.
fn get(th: &mut Thread, w: Window) -> Res<Done> {
    let class = th.section(|th| {
        let seen = th.get(w.at(0)).expect::<Record>().see(th)?;
        let unbound = seen.field(OBJECT_TYPE).is_none();
        Ok((unbound && !th.get(w.at(1)).is_none()).then(|| th.root(seen.field(CLASS))))
    })?;
    let Some(class) = class else {
        return th.ret_slot(w.at(0));
    };
    let of = check_object(th, class, w.at(1))?;
    let made = th.record(
        Builtin::Super,
        &[th.get(class), th.get(w.at(1)), th.get(of)],
    );
    th.ret(made)
}

fn repr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let seen = a.get(0).expect::<Record>().see(th)?;
    let name = |v: Val<'t>| v.cast::<Class>().map_or("NULL", |c| c.name());
    let of: Option<Ref<'t, Class>> = seen.field(OBJECT_TYPE).cast::<Class>();
    Ok(th.str(&match of {
        Some(of) => format!(
            "<super: <class '{}'>, <{} object>>",
            name(seen.field(CLASS)),
            of.name()
        ),
        None => format!("<super: <class '{}'>, NULL>", name(seen.field(CLASS))),
    }))
}

fn this_class<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(v.expect::<Record>().see(th)?.field(CLASS))
}

fn this_object<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(v.expect::<Record>().see(th)?.field(OBJECT))
}

fn this_type<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    Ok(v.expect::<Record>().see(th)?.field(OBJECT_TYPE))
}
