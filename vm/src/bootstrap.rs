//! Start-up: the builtin classes, the exceptions, the `builtins` module.

use crate::class::{BUILTINS, Builtin, Class, ClassSpec, flags};
use crate::error::{EXCEPTIONS, Exc, own_fields};
use crate::names::Id;
use crate::native::{Binding, GetSet, ModuleSpec, NativeDef};
use crate::object::{Dict, Kind, Native, Ref, Str, Tuple, shape};
use crate::thread::Thread;
use crate::value::{Raw, Val};

/// Makes everything that exists before the first line of Python runs.
pub fn run(th: &mut Thread) {
    make_builtin_classes(th);
    th.vm.intern_names(th);
    name_builtin_classes(th);
    make_exceptions(th);
    fill_classes(th);
    let modules = Dict::new(th);
    th.vm.set_modules(modules.val());
    th.vm.set_codecs(crate::types::codec::new_registry(th));
    crate::modules::install_builtins(th);
}

fn make_builtin_classes(th: &Thread) {
    for row in BUILTINS {
        let kind = row.kind;
        let dict = Dict::namespace(th);
        let class = Class::new(
            th,
            ClassSpec {
                name: Val::NONE,
                qualname: Val::NONE,
                metaclass_shape: Builtin::Type.shape(),
                base: Val::NONE,
                bases: Val::UNDEF,
                dict: dict.val(),
                kind,
                nfields: row.nfields,
                slots: Vec::new(),
                builtin: row.builtin,
                flags: row.flags | flags::BUILTIN,
                shape: Some(row.builtin.shape()),
            },
        );
        shape(row.builtin.shape()).set_class(class.raw());
    }
}

/// The last part of a dotted name.
fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

fn name_builtin_classes(th: &Thread) {
    for row in BUILTINS {
        let class = th.builtin(row.builtin).expect::<Class>();
        let info = class.info();
        let name = th.intern(short(row.name));
        info.name.set(name.raw());
        info.qualname.set(name.raw());
        let base = th.builtin(row.base);
        let bases = if row.builtin == Builtin::Object {
            vec![]
        } else {
            vec![base]
        };
        info.bases.set(th.tuple(&bases).raw());
        info.base.set(if bases.is_empty() {
            Raw::NONE
        } else {
            base.raw()
        });
        set_mro_from_base(th, class, &bases);
        let module = row
            .name
            .strip_suffix(short(row.name))
            .map_or("builtins", |m| {
                if m.is_empty() {
                    "builtins"
                } else {
                    m.trim_end_matches('.')
                }
            });
        bind(th, class, th.id(Id::__module__), th.intern(module));
    }
}

/// The MRO of a class with at most one base.
fn set_mro_from_base<'t>(th: &'t Thread, class: Ref<'t, Class>, bases: &[Val<'t>]) {
    let mut mro = vec![class.val()];
    if let [base] = bases {
        mro.extend_from_slice(base.expect::<Class>().mro());
        base.expect::<Class>().info().subclasses.add(class.val());
    }
    class.info().mro.set(Tuple::new(th, &mro).raw());
}

/// The MRO of a class with any bases: their own orders one after the other, a class that comes again only the last time.
pub(crate) fn set_mro_from_bases<'t>(th: &'t Thread, class: Ref<'t, Class>, bases: &[Val<'t>]) {
    if bases.len() < 2 {
        return set_mro_from_base(th, class, bases);
    }
    let all: Vec<Val<'t>> = bases
        .iter()
        .flat_map(|b| b.expect::<Class>().mro().iter().copied())
        .collect();
    let mut mro = vec![class.val()];
    for (i, c) in all.iter().enumerate() {
        if !all[i + 1..].iter().any(|later| later.is(*c)) {
            mro.push(*c);
        }
    }
    class.info().mro.set(Tuple::new(th, &mro).raw());
}

/// Binds a name in the namespace of a class that is being made.
pub(crate) fn bind<'t>(th: &'t Thread, class: Ref<'t, Class>, name: Val<'t>, v: Val<'t>) {
    let dict = class.dict().owned_stopped();
    match dict.cell(name) {
        Some(cell) => cell.store_constant(v),
        None => dict.append(th, name.expect::<Str>().hash(), name, v),
    }
}

fn make_exceptions(th: &Thread) {
    th.vm
        .set_exception_class(Exc::BaseException, th.builtin(Builtin::BaseException).raw());
    for (e, name, base) in EXCEPTIONS {
        let base = th.exc_class(*base);
        let flags = flags::DICT | flags::EXCEPTION;
        let class = new_wider_subclass(th, name, base, flags, own_fields(*e));
        th.vm.set_exception_class(*e, class.raw());
    }
    // A group is also an Exception.
    let group = th.exc_class(Exc::ExceptionGroup);
    let (base, exception) = (
        th.exc_class(Exc::BaseExceptionGroup),
        th.exc_class(Exc::Exception),
    );
    group
        .info()
        .bases
        .set(th.tuple(&[base.val(), exception.val()]).raw());
    let all = [
        group.val(),
        base.val(),
        exception.val(),
        th.builtin(Builtin::BaseException),
        th.builtin(Builtin::Object),
    ];
    group.info().mro.set(th.tuple(&all).raw());
}

/// The same with more fields than the base has.
fn new_wider_subclass<'t>(
    th: &'t Thread,
    name: &str,
    base: Ref<'t, Class>,
    extra: u32,
    extra_fields: u32,
) -> Ref<'t, Class> {
    let (info, n) = (base.info(), th.intern(name));
    let bases = [base.val()];
    let class = Class::new(
        th,
        ClassSpec {
            name: n,
            qualname: n,
            metaclass_shape: Builtin::Type.shape(),
            base: base.val(),
            bases: th.tuple(&bases),
            dict: Dict::namespace(th).val(),
            kind: info.kind,
            nfields: info.nfields + extra_fields,
            slots: Vec::new(),
            builtin: info.builtin,
            flags: info.flags.get() & !flags::FINAL | extra | flags::BUILTIN,
            shape: None,
        },
    );
    set_mro_from_base(th, class, &bases);
    bind(th, class, th.id(Id::__module__), th.intern("builtins"));
    class
}

/// Classes whose instances change and compare by content: `__hash__` is None.
const UNHASHABLE: &[Builtin] = &[
    Builtin::List,
    Builtin::Dict,
    Builtin::Set,
    Builtin::ByteArray,
    Builtin::DictKeys,
    Builtin::DictItems,
];

fn fill_classes(th: &Thread) {
    for spec in crate::types::SPECS {
        let class = th.builtin(spec.builtin).expect::<Class>();
        fill(th, class, spec.doc, spec.methods, spec.getsets);
    }
    for (e, spec) in crate::types::EXCEPTION_SPECS {
        fill(th, th.exc_class(*e), spec.doc, spec.methods, spec.getsets);
    }
    let object = th.builtin(Builtin::Object).expect::<Class>();
    let find = |id| crate::protocol::lookup::own_cell(object, th.id(id)).map(|c| c.current());
    if let Some(new) = find(Id::__new__) {
        th.vm.set_object_new(new);
    }
    if let Some(init) = find(Id::__init__) {
        th.vm.set_object_init(init);
    }
    if let Some(hash) = find(Id::__hash__) {
        th.vm.set_object_hash(hash);
    }
    if let Some(eq) = find(Id::__eq__) {
        th.vm.set_object_eq(eq);
    }
    if let Some(ne) = find(Id::__ne__) {
        th.vm.set_object_ne(ne);
    }
    for b in UNHASHABLE {
        let class = th.builtin(*b).expect::<Class>();
        bind(th, class, th.id(Id::__hash__), Val::NONE);
    }
}

/// Gives a class its native methods and computed attributes.
pub(crate) fn fill<'t>(
    th: &'t Thread,
    class: Ref<'t, Class>,
    doc: &str,
    methods: &'static [NativeDef],
    getsets: &'static [GetSet],
) {
    let doc_name = th.id(Id::__doc__);
    // A class may be filled in several steps; the one that has the text says it.
    if !doc.is_empty() {
        bind(th, class, doc_name, th.str(doc));
    } else if class.dict().owned_stopped().cell(doc_name).is_none() {
        bind(th, class, doc_name, Val::NONE);
    }
    for def in methods {
        bind(th, class, th.intern(def.name), class_member(th, class, def));
    }
    for g in getsets {
        let record = th.vm.getset_record(th, g, class.val());
        bind(th, class, th.intern(g.name), record);
    }
    let gives_dict = |c: Ref<'t, Class>| c.info().has_flag(flags::DICT);
    let name = th.id(Id::__dict__);
    if gives_dict(class)
        && !class.base().is_some_and(gives_dict)
        && class.dict().owned_stopped().cell(name).is_none()
    {
        let record = th
            .vm
            .getset_record(th, &crate::types::object::DICT, class.val());
        bind(th, class, name, record);
    }
}

fn class_member<'t>(th: &'t Thread, class: Ref<'t, Class>, def: &'static NativeDef) -> Val<'t> {
    match def.binding {
        Binding::Method => Native::method(th, def, class.val()).val(),
        Binding::ClassMethod => th.record(
            Builtin::ClassMethodDescriptor,
            &[Native::method(th, def, class.val()).val(), class.val()],
        ),
        Binding::StaticMethod => Native::of_class(th, def, class.val()).val(),
    }
}

/// A module object with its functions; `init` of the spec is run by the importer.
pub(crate) fn new_module<'t>(th: &'t Thread, spec: &'static ModuleSpec) -> Val<'t> {
    let ns = Dict::namespace(th);
    let put = |name: Val<'t>, v: Val<'t>| ns.append(th, name.expect::<Str>().hash(), name, v);
    let name = th.intern(spec.name);
    put(th.id(Id::__name__), name);
    put(
        th.id(Id::__doc__),
        if spec.doc.is_empty() {
            Val::NONE
        } else {
            th.str(spec.doc)
        },
    );
    put(th.id(Id::__package__), th.intern(""));
    put(th.id(Id::__loader__), Val::NONE);
    put(th.id(Id::__spec__), Val::NONE);
    for def in spec.functions {
        put(th.intern(def.name), Native::function(th, def, name).val());
    }
    debug_assert!(shape(Builtin::Module.shape()).kind == Kind::Record);
    th.record(Builtin::Module, &[ns.val()])
}
