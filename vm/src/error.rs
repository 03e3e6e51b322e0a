//! The builtin exception classes, and raising from Rust.
//!
//! A raise makes the exception object, leaves it in the thread as pending and answers [`Unwind::Raise`], so that
//! `return Err(th.type_error("…"))` is the whole of it.

use crate::class::Class;
use crate::object::{Record, Ref};
use crate::thread::Thread;
use crate::unwind::Unwind;
use crate::value::Val;

macro_rules! exceptions {
    ($($name:ident : $base:ident ;)*) => {
        /// A builtin exception class.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(usize)]
        pub enum Exc { BaseException, $($name),* }

        /// Name and base of each, bases first; `BaseException` itself is a `Builtin`.
        pub const EXCEPTIONS: &[(Exc, &str, Exc)] = &[$((Exc::$name, stringify!($name), Exc::$base)),*];
    };
}

exceptions! {
    Exception: BaseException;
    BaseExceptionGroup: BaseException;
    ExceptionGroup: BaseExceptionGroup;
    GeneratorExit: BaseException;
    KeyboardInterrupt: BaseException;
    SystemExit: BaseException;
    ArithmeticError: Exception;
    FloatingPointError: ArithmeticError;
    OverflowError: ArithmeticError;
    ZeroDivisionError: ArithmeticError;
    AssertionError: Exception;
    AttributeError: Exception;
    BufferError: Exception;
    EOFError: Exception;
    ImportError: Exception;
    ModuleNotFoundError: ImportError;
    LookupError: Exception;
    IndexError: LookupError;
    KeyError: LookupError;
    MemoryError: Exception;
    NameError: Exception;
    UnboundLocalError: NameError;
    OSError: Exception;
    BlockingIOError: OSError;
    ChildProcessError: OSError;
    ConnectionError: OSError;
    BrokenPipeError: ConnectionError;
    ConnectionAbortedError: ConnectionError;
    ConnectionRefusedError: ConnectionError;
    ConnectionResetError: ConnectionError;
    FileExistsError: OSError;
    FileNotFoundError: OSError;
    InterruptedError: OSError;
    IsADirectoryError: OSError;
    NotADirectoryError: OSError;
    PermissionError: OSError;
    ProcessLookupError: OSError;
    TimeoutError: OSError;
    ReferenceError: Exception;
    RuntimeError: Exception;
    NotImplementedError: RuntimeError;
    PythonFinalizationError: RuntimeError;
    RecursionError: RuntimeError;
    StopAsyncIteration: Exception;
    StopIteration: Exception;
    SyntaxError: Exception;
    IndentationError: SyntaxError;
    TabError: IndentationError;
    _IncompleteInputError: SyntaxError;
    SystemError: Exception;
    TypeError: Exception;
    ValueError: Exception;
    UnicodeError: ValueError;
    UnicodeDecodeError: UnicodeError;
    UnicodeEncodeError: UnicodeError;
    UnicodeTranslateError: UnicodeError;
    Warning: Exception;
    BytesWarning: Warning;
    DeprecationWarning: Warning;
    EncodingWarning: Warning;
    FutureWarning: Warning;
    ImportWarning: Warning;
    PendingDeprecationWarning: Warning;
    ResourceWarning: Warning;
    RuntimeWarning: Warning;
    SyntaxWarning: Warning;
    UnicodeWarning: Warning;
    UserWarning: Warning;
}

/// Fields of an exception record.
pub mod field {
    pub const ARGS: usize = 0;
    pub const TRACEBACK: usize = 1;
    pub const CONTEXT: usize = 2;
    pub const CAUSE: usize = 3;
    /// True or False: `__suppress_context__`.
    pub const SUPPRESS: usize = 4;
    /// The first field of the class's own: `StopIteration.value`, `SystemExit.code`, an exception group's message; UNDEF
    /// if not set. Further ones follow, see `own_fields`.
    pub const EXTRA: usize = 5;
    /// Of AttributeError and NameError.
    pub const NAME: usize = 5;
    pub const OBJ: usize = 6;
}

/// Fields that a class adds to those of its base; `BaseException` has room for one.
pub(crate) const fn own_fields(e: Exc) -> u32 {
    match e {
        Exc::AttributeError | Exc::BaseExceptionGroup => 1,
        Exc::ImportError => 3,
        Exc::OSError | Exc::UnicodeError => 4,
        Exc::SyntaxError => 7,
        _ => 0,
    }
}

impl Thread {
    /// The class object of a builtin exception.
    pub fn exc_class(&self, e: Exc) -> Ref<'_, Class> {
        self.vm.exception_class(e).val(self).expect::<Class>()
    }

    /// A new exception with these arguments, without running any Python code.
    pub fn new_exception<'t>(&'t self, e: Exc, args: &[Val<'t>]) -> Ref<'t, Record> {
        let class = self.exc_class(e);
        let extra = match e {
            Exc::StopIteration | Exc::SystemExit => match args {
                [] => Val::NONE,
                [one] => *one,
                _ => self.tuple(args),
            },
            _ => Val::UNDEF,
        };
        let fields = [
            self.tuple(args),
            Val::NONE,
            Val::NONE,
            Val::NONE,
            Val::FALSE,
            extra,
        ];
        **Record::new(self, class.info().root_shape(), &fields)
    }

    /// Leaves an exception instance as pending.
    pub fn raise_value(&self, exc: Val<'_>) -> Unwind {
        debug_assert!(exc.is_pointer());
        self.pending.set(exc.raw());
        Unwind::Raise
    }

    /// Raises a builtin exception with one message.
    #[cold]
    pub fn raise(&self, e: Exc, message: impl AsRef<str>) -> Unwind {
        let exc = self.new_exception(e, &[self.str(message.as_ref())]);
        self.raise_value(exc.val())
    }

    /// Raises a builtin exception with these arguments.
    #[cold]
    pub fn raise_with<'t>(&'t self, e: Exc, args: &[Val<'t>]) -> Unwind {
        let exc = self.new_exception(e, args);
        self.raise_value(exc.val())
    }

    #[cold]
    pub fn type_error(&self, message: impl AsRef<str>) -> Unwind {
        self.raise(Exc::TypeError, message)
    }

    #[cold]
    pub fn value_error(&self, message: impl AsRef<str>) -> Unwind {
        self.raise(Exc::ValueError, message)
    }

    #[cold]
    pub fn index_error(&self, message: impl AsRef<str>) -> Unwind {
        self.raise(Exc::IndexError, message)
    }

    #[cold]
    pub fn key_error(&self, key: Val<'_>) -> Unwind {
        self.raise_with(Exc::KeyError, &[key.raw().val(self)])
    }

    #[cold]
    pub fn stop_iteration(&self) -> Unwind {
        self.raise_with(Exc::StopIteration, &[])
    }

    /// The pending exception, taken out; the caller has seen `Err(Unwind::Raise)`.
    pub fn take_pending(&self) -> Val<'_> {
        self.pending.replace(crate::value::Raw::UNDEF).val(self)
    }

    /// True if the pending exception is an instance of this builtin class.
    pub fn pending_is(&self, e: Exc) -> bool {
        let exc = self.pending.get().val(self);
        exc.is_pointer() && self.class_of(exc).is_subclass(self.exc_class(e).val())
    }

    /// Drops the pending exception if it is of this class; true if so.
    pub fn swallow(&self, e: Exc) -> bool {
        let hit = self.pending_is(e);
        if hit {
            self.take_pending();
        }
        hit
    }
}
