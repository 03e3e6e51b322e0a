//! Iteration as the recorder sees it: ranges and lists are walked inline, other iterators by helpers.

use jit::ir::{Op, Ref as R};
use lang::opcode::{Op as Code, Pc, Reg};

use super::machine::{Pair, Recorder};
use super::target::{self, Help};
use crate::class::Builtin;
use crate::names::Id;
use crate::object::{Kind, List, Record, Tuple};
use crate::protocol::lookup;
use crate::protocol::number::CmpOp;
use crate::semantics::{Machine, Next};
use crate::unwind::Res;
use crate::value::Val;

impl<'a, 'b> Recorder<'a, 'b> {
    pub(super) fn next_of<'t>(&'t self, it: Pair<'t>) -> Res<Next<Pair<'t>>> {
        if it.v.has_shape(Builtin::RangeIter.shape()) {
            return self.next_of_range(it);
        }
        if it.v.has_shape(Builtin::ListIter.shape()) {
            return self.next_of_list(it);
        }
        if it.v.has_shape(Builtin::TupleIter.shape()) {
            return self.next_of_tuple(it);
        }
        Ok(match crate::protocol::iter::quick_next(self.m.th, it.v)? {
            Next::Item(v) => {
                let r = self.help(Help::IterNext, &[it.r]);
                self.note_defined(r);
                Next::Item(Pair { v, r })
            }
            Next::Done if self.is_spent(it) => Next::Done,
            // The end cannot be asked for without taking an item: the interpreter does it.
            Next::Done | Next::Other => Next::Other,
        })
    }

    pub(super) fn iter_of<'t>(&'t self, x: Pair<'t>) -> Res<Option<Pair<'t>>> {
        let Some(v) = crate::protocol::iter::quick_iter(self.m.th, x.v)? else {
            return self.iter_of_sublist(x);
        };
        self.guard_shape(x);
        if v.has_shape(Builtin::Generator.shape()) {
            return Ok(Some(x));
        }
        if v.has_shape(Builtin::RangeIter.shape()) && x.v.has_shape(Builtin::Range.shape()) {
            return Ok(self.iter_of_range(x).map(|r| Pair { v, r }));
        }
        if x.v.has_shape(Builtin::List.shape()) {
            let zero = self.constant(Val::small(0));
            let r = self.new_record(Builtin::ListIter, &[x.r, zero]);
            return Ok(Some(Pair { v, r }));
        }
        if x.v.has_shape(Builtin::Tuple.shape()) {
            let zero = self.constant(Val::small(0));
            let r = self.new_record(Builtin::TupleIter, &[x.r, zero]);
            return Ok(Some(Pair { v, r }));
        }
        let r = self.help(Help::MakeIter, &[x.r]);
        self.note_defined(r);
        Ok(Some(Pair { v, r }))
    }

    /// The iterator of an instance of a subclass of list that iterates as list does.
    fn iter_of_sublist<'t>(&'t self, x: Pair<'t>) -> Res<Option<Pair<'t>>> {
        if !x.v.is_pointer() || !x.v.is_kind(Kind::List) {
            return Ok(None);
        }
        let th = &*self.m.th;
        let method = lookup::special(th, x.v, Id::__iter__)?;
        let own = lookup::lookup(th, th.builtin(Builtin::List).expect(), th.id(Id::__iter__))?;
        let same = matches!((method, own), (Some(a), Some(b)) if a.is(b));
        if !same {
            return Ok(None);
        }
        self.guard_shape(x);
        self.b.borrow_mut().depend(super::CLASSES);
        let zero = Val::small(0);
        let r = self.new_record(Builtin::ListIter, &[x.r, self.constant(zero)]);
        let v = th.record(Builtin::ListIter, &[x.v, zero]);
        Ok(Some(Pair { v, r }))
    }

    /// Decides that an iterator over a builtin object has let go of it, as it does when it is asked at its end. That it
    /// is *about* to end is nothing that can be decided, but the call that found the end left the trace.
    fn is_spent(&self, it: Pair<'_>) -> bool {
        let over_one = [
            Builtin::StrIter,
            Builtin::BytesIter,
            Builtin::DictKeyIter,
            Builtin::DictValueIter,
            Builtin::DictItemIter,
            Builtin::SetIter,
            Builtin::ListRevIter,
        ];
        let Some(now) = it.v.cast::<Record>().and_then(|r| r.see(self.m.th).ok()) else {
            return false;
        };
        if !over_one.iter().any(|b| it.v.has_shape(b.shape())) || !now.field(0).is_undef() {
            return false;
        }
        self.guard_see(it);
        let (source, nothing) = (
            self.load(it.r, target::record(0)),
            self.constant(Val::UNDEF),
        );
        self.emit(Op::GuardSame, &[source, nothing]);
        true
    }

    /// A new record of a builtin class whose fields are all given.
    pub(super) fn new_record(&self, b: Builtin, fields: &[R]) -> R {
        let n = b.row().nfields as usize;
        let r = self.new_object(b.shape(), Record::size_for(n), false);
        let nothing = self.constant(Val::UNDEF);
        self.store(r, target::ATTRS, nothing);
        self.store(r, target::RECORD_NATIVE, nothing);
        for i in 0..n {
            self.store(
                r,
                target::record(i),
                fields.get(i).copied().unwrap_or(nothing),
            );
        }
        r
    }

    /// Decides that an int is an immediate one once boxed.
    fn guard_small(&self, r: R) {
        if !r.is_const() {
            let (half, whole) = (self.int_const(1 << 48), self.int_const(1 << 49));
            let moved = self.emit(Op::IAdd, &[r, half]);
            let fits = self.emit(Op::ULt, &[moved, whole]);
            self.say(true, fits);
        }
    }

    fn iter_of_range(&self, x: Pair<'_>) -> Option<R> {
        let range = x.v.expect::<Record>();
        let part = |i| {
            self.int(Pair {
                v: range.fixed(i),
                r: self.load(x.r, target::record(i)),
            })
        };
        let (start, step, len) = (part(0)?, part(2)?, part(3)?);
        let span = self.int_mul(len, step)?;
        let end = self.int_add(start, span)?;
        self.guard_small(start.1);
        self.guard_small(end.1);
        let boxed = |r| self.b.borrow_mut().boxed(r);
        let fields = [boxed(start.1), boxed(end.1), boxed(step.1)];
        Some(self.new_record(Builtin::RangeIter, &fields))
    }

    /// `range(…)` of ints: the record that the class would make.
    pub(super) fn new_range(&self, args: &[Pair<'_>]) -> Option<R> {
        let (start, stop, step) = match args {
            [stop] => (self.const_int(0), self.int(*stop)?, self.const_int(1)),
            [start, stop] => (self.int(*start)?, self.int(*stop)?, self.const_int(1)),
            [start, stop, step] => (self.int(*start)?, self.int(*stop)?, self.int(*step)?),
            _ => return None,
        };
        if step.0 < 1 {
            return None;
        }
        if !step.1.is_const() {
            let positive = self.int_cmp(CmpOp::Gt, step, self.const_int(0));
            self.decide(positive);
        }
        let some = self.int_cmp(CmpOp::Lt, start, stop);
        let len = if self.decide(some) {
            let span = self.int_sub(stop, start)?;
            if step.1.is_const() && step.0 == 1 {
                span
            } else {
                let last = self.int_sub(span, self.const_int(1))?;
                self.int_add(self.int_floordiv(last, step)?, self.const_int(1))?
            }
        } else {
            self.const_int(0)
        };
        let boxed = |r| self.b.borrow_mut().boxed(r);
        let fields = [boxed(start.1), boxed(stop.1), boxed(step.1), boxed(len.1)];
        Some(self.new_record(Builtin::Range, &fields))
    }

    /// A range iterator holds where it is, where it ends exactly, and its step: immediate ints.
    fn next_of_range<'t>(&'t self, it: Pair<'t>) -> Res<Next<Pair<'t>>> {
        let now = it.v.expect::<Record>().own(self.m.th)?;
        let (at, end, step) = (now.field(0), now.field(1), now.field(2));
        self.guard_own(it);
        let field = |i| self.emit(Op::UnboxInt, &[self.load(it.r, target::record(i))]);
        let (rat, rend) = (field(0), field(1));
        let more = self.emit(Op::INe, &[rat, rend]);
        if at.is(end) {
            self.say(false, more);
            return Ok(Next::Done);
        }
        self.say(true, more);
        let next = self.emit(Op::IAdd, &[rat, field(2)]);
        let boxed = self.b.borrow_mut().boxed(next);
        self.store(it.r, target::record(0), boxed);
        now.set_field(0, Val::small(at.int_unchecked() + step.int_unchecked()));
        Ok(Next::Item(self.pair(at, rat)))
    }

    /// A tuple iterator holds its tuple (UNDEF once exhausted) and an index.
    fn next_of_tuple<'t>(&'t self, it: Pair<'t>) -> Res<Next<Pair<'t>>> {
        let now = it.v.expect::<Record>().own(self.m.th)?;
        let tuple = now.field(0);
        if !tuple.has_shape(Builtin::Tuple.shape()) {
            return Ok(Next::Other);
        }
        let at = now.field(1).int_unchecked();
        self.guard_own(it);
        let source = Pair {
            v: tuple,
            r: self.load(it.r, target::record(0)),
        };
        self.guard_shape(source);
        let index = self.emit(Op::UnboxInt, &[self.load(it.r, target::record(1))]);
        let len = self.load(source.r, target::TUPLE_LEN);
        let more = self.emit(Op::ULt, &[index, len]);
        let Some(&v) = tuple.known::<Tuple>().items().get(at as usize) else {
            self.say(false, more);
            let nothing = self.constant(Val::UNDEF);
            self.store(it.r, target::record(0), nothing);
            now.set_field(0, Val::UNDEF);
            return Ok(Next::Done);
        };
        self.say(true, more);
        let r = self
            .b
            .borrow_mut()
            .load_at(source.r, index, target::TUPLE_ITEM);
        self.note_defined(r);
        let one = self.int_const(1);
        let boxed = self.emit(Op::IAdd, &[index, one]);
        let boxed = self.b.borrow_mut().boxed(boxed);
        self.store(it.r, target::record(1), boxed);
        now.set_field(1, Val::small(at + 1));
        Ok(Next::Item(Pair { v, r }))
    }

    /// Does the loop with this head walk over a tuple or list of so few items that the trace may have all its turns?
    pub(super) fn walks_over_few(&self, head: u32) -> bool {
        let insn = self.m.body().lang.insn(Pc(head));
        let Some((_, register)) = insn.operands().nth(1).filter(|_| insn.op == Code::ForIter)
        else {
            return false;
        };
        let it = self.reg(Reg(register as u16)).v;
        let walks = [Builtin::ListIter, Builtin::TupleIter].map(Builtin::shape);
        let Some(record) = it
            .cast::<Record>()
            .filter(|_| walks.iter().any(|&s| it.has_shape(s)))
        else {
            return false;
        };
        let Ok(now) = record.see(self.m.th) else {
            return false;
        };
        let source = now.field(0);
        let len = if let Some(tuple) = source.cast::<Tuple>() {
            tuple.items().len()
        } else {
            let list = source
                .cast::<List>()
                .and_then(|list| list.see(self.m.th).ok());
            list.map_or(usize::MAX, |items| items.len())
        };
        len <= super::drive::MOST_UNROLLED_HOT as usize
    }

    /// A list iterator holds its list (UNDEF once exhausted) and an index.
    fn next_of_list<'t>(&'t self, it: Pair<'t>) -> Res<Next<Pair<'t>>> {
        let now = it.v.expect::<Record>().own(self.m.th)?;
        let list = now.field(0);
        if !list.is_kind(Kind::List) {
            return Ok(Next::Other);
        }
        let items = list.known::<List>().see(self.m.th)?;
        let at = now.field(1).int_unchecked();
        self.guard_own(it);
        let source = Pair {
            v: list,
            r: self.load(it.r, target::record(0)),
        };
        self.guard_see(source);
        let index = self.emit(Op::UnboxInt, &[self.load(it.r, target::record(1))]);
        let len = self.load(source.r, target::LIST_LEN);
        let more = self.emit(Op::ULt, &[index, len]);
        let Some(v) = items.at(at as usize) else {
            self.say(false, more);
            let nothing = self.constant(Val::UNDEF);
            self.store(it.r, target::record(0), nothing);
            now.set_field(0, Val::UNDEF);
            return Ok(Next::Done);
        };
        self.say(true, more);
        let storage = self.load(source.r, target::LIST_STORAGE);
        let r = self.b.borrow_mut().load_at(storage, index, target::ITEM);
        self.note_defined(r);
        let one = self.int_const(1);
        let next = self.emit(Op::IAdd, &[index, one]);
        let boxed = self.b.borrow_mut().boxed(next);
        self.store(it.r, target::record(1), boxed);
        now.set_field(1, Val::small(at + 1));
        Ok(Next::Item(Pair { v, r }))
    }
}
