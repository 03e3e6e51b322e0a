//! Claims: what is going to be written is owned at once, not first read and then owned.
//!
//! ```text
//! see %0 shape 7 ?0                own %0 shape 7 ?0
//! %2 = load.val %0 @2+24     ──▶   %2 = load.val %0 @2+24
//! own %0 shape 7 ?1                own %0 shape 7 ?1       (dropped by the next walk)
//! ```
//!
//! `x.n += 1` asks one question instead of two. Only up to the next point where ownership may be lost; a side exit in
//! between leaves the object owned a little too early, which any thread may do at any time.

use crate::ir::effects::Effects;
use crate::ir::{Field, Op, Ref, Shape, Trace};
use crate::target::{Barriers, Target};
use std::collections::HashMap;

/// Strengthens the reading barriers that a writing one of the same object follows. `Plain` is left alone, for comparison.
pub fn strengthen(trace: &mut Trace, target: &Target) {
    if target.barriers != Barriers::Full {
        return;
    }
    let mut wanted: HashMap<Ref, Shape> = HashMap::new();
    for inst in trace.insts.iter_mut().rev() {
        let object = inst.args[0];
        match inst.op {
            Op::Own => {
                wanted.insert(object, inst.shape());
            }
            Op::See if wanted.get(&object) == Some(&inst.shape()) => inst.op = Op::Own,
            Op::Poll | Op::Label => wanted.clear(),
            Op::Store | Op::StoreX if inst.field().class == Field::WORD => wanted.clear(),
            Op::Call => {
                let effects = Effects::of(inst, target);
                if effects.breaks || effects.writes.has(Field::WORD) {
                    wanted.clear();
                }
            }
            _ => {}
        }
    }
}
