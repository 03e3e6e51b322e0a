//! What native modules are made with: names, classes, exceptions, arguments, text of values.

use std::any::Any;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard};

use crate::bootstrap;
use crate::class::{Builtin, Class, ClassSpec, flags};
use crate::error::Exc;
use crate::names::Id;
use crate::native::{FullFn, GetSet, NativeDef, Params, QuickFn};
use crate::object::{Dict, Kind, NativeData, Record, Ref, Str};
use crate::protocol::attr;
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Tag, Val};

macro_rules! native_classes {
    ($($name:ident)*) => {
        /// A class of a native module that Rust code makes instances of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(usize)]
        pub enum NativeClass { $($name),* }

        const COUNT: usize = [$(NativeClass::$name),*].len();
    };
}
native_classes! {
    ModuleSpec ModuleLoader ModuleFinder StructTime UnraisableHookArgs Grouper Tee TeeNode Partial
    Placeholder ComparisonKey Deque DequeIter DequeRevIter DefaultDict OrderedDict Atomic AbortInfo
    TransactionQueue Lock RLock ThreadHandle ExceptHookArgs SimpleQueue QueueEmpty IoBase RawIoBase
    BufferedIoBase TextIoBase FileIo BufferedReader BufferedWriter BufferedRandom BufferedRwPair
    BytesIo StringIo TextIoWrapper NewlineDecoder UnsupportedOperation ScandirIterator DirEntry
    StatResult StatvfsResult UnameResult TimesResult TerminalSize AbcData FormatterIterator Pattern
    Match SreScanner SreTemplate MatchIterator Context ContextVar ContextToken TokenMissing Struct
    UnpackIterator StructError BinasciiError JsonScanner JsonEncoder Array ArrayIterator Hash ZlibError ZlibCompress ZlibDecompress
    ZlibDecompressor Poll Epoll ResourceUsage WeakProxy CallableWeakProxy
    Socket GaiError
    Decimal DecimalContext DecimalContextManager DecimalSignals DecimalTuple DecimalVariable DecimalDefault DecimalBasic
    DecimalExtended Rational DecimalException InvalidOperation FloatOperation DivisionByZero DecimalOverflow Underflow
    Subnormal Inexact Rounded Clamped ConversionSyntax DivisionImpossible DivisionUndefined InvalidContext
}

/// The classes of native modules, each known from the first import of its module on.
pub struct NativeClasses([AtomicU64; COUNT]);

impl Default for NativeClasses {
    fn default() -> Self {
        NativeClasses(std::array::from_fn(|_| AtomicU64::new(0)))
    }
}

impl NativeClasses {
    /// Reports all of them: roots of the collector.
    pub fn visit(&self, f: &mut dyn FnMut(Raw)) {
        // ORD: Relaxed; the world is stopped.
        self.0
            .iter()
            .for_each(|c| f(Raw(c.load(Ordering::Relaxed))));
    }
}

impl Thread {
    /// A class that was entered with [`know_class`].
    pub fn native_class(&self, c: NativeClass) -> Ref<'_, Class> {
        // ORD: Acquire; pairs with Release in `know_class`; makes the class's content visible.
        Raw(self.vm.native_classes.0[c as usize].load(Ordering::Acquire))
            .val(self)
            .expect::<Class>()
    }

    /// An object that was entered with [`know_value`].
    pub fn native_value(&self, c: NativeClass) -> Val<'_> {
        // ORD: Acquire; as above.
        Raw(self.vm.native_classes.0[c as usize].load(Ordering::Acquire)).val(self)
    }

    /// True if the class's module has been imported.
    pub fn has_native_class(&self, c: NativeClass) -> bool {
        // ORD: Acquire; as above.
        self.vm.native_classes.0[c as usize].load(Ordering::Acquire) != 0
    }

    /// A new record of such a class.
    pub fn native_record<'t>(&'t self, c: NativeClass, fields: &[Val<'t>]) -> Val<'t> {
        Record::new(self, self.native_class(c).info().root_shape(), fields).val()
    }
}

/// Enters a class in the table of those that Rust code makes instances of.
pub fn know_class(th: &Thread, c: NativeClass, class: Ref<'_, Class>) {
    // ORD: Release; pairs with Acquire in `native_class`.
    th.vm.native_classes.0[c as usize].store(class.raw().0, Ordering::Release);
}

/// Enters another object that Rust code of a module needs for ever.
pub fn know_value(th: &Thread, c: NativeClass, v: Val<'_>) {
    // ORD: Release; as above.
    th.vm.native_classes.0[c as usize].store(v.raw().0, Ordering::Release);
}

/// A class of a native module: records with `nfields` fields.
pub struct NativeClassSpec {
    pub module: &'static str,
    pub name: &'static str,
    pub doc: &'static str,
    pub nfields: u32,
    pub flags: u32,
    pub methods: &'static [NativeDef],
    pub getsets: &'static [GetSet],
}

/// Makes a class that derives from `object`.
pub fn new_class<'t>(th: &'t Thread, spec: &'static NativeClassSpec) -> Ref<'t, Class> {
    let object = th.builtin(Builtin::Object).expect::<Class>();
    let (name, bases) = (th.intern(spec.name), [object.val()]);
    let class = Class::new(
        th,
        ClassSpec {
            name,
            qualname: name,
            metaclass_shape: Builtin::Type.shape(),
            base: object.val(),
            bases: th.tuple(&bases),
            dict: Dict::namespace(th).val(),
            kind: Kind::Record,
            nfields: spec.nfields,
            builtin: Builtin::Object,
            flags: spec.flags | flags::BUILTIN,
            shape: None,
            slots: Vec::new(),
        },
    );
    finish_class(th, class, &bases, spec.module);
    bootstrap::fill(th, class, spec.doc, spec.methods, spec.getsets);
    let has = |name: &str| spec.methods.iter().any(|m| m.name == name);
    if has("__eq__") && !has("__hash__") {
        bootstrap::bind(th, class, th.id(Id::__hash__), Val::NONE);
    }
    class
}

/// Makes a class with the layout of another native one, which it derives from.
pub fn new_subclass<'t>(
    th: &'t Thread,
    spec: &'static NativeClassSpec,
    base: Ref<'t, Class>,
) -> Ref<'t, Class> {
    let class = derive(th, spec.name, &[base.val()], spec.flags, spec.module);
    bootstrap::fill(th, class, spec.doc, spec.methods, spec.getsets);
    class
}

/// Makes an exception class.
pub fn new_exception_class<'t>(
    th: &'t Thread,
    module: &str,
    name: &str,
    bases: &[Val<'t>],
) -> Ref<'t, Class> {
    derive(th, name, bases, flags::DICT | flags::EXCEPTION, module)
}

/// A class with the layout of its first base.
fn derive<'t>(
    th: &'t Thread,
    name: &str,
    bases: &[Val<'t>],
    extra: u32,
    module: &str,
) -> Ref<'t, Class> {
    let base = bases[0].expect::<Class>();
    let (info, n) = (base.info(), th.intern(name));
    let class = Class::new(
        th,
        ClassSpec {
            name: n,
            qualname: n,
            metaclass_shape: Builtin::Type.shape(),
            base: base.val(),
            bases: th.tuple(bases),
            dict: Dict::namespace(th).val(),
            kind: info.kind,
            nfields: info.nfields,
            builtin: info.builtin,
            flags: info.flags.get() & !flags::FINAL | extra | flags::BUILTIN,
            shape: None,
            slots: Vec::new(),
        },
    );
    finish_class(th, class, bases, module);
    class
}

fn finish_class<'t>(th: &'t Thread, class: Ref<'t, Class>, bases: &[Val<'t>], module: &str) {
    bootstrap::set_mro_from_bases(th, class, bases);
    bootstrap::bind(th, class, th.id(Id::__module__), th.intern(module));
}

/// A function that is quick for the usual arguments; the quick body answers UNDEF to leave it to the full one.
pub const fn both(name: &'static str, params: Params, quick: QuickFn, full: FullFn) -> NativeDef {
    NativeDef::either(name, params, quick, full)
}

/// Adds a name to a module that is being made.
pub fn add<'t>(th: &'t Thread, module: Slot, name: &str, v: Val<'t>) -> Res<()> {
    let ns = attr::module_dict(th, th.get(module)).expect("V3: a module has a namespace");
    let name = th.intern(name);
    let own = ns.own(th)?;
    match own.cell(name) {
        Some(cell) => cell.store_constant(v),
        None => own.append(th, name.expect::<Str>().hash(), name, v),
    }
    Ok(())
}

/// Makes a class and adds it to its module under its name.
pub fn add_class<'t>(
    th: &'t Thread,
    module: Slot,
    spec: &'static NativeClassSpec,
) -> Res<Ref<'t, Class>> {
    let class = new_class(th, spec);
    add(th, module, spec.name, class.val())?;
    Ok(class)
}

/// The same for a class that Rust code makes instances of.
pub fn add_known_class<'t>(
    th: &'t Thread,
    module: Slot,
    c: NativeClass,
    spec: &'static NativeClassSpec,
) -> Res<Ref<'t, Class>> {
    let class = add_class(th, module, spec)?;
    know_class(th, c, class);
    Ok(class)
}

/// Raises an exception of a class that is not in the table of builtin ones.
pub fn raise_class<'t>(th: &'t Thread, class: Ref<'t, Class>, message: &str) -> Unwind {
    let fields = [
        th.tuple(&[th.str(message)]),
        Val::NONE,
        Val::NONE,
        Val::NONE,
        Val::FALSE,
        Val::UNDEF,
    ];
    let exc = Record::new(th, class.info().root_shape(), &fields);
    th.raise_value(exc.val())
}

/// The OSError for a failure of the system, of the subclass that its number stands for.
pub fn os_error(th: &mut Thread, e: &std::io::Error, filename: Option<Slot>) -> Unwind {
    match e.raw_os_error() {
        Some(n) => os_error_number(th, n, filename),
        None => th.raise(Exc::OSError, e.to_string()),
    }
}

/// The same for a failure about two paths.
pub fn os_error_of_two(th: &mut Thread, e: &std::io::Error, from: Slot, to: Slot) -> Unwind {
    let n = e.raw_os_error().unwrap_or(0);
    let args = [
        th.root(Val::small(n.into())),
        th.root(th.str(&system_message(n))),
        from,
        th.root(Val::NONE),
        to,
    ];
    let class = th.root(th.exc_class(Exc::OSError).val());
    match th.call(class, &args) {
        Ok(exc) => th.raise_value(th.get(exc)),
        Err(u) => u,
    }
}

/// The same from the number.
pub fn os_error_number(th: &mut Thread, n: i32, filename: Option<Slot>) -> Unwind {
    let mut args = vec![
        th.root(Val::small(n.into())),
        th.root(th.str(&system_message(n))),
    ];
    args.extend(filename);
    let class = th.root(th.exc_class(Exc::OSError).val());
    match th.call(class, &args) {
        Ok(exc) => th.raise_value(th.get(exc)),
        Err(u) => u,
    }
}

/// `os.strerror`.
pub fn system_message(n: i32) -> String {
    let text = std::io::Error::from_raw_os_error(n).to_string();
    match text.rfind(" (os error") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}

/// Before an operation that cannot be undone: an open atomic block becomes one that nobody aborts.
pub fn irrevocable(th: &mut Thread) -> Res<()> {
    th.irrevocably()
}

/// A quick argument as an `i64`, if it is an exact int that fits.
pub fn quick_i64(v: Val<'_>) -> Option<i64> {
    match v.tag() {
        Tag::Int(i) => Some(i),
        Tag::Bool(b) => Some(b.into()),
        Tag::Pointer => v
            .unboxed()
            .cast::<crate::object::BigIntObj>()
            .and_then(|b| b.to_i64())
            .or_else(|| v.unboxed().as_int()),
        _ => None,
    }
}

/// An int argument (or an object with `__index__`) as an `i64`.
pub fn to_i64(th: &mut Thread, v: Slot) -> Res<i64> {
    if let Some(i) = quick_i64(th.get(v)) {
        return Ok(i);
    }
    let i = index(th, v)?;
    match quick_i64(th.get(i)) {
        Some(i) => Ok(i),
        None => Err(th.raise(
            Exc::OverflowError,
            "Python int too large to convert to C long",
        )),
    }
}

/// `operator.index(v)`: an int in a new register.
pub fn index(th: &mut Thread, v: Slot) -> Res<Slot> {
    if is_int(th.get(v)) {
        return Ok(th.root(th.get(v).unboxed()));
    }
    let r = match th.get(v).tag() {
        Tag::Bool(b) => return Ok(th.root(Val::small(b.into()))),
        _ => th.call_special(v, Id::__index__, &[])?,
    };
    match r {
        Some(r) if is_int(th.get(r)) => Ok(r),
        Some(r) => {
            let text = format!(
                "__index__ returned non-int (type {})",
                th.class_name(th.get(r))
            );
            Err(th.type_error(text))
        }
        None => {
            let text = format!(
                "'{}' object cannot be interpreted as an integer",
                th.class_name(th.get(v))
            );
            Err(th.type_error(text))
        }
    }
}

/// Is it an int (not a bool)?
pub fn is_int(v: Val<'_>) -> bool {
    let v = v.unboxed();
    v.is_int() || v.has_shape(Builtin::Int.shape())
}

/// The value of an int as a big number.
pub fn big(v: Val<'_>) -> Option<num_bigint::BigInt> {
    let v = v.unboxed();
    match v.tag() {
        Tag::Int(i) => Some(i.into()),
        Tag::Bool(b) => Some(i64::from(b).into()),
        _ => v.cast::<crate::object::BigIntObj>().map(|b| b.to_big()),
    }
}

/// A number argument as a double: floats, ints, and what has `__float__` or `__index__`.
pub fn to_f64(th: &mut Thread, v: Slot) -> Res<f64> {
    if let Some(f) = th.section(|th| quick_f64(th, th.get(v)))? {
        return Ok(f);
    }
    if let Some(r) = th.call_special(v, Id::__float__, &[])? {
        return match th.get(r).unboxed().as_float() {
            Some(f) => Ok(f),
            None => {
                let text = format!(
                    "{}.__float__ returned non-float (type {})",
                    th.class_name(th.get(v)),
                    th.class_name(th.get(r))
                );
                Err(th.type_error(text))
            }
        };
    }
    if let Some(r) = th.call_special(v, Id::__index__, &[])?
        && let Some(f) = th.section(|th| quick_f64(th, th.get(r)))?
    {
        return Ok(f);
    }
    let text = format!("must be real number, not {}", th.class_name(th.get(v)));
    Err(th.type_error(text))
}

/// A builtin number as a double; `None` if it is none.
pub fn quick_f64<'t>(th: &'t Thread, v: Val<'t>) -> Res<Option<f64>> {
    let v = v.unboxed();
    Ok(match v.tag() {
        Tag::Float(f) => Some(f),
        Tag::Int(i) => Some(i as f64),
        Tag::Bool(b) => Some(f64::from(b)),
        _ => match v.cast::<crate::object::BigIntObj>() {
            None => None,
            Some(b) => match crate::numeric::to_f64(crate::text::IntRef::Big(&b.to_big())) {
                Ok(f) => Some(f),
                Err(fault) => return Err(th.raise(Exc::OverflowError, fault.message())),
            },
        },
    })
}

/// The text of a `str` argument.
pub fn text<'t>(th: &'t Thread, v: Val<'t>, function: &str) -> Res<&'t str> {
    match v.unboxed().cast::<Str>() {
        Some(s) => Ok(s.text()),
        None => Err(th.type_error(format!(
            "{function}() argument must be str, not {}",
            th.class_name(v)
        ))),
    }
}

/// Before a system call that may take long: handlers of signals that have come run now.
pub fn attend_signals(th: &mut Thread) -> Res<()> {
    match crate::os::signal::any() && th.is_polled() {
        true => th.safepoint(),
        false => Ok(()),
    }
}

/// `repr(v)` as text.
pub fn repr(th: &mut Thread, v: Slot) -> Res<String> {
    text_by(th, v, Id::__repr__)
}

/// `str(v)` as text.
pub fn str_of(th: &mut Thread, v: Slot) -> Res<String> {
    if let Some(s) = th.get(v).cast::<Str>() {
        return Ok(s.text().to_owned());
    }
    text_by(th, v, Id::__str__)
}

fn text_by(th: &mut Thread, v: Slot, id: Id) -> Res<String> {
    let mark = th.mark();
    let r = th.call_special(v, id, &[])?;
    let text = r.and_then(|r| {
        th.get(r)
            .unboxed()
            .cast::<Str>()
            .map(|s| s.text().to_owned())
    });
    th.release_to(mark);
    match text {
        Some(t) => Ok(t),
        None => {
            let name = if id == Id::__str__ {
                "__str__"
            } else {
                "__repr__"
            };
            let text = match r {
                Some(_) => format!("{name} returned non-string"),
                None => format!("'{}' object has no {name}", th.class_name(th.get(v))),
            };
            Err(th.type_error(text))
        }
    }
}

/// `callable(v)`.
pub fn is_callable(th: &mut Thread, v: Slot) -> Res<bool> {
    th.section(|th| {
        let v = th.get(v);
        Ok(v.is_kind(Kind::Class)
            || v.is_kind(Kind::Function)
            || v.is_kind(Kind::Native)
            || crate::protocol::lookup::special(th, v, Id::__call__)?.is_some())
    })
}

/// `list(v)`: a new list.
pub fn to_list(th: &mut Thread, v: Slot) -> Res<Slot> {
    let class = th.root(th.builtin(Builtin::List));
    th.call(class, &[v])
}

/// `tuple(v)`.
pub fn to_tuple(th: &mut Thread, v: Slot) -> Res<Slot> {
    let class = th.root(th.builtin(Builtin::Tuple));
    th.call(class, &[v])
}

/// The bytes of a bytes-like argument, copied.
pub fn bytes_like(th: &mut Thread, v: Slot) -> Res<Vec<u8>> {
    th.section(|th| Ok(crate::types::bytes::buffer(th, th.get(v))?.into_owned()))
}

/// How many bytes a bytes-like argument has.
pub fn byte_length(th: &mut Thread, v: Slot) -> Res<usize> {
    th.section(|th| Ok(crate::types::bytes::buffer(th, th.get(v))?.len()))
}

/// A path argument as text: `str`, `bytes`, or what its `__fspath__` gives.
pub fn path(th: &mut Thread, v: Slot) -> Res<String> {
    let plain = |v: Val<'_>| -> Option<String> {
        let v = v.unboxed();
        match v.cast::<Str>() {
            Some(s) => Some(s.text().to_owned()),
            None => v
                .cast::<crate::object::Bytes>()
                .map(|b| String::from_utf8_lossy(b.slice()).into_owned()),
        }
    };
    let text = match plain(th.get(v)) {
        Some(t) => Some(t),
        None => match th.call_special(v, Id::__fspath__, &[])? {
            Some(r) => plain(th.get(r)),
            None => None,
        },
    };
    match text {
        Some(t) if t.contains('\0') => Err(th.value_error("embedded null byte")),
        Some(t) => Ok(t),
        None => {
            let text = format!(
                "expected str, bytes or os.PathLike object, not {}",
                th.class_name(th.get(v))
            );
            Err(th.type_error(text))
        }
    }
}

/// Sets an attribute of an object by a name in Rust text.
pub fn set_attr(th: &mut Thread, obj: Slot, name: &str, value: Slot) -> Res<()> {
    let n = th.root(th.intern(name));
    th.setattr(obj, n, value)
}

/// Gets an attribute by a name in Rust text, if there is one.
pub fn get_attr_opt(th: &mut Thread, obj: Slot, name: &str) -> Res<Option<Slot>> {
    let n = th.root(th.intern(name));
    th.getattr_opt(obj, n)
}

/// Gets an attribute by a name in Rust text.
pub fn get_attr(th: &mut Thread, obj: Slot, name: &str) -> Res<Slot> {
    let n = th.root(th.intern(name));
    th.getattr(obj, n)
}

/// The state of an object of a native class that is outside the protocol: a block that uses it is not undone.
pub struct Held<T>(Mutex<T>);

impl<T> Held<T> {
    pub fn new(state: T) -> Held<T> {
        Held(Mutex::new(state))
    }
}

impl<T: Send + 'static> NativeData for Held<T> {
    fn trace(&self, _: &mut dyn FnMut(Raw)) {}

    fn snapshot(&self) -> Option<Box<dyn NativeData>> {
        None
    }

    fn restore(&self, _: &dyn NativeData) {}

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Such a state, locked: nothing is asked of Python while it is.
pub fn held<'t, T: Send + 'static>(v: Val<'t>) -> MutexGuard<'t, T> {
    let held = v.expect::<Record>().native::<Held<T>>();
    let held = held.expect("V3: made with a state");
    held.0.lock().unwrap_or_else(|e| e.into_inner())
}
