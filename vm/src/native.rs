//! How a native function is declared, and how its arguments reach it.
//!
//! A native function is a row: [`NativeDef`]. Its body is *quick* (`&Thread`: may read, write, allocate, raise, meet a
//! conflict; the whole body is run again after a conflict, so it takes all it needs before its first write) or *full*
//! (`&mut Thread`: may call Python, wait, collect; it is never run again, so it is a straight line of sections and
//! calls). A full body ends with [`Thread::ret`].
//!
//! Arguments arrive bound: first the positional parameters, then the keyword-only ones, then a dict if `kwdict`, then
//! surplus positionals if `rest`. What was not given is UNDEF.

use std::marker::PhantomData;

use crate::object::Kind;
use crate::protocol::number::{BinOp, CmpOp};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Raw, Val};

/// The parameters of a native function.
#[derive(Clone, Copy)]
pub struct Params {
    /// Positional parameters, the receiver first; a name that begins with `_` cannot be given by keyword.
    pub pos: &'static [&'static str],
    /// How many of them are needed.
    pub min: usize,
    pub kwonly: &'static [&'static str],
    /// Takes any number of further positionals.
    pub rest: bool,
    /// Takes any further keywords, as a dict (UNDEF if there are none).
    pub kwdict: bool,
}

impl Params {
    /// `pos` parameters of which the first `min` are needed.
    pub const fn pos(pos: &'static [&'static str], min: usize) -> Params {
        Params {
            pos,
            min,
            kwonly: &[],
            rest: false,
            kwdict: false,
        }
    }

    /// All of `pos` are needed.
    pub const fn all(pos: &'static [&'static str]) -> Params {
        Params::pos(pos, pos.len())
    }

    /// With keyword-only parameters (never needed).
    pub const fn kw(self, kwonly: &'static [&'static str]) -> Params {
        Params { kwonly, ..self }
    }

    /// With any number of further positionals.
    pub const fn rest(self) -> Params {
        Params { rest: true, ..self }
    }

    /// With any further keywords.
    pub const fn kwdict(self) -> Params {
        Params {
            kwdict: true,
            ..self
        }
    }

    /// Are this many positional arguments, and nothing else, laid out as the body wants them?
    #[inline(always)]
    pub const fn takes_plainly(&self, n: usize) -> bool {
        self.min <= n && n <= self.pos.len() && self.kwonly.is_empty() && !self.rest && !self.kwdict
    }

    /// Places before the surplus positionals.
    pub const fn fixed_len(&self) -> usize {
        self.pos.len() + self.kwonly.len() + self.kwdict as usize
    }
}

/// Arguments of a quick body.
#[derive(Clone, Copy)]
pub struct Args<'t> {
    first: *const Raw,
    len: usize,
    borrow: PhantomData<&'t Thread>,
}

impl<'t> Args<'t> {
    pub(crate) fn new(th: &'t Thread, first: Slot, len: usize) -> Args<'t> {
        Args {
            first: th.register_ptr(first),
            len,
            borrow: PhantomData,
        }
    }

    /// The argument in this place; UNDEF if it was not given.
    #[inline(always)]
    pub fn get(&self, i: usize) -> Val<'t> {
        if i < self.len {
            self.all()[i]
        } else {
            Val::UNDEF
        }
    }

    /// The argument, or `None` if it was not given.
    #[inline(always)]
    pub fn opt(&self, i: usize) -> Option<Val<'t>> {
        Some(self.get(i)).filter(|v| !v.is_undef())
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All arguments.
    #[inline(always)]
    pub fn all(&self) -> &'t [Val<'t>] {
        crate::thread::registers_as_values(self.first, self.len)
    }

    /// The arguments from place `i` on (the surplus positionals).
    pub fn from(&self, i: usize) -> &'t [Val<'t>] {
        self.all().get(i..).unwrap_or(&[])
    }
}

/// Arguments of a full body: a row of registers, padded with UNDEF up to the fixed parameters.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    pub first: Slot,
    pub len: usize,
}

impl Window {
    /// The register of this argument, which is one of the fixed ones or less than `len`.
    #[inline(always)]
    pub fn at(self, i: usize) -> Slot {
        debug_assert!(i < self.len, "argument {i} of {}", self.len);
        self.first.offset(i)
    }

    /// The register of this argument, if there is one and it was given.
    pub fn opt(self, th: &Thread, i: usize) -> Option<Slot> {
        (i < self.len && !th.get(self.at(i)).is_undef()).then(|| self.at(i))
    }

    /// The registers from argument `i` on.
    pub fn from(self, i: usize) -> impl Iterator<Item = Slot> + Clone {
        (i..self.len).map(move |i| self.first.offset(i))
    }
}

/// Proof that a full body has left a result: only [`Thread::ret`] makes one.
#[must_use]
pub struct Done(pub(crate) ());

pub type QuickFn = for<'t> fn(&'t Thread, Args<'t>) -> Res<Val<'t>>;
pub type FullFn = fn(&mut Thread, Window) -> Res<Done>;

/// The body of a native function.
#[derive(Clone, Copy)]
pub enum Body {
    Quick(QuickFn),
    Full(FullFn),
    /// The quick body answers UNDEF, with nothing written, when the full one has to do it.
    Either(QuickFn, FullFn),
}

/// How a function in a class's table binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    Method,
    ClassMethod,
    StaticMethod,
}

/// What compiled code knows of a native function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Traced {
    /// Nothing: the quick body may read and write anything.
    Unknown,
    /// The quick body writes nothing that was there before.
    Reads,
    /// The quick body's result depends on its arguments' immutable content only.
    Pure,
    /// `len`.
    Len,
    /// `math.sqrt`.
    Sqrt,
    /// `abs`.
    Abs,
    /// `math.fabs`.
    Magnitude,
    /// `min` and `max`.
    Least,
    Most,
    /// `isinstance`.
    IsInstance,
    /// Builtins that consume an iterator.
    Any,
    All,
    Sum,
    /// What takes a lock, if it has no other argument, and what releases it.
    TakesLock,
    FreesLock,
    /// `__enter__` and `__exit__` of what opens atomic blocks.
    OpensBlock,
    ClosesBlock,
}

/// One native function.
pub struct NativeDef {
    pub name: &'static str,
    pub params: Params,
    pub body: Body,
    pub binding: Binding,
    pub doc: &'static str,
    /// Places of arguments that a quick body takes as ints: objects with `__index__` are converted before it runs.
    pub index: &'static [usize],
    pub traced: Traced,
}

impl NativeDef {
    pub const fn quick(name: &'static str, params: Params, body: QuickFn) -> NativeDef {
        NativeDef {
            name,
            params,
            body: Body::Quick(body),
            binding: Binding::Method,
            doc: "",
            index: &[],
            traced: Traced::Unknown,
        }
    }

    pub const fn full(name: &'static str, params: Params, body: FullFn) -> NativeDef {
        NativeDef {
            name,
            params,
            body: Body::Full(body),
            binding: Binding::Method,
            doc: "",
            index: &[],
            traced: Traced::Unknown,
        }
    }

    /// Quick for the usual arguments, full for those that need Python code: see [`Body::Either`].
    pub const fn either(
        name: &'static str,
        params: Params,
        quick: QuickFn,
        full: FullFn,
    ) -> NativeDef {
        NativeDef {
            name,
            params,
            body: Body::Either(quick, full),
            binding: Binding::Method,
            doc: "",
            index: &[],
            traced: Traced::Unknown,
        }
    }

    /// Says what compiled code may do with it.
    pub const fn traced(self, traced: Traced) -> NativeDef {
        NativeDef { traced, ..self }
    }

    pub const fn doc(self, doc: &'static str) -> NativeDef {
        NativeDef { doc, ..self }
    }

    /// Of a quick body: the arguments in these places are converted by `__index__` if they have it and are no ints.
    pub const fn index(self, index: &'static [usize]) -> NativeDef {
        NativeDef { index, ..self }
    }

    pub const fn class_method(self) -> NativeDef {
        NativeDef {
            binding: Binding::ClassMethod,
            ..self
        }
    }

    pub const fn static_method(self) -> NativeDef {
        NativeDef {
            binding: Binding::StaticMethod,
            ..self
        }
    }
}

/// A computed attribute of a builtin class.
pub struct GetSet {
    pub name: &'static str,
    /// Answers UNDEF where `full_get` has to do it.
    pub get: for<'t> fn(&'t Thread, Val<'t>) -> Res<Val<'t>>,
    pub full_get: Option<fn(&mut Thread, Slot) -> Res<Slot>>,
    /// Gets the object and the new value, UNDEF to delete.
    pub set: Option<fn(&mut Thread, Slot, Slot) -> Res<()>>,
}

impl GetSet {
    pub const fn read(
        name: &'static str,
        get: for<'t> fn(&'t Thread, Val<'t>) -> Res<Val<'t>>,
    ) -> GetSet {
        GetSet {
            name,
            get,
            full_get: None,
            set: None,
        }
    }

    /// An attribute that needs the full right: the quick part answers what it can.
    pub const fn either(
        name: &'static str,
        get: for<'t> fn(&'t Thread, Val<'t>) -> Res<Val<'t>>,
        full: fn(&mut Thread, Slot) -> Res<Slot>,
    ) -> GetSet {
        GetSet {
            name,
            get,
            full_get: Some(full),
            set: None,
        }
    }

    pub const fn write(self, set: fn(&mut Thread, Slot, Slot) -> Res<()>) -> GetSet {
        GetSet {
            set: Some(set),
            ..self
        }
    }
}

pub type QuickNext = for<'t> fn(&'t Thread, Val<'t>) -> Res<crate::semantics::Next<Val<'t>>>;
pub type FullNext = fn(&mut Thread, Slot) -> Res<Option<Slot>>;

/// How iterators of a native module's class are advanced.
pub struct NativeNext {
    /// Answers `Other`, with nothing lost, when the full way has to do it.
    pub quick: QuickNext,
    /// The next item in a register, or nothing at the end.
    pub full: FullNext,
}

/// Operators of a native module's class between exact instances, or an instance and a number, where no Python code runs.
/// `None` leaves a pair to the special methods.
pub struct NativeOperators {
    pub binary: for<'t> fn(&'t Thread, BinOp, Val<'t>, Val<'t>) -> Res<Option<Val<'t>>>,
    /// Writes nothing.
    pub compare: for<'t> fn(&'t Thread, CmpOp, Val<'t>, Val<'t>) -> Res<Option<bool>>,
    /// Truth of an instance; writes nothing.
    pub truth: fn(Val<'_>) -> bool,
    /// Hash of an instance.
    pub hash: fn(Val<'_>) -> Option<i64>,
    /// `str` or, if asked for, `repr` of an instance; writes nothing.
    pub text: for<'t> fn(&'t Thread, Val<'t>, bool) -> Res<String>,
}

/// The operators of a value's class, if it is a native module's and has some.
#[inline]
pub(crate) fn operators_of(th: &Thread, v: Val<'_>) -> Option<&'static NativeOperators> {
    if !v.is_kind(Kind::Record) {
        return None;
    }
    th.class_of(v.raw().val(th)).info().operators.get()
}

/// What a builtin class offers: filled in by `types/`.
pub struct TypeSpec {
    pub builtin: crate::class::Builtin,
    pub doc: &'static str,
    pub methods: &'static [NativeDef],
    pub getsets: &'static [GetSet],
}

/// A native module: functions, and a body that adds everything else.
pub struct ModuleSpec {
    pub name: &'static str,
    pub doc: &'static str,
    pub functions: &'static [NativeDef],
    /// Adds constants and classes to the new module; gets the module's register.
    pub init: fn(&mut Thread, Slot) -> Res<()>,
}
