//! Printing exceptions as CPython does.

use crate::error::field;
use crate::object::{Record, Str, Tuple};
use crate::thread::Thread;

/// Prints the pending exception.
pub fn uncaught(th: &mut Thread) {
    let exc = th.take_pending();
    let args = exc.expect::<Record>().fixed(field::ARGS);
    let text = args
        .cast::<Tuple>()
        .and_then(|t| t.items().first().copied())
        .and_then(|v| v.cast::<Str>())
        .map_or("", |s| s.text());
    eprintln!("{}: {text}", th.class_name(exc));
}
