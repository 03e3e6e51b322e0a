//! Struct sequences: tuples whose items have names (`sys.version_info`, `os.stat_result`, `time.struct_time`).
//!
//! The class derives from `tuple`; each name is a `_tuplegetter`. Names beyond the visible length are ordinary
//! attributes of the instance.

use super::support::{self, NativeClass};
use crate::bootstrap;
use crate::class::{Builtin, Class, ClassSpec, flags};
use crate::names::Id;
use crate::native::{Done, NativeDef, Params, Window};
use crate::object::{Boxed, Dict, Kind, Ref, Str, Tuple};
use crate::protocol::attr;
use crate::protocol::lookup;
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::Val;

/// A class of named tuples.
pub struct StructSpec {
    pub module: &'static str,
    pub name: &'static str,
    pub doc: &'static str,
    /// The items, in order.
    pub fields: &'static [&'static str],
}

const METHODS: &[NativeDef] = &[
    NativeDef::full("__repr__", Params::all(&["_self"]), repr),
    NativeDef::full(
        "__new__",
        Params::pos(&["_cls", "sequence", "dict"], 2),
        new,
    )
    .static_method(),
    NativeDef::full("__reduce__", Params::all(&["_self"]), reduce),
];

/// Makes the class.
pub fn new_class<'t>(th: &'t Thread, spec: &'static StructSpec) -> Ref<'t, Class> {
    let tuple = th.builtin(Builtin::Tuple).expect::<Class>();
    let (name, bases) = (th.intern(spec.name), [tuple.val()]);
    let class = Class::new(
        th,
        ClassSpec {
            name,
            qualname: name,
            metaclass_shape: Builtin::Type.shape(),
            base: tuple.val(),
            bases: th.tuple(&bases),
            dict: Dict::namespace(th).val(),
            kind: Kind::Boxed,
            nfields: 0,
            builtin: Builtin::Tuple,
            flags: tuple.info().flags.get() | flags::DICT | flags::BUILTIN,
            shape: None,
            slots: Vec::new(),
        },
    );
    bootstrap::set_mro_from_bases(th, class, &bases);
    bootstrap::bind(th, class, th.id(Id::__module__), th.intern(spec.module));
    bootstrap::fill(th, class, spec.doc, METHODS, &[]);
    let names: Vec<Val<'t>> = spec.fields.iter().map(|n| th.intern(n)).collect();
    for (i, n) in names.iter().enumerate() {
        let getter = th.record(Builtin::TupleGetter, &[Val::small(i as i64), Val::NONE]);
        bootstrap::bind(th, class, *n, getter);
    }
    bootstrap::bind(th, class, th.id(Id::__match_args__), th.tuple(&names));
    for (n, count) in [
        ("n_fields", names.len()),
        ("n_sequence_fields", names.len()),
        ("n_unnamed_fields", 0),
    ] {
        bootstrap::bind(th, class, th.intern(n), Val::small(count as i64));
    }
    class
}

/// An instance with these items and further attributes.
pub fn make<'t>(
    th: &'t Thread,
    class: Ref<'t, Class>,
    items: &[Val<'t>],
    more: &[(&str, Val<'t>)],
) -> Res<Val<'t>> {
    let own = Boxed::new(th, class.info().root_shape(), th.tuple(items));
    for (name, v) in more {
        attr::write_own(th, own, th.intern(name), *v)?;
    }
    Ok(own.val())
}

fn names<'t>(th: &'t Thread, of: Val<'t>) -> Res<&'t [Val<'t>]> {
    let found = lookup::lookup(th, th.class_of(of), th.id(Id::__match_args__))?;
    Ok(found
        .and_then(|v| v.cast::<Tuple>())
        .map_or(&[], |t| t.items()))
}

fn repr(th: &mut Thread, w: Window) -> Res<Done> {
    let this = w.at(0);
    let (title, count) = th.section(|th| {
        let class = th.class_of(th.get(this));
        let module = lookup::lookup(th, class, th.id(Id::__module__))?;
        let module = module
            .and_then(|m| m.cast::<Str>())
            .map_or("", |s| s.text());
        Ok((
            format!("{module}.{}", class.name()),
            names(th, th.get(this))?.len(),
        ))
    })?;
    let mut parts = Vec::new();
    for i in 0..count {
        let mark = th.mark();
        let item = th.root(th.get(this).unboxed().expect::<Tuple>().at(i));
        let text = support::repr(th, item)?;
        let name = th.section(|th| {
            Ok(names(th, th.get(this))?[i]
                .expect::<Str>()
                .text()
                .to_owned())
        })?;
        parts.push(format!("{name}={text}"));
        th.release_to(mark);
    }
    th.ret(th.str(&format!("{title}({})", parts.join(", "))))
}

fn new(th: &mut Thread, w: Window) -> Res<Done> {
    let items = support::to_tuple(th, w.at(1))?;
    let made = th.section(|th| {
        let class = th.get(w.at(0)).expect::<Class>();
        let given = th.get(items).expect::<Tuple>().items();
        let wanted = lookup::lookup(th, class, th.id(Id::__match_args__))?
            .and_then(|v| v.cast::<Tuple>())
            .map_or(0, |t| t.len());
        if given.len() < wanted {
            return Err(th.type_error(format!(
                "{}() takes an at least {wanted}-sequence ({}-sequence given)",
                class.name(),
                given.len()
            )));
        }
        let zoned = given.len() >= 11
            && th.has_native_class(NativeClass::StructTime)
            && class.is_subclass(th.native_class(NativeClass::StructTime).val());
        let mut more = match zoned {
            true => vec![("tm_zone", given[9]), ("tm_gmtoff", given[10])],
            false => Vec::new(),
        };
        if let Some(d) = w.opt(th, 2).and_then(|d| th.get(d).cast::<Dict>()) {
            for (_, k, v) in d.see(th)?.entries() {
                if let Some(name) = k.cast::<Str>() {
                    more.push((name.text(), v));
                }
            }
        }
        let v = make(th, class, &given[..wanted], &more)?;
        Ok(th.root(v))
    })?;
    th.ret_slot(made)
}

fn reduce(th: &mut Thread, w: Window) -> Res<Done> {
    let r = th.section(|th| {
        let v = th.get(w.at(0));
        // What there is beside the items.
        let more = Dict::new(th);
        for name in attr::own::own_names(th, v)? {
            if let Some(value) = attr::own_attr(th, v, name)? {
                more.append(th, name.expect::<Str>().hash(), name, value);
            }
        }
        let args = th.tuple(&[v.unboxed(), more.val()]);
        Ok(th.root(th.tuple(&[th.class_of(v).val(), args])))
    })?;
    th.ret_slot(r)
}
