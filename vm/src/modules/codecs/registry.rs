//! Encodings written in Python: search functions, and what they have found.

use super::text;
use crate::error::Exc;
use crate::native::{Done, Window};
use crate::object::{List, Tuple};
use crate::thread::{Slot, Thread};
use crate::types::codec::{FOUND, SEARCH, registry};
use crate::types::{args, dict};
use crate::unwind::Res;
use crate::value::Val;

pub fn register(th: &mut Thread, w: Window) -> Res<Done> {
    let f = w.at(0);
    if !crate::modules::builtins::objects::is_callable(th, f)? {
        return Err(th.type_error("argument must be callable"));
    }
    th.section(|th| {
        let search = registry(th, SEARCH).expect::<List>().own(th)?;
        search.push(th, th.get(f));
        Ok(())
    })?;
    th.ret(Val::NONE)
}

pub fn unregister(th: &mut Thread, w: Window) -> Res<Done> {
    let found = th.section(|th| {
        let search = registry(th, SEARCH).expect::<List>().own(th)?;
        let at = search.items().iter().position(|f| f.is(th.get(w.at(0))));
        if let Some(at) = at {
            search.remove(th, at);
        }
        Ok(at.is_some())
    })?;
    if found {
        th.section(|th| {
            registry(th, FOUND)
                .expect::<crate::object::Dict>()
                .own(th)?
                .forget_all();
            Ok(())
        })?;
    }
    th.ret(Val::NONE)
}

/// Lower case, spaces as hyphens.
fn normal(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c == ' ' {
                '-'
            } else {
                c.to_ascii_lowercase()
            }
        })
        .collect()
}

pub fn forget(th: &mut Thread, w: Window) -> Res<Done> {
    let name = normal(&text(th, w.at(0), "_forget_codec")?);
    let (found, key) = (th.root(registry(th, FOUND)), th.root(th.str(&name)));
    if dict::remove(th, found, key)?.is_none() {
        return Err(th.key_error(th.get(key)));
    }
    th.ret(Val::NONE)
}

pub fn lookup(th: &mut Thread, w: Window) -> Res<Done> {
    let name = text(th, w.at(0), "lookup")?;
    let info = find(th, &name)?;
    th.ret_slot(info)
}

/// The codec of that name: a tuple of encoder, decoder, stream reader and stream writer.
pub fn find(th: &mut Thread, encoding: &str) -> Res<Slot> {
    let name = normal(encoding);
    let (found, key) = (th.root(registry(th, FOUND)), th.root(th.str(&name)));
    if let Some(info) = dict::get(th, found, key)? {
        return Ok(info);
    }
    // The package registers the search function of the standard library's encodings.
    if th.section(|th| Ok(registry(th, SEARCH).expect::<List>().see(th)?.is_empty()))? {
        crate::import::load::import_absolute(th, "encodings")?;
    }
    let functions: Vec<Slot> = th.section(|th| {
        let search = registry(th, SEARCH).expect::<List>().see(th)?;
        Ok(search.items().iter().map(|f| th.root(*f)).collect())
    })?;
    for f in functions {
        let info = th.call(f, &[key])?;
        if th.get(info).is_none() {
            continue;
        }
        if th
            .get(info)
            .unboxed()
            .cast::<Tuple>()
            .is_none_or(|t| t.len() != 4)
        {
            return Err(th.type_error("codec search functions must return 4-tuples"));
        }
        dict::set(th, found, key, info)?;
        return Ok(info);
    }
    Err(th.raise(Exc::LookupError, format!("unknown encoding: {encoding}")))
}

/// `codecs.encode` and `codecs.decode`: of any object.
pub fn convert(th: &mut Thread, w: Window, function: usize) -> Res<Done> {
    let name = ["encode", "decode"][function];
    let encoding = args::encoding(th, name, w.opt(th, 1), "encoding", "utf-8")?;
    let errors = args::encoding(th, name, w.opt(th, 2), "errors", "strict")?;
    let info = find(th, &encoding)?;
    let made = crate::types::codec::run_codec(th, info, function, w.at(0), &errors)?;
    th.ret_slot(made)
}
