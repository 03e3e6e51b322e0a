//! A target of the tests' own: a handful of helpers, no real addresses behind the slow paths.

pub mod scene;

use jit::ir::effects::{Classes, Effects};
use jit::ir::{HelperId, Ty};
use jit::target::{Barriers, Blocks, Context, Fails, Helper, SlowPaths, Tags, Target};

pub const TAGS: Tags = Tags {
    int_tag: 0xFFFE << 48,
    int_shift: 15,
    float_offset: 2 << 48,
    pointer_min: 0x1000,
    false_: 2,
    true_: 3,
    none: 1,
};

pub const CONTEXT: Context = Context {
    tx: None,
    poll: 0,
    own_tag: 8,
    shared_tag: 16,
    lender: 120,
    lender_mask: 0x7FFF_0000_FFFF_FFFF,
    cursors: 24,
    spill: 128,
    spill_words: 200,
    depth: 0,
    depth_limit: 0,
    top: 0,
};

/// h0 `pure_pow(float, float) -> float`, h1 `read_len(val) -> int` reading class 5, h2 `append(val, val)` writing
/// class 5, may fail, h3 `anything(val) -> val` with every effect, h4 `open()` and h5 `close()` of atomic blocks, h6 `take(val)` and h7 `free(val)` of locks, within which h0, h1 and h2 may
/// be called.
pub fn target() -> Target {
    let helper = |name, args, result, fails, effects, pure| Helper {
        name,
        address: 0,
        args,
        result,
        fails,
        effects,
        pure,
    };
    Target {
        tags: TAGS,
        context: CONTEXT,
        helpers: vec![
            helper(
                "pure_pow",
                &[Ty::Float, Ty::Float],
                Some(Ty::Float),
                Fails::Never,
                Effects::NONE,
                true,
            ),
            helper(
                "read_len",
                &[Ty::Val],
                Some(Ty::Int),
                Fails::Never,
                Effects::reading(Classes::one(5)),
                false,
            ),
            helper(
                "append",
                &[Ty::Val, Ty::Val],
                None,
                Fails::Status,
                Effects::writing(Classes::one(5)),
                false,
            ),
            helper(
                "anything",
                &[Ty::Val],
                Some(Ty::Val),
                Fails::Zero,
                Effects::ALL,
                false,
            ),
            helper("open", &[], Some(Ty::Val), Fails::Zero, Effects::ALL, false),
            helper(
                "close",
                &[],
                Some(Ty::Val),
                Fails::Zero,
                Effects::ALL,
                false,
            ),
            helper(
                "take",
                &[Ty::Val],
                Some(Ty::Val),
                Fails::Zero,
                Effects::ALL,
                false,
            ),
            helper(
                "free",
                &[Ty::Val],
                Some(Ty::Val),
                Fails::Zero,
                Effects::ALL,
                false,
            ),
        ],
        slow: SlowPaths {
            see: 0,
            own: 0,
            allocate: 0,
            box_int: 0,
            leave_callee: 0,
        },
        barriers: Barriers::Full,
        census: false,
        constant: Classes::one(9),
        blocks: Some(Blocks {
            open: HelperId(4),
            close: HelperId(5),
            take: HelperId(6),
            free: HelperId(7),
            levels: Vec::new(),
            reshape: vec![HelperId(1)],
            within: [0, 1, 2].map(HelperId).to_vec(),
        }),
        fail_once: false,
    }
}
