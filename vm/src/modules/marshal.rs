//! `marshal`: values of builtin types as bytes, in the format of version 2 (no references). Code objects are not among
//! them: bytecode is never stored.

use num_bigint::{BigInt, Sign};

use super::support::{add, big, bytes_like};
use crate::class::Builtin;
use crate::native::{Done, ModuleSpec, NativeDef, Params, Window};
use crate::object::{Bytes, Complex, Dict, List, Set, Str, Tuple};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Tag, Val};

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "marshal",
    doc: "This module contains functions that can read and write Python values in a binary format.",
    functions: &[
        NativeDef::full(
            "dumps",
            Params::pos(&["_value", "_version"], 1).kw(&["allow_code"]),
            dumps,
        ),
        NativeDef::full("loads", Params::all(&["_bytes"]).kw(&["allow_code"]), loads),
        NativeDef::full(
            "dump",
            Params::pos(&["_value", "_file", "_version"], 2).kw(&["allow_code"]),
            dump,
        ),
        NativeDef::full("load", Params::all(&["_file"]).kw(&["allow_code"]), load),
    ],
    init: |th, module| add(th, module, "version", Val::small(5)),
};

/// Deeper nesting is refused.
const DEPTH: usize = 1000;

fn write<'t>(th: &'t Thread, v: Val<'t>, out: &mut Vec<u8>, depth: usize) -> Res<()> {
    let number = |out: &mut Vec<u8>, n: usize| out.extend_from_slice(&(n as u32).to_le_bytes());
    if depth > DEPTH {
        return Err(th.value_error("object too deeply nested to marshal"));
    }
    match v.tag() {
        Tag::None => out.push(b'N'),
        Tag::Bool(b) => out.push(if b { b'T' } else { b'F' }),
        Tag::Ellipsis => out.push(b'.'),
        Tag::Int(_) => write_int(&big(v).unwrap_or_default(), out),
        Tag::Float(f) => {
            out.push(b'g');
            out.extend_from_slice(&f.to_le_bytes());
        }
        Tag::Pointer => {
            let id = v.shape_id();
            let items = |out: &mut Vec<u8>, code: u8, items: &[Val<'t>]| -> Res<()> {
                out.push(code);
                number(out, items.len());
                items.iter().try_for_each(|i| write(th, *i, out, depth + 1))
            };
            if id == Builtin::Int.shape() {
                write_int(&big(v).unwrap_or_default(), out);
            } else if id == Builtin::Str.shape() {
                let text = v.expect::<Str>().text().as_bytes();
                out.push(b'u');
                number(out, text.len());
                out.extend_from_slice(text);
            } else if id == Builtin::Tuple.shape() {
                items(out, b'(', v.expect::<Tuple>().items())?;
            } else if id == Builtin::List.shape() {
                items(out, b'[', v.expect::<List>().see(th)?.items())?;
            } else if id == Builtin::Set.shape() || id == Builtin::FrozenSet.shape() {
                let code = if id == Builtin::Set.shape() {
                    b'<'
                } else {
                    b'>'
                };
                let all: Vec<Val<'t>> = v
                    .expect::<Set>()
                    .see(th)?
                    .entries()
                    .map(|(_, k)| k)
                    .collect();
                items(out, code, &all)?;
            } else if id == Builtin::Dict.shape() {
                out.push(b'{');
                for (_, k, v) in v.expect::<Dict>().see(th)?.entries() {
                    write(th, k, out, depth + 1)?;
                    write(th, v, out, depth + 1)?;
                }
                out.push(b'0');
            } else if id == Builtin::Complex.shape() {
                let c = v.expect::<Complex>();
                out.push(b'y');
                out.extend_from_slice(&c.re.to_le_bytes());
                out.extend_from_slice(&c.im.to_le_bytes());
            } else if let Some(bytes) = crate::types::bytes::content(th, v)? {
                out.push(b's');
                number(out, bytes.len());
                out.extend_from_slice(&bytes);
            } else {
                return Err(th.value_error("unmarshallable object"));
            }
        }
        Tag::NotImplemented | Tag::Undef => return Err(th.value_error("unmarshallable object")),
    }
    Ok(())
}

/// 32 bits as they are, more as digits of 15 bits.
fn write_int(n: &BigInt, out: &mut Vec<u8>) {
    if let Ok(n) = i32::try_from(n) {
        out.push(b'i');
        out.extend_from_slice(&n.to_le_bytes());
        return;
    }
    let mut digits = Vec::new();
    let (sign, mut rest) = (n.sign(), n.magnitude().clone());
    while rest.bits() > 0 {
        let low = (&rest & num_bigint::BigUint::from(0x7FFFu32)).to_u32_digits();
        digits.push(low.first().copied().unwrap_or(0) as u16);
        rest >>= 15;
    }
    let count = digits.len() as i32 * if sign == Sign::Minus { -1 } else { 1 };
    out.push(b'l');
    out.extend_from_slice(&count.to_le_bytes());
    digits
        .iter()
        .for_each(|d| out.extend_from_slice(&d.to_le_bytes()));
}

/// Bytes being read.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn take(&mut self, th: &Thread, n: usize) -> Res<&[u8]> {
        let end = self.at.checked_add(n).filter(|e| *e <= self.bytes.len());
        let Some(end) = end else {
            return Err(th.raise(crate::error::Exc::EOFError, "marshal data too short"));
        };
        let piece = &self.bytes[self.at..end];
        self.at = end;
        Ok(piece)
    }

    fn number(&mut self, th: &Thread) -> Res<i32> {
        let b = self.take(th, 4)?;
        Ok(i32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }

    fn size(&mut self, th: &Thread) -> Res<usize> {
        match usize::try_from(self.number(th)?) {
            Ok(n) => Ok(n),
            Err(_) => Err(th.value_error("bad marshal data (size out of range)")),
        }
    }

    fn float(&mut self, th: &Thread) -> Res<f64> {
        let b = self.take(th, 8)?;
        let mut bytes = [0; 8];
        bytes.copy_from_slice(b);
        Ok(f64::from_le_bytes(bytes))
    }

    /// The next value; nothing for the end of a dict.
    fn value(&mut self, th: &mut Thread, depth: usize) -> Res<Option<Slot>> {
        if depth > DEPTH {
            return Err(th.value_error("bad marshal data (too deeply nested)"));
        }
        let code = self.take(th, 1)?[0] & 0x7F;
        Ok(Some(match code {
            b'0' => return Ok(None),
            b'N' => th.root(Val::NONE),
            b'T' => th.root(Val::TRUE),
            b'F' => th.root(Val::FALSE),
            b'.' => th.root(Val::ELLIPSIS),
            b'i' => {
                let n = self.number(th)?;
                th.root(Val::small(n.into()))
            }
            b'l' => {
                let count = self.number(th)?;
                let mut n = BigInt::from(0);
                for i in 0..count.unsigned_abs() {
                    let d = self.take(th, 2)?;
                    n += BigInt::from(u16::from_le_bytes([d[0], d[1]])) << (15 * i);
                }
                th.root(th.big_int(&if count < 0 { -n } else { n }))
            }
            b'g' => {
                let f = self.float(th)?;
                th.root(Val::float(f))
            }
            b'y' => {
                let (re, im) = (self.float(th)?, self.float(th)?);
                th.root(Complex::new(th, re, im).val())
            }
            b's' => {
                let n = self.size(th)?;
                let b = self.take(th, n)?.to_vec();
                th.root(Bytes::new(th, &b).val())
            }
            b'u' | b't' | b'a' | b'A' => {
                let n = self.size(th)?;
                let text = String::from_utf8_lossy(self.take(th, n)?).into_owned();
                th.root(th.str(&text))
            }
            b'z' | b'Z' => {
                let n = usize::from(self.take(th, 1)?[0]);
                let text = String::from_utf8_lossy(self.take(th, n)?).into_owned();
                th.root(th.str(&text))
            }
            b'(' | b'[' | b'<' | b'>' => {
                let n = self.size(th)?;
                self.items(th, code, n, depth)?
            }
            b')' => {
                let n = usize::from(self.take(th, 1)?[0]);
                self.items(th, b'(', n, depth)?
            }
            b'{' => {
                let d = th.root(Dict::new(th).val());
                let mark = th.mark();
                while let Some(k) = self.value(th, depth + 1)? {
                    let Some(v) = self.value(th, depth + 1)? else {
                        return Err(th.value_error("bad marshal data (dict without value)"));
                    };
                    crate::types::dict::set(th, d, k, v)?;
                    th.release_to(mark);
                }
                d
            }
            _ => return Err(th.value_error("bad marshal data (unknown type code)")),
        }))
    }

    fn items(&mut self, th: &mut Thread, code: u8, n: usize, depth: usize) -> Res<Slot> {
        let list = th.root(th.list(&[]));
        let mark = th.mark();
        for _ in 0..n {
            let Some(v) = self.value(th, depth + 1)? else {
                return Err(th.value_error("bad marshal data (item missing)"));
            };
            th.section(|th| {
                th.get(list).expect::<List>().own(th)?.push(th, th.get(v));
                Ok(())
            })?;
            th.release_to(mark);
        }
        let class = match code {
            b'(' => Builtin::Tuple,
            b'<' => Builtin::Set,
            b'>' => Builtin::FrozenSet,
            _ => return Ok(list),
        };
        let class = th.root(th.builtin(class));
        th.call(class, &[list])
    }
}

fn dumped(th: &mut Thread, v: Slot) -> Res<Vec<u8>> {
    th.section(|th| {
        let mut out = Vec::new();
        write(th, th.get(v), &mut out, 0)?;
        Ok(out)
    })
}

fn dumps(th: &mut Thread, w: Window) -> Res<Done> {
    let out = dumped(th, w.at(0))?;
    th.ret(Bytes::new(th, &out).val())
}

fn dump(th: &mut Thread, w: Window) -> Res<Done> {
    let out = dumped(th, w.at(0))?;
    let b = th.root(Bytes::new(th, &out).val());
    let r = th.call_method(w.at(1), crate::names::Id::write, &[b])?;
    th.ret_slot(r)
}

fn loaded(th: &mut Thread, bytes: &[u8]) -> Res<Done> {
    let mut r = Reader { bytes, at: 0 };
    match r.value(th, 0)? {
        Some(v) => th.ret_slot(v),
        None => Err(th.type_error("NULL object in marshal data for object")),
    }
}

fn loads(th: &mut Thread, w: Window) -> Res<Done> {
    let bytes = bytes_like(th, w.at(0))?;
    loaded(th, &bytes)
}

fn load(th: &mut Thread, w: Window) -> Res<Done> {
    let f = super::support::get_attr(th, w.at(0), "read")?;
    let b = th.call(f, &[])?;
    let bytes = bytes_like(th, b)?;
    loaded(th, &bytes)
}
