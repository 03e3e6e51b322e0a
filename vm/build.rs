//! Packs the pure Python part of the standard library into the binary.
//!
//! The files come from the crate `rustpython-pylib` (CPython's `Lib`, see its licence). Each becomes a zstd frame of its
//! own in `stdlib.pack`, so that an import unpacks one file; `stdlib_index.rs` is a table of all of them, sorted by
//! module name. The modules in `lib` beside this file, which are our own, take the place of those of the same name.

use std::fs;
use std::path::{Path, PathBuf};

/// Packages that nobody can use without a display, or that are large and of no use to programs.
const LEFT_OUT: &[&str] = &[
    "idlelib",
    "turtledemo",
    "tkinter",
    "pydoc_data",
    "ensurepip",
    "__phello__",
];

/// A middle level: half a second for the whole library.
const LEVEL: i32 = 5;

struct Module {
    name: String,
    package: bool,
    path: PathBuf,
}

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=lib");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let mut modules = Vec::new();
    collect(Path::new("lib"), "", &mut modules);
    collect(Path::new(rustpython_pylib::LIB_PATH), "", &mut modules);
    // The sort keeps the order of equals: our own come first.
    modules.sort_by(|a, b| a.name.cmp(&b.name));
    modules.dedup_by(|b, a| a.name == b.name);
    fs::copy(
        Path::new(rustpython_pylib::LIB_PATH).join("PSF-LICENSE"),
        out.join("PSF-LICENSE"),
    )
    .expect("the library comes with its licence");
    let (mut pack, mut index) = (Vec::new(), String::from("&[\n"));
    for m in &modules {
        let source = fs::read(&m.path).unwrap_or_else(|e| panic!("{}: {e}", m.path.display()));
        let packed = zstd::bulk::compress(&source, LEVEL).expect("memory is enough");
        index.push_str(&format!(
            "    Entry {{ name: {:?}, package: {}, start: {}, end: {}, size: {} }},\n",
            m.name,
            m.package,
            pack.len(),
            pack.len() + packed.len(),
            source.len()
        ));
        pack.extend_from_slice(&packed);
    }
    index.push_str("]\n");
    fs::write(out.join("stdlib.pack"), pack).expect("OUT_DIR can be written");
    fs::write(out.join("stdlib_index.rs"), index).expect("OUT_DIR can be written");
}

/// Finds the modules of a folder. A folder is a package if it has an `__init__.py`; our own may lack it in a package of the
/// library.
fn collect(folder: &Path, prefix: &str, into: &mut Vec<Module>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    for entry in entries {
        let path = entry.expect("a folder can be read").path();
        let name = path.file_name().and_then(|n| n.to_str()).unwrap_or("");
        if path.is_dir() {
            let init = path.join("__init__.py");
            let own = path.starts_with("lib");
            if !own && (!init.exists() || prefix.is_empty() && LEFT_OUT.contains(&name)) {
                continue;
            }
            let full = format!("{prefix}{name}");
            if init.exists() {
                into.push(Module {
                    name: full.clone(),
                    package: true,
                    path: init,
                });
            }
            collect(&path, &format!("{full}."), into);
        } else if let Some(stem) = name.strip_suffix(".py")
            && stem != "__init__"
        {
            into.push(Module {
                name: format!("{prefix}{stem}"),
                package: false,
                path: path.clone(),
            });
        }
    }
}
