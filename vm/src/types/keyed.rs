//! Finding a key in a dict or set, whatever code its `__hash__` and `__eq__` run.
//!
//! A *probe* looks the key up in one quick section. Where that meets a key with the same hash whose equality needs
//! Python code, it stops and asks; the answer is remembered in the probe and the look-up starts again. What is to be
//! done with the place found is done in the section that found it, so nothing can come in between.

use crate::error::Exc;
use crate::names::Id;
use crate::object::{Dict, Mutable, Ref, Seen, Set};
use crate::protocol::number::same_or_equal;
use crate::protocol::{index, lookup};
use crate::thread::{Slot, Thread};
use crate::types::hash::quick_hash;
use crate::types::sequence::identical_or_equal;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// A container that finds its entries by a key.
pub trait Keyed: Mutable + Sized {
    /// As in "cannot use 'list' as …".
    const KEY: &'static str;
    fn find_in<'t>(
        seen: Seen<'t, Self>,
        hash: i64,
        same: impl FnMut(Val<'t>) -> Res<bool>,
    ) -> Res<Option<usize>>;
}

impl Keyed for Dict {
    const KEY: &'static str = "a dict key";
    #[inline(always)]
    fn find_in<'t>(
        seen: Seen<'t, Dict>,
        hash: i64,
        same: impl FnMut(Val<'t>) -> Res<bool>,
    ) -> Res<Option<usize>> {
        // An unbound name of a namespace keeps its place.
        let bound = |i: &usize| !seen.is_namespace() || seen.entry(*i).is_some();
        Ok(seen.find(hash, same)?.filter(bound))
    }
}

impl Keyed for Set {
    const KEY: &'static str = "a set element";
    #[inline(always)]
    fn find_in<'t>(
        seen: Seen<'t, Set>,
        hash: i64,
        same: impl FnMut(Val<'t>) -> Res<bool>,
    ) -> Res<Option<usize>> {
        seen.find(hash, same)
    }
}

/// Where a key is.
pub enum Look<'t> {
    At(usize),
    Absent,
    /// Python code has to say whether this key of the container equals the one sought.
    Ask(Val<'t>),
}

/// Looks without running Python code. `known` are answers that were got before.
#[inline]
pub fn quick_look<'t, T: Keyed>(
    th: &'t Thread,
    seen: Seen<'t, T>,
    hash: i64,
    key: Val<'t>,
    known: &[(Slot, bool)],
) -> Res<Look<'t>> {
    let mut ask = None;
    let at = T::find_in(
        seen,
        hash,
        &mut |k: Val<'t>| match identical_or_equal(th, k, key)? {
            Some(same) => Ok(same),
            None => match known.iter().find(|(slot, _)| th.get(*slot).is(k)) {
                Some((_, same)) => Ok(*same),
                None => {
                    ask = Some(k);
                    Ok(true)
                }
            },
        },
    )?;
    Ok(match (ask, at) {
        (Some(k), _) => Look::Ask(k),
        (None, Some(i)) => Look::At(i),
        (None, None) => Look::Absent,
    })
}

/// `key in container` if that needs no Python code.
pub fn quick_contains<'t, T: Keyed>(
    th: &'t Thread,
    container: Ref<'t, T>,
    key: Val<'t>,
) -> Res<Option<bool>> {
    let Some(hash) = quick_hash(th, key)? else {
        return Ok(None);
    };
    Ok(match quick_look(th, container.see(th)?, hash, key, &[])? {
        Look::At(_) => Some(true),
        Look::Absent => Some(false),
        Look::Ask(_) => None,
    })
}

/// Finds a key and does something with the place, in one section. `f` gets the hash too.
pub fn with_place<T: Keyed, R>(
    th: &mut Thread,
    container: Slot,
    key: Slot,
    f: impl FnMut(&Thread, i64, Option<usize>) -> Res<R>,
) -> Res<R> {
    let hash = key_hash::<T>(th, key)?;
    with_place_of_hash::<T, R>(th, container, hash, key, f)
}

/// The same for a key whose hash is known.
pub fn with_place_of_hash<T: Keyed, R>(
    th: &mut Thread,
    container: Slot,
    hash: i64,
    key: Slot,
    mut f: impl FnMut(&Thread, i64, Option<usize>) -> Res<R>,
) -> Res<R> {
    let mut known = Vec::new();
    loop {
        let answer = th.section(|th| {
            let seen = th.get(container).expect::<T>().see(th)?;
            Ok(match quick_look(th, seen, hash, th.get(key), &known)? {
                Look::At(i) => Ok(f(th, hash, Some(i))?),
                Look::Absent => Ok(f(th, hash, None)?),
                Look::Ask(k) => Err(th.root(k)),
            })
        })?;
        match answer {
            Ok(r) => return Ok(r),
            Err(candidate) => {
                let same = same_or_equal(th, candidate, key)?;
                known.push((candidate, same));
            }
        }
    }
}

/// The hash of something that is to be a key.
pub fn key_hash<T: Keyed>(th: &mut Thread, key: Slot) -> Res<i64> {
    match hash(th, key) {
        Err(Unwind::Raise) => {
            let plain = {
                let exc = th.pending.get().val(&*th);
                th.class_of(exc)
                    .val()
                    .is(th.exc_class(Exc::TypeError).val())
            };
            if !plain {
                return Err(Unwind::Raise);
            }
            let exc = th.root(th.take_pending());
            let reason = crate::protocol::text::str_text(th, exc)?;
            let name = full_name(th, th.get(key));
            Err(th.type_error(format!("cannot use '{name}' as {} ({reason})", T::KEY)))
        }
        r => r,
    }
}

/// The name of a value's class with its module, unless that is `builtins` or `__main__`.
fn full_name<'t>(th: &'t Thread, v: Val<'t>) -> String {
    let class = th.class_of(v);
    let module = lookup::lookup_cell(th, class, th.id(Id::__module__))
        .and_then(|c| c.current().cast::<crate::object::Str>())
        .map_or("builtins", |s| s.text());
    let name = class
        .info()
        .qualname
        .get()
        .val(th)
        .cast::<crate::object::Str>()
        .map_or(class.name(), |s| s.text());
    if matches!(module, "builtins" | "__main__") {
        name.to_owned()
    } else {
        format!("{module}.{name}")
    }
}

/// `hash(v)`.
pub fn hash(th: &mut Thread, v: Slot) -> Res<i64> {
    if let Some(h) = th.section(|th| quick_hash(th, th.get(v)))? {
        return Ok(h);
    }
    if lookup::blocked(th, v, Id::__hash__)? {
        return Err(unhashable(th, v));
    }
    let mark = th.mark();
    let Some(r) = th.call_special(v, Id::__hash__, &[])? else {
        return Err(unhashable(th, v));
    };
    if index::as_index(th.get(r)).is_none() {
        return Err(th.type_error("__hash__ method should return an integer"));
    }
    let r = index::index(th, r)?;
    // An answer of any size is taken as it is if it fits, or reduced like an int's hash.
    let h = match th.get(r).as_int() {
        Some(-1) => -2,
        Some(h) => h,
        None => match th
            .get(r)
            .cast::<crate::object::BigIntObj>()
            .and_then(|b| b.to_i64())
        {
            Some(h) => h,
            None => th
                .section(|th| quick_hash(th, th.get(r)))?
                .expect("ints have a quick hash"),
        },
    };
    th.release_to(mark);
    Ok(h)
}

fn unhashable(th: &Thread, v: Slot) -> Unwind {
    let class = th.class_of(th.get(v));
    let name = match class.info().has_flag(crate::class::flags::BUILTIN) {
        true => crate::protocol::call::full_name(th, class),
        false => class.name().to_owned(),
    };
    th.type_error(format!("unhashable type: '{name}'"))
}
