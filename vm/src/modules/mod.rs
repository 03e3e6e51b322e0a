//! Native modules.

pub mod _thread;
pub mod abc;
pub mod array;
pub mod ast;
pub mod atexit;
pub mod binascii;
pub mod bisect;
pub mod builtins;
pub mod bz2;
pub mod codecs;
pub mod collections;
pub mod contextvars;
pub mod decimal;
pub mod errno;
pub mod fcntl;
pub mod functools;
pub mod gc;
pub mod hashes;
pub mod heapq;
pub mod imp;
pub mod io;
pub mod iterate;
pub mod itertools;
pub mod json;
pub mod marshal;
pub mod math;
pub mod opcode;
pub mod operator;
pub mod posix;
pub mod queue;
pub mod random;
pub mod resource;
pub mod select;
pub mod signal;
pub mod socket;
pub mod sre;
pub mod string;
pub mod structs;
pub mod structseq;
pub mod support;
pub mod sys;
pub mod time;
pub mod transaction;
pub mod unicodedata;
pub mod warnings;
pub mod weakproxy;
pub mod weakref;
pub mod zlib;

use crate::native::ModuleSpec;
use crate::object::Str;
use crate::protocol::attr;
use crate::thread::Thread;
use crate::unwind::Res;

/// Every native module, by name.
pub const MODULES: &[&ModuleSpec] = &[
    &_thread::SPEC,
    &abc::SPEC,
    &array::SPEC,
    &ast::SPEC,
    &atexit::SPEC,
    &binascii::SPEC,
    &bisect::SPEC,
    &builtins::SPEC,
    &bz2::SPEC,
    &codecs::SPEC,
    &collections::SPEC,
    &contextvars::SPEC,
    &decimal::SPEC,
    &errno::SPEC,
    &fcntl::SPEC,
    &functools::SPEC,
    &gc::SPEC,
    &hashes::BLAKE2,
    &hashes::MD5,
    &hashes::SHA1,
    &hashes::SHA2,
    &hashes::SHA3,
    &heapq::SPEC,
    &imp::SPEC,
    &io::SPEC,
    &itertools::SPEC,
    &json::SPEC,
    &marshal::SPEC,
    &math::SPEC,
    &opcode::SPEC,
    &operator::SPEC,
    &posix::SPEC,
    &posix::spawn::SPEC,
    &queue::SPEC,
    &random::SPEC,
    &resource::SPEC,
    &select::SPEC,
    &signal::SPEC,
    &socket::SPEC,
    &sre::SPEC,
    &string::SPEC,
    &structs::SPEC,
    &sys::SPEC,
    &time::SPEC,
    &transaction::PYPY,
    &transaction::PYPY_THREAD,
    &transaction::SPEC,
    &unicodedata::SPEC,
    &warnings::SPEC,
    &weakref::SPEC,
    &zlib::SPEC,
];

/// Makes the `builtins` module, whose names every program sees.
pub fn install_builtins(th: &mut Thread) {
    let module = {
        let m = crate::bootstrap::new_module(th, &builtins::SPEC);
        th.root(m)
    };
    {
        let m = th.get(module);
        let ns = attr::module_dict(th, m).expect("V3: a module has a namespace");
        th.vm.set_builtins(ns.val());
        let modules = th
            .vm
            .modules(th)
            .own(th)
            .expect("S1: start-up owns everything");
        let name = th.intern("builtins");
        modules.append(th, name.expect::<Str>().hash(), name, m);
    }
    (builtins::SPEC.init)(th, module).unwrap_or_else(|_| panic!("V3: builtins failed to start"));
    th.release_to(module.0);
}

/// What the program asked to happen when it is over.
pub fn at_end(th: &mut Thread) -> Res<()> {
    // Then nobody else is waited for.
    if th.vm.launches.unfinished().is_none() {
        crate::threads::end_blocks(th);
    }
    if _thread::shutdown(th) == Err(crate::unwind::Unwind::Raise) {
        sys::report_unraisable(th, "Exception ignored on threading shutdown", None);
    }
    crate::threads::end_blocks(th);
    atexit::run_all(th)?;
    gc::finalize_all(th)
}
