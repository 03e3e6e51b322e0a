//! The one-letter formats of items in memory: what `memoryview.cast` takes.

use crate::thread::Thread;
use crate::types::float::{Real, arith};
use crate::types::int::Int;
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// A native format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Code {
    letter: u8,
}

impl Code {
    /// A format of one letter, with or without `@`.
    pub fn parse(text: &str) -> Option<Code> {
        let letter = match text.strip_prefix('@').unwrap_or(text).as_bytes() {
            [letter] => *letter,
            _ => return None,
        };
        b"bBchHiIlLqQnNfd?P"
            .contains(&letter)
            .then_some(Code { letter })
    }

    /// Bytes of an item.
    pub fn size(self) -> usize {
        match self.letter {
            b'b' | b'B' | b'c' | b'?' => 1,
            b'h' | b'H' => 2,
            b'i' | b'I' | b'f' => 4,
            _ => 8,
        }
    }

    pub fn is_float(self) -> bool {
        matches!(self.letter, b'f' | b'd')
    }

    fn is_signed(self) -> bool {
        matches!(self.letter, b'b' | b'h' | b'i' | b'l' | b'q' | b'n')
    }

    /// The item that lies in these bytes.
    pub fn read<'t>(self, th: &'t Thread, bytes: &[u8]) -> Val<'t> {
        let mut word = [0; 8];
        word[..bytes.len().min(8)].copy_from_slice(&bytes[..bytes.len().min(8)]);
        let bits = u64::from_le_bytes(word);
        match self.letter {
            b'd' => Val::float(f64::from_bits(bits)),
            b'f' => Val::float(f64::from(f32::from_bits(bits as u32))),
            b'c' => crate::object::Bytes::new(th, bytes).val(),
            b'?' => Val::bool(bits != 0),
            _ if self.is_signed() => {
                let unused = 64 - 8 * self.size() as u32;
                th.int((bits << unused) as i64 >> unused)
            }
            _ => th.uint(bits),
        }
    }

    /// The bytes of an item.
    pub fn write<'t>(self, th: &'t Thread, v: Val<'t>) -> Res<Vec<u8>> {
        match self.letter {
            b'd' | b'f' => {
                let Some(real) = Real::of(v) else {
                    return Err(self.wrong_type(th));
                };
                let x = arith::to_f64(th, real)?;
                Ok(if self.letter == b'd' {
                    x.to_le_bytes().to_vec()
                } else {
                    (x as f32).to_le_bytes().to_vec()
                })
            }
            b'c' => match v
                .unboxed()
                .cast::<crate::object::Bytes>()
                .map(|b| b.slice())
            {
                Some([one]) => Ok(vec![*one]),
                Some(_) => Err(self.wrong_value(th)),
                None => Err(self.wrong_type(th)),
            },
            b'?' => {
                let truth = crate::protocol::number::quick_truth(th, v)?.unwrap_or(true);
                Ok(vec![u8::from(truth)])
            }
            _ => {
                let Some(i) = Int::of(v) else {
                    return Err(self.wrong_type(th));
                };
                let bits = 8 * self.size() as u32;
                let (low, high) = if self.is_signed() {
                    (-(1_i128 << (bits - 1)), (1_i128 << (bits - 1)) - 1)
                } else {
                    (0, (1_i128 << bits) - 1)
                };
                match i.to_i128().filter(|i| (low..=high).contains(i)) {
                    Some(i) => Ok(i.to_le_bytes()[..self.size()].to_vec()),
                    None => Err(self.wrong_value(th)),
                }
            }
        }
    }

    fn wrong_type(self, th: &Thread) -> Unwind {
        let letter = self.letter as char;
        th.type_error(format!("memoryview: invalid type for format '{letter}'"))
    }

    fn wrong_value(self, th: &Thread) -> Unwind {
        let letter = self.letter as char;
        th.value_error(format!("memoryview: invalid value for format '{letter}'"))
    }
}
