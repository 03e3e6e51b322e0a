//! Writing text.

use std::sync::Arc;

use super::base::check_open;
use super::buffered;
use super::channel::{Buffer, held};
use super::text::{Text, buffer, ensure_able, is_closed};
use super::{ENCODER, closed_error, deferred, locked, state};
use crate::modules::support::{get_attr, get_attr_opt};
use crate::native::{Done, Window};
use crate::object::{Bytes, Record, Str};
use crate::text::codec::Codec;
use crate::thread::{Slot, Thread};
use crate::types::codec;
use crate::unwind::Res;
use crate::value::Val;

/// `write(text)`.
pub fn write(th: &mut Thread, w: Window) -> Res<Done> {
    let Some(text) = th.get(w.at(1)).unboxed().cast::<Str>() else {
        let text = format!(
            "write() argument must be str, not {}",
            th.class_name(th.get(w.at(1)))
        );
        return Err(th.type_error(text));
    };
    let (length, has_end) = (
        text.len(),
        memchr::memchr2(b'\n', b'\r', text.text().as_bytes()).is_some(),
    );
    let t: Arc<Text> = state(th, w.at(0))?;
    if is_closed(th, th.get(w.at(0))) {
        return Err(closed_error(th));
    }
    let bytes = encoded(th, w.at(0), w.at(1), &t)?;
    let (at_once, behind) = {
        let s = held(&t.state);
        (
            s.write_through || s.line_buffering && has_end,
            !s.chars.is_empty(),
        )
    };
    if behind {
        crate::modules::support::irrevocable(th)?;
        held(&t.state).forget();
    }
    match &t.buffer {
        Some(b) if b.file.as_ref().is_none_or(|f| f.writable) => {
            let plain = held(&t.state).codec.is_some_and(|c| c.mark().is_empty());
            match b.file {
                Some(_) if plain && deferred::keep(th, b, &bytes, at_once)? => {}
                Some(_) => deferred::write_through(th, b, &bytes, at_once)?,
                None => write_to(th, w.at(0), b, &bytes, at_once)?,
            }
        }
        _ => {
            ensure_able(th, w.at(0), "writable")?;
            let below = buffer(th, w.at(0))?;
            let f = get_attr(th, below, "write")?;
            let v = th.root(Bytes::new(th, &bytes).val());
            th.call(f, &[v])?;
            if at_once && let Some(f) = get_attr_opt(th, below, "flush")? {
                th.call(f, &[])?;
            }
        }
    }
    th.ret(Val::small(length as i64))
}

/// Puts bytes into a buffer of ours over a stream that may be written in Python.
fn write_to(th: &mut Thread, this: Slot, b: &Arc<Buffer>, bytes: &[u8], at_once: bool) -> Res<()> {
    let below = buffer(th, this)?;
    locked(th, &b.lock, |th| {
        buffered::write_bytes(th, below, b, bytes)?;
        match at_once {
            true => buffered::flush_writes(th, below, b),
            false => Ok(()),
        }
    })
}

/// The text as bytes, with the ends of lines that the stream has.
fn encoded(th: &mut Thread, this: Slot, text: Slot, t: &Text) -> Res<Vec<u8>> {
    let (codec, errors, written) = {
        let s = held(&t.state);
        (s.codec, s.errors.clone(), s.newline.written())
    };
    let source = match written {
        Some(end) if th.text_of(text).contains('\n') => {
            let changed = th.text_of(text).replace('\n', end);
            th.root(th.str(&changed))
        }
        _ => text,
    };
    let Some(codec) = codec else {
        return encoded_by_python(th, this, source);
    };
    let mut out = Vec::new();
    {
        let mut s = held(&t.state);
        if !std::mem::replace(&mut s.wrote_mark, true) {
            out.extend_from_slice(codec.mark());
        }
    }
    if codec == Codec::Utf8 && th.get(source).unboxed().expect::<Str>().is_ascii() {
        out.extend_from_slice(th.text_of(source).as_bytes());
        return Ok(out);
    }
    codec::encode_with(th, codec, source, &errors, &mut out)?;
    Ok(out)
}

fn encoded_by_python(th: &mut Thread, this: Slot, text: Slot) -> Res<Vec<u8>> {
    let encoder = th.section(|th| {
        let v = th.get(this).expect::<Record>().see(th)?.field(ENCODER);
        Ok(th.root(v))
    })?;
    let f = get_attr(th, encoder, "encode")?;
    let r = th.call(f, &[text])?;
    crate::modules::support::bytes_like(th, r)
}

/// Writes everything down to the file.
pub fn flush_all(th: &mut Thread, this: Slot) -> Res<()> {
    let t: Arc<Text> = state(th, this)?;
    let below = buffer(th, this)?;
    match &t.buffer {
        Some(b) if b.file.is_some() => {
            locked(th, &b.lock, |th| buffered::flush_writes(th, below, b))
        }
        _ => match get_attr_opt(th, below, "flush")? {
            Some(f) => th.call(f, &[]).map(|_| ()),
            None => Ok(()),
        },
    }
}

/// `flush()`.
pub fn flush(th: &mut Thread, w: Window) -> Res<Done> {
    check_open(th, w.at(0))?;
    flush_all(th, w.at(0))?;
    th.ret(Val::NONE)
}
