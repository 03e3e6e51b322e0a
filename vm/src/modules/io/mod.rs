//! `_io`: files, buffers, text streams, and the streams in memory.
//!
//! | what | file |
//! | --- | --- |
//! | descriptors, buffers and locks, without Python | [`channel`] |
//! | text that waits for the commit of its block | [`deferred`] |
//! | `_IOBase` and its kinds: what a class in Python derives from | [`base`] |
//! | `FileIO` | [`raw`] |
//! | `BufferedReader`, `BufferedWriter`, `BufferedRandom`, `BufferedRWPair` | [`buffered`], [`pair`] |
//! | `TextIOWrapper`: reading, writing, positions | [`text`], [`text_read`], [`text_write`] |
//! | newline translation, `IncrementalNewlineDecoder` | [`newline`] |
//! | `BytesIO`, `StringIO` | [`bytes_io`], [`string_io`] |
//! | `open`, the standard streams | [`open`] |
//!
//! All classes have the layout of `_IOBase`: a record of [`FIELDS`] fields with a `__dict__`, so that classes in Python
//! may derive from several of them. What a stream is made of hangs on the record as Rust state.

mod base;
mod buffered;
mod bytes_io;
mod channel;
mod deferred;
mod newline;
mod open;
mod pair;
mod raw;
mod string_io;
mod text;
mod text_read;
mod text_write;

use std::any::Any;
use std::sync::{Arc, Mutex};

use super::support::{
    self, NativeClass, NativeClassSpec, add, know_class, new_class, new_exception_class,
    new_subclass, raise_class,
};
use crate::class::{Class, flags};
use crate::error::Exc;
use crate::native::{GetSet, ModuleSpec, NativeDef, Params};
use crate::object::{NativeData, Record, Ref};
use crate::thread::{Slot, Thread};
use crate::unwind::{Res, Unwind};
use crate::value::{Raw, Val};

pub use base::fill_buffer_at;
pub use channel::{flush_all, over_a_fork};
pub(crate) use deferred::{Output, write as write_committed, write_now};
pub use open::add_streams;

/// Fields of every stream object.
const FIELDS: u32 = 3;
/// The stream below: a raw stream, a buffer.
const BELOW: usize = 0;
/// Of a text stream: the incremental decoder, if the encoding is not one of ours; of a pair: the writer.
const HELPER: usize = 1;
/// Of a text stream: the incremental encoder, in the same case.
const ENCODER: usize = 2;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_io",
    doc: "The io module provides the Python interfaces to stream handling.",
    functions: &[
        NativeDef::full(
            "open",
            Params::pos(
                &[
                    "file",
                    "mode",
                    "buffering",
                    "encoding",
                    "errors",
                    "newline",
                    "closefd",
                    "opener",
                ],
                1,
            ),
            open::open,
        ),
        NativeDef::full("open_code", Params::all(&["path"]), open::open_code),
        NativeDef::quick(
            "text_encoding",
            Params::pos(&["_encoding", "_stacklevel"], 1),
            |th, a| {
                Ok(match a.get(0).is_none() {
                    true => th.str("utf-8"),
                    false => a.get(0),
                })
            },
        ),
    ],
    init,
};

/// A class of the module, bases before derived ones.
struct Row {
    class: NativeClass,
    base: Option<NativeClass>,
    spec: &'static NativeClassSpec,
}

const ROWS: &[Row] = &[
    row(NativeClass::IoBase, None, &base::IO_BASE),
    row(
        NativeClass::RawIoBase,
        Some(NativeClass::IoBase),
        &base::RAW_IO_BASE,
    ),
    row(
        NativeClass::BufferedIoBase,
        Some(NativeClass::IoBase),
        &base::BUFFERED_IO_BASE,
    ),
    row(
        NativeClass::TextIoBase,
        Some(NativeClass::IoBase),
        &base::TEXT_IO_BASE,
    ),
    row(
        NativeClass::FileIo,
        Some(NativeClass::RawIoBase),
        &raw::CLASS,
    ),
    row(
        NativeClass::BufferedReader,
        Some(NativeClass::BufferedIoBase),
        &buffered::READER,
    ),
    row(
        NativeClass::BufferedWriter,
        Some(NativeClass::BufferedIoBase),
        &buffered::WRITER,
    ),
    row(
        NativeClass::BufferedRandom,
        Some(NativeClass::BufferedIoBase),
        &buffered::RANDOM,
    ),
    row(
        NativeClass::BufferedRwPair,
        Some(NativeClass::BufferedIoBase),
        &pair::CLASS,
    ),
    row(
        NativeClass::BytesIo,
        Some(NativeClass::BufferedIoBase),
        &bytes_io::CLASS,
    ),
    row(
        NativeClass::StringIo,
        Some(NativeClass::TextIoBase),
        &string_io::CLASS,
    ),
    row(
        NativeClass::TextIoWrapper,
        Some(NativeClass::TextIoBase),
        &text::CLASS,
    ),
    row(NativeClass::NewlineDecoder, None, &newline::CLASS),
];

const fn row(class: NativeClass, base: Option<NativeClass>, spec: &'static NativeClassSpec) -> Row {
    Row { class, base, spec }
}

/// A row's class with the usual flags.
const fn stream_class(
    name: &'static str,
    doc: &'static str,
    methods: &'static [NativeDef],
    getsets: &'static [GetSet],
) -> NativeClassSpec {
    NativeClassSpec {
        module: "_io",
        name,
        doc,
        nfields: FIELDS,
        flags: flags::DICT,
        methods,
        getsets,
    }
}

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    classes(th)?;
    let th = &*th;
    for row in ROWS {
        add(th, module, row.spec.name, th.native_class(row.class).val())?;
    }
    add(
        th,
        module,
        "UnsupportedOperation",
        th.native_class(NativeClass::UnsupportedOperation).val(),
    )?;
    add(
        th,
        module,
        "BlockingIOError",
        th.exc_class(Exc::BlockingIOError).val(),
    )?;
    add(
        th,
        module,
        "DEFAULT_BUFFER_SIZE",
        Val::small(channel::BUFFER as i64),
    )
}

/// Makes the classes, which the standard streams need before anybody imports the module.
pub fn classes(th: &mut Thread) -> Res<()> {
    let th = &*th;
    if th.has_native_class(NativeClass::UnsupportedOperation) {
        return Ok(());
    }
    for row in ROWS {
        let class: Ref<'_, Class> = match row.base {
            None => new_class(th, row.spec),
            Some(base) => new_subclass(th, row.spec, th.native_class(base)),
        };
        know_class(th, row.class, class);
    }
    super::iterate::set_next(
        th.native_class(NativeClass::TextIoWrapper),
        &text_read::LINES,
    );
    let bases = [
        th.exc_class(Exc::OSError).val(),
        th.exc_class(Exc::ValueError).val(),
    ];
    let class = new_exception_class(th, "io", "UnsupportedOperation", &bases);
    know_class(th, NativeClass::UnsupportedOperation, class);
    Ok(())
}

/// Rust state of a stream, set by its `__init__`.
struct Held<T>(Mutex<Option<Arc<T>>>);

impl<T: Send + Sync + 'static> NativeData for Held<T> {
    fn trace(&self, _: &mut dyn FnMut(Raw)) {}

    fn snapshot(&self) -> Option<Box<dyn NativeData>> {
        None
    }

    fn restore(&self, _: &dyn NativeData) {}

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// A new object of the class whose state is still to be set.
fn make<'t, T: Send + Sync + 'static>(th: &'t Thread, class: Val<'t>) -> Val<'t> {
    let info = class.expect::<Class>().info();
    let state = Box::new(Held::<T>(Mutex::new(None)));
    Record::with_native(th, info.root_shape(), &[], state).val()
}

/// Sets the state of an object made by [`make`].
fn set_state<T: Send + Sync + 'static>(th: &Thread, this: Slot, state: Option<Arc<T>>) {
    if let Some(h) = th.get(this).expect::<Record>().native::<Held<T>>() {
        *channel::held(&h.0) = state;
    }
}

/// The state of a stream, if the object is one of that kind and was set up.
fn state_of<T: Send + Sync + 'static>(v: Val<'_>) -> Option<Arc<T>> {
    let h = v.cast::<Record>()?.native::<Held<T>>()?;
    channel::held(&h.0).clone()
}

/// The same where it has to be there.
fn state<T: Send + Sync + 'static>(th: &Thread, this: Slot) -> Res<Arc<T>> {
    state_of(th.get(this)).ok_or_else(|| th.value_error("I/O operation on uninitialized object"))
}

/// The usual error of a stream that was closed.
fn closed_error(th: &Thread) -> Unwind {
    th.value_error("I/O operation on closed file.")
}

/// `io.UnsupportedOperation`.
fn unsupported(th: &Thread, what: &str) -> Unwind {
    raise_class(th, th.native_class(NativeClass::UnsupportedOperation), what)
}

/// A system call that may take long; interrupted ones are made again after the signal's handler has run.
fn system<R>(th: &mut Thread, mut call: impl FnMut() -> std::io::Result<R>) -> Res<R> {
    support::irrevocable(th)?;
    loop {
        // A signal may have ended the call before this one when part of its work was done.
        support::attend_signals(th)?;
        match th.blocking(&mut call) {
            Ok(r) => return Ok(r),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => th.safepoint()?,
            Err(e) => return Err(support::os_error(th, &e, None)),
        }
    }
}

/// Runs something while holding a stream's lock.
fn locked<R>(
    th: &mut Thread,
    lock: &channel::Lock,
    f: impl FnOnce(&mut Thread) -> Res<R>,
) -> Res<R> {
    support::irrevocable(th)?;
    while !lock.try_take() {
        if lock.is_mine() {
            return Err(th.raise(Exc::RuntimeError, "reentrant call inside a stream"));
        }
        th.blocking(|| lock.wait());
        th.safepoint()?;
    }
    let r = f(th);
    lock.give_back();
    r
}

/// An optional size argument: None and negative numbers mean everything.
fn size(th: &mut Thread, v: Option<Slot>) -> Res<Option<usize>> {
    match v.filter(|v| !th.get(*v).is_none()) {
        None => Ok(None),
        Some(v) => {
            let n = match support::to_i64(th, v) {
                Err(Unwind::Raise) if th.pending_is(Exc::TypeError) => {
                    th.take_pending();
                    let text = format!(
                        "argument should be integer or None, not '{}'",
                        th.class_name(th.get(v))
                    );
                    return Err(th.type_error(text));
                }
                n => n?,
            };
            Ok(usize::try_from(n).ok())
        }
    }
}

/// The bytes of a bytes-like argument, copied.
fn bytes_arg(th: &mut Thread, v: Slot) -> Res<Vec<u8>> {
    support::bytes_like(th, v)
}
