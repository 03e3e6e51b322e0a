//! The interpreter's answers to the vocabulary of [`Machine`](crate::semantics::Machine).

use lang::opcode::{CacheId, ConstId, NameId, Reg};

use super::cache::Cached;
use super::frame::{Frame, OnReturn};
use super::machine::Interp;
use super::{Flow, deliver, dispatch, pop};
use crate::class::Builtin;
use crate::native::{Args, Body};
use crate::object::instance::{AttrRead, AttrWrite};
use crate::object::{
    Cell, Dict, Function, Instance, Kind, List, Native, Owned, Place, Ref, Seen, Str, Tuple, shape,
    word_of,
};
use crate::protocol::call::{self, Begun, CallSite};
use crate::protocol::number::{self, BinOp, CmpOp};
use crate::semantics::{AttrPlan, Machine, Next};
use crate::thread::Slot;
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val, both_int};

/// An exact list that may be read, and maybe written.
#[derive(Clone, Copy)]
pub enum PlainList<'t> {
    Read(Seen<'t, List>),
    Write(Owned<'t, List>),
}

impl<'t> PlainList<'t> {
    #[inline(always)]
    fn seen(self) -> Seen<'t, List> {
        match self {
            PlainList::Read(s) => s,
            PlainList::Write(o) => *o,
        }
    }
}

/// Python's index rule; `None` if out of range.
#[inline(always)]
fn index_in(i: i64, len: usize) -> Option<usize> {
    let at = if i < 0 { i + len as i64 } else { i };
    (at as u64).lt(&(len as u64)).then_some(at as usize)
}

impl<'a> Machine for Interp<'a> {
    type Val<'t>
        = Val<'t>
    where
        Self: 't;
    type Int = i64;
    type Float = f64;
    type Bool = bool;
    type List<'t>
        = PlainList<'t>
    where
        Self: 't;
    type Cell<'t>
        = Ref<'t, Cell>
    where
        Self: 't;

    #[inline(always)]
    fn reg(&self, r: Reg) -> Val<'_> {
        self.get(r)
    }
    #[inline(always)]
    fn constant(&self, k: ConstId) -> Val<'_> {
        self.const_val(k)
    }
    #[inline(always)]
    fn const_int(&self, i: i64) -> i64 {
        i
    }
    #[inline(always)]
    fn const_bool(&self, b: bool) -> bool {
        b
    }
    #[inline(always)]
    fn int(&self, v: Val<'_>) -> Option<i64> {
        v.as_int()
    }
    #[inline(always)]
    fn two_ints(&self, a: Val<'_>, b: Val<'_>) -> Option<(i64, i64)> {
        both_int(a, b).then(|| (a.int_unchecked(), b.int_unchecked()))
    }
    #[inline(always)]
    fn float(&self, v: Val<'_>) -> Option<f64> {
        v.as_float()
    }
    #[inline(always)]
    fn number(&self, v: Val<'_>) -> Option<f64> {
        v.as_float().or_else(|| v.as_int().map(|i| i as f64))
    }
    #[inline(always)]
    fn is_none(&self, v: Val<'_>) -> bool {
        v.is_none()
    }
    #[inline(always)]
    fn is_undef(&self, v: Val<'_>) -> bool {
        v.is_undef()
    }
    #[inline(always)]
    fn same(&self, a: Val<'_>, b: Val<'_>) -> bool {
        a.is(b)
    }
    #[inline(always)]
    fn truth(&self, v: Val<'_>) -> Res<Option<bool>> {
        match v.as_bool() {
            Some(b) => Ok(Some(b)),
            None => number::quick_truth(self.th, v),
        }
    }
    #[inline(always)]
    fn decide(&self, b: bool) -> bool {
        b
    }

    #[inline(always)]
    fn int_add(&self, a: i64, b: i64) -> Option<i64> {
        a.checked_add(b)
    }
    #[inline(always)]
    fn int_sub(&self, a: i64, b: i64) -> Option<i64> {
        a.checked_sub(b)
    }
    #[inline(always)]
    fn int_mul(&self, a: i64, b: i64) -> Option<i64> {
        a.checked_mul(b)
    }
    #[inline(always)]
    fn int_floordiv(&self, a: i64, b: i64) -> Option<i64> {
        let q = a.checked_div(b)?;
        Some(if (a % b != 0) && ((a < 0) != (b < 0)) {
            q - 1
        } else {
            q
        })
    }
    #[inline(always)]
    fn int_mod(&self, a: i64, b: i64) -> Option<i64> {
        let r = a.checked_rem(b)?;
        Some(if r != 0 && ((r < 0) != (b < 0)) {
            r + b
        } else {
            r
        })
    }
    #[inline(always)]
    fn int_truediv(&self, a: i64, b: i64) -> Option<f64> {
        // 49-bit ints are exact as doubles, so one division rounds correctly.
        (b != 0).then(|| a as f64 / b as f64)
    }
    #[inline(always)]
    fn int_shl(&self, a: i64, b: i64) -> Option<i64> {
        if !(0..64).contains(&b) {
            return None;
        }
        let r = a << b;
        (r >> b == a).then_some(r)
    }
    #[inline(always)]
    fn int_shr(&self, a: i64, b: i64) -> Option<i64> {
        (b >= 0).then(|| a >> b.min(63))
    }
    #[inline(always)]
    fn int_and(&self, a: i64, b: i64) -> i64 {
        a & b
    }
    #[inline(always)]
    fn int_or(&self, a: i64, b: i64) -> i64 {
        a | b
    }
    #[inline(always)]
    fn int_xor(&self, a: i64, b: i64) -> i64 {
        a ^ b
    }
    #[inline(always)]
    fn int_neg(&self, a: i64) -> Option<i64> {
        a.checked_neg()
    }
    #[inline(always)]
    fn int_not(&self, a: i64) -> i64 {
        !a
    }
    #[inline(always)]
    fn int_cmp(&self, op: CmpOp, a: i64, b: i64) -> bool {
        op.holds(&a, &b)
    }
    #[inline(always)]
    fn float_add(&self, a: f64, b: f64) -> f64 {
        a + b
    }
    #[inline(always)]
    fn float_sub(&self, a: f64, b: f64) -> f64 {
        a - b
    }
    #[inline(always)]
    fn float_mul(&self, a: f64, b: f64) -> f64 {
        a * b
    }
    #[inline(always)]
    fn float_div(&self, a: f64, b: f64) -> Option<f64> {
        (b != 0.0).then(|| a / b)
    }
    #[inline(always)]
    fn float_pow(&self, a: f64, b: f64) -> Option<f64> {
        number::quick_float_pow(a, b)
    }
    #[inline(always)]
    fn float_neg(&self, a: f64) -> f64 {
        -a
    }
    #[inline(always)]
    fn float_cmp(&self, op: CmpOp, a: f64, b: f64) -> bool {
        op.holds(&a, &b)
    }
    #[inline(always)]
    fn bool_not(&self, b: bool) -> bool {
        !b
    }

    #[inline(always)]
    fn from_int(&self, i: i64) -> Val<'_> {
        self.th.int(i)
    }
    #[inline(always)]
    fn from_float(&self, f: f64) -> Val<'_> {
        Val::float(f)
    }
    #[inline(always)]
    fn from_bool(&self, b: bool) -> Val<'_> {
        Val::bool(b)
    }

    #[inline(always)]
    fn list_to_read<'t>(&'t self, v: Val<'t>) -> Res<Option<PlainList<'t>>> {
        if !v.has_shape(Builtin::List.shape()) {
            return Ok(None);
        }
        Ok(Some(PlainList::Read(v.known::<List>().see(self.th)?)))
    }
    #[inline(always)]
    fn list_to_write<'t>(&'t self, v: Val<'t>) -> Res<Option<PlainList<'t>>> {
        if !v.has_shape(Builtin::List.shape()) {
            return Ok(None);
        }
        // In a block the general way says what it is going to write.
        Ok(v.known::<List>()
            .own_unsaved(self.th)?
            .map(PlainList::Write))
    }
    #[inline(always)]
    fn list_get<'t>(&'t self, l: PlainList<'t>, i: i64) -> Option<Val<'t>> {
        let items = l.seen().items();
        index_in(i, items.len()).map(|at| items[at])
    }
    #[inline(always)]
    fn list_set<'t>(&'t self, l: PlainList<'t>, i: i64, v: Val<'t>) -> Option<()> {
        let PlainList::Write(l) = l else {
            unreachable!("V2: taken for writing")
        };
        l.set(index_in(i, l.len())?, v);
        Some(())
    }
    #[inline(always)]
    fn list_push<'t>(&'t self, l: PlainList<'t>, v: Val<'t>) {
        let PlainList::Write(l) = l else {
            unreachable!("V2: taken for writing")
        };
        l.push(self.th, v)
    }
    #[inline(always)]
    fn sequence_get<'t>(&'t self, v: Val<'t>, i: Val<'t>) -> Option<Val<'t>> {
        let i = i.as_int()?;
        if v.has_shape(Builtin::Tuple.shape()) {
            let items = v.known::<Tuple>().items();
            return index_in(i, items.len()).map(|at| items[at]);
        }
        if v.has_shape(Builtin::Str.shape()) {
            let s = v.known::<Str>();
            let at = index_in(i, s.len())?;
            return Some(self.th.vm.character(self.th, s.char_at(at)));
        }
        None
    }
    #[inline(always)]
    fn dict_get<'t>(&'t self, d: Val<'t>, key: Val<'t>) -> Res<Option<Val<'t>>> {
        if !d.has_shape(Builtin::Dict.shape()) {
            return Ok(None);
        }
        crate::types::dict::quick_get(self.th, d.known::<Dict>(), key)
    }
    #[inline(always)]
    fn dict_set<'t>(&'t self, d: Val<'t>, key: Val<'t>, v: Val<'t>) -> Res<bool> {
        if !d.has_shape(Builtin::Dict.shape()) {
            return Ok(false);
        }
        crate::types::dict::quick_set(self.th, d.known::<Dict>(), key, v)
    }
    #[inline(always)]
    fn make_iter<'t>(&'t self, v: Val<'t>) -> Res<Option<Val<'t>>> {
        crate::protocol::iter::quick_iter(self.th, v)
    }
    #[inline(always)]
    fn iter_next<'t>(&'t self, it: Val<'t>) -> Res<Next<Val<'t>>> {
        crate::protocol::iter::quick_next(self.th, it)
    }
    #[inline(always)]
    fn unpack<'t>(&'t self, v: Val<'t>, n: usize) -> Res<Option<Val<'t>>> {
        if v.has_shape(Builtin::Tuple.shape()) {
            return Ok((v.known::<Tuple>().len() == n).then_some(v));
        }
        if v.has_shape(Builtin::List.shape()) {
            return Ok((v.known::<List>().see(self.th)?.len() == n).then_some(v));
        }
        Ok(None)
    }
    #[inline(always)]
    fn unpacked<'t>(&'t self, v: Val<'t>, i: usize) -> Val<'t> {
        if v.has_shape(Builtin::Tuple.shape()) {
            return v.known::<Tuple>().at(i);
        }
        v.known::<List>().unpacked(i)
    }
    fn new_tuple(&self, base: Reg, n: usize) -> Val<'_> {
        self.th.tuple(self.window(base, n))
    }
    fn new_list(&self, base: Reg, n: usize) -> Val<'_> {
        self.th.list(self.window(base, n))
    }

    #[inline(always)]
    fn attr_plan<'t>(
        &'t self,
        obj: Val<'t>,
        cache: CacheId,
    ) -> Res<Option<AttrPlan<Ref<'t, Cell>>>> {
        if !obj.is_pointer() {
            return Ok(None);
        }
        let id = obj.shape_id();
        Ok(match self.body.caches[cache.index()].find(id) {
            Some(Cached::Slot { shape, place }) if *shape == id => {
                self.th.see_word(word_of(obj))?;
                (obj.shape_id() == id).then_some(AttrPlan::Slot(*place))
            }
            Some(Cached::Constant {
                shape,
                version,
                cell,
                binds,
                grows,
            }) if *shape == id && *version == self.th.vm.type_version() => {
                if *grows {
                    self.th.see_word(word_of(obj))?;
                    if obj.shape_id() != id {
                        return Ok(None);
                    }
                }
                let cell = cell.val(&*self.th).known::<Cell>();
                Some(if *binds {
                    AttrPlan::Method(cell)
                } else {
                    AttrPlan::Constant(cell)
                })
            }
            _ => None,
        })
    }
    #[inline(always)]
    fn attr_get<'t>(&'t self, obj: Val<'t>, place: Place) -> Res<Val<'t>> {
        if obj.shape().kind == Kind::Instance {
            return Ok(obj.known::<Instance>().settled().attr(place));
        }
        crate::protocol::attr::place_of(self.th, obj, place)
    }
    #[inline(always)]
    fn attr_set<'t>(&'t self, obj: Val<'t>, cache: CacheId, v: Val<'t>) -> Res<Option<()>> {
        if !obj.is_pointer() {
            return Ok(None);
        }
        let id = obj.shape_id();
        match self.body.caches[cache.index()].find(id) {
            Some(Cached::Slot { shape: s, place })
                if *s == id && shape(id).kind == Kind::Instance =>
            {
                let own = obj.known::<Instance>().own(self.th)?;
                if obj.shape_id() != id {
                    return Ok(None);
                }
                own.set_attr(*place, v);
                Ok(Some(()))
            }
            Some(Cached::Add { from, to }) if *from == id && shape(id).kind == Kind::Instance => {
                let own = obj.known::<Instance>().own(self.th)?;
                if obj.shape_id() != id {
                    return Ok(None);
                }
                own.add_attr(self.th, shape(*to), v);
                Ok(Some(()))
            }
            _ => Ok(None),
        }
    }
    #[inline(always)]
    fn names_are_global(&self) -> bool {
        let f = self.frame();
        f.namespace == f.globals && f.globals.val(&*self.th).known::<Dict>().is_namespace()
    }
    #[inline(always)]
    fn global_cell<'t>(&'t self, cache: CacheId) -> Res<Option<Ref<'t, Cell>>> {
        let Some(Cached::Global {
            namespace,
            cell,
            builtin,
        }) = self.body.caches[cache.index()].get()
        else {
            return Ok(None);
        };
        if *namespace != self.frame().globals {
            return Ok(None);
        }
        let cell = cell.val(&*self.th).known::<Cell>();
        if !builtin.is_undef() && cell.current().is_undef() {
            return Ok(Some(builtin.val(&*self.th).known::<Cell>()));
        }
        Ok(Some(cell))
    }
    #[inline(always)]
    fn cell_get<'t>(&'t self, c: Ref<'t, Cell>) -> Res<Val<'t>> {
        self.th.load_cell(c)
    }
    #[inline(always)]
    fn cell_set<'t>(&'t self, c: Ref<'t, Cell>, v: Val<'t>) -> Res<Option<()>> {
        self.th.store_cell(c, v)
    }
    #[inline(always)]
    fn closure_cell<'t>(&'t self, v: Val<'t>) -> Ref<'t, Cell> {
        v.known::<Cell>()
    }
    #[inline(always)]
    fn closure_item(&self, i: usize) -> Val<'_> {
        self.frame()
            .function
            .val(&*self.th)
            .known::<Function>()
            .closure()[i]
    }

    #[inline(always)]
    fn set(&self, r: Reg, v: Val<'_>) {
        self.put(r, v)
    }
    #[inline(always)]
    fn set_undef(&self, r: Reg) {
        self.put(r, Val::UNDEF)
    }

    #[inline(always)]
    fn call(
        &mut self,
        dst: Reg,
        callee: Reg,
        nargs: usize,
        keywords: Option<ConstId>,
    ) -> Res<Flow> {
        if keywords.is_none() && self.enter_function(dst, callee, Reg(callee.0 + 1), nargs) {
            return crate::record::function_entry(self);
        }
        if keywords.is_none()
            && let Some(flow) = self.quick_native(dst, callee, false, nargs)?
        {
            return Ok(flow);
        }
        self.general_call(dst, callee, nargs, keywords)
    }
    #[inline(always)]
    fn call_method(
        &mut self,
        dst: Reg,
        callee: Reg,
        nargs: usize,
        keywords: Option<ConstId>,
    ) -> Res<Flow> {
        let second = Reg(callee.0 + 1);
        if keywords.is_none()
            && !self.get(second).is_undef()
            && self.enter_function(dst, callee, second, nargs + 1)
        {
            return crate::record::function_entry(self);
        }
        if keywords.is_none()
            && !self.get(second).is_undef()
            && let Some(flow) = self.quick_native(dst, callee, true, nargs + 1)?
        {
            return Ok(flow);
        }
        self.general_method_call(dst, callee, nargs, keywords)
    }
    fn leave(&mut self, value: Reg) -> Res<Flow> {
        let v = self.get(value).raw();
        self.leave_with(v)
    }
    fn leave_const(&mut self, value: ConstId) -> Res<Flow> {
        let v = self.body.consts[value.index()];
        self.leave_with(v)
    }
    #[inline(always)]
    fn back_edge(&mut self, target: u32, hot: u16) -> Res<Flow> {
        if self.th.is_polled() {
            self.pc = target;
            self.full().safepoint()?;
        }
        crate::record::back_edge(self, target, hot)
    }
    #[cold]
    #[inline(never)]
    fn binary(&mut self, op: BinOp, inplace: bool, dst: Reg, a: Reg, b: Reg) -> Res<Flow> {
        let (x, y) = (self.get(a).raw(), self.get(b).raw());
        if let Some(flow) = super::operator::enter(self, dst, (op, inplace), x, y) {
            return Ok(flow);
        }
        let (a, b) = (self.slot(a), self.slot(b));
        self.slow(dst, |th| number::binary(th, op, inplace, a, b))
    }
    #[cold]
    #[inline(never)]
    fn binary_imm(&mut self, op: BinOp, inplace: bool, dst: Reg, a: Reg, b: i16) -> Res<Flow> {
        let (x, y) = (self.get(a).raw(), Raw::int(i64::from(b)));
        if let Some(flow) = super::operator::enter(self, dst, (op, inplace), x, y) {
            return Ok(flow);
        }
        let a = self.slot(a);
        self.slow(dst, |th| {
            let b = th.root(Val::small(i64::from(b)));
            number::binary(th, op, inplace, a, b)
        })
    }
    #[cold]
    #[inline(never)]
    fn compare(&mut self, op: CmpOp, dst: Reg, a: Reg, b: Reg) -> Res<Flow> {
        let (a, b) = (self.slot(a), self.slot(b));
        self.slow(dst, |th| number::compare(th, op, a, b))
    }
    #[cold]
    #[inline(never)]
    fn compare_truth(&mut self, op: CmpOp, a: Reg, b: Reg) -> Res<bool> {
        let (a, b) = (self.slot(a), self.slot(b));
        self.scoped(|th| number::compare_truth(th, op, a, b))
    }
    #[cold]
    #[inline(never)]
    fn compare_truth_imm(&mut self, op: CmpOp, a: Reg, b: i16) -> Res<bool> {
        let a = self.slot(a);
        self.scoped(|th| {
            let b = th.root(Val::small(i64::from(b)));
            number::compare_truth(th, op, a, b)
        })
    }
    #[cold]
    #[inline(never)]
    fn truth_of(&mut self, a: Reg) -> Res<bool> {
        let a = self.slot(a);
        self.scoped(|th| number::truth(th, a))
    }
    #[cold]
    #[inline(never)]
    fn slow_iter_next(&mut self, dst: Reg, it: Reg, exhausted: u32) -> Res<Flow> {
        crate::protocol::iter::for_iter(self, dst, it, exhausted)
    }
    #[cold]
    #[inline(never)]
    fn slow_load_attr(&mut self, dst: Reg, obj: Reg, name: NameId, cache: CacheId) -> Res<Flow> {
        super::misses::load_attr(self, dst, obj, name, cache)
    }
    #[cold]
    #[inline(never)]
    fn slow_load_method(&mut self, dst: Reg, obj: Reg, name: NameId, cache: CacheId) -> Res<Flow> {
        super::misses::load_method(self, dst, obj, name, cache)
    }
    #[cold]
    #[inline(never)]
    fn slow_store_attr(&mut self, obj: Reg, name: NameId, value: Reg, cache: CacheId) -> Res<Flow> {
        super::misses::store_attr(self, obj, name, value, cache)
    }
    #[cold]
    #[inline(never)]
    fn slow_load_global(&mut self, dst: Reg, name: NameId, cache: CacheId) -> Res<Flow> {
        super::misses::load_global(self, dst, name, cache)
    }
    #[cold]
    #[inline(never)]
    fn slow_store_global(&mut self, name: NameId, value: Reg, cache: CacheId) -> Res<Flow> {
        super::misses::store_global(self, name, value, cache)
    }
    #[cold]
    #[inline(never)]
    fn slow_get_item(&mut self, dst: Reg, obj: Reg, key: Reg) -> Res<Flow> {
        let (x, k) = (self.get(obj).raw(), self.get(key).raw());
        let method = super::operator::find_getitem(self.th, self.get(obj)).map(|f| f.raw());
        if let Some(f) = method
            && let Some(flow) = super::operator::enter_plain(self, dst, f, &[x, k])
        {
            return Ok(flow);
        }
        let (obj, key) = (self.slot(obj), self.slot(key));
        self.slow(dst, |th| crate::protocol::container::get_item(th, obj, key))
    }
    #[cold]
    #[inline(never)]
    fn slow_set_item(&mut self, obj: Reg, key: Reg, value: Reg) -> Res<Flow> {
        let given = [obj, key, value].map(|r| self.get(r).raw());
        let method = super::operator::find_setitem(self.th, self.get(obj)).map(|f| f.raw());
        if let Some(f) = method {
            let nowhere = super::operator::nowhere(self);
            if let Some(flow) = super::operator::enter_plain(self, nowhere, f, &given) {
                return Ok(flow);
            }
        }
        let (obj, key, value) = (self.slot(obj), self.slot(key), self.slot(value));
        self.scoped(|th| crate::protocol::container::set_item(th, obj, key, value))?;
        Ok(Flow::Next)
    }
    #[cold]
    #[inline(never)]
    fn slow_unpack(&mut self, base: Reg, n: usize, obj: Reg) -> Res<Flow> {
        let (base, obj) = (self.slot(base), self.slot(obj));
        self.scoped(|th| crate::protocol::iter::unpack(th, base, n, obj))?;
        Ok(Flow::Next)
    }
    #[cold]
    #[inline(never)]
    fn unbound(&mut self, name: NameId, free: bool) -> Res<Flow> {
        Err(super::misses::unbound(self, name, free))
    }
    #[inline(always)]
    fn out_of_line<O: Copy + 'static>(
        &mut self,
        op: O,
        body: fn(&mut Interp<'_>, O) -> Res<Flow>,
    ) -> Res<Flow> {
        body(self, op)
    }
}

impl Interp<'_> {
    /// A row of frame registers as values.
    pub fn window(&self, base: Reg, n: usize) -> &[Val<'_>] {
        crate::thread::registers_as_values(self.th.register_ptr(self.slot(base)), n)
    }

    /// Runs something with the full right and gives its registers back.
    #[inline]
    pub fn scoped<R>(&mut self, f: impl FnOnce(&mut crate::thread::Thread) -> Res<R>) -> Res<R> {
        let th = self.full();
        let mark = th.mark();
        let r = f(th);
        th.top.set(mark);
        r
    }

    /// The same for an op whose result goes into a register.
    #[inline]
    pub fn slow(
        &mut self,
        dst: Reg,
        f: impl FnOnce(&mut crate::thread::Thread) -> Res<crate::thread::Slot>,
    ) -> Res<Flow> {
        let dst = self.slot(dst);
        self.scoped(|th| {
            let r = f(th)?;
            th.set_raw(dst, th.raw(r));
            Ok(Flow::Next)
        })
    }

    /// Begins a call; a native one is finished at once.
    pub fn begin_call(&mut self, dst: Reg, site: CallSite) -> Res<Flow> {
        let dst = self.slot(dst);
        let th = self.full();
        let mark = th.mark();
        let begun = call::begin(th, site, Some(dst));
        match begun {
            Ok(Begun::Pushed) => Ok(Flow::Switch),
            Ok(Begun::Finished) => {
                th.top.set(mark);
                th.set_raw(dst, th.result.get());
                if th.is_polled() {
                    return self.poll_after();
                }
                Ok(Flow::Next)
            }
            Err(u) => {
                th.top.set(mark);
                Err(u)
            }
        }
    }

    /// A safepoint right after an op: its result is in place already.
    #[cold]
    pub fn poll_after(&mut self) -> Res<Flow> {
        let next = self.pc + dispatch::words_at(&self.body.lang.words, self.pc);
        self.full().safepoint()?;
        Ok(Flow::Jump(next))
    }

    /// A call that begins in the interpreter, even if there is compiled code.
    pub fn plain_call(
        &mut self,
        dst: Reg,
        callee: Reg,
        nargs: usize,
        keywords: Option<ConstId>,
    ) -> Res<Flow> {
        if keywords.is_none() && self.enter_function(dst, callee, Reg(callee.0 + 1), nargs) {
            return Ok(Flow::Entered);
        }
        self.general_call(dst, callee, nargs, keywords)
    }

    /// The usual call: a Python function that takes exactly these arguments by position. Its frame is laid over them.
    #[inline(always)]
    fn enter_function(&mut self, dst: Reg, callee: Reg, first: Reg, nargs: usize) -> bool {
        let f = self.get(callee);
        if !f.has_shape(Builtin::Function.shape()) {
            return false;
        }
        let f = f.known::<Function>();
        let code = f.code();
        let body = code.body();
        if !body.plain_args || usize::from(body.lang.argcount) != nargs {
            return false;
        }
        let (base, nregs) = (self.slot(first), body.lang.nregs);
        let depth = self.th.depth.get() + 1;
        if depth > self.th.vm.recursion_limit() || !self.th.has_room(base.0, nregs as usize) {
            return false;
        }
        let frame = Frame {
            function: f.raw(),
            code: code.raw(),
            data: body,
            globals: f.globals().raw(),
            base: base.0,
            pc: 0,
            on_return: OnReturn::Store(self.slot(dst)),
            extra: Raw::UNDEF,
            generator: Raw::UNDEF,
            namespace: Raw::UNDEF,
            outer_handled: self.th.handled.get(),
        };
        for i in nargs as u32..nregs {
            self.th.set_raw(Slot(base.0 + i), Raw::UNDEF);
        }
        self.note_pc();
        self.th.depth.set(depth);
        self.th.top.set(base.0 + nregs);
        self.th.frames.push(frame);
        self.stand_in(base.0);
        true
    }

    /// The usual call of a native function: its quick body takes the arguments where they are. `None` if there is more
    /// to it. The receiver of a method that was found on it needs no check.
    #[inline(never)]
    fn quick_native(
        &mut self,
        dst: Reg,
        callee: Reg,
        found: bool,
        nargs: usize,
    ) -> Res<Option<Flow>> {
        let f = self.get(callee);
        if !f.is_kind(Kind::Native) {
            return Ok(None);
        }
        let f = f.expect::<Native>();
        let def = f.def();
        if !found && f.owner().is_kind(Kind::Class) {
            return Ok(None);
        }
        let (Body::Quick(body) | Body::Either(body, _)) = def.body else {
            return Ok(None);
        };
        if !f.this().is_undef() || !def.params.takes_plainly(nargs) || !def.index.is_empty() {
            return Ok(None);
        }
        let (first, dst) = (self.slot(callee).offset(1), self.slot(dst));
        self.note_pc();
        let mark = self.th.mark();
        let made = body(self.th, Args::new(self.th, first, nargs)).map(|v| v.raw());
        self.th.release_to(mark);
        match made {
            Ok(v) if !v.is_undef() => self.th.set_raw(dst, v),
            // The general way asks again, and may wait or run Python code.
            Ok(_) | Err(Unwind::Conflict) => return Ok(None),
            Err(u) => return Err(u),
        }
        match self.th.is_polled() {
            true => self.poll_after().map(Some),
            false => Ok(Some(Flow::Next)),
        }
    }

    #[inline(never)]
    fn general_call(
        &mut self,
        dst: Reg,
        callee: Reg,
        nargs: usize,
        keywords: Option<ConstId>,
    ) -> Res<Flow> {
        let keywords = keywords.map_or(Raw::UNDEF, |k| self.body.consts[k.index()]);
        self.begin_call(
            dst,
            CallSite {
                callee: self.slot(callee),
                nargs,
                keywords,
            },
        )
    }

    #[inline(never)]
    fn general_method_call(
        &mut self,
        dst: Reg,
        callee: Reg,
        nargs: usize,
        keywords: Option<ConstId>,
    ) -> Res<Flow> {
        let keywords = keywords.map_or(Raw::UNDEF, |k| self.body.consts[k.index()]);
        let second = Reg(callee.0 + 1);
        if self.get(second).is_undef() {
            // Not a method: the callee moves next to its arguments.
            self.put(second, self.get(callee));
            return self.begin_call(
                dst,
                CallSite {
                    callee: self.slot(second),
                    nargs,
                    keywords,
                },
            );
        }
        self.begin_call(
            dst,
            CallSite {
                callee: self.slot(callee),
                nargs: nargs + 1,
                keywords,
            },
        )
    }

    #[inline(always)]
    pub(crate) fn leave_with(&mut self, value: Raw) -> Res<Flow> {
        let frame = self.frame();
        if let OnReturn::Store(dst) = frame.on_return
            && frame.generator.is_undef()
            && self.th.frames.len() > self.floor + 1
        {
            self.th.set_raw(dst, value);
            self.th.depth.set(self.th.depth.get() - 1);
            let above = self.th.frames.len() - 1;
            self.th.frames.truncate(above);
            self.back_in_caller();
            return Ok(Flow::Entered);
        }
        self.general_leave(value)
    }

    #[inline(never)]
    fn general_leave(&mut self, value: Raw) -> Res<Flow> {
        crate::atomic::snapshot::before_leaving(self.full())?;
        let frame = *self.frame();
        if !frame.generator.is_undef() {
            return super::suspend::finish(self, &frame, value);
        }
        if let OnReturn::Operator(dst) = frame.on_return
            && value == Raw::NOT_IMPLEMENTED
        {
            return super::operator::refused(self, &frame, dst);
        }
        pop(self.th);
        let flow = match deliver(self.th, &frame, value) {
            Ok(flow) => flow,
            Err(u) => {
                if self.th.frames.len() > self.floor {
                    self.reenter();
                }
                return Err(u);
            }
        };
        if matches!(
            frame.on_return,
            OnReturn::Store(_) | OnReturn::Init(_) | OnReturn::Operator(_)
        ) {
            super::advance_caller(self.th);
        }
        if self.th.frames.len() <= self.floor {
            return Ok(Flow::Leave);
        }
        Ok(flow)
    }
}
