//! `builtins`.

use crate::class::{BUILTINS, Builtin};
use crate::error::EXCEPTIONS;
use crate::native::{Args, ModuleSpec, NativeDef, Params};
use crate::object::Str;
use crate::protocol::attr;
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::{Tag, Val};

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "builtins",
    doc: "Built-in functions, types, exceptions, and other objects.",
    functions: &[NativeDef::quick("print", Params::pos(&[], 0).rest(), print)],
    init,
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    let ns = attr::module_dict(th, th.get(module))
        .expect("V3: a module has a namespace")
        .own(th)?;
    let put = |name: &str, v: Val<'_>| {
        let n = th.intern(name);
        ns.append(th, n.expect::<Str>().hash(), n, v.raw().val(th));
    };
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

fn print<'t>(th: &'t Thread, a: Args<'t>) -> Res<Val<'t>> {
    let _ = th;
    for v in a.all() {
        match v.tag() {
            Tag::Int(i) => println!("{i}"),
            Tag::Float(f) => println!("{f}"),
            _ => match v.cast::<crate::object::Str>() {
                Some(s) => println!("{}", s.text()),
                None => println!("?"),
            },
        }
    }
    Ok(Val::NONE)
}
