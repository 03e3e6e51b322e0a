//! Classes: the table of the builtin ones, and the class object.
//!
//! A class is a constant as far as other code is concerned: what a lookup depends on (dict keys, constant cells, MRO)
//! changes only with the world stopped, and each change bumps the VM's `type_version`, which inline caches compare
//! and compiled code depends on. The values of class attributes that are written often live in owned cells and follow
//! the ordinary protocol.

use std::cell::Cell as StdCell;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard};

use crate::object::shape::{ShapeSpec, new_root};
use crate::object::{Dict, Head, Kind, Ref, Shape, Str, Tuple, shape};
use crate::thread::Thread;
use crate::value::{Raw, Val};

macro_rules! builtins {
    ($($name:ident = $text:literal, $base:ident, $kind:ident $(($nfields:literal))? $(, $flag:ident)* ;)*) => {
        /// A class that the VM itself makes. Its number is the shape of its exact instances.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u32)]
        pub enum Builtin { $($name),* }

        /// Every builtin class, bases before derived ones.
        pub const BUILTINS: &[BuiltinRow] = &[$(BuiltinRow {
            builtin: Builtin::$name, name: $text, base: Builtin::$base, kind: Kind::$kind,
            nfields: 0 $(+ $nfields)?, flags: 0 $(| flags::$flag)*,
        }),*];
    };
}

/// One row of the table of builtin classes.
pub struct BuiltinRow {
    pub builtin: Builtin,
    /// `module.name`, or the bare name of one in `builtins`.
    pub name: &'static str,
    pub base: Builtin,
    /// Layout of exact instances.
    pub kind: Kind,
    pub nfields: u32,
    pub flags: u32,
}

/// Properties of classes.
pub mod flags {
    /// May not be subclassed.
    pub const FINAL: u32 = 1;
    /// Cannot be called to make an instance.
    pub const NO_NEW: u32 = 2;
    /// Instances have a `__dict__` even for exact builtins (functions, modules, exceptions).
    pub const DICT: u32 = 4;
    /// Made by the VM.
    pub const BUILTIN: u32 = 8;
    /// Instances of subclasses are boxes around an exact instance (immutable builtins).
    pub const BOXED: u32 = 16;
    /// A subclass of `BaseException`.
    pub const EXCEPTION: u32 = 32;
    /// Pattern matching treats instances as sequences / mappings.
    pub const SEQUENCE: u32 = 64;
    pub const MAPPING: u32 = 128;
    /// Has abstract methods left (`__abstractmethods__` is not empty).
    pub const ABSTRACT: u32 = 256;
    /// Instances have a `__del__`.
    pub const FINALIZER: u32 = 512;
    /// What a subclass takes over from the base whose layout it has.
    pub const INHERITED: u32 = DICT | EXCEPTION | SEQUENCE | MAPPING | FINALIZER;
}

builtins! {
    Object = "object", Object, Instance;
    Type = "type", Object, Class;
    Int = "int", Object, BigInt, BOXED;
    Bool = "bool", Int, BigInt, FINAL;
    Float = "float", Object, BigInt, BOXED;
    Complex = "complex", Object, Complex, BOXED;
    Str = "str", Object, Str, BOXED;
    Bytes = "bytes", Object, Bytes, BOXED;
    ByteArray = "bytearray", Object, Record(3);
    MemoryView = "memoryview", Object, Record(8), FINAL, SEQUENCE;
    Tuple = "tuple", Object, Tuple, BOXED, SEQUENCE;
    List = "list", Object, List, SEQUENCE;
    Dict = "dict", Object, Dict, MAPPING;
    Set = "set", Object, Set;
    FrozenSet = "frozenset", Object, Set;
    Range = "range", Object, Record(4), FINAL, SEQUENCE;
    Slice = "slice", Object, Record(3), FINAL;
    NoneType = "NoneType", Object, BigInt, FINAL;
    EllipsisType = "ellipsis", Object, BigInt, FINAL;
    NotImplementedType = "NotImplementedType", Object, BigInt, FINAL;
    Function = "function", Object, Function, FINAL, DICT;
    NativeFunction = "builtin_function_or_method", Object, Native, FINAL, NO_NEW;
    MethodDescriptor = "method_descriptor", Object, Native, FINAL, NO_NEW;
    GetSetDescriptor = "getset_descriptor", Object, Record(3), FINAL, NO_NEW;
    MemberDescriptor = "member_descriptor", Object, Record(3), FINAL, NO_NEW;
    Method = "method", Object, Record(2), FINAL;
    ClassMethodDescriptor = "classmethod_descriptor", Object, Record(2), FINAL, NO_NEW;
    Property = "property", Object, Record(6);
    StaticMethod = "staticmethod", Object, Record(1), DICT;
    ClassMethod = "classmethod", Object, Record(1), DICT;
    Super = "super", Object, Record(3);
    Module = "module", Object, Record(2);
    Cell = "cell", Object, Cell, FINAL;
    Code = "code", Object, Code, FINAL;
    Frame = "frame", Object, Record(8), FINAL, NO_NEW;
    Traceback = "traceback", Object, Record(6), FINAL;
    Generator = "generator", Object, Generator, FINAL, NO_NEW;
    Coroutine = "coroutine", Object, Generator, FINAL, NO_NEW;
    AsyncGenerator = "async_generator", Object, Generator, FINAL, NO_NEW;
    AsyncGenStep = "async_generator_asend", Object, Record(4), FINAL, NO_NEW;
    CoroutineWrapper = "coroutine_wrapper", Object, Record(1), FINAL, NO_NEW;
    MappingProxy = "mappingproxy", Object, Record(1), FINAL;
    GenericAlias = "types.GenericAlias", Object, Record(4);
    UnionType = "typing.Union", Object, Record(2), FINAL;
    SimpleNamespace = "types.SimpleNamespace", Object, Record(0), DICT;
    DictKeys = "dict_keys", Object, Record(1), FINAL, NO_NEW;
    DictValues = "dict_values", Object, Record(1), FINAL, NO_NEW;
    DictItems = "dict_items", Object, Record(1), FINAL, NO_NEW;
    ListIter = "list_iterator", Object, Record(2), FINAL, NO_NEW;
    ListRevIter = "list_reverseiterator", Object, Record(2), FINAL, NO_NEW;
    TupleIter = "tuple_iterator", Object, Record(2), FINAL, NO_NEW;
    StrIter = "str_iterator", Object, Record(2), FINAL, NO_NEW;
    BytesIter = "bytes_iterator", Object, Record(2), FINAL, NO_NEW;
    ByteArrayIter = "bytearray_iterator", Object, Record(2), FINAL, NO_NEW;
    RangeIter = "range_iterator", Object, Record(3), FINAL, NO_NEW;
    LongRangeIter = "longrange_iterator", Object, Record(4), FINAL, NO_NEW;
    DictKeyIter = "dict_keyiterator", Object, Record(3), FINAL, NO_NEW;
    DictValueIter = "dict_valueiterator", Object, Record(3), FINAL, NO_NEW;
    DictItemIter = "dict_itemiterator", Object, Record(3), FINAL, NO_NEW;
    DictRevKeyIter = "dict_reversekeyiterator", Object, Record(3), FINAL, NO_NEW;
    DictRevValueIter = "dict_reversevalueiterator", Object, Record(3), FINAL, NO_NEW;
    DictRevItemIter = "dict_reverseitemiterator", Object, Record(3), FINAL, NO_NEW;
    SetIter = "set_iterator", Object, Record(3), FINAL, NO_NEW;
    SeqIter = "iterator", Object, Record(2), FINAL, NO_NEW;
    CallableIter = "callable_iterator", Object, Record(2), FINAL, NO_NEW;
    Enumerate = "enumerate", Object, Record(2);
    Zip = "zip", Object, Record(3);
    Map = "map", Object, Record(3);
    Filter = "filter", Object, Record(2);
    Reversed = "reversed", Object, Record(2);
    TupleGetter = "collections._tuplegetter", Object, Record(2), FINAL;
    WeakRef = "weakref.ReferenceType", Object, Record(3);
    Slots = "storage_slots", Object, Slots, FINAL, NO_NEW;
    Table = "storage_table", Object, Table, FINAL, NO_NEW;
    Blob = "storage_blob", Object, Blob, FINAL, NO_NEW;
    BaseException = "BaseException", Object, Record(6), DICT, EXCEPTION;
}

/// Number of the first shape that is not a builtin's.
pub const FIRST_FREE_SHAPE: u32 = BUILTINS.len() as u32;

impl Builtin {
    /// The shape of exact instances.
    #[inline(always)]
    pub const fn shape(self) -> u32 {
        self as u32
    }

    pub fn row(self) -> &'static BuiltinRow {
        &BUILTINS[self as usize]
    }
}

/// A class object. The shape of the object tells its metaclass.
#[repr(C)]
pub struct Class {
    head: Head,
    data: *mut ClassData,
}

/// Direct subclasses; strong, as classes live for ever. A table of the VM's own, outside the ownership protocol (rule 10): a
/// class may be made by any thread at any time.
#[derive(Default)]
pub struct Subclasses(Mutex<Vec<Raw>>);

impl Subclasses {
    fn all(&self) -> MutexGuard<'_, Vec<Raw>> {
        self.0.lock().expect("V7: no panic holds the list")
    }

    pub fn add(&self, class: Val<'_>) {
        self.all().push(class.raw());
    }

    /// Takes the first entry of the class away.
    pub fn remove(&self, class: Val<'_>) {
        let mut all = self.all();
        if let Some(i) = all.iter().position(|c| *c == class.raw()) {
            all.remove(i);
        }
    }

    pub fn list<'t>(&self, th: &'t Thread) -> Vec<Val<'t>> {
        self.all().iter().map(|c| c.val(th)).collect()
    }

    fn visit(&self, visit: &mut dyn FnMut(Raw)) {
        self.all().iter().for_each(|c| visit(*c));
    }
}

/// What the VM knows of a class. Changes only with the world stopped.
pub struct ClassData {
    pub name: StdCell<Raw>,
    pub qualname: StdCell<Raw>,
    /// The base whose layout the instances have.
    pub base: StdCell<Raw>,
    pub bases: StdCell<Raw>,
    pub mro: StdCell<Raw>,
    /// The namespace dict.
    pub dict: StdCell<Raw>,
    pub flags: StdCell<u32>,
    /// Layout of instances.
    pub kind: Kind,
    pub nfields: u32,
    /// Storage names of the `__slots__` of this class and its bases; they lie inline, before all other attributes.
    pub slots: Vec<Raw>,
    /// The nearest builtin class in the MRO that decides the layout.
    pub builtin: Builtin,
    /// Shape of a new instance; changes when the guess of inline slots grows.
    root: AtomicU32,
    dict_shape: AtomicU32,
    pub subclasses: Subclasses,
    /// How exact instances are advanced, if this is an iterator class of a native module.
    pub next: StdCell<Option<&'static crate::native::NativeNext>>,
    /// The operators of exact instances that need no Python code, if this is a class of a native module.
    pub operators: StdCell<Option<&'static crate::native::NativeOperators>>,
}

/// What a new class is made of.
pub struct ClassSpec<'t> {
    pub name: Val<'t>,
    pub qualname: Val<'t>,
    pub metaclass_shape: u32,
    pub base: Val<'t>,
    pub bases: Val<'t>,
    pub dict: Val<'t>,
    pub kind: Kind,
    pub nfields: u32,
    /// Interned storage names of slots, bases' first.
    pub slots: Vec<Raw>,
    pub builtin: Builtin,
    pub flags: u32,
    /// For a builtin: the number of its shape.
    pub shape: Option<u32>,
}

impl Class {
    /// Makes the class object and the root shapes of its instances. The MRO is set by the caller.
    pub fn new<'t>(th: &'t Thread, spec: ClassSpec<'t>) -> Ref<'t, Class> {
        let p: NonNull<Class> = th.allocate(size_of::<Class>()).cast();
        let raw = Raw(p.as_ptr() as u64);
        let extensible = spec.flags & flags::DICT != 0;
        let make = |id: Option<u32>, dict_mode: bool| {
            let guess = match extensible && !dict_mode && id.is_none() {
                true => spec.slots.len() as u32 + 4,
                false => spec.slots.len() as u32,
            };
            let shape = ShapeSpec {
                kind: spec.kind,
                class: raw,
                extensible,
                dict_mode,
                inline_cap: if spec.kind == Kind::Instance {
                    guess
                } else {
                    0
                },
                nfields: spec.nfields,
            };
            with_slots(new_root(id, shape), &spec.slots).id
        };
        let root = make(spec.shape, false);
        let dict_shape = make(None, true);
        let data = ClassData {
            name: StdCell::new(spec.name.raw()),
            qualname: StdCell::new(spec.qualname.raw()),
            base: StdCell::new(spec.base.raw()),
            bases: StdCell::new(spec.bases.raw()),
            mro: StdCell::new(Raw::UNDEF),
            dict: StdCell::new(spec.dict.raw()),
            flags: StdCell::new(spec.flags),
            kind: spec.kind,
            nfields: spec.nfields,
            slots: spec.slots,
            builtin: spec.builtin,
            root: AtomicU32::new(root),
            dict_shape: AtomicU32::new(dict_shape),
            subclasses: Subclasses::default(),
            next: StdCell::new(None),
            operators: StdCell::new(None),
        };
        Head::write_class(th, p, spec.metaclass_shape, |head| Class {
            head,
            data: Box::into_raw(Box::new(data)),
        })
    }

    #[inline(always)]
    pub fn data(&self) -> &ClassData {
        // SAFETY: the data lives as long as the class.
        unsafe { &*self.data }
    }

    pub(crate) fn trace(&self, visit: &mut dyn FnMut(Raw)) {
        let d = self.data();
        for c in [&d.name, &d.qualname, &d.base, &d.bases, &d.mro, &d.dict] {
            visit(c.get());
        }
        d.subclasses.visit(visit);
    }

    /// # Safety
    /// The class is dead and this is called once.
    pub(crate) unsafe fn drop_data(&self) {
        // SAFETY: made by Box::into_raw in `new`; the caller owes that this is the only call.
        drop(unsafe { Box::from_raw(self.data) });
    }
}

impl ClassData {
    pub fn has_flag(&self, flag: u32) -> bool {
        self.flags.get() & flag != 0
    }

    pub fn add_flag(&self, flag: u32) {
        self.flags.set(self.flags.get() | flag);
    }

    /// Shape of a new instance.
    #[inline(always)]
    pub fn root_shape(&self) -> &'static Shape {
        // ORD: Relaxed; the shape itself was published with Release.
        shape(self.root.load(Ordering::Relaxed))
    }

    pub fn dict_shape(&self) -> &'static Shape {
        // ORD: Relaxed; as above.
        shape(self.dict_shape.load(Ordering::Relaxed))
    }

    /// Learns that instances get this many attributes: later ones have them all inline.
    pub fn learn_slots(&self, class: Raw, nslots: u32) {
        let root = self.root_shape();
        if root.kind != Kind::Instance || nslots <= root.inline_cap || nslots > 64 {
            return;
        }
        let cap = nslots.next_multiple_of(4);
        let grown = new_root(
            None,
            ShapeSpec {
                kind: root.kind,
                class,
                extensible: root.extensible,
                dict_mode: false,
                inline_cap: cap,
                nfields: root.nfields,
            },
        );
        let grown = with_slots(grown, &self.slots);
        // ORD: Relaxed; as in `root_shape`. Two threads may both grow it, which costs a shape.
        self.root.store(grown.id, Ordering::Relaxed);
    }
}

/// The root of a class's shapes already has the class's slots, all unset. Only instances have them inline; other layouts
/// get them as they are set.
fn with_slots(root: &'static Shape, slots: &[Raw]) -> &'static Shape {
    match root.kind {
        Kind::Instance => slots.iter().fold(root, |s, name| s.with(*name)),
        _ => root,
    }
}

impl<'t> Ref<'t, Class> {
    pub fn info(self) -> &'t ClassData {
        self.get().data()
    }

    /// `__name__`.
    pub fn name(self) -> &'t str {
        self.info()
            .name
            .get()
            .val(self.get())
            .expect::<Str>()
            .text()
    }

    /// `__qualname__`.
    pub fn qualname(self) -> &'t str {
        self.info()
            .qualname
            .get()
            .val(self.get())
            .expect::<Str>()
            .text()
    }

    pub fn name_val(self) -> Val<'t> {
        self.info().name.get().val(self.get())
    }

    pub fn dict(self) -> Ref<'t, Dict> {
        self.info().dict.get().val(self.get()).expect()
    }

    /// The MRO, the class itself first.
    #[inline(always)]
    pub fn mro(self) -> &'t [Val<'t>] {
        self.info()
            .mro
            .get()
            .val(self.get())
            .cast::<Tuple>()
            .map_or(&[], |t| t.items())
    }

    /// The base whose layout this class has; `None` for `object`.
    pub fn base(self) -> Option<Ref<'t, Class>> {
        self.info().base.get().val(self.get()).cast::<Class>()
    }

    pub fn bases(self) -> &'t [Val<'t>] {
        self.info()
            .bases
            .get()
            .val(self.get())
            .cast::<Tuple>()
            .map_or(&[], |t| t.items())
    }

    /// True if this is `other` or derives from it.
    #[inline]
    pub fn is_subclass(self, other: Val<'_>) -> bool {
        self.val().is(other) || self.mro().iter().any(|c| c.is(other))
    }

    /// True if this derives from the builtin class.
    pub fn derives(self, th: &Thread, b: Builtin) -> bool {
        self.is_subclass(th.builtin(b))
    }
}
