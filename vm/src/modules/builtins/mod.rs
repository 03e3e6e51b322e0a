//! `builtins`: the functions, and the names of the builtin classes.
//!
//! | functions | file |
//! | --- | --- |
//! | of numbers and characters | [`numbers`] |
//! | of iterables | [`items`] |
//! | of any object: attributes, classes, identity | [`objects`] |
//! | of code and namespaces | [`code`] |
//! | print, input, open | [`streams`] |

pub mod code;
mod items;
mod numbers;
pub mod objects;
mod streams;

use crate::class::{BUILTINS, Builtin};
use crate::error::{EXCEPTIONS, Exc};
use crate::native::ModuleSpec;
use crate::object::{Native, Str};
use crate::protocol::attr;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "builtins",
    doc: "Built-in functions, types, exceptions, and other objects.",
    functions: streams::FUNCTIONS,
    init,
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    let name = th.intern("builtins");
    let ns = attr::module_dict(th, th.get(module))
        .expect("V3: a module has a namespace")
        .own(th)?;
    let put = |name: &str, v: Val<'_>| {
        let n = th.intern(name);
        ns.append(th, n.expect::<Str>().hash(), n, v.raw().val(th));
    };
    let more = [
        items::FUNCTIONS,
        numbers::FUNCTIONS,
        objects::FUNCTIONS,
        code::FUNCTIONS,
        crate::types::build_class::FUNCTIONS,
    ];
    for def in more.into_iter().flatten() {
        put(def.name, Native::function(th, def, name).val());
    }
    // What a program without a `__builtins__` of its own reads.
    put("__builtins__", th.get(module));
    put("__debug__", Val::bool(th.vm.options.optimize == 0));
    const HIDDEN: u32 = crate::class::flags::NO_NEW;
    for row in BUILTINS {
        let public = row.flags & HIDDEN == 0 && !row.name.contains('.');
        if public && in_builtins(row.builtin) {
            put(row.name, th.builtin(row.builtin));
        }
    }
    for (e, name, _) in EXCEPTIONS {
        put(name, th.exc_class(*e).val());
    }
    put("IOError", th.exc_class(Exc::OSError).val());
    put("EnvironmentError", th.exc_class(Exc::OSError).val());
    put("None", Val::NONE);
    put("True", Val::TRUE);
    put("False", Val::FALSE);
    put("Ellipsis", Val::ELLIPSIS);
    put("NotImplemented", Val::NOT_IMPLEMENTED);
    Ok(())
}

/// Is the class visible under its name in `builtins`?
fn in_builtins(b: Builtin) -> bool {
    use Builtin::*;
    matches!(
        b,
        Object
            | Type
            | Int
            | Bool
            | Float
            | Complex
            | Str
            | Bytes
            | ByteArray
            | MemoryView
            | Tuple
            | List
            | Dict
            | Set
            | FrozenSet
            | Range
            | Slice
            | Property
            | StaticMethod
            | ClassMethod
            | Super
            | Enumerate
            | Zip
            | Map
            | Filter
            | Reversed
            | BaseException
    )
}

impl Thread {
    /// A builtin function by its name, in a new register: what `builtins` holds under it now.
    pub fn builtin_function(&mut self, name: &str) -> Res<Slot> {
        self.section(|th| {
            let name = th.intern(name);
            let cell = match th.vm.builtins(th) {
                Some(ns) => ns.see(th)?.cell(name),
                None => None,
            };
            let value = match cell {
                Some(c) => Some(th.load_cell(c)?).filter(|v| !v.is_undef()),
                None => None,
            };
            match value {
                Some(v) => Ok(th.root(v)),
                None => Err(th.raise_with(crate::error::Exc::AttributeError, &[name])),
            }
        })
    }
}
