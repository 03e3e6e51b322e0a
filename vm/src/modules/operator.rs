//! `_operator`: the operators as functions, and `itemgetter`, `attrgetter`, `methodcaller`.

mod getters;

use super::support::{self, add_class, both};
use crate::names::Id;
use crate::native::{Args, Done, ModuleSpec, NativeDef, Params, Window};
use crate::protocol::number::{self, BinOp, CmpOp};
use crate::protocol::{container, iter};
use crate::thread::{Slot, Thread};
use crate::types::ops;
use crate::unwind::Res;
use crate::value::Val;

macro_rules! operators {
    (binary { $($b:ident $bname:literal $op:ident $inplace:literal;)* }
     compare { $($c:ident $cname:literal $cop:ident;)* }
     unary { $($u:ident $uname:literal $id:ident $symbol:literal;)* }) => {
        $(mod $b {
            use super::*;

            pub fn quick<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
                let r = ops::quick_binary(th, BinOp::$op, $inplace, a.get(0), a.get(1))?;
                Ok(r.unwrap_or(Val::UNDEF))
            }

            pub fn full(th: &mut Thread, w: Window) -> Res<Done> {
                let r = number::binary(th, BinOp::$op, $inplace, w.at(0), w.at(1))?;
                th.ret_slot(r)
            }
        })*
        $(mod $c {
            use super::*;

            pub fn quick<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
                let r = ops::quick_compare(th, CmpOp::$cop, a.get(0), a.get(1))?;
                Ok(r.map_or(Val::UNDEF, Val::bool))
            }

            pub fn full(th: &mut Thread, w: Window) -> Res<Done> {
                let r = number::compare(th, CmpOp::$cop, w.at(0), w.at(1))?;
                th.ret_slot(r)
            }
        })*
        const OPERATORS: &[NativeDef] = &[
            $(both($bname, Params::all(&["_a", "_b"]), $b::quick, $b::full),)*
            $(both($cname, Params::all(&["_a", "_b"]), $c::quick, $c::full),)*
            $(NativeDef::full($uname, Params::all(&["_a"]), |th, w| unary(th, w, Id::$id, $symbol)),)*
        ];
    };
}
operators! {
    binary {
    b_add "add" Add false; b_sub "sub" Sub false; b_mul "mul" Mul false; b_truediv "truediv" TrueDiv false;
    b_floordiv "floordiv" FloorDiv false; b_mod "mod" Mod false; b_pow "pow" Pow false;
    b_matmul "matmul" MatMul false; b_lshift "lshift" LShift false; b_rshift "rshift" RShift false;
    b_and "and_" And false; b_or "or_" Or false; b_xor "xor" Xor false;
    i_add "iadd" Add true; i_sub "isub" Sub true; i_mul "imul" Mul true; i_truediv "itruediv" TrueDiv true;
    i_floordiv "ifloordiv" FloorDiv true; i_mod "imod" Mod true; i_pow "ipow" Pow true;
    i_matmul "imatmul" MatMul true; i_lshift "ilshift" LShift true; i_rshift "irshift" RShift true;
    i_and "iand" And true; i_or "ior" Or true; i_xor "ixor" Xor true;
    }
    compare {
    c_lt "lt" Lt; c_le "le" Le; c_eq "eq" Eq; c_ne "ne" Ne; c_ge "ge" Ge; c_gt "gt" Gt;
    }
    unary {
    u_neg "neg" __neg__ "-"; u_pos "pos" __pos__ "+"; u_inv "inv" __invert__ "~"; u_invert "invert" __invert__ "~";
    }
}

fn unary(th: &mut Thread, w: Window, id: Id, symbol: &str) -> Res<Done> {
    match th.call_special(w.at(0), id, &[])? {
        Some(r) => th.ret_slot(r),
        None => {
            let text = format!(
                "bad operand type for unary {symbol}: '{}'",
                th.class_name(th.get(w.at(0)))
            );
            Err(th.type_error(text))
        }
    }
}

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_operator",
    doc: "Operator interface.",
    functions: &[
        NativeDef::full("truth", Params::all(&["_a"]), |th, w| {
            let t = number::truth(th, w.at(0))?;
            th.ret(Val::bool(t))
        }),
        NativeDef::full("not_", Params::all(&["_a"]), |th, w| {
            let t = number::truth(th, w.at(0))?;
            th.ret(Val::bool(!t))
        }),
        NativeDef::quick("is_", Params::all(&["_a", "_b"]), |_, a| {
            Ok(Val::bool(a.get(0).is(a.get(1))))
        }),
        NativeDef::quick("is_not", Params::all(&["_a", "_b"]), |_, a| {
            Ok(Val::bool(!a.get(0).is(a.get(1))))
        }),
        NativeDef::quick("is_none", Params::all(&["_a"]), |_, a| {
            Ok(Val::bool(a.get(0).is_none()))
        }),
        NativeDef::quick("is_not_none", Params::all(&["_a"]), |_, a| {
            Ok(Val::bool(!a.get(0).is_none()))
        }),
        NativeDef::full("abs", Params::all(&["_a"]), absolute),
        NativeDef::full("index", Params::all(&["_a"]), |th, w| {
            let i = support::index(th, w.at(0))?;
            th.ret_slot(i)
        }),
        NativeDef::full("getitem", Params::all(&["_a", "_b"]), |th, w| {
            let v = container::get_item(th, w.at(0), w.at(1))?;
            th.ret_slot(v)
        }),
        NativeDef::full("setitem", Params::all(&["_a", "_b", "_c"]), |th, w| {
            container::set_item(th, w.at(0), w.at(1), w.at(2))?;
            th.ret(Val::NONE)
        }),
        NativeDef::full("delitem", Params::all(&["_a", "_b"]), |th, w| {
            container::del_item(th, w.at(0), w.at(1))?;
            th.ret(Val::NONE)
        }),
        NativeDef::full("contains", Params::all(&["_a", "_b"]), |th, w| {
            let found = container::contains(th, w.at(0), w.at(1))?;
            th.ret(Val::bool(found))
        }),
        NativeDef::full("concat", Params::all(&["_a", "_b"]), |th, w| {
            concat(th, w, false)
        }),
        NativeDef::full("iconcat", Params::all(&["_a", "_b"]), |th, w| {
            concat(th, w, true)
        }),
        NativeDef::full("countOf", Params::all(&["_a", "_b"]), count_of),
        NativeDef::full("indexOf", Params::all(&["_a", "_b"]), index_of),
        NativeDef::full(
            "length_hint",
            Params::pos(&["_obj", "_default"], 1),
            length_hint,
        ),
        NativeDef::full("call", Params::pos(&["_obj"], 1).kwdict().rest(), call),
        NativeDef::full(
            "_compare_digest",
            Params::all(&["_a", "_b"]),
            compare_digest,
        ),
    ],
    init,
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    let name = th.intern("_operator");
    for def in OPERATORS {
        let f = crate::object::Native::function(th, def, name);
        support::add(th, module, def.name, f.val())?;
    }
    for class in getters::CLASSES {
        add_class(th, module, class)?;
    }
    Ok(())
}

fn absolute(th: &mut Thread, w: Window) -> Res<Done> {
    match th.call_special(w.at(0), Id::__abs__, &[])? {
        Some(r) => th.ret_slot(r),
        None => {
            let text = format!(
                "bad operand type for abs(): '{}'",
                th.class_name(th.get(w.at(0)))
            );
            Err(th.type_error(text))
        }
    }
}

fn concat(th: &mut Thread, w: Window, inplace: bool) -> Res<Done> {
    let is_sequence = th.section(|th| {
        let found = crate::protocol::lookup::special(th, th.get(w.at(0)), Id::__getitem__)?;
        Ok(found.is_some())
    })?;
    if !is_sequence {
        let text = format!(
            "'{}' object can't be concatenated",
            th.class_name(th.get(w.at(0)))
        );
        return Err(th.type_error(text));
    }
    let r = number::binary(th, BinOp::Add, inplace, w.at(0), w.at(1))?;
    th.ret_slot(r)
}

fn count_of(th: &mut Thread, w: Window) -> Res<Done> {
    let it = iter::get_iter(th, w.at(0))?;
    let mark = th.mark();
    let mut n = 0;
    while let Some(v) = iter::next(th, it)? {
        n += i64::from(number::same_or_equal(th, v, w.at(1))?);
        th.release_to(mark);
    }
    th.ret(Val::small(n))
}

fn index_of(th: &mut Thread, w: Window) -> Res<Done> {
    let it = iter::get_iter(th, w.at(0))?;
    let mark = th.mark();
    let mut n = 0;
    while let Some(v) = iter::next(th, it)? {
        if number::same_or_equal(th, v, w.at(1))? {
            return th.ret(Val::small(n));
        }
        n += 1;
        th.release_to(mark);
    }
    Err(th.value_error("sequence.index(x): x not in sequence"))
}

fn length_hint(th: &mut Thread, w: Window) -> Res<Done> {
    let default = match w.opt(th, 1) {
        Some(d) => support::to_i64(th, d)?,
        None => 0,
    };
    let has_len = th.section(|th| {
        let found = crate::protocol::lookup::special(th, th.get(w.at(0)), Id::__len__)?;
        Ok(found.is_some())
    })?;
    if has_len {
        let n = container::len(th, w.at(0))?;
        return th.ret(Val::small(n as i64));
    }
    let hint = match th.call_special(w.at(0), Id::__length_hint__, &[]) {
        Ok(h) => h,
        Err(crate::unwind::Unwind::Raise) if th.swallow(crate::error::Exc::TypeError) => None,
        Err(u) => return Err(u),
    };
    match hint {
        Some(h) if !th.get(h).is_not_implemented() => match th.get(h).as_int() {
            Some(n) if n >= 0 => th.ret(Val::small(n)),
            Some(_) => Err(th.value_error("__length_hint__() should return >= 0")),
            None => {
                let text = format!(
                    "__length_hint__ must be an integer, not {}",
                    th.class_name(th.get(h))
                );
                Err(th.type_error(text))
            }
        },
        _ => th.ret(th.int(default)),
    }
}

fn call(th: &mut Thread, w: Window) -> Res<Done> {
    let args = {
        let args: Vec<Val<'_>> = w.from(2).map(|s| th.get(s)).collect();
        th.root(th.tuple(&args))
    };
    let r = th.call_ex(w.at(0), args, w.at(1))?;
    th.ret_slot(r)
}

/// Equality in a time that does not tell where the difference is.
fn compare_digest(th: &mut Thread, w: Window) -> Res<Done> {
    use crate::object::{Bytes, Str};
    let (a, b) = (th.get(w.at(0)).unboxed(), th.get(w.at(1)).unboxed());
    let (x, y) = match (a.cast::<Str>(), b.cast::<Str>()) {
        (Some(x), Some(y)) if x.is_ascii() && y.is_ascii() => {
            (x.text().as_bytes(), y.text().as_bytes())
        }
        (Some(_), Some(_)) => {
            return Err(
                th.type_error("comparing strings with non-ASCII characters is not supported")
            );
        }
        _ => match (a.cast::<Bytes>(), b.cast::<Bytes>()) {
            (Some(x), Some(y)) => (x.slice(), y.slice()),
            _ => {
                let text = format!(
                    "unsupported operand types(s) or combination of types: '{}' and '{}'",
                    th.class_name(a),
                    th.class_name(b)
                );
                return Err(th.type_error(text));
            }
        },
    };
    let differs = x.iter().zip(y).fold(0, |d, (a, b)| d | (a ^ b));
    th.ret(Val::bool(x.len() == y.len() && differs == 0))
}
