//! Error handlers: what is put in the place of what cannot be converted.

use crate::error::Exc;
use crate::object::{Bytes, Dict, Str, Tuple, string_key};
use crate::text::codec::{Codec, Problem, surrogate_at};
use crate::text::escape::push_escape;
use crate::text::surrogate::{char_of, code_of, is_surrogate};
use crate::thread::{Slot, Thread};
use crate::types::codec::{ERRORS, registry};
use crate::types::int::Int;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// What stands in for characters that cannot be encoded.
pub enum Replacement {
    /// To be encoded itself.
    Text(String),
    Bytes(Vec<u8>),
}

/// An encoding as far as error handlers know it: its name, and which one it is if it is built in.
#[derive(Clone, Copy)]
pub struct Charset<'a> {
    pub name: &'a str,
    pub codec: Option<Codec>,
}

impl Charset<'_> {
    pub fn of(codec: Codec) -> Charset<'static> {
        Charset {
            name: codec.name(),
            codec: Some(codec),
        }
    }
}

/// Deals with bytes that cannot be decoded: appends what the handler gives, and says where to go on.
pub fn decoding(
    th: &mut Thread,
    set: Charset<'_>,
    bytes: &[u8],
    p: Problem,
    errors: &str,
    out: &mut String,
) -> Res<usize> {
    let bad = &bytes[p.start..p.end];
    match errors {
        "strict" => return Err(raise_decode(th, set, bytes, p)),
        "ignore" => {}
        "replace" => out.push('\u{FFFD}'),
        "backslashreplace" => bad.iter().for_each(|b| push_escape(out, u32::from(*b))),
        "surrogateescape" => {
            let escaped = bad.iter().take_while(|b| !b.is_ascii()).count();
            if escaped == 0 {
                return Err(raise_decode(th, set, bytes, p));
            }
            out.extend(
                bad[..escaped]
                    .iter()
                    .filter_map(|b| char_of(0xDC00 + u32::from(*b))),
            );
            return Ok(p.start + escaped);
        }
        "surrogatepass" => match set.codec.and_then(|c| surrogate_at(c, bytes, p.start)) {
            Some((c, len)) => {
                out.push(c);
                return Ok(p.start + len);
            }
            None => return Err(raise_decode(th, set, bytes, p)),
        },
        _ => {
            let exc = decode_error(th, set, bytes, p)?;
            let (replacement, next) = ask(th, errors, exc, bytes.len())?;
            match replacement {
                Replacement::Text(text) => out.push_str(&text),
                Replacement::Bytes(_) => {
                    return Err(
                        th.type_error("decoding error handler must return (str, int) tuple")
                    );
                }
            }
            return Ok(next);
        }
    }
    Ok(p.end)
}

/// The same for characters that cannot be encoded; positions are in code points.
pub fn encoding(
    th: &mut Thread,
    set: Charset<'_>,
    text: &str,
    p: Problem,
    errors: &str,
) -> Res<(Replacement, usize)> {
    let bad = || text.chars().skip(p.start).take(p.end - p.start);
    let mut with = String::new();
    match errors {
        "strict" => return Err(raise_encode(th, set, text, p)),
        "ignore" => {}
        "replace" => with.extend(bad().map(|_| '?')),
        "backslashreplace" => bad().for_each(|c| push_escape(&mut with, code_of(c))),
        "xmlcharrefreplace" => with.extend(bad().map(|c| format!("&#{};", code_of(c)))),
        "namereplace" => bad().for_each(|c| match crate::text::unicode::name(c) {
            Some(name) => with.extend(["\\N{", &name, "}"]),
            None => push_escape(&mut with, code_of(c)),
        }),
        "surrogateescape" | "surrogatepass" => {
            let mut bytes = Vec::new();
            for c in bad() {
                let code = code_of(c);
                let done = match errors {
                    "surrogateescape" if (0xDC80..=0xDCFF).contains(&code) => {
                        bytes.push((code - 0xDC00) as u8);
                        true
                    }
                    "surrogatepass" => {
                        is_surrogate(c)
                            && set
                                .codec
                                .is_some_and(|s| s.encode_surrogate(code, &mut bytes))
                    }
                    _ => false,
                };
                if !done {
                    return Err(raise_encode(th, set, text, p));
                }
            }
            return Ok((Replacement::Bytes(bytes), p.end));
        }
        _ => {
            let exc = encode_error(th, set, text, p)?;
            return ask(th, errors, exc, text.chars().count());
        }
    }
    Ok((Replacement::Text(with), p.end))
}

/// Has the handler of that name deal with the exception: what to put in place, and where to go on.
fn ask(th: &mut Thread, errors: &str, exc: Slot, len: usize) -> Res<(Replacement, usize)> {
    let handler = find(th, errors)?;
    let r = th.call(handler, &[exc])?;
    let wrong =
        |th: &Thread| th.type_error("encoding error handler must return (str/bytes, int) tuple");
    let pair = match th.get(r).cast::<Tuple>().map(|t| t.items()) {
        Some([with, at]) => Some((*with, Int::of(*at))),
        _ => None,
    };
    let Some((with, Some(at))) = pair else {
        return Err(wrong(th));
    };
    let replacement = if let Some(text) = with.unboxed().cast::<Str>() {
        Replacement::Text(text.text().to_owned())
    } else if let Some(bytes) = with.unboxed().cast::<Bytes>() {
        Replacement::Bytes(bytes.slice().to_vec())
    } else {
        return Err(wrong(th));
    };
    let at = at.clamped();
    let next = if at < 0 {
        at.saturating_add(len as i64)
    } else {
        at
    };
    match usize::try_from(next) {
        Ok(next) if next <= len => Ok((replacement, next)),
        _ => {
            let text = format!("position {at} from error handler out of bounds");
            Err(th.index_error(text))
        }
    }
}

/// A registered handler, in a register.
pub fn find(th: &mut Thread, name: &str) -> Res<Slot> {
    let found = th.section(|th| {
        let key = th.str(name);
        let handlers = registry(th, ERRORS).expect::<Dict>().see(th)?;
        let hash = key.expect::<Str>().hash();
        Ok(handlers.lookup(hash, string_key(key))?.map(|f| th.root(f)))
    })?;
    found.ok_or_else(|| {
        th.raise(
            Exc::LookupError,
            format!("unknown error handler name '{name}'"),
        )
    })
}

/// Registers a handler.
pub fn register(th: &mut Thread, name: Slot, handler: Slot) -> Res<()> {
    let handlers = th.root(registry(th, ERRORS));
    crate::types::dict::set(th, handlers, name, handler)
}

fn error(th: &mut Thread, class: Exc, set: Charset<'_>, object: Slot, p: Problem) -> Res<Slot> {
    let class = th.root(th.exc_class(class).val());
    let args = th.root_row(5);
    th.set(args, th.str(set.name));
    th.set(args.offset(1), th.get(object));
    th.set(args.offset(2), Val::small(p.start as i64));
    th.set(args.offset(3), Val::small(p.end as i64));
    th.set(args.offset(4), th.str(p.reason));
    let all: [Slot; 5] = std::array::from_fn(|i| args.offset(i));
    th.call(class, &all)
}

fn decode_error(th: &mut Thread, set: Charset<'_>, bytes: &[u8], p: Problem) -> Res<Slot> {
    let object = th.root(Bytes::new(th, bytes).val());
    error(th, Exc::UnicodeDecodeError, set, object, p)
}

fn encode_error(th: &mut Thread, set: Charset<'_>, text: &str, p: Problem) -> Res<Slot> {
    let object = th.root(th.str(text));
    error(th, Exc::UnicodeEncodeError, set, object, p)
}

/// The UnicodeDecodeError of a problem.
pub fn raise_decode(th: &mut Thread, set: Charset<'_>, bytes: &[u8], p: Problem) -> Unwind {
    match decode_error(th, set, bytes, p) {
        Ok(exc) => th.raise_value(th.get(exc)),
        Err(u) => u,
    }
}

/// The UnicodeEncodeError of a problem.
pub fn raise_encode(th: &mut Thread, set: Charset<'_>, text: &str, p: Problem) -> Unwind {
    match encode_error(th, set, text, p) {
        Ok(exc) => th.raise_value(th.get(exc)),
        Err(u) => u,
    }
}
