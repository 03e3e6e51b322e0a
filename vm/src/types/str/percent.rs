//! `text % arguments` and `bytes % arguments`.
//!
//! The format is taken apart by [`crate::text::percent`]; here each argument is fetched and converted. For `bytes`
//! every byte is a character below 256 on the way, so both share the code.

use crate::error::Exc;
use crate::names::Id;
use crate::native::{Done, Window};
use crate::object::{Kind, Ref, Str, Tuple};
use crate::protocol::{container, lookup, text as protocol};
use crate::text::escape;
use crate::text::percent::{Amount, Conversion, Piece, pieces};
use crate::text::surrogate::char_of;
use crate::thread::{Slot, Thread};
use crate::types::float::{self, Real};
use crate::types::int::{self, Int};
use crate::types::{args, bytes};
use crate::unwind::{Res, Unwind};
use crate::value::Val;

/// What is formatted: `str` or `bytes`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Text,
    Bytes,
}

/// `format % b` where everything is simple: no mapping, no `*`, and arguments whose text needs no Python code.
pub fn quick<'t>(th: &'t Thread, format: Ref<'t, Str>, b: Val<'t>) -> Res<Option<Val<'t>>> {
    let single = [b];
    let mut given = match b.has_shape(crate::class::Builtin::Tuple.shape()) {
        true => b.known::<Tuple>().items(),
        false => &single[..],
    }
    .iter();
    let mut out = String::with_capacity(format.text().len() + 16);
    for piece in pieces(format.text()) {
        let conversion = match piece {
            Ok(Piece::Literal(text)) => {
                out.push_str(text);
                continue;
            }
            Ok(Piece::Conversion(c)) if c.code == '%' => {
                out.push('%');
                continue;
            }
            Ok(Piece::Conversion(c)) => c,
            Err(_) => return Ok(None),
        };
        let starred = |a: Option<Amount>| matches!(a, Some(Amount::Argument));
        if conversion.key.is_some() || starred(conversion.width) || starred(conversion.precision) {
            return Ok(None);
        }
        let Some(v) = given.next() else {
            return Ok(None);
        };
        if !quick_argument(th, &mut out, &conversion, *v)? {
            return Ok(None);
        }
    }
    Ok(given.next().is_none().then(|| th.str(&out)))
}

/// Appends an argument; false if the full right is needed.
fn quick_argument<'t>(
    th: &'t Thread,
    out: &mut String,
    conversion: &Conversion<'_>,
    v: Val<'t>,
) -> Res<bool> {
    let written = match conversion.code {
        's' | 'r' => {
            let plain = conversion.width.is_none() && conversion.precision.is_none();
            let mut own = String::new();
            let target = if plain { &mut *out } else { &mut own };
            let known = if conversion.code == 's' {
                protocol::push_quick_str(th, target, v)?
            } else {
                protocol::push_quick_repr(th, target, v)?
            };
            if known && !plain {
                conversion.write_text(out, &own);
            }
            return Ok(known);
        }
        'd' | 'i' | 'u' | 'x' | 'X' | 'o' => match Int::exact(v) {
            Some(i) => i.with(|i| conversion.write_int(out, i, th.vm.int_digits_limit() as usize)),
            None => return Ok(false),
        },
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => match v.as_float().or(v.as_int().map(|i| i as f64)) {
            Some(f) => conversion.write_float(out, f),
            None => return Ok(false),
        },
        _ => return Ok(false),
    };
    written.map(|()| true).map_err(|fault| th.fault(fault))
}

/// `str.__mod__`.
pub fn modulo(th: &mut Thread, w: Window) -> Res<Done> {
    let format = th.get(w.at(0)).unboxed().expect::<Str>().text().to_owned();
    let text = Formatter::run(th, Mode::Text, &format, w.at(1))?;
    th.ret(th.str(&text))
}

/// `str.__rmod__`.
pub fn reflected(th: &mut Thread, w: Window) -> Res<Done> {
    let Some(format) = args::text_of(th.get(w.at(1))).map(str::to_owned) else {
        return th.ret(Val::NOT_IMPLEMENTED);
    };
    let text = Formatter::run(th, Mode::Text, &format, w.at(0))?;
    th.ret(th.str(&text))
}

/// The arguments of a format, and what was made of them so far.
pub struct Formatter<'a> {
    th: &'a mut Thread,
    mode: Mode,
    out: String,
    /// The right side, a mapping if the format names keys.
    right: Slot,
    is_mapping: bool,
    /// Positional arguments that are left.
    given: std::vec::IntoIter<Slot>,
}

impl<'a> Formatter<'a> {
    /// Formats `right` by `format`. In bytes mode both format and result have a character for each byte.
    pub fn run(th: &'a mut Thread, mode: Mode, format: &str, right: Slot) -> Res<String> {
        let (given, is_mapping) = {
            let v = th.get(right).unboxed();
            let given: Vec<Slot> = match v.cast::<Tuple>() {
                Some(t) => t.items().iter().map(|v| th.root(*v)).collect(),
                None => vec![right],
            };
            let sequence = v.is_kind(Kind::Tuple) || v.is_kind(Kind::Str);
            let has_items =
                lookup::lookup_cell(th, th.class_of(v), th.id(Id::__getitem__)).is_some();
            (given, !sequence && has_items || v.is_kind(Kind::Dict))
        };
        let mut f = Formatter {
            th,
            mode,
            out: String::with_capacity(format.len() + 16),
            right,
            is_mapping,
            given: given.into_iter(),
        };
        for piece in pieces(format) {
            match piece {
                Ok(Piece::Literal(text)) => f.out.push_str(text),
                Ok(Piece::Conversion(c)) => f.conversion(c)?,
                Err(fault) => return Err(f.th.fault(fault)),
            }
        }
        if f.given.next().is_some() && !f.is_mapping {
            let what = if mode == Mode::Text {
                "string"
            } else {
                "bytes"
            };
            return Err(f.th.type_error(format!(
                "not all arguments converted during {what} formatting"
            )));
        }
        Ok(f.out)
    }

    fn next(&mut self) -> Res<Slot> {
        match self.given.next() {
            Some(v) => Ok(v),
            None => Err(self.th.type_error("not enough arguments for format string")),
        }
    }

    fn conversion(&mut self, mut c: Conversion<'_>) -> Res<()> {
        if let Some(key) = c.key {
            if !self.is_mapping {
                return Err(self.th.type_error("format requires a mapping"));
            }
            let key = match self.mode {
                Mode::Text => self.th.root(self.th.str(key)),
                Mode::Bytes => {
                    let key = crate::object::Bytes::new(self.th, &to_bytes(key));
                    self.th.root(key.val())
                }
            };
            let v = container::get_item(self.th, self.right, key)?;
            self.given = vec![v].into_iter();
        }
        if let Some(Amount::Argument) = c.width {
            let n = self.amount("ssize_t")?;
            c.set_width(n);
        }
        if let Some(Amount::Argument) = c.precision {
            let n = self.amount("int")?;
            c.set_precision(n);
        }
        if c.code == '%' {
            self.out.push('%');
            return Ok(());
        }
        let v = self.next()?;
        let mark = self.th.mark();
        self.argument(&c, v)?;
        self.th.release_to(mark);
        Ok(())
    }

    /// The value of a `*`.
    fn amount(&mut self, c_type: &str) -> Res<i64> {
        let v = self.next()?;
        let Some(i) = Int::of(self.th.get(v)) else {
            return Err(self.th.type_error("* wants int"));
        };
        match i
            .to_i64()
            .filter(|i| c_type != "int" || i32::try_from(*i).is_ok())
        {
            Some(i) => Ok(i),
            None => Err(self.th.raise(
                Exc::OverflowError,
                format!("Python int too large to convert to C {c_type}"),
            )),
        }
    }

    fn argument(&mut self, c: &Conversion<'_>, v: Slot) -> Res<()> {
        match c.code {
            's' | 'b' if self.mode == Mode::Bytes => {
                let text = self.bytes_argument(v)?;
                c.write_text(&mut self.out, &text);
            }
            's' => {
                let text = protocol::str_text(self.th, v)?;
                c.write_text(&mut self.out, &text);
            }
            'r' if self.mode == Mode::Text => {
                let text = protocol::repr_text(self.th, v)?;
                c.write_text(&mut self.out, &text);
            }
            'a' | 'r' => {
                let text = escape::escape_non_ascii(&protocol::repr_text(self.th, v)?);
                c.write_text(&mut self.out, &text);
            }
            'd' | 'i' | 'u' | 'x' | 'X' | 'o' => return self.int_argument(c, v),
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => return self.float_argument(c, v),
            'c' => {
                let ch = self.char_argument(v)?;
                c.write_char(&mut self.out, ch);
            }
            _ => return c.unsupported().map_err(|fault| self.th.fault(fault)),
        }
        Ok(())
    }

    fn int_argument(&mut self, c: &Conversion<'_>, v: Slot) -> Res<()> {
        let whole = matches!(c.code, 'd' | 'i' | 'u');
        let i = if Int::of(self.th.get(v)).is_some() {
            v
        } else {
            let number = self.th.section(|th| {
                let class = th.class_of(th.get(v));
                let has = |id| lookup::lookup_cell(th, class, th.id(id)).is_some();
                Ok(has(Id::__index__) || whole && (has(Id::__int__)))
            })?;
            if !number {
                return Err(self.wrong_number(c, v));
            }
            let r = if whole {
                int::from_object(self.th, v)
            } else {
                crate::protocol::index::index(self.th, v)
            };
            match r {
                Err(Unwind::Raise) if self.th.swallow(Exc::TypeError) => {
                    return Err(self.wrong_number(c, v));
                }
                r => r?,
            }
        };
        let i = Int::of(self.th.get(i)).expect("V3: made an int");
        let limit = self.th.vm.int_digits_limit() as usize;
        i.with(|i| c.write_int(&mut self.out, i, limit))
            .map_err(|fault| self.th.fault(fault))
    }

    fn wrong_number(&self, c: &Conversion<'_>, v: Slot) -> Unwind {
        let want = if matches!(c.code, 'd' | 'i' | 'u') {
            "a real number"
        } else {
            "an integer"
        };
        self.th.type_error(format!(
            "%{} format: {want} is required, not {}",
            c.code,
            self.th.class_name(self.th.get(v))
        ))
    }

    fn float_argument(&mut self, c: &Conversion<'_>, v: Slot) -> Res<()> {
        let f = match Real::of(self.th.get(v)) {
            Some(Real::Float(f)) => Ok(f),
            _ => float::real_argument(self.th, v),
        };
        let f = match f {
            Err(Unwind::Raise) if self.mode == Mode::Bytes && self.th.swallow(Exc::TypeError) => {
                return Err(self.th.type_error(format!(
                    "float argument required, not {}",
                    self.th.class_name(self.th.get(v))
                )));
            }
            f => f?,
        };
        c.write_float(&mut self.out, f)
            .map_err(|fault| self.th.fault(fault))
    }

    fn char_argument(&mut self, v: Slot) -> Res<char> {
        if self.mode == Mode::Bytes {
            return self.byte_argument(v);
        }
        let th = &*self.th;
        let value = th.get(v);
        if let Some(text) = args::text_of(value) {
            let mut chars = text.chars();
            return match (chars.next(), chars.next()) {
                (Some(c), None) => Ok(c),
                _ => Err(th.type_error(format!(
                    "%c requires an int or a unicode character, not a string of length {}",
                    text.chars().count()
                ))),
            };
        }
        let code = match Int::of(value) {
            Some(i) => i.clamped(),
            None => {
                return Err(th.type_error(format!(
                    "%c requires an int or a unicode character, not {}",
                    th.class_name(value)
                )));
            }
        };
        match u32::try_from(code).ok().filter(|c| *c < 0x11_0000) {
            Some(code) => Ok(char_of(code).unwrap_or('\u{FFFD}')),
            None => Err(th.raise(Exc::OverflowError, "%c arg not in range(0x110000)")),
        }
    }

    fn byte_argument(&mut self, v: Slot) -> Res<char> {
        self.th.section(|th| {
            let value = th.get(v);
            let single = bytes::content(th, value)?;
            match (single.as_deref(), Int::of(value)) {
                (Some([b]), _) => Ok(*b as char),
                (None, Some(i)) => match u8::try_from(i.clamped()) {
                    Ok(b) => Ok(b as char),
                    Err(_) => Err(th.raise(Exc::OverflowError, "%c arg not in range(256)")),
                },
                (Some(b), _) => Err(th.type_error(format!(
                    "%c requires an integer in range(256) or a single byte, not a {} object of length {}",
                    th.class_name(value),
                    b.len()
                ))),
                (None, None) => Err(th.type_error(format!(
                    "%c requires an integer in range(256) or a single byte, not {}",
                    th.class_name(value)
                ))),
            }
        })
    }

    /// `%b`: bytes, or what `__bytes__` gives.
    fn bytes_argument(&mut self, v: Slot) -> Res<String> {
        let direct = |th: &mut Thread, v: Slot| {
            th.section(|th| Ok(bytes::content(th, th.get(v))?.map(|b| to_chars(&b))))
        };
        if let Some(text) = direct(self.th, v)? {
            return Ok(text);
        }
        if let Some(r) = self.th.call_special(v, Id::__bytes__, &[])?
            && let Some(text) = direct(self.th, r)?
        {
            return Ok(text);
        }
        Err(self.th.type_error(format!(
            "%b requires a bytes-like object, or an object that implements __bytes__, not '{}'",
            self.th.class_name(self.th.get(v))
        )))
    }
}

/// A character for each byte.
pub fn to_chars(bytes: &[u8]) -> String {
    bytes.iter().map(|b| *b as char).collect()
}

/// The bytes that the characters stand for.
pub fn to_bytes(chars: &str) -> Vec<u8> {
    chars.chars().map(|c| c as u8).collect()
}
