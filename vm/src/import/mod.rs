//! Imports: from a name to a module object.
//!
//! | step | file |
//! | --- | --- |
//! | the import statements and `__import__`: relative names, from-lists, what is answered | [`statement`] |
//! | one absolute name: `sys.modules`, parents first, the lock of the module | [`load`] |
//! | who may load a module while others want it | [`lock`] |
//! | native modules, folders of `sys.path`, the library in the binary | [`find`], [`library`] |
//! | `__spec__` and `__loader__`, and the finder that `sys.meta_path` holds | [`spec`] |
//! | bytes of a file to text; lines of a source for tracebacks | [`source`] |
//!
//! Order of the finders: native modules, then the entries of `sys.path` (for a submodule the `__path__` of its package).
//! The pure part of the standard library is an entry like any other: the folder [`library::ROOT`], which exists only in
//! the binary, or the folder that `TYPHON_LIB` names.
//!
//! While a module's code runs it is in `sys.modules` already, so that modules may import each other; another thread that
//! wants it waits until it is whole, unless that would be a deadlock (then it gets the module as it is).

pub mod find;
pub mod library;
pub mod load;
pub mod lock;
pub mod source;
pub mod spec;
pub mod statement;

pub use load::{import_absolute, import_object};
pub use source::source_line;
