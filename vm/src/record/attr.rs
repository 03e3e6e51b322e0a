//! Attributes where the inline cache does not answer: the recorder asks the protocol what a cache would hold for this
//! very object, so a site that sees several shapes is traced like any other.

use jit::ir::Ref as R;
use lang::opcode::{NameId, Reg};

use super::machine::{Pair, PairCell, Recorder};
use super::target::{self, Help};
use crate::class::{Builtin, Class, flags};
use crate::names::Id;
use crate::object::instance::AttrWrite;
use crate::object::{Instance, Kind, Place, Record};
use crate::protocol::attr::{self, Cacheable, DescriptorKind};
use crate::protocol::lookup;
use crate::semantics::{AttrPlan, Machine};
use crate::unwind::Res;
use crate::value::Val;

impl<'a, 'b> Recorder<'a, 'b> {
    pub(super) fn name<'t>(&'t self, name: NameId) -> Val<'t> {
        self.m.body().names[name.index()].val(&*self.m.th)
    }

    /// How an attribute of this object is found; decides its shape, or its identity if it is a module or class.
    fn plan_for<'t>(&'t self, obj: Pair<'t>, name: NameId) -> Res<Option<AttrPlan<PairCell<'t>>>> {
        let (th, n) = (&*self.m.th, self.name(name));
        if !obj.v.is_pointer() {
            return Ok(None);
        }
        if let Some(namespace) = attr::module_dict(th, obj.v) {
            return Ok(match namespace.see(th)?.cell(n) {
                Some(c) if c.is_constant() && !c.current().is_undef() => {
                    self.guard_identity(obj);
                    Some(AttrPlan::Constant(self.fixed_cell(c)))
                }
                _ => None,
            });
        }
        if let Some(class) = obj.v.cast::<Class>() {
            return self.plan_for_class(obj, class, n);
        }
        Ok(match attr::cacheable(th, obj.v, n)? {
            Cacheable::Slot(place) => Some(AttrPlan::Slot(place)),
            Cacheable::Constant(cell, binds) => {
                self.guard_without(obj);
                let cell = self.fixed_cell(cell);
                Some(if binds {
                    AttrPlan::Method(cell)
                } else {
                    AttrPlan::Constant(cell)
                })
            }
            Cacheable::No => None,
        })
    }

    /// Decides that the object has no attribute of its own in front of what its class has.
    pub(super) fn guard_without(&self, obj: Pair<'_>) {
        match attr::grows(self.m.th, obj.v) {
            true => self.guard_see(obj),
            false => self.guard_shape(obj),
        }
        self.b.borrow_mut().depend(super::CLASSES);
    }

    /// A plain value, function or builtin method in a class that has the last word on it.
    fn plan_for_class<'t>(
        &'t self,
        obj: Pair<'t>,
        class: crate::object::Ref<'t, Class>,
        name: Val<'t>,
    ) -> Res<Option<AttrPlan<PairCell<'t>>>> {
        let th = &*self.m.th;
        if !self.has_last_word(obj.v, name)? {
            return Ok(None);
        }
        let Some(cell) = lookup::lookup_cell(th, class, name).filter(|c| c.is_constant()) else {
            return Ok(None);
        };
        let kind = attr::descriptor_kind(th, cell.current())?;
        if !matches!(kind, DescriptorKind::Plain | DescriptorKind::Function) {
            return Ok(None);
        }
        self.guard_identity(obj);
        self.b.borrow_mut().depend(super::CLASSES);
        Ok(Some(AttrPlan::Constant(self.fixed_cell(cell))))
    }

    /// Loads an attribute or method; false if the interpreter has to do it.
    pub(super) fn uncached_attr(
        &self,
        dst: Reg,
        obj: Reg,
        name: NameId,
        method: bool,
    ) -> Res<bool> {
        let obj = self.reg(obj);
        let (v, this) = match self.plan_for(obj, name)? {
            Some(AttrPlan::Slot(place)) => {
                let v = self.attr_get(obj, place)?;
                if self.is_undef(v) {
                    return Ok(false);
                }
                (v, None)
            }
            Some(AttrPlan::Constant(c)) => (self.cell_get(c)?, None),
            Some(AttrPlan::Method(c)) => {
                let f = self.cell_get(c)?;
                if !method && !f.v.is_kind(Kind::Function) {
                    return Ok(false);
                }
                (f, Some(obj))
            }
            None => return Ok(false),
        };
        self.give_found(dst, v, this, method);
        Ok(true)
    }

    /// What was found: a value, or a function with what it is bound to. Who asks for a method gets the two apart.
    pub(super) fn give_found(&self, dst: Reg, v: Pair<'_>, this: Option<Pair<'_>>, method: bool) {
        match (this, method) {
            (Some(this), true) => {
                self.set(dst, v);
                self.set(Reg(dst.0 + 1), this);
            }
            (Some(this), false) => {
                let r = self.new_record(Builtin::Method, &[v.r, this.r]);
                let v = attr::bind_method(self.m.th, v.v, this.v);
                self.set(dst, Pair { v, r });
            }
            (None, true) => {
                self.set(dst, v);
                self.set_undef(Reg(dst.0 + 1));
            }
            (None, false) => self.set(dst, v),
        }
    }

    /// Stores an attribute of an instance; false if the interpreter has to do it.
    pub(super) fn store_uncached(&self, obj: Reg, name: NameId, value: Reg) -> Res<bool> {
        let (obj, x, n, th) = (self.reg(obj), self.reg(value), self.name(name), &*self.m.th);
        if !obj.v.is_kind(Kind::Instance) || obj.v.shape().dict_mode {
            return Ok(false);
        }
        let class = th.class_of(obj.v);
        let plain =
            lookup::special(th, obj.v, Id::__setattr__)?.is_some_and(|f| f.is_kind(Kind::Native));
        let on_type = lookup::lookup(th, class, n)?;
        let kind = match on_type {
            Some(v) => attr::descriptor_kind(th, v)?,
            None => DescriptorKind::Plain,
        };
        // A member of `__slots__` has its place under a name of its own.
        let key = match (kind, on_type) {
            (DescriptorKind::Member, Some(v)) => v.expect::<Record>().fixed(attr::member::STORAGE),
            _ => n,
        };
        let member = kind == DescriptorKind::Member;
        if !plain || kind.is_data() && !member {
            return Ok(false);
        }
        let shape = obj.v.shape();
        let (place, to) = match shape.slot(key.raw()) {
            Some(i) => (shape.place(i), None),
            None if !member
                && class.info().has_flag(flags::DICT)
                && shape.nslots < attr::MOST_SLOTS =>
            {
                let to = shape.with(n.raw());
                (to.place(to.nslots - 1), Some(to.id))
            }
            None => return Ok(false),
        };
        self.b.borrow_mut().depend(super::CLASSES);
        self.put_attr(obj, place, to, x)?;
        Ok(true)
    }

    /// Stores into a place of an instance; the last place of the shape `to` is new.
    pub(super) fn put_attr(
        &self,
        obj: Pair<'_>,
        place: Place,
        to: Option<u32>,
        x: Pair<'_>,
    ) -> Res<()> {
        let own = obj.v.known::<Instance>().own(self.m.th)?;
        self.guard_own(obj);
        self.b.borrow_mut().depend(super::PLACES);
        match (place, to) {
            (Place::Inline(i), _) => {
                self.store(obj.r, target::inline(i), x.r);
                if let Some(to) = to {
                    let shape: R = self.int_const(i64::from(to));
                    self.store(obj.r, target::SHAPE, shape);
                }
            }
            (Place::Spilled(i), None) => {
                let spill = self.load(obj.r, target::ATTRS);
                self.store(spill, target::spilled(i), x.r);
            }
            (Place::Spilled(_), Some(to)) => {
                let shape = self.int_const(i64::from(to));
                self.help(Help::AddAttr, &[obj.r, shape, x.r]);
            }
        }
        match to {
            Some(to) => own.add_attr(self.m.th, crate::object::shape(to), x.v),
            None => own.set_attr(place, x.v),
        }
        Ok(())
    }
}
