//! The tracing JIT: trace IR, optimiser, Cranelift code generation, exits, regions and the code cache.
//!
//! The crate never sees a Python type. It learns how values are tagged, where fields lie and which helpers exist from a
//! [`target::Target`], so everything here is tested from text, without a vm.
//!
//! # Life of a trace
//!
//! 1. [`hot::Anchor`] counts turns of a loop; one thread is told to record.
//! 2. The vm's recorder runs the program and tells a [`build::TraceBuilder`] what it does, until it is back at the
//!    anchor (or gives up, for a reason of [`abort::Abort`]).
//! 3. The passes of `opt` rewrite the trace, `opt::peel` last: a preamble and a loop.
//! 4. `emit` turns the region (this trace and its side traces) into one Cranelift function; `cache` keeps its code.
//! 5. The vm enters the code with the thread context and the base of its registers. It is left through an
//!    [`exit::Exit`], from which the vm rebuilds the interpreter's frames.
//! 6. A hot exit makes the vm record a side trace from there; the region is compiled anew with the side trace inside,
//!    after a rest that is the shorter the more its exits cost meanwhile. Code that is always left soon is given up.
//!
//! # Invariants
//!
//! - **J1** A trace obeys the op table: operands, immediates, results.
//! - **J2** Every use stands below its definition.
//! - **J3** Within one interpreter op decisions precede effects: no guard follows an effect.
//! - **J4** An exit restores what the interpreter would have at the start of the op, or of the atomic block around it.
//! - **J5** A fact by position (an unboxing after its guard) never moves above what proves it.
//! - **J6** What was proved about ownership is forgotten where the transaction may end.
//! - **J7** Code memory outlives every thread in it.
//! - **J8** An entry pointer leads to finished code or nowhere.
//!
//! Unsafe code is in `cache` and `emit::abi` only.

#![deny(unsafe_code)]

pub mod abort;
pub mod build;
#[allow(
    unsafe_code,
    reason = "frees executable memory, reads behind the epoch scheme"
)]
pub mod cache;
pub mod census;
pub mod emit;
pub mod engine;
pub mod exit;
pub mod hot;
pub mod ir;
pub mod log;
pub mod opt;
pub mod queue;
pub mod region;
pub mod snapshot;
pub mod target;
pub mod work;
