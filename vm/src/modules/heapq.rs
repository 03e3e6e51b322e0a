//! `_heapq`: heaps in lists. Every comparison may run Python code, so items are read and written one by one, and a list
//! that changes its length meanwhile is an error.

use crate::error::Exc;
use crate::native::{Done, ModuleSpec, NativeDef, Params, Window};
use crate::object::List;
use crate::protocol::number::{CmpOp, compare_truth};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Val, both_int};

const HEAP: Params = Params::all(&["_heap"]);
const BOTH: Params = Params::all(&["_heap", "_item"]);

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_heapq",
    doc: "Heap queue algorithm (a.k.a. priority queue).",
    functions: &[
        NativeDef::full("heappush", BOTH, |th, w| push(th, w, Order::Min)),
        NativeDef::full("heappush_max", BOTH, |th, w| push(th, w, Order::Max)),
        NativeDef::full("heappop", HEAP, |th, w| pop(th, w, Order::Min)),
        NativeDef::full("heappop_max", HEAP, |th, w| pop(th, w, Order::Max)),
        NativeDef::full("heapify", HEAP, |th, w| heapify(th, w, Order::Min)),
        NativeDef::full("heapify_max", HEAP, |th, w| heapify(th, w, Order::Max)),
        NativeDef::full("heapreplace", BOTH, |th, w| replace(th, w, Order::Min)),
        NativeDef::full("heapreplace_max", BOTH, |th, w| replace(th, w, Order::Max)),
        NativeDef::full("heappushpop", BOTH, |th, w| push_pop(th, w, Order::Min)),
        NativeDef::full("heappushpop_max", BOTH, |th, w| push_pop(th, w, Order::Max)),
    ],
    init: |_, _| Ok(()),
};

/// Which item is at the front.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    Min,
    Max,
}

/// A heap with two registers for items that are being compared.
#[derive(Clone, Copy)]
struct Heap {
    list: Slot,
    order: Order,
    len: usize,
    a: Slot,
    b: Slot,
}

impl Heap {
    /// `argument` says of which argument of which function an error is.
    fn of(th: &mut Thread, list: Slot, order: Order, argument: &str) -> Res<Heap> {
        let len = th.section(|th| match th.get(list).cast::<List>() {
            Some(l) => Ok(l.see(th)?.len()),
            None => Err(th.type_error(format!(
                "{argument} must be list, not {}",
                th.class_name(th.get(list))
            ))),
        })?;
        let a = th.root_row(2);
        Ok(Heap {
            list,
            order,
            len,
            a,
            b: a.offset(1),
        })
    }

    /// Puts an item into a register.
    fn load(&self, th: &mut Thread, i: usize, to: Slot) -> Res<()> {
        th.section(|th| {
            let l = th.get(self.list).expect::<List>().see(th)?;
            if l.len() != self.len {
                return Err(changed(th));
            }
            th.set(to, l.items()[i]);
            Ok(())
        })
    }

    fn store(&self, th: &mut Thread, i: usize, from: Slot) -> Res<()> {
        th.section(|th| {
            let l = th.get(self.list).expect::<List>().own(th)?;
            if l.len() != self.len {
                return Err(changed(th));
            }
            l.set(i, th.get(from));
            Ok(())
        })
    }

    /// Does the item in `a` belong before that in `b`?
    fn before(&self, th: &mut Thread, a: Slot, b: Slot) -> Res<bool> {
        let (a, b) = match self.order {
            Order::Min => (a, b),
            Order::Max => (b, a),
        };
        let (x, y) = (th.get(a), th.get(b));
        if both_int(x, y) {
            return Ok(x.int_unchecked() < y.int_unchecked());
        }
        if let (Some(x), Some(y)) = (x.as_float(), y.as_float()) {
            return Ok(x < y);
        }
        let mark = th.mark();
        let less = compare_truth(th, CmpOp::Lt, a, b)?;
        th.release_to(mark);
        Ok(less)
    }

    /// Moves the item at `at` towards the front, not beyond `start`, to where it belongs.
    fn rise(&self, th: &mut Thread, start: usize, mut at: usize) -> Res<()> {
        let item = self.a;
        self.load(th, at, item)?;
        while at > start {
            let parent = (at - 1) / 2;
            self.load(th, parent, self.b)?;
            if !self.before(th, item, self.b)? {
                break;
            }
            // Swapped at once, so that the list keeps all its items if a comparison fails.
            self.store(th, at, self.b)?;
            self.store(th, parent, item)?;
            at = parent;
        }
        Ok(())
    }

    /// Moves the item at `at` to a leaf, always below its better child, and from there up to where it belongs: that takes
    /// fewer comparisons than stopping on the way.
    fn sink(&self, th: &mut Thread, at: usize) -> Res<()> {
        let (start, mut at) = (at, at);
        while at < self.len / 2 {
            let mut child = 2 * at + 1;
            if child + 1 < self.len {
                self.load(th, child, self.a)?;
                self.load(th, child + 1, self.b)?;
                if !self.before(th, self.a, self.b)? {
                    child += 1;
                }
            }
            self.load(th, child, self.a)?;
            self.load(th, at, self.b)?;
            self.store(th, at, self.a)?;
            self.store(th, child, self.b)?;
            at = child;
        }
        self.rise(th, start, at)
    }
}

fn changed(th: &Thread) -> crate::unwind::Unwind {
    th.raise(Exc::RuntimeError, "list changed size during iteration")
}

fn empty(th: &Thread) -> crate::unwind::Unwind {
    th.index_error("index out of range")
}

fn push(th: &mut Thread, w: Window, order: Order) -> Res<Done> {
    let mut heap = Heap::of(th, w.at(0), order, "heappush() argument 1")?;
    heap.len = th.section(|th| {
        let l = th.get(w.at(0)).expect::<List>().own(th)?;
        l.push(th, th.get(w.at(1)));
        Ok(l.len())
    })?;
    heap.rise(th, 0, heap.len - 1)?;
    th.ret(Val::NONE)
}

fn pop(th: &mut Thread, w: Window, order: Order) -> Res<Done> {
    let mut heap = Heap::of(th, w.at(0), order, "heappop() argument")?;
    let result = th.root_row(1);
    heap.len = th.section(|th| {
        let l = th.get(w.at(0)).expect::<List>().own(th)?;
        let Some(last) = l.pop() else {
            return Err(empty(th));
        };
        th.set(result, last);
        if let Some(first) = l.at(0) {
            th.set(result, first);
            l.set(0, last);
        }
        Ok(l.len())
    })?;
    if heap.len > 1 {
        heap.sink(th, 0)?;
    }
    th.ret_slot(result)
}

fn heapify(th: &mut Thread, w: Window, order: Order) -> Res<Done> {
    let heap = Heap::of(th, w.at(0), order, "heapify() argument")?;
    for i in (0..heap.len / 2).rev() {
        heap.sink(th, i)?;
    }
    th.ret(Val::NONE)
}

/// Takes the front and puts the item in its place.
fn exchange(th: &mut Thread, heap: Heap, item: Slot) -> Res<Done> {
    let result = th.root_row(1);
    heap.load(th, 0, result)?;
    heap.store(th, 0, item)?;
    heap.sink(th, 0)?;
    th.ret_slot(result)
}

fn replace(th: &mut Thread, w: Window, order: Order) -> Res<Done> {
    let heap = Heap::of(th, w.at(0), order, "heapreplace() argument 1")?;
    if heap.len == 0 {
        return Err(empty(th));
    }
    exchange(th, heap, w.at(1))
}

fn push_pop(th: &mut Thread, w: Window, order: Order) -> Res<Done> {
    let heap = Heap::of(th, w.at(0), order, "heappushpop() argument 1")?;
    if heap.len == 0 {
        return th.ret_slot(w.at(1));
    }
    heap.load(th, 0, heap.a)?;
    if !heap.before(th, heap.a, w.at(1))? {
        return th.ret_slot(w.at(1));
    }
    exchange(th, heap, w.at(1))
}
