//! `list.sort` and `sorted`: a stable merge sort.
//!
//! While it sorts, the list is empty; items and keys lie in a list of their own. Keys of one of the usual types are
//! compared without running Python code; as soon as a comparison needs it, sorting starts again with the full right.

use std::cmp::Ordering;

use crate::class::Builtin;
use crate::native::{Done, Window};
use crate::object::{List, Str};
use crate::protocol::number::{self, CmpOp};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// `list.sort(self, /, *, key=None, reverse=False)`.
pub fn method(th: &mut Thread, w: Window) -> Res<Done> {
    let key = w.opt(th, 1);
    let reverse = match w.opt(th, 2) {
        Some(v) => number::truth(th, v)?,
        None => false,
    };
    sort(th, w.at(0), key, reverse)?;
    th.ret(Val::NONE)
}

/// Sorts a list in place. `key` may be a register that holds None.
pub fn sort(th: &mut Thread, list: Slot, key: Option<Slot>, reverse: bool) -> Res<()> {
    let key = key.filter(|k| !th.get(*k).is_none());
    // The items move to a list that only we know.
    let items = th.section(|th| {
        let own = th.get(list).expect::<List>().own(th)?;
        let work = th.root(th.list(own.items()));
        own.truncate(0);
        Ok(work)
    })?;
    let order = sorted_order(th, items, key, reverse);
    let modified = th.section(|th| {
        let work = th.get(items).expect::<List>().see(th)?.items();
        let result: Vec<Val<'_>> = match &order {
            Ok(order) => order.iter().map(|i| work[*i as usize]).collect(),
            Err(_) => work.to_vec(),
        };
        let own = th.get(list).expect::<List>().own(th)?;
        let modified = !own.is_empty();
        own.replace(th, &result);
        Ok(modified)
    })?;
    order?;
    if modified {
        return Err(th.value_error("list modified during sort"));
    }
    Ok(())
}

/// The items' numbers in sorted order.
fn sorted_order(th: &mut Thread, items: Slot, key: Option<Slot>, reverse: bool) -> Res<Vec<u32>> {
    let n = th.section(|th| Ok(th.get(items).expect::<List>().see(th)?.len()))?;
    let keys = match key {
        None => items,
        Some(f) => keys_of(th, items, f, n)?,
    };
    if n < 2 {
        return Ok((0..n as u32).collect());
    }
    let quick = th.section(|th| {
        let keys = th.get(keys).expect::<List>().see(th)?.items();
        quick_order(th, keys, reverse)
    })?;
    match quick {
        Some(order) => Ok(order),
        None => slow_order(th, keys, n, reverse),
    }
}

fn keys_of(th: &mut Thread, items: Slot, f: Slot, n: usize) -> Res<Slot> {
    let keys = th.root(crate::object::List::with_capacity(th, n).val());
    let mark = th.mark();
    for i in 0..n {
        let item = th.section(|th| {
            let items = th.get(items).expect::<List>().see(th)?;
            Ok(th.root(items.at(i).expect("V4: only we know this list")))
        })?;
        let key = th.call(f, &[item])?;
        th.section(|th| {
            th.get(keys).expect::<List>().own(th)?.push(th, th.get(key));
            Ok(())
        })?;
        th.release_to(mark);
    }
    Ok(keys)
}

/// Numbers in the order to begin with. A reverse sort is a sort of the reversed items, reversed: equal ones keep
/// their order.
fn start(n: usize, reverse: bool) -> Vec<u32> {
    if reverse {
        (0..n as u32).rev().collect()
    } else {
        (0..n as u32).collect()
    }
}

fn finish(mut order: Vec<u32>, reverse: bool) -> Vec<u32> {
    if reverse {
        order.reverse();
    }
    order
}

/// Sorts by keys whose comparison needs no Python code; `None` if one does.
fn quick_order<'t>(th: &'t Thread, keys: &[Val<'t>], reverse: bool) -> Res<Option<Vec<u32>>> {
    let plain = plain_order(keys, reverse, |k| k.as_int(), i64::cmp)
        .or_else(|| plain_order(keys, reverse, number, |a, b| a.total_cmp(b)))
        .or_else(|| plain_order(keys, reverse, exact_text, |a, b| a.cmp(b)));
    if plain.is_some() {
        return Ok(plain);
    }
    let mut order = start(keys.len(), reverse);
    let sorted = merge_sort(&mut order, &mut |a: u32, b: u32| {
        let (x, y) = (keys[a as usize], keys[b as usize]);
        match crate::types::ops::quick_compare(th, CmpOp::Lt, x, y) {
            Ok(Some(less)) => Ok(less),
            Ok(None) => Err(None),
            Err(u) => Err(Some(u)),
        }
    });
    match sorted {
        Ok(()) => Ok(Some(finish(order, reverse))),
        Err(None) => Ok(None),
        Err(Some(u)) => Err(u),
    }
}

/// A float that has an order. The two zeros are equal, which [`f64::total_cmp`] would not say.
fn number(k: Val<'_>) -> Option<f64> {
    let f = k.as_float().filter(|f| !f.is_nan())?;
    Some(if f == 0.0 { 0.0 } else { f })
}

fn exact_text<'t>(k: Val<'t>) -> Option<&'t str> {
    k.has_shape(Builtin::Str.shape())
        .then(|| k.known::<Str>().text())
}

/// The order if all keys are of one kind.
fn plain_order<'t, T>(
    keys: &[Val<'t>],
    reverse: bool,
    of: impl Fn(Val<'t>) -> Option<T>,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Option<Vec<u32>> {
    let mut pairs = Vec::with_capacity(keys.len());
    for i in start(keys.len(), reverse) {
        pairs.push((of(keys[i as usize])?, i));
    }
    pairs.sort_by(|a, b| compare(&a.0, &b.0));
    let order = pairs.into_iter().map(|(_, i)| i).collect();
    Some(finish(order, reverse))
}

fn slow_order(th: &mut Thread, keys: Slot, n: usize, reverse: bool) -> Res<Vec<u32>> {
    let mut order = start(n, reverse);
    let (a, b) = (th.root(Val::NONE), th.root(Val::NONE));
    let mark = th.mark();
    merge_sort(&mut order, &mut |i: u32, j: u32| {
        th.section(|th| {
            let keys = th.get(keys).expect::<List>().see(th)?.items();
            th.set(a, keys[i as usize]);
            th.set(b, keys[j as usize]);
            Ok(())
        })?;
        let less = number::compare_truth(th, CmpOp::Lt, a, b)?;
        th.release_to(mark);
        Ok::<bool, Unwind>(less)
    })?;
    Ok(finish(order, reverse))
}

/// Runs shorter than this are made longer by insertion.
const RUN: usize = 16;

/// A stable merge sort that finds runs which are in order already, and uses nothing but `less`.
fn merge_sort<E>(
    v: &mut [u32],
    less: &mut dyn FnMut(u32, u32) -> Result<bool, E>,
) -> Result<(), E> {
    // Runs as (start, length), merged so that lengths on the stack shrink fast.
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let (mut at, mut spare) = (0, Vec::new());
    while at < v.len() {
        let len = next_run(&mut v[at..], less)?;
        runs.push((at, len));
        at += len;
        while let [.., x, y] = runs[..]
            && (x.1 <= 2 * y.1 || at == v.len())
        {
            merge(&mut v[x.0..y.0 + y.1], x.1, &mut spare, less)?;
            runs.pop();
            runs.pop();
            runs.push((x.0, x.1 + y.1));
        }
    }
    Ok(())
}

/// Makes the beginning of `v` a run, and says how long it is.
fn next_run<E>(
    v: &mut [u32],
    less: &mut dyn FnMut(u32, u32) -> Result<bool, E>,
) -> Result<usize, E> {
    if v.len() < 2 {
        return Ok(v.len());
    }
    let mut n = 2;
    if less(v[1], v[0])? {
        while n < v.len() && less(v[n], v[n - 1])? {
            n += 1;
        }
        v[..n].reverse();
    } else {
        while n < v.len() && !less(v[n], v[n - 1])? {
            n += 1;
        }
    }
    let end = RUN.min(v.len());
    for i in n..end {
        // Binary insertion behind all that are not greater.
        let (mut low, mut high) = (0, i);
        while low < high {
            let mid = (low + high) / 2;
            if less(v[i], v[mid])? {
                high = mid;
            } else {
                low = mid + 1;
            }
        }
        v[low..=i].rotate_right(1);
    }
    Ok(n.max(end))
}

/// Merges `v[..mid]` and `v[mid..]`, both in order. If `less` fails, `v` holds all its items in some order.
fn merge<E>(
    v: &mut [u32],
    mid: usize,
    spare: &mut Vec<u32>,
    less: &mut dyn FnMut(u32, u32) -> Result<bool, E>,
) -> Result<(), E> {
    spare.clear();
    spare.extend_from_slice(&v[..mid]);
    let (mut left, mut right, mut to) = (0, mid, 0);
    let mut failed = None;
    while left < spare.len() && right < v.len() {
        match less(v[right], spare[left]) {
            Ok(true) => {
                v[to] = v[right];
                right += 1;
            }
            Ok(false) => {
                v[to] = spare[left];
                left += 1;
            }
            Err(e) => {
                failed = Some(e);
                break;
            }
        }
        to += 1;
    }
    let rest = spare.len() - left;
    v[to..to + rest].copy_from_slice(&spare[left..]);
    failed.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::merge_sort;

    #[test]
    fn sorts_stably_whatever_the_order() {
        let mut state = 1_u32;
        for n in 0..200 {
            let keys: Vec<u32> = (0..n)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    state >> 29
                })
                .collect();
            let mut order: Vec<u32> = (0..n).collect();
            merge_sort(&mut order, &mut |a, b| {
                Ok::<bool, ()>(keys[a as usize] < keys[b as usize])
            })
            .unwrap();
            let mut expected: Vec<u32> = (0..n).collect();
            expected.sort_by_key(|i| keys[*i as usize]);
            assert_eq!(order, expected);
        }
    }

    #[test]
    fn a_failure_loses_nothing() {
        for fail_at in 0..60 {
            let mut order: Vec<u32> = (0..40).map(|i| (i * 17) % 40).collect();
            let mut turns = 0;
            let _ = merge_sort(&mut order, &mut |a, b| {
                turns += 1;
                if turns == fail_at { Err(()) } else { Ok(a < b) }
            });
            order.sort_unstable();
            assert_eq!(order, (0..40).collect::<Vec<u32>>());
        }
    }
}
