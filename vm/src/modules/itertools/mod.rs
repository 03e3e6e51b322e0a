//! `itertools`.
//!
//! | what | file |
//! | --- | --- |
//! | `count`, `cycle`, `repeat` | [`endless`] |
//! | `chain`, `islice`, `pairwise`, `batched`, `zip_longest`, `accumulate` | [`string_up`] |
//! | `compress`, `dropwhile`, `takewhile`, `filterfalse`, `starmap` | [`choose`] |
//! | `groupby`, `tee` | [`share`] |
//! | `product`, `permutations`, `combinations`, `combinations_with_replacement` | [`combine`] |

mod choose;
mod combine;
mod endless;
mod share;
mod string_up;

use super::iterate;
use super::support::{NativeClass, NativeClassSpec, add_class, know_class};
use crate::native::{ModuleSpec, NativeDef, NativeNext, Params};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "itertools",
    doc: "Functional tools for creating and using iterators.",
    functions: &[NativeDef::full(
        "tee",
        Params::pos(&["_iterable", "_n"], 1),
        share::tee,
    )],
    init,
};

/// A class of this module.
struct Tool {
    class: NativeClassSpec,
    next: NativeNext,
    /// Made by Rust code, too.
    known: Option<NativeClass>,
}

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    for table in [
        endless::TOOLS,
        string_up::TOOLS,
        choose::TOOLS,
        share::TOOLS,
        combine::TOOLS,
    ] {
        for tool in table {
            let class = add_class(th, module, &tool.class)?;
            iterate::set_next(class, &tool.next);
            if let Some(c) = tool.known {
                know_class(th, c, class);
            }
        }
    }
    Ok(())
}

/// One row of a table of tools.
const fn tool(
    name: &'static str,
    nfields: u32,
    methods: &'static [NativeDef],
    next: NativeNext,
) -> Tool {
    Tool {
        class: NativeClassSpec {
            module: "itertools",
            name,
            doc: "",
            nfields,
            flags: 0,
            methods,
            getsets: &[],
        },
        next,
        known: None,
    }
}
