//! `_sre`: regular expressions.
//!
//! Patterns are compiled by `re` in Python to code for the engine of the crate `rustpython-sre_engine`, whose opcodes are
//! those of the same version.
//!
//! | what | file |
//! | --- | --- |
//! | running the engine over a subject | [`engine`] |
//! | `Pattern`: searching | [`pattern`] |
//! | `Pattern`: `sub`, `split`; templates | [`replace`] |
//! | `Match` | [`found`] |

mod engine;
mod found;
mod pattern;
mod replace;

use rustpython_sre_engine::string::{lower_ascii, lower_unicode, upper_unicode};

use super::iterate;
use super::support::{self, NativeClass, add, add_known_class, know_class, new_class};
use crate::native::{Args, ModuleSpec, NativeDef, Params};
use crate::thread::{Slot, Thread};
use crate::unwind::Res;
use crate::value::Val;

pub const SPEC: ModuleSpec = ModuleSpec {
    name: "_sre",
    doc: "",
    functions: &[
        NativeDef::full(
            "compile",
            Params::all(&[
                "pattern",
                "flags",
                "code",
                "groups",
                "groupindex",
                "indexgroup",
            ]),
            pattern::compile,
        ),
        NativeDef::full(
            "template",
            Params::all(&["_pattern", "_template"]),
            replace::template,
        ),
        NativeDef::quick("getcodesize", Params::all(&[]), |_, _| {
            Ok(Val::small(rustpython_sre_engine::CODESIZE as i64))
        }),
        NativeDef::quick("ascii_iscased", Params::all(&["_character"]), |_, a| {
            Ok(Val::bool(
                u8::try_from(code(a)).is_ok_and(|b| b.is_ascii_alphabetic()),
            ))
        }),
        NativeDef::quick("unicode_iscased", Params::all(&["_character"]), |_, a| {
            let c = code(a);
            Ok(Val::bool(lower_unicode(c) != c || upper_unicode(c) != c))
        }),
        NativeDef::quick("ascii_tolower", Params::all(&["_character"]), |_, a| {
            Ok(Val::small(lower_ascii(code(a)).into()))
        }),
        NativeDef::quick("unicode_tolower", Params::all(&["_character"]), |_, a| {
            Ok(Val::small(lower_unicode(code(a)).into()))
        }),
    ],
    init,
};

/// A character argument as its number.
fn code(a: Args<'_>) -> u32 {
    support::quick_i64(a.get(0)).unwrap_or(0) as u32
}

fn init(th: &mut Thread, module: Slot) -> Res<()> {
    let th = &*th;
    for (name, n) in [
        ("MAGIC", rustpython_sre_engine::SRE_MAGIC),
        ("CODESIZE", rustpython_sre_engine::CODESIZE),
        ("MAXREPEAT", rustpython_sre_engine::MAXREPEAT),
        ("MAXGROUPS", rustpython_sre_engine::MAXGROUPS),
    ] {
        add(th, module, name, th.int(n as i64))?;
    }
    for (c, spec) in [
        (NativeClass::Pattern, &pattern::CLASS),
        (NativeClass::Match, &found::CLASS),
        (NativeClass::SreScanner, &pattern::SCANNER),
        (NativeClass::SreTemplate, &replace::TEMPLATE),
    ] {
        know_class(th, c, new_class(th, spec));
    }
    let class = add_known_class(th, module, NativeClass::MatchIterator, &pattern::ITERATOR)?;
    iterate::set_next(class, &pattern::NEXT_MATCH);
    Ok(())
}
