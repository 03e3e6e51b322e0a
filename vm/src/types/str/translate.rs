//! `translate` and `maketrans`, and `encode`.

use crate::error::Exc;
use crate::native::{Args, Done, NativeDef, Params, Window};
use crate::object::{Dict, Str};
use crate::protocol::container;
use crate::text::search::{self, Translation};
use crate::text::surrogate::char_of;
use crate::thread::{Slot, Thread};
use crate::types::int::Int;
use crate::types::{args, codec};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

pub const METHODS: &[NativeDef] = &[
    NativeDef::full("translate", Params::all(&["_self", "_table"]), translate),
    NativeDef::quick("maketrans", Params::pos(&["_x", "_y", "_z"], 1), make_table).static_method(),
    NativeDef::full(
        "encode",
        Params::pos(&["_self", "encoding", "errors"], 1),
        encode,
    ),
];

fn encode(th: &mut Thread, w: Window) -> Res<Done> {
    let encoding = args::encoding(th, "encode", w.opt(th, 1), "encoding", "utf-8")?;
    let errors = args::encoding(th, "encode", w.opt(th, 2), "errors", "strict")?;
    let bytes = codec::encode(th, w.at(0), &encoding, &errors)?;
    th.ret_slot(bytes)
}

/// `str.maketrans`: a dict from code points.
fn make_table<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let table = Dict::new(th);
    let put = |key: Val<'t>, v: Val<'t>| crate::types::dict::quick_set(th, **table, key, v);
    let code = |c: char| Val::small(i64::from(u32::from(c)));
    if a.len() > 1 {
        let Some(from) = args::text_of(a.get(0)) else {
            return Err(th.type_error(
                "first maketrans argument must be a string if there is a second argument",
            ));
        };
        let to = args::text(th, a.get(1), "maketrans", 2)?;
        let gone = match a.opt(2) {
            Some(v) => args::text(th, v, "maketrans", 3)?,
            None => "",
        };
        if from.chars().count() != to.chars().count() {
            return Err(th.value_error("the first two maketrans arguments must have equal length"));
        }
        for (c, d) in from.chars().zip(to.chars()) {
            put(code(c), code(d))?;
        }
        for c in gone.chars() {
            put(code(c), Val::NONE)?;
        }
        return Ok(table.val());
    }
    let Some(given) = a.get(0).cast::<Dict>() else {
        return Err(th.type_error("if you give only one argument to maketrans it must be a dict"));
    };
    for (_, key, v) in given.see(th)?.entries() {
        let key = match (args::text_of(key), Int::of(key)) {
            (Some(text), _) => {
                let mut chars = text.chars();
                match (chars.next(), chars.next()) {
                    (Some(c), None) => code(c),
                    _ => {
                        return Err(
                            th.value_error("string keys in translate table must be of length 1")
                        );
                    }
                }
            }
            (None, Some(i)) => i.val(th),
            (None, None) => {
                return Err(th.type_error("keys in translate table must be strings or integers"));
            }
        };
        put(key, v)?;
    }
    Ok(table.val())
}

/// `text.translate(table)`: each character is looked up once.
fn translate(th: &mut Thread, w: Window) -> Res<Done> {
    let text = th.get(w.at(0)).unboxed().expect::<Str>().text().to_owned();
    let mut known: Vec<(char, Slot)> = Vec::new();
    let mark = th.mark();
    let out = search::translate(&text, |c| {
        let place = match known.iter().find(|(k, _)| *k == c) {
            Some((_, place)) => *place,
            None => {
                let place = look_up(th, w.at(1), c)?;
                // A few dozen answers are worth remembering; their registers stay taken meanwhile.
                if known.len() < 64 {
                    known.push((c, place));
                }
                place
            }
        };
        translation(th, place)
    })?;
    th.release_to(mark);
    th.ret(th.str(&out))
}

/// `table[ord(c)]`, UNDEF if that is a LookupError.
fn look_up(th: &mut Thread, table: Slot, c: char) -> Res<Slot> {
    let key = th.root(Val::small(i64::from(u32::from(c))));
    match container::get_item(th, table, key) {
        Err(Unwind::Raise) if th.swallow(Exc::LookupError) => Ok(th.root(Val::UNDEF)),
        r => r,
    }
}

fn translation(th: &Thread, place: Slot) -> Res<Translation> {
    let v = th.get(place);
    if v.is_undef() {
        return Ok(Translation::Keep);
    }
    if v.is_none() {
        return Ok(Translation::Delete);
    }
    if let Some(text) = args::text_of(v) {
        return Ok(Translation::Text(text.to_owned()));
    }
    let Some(code) = Int::of(v) else {
        return Err(th.type_error("character mapping must return integer, None or str"));
    };
    let code = u32::try_from(code.clamped())
        .ok()
        .filter(|c| *c < 0x11_0000);
    match code {
        Some(code) => Ok(Translation::Char(char_of(code).unwrap_or('\u{FFFD}'))),
        None => Err(th.type_error("character mapping must be in range(0x110000)")),
    }
}
