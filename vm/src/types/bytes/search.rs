//! Finding parts of bytes, counting, replacing and cutting them off.

use std::borrow::Cow;

use super::{Flavor, buffer, content, this};
use crate::native::{Args, NativeDef, Params};
use crate::object::Tuple;
use crate::text::bytes;
use crate::thread::Thread;
use crate::types::int::Int;
use crate::types::rows::TWO;
use crate::types::{args, concat};
use crate::unwind::Res;
use crate::value::Val;

const FIND: Params = Params::pos(&["_self", "_sub", "_start", "_end"], 2);

pub const METHODS: &[NativeDef] = &[
    NativeDef::quick("find", FIND, |th, a| {
        Ok(Val::small(find(th, a, bytes::find)?.unwrap_or(-1)))
    })
    .index(&[2, 3]),
    NativeDef::quick("rfind", FIND, |th, a| {
        Ok(Val::small(find(th, a, bytes::rfind)?.unwrap_or(-1)))
    })
    .index(&[2, 3]),
    NativeDef::quick("index", FIND, |th, a| found(th, find(th, a, bytes::find)?)).index(&[2, 3]),
    NativeDef::quick("rindex", FIND, |th, a| {
        found(th, find(th, a, bytes::rfind)?)
    })
    .index(&[2, 3]),
    NativeDef::quick("count", FIND, |th, a| {
        let part = needle(th, a.get(1))?;
        Ok(Val::small(match part_of(th, a)? {
            Some((_, all)) => bytes::count(all, &part) as i64,
            None => 0,
        }))
    })
    .index(&[2, 3]),
    NativeDef::quick("startswith", FIND, |th, a| {
        tail_match(th, a, "startswith", |all, part| all.starts_with(part))
    })
    .index(&[2, 3]),
    NativeDef::quick("endswith", FIND, |th, a| {
        tail_match(th, a, "endswith", |all, part| all.ends_with(part))
    })
    .index(&[2, 3]),
    NativeDef::quick(
        "replace",
        Params::pos(&["_self", "_old", "_new", "_count"], 3),
        replace,
    )
    .index(&[3]),
    NativeDef::quick("removeprefix", TWO, |th, a| {
        let ((all, flavor), part) = (this(th, a)?, buffer(th, a.get(1))?);
        Ok(match all.strip_prefix(&*part) {
            Some(rest) => flavor.make(th, rest),
            None => same(th, a, flavor, all),
        })
    }),
    NativeDef::quick("removesuffix", TWO, |th, a| {
        let ((all, flavor), part) = (this(th, a)?, buffer(th, a.get(1))?);
        Ok(match all.strip_suffix(&*part) {
            Some(rest) => flavor.make(th, rest),
            None => same(th, a, flavor, all),
        })
    }),
    NativeDef::quick("__contains__", TWO, |th, a| {
        let v = a.get(1);
        let part = match Int::of(v) {
            Some(_) => needle(th, v)?,
            None => buffer(th, v)?,
        };
        Ok(Val::bool(bytes::find(this(th, a)?.0, &part).is_some()))
    })
    .index(&[1]),
];

/// The receiver unchanged: itself if it is immutable, a copy if not.
pub(super) fn same<'t>(th: &'t Thread, a: Args<'t>, flavor: Flavor, all: &[u8]) -> Val<'t> {
    match flavor {
        Flavor::Bytes => a.get(0).unboxed(),
        Flavor::Array => flavor.make(th, all),
    }
}

/// What to look for: bytes, or the number of one.
fn needle<'t>(th: &'t Thread, v: Val<'t>) -> Res<Cow<'t, [u8]>> {
    if let Some(i) = Int::of(v) {
        return match u8::try_from(i.clamped()) {
            Ok(b) => Ok(Cow::Owned(vec![b])),
            Err(_) => Err(th.value_error("byte must be in range(0, 256)")),
        };
    }
    content(th, v)?.ok_or_else(|| {
        th.type_error(format!(
            "argument should be integer or bytes-like object, not '{}'",
            th.class_name(v)
        ))
    })
}

/// The part of the bytes that start and end (arguments 2 and 3) leave, with its offset.
fn part_of<'t>(th: &'t Thread, a: Args<'t>) -> Res<Option<(usize, &'t [u8])>> {
    let (all, _) = this(th, a)?;
    Ok(args::bounds(th, a.get(2), a.get(3), all.len())?.map(|(from, to)| (from, &all[from..to])))
}

fn find<'t>(
    th: &'t Thread,
    a: Args<'t>,
    search: fn(&[u8], &[u8]) -> Option<usize>,
) -> Res<Option<i64>> {
    let part = needle(th, a.get(1))?;
    let Some((offset, all)) = part_of(th, a)? else {
        return Ok(None);
    };
    Ok(search(all, &part).map(|at| (offset + at) as i64))
}

fn found<'t>(th: &'t Thread, at: Option<i64>) -> Res<Val<'t>> {
    match at {
        Some(at) => Ok(Val::small(at)),
        None => Err(th.value_error("subsection not found")),
    }
}

fn tail_match<'t>(
    th: &'t Thread,
    a: Args<'t>,
    name: &str,
    matches: fn(&[u8], &[u8]) -> bool,
) -> Res<Val<'t>> {
    let part = part_of(th, a)?.map(|(_, all)| all);
    let hit = |wanted: &[u8]| part.is_some_and(|all| matches(all, wanted));
    if let Some(wanted) = content(th, a.get(1))? {
        return Ok(Val::bool(hit(&wanted)));
    }
    let Some(all) = a.get(1).unboxed().cast::<Tuple>() else {
        return Err(th.type_error(format!(
            "{name} first arg must be bytes or a tuple of bytes, not {}",
            th.class_name(a.get(1))
        )));
    };
    for wanted in all.items() {
        if hit(&buffer(th, *wanted)?) {
            return Ok(Val::TRUE);
        }
    }
    Ok(Val::FALSE)
}

fn replace<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let (all, flavor) = this(th, a)?;
    let (old, new) = (buffer(th, a.get(1))?, buffer(th, a.get(2))?);
    let most = args::limit(th, a.opt(3))?;
    if new.len() > old.len() {
        let times = bytes::count(all, &old);
        concat::check_size(th, all.len() + times.saturating_mul(new.len()))?;
    }
    Ok(flavor.make(th, &bytes::replace(all, &old, &new, most)))
}
