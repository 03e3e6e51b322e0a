//! Reading attributes: finishes what [`find`] found, and asks `__getattr__` last.

use super::{RootedFound, find, find_generic, module_dict};
use crate::class::Class;
use crate::error::{Exc, field};
use crate::names::Id;
use crate::object::{Kind, Str};
use crate::protocol::lookup;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

impl Thread {
    /// `getattr(obj, name)`; `name` is any interned `str`.
    pub fn getattr(&mut self, obj: Slot, name: Slot) -> Res<Slot> {
        match self.getattr_hooked(obj, name)? {
            Some(v) => Ok(v),
            None => Err(self.attribute_error(obj, name)),
        }
    }

    /// The same with a name known to the VM.
    pub fn getattr_id(&mut self, obj: Slot, id: Id) -> Res<Slot> {
        let name = self.root(self.id(id));
        self.getattr(obj, name)
    }

    /// `getattr(obj, name, <nothing>)`: an AttributeError raised on the way counts as missing.
    pub fn getattr_opt(&mut self, obj: Slot, name: Slot) -> Res<Option<Slot>> {
        match self.getattr_hooked(obj, name) {
            Err(Unwind::Raise) if self.swallow(Exc::AttributeError) => Ok(None),
            r => r,
        }
    }

    /// `None` if nothing has the attribute; an error is one that Python code raised.
    fn getattr_hooked(&mut self, obj: Slot, name: Slot) -> Res<Option<Slot>> {
        let first = self.getattr_plain(obj, name);
        match first {
            Ok(None) => {}
            Err(Unwind::Raise) if self.pending_is(Exc::AttributeError) => {}
            _ => return first,
        }
        let pending = self.root(self.pending.get().val(self));
        let Some((hook, with_self)) = self.getattr_hook(obj)? else {
            return first;
        };
        if first.is_err() {
            self.take_pending();
        }
        let r = match (with_self, self.get(hook).is_kind(Kind::Function)) {
            (true, true) => self.call(hook, &[obj, name]),
            (true, false) => self
                .call_special(obj, Id::__getattr__, &[name])
                .map(|r| r.unwrap_or(hook)),
            (false, _) => self.call(hook, &[name]),
        };
        if r.is_err() && first.is_err() {
            self.note_context_of(pending);
        }
        r.map(Some)
    }

    /// The first error is the context of the one that is pending now.
    fn note_context_of(&mut self, first: Slot) {
        let _ = self.section(|th| {
            let pending = th.pending.get().val(th);
            if pending.is_pointer() && !pending.is(th.get(first)) {
                let own = pending.expect::<crate::object::Record>().own(th)?;
                if own.field(field::CONTEXT).is_none() {
                    own.set_field(field::CONTEXT, th.get(first));
                }
            }
            Ok(())
        });
    }

    /// The `__getattr__` of the object's class, or of the module; true if it is called with the object.
    fn getattr_hook(&mut self, obj: Slot) -> Res<Option<(Slot, bool)>> {
        self.section(|th| {
            let v = th.get(obj);
            if let Some(ns) = module_dict(th, v)
                && let Some(cell) = ns.see(th)?.cell(th.id(Id::__getattr__))
            {
                let f = th.load_cell(cell)?;
                if !f.is_undef() {
                    return Ok(Some((th.root(f), false)));
                }
            }
            Ok(lookup::special(th, v, Id::__getattr__)?.map(|f| (th.root(f), true)))
        })
    }

    /// What `object.__getattribute__` does: no `__getattr__`, no `__getattribute__` of the class.
    pub fn getattr_generic(&mut self, obj: Slot, name: Slot) -> Res<Slot> {
        let found = self.section(|th| {
            let f = find_generic(th, th.get(obj), th.get(name))?;
            Ok(RootedFound::of(th, f, obj))
        })?;
        match self.finish_found(found, obj, name)? {
            Some(v) => Ok(v),
            None => Err(self.attribute_error(obj, name)),
        }
    }

    fn getattr_plain(&mut self, obj: Slot, name: Slot) -> Res<Option<Slot>> {
        let found = self.section(|th| {
            let f = find(th, th.get(obj), th.get(name))?;
            Ok(RootedFound::of(th, f, obj))
        })?;
        self.finish_found(found, obj, name)
    }

    /// Calls what an outcome asks for.
    pub(crate) fn finish_found(
        &mut self,
        found: RootedFound,
        obj: Slot,
        name: Slot,
    ) -> Res<Option<Slot>> {
        match found {
            RootedFound::Value(v) => Ok(Some(v)),
            RootedFound::Missing => Ok(None),
            RootedFound::Property(f) if self.get(f).is_none() => {
                let text = format!(
                    "property '{}' of '{}' object has no getter",
                    self.text_of(name),
                    self.class_of(self.get(obj)).qualname()
                );
                Err(self.raise(Exc::AttributeError, text))
            }
            RootedFound::Property(f) => self.call(f, &[obj]).map(Some),
            RootedFound::Get(d, get, on_class) => {
                let (this, owner) = if on_class {
                    (self.root(Val::NONE), obj)
                } else {
                    (obj, self.root(self.class_of(self.get(obj)).val()))
                };
                self.call(get, &[d, this, owner]).map(Some)
            }
            RootedFound::Full(get) => get(self, obj).map(Some),
            RootedFound::Custom(f) if self.get(f).is_kind(Kind::Function) => {
                self.call(f, &[obj, name]).map(Some)
            }
            RootedFound::Custom(_) => self.call_special(obj, Id::__getattribute__, &[name]),
        }
    }

    /// The usual AttributeError.
    #[cold]
    pub fn attribute_error(&self, obj: Slot, name: Slot) -> Unwind {
        let v = self.get(obj);
        let attr = self.text_of(name);
        let text = if let Some(c) = v.cast::<Class>() {
            format!("type object '{}' has no attribute '{attr}'", c.name())
        } else if let Some(ns) = module_dict(self, v) {
            let module = ns.frozen().cell(self.id(Id::__name__)).map(|c| c.current());
            let module = module
                .and_then(|m| m.cast::<Str>())
                .map_or("?", |s| s.text());
            format!("module '{module}' has no attribute '{attr}'")
        } else {
            format!("'{}' object has no attribute '{attr}'", self.class_name(v))
        };
        self.raise_attribute_error(obj, name, &text)
    }

    /// An AttributeError with these words, and the object and the name beside them.
    #[cold]
    pub fn raise_attribute_error(&self, obj: Slot, name: Slot, text: &str) -> Unwind {
        let exc = self.new_exception(Exc::AttributeError, &[self.str(text)]);
        // The exception is new and ours: the barrier cannot refuse it.
        if let Ok(own) = exc.own(self) {
            own.set_field(field::NAME, self.get(name));
            own.set_field(field::OBJ, self.get(obj));
        }
        self.raise_value(exc.val())
    }

    /// The text of a register known to hold a `str`.
    pub fn text_of(&self, s: Slot) -> &str {
        debug_assert!(self.get(s).unboxed().is_kind(Kind::Str));
        self.get(s).unboxed().expect::<Str>().text()
    }
}
