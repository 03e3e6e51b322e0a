//! The recorder's answers to the vocabulary of [`Machine`].

use jit::ir::{Op, Ref as R, Slot as JitSlot, Ty};
use lang::opcode::{CacheId, ConstId, NameId, Reg};

use super::calls::Site;
use super::machine::{Pair, PairCell, PairList, Recorder};
use super::target::{self, Help};
use crate::class::Builtin;
use crate::interp::cache::Cached;
use crate::interp::{Flow, Interp};
use crate::object::{BigIntObj, Cell, Function, Kind, List, Part, Place, Ref, Str, Tuple, word_of};
use crate::protocol::number::{self, BinOp, CmpOp};
use crate::semantics::{AttrPlan, Machine, Next};
use crate::unwind::Res;
use crate::value::{Raw, Val};

type Int = (i64, R);
type Float = (f64, R);
type Bool = (bool, R);

impl<'a, 'b> Recorder<'a, 'b> {
    fn int_op(&self, op: Op, r: Option<i64>, a: Int, b: Int) -> Option<Int> {
        let r = r?;
        Some((r, self.emit(op, &[a.1, b.1])))
    }

    fn float_op(&self, op: Op, r: f64, a: Float, b: Float) -> Float {
        (r, self.emit(op, &[a.1, b.1]))
    }

    /// A truth value that a helper gave as a boxed one.
    fn helped_truth(&self, t: bool, r: R) {
        let k = self.constant(Val::bool(t));
        self.emit(Op::GuardSame, &[r, k]);
    }

    fn number_ref(&self, n: u64) -> R {
        self.int_const(n as i64)
    }
}

impl<'a, 'b> Machine for Recorder<'a, 'b> {
    type Val<'t>
        = Pair<'t>
    where
        Self: 't;
    type Int = Int;
    type Float = Float;
    type Bool = Bool;
    type List<'t>
        = PairList<'t>
    where
        Self: 't;
    type Cell<'t>
        = PairCell<'t>
    where
        Self: 't;

    fn reg(&self, r: Reg) -> Pair<'_> {
        let slot = self.slot(r);
        Pair {
            v: self.m.get(r),
            r: self.b.borrow_mut().reg(slot),
        }
    }
    fn constant(&self, k: ConstId) -> Pair<'_> {
        let v = self.m.const_val(k);
        Pair {
            v,
            r: self.constant(v),
        }
    }
    fn const_int(&self, i: i64) -> Int {
        (i, self.int_const(i))
    }
    fn const_bool(&self, b: bool) -> Bool {
        (b, self.b.borrow_mut().truth(b))
    }

    fn int(&self, x: Pair<'_>) -> Option<Int> {
        if x.r.is_const() {
            return x.v.as_int().map(|i| (i, self.int_const(i)));
        }
        if let Some((ty, u)) = self.inside(x.r) {
            // In compiled code an int has 64 bits, whatever the interpreter had to box.
            let wide = || x.v.cast::<BigIntObj>().and_then(|b| b.to_i64());
            return if ty == Ty::Int {
                x.v.as_int().or_else(wide).map(|i| (i, u))
            } else {
                None
            };
        }
        self.guard_kind(x);
        x.v.as_int().map(|i| (i, self.emit(Op::UnboxInt, &[x.r])))
    }
    fn two_ints(&self, a: Pair<'_>, b: Pair<'_>) -> Option<(Int, Int)> {
        Some((self.int(a)?, self.int(b)?))
    }
    fn float(&self, x: Pair<'_>) -> Option<Float> {
        if x.r.is_const() {
            return x.v.as_float().map(|f| (f, self.b.borrow_mut().float(f)));
        }
        if let Some((ty, u)) = self.inside(x.r) {
            return if ty == Ty::Float {
                x.v.as_float().map(|f| (f, u))
            } else {
                None
            };
        }
        self.guard_kind(x);
        x.v.as_float()
            .map(|f| (f, self.emit(Op::UnboxFloat, &[x.r])))
    }
    fn number(&self, x: Pair<'_>) -> Option<Float> {
        if let Some(f) = self.float(x) {
            return Some(f);
        }
        let i = self.int(x)?;
        self.guard_exact(i);
        Some((i.0 as f64, self.emit(Op::IntToFloat, &[i.1])))
    }
    fn is_none(&self, x: Pair<'_>) -> bool {
        if !x.r.is_const() && self.inside(x.r).is_none() {
            let none = self.constant(Val::NONE);
            self.emit(
                if x.v.is_none() {
                    Op::GuardSame
                } else {
                    Op::GuardOther
                },
                &[x.r, none],
            );
        }
        x.v.is_none()
    }
    fn is_undef(&self, x: Pair<'_>) -> bool {
        let known =
            x.r.is_const() || self.inside(x.r).is_some() || self.defined.borrow().contains(&x.r);
        if !known {
            let undef = self.constant(Val::UNDEF);
            self.emit(
                if x.v.is_undef() {
                    Op::GuardSame
                } else {
                    Op::GuardOther
                },
                &[x.r, undef],
            );
            if !x.v.is_undef() {
                self.note_defined(x.r);
            }
        }
        x.v.is_undef()
    }
    fn same(&self, a: Pair<'_>, b: Pair<'_>) -> Bool {
        (a.v.is(b.v), self.emit(Op::Same, &[a.r, b.r]))
    }
    fn truth(&self, x: Pair<'_>) -> Res<Option<bool>> {
        if x.r.is_const() {
            return if x.v.is_pointer() {
                Ok(None)
            } else {
                number::quick_truth(self.m.th, x.v)
            };
        }
        if let Some(t) = x.v.as_bool() {
            let r = match self.inside(x.r) {
                Some((Ty::Bool, u)) => u,
                _ => {
                    self.guard_kind(x);
                    return Ok(Some(t));
                }
            };
            self.say(t, r);
            return Ok(Some(t));
        }
        if x.v.is_int() {
            let Some(i) = self.int(x) else {
                return Ok(None);
            };
            let zero = self.int_const(0);
            let r = self.emit(Op::INe, &[i.1, zero]);
            self.say(i.0 != 0, r);
            return Ok(Some(i.0 != 0));
        }
        if x.v.is_none() {
            self.is_none(x);
            return Ok(Some(false));
        }
        if x.v.has_shape(Builtin::List.shape()) {
            let (len, r) = {
                let list = x.v.known::<List>();
                list.see(self.m.th)?;
                self.guard_see(x);
                self.list_len(PairList { list, r: x.r })?
            };
            let zero = self.int_const(0);
            let some = self.emit(Op::INe, &[r, zero]);
            self.say(len != 0, some);
            return Ok(Some(len != 0));
        }
        if x.v.has_shape(Builtin::Str.shape()) {
            self.guard_shape(x);
            let len = self.load(x.r, target::STR_LEN);
            let zero = self.int_const(0);
            let some = self.emit(Op::INe, &[len, zero]);
            let t = !x.v.known::<Str>().is_empty();
            self.say(t, some);
            return Ok(Some(t));
        }
        if x.v.is_kind(Kind::Instance) {
            let t = number::quick_truth(self.m.th, x.v)?;
            if t.is_some() {
                self.guard_shape(x);
                self.b.borrow_mut().depend(super::CLASSES);
            }
            return Ok(t);
        }
        Ok(None)
    }
    fn decide(&self, b: Bool) -> bool {
        self.say(b.0, b.1);
        b.0
    }

    fn int_add(&self, a: Int, b: Int) -> Option<Int> {
        self.int_op(Op::AddOvf, a.0.checked_add(b.0), a, b)
    }
    fn int_sub(&self, a: Int, b: Int) -> Option<Int> {
        self.int_op(Op::SubOvf, a.0.checked_sub(b.0), a, b)
    }
    fn int_mul(&self, a: Int, b: Int) -> Option<Int> {
        self.int_op(Op::MulOvf, a.0.checked_mul(b.0), a, b)
    }
    fn int_floordiv(&self, a: Int, b: Int) -> Option<Int> {
        self.int_op(Op::FloorDiv, self.m.int_floordiv(a.0, b.0), a, b)
    }
    fn int_mod(&self, a: Int, b: Int) -> Option<Int> {
        self.int_op(Op::FloorMod, self.m.int_mod(a.0, b.0), a, b)
    }
    fn int_truediv(&self, a: Int, b: Int) -> Option<Float> {
        let r = self.m.int_truediv(a.0, b.0)?;
        if a.0.unsigned_abs() > 1 << 53 || b.0.unsigned_abs() > 1 << 53 {
            return None;
        }
        if !b.1.is_const() {
            let zero = self.int_const(0);
            let some = self.emit(Op::INe, &[b.1, zero]);
            self.say(true, some);
        }
        self.guard_exact(a);
        self.guard_exact(b);
        let (x, y) = (
            self.emit(Op::IntToFloat, &[a.1]),
            self.emit(Op::IntToFloat, &[b.1]),
        );
        Some((r, self.emit(Op::FDiv, &[x, y])))
    }
    fn int_shl(&self, a: Int, b: Int) -> Option<Int> {
        self.int_op(Op::ShlOvf, self.m.int_shl(a.0, b.0), a, b)
    }
    fn int_shr(&self, a: Int, b: Int) -> Option<Int> {
        let r = self.m.int_shr(a.0, b.0)?;
        if b.0 > 63 {
            return None;
        }
        if !b.1.is_const() {
            let limit = self.int_const(64);
            let fits = self.emit(Op::ULt, &[b.1, limit]);
            self.say(true, fits);
        }
        Some((r, self.emit(Op::Sar, &[a.1, b.1])))
    }
    fn int_and(&self, a: Int, b: Int) -> Int {
        (a.0 & b.0, self.emit(Op::IAnd, &[a.1, b.1]))
    }
    fn int_or(&self, a: Int, b: Int) -> Int {
        (a.0 | b.0, self.emit(Op::IOr, &[a.1, b.1]))
    }
    fn int_xor(&self, a: Int, b: Int) -> Int {
        (a.0 ^ b.0, self.emit(Op::IXor, &[a.1, b.1]))
    }
    fn int_neg(&self, a: Int) -> Option<Int> {
        let zero = self.const_int(0);
        self.int_op(Op::SubOvf, a.0.checked_neg(), zero, a)
    }
    fn int_not(&self, a: Int) -> Int {
        (!a.0, self.emit(Op::INot, &[a.1]))
    }
    fn int_cmp(&self, op: CmpOp, a: Int, b: Int) -> Bool {
        let o = match op {
            CmpOp::Lt => Op::ILt,
            CmpOp::Le => Op::ILe,
            CmpOp::Eq => Op::IEq,
            CmpOp::Ne => Op::INe,
            CmpOp::Gt => Op::IGt,
            CmpOp::Ge => Op::IGe,
        };
        (op.holds(&a.0, &b.0), self.emit(o, &[a.1, b.1]))
    }
    fn float_add(&self, a: Float, b: Float) -> Float {
        self.float_op(Op::FAdd, a.0 + b.0, a, b)
    }
    fn float_sub(&self, a: Float, b: Float) -> Float {
        self.float_op(Op::FSub, a.0 - b.0, a, b)
    }
    fn float_mul(&self, a: Float, b: Float) -> Float {
        self.float_op(Op::FMul, a.0 * b.0, a, b)
    }
    fn float_div(&self, a: Float, b: Float) -> Option<Float> {
        if b.0 == 0.0 {
            return None;
        }
        if !b.1.is_const() {
            let zero = self.b.borrow_mut().float(0.0);
            let some = self.emit(Op::FNe, &[b.1, zero]);
            self.say(true, some);
        }
        Some(self.float_op(Op::FDiv, a.0 / b.0, a, b))
    }
    fn float_pow(&self, a: Float, b: Float) -> Option<Float> {
        let r = number::quick_float_pow(a.0, b.0).filter(|r| !r.is_nan())?;
        let power = self.help(Help::FloatPow, &[a.1, b.1]);
        let plain = self.emit(Op::FEq, &[power, power]);
        self.say(true, plain);
        Some((r, power))
    }
    fn float_neg(&self, a: Float) -> Float {
        (-a.0, self.emit(Op::FNeg, &[a.1]))
    }
    fn float_cmp(&self, op: CmpOp, a: Float, b: Float) -> Bool {
        let o = match op {
            CmpOp::Lt => Op::FLt,
            CmpOp::Le => Op::FLe,
            CmpOp::Eq => Op::FEq,
            CmpOp::Ne => Op::FNe,
            CmpOp::Gt => Op::FGt,
            CmpOp::Ge => Op::FGe,
        };
        (op.holds(&a.0, &b.0), self.emit(o, &[a.1, b.1]))
    }
    fn bool_not(&self, b: Bool) -> Bool {
        (!b.0, self.emit(Op::BNot, &[b.1]))
    }

    fn from_int(&self, i: Int) -> Pair<'_> {
        self.pair(self.m.th.int(i.0), i.1)
    }
    fn from_float(&self, f: Float) -> Pair<'_> {
        self.pair(Val::float(f.0), f.1)
    }
    fn from_bool(&self, b: Bool) -> Pair<'_> {
        self.pair(Val::bool(b.0), b.1)
    }

    fn list_to_read<'t>(&'t self, x: Pair<'t>) -> Res<Option<PairList<'t>>> {
        if !x.v.has_shape(Builtin::List.shape()) {
            self.guard_shape(x);
            return Ok(None);
        }
        let list = x.v.known::<List>();
        list.see(self.m.th)?;
        self.guard_see(x);
        Ok(Some(PairList { list, r: x.r }))
    }
    fn list_to_write<'t>(&'t self, x: Pair<'t>) -> Res<Option<PairList<'t>>> {
        if !x.v.has_shape(Builtin::List.shape()) {
            self.guard_shape(x);
            return Ok(None);
        }
        let list = x.v.known::<List>();
        list.own(self.m.th)?;
        self.guard_own(x);
        Ok(Some(PairList { list, r: x.r }))
    }
    fn list_get<'t>(&'t self, l: PairList<'t>, i: Int) -> Option<Pair<'t>> {
        let len = self.list_len(l).ok()?;
        let (at, index) = self.index(i, len)?;
        let storage = self.load(l.r, target::LIST_STORAGE);
        let r = self.b.borrow_mut().load_at(storage, index, target::ITEM);
        self.note_defined(r);
        Some(Pair {
            v: l.list.unpacked(at),
            r,
        })
    }
    fn list_set<'t>(&'t self, l: PairList<'t>, i: Int, x: Pair<'t>) -> Option<()> {
        let len = self.list_len(l).ok()?;
        let (at, index) = self.index(i, len)?;
        let storage = self.load(l.r, target::LIST_STORAGE);
        self.b
            .borrow_mut()
            .store_at(storage, index, target::ITEM, x.r);
        l.list.own(self.m.th).ok()?.set(at, x.v);
        Some(())
    }
    fn list_push<'t>(&'t self, l: PairList<'t>, x: Pair<'t>) {
        self.help(Help::Push, &[l.r, x.r]);
        if let Ok(own) = l.list.own(self.m.th) {
            own.push(self.m.th, x.v);
        }
    }
    fn sequence_get<'t>(&'t self, x: Pair<'t>, i: Pair<'t>) -> Option<Pair<'t>> {
        if x.v.has_shape(Builtin::Tuple.shape()) {
            let i = self.int(i)?;
            let tuple = x.v.known::<Tuple>();
            let len = self.load(x.r, target::TUPLE_LEN);
            let (at, index) = self.index(i, (tuple.len(), len))?;
            let r = self.b.borrow_mut().load_at(x.r, index, target::TUPLE_ITEM);
            self.note_defined(r);
            return Some(Pair { v: tuple.at(at), r });
        }
        if x.v.has_shape(Builtin::Str.shape()) && i.v.is_int() {
            let v = self.m.sequence_get(x.v, i.v)?;
            let r = self.help(Help::GetItem, &[x.r, i.r]);
            return Some(Pair { v, r });
        }
        None
    }
    fn dict_get<'t>(&'t self, d: Pair<'t>, key: Pair<'t>) -> Res<Option<Pair<'t>>> {
        let Some(v) = self.m.dict_get(d.v, key.v)? else {
            return Ok(None);
        };
        let r = self.help(Help::GetItem, &[d.r, key.r]);
        self.note_defined(r);
        Ok(Some(Pair { v, r }))
    }
    fn dict_set<'t>(&'t self, d: Pair<'t>, key: Pair<'t>, x: Pair<'t>) -> Res<bool> {
        let done = self.m.dict_set(d.v, key.v, x.v)?;
        if done {
            self.help(Help::SetItem, &[d.r, key.r, x.r]);
        }
        Ok(done)
    }
    fn make_iter<'t>(&'t self, x: Pair<'t>) -> Res<Option<Pair<'t>>> {
        self.iter_of(x)
    }
    fn iter_next<'t>(&'t self, it: Pair<'t>) -> Res<Next<Pair<'t>>> {
        self.next_of(it)
    }
    fn unpack<'t>(&'t self, x: Pair<'t>, n: usize) -> Res<Option<Pair<'t>>> {
        let len = if x.v.has_shape(Builtin::Tuple.shape()) {
            self.guard_shape(x);
            (
                x.v.known::<Tuple>().len(),
                self.load(x.r, target::TUPLE_LEN),
            )
        } else if x.v.has_shape(Builtin::List.shape()) {
            let list = x.v.known::<List>();
            list.see(self.m.th)?;
            self.guard_see(x);
            self.list_len(PairList { list, r: x.r })?
        } else {
            return Ok(None);
        };
        if len.0 != n {
            return Ok(None);
        }
        let want = self.int_const(n as i64);
        let same = self.emit(Op::IEq, &[len.1, want]);
        self.say(true, same);
        Ok(Some(x))
    }
    fn unpacked<'t>(&'t self, x: Pair<'t>, i: usize) -> Pair<'t> {
        let v = self.m.unpacked(x.v, i);
        let r = if x.v.has_shape(Builtin::Tuple.shape()) {
            self.load(x.r, target::tuple_item(i))
        } else {
            let storage = self.load(x.r, target::LIST_STORAGE);
            self.load(storage, target::spilled(i as u32))
        };
        self.note_defined(r);
        Pair { v, r }
    }
    fn new_tuple(&self, base: Reg, n: usize) -> Pair<'_> {
        let r = self.tuple_of(&self.window_refs(base, n));
        Pair {
            v: self.m.new_tuple(base, n),
            r,
        }
    }
    fn new_list(&self, base: Reg, n: usize) -> Pair<'_> {
        let refs = self.window_refs(base, n);
        let nothing = self.constant(Val::UNDEF);
        let len = self.int_const(n as i64);
        let storage = if n == 0 {
            nothing
        } else {
            let s = self.new_object(
                Builtin::Slots.shape(),
                crate::object::Slots::size_for(n),
                true,
            );
            self.store(s, target::SLOTS_CAP, len);
            for (i, item) in refs.iter().enumerate() {
                self.store(s, target::spilled(i as u32), *item);
            }
            s
        };
        let r = self.new_object(Builtin::List.shape(), size_of::<List>(), false);
        self.store(r, target::ATTRS, nothing);
        self.store(r, target::LIST_LEN, len);
        self.store(r, target::LIST_STORAGE, storage);
        Pair {
            v: self.m.new_list(base, n),
            r,
        }
    }

    fn attr_plan<'t>(
        &'t self,
        obj: Pair<'t>,
        cache: CacheId,
    ) -> Res<Option<AttrPlan<PairCell<'t>>>> {
        let plan = self.m.attr_plan(obj.v, cache)?;
        Ok(match plan {
            Some(AttrPlan::Slot(place)) => Some(AttrPlan::Slot(place)),
            Some(AttrPlan::Constant(cell)) => {
                self.guard_without(obj);
                Some(AttrPlan::Constant(self.fixed_cell(cell)))
            }
            Some(AttrPlan::Method(cell)) => {
                self.guard_without(obj);
                Some(AttrPlan::Method(self.fixed_cell(cell)))
            }
            None => None,
        })
    }
    fn attr_get<'t>(&'t self, obj: Pair<'t>, place: Place) -> Res<Pair<'t>> {
        self.m.th.see_word(word_of(obj.v))?;
        let v = self.m.attr_get(obj.v, place)?;
        self.guard_see(obj);
        self.b.borrow_mut().depend(super::PLACES);
        let r = match place {
            Place::Inline(i) => self.load(obj.r, target::inline(i)),
            Place::Spilled(i) => {
                let spill = self.load(obj.r, target::ATTRS);
                self.load(spill, target::spilled(i))
            }
        };
        if self
            .m
            .th
            .class_of(obj.v)
            .info()
            .has_flag(crate::class::flags::DICT)
        {
            // Only members of `__slots__` can be empty.
            self.note_defined(r);
        }
        Ok(Pair { v, r })
    }
    fn attr_set<'t>(&'t self, obj: Pair<'t>, cache: CacheId, x: Pair<'t>) -> Res<Option<()>> {
        if !obj.v.is_kind(Kind::Instance) {
            return Ok(None);
        }
        let id = obj.v.shape_id();
        let (place, to) = match self.m.body().caches[cache.index()].find(id) {
            Some(Cached::Slot { shape, place }) if *shape == id => (*place, None),
            Some(Cached::Add { from, to }) if *from == id => {
                let s = crate::object::shape(*to);
                (s.place(s.nslots - 1), Some(*to))
            }
            _ => return Ok(None),
        };
        self.put_attr(obj, place, to, x).map(Some)
    }
    fn names_are_global(&self) -> bool {
        self.m.names_are_global()
    }
    fn global_cell<'t>(&'t self, cache: CacheId) -> Res<Option<PairCell<'t>>> {
        let Some(cell) = self.m.global_cell(cache)? else {
            return Ok(None);
        };
        if let Some(Cached::Global {
            cell: own, builtin, ..
        }) = self.m.body().caches[cache.index()].get()
            && cell.raw() == *builtin
        {
            // The module's own cell is unbound: that has to stay so.
            let own = own.val(&*self.m.th).known::<Cell>();
            if !own.is_constant() {
                return Ok(None);
            }
            self.b.borrow_mut().depend(own.raw().0);
        }
        Ok(Some(self.fixed_cell(cell)))
    }
    fn cell_get<'t>(&'t self, c: PairCell<'t>) -> Res<Pair<'t>> {
        let v = self.m.cell_get(c.cell)?;
        if c.cell.is_constant() {
            self.b.borrow_mut().depend(c.cell.raw().0);
            if v.is_pointer() {
                self.pins.borrow_mut().push(v.raw());
            }
            return Ok(Pair {
                v,
                r: self.constant(v),
            });
        }
        self.guard_see(Pair {
            v: c.cell.val(),
            r: c.r,
        });
        Ok(Pair {
            v,
            r: self.load(c.r, target::CELL_VALUE),
        })
    }
    fn cell_set<'t>(&'t self, c: PairCell<'t>, x: Pair<'t>) -> Res<Option<()>> {
        if c.cell.is_constant() {
            return Ok(None);
        }
        c.cell.own(self.m.th)?;
        self.guard_own(Pair {
            v: c.cell.val(),
            r: c.r,
        });
        self.store(c.r, target::CELL_VALUE, x.r);
        self.m.cell_set(c.cell, x.v)
    }
    fn closure_cell<'t>(&'t self, x: Pair<'t>) -> PairCell<'t> {
        PairCell {
            cell: x.v.known::<Cell>(),
            r: x.r,
        }
    }
    fn closure_item(&self, i: usize) -> Pair<'_> {
        if self.holder_of_function().is_some() {
            let function = self.running_function();
            let closure = self.load(function, target::part(Part::Closure));
            let r = self.load(closure, target::tuple_item(i));
            self.note_defined(r);
            return Pair {
                v: self.m.closure_item(i),
                r,
            };
        }
        // The running function is a constant of the trace: its identity was decided when it was called. The anchor's own
        // function runs its prologue before any loop.
        let v = self
            .m
            .frame()
            .function
            .val(&*self.m.th)
            .known::<Function>()
            .closure()[i];
        self.pins.borrow_mut().push(v.raw());
        Pair {
            v,
            r: self.constant(v),
        }
    }

    fn set(&self, r: Reg, x: Pair<'_>) {
        self.m.put(r, x.v);
        let slot = self.slot(r);
        self.b.borrow_mut().set_reg(slot, x.r);
    }
    fn set_undef(&self, r: Reg) {
        self.m.put(r, Val::UNDEF);
        let slot = self.slot(r);
        let nothing = self.constant(Val::UNDEF);
        self.b.borrow_mut().set_reg(slot, nothing);
    }

    fn call(
        &mut self,
        dst: Reg,
        callee: Reg,
        nargs: usize,
        keywords: Option<ConstId>,
    ) -> Res<Flow> {
        self.call_at(Site {
            dst,
            from: callee,
            callee,
            nargs,
            names: keywords,
        })
    }
    fn call_method(
        &mut self,
        dst: Reg,
        callee: Reg,
        nargs: usize,
        keywords: Option<ConstId>,
    ) -> Res<Flow> {
        let second = Reg(callee.0 + 1);
        let unbound = self.is_undef(self.reg(second));
        self.call_at(Site {
            dst,
            from: callee,
            callee: if unbound { second } else { callee },
            nargs: nargs + usize::from(!unbound),
            names: keywords,
        })
    }
    fn leave(&mut self, value: Reg) -> Res<Flow> {
        let r = self.reg(value).r;
        if let Some(end) = self.finish_generator(r)? {
            let flow = self.m.leave(value)?;
            self.done_with(end, flow);
            return Ok(flow);
        }
        if self.is_function() && self.depth() == 0 {
            let r = self.reg(value).r;
            return self.return_here(r);
        }
        if !self.can_return() {
            return self.leave_here();
        }
        let (nregs, first) = (self.m.body().lang.nregs, self.slot(Reg(0)));
        let returned = {
            let v = self.reg(value);
            (v.v.raw(), v.r)
        };
        let Some((r, dst)) = self.returned(returned.0, returned.1) else {
            return self.leave_here();
        };
        if self.b.borrow().frames().len() == 1 {
            self.return_below();
        }
        let flow = self.m.leave(value)?;
        self.leave_frame(r, dst, nregs, first);
        Ok(flow)
    }
    fn leave_const(&mut self, value: ConstId) -> Res<Flow> {
        let r = self.constant(self.m.const_val(value));
        if let Some(end) = self.finish_generator(r)? {
            let flow = self.m.leave_const(value)?;
            self.done_with(end, flow);
            return Ok(flow);
        }
        if self.is_function() && self.depth() == 0 {
            let r = self.constant(self.m.const_val(value));
            return self.return_here(r);
        }
        if !self.can_return() {
            return self.leave_here();
        }
        let (nregs, first) = (self.m.body().lang.nregs, self.slot(Reg(0)));
        let raw = self.m.body().consts[value.index()];
        let constant = self.b.borrow_mut().val(raw.0);
        let Some((r, dst)) = self.returned(raw, constant) else {
            return self.leave_here();
        };
        if self.b.borrow().frames().len() == 1 {
            self.return_below();
        }
        let flow = self.m.leave_const(value)?;
        self.leave_frame(r, dst, nregs, first);
        Ok(flow)
    }
    fn back_edge(&mut self, target: u32, hot: u16) -> Res<Flow> {
        if self.is_below(target) && !self.m.body().hot[usize::from(hot)].is_refused() {
            // A loop around the call that the anchor is in: its own region will have the anchor's loop in it.
            return self.leave_here();
        }
        self.emit(Op::Poll, &[]);
        if self.m.th.is_polled() {
            self.m.pc = target;
            self.m.full().safepoint()?;
        }
        if !self.at_anchor(target)
            && !self.is_around(target)
            && self.m.body().hot[usize::from(hot)].has_region()
        {
            // A loop within that is hot: it becomes a head of this region, or goes on in its own.
            if !self.walks_over_few(target) {
                return self.leave_to(target);
            }
            self.note_way_out(target);
        }
        Ok(Flow::Jump(target))
    }
    fn binary(&mut self, op: BinOp, inplace: bool, dst: Reg, a: Reg, b: Reg) -> Res<Flow> {
        {
            let (x, y) = (self.reg(a), self.reg(b));
            let Some(v) = crate::types::ops::quick_binary(self.m.th, op, inplace, x.v, y.v)? else {
                let (x, y) = ((x.v.raw(), x.r), (y.v.raw(), y.r));
                return self.operator(dst, (op, inplace), x, y);
            };
            let args = [
                self.number_ref(op as u64),
                self.number_ref(u64::from(inplace)),
                x.r,
                y.r,
            ];
            let r = self.help(Help::Binary, &args);
            self.note_defined(r);
            self.set(dst, Pair { v, r });
        }
        Ok(Flow::Next)
    }
    fn binary_imm(&mut self, op: BinOp, inplace: bool, dst: Reg, a: Reg, b: i16) -> Res<Flow> {
        {
            let (x, y) = (self.reg(a), Val::small(i64::from(b)));
            let Some(v) = crate::types::ops::quick_binary(self.m.th, op, inplace, x.v, y)? else {
                let (x, y) = ((x.v.raw(), x.r), (y.raw(), self.constant(y)));
                return self.operator(dst, (op, inplace), x, y);
            };
            let args = [
                self.number_ref(op as u64),
                self.number_ref(u64::from(inplace)),
                x.r,
                self.constant(y),
            ];
            let r = self.help(Help::Binary, &args);
            self.note_defined(r);
            self.set(dst, Pair { v, r });
        }
        Ok(Flow::Next)
    }
    fn compare(&mut self, op: CmpOp, dst: Reg, a: Reg, b: Reg) -> Res<Flow> {
        {
            let (x, y) = (self.reg(a), self.reg(b));
            let Some(t) = crate::types::ops::quick_compare(self.m.th, op, x.v, y.v)? else {
                return self.leave_here();
            };
            let r = self.help(Help::Compare, &[self.number_ref(op as u64), x.r, y.r]);
            self.note_defined(r);
            self.set(dst, Pair { v: Val::bool(t), r });
        }
        Ok(Flow::Next)
    }
    fn compare_truth(&mut self, op: CmpOp, a: Reg, b: Reg) -> Res<bool> {
        let (x, y) = (self.reg(a), self.reg(b));
        let Some(t) = crate::types::ops::quick_compare(self.m.th, op, x.v, y.v)? else {
            return self.leave_here();
        };
        let r = self.help(Help::Compare, &[self.number_ref(op as u64), x.r, y.r]);
        self.helped_truth(t, r);
        Ok(t)
    }
    fn compare_truth_imm(&mut self, op: CmpOp, a: Reg, b: i16) -> Res<bool> {
        let (x, y) = (self.reg(a), Val::small(i64::from(b)));
        let Some(t) = crate::types::ops::quick_compare(self.m.th, op, x.v, y)? else {
            return self.leave_here();
        };
        let r = self.help(
            Help::Compare,
            &[self.number_ref(op as u64), x.r, self.constant(y)],
        );
        self.helped_truth(t, r);
        Ok(t)
    }
    fn truth_of(&mut self, a: Reg) -> Res<bool> {
        let x = self.reg(a);
        let Some(t) = number::quick_truth(self.m.th, x.v)? else {
            return self.leave_here();
        };
        let r = self.help(Help::Truth, &[x.r]);
        self.helped_truth(t, r);
        Ok(t)
    }
    fn slow_iter_next(&mut self, dst: Reg, it: Reg, exhausted: u32) -> Res<Flow> {
        let Some(resumed) = self.resumption(it, None)? else {
            return self.leave_here();
        };
        let flow = self.m.slow_iter_next(dst, it, exhausted)?;
        self.enter_generator(resumed);
        Ok(flow)
    }
    fn slow_load_attr(&mut self, dst: Reg, obj: Reg, name: NameId, _: CacheId) -> Res<Flow> {
        if let Some(flow) = self.getter(dst, obj, name)? {
            return Ok(flow);
        }
        if self.uncached_attr(dst, obj, name, false)? || self.member(dst, obj, name, false)? {
            return Ok(Flow::Next);
        }
        self.leave_here()
    }
    fn slow_load_method(&mut self, dst: Reg, obj: Reg, name: NameId, _: CacheId) -> Res<Flow> {
        if self.uncached_attr(dst, obj, name, true)? || self.member(dst, obj, name, true)? {
            return Ok(Flow::Next);
        }
        self.leave_here()
    }
    fn slow_store_attr(&mut self, obj: Reg, name: NameId, value: Reg, _: CacheId) -> Res<Flow> {
        if self.store_uncached(obj, name, value)? {
            return Ok(Flow::Next);
        }
        self.leave_here()
    }
    fn slow_load_global(&mut self, _: Reg, _: NameId, _: CacheId) -> Res<Flow> {
        self.leave_here()
    }
    fn slow_store_global(&mut self, _: NameId, _: Reg, _: CacheId) -> Res<Flow> {
        self.leave_here()
    }
    fn slow_get_item(&mut self, dst: Reg, obj: Reg, key: Reg) -> Res<Flow> {
        if self.general_item(dst, obj, key)? || self.native_get_item(dst, obj, key)? {
            return Ok(Flow::Next);
        }
        match self.getitem_method(dst, obj, key) {
            Some(flow) => Ok(flow),
            None => self.leave_here(),
        }
    }
    fn slow_set_item(&mut self, obj: Reg, key: Reg, value: Reg) -> Res<Flow> {
        if self.general_set_item(obj, key, value)? || self.native_set_item(obj, key, value)? {
            return Ok(Flow::Next);
        }
        match self.setitem_method(obj, key, value) {
            Some(flow) => Ok(flow),
            None => self.leave_here(),
        }
    }
    fn slow_unpack(&mut self, _: Reg, _: usize, _: Reg) -> Res<Flow> {
        self.leave_here()
    }
    fn unbound(&mut self, _: NameId, _: bool) -> Res<Flow> {
        self.leave_here()
    }
    fn out_of_line<O: Copy + 'static>(
        &mut self,
        op: O,
        meaning: fn(&mut Interp<'_>, O) -> Res<Flow>,
    ) -> Res<Flow> {
        if let Some(plan) = self.suspension(&op)? {
            let flow = meaning(self.m, op)?;
            self.done_with(plan, flow);
            return Ok(flow);
        }
        match self.rare(&op)? {
            Some(flow) => Ok(flow),
            None => self.leave_here(),
        }
    }
}

impl<'a, 'b> Recorder<'a, 'b> {
    /// A tuple of these values.
    pub(super) fn tuple_of(&self, items: &[R]) -> R {
        let n = items.len();
        let r = self.new_object(Builtin::Tuple.shape(), Tuple::ITEMS_OFFSET + 8 * n, true);
        let len = self.int_const(n as i64);
        self.store(r, target::TUPLE_LEN, len);
        for (i, item) in items.iter().enumerate() {
            self.store(r, target::tuple_item(i), *item);
        }
        r
    }

    /// A cell whose address is a constant of the trace.
    pub(super) fn fixed_cell<'t>(&'t self, cell: Ref<'t, Cell>) -> PairCell<'t> {
        self.pins.borrow_mut().push(cell.raw());
        PairCell {
            cell,
            r: self.constant(cell.val()),
        }
    }

    /// `return_from` for a value at rest.
    fn returned(&mut self, raw: Raw, r: R) -> Option<(R, JitSlot)> {
        let init = matches!(
            self.m.frame().on_return,
            crate::interp::frame::OnReturn::Init(_)
        );
        if init && raw == Raw::NONE {
            let none = self.constant(Val::NONE);
            if !r.is_const() {
                self.emit(Op::GuardSame, &[r, none]);
            }
        }
        let operator = matches!(
            self.m.frame().on_return,
            crate::interp::frame::OnReturn::Operator(_)
        );
        if operator && raw != Raw::NOT_IMPLEMENTED && !r.is_const() {
            let refusal = self.constant(Val::NOT_IMPLEMENTED);
            self.emit(Op::GuardOther, &[r, refusal]);
        }
        self.destination(raw, r)
    }
}
