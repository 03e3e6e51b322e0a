//! `str(…)`.

use crate::class::Builtin;
use crate::native::{Done, Params, Window};
use crate::protocol::text;
use crate::thread::Thread;
use crate::types::{args, codec, construct};
use crate::unwind::Res;
use crate::value::Val;

pub const PARAMS: Params = Params::pos(&["_cls", "object", "encoding", "errors"], 1);

/// `str.__new__(cls, object='', encoding, errors)`.
pub fn new(th: &mut Thread, w: Window) -> Res<Done> {
    let decodes = w.opt(th, 2).is_some() || w.opt(th, 3).is_some();
    let value = match w.opt(th, 1) {
        None => th.root(th.intern("")),
        Some(x) if !decodes => text::str(th, x)?,
        Some(x) => {
            let encoding = args::encoding(th, "str", w.opt(th, 2), "encoding", "utf-8")?;
            let errors = args::encoding(th, "str", w.opt(th, 3), "errors", "strict")?;
            if args::text_of(th.get(x)).is_some() {
                return Err(th.type_error("decoding str is not supported"));
            }
            let Some(bytes) = th.section(|th| {
                let content = crate::types::bytes::content(th, th.get(x))?;
                Ok(content.map(|b| b.into_owned()))
            })?
            else {
                let text = format!(
                    "decoding to str: need a bytes-like object, {} found",
                    th.class_name(th.get(x))
                );
                return Err(th.type_error(text));
            };
            codec::decode(th, &bytes, &encoding, &errors)?
        }
    };
    let class = th.get(w.at(0));
    if class.is(th.builtin(Builtin::Str)) {
        return th.ret_slot(value);
    }
    let exact = th.get(value).unboxed();
    th.ret(construct::boxed_as(th, class, Builtin::Str, exact)?)
}

/// `str(x)` of values that need no Python code.
pub fn quick_new<'t>(th: &'t Thread, x: Val<'t>) -> Res<Option<Val<'t>>> {
    text::quick_str(th, x)
}
