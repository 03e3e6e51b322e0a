//! Finding parts of a text, counting, replacing and cutting them off.

use super::{result, this};
use crate::native::{Args, NativeDef, Params};
use crate::object::{Ref, Str, Tuple};
use crate::text::search;
use crate::thread::Thread;
use crate::types::{args, concat};
use crate::unwind::Res;
use crate::value::Val;

const FIND: Params = Params::pos(&["_self", "_sub", "_start", "_end"], 2);
const ONE_TEXT: Params = Params::all(&["_self", "_text"]);

pub const METHODS: &[NativeDef] = &[
    NativeDef::quick("find", FIND, |th, a| {
        Ok(Val::small(find(th, a, "find", search::find)?.unwrap_or(-1)))
    })
    .index(&[2, 3]),
    NativeDef::quick("rfind", FIND, |th, a| {
        Ok(Val::small(
            find(th, a, "rfind", search::rfind)?.unwrap_or(-1),
        ))
    })
    .index(&[2, 3]),
    NativeDef::quick("index", FIND, |th, a| {
        found(th, find(th, a, "index", search::find)?)
    })
    .index(&[2, 3]),
    NativeDef::quick("rindex", FIND, |th, a| {
        found(th, find(th, a, "rindex", search::rfind)?)
    })
    .index(&[2, 3]),
    NativeDef::quick("count", FIND, |th, a| {
        let part = args::text(th, a.get(1), "count", 1)?;
        Ok(Val::small(match part_of(th, a)? {
            Some((_, text)) => search::count(text, part) as i64,
            None => 0,
        }))
    })
    .index(&[2, 3]),
    NativeDef::quick("startswith", FIND, |th, a| {
        tail_match(th, a, "startswith", |text, part| text.starts_with(part))
    })
    .index(&[2, 3]),
    NativeDef::quick("endswith", FIND, |th, a| {
        tail_match(th, a, "endswith", |text, part| text.ends_with(part))
    })
    .index(&[2, 3]),
    NativeDef::quick(
        "replace",
        Params::pos(&["_self", "_old", "_new", "count"], 3),
        replace,
    )
    .index(&[3]),
    NativeDef::quick("removeprefix", ONE_TEXT, |th, a| {
        let part = args::only_text(th, a.get(1), "removeprefix")?;
        let this = this(a);
        Ok(this
            .text()
            .strip_prefix(part)
            .map_or(this.val(), |t| result(th, this, t)))
    }),
    NativeDef::quick("removesuffix", ONE_TEXT, |th, a| {
        let part = args::only_text(th, a.get(1), "removesuffix")?;
        let this = this(a);
        Ok(this
            .text()
            .strip_suffix(part)
            .map_or(this.val(), |t| result(th, this, t)))
    }),
];

/// The part of the text that start and end (arguments 2 and 3) leave, with its offset.
fn part_of<'t>(th: &'t Thread, a: Args<'t>) -> Res<Option<(usize, &'t str)>> {
    let this = this(a);
    if a.len() <= 2 {
        return Ok(Some((0, this.text())));
    }
    let Some((from, to)) = args::bounds(th, a.get(2), a.get(3), this.len())? else {
        return Ok(None);
    };
    let (from, to) = (this.byte_offset(from), this.byte_offset(to));
    Ok(Some((from, &this.text()[from..to])))
}

fn find<'t>(
    th: &'t Thread,
    a: Args<'t>,
    name: &str,
    search: fn(&str, &str) -> Option<usize>,
) -> Res<Option<i64>> {
    let part = args::text(th, a.get(1), name, 1)?;
    let Some((offset, text)) = part_of(th, a)? else {
        return Ok(None);
    };
    Ok(search(text, part).map(|at| this(a).char_index(offset + at) as i64))
}

fn found<'t>(th: &'t Thread, at: Option<i64>) -> Res<Val<'t>> {
    match at {
        Some(at) => Ok(Val::small(at)),
        None => Err(th.value_error("substring not found")),
    }
}

fn tail_match<'t>(
    th: &'t Thread,
    a: Args<'t>,
    name: &str,
    matches: fn(&str, &str) -> bool,
) -> Res<Val<'t>> {
    let part = part_of(th, a)?.map(|(_, text)| text);
    let hit = |wanted: &str| part.is_some_and(|text| matches(text, wanted));
    if let Some(wanted) = args::text_of(a.get(1)) {
        return Ok(Val::bool(hit(wanted)));
    }
    let Some(all) = a.get(1).unboxed().cast::<Tuple>() else {
        return Err(th.type_error(format!(
            "{name} first arg must be str or a tuple of str, not {}",
            th.class_name(a.get(1))
        )));
    };
    for wanted in all.items() {
        match args::text_of(*wanted) {
            Some(wanted) if hit(wanted) => return Ok(Val::TRUE),
            Some(_) => {}
            None => {
                return Err(th.type_error(format!(
                    "tuple for {name} must only contain str, not {}",
                    th.class_name(*wanted)
                )));
            }
        }
    }
    Ok(Val::FALSE)
}

fn replace<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let old = args::text(th, a.get(1), "replace", 1)?;
    let new = args::text(th, a.get(2), "replace", 2)?;
    let most = args::limit(th, a.opt(3))?;
    let this: Ref<'t, Str> = this(a);
    if new.len() > old.len() {
        let times = search::count(this.text(), old);
        concat::check_size(th, this.text().len() + times.saturating_mul(new.len()))?;
    }
    Ok(match search::replace(this.text(), old, new, most) {
        std::borrow::Cow::Borrowed(_) => this.val(),
        std::borrow::Cow::Owned(text) => th.str(&text),
    })
}
