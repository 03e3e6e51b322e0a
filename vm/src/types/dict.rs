//! `dict`: lookup with any keys.
//!
//! Keys whose hash and equality need no Python code are handled in one quick operation. For others the candidates with
//! the same hash are compared one after the other with the full right, and the dict is looked at anew after each.

use crate::error::Exc;
use crate::names::Id;
use crate::object::{Dict, Ref};
use crate::protocol::number::same_or_equal;
use crate::thread::{Slot, Thread};
use crate::types::hash::{quick_equal, quick_hash};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// A quick lookup: `None` if the key is absent or the full lookup has to decide.
#[inline]
pub fn quick_get<'t>(th: &'t Thread, d: Ref<'t, Dict>, key: Val<'t>) -> Res<Option<Val<'t>>> {
    let Some(hash) = quick_hash(th, key)? else {
        return Ok(None);
    };
    let seen = d.see(th)?;
    match quick_find(th, d, hash, key)? {
        Found::At(i) => Ok(seen.entry(i).map(|(_, _, v)| v)),
        _ => Ok(None),
    }
}

/// A quick store: false if the full one has to do it.
#[inline]
pub fn quick_set<'t>(th: &'t Thread, d: Ref<'t, Dict>, key: Val<'t>, v: Val<'t>) -> Res<bool> {
    if d.is_namespace() {
        return Ok(false);
    }
    let Some(hash) = quick_hash(th, key)? else {
        return Ok(false);
    };
    let own = d.own(th)?;
    match quick_find(th, d, hash, key)? {
        Found::At(i) => own.set_entry(i, v),
        Found::Absent => own.append(th, hash, key, v),
        Found::Undecided => return Ok(false),
    }
    Ok(true)
}

enum Found {
    At(usize),
    Absent,
    Undecided,
}

fn quick_find<'t>(th: &'t Thread, d: Ref<'t, Dict>, hash: i64, key: Val<'t>) -> Res<Found> {
    let mut undecided = false;
    let at = d
        .see(th)?
        .find(hash, |k: Val<'t>| match quick_equal(th, key, k)? {
            Some(same) => Ok(same),
            None => {
                undecided = true;
                Ok(false)
            }
        })?;
    Ok(match at {
        Some(i) => Found::At(i),
        None if undecided => Found::Undecided,
        None => Found::Absent,
    })
}

/// `hash(v)`.
pub fn hash(th: &mut Thread, v: Slot) -> Res<i64> {
    if let Some(h) = th.section(|th| quick_hash(th, th.get(v)))? {
        return Ok(h);
    }
    let mark = th.mark();
    let r = match th.call_special(v, Id::__hash__, &[]) {
        Ok(Some(r)) if !th.get(r).is_none() => r,
        Ok(_) => return Err(unhashable(th, v)),
        Err(Unwind::Raise)
            if th.section(|th| {
                Ok(
                    crate::protocol::lookup::special(th, th.get(v), Id::__hash__)?
                        .is_some_and(|h| h.is_none()),
                )
            })? =>
        {
            th.take_pending();
            return Err(unhashable(th, v));
        }
        Err(u) => return Err(u),
    };
    let h = th.get(r).as_int();
    let h = match h {
        Some(h) => Some(h),
        None => th.section(|th| quick_hash(th, th.get(r)))?,
    };
    th.release_to(mark);
    h.ok_or_else(|| th.type_error("__hash__ method should return an integer"))
}

fn unhashable(th: &Thread, v: Slot) -> Unwind {
    th.raise(
        Exc::TypeError,
        format!("unhashable type: '{}'", th.class_name(th.get(v))),
    )
}

/// Finds a key with the full right: the entry's number, valid until the next safepoint.
pub fn find(th: &mut Thread, d: Slot, hash: i64, key: Slot) -> Res<Option<usize>> {
    let mut tried: Vec<usize> = Vec::new();
    let mark = th.mark();
    loop {
        // The first candidate with this hash that has not been compared yet, or the answer.
        let next = th.section(|th| {
            let dict = th.get(d).expect::<Dict>();
            let seen = dict.see(th)?;
            let mut candidate = None;
            let k = th.get(key);
            let n = seen.find(hash, |other: Val<'_>| match quick_equal(th, k, other)? {
                Some(same) => Ok(same),
                None => {
                    candidate.get_or_insert(other.raw());
                    Ok(false)
                }
            })?;
            if n.is_some() || candidate.is_none() {
                return Ok(Ok(n));
            }
            let pick = (0..seen.used()).find(|i| {
                !tried.contains(i)
                    && seen.entry(*i).is_some_and(|(h, other, _)| {
                        h == hash && matches!(quick_equal(th, k, other), Ok(None))
                    })
            });
            Ok(match pick {
                None => Ok(None),
                Some(i) => Err((i, th.root(seen.entry(i).expect("V4: just seen").1))),
            })
        })?;
        match next {
            Ok(answer) => {
                th.release_to(mark);
                return Ok(answer);
            }
            Err((i, candidate)) => {
                let same = same_or_equal(th, candidate, key)?;
                let still = th.section(|th| {
                    Ok(th
                        .get(d)
                        .expect::<Dict>()
                        .see(th)?
                        .entry(i)
                        .is_some_and(|(_, k, _)| k.is(th.get(candidate))))
                })?;
                th.release_to(mark);
                if !still {
                    tried.clear();
                } else if same {
                    return Ok(Some(i));
                } else {
                    tried.push(i);
                }
            }
        }
    }
}

/// `d.get(key)` of any dict: the value in a new register, if there is one.
pub fn get(th: &mut Thread, d: Slot, key: Slot) -> Res<Option<Slot>> {
    if let Some(v) =
        th.section(|th| Ok(quick_get(th, th.get(d).expect(), th.get(key))?.map(|v| th.root(v))))?
    {
        return Ok(Some(v));
    }
    let h = hash(th, key)?;
    let Some(i) = find(th, d, h, key)? else {
        return Ok(None);
    };
    th.section(|th| {
        Ok(th
            .get(d)
            .expect::<Dict>()
            .see(th)?
            .entry(i)
            .map(|(_, _, v)| th.root(v)))
    })
}

/// `d[key] = v` of any dict.
pub fn set(th: &mut Thread, d: Slot, key: Slot, v: Slot) -> Res<()> {
    if th.get(d).expect::<Dict>().is_namespace() && th.get(key).is_kind(crate::object::Kind::Str) {
        let name = {
            let n = th.intern(th.text_of(key));
            th.root(n)
        };
        return th.set_namespace(d, name, v);
    }
    if th.section(|th| quick_set(th, th.get(d).expect(), th.get(key), th.get(v)))? {
        return Ok(());
    }
    let h = hash(th, key)?;
    loop {
        let at = find(th, d, h, key)?;
        let done = th.section(|th| {
            let own = th.get(d).expect::<Dict>().own(th)?;
            match at {
                Some(i) if own.entry(i).is_some() => own.set_entry(i, th.get(v)),
                Some(_) => return Ok(false),
                None => own.append(th, h, th.get(key), th.get(v)),
            }
            Ok(true)
        })?;
        if done {
            return Ok(());
        }
    }
}

/// Removes a key; the value in a new register, or `None` if it was absent.
pub fn remove(th: &mut Thread, d: Slot, key: Slot) -> Res<Option<Slot>> {
    if th.get(d).expect::<Dict>().is_namespace() && th.get(key).is_kind(crate::object::Kind::Str) {
        let old = get(th, d, key)?;
        if old.is_some() {
            let name = {
                let n = th.intern(th.text_of(key));
                th.root(n)
            };
            let nothing = th.root(Val::UNDEF);
            th.set_namespace(d, name, nothing)?;
        }
        return Ok(old);
    }
    let h = hash(th, key)?;
    let Some(i) = find(th, d, h, key)? else {
        return Ok(None);
    };
    th.section(|th| {
        let own = th.get(d).expect::<Dict>().own(th)?;
        let Some((_, _, v)) = own.entry(i) else {
            return Ok(None);
        };
        own.remove_entry(i);
        Ok(Some(th.root(v)))
    })
}
