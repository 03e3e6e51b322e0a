//! Special methods that are Python functions, as the recorder sees them: they are inlined like other calls.

use jit::ir::{Op, Ref as R, Slot as JitSlot};
use lang::opcode::{NameId, Reg};

use super::drive::relative;
use super::machine::{Pair, Recorder};
use super::target;
use crate::interp::Flow;
use crate::interp::operator::{self, GAP};
use crate::protocol::attr::property as places;
use crate::protocol::number::BinOp;
use crate::semantics::Machine;
use crate::thread::Slot;
use crate::unwind::Res;
use crate::value::{Raw, Val};

/// A value at rest and the trace's name for it.
type Rested = (Raw, R);

impl<'a, 'b> Recorder<'a, 'b> {
    /// Decides what a lookup on the class of a value depends on.
    fn guard_class(&self, x: Rested) {
        let pair = Pair {
            v: x.0.val(&*self.m.th),
            r: x.1,
        };
        if !pair.r.is_const() {
            self.guard_shape(pair);
        }
    }

    /// First of the registers that a special method's frame is laid over, and the frame's own first one.
    fn above(&self) -> (JitSlot, JitSlot) {
        let first = self.m.slot(Reg(0)).0 + self.m.body().lang.nregs;
        (
            relative(self.base, Slot(first)),
            relative(self.base, Slot(first + GAP)),
        )
    }

    /// Says what the registers above the caller's hold: operands, the method, its arguments, nothing.
    fn lay_over(&self, f: Raw, operands: [Option<R>; 2], args: &[R]) {
        let (gap, first) = self.above();
        {
            let mut b = self.b.borrow_mut();
            let nothing = b.val(Raw::UNDEF.0);
            let method = b.val(f.0);
            let [x, y] = operands.map(|r| r.unwrap_or(nothing));
            for (i, r) in [x, y, method].iter().chain(args).enumerate() {
                b.set_reg(JitSlot(gap.0 + i as i32), *r);
            }
        }
        self.pins.borrow_mut().push(f);
        self.fill_registers(f.val(&*self.m.th).expect(), first.0, args.len());
    }

    /// `a op b` with a user's class on one side.
    pub(super) fn operator(
        &mut self,
        dst: Reg,
        op: (BinOp, bool),
        x: Rested,
        y: Rested,
    ) -> Res<Flow> {
        let found = {
            let th = &*self.m.th;
            operator::find(th, op.0, op.1, x.0.val(th), y.0.val(th))
                .map(|found| (found.function.raw(), found.reflected))
        };
        let Some((f, reflected)) = found else {
            return self.leave_here();
        };
        self.guard_class(x);
        self.guard_class(y);
        self.b.borrow_mut().depend(super::CLASSES);
        let args = if reflected { [y.1, x.1] } else { [x.1, y.1] };
        self.lay_over(f, [Some(x.1), Some(y.1)], &args);
        match operator::enter(self.m, dst, op, x.0, y.0) {
            Some(flow) => {
                self.enter_frame(None);
                Ok(flow)
            }
            None => self.leave_here(),
        }
    }

    /// `obj[key] = value` of an instance.
    pub(super) fn setitem_method(&mut self, obj: Reg, key: Reg, value: Reg) -> Option<Flow> {
        let (rested, f) = {
            let given = [obj, key, value].map(|r| self.reg(r));
            let f = operator::find_setitem(self.m.th, given[0].v)?.raw();
            (given.map(|x| (x.v.raw(), x.r)), f)
        };
        self.guard_class(rested[0]);
        self.b.borrow_mut().depend(super::CLASSES);
        self.enter_method(operator::nowhere(self.m), f, &rested)
    }

    fn enter_method(&mut self, dst: Reg, f: Raw, args: &[Rested]) -> Option<Flow> {
        let refs: Vec<R> = args.iter().map(|a| a.1).collect();
        let values: Vec<Raw> = args.iter().map(|a| a.0).collect();
        self.lay_over(f, [None; 2], &refs);
        let flow = operator::enter_plain(self.m, dst, f, &values)?;
        self.enter_frame(None);
        Some(flow)
    }

    /// `obj[key]` of an instance whose class says how.
    pub(super) fn getitem_method(&mut self, dst: Reg, obj: Reg, key: Reg) -> Option<Flow> {
        let (x, k, f) = {
            let (x, k) = (self.reg(obj), self.reg(key));
            let f = operator::find_getitem(self.m.th, x.v)?.raw();
            ((x.v.raw(), x.r), (k.v.raw(), k.r), f)
        };
        self.guard_class(x);
        self.b.borrow_mut().depend(super::CLASSES);
        self.enter_method(dst, f, &[x, k])
    }

    /// An attribute that is a property; `None` if it is not.
    pub(super) fn getter(&mut self, dst: Reg, obj: Reg, name: NameId) -> Res<Option<Flow>> {
        let (x, property, f) = {
            let x = self.reg(obj);
            let name = self.m.body().names[name.index()].val(&*self.m.th);
            let Some((property, f)) = operator::find_getter(self.m.th, x.v, name)? else {
                return Ok(None);
            };
            ((x.v.raw(), x.r), property.raw(), f.raw())
        };
        self.guard_class(x);
        self.b.borrow_mut().depend(super::CLASSES);
        self.pins.borrow_mut().push(property);
        {
            // The getter of a property can be exchanged.
            let v: Val<'_> = property.val(&*self.m.th);
            let r = self.constant(v);
            self.guard_see(Pair { v, r });
            let now = self.load(r, target::record(places::GET));
            let getter = self.b.borrow_mut().val(f.0);
            self.emit(Op::GuardSame, &[now, getter]);
        }
        Ok(self.enter_method(dst, f, &[x]))
    }
}
