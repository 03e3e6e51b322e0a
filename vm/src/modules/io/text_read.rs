//! Reading text.

use std::sync::Arc;

use super::channel::{BUFFER, held};
use super::text::{Text, buffer, ensure_able, is_closed};
use super::{ENCODER, HELPER, buffered, closed_error, locked, size, state, state_of};
use crate::modules::support::{self, get_attr, get_attr_opt};
use crate::native::{Done, NativeNext, Window};
use crate::object::{Bytes, Record, Str};
use crate::semantics::Next;
use crate::thread::{Slot, Thread};
use crate::types::codec;
use crate::unwind::Res;
use crate::value::Val;

/// Iteration over lines.
pub const LINES: NativeNext = NativeNext {
    quick: quick_line,
    full: |th, this| {
        let t: Arc<Text> = state(th, this)?;
        let line = line(th, this, &t, None)?;
        Ok((!line.is_empty()).then(|| th.root(th.str(&line))))
    },
};

/// A line that was read ahead, outside of blocks.
fn quick_line<'t>(th: &'t Thread, v: Val<'t>) -> Res<Next<Val<'t>>> {
    if th.tx().in_atomic() != 0 {
        return Ok(Next::Other);
    }
    let Some(t) = state_of::<Text>(v) else {
        return Ok(Next::Other);
    };
    if !t.lock.try_take() {
        return Ok(Next::Other);
    }
    let found = {
        let mut s = held(&t.state);
        match s.newline.line_end(s.ahead()) {
            Some(n) if !s.closed => {
                let line = th.str(&s.ahead()[..n]);
                s.at += n;
                Next::Item(line)
            }
            _ => Next::Other,
        }
    };
    t.lock.give_back();
    // Whether the file below was closed is for the full way to say.
    Ok(found)
}

/// Makes the incremental coders of an encoding that is not one of ours.
pub fn set_up_coders(th: &mut Thread, this: Slot, encoding: &str, errors: &str) -> Res<()> {
    let name = th.root(th.str(encoding));
    let errors = th.root(th.str(errors));
    for (function, field) in [
        ("getincrementaldecoder", HELPER),
        ("getincrementalencoder", ENCODER),
    ] {
        let f = crate::import::import_object(th, "codecs", function)?;
        let factory = th.call(f, &[name])?;
        let coder = th.call(factory, &[errors])?;
        th.section(|th| {
            let own = th.get(this).expect::<Record>().own(th)?;
            own.set_field(field, th.get(coder));
            Ok(())
        })?;
    }
    Ok(())
}

/// The decoder in Python, if there is one.
fn decoder(th: &mut Thread, this: Slot) -> Res<Option<Slot>> {
    th.section(|th| {
        let v = th.get(this).expect::<Record>().see(th)?.field(HELPER);
        Ok((!v.is_undef()).then(|| th.root(v)))
    })
}

/// Begins decoding anew.
pub fn reset_decoder(th: &mut Thread, this: Slot) -> Res<()> {
    if let Some(d) = decoder(th, this)? {
        let f = get_attr(th, d, "reset")?;
        th.call(f, &[])?;
    }
    Ok(())
}

/// A piece of the bytes below: at most one read, nothing at the end.
fn chunk(th: &mut Thread, this: Slot, t: &Text) -> Res<Vec<u8>> {
    let below = buffer(th, this)?;
    if let Some(b) = &t.buffer
        && b.file.as_ref().is_some_and(|f| f.readable)
    {
        return locked(th, &b.lock, |th| buffered::read_some(th, below, b, BUFFER));
    }
    let mark = th.mark();
    ensure_able(th, this, "readable")?;
    let f = match get_attr_opt(th, below, "read1")? {
        Some(f) => f,
        None => get_attr(th, below, "read")?,
    };
    let n = th.root(Val::small(BUFFER as i64));
    let r = th.call(f, &[n])?;
    if th.get(r).unboxed().cast::<Bytes>().is_none() && support::byte_length(th, r).is_err() {
        th.take_pending();
        let text = format!(
            "underlying read1() should have returned a bytes-like object, not '{}'",
            th.class_name(th.get(r))
        );
        return Err(th.type_error(text));
    }
    let bytes = support::bytes_like(th, r)?;
    th.release_to(mark);
    Ok(bytes)
}

/// Reads more text ahead; false at the end.
fn fill(th: &mut Thread, this: Slot, t: &Text) -> Res<bool> {
    let bytes = chunk(th, this, t)?;
    let last = bytes.is_empty();
    add(th, this, t, bytes, last)?;
    Ok(!last)
}

/// Decodes bytes and adds the text to what was read ahead.
fn add(th: &mut Thread, this: Slot, t: &Text, bytes: Vec<u8>, last: bool) -> Res<()> {
    let (codec, errors, mut all) = {
        let mut s = held(&t.state);
        (s.codec, s.errors.clone(), std::mem::take(&mut s.incomplete))
    };
    let mark = th.mark();
    let fresh = bytes.len();
    all.extend(bytes);
    let (text, used) = match codec {
        Some(codec) => codec::decode_with(th, codec, &all, &errors, last)?,
        None => {
            let Some(d) = decoder(th, this)? else {
                return Err(th.value_error("I/O operation on uninitialized object"));
            };
            let f = get_attr(th, d, "decode")?;
            let (b, l) = {
                let piece = &all[all.len() - fresh..];
                (
                    th.root(Bytes::new(th, piece).val()),
                    th.root(Val::bool(last)),
                )
            };
            let text = th.call(f, &[b, l])?;
            if th.get(text).unboxed().cast::<Str>().is_none() {
                let text = format!(
                    "decoder should return a string result, not '{}'",
                    th.class_name(th.get(text))
                );
                return Err(th.type_error(text));
            }
            (text, all.len())
        }
    };
    {
        let mut s = held(&t.state);
        // What was given out is forgotten, with the bytes it came from.
        let given = s.at;
        let consumed = s.consumed();
        if s.seekable {
            match consumed {
                Some(n) => {
                    s.raw.drain(..n);
                    s.raw_at += n as i64;
                }
                None => s.raw.clear(),
            }
            s.raw.extend_from_slice(&all[..used]);
        }
        s.chars.drain(..given);
        s.at = 0;
        s.incomplete = all[used..].to_vec();
        let text = th.get(text).unboxed().expect::<Str>().text();
        if s.newline.is_universal() {
            let translate = s.newline == super::newline::Newline::Translate;
            let piece = s.ends.feed(text, translate, last);
            s.chars.push_str(&piece);
        } else {
            s.chars.push_str(text);
        }
    }
    th.release_to(mark);
    Ok(())
}

/// The stream, which was not closed.
fn open(th: &mut Thread, this: Slot) -> Res<Arc<Text>> {
    let t: Arc<Text> = state(th, this)?;
    match is_closed(th, th.get(this)) {
        true => Err(closed_error(th)),
        false => Ok(t),
    }
}

/// `read(size)`.
pub fn read(th: &mut Thread, w: Window) -> Res<Done> {
    let n = size(th, w.opt(th, 1))?;
    let t = open(th, w.at(0))?;
    let text = locked(th, &t.lock, |th| match n {
        None => read_all(th, w.at(0), &t),
        Some(n) => read_some(th, w.at(0), &t, n),
    })?;
    th.ret(th.str(&text))
}

fn read_all(th: &mut Thread, this: Slot, t: &Text) -> Res<String> {
    let below = buffer(th, this)?;
    let bytes = match &t.buffer {
        Some(b) if b.file.as_ref().is_some_and(|f| f.readable) => {
            locked(th, &b.lock, |th| buffered::read_bytes(th, below, b, None))?.unwrap_or_default()
        }
        _ => {
            ensure_able(th, this, "readable")?;
            let f = get_attr(th, below, "read")?;
            let r = th.call(f, &[])?;
            match th.get(r).is_none() {
                true => Vec::new(),
                false => support::bytes_like(th, r)?,
            }
        }
    };
    add(th, this, t, bytes, true)?;
    let mut s = held(&t.state);
    s.at = s.chars.len();
    let text = s.chars.clone();
    Ok(text)
}

fn read_some(th: &mut Thread, this: Slot, t: &Text, n: usize) -> Res<String> {
    let mut out = String::new();
    let mut left = n;
    loop {
        {
            let mut s = held(&t.state);
            let ahead = s.ahead();
            let end = ahead
                .char_indices()
                .nth(left)
                .map_or(ahead.len(), |(i, _)| i);
            let piece = &ahead[..end];
            left -= piece.chars().count();
            out.push_str(piece);
            s.at += end;
        }
        if left == 0 || !fill(th, this, t)? {
            if left > 0 && !held(&t.state).ahead().is_empty() {
                continue;
            }
            return Ok(out);
        }
    }
}

/// `readline(size)`.
pub fn read_line(th: &mut Thread, w: Window) -> Res<Done> {
    let limit = size(th, w.opt(th, 1))?;
    let t = open(th, w.at(0))?;
    let line = line(th, w.at(0), &t, limit)?;
    th.ret(th.str(&line))
}

/// The next line, of at most `limit` characters; empty at the end.
fn line(th: &mut Thread, this: Slot, t: &Arc<Text>, limit: Option<usize>) -> Res<String> {
    if is_closed(th, th.get(this)) {
        return Err(closed_error(th));
    }
    locked(th, &t.lock, |th| {
        let mut ended = false;
        loop {
            {
                let mut s = held(&t.state);
                let found = s.newline.line_end(s.ahead());
                if found.is_some() || ended {
                    let n = found.unwrap_or(s.ahead().len());
                    let n = cut(s.ahead(), n, limit);
                    let line = s.ahead()[..n].to_owned();
                    s.at += n;
                    return Ok(line);
                }
                if let Some(l) = limit
                    && s.ahead().chars().count() >= l
                {
                    let n = cut(s.ahead(), s.ahead().len(), limit);
                    let line = s.ahead()[..n].to_owned();
                    s.at += n;
                    return Ok(line);
                }
            }
            ended = !fill(th, this, t)?;
        }
    })
}

/// `n` bytes, or those of `limit` characters if that is less.
fn cut(text: &str, n: usize, limit: Option<usize>) -> usize {
    match limit {
        None => n,
        Some(l) => text.char_indices().nth(l).map_or(n, |(i, _)| i.min(n)),
    }
}
