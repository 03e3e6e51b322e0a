//! One module by its absolute name: found, made, run, and entered in `sys.modules`.

use lang::Mode;

use super::find::{self, Found, SourceFile};
use super::{lock, source, spec};
use crate::error::Exc;
use crate::names::Id;
use crate::native::ModuleSpec;
use crate::object::{Dict, List, Str};
use crate::protocol::{attr, iter};
use crate::thread::{Slot, Thread};
use crate::types::dict;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// A name as a value that survives safepoints.
fn name_slot(th: &Thread, name: &str) -> Slot {
    th.root(th.intern(name))
}

/// `sys.modules` in a register.
fn modules(th: &Thread) -> Slot {
    th.root(th.vm.modules(th).val())
}

/// The entry of `sys.modules`, if there is one.
pub fn loaded(th: &mut Thread, name: &str) -> Res<Option<Slot>> {
    let (m, n) = (modules(th), name_slot(th, name));
    dict::get(th, m, n)
}

/// Enters a module in `sys.modules`.
pub fn enter(th: &mut Thread, name: &str, module: Slot) -> Res<()> {
    let (m, n) = (modules(th), name_slot(th, name));
    dict::set(th, m, n, module)
}

/// Takes a module out of `sys.modules`; whatever is pending stays pending.
pub(super) fn forget(th: &mut Thread, name: &str) {
    let pending = th.pending.replace(crate::value::Raw::UNDEF);
    let kept = th.root(pending.val(th));
    let (m, n) = (modules(th), name_slot(th, name));
    if dict::remove(th, m, n).is_err() {
        th.take_pending();
    }
    th.pending.set(th.raw(kept));
}

/// The module of this absolute name, imported if it has to be; packages above it first.
pub fn import_absolute(th: &mut Thread, name: &str) -> Res<Slot> {
    loop {
        if let Some(m) = loaded(th, name)? {
            if th.get(m).is_none() {
                let text = format!("import of {name} halted; None in sys.modules");
                return Err(import_error(
                    th,
                    Exc::ModuleNotFoundError,
                    text,
                    Some(name),
                    None,
                ));
            }
            if !lock::is_loading(name) {
                return Ok(m);
            }
            lock::wait_for(th, name)?;
            // The loader may have failed and taken it away again.
            return match loaded(th, name)? {
                Some(m) => Ok(m),
                None => continue,
            };
        }
        let parent = match name.rsplit_once('.') {
            Some((p, _)) => Some(import_absolute(th, p)?),
            None => None,
        };
        match lock::begin(th, name)? {
            lock::Turn::Again => {}
            lock::Turn::Partial => {
                if let Some(m) = loaded(th, name)? {
                    return Ok(m);
                }
                return Err(not_found(th, name));
            }
            lock::Turn::Mine(_claim) => {
                if let Some(m) = loaded(th, name)? {
                    return Ok(m);
                }
                return find_and_load(th, name, parent);
            }
        }
    }
}

/// `importlib.import_module(name)` for Rust code: the module in a new register.
pub fn import_object(th: &mut Thread, module: &str, attribute: &str) -> Res<Slot> {
    let m = import_absolute(th, module)?;
    let n = name_slot(th, attribute);
    th.getattr(m, n)
}

fn find_and_load(th: &mut Thread, name: &str, parent: Option<Slot>) -> Res<Slot> {
    let path = match parent {
        None => None,
        Some(p) => {
            let attribute = th.root(th.id(Id::__path__));
            match th.getattr_opt(p, attribute)? {
                Some(path) => Some(path),
                None if find::native(name).is_some() => None,
                None => {
                    let above = name.rsplit_once('.').map_or("", |(p, _)| p);
                    let text = format!("No module named {name:?}; {above:?} is not a package")
                        .replace('"', "'");
                    return Err(import_error(
                        th,
                        Exc::ModuleNotFoundError,
                        text,
                        Some(name),
                        None,
                    ));
                }
            }
        }
    };
    let module = match spec::from_meta_path(th, name, path)? {
        spec::Search::Ours => {
            let folders = match path {
                _ if find::native(name).is_some() => Vec::new(),
                Some(p) => strings(th, p)?,
                None => search_path(th)?,
            };
            let Some(found) = search(name, &folders) else {
                if let Some(file) = find::extension(name, &folders) {
                    let text = format!("cannot load {file}: C extensions are not supported");
                    return Err(import_error(th, Exc::ImportError, text, Some(name), None));
                }
                return Err(not_found(th, name));
            };
            load(th, name, &found)?
        }
        spec::Search::Other(spec) => spec::load_by(th, name, spec)?,
        spec::Search::Nothing => return Err(not_found(th, name)),
    };
    if let (Some(p), Some((_, tail))) = (parent, name.rsplit_once('.')) {
        let n = name_slot(th, tail);
        th.setattr(p, n, module)?;
    }
    Ok(module)
}

/// Looks for a module everywhere that we look.
pub fn search(name: &str, folders: &[String]) -> Option<Found> {
    match find::native(name) {
        Some(spec) => Some(Found::Native(spec)),
        None => find::in_folders(name, folders),
    }
}

/// Makes the module, enters it, runs it. What is in `sys.modules` afterwards is the answer.
fn load(th: &mut Thread, name: &str, found: &Found) -> Res<Slot> {
    let mark = th.mark();
    let result = th.root_row(1);
    let module = make(th, name, found)?;
    enter(th, name, module)?;
    match run(th, module, found) {
        Ok(()) => {}
        Err(u) => {
            if u == Unwind::Raise {
                forget(th, name);
            }
            return Err(u);
        }
    }
    match loaded(th, name)? {
        Some(m) => th.set(result, th.get(m)),
        None => {
            let text = format!("Loaded module '{name}' not found in sys.modules");
            return Err(import_error(th, Exc::ImportError, text, Some(name), None));
        }
    }
    th.release_to(mark + 1);
    Ok(result)
}

/// The module object with its `__name__`, `__spec__` and so on; its code has not run.
pub fn make(th: &mut Thread, name: &str, found: &Found) -> Res<Slot> {
    let spec = spec::of_found(th, name, found)?;
    let module = match found {
        Found::Native(native) => th.root(crate::bootstrap::new_module(th, native)),
        _ => th.root(new_empty(th, name)),
    };
    spec::describe(th, module, spec, name, found)?;
    Ok(module)
}

/// A module without contents.
pub fn new_empty<'t>(th: &'t Thread, name: &str) -> Val<'t> {
    let ns = Dict::namespace(th);
    for (n, v) in [
        (Id::__name__, th.intern(name)),
        (Id::__doc__, Val::NONE),
        (Id::__package__, Val::NONE),
        (Id::__loader__, Val::NONE),
        (Id::__spec__, Val::NONE),
    ] {
        let n = th.id(n);
        ns.append(th, n.expect::<Str>().hash(), n, v);
    }
    th.record(crate::class::Builtin::Module, &[ns.val()])
}

/// Runs the code of a module that was made for `found`.
pub fn run(th: &mut Thread, module: Slot, found: &Found) -> Res<()> {
    match found {
        Found::Native(native) => run_native(th, module, native),
        Found::Namespace(_) => Ok(()),
        Found::Source(file) => {
            let code = compile_file(th, file)?;
            let ns = {
                let ns = attr::module_dict(th, th.get(module)).expect("V3: made as a module");
                th.root(ns.val())
            };
            crate::run::run_module(th, &code, ns)
        }
    }
}

/// Fills a native module. One that was imported before gets what it had then: its classes exist once.
fn run_native(th: &mut Thread, module: Slot, native: &'static ModuleSpec) -> Res<()> {
    let before = th.vm.native_modules.get(native.name);
    let Some(before) = before else {
        th.without_zeal(|th| (native.init)(th, module))?;
        let module = th.get(module).raw();
        th.vm.native_modules.add(native.name, module);
        return Ok(());
    };
    let before = th.root(before.val(th));
    let items: Vec<(Slot, Slot)> = th.section(|th| {
        let from = attr::module_dict(th, th.get(before)).expect("V3: made as a module");
        let mut items = Vec::new();
        for (_, name, cell) in from.see(th)?.entries() {
            let value = match cell.cast::<crate::object::Cell>() {
                Some(c) => th.load_cell(c)?,
                None => cell,
            };
            items.push((th.root(name), th.root(value)));
        }
        Ok(items)
    })?;
    for (name, value) in items {
        let own = th.text_of(name).starts_with("__");
        if !own && !th.get(value).is_undef() {
            th.setattr(module, name, value)?;
        }
    }
    Ok(())
}

/// The code of a source file.
pub fn compile_file(th: &mut Thread, file: &SourceFile) -> Res<std::sync::Arc<lang::Code>> {
    let bytes = match file.read() {
        Ok(b) => b,
        Err(e) => {
            let name = th.root(th.str(&file.file));
            return Err(crate::modules::support::os_error(th, &e, Some(name)));
        }
    };
    match source::decode(&bytes) {
        Ok(text) => crate::run::compile(th, &text, &file.file, Mode::Exec),
        Err(bad) => Err(th.raise(Exc::SyntaxError, bad.message(&file.file))),
    }
}

/// The folders of `sys.path`.
pub fn search_path(th: &mut Thread) -> Res<Vec<String>> {
    let sys = import_absolute(th, "sys")?;
    let n = name_slot(th, "path");
    match th.getattr_opt(sys, n)? {
        Some(list) => strings(th, list),
        None => Ok(Vec::new()),
    }
}

/// The strings in an iterable.
pub fn strings(th: &mut Thread, of: Slot) -> Res<Vec<String>> {
    if let Some(all) = th.section(|th| {
        let Some(list) = th.get(of).cast::<List>() else {
            return Ok(None);
        };
        let items = list.see(th)?.items();
        let texts = items.iter().filter_map(|v| v.unboxed().cast::<Str>());
        Ok(Some(texts.map(|s| s.text().to_owned()).collect::<Vec<_>>()))
    })? {
        return Ok(all);
    }
    let mut all = Vec::new();
    let mark = th.mark();
    let it = iter::get_iter(th, of)?;
    while let Some(v) = iter::next(th, it)? {
        if let Some(s) = th.get(v).unboxed().cast::<Str>() {
            all.push(s.text().to_owned());
        }
    }
    th.release_to(mark);
    Ok(all)
}

/// The usual ModuleNotFoundError.
pub fn not_found(th: &mut Thread, name: &str) -> Unwind {
    let text = format!("No module named '{name}'");
    import_error(th, Exc::ModuleNotFoundError, text, Some(name), None)
}

/// An ImportError with its `name` and `path`.
pub fn import_error(
    th: &mut Thread,
    class: Exc,
    text: String,
    name: Option<&str>,
    path: Option<Slot>,
) -> Unwind {
    let exc = {
        let e = th.new_exception(class, &[th.str(&text)]);
        th.root(e.val())
    };
    let attributes = [
        ("msg", Some(th.root(th.str(&text)))),
        ("name", name.map(|n| th.root(th.str(n)))),
        ("path", path),
    ];
    for (attribute, value) in attributes {
        let n = name_slot(th, attribute);
        let v = value.unwrap_or_else(|| th.root(Val::NONE));
        if let Err(u) = th.setattr(exc, n, v) {
            return u;
        }
    }
    th.raise_value(th.get(exc))
}
