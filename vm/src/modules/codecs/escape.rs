//! `escape_encode` and `escape_decode`: bytes as in the source text of a bytes literal.

use super::{errors, input, pair};
use crate::native::{Done, Window};
use crate::object::Bytes;
use crate::text::escape;
use crate::thread::Thread;
use crate::unwind::Res;

pub fn encode(th: &mut Thread, w: Window) -> Res<Done> {
    let Some(data) = th
        .get(w.at(0))
        .unboxed()
        .cast::<Bytes>()
        .map(|b| b.slice().to_vec())
    else {
        let text = format!(
            "escape_encode() argument 1 must be bytes, not {}",
            th.class_name(th.get(w.at(0)))
        );
        return Err(th.type_error(text));
    };
    let mut plain = String::with_capacity(data.len());
    for byte in &data {
        match byte {
            b'\n' => plain.push_str("\\n"),
            b'\r' => plain.push_str("\\r"),
            b'\t' => plain.push_str("\\t"),
            b'\\' | b'\'' => plain.extend(['\\', *byte as char]),
            b' '..=b'~' => plain.push(*byte as char),
            _ => escape::push_escape(&mut plain, u32::from(*byte)),
        }
    }
    let made = th.root(Bytes::new(th, plain.as_bytes()).val());
    pair(th, made, data.len())
}

pub fn decode(th: &mut Thread, w: Window) -> Res<Done> {
    let errors = errors(th, w)?;
    let data = input(th, w.at(0))?;
    let mut out = Vec::with_capacity(data.len());
    let mut at = 0;
    while at < data.len() {
        match unescape(&data, at, &mut out) {
            Ok(next) => at = next,
            Err(_) if errors == "strict" => {
                let text = match data.get(at + 1) {
                    None => "Trailing \\ in string".to_owned(),
                    Some(_) => format!("invalid \\x escape at position {at}"),
                };
                return Err(th.value_error(text));
            }
            Err(next) if errors == "replace" => {
                out.push(b'?');
                at = next;
            }
            Err(next) if errors == "ignore" => at = next,
            Err(_) => {
                let text = format!("decoding error; unknown error handling code: {errors}");
                return Err(th.value_error(text));
            }
        }
    }
    let made = th.root(Bytes::new(th, &out).val());
    pair(th, made, data.len())
}

/// Appends one byte or escape; Err with the offset behind a bad one.
fn unescape(data: &[u8], at: usize, out: &mut Vec<u8>) -> Result<usize, usize> {
    if data[at] != b'\\' {
        out.push(data[at]);
        return Ok(at + 1);
    }
    let Some(kind) = data.get(at + 1) else {
        return Err(at + 1);
    };
    let byte = match kind {
        b'\n' => return Ok(at + 2),
        b'\\' | b'\'' | b'"' => *kind,
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 11,
        b'0'..=b'7' => {
            let digits: Vec<u8> = data[at + 1..]
                .iter()
                .take(3)
                .take_while(|b| (b'0'..=b'7').contains(*b))
                .map(|b| b - b'0')
                .collect();
            let value = digits.iter().fold(0_u32, |v, d| v * 8 + u32::from(*d));
            out.push(value as u8);
            return Ok(at + 1 + digits.len());
        }
        b'x' => {
            let digits: Vec<u32> = data[at + 2..]
                .iter()
                .take(2)
                .map_while(|b| (*b as char).to_digit(16))
                .collect();
            let [high, low] = digits[..] else {
                return Err(at + 2 + digits.len());
            };
            out.push((high << 4 | low) as u8);
            return Ok(at + 4);
        }
        other => {
            out.extend([b'\\', *other]);
            return Ok(at + 2);
        }
    };
    out.push(byte);
    Ok(at + 2)
}
