//! `set` and `frozenset`: adding, and the four operations.
//!
//! The operations make a new set of whole sets; the in-place ones then take its content over, so each is one step for
//! other threads. A set given as an operand is used as it is, its hashes too; anything else is made a set first.

mod methods;

pub use methods::{FROZEN, SPEC};

use crate::class::Builtin;
use crate::names::Id;
use crate::object::{Dict, Owned, Ref, Seen, Set, Spot};
use crate::protocol::number::BinOp;
use crate::protocol::{iter, lookup};
use crate::thread::{Slot, Thread};
use crate::types::hash::quick_hash;
use crate::types::keyed::{self, Look, quick_look, with_place, with_place_of_hash};
use crate::unwind::Res;
use crate::value::Val;

/// Adds a key whose hash and equality need no Python code; false if they do.
pub fn quick_add<'t>(th: &'t Thread, s: Ref<'t, Set>, key: Val<'t>) -> Res<bool> {
    match quick_hash(th, key)? {
        Some(hash) => match s.own_unsaved(th)? {
            Some(own) => quick_add_hashed(th, own, hash, key),
            None => quick_add_in_block(th, s, hash, key),
        },
        None => Ok(false),
    }
}

#[cold]
#[inline(never)]
fn quick_add_in_block<'t>(th: &'t Thread, s: Ref<'t, Set>, hash: i64, key: Val<'t>) -> Res<bool> {
    match quick_look(th, s.hold(th)?, hash, key, &[])? {
        Look::At(_) => {}
        Look::Absent => s.own_spot(th, Spot::End)?.append(th, hash, key),
        Look::Ask(_) => return Ok(false),
    }
    Ok(true)
}

fn quick_add_hashed<'t>(th: &'t Thread, s: Owned<'t, Set>, hash: i64, key: Val<'t>) -> Res<bool> {
    match quick_look(th, *s, hash, key, &[])? {
        Look::At(_) => Ok(true),
        Look::Absent => {
            s.append(th, hash, key);
            Ok(true)
        }
        Look::Ask(_) => Ok(false),
    }
}

/// Adds any key.
pub fn add(th: &mut Thread, s: Slot, key: Slot) -> Res<()> {
    if th.section(|th| quick_add(th, th.get(s).expect(), th.get(key)))? {
        return Ok(());
    }
    with_place::<Set, _>(th, s, key, |th, hash, at| add_at(th, s, hash, key, at))
}

fn add_at(th: &Thread, s: Slot, hash: i64, key: Slot, at: Option<usize>) -> Res<()> {
    if at.is_none() {
        let own = th.get(s).expect::<Set>().own_spot(th, Spot::End)?;
        own.append(th, hash, th.get(key));
    }
    Ok(())
}

/// Removes a key; false if it was absent.
pub fn remove(th: &mut Thread, s: Slot, key: Slot) -> Res<bool> {
    with_place::<Set, _>(th, s, key, |th, _, at| {
        if let Some(i) = at {
            let own = th.get(s).expect::<Set>().own_spot(th, Spot::At(i))?;
            own.remove_entry(i);
        }
        Ok(at.is_some())
    })
}

/// `key in s`; a set that is no key itself stands for the frozenset with its items.
pub fn contains(th: &mut Thread, s: Slot, key: Slot) -> Res<bool> {
    let known =
        th.section(|th| keyed::quick_contains::<Set>(th, th.get(s).expect(), th.get(key)))?;
    match known {
        Some(known) => Ok(known),
        None => {
            let key = as_key(th, key)?;
            with_place::<Set, _>(th, s, key, |_, _, at| Ok(at.is_some()))
        }
    }
}

/// A set as the frozenset that can be looked up; anything else as it is.
pub fn as_key(th: &mut Thread, key: Slot) -> Res<Slot> {
    let is_set = th
        .get(key)
        .cast::<Set>()
        .is_some_and(|_| th.class_of(th.get(key)).derives(th, Builtin::Set));
    let hashes = |th: &Thread| {
        let hash = lookup::special(th, th.get(key), Id::__hash__)?;
        Ok(hash.is_some_and(|f| !f.is_none()))
    };
    if !is_set || th.section(hashes)? {
        return Ok(key);
    }
    let frozen = th.root(Set::of_shape(th, Builtin::FrozenSet.shape()).val());
    fill(th, frozen, key)?;
    Ok(frozen)
}

/// Adds all items of an iterable.
pub fn fill(th: &mut Thread, s: Slot, iterable: Slot) -> Res<()> {
    if th.get(iterable).cast::<Set>().is_some() || th.get(iterable).has_shape(Builtin::Dict.shape())
    {
        return fill_from_hashed(th, s, iterable);
    }
    iter::for_each(th, iterable, |th, v| {
        add(th, s, v)?;
        Ok(true)
    })
}

/// Hash and key of an entry of a set or dict.
fn hashed_entry<'t>(th: &'t Thread, v: Val<'t>, i: usize) -> Res<Option<(i64, Val<'t>)>> {
    Ok(match v.cast::<Set>() {
        Some(s) => s.see(th)?.entry(i),
        None => {
            let d = v.expect::<Dict>().see(th)?;
            d.entry(i).map(|(h, k, _)| (h, k))
        }
    })
}

fn hashed_used<'t>(th: &'t Thread, v: Val<'t>) -> Res<usize> {
    Ok(match v.cast::<Set>() {
        Some(s) => s.see(th)?.used(),
        None => v.expect::<Dict>().see(th)?.used(),
    })
}

/// Adds the keys of a set or dict, whose hashes are known.
fn fill_from_hashed(th: &mut Thread, s: Slot, from: Slot) -> Res<()> {
    let rest = th.section(|th| {
        let source = th.get(from);
        let used = hashed_used(th, source)?;
        let own = th.get(s).expect::<Set>().own(th)?;
        if own.is_empty()
            && let Some(other) = source.cast::<Set>()
        {
            own.assign_copy(th, other.see(th)?);
            return Ok(None);
        }
        for i in 0..used {
            if let Some((hash, k)) = hashed_entry(th, source, i)?
                && !quick_add_hashed(th, own, hash, k)?
            {
                return Ok(Some(i));
            }
        }
        Ok(None)
    })?;
    let Some(first) = rest else { return Ok(()) };
    for_each_hashed(th, from, first, |th, hash, key| {
        with_place_of_hash::<Set, _>(th, s, hash, key, |th, hash, at| {
            add_at(th, s, hash, key, at)
        })?;
        Ok(true)
    })
}

/// Runs `f` for each key of a set or dict from entry `first` on; the key's register is given back after each turn.
fn for_each_hashed(
    th: &mut Thread,
    from: Slot,
    first: usize,
    mut f: impl FnMut(&mut Thread, i64, Slot) -> Res<bool>,
) -> Res<()> {
    let mark = th.mark();
    let mut at = first;
    loop {
        let entry = th.section(|th| {
            let source = th.get(from);
            for i in at..hashed_used(th, source)? {
                if let Some((hash, k)) = hashed_entry(th, source, i)? {
                    return Ok(Some((i, hash, th.root(k))));
                }
            }
            Ok(None)
        })?;
        let Some((i, hash, key)) = entry else {
            return Ok(());
        };
        let more = f(th, hash, key)?;
        th.release_to(mark);
        if !more {
            return Ok(());
        }
        at = i + 1;
    }
}

/// A new set with the items of an iterable.
pub fn from_iterable(th: &mut Thread, iterable: Slot) -> Res<Slot> {
    let s = th.root(Set::new(th).val());
    fill(th, s, iterable)?;
    Ok(s)
}

/// The operand itself if it is a set, else a new set of its items.
pub fn operand(th: &mut Thread, v: Slot) -> Res<Slot> {
    if th.get(v).cast::<Set>().is_some() {
        Ok(v)
    } else {
        from_iterable(th, v)
    }
}

/// `a op b` of two sets, as a new `set`.
pub fn combine(th: &mut Thread, op: BinOp, a: Slot, b: Slot) -> Res<Slot> {
    let quick = th.section(|th| {
        let (x, y) = (
            th.get(a).expect::<Set>().see(th)?,
            th.get(b).expect::<Set>().see(th)?,
        );
        Ok(quick_combine(th, op, x, y)?.map(|s| th.root(s.val())))
    })?;
    match quick {
        Some(s) => Ok(s),
        None => slow_combine(th, op, a, b),
    }
}

/// The same if no key needs Python code.
pub fn quick_combine<'t>(
    th: &'t Thread,
    op: BinOp,
    a: Seen<'t, Set>,
    b: Seen<'t, Set>,
) -> Res<Option<Owned<'t, Set>>> {
    let out = Set::new(th);
    if op == BinOp::Or {
        out.assign_copy(th, a);
        for (hash, k) in b.entries() {
            if !quick_add_hashed(th, out, hash, k)? {
                return Ok(None);
            }
        }
        return Ok(Some(out));
    }
    for (hash, k) in a.entries() {
        match quick_look(th, b, hash, k, &[])? {
            Look::Ask(_) => return Ok(None),
            Look::At(_) if op == BinOp::And => out.append(th, hash, k),
            Look::Absent if op != BinOp::And => out.append(th, hash, k),
            _ => {}
        }
    }
    if op == BinOp::Xor {
        for (hash, k) in b.entries() {
            match quick_look(th, a, hash, k, &[])? {
                Look::Ask(_) => return Ok(None),
                Look::Absent => out.append(th, hash, k),
                Look::At(_) => {}
            }
        }
    }
    Ok(Some(out))
}

fn slow_combine(th: &mut Thread, op: BinOp, a: Slot, b: Slot) -> Res<Slot> {
    let out = th.root(Set::new(th).val());
    if op == BinOp::Or {
        fill_from_hashed(th, out, a)?;
        fill_from_hashed(th, out, b)?;
        return Ok(out);
    }
    keep(th, out, a, b, op == BinOp::And)?;
    if op == BinOp::Xor {
        keep(th, out, b, a, false)?;
    }
    Ok(out)
}

/// Adds the items of `from` that are (`wanted`) or are not in `other`.
fn keep(th: &mut Thread, out: Slot, from: Slot, other: Slot, wanted: bool) -> Res<()> {
    for_each_hashed(th, from, 0, |th, hash, key| {
        let found =
            with_place_of_hash::<Set, _>(th, other, hash, key, |_, _, at| Ok(at.is_some()))?;
        if found == wanted {
            with_place_of_hash::<Set, _>(th, out, hash, key, |th, hash, at| {
                add_at(th, out, hash, key, at)
            })?;
        }
        Ok(true)
    })
}

/// Gives a set the content of one that nobody else knows.
pub fn assign(th: &mut Thread, to: Slot, from: Slot) -> Res<()> {
    th.section(|th| {
        let own = th.get(to).expect::<Set>().own(th)?;
        own.assign(th.get(from).expect::<Set>().own(th)?);
        Ok(())
    })
}

/// Are all items of `a` in `b`?
pub fn is_subset(th: &mut Thread, a: Slot, b: Slot) -> Res<bool> {
    let quick = th.section(|th| {
        let (x, y) = (
            th.get(a).expect::<Set>().see(th)?,
            th.get(b).expect::<Set>().see(th)?,
        );
        if x.len() > y.len() {
            return Ok(Some(false));
        }
        for (hash, k) in x.entries() {
            match quick_look(th, y, hash, k, &[])? {
                Look::At(_) => {}
                Look::Absent => return Ok(Some(false)),
                Look::Ask(_) => return Ok(None),
            }
        }
        Ok(Some(true))
    })?;
    if let Some(known) = quick {
        return Ok(known);
    }
    let mut all = true;
    for_each_hashed(th, a, 0, |th, hash, key| {
        all = with_place_of_hash::<Set, _>(th, b, hash, key, |_, _, at| Ok(at.is_some()))?;
        Ok(all)
    })?;
    Ok(all)
}

/// `hash(frozenset)`.
pub fn hash<'t>(s: Seen<'t, Set>) -> i64 {
    if let Some(h) = s.cached_hash() {
        return h;
    }
    let hashes: Vec<i64> = s.entries().map(|(h, _)| h).collect();
    let h = crate::numeric::hash::frozenset(hashes.into_iter());
    s.cache_hash(h);
    h
}
