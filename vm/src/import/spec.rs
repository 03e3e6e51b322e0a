//! `__spec__`, `__loader__`, and what `sys.meta_path` holds.
//!
//! A spec is a plain object with the attributes that `importlib.machinery.ModuleSpec` has. The one loader class serves
//! native modules, files and the library in the binary; the finder in `sys.meta_path` stands for all our ways to find a
//! module, so that a program may put its own finder before or behind it, and `importlib` finds what `import` finds.

use super::find::Found;
use super::{library, load};
use crate::class::flags;
use crate::error::Exc;
use crate::modules::support::{
    self, NativeClass, NativeClassSpec, add_known_class, get_attr, get_attr_opt, set_attr,
};
use crate::native::{Args, Done, GetSet, ModuleSpec, NativeDef, Params, Window};
use crate::object::{List, Record, Str};
use crate::protocol::attr;
use crate::protocol::iter;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// The hidden module that the classes lie in.
pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_typhon_import",
    doc: "How modules are found and loaded.",
    functions: &[],
    init,
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    add_known_class(th, module, NativeClass::ModuleSpec, &MODULE_SPEC)?;
    add_known_class(th, module, NativeClass::ModuleLoader, &LOADER)?;
    add_known_class(th, module, NativeClass::ModuleFinder, &FINDER)?;
    Ok(())
}

const MODULE_SPEC: NativeClassSpec = NativeClassSpec {
    module: "importlib.machinery",
    name: "ModuleSpec",
    doc: "The specification for a module, used for loading.",
    nfields: 0,
    flags: flags::DICT,
    methods: &[
        NativeDef::quick(
            "__new__",
            Params::pos(&["_cls"], 1).rest().kwdict(),
            spec_new,
        )
        .static_method(),
        NativeDef::full(
            "__init__",
            Params::pos(&["_self", "name", "loader"], 3).kw(&[
                "origin",
                "loader_state",
                "is_package",
            ]),
            spec_init,
        ),
        NativeDef::full("__repr__", Params::all(&["_self"]), spec_repr),
    ],
    getsets: &[
        GetSet::read("parent", spec_parent),
        GetSet::read("has_location", spec_has_location),
    ],
};

fn spec_new<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let class = a.get(0).expect::<crate::class::Class>();
    Ok(Record::new(th, class.info().root_shape(), &[]).val())
}

fn spec_init(th: &mut Thread, w: Window) -> Res<Done> {
    let (this, name, loader) = (w.at(0), w.at(1), w.at(2));
    let none = th.root(Val::NONE);
    let origin = w.opt(th, 3).unwrap_or(none);
    let state = w.opt(th, 4).unwrap_or(none);
    let package = match w.opt(th, 5) {
        Some(p) => crate::protocol::number::truth(th, p)?,
        None => false,
    };
    let path = match package {
        true => th.root(th.list(&[])),
        false => none,
    };
    fill(th, this, name, loader, origin, path)?;
    set_attr(th, this, "loader_state", state)?;
    th.ret(Val::NONE)
}

/// Sets the attributes of a new spec.
fn fill(
    th: &mut Thread,
    spec: Slot,
    name: Slot,
    loader: Slot,
    origin: Slot,
    path: Slot,
) -> Res<()> {
    let none = th.root(Val::NONE);
    let no = th.root(Val::FALSE);
    let waiting = th.root(th.list(&[]));
    for (attribute, v) in [
        ("name", name),
        ("loader", loader),
        ("origin", origin),
        ("loader_state", none),
        ("submodule_search_locations", path),
        ("cached", none),
        ("_initializing", no),
        ("_uninitialized_submodules", waiting),
    ] {
        set_attr(th, spec, attribute, v)?;
    }
    Ok(())
}

fn own<'t>(th: &'t Thread, this: Val<'t>, name: &str) -> Res<Val<'t>> {
    Ok(attr::own_attr(th, this, th.intern(name))?.unwrap_or(Val::NONE))
}

fn spec_parent<'t>(th: &'t Thread, this: Val<'t>) -> Res<Val<'t>> {
    let name = own(th, this, "name")?;
    if !own(th, this, "submodule_search_locations")?.is_none() {
        return Ok(name);
    }
    let above = name
        .cast::<Str>()
        .and_then(|s| s.text().rsplit_once('.'))
        .map_or("", |(p, _)| p);
    Ok(th.str(above))
}

fn spec_has_location<'t>(th: &'t Thread, this: Val<'t>) -> Res<Val<'t>> {
    let origin = own(th, this, "origin")?;
    let native = origin.cast::<Str>().is_none_or(|s| s.text() == "built-in");
    Ok(Val::bool(!native))
}

fn spec_repr(th: &mut Thread, w: Window) -> Res<Done> {
    let mut parts = Vec::new();
    for name in ["name", "loader", "origin", "submodule_search_locations"] {
        let v = get_attr(th, w.at(0), name)?;
        if !th.get(v).is_none() || name == "name" || name == "loader" {
            parts.push(format!("{name}={}", support::repr(th, v)?));
        }
    }
    th.ret(th.str(&format!("ModuleSpec({})", parts.join(", "))))
}

/// Fields of a loader: name, path (None for native modules and namespaces).
const LOADER: NativeClassSpec = NativeClassSpec {
    module: "importlib.machinery",
    name: "TyphonLoader",
    doc: "Loads native modules, source files, and the library in the binary.",
    nfields: 2,
    flags: flags::NO_NEW,
    methods: &[
        NativeDef::full(
            "create_module",
            Params::all(&["_self", "spec"]),
            create_module,
        ),
        NativeDef::full(
            "exec_module",
            Params::all(&["_self", "module"]),
            exec_module,
        ),
        NativeDef::full(
            "load_module",
            Params::pos(&["_self", "fullname"], 1),
            load_module,
        ),
        NativeDef::full(
            "get_source",
            Params::pos(&["_self", "fullname"], 1),
            get_source,
        ),
        NativeDef::full("get_code", Params::pos(&["_self", "fullname"], 1), get_code),
        NativeDef::quick(
            "get_filename",
            Params::pos(&["_self", "fullname"], 1),
            get_filename,
        ),
        NativeDef::full(
            "is_package",
            Params::pos(&["_self", "fullname"], 1),
            is_package,
        ),
        NativeDef::full("get_data", Params::all(&["_self", "path"]), get_data),
        NativeDef::quick("__repr__", Params::all(&["_self"]), loader_repr),
    ],
    getsets: &[
        GetSet::read("name", |_, v| Ok(v.expect::<Record>().fixed(0))),
        GetSet::read("path", |_, v| Ok(v.expect::<Record>().fixed(1))),
    ],
};

fn loader_repr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let r = a.get(0).expect::<Record>();
    let name = r.fixed(0).cast::<Str>().map_or("?", |s| s.text());
    Ok(th.str(&match r.fixed(1).cast::<Str>() {
        Some(p) => format!("<loader of '{name}' from '{}'>", p.text()),
        None => format!("<loader of '{name}' (built-in)>"),
    }))
}

/// The module that a loader is for, found once more.
fn found_by(th: &mut Thread, loader: Slot) -> Res<Option<(String, Found)>> {
    let r = th.get(loader).expect::<Record>();
    let name = r.fixed(0).cast::<Str>().map_or("", |s| s.text()).to_owned();
    let path = r.fixed(1).cast::<Str>().map(|s| s.text().to_owned());
    let folders = match &path {
        None => Vec::new(),
        Some(p) => {
            let p = p.strip_suffix("/__init__.py").unwrap_or(p);
            vec![p.rsplit_once('/').map_or("", |(f, _)| f).to_owned()]
        }
    };
    Ok(load::search(&name, &folders).map(|f| (name, f)))
}

fn create_module(th: &mut Thread, w: Window) -> Res<Done> {
    match found_by(th, w.at(0))? {
        Some((name, found)) => {
            let m = load::make(th, &name, &found)?;
            th.ret_slot(m)
        }
        None => th.ret(Val::NONE),
    }
}

fn exec_module(th: &mut Thread, w: Window) -> Res<Done> {
    if let Some((_, found)) = found_by(th, w.at(0))? {
        load::run(th, w.at(1), &found)?;
    }
    th.ret(Val::NONE)
}

fn load_module(th: &mut Thread, w: Window) -> Res<Done> {
    let name = th.get(w.at(0)).expect::<Record>().fixed(0);
    let name = name.cast::<Str>().map_or("", |s| s.text()).to_owned();
    let m = load::import_absolute(th, &name)?;
    th.ret_slot(m)
}

fn get_source(th: &mut Thread, w: Window) -> Res<Done> {
    let path = th.get(w.at(0)).expect::<Record>().fixed(1);
    let path = path.cast::<Str>().map(|s| s.text().to_owned());
    match path.and_then(|p| super::source::text_of(&p)) {
        Some(text) => th.ret(th.str(&text)),
        None => th.ret(Val::NONE),
    }
}

fn get_code(th: &mut Thread, w: Window) -> Res<Done> {
    match found_by(th, w.at(0))? {
        Some((_, Found::Source(file))) => {
            let code = load::compile_file(th, &file)?;
            th.ret(crate::run::load_code(th, &code).val())
        }
        _ => th.ret(Val::NONE),
    }
}

fn get_filename<'t>(_: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(a.get(0).expect::<Record>().fixed(1))
}

fn is_package(th: &mut Thread, w: Window) -> Res<Done> {
    let found = found_by(th, w.at(0))?;
    let is = match found {
        Some((_, Found::Source(file))) => file.folder.is_some(),
        Some((_, Found::Namespace(_))) => true,
        _ => false,
    };
    th.ret(Val::bool(is))
}

fn get_data(th: &mut Thread, w: Window) -> Res<Done> {
    let path = support::text(th, th.get(w.at(1)), "get_data")?.to_owned();
    let bytes = match library::find_path(&path) {
        Some(packed) => packed.bytes(),
        None => match std::fs::read(&path) {
            Ok(b) => b,
            Err(e) => return Err(support::os_error(th, &e, Some(w.at(1)))),
        },
    };
    th.ret(crate::object::Bytes::new(th, &bytes).val())
}

const FINDER: NativeClassSpec = NativeClassSpec {
    module: "importlib.machinery",
    name: "TyphonFinder",
    doc: "Finds native modules, source files on sys.path, and the library in the binary.",
    nfields: 0,
    flags: flags::NO_NEW,
    methods: &[
        NativeDef::full(
            "find_spec",
            Params::pos(&["_self", "fullname", "path", "target"], 2),
            find_spec,
        ),
        NativeDef::quick("invalidate_caches", Params::all(&["_self"]), |_, _| {
            Ok(Val::NONE)
        }),
    ],
    getsets: &[],
};

fn find_spec(th: &mut Thread, w: Window) -> Res<Done> {
    let name = support::text(th, th.get(w.at(1)), "find_spec")?.to_owned();
    let folders = match w.opt(th, 2) {
        Some(p) if !th.get(p).is_none() => load::strings(th, p)?,
        _ => load::search_path(th)?,
    };
    match load::search(&name, &folders) {
        Some(found) => {
            let spec = of_found(th, &name, &found)?;
            th.ret_slot(spec)
        }
        None => th.ret(Val::NONE),
    }
}

/// The classes above, whose hidden module is made on first use.
fn classes(th: &mut Thread) -> Res<()> {
    if th.has_native_class(NativeClass::ModuleFinder) {
        return Ok(());
    }
    let module = th.root(crate::bootstrap::new_module(th, &SPEC));
    init(th, module)
}

/// The object that `sys.meta_path` begins with.
pub fn finder(th: &mut Thread) -> Res<Slot> {
    classes(th)?;
    Ok(th.root(th.native_record(NativeClass::ModuleFinder, &[])))
}

/// The spec of a module that was found, with its loader.
pub fn of_found(th: &mut Thread, name: &str, found: &Found) -> Res<Slot> {
    classes(th)?;
    let n = th.root(th.intern(name));
    let none = th.root(Val::NONE);
    let (origin, path, loads_from) = match found {
        Found::Native(_) => (th.root(th.intern("built-in")), none, none),
        Found::Source(file) => {
            let origin = th.root(th.str(&file.file));
            let path = match &file.folder {
                Some(f) => th.root(th.list(&[th.str(f)])),
                None => none,
            };
            (origin, path, origin)
        }
        Found::Namespace(folders) => {
            let all: Vec<Val<'_>> = folders.iter().map(|f| th.str(f)).collect();
            (none, th.root(th.list(&all)), none)
        }
    };
    let loader =
        th.root(th.native_record(NativeClass::ModuleLoader, &[th.get(n), th.get(loads_from)]));
    let spec = th.root(th.native_record(NativeClass::ModuleSpec, &[]));
    fill(th, spec, n, loader, origin, path)?;
    Ok(spec)
}

/// Gives a new module the attributes that follow from where it was found.
pub fn describe(th: &mut Thread, module: Slot, spec: Slot, name: &str, found: &Found) -> Res<()> {
    let loader = get_attr(th, spec, "loader")?;
    let path = get_attr(th, spec, "submodule_search_locations")?;
    let package = match found {
        Found::Source(f) if f.folder.is_none() => name.rsplit_once('.').map_or("", |(p, _)| p),
        Found::Native(_) => name.rsplit_once('.').map_or("", |(p, _)| p),
        _ => name,
    };
    let package = th.root(th.intern(package));
    set_attr(th, module, "__spec__", spec)?;
    set_attr(th, module, "__loader__", loader)?;
    set_attr(th, module, "__package__", package)?;
    if !th.get(path).is_none() {
        set_attr(th, module, "__path__", path)?;
    }
    if let Found::Source(file) = found {
        let f = th.root(th.str(&file.file));
        set_attr(th, module, "__file__", f)?;
    }
    Ok(())
}

/// What `sys.meta_path` says about a module.
pub enum Search {
    /// Our finder is to look.
    Ours,
    /// Another finder has a spec.
    Other(Slot),
    Nothing,
}

/// Asks the finders of `sys.meta_path` in order, up to our own.
pub fn from_meta_path(th: &mut Thread, name: &str, path: Option<Slot>) -> Res<Search> {
    let Some(sys) = load::loaded(th, "sys")? else {
        return Ok(Search::Ours);
    };
    let Some(finders) = get_attr_opt(th, sys, "meta_path")? else {
        return Ok(Search::Ours);
    };
    let first_is_ours = th.section(|th| {
        Ok(match th.get(finders).cast::<List>() {
            Some(l) => l.see(th)?.at(0).is_some_and(|f| is_ours(th, f)),
            None => false,
        })
    })?;
    if first_is_ours {
        return Ok(Search::Ours);
    }
    let (n, none) = (th.root(th.intern(name)), th.root(Val::NONE));
    let it = iter::get_iter(th, finders)?;
    while let Some(finder) = iter::next(th, it)? {
        if is_ours(th, th.get(finder)) {
            let folders = match path {
                Some(p) => load::strings(th, p)?,
                None => load::search_path(th)?,
            };
            if load::search(name, &folders).is_some() {
                return Ok(Search::Ours);
            }
            continue;
        }
        let Some(find) = get_attr_opt(th, finder, "find_spec")? else {
            continue;
        };
        let spec = th.call(find, &[n, path.unwrap_or(none), none])?;
        if !th.get(spec).is_none() {
            return Ok(Search::Other(spec));
        }
    }
    Ok(Search::Nothing)
}

fn is_ours(th: &Thread, finder: Val<'_>) -> bool {
    th.has_native_class(NativeClass::ModuleFinder)
        && th
            .class_of(finder.raw().val(th))
            .val()
            .is(th.native_class(NativeClass::ModuleFinder).val())
}

/// Loads a module by the spec of a finder that a program has put into `sys.meta_path`.
pub fn load_by(th: &mut Thread, name: &str, spec: Slot) -> Res<Slot> {
    let loader = get_attr(th, spec, "loader")?;
    let mut module = None;
    if !th.get(loader).is_none()
        && let Some(create) = get_attr_opt(th, loader, "create_module")?
    {
        let m = th.call(create, &[spec])?;
        module = Some(m).filter(|m| !th.get(*m).is_none());
    }
    let module = match module {
        Some(m) => m,
        None => th.root(load::new_empty(th, name)),
    };
    let path = get_attr(th, spec, "submodule_search_locations")?;
    let parent = get_attr(th, spec, "parent")?;
    let origin = get_attr(th, spec, "origin")?;
    let located = match get_attr_opt(th, spec, "has_location")? {
        Some(l) => crate::protocol::number::truth(th, l)?,
        None => false,
    };
    set_attr(th, module, "__spec__", spec)?;
    set_attr(th, module, "__loader__", loader)?;
    set_attr(th, module, "__package__", parent)?;
    if !th.get(path).is_none() {
        set_attr(th, module, "__path__", path)?;
    }
    if located && !th.get(origin).is_none() {
        set_attr(th, module, "__file__", origin)?;
    }
    load::enter(th, name, module)?;
    if !th.get(loader).is_none() {
        let exec = get_attr(th, loader, "exec_module")?;
        if let Err(u) = th.call(exec, &[module]) {
            if u == Unwind::Raise {
                load::forget(th, name);
            }
            return Err(u);
        }
    }
    match load::loaded(th, name)? {
        Some(m) => Ok(m),
        None => {
            let text = format!("Loaded module '{name}' not found in sys.modules");
            Err(th.raise(Exc::ImportError, text))
        }
    }
}
