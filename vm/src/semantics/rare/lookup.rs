//! Methods found in ways of their own: behind `super`, and on the type only.

use lang::opcode::{NameId, Reg, Special, ops};

use crate::class::Builtin;
use crate::interp::{Flow, Interp};
use crate::names::Id;
use crate::protocol::attr::Found;
use crate::protocol::call::SpecialMethod;
use crate::protocol::lookup as type_lookup;
use crate::thread::{Slot, Thread};
use crate::types::super_object;
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

/// The operands that both super ops have.
struct Behind {
    callee: Slot,
    class: Slot,
    obj: Slot,
    name: Raw,
    explicit: bool,
}

fn behind(m: &Interp<'_>, regs: [Reg; 3], name: NameId, explicit: bool) -> Behind {
    let [callee, class, obj] = regs.map(|r| m.slot(r));
    Behind {
        callee,
        class,
        obj,
        name: m.body().names[name.index()],
        explicit,
    }
}

impl Behind {
    /// Is it the builtin `super`, with a class that can be searched?
    fn is_plain(&self, th: &Thread) -> bool {
        th.get(self.callee).is(th.builtin(Builtin::Super))
            && th.get(self.class).is_kind(crate::object::Kind::Class)
    }

    fn attribute(&self, th: &mut Thread) -> Res<Slot> {
        let name = th.root(self.name.val(th));
        if !self.is_plain(th) {
            let made = match self.explicit {
                true => th.call(self.callee, &[self.class, self.obj])?,
                false => th.call(self.callee, &[])?,
            };
            return th.getattr(made, name);
        }
        match super_object::lookup(th, self.class, self.obj, name)? {
            Some(v) => Ok(v),
            // Attributes of the super object itself are the last resort.
            None => {
                let made = th.call(self.callee, &[self.class, self.obj])?;
                th.getattr(made, name)
            }
        }
    }
}

pub fn load_super_attr(m: &mut Interp<'_>, op: ops::LoadSuperAttr) -> Res<Flow> {
    let b = behind(m, [op.callee, op.cls, op.obj], op.name, op.explicit);
    m.slow(op.dst, |th| b.attribute(th))
}

pub fn load_super_method(m: &mut Interp<'_>, op: ops::LoadSuperMethod) -> Res<Flow> {
    let b = behind(m, [op.callee, op.cls, op.obj], op.name, op.explicit);
    let dst = m.slot(op.dst);
    m.scoped(|th| {
        if b.is_plain(th) {
            // A function is not bound: the object goes beside it.
            let direct = th.section(|th| {
                let (class, obj) = (th.get(b.class), th.get(b.obj));
                let of = th.class_of(obj);
                if !of.is_subclass(class) {
                    return Ok(false);
                }
                let found = super_object::find(th, class, obj, of.val(), b.name.val(th))?;
                let Found::Bind(f) = found else {
                    return Ok(false);
                };
                th.set(dst, f);
                th.set(dst.offset(1), obj);
                Ok(true)
            })?;
            if direct {
                return Ok(Flow::Next);
            }
        }
        let v = b.attribute(th)?;
        th.set(dst, th.get(v));
        th.set(dst.offset(1), Val::UNDEF);
        Ok(Flow::Next)
    })
}

pub fn load_special(m: &mut Interp<'_>, op: ops::LoadSpecial) -> Res<Flow> {
    let (dst, obj) = (m.slot(op.dst), m.slot(op.obj));
    let id = match op.method {
        Special::Enter => Id::__enter__,
        Special::Exit => Id::__exit__,
        Special::AEnter => Id::__aenter__,
        Special::AExit => Id::__aexit__,
    };
    m.scoped(|th| {
        // The register of the result may be that of the object.
        let this = th.root(th.get(obj));
        match th.special_method(this, id)? {
            Some(SpecialMethod::Direct(f)) => {
                th.set(dst, th.get(f));
                th.set(dst.offset(1), th.get(this));
            }
            Some(SpecialMethod::Bound(f)) => {
                th.set(dst, th.get(f));
                th.set(dst.offset(1), Val::UNDEF);
            }
            None => return Err(no_context_manager(th, this, op.method)),
        }
        Ok(Flow::Next)
    })
}

#[cold]
fn no_context_manager(th: &Thread, obj: Slot, method: Special) -> Unwind {
    let is_async = matches!(method, Special::AEnter | Special::AExit);
    let class = th.class_of(th.get(obj));
    let has = |id| type_lookup::lookup_cell(th, class, th.id(id)).is_some();
    let (this, other, hint, supports_other) = match is_async {
        false => (
            "context manager",
            "asynchronous context manager",
            "async with",
            has(Id::__aenter__) && has(Id::__aexit__),
        ),
        true => (
            "asynchronous context manager",
            "context manager",
            "with",
            has(Id::__enter__) && has(Id::__exit__),
        ),
    };
    let mut text = format!(
        "'{}' object does not support the {this} protocol (missed {} method)",
        class.name(),
        method.text()
    );
    if supports_other {
        text += &format!(" but it supports the {other} protocol. Did you mean to use '{hint}'?");
    }
    th.type_error(text)
}
