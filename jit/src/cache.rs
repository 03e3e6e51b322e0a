//! Executable memory: finished code, its exits, swapping and retiring.
//!
//! Each version of a region's code is a `JITModule` of its own, freed as a whole. A [`CodeCell`] holds the current
//! version; a thread that runs code is pinned (crossbeam-epoch), so a replaced version is freed only after every
//! thread that may be inside has left (J7). Threads leave at a taken poll at the latest, but one whose code has the
//! interpreter do an op is inside, and pinned, until that is done.
//!
//! This file holds unsafe code: freeing executable memory and reading through the epoch-protected pointer.

use crate::abort::Abort;
use crate::emit::abi::Entry;
use crate::exit::{Cause, Exit};
use crate::ir::SnapId;
use cranelift_codegen::Context;
use cranelift_codegen::ir::Function;
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_jit::{JITBuilder, JITModule};
use cranelift_module::{Linkage, Module, ModuleError};
use crossbeam_epoch::{Atomic, Guard, Owned};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// A status is the address of an exit with its cause, plus one, above these bits.
pub const CAUSE_SHIFT: u32 = 56;

/// Names an exit in its region, the same in every version of the code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ExitKey {
    /// Number of the trace in the region.
    pub part: u32,
    pub snap: SnapId,
}

/// One version of a region's code.
pub struct Code {
    entry: Entry,
    /// What the code says where it was left; kept for as long as the code may say so.
    _exits: Vec<Arc<Exit>>,
    /// Machine code bytes.
    pub size: usize,
    /// Taken out on drop only; behind a lock because a module is not `Sync`.
    module: Mutex<Option<JITModule>>,
}

impl Code {
    /// Compiles a function. The text is the machine code's listing, if asked for.
    pub fn build(
        isa: &OwnedTargetIsa,
        function: Function,
        exits: Vec<Arc<Exit>>,
        listing: bool,
    ) -> Result<(Code, Option<String>), Abort> {
        let mut module = JITModule::new(JITBuilder::with_isa(
            isa.clone(),
            cranelift_module::default_libcall_names(),
        ));
        let mut context = Context::for_function(function);
        context.set_disasm(listing);
        let id = module
            .declare_function("region", Linkage::Local, &context.func.signature)
            .map_err(failed)?;
        module.define_function(id, &mut context).map_err(failed)?;
        module.finalize_definitions().map_err(failed)?;
        let compiled = context.compiled_code();
        let size = compiled.map_or(0, |code| code.code_buffer().len());
        let text = compiled.and_then(|code| code.vcode.clone());
        // SAFETY: J8, the function is defined with the region signature and finalized; the module lives in the result.
        let entry = unsafe { Entry::new(module.get_finalized_function(id)) };
        Ok((
            Code {
                entry,
                _exits: exits,
                size,
                module: Mutex::new(Some(module)),
            },
            text,
        ))
    }
}

fn failed(error: ModuleError) -> Abort {
    crate::log::stage("errors", || format!("{error:?}"));
    Abort::Backend
}

impl Drop for Code {
    fn drop(&mut self) {
        if let Ok(mut module) = self.module.lock()
            && let Some(module) = module.take()
        {
            // SAFETY: J7, code is dropped through the epoch scheme or with its cell, when no thread is inside.
            unsafe { module.free_memory() };
        }
    }
}

/// Where a run of compiled code was left.
pub struct Left<'g> {
    pub cause: Cause,
    pub exit: &'g Exit,
}

/// How a run of compiled code ended.
pub enum Ran<'g> {
    Left(Left<'g>),
    /// The function was run to its end: the value that it returns.
    Returned(u64),
}

/// Where compiled code finds the code of a function that it calls: an address, or zero.
pub type Door = Arc<AtomicUsize>;

/// The current code of a region, if any.
pub struct CodeCell {
    code: Atomic<Code>,
    /// The address of the current code, for calls from other code.
    door: Door,
    /// Not zero once an assumption has fallen; compiled code reads it.
    invalid: Box<AtomicU32>,
}

impl CodeCell {
    pub fn new(door: Door) -> Self {
        CodeCell {
            code: Atomic::null(),
            door,
            invalid: Box::new(AtomicU32::new(0)),
        }
    }
}

impl CodeCell {
    pub fn invalid_address(&self) -> usize {
        std::ptr::from_ref::<AtomicU32>(&self.invalid) as usize
    }

    pub fn is_invalid(&self) -> bool {
        // ORD: Acquire; pairs with the Release in `invalidate`, so that who sees the flag sees the write behind it.
        self.invalid.load(Ordering::Acquire) != 0
    }

    pub fn has_code(&self) -> bool {
        // ORD: Relaxed; only asks, `run` loads the pointer it uses itself.
        !self.is_invalid()
            && !self
                .code
                .load(Ordering::Relaxed, &crossbeam_epoch::pin())
                .is_null()
    }

    /// Makes this the code that is entered from now on, if `callable` by other code, too; the old code is freed when no thread
    /// can be inside.
    pub fn publish(&self, code: Code, callable: bool) {
        self.replace(
            Owned::new(code).into_shared(&crossbeam_epoch::pin()),
            callable,
        );
    }

    /// No thread enters from now on; threads inside leave at their next validity check or poll.
    pub fn invalidate(&self) {
        // ORD: Release; publishes the change of what the code relied on.
        self.invalid.store(1, Ordering::Release);
        self.replace(crossbeam_epoch::Shared::null(), false);
    }

    fn replace(&self, new: crossbeam_epoch::Shared<'_, Code>, callable: bool) {
        let guard = crossbeam_epoch::pin();
        // SAFETY: J7, the new code is ours until it is swapped in, and protected by the guard from then on.
        let code = unsafe { new.as_ref() }.filter(|_| callable);
        let address = code.map_or(0, |code| code.entry.address());
        // ORD: Release; publishes the finished code to the calls that load the address. Set before the old code is
        // given up, so that who loads the old address is pinned since before that.
        self.door.store(address, Ordering::Release);
        // ORD: AcqRel; Release publishes the finished code to the Acquire in `run`, Acquire takes over the old one.
        let old = self.code.swap(new, Ordering::AcqRel, &guard);
        if !old.is_null() {
            // SAFETY: J7, the old code is unreachable for threads that pin from now on.
            unsafe { guard.defer_destroy(old) };
        }
    }

    /// Runs the code, if there is any.
    ///
    /// # Safety
    /// As for [`Entry::call`].
    pub unsafe fn run<'g>(
        &self,
        ctx: *mut u8,
        base: *mut u64,
        guard: &'g Guard,
    ) -> Option<Ran<'g>> {
        // Code that was being compiled when an assumption fell may have been published since.
        if self.is_invalid() {
            return None;
        }
        // ORD: Acquire; pairs with the Release in `replace`.
        let code = self.code.load(Ordering::Acquire, guard);
        // SAFETY: J7, the thread is pinned, so what the cell held is not freed before the guard is gone.
        let code = unsafe { code.as_ref() }?;
        // SAFETY: J8, only finished code is published; the caller vouches for the arguments.
        let (status, value) = unsafe { code.entry.call(ctx, base) };
        if status == 0 {
            return Some(Ran::Returned(value));
        }
        // SAFETY: J7, the code that said so, this one or one that it called, keeps its exits, and the thread is pinned.
        Some(Ran::Left(unsafe { left(status) }))
    }
}

/// What a status that is not zero says: the address of an exit, the cause above it.
///
/// # Safety
/// Compiled code returned it, and the thread is pinned since before.
pub unsafe fn left<'g>(status: u64) -> Left<'g> {
    // SAFETY: J7, the caller's promise.
    let exit = unsafe { &*((status & ((1 << CAUSE_SHIFT) - 1)) as *const Exit) };
    Left {
        cause: Cause::from_bits((status >> CAUSE_SHIFT) as u32 - 1),
        exit,
    }
}

impl Drop for CodeCell {
    fn drop(&mut self) {
        self.replace(crossbeam_epoch::Shared::null(), false);
    }
}

/// Compiles functions that are never freed, such as thunks; their addresses.
pub fn permanent(isa: &OwnedTargetIsa, functions: Vec<Function>) -> Result<Vec<usize>, Abort> {
    let mut module = JITModule::new(JITBuilder::with_isa(
        isa.clone(),
        cranelift_module::default_libcall_names(),
    ));
    let mut ids = Vec::new();
    for (n, function) in functions.into_iter().enumerate() {
        let mut context = Context::for_function(function);
        let id = module
            .declare_function(
                &format!("thunk{n}"),
                Linkage::Local,
                &context.func.signature,
            )
            .map_err(failed)?;
        module.define_function(id, &mut context).map_err(failed)?;
        ids.push(id);
    }
    module.finalize_definitions().map_err(failed)?;
    let addresses = ids
        .into_iter()
        .map(|id| module.get_finalized_function(id) as usize)
        .collect();
    // Memory of a module is freed only on request, so letting go of it keeps the code for good.
    drop(module);
    Ok(addresses)
}
