//! Items of `array.array`, and of native classes whose `__getitem__` and `__setitem__` have quick bodies.
//!
//! An array's items lie unboxed in the blob of its bytearray, so an item of the usual types is one load or store of its
//! width there: no box, no call.

use jit::ir::{Op, Ref as R};
use lang::opcode::Reg;

use super::machine::{Pair, Recorder};
use super::target::{self, Row};
use crate::class::Class;
use crate::modules::array::{self, item::ItemType};
use crate::modules::support::NativeClass;
use crate::names::Id;
use crate::native::NativeDef;
use crate::object::{Kind, Native, Record};
use crate::protocol::lookup;
use crate::semantics::Machine;
use crate::unwind::Res;
use crate::value::Val;

/// An array whose class and item type are decided.
struct Items<'t> {
    /// The bytearray.
    store: Pair<'t>,
    row: Row,
}

impl<'a, 'b> Recorder<'a, 'b> {
    /// `obj[key]` where the class has a quick native method for it.
    pub(super) fn native_get_item(&self, dst: Reg, obj: Reg, key: Reg) -> Res<bool> {
        let (x, k) = (self.reg(obj), self.reg(key));
        let item = match self.array_item(x, k)? {
            Some(item) => Some(item),
            None => self.native_special(Id::__getitem__, &[x, k])?,
        };
        let Some(item) = item else {
            return Ok(false);
        };
        self.set(dst, item);
        Ok(true)
    }

    /// `obj[key] = value` where the class has a quick native method for it.
    pub(super) fn native_set_item(&self, obj: Reg, key: Reg, value: Reg) -> Res<bool> {
        let (x, k, v) = (self.reg(obj), self.reg(key), self.reg(value));
        if self.set_array_item(x, k, v)? {
            return Ok(true);
        }
        let done = self.native_special(Id::__setitem__, &[x, k, v])?;
        Ok(done.is_some())
    }

    /// A call of a special method that is a native one of the first argument's class: a matter of its shape.
    fn native_special<'t>(&'t self, id: Id, args: &[Pair<'t>]) -> Res<Option<Pair<'t>>> {
        let (th, this) = (&*self.m.th, args[0]);
        if !this.v.is_pointer() {
            return Ok(None);
        }
        let Some(f) = lookup::special(th, this.v, id)?.filter(|f| f.is_kind(Kind::Native)) else {
            return Ok(None);
        };
        let native = f.expect::<Native>();
        let owner = native.owner();
        if owner.cast::<Class>().is_none() || !native.this().is_undef() {
            return Ok(None);
        }
        self.guard_shape(this);
        self.b.borrow_mut().depend(super::CLASSES);
        let def: &'static NativeDef = native.def();
        self.quick_call(def, owner, args.to_vec())
    }

    /// Decides that this is an array of items that compiled code can handle; `None` if it is none. Its methods are those of
    /// the class itself, which nobody can change.
    fn items_of<'t>(&'t self, x: Pair<'t>) -> Option<Items<'t>> {
        let th = &*self.m.th;
        let is_array = x.v.is_pointer()
            && th.has_native_class(NativeClass::Array)
            && x.v.is_kind(Kind::Record)
            && th
                .class_of(x.v)
                .val()
                .is(th.native_class(NativeClass::Array).val());
        if !is_array {
            return None;
        }
        let record = x.v.expect::<Record>();
        let row = target::row(ItemType::parse(array::code(x.v).text())?.letter)?;
        self.guard_shape(x);
        let code = Pair {
            v: record.fixed(array::field::CODE),
            r: self.load(x.r, target::record(array::field::CODE)),
        };
        self.guard_identity(code);
        let store = Pair {
            v: record.fixed(array::field::BYTES),
            r: self.load(x.r, target::record(array::field::BYTES)),
        };
        Some(Items { store, row })
    }

    /// The place of an item, counted from the front.
    fn place(&self, items: &Items<'_>, key: Pair<'_>, bytes: usize) -> Option<(usize, R)> {
        let i = self.int(key)?;
        let len = self.load(items.store.r, target::record(crate::object::buffer::LEN));
        let len = self.emit(Op::UnboxInt, &[len]);
        let shift = items.row.size.trailing_zeros();
        let count = match shift {
            0 => len,
            n => self.emit(Op::Shr, &[len, self.int_const(i64::from(n))]),
        };
        self.index(i, (bytes >> shift, count))
    }

    fn array_item<'t>(&'t self, x: Pair<'t>, key: Pair<'t>) -> Res<Option<Pair<'t>>> {
        if !key.v.is_int() {
            return Ok(None);
        }
        let Some(items) = self.items_of(x) else {
            return Ok(None);
        };
        let bytes = items.store.v.expect::<Record>().see(self.m.th)?.byte_len();
        self.guard_see(items.store);
        let Some((at, index)) = self.place(&items, key, bytes) else {
            return Ok(None);
        };
        let Some(v) = array::get(self.m.th, x.v, at)? else {
            return Ok(None);
        };
        let blob = self.load(items.store.r, target::BLOB);
        let r = self.b.borrow_mut().load_at(blob, index, items.row.field());
        if let Some(f) = v.as_float() {
            // Not every not-a-number can be boxed.
            if f.is_nan() {
                return Ok(None);
            }
            let number = self.emit(Op::FEq, &[r, r]);
            self.say(true, number);
        } else {
            self.guard_wide(&items.row, v, r);
        }
        Ok(Some(self.pair(v, r)))
    }

    /// Of unsigned items of eight bytes, those that an i64 does not hold are for the interpreter; the reading of a signed one
    /// that needs a box is as well.
    fn guard_wide(&self, row: &Row, v: Val<'_>, r: R) {
        debug_assert!(v.is_int() || row.size == 8);
        if row.letter.is_ascii_uppercase() && row.size == 8 {
            let zero = self.int_const(0);
            let fits = self.emit(Op::IGe, &[r, zero]);
            self.say(true, fits);
        }
    }

    fn set_array_item(&self, x: Pair<'_>, key: Pair<'_>, value: Pair<'_>) -> Res<bool> {
        if !key.v.is_int() || !(value.v.is_int() || value.v.is_float()) {
            return Ok(false);
        }
        let Some(items) = self.items_of(x) else {
            return Ok(false);
        };
        let own = items.store.v.expect::<Record>().own(self.m.th)?;
        let bytes = own.byte_len();
        self.guard_own(items.store);
        let stored = match items.row.letter {
            'd' => self.number(value),
            _ => None,
        };
        let (word, r) = if let Some((f, r)) = stored {
            (f.to_bits(), r)
        } else if let Some(i) = self.int(value).filter(|_| items.row.letter != 'd') {
            let Some(r) = self.fitting(&items.row, i) else {
                return Ok(false);
            };
            (i.0 as u64, r)
        } else {
            return Ok(false);
        };
        let Some((at, index)) = self.place(&items, key, bytes) else {
            return Ok(false);
        };
        let blob = self.load(items.store.r, target::BLOB);
        self.b
            .borrow_mut()
            .store_at(blob, index, items.row.field(), r);
        let size = items.row.size as usize;
        for (k, byte) in word.to_le_bytes()[..size].iter().enumerate() {
            own.set_byte(at * size + k, *byte);
        }
        Ok(true)
    }

    /// Decides that an int is in the range of the items.
    fn fitting(&self, row: &Row, i: (i64, R)) -> Option<R> {
        let (low, high) = row.range();
        if !(low..=high).contains(&i.0) {
            return None;
        }
        if !i.1.is_const() && row.size < 8 {
            let moved = self.emit(Op::ISub, &[i.1, self.int_const(low)]);
            let fits = self.emit(Op::ULt, &[moved, self.int_const(high - low + 1)]);
            self.say(true, fits);
        } else if !i.1.is_const() && low == 0 {
            let fits = self.emit(Op::IGe, &[i.1, self.int_const(0)]);
            self.say(true, fits);
        }
        Some(i.1)
    }
}
