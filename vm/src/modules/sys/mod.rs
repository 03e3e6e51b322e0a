//! `sys`.
//!
//! | what | file |
//! | --- | --- |
//! | constants, flags, limits, numbers of the implementation | [`info`] |
//! | the exception being handled, frames, hooks | [`state`] |
//! | exceptions that cannot be raised | [`unraisable`] |

mod info;
mod monitoring;
mod state;
mod unraisable;

pub use info::{namespace, version_text};
pub use state::{report_uncaught, write_to};
pub use unraisable::report_unraisable;

use crate::import::{library, spec};
use crate::native::ModuleSpec;
use crate::object::{Dict, Str};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

use super::support::{add, set_attr};

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "sys",
    doc: "This module provides access to some objects used or maintained by the interpreter and to functions that interact \
          strongly with the interpreter.",
    functions: state::FUNCTIONS,
    init,
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    info::add_all(th, module)?;
    add_lists(th, module)?;
    let finder = spec::finder(th)?;
    let meta_path = th.root(th.list(&[th.get(finder)]));
    set_attr(th, module, "meta_path", meta_path)?;
    let modules = th.root(th.vm.modules(th).val());
    set_attr(th, module, "modules", modules)?;
    state::add_hooks(th, module)?;
    let monitoring = th.root(crate::bootstrap::new_module(th, &monitoring::SPEC));
    (monitoring::SPEC.init)(th, monitoring)?;
    set_attr(th, module, "monitoring", monitoring)?;
    super::io::add_streams(th, module)
}

fn strings<'t>(th: &'t Thread, all: impl IntoIterator<Item = impl AsRef<str>>) -> Val<'t> {
    let all: Vec<Val<'t>> = all.into_iter().map(|s| th.str(s.as_ref())).collect();
    th.list(&all)
}

/// Lists and dicts that a program may change.
fn add_lists(th: &Thread, module: Slot) -> Res<()> {
    let program = &th.vm.options.program;
    add(th, module, "argv", strings(th, &program.argv))?;
    add(th, module, "orig_argv", strings(th, &program.command_line))?;
    add(th, module, "warnoptions", strings(th, &program.warnings))?;
    let library = std::env::var("TYPHON_LIB").unwrap_or_else(|_| library::ROOT.to_owned());
    let folders = program
        .folder
        .iter()
        .chain(&program.search)
        .cloned()
        .chain([library]);
    add(th, module, "path", strings(th, folders))?;
    add(th, module, "path_hooks", th.list(&[]))?;
    add(th, module, "path_importer_cache", Dict::new(th).val())?;
    let extended = Dict::new(th);
    for (name, value) in &program.extended {
        let name = th.intern(name);
        let value = value.as_ref().map_or(Val::TRUE, |v| th.str(v));
        let hash = name.expect::<Str>().hash();
        match extended.find(hash, crate::object::string_key(name))? {
            Some(i) => extended.set_entry(i, value),
            None => extended.append(th, hash, name, value),
        }
    }
    add(th, module, "_xoptions", extended.val())
}
