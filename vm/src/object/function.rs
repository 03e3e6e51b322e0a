//! Functions: of Python (`Function`) and native (`Native`).
//!
//! What a call needs is read without a barrier: these fields change only through attribute assignment on the
//! function, which stops the world and bumps `version` so that compiled code lets go.

use std::cell::Cell as StdCell;
use std::ptr::NonNull;

use super::{Code, Dict, Field, Fixed, Head, Ref, Tuple};
use crate::class::Builtin;
use crate::native::NativeDef;
use crate::thread::Thread;
use crate::value::{Raw, Val};

/// The changeable parts of a function, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub enum Part {
    /// A tuple, or UNDEF.
    Defaults,
    /// A dict, or UNDEF.
    KwDefaults,
    /// A tuple of cells, or UNDEF.
    Closure,
    Name,
    QualName,
    Module,
    Doc,
    /// The `__annotate__` function, or UNDEF.
    Annotate,
    /// The annotations dict once computed or assigned, or UNDEF.
    Annotations,
    TypeParams,
}

const PARTS: usize = 10;

/// A Python function.
#[repr(C)]
pub struct Function {
    head: Head,
    pub(in crate::object) code: Field<Raw>,
    pub(in crate::object) globals: Fixed<Raw>,
    pub(in crate::object) parts: [Field<Raw>; PARTS],
    version: StdCell<u32>,
}

impl Function {
    pub const CODE_OFFSET: usize = std::mem::offset_of!(Function, code);
    pub const GLOBALS_OFFSET: usize = std::mem::offset_of!(Function, globals);
    pub const PARTS_OFFSET: usize = std::mem::offset_of!(Function, parts);
    pub const CLOSURE_OFFSET: usize =
        std::mem::offset_of!(Function, parts) + 8 * Part::Closure as usize;

    pub fn new<'t>(
        th: &'t Thread,
        code: Ref<'t, Code>,
        globals: Ref<'t, Dict>,
    ) -> Ref<'t, Function> {
        let p: NonNull<Function> = th.fresh(size_of::<Function>());
        // SAFETY: V4, the memory is ours and is written whole.
        unsafe {
            p.write(Function {
                head: th.born_head(Builtin::Function.shape()),
                code: Field::new(code.raw()),
                globals: Fixed::new(globals.raw()),
                parts: [const { Field::new(Raw::UNDEF) }; PARTS],
                version: StdCell::new(1),
            });
            Ref::from_ptr(p)
        }
    }

    pub fn version(&self) -> u32 {
        self.version.get()
    }
}

impl<'t> Ref<'t, Function> {
    #[inline(always)]
    pub fn code(self) -> Ref<'t, Code> {
        // SAFETY: V3, `code` holds a Code for the function's whole life.
        unsafe { Ref::from_val(self.get().code.peek().val(self.get())) }
    }

    #[inline(always)]
    pub fn globals(self) -> Ref<'t, Dict> {
        // SAFETY: V3, `globals` holds a Dict for the function's whole life.
        unsafe { Ref::from_val(self.get().globals.get().val(self.get())) }
    }

    #[inline(always)]
    pub fn part(self, p: Part) -> Val<'t> {
        self.get().parts[p as usize].peek().val(self.get())
    }

    #[inline(always)]
    pub fn defaults(self) -> &'t [Val<'t>] {
        self.part(Part::Defaults)
            .cast::<Tuple>()
            .map_or(&[], |t| t.items())
    }

    #[inline(always)]
    pub fn closure(self) -> &'t [Val<'t>] {
        self.part(Part::Closure)
            .cast::<Tuple>()
            .map_or(&[], |t| t.items())
    }

    /// Sets a part of a function that nobody else knows yet, or with the world stopped.
    pub(crate) fn set_part(self, p: Part, v: Val<'_>) {
        self.get().parts[p as usize].poke(v.raw());
        self.get().version.set(self.get().version.get() + 1);
    }

    /// Exchanges the code, with the world stopped.
    pub(crate) fn set_code(self, code: Ref<'_, Code>) {
        self.get().code.poke(code.raw());
        self.get().version.set(self.get().version.get() + 1);
    }
}

/// A native function or method, maybe bound to a receiver.
#[repr(C)]
pub struct Native {
    head: Head,
    def: Fixed<&'static NativeDef>,
    /// What the function is bound to (a method's receiver, a module), or UNDEF.
    pub(in crate::object) this: Fixed<Raw>,
    /// The class it is a method of, or UNDEF.
    pub(in crate::object) owner: Fixed<Raw>,
    /// Name of the module, the class that a function without receiver lies in, or UNDEF.
    pub(in crate::object) module: Fixed<Raw>,
}

impl Native {
    pub const DEF_OFFSET: usize = std::mem::offset_of!(Native, def);
    pub const THIS_OFFSET: usize = std::mem::offset_of!(Native, this);

    /// A function of a module.
    pub fn function<'t>(
        th: &'t Thread,
        def: &'static NativeDef,
        module: Val<'t>,
    ) -> Ref<'t, Native> {
        Self::make(
            th,
            Builtin::NativeFunction,
            def,
            Raw::UNDEF,
            Raw::UNDEF,
            module.raw(),
        )
    }

    /// A function that lies in a class and is called without an instance.
    pub fn of_class<'t>(
        th: &'t Thread,
        def: &'static NativeDef,
        owner: Val<'t>,
    ) -> Ref<'t, Native> {
        let class = Builtin::NativeFunction;
        Self::make(th, class, def, Raw::UNDEF, Raw::UNDEF, owner.raw())
    }

    /// An unbound method of a class: a descriptor.
    pub fn method<'t>(th: &'t Thread, def: &'static NativeDef, owner: Val<'t>) -> Ref<'t, Native> {
        Self::make(
            th,
            Builtin::MethodDescriptor,
            def,
            Raw::UNDEF,
            owner.raw(),
            Raw::UNDEF,
        )
    }

    /// A method bound to its receiver.
    pub fn bound<'t>(th: &'t Thread, method: Ref<'t, Native>, this: Val<'t>) -> Ref<'t, Native> {
        Self::make(
            th,
            Builtin::NativeFunction,
            method.def.get(),
            this.raw(),
            method.owner.get(),
            Raw::UNDEF,
        )
    }

    fn make<'t>(
        th: &'t Thread,
        class: Builtin,
        def: &'static NativeDef,
        this: Raw,
        owner: Raw,
        module: Raw,
    ) -> Ref<'t, Native> {
        let p: NonNull<Native> = th.fresh(size_of::<Native>());
        // SAFETY: V4, the memory is ours and is written whole.
        unsafe {
            p.write(Native {
                head: th.born_head(class.shape()),
                def: Fixed::new(def),
                this: Fixed::new(this),
                owner: Fixed::new(owner),
                module: Fixed::new(module),
            });
            Ref::from_ptr(p)
        }
    }

    #[inline(always)]
    pub fn def(&self) -> &'static NativeDef {
        self.def.get()
    }
}

impl<'t> Ref<'t, Native> {
    #[inline(always)]
    pub fn this(self) -> Val<'t> {
        self.get().this.get().val(self.get())
    }

    pub fn owner(self) -> Val<'t> {
        self.get().owner.get().val(self.get())
    }

    pub fn module(self) -> Val<'t> {
        self.get().module.get().val(self.get())
    }
}
