//! Pattern matching.

use lang::opcode::ops;

use crate::class::{Builtin, Class, flags};
use crate::error::Exc;
use crate::interp::{Flow, Interp};
use crate::modules::builtins::objects;
use crate::names::Id;
use crate::object::{Kind, Str, Tuple};
use crate::protocol::text;
use crate::thread::{Slot, Thread};
use crate::types::{dict, set};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// Does a class of the value's MRO carry this flag?
fn has_flag(th: &Thread, v: Val<'_>, flag: u32) -> bool {
    th.class_of(v.raw().val(th))
        .mro()
        .iter()
        .any(|c| c.expect::<Class>().info().has_flag(flag))
}

pub fn match_sequence(m: &mut Interp<'_>, op: ops::MatchSequence) -> Res<Flow> {
    let is = has_flag(m.th, m.get(op.subject), flags::SEQUENCE);
    m.put(op.dst, Val::bool(is));
    Ok(Flow::Next)
}

pub fn match_mapping(m: &mut Interp<'_>, op: ops::MatchMapping) -> Res<Flow> {
    let is = has_flag(m.th, m.get(op.subject), flags::MAPPING);
    m.put(op.dst, Val::bool(is));
    Ok(Flow::Next)
}

pub fn match_keys(m: &mut Interp<'_>, op: ops::MatchKeys) -> Res<Flow> {
    let (subject, keys) = (m.slot(op.subject), m.slot(op.keys));
    m.slow(op.dst, |th| {
        let n = th.get(keys).expect::<Tuple>().len();
        if th.get(subject).has_shape(Builtin::Dict.shape()) {
            return values_of_keys(th, keys, n, |th, k| dict::get(th, subject, k));
        }
        // `get(key, marker)` tells an absent key without making one, as `[]` of a defaultdict would.
        let get = th.getattr_id(subject, Id::get)?;
        let marker = th.root(th.list(&[]));
        values_of_keys(th, keys, n, |th, k| {
            let v = th.call(get, &[k, marker])?;
            Ok(Some(v).filter(|v| !th.get(*v).is(th.get(marker))))
        })
    })
}

/// The tuple of the values of all keys, or None if one is absent. Equal keys are an error of the pattern.
fn values_of_keys(
    th: &mut Thread,
    keys: Slot,
    n: usize,
    mut get: impl FnMut(&mut Thread, Slot) -> Res<Option<Slot>>,
) -> Res<Slot> {
    let values = th.root_row(n);
    let seen = th.root(crate::object::Set::new(th).val());
    let mark = th.mark();
    for i in 0..n {
        let k = th.root(th.get(keys).expect::<Tuple>().at(i));
        if set::contains(th, seen, k)? {
            let text = text::repr_text(th, k)?;
            return Err(th.value_error(format!("mapping pattern checks duplicate key ({text})")));
        }
        set::add(th, seen, k)?;
        match get(th, k)? {
            Some(v) => th.set(values.offset(i), th.get(v)),
            None => return Ok(th.root(Val::NONE)),
        }
        th.release_to(mark);
    }
    Ok(tuple_of(th, values, n))
}

fn tuple_of(th: &Thread, row: Slot, n: usize) -> Slot {
    let items: Vec<Val<'_>> = (0..n).map(|i| th.get(row.offset(i))).collect();
    th.root(th.tuple(&items))
}

/// Builtin classes whose one positional subpattern is the subject itself.
fn matches_itself(th: &Thread, class: Val<'_>) -> bool {
    use Builtin::*;
    let b = class.raw().val(th).expect::<Class>().info().builtin;
    matches!(
        b,
        Bool | ByteArray | Bytes | Dict | Float | FrozenSet | Int | List | Set | Str | Tuple
    )
}

pub fn match_class(m: &mut Interp<'_>, op: ops::MatchClass) -> Res<Flow> {
    let (subject, class, npos) = (m.slot(op.subject), m.slot(op.cls), usize::from(op.npos));
    let names = m.body().consts[op.names.index()];
    m.slow(op.dst, |th| {
        if !th.get(class).is_kind(Kind::Class) {
            return Err(th.type_error("called match pattern must be a class"));
        }
        if !objects::is_instance(th, subject, class)? {
            return Ok(th.root(Val::NONE));
        }
        let names = th.root(names.val(th));
        let nkw = th.get(names).cast::<Tuple>().map_or(0, |t| t.len());
        let values = th.root_row(npos + nkw);
        let mut seen = Vec::new();
        if npos > 0 && !take_positional(th, subject, class, npos, values, &mut seen)? {
            return Ok(th.root(Val::NONE));
        }
        let mark = th.mark();
        for i in 0..nkw {
            let name = th.root(th.get(names).expect::<Tuple>().at(i));
            if !take_attribute(th, subject, class, name, values.offset(npos + i), &mut seen)? {
                return Ok(th.root(Val::NONE));
            }
            th.release_to(mark);
        }
        Ok(tuple_of(th, values, npos + nkw))
    })
}

/// Reads one attribute for a pattern; false if the subject has none of this name.
fn take_attribute(
    th: &mut Thread,
    subject: Slot,
    class: Slot,
    name: Slot,
    to: Slot,
    seen: &mut Vec<String>,
) -> Res<bool> {
    let text = th.text_of(name).to_owned();
    if seen.contains(&text) {
        let class = th.get(class).expect::<Class>().name();
        return Err(th.type_error(format!(
            "{class}() got multiple sub-patterns for attribute '{text}'"
        )));
    }
    seen.push(text);
    match th.getattr_opt(subject, name)? {
        Some(v) => th.set(to, th.get(v)),
        None => return Ok(false),
    }
    Ok(true)
}

/// Reads the attributes that `__match_args__` names for the positional subpatterns.
fn take_positional(
    th: &mut Thread,
    subject: Slot,
    class: Slot,
    npos: usize,
    values: Slot,
    seen: &mut Vec<String>,
) -> Res<bool> {
    let name = th.root(th.id(Id::__match_args__));
    let args = th.getattr_opt(class, name)?;
    let Some(args) = args else {
        let allowed = usize::from(matches_itself(th, th.get(class)));
        if npos > allowed {
            return Err(too_many(th, class, allowed, npos));
        }
        th.set(values, th.get(subject));
        return Ok(true);
    };
    let Some(allowed) = th.get(args).cast::<Tuple>().map(|t| t.len()) else {
        return Err(th.type_error(format!(
            "{}.__match_args__ must be a tuple (got {})",
            th.get(class).expect::<Class>().name(),
            th.class_name(th.get(args))
        )));
    };
    if npos > allowed {
        return Err(too_many(th, class, allowed, npos));
    }
    let mark = th.mark();
    for i in 0..npos {
        let name = {
            let v = th.get(args).expect::<Tuple>().at(i);
            match v.unboxed().cast::<Str>() {
                Some(s) => th.root(th.intern(s.text())),
                None => {
                    return Err(th.type_error(format!(
                        "__match_args__ elements must be strings (got {})",
                        th.class_name(v)
                    )));
                }
            }
        };
        if !take_attribute(th, subject, class, name, values.offset(i), seen)? {
            return Ok(false);
        }
        th.release_to(mark);
    }
    Ok(true)
}

fn too_many(th: &Thread, class: Slot, allowed: usize, given: usize) -> Unwind {
    th.raise(
        Exc::TypeError,
        format!(
            "{}() accepts {allowed} positional sub-pattern{} ({given} given)",
            th.get(class).expect::<Class>().name(),
            if allowed == 1 { "" } else { "s" }
        ),
    )
}

pub fn dict_without_keys(m: &mut Interp<'_>, op: ops::DictWithoutKeys) -> Res<Flow> {
    let (subject, keys) = (m.slot(op.subject), m.slot(op.keys));
    m.slow(op.dst, |th| dict::copy_without(th, subject, keys))
}
