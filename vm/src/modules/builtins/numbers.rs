//! Builtin functions of numbers and characters: abs, divmod, pow, round, bin, oct, hex, chr, ord.

use crate::names::Id;
use crate::native::{Args, Done, NativeDef, Params, Traced, Window};
use crate::object::{BigIntObj, Str};
use crate::protocol::index;
use crate::protocol::number::{self, BinOp};
use crate::text::surrogate::{char_of, code_of};
use crate::text::{IntRef, int};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Tag, Val};

pub const FUNCTIONS: &[NativeDef] = &[
    NativeDef::either("abs", Params::all(&["_x"]), quick_abs, abs).traced(Traced::Abs).doc("Return the absolute value of the argument."),
    NativeDef::either("divmod", Params::all(&["_x", "_y"]), quick_divmod, divmod).traced(Traced::Reads).doc("Return the tuple (x//y, x%y).  Invariant: div*y + mod == x."),
    NativeDef::full("pow", Params::pos(&["base", "exp", "mod"], 2), pow).doc("Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments.\n\nSome types, such as ints, are able to use a more efficient algorithm when\ninvoked using the three argument form."),
    NativeDef::full("round", Params::pos(&["number", "ndigits"], 1), round).doc("Round a number to a given precision in decimal digits.\n\nThe return value is an integer if ndigits is omitted or None.  Otherwise\nthe return value has the same type as the number.  ndigits may be negative."),
    NativeDef::full("bin", Params::all(&["_number"]), |th, w| in_base(th, w, 2)).doc("Return the binary representation of an integer.\n\n   >>> bin(2796202)\n   '0b1010101010101010101010'"),
    NativeDef::full("oct", Params::all(&["_number"]), |th, w| in_base(th, w, 8)).doc("Return the octal representation of an integer.\n\n   >>> oct(342391)\n   '0o1234567'"),
    NativeDef::full("hex", Params::all(&["_number"]), |th, w| in_base(th, w, 16)).doc("Return the hexadecimal representation of an integer.\n\n   >>> hex(12648430)\n   '0xc0ffee'"),
    NativeDef::either("chr", Params::all(&["_i"]), quick_chr, chr).traced(Traced::Reads).doc("Return a Unicode string of one character with ordinal i; 0 <= i <= 0x10ffff."),
    NativeDef::quick("ord", Params::all(&["_c"]), ord).traced(Traced::Reads).doc("Return the ordinal value of a character.\n\nIf the argument is a one-byte string, return the value of that byte."),
];

fn quick_abs<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(match a.get(0).tag() {
        Tag::Int(i) => th.int(i.abs()),
        Tag::Float(f) => Val::float(f.abs()),
        _ => Val::UNDEF,
    })
}

fn abs(th: &mut Thread, w: Window) -> Res<Done> {
    match th.call_special(w.at(0), Id::__abs__, &[])? {
        Some(r) => th.ret_slot(r),
        None => Err(th.type_error(format!(
            "bad operand type for abs(): '{}'",
            th.class_name(th.get(w.at(0)))
        ))),
    }
}

fn quick_divmod<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let (Some(x), Some(y)) = (a.get(0).as_int(), a.get(1).as_int()) else {
        return Ok(Val::UNDEF);
    };
    Ok(match crate::numeric::big::div_mod_small(x, y) {
        Some((q, r)) => th.tuple(&[th.int(q), th.int(r)]),
        None => Val::UNDEF,
    })
}

fn divmod(th: &mut Thread, w: Window) -> Res<Done> {
    let (a, b) = (w.at(0), w.at(1));
    for (this, id, other) in [(a, Id::__divmod__, b), (b, Id::__rdivmod__, a)] {
        if let Some(r) = th.call_special(this, id, &[other])?
            && !th.get(r).is_not_implemented()
        {
            return th.ret_slot(r);
        }
    }
    Err(th.type_error(format!(
        "unsupported operand type(s) for divmod(): '{}' and '{}'",
        th.class_name(th.get(a)),
        th.class_name(th.get(b))
    )))
}

fn pow(th: &mut Thread, w: Window) -> Res<Done> {
    let (base, exp) = (w.at(0), w.at(1));
    let modulus = w.opt(th, 2).filter(|m| !th.get(*m).is_none());
    let Some(m) = modulus else {
        let r = number::binary(th, BinOp::Pow, false, base, exp)?;
        return th.ret_slot(r);
    };
    if let Some(r) = th.call_special(base, Id::__pow__, &[exp, m])?
        && !th.get(r).is_not_implemented()
    {
        return th.ret_slot(r);
    }
    if let Some(r) = th.call_special(exp, Id::__rpow__, &[base, m])?
        && !th.get(r).is_not_implemented()
    {
        return th.ret_slot(r);
    }
    Err(th.type_error(format!(
        "unsupported operand type(s) for ** or pow(): '{}', '{}', '{}'",
        th.class_name(th.get(base)),
        th.class_name(th.get(exp)),
        th.class_name(th.get(m))
    )))
}

fn round(th: &mut Thread, w: Window) -> Res<Done> {
    let digits = w.opt(th, 1).filter(|d| !th.get(*d).is_none());
    let args: Vec<Slot> = digits.into_iter().collect();
    match th.call_special(w.at(0), Id::__round__, &args)? {
        Some(r) => th.ret_slot(r),
        None => Err(th.type_error(format!(
            "type {} doesn't define __round__ method",
            th.class_name(th.get(w.at(0)))
        ))),
    }
}

fn in_base(th: &mut Thread, w: Window, base: u32) -> Res<Done> {
    let i = index::index(th, w.at(0))?;
    let text = match th.get(i).as_int() {
        Some(i) => int::prefixed(IntRef::Small(i), base),
        None => {
            let big = th.get(i).expect::<BigIntObj>().to_big();
            int::prefixed(IntRef::Big(&big), base)
        }
    };
    th.ret(th.str(&text))
}

fn character<'t>(th: &'t Thread, i: i64) -> Res<Val<'t>> {
    match u32::try_from(i).ok().and_then(char_of) {
        Some(c) => Ok(th.vm.character(th, c)),
        None => Err(th.value_error("chr() arg not in range(0x110000)")),
    }
}

fn quick_chr<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    match index::as_index(a.get(0)) {
        Some(i) => character(th, i),
        None => Ok(Val::UNDEF),
    }
}

fn chr(th: &mut Thread, w: Window) -> Res<Done> {
    let i = index::index(th, w.at(0))?;
    let i = index::as_index(th.get(i)).expect("index gives an int");
    let c = th.section(|th| Ok(th.root(character(th, i)?)))?;
    th.ret_slot(c)
}

fn ord<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let v = a.get(0).unboxed();
    let (len, code) = if let Some(s) = v.cast::<Str>() {
        (s.len(), s.text().chars().next().map_or(0, code_of))
    } else if let Some(b) = crate::types::bytes::content(th, v)? {
        (b.len(), b.first().map_or(0, |b| u32::from(*b)))
    } else {
        return Err(th.type_error(format!(
            "ord() expected string of length 1, but {} found",
            th.class_name(a.get(0))
        )));
    };
    if len != 1 {
        let what = if v.cast::<Str>().is_some() {
            "string"
        } else {
            "bytes"
        };
        return Err(th.type_error(format!(
            "ord() expected a character, but {what} of length {len} found"
        )));
    }
    Ok(Val::small(i64::from(code)))
}
