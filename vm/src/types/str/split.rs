//! Taking texts apart and joining them.

use super::{result, this};
use crate::class::Builtin;
use crate::native::{Args, Done, NativeDef, Params, Window};
use crate::object::{List, Str, Tuple};
use crate::protocol::number;
use crate::text::split;
use crate::thread::Thread;
use crate::types::{args, concat};
use crate::unwind::Res;
use crate::value::Val;

const SPLIT: Params = Params::pos(&["_self", "sep", "maxsplit"], 1);
const ONE_TEXT: Params = Params::all(&["_self", "_text"]);

pub const METHODS: &[NativeDef] = &[
    NativeDef::quick("split", SPLIT, |th, a| {
        pieces(th, a, split::split_spaces, split::split)
    })
    .index(&[2]),
    NativeDef::quick("rsplit", SPLIT, |th, a| {
        pieces(th, a, split::rsplit_spaces, split::rsplit)
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
            Ok(list(th, &split::split_lines(this(a).text(), keep)))
        },
    ),
    NativeDef::quick("partition", ONE_TEXT, |th, a| {
        let (this, separator) = (this(a), separator(th, a.get(1))?);
        Ok(match split::partition(this.text(), separator) {
            Some((head, tail)) => th.tuple(&[text(th, head), a.get(1), text(th, tail)]),
            None => th.tuple(&[this.val(), text(th, ""), text(th, "")]),
        })
    }),
    NativeDef::quick("rpartition", ONE_TEXT, |th, a| {
        let (this, separator) = (this(a), separator(th, a.get(1))?);
        Ok(match split::rpartition(this.text(), separator) {
            Some((head, tail)) => th.tuple(&[text(th, head), a.get(1), text(th, tail)]),
            None => th.tuple(&[text(th, ""), text(th, ""), this.val()]),
        })
    }),
    NativeDef::full("join", Params::all(&["_self", "_iterable"]), join),
];

/// A part as a `str`; the shortest ones exist already.
fn text<'t>(th: &'t Thread, part: &str) -> Val<'t> {
    match part.as_bytes() {
        [byte] => th.vm.character(th, *byte as char),
        _ => th.str(part),
    }
}

fn list<'t>(th: &'t Thread, parts: &[&str]) -> Val<'t> {
    let list = List::with_capacity(th, parts.len());
    for part in parts {
        list.push(th, text(th, part));
    }
    list.val()
}

fn separator<'t>(th: &'t Thread, v: Val<'t>) -> Res<&'t str> {
    match args::text_of(v) {
        Some("") => Err(th.value_error("empty separator")),
        Some(text) => Ok(text),
        None => Err(th.type_error(format!("must be str, not {}", th.class_name(v)))),
    }
}

type BySpaces = for<'a> fn(&'a str, Option<usize>) -> Vec<&'a str>;
type BySeparator = for<'a> fn(&'a str, &str, Option<usize>) -> Vec<&'a str>;

fn pieces<'t>(
    th: &'t Thread,
    a: Args<'t>,
    by_spaces: BySpaces,
    by_separator: BySeparator,
) -> Res<Val<'t>> {
    let most = args::limit(th, a.opt(2))?;
    let this = this(a);
    let parts = match a.opt(1).filter(|v| !v.is_none()) {
        None => by_spaces(this.text(), most),
        Some(v) => match args::text_of(v) {
            Some("") => return Err(th.value_error("empty separator")),
            Some(separator) => by_separator(this.text(), separator, most),
            None => {
                return Err(th.type_error(format!("must be str or None, not {}", th.class_name(v))));
            }
        },
    };
    if let [whole] = parts[..]
        && whole.len() == this.text().len()
    {
        return Ok(th.list(&[result(th, this, whole)]));
    }
    Ok(list(th, &parts))
}

/// `separator.join(items)`.
fn join(th: &mut Thread, w: Window) -> Res<Done> {
    let items = w.at(1);
    let exact = {
        let v = th.get(items);
        v.has_shape(Builtin::List.shape()) || v.has_shape(Builtin::Tuple.shape())
    };
    let row = if exact {
        items
    } else {
        args::collect(th, items, "can only join an iterable")?
    };
    let joined = th.section(|th| {
        let separator = this_text(th, w);
        let v = th.get(row);
        let items = match v.cast::<List>() {
            Some(list) => list.see(th)?.items(),
            None => v.expect::<Tuple>().items(),
        };
        Ok(th.root(quick_join(th, separator, items)?))
    })?;
    th.ret_slot(joined)
}

fn this_text<'t>(th: &'t Thread, w: Window) -> &'t str {
    th.get(w.at(0)).unboxed().expect::<Str>().text()
}

/// The items, which are all texts, with the separator between them: copied once.
pub fn quick_join<'t>(th: &'t Thread, separator: &str, items: &[Val<'t>]) -> Res<Val<'t>> {
    if let [one] = items
        && one.has_shape(Builtin::Str.shape())
    {
        return Ok(*one);
    }
    let wrong = |i: usize, item: Val<'t>| {
        th.type_error(format!(
            "sequence item {i}: expected str instance, {} found",
            th.class_name(item)
        ))
    };
    // Few items need no memory of their own for the list of parts.
    let (mut few, mut many) = ([""; 16], Vec::new());
    let parts = if items.len() <= 8 {
        &mut few[..]
    } else {
        many.resize(items.len() * 2, "");
        &mut many[..]
    };
    let mut size = 0;
    for (i, item) in items.iter().enumerate() {
        let part = args::text_of(*item).ok_or_else(|| wrong(i, *item))?;
        parts[2 * i] = part;
        size += part.len() + separator.len();
        if i > 0 {
            parts[2 * i - 1] = separator;
        }
    }
    concat::check_size(th, size)?;
    let used = (items.len() * 2).saturating_sub(1);
    Ok(Str::join(th, &parts[..used]).val())
}
