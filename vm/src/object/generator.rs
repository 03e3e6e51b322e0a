//! Generators, coroutines and asynchronous generators: a frame that can be put away.
//!
//! While suspended the registers lie in a `Slots` object; while running they are on the register stack of the thread
//! that runs it, and `state` says so.

use std::ptr::NonNull;

use super::{Code, Field, Fixed, Function, Head, Owned, Ref, Seen, Slots};
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
    /// The function, for globals and closure.
    pub(in crate::object) function: Field<Raw>,
    /// The code that runs; the function may get another one meanwhile.
    pub(in crate::object) code: Fixed<Raw>,
    /// The registers while suspended.
    pub(in crate::object) saved: Field<Raw>,
    /// Exception being handled inside the generator while suspended, or UNDEF.
    pub(in crate::object) handled: Field<Raw>,
    pub(in crate::object) name: Field<Raw>,
    pub(in crate::object) qualname: Field<Raw>,
    /// What it is delegating to (`yield from`, `await`), or UNDEF.
    pub(in crate::object) delegate: Field<Raw>,
}

/// Places for compiled code.
impl Generator {
    /// State and pc, as one word.
    pub const STANDS_OFFSET: usize = std::mem::offset_of!(Generator, state);
    pub const FUNCTION_OFFSET: usize = std::mem::offset_of!(Generator, function);
    pub const CODE_OFFSET: usize = std::mem::offset_of!(Generator, code);
    pub const SAVED_OFFSET: usize = std::mem::offset_of!(Generator, saved);
    pub const HANDLED_OFFSET: usize = std::mem::offset_of!(Generator, handled);
    pub const NAME_OFFSET: usize = std::mem::offset_of!(Generator, name);
    pub const QUALNAME_OFFSET: usize = std::mem::offset_of!(Generator, qualname);
    pub const DELEGATE_OFFSET: usize = std::mem::offset_of!(Generator, delegate);

    /// The word at `STANDS_OFFSET`.
    pub const fn stands(state: GenState, pc: u32) -> i64 {
        let (s, p) = ((state as u32).to_ne_bytes(), pc.to_ne_bytes());
        i64::from_ne_bytes([s[0], s[1], s[2], s[3], p[0], p[1], p[2], p[3]])
    }
}

const _: () = assert!(
    Generator::STANDS_OFFSET.is_multiple_of(8)
        && std::mem::offset_of!(Generator, pc) == Generator::STANDS_OFFSET + 4
);

impl Generator {
    /// A generator that has not started; its registers are in `saved`.
    pub fn new<'t>(
        th: &'t Thread,
        shape: u32,
        function: Ref<'t, Function>,
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
                code: Fixed::new(function.code().raw()),
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

impl<'t> Ref<'t, Generator> {
    /// Its function, which it keeps.
    pub(crate) fn made_by(self) -> Val<'t> {
        self.get().function.peek().val(self.get())
    }

    /// The code that runs in it.
    #[inline(always)]
    pub fn code(self) -> Ref<'t, Code> {
        // SAFETY: V3, `code` holds a Code for the generator's whole life.
        unsafe { Ref::from_val(self.get().code.get().val(self.get())) }
    }
}

macro_rules! gen_fields {
    ($($get:ident, $set:ident: $field:ident;)*) => {
        impl<'t> Seen<'t, Generator> {
            $(pub fn $get(self) -> Val<'t> {
                self.$field.get(self).val(self.get())
            })*
        }
        impl<'t> Owned<'t, Generator> {
            $(pub fn $set(self, v: Val<'t>) {
                self.$field.set(self, v.raw())
            })*
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

impl<'t> Seen<'t, Generator> {
    #[inline(always)]
    pub fn state(self) -> GenState {
        self.state.get(self)
    }

    /// The op at which it is suspended.
    #[inline(always)]
    pub fn pc(self) -> u32 {
        self.pc.get(self)
    }

    #[inline(always)]
    fn slots(self) -> Option<Ref<'t, Slots>> {
        self.saved().cast::<Slots>()
    }

    /// A saved register; UNDEF while the generator is not suspended.
    pub fn register(self, i: usize) -> Val<'t> {
        self.slots().map_or(Val::UNDEF, |s| s.at(i))
    }

    /// Hands out the saved registers in order.
    #[inline]
    pub fn each_register(self, mut put: impl FnMut(u32, Raw)) {
        if let Some(slots) = self.slots() {
            for (i, place) in slots.places().iter().enumerate() {
                put(i as u32, place.get());
            }
        }
    }
}

impl<'t> Owned<'t, Generator> {
    #[inline(always)]
    pub fn set_state(self, s: GenState) {
        self.state.set(self, s)
    }

    #[inline(always)]
    pub fn set_pc(self, pc: u32) {
        self.pc.set(self, pc)
    }

    /// Overwrites a saved register of a suspended generator.
    pub fn set_register(self, i: usize, v: Val<'t>) {
        if let Some(slots) = self.slots() {
            slots.places()[i].set(v.raw());
        }
    }

    /// Writes `n` registers into the saved storage, which is the same from birth to end.
    #[inline]
    pub fn save_registers(self, mut get: impl FnMut(u32) -> Raw) {
        if let Some(slots) = self.slots() {
            for (i, place) in slots.places().iter().enumerate() {
                place.set(get(i as u32));
            }
        }
    }
}
