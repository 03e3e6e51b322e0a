//! `type.__new__`: a class from a name, bases and a namespace.

use super::layout::{self, Slots};
use super::mro;
use crate::class::{Builtin, Class, ClassSpec, flags};
use crate::names::Id;
use crate::native::{Done, Window};
use crate::object::{Cell, Dict, Function, Kind, Record, Ref, Seen, Str, Tuple};
use crate::protocol::{attr, lookup, number};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

/// What `type.__new__` was given.
#[derive(Clone, Copy)]
struct Given {
    meta: Slot,
    name: Slot,
    bases: Slot,
    namespace: Slot,
    kwargs: Slot,
}

/// `type.__new__(meta, name, bases, namespace, **kwargs)`.
pub(super) fn new(th: &mut Thread, w: Window) -> Res<Done> {
    let mut given = Given {
        meta: w.at(0),
        name: w.at(1),
        bases: w.at(2),
        namespace: w.at(3),
        kwargs: w.at(4),
    };
    check_arguments(th, w)?;
    let winner = metaclass(th, given.meta, given.bases)?;
    if !th.get(winner).is(th.get(given.meta)) {
        let other = th.section(|th| {
            let new = lookup::lookup(th, th.get(winner).expect(), th.id(Id::__new__))?;
            let plain = lookup::lookup(th, th.builtin(Builtin::Type).expect(), th.id(Id::__new__))?;
            Ok(match (new, plain) {
                (Some(a), Some(b)) if !a.is(b) => Some(th.root(unwrapped(th, a)?)),
                _ => None,
            })
        })?;
        if let Some(new) = other {
            let args = [winner, given.name, given.bases, given.namespace];
            let r = th.call_forward(new, &args, std::iter::empty(), given.kwargs)?;
            return th.ret_slot(r);
        }
        given.meta = winner;
    }
    let class = make(th, given)?;
    set_names(th, class, given.namespace)?;
    init_subclass(th, class, given.kwargs)?;
    th.ret_slot(class)
}

/// The function in a static method.
fn unwrapped<'t>(th: &'t Thread, v: Val<'t>) -> Res<Val<'t>> {
    match v.has_shape(Builtin::StaticMethod.shape()) {
        true => Ok(v.expect::<Record>().see(th)?.field(0)),
        false => Ok(v),
    }
}

fn check_arguments(th: &Thread, w: Window) -> Res<()> {
    let given = (1..4).filter(|i| !th.get(w.at(*i)).is_undef()).count();
    if given < 3 && th.get(w.at(0)).is(th.builtin(Builtin::Type)) {
        return Err(th.type_error("type() takes 1 or 3 arguments"));
    }
    if given < 3 {
        return Err(th.type_error(format!(
            "type.__new__() takes exactly 3 arguments ({given} given)"
        )));
    }
    for (i, kind, what) in [
        (1, Kind::Str, "str"),
        (2, Kind::Tuple, "tuple"),
        (3, Kind::Dict, "dict"),
    ] {
        let v = th.get(w.at(i));
        if !v.unboxed().is_kind(kind) {
            return Err(th.type_error(format!(
                "type.__new__() argument {i} must be {what}, not {}",
                th.class_name(v)
            )));
        }
    }
    Ok(())
}

/// The most derived metaclass of `meta` and the classes of the bases, in a register.
pub fn metaclass(th: &mut Thread, meta: Slot, bases: Slot) -> Res<Slot> {
    th.section(|th| {
        let mut winner = th.get(meta).expect::<Class>();
        for b in th.get(bases).unboxed().expect::<Tuple>().items() {
            let of = th.class_of(*b);
            if winner.is_subclass(of.val()) {
                continue;
            }
            if !of.is_subclass(winner.val()) {
                return Err(th.type_error(
                    "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases",
                ));
            }
            winner = of;
        }
        Ok(th.root(winner.val()))
    })
}

/// Makes the class object and publishes it to its bases.
fn make(th: &mut Thread, given: Given) -> Res<Slot> {
    let slot_names = slot_names(th, given.namespace)?;
    let class = th.section(|th| Ok(th.root(build(th, given, slot_names.as_deref())?.val())))?;
    let order = mro::compute(th, class)?;
    th.with_world_stopped(|th| {
        let c = th.get(class).expect::<Class>();
        c.info().mro.set(th.raw(order));
        for base in c.bases() {
            base.expect::<Class>().info().subclasses.add(c.val());
        }
        if lookup::lookup_cell(th, c, th.id(Id::__del__)).is_some() {
            c.info().add_flag(flags::FINALIZER);
        }
        th.vm.bump_type_version();
    });
    inherit_pattern_flags(th.get(class).expect());
    Ok(class)
}

/// The texts of `__slots__`, `None` if the body has none.
fn slot_names(th: &mut Thread, namespace: Slot) -> Res<Option<Vec<String>>> {
    let key = th.root(th.id(Id::__slots__));
    let Some(slots) = crate::types::dict::get(th, namespace, key)? else {
        return Ok(None);
    };
    let one = th
        .get(slots)
        .unboxed()
        .cast::<Str>()
        .map(|s| s.text().to_owned());
    if let Some(one) = one {
        return Ok(Some(vec![one]));
    }
    let mut names = Vec::new();
    let it = crate::protocol::iter::get_iter(th, slots)?;
    let mark = th.mark();
    while let Some(item) = crate::protocol::iter::next(th, it)? {
        let Some(s) = th.get(item).unboxed().cast::<Str>() else {
            let text = format!(
                "__slots__ items must be strings, not '{}'",
                th.class_name(th.get(item))
            );
            return Err(th.type_error(text));
        };
        names.push(s.text().to_owned());
        th.release_to(mark);
    }
    Ok(Some(names))
}

/// The class object, without MRO, not yet known to anybody.
fn build<'t>(th: &'t Thread, given: Given, slot_names: Option<&[String]>) -> Res<Ref<'t, Class>> {
    let name = th.get(given.name).unboxed().expect::<Str>();
    if name.text().contains('\0') {
        return Err(th.value_error("type name must not contain null characters"));
    }
    let name = th.intern(name.text());
    let bases = bases_of(th, th.get(given.bases))?;
    let base = layout::best_base(th, &bases)?;
    let kind = layout::kind_below(base);
    let text = name.expect::<Str>().text();
    let slots = match slot_names {
        Some(names) => Slots::of(th, text, base, names)?,
        None => Slots {
            dict: true,
            ..Slots::default()
        },
    };
    let namespace = th.get(given.namespace).expect::<Dict>().see(th)?;
    let qualname = qualname_of(th, namespace)?.unwrap_or(name);
    let had_dict = base.info().has_flag(flags::DICT);
    // A base beside the one that gives the layout may bring the attributes.
    let brought = bases
        .iter()
        .any(|b| b.expect::<Class>().info().has_flag(flags::DICT));
    let dict_flag = match slots.dict || brought {
        true => flags::DICT,
        false => 0,
    };
    let dict = Dict::namespace(th);
    let class = Class::new(
        th,
        ClassSpec {
            name,
            qualname,
            metaclass_shape: th.get(given.meta).expect::<Class>().info().root_shape().id,
            base: base.val(),
            bases: th.tuple(&bases),
            dict: dict.val(),
            kind,
            nfields: base.info().nfields,
            slots: slots.storage(th, base, kind),
            builtin: base.info().builtin,
            flags: base.info().flags.get() & flags::INHERITED | dict_flag,
            shape: None,
        },
    );
    fill_namespace(th, class, namespace, slot_names.is_some().then_some(&slots))?;
    let inherited = base.info().root_shape().inline_cap;
    let own = attributes_stored(namespace);
    class.info().learn_slots(class.raw(), inherited + own);
    // Classes and modules keep their attributes in a namespace of their own.
    let own_namespace = matches!(base.info().builtin, Builtin::Type | Builtin::Module);
    if slots.dict && !had_dict && !own_namespace {
        let getset = th
            .vm
            .getset_record(th, &crate::types::object::DICT, class.val());
        bind_absent(th, class, Id::__dict__, getset);
    }
    if (slot_names.is_none() || slots.weakref) && may_add_weakref(th, base, &bases) {
        let getset = th
            .vm
            .getset_record(th, &crate::types::object::WEAKREF, class.val());
        bind_absent(th, class, Id::__weakref__, getset);
    }
    Ok(class)
}

/// Is this the first class in its line with room for weak references? Some builtin types have it, some never do.
fn may_add_weakref<'t>(th: &'t Thread, base: Ref<'t, Class>, bases: &[Val<'t>]) -> bool {
    let info = base.info();
    let of_builtin = match info.builtin {
        Builtin::Int | Builtin::Bool | Builtin::Tuple | Builtin::Bytes => false,
        Builtin::Type | Builtin::Module | Builtin::Set | Builtin::FrozenSet => false,
        _ => info.kind != Kind::Record || info.has_flag(flags::EXCEPTION),
    };
    of_builtin
        && !bases.iter().any(|b| {
            let mut mro = b.expect::<Class>().mro().iter();
            mro.any(|c| lookup::own_cell(c.expect(), th.id(Id::__weakref__)).is_some())
        })
}

/// How many attributes the methods of a class body store into their first argument: room for them from the start
/// spares its first instances a shape of their own.
fn attributes_stored(namespace: Seen<'_, Dict>) -> u32 {
    let mut names = std::collections::HashSet::new();
    for (_, _, v) in namespace.entries() {
        let Some(f) = v.cast::<Function>() else {
            continue;
        };
        let code = f.code();
        let lang = &code.body().lang;
        for insn in lang
            .insns()
            .filter(|insn| insn.op == lang::opcode::Op::StoreAttr)
        {
            let mut operands = insn.operands().map(|(_, n)| n);
            if let (Some(0), Some(name)) = (operands.next(), operands.next())
                && let Some(name) = lang.names.get(name as usize)
            {
                names.insert(name.clone());
            }
        }
    }
    names.len() as u32
}

/// The bases as classes; `(object,)` if there are none.
fn bases_of<'t>(th: &'t Thread, bases: Val<'t>) -> Res<Vec<Val<'t>>> {
    let bases = bases.unboxed().expect::<Tuple>().items();
    if bases.is_empty() {
        return Ok(vec![th.builtin(Builtin::Object)]);
    }
    for b in bases {
        if b.is_kind(Kind::Class) {
            continue;
        }
        if lookup::special(th, *b, Id::__mro_entries__)?.is_some() {
            return Err(
                th.type_error("type() doesn't support MRO entry resolution; use types.new_class()")
            );
        }
        return Err(th.type_error("bases must be types"));
    }
    Ok(bases.to_vec())
}

fn qualname_of<'t>(th: &'t Thread, namespace: Seen<'t, Dict>) -> Res<Option<Val<'t>>> {
    let Some(v) = named(th, namespace, Id::__qualname__)? else {
        return Ok(None);
    };
    match v.unboxed().is_kind(Kind::Str) {
        true => Ok(Some(v.unboxed())),
        false => Err(th.type_error(format!(
            "type __qualname__ must be a str, not {}",
            th.class_name(v)
        ))),
    }
}

fn named<'t>(th: &'t Thread, namespace: Seen<'t, Dict>, id: Id) -> Res<Option<Val<'t>>> {
    let name = th.id(id);
    namespace.lookup(name.expect::<Str>().hash(), crate::object::string_key(name))
}

/// Copies the body's namespace into the class's, with what the language adds.
fn fill_namespace<'t>(
    th: &'t Thread,
    class: Ref<'t, Class>,
    namespace: Seen<'t, Dict>,
    slots: Option<&Slots>,
) -> Res<()> {
    let dict = class.dict().owned_stopped();
    for (hash, key, v) in namespace.entries() {
        let name = key.unboxed().cast::<Str>().map_or("", |s| s.text());
        let v = match name {
            "__qualname__" => continue,
            "__classcell__" => {
                fill_cell(th, v, class.val())?;
                continue;
            }
            "__classdictcell__" => {
                fill_cell(th, v, class.dict().val())?;
                continue;
            }
            "__new__" if v.is_kind(Kind::Function) => th.record(Builtin::StaticMethod, &[v]),
            "__init_subclass__" | "__class_getitem__" if v.is_kind(Kind::Function) => {
                th.record(Builtin::ClassMethod, &[v])
            }
            _ => v,
        };
        let key = match name {
            "" => key,
            name => th.intern(name),
        };
        dict.append(th, hash, key, v);
    }
    if let Some(slots) = slots {
        add_members(th, class, slots)?;
    }
    bind_absent(th, class, Id::__module__, running_module(th));
    bind_absent(th, class, Id::__doc__, Val::NONE);
    if dict.cell(th.id(Id::__eq__)).is_some() {
        bind_absent(th, class, Id::__hash__, Val::NONE);
    }
    Ok(())
}

fn add_members<'t>(th: &'t Thread, class: Ref<'t, Class>, slots: &Slots) -> Res<()> {
    let dict = class.dict().owned_stopped();
    for name in &slots.names {
        let key = th.intern(name);
        if dict.cell(key).is_some() {
            return Err(th.value_error(format!(
                "'{name}' in __slots__ conflicts with class variable"
            )));
        }
        let member = attr::own::new_member(th, class.info().kind, name, class.val());
        dict.append(th, key.expect::<Str>().hash(), key, member);
    }
    Ok(())
}

/// The cell of `__class__` gets the class.
fn fill_cell<'t>(th: &'t Thread, cell: Val<'t>, v: Val<'t>) -> Res<()> {
    let Some(cell) = cell.cast::<Cell>() else {
        return Err(th.type_error(format!(
            "__classcell__ must be a nonlocal cell, not <class '{}'>",
            th.class_name(cell)
        )));
    };
    cell.own(th)?.store(v);
    Ok(())
}

fn bind_absent<'t>(th: &'t Thread, class: Ref<'t, Class>, id: Id, v: Val<'t>) {
    let (dict, name) = (class.dict().owned_stopped(), th.id(id));
    if dict.cell(name).is_none() {
        dict.append(th, name.expect::<Str>().hash(), name, v);
    }
}

/// `__name__` of the module whose code runs.
fn running_module(th: &Thread) -> Val<'_> {
    let Some(frame) = th.frames.last() else {
        return th.intern("builtins");
    };
    let globals = frame.globals.val(th).expect::<Dict>().frozen();
    let name = th.id(Id::__name__);
    globals
        .lookup(name.expect::<Str>().hash(), crate::object::string_key(name))
        .ok()
        .flatten()
        .unwrap_or(Val::NONE)
}

/// A class is a sequence or mapping for patterns if one of its bases is.
fn inherit_pattern_flags(class: Ref<'_, Class>) {
    const WANTED: u32 = flags::SEQUENCE | flags::MAPPING;
    let info = class.info();
    if info.flags.get() & WANTED == 0 {
        let found = class
            .bases()
            .iter()
            .map(|b| b.expect::<Class>().info().flags.get() & WANTED)
            .find(|f| *f != 0);
        info.flags.set(info.flags.get() | found.unwrap_or(0));
    }
}

/// Calls `__set_name__` of every value of the body's namespace that has one.
fn set_names(th: &mut Thread, class: Slot, namespace: Slot) -> Res<()> {
    let pairs = th.section(|th| {
        let entries: Vec<(Slot, Slot)> = {
            let seen = th.get(namespace).expect::<Dict>().see(th)?;
            let mut found = Vec::new();
            for (_, k, v) in seen.entries() {
                if v.is_pointer() && lookup::special(th, v, Id::__set_name__)?.is_some() {
                    found.push((k, v));
                }
            }
            found
                .into_iter()
                .map(|(k, v)| (th.root(k), th.root(v)))
                .collect()
        };
        Ok(entries)
    })?;
    for (name, v) in pairs {
        match th.call_special(v, Id::__set_name__, &[class, name]) {
            Ok(_) => {}
            Err(Unwind::Raise) => return Err(noted(th, class, name, v)?),
            Err(u) => return Err(u),
        }
    }
    Ok(())
}

/// Adds a note to the exception that `__set_name__` raised.
fn noted(th: &mut Thread, class: Slot, name: Slot, v: Slot) -> Res<Unwind> {
    let exc = th.root(th.pending.replace(Raw::UNDEF).val(th));
    let name = crate::protocol::text::repr_text(th, name)?;
    let text = format!(
        "Error calling __set_name__ on '{}' instance {name} in '{}'",
        th.class_name(th.get(v)),
        th.get(class).expect::<Class>().name()
    );
    crate::types::exception::base::add_note(th, exc, &text)?;
    Ok(th.raise_value(th.get(exc)))
}

/// `super(class, class).__init_subclass__(**kwargs)`.
fn init_subclass(th: &mut Thread, class: Slot, kwargs: Slot) -> Res<()> {
    let name = th.root(th.id(Id::__init_subclass__));
    let f = crate::types::super_object::lookup(th, class, class, name)?;
    let Some(f) = f else {
        return Ok(());
    };
    th.call_forward(f, &[], std::iter::empty(), kwargs)
        .map(|_| ())
}

/// Sets `__abstractmethods__` and the flag that refuses instances.
pub(super) fn set_abstract_methods(th: &mut Thread, class: Slot, value: Slot) -> Res<()> {
    let mark = th.mark();
    let name = th.root(th.id(Id::__abstractmethods__));
    let any = !th.get(value).is_undef() && number::truth(th, value)?;
    th.set_class_attr(class, name, value)?;
    let info = th.get(class).expect::<Class>().info();
    let kept = info.flags.get() & !flags::ABSTRACT;
    info.flags.set(kept | if any { flags::ABSTRACT } else { 0 });
    th.release_to(mark);
    Ok(())
}
