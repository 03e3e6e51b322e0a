//! Format strings of `struct`: what lies where.

/// What one place of a structure holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `c`
    Char,
    /// `?`
    Bool,
    /// Width and sign.
    Int { bytes: u8, signed: bool },
    /// Width: 2, 4, 8.
    Float(u8),
    /// `s`: this many bytes.
    Text(usize),
    /// `p`: a length and bytes.
    Pascal(usize),
}

/// One value and its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    pub kind: Kind,
    pub at: usize,
    /// The letter, for messages.
    pub code: char,
}

/// A format, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    pub items: Vec<Item>,
    pub size: usize,
    pub little: bool,
    /// Sizes of the machine (`@`)?
    pub native: bool,
}

/// Sizes and alignments of the machine (`@`) or without alignment (all others).
struct Sizes {
    native: bool,
    aligned: bool,
}

impl Sizes {
    fn kind(&self, code: char, count: usize) -> Option<(Kind, usize)> {
        let int = |bytes: u8, signed: bool| (Kind::Int { bytes, signed }, bytes as usize);
        let long = if self.native { 8 } else { 4 };
        Some(match code {
            'c' => (Kind::Char, 1),
            '?' => (Kind::Bool, 1),
            'b' => int(1, true),
            'B' => int(1, false),
            'h' => int(2, true),
            'H' => int(2, false),
            'i' => int(4, true),
            'I' => int(4, false),
            'l' => int(long, true),
            'L' => int(long, false),
            'q' => int(8, true),
            'Q' => int(8, false),
            'n' if self.native => int(8, true),
            'N' | 'P' if self.native => int(8, false),
            'e' => (Kind::Float(2), 2),
            'f' => (Kind::Float(4), 4),
            'd' => (Kind::Float(8), 8),
            's' => (Kind::Text(count), 1),
            'p' => (Kind::Pascal(count), 1),
            _ => return None,
        })
    }
}

impl Layout {
    /// Understands a format; the problem in CPython's words if it cannot.
    pub fn parse(format: &str) -> Result<Layout, &'static str> {
        let host_little = cfg!(target_endian = "little");
        let (native, aligned, little, rest) = match format.chars().next() {
            Some('@') => (true, true, host_little, &format[1..]),
            Some('=') => (false, false, host_little, &format[1..]),
            Some('<') => (false, false, true, &format[1..]),
            Some('>' | '!') => (false, false, false, &format[1..]),
            _ => (true, true, host_little, format),
        };
        let sizes = Sizes { native, aligned };
        let mut layout = Layout {
            items: Vec::new(),
            size: 0,
            little,
            native,
        };
        let mut chars = rest.chars().peekable();
        while let Some(c) = chars.next() {
            if c.is_ascii_whitespace() {
                continue;
            }
            let (mut count, mut code) = (1usize, c);
            if let Some(d) = c.to_digit(10) {
                count = d as usize;
                loop {
                    match chars.next() {
                        Some(c) => match c.to_digit(10) {
                            Some(d) => {
                                count = count
                                    .checked_mul(10)
                                    .and_then(|n| n.checked_add(d as usize))
                                    .filter(|n| *n < 1 << 40)
                                    .ok_or("overflow in item count")?;
                            }
                            None => {
                                code = c;
                                break;
                            }
                        },
                        None => return Err("repeat count given without format specifier"),
                    }
                }
            }
            layout.add(&sizes, code, count)?;
        }
        Ok(layout)
    }

    fn add(&mut self, sizes: &Sizes, code: char, count: usize) -> Result<(), &'static str> {
        if code == 'x' {
            self.size += count;
            return Ok(());
        }
        let Some((kind, width)) = sizes.kind(code, count) else {
            return Err("bad char in struct format");
        };
        if sizes.aligned {
            self.size = self.size.next_multiple_of(width);
        }
        if matches!(kind, Kind::Text(_) | Kind::Pascal(_)) {
            self.items.push(Item {
                kind,
                at: self.size,
                code,
            });
            self.size += count;
            return Ok(());
        }
        for _ in 0..count {
            self.items.push(Item {
                kind,
                at: self.size,
                code,
            });
            self.size += width;
        }
        Ok(())
    }
}

/// Bytes of a half-precision float; `None` if the number is too large.
pub fn half_bits(f: f64) -> Option<u16> {
    let sign = ((f.to_bits() >> 48) & 0x8000) as u16;
    let a = f.abs();
    if f.is_nan() {
        return Some(sign | 0x7E00);
    }
    if a.is_infinite() {
        return Some(sign | 0x7C00);
    }
    if a == 0.0 {
        return Some(sign);
    }
    // a = m * 2**e with 0.5 <= m < 1.
    let (m, e) = libm::frexp(a);
    if e > 16 {
        return None;
    }
    if e < -13 {
        // Below the normal numbers the steps are 2**-24.
        return Some(sign | libm::rint(libm::ldexp(a, 24)) as u16);
    }
    let mantissa = libm::rint(libm::ldexp(m, 11)) as u32;
    let bits = ((e + 13) as u32) * 1024 + mantissa;
    (bits < 0x7C00).then_some(sign | bits as u16)
}

/// The number of a half-precision float.
pub fn from_half(bits: u16) -> f64 {
    let sign = if bits & 0x8000 != 0 { -1.0 } else { 1.0 };
    let (e, m) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    sign * match e {
        0 => libm::ldexp(m, -24),
        31 if m == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        e => libm::ldexp(m + 1024.0, e - 25),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn native_formats_are_aligned() {
        let l = Layout::parse("bi").unwrap();
        assert_eq!((l.size, l.items[1].at), (8, 4));
        assert_eq!(Layout::parse("<bi").unwrap().size, 5);
        assert_eq!(Layout::parse("b0i").unwrap().size, 4);
        assert_eq!(Layout::parse("3s2x2h").unwrap().size, 10);
        assert_eq!(
            Layout::parse("5"),
            Err("repeat count given without format specifier")
        );
        assert_eq!(Layout::parse("<n"), Err("bad char in struct format"));
    }

    #[test]
    fn halves_round_to_even() {
        for (f, bits) in [
            (1.0, 0x3C00),
            (-2.0, 0xC000),
            (65504.0, 0x7BFF),
            (5.960464477539063e-08, 1),
            (0.1, 0x2E66),
        ] {
            assert_eq!(half_bits(f), Some(bits), "{f}");
        }
        assert_eq!(half_bits(65520.0), None);
        assert_eq!(from_half(0x2E66), 0.0999755859375);
    }
}
