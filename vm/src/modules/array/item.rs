//! The types of items an array can have, and their bytes.

use num_traits::ToPrimitive;

use super::super::support::{big, index, to_f64};
use crate::error::Exc;
use crate::object::Str;
use crate::text::surrogate;
use crate::thread::{Slot, Thread};
use crate::types::format_code::Code;
use crate::unwind::Res;
use crate::value::Val;

/// The type codes, as `array.typecodes` has them.
pub const CODES: &str = "bBuwhHiIlLqQfd";

/// The type of an array's items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemType {
    pub letter: char,
    pub size: usize,
}

impl ItemType {
    pub fn parse(text: &str) -> Option<ItemType> {
        let mut chars = text.chars();
        let (Some(letter), None) = (chars.next(), chars.next()) else {
            return None;
        };
        let size = match letter {
            'b' | 'B' => 1,
            'h' | 'H' => 2,
            'i' | 'I' | 'f' | 'u' | 'w' => 4,
            'l' | 'L' | 'q' | 'Q' | 'd' => 8,
            _ => return None,
        };
        Some(ItemType { letter, size })
    }

    /// Are the items characters?
    pub fn is_text(self) -> bool {
        matches!(self.letter, 'u' | 'w')
    }

    /// The value of the item in these bytes.
    pub fn read<'t>(self, th: &'t Thread, bytes: &[u8]) -> Res<Val<'t>> {
        if !self.is_text() {
            let mut letter = [0; 4];
            let code = Code::parse(self.letter.encode_utf8(&mut letter)).expect("a known code");
            return Ok(code.read(th, bytes));
        }
        let code = u32::from_ne_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        match surrogate::char_of(code) {
            Some(c) => Ok(th.vm.character(th, c)),
            None => Err(th.value_error(format!(
                "character U+{code:x} is not in range [U+0000; U+10ffff]"
            ))),
        }
    }

    /// The bytes of an item: the first [`ItemType::size`] of the result.
    pub fn write(self, th: &mut Thread, v: Slot) -> Res<[u8; 8]> {
        let mut out = [0; 8];
        match self.letter {
            'u' | 'w' => out[..4].copy_from_slice(&self.character(th, v)?.to_ne_bytes()),
            'd' => out = to_f64(th, v)?.to_ne_bytes(),
            'f' => out[..4].copy_from_slice(&(to_f64(th, v)? as f32).to_ne_bytes()),
            _ => out = self.int(th, v)?.to_le_bytes(),
        }
        Ok(out)
    }

    fn character(self, th: &mut Thread, v: Slot) -> Res<u32> {
        let found = th.get(v).unboxed().cast::<Str>().map(|s| s.text());
        let mut chars = found.unwrap_or("").chars();
        match (found, chars.next(), chars.next()) {
            (Some(_), Some(c), None) => Ok(surrogate::code_of(c)),
            (Some(text), ..) => Err(th.type_error(format!(
                "array item must be a unicode character, not a string of length {}",
                text.chars().count()
            ))),
            _ => Err(th.type_error(format!(
                "array item must be a unicode character, not {}",
                th.class_name(th.get(v))
            ))),
        }
    }

    fn int(self, th: &mut Thread, v: Slot) -> Res<u64> {
        let i = index(th, v)?;
        let n = th.get(i);
        let n = match n.as_int() {
            Some(n) => Some(i128::from(n)),
            None => big(n).and_then(|n| n.to_i128()),
        };
        let bits = 8 * self.size as u32;
        let (low, high) = match self.letter.is_ascii_lowercase() {
            true => (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1),
            false => (0, (1i128 << bits) - 1),
        };
        match n {
            Some(n) if n > high => Err(th.raise(Exc::OverflowError, self.too_much(true))),
            Some(n) if n < low => Err(th.raise(Exc::OverflowError, self.too_much(false))),
            Some(n) => Ok(n as u64),
            None => Err(th.raise(Exc::OverflowError, self.too_much(true))),
        }
    }

    fn too_much(self, above: bool) -> String {
        let what = match (self.letter, above) {
            ('b', _) => "signed char",
            ('B', _) => "unsigned byte integer",
            ('h', _) => "signed short integer",
            ('H', _) => "unsigned short",
            ('i', _) => "signed integer",
            ('I', true) => "unsigned int",
            ('I' | 'L', false) => return "can't convert negative value to unsigned int".to_owned(),
            ('Q', false) => return "can't convert negative int to unsigned".to_owned(),
            ('L', true) => {
                return "Python int too large to convert to C unsigned long".to_owned();
            }
            ('l', _) => return "Python int too large to convert to C long".to_owned(),
            _ => return "int too big to convert".to_owned(),
        };
        match above {
            true => format!("{what} is greater than maximum"),
            false => format!("{what} is less than minimum"),
        }
    }
}
