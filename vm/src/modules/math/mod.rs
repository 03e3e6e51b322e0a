//! `math`.
//!
//! | what | file |
//! | --- | --- |
//! | functions of one or two doubles | [`real`] |
//! | functions of ints | [`whole`] |
//! | sums and products over iterables | [`sums`] |

mod real;
mod sums;
mod whole;

use super::support::add;
use crate::native::ModuleSpec;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "math",
    doc: "This module provides access to the mathematical functions defined by the C standard.",
    functions: &[],
    init,
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    for (name, v) in [
        ("pi", std::f64::consts::PI),
        ("e", std::f64::consts::E),
        ("tau", std::f64::consts::TAU),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ] {
        add(th, module, name, Val::float(v))?;
    }
    let name = th.intern("math");
    let tables = [real::TABLES, &[whole::FUNCTIONS, sums::FUNCTIONS]].concat();
    for def in tables.into_iter().flatten() {
        let f = crate::object::Native::function(th, def, name);
        add(th, module, def.name, f.val())?;
    }
    Ok(())
}
