//! Error handlers as Python functions.

use super::text;
use crate::error::Exc;
use crate::native::{Done, FullFn, NativeDef, Params, Window};
use crate::object::{Bytes, Native, Str};
use crate::text::codec::{Codec, Problem};
use crate::thread::{Slot, Thread};
use crate::types::codec::errors::{self, Charset, Replacement};
use crate::types::codec::{ERRORS, registry};
use crate::types::int::Int;
use crate::types::{args, dict};
use crate::unwind::Res;
use crate::value::Val;

const ONE: Params = Params::all(&["_exception"]);

const fn handler(name: &'static str, f: FullFn) -> NativeDef {
    NativeDef::full(name, ONE, f)
}

/// The built-in handlers, by the names they are registered under.
static HANDLERS: [(&str, NativeDef); 8] = [
    ("strict", handler("strict_errors", strict)),
    (
        "ignore",
        handler("ignore_errors", |th, w| handle(th, w, "ignore")),
    ),
    (
        "replace",
        handler("replace_errors", |th, w| handle(th, w, "replace")),
    ),
    (
        "xmlcharrefreplace",
        handler("xmlcharrefreplace_errors", |th, w| {
            handle(th, w, "xmlcharrefreplace")
        }),
    ),
    (
        "backslashreplace",
        handler("backslashreplace_errors", |th, w| {
            handle(th, w, "backslashreplace")
        }),
    ),
    (
        "namereplace",
        handler("namereplace_errors", |th, w| handle(th, w, "namereplace")),
    ),
    (
        "surrogateescape",
        handler("surrogateescape", |th, w| handle(th, w, "surrogateescape")),
    ),
    (
        "surrogatepass",
        handler("surrogatepass", |th, w| handle(th, w, "surrogatepass")),
    ),
];

/// Registers the built-in handlers when the module is made.
pub fn register_all(th: &mut Thread, _module: Slot) -> Res<()> {
    for (name, def) in &HANDLERS {
        let (key, f) = (
            th.root(th.str(name)),
            th.root(Native::function(th, def, Val::UNDEF).val()),
        );
        errors::register(th, key, f)?;
    }
    Ok(())
}

pub fn register(th: &mut Thread, w: Window) -> Res<Done> {
    text(th, w.at(0), "register_error")?;
    if !crate::modules::builtins::objects::is_callable(th, w.at(1))? {
        return Err(th.type_error("handler must be callable"));
    }
    errors::register(th, w.at(0), w.at(1))?;
    th.ret(Val::NONE)
}

pub fn unregister(th: &mut Thread, w: Window) -> Res<Done> {
    let name = text(th, w.at(0), "_unregister_error")?;
    if HANDLERS.iter().any(|(n, _)| *n == name) {
        let text = format!("cannot un-register built-in error handler '{name}'");
        return Err(th.value_error(text));
    }
    let all = th.root(registry(th, ERRORS));
    let gone = dict::remove(th, all, w.at(0))?.is_some();
    th.ret(Val::bool(gone))
}

pub fn lookup(th: &mut Thread, w: Window) -> Res<Done> {
    let name = text(th, w.at(0), "lookup_error")?;
    let f = errors::find(th, &name)?;
    th.ret_slot(f)
}

fn is_a(th: &Thread, v: Slot, class: Exc) -> bool {
    th.class_of(th.get(v))
        .is_subclass(th.exc_class(class).val())
}

fn strict(th: &mut Thread, w: Window) -> Res<Done> {
    if is_a(th, w.at(0), Exc::BaseException) {
        return Err(th.raise_value(th.get(w.at(0))));
    }
    Err(th.type_error("codec must pass exception instance"))
}

/// Applies a built-in handler to the exception: `(replacement, where to go on)`.
fn handle(th: &mut Thread, w: Window, name: &str) -> Res<Done> {
    let exc = w.at(0);
    let encodes = is_a(th, exc, Exc::UnicodeEncodeError);
    let decodes = is_a(th, exc, Exc::UnicodeDecodeError);
    let translates = is_a(th, exc, Exc::UnicodeTranslateError);
    if !encodes && !decodes && !translates {
        let text = format!(
            "don't know how to handle {} in error callback",
            th.class_name(th.get(exc))
        );
        return Err(th.type_error(text));
    }
    let (start, end) = (number(th, exc, "start")?, number(th, exc, "end")?);
    let p = Problem {
        start,
        end,
        reason: "",
    };
    let object = attribute(th, exc, "object")?;
    let encoding = if translates {
        String::new()
    } else {
        let encoding = attribute(th, exc, "encoding")?;
        args::text_of(th.get(encoding)).unwrap_or("").to_owned()
    };
    let set = Charset {
        name: &encoding,
        codec: Codec::find(&encoding),
    };
    // What the handler does not deal with is raised as it came.
    let tried = if decodes {
        let bytes = th
            .get(object)
            .unboxed()
            .cast::<Bytes>()
            .map(|b| b.slice().to_vec());
        let mut out = String::new();
        let at = errors::decoding(th, set, &bytes.unwrap_or_default(), p, name, &mut out);
        at.map(|at| (Replacement::Text(out), at))
    } else {
        let text = th
            .get(object)
            .unboxed()
            .cast::<Str>()
            .map(|s| s.text().to_owned());
        errors::encoding(th, set, &text.unwrap_or_default(), p, name)
    };
    let Ok((replacement, at)) = tried else {
        th.take_pending();
        return Err(th.raise_value(th.get(exc)));
    };
    let with = match replacement {
        Replacement::Text(_) if translates && name == "replace" => {
            th.root(th.str(&"\u{FFFD}".repeat(end.saturating_sub(start))))
        }
        Replacement::Text(text) => th.root(th.str(&text)),
        Replacement::Bytes(bytes) => th.root(Bytes::new(th, &bytes).val()),
    };
    th.ret(th.tuple(&[th.get(with), Val::small(at as i64)]))
}

fn attribute(th: &mut Thread, exc: Slot, name: &str) -> Res<Slot> {
    let name = th.root(th.intern(name));
    th.getattr(exc, name)
}

fn number(th: &mut Thread, exc: Slot, name: &str) -> Res<usize> {
    let v = attribute(th, exc, name)?;
    Ok(Int::of(th.get(v)).map_or(0, Int::clamped).max(0) as usize)
}
