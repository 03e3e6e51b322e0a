//! `list`: items and slices, and the operations that other parts of the VM use.

mod methods;
pub mod sort;

pub use methods::{SPEC, search_bounds};

use std::borrow::Cow;

use crate::object::{List, Owned, Spot};
use crate::protocol::index::{self, Bounds, Key, Slice};
use crate::protocol::iter;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

/// `l[key]` for plain keys; UNDEF if an `__index__` has to be called.
pub fn get<'t>(th: &'t Thread, l: Val<'t>, key: Val<'t>) -> Res<Val<'t>> {
    let key_is = Key::of(th, key)?;
    let items = l.expect::<List>().see(th)?.items();
    match key_is {
        Key::At(i) => Ok(items[index::position(th, i, items.len(), "list index out of range")?]),
        Key::Slice(s) => {
            let b = s.over(th, items.len())?;
            if b.step == 1 {
                return Ok(th.list(&items[b.range()]));
            }
            let picked: Vec<Val<'t>> = b.places().map(|i| items[i]).collect();
            Ok(th.list(&picked))
        }
        Key::Ask => Ok(Val::UNDEF),
        Key::Other => Err(index::bad_key(th, "list", key)),
    }
}

/// `l[i] = v` for a plain index; UNDEF if it takes more.
fn quick_set<'t>(th: &'t Thread, l: Val<'t>, key: Val<'t>, v: Val<'t>) -> Res<Val<'t>> {
    let Key::At(i) = Key::of(th, key)? else {
        return Ok(Val::UNDEF);
    };
    let list = l.expect::<List>();
    let len = list.hold(th)?.len();
    let at = index::position(th, i, len, "list assignment index out of range")?;
    list.own_spot(th, Spot::At(at))?.set(at, v);
    Ok(Val::NONE)
}

/// `l[key] = v` with any key.
pub fn set_item(th: &mut Thread, l: Slot, key: Slot, v: Slot) -> Res<()> {
    let key = index::plain_key(th, key)?;
    let Key::Slice(slice) = th.section(|th| Key::of(th, th.get(key)))? else {
        return th.section(
            |th| match quick_set(th, th.get(l), th.get(key), th.get(v))? {
                done if done.is_none() => Ok(()),
                _ => Err(index::bad_key(th, "list", th.get(key))),
            },
        );
    };
    let with = items_to_assign(th, v, "must assign iterable to extended slice")?;
    th.section(|th| {
        let items = crate::types::sequence::items_of(th, th.get(with))?;
        assign(th, th.get(l), slice, th.get(with), items)
    })
}

/// `l[slice] = of`, which has these items.
fn assign<'t>(th: &'t Thread, l: Val<'t>, slice: Slice, of: Val<'t>, items: &[Val<'t>]) -> Res<()> {
    // A list that is assigned to itself moves under its own hands.
    let with = match of.is(l) {
        true => Cow::Owned(items.to_vec()),
        false => Cow::Borrowed(items),
    };
    let own = l.expect::<List>().own(th)?;
    let b = slice.over(th, own.len())?;
    if slice.step.is_none_or(|s| s == 1) {
        let from = b.start as usize;
        own.splice(th, from, from + b.len, &with);
        return Ok(());
    }
    if with.len() != b.len {
        return Err(th.value_error(format!(
            "attempt to assign sequence of size {} to extended slice of size {}",
            with.len(),
            b.len
        )));
    }
    for (at, &v) in b.places().zip(with.iter()) {
        own.set(at, v);
    }
    Ok(())
}

/// `l[key] = v` where nothing has to be asked; false if the full form has to do it, which may be to complain.
pub fn quick_set_item<'t>(th: &'t Thread, l: Val<'t>, key: Val<'t>, v: Val<'t>) -> Res<bool> {
    match Key::of(th, key)? {
        Key::At(i) => {
            let list = l.expect::<List>();
            let Some(at) = index::in_range(i, list.hold(th)?.len()) else {
                return Ok(false);
            };
            list.own_spot(th, Spot::At(at))?.set(at, v);
            Ok(true)
        }
        Key::Slice(slice) if slice.step.is_none_or(|s| s == 1) => {
            let Some(items) = iter::quick_items(th, v)? else {
                return Ok(false);
            };
            assign(th, l, slice, v, items)?;
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// The items of an iterable, as a list or tuple.
fn items_to_assign(th: &mut Thread, v: Slot, refusal: &str) -> Res<Slot> {
    if th.section(|th| Ok(iter::quick_items(th, th.get(v))?.is_some()))? {
        return Ok(v);
    }
    match iter::get_iter(th, v) {
        Ok(it) => iter::to_list(th, it),
        Err(crate::unwind::Unwind::Raise) if th.swallow(crate::error::Exc::TypeError) => {
            Err(th.type_error(refusal))
        }
        Err(u) => Err(u),
    }
}

/// `del l[key]` with any key.
pub fn del_item(th: &mut Thread, l: Slot, key: Slot) -> Res<()> {
    let key = index::plain_key(th, key)?;
    th.section(|th| {
        let plain = Key::of(th, th.get(key))?;
        let own = th.get(l).expect::<List>().own(th)?;
        match plain {
            Key::At(i) => {
                let at = index::position(th, i, own.len(), "list assignment index out of range")?;
                own.remove(th, at);
            }
            Key::Slice(s) => {
                let b = s.over(th, own.len())?;
                remove_slice(th, own, b);
            }
            Key::Ask | Key::Other => return Err(index::bad_key(th, "list", th.get(key))),
        }
        Ok(())
    })
}

fn remove_slice<'t>(th: &'t Thread, own: Owned<'t, List>, b: Bounds) {
    if b.len == 0 {
        return;
    }
    if b.step == 1 {
        return own.splice(th, b.range().start, b.range().end, &[]);
    }
    let (step, last) = (b.step.unsigned_abs() as usize, b.len - 1);
    let first = b.places().min().unwrap_or(0);
    let end = first + last * step;
    let kept: Vec<Val<'t>> = own.items()[first..=end]
        .iter()
        .enumerate()
        .filter(|(i, _)| i % step != 0)
        .map(|(_, v)| *v)
        .collect();
    own.splice(th, first, end + 1, &kept);
}
