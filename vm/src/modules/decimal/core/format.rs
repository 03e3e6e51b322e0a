//! The `format()` language for decimal numbers: `[[fill]align][sign][z][#][0][width][,][.precision][type]`.

use super::number::{Env, Number, Rounding, Status};
use super::round::{drop_digits, rescale_freely};
use super::text;

/// A specification.
#[derive(Clone, Debug)]
pub struct Spec {
    fill: char,
    align: char,
    sign: char,
    no_negative_zero: bool,
    /// There is always a point.
    alternate: bool,
    zeros: bool,
    width: usize,
    precision: Option<i64>,
    /// `e`, `f`, `g` or `%`.
    kind: char,
    upper: bool,
    /// Uses what the locale says.
    pub localized: bool,
    /// Asked for by a letter that will not be understood for ever.
    pub deprecated: bool,
    pub marks: Marks,
}

/// How digits are written: the point, what separates groups, and their sizes (the last one for all that follow, unless
/// it is 127).
#[derive(Clone, Debug)]
pub struct Marks {
    pub point: String,
    pub separator: String,
    pub groups: Vec<u8>,
}

impl Marks {
    fn plain() -> Marks {
        Marks {
            point: ".".to_owned(),
            separator: String::new(),
            groups: Vec::new(),
        }
    }
}

/// Widths for which there could be no memory.
const WIDEST: i64 = 1 << 36;

impl Spec {
    /// Parses a specification; `None` if it is wrong.
    pub fn parse(given: &str, capitals: bool) -> Option<Spec> {
        let mut spec = Spec {
            fill: ' ',
            align: '>',
            sign: '-',
            no_negative_zero: false,
            alternate: false,
            zeros: false,
            width: 0,
            precision: None,
            kind: 'g',
            upper: capitals,
            localized: false,
            deprecated: false,
            marks: Marks::plain(),
        };
        let chars: Vec<char> = given.chars().collect();
        let mut at = 0;
        let is_align = |c: Option<&char>| c.is_some_and(|c| "<>=^".contains(*c));
        let mut aligned = true;
        if is_align(chars.get(1)) {
            (spec.fill, spec.align, at) = (chars[0], chars[1], 2);
        } else if is_align(chars.first()) {
            (spec.align, at) = (chars[0], 1);
        } else {
            aligned = false;
        }
        let mut eat = |wanted: &str| {
            let c = chars.get(at).copied().filter(|c| wanted.contains(*c))?;
            at += 1;
            Some(c)
        };
        if let Some(sign) = eat("+- ") {
            spec.sign = sign;
        }
        spec.no_negative_zero = eat("z").is_some();
        spec.alternate = eat("#").is_some();
        if eat("0").is_some() {
            if aligned {
                return None;
            }
            spec.zeros = true;
        }
        let mut number = |first_zero: bool| {
            let mut n = eat("0123456789")?.to_digit(10)? as i64;
            if n == 0 && !first_zero {
                return Some(-1);
            }
            while let Some(d) = eat("0123456789") {
                n = (n * 10 + i64::from(d.to_digit(10)?)).min(i64::MAX / 16);
            }
            Some(n)
        };
        spec.width = usize::try_from(number(false).unwrap_or(0))
            .ok()
            .filter(|w| *w < WIDEST as usize)?;
        let comma = eat(",").is_some();
        if comma {
            spec.marks.separator = ",".to_owned();
            spec.marks.groups = vec![3];
        }
        if eat(".").is_some() {
            let mut n: Option<i64> = None;
            while let Some(d) = eat("0123456789") {
                let next = n.unwrap_or(0) * 10 + i64::from(d.to_digit(10)?);
                n = Some(next.min(i64::MAX / 16));
            }
            spec.precision = Some(n.filter(|n| *n < WIDEST)?);
        }
        if let Some(kind) = eat("eEfFgG%nN") {
            spec.upper = kind.is_ascii_uppercase() || kind == '%' && capitals;
            spec.kind = kind.to_ascii_lowercase();
            if spec.kind == 'n' {
                if comma {
                    return None;
                }
                (spec.kind, spec.localized, spec.deprecated) = ('g', true, kind == 'N');
            }
        }
        (at == chars.len()).then_some(spec)
    }

    /// The text of a number.
    pub fn apply(&self, n: &Number, env: &Env, st: &mut Status) -> Option<String> {
        let (negative, body) = match text::special(n) {
            Some(word) => {
                let percent = if self.kind == '%' { "%" } else { "" };
                let word = word.trim_start_matches('-');
                (n.negative, format!("{word}{percent}"))
            }
            None => {
                let n = self.rounded(n, env.rounding, st)?;
                let negative = n.negative && !(self.no_negative_zero && n.coef.is_zero());
                (negative, self.digits(&n))
            }
        };
        let sign = match (negative, self.sign) {
            (true, _) => "-",
            (false, '+') => "+",
            (false, ' ') => " ",
            _ => "",
        };
        let body = if n.is_finite() {
            self.grouped(sign, &body)
        } else {
            format!("{sign}{body}")
        };
        Some(self.padded(body, sign))
    }

    /// The number with as many digits as will be written.
    fn rounded(&self, n: &Number, mode: Rounding, st: &mut Status) -> Option<Number> {
        let mut n = n.clone();
        if self.kind == '%' {
            n.exp = n.exp.checked_add(2)?;
        }
        let Some(precision) = self.precision else {
            return Some(n);
        };
        match self.kind {
            'g' => Some(to_digits(n, precision.max(1), mode)),
            'e' if n.coef.is_zero() => Some(n),
            'e' => {
                let n = to_digits(n, precision + 1, mode);
                let missing = (precision + 1) as u64 - n.coef.digits();
                let coef = n.coef.shift_left(missing);
                Some(Number::finite(n.negative, coef, n.exp - missing as i64))
            }
            _ => {
                let mut mine = Status::default();
                n = rescale_freely(&n, -precision, mode, &mut mine);
                st.add(mine.0);
                (!mine.has(Status::ERRORS)).then_some(n)
            }
        }
    }

    /// The digits with point and exponent, without sign.
    fn digits(&self, n: &Number) -> String {
        let n = Number {
            negative: false,
            ..n.clone()
        };
        let digits = n.coef.text();
        let left = n.exp + digits.len() as i64;
        let (point, exponent) = match self.kind {
            'g' => return text::scientific(&n, self.upper),
            'e' if n.coef.is_zero() => {
                let places = self.precision.unwrap_or(0);
                return self.zero_with_exponent(n.exp, places);
            }
            'e' => (1, Some(left - 1)),
            _ if n.coef.is_zero() && n.exp > 0 => (1, None),
            _ => (left, None),
        };
        let mut out = String::new();
        text::push_digits(&mut out, &digits, point);
        if let Some(exponent) = exponent {
            out.push_str(&self.exponent(exponent));
        }
        if self.kind == '%' {
            out.push('%');
        }
        out
    }

    fn zero_with_exponent(&self, exp: i64, places: i64) -> String {
        let mut out = String::from("0");
        if places > 0 {
            out.push('.');
            out.extend(std::iter::repeat_n('0', places as usize));
        }
        out.push_str(&self.exponent(exp + places));
        out
    }

    fn exponent(&self, n: i64) -> String {
        format!("{}{n:+}", if self.upper { 'E' } else { 'e' })
    }

    /// Puts in separators and leading zeros.
    fn grouped(&self, sign: &str, body: &str) -> String {
        let end = body.bytes().position(|c| !c.is_ascii_digit());
        let (whole, rest) = body.split_at(end.unwrap_or(body.len()));
        let rest = match rest.strip_prefix('.') {
            Some(fraction) => format!("{}{fraction}", self.marks.point),
            None if self.alternate => format!("{}{rest}", self.marks.point),
            None => rest.to_owned(),
        };
        let other = sign.len() + rest.chars().count();
        let room = if self.zeros {
            self.width.saturating_sub(other)
        } else {
            0
        };
        format!("{sign}{}{rest}", self.separated(whole, room))
    }

    /// The digits before the point, in groups, at least `room` characters with leading zeros.
    fn separated(&self, whole: &str, room: usize) -> String {
        let step = self.marks.separator.chars().count();
        if step == 0 || self.marks.groups.is_empty() {
            return format!("{whole:0>room$}");
        }
        let mut parts: Vec<String> = Vec::new();
        let (mut left, mut length) = (whole, 0);
        for i in 0.. {
            let size = self.marks.groups[i.min(self.marks.groups.len() - 1)];
            let size = match size {
                0 | 127 => usize::MAX,
                n => n as usize,
            };
            let missing = room.saturating_sub(length).max(1);
            let take = size.min(left.len().max(missing));
            let cut = left.len().saturating_sub(take);
            parts.push(format!("{:0>take$}", &left[cut..]));
            left = &left[..cut];
            length += take + step;
            if left.is_empty() && length - step >= room {
                break;
            }
        }
        parts.reverse();
        parts.join(&self.marks.separator)
    }

    /// Fills up to the width.
    fn padded(&self, body: String, sign: &str) -> String {
        let missing = self.width.saturating_sub(body.chars().count());
        if missing == 0 {
            return body;
        }
        let fill = |n: usize| std::iter::repeat_n(self.fill, n).collect::<String>();
        match self.align {
            '<' => body + &fill(missing),
            '^' => fill(missing / 2) + &body + &fill(missing - missing / 2),
            '=' => format!("{sign}{}{}", fill(missing), &body[sign.len()..]),
            _ => fill(missing) + &body,
        }
    }
}

/// A number of at most so many digits.
fn to_digits(n: Number, most: i64, mode: Rounding) -> Number {
    if !n.coef.exceeds(most) {
        return n;
    }
    let cut = n.coef.digits() - most as u64;
    let (mut coef, _) = drop_digits(&n.coef, cut, n.negative, mode);
    let mut exp = n.exp + cut as i64;
    if coef.exceeds(most) {
        (coef, exp) = (coef.shift_right(1).0, exp + 1);
    }
    Number::finite(n.negative, coef, exp)
}
