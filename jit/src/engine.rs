//! What the vm holds, one per process: the machine to compile for and the thread that compiles.

use crate::abort::Abort;
use crate::cache;
use crate::emit::abi::{self, SlowPath, Thunk, Thunks};
use crate::queue::{Paused, Queue};
use crate::region::Region;
use crate::target::Target;
use cranelift_codegen::isa::OwnedTargetIsa;
use cranelift_codegen::settings::{self, Configurable};
use std::sync::Arc;
use std::time::Instant;

/// The host and the vm's target.
pub struct Machine {
    pub target: Arc<Target>,
    pub isa: OwnedTargetIsa,
    pub thunks: Thunks,
}

/// When regions are compiled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// By a thread of its own.
    Background,
    /// At once, by the thread that asks; for tests.
    AtOnce,
}

/// The JIT.
pub struct Engine {
    pub machine: Arc<Machine>,
    queue: Option<Queue>,
}

fn host(checking: bool) -> Result<OwnedTargetIsa, Abort> {
    let mut flags = settings::builder();
    let wanted = [
        // The passes of this crate have done what Cranelift's would find; those cost a quarter of the time to compile and
        // gained nothing measurable.
        ("opt_level", "none"),
        ("is_pic", "false"),
        ("use_colocated_libcalls", "false"),
        ("enable_verifier", if checking { "true" } else { "false" }),
        ("unwind_info", "false"),
        // A cache line: how quick a short loop is must not depend on where its region comes to lie.
        ("log2_min_function_alignment", "6"),
    ];
    for (name, value) in wanted {
        flags.set(name, value).map_err(|_| Abort::Backend)?;
    }
    let isa = cranelift_native::builder().map_err(|_| Abort::Backend)?;
    isa.finish(settings::Flags::new(flags))
        .map_err(|_| Abort::Backend)
}

impl Machine {
    pub fn new(target: Target) -> Result<Machine, Abort> {
        let isa = host(crate::log::checking())?;
        let slow = target.slow;
        let barrier = |address| SlowPath {
            address,
            args: 2,
            narrow: true,
            narrow_arg: true,
        };
        let paths = [
            barrier(slow.see),
            barrier(slow.own),
            SlowPath {
                address: slow.allocate,
                args: 2,
                narrow: false,
                narrow_arg: true,
            },
            SlowPath {
                address: slow.box_int,
                args: 1,
                narrow: false,
                narrow_arg: false,
            },
            SlowPath {
                address: slow.leave_callee,
                args: 2,
                narrow: false,
                narrow_arg: false,
            },
        ];
        let functions = paths
            .iter()
            .map(|&path| abi::thunk(path, &target, &*isa))
            .collect();
        let at = cache::permanent(&isa, functions)?;
        let thunks = Thunks {
            see: Thunk(at[0]),
            own: Thunk(at[1]),
            allocate: Thunk(at[2]),
            box_int: Thunk(at[3]),
            leave_callee: Thunk(at[4]),
        };
        Ok(Machine {
            target: Arc::new(target),
            isa,
            thunks,
        })
    }
}

impl Engine {
    /// Fails where Cranelift has no backend for the host, or none that is made use of here.
    pub fn new(target: Target, mode: Mode) -> Result<Engine, Abort> {
        // Compiled code counts on a processor that keeps loads in order (`stm/docs/compiled-code.md`).
        if !cfg!(target_arch = "x86_64") {
            return Err(Abort::Backend);
        }
        let machine = Arc::new(Machine::new(target)?);
        let queue = (mode == Mode::Background).then(|| Queue::new(machine.clone()));
        Ok(Engine { machine, queue })
    }

    pub fn target(&self) -> &Arc<Target> {
        &self.machine.target
    }

    /// Has a region compiled, again if need be; the answer is its anchor's state. That is the compile thread's work, but
    /// code that is not there at all is not waited for while that thread is at another region.
    pub fn compile(&self, region: &Arc<Region>) {
        match &self.queue {
            Some(queue) if region.has_code() || !queue.is_busy() => queue.request(region.clone()),
            _ => {
                let begun = Instant::now();
                // What went wrong is counted and in the anchor's state.
                let _ = region.compile(&self.machine);
                region.rest_after(begun);
            }
        }
    }

    /// Holds the compile thread back, if there is one.
    pub fn pause(&self) -> Option<Paused<'_>> {
        self.queue.as_ref().and_then(Queue::pause)
    }

    /// Waits until everything asked for is compiled.
    pub fn settle(&self) {
        if let Some(queue) = &self.queue {
            queue.settle();
        }
    }
}
