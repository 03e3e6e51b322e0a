//! Laying a text out: `center`, `ljust`, `zfill`, `expandtabs`, `strip`.

use super::{result, this};
use crate::native::{Args, NativeDef, Params};
use crate::text::search::{self, Ends};
use crate::thread::Thread;
use crate::types::{args, concat};
use crate::unwind::Res;
use crate::value::Val;

const JUSTIFY: Params = Params::pos(&["_self", "_width", "_fillchar"], 2);
const STRIP: Params = Params::pos(&["_self", "_chars"], 1);

pub const METHODS: &[NativeDef] = &[
    NativeDef::quick("center", JUSTIFY, |th, a| justify(th, a, Ends::Both)).index(&[1]),
    NativeDef::quick("ljust", JUSTIFY, |th, a| justify(th, a, Ends::Right)).index(&[1]),
    NativeDef::quick("rjust", JUSTIFY, |th, a| justify(th, a, Ends::Left)).index(&[1]),
    NativeDef::quick("zfill", Params::all(&["_self", "_width"]), |th, a| {
        let width = width(th, a.get(1))?;
        let this = this(a);
        Ok(match search::zero_fill(this.text(), width) {
            Some(text) => th.str(&text),
            None => this.val(),
        })
    })
    .index(&[1]),
    NativeDef::quick(
        "expandtabs",
        Params::pos(&["_self", "tabsize"], 1),
        |th, a| {
            let size = args::size_or(th, a.opt(1), 8)?.max(0) as usize;
            let tabs = this(a).text().bytes().filter(|b| *b == b'\t').count();
            concat::check_size(th, size.saturating_mul(tabs))?;
            Ok(th.str(&search::expand_tabs(this(a).text(), size)))
        },
    )
    .index(&[1]),
    NativeDef::quick("strip", STRIP, |th, a| strip(th, a, "strip", Ends::Both)),
    NativeDef::quick("lstrip", STRIP, |th, a| strip(th, a, "lstrip", Ends::Left)),
    NativeDef::quick("rstrip", STRIP, |th, a| strip(th, a, "rstrip", Ends::Right)),
];

fn width<'t>(th: &'t Thread, v: Val<'t>) -> Res<usize> {
    let width = args::size(th, v)?.max(0) as usize;
    concat::check_size(th, width)?;
    Ok(width)
}

fn justify<'t>(th: &'t Thread, a: Args<'t>, ends: Ends) -> Res<Val<'t>> {
    let width = width(th, a.get(1))?;
    let fill = match a.opt(2) {
        None => ' ',
        Some(v) => {
            let Some(text) = args::text_of(v) else {
                return Err(th.type_error(format!(
                    "The fill character must be a unicode character, not {}",
                    th.class_name(v)
                )));
            };
            let mut chars = text.chars();
            match (chars.next(), chars.next()) {
                (Some(c), None) => c,
                _ => {
                    return Err(
                        th.type_error("The fill character must be exactly one character long")
                    );
                }
            }
        }
    };
    let this = this(a);
    Ok(match search::justify(this.text(), width, fill, ends) {
        Some(text) => th.str(&text),
        None => this.val(),
    })
}

fn strip<'t>(th: &'t Thread, a: Args<'t>, name: &str, ends: Ends) -> Res<Val<'t>> {
    let chars = match a.opt(1).filter(|v| !v.is_none()) {
        None => None,
        Some(v) => match args::text_of(v) {
            Some(text) => Some(text),
            None => return Err(th.type_error(format!("{name} arg must be None or str"))),
        },
    };
    let this = this(a);
    Ok(result(th, this, search::strip(this.text(), chars, ends)))
}
