//! `dict`: the operations on one key, which all of the VM uses.
//!
//! Keys whose hash and equality need no Python code are handled in one quick operation; others by a probe (see
//! [`keyed`](crate::types::keyed)). The values of a namespace change through its cells, so names are bound in it with
//! [`Thread::set_namespace`].

mod methods;
pub mod update;
pub mod views;

pub use methods::SPEC;
pub use update::{callee_text, copy_without, merge_keywords, update, update_display};

use crate::object::{Dict, Kind, Ref, Spot, Str};
use crate::thread::{Slot, Thread};
use crate::types::hash::quick_hash;
use crate::types::keyed::{Look, quick_look, with_place};
use crate::unwind::Res;
use crate::value::Val;

pub use crate::types::keyed::hash;

/// A quick lookup: `None` if the key is absent or the full lookup has to decide.
#[inline]
pub fn quick_get<'t>(th: &'t Thread, d: Ref<'t, Dict>, key: Val<'t>) -> Res<Option<Val<'t>>> {
    let Some(hash) = quick_hash(th, key)? else {
        return Ok(None);
    };
    let seen = d.see_structure(th)?;
    match quick_look(th, seen, hash, key, &[])? {
        Look::At(i) => d.see_value(th, i),
        _ => Ok(None),
    }
}

/// A quick lookup that tells an absent key (`Some(UNDEF)`) from one that has to be asked for (`None`).
#[inline]
pub fn quick_find<'t>(th: &'t Thread, d: Ref<'t, Dict>, key: Val<'t>) -> Res<Option<Val<'t>>> {
    let Some(hash) = quick_hash(th, key)? else {
        return Ok(None);
    };
    let seen = d.see_structure(th)?;
    Ok(match quick_look(th, seen, hash, key, &[])? {
        Look::At(i) => d.see_value(th, i)?,
        Look::Absent => Some(Val::UNDEF),
        Look::Ask(_) => None,
    })
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
    let own = match d.owned_already(th) {
        Some(own) => own,
        None if th.in_block() => return quick_set_in_block(th, d, hash, key, v),
        None => return quick_set_unowned(th, d, hash, key, v),
    };
    match quick_look(th, *own, hash, key, &[])? {
        Look::At(i) => own.set_entry(i, v),
        Look::Absent => own.append(th, hash, key, v),
        Look::Ask(_) => return Ok(false),
    }
    Ok(true)
}

/// Of a dict that other threads write, too, maybe.
#[inline(never)]
fn quick_set_unowned<'t>(
    th: &'t Thread,
    d: Ref<'t, Dict>,
    hash: i64,
    key: Val<'t>,
    v: Val<'t>,
) -> Res<bool> {
    if d.may_be_spread() {
        let seen = d.see_structure(th)?;
        if let Look::At(i) = quick_look(th, seen, hash, key, &[])?
            && d.set_spread_entry(th, i, v)?
        {
            return Ok(true);
        }
    }
    d.note_loss(th);
    let own = d.own(th)?;
    match quick_look(th, *own, hash, key, &[])? {
        Look::At(i) => {
            own.set_entry(i, v);
            d.spread_if_due(th);
        }
        Look::Absent => own.append(th, hash, key, v),
        Look::Ask(_) => return Ok(false),
    }
    Ok(true)
}

#[cold]
#[inline(never)]
fn quick_set_in_block<'t>(
    th: &'t Thread,
    d: Ref<'t, Dict>,
    hash: i64,
    key: Val<'t>,
    v: Val<'t>,
) -> Res<bool> {
    match quick_look(th, d.hold(th)?, hash, key, &[])? {
        Look::At(i) => d.own_spot(th, Spot::At(i))?.set_entry(i, v),
        Look::Absent => d.own_spot(th, Spot::End)?.append(th, hash, key, v),
        Look::Ask(_) => return Ok(false),
    }
    Ok(true)
}

/// `d.get(key)` of any dict: the value in a new register, if there is one.
pub fn get(th: &mut Thread, d: Slot, key: Slot) -> Res<Option<Slot>> {
    let quick = th.section(|th| {
        let found = quick_find(th, th.get(d).expect(), th.get(key))?;
        Ok(found.map(|v| if v.is_undef() { None } else { Some(th.root(v)) }))
    })?;
    if let Some(known) = quick {
        return Ok(known);
    }
    with_place::<Dict, _>(th, d, key, |th, _, at| {
        let seen = th.get(d).expect::<Dict>().see(th)?;
        Ok(at.and_then(|i| seen.entry(i)).map(|(_, _, v)| th.root(v)))
    })
}

/// The interned name to bind in a namespace, if `d` is one and the key a name.
fn namespace_name(th: &mut Thread, d: Slot, key: Slot) -> Option<Slot> {
    let is_name = {
        let key = th.get(key);
        th.get(d).expect::<Dict>().is_namespace() && key.unboxed().is_kind(Kind::Str)
    };
    is_name.then(|| {
        let name = th.intern(th.text_of(key));
        th.root(name)
    })
}

/// `d[key] = v` of any dict.
pub fn set(th: &mut Thread, d: Slot, key: Slot, v: Slot) -> Res<()> {
    if th.section(|th| quick_set(th, th.get(d).expect(), th.get(key), th.get(v)))? {
        return Ok(());
    }
    if let Some(name) = namespace_name(th, d, key) {
        return th.set_namespace(d, name, v);
    }
    with_place::<Dict, _>(th, d, key, |th, hash, at| {
        let d = th.get(d).expect::<Dict>();
        match at {
            Some(i) if d.is_namespace() => {
                let own = d.own(th)?;
                // A key that is no name: its cell is nobody's constant.
                let (_, k, _) = own.entry(i).expect("V4: just found");
                own.remove_entry(i);
                own.append(th, hash, k, th.get(v));
            }
            Some(i) => d.own_spot(th, Spot::At(i))?.set_entry(i, th.get(v)),
            None => {
                let own = d.own_spot(th, Spot::End)?;
                own.append(th, hash, th.get(key), th.get(v));
            }
        }
        Ok(())
    })
}

/// The value of a key, which is set to `default` before if it is absent.
pub fn set_default(th: &mut Thread, d: Slot, key: Slot, default: Slot) -> Res<Slot> {
    if th.get(d).expect::<Dict>().is_namespace() {
        return match get(th, d, key)? {
            Some(v) => Ok(v),
            None => {
                set(th, d, key, default)?;
                Ok(default)
            }
        };
    }
    with_place::<Dict, _>(th, d, key, |th, hash, at| {
        let dict = th.get(d).expect::<Dict>();
        match at {
            Some(i) => {
                let (_, _, v) = dict.see(th)?.entry(i).expect("V4: just found");
                Ok(th.root(v))
            }
            None => {
                let own = dict.own_spot(th, Spot::End)?;
                own.append(th, hash, th.get(key), th.get(default));
                Ok(default)
            }
        }
    })
}

/// Removes a key; the value in a new register, or `None` if it was absent.
pub fn remove(th: &mut Thread, d: Slot, key: Slot) -> Res<Option<Slot>> {
    if let Some(name) = namespace_name(th, d, key) {
        let old = get(th, d, name)?;
        if old.is_some() {
            let nothing = th.root(Val::UNDEF);
            th.set_namespace(d, name, nothing)?;
        }
        return Ok(old);
    }
    with_place::<Dict, _>(th, d, key, |th, _, at| {
        let Some(i) = at else { return Ok(None) };
        let own = th.get(d).expect::<Dict>().own_spot(th, Spot::At(i))?;
        let (_, _, v) = own.entry(i).expect("V4: just found");
        own.remove_entry(i);
        Ok(Some(th.root(v)))
    })
}

/// A value under a name, without running Python code; for dicts whose keys are names.
pub fn get_name<'t>(th: &'t Thread, d: Ref<'t, Dict>, name: Val<'t>) -> Res<Option<Val<'t>>> {
    let hash = name.expect::<Str>().hash();
    d.see(th)?.lookup(hash, crate::object::string_key(name))
}
