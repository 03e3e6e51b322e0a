//! Attributes that a class has and that are neither plain values nor methods of its instances: class methods and static
//! methods, items of named tuples.

use jit::ir::Op;
use lang::opcode::{NameId, Reg};

use super::machine::{Pair, Recorder};
use super::target;
use crate::class::{Builtin, Class};
use crate::object::{Boxed, Kind, Record, Tuple};
use crate::protocol::attr::{self, DescriptorKind};
use crate::protocol::lookup;
use crate::semantics::Machine;
use crate::unwind::Res;
use crate::value::Val;

impl<'a, 'b> Recorder<'a, 'b> {
    /// Loads an attribute or method that was found on a class; false if the interpreter has to do it.
    pub(super) fn member(&self, dst: Reg, obj: Reg, name: NameId, method: bool) -> Res<bool> {
        let (obj, n) = (self.reg(obj), self.name(name));
        if !obj.v.is_pointer() {
            return Ok(false);
        }
        let th = &*self.m.th;
        let class = match obj.v.cast::<Class>() {
            Some(class) if self.has_last_word(obj.v, n)? => class,
            Some(_) => return Ok(false),
            None if attr::custom_getattribute(th, th.class_of(obj.v))?.is_some() => {
                return Ok(false);
            }
            None => th.class_of(obj.v),
        };
        let Some(cell) = lookup::lookup_cell(th, class, n).filter(|c| c.is_constant()) else {
            return Ok(false);
        };
        let v = cell.current();
        let kind = attr::descriptor_kind(th, v)?;
        let of_class = obj.v.is_kind(Kind::Class);
        let found = match kind {
            DescriptorKind::StaticMethod | DescriptorKind::ClassMethod => {
                self.method_of_class(obj, class.val(), v, kind)?
            }
            DescriptorKind::TupleItem if !of_class => {
                let item = self.tuple_member(obj, v);
                item.map(|item| (item, None))
            }
            _ => None,
        };
        let Some((v, this)) = found else {
            return Ok(false);
        };
        self.b.borrow_mut().depend(super::CLASSES);
        self.give_found(dst, v, this, method);
        Ok(true)
    }

    /// Does the class have the last word on its attribute, its metaclass being the plain one without a data descriptor of
    /// that name?
    pub(super) fn has_last_word(&self, class: Val<'_>, name: Val<'_>) -> Res<bool> {
        let th = &*self.m.th;
        if class.shape_id() != Builtin::Type.shape() {
            return Ok(false);
        }
        Ok(match lookup::lookup(th, th.class_of(class), name)? {
            Some(v) => !attr::descriptor_kind(th, v)?.is_data(),
            None => true,
        })
    }

    /// The function behind a static method, or behind a class method with the class that it is bound to.
    fn method_of_class<'t>(
        &'t self,
        obj: Pair<'t>,
        class: Val<'t>,
        descriptor: Val<'t>,
        kind: DescriptorKind,
    ) -> Res<Option<(Pair<'t>, Option<Pair<'t>>)>> {
        let Some(record) = descriptor.cast::<Record>() else {
            return Ok(None);
        };
        let f = record.see(self.m.th)?.field(0);
        let of_class = obj.v.is_kind(Kind::Class);
        if !f.is_kind(Kind::Function) || !of_class && obj.v.shape().dict_mode {
            return Ok(None);
        }
        if of_class {
            self.guard_identity(obj);
        } else {
            self.guard_without(obj);
        }
        self.pins
            .borrow_mut()
            .extend([descriptor.raw(), f.raw(), class.raw()]);
        let d = Pair {
            v: descriptor,
            r: self.constant(descriptor),
        };
        self.guard_see(d);
        self.guard_field(d.r, target::record(0), f);
        let function = Pair {
            v: f,
            r: self.constant(f),
        };
        let owner = Pair {
            v: class,
            r: self.constant(class),
        };
        let binds = kind == DescriptorKind::ClassMethod;
        Ok(Some((function, binds.then_some(owner))))
    }

    /// An item of a named tuple.
    fn tuple_member<'t>(&'t self, obj: Pair<'t>, getter: Val<'t>) -> Option<Pair<'t>> {
        let at = usize::try_from(getter.cast::<Record>()?.fixed(0).as_int()?).ok()?;
        let inner = obj.v.cast::<Boxed>()?.inner();
        let v = *inner.cast::<Tuple>()?.items().get(at)?;
        self.guard_shape(obj);
        let tuple = self.load(obj.r, target::BOXED);
        let len = self.load(tuple, target::TUPLE_LEN);
        let fits = self.emit(Op::ULt, &[self.int_const(at as i64), len]);
        self.say(true, fits);
        let r = self.load(tuple, target::tuple_item(at));
        self.note_defined(r);
        Some(Pair { v, r })
    }
}
