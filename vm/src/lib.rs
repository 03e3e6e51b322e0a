//! The virtual machine: values, objects, heap, interpreter, recorder, builtin types and modules, command line.
//!
//! ```text
//!   main ─ cli ─ run ─ import          what to run
//!              │
//!   interp ── semantics ── record      one meaning per bytecode, run by two machines; `jit` compiles what is recorded
//!      │          │           │
//!   protocol ─ types ─ modules         attributes, calls, operators, containers; builtin types; native modules
//!      │
//!   thread ─ native                    the token: `&Thread` quick, `&mut Thread` full; how native code is declared
//!      │
//!   value ─ object ─ class ─ heap      NaN boxes, layouts and witnesses, hidden classes, mark-region heap
//! ```
//!
//! # Invariants
//!
//! - **V1** A `Val` or `Ref` names a live object until the next safepoint: it borrows the thread shared, and a safepoint
//!   takes `&mut Thread`.
//! - **V2** A mutable field is read through `Seen` and written through `Owned`, which only the barrier hands out.
//! - **V3** A header's shape is published, and its kind tells the object's layout. Shapes, interned names and classes
//!   live for ever.
//! - **V4** An object is whole before the quick section that allocated it can end. UNDEF is not a Python value.
//! - **V5** Registers below a thread's `top` hold values; the register stack never moves.
//! - **V6** A frame's code, function and namespace are roots as long as the frame is in the thread's list.
//! - **V7** Replaced inline cache entries are freed with the world stopped.
//! - **V8** The undo log restores the words that it saved, in the same order.
//! - **V9** Code that runs was made by the compiler or passed the verifier: a pc is the start of an instruction.
//! - **V10** Compiled code's context is the thread that runs it; helpers are quick, and a helper that cannot finish
//!   leaves the code to the start of the op.
//!
//! The invariants of the heap (H), of ownership (S) and of compiled code (J) are on the front pages of `heap`, of the
//! crate `stm` and of the crate `jit`.
//!
//! # Walk-through: a bytecode
//!
//! Add its row in `lang::opcode`. The compiler names what is missing: a function in `semantics` with the row's name,
//! generic over `Machine` if it is worth tracing, else one in `semantics::rare` and a line in its table.
//!
//! # Walk-through: a builtin function or method
//!
//! Write the body, *quick* (`fn(&Thread, Args) -> Res<Val>`) if it never runs Python code, else *full*
//! (`fn(&mut Thread, Window) -> Res<Done>`), and a `NativeDef` row in the type's or module's table.
//!
//! Unsafe code is in `object`, `class`, `heap`, `interp::frame`, `interp::cache`, `compiled` and `os`; each says why.

#![deny(unsafe_code)]

pub mod atomic;
pub mod bootstrap;
#[allow(unsafe_code)]
pub mod class;
pub mod cli;
#[allow(unsafe_code)]
pub mod compiled;
pub mod error;
pub mod fork;
#[allow(unsafe_code)]
pub mod heap;
pub mod import;
pub mod interp;
pub mod modules;
pub mod names;
pub mod native;
pub mod numeric;
#[allow(unsafe_code)]
pub mod object;
pub mod options;
#[allow(unsafe_code)]
pub mod os;
mod over;
pub mod places;
pub mod protocol;
pub mod record;
pub mod report;
pub mod resume;
pub mod run;
pub mod semantics;
pub mod signals;
pub mod stm_log;
pub mod text;
pub mod thread;
pub mod threads;
pub mod types;
pub mod unwind;
pub mod value;
pub mod vm;
pub mod wait;
pub mod zeal;
