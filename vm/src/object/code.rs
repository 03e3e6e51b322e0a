//! Code objects: the compiler's output with its constants as values, inline caches and hot counters.

use std::ptr::NonNull;
use std::sync::Arc;

use super::Ref;
use crate::class::Builtin;
use crate::interp::cache::CacheSlot;
use crate::thread::Thread;
use crate::value::{Raw, Val};

/// A Python code object.
#[repr(C)]
pub struct Code {
    word: stm::Word,
    data: *mut CodeData,
}

/// What belongs to one code object. Immutable but for caches and counters, which are outside the protocol (rule 10).
pub struct CodeData {
    pub lang: Arc<lang::Code>,
    /// Takes positional arguments only and does not suspend: the usual case of a call.
    pub plain_args: bool,
    /// A generator function that `types.coroutine` made awaitable.
    pub iterable_coroutine: bool,
    /// A generator function with something to clean up: a generator that nobody refers to any more is closed.
    pub cleans_up: bool,
    /// Takes the place of native code: no traceback and no frame object shows it.
    pub hidden: bool,
    /// Of a generator: the functions that consume it in place of builtins.
    pub consumers: crate::interp::consume::Consumers,
    /// The constants as values; nested code is a `Code`.
    pub consts: Vec<Raw>,
    /// The names, interned.
    pub names: Vec<Raw>,
    pub caches: Vec<CacheSlot>,
    /// One counter a hot place (loop header, function entry), see `record`.
    pub hot: Vec<crate::record::HotSlot>,
    /// `names` of `varnames`, interned, for keyword arguments.
    pub varnames: Vec<Raw>,
    pub name: Raw,
    pub qualname: Raw,
    pub filename: Raw,
}

impl Code {
    /// Wraps data whose values are all reachable from roots until this returns.
    pub fn new(th: &Thread, data: CodeData) -> Ref<'_, Code> {
        let p: NonNull<Code> = th.fresh(size_of::<Code>());
        // SAFETY: V4, the memory is ours and is written whole.
        let code = unsafe {
            p.write(Code {
                word: th.shared_word(Builtin::Code.shape()),
                data: Box::into_raw(Box::new(data)),
            });
            Ref::from_ptr(p)
        };
        th.drop_later(code.raw());
        code
    }

    #[inline(always)]
    pub fn data(&self) -> &CodeData {
        // SAFETY: the data lives until the code object is swept.
        unsafe { &*self.data }
    }

    /// Frees the data of a dead code object. Only the collector calls this.
    ///
    /// # Safety
    /// The object is dead and this is called once.
    pub(in crate::object) unsafe fn drop_data(&self) {
        // SAFETY: made by Box::into_raw in `new`; the caller owes that this is the only call.
        drop(unsafe { Box::from_raw(self.data) });
    }
}

impl<'t> Ref<'t, Code> {
    /// The data for the whole of `'t`.
    #[inline(always)]
    pub fn body(self) -> &'t CodeData {
        self.get().data()
    }

    pub fn name(self) -> Val<'t> {
        self.body().name.val(self.get())
    }

    pub fn qualname(self) -> Val<'t> {
        self.body().qualname.val(self.get())
    }

    pub fn filename(self) -> Val<'t> {
        self.body().filename.val(self.get())
    }
}
