//! Names that the VM itself uses, interned at start-up, and the intern table.
//!
//! An attribute or variable name is an interned `str`: equal names are the same object, so caches and shapes compare
//! words. The table is outside the STM protocol (rule 10): sharded, idempotent, and its entries live for ever.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Mutex;

use crate::object::Str;
use crate::thread::Thread;
use crate::value::{Raw, Val};

macro_rules! ids {
    ($($id:ident)*) => {
        /// A name known to the VM; the variant is the text.
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(usize)]
        pub enum Id { $($id),* }

        /// All known names, in the order of their numbers.
        pub const IDS: &[&str] = &[$(stringify!($id)),*];
    };
}

ids! {
    __abs__ __abstractmethods__ __add__ __aenter__ __aexit__ __aiter__ __all__ __and__ __anext__ __annotate__ __annotations__
    __await__ __bases__ __bool__ __bytes__ __call__ __cause__ __ceil__ __class__ __class_getitem__ __classcell__
    __classdictcell__ __code__ __complex__ __contains__ __context__ __defaults__ __del__ __delattr__ __delete__
    __delitem__ __dict__ __dir__ __divmod__ __doc__ __enter__ __eq__ __exit__ __file__ __firstlineno__ __float__
    __floor__ __floordiv__ __format__ __fspath__ __ge__ __get__ __getattr__ __getattribute__ __getitem__ __getnewargs__
    __getstate__ __globals__ __gt__ __hash__ __iadd__ __iand__ __ifloordiv__ __ilshift__ __imatmul__ __imod__
    __import__ __imul__ __index__ __init__ __init_subclass__ __instancecheck__ __int__ __invert__ __ior__ __ipow__
    __irshift__ __isub__ __iter__ __itruediv__ __ixor__ __kwdefaults__ __le__ __len__ __length_hint__ __loader__
    __lshift__ __lt__ __main__ __match_args__ __matmul__ __missing__ __mod__ __module__ __mro_entries__ __mul__ __name__
    __ne__ __neg__ __new__ __next__ __notes__ __or__ __orig_bases__ __package__ __path__ __pos__ __pow__ __prepare__
    __qualname__ __radd__ __rand__ __rdivmod__ __reduce__ __reduce_ex__ __repr__ __reversed__ __rfloordiv__
    __rlshift__ __rmatmul__ __rmod__ __rmul__ __ror__ __round__ __rpow__ __rrshift__ __rshift__ __rsub__ __rtruediv__
    __rxor__ __set__ __set_name__ __setattr__ __setitem__ __setstate__ __sizeof__ __slots__ __spec__
    __static_attributes__ __str__ __sub__ __subclasscheck__ __subclasses__ __suppress_context__ __traceback__
    __truediv__ __trunc__ __type_params__ __typing_subst__ __weakref__ __xor__ __self__ __func__ __wrapped__
    __build_class__ __debug__ __builtins__ __objclass__ __isabstractmethod__ _fields args builtins close encoding
    errno filename keys msg lineno name obj path send start stop step stdin stdout stderr strerror text throw
    value mro metaclass write flush offset end_lineno end_offset print_file_and_line code copy get items values
    append extend pop sort update add displayhook excepthook modules argv exceptions message __name __cached__
    __prepare_annotations__ characters_written filename2 object reason start_ end name_from __orig_class__
    __getnewargs_ex__ __annotations_cache__ derive __annotate_func__
}

const SHARDS: usize = 16;

/// The intern table.
pub struct Interned {
    shards: [Mutex<HashMap<&'static str, Raw>>; SHARDS],
    hasher: std::collections::hash_map::RandomState,
}

impl Interned {
    pub fn new() -> Interned {
        Interned {
            shards: std::array::from_fn(|_| Mutex::default()),
            hasher: Default::default(),
        }
    }

    /// The one `str` with this text.
    pub fn intern<'t>(&self, th: &'t Thread, text: &str) -> Val<'t> {
        let mut shard = self.shard(text);
        if let Some(raw) = shard.get(text) {
            return raw.val(th);
        }
        let s = Str::new(th, text);
        s.mark_interned();
        s.hash();
        shard.insert(crate::object::string::text_for_ever(s), s.raw());
        s.val()
    }

    /// The interned twin of a `str`, if that text was interned before.
    pub fn find<'t>(&self, th: &'t Thread, text: &str) -> Option<Val<'t>> {
        self.shard(text).get(text).map(|r| r.val(th))
    }

    fn shard(&self, text: &str) -> std::sync::MutexGuard<'_, HashMap<&'static str, Raw>> {
        let n = self.hasher.hash_one(text) as usize % SHARDS;
        self.shards[n]
            .lock()
            .expect("V3: no panic holds the intern table")
    }

    /// Reports all entries: roots of the collector.
    pub fn visit(&self, mut f: impl FnMut(Raw)) {
        for shard in &self.shards {
            shard
                .lock()
                .expect("V3: no panic holds the intern table")
                .values()
                .for_each(|r| f(*r));
        }
    }
}

impl Default for Interned {
    fn default() -> Self {
        Interned::new()
    }
}
