//! Importing from native code.

use crate::names::Id;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;

/// The module of this dotted name, imported if need be, as `import name` would: through `__import__`.
pub fn module(th: &mut Thread, name: &str) -> Res<Slot> {
    let text = th.root(th.intern(name));
    let builtins = {
        let ns = th.vm.builtins(th).expect("V3: builtins exist");
        th.root(ns.val())
    };
    let import = th.root(th.id(Id::__import__));
    let Some(import) = crate::types::dict::get(th, builtins, import)? else {
        return Err(th.raise(crate::error::Exc::ImportError, "__import__ not found"));
    };
    th.call(import, &[text])?;
    let modules = th.root(th.vm.modules(th).val());
    match crate::types::dict::get(th, modules, text)? {
        Some(module) => Ok(module),
        None => Err(th.key_error(th.get(text))),
    }
}
