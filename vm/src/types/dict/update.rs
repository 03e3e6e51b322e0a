//! `d.update`, `{**m}`, `d | e`: taking over the items of other mappings.

use crate::class::Builtin;
use crate::error::Exc;
use crate::names::Id;
use crate::object::{Dict, List, Str, Tuple};
use crate::protocol::{container, iter, lookup};
use crate::thread::{Slot, Thread};
use crate::types::keyed::{Look, quick_look};
use crate::unwind::{Res, Unwind};

/// `d.update(other)`.
pub fn update(th: &mut Thread, d: Slot, other: Slot) -> Res<()> {
    if is_plain_dict(th, other)? {
        return update_from_dict(th, d, other);
    }
    let name = th.root(th.id(Id::keys));
    match th.getattr_opt(other, name)? {
        Some(keys) => update_from_mapping(th, d, other, keys),
        None => update_from_pairs(th, d, other),
    }
}

/// A dict that iterates like one.
fn is_plain_dict(th: &mut Thread, v: Slot) -> Res<bool> {
    if th.get(v).has_shape(Builtin::Dict.shape()) {
        return Ok(true);
    }
    th.section(|th| {
        let v = th.get(v);
        let native = |id| -> Res<bool> {
            Ok(lookup::special(th, v, id)?.is_some_and(|f| f.is_kind(crate::object::Kind::Native)))
        };
        Ok(v.is_kind(crate::object::Kind::Dict) && native(Id::__iter__)? && native(Id::keys)?)
    })
}

/// All items in one quick operation if no key needs Python code; else one after the other.
fn update_from_dict(th: &mut Thread, d: Slot, other: Slot) -> Res<()> {
    let rest = th.section(|th| {
        let (to, from) = (th.get(d).expect::<Dict>(), th.get(other).expect::<Dict>());
        let seen = from.see(th)?;
        if to.is_namespace() {
            return Ok(Some(0));
        }
        let own = to.own(th)?;
        if own.is_empty() && !from.is_namespace() {
            own.reserve(th, seen.len());
            own.assign_copy(th, seen);
            return Ok(None);
        }
        for i in 0..seen.used() {
            let Some((hash, k, v)) = seen.entry(i) else {
                continue;
            };
            match quick_look(th, *own, hash, k, &[])? {
                Look::At(at) => own.set_entry(at, v),
                Look::Absent => own.append(th, hash, k, v),
                Look::Ask(_) => return Ok(Some(i)),
            }
        }
        Ok(None)
    })?;
    match rest {
        Some(first) => update_entry_by_entry(th, d, other, first),
        None => Ok(()),
    }
}

fn update_entry_by_entry(th: &mut Thread, d: Slot, other: Slot, first: usize) -> Res<()> {
    let mark = th.mark();
    let size = th.section(|th| Ok(th.get(other).expect::<Dict>().see(th)?.len()))?;
    let mut at = first;
    loop {
        let entry = th.section(|th| {
            let seen = th.get(other).expect::<Dict>().see(th)?;
            if seen.len() != size {
                return Err(th.raise(Exc::RuntimeError, "dict mutated during update"));
            }
            let found = (at..seen.used()).find_map(|i| Some((i, seen.entry(i)?)));
            Ok(found.map(|(i, (_, k, v))| (i, th.root(k), th.root(v))))
        })?;
        let Some((i, k, v)) = entry else {
            return Ok(());
        };
        super::set(th, d, k, v)?;
        at = i + 1;
        th.release_to(mark);
    }
}

fn update_from_mapping(th: &mut Thread, d: Slot, other: Slot, keys: Slot) -> Res<()> {
    let keys = th.call(keys, &[])?;
    iter::for_each(th, keys, |th, k| {
        let v = container::get_item(th, other, k)?;
        super::set(th, d, k, v)?;
        Ok(true)
    })
}

fn update_from_pairs(th: &mut Thread, d: Slot, other: Slot) -> Res<()> {
    let mut n = 0;
    iter::for_each(th, other, |th, item| {
        let (k, v) = pair_of(th, item, n)?;
        super::set(th, d, k, v)?;
        n += 1;
        Ok(true)
    })
}

/// The two items of element number `n` of a sequence of pairs.
fn pair_of(th: &mut Thread, item: Slot, n: usize) -> Res<(Slot, Slot)> {
    let quick = th.section(|th| {
        Ok(match iter::quick_items(th, th.get(item))? {
            Some([k, v]) => Some((th.root(*k), th.root(*v))),
            _ => None,
        })
    })?;
    if let Some(pair) = quick {
        return Ok(pair);
    }
    let it = match iter::get_iter(th, item) {
        Err(Unwind::Raise) if th.swallow(Exc::TypeError) => {
            return Err(th.type_error(format!(
                "cannot convert dictionary update sequence element #{n} to a sequence"
            )));
        }
        it => it?,
    };
    let list = iter::to_list(th, it)?;
    th.section(|th| match th.get(list).expect::<List>().see(th)?.items() {
        [k, v] => Ok((th.root(*k), th.root(*v))),
        other => Err(th.value_error(format!(
            "dictionary update sequence element #{n} has length {}; 2 is required",
            other.len()
        ))),
    })
}

/// `{**other}`.
pub fn update_display(th: &mut Thread, d: Slot, other: Slot) -> Res<()> {
    if is_plain_dict(th, other)? {
        return update_from_dict(th, d, other);
    }
    let name = th.root(th.id(Id::keys));
    match th.getattr_opt(other, name)? {
        Some(keys) => update_from_mapping(th, d, other, keys),
        None => Err(th.type_error(format!(
            "'{}' object is not a mapping",
            th.class_name(th.get(other))
        ))),
    }
}

/// `f(**other)`: every name only once.
pub fn merge_keywords(th: &mut Thread, d: Slot, other: Slot, callee: Slot) -> Res<()> {
    let name = th.root(th.id(Id::keys));
    let keys = match is_plain_dict(th, other)? {
        true => other,
        false => match th.getattr_opt(other, name)? {
            Some(keys) => th.call(keys, &[])?,
            None => {
                let text = format!(
                    "{} argument after ** must be a mapping, not {}",
                    callee_text(th, callee)?,
                    th.class_name(th.get(other))
                );
                return Err(th.type_error(text));
            }
        },
    };
    iter::for_each(th, keys, |th, k| {
        if th.get(k).unboxed().cast::<Str>().is_none() {
            return Err(th.type_error("keywords must be strings"));
        }
        if super::get(th, d, k)?.is_some() {
            let text = format!(
                "{} got multiple values for keyword argument '{}'",
                callee_text(th, callee)?,
                th.text_of(k)
            );
            return Err(th.type_error(text));
        }
        let v = container::get_item(th, other, k)?;
        super::set(th, d, k, v)?;
        Ok(true)
    })
}

/// A callable as error messages name it: `module.qualname()`, or what `str` makes of it.
pub fn callee_text(th: &mut Thread, callee: Slot) -> Res<String> {
    let qualname = th.root(th.id(Id::__qualname__));
    let Some(q) = th.getattr_opt(callee, qualname)? else {
        return crate::protocol::text::str_text(th, callee);
    };
    let Some(q) = th
        .get(q)
        .unboxed()
        .cast::<Str>()
        .map(|s| s.text().to_owned())
    else {
        return crate::protocol::text::str_text(th, callee);
    };
    let module = th.root(th.id(Id::__module__));
    let module = th.getattr_opt(callee, module)?;
    let module = module.and_then(|m| {
        let text = th.get(m).cast::<Str>()?.text();
        (text != "builtins").then(|| text.to_owned())
    });
    Ok(match module {
        Some(m) => format!("{m}.{q}()"),
        None => format!("{q}()"),
    })
}

/// The keys of a tuple, for a pattern's rest: a copy of the mapping without them.
pub fn copy_without(th: &mut Thread, subject: Slot, keys: Slot) -> Res<Slot> {
    let d = th.root(Dict::new(th).val());
    update(th, d, subject)?;
    let n = th.get(keys).expect::<Tuple>().len();
    let mark = th.mark();
    for i in 0..n {
        let k = th.root(th.get(keys).expect::<Tuple>().at(i));
        super::remove(th, d, k)?;
        th.release_to(mark);
    }
    Ok(d)
}

/// A copy of any dict's items as an exact dict.
pub fn copy(th: &mut Thread, from: Slot) -> Res<Slot> {
    let d = th.root(Dict::new(th).val());
    update_from_dict(th, d, from)?;
    Ok(d)
}
