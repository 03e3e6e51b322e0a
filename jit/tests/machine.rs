//! Machine code against the evaluator: same trace, same memory, same end.

#[allow(dead_code, reason = "each test program uses a part of it")]
mod common;

use common::TAGS;
use common::scene::{OWN, SHARED, Scene, engine, region, region_of, same};
use jit::build::{Limits, TraceBuilder};
use jit::exit::Cause;
use jit::ir::{Op, Slot};
use jit::snapshot::Frame;

const SUM: &str = "
trace root
%0 = reg r0
%1 = reg r1
guard_int %0 ?0
guard_int %1 ?0
%4 = unbox_int %0
%5 = unbox_int %1
%6 = ilt %4, 100000
guard_true %6 ?0
%8 = add_ovf %5, %4 ?1
%9 = add_ovf %4, 1 ?1
%10 = box_int %8
%11 = box_int %9
poll ?2
loop ?2
snap 0 frame(code 1, pc 0, base 0, meta)
snap 1 frame(code 1, pc 1, base 0, meta)
snap 2 frame(code 1, pc 2, base 0, meta) r0 = %9, r1 = %8
";

fn int(i: i64) -> u64 {
    TAGS.box_int(i).expect("a small integer")
}

#[test]
fn sums_integers_until_its_guard_fails() {
    let mut scene = Scene::new();
    scene.homes[0] = int(0);
    scene.homes[1] = int(0);
    let (cause, _, exit) = same(&mut scene, SUM, u32::MAX).expect("code");
    assert_eq!((cause, exit.frames[0].pc), (Cause::Guard, 0));
    assert_eq!(scene.homes[..2], [int(100_000), int(4_999_950_000)]);
}

#[test]
fn leaves_when_asked() {
    let engine = engine();
    let region = region(&engine, SUM);
    let mut scene = Scene::new();
    scene.homes[0] = int(0);
    scene.homes[1] = int(0);
    scene.ask();
    assert_eq!(scene.run(&region).0, Cause::Poll);
    assert_eq!(scene.homes[0], int(1), "one turn was made");
}

#[test]
fn floats_objects_and_calls() {
    let source = "
trace root
%0 = reg r0
%1 = reg r1
guard_ptr %0 ?0
own %0 shape 7 ?0
see %1 shape 8 ?0
%5 = load.val %0 @1+8
guard_float %5 ?0
%7 = unbox_float %5
%8 = load.int %1 @1+8
%9 = int_to_float %8
%10 = call.float h0 (%7, %9) ?0
%11 = fadd %10, 0.5
%12 = fsqrt %11
%13 = box_float %12
store.val %0, %13 @1+8
%15 = new 32 cursor 1 shape 9
store.val %15, %13 @1+8
store.int %15, -3 @1+16
store.val %15, %0 @1+24
%19 = flt %12, 100.0
leave ?1
snap 0 frame(code 1, pc 0, base 0, meta)
snap 1 frame(code 1, pc 1, base 0, meta) r2 = %15, r3 = %12, r4 = &0, r5 = %19, r6 = 5
object 0 48 cursor 2 shape 11 shared { @1+8.val = %15, @1+16.val = &0, @1+24.val = %12, @1+32.int = %8, @1+40.val = true }
";
    for (word, cause) in [
        (OWN | 8, Cause::End),
        (SHARED | 8, Cause::End),
        (OWN | 9, Cause::Guard),
    ] {
        let mut scene = Scene::new();
        let a = scene.object(OWN | 7, &[TAGS.box_float(3.0)]);
        let b = scene.object(word, &[2]);
        scene.homes[0] = a;
        scene.homes[1] = b;
        assert_eq!(same(&mut scene, source, 0).expect("code").0, cause);
    }
}

#[test]
fn division_rounds_down() {
    for divisor in ["%5", "8", "7", "1000003"] {
        let source = format!(
            "
trace root
%0 = reg r0
%1 = reg r1
guard_int %0 ?0
guard_int %1 ?0
%4 = unbox_int %0
%5 = unbox_int %1
%6 = floordiv %4, {divisor} ?0
%7 = floormod %4, {divisor} ?0
leave ?1
snap 0 frame(code 1, pc 0, base 0, meta)
snap 1 frame(code 1, pc 1, base 0, meta) r2 = %6, r3 = %7
"
        );
        for a in [0, 1, 7, -7, -8, 100, -100, TAGS.max_int(), TAGS.min_int()] {
            for b in if divisor == "%5" {
                vec![3, -3, 8, -8, 0]
            } else {
                vec![1]
            } {
                let mut scene = Scene::new();
                scene.homes[0] = int(a);
                scene.homes[1] = int(b);
                same(&mut scene, &source, 0);
            }
        }
    }
}

#[test]
fn kinds_are_told_apart() {
    let values = [
        0,
        1,
        2,
        3,
        0x1000,
        0x7fff_ffff_fff0,
        int(0),
        int(-1),
        int(TAGS.max_int()),
        int(TAGS.min_int()),
    ]
    .into_iter()
    .chain(
        [
            0.0,
            -0.0,
            1.5,
            -1e300,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NAN,
            5e-324,
        ]
        .map(|f| TAGS.box_float(f)),
    );
    for value in values {
        for guard in [
            "int",
            "not_int",
            "float",
            "not_float",
            "ptr",
            "not_ptr",
            "bool",
            "not_bool",
        ] {
            let source = format!(
                "
trace root
%0 = reg r0
guard_{guard} %0 ?0
leave ?1
snap 0 frame(code 1, pc 0, base 0, meta)
snap 1 frame(code 1, pc 1, base 0, meta)
"
            );
            let mut scene = Scene::new();
            scene.homes[0] = value;
            let (cause, ..) = same(&mut scene, &source, 0).expect("code");
            let positive = match guard.trim_start_matches("not_") {
                "int" => TAGS.is_int(value),
                "float" => TAGS.is_float(value),
                "ptr" => TAGS.is_ptr(value),
                _ => TAGS.is_bool(value),
            };
            assert_eq!(
                cause == Cause::End,
                positive != guard.starts_with("not"),
                "guard_{guard} on {value:#x}"
            );
        }
    }
}

/// `while i < n: s += 1 if i & 3 else f; i += 1`, one turn on the way where `i & 3` is or is not zero. `f` is a float.
fn turn(b: &mut TraceBuilder, zero: bool) {
    let (i, n, s) = (Slot(0), Slot(1), Slot(2));
    let load = |b: &mut TraceBuilder, slot| {
        let r = b.reg(slot);
        b.do_op(Op::GuardInt, &[r]);
        b.do_op(Op::UnboxInt, &[r])
    };
    b.op(0);
    let (iv, nv) = (load(b, i), load(b, n));
    let less = b.do_op(Op::ILt, &[iv, nv]);
    b.do_op(Op::GuardTrue, &[less]);
    b.op(1);
    let three = b.int(3);
    let none = b.int(0);
    let bits = b.do_op(Op::IAnd, &[iv, three]);
    let test = b.do_op(Op::IEq, &[bits, none]);
    b.do_op(if zero { Op::GuardTrue } else { Op::GuardFalse }, &[test]);
    b.op(2);
    let sv = b.reg(s);
    b.do_op(Op::GuardFloat, &[sv]);
    let sv = b.do_op(Op::UnboxFloat, &[sv]);
    let step = b.float(if zero { 0.5 } else { 1.0 });
    let sum = b.do_op(Op::FAdd, &[sv, step]);
    b.set_reg(s, sum);
    b.op(3);
    let one = b.int(1);
    let next = b.do_op(Op::AddOvf, &[iv, one]);
    b.set_reg(i, next);
    b.op(4);
    b.do_op(Op::Poll, &[]);
}

#[test]
fn a_side_trace_jumps_into_the_loop_body() {
    let engine = engine();
    let frame = Frame {
        code: 1,
        pc: 0,
        base: Slot(0),
        meta: vec![],
    };
    let mut b = TraceBuilder::root(engine.target().clone(), Limits::default(), frame);
    turn(&mut b, false);
    let root = b.finish_loop(0).expect("a trace");
    let region = region_of(&engine, root);
    let mut scene = Scene::new();
    let turns = |scene: &mut Scene, from: i64| {
        scene.homes[..3].copy_from_slice(&[int(from), int(10_000), TAGS.box_float(0.0)]);
        scene.run(&region)
    };
    let (cause, key, exit) = turns(&mut scene, 1);
    assert_eq!(
        (cause, exit.frames[0].pc, scene.homes[0]),
        (Cause::Guard, 1, int(4))
    );

    let mut b = TraceBuilder::side(engine.target().clone(), Limits::default(), &exit, 1);
    turn(&mut b, true);
    region
        .add_side(key, b.finish_loop(0).expect("a trace"), &engine.machine)
        .expect("room");
    region.compile(&engine.machine).expect("code");
    let (cause, key, exit) = turns(&mut scene, 1);
    assert_eq!((cause, key.part, exit.frames[0].pc), (Cause::Guard, 0, 0));
    assert_eq!(scene.homes[0], int(10_000));
    assert_eq!(scene.homes[2], TAGS.box_float(7500.0 + 2499.0 / 2.0));
}
