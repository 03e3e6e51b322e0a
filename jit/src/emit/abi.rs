//! Calls in and out of compiled code.
//!
//! In: `extern "C" fn(context, base) -> (status, value)`, see [`super`]. Out: helpers are plain `extern "C"` functions whose first
//! argument is the context; slow paths of barriers, boxes and allocation go through **thunks**, small compiled functions
//! that keep every register for their caller, so that a cold call costs the hot path no spills. A thunk takes
//! `(context, a, b)` and leaves its answer in word 0 of the spill area.
//!
//! This file holds unsafe code: turning the address of finished code into a function and calling it.

use super::Emitter;
use crate::target::Target;
use cranelift_codegen::ir::{
    AbiParam, Function, InstBuilder, MemFlagsData, Signature, UserFuncName, Value, types,
};
use cranelift_codegen::isa::{CallConv, TargetIsa};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};

/// Address of a thunk.
#[derive(Clone, Copy, Debug)]
pub struct Thunk(pub usize);

/// The thunks, one for each slow path of the target.
#[derive(Clone, Copy, Debug)]
pub struct Thunks {
    pub see: Thunk,
    pub own: Thunk,
    pub allocate: Thunk,
    pub box_int: Thunk,
    pub leave_callee: Thunk,
}

/// What a thunk wraps: address, and how its arguments and result are passed.
#[derive(Clone, Copy, Debug)]
pub struct SlowPath {
    pub address: usize,
    /// 1 or 2 arguments behind the context.
    pub args: usize,
    /// The result is a `u32`, not a word.
    pub narrow: bool,
    /// The second argument is a `u32`.
    pub narrow_arg: bool,
}

fn thunk_signature() -> Signature {
    let mut sig = Signature::new(CallConv::PreserveAll);
    sig.params.extend([AbiParam::new(types::I64); 3]);
    sig
}

/// Builds a thunk.
pub fn thunk(path: SlowPath, target: &Target, isa: &dyn TargetIsa) -> Function {
    let mut function = Function::with_name_signature(UserFuncName::user(0, 1), thunk_signature());
    let mut context = FunctionBuilderContext::new();
    let mut b = FunctionBuilder::new(&mut function, &mut context);
    let entry = b.create_block();
    b.append_block_params_for_function_params(entry);
    b.switch_to_block(entry);
    let mut args = b.block_params(entry)[..=path.args].to_vec();
    let mut sig = Signature::new(CallConv::triple_default(isa.triple()));
    sig.params
        .extend(args.iter().map(|_| AbiParam::new(types::I64)));
    if path.narrow_arg {
        sig.params[path.args] = AbiParam::new(types::I32);
        args[path.args] = b.ins().ireduce(types::I32, args[path.args]);
    }
    sig.returns.push(AbiParam::new(if path.narrow {
        types::I32
    } else {
        types::I64
    }));
    let sig = b.import_signature(sig);
    let callee = b.ins().iconst(types::I64, path.address as i64);
    let ctx = args[0];
    let call = b.ins().call_indirect(sig, callee, &args);
    let mut answer = b.inst_results(call)[0];
    if path.narrow {
        answer = b.ins().uextend(types::I64, answer);
    }
    b.ins()
        .store(MemFlagsData::trusted(), answer, ctx, target.context.spill);
    b.ins().return_(&[]);
    b.seal_all_blocks();
    b.finalize(isa.frontend_config());
    function
}

impl Emitter<'_> {
    /// Calls a thunk; its answer.
    pub(super) fn thunk(&mut self, thunk: Thunk, a: Value, b: Value) -> Value {
        let sig = self.b.import_signature(thunk_signature());
        let callee = self.int(thunk.0 as i64);
        let (ctx, at) = (self.ctx, self.target.context.spill);
        self.b.ins().call_indirect(sig, callee, &[ctx, a, b]);
        self.b
            .ins()
            .load(types::I64, MemFlagsData::trusted(), ctx, at)
    }
}

/// What compiled code returns.
#[repr(C)]
struct Answer {
    status: u64,
    value: u64,
}

/// Finished code that can be called.
#[derive(Clone, Copy, Debug)]
pub struct Entry(unsafe extern "C" fn(*mut u8, *mut u64) -> Answer);

impl Entry {
    /// # Safety
    /// The address is that of finished code with [`super::signature`], and stays so while the entry is used (J7, J8).
    pub unsafe fn new(address: *const u8) -> Entry {
        // SAFETY: J8, the caller says that code of this signature lies there.
        Entry(unsafe {
            std::mem::transmute::<*const u8, unsafe extern "C" fn(*mut u8, *mut u64) -> Answer>(
                address,
            )
        })
    }

    pub fn address(self) -> usize {
        self.0 as *const () as usize
    }

    /// Runs compiled code: its status and value.
    ///
    /// # Safety
    /// `ctx` is the calling thread's context, laid out as the target says; `base` is the base of the frame the code was
    /// compiled for, with room for the slots of every inlined frame.
    pub unsafe fn call(self, ctx: *mut u8, base: *mut u64) -> (u64, u64) {
        // SAFETY: J8 for the code; the caller vouches for the arguments.
        let answer = unsafe { (self.0)(ctx, base) };
        (answer.status, answer.value)
    }
}
