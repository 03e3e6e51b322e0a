//! `_imp`: what `importlib` asks of the native side.

use super::support::{self, add, get_attr};
use crate::import::{find, load};
use crate::native::{ModuleSpec, NativeDef, Params};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

const NONE: Params = Params::all(&[]);

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_imp",
    doc: "(Extremely) low-level import machinery bits as used by importlib.",
    functions: &[
        NativeDef::quick("lock_held", NONE, |_, _| Ok(Val::FALSE)),
        NativeDef::quick("acquire_lock", NONE, |_, _| Ok(Val::NONE)),
        NativeDef::quick("release_lock", NONE, |_, _| Ok(Val::NONE)),
        NativeDef::quick("extension_suffixes", NONE, |th, _| Ok(th.list(&[]))),
        NativeDef::quick("is_builtin", Params::all(&["_name"]), |th, a| {
            let name = support::text(th, a.get(0), "is_builtin")?;
            Ok(Val::small(find::native(name).is_some().into()))
        }),
        NativeDef::quick("is_frozen", Params::all(&["_name"]), |_, _| Ok(Val::FALSE)),
        NativeDef::quick("is_frozen_package", Params::all(&["_name"]), |_, _| {
            Ok(Val::FALSE)
        }),
        NativeDef::quick(
            "find_frozen",
            Params::pos(&["_name"], 1).kw(&["withdata"]),
            |_, _| Ok(Val::NONE),
        ),
        NativeDef::quick("_frozen_module_names", NONE, |th, _| Ok(th.list(&[]))),
        NativeDef::full("create_builtin", Params::all(&["_spec"]), |th, w| {
            let name = get_attr(th, w.at(0), "name")?;
            let name = support::text(th, th.get(name), "create_builtin")?.to_owned();
            match find::native(&name) {
                Some(native) => {
                    let m = load::make(th, &name, &find::Found::Native(native))?;
                    (native.init)(th, m)?;
                    th.ret_slot(m)
                }
                None => Err(load::not_found(th, &name)),
            }
        }),
        NativeDef::quick("exec_builtin", Params::all(&["_mod"]), |_, _| {
            Ok(Val::small(0))
        }),
        NativeDef::full("source_hash", Params::all(&["key", "source"]), |th, w| {
            let bytes = support::bytes_like(th, w.at(1))?;
            let h = crate::types::hash::bytes(&bytes);
            th.ret(crate::object::Bytes::new(th, &h.to_le_bytes()).val())
        }),
        NativeDef::quick(
            "_fix_co_filename",
            Params::all(&["_code", "_path"]),
            |_, _| Ok(Val::NONE),
        ),
        NativeDef::quick(
            "_override_multi_interp_extensions_check",
            Params::all(&["_override"]),
            |_, _| Ok(Val::small(0)),
        ),
        NativeDef::quick(
            "_override_frozen_modules_for_tests",
            Params::all(&["_override"]),
            |_, _| Ok(Val::NONE),
        ),
    ],
    init,
};

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    add(th, module, "check_hash_based_pycs", th.str("default"))?;
    add(
        th,
        module,
        "pyc_magic_number_token",
        Val::small(0x0A0D_0E2B),
    )
}
