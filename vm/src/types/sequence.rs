//! What list and tuple share: searching, comparing, concatenating, repeating; and subscripts of str and bytes.

use crate::class::Builtin;
use crate::native::{Done, NativeDef, Params, TypeSpec, Window};
use crate::object::{List, Str, Tuple};
use crate::protocol::index::{self, Key};
use crate::protocol::number::{self, CmpOp};
use crate::text::search;
use crate::thread::{Slot, Thread};
use crate::types::hash::quick_equal;
use crate::types::iter::source_iter;
use crate::unwind::Res;
use crate::value::{Val, both_int};

/// The items of a list or tuple, or of an instance of a subclass.
#[inline]
pub fn items_of<'t>(th: &'t Thread, v: Val<'t>) -> Res<&'t [Val<'t>]> {
    match v.cast::<List>() {
        Some(l) => Ok(l.see(th)?.items()),
        None => Ok(v.unboxed().expect::<Tuple>().items()),
    }
}

/// Is `v` among the items? `None` if Python code has to say.
pub fn quick_contains<'t>(th: &'t Thread, items: &[Val<'t>], v: Val<'t>) -> Res<Option<bool>> {
    for item in items {
        match identical_or_equal(th, *item, v)? {
            Some(true) => return Ok(Some(true)),
            Some(false) => {}
            None => return Ok(None),
        }
    }
    Ok(Some(false))
}

enum Step {
    Found(usize),
    Ask(usize, Slot),
    End,
}

/// The first position in `from..to` whose item is or equals `v`. The sequence may change under way.
pub fn search(th: &mut Thread, seq: Slot, v: Slot, from: usize, to: usize) -> Res<Option<usize>> {
    let mut next = from;
    let mark = th.mark();
    loop {
        let step = th.section(|th| {
            let items = items_of(th, th.get(seq))?;
            let end = to.min(items.len());
            for at in next..end {
                match identical_or_equal(th, items[at], th.get(v))? {
                    Some(true) => return Ok(Step::Found(at)),
                    Some(false) => {}
                    None => return Ok(Step::Ask(at, th.root(items[at]))),
                }
            }
            Ok(Step::End)
        })?;
        match step {
            Step::Found(at) => return Ok(Some(at)),
            Step::End => return Ok(None),
            Step::Ask(at, item) => {
                if number::same_or_equal(th, item, v)? {
                    return Ok(Some(at));
                }
                next = at + 1;
            }
        }
        th.release_to(mark);
    }
}

/// How many items are or equal `v`.
pub fn count(th: &mut Thread, seq: Slot, v: Slot) -> Res<usize> {
    let (mut n, mut next) = (0, 0);
    while let Some(at) = search(th, seq, v, next, usize::MAX)? {
        n += 1;
        next = at + 1;
    }
    Ok(n)
}

/// Equality as containers see it: an object equals itself, NaN included.
#[inline(always)]
pub fn identical_or_equal<'t>(th: &'t Thread, a: Val<'t>, b: Val<'t>) -> Res<Option<bool>> {
    if a.is(b) {
        return Ok(Some(true));
    }
    if both_int(a, b) {
        return Ok(Some(false));
    }
    const STR: u32 = crate::class::Builtin::Str.shape();
    if a.has_shape(STR) && b.has_shape(STR) {
        return Ok(Some(a.known::<Str>().text() == b.known::<Str>().text()));
    }
    quick_equal(th, a, b)
}

enum Pair {
    Ask(usize, Slot, Slot),
    Differ(Slot, Slot),
    Answer(bool),
}

/// `a op b` of two lists or two tuples, with the full right; the sequences may change under way.
pub fn compare(th: &mut Thread, op: CmpOp, a: Slot, b: Slot) -> Res<Slot> {
    let mut next = 0;
    let mark = th.mark();
    loop {
        let step = th.section(|th| {
            let (x, y) = (items_of(th, th.get(a))?, items_of(th, th.get(b))?);
            if x.len() != y.len() && matches!(op, CmpOp::Eq | CmpOp::Ne) {
                return Ok(Pair::Answer(op == CmpOp::Ne));
            }
            for at in next..x.len().min(y.len()) {
                match identical_or_equal(th, x[at], y[at])? {
                    Some(true) => {}
                    Some(false) => return Ok(Pair::Differ(th.root(x[at]), th.root(y[at]))),
                    None => return Ok(Pair::Ask(at, th.root(x[at]), th.root(y[at]))),
                }
            }
            Ok(Pair::Answer(op.holds(&x.len(), &y.len())))
        })?;
        let (x, y) = match step {
            Pair::Answer(t) => return Ok(th.root(Val::bool(t))),
            Pair::Differ(x, y) => (x, y),
            Pair::Ask(at, x, y) => {
                if number::same_or_equal(th, x, y)? {
                    next = at + 1;
                    th.release_to(mark);
                    continue;
                }
                (x, y)
            }
        };
        return match op {
            CmpOp::Eq => Ok(th.root(Val::FALSE)),
            CmpOp::Ne => Ok(th.root(Val::TRUE)),
            _ => number::compare(th, op, x, y),
        };
    }
}

/// Longer sequences are refused with MemoryError.
pub const MOST_ITEMS: usize = 1 << 32;

/// The items `n` times; negative counts are none. A MemoryError if there would be too many.
pub fn repeated<'t>(th: &'t Thread, items: &[Val<'t>], n: i64) -> Res<Vec<Val<'t>>> {
    let n = n.max(0) as usize;
    let total = items.len().checked_mul(n).filter(|t| *t < MOST_ITEMS);
    let mut all = Vec::new();
    if total.is_none_or(|total| all.try_reserve_exact(total).is_err()) {
        return Err(th.raise_with(crate::error::Exc::MemoryError, &[]));
    }
    for _ in 0..n {
        all.extend_from_slice(items);
    }
    Ok(all)
}

/// The right operand of a sequence's `*` if it counts something; `None` if it is not for sequences.
pub fn repeat_count(th: &mut Thread, v: Slot) -> Res<Option<i64>> {
    let counts = th.section(|th| {
        Ok(crate::protocol::lookup::special(th, th.get(v), crate::names::Id::__index__)?.is_some())
    })?;
    if counts {
        return index::size(th, v).map(Some);
    }
    Ok(None)
}

/// `s[key]` of a `str` for plain keys; UNDEF if an `__index__` has to be called.
pub fn str_get<'t>(th: &'t Thread, s: Val<'t>, key: Val<'t>) -> Res<Val<'t>> {
    let text = s.unboxed().expect::<Str>();
    Ok(match Key::of(th, key)? {
        Key::At(i) => {
            let at = index::position(th, i, text.len(), "string index out of range")?;
            th.vm.character(th, text.char_at(at))
        }
        Key::Slice(slice) => {
            let b = slice.over(th, text.len())?;
            if b.step == 1 {
                let r = b.range();
                if r == (0..text.len()) && s.has_shape(Builtin::Str.shape()) {
                    return Ok(s);
                }
                return Ok(th.str(text.get().slice(r.start, r.end)));
            }
            let out: String = if text.is_ascii() {
                let bytes = text.text().as_bytes();
                b.places().map(|i| bytes[i] as char).collect()
            } else {
                let chars: Vec<char> = text.text().chars().collect();
                b.places().map(|i| chars[i]).collect()
            };
            th.str(&out)
        }
        Key::Ask => Val::UNDEF,
        Key::Other => {
            return Err(th.type_error(format!(
                "string indices must be integers, not '{}'",
                th.class_name(key)
            )));
        }
    })
}

const ONE: Params = Params::all(&["_self"]);
const TWO: Params = Params::all(&["_self", "_key"]);

/// What makes a `str` a sequence.
pub const STR: TypeSpec = TypeSpec {
    builtin: Builtin::Str,
    doc: "",
    methods: &[
        NativeDef::quick("__len__", ONE, |_, a| {
            Ok(Val::small(a.get(0).unboxed().expect::<Str>().len() as i64))
        }),
        NativeDef::quick("__iter__", ONE, |th, a| {
            Ok(source_iter(th, Builtin::StrIter, a.get(0).unboxed()))
        }),
        NativeDef::either(
            "__getitem__",
            TWO,
            |th, a| str_get(th, a.get(0), a.get(1)),
            |th, w| get_by_plain_key(th, w, str_get),
        ),
        NativeDef::quick("__contains__", TWO, |th, a| {
            let text = a.get(0).unboxed().expect::<Str>().text();
            match a.get(1).unboxed().cast::<Str>() {
                Some(s) => Ok(Val::bool(search::find(text, s.text()).is_some())),
                None => Err(th.type_error(format!(
                    "'in <string>' requires string as left operand, not {}",
                    th.class_name(a.get(1))
                ))),
            }
        }),
    ],
    getsets: &[],
};

/// A quick subscript.
pub type Get = for<'t> fn(&'t Thread, Val<'t>, Val<'t>) -> Res<Val<'t>>;

/// `__getitem__` with a key that needs `__index__` called.
pub fn get_by_plain_key(th: &mut Thread, w: Window, get: Get) -> Res<Done> {
    let key = index::plain_key(th, w.at(1))?;
    let v = th.section(|th| Ok(th.root(get(th, th.get(w.at(0)), th.get(key))?)))?;
    th.ret_slot(v)
}

/// The rows of the six comparisons of a sequence type, from its test and its quick and full comparison.
macro_rules! comparison_rows {
    ($is:path) => {
        $crate::types::sequence::comparison_rows!($is; "__lt__" Lt, "__le__" Le, "__eq__" Eq, "__ne__" Ne, "__gt__" Gt, "__ge__" Ge)
    };
    ($is:path; $($name:literal $op:ident),*) => {
        [$(
            $crate::native::NativeDef::either(
                $name,
                $crate::native::Params::all(&["_self", "_value"]),
                |th, a| {
                    if !$is(a.get(1)) {
                        return Ok($crate::value::Val::NOT_IMPLEMENTED);
                    }
                    let (x, y) = ($crate::types::sequence::items_of(th, a.get(0))?, $crate::types::sequence::items_of(th, a.get(1))?);
                    let known = $crate::types::ops::compare_items(th, $crate::protocol::number::CmpOp::$op, x, y)?;
                    Ok(known.map_or($crate::value::Val::UNDEF, $crate::value::Val::bool))
                },
                |th, w| {
                    let r = $crate::types::sequence::compare(th, $crate::protocol::number::CmpOp::$op, w.at(0), w.at(1))?;
                    th.ret_slot(r)
                },
            ),
        )*]
    };
}
pub(crate) use comparison_rows;
