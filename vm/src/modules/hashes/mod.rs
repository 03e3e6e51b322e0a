//! `_md5`, `_sha1`, `_sha2`, `_sha3`, `_blake2`: what `hashlib` is made of. The algorithms are those of the crates of the
//! RustCrypto project; [`blake2`] is our own, for the sake of its many parameters.

mod blake2;

use std::any::Any;
use std::cell::RefCell;

use digest::{Digest, ExtendableOutput, Update, XofReader};

use super::support::{self, NativeClass, NativeClassSpec, know_class, new_class, to_i64};
use crate::class::flags;
use crate::native::{Args, Done, GetSet, ModuleSpec, NativeDef, Params, Window};
use crate::object::{Bytes, NativeData, Record};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Raw, Val};

macro_rules! algorithms {
    (fixed { $($name:ident $type:ty, $text:literal, $block:literal;)* }
     any { $($shake:ident $shake_type:ty, $shake_text:literal, $shake_block:literal;)* }) => {
        /// A hash being computed.
        #[derive(Clone)]
        enum Algorithm {
            $($name($type),)*
            $($shake($shake_type),)*
            Blake2b(blake2::Blake2b),
            Blake2s(blake2::Blake2s),
        }

        impl Algorithm {
            fn update(&mut self, bytes: &[u8]) {
                match self {
                    $(Algorithm::$name(h) => Update::update(h, bytes),)*
                    $(Algorithm::$shake(h) => h.update(bytes),)*
                    Algorithm::Blake2b(h) => h.update(bytes),
                    Algorithm::Blake2s(h) => h.update(bytes),
                }
            }

            /// The digest; its length is asked for if the algorithm has none of its own.
            fn digest(&self, len: usize) -> Vec<u8> {
                match self.clone() {
                    $(Algorithm::$name(h) => h.finalize().to_vec(),)*
                    $(Algorithm::$shake(h) => {
                        let mut out = vec![0; len];
                        h.finalize_xof().read(&mut out);
                        out
                    })*
                    Algorithm::Blake2b(h) => h.finish(),
                    Algorithm::Blake2s(h) => h.finish(),
                }
            }

            /// Is the length of the digest up to the caller?
            fn is_any_length(&self) -> bool {
                match self {
                    $(Algorithm::$shake(_) => true,)*
                    _ => false,
                }
            }

            fn name(&self) -> &'static str {
                match self {
                    $(Algorithm::$name(_) => $text,)*
                    $(Algorithm::$shake(_) => $shake_text,)*
                    Algorithm::Blake2b(_) => "blake2b",
                    Algorithm::Blake2s(_) => "blake2s",
                }
            }

            fn block_size(&self) -> usize {
                match self {
                    $(Algorithm::$name(_) => $block,)*
                    $(Algorithm::$shake(_) => $shake_block,)*
                    Algorithm::Blake2b(_) => 128,
                    Algorithm::Blake2s(_) => 64,
                }
            }

            fn digest_size(&self) -> usize {
                match self {
                    $(Algorithm::$name(_) => <$type as Digest>::output_size(),)*
                    $(Algorithm::$shake(_) => 0,)*
                    Algorithm::Blake2b(h) => h.digest_size(),
                    Algorithm::Blake2s(h) => h.digest_size(),
                }
            }
        }

        $(
            #[allow(non_snake_case)]
            fn $name(th: &mut Thread, w: Window) -> Res<Done> {
                begin(th, w, Algorithm::$name(<$type>::default()))
            }
        )*
        $(
            #[allow(non_snake_case)]
            fn $shake(th: &mut Thread, w: Window) -> Res<Done> {
                begin(th, w, Algorithm::$shake(<$shake_type>::default()))
            }
        )*
    };
}

algorithms! {
    fixed {
        Md5 md5::Md5, "md5", 64;
        Sha1 sha1::Sha1, "sha1", 64;
        Sha224 sha2::Sha224, "sha224", 64;
        Sha256 sha2::Sha256, "sha256", 64;
        Sha384 sha2::Sha384, "sha384", 128;
        Sha512 sha2::Sha512, "sha512", 128;
        Sha3_224 sha3::Sha3_224, "sha3_224", 144;
        Sha3_256 sha3::Sha3_256, "sha3_256", 136;
        Sha3_384 sha3::Sha3_384, "sha3_384", 104;
        Sha3_512 sha3::Sha3_512, "sha3_512", 72;
    }
    any {
        Shake128 sha3::Shake128, "shake_128", 168;
        Shake256 sha3::Shake256, "shake_256", 136;
    }
}

const START: Params = Params::pos(&["data"], 0).kw(&["usedforsecurity", "string"]);

const fn module(name: &'static str, functions: &'static [NativeDef]) -> ModuleSpec {
    ModuleSpec {
        name,
        doc: "",
        functions,
        init,
    }
}

pub const MD5: ModuleSpec = module("_md5", &[NativeDef::full("md5", START, Md5)]);
pub const SHA1: ModuleSpec = module("_sha1", &[NativeDef::full("sha1", START, Sha1)]);
pub const SHA2: ModuleSpec = module(
    "_sha2",
    &[
        NativeDef::full("sha224", START, Sha224),
        NativeDef::full("sha256", START, Sha256),
        NativeDef::full("sha384", START, Sha384),
        NativeDef::full("sha512", START, Sha512),
    ],
);
pub const SHA3: ModuleSpec = module(
    "_sha3",
    &[
        NativeDef::full("sha3_224", START, Sha3_224),
        NativeDef::full("sha3_256", START, Sha3_256),
        NativeDef::full("sha3_384", START, Sha3_384),
        NativeDef::full("sha3_512", START, Sha3_512),
        NativeDef::full("shake_128", START, Shake128),
        NativeDef::full("shake_256", START, Shake256),
    ],
);

const BLAKE: Params = Params::pos(&["data"], 0).kw(&[
    "digest_size",
    "key",
    "salt",
    "person",
    "fanout",
    "depth",
    "leaf_size",
    "node_offset",
    "node_depth",
    "inner_size",
    "last_node",
    "usedforsecurity",
    "string",
]);

pub const BLAKE2: ModuleSpec = module(
    "_blake2",
    &[
        NativeDef::full("blake2b", BLAKE, |th, w| {
            let p = blake_parameters(th, w, &blake2::LARGE)?;
            begin_blake(th, w, Algorithm::Blake2b(blake2::Blake2b::new(&p)))
        }),
        NativeDef::full("blake2s", BLAKE, |th, w| {
            let p = blake_parameters(th, w, &blake2::SMALL)?;
            begin_blake(th, w, Algorithm::Blake2s(blake2::Blake2s::new(&p)))
        }),
    ],
);

const LENGTH: Params = Params::pos(&["_self", "length"], 1);

const CLASS: NativeClassSpec = NativeClassSpec {
    module: "hashlib",
    name: "HASH",
    doc: "A hash is an object used to calculate a checksum of a string of information.",
    nfields: 0,
    flags: flags::NO_NEW,
    methods: &[
        NativeDef::full("update", Params::all(&["_self", "_obj"]), |th, w| {
            let bytes = input(th, w.at(1))?;
            th.section(|th| {
                own(th, th.get(w.at(0)))?.borrow_mut().update(&bytes);
                Ok(())
            })?;
            th.ret(Val::NONE)
        }),
        NativeDef::full("digest", LENGTH, |th, w| {
            let bytes = digest_of(th, w)?;
            th.ret(Bytes::new(th, &bytes).val())
        }),
        NativeDef::full("hexdigest", LENGTH, |th, w| {
            let bytes = digest_of(th, w)?;
            let text: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
            th.ret(th.str(&text))
        }),
        NativeDef::quick("copy", Params::all(&["_self"]), |th, a| {
            let state = seen(th, a.get(0))?.borrow().clone();
            Ok(make(th, state))
        }),
        NativeDef::quick("__repr__", Params::all(&["_self"]), |th, a: Args<'_>| {
            let name = seen(th, a.get(0))?.borrow().name();
            Ok(th.str(&format!(
                "<{name} hashlib.HASH object @ {:#x}>",
                a.get(0).bits()
            )))
        }),
    ],
    getsets: &[
        GetSet::read("name", |th, v| Ok(th.str(seen(th, v)?.borrow().name()))),
        GetSet::read("block_size", |th, v| {
            Ok(Val::small(seen(th, v)?.borrow().block_size() as i64))
        }),
        GetSet::read("digest_size", |th, v| {
            Ok(Val::small(seen(th, v)?.borrow().digest_size() as i64))
        }),
    ],
};

fn init(th: &mut Thread, _: Slot) -> Res<()> {
    if !th.has_native_class(NativeClass::Hash) {
        let th = &*th;
        know_class(th, NativeClass::Hash, new_class(th, &CLASS));
    }
    Ok(())
}

/// The state of a hash object; part of the transaction that uses it.
struct State(RefCell<Algorithm>);

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

fn make<'t>(th: &'t Thread, algorithm: Algorithm) -> Val<'t> {
    let info = th.native_class(NativeClass::Hash).info();
    let state = Box::new(State(RefCell::new(algorithm)));
    Record::with_native(th, info.root_shape(), &[], state).val()
}

fn own<'t>(th: &'t Thread, v: Val<'t>) -> Res<&'t RefCell<Algorithm>> {
    let own = v.expect::<Record>().own(th)?;
    Ok(&own.native::<State>().expect("V3: made with a state").0)
}

fn seen<'t>(th: &'t Thread, v: Val<'t>) -> Res<&'t RefCell<Algorithm>> {
    // Held, not only seen: a `RefCell` is for one thread at a time, even to be read.
    let seen = v.expect::<Record>().hold(th)?;
    Ok(&seen.native::<State>().expect("V3: made with a state").0)
}

/// The bytes to be hashed.
fn input(th: &mut Thread, v: Slot) -> Res<Vec<u8>> {
    if th.get(v).unboxed().is_kind(crate::object::Kind::Str) {
        return Err(th.type_error("Strings must be encoded before hashing"));
    }
    match th
        .section(|th| Ok(crate::types::bytes::content(th, th.get(v))?.map(|b| b.into_owned())))?
    {
        Some(bytes) => Ok(bytes),
        None => Err(th.type_error("object supporting the buffer API required")),
    }
}

/// Makes a hash object, with the first data if there are any.
fn begin_with(th: &mut Thread, data: Option<Slot>, mut algorithm: Algorithm) -> Res<Done> {
    if let Some(data) = data {
        let bytes = input(th, data)?;
        algorithm.update(&bytes);
    }
    th.ret(make(th, algorithm))
}

fn begin(th: &mut Thread, w: Window, algorithm: Algorithm) -> Res<Done> {
    let data = w.opt(th, 0).or(w.opt(th, 2));
    begin_with(th, data, algorithm)
}

fn begin_blake(th: &mut Thread, w: Window, algorithm: Algorithm) -> Res<Done> {
    let data = w.opt(th, 0).or(w.opt(th, 13));
    begin_with(th, data, algorithm)
}

fn digest_of(th: &mut Thread, w: Window) -> Res<Vec<u8>> {
    let any = th.section(|th| Ok(seen(th, th.get(w.at(0)))?.borrow().is_any_length()))?;
    let len = match w.opt(th, 1) {
        Some(len) => to_i64(th, len)?,
        None if any => {
            return Err(th.type_error("digest() missing required argument 'length' (pos 1)"));
        }
        None => 0,
    };
    let Ok(len) = usize::try_from(len) else {
        return Err(th.value_error("value must be positive"));
    };
    if len >= 1 << 29 {
        return Err(th.value_error("length is too large"));
    }
    th.section(|th| Ok(seen(th, th.get(w.at(0)))?.borrow().digest(len)))
}

/// The parameters that were given by keyword, checked.
fn blake_parameters(
    th: &mut Thread,
    w: Window,
    limits: &blake2::Limits,
) -> Res<blake2::Parameters> {
    let mut p = blake2::Parameters::new(limits);
    for (i, text, most) in [
        (2, &mut p.key, limits.key),
        (3, &mut p.salt, limits.salt),
        (4, &mut p.person, limits.salt),
    ] {
        if let Some(v) = w.opt(th, i) {
            *text = support::bytes_like(th, v)?;
            if text.len() > most {
                let name = ["key", "salt", "person"][i - 2];
                return Err(th.value_error(format!("maximum {name} length is {most} bytes")));
            }
        }
    }
    for (i, name, number, range) in [
        (
            1,
            "digest_size",
            &mut p.digest_size,
            (1, limits.digest as u64),
        ),
        (5, "fanout", &mut p.fanout, (0, 255)),
        (6, "depth", &mut p.depth, (1, 255)),
        (7, "leaf_size", &mut p.leaf_size, (0, u32::MAX.into())),
        (
            8,
            "node_offset",
            &mut p.node_offset,
            (0, limits.node_offset),
        ),
        (9, "node_depth", &mut p.node_depth, (0, 255)),
        (
            10,
            "inner_size",
            &mut p.inner_size,
            (0, limits.digest as u64),
        ),
    ] {
        if let Some(v) = w.opt(th, i) {
            let n = support::index(th, v)?;
            let n = support::big(th.get(n)).and_then(|n| u64::try_from(n).ok());
            match n.filter(|n| (range.0..=range.1).contains(n)) {
                Some(n) => *number = n,
                None if name == "digest_size" => {
                    return Err(th.value_error(format!(
                        "digest_size for {} must be between 1 and {} bytes, here it is {}",
                        limits.name,
                        limits.digest,
                        n.map_or(-1, |n| n as i64)
                    )));
                }
                None => {
                    return Err(th.value_error(format!(
                        "{name} must be between {} and {}",
                        range.0, range.1
                    )));
                }
            }
        }
    }
    if let Some(v) = w.opt(th, 11) {
        p.last_node = crate::protocol::number::truth(th, v)?;
    }
    Ok(p)
}
