//! `_random`: the generator under `random.Random`, the same sequence as CPython's for the same seed.

use std::any::Any;
use std::cell::RefCell;

use num_bigint::BigInt;
use num_traits::Signed;

use super::support::{NativeClassSpec, add_class, big, to_i64};
use crate::class::Class;
use crate::native::{Args, Done, ModuleSpec, NativeDef, Params, Window};
use crate::numeric::random::Random;
use crate::object::{NativeData, Owned, Record, Tuple};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Raw, Val};

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_random",
    doc: "Module implements the Mersenne Twister random number generator.",
    functions: &[],
    init: |th, module| add_class(th, module, &CLASS).map(|_| ()),
};

const CLASS: NativeClassSpec = NativeClassSpec {
    module: "_random",
    name: "Random",
    doc: "Random() -> create a random number generator with its own internal state.",
    nfields: 0,
    flags: 0,
    methods: &[
        NativeDef::full("__new__", Params::pos(&["_cls"], 1).kwdict().rest(), new).static_method(),
        NativeDef::quick("random", Params::all(&["_self"]), random),
        NativeDef::full("seed", Params::pos(&["_self", "_n"], 1), seed),
        NativeDef::quick("getstate", Params::all(&["_self"]), get_state),
        NativeDef::full("setstate", Params::all(&["_self", "_state"]), set_state),
        NativeDef::either(
            "getrandbits",
            Params::all(&["_self", "_k"]),
            quick_bits,
            bits,
        ),
    ],
    getsets: &[],
};

/// The state of a generator; part of the transaction that uses it.
struct State(RefCell<Random>);

impl NativeData for State {
    fn trace(&self, _: &mut dyn FnMut(Raw)) {}

    fn snapshot(&self) -> Option<Box<dyn NativeData>> {
        Some(Box::new(State(self.0.clone())))
    }

    fn restore(&self, saved: &dyn NativeData) {
        if let Some(saved) = saved.as_any().downcast_ref::<State>() {
            *self.0.borrow_mut() = saved.0.borrow().clone();
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// The generator of an object, to be advanced.
fn own<'t>(th: &'t Thread, v: Val<'t>) -> Res<&'t RefCell<Random>> {
    let own: Owned<'t, Record> = v.expect::<Record>().own(th)?;
    Ok(&own.native::<State>().expect("V3: made with a state").0)
}

fn new(th: &mut Thread, w: Window) -> Res<Done> {
    let seed = w.from(2).next();
    let generator = seeded(th, seed)?;
    let r = {
        let info = th.get(w.at(0)).expect::<Class>().info();
        let state = Box::new(State(RefCell::new(generator)));
        Record::with_native(th, info.root_shape(), &[], state).val()
    };
    th.ret(r)
}

/// A generator from a seed: an int's magnitude, another object's hash, or what the system gives.
fn seeded(th: &mut Thread, seed: Option<Slot>) -> Res<Random> {
    let Some(seed) = seed.filter(|s| !th.get(*s).is_none()) else {
        return Ok(Random::from_key(&entropy()));
    };
    let n = match big(th.get(seed)) {
        Some(n) => n.abs(),
        None => BigInt::from(crate::types::dict::hash(th, seed)? as u64),
    };
    Ok(Random::from_int(&n))
}

/// Words that nobody can guess.
fn entropy() -> Vec<u32> {
    crate::os::random_bytes(2496)
        .chunks_exact(4)
        .map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]]))
        .collect()
}

fn random<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    Ok(Val::float(own(th, a.get(0))?.borrow_mut().float()))
}

fn seed(th: &mut Thread, w: Window) -> Res<Done> {
    let n = w.opt(th, 1);
    let generator = seeded(th, n)?;
    th.section(|th| {
        *own(th, th.get(w.at(0)))?.borrow_mut() = generator.clone();
        Ok(())
    })?;
    th.ret(Val::NONE)
}

fn get_state<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let generator = own(th, a.get(0))?.borrow();
    let (words, at) = generator.state();
    let mut items: Vec<Val<'t>> = words.iter().map(|w| Val::small((*w).into())).collect();
    items.push(Val::small(at as i64));
    Ok(th.tuple(&items))
}

fn set_state(th: &mut Thread, w: Window) -> Res<Done> {
    let Some(items) = th.get(w.at(1)).unboxed().cast::<Tuple>() else {
        return Err(th.type_error("state vector must be a tuple"));
    };
    if items.len() != 625 {
        return Err(th.value_error("state vector is the wrong size"));
    }
    let numbers: Option<Vec<i64>> = items.items().iter().map(|v| v.as_int()).collect();
    let generator = numbers.and_then(|n| {
        let words: Vec<u32> = n[..624].iter().map(|w| *w as u32).collect();
        Random::from_state(&words, usize::try_from(n[624]).ok()?)
    });
    let Some(generator) = generator else {
        return Err(th.value_error("invalid state"));
    };
    th.section(|th| {
        *own(th, th.get(w.at(0)))?.borrow_mut() = generator.clone();
        Ok(())
    })?;
    th.ret(Val::NONE)
}

fn quick_bits<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    match a.get(1).as_int() {
        Some(0) => Ok(Val::small(0)),
        Some(k @ 1..=48) => {
            let bits = own(th, a.get(0))?.borrow_mut().bits(k as u32);
            Ok(Val::small(bits as i64))
        }
        _ => Ok(Val::UNDEF),
    }
}

fn bits(th: &mut Thread, w: Window) -> Res<Done> {
    let k = to_i64(th, w.at(1))?;
    if k < 0 {
        return Err(th.value_error("number of bits must be non-negative"));
    }
    let n = th.section(|th| Ok(own(th, th.get(w.at(0)))?.borrow_mut().big_bits(k as u64)))?;
    th.ret(th.big_int(&n.into()))
}
