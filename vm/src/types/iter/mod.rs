//! The iterators of the builtin containers, and `enumerate`, `zip`, `map`, `filter`, `reversed`.
//!
//! An iterator is a record that is owned to be advanced. An exhausted one has UNDEF in its first field and stays
//! exhausted. [`quick_next`] advances those that need no Python code, in one quick operation: the barriers of the
//! iterator and of what it goes over come before the first write, so a conflict leaves everything as it was.

pub mod chain;
pub mod methods;

use crate::class::Builtin;
use crate::error::Exc;
use crate::object::{Dict, List, Record, Ref, Set, Str, Tuple};
use crate::semantics::Next;
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::Val;

/// Fields of the iterators over list, tuple, str and bytes: what they go over, and the position in it (of a `str`
/// in bytes of UTF-8). A reverse iterator's position is that of the item given last.
pub mod over {
    pub const SOURCE: usize = 0;
    pub const AT: usize = 1;
    /// Of iterators over dicts and sets: how many items there were at the start.
    pub const SIZE: usize = 2;
}

/// Fields of a range iterator. `END` is reached exactly, also with a step other than 1.
pub mod ranges {
    pub const NEXT: usize = 0;
    pub const END: usize = 1;
    pub const STEP: usize = 2;
}

/// Where an iterator stands: its source (UNDEF when exhausted) and position.
#[inline(always)]
fn stand<'t>(it: Ref<'t, Record>, b: Builtin) -> (Val<'t>, usize) {
    let at = it.fixed_of(b, over::AT).int_unchecked() as usize;
    (it.fixed_of(b, over::SOURCE), at)
}

#[inline(always)]
fn small(n: usize) -> Val<'static> {
    Val::small(n as i64)
}

/// The next item of a builtin iterator that needs no Python code.
#[inline]
pub fn quick_next<'t>(th: &'t Thread, it: Val<'t>) -> Res<Next<Val<'t>>> {
    if !it.is_pointer() {
        return Ok(Next::Other);
    }
    const RANGE: u32 = Builtin::RangeIter.shape();
    const LIST: u32 = Builtin::ListIter.shape();
    match it.shape_id() {
        RANGE => range_next(th, it.known()),
        LIST => list_next(th, it.known()),
        _ => other_next(th, it),
    }
}

#[inline(always)]
fn range_next<'t>(th: &'t Thread, it: Ref<'t, Record>) -> Res<Next<Val<'t>>> {
    const B: Builtin = Builtin::RangeIter;
    let own = it.own(th)?;
    let next = own.field_of(B, ranges::NEXT);
    if next.is(own.field_of(B, ranges::END)) {
        return Ok(Next::Done);
    }
    let step = own.field_of(B, ranges::STEP).int_unchecked();
    own.set_field_of(B, ranges::NEXT, Val::small(next.int_unchecked() + step));
    Ok(Next::Item(next))
}

#[inline(always)]
fn list_next<'t>(th: &'t Thread, it: Ref<'t, Record>) -> Res<Next<Val<'t>>> {
    const B: Builtin = Builtin::ListIter;
    let own = it.own(th)?;
    let (list, at) = stand(it, B);
    if list.is_undef() {
        return Ok(Next::Done);
    }
    Ok(match list.known::<List>().see(th)?.at(at) {
        Some(v) => {
            own.set_field_of(B, over::AT, small(at + 1));
            Next::Item(v)
        }
        None => {
            own.set_field_of(B, over::SOURCE, Val::UNDEF);
            Next::Done
        }
    })
}

#[inline(never)]
fn other_next<'t>(th: &'t Thread, it: Val<'t>) -> Res<Next<Val<'t>>> {
    use Builtin as B;
    const TUPLE: u32 = B::TupleIter.shape();
    const STR: u32 = B::StrIter.shape();
    const BYTES: u32 = B::BytesIter.shape();
    const BYTE_ARRAY: u32 = B::ByteArrayIter.shape();
    const LIST_REV: u32 = B::ListRevIter.shape();
    const LONG_RANGE: u32 = B::LongRangeIter.shape();
    const KEY: u32 = B::DictKeyIter.shape();
    const VALUE: u32 = B::DictValueIter.shape();
    const ITEM: u32 = B::DictItemIter.shape();
    const REV_KEY: u32 = B::DictRevKeyIter.shape();
    const REV_VALUE: u32 = B::DictRevValueIter.shape();
    const REV_ITEM: u32 = B::DictRevItemIter.shape();
    const SET: u32 = B::SetIter.shape();
    const ENUMERATE: u32 = B::Enumerate.shape();
    const ZIP: u32 = B::Zip.shape();
    match it.shape_id() {
        TUPLE => tuple_next(th, it.known()),
        KEY => dict_next(th, it.known(), B::DictKeyIter, |_, k, _| k),
        VALUE => dict_next(th, it.known(), B::DictValueIter, |_, _, v| v),
        ITEM => dict_next(th, it.known(), B::DictItemIter, pair),
        STR => str_next(th, it.known()),
        SET => set_next(th, it.known()),
        BYTES => bytes_next(th, it.known(), B::BytesIter),
        BYTE_ARRAY => bytes_next(th, it.known(), B::ByteArrayIter),
        LIST_REV => list_rev_next(th, it.known()),
        LONG_RANGE => crate::types::range::long_next(th, it.known()),
        REV_KEY => dict_rev_next(th, it.known(), B::DictRevKeyIter, |_, k, _| k),
        REV_VALUE => dict_rev_next(th, it.known(), B::DictRevValueIter, |_, _, v| v),
        REV_ITEM => dict_rev_next(th, it.known(), B::DictRevItemIter, pair),
        ENUMERATE => chain::quick_enumerate(th, it.known()),
        ZIP => chain::quick_zip(th, it.known()),
        _ => match native_next(th, it) {
            Some(next) => (next.quick)(th, it),
            None => Ok(Next::Other),
        },
    }
}

/// The ways of an iterator of a native module's class.
#[inline]
pub fn native_next<'t>(th: &'t Thread, it: Val<'t>) -> Option<&'static crate::native::NativeNext> {
    if !it.is_kind(crate::object::Kind::Record) {
        return None;
    }
    th.class_of(it).info().next.get()
}

fn pair<'t>(th: &'t Thread, k: Val<'t>, v: Val<'t>) -> Val<'t> {
    th.tuple(&[k, v])
}

fn tuple_next<'t>(th: &'t Thread, it: Ref<'t, Record>) -> Res<Next<Val<'t>>> {
    const B: Builtin = Builtin::TupleIter;
    let own = it.own(th)?;
    let (tuple, at) = stand(it, B);
    if tuple.is_undef() {
        return Ok(Next::Done);
    }
    Ok(match tuple.known::<Tuple>().items().get(at) {
        Some(v) => {
            own.set_field_of(B, over::AT, small(at + 1));
            Next::Item(*v)
        }
        None => {
            own.set_field_of(B, over::SOURCE, Val::UNDEF);
            Next::Done
        }
    })
}

fn str_next<'t>(th: &'t Thread, it: Ref<'t, Record>) -> Res<Next<Val<'t>>> {
    const B: Builtin = Builtin::StrIter;
    let own = it.own(th)?;
    let (text, at) = stand(it, B);
    if text.is_undef() {
        return Ok(Next::Done);
    }
    Ok(match text.known::<Str>().text()[at..].chars().next() {
        Some(c) => {
            own.set_field_of(B, over::AT, small(at + c.len_utf8()));
            Next::Item(th.vm.character(th, c))
        }
        None => {
            own.set_field_of(B, over::SOURCE, Val::UNDEF);
            Next::Done
        }
    })
}

fn bytes_next<'t>(th: &'t Thread, it: Ref<'t, Record>, b: Builtin) -> Res<Next<Val<'t>>> {
    let own = it.own(th)?;
    let (source, at) = stand(it, b);
    if source.is_undef() {
        return Ok(Next::Done);
    }
    let bytes = crate::types::bytes::buffer(th, source)?;
    Ok(match bytes.get(at) {
        Some(byte) => {
            own.set_field_of(b, over::AT, small(at + 1));
            Next::Item(Val::small(i64::from(*byte)))
        }
        None => {
            own.set_field_of(b, over::SOURCE, Val::UNDEF);
            Next::Done
        }
    })
}

fn list_rev_next<'t>(th: &'t Thread, it: Ref<'t, Record>) -> Res<Next<Val<'t>>> {
    const B: Builtin = Builtin::ListRevIter;
    let own = it.own(th)?;
    let (list, last) = stand(it, B);
    if list.is_undef() {
        return Ok(Next::Done);
    }
    let at = last.checked_sub(1);
    let v = match at {
        Some(at) => list.known::<List>().see(th)?.at(at),
        None => None,
    };
    Ok(match v {
        Some(v) => {
            own.set_field_of(B, over::AT, small(last - 1));
            Next::Item(v)
        }
        None => {
            own.set_field_of(B, over::SOURCE, Val::UNDEF);
            Next::Done
        }
    })
}

/// What of an entry an iterator gives.
type Shown = for<'t> fn(&'t Thread, Val<'t>, Val<'t>) -> Val<'t>;

#[inline(always)]
fn dict_next<'t>(
    th: &'t Thread,
    it: Ref<'t, Record>,
    b: Builtin,
    show: Shown,
) -> Res<Next<Val<'t>>> {
    let own = it.own(th)?;
    let (dict, first) = stand(it, b);
    if dict.is_undef() {
        return Ok(Next::Done);
    }
    let seen = dict.known::<Dict>().see(th)?;
    if small(seen.len()) != own.field_of(b, over::SIZE) {
        return Err(changed_size(th, "dictionary"));
    }
    for at in first..seen.used() {
        if let Some((_, k, v)) = seen.entry(at) {
            own.set_field_of(b, over::AT, small(at + 1));
            return Ok(Next::Item(show(th, k, v)));
        }
    }
    own.set_field_of(b, over::SOURCE, Val::UNDEF);
    Ok(Next::Done)
}

fn dict_rev_next<'t>(
    th: &'t Thread,
    it: Ref<'t, Record>,
    b: Builtin,
    show: Shown,
) -> Res<Next<Val<'t>>> {
    let own = it.own(th)?;
    let (dict, last) = stand(it, b);
    if dict.is_undef() {
        return Ok(Next::Done);
    }
    let seen = dict.known::<Dict>().see(th)?;
    if small(seen.len()) != own.field_of(b, over::SIZE) {
        return Err(changed_size(th, "dictionary"));
    }
    for at in (0..last.min(seen.used())).rev() {
        if let Some((_, k, v)) = seen.entry(at) {
            own.set_field_of(b, over::AT, small(at));
            return Ok(Next::Item(show(th, k, v)));
        }
    }
    own.set_field_of(b, over::SOURCE, Val::UNDEF);
    Ok(Next::Done)
}

fn set_next<'t>(th: &'t Thread, it: Ref<'t, Record>) -> Res<Next<Val<'t>>> {
    const B: Builtin = Builtin::SetIter;
    let own = it.own(th)?;
    let (set, first) = stand(it, B);
    if set.is_undef() {
        return Ok(Next::Done);
    }
    let seen = set.known::<Set>().see(th)?;
    if small(seen.len()) != own.field_of(B, over::SIZE) {
        return Err(changed_size(th, "Set"));
    }
    for at in first..seen.used() {
        if let Some((_, k)) = seen.entry(at) {
            own.set_field_of(B, over::AT, small(at + 1));
            return Ok(Next::Item(k));
        }
    }
    own.set_field_of(B, over::SOURCE, Val::UNDEF);
    Ok(Next::Done)
}

#[cold]
fn changed_size(th: &Thread, what: &str) -> crate::unwind::Unwind {
    th.raise(
        Exc::RuntimeError,
        format!("{what} changed size during iteration"),
    )
}

/// Takes the barriers that [`quick_next`] needs, so that it cannot meet a conflict any more in this quick section.
/// False if it is not a quick iterator.
pub fn quick_ready<'t>(th: &'t Thread, it: Val<'t>) -> Res<bool> {
    if !it.is_kind(crate::object::Kind::Record) {
        return Ok(false);
    }
    use Builtin as B;
    const FIRST: u32 = B::ListIter.shape();
    const LAST: u32 = B::SetIter.shape();
    const ENUMERATE: u32 = B::Enumerate.shape();
    const ZIP: u32 = B::Zip.shape();
    let r = it.known::<Record>();
    match it.shape_id() {
        FIRST..=LAST => {
            r.own(th)?;
            let source = r.fixed(over::SOURCE);
            if let Some(l) = source.cast::<List>() {
                l.see(th)?;
            } else if let Some(d) = source.cast::<Dict>() {
                d.see(th)?;
            } else if let Some(s) = source.cast::<Set>() {
                s.see(th)?;
            } else if let Some(r) = source.cast::<Record>() {
                r.see(th)?;
            }
            Ok(true)
        }
        ENUMERATE => {
            let own = r.own(th)?;
            let small = own.field(chain::enumerate::COUNT).is_int();
            Ok(small && quick_ready(th, own.field(chain::enumerate::ITER))?)
        }
        ZIP => {
            let own = r.own(th)?;
            let iters = own.field(chain::zip::ITERS).expect::<Tuple>().items();
            if iters.len() > chain::QUICK_ZIP {
                return Ok(false);
            }
            for it in iters {
                if !quick_ready(th, *it)? {
                    return Ok(false);
                }
            }
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// `iter(v)` of an exact builtin.
pub fn quick_iter<'t>(th: &'t Thread, v: Val<'t>) -> Res<Option<Val<'t>>> {
    if !v.is_pointer() {
        return Ok(None);
    }
    use Builtin as B;
    const LIST: u32 = B::List.shape();
    const TUPLE: u32 = B::Tuple.shape();
    const RANGE: u32 = B::Range.shape();
    const STR: u32 = B::Str.shape();
    const BYTES: u32 = B::Bytes.shape();
    const BYTE_ARRAY: u32 = B::ByteArray.shape();
    const DICT: u32 = B::Dict.shape();
    const KEYS: u32 = B::DictKeys.shape();
    const VALUES: u32 = B::DictValues.shape();
    const ITEMS: u32 = B::DictItems.shape();
    const SET: u32 = B::Set.shape();
    const FROZEN: u32 = B::FrozenSet.shape();
    const FIRST_ITER: u32 = B::ListIter.shape();
    const LAST_ITER: u32 = B::Reversed.shape();
    let b = match v.shape_id() {
        LIST => B::ListIter,
        TUPLE => B::TupleIter,
        STR => B::StrIter,
        BYTES => B::BytesIter,
        BYTE_ARRAY => B::ByteArrayIter,
        RANGE => return Ok(Some(crate::types::range::iter(th, v.known()))),
        DICT => return sized_iter(th, B::DictKeyIter, v).map(Some),
        KEYS => return sized_iter(th, B::DictKeyIter, v.known::<Record>().fixed(0)).map(Some),
        VALUES => return sized_iter(th, B::DictValueIter, v.known::<Record>().fixed(0)).map(Some),
        ITEMS => return sized_iter(th, B::DictItemIter, v.known::<Record>().fixed(0)).map(Some),
        SET | FROZEN => return sized_iter(th, B::SetIter, v).map(Some),
        FIRST_ITER..=LAST_ITER => return Ok(Some(v)),
        _ => return Ok(None),
    };
    Ok(Some(source_iter(th, b, v)))
}

/// A new iterator over a list, tuple, str or bytes.
pub fn source_iter<'t>(th: &'t Thread, b: Builtin, source: Val<'t>) -> Val<'t> {
    th.record(b, &[source, Val::small(0)])
}

/// A new iterator over a dict or set, which it must not change size.
pub fn sized_iter<'t>(th: &'t Thread, b: Builtin, source: Val<'t>) -> Res<Val<'t>> {
    let (len, _) = size_of(th, source)?;
    Ok(th.record(b, &[source, Val::small(0), small(len)]))
}

/// The same from the end.
pub fn sized_rev_iter<'t>(th: &'t Thread, b: Builtin, source: Val<'t>) -> Res<Val<'t>> {
    let (len, used) = size_of(th, source)?;
    Ok(th.record(b, &[source, small(used), small(len)]))
}

fn size_of<'t>(th: &'t Thread, source: Val<'t>) -> Res<(usize, usize)> {
    Ok(match source.cast::<Dict>() {
        Some(d) => {
            let seen = d.see(th)?;
            (seen.len(), seen.used())
        }
        None => {
            let seen = source.expect::<Set>().see(th)?;
            (seen.len(), seen.used())
        }
    })
}
