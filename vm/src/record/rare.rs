//! Ops that are written over the interpreter but met in hot loops: membership, slices, methods behind `super`.

use std::any::Any;

use jit::ir::Op;
use lang::opcode::{Reg, ops};

use super::machine::{Pair, Recorder};
use super::target::Help;
use crate::class::{Builtin, Class};
use crate::interp::Flow;
use crate::object::Kind;
use crate::protocol::attr::Found;
use crate::protocol::container;
use crate::semantics::Machine;
use crate::types::super_object;
use crate::unwind::Res;
use crate::value::Val;

impl<'a, 'b> Recorder<'a, 'b> {
    /// Records the op if it is one of this module; `None` if the interpreter has to do it.
    pub(super) fn rare(&self, op: &dyn Any) -> Res<Option<Flow>> {
        if let Some(op) = op.downcast_ref::<ops::JumpIfIn>() {
            return self.branch_on_membership(op.a, op.b, true, op.target.0);
        }
        if let Some(op) = op.downcast_ref::<ops::JumpIfNotIn>() {
            return self.branch_on_membership(op.a, op.b, false, op.target.0);
        }
        let done = if let Some(op) = op.downcast_ref::<ops::In>() {
            self.membership(op.dst, op.a, op.b, true)?
        } else if let Some(op) = op.downcast_ref::<ops::NotIn>() {
            self.membership(op.dst, op.a, op.b, false)?
        } else if let Some(op) = op.downcast_ref::<ops::BuildSlice>() {
            self.slice(op)
        } else if let Some(op) = op.downcast_ref::<ops::LoadSuperMethod>() {
            self.super_method(op)?
        } else if let Some(op) = op.downcast_ref::<ops::LoadSpecial>() {
            self.special_method(op)?
        } else if let Some(op) = op.downcast_ref::<ops::FormatValue>() {
            self.format_value(op)?
        } else if let Some(op) = op.downcast_ref::<ops::BuildString>() {
            self.build_string(op)
        } else {
            false
        };
        Ok(done.then_some(Flow::Next))
    }

    /// `a in b` of builtin values: the answer is decided.
    fn is_in(&self, a: Reg, b: Reg) -> Res<Option<bool>> {
        let (x, container) = (self.reg(a), self.reg(b));
        let Some(t) = container::quick_contains(self.m.th, container.v, x.v)? else {
            return Ok(None);
        };
        let r = self.help(Help::Contains, &[container.r, x.r]);
        let k = self.constant(Val::bool(t));
        self.emit(Op::GuardSame, &[r, k]);
        Ok(Some(t))
    }

    fn branch_on_membership(&self, a: Reg, b: Reg, when: bool, to: u32) -> Res<Option<Flow>> {
        Ok(self.is_in(a, b)?.map(|t| match t == when {
            true => Flow::Jump(to),
            false => Flow::Next,
        }))
    }

    fn membership(&self, dst: Reg, a: Reg, b: Reg, wanted: bool) -> Res<bool> {
        let Some(t) = self.is_in(a, b)? else {
            return Ok(false);
        };
        let v = Val::bool(t == wanted);
        self.set(
            dst,
            Pair {
                v,
                r: self.constant(v),
            },
        );
        Ok(true)
    }

    fn slice(&self, op: &ops::BuildSlice) -> bool {
        let parts = [op.start, op.stop, op.step].map(|r| self.reg(r));
        let r = self.help(Help::NewSlice, &parts.map(|p| p.r));
        self.note_defined(r);
        let v = crate::types::slice::new(self.m.th, &parts.map(|p| p.v));
        self.set(op.dst, Pair { v, r });
        true
    }

    /// A replacement field of an f-string that needs no Python code.
    fn format_value(&self, op: &ops::FormatValue) -> Res<bool> {
        let (x, spec) = (self.reg(op.value), self.reg(op.spec));
        let Ok(conversion) = u32::try_from(op.conversion) else {
            return Ok(false);
        };
        let made = crate::compiled::quick_format(self.m.th, x.v, conversion, spec.v)?;
        let Some(v) = made else {
            return Ok(false);
        };
        let how = self.int_const(i64::from(conversion));
        let r = self.help(Help::Format, &[x.r, how, spec.r]);
        self.note_defined(r);
        self.set(op.dst, Pair { v, r });
        Ok(true)
    }

    /// The parts of an f-string, put together by way of a tuple.
    fn build_string(&self, op: &ops::BuildString) -> bool {
        let parts = self.new_tuple(op.base, usize::from(op.n));
        let r = self.help(Help::JoinParts, &[parts.r]);
        self.note_defined(r);
        let items = parts.v.expect::<crate::object::Tuple>().items();
        let v = crate::compiled::quick_join(self.m.th, items);
        self.set(op.dst, Pair { v, r });
        true
    }

    /// `obj[key]` of builtin containers that have no way of their own.
    pub(super) fn general_item(&self, dst: Reg, obj: Reg, key: Reg) -> Res<bool> {
        let (x, k) = (self.reg(obj), self.reg(key));
        let Some(v) = container::quick_get_item(self.m.th, x.v, k.v)? else {
            return Ok(false);
        };
        let r = self.help(Help::GetItem, &[x.r, k.r]);
        self.note_defined(r);
        self.set(dst, Pair { v, r });
        Ok(true)
    }

    /// `obj[key] = value` of builtin containers that have no way of their own.
    pub(super) fn general_set_item(&self, obj: Reg, key: Reg, value: Reg) -> Res<bool> {
        let (x, k, v) = (self.reg(obj), self.reg(key), self.reg(value));
        let done = container::quick_set_item(self.m.th, x.v, k.v, v.v)?;
        if done {
            self.help(Help::SetItem, &[x.r, k.r, v.r]);
        }
        Ok(done)
    }

    /// A function behind `super` in the classes of an instance: a matter of its shape.
    fn super_method(&self, op: &ops::LoadSuperMethod) -> Res<bool> {
        let (callee, class, obj) = (self.reg(op.callee), self.reg(op.cls), self.reg(op.obj));
        let th = &*self.m.th;
        let plain = callee.v.is(th.builtin(Builtin::Super)) && class.v.is_kind(Kind::Class);
        if !plain || !obj.v.is_kind(Kind::Instance) {
            return Ok(false);
        }
        let of: crate::object::Ref<'_, Class> = th.class_of(obj.v);
        let name = self.m.body().names[op.name.index()].val(th);
        if !of.is_subclass(class.v) {
            return Ok(false);
        }
        let Found::Bind(f) = super_object::find(th, class.v, obj.v, of.val(), name)? else {
            return Ok(false);
        };
        self.guard_identity(callee);
        self.guard_identity(class);
        self.guard_shape(obj);
        self.b.borrow_mut().depend(super::CLASSES);
        self.pins.borrow_mut().push(f.raw());
        self.set(
            op.dst,
            Pair {
                v: f,
                r: self.constant(f),
            },
        );
        self.set(Reg(op.dst.0 + 1), obj);
        Ok(true)
    }
}
