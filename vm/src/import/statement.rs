//! `__import__`, and what the import statements do with it.

use super::load::{import_absolute, import_error, loaded};
use super::lock;
use crate::error::Exc;
use crate::names::Id;
use crate::object::{Dict, Kind, List, Native, Str};
use crate::protocol::{attr, container, iter, number};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// What `__import__` is asked.
pub struct Request {
    pub name: Slot,
    /// The importing module's namespace, for relative names; UNDEF or None if there is none.
    pub globals: Slot,
    /// The names after `from … import`; None or empty for a plain import.
    pub fromlist: Slot,
    pub level: i64,
}

/// `__import__(name, globals, locals, fromlist, level)`.
pub fn import(th: &mut Thread, r: &Request) -> Res<Slot> {
    let Some(given) = th.get(r.name).unboxed().cast::<Str>() else {
        let text = format!(
            "__import__() argument 1 must be str, not {}",
            th.class_name(th.get(r.name))
        );
        return Err(th.type_error(text));
    };
    let given = given.text().to_owned();
    if r.level < 0 {
        return Err(th.value_error("level must be >= 0"));
    }
    let name = match r.level {
        0 if given.is_empty() => return Err(th.value_error("Empty module name")),
        0 => given.clone(),
        level => absolute_name(th, &given, r.globals, level as usize)?,
    };
    let module = import_absolute(th, &name)?;
    let from = !th.get(r.fromlist).is_undef() && number::truth(th, r.fromlist)?;
    if from {
        import_listed(th, module, &name, r.fromlist)?;
        return Ok(module);
    }
    // A plain import binds the package at the front of the name.
    let Some((front, _)) = given.split_once('.') else {
        return Ok(module);
    };
    let front = match r.level {
        0 => front.to_owned(),
        _ => name[..name.len() - (given.len() - front.len())].to_owned(),
    };
    import_absolute(th, &front)
}

/// Submodules named in a from-list are imported, too.
fn import_listed(th: &mut Thread, module: Slot, name: &str, fromlist: Slot) -> Res<()> {
    let path = th.root(th.id(Id::__path__));
    if th.getattr_opt(module, path)?.is_none() {
        return Ok(());
    }
    let it = iter::get_iter(th, fromlist)?;
    let mark = th.mark();
    while let Some(item) = iter::next(th, it)? {
        let Some(text) = th.get(item).unboxed().cast::<Str>() else {
            let text = format!(
                "Item in ``from list'' must be str, not {}",
                th.class_name(th.get(item))
            );
            return Err(th.type_error(text));
        };
        let text = text.text().to_owned();
        if text == "*" {
            let all = th.root(th.id(Id::__all__));
            if let Some(all) = th.getattr_opt(module, all)? {
                let listed: Vec<String> = super::load::strings(th, all)?;
                for one in listed {
                    import_missing(th, module, name, &one)?;
                }
            }
        } else {
            import_missing(th, module, name, &text)?;
        }
        th.release_to(mark);
    }
    Ok(())
}

/// Imports `package.name` unless the package has such an attribute; not finding it is no error yet.
fn import_missing(th: &mut Thread, module: Slot, package: &str, name: &str) -> Res<()> {
    let n = th.root(th.intern(name));
    if th.getattr_opt(module, n)?.is_some() {
        return Ok(());
    }
    let full = format!("{package}.{name}");
    match import_absolute(th, &full) {
        Ok(_) => Ok(()),
        Err(Unwind::Raise) if th.pending_is(Exc::ModuleNotFoundError) && names(th, &full)? => {
            th.take_pending();
            Ok(())
        }
        Err(u) => Err(u),
    }
}

/// Is the pending ImportError about this module?
fn names(th: &mut Thread, module: &str) -> Res<bool> {
    let exc = th.root(th.pending.get().val(th));
    let n = th.root(th.id(Id::name));
    let named = attr::own_attr(th, th.get(exc), th.get(n)).ok().flatten();
    if let Some(s) = named.and_then(|v| v.cast::<Str>()) {
        return Ok(s.text() == module);
    }
    th.take_pending();
    let named = th.getattr_opt(exc, n)?;
    th.pending.set(th.raw(exc));
    Ok(named.is_some_and(|v| th.get(v).cast::<Str>().is_some_and(|s| s.text() == module)))
}

/// The absolute form of a relative name.
fn absolute_name(th: &mut Thread, name: &str, globals: Slot, level: usize) -> Res<String> {
    let package = package_of(th, globals)?;
    let mut base = package.as_str();
    for _ in 1..level {
        match base.rsplit_once('.') {
            Some((above, _)) => base = above,
            None => {
                let text = "attempted relative import beyond top-level package";
                return Err(th.raise(Exc::ImportError, text));
            }
        }
    }
    Ok(match name {
        "" => base.to_owned(),
        n => format!("{base}.{n}"),
    })
}

/// The package that relative names in a namespace are relative to.
fn package_of(th: &mut Thread, globals: Slot) -> Res<String> {
    let known = |th: &mut Thread, id: Id| -> Res<Option<String>> {
        if !th.get(globals).is_kind(Kind::Dict) {
            return Ok(None);
        }
        let key = th.root(th.id(id));
        let v = crate::types::dict::get(th, globals, key)?;
        Ok(v.and_then(|v| {
            th.get(v)
                .unboxed()
                .cast::<Str>()
                .map(|s| s.text().to_owned())
        }))
    };
    let none = "attempted relative import with no known parent package";
    let package = match known(th, Id::__package__)? {
        Some(p) => p,
        None => {
            let Some(name) = known(th, Id::__name__)? else {
                return Err(th.raise(Exc::KeyError, "'__name__' not in globals"));
            };
            let path = th.root(th.id(Id::__path__));
            let is_package = th.get(globals).is_kind(Kind::Dict)
                && crate::types::dict::get(th, globals, path)?.is_some();
            match name.rsplit_once('.') {
                _ if is_package => name,
                Some((above, _)) => above.to_owned(),
                None => String::new(),
            }
        }
    };
    if package.is_empty() {
        return Err(th.raise(Exc::ImportError, none));
    }
    Ok(package)
}

/// The `import` part of a statement: through `builtins.__import__` if a program has put its own there.
pub fn import_by_statement(th: &mut Thread, r: &Request) -> Res<Slot> {
    let other = th.section(|th| {
        let name = th.id(Id::__import__);
        let cell = th.vm.builtins(th).and_then(|b| b.frozen().cell(name));
        let Some(cell) = cell else { return Ok(None) };
        let f = th.load_cell(cell)?;
        let ours = f
            .cast::<Native>()
            .is_some_and(|n| n.def().name == "__import__");
        Ok((!ours && !f.is_undef()).then(|| th.root(f)))
    })?;
    match other {
        None => import(th, r),
        Some(f) => {
            let (none, level) = (th.root(Val::NONE), th.root(Val::small(r.level)));
            th.call(f, &[r.name, r.globals, none, r.fromlist, level])
        }
    }
}

/// `from module import name`: the attribute, or the submodule.
pub fn import_from(th: &mut Thread, module: Slot, name: Slot) -> Res<Slot> {
    if let Some(v) = th.getattr_opt(module, name)? {
        return Ok(v);
    }
    let text = |th: &mut Thread, id: Id| -> Res<Option<String>> {
        let n = th.root(th.id(id));
        let v = th.getattr_opt(module, n)?;
        Ok(v.and_then(|v| {
            th.get(v)
                .unboxed()
                .cast::<Str>()
                .map(|s| s.text().to_owned())
        }))
    };
    let package = text(th, Id::__name__)?;
    let wanted = th.text_of(name).to_owned();
    if let Some(p) = &package
        && let Some(m) = loaded(th, &format!("{p}.{wanted}"))?
    {
        return Ok(m);
    }
    let file = text(th, Id::__file__)?;
    let shown = package.as_deref().unwrap_or("<unknown module name>");
    let place = file.as_deref().unwrap_or("unknown location");
    let partial = package.as_deref().is_some_and(lock::is_loading);
    let message = match partial {
        true => format!(
            "cannot import name '{wanted}' from partially initialized module '{shown}' (most likely due to a circular import) \
             ({place})"
        ),
        false => format!("cannot import name '{wanted}' from '{shown}' ({place})"),
    };
    let path = file.map(|f| th.root(th.str(&f)));
    Err(import_error(
        th,
        Exc::ImportError,
        message,
        package.as_deref(),
        path,
    ))
}

/// `from module import *`: the names of `__all__`, or all that do not begin with an underscore.
pub fn import_star(th: &mut Thread, module: Slot, into: Slot) -> Res<()> {
    let all = th.root(th.id(Id::__all__));
    let listed = th.getattr_opt(module, all)?;
    let names = match listed {
        Some(list) => {
            let n = th.root_row(1);
            let as_list = collect(th, list)?;
            th.set(n, th.get(as_list));
            n
        }
        None => public_names(th, module)?,
    };
    let count = th.section(|th| Ok(th.get(names).expect::<List>().see(th)?.len()))?;
    for i in 0..count {
        let mark = th.mark();
        let name = th.section(|th| {
            let v = th.get(names).expect::<List>().see(th)?.at(i);
            Ok(v.map(|v| th.root(v)))
        })?;
        let Some(name) = name else { break };
        let Some(text) = th.get(name).unboxed().cast::<Str>() else {
            let text = format!(
                "Item in __all__ must be str, not {}",
                th.class_name(th.get(name))
            );
            return Err(th.type_error(text));
        };
        let interned = th.root(th.intern(text.text()));
        let value = th.getattr(module, interned)?;
        container::set_item(th, into, interned, value)?;
        th.release_to(mark);
    }
    Ok(())
}

fn collect(th: &mut Thread, from: Slot) -> Res<Slot> {
    let list = th.root(List::new(th, &[]).val());
    let mark = th.mark();
    let it = iter::get_iter(th, from)?;
    while let Some(v) = iter::next(th, it)? {
        th.section(|th| {
            th.get(list).expect::<List>().own(th)?.push(th, th.get(v));
            Ok(())
        })?;
        th.release_to(it.0 + 1);
    }
    th.release_to(mark);
    Ok(list)
}

fn public_names(th: &mut Thread, module: Slot) -> Res<Slot> {
    let ns = th.root(th.id(Id::__dict__));
    let Some(ns) = (match attr::module_dict(th, th.get(module)) {
        Some(d) => Some(th.root(d.val())),
        None => th.getattr_opt(module, ns)?,
    }) else {
        let text = "from-import-* object has no __dict__ and no __all__";
        return Err(th.raise(Exc::ImportError, text));
    };
    th.section(|th| {
        let Some(d) = th.get(ns).cast::<Dict>() else {
            return Ok(th.root(List::new(th, &[]).val()));
        };
        let names: Vec<Val<'_>> = d
            .see(th)?
            .entries()
            .map(|(_, k, _)| k)
            .filter(|k| k.cast::<Str>().is_some_and(|s| !s.text().starts_with('_')))
            .collect();
        Ok(th.root(th.list(&names)))
    })
}
