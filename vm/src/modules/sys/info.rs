//! What the implementation says about itself.

use crate::class::Builtin;
use crate::modules::structseq::{self, StructSpec};
use crate::modules::support::add;
use crate::object::Record;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

/// The version of the language.
pub const VERSION: (i64, i64, i64) = (3, 14, 0);

const VERSION_INFO: StructSpec = StructSpec {
    module: "sys",
    name: "version_info",
    doc: "Version information as a named tuple.",
    fields: &["major", "minor", "micro", "releaselevel", "serial"],
};

const FLAGS: StructSpec = StructSpec {
    module: "sys",
    name: "flags",
    doc: "Flags provided through command line arguments or environment vars.",
    fields: &[
        "debug",
        "inspect",
        "interactive",
        "optimize",
        "dont_write_bytecode",
        "no_user_site",
        "no_site",
        "ignore_environment",
        "verbose",
        "bytes_warning",
        "quiet",
        "hash_randomization",
        "isolated",
        "dev_mode",
        "utf8_mode",
        "warn_default_encoding",
        "safe_path",
        "int_max_str_digits",
        "gil",
        "thread_inherit_context",
        "context_aware_warnings",
    ],
};

const FLOAT_INFO: StructSpec = StructSpec {
    module: "sys",
    name: "float_info",
    doc: "Information about the float type.",
    fields: &[
        "max",
        "max_exp",
        "max_10_exp",
        "min",
        "min_exp",
        "min_10_exp",
        "dig",
        "mant_dig",
        "epsilon",
        "radix",
        "rounds",
    ],
};

const INT_INFO: StructSpec = StructSpec {
    module: "sys",
    name: "int_info",
    doc: "Information about the internal representation of integers.",
    fields: &[
        "bits_per_digit",
        "sizeof_digit",
        "default_max_str_digits",
        "str_digits_check_threshold",
    ],
};

const HASH_INFO: StructSpec = StructSpec {
    module: "sys",
    name: "hash_info",
    doc: "Parameters of the hashes of numbers and strings.",
    fields: &[
        "width",
        "modulus",
        "inf",
        "nan",
        "imag",
        "algorithm",
        "hash_bits",
        "seed_bits",
        "cutoff",
    ],
};

const THREAD_INFO: StructSpec = StructSpec {
    module: "sys",
    name: "thread_info",
    doc: "Information about the thread implementation.",
    fields: &["name", "lock", "version"],
};

/// `sys.version`.
pub fn version_text() -> String {
    let (a, b, c) = VERSION;
    format!(
        "{a}.{b}.{c} (Typhon {}) [Rust, Cranelift]",
        env!("CARGO_PKG_VERSION")
    )
}

/// Adds the constants.
pub fn add_all(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    let put = |name: &str, v: Val<'_>| add(th, module, name, v.raw().val(th));
    let text = |name: &str, v: &str| add(th, module, name, th.str(v));
    let (a, b, c) = VERSION;
    text("version", &version_text())?;
    text("copyright", "Copyright (c) the Typhon authors.")?;
    text("platform", std::env::consts::OS)?;
    text(
        "byteorder",
        if cfg!(target_endian = "little") {
            "little"
        } else {
            "big"
        },
    )?;
    text("float_repr_style", "short")?;
    text("abiflags", "")?;
    text("platlibdir", "lib")?;
    let executable = std::env::current_exe().unwrap_or_default();
    text("executable", &executable.to_string_lossy())?;
    text("_base_executable", &executable.to_string_lossy())?;
    let prefix = executable
        .parent()
        .and_then(|p| p.parent())
        .map_or_else(|| "/".into(), |p| p.to_string_lossy());
    for name in ["prefix", "exec_prefix", "base_prefix", "base_exec_prefix"] {
        text(name, &prefix)?;
    }
    text("_framework", "")?;
    put("pycache_prefix", Val::NONE)?;
    put("maxsize", th.int(i64::MAX))?;
    put("maxunicode", Val::small(0x10_FFFF))?;
    put("api_version", Val::small(1013))?;
    put("hexversion", Val::small(a << 24 | b << 16 | c << 8 | 0xF0))?;
    put(
        "dont_write_bytecode",
        Val::bool(th.vm.options.program.dont_write_bytecode),
    )?;
    add_version(th, module)?;
    add_flags(th, module)?;
    add_numbers(th, module)?;
    add_names(th, module)
}

fn add_version(th: &Thread, module: Slot) -> Res<()> {
    let (a, b, c) = VERSION;
    let class = structseq::new_class(th, &VERSION_INFO);
    let items = [
        Val::small(a),
        Val::small(b),
        Val::small(c),
        th.str("final"),
        Val::small(0),
    ];
    let info = structseq::make(th, class, &items, &[])?;
    add(th, module, "version_info", info)?;
    let implementation = namespace(
        th,
        &[
            ("name", th.str("typhon")),
            ("cache_tag", th.str(&format!("typhon-{a}{b}"))),
            ("version", info),
            ("hexversion", Val::small(a << 24 | b << 16 | c << 8 | 0xF0)),
            ("_multiarch", th.str("x86_64-linux-gnu")),
        ],
    )?;
    add(th, module, "implementation", implementation)?;
    let thread = structseq::new_class(th, &THREAD_INFO);
    let items = [th.str("pthread"), th.str("semaphore"), Val::NONE];
    add(
        th,
        module,
        "thread_info",
        structseq::make(th, thread, &items, &[])?,
    )
}

/// A `types.SimpleNamespace`.
pub fn namespace<'t>(th: &'t Thread, items: &[(&str, Val<'t>)]) -> Res<Val<'t>> {
    let ns = th.record(Builtin::SimpleNamespace, &[]);
    let own = ns.expect::<Record>().own(th)?;
    for (name, v) in items {
        crate::protocol::attr::write_own(th, own, th.intern(name), *v)?;
    }
    Ok(ns)
}

fn add_flags(th: &Thread, module: Slot) -> Res<()> {
    let o = &th.vm.options;
    let p = &o.program;
    let class = structseq::new_class(th, &FLAGS);
    let bit = |b: bool| Val::small(b.into());
    let items = [
        bit(p.debug),
        bit(p.inspect),
        bit(p.interactive),
        Val::small(o.optimize.into()),
        bit(p.dont_write_bytecode),
        bit(p.no_user_site),
        bit(p.no_site),
        bit(p.ignore_environment),
        Val::small(p.verbose.into()),
        Val::small(p.bytes_warning.into()),
        bit(p.quiet),
        bit(std::env::var("PYTHONHASHSEED").as_deref() != Ok("0")),
        bit(p.isolated),
        Val::bool(p.dev_mode),
        Val::small(1),
        Val::small(0),
        Val::bool(p.safe_path),
        Val::small(4300),
        Val::small(0),
        Val::small(1),
        Val::small(1),
    ];
    add(
        th,
        module,
        "flags",
        structseq::make(th, class, &items, &[])?,
    )
}

fn add_numbers(th: &Thread, module: Slot) -> Res<()> {
    let int = Val::small;
    let float = structseq::new_class(th, &FLOAT_INFO);
    let items = [
        Val::float(f64::MAX),
        int(1024),
        int(308),
        Val::float(f64::MIN_POSITIVE),
        int(-1021),
        int(-307),
        int(15),
        int(53),
        Val::float(f64::EPSILON),
        int(2),
        int(1),
    ];
    add(
        th,
        module,
        "float_info",
        structseq::make(th, float, &items, &[])?,
    )?;
    let class = structseq::new_class(th, &INT_INFO);
    let items = [int(30), int(4), int(4300), int(640)];
    add(
        th,
        module,
        "int_info",
        structseq::make(th, class, &items, &[])?,
    )?;
    let class = structseq::new_class(th, &HASH_INFO);
    let items = [
        int(64),
        th.int((1 << 61) - 1),
        int(314_159),
        int(0),
        int(1_000_003),
        th.str("siphash13"),
        int(64),
        int(128),
        int(0),
    ];
    add(
        th,
        module,
        "hash_info",
        structseq::make(th, class, &items, &[])?,
    )
}

fn add_names(th: &Thread, module: Slot) -> Res<()> {
    let mut native: Vec<&str> = crate::modules::MODULES.iter().map(|m| m.name).collect();
    native.sort_unstable();
    let all: Vec<Val<'_>> = native.iter().map(|n| th.intern(n)).collect();
    add(th, module, "builtin_module_names", th.tuple(&all))?;
    let set = crate::object::Set::of_shape(th, Builtin::FrozenSet.shape());
    for name in native
        .iter()
        .copied()
        .chain(crate::import::library::top_level_names())
    {
        let name = th.intern(name);
        let s = name.expect::<crate::object::Str>();
        if set
            .find(s.hash(), crate::object::string_key(name))?
            .is_none()
        {
            set.append(th, s.hash(), name);
        }
    }
    add(th, module, "stdlib_module_names", set.val())
}
