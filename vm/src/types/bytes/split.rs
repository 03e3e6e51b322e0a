//! Taking bytes apart and joining them.

use super::search::same;
use super::{Flavor, buffer, this};
use crate::native::{Args, Done, NativeDef, Params, Window};
use crate::object::{List, Tuple};
use crate::protocol::number;
use crate::text::bytes;
use crate::text::search::Ends;
use crate::thread::Thread;
use crate::types::{args, concat};
use crate::unwind::Res;
use crate::value::Val;

const SPLIT: Params = Params::pos(&["_self", "sep", "maxsplit"], 1);
const STRIP: Params = Params::pos(&["_self", "_bytes"], 1);
const ONE: Params = Params::all(&["_self", "_sep"]);

pub const METHODS: &[NativeDef] = &[
    NativeDef::quick("split", SPLIT, |th, a| {
        pieces(th, a, bytes::split_spaces, bytes::split)
    })
    .index(&[2]),
    NativeDef::quick("rsplit", SPLIT, |th, a| {
        pieces(th, a, bytes::rsplit_spaces, bytes::rsplit)
    })
    .index(&[2]),
    NativeDef::quick(
        "splitlines",
        Params::pos(&["_self", "keepends"], 1),
        |th, a| {
            let keep = match a.opt(1) {
                None => false,
                Some(v) => number::quick_truth(th, v)?.unwrap_or(true),
            };
            let (all, flavor) = this(th, a)?;
            Ok(list(th, flavor, &bytes::split_lines(all, keep)))
        },
    ),
    NativeDef::quick("partition", ONE, |th, a| {
        let (all, flavor, separator) = separated(th, a)?;
        let make = |part: &[u8]| flavor.make(th, part);
        Ok(match bytes::find(all, &separator) {
            Some(at) => {
                let tail = make(&all[at + separator.len()..]);
                th.tuple(&[make(&all[..at]), a.get(1), tail])
            }
            None => th.tuple(&[same(th, a, flavor, all), make(b""), make(b"")]),
        })
    }),
    NativeDef::quick("rpartition", ONE, |th, a| {
        let (all, flavor, separator) = separated(th, a)?;
        let make = |part: &[u8]| flavor.make(th, part);
        Ok(match bytes::rfind(all, &separator) {
            Some(at) => {
                let tail = make(&all[at + separator.len()..]);
                th.tuple(&[make(&all[..at]), a.get(1), tail])
            }
            None => th.tuple(&[make(b""), make(b""), same(th, a, flavor, all)]),
        })
    }),
    NativeDef::quick("strip", STRIP, |th, a| strip(th, a, Ends::Both)),
    NativeDef::quick("lstrip", STRIP, |th, a| strip(th, a, Ends::Left)),
    NativeDef::quick("rstrip", STRIP, |th, a| strip(th, a, Ends::Right)),
    NativeDef::full("join", Params::all(&["_self", "_iterable"]), join),
];

type Separated<'t> = (&'t [u8], Flavor, std::borrow::Cow<'t, [u8]>);

fn separated<'t>(th: &'t Thread, a: Args<'t>) -> Res<Separated<'t>> {
    let ((all, flavor), separator) = (this(th, a)?, buffer(th, a.get(1))?);
    if separator.is_empty() {
        return Err(th.value_error("empty separator"));
    }
    Ok((all, flavor, separator))
}

fn list<'t>(th: &'t Thread, flavor: Flavor, parts: &[&[u8]]) -> Val<'t> {
    let list = List::with_capacity(th, parts.len());
    for part in parts {
        list.push(th, flavor.make(th, part));
    }
    list.val()
}

type BySpaces = for<'a> fn(&'a [u8], Option<usize>) -> Vec<&'a [u8]>;
type BySeparator = for<'a> fn(&'a [u8], &[u8], Option<usize>) -> Vec<&'a [u8]>;

fn pieces<'t>(
    th: &'t Thread,
    a: Args<'t>,
    by_spaces: BySpaces,
    by_separator: BySeparator,
) -> Res<Val<'t>> {
    let most = args::limit(th, a.opt(2))?;
    let (all, flavor) = this(th, a)?;
    let parts = match a.opt(1).filter(|v| !v.is_none()) {
        None => by_spaces(all, most),
        Some(v) => {
            let separator = buffer(th, v)?;
            if separator.is_empty() {
                return Err(th.value_error("empty separator"));
            }
            by_separator(all, &separator, most)
        }
    };
    Ok(list(th, flavor, &parts))
}

fn strip<'t>(th: &'t Thread, a: Args<'t>, ends: Ends) -> Res<Val<'t>> {
    let (all, flavor) = this(th, a)?;
    let set = match a.opt(1).filter(|v| !v.is_none()) {
        None => None,
        Some(v) => Some(buffer(th, v)?),
    };
    let stripped = bytes::strip(all, set.as_deref(), ends);
    Ok(if stripped.len() == all.len() {
        same(th, a, flavor, all)
    } else {
        flavor.make(th, stripped)
    })
}

fn join(th: &mut Thread, w: Window) -> Res<Done> {
    let row = args::collect(th, w.at(1), "can only join an iterable")?;
    let joined = th.section(|th| {
        let this = th.get(w.at(0));
        let separator = buffer(th, this)?;
        let v = th.get(row);
        let items = match v.cast::<List>() {
            Some(list) => list.see(th)?.items(),
            None => v.expect::<Tuple>().items(),
        };
        let mut out = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let Some(part) = super::content(th, *item)? else {
                return Err(th.type_error(format!(
                    "sequence item {i}: expected a bytes-like object, {} found",
                    th.class_name(*item)
                )));
            };
            if i > 0 {
                out.extend_from_slice(&separator);
            }
            out.extend_from_slice(&part);
            concat::check_size(th, out.len())?;
        }
        Ok(th.root(Flavor::of(this).make(th, &out)))
    })?;
    th.ret_slot(joined)
}
