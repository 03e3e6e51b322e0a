//! Generators, coroutines and asynchronous generators: a frame that can be put away.
//!
//! While suspended the registers lie in a `Slots` object; while running they are on the register stack of the thread
//! that runs it, and `state` says so.

use std::ptr::NonNull;

use super::{Field, Head, Owned, Ref, Seen, Slots};
use crate::thread::Thread;
use crate::value::{Raw, Val};

/// Where the generator stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum GenState {
    Created,
    Suspended,
    Running,
    Finished,
}

/// A generator, coroutine or asynchronous generator (the shape tells which).
#[repr(C)]
pub struct Generator {
    pub(in crate::object) head: Head,
    pub(in crate::object) state: Field<GenState>,
    pub(in crate::object) pc: Field<u32>,
    /// The function, for code and globals.
    pub(in crate::object) function: Field<Raw>,
    /// The registers while suspended.
    pub(in crate::object) saved: Field<Raw>,
    /// Exception being handled inside the generator while suspended, or UNDEF.
    pub(in crate::object) handled: Field<Raw>,
    pub(in crate::object) name: Field<Raw>,
    pub(in crate::object) qualname: Field<Raw>,
    /// What it is delegating to (`yield from`, `await`), or UNDEF.
    pub(in crate::object) delegate: Field<Raw>,
}

impl Generator {
    /// A generator that has not started; its registers are in `saved`.
    pub fn new<'t>(
        th: &'t Thread,
        shape: u32,
        function: Val<'t>,
        name: Val<'t>,
        qualname: Val<'t>,
        saved: Ref<'t, Slots>,
        pc: u32,
    ) -> Owned<'t, Generator> {
        let p: NonNull<Generator> = th.fresh(size_of::<Generator>());
        // SAFETY: V4, the memory is ours and is written whole; nobody else knows it yet.
        unsafe {
            p.write(Generator {
                head: th.born_head(shape),
                state: Field::new(GenState::Created),
                pc: Field::new(pc),
                function: Field::new(function.raw()),
                saved: Field::new(saved.raw()),
                handled: Field::new(Raw::UNDEF),
                name: Field::new(name.raw()),
                qualname: Field::new(qualname.raw()),
                delegate: Field::new(Raw::UNDEF),
            });
            Ref::from_ptr(p).newborn()
        }
    }
}

impl Generator {
    /// The state as a plain word, for the undo log, which only writes back what it read.
    pub(in crate::object) fn state_cell(&self) -> &std::cell::Cell<u32> {
        // SAFETY: GenState is repr(u32).
        unsafe { &*(&raw const self.state as *const std::cell::Cell<u32>) }
    }
}

macro_rules! gen_fields {
    ($($get:ident, $set:ident: $field:ident;)*) => {
        impl<'t> Seen<'t, Generator> {
            pub fn state(self) -> GenState { self.state.get(self) }
            pub fn pc(self) -> u32 { self.pc.get(self) }
            $(pub fn $get(self) -> Val<'t> { self.$field.get(self).val(self.get()) })*
            /// Copies the saved registers out.
            pub fn registers(self) -> Vec<Raw> {
                let saved = self.saved();
                if saved.is_undef() { return Vec::new(); }
                saved.expect::<Slots>().places().iter().map(|p| p.get()).collect()
            }
        }
        impl<'t> Owned<'t, Generator> {
            pub fn set_state(self, s: GenState) { self.state.set(self, s) }
            pub fn set_pc(self, pc: u32) { self.pc.set(self, pc) }
            $(pub fn $set(self, v: Val<'t>) { self.$field.set(self, v.raw()) })*
            /// Writes the registers into the saved storage, which is made or reused.
            pub fn save_registers(self, th: &'t Thread, regs: &[Raw]) {
                let have = self.saved();
                let slots = if !have.is_undef() && have.expect::<Slots>().cap() == regs.len() { have.expect::<Slots>() } else { Slots::new(th, regs.len()) };
                for (place, r) in slots.places().iter().zip(regs) { place.set(*r); }
                self.saved.set(self, slots.raw());
            }
        }
    };
}
gen_fields! {
    function, set_function: function;
    saved, set_saved: saved;
    handled, set_handled: handled;
    name, set_name: name;
    qualname, set_qualname: qualname;
    delegate, set_delegate: delegate;
}
