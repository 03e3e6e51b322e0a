//! Setting and deleting attributes. A value of UNDEF means: delete.

use super::{DescriptorKind, descriptor_kind, member, property};
use crate::class::flags;
use crate::error::Exc;
use crate::names::{IDS, Id};
use crate::object::{Kind, Native, Record};
use crate::protocol::lookup;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};

impl Thread {
    /// `obj.name = value`, or `del obj.name` if `value` holds UNDEF.
    pub fn setattr(&mut self, obj: Slot, name: Slot, value: Slot) -> Res<()> {
        let deleting = self.get(value).is_undef();
        let id = if deleting {
            Id::__delattr__
        } else {
            Id::__setattr__
        };
        let custom = self.section(|th| {
            Ok(lookup::special(th, th.get(obj), id)?
                .filter(|f| !f.cast::<Native>().is_some_and(|n| super::is_general(th, n)))
                .map(|f| th.root(f)))
        })?;
        match custom {
            Some(f) if deleting => self.call(f, &[obj, name]).map(|_| ()),
            Some(f) => self.call(f, &[obj, name, value]).map(|_| ()),
            None => self.setattr_generic(obj, name, value),
        }
    }

    /// `object.__setattr__` and `type.__setattr__`.
    pub fn setattr_generic(&mut self, obj: Slot, name: Slot, value: Slot) -> Res<()> {
        let hook = self.section(|th| {
            let v = lookup::lookup(th, th.class_of(th.get(obj)), th.get(name))?;
            match v {
                Some(v) if descriptor_kind(th, v)?.is_data() => Ok(Some(th.root(v))),
                _ => Ok(None),
            }
        })?;
        match hook {
            Some(d) => self.set_through_descriptor(d, obj, name, value),
            None if self.get(obj).is_kind(Kind::Class) => self.set_class_attr(obj, name, value),
            None => self.set_own_attr(obj, name, value),
        }
    }

    fn set_through_descriptor(&mut self, d: Slot, obj: Slot, name: Slot, value: Slot) -> Res<()> {
        let deleting = self.get(value).is_undef();
        match self.section(|th| descriptor_kind(th, th.get(d)))? {
            DescriptorKind::Property => self.set_property(d, obj, value),
            DescriptorKind::GetSet => self.set_computed(d, obj, value),
            DescriptorKind::Member => self.set_member(d, obj, value),
            _ => {
                let id = if deleting {
                    Id::__delete__
                } else {
                    Id::__set__
                };
                let f =
                    self.section(|th| Ok(lookup::special(th, th.get(d), id)?.map(|f| th.root(f))))?;
                let Some(f) = f else {
                    return Err(self.raise_attribute_error(obj, name, IDS[id as usize]));
                };
                let args = [d, obj, value];
                self.call(f, &args[..3 - deleting as usize]).map(|_| ())
            }
        }
    }

    /// Calls the setter (or deleter) of a property.
    pub(crate) fn set_property(&mut self, d: Slot, obj: Slot, value: Slot) -> Res<()> {
        let deleting = self.get(value).is_undef();
        let place = if deleting {
            property::DEL
        } else {
            property::SET
        };
        let f =
            self.section(|th| Ok(th.root(th.get(d).expect::<Record>().see(th)?.field(place))))?;
        if self.get(f).is_none() {
            let what = if deleting { "deleter" } else { "setter" };
            let owner = self.class_of(self.get(obj)).qualname().to_owned();
            let text = match self.property_name(d)? {
                Some(name) => {
                    format!("property {name} of '{owner}' object has no {what}")
                }
                None => format!("property of '{owner}' object has no {what}"),
            };
            return Err(self.raise(Exc::AttributeError, text));
        }
        let args = [obj, value];
        self.call(f, &args[..2 - deleting as usize]).map(|_| ())
    }

    /// `repr` of a property's name, if it has one.
    pub(crate) fn property_name(&mut self, d: Slot) -> Res<Option<String>> {
        let name = self.section(|th| {
            let seen = th.get(d).expect::<Record>().see(th)?;
            let own = seen.field(property::NAME);
            if own.is_pointer() {
                return Ok(Some(th.root(own)));
            }
            Ok(crate::types::function::name_of(th, seen.field(property::GET)).map(|n| th.root(n)))
        })?;
        match name {
            Some(n) => crate::protocol::text::repr_text(self, n).map(Some),
            None => Ok(None),
        }
    }

    /// Sets an attribute that a native function computes.
    pub(crate) fn set_computed(&mut self, d: Slot, obj: Slot, value: Slot) -> Res<()> {
        let getset = self.vm.getset(self.get(d).expect::<Record>());
        if let Some(set) = getset.set {
            return set(self, obj, value);
        }
        let text = match getset.name {
            "__dict__" | "__class__" => format!("readonly attribute"),
            name => format!(
                "attribute '{name}' of '{}' objects is not writable",
                self.class_name(self.get(obj))
            ),
        };
        Err(self.raise(Exc::AttributeError, text))
    }

    /// Sets or empties a slot.
    pub(crate) fn set_member(&mut self, d: Slot, obj: Slot, value: Slot) -> Res<()> {
        let done = self.section(|th| {
            let storage = th.get(d).expect::<Record>().fixed(member::STORAGE);
            super::own::set_own(th, th.get(obj), storage, th.get(value))
        })?;
        if done {
            return Ok(());
        }
        let name = self.root(self.get(d).expect::<Record>().fixed(member::NAME));
        Err(self.attribute_error(obj, name))
    }

    /// Sets or deletes an attribute of a module.
    pub(super) fn set_module_attr(
        &mut self,
        module: Slot,
        ns: Slot,
        name: Slot,
        value: Slot,
    ) -> Res<()> {
        if self.get(value).is_undef() && crate::types::dict::get(self, ns, name)?.is_none() {
            return Err(self.attribute_error(module, name));
        }
        crate::types::dict::set(self, ns, name, value)
    }

    /// Why an attribute could not be set or deleted.
    #[cold]
    pub(super) fn cannot_set(&mut self, obj: Slot, name: Slot, value: Slot) -> Unwind {
        let class = self.class_of(self.get(obj));
        let (has_dict, on_class) = (
            class.info().has_flag(flags::DICT),
            lookup::lookup_cell(self, class, self.get(name)).is_some(),
        );
        let (class, attr) = (class.name(), self.text_of(name));
        let text = if on_class && !has_dict {
            format!("'{class}' object attribute '{attr}' is read-only")
        } else if has_dict || self.get(value).is_undef() {
            format!("'{class}' object has no attribute '{attr}'")
        } else {
            format!(
                "'{class}' object has no attribute '{attr}' and no __dict__ for setting new attributes"
            )
        };
        self.raise_attribute_error(obj, name, &text)
    }
}
