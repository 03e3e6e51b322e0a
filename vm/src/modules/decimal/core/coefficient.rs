//! Coefficients: natural numbers that know how many decimal digits they have.
//!
//! Up to 38 digits they are a machine word of 128 bits, which covers the usual precisions; longer ones are big numbers
//! of the crate dashu-int. The form is decided by the value alone, so equal coefficients have equal forms.

use std::cmp::Ordering;

use dashu_int::UBig;
use dashu_int::ops::DivRem;

/// Most digits of the small form.
pub const SMALL_DIGITS: u64 = 38;

/// Digits beyond which no number is made: an operation that needs more fails for want of memory.
pub const MOST_DIGITS: u64 = 1 << 29;

/// The powers of ten that fit the small form.
const POWERS: [u128; 39] = {
    let mut powers = [1u128; 39];
    let mut i = 1;
    while i < 39 {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

/// A natural number.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Coef {
    /// Less than 10^38.
    Small(u128),
    /// All others, with the number of digits.
    Big(UBig, u64),
}

/// How what was cut off compares with one half of the last place that is left.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cut {
    Nothing,
    Below,
    Half,
    Above,
}

/// Number of digits of a value of the small form; 1 for 0.
#[inline]
pub fn small_digits(v: u128) -> u64 {
    let bits = 128 - (v | 1).leading_zeros();
    // bits * log10(2), which is right or one too few.
    let guess = (bits * 1233) >> 12;
    u64::from(guess) + u64::from(v >= POWERS[guess as usize]) + u64::from(v == 0)
}

/// 10^n, for n that somebody has checked.
pub fn power_of_ten(n: u64) -> UBig {
    match POWERS.get(n as usize) {
        Some(p) => UBig::from(*p),
        None => UBig::from(5u8).pow(n as usize) << n as usize,
    }
}

fn big_digits(v: &UBig) -> u64 {
    use dashu_int::ops::BitTest;
    let bits = v.bit_len() as u128;
    // log10(2) to 38 places: the guess is right or one too few.
    const LOG: u128 = 30_102_999_566_398_119_521;
    let guess = (bits * LOG / 100_000_000_000_000_000_000) as u64;
    guess + u64::from(*v >= power_of_ten(guess))
}

impl Coef {
    pub const ZERO: Coef = Coef::Small(0);
    pub const ONE: Coef = Coef::Small(1);
    /// Numbers of more 64-bit words than these are of the big form.
    pub const SMALL_LIMBS: usize = 2;

    #[inline]
    pub fn small(v: u128) -> Coef {
        if v < POWERS[38] {
            Coef::Small(v)
        } else {
            Coef::Big(UBig::from(v), 39)
        }
    }

    pub fn big(v: UBig) -> Coef {
        match u128::try_from(&v) {
            Ok(small) if small < POWERS[38] => Coef::Small(small),
            _ => {
                let n = big_digits(&v);
                Coef::Big(v, n)
            }
        }
    }

    pub fn to_big(&self) -> UBig {
        match self {
            Coef::Small(v) => UBig::from(*v),
            Coef::Big(v, _) => v.clone(),
        }
    }

    #[inline]
    pub fn is_zero(&self) -> bool {
        matches!(self, Coef::Small(0))
    }

    /// Number of decimal digits; 1 for 0.
    #[inline]
    pub fn digits(&self) -> u64 {
        match self {
            Coef::Small(v) => small_digits(*v),
            Coef::Big(_, n) => *n,
        }
    }

    /// As a `u64`, if it is one.
    pub fn to_u64(&self) -> Option<u64> {
        match self {
            Coef::Small(v) => u64::try_from(*v).ok(),
            Coef::Big(..) => None,
        }
    }

    pub fn is_odd(&self) -> bool {
        use dashu_int::ops::BitTest;
        match self {
            Coef::Small(v) => v & 1 == 1,
            Coef::Big(v, _) => v.bit(0),
        }
    }

    /// The last digit.
    pub fn last_digit(&self) -> u8 {
        match self {
            Coef::Small(v) => (v % 10) as u8,
            Coef::Big(v, _) => (v % 10u8) as u8,
        }
    }

    #[inline]
    pub fn add(&self, other: &Coef) -> Coef {
        match (self, other) {
            // Twice 10^38 is less than 2^128.
            (Coef::Small(a), Coef::Small(b)) => Coef::small(a + b),
            _ => Coef::big(self.to_big() + other.to_big()),
        }
    }

    /// `self - other`, which is not negative.
    #[inline]
    pub fn sub(&self, other: &Coef) -> Coef {
        match (self, other) {
            (Coef::Small(a), Coef::Small(b)) => Coef::Small(a - b),
            _ => Coef::big(self.to_big() - other.to_big()),
        }
    }

    #[inline]
    pub fn mul(&self, other: &Coef) -> Coef {
        if let (Coef::Small(a), Coef::Small(b)) = (self, other) {
            if (a | b) >> 64 == 0 {
                return Coef::small(a * b);
            }
            if let Some(product) = a.checked_mul(*b) {
                return Coef::small(product);
            }
        }
        Coef::big(self.to_big() * other.to_big())
    }

    /// Quotient and remainder.
    pub fn div_rem(&self, other: &Coef) -> (Coef, Coef) {
        match (self, other) {
            (Coef::Small(a), Coef::Small(b)) => {
                let (q, r) = divide(*a, *b);
                (Coef::Small(q), Coef::Small(r))
            }
            _ => {
                let (q, r) = self.to_big().div_rem(other.to_big());
                (Coef::big(q), Coef::big(r))
            }
        }
    }

    /// `self * 10^n`.
    #[inline]
    pub fn shift_left(&self, n: u64) -> Coef {
        if n == 0 || self.is_zero() {
            return self.clone();
        }
        match self {
            Coef::Small(v) if self.digits() + n <= SMALL_DIGITS => {
                Coef::Small(v * POWERS[n as usize])
            }
            _ => {
                let digits = self.digits() + n;
                Coef::Big(self.to_big() * power_of_ten(n), digits)
            }
        }
    }

    /// Cuts off the last `n` digits.
    #[inline]
    pub fn shift_right(&self, n: u64) -> (Coef, Cut) {
        if n == 0 {
            return (self.clone(), Cut::Nothing);
        }
        if n > self.digits() {
            let cut = if self.is_zero() {
                Cut::Nothing
            } else {
                Cut::Below
            };
            return (Coef::ZERO, cut);
        }
        match self {
            Coef::Small(v) => {
                let power = POWERS[n as usize];
                let (q, r) = divide(*v, power);
                (Coef::Small(q), cut(r, power - r))
            }
            Coef::Big(v, _) => {
                let power = power_of_ten(n);
                let (q, r) = v.div_rem(&power);
                let rest = power - &r;
                let cut = if r.is_zero() {
                    Cut::Nothing
                } else {
                    match r.cmp(&rest) {
                        Ordering::Less => Cut::Below,
                        Ordering::Equal => Cut::Half,
                        Ordering::Greater => Cut::Above,
                    }
                };
                (Coef::big(q), cut)
            }
        }
    }

    /// The last `n` digits.
    pub fn low_digits(&self, n: u64) -> Coef {
        if n >= self.digits() {
            return self.clone();
        }
        match self {
            Coef::Small(v) => Coef::Small(v % POWERS[n as usize]),
            Coef::Big(v, _) => Coef::big(v % power_of_ten(n)),
        }
    }

    /// How many zeros the number, which is not 0, ends with, but not more than `most`.
    pub fn trailing_zeros(&self, most: u64) -> u64 {
        match self {
            Coef::Small(v) => small_zeros(*v, most),
            Coef::Big(v, n) => {
                // A number that is divisible by 10^k is divisible by 2^k.
                let twos = v.trailing_zeros().unwrap_or(0) as u64;
                let mut low = 0;
                let mut high = most.min(twos).min(*n);
                while low < high {
                    let middle = (low + high).div_ceil(2);
                    if (v % power_of_ten(middle)).is_zero() {
                        low = middle;
                    } else {
                        high = middle - 1;
                    }
                }
                low
            }
        }
    }

    /// The greatest number of `n` digits.
    pub fn nines(n: u64) -> Coef {
        match POWERS.get(n as usize) {
            Some(p) => Coef::Small(p - 1),
            None => Coef::Big(power_of_ten(n) - UBig::ONE, n),
        }
    }

    /// The decimal digits.
    pub fn text(&self) -> String {
        match self {
            Coef::Small(v) => match u64::try_from(*v) {
                Ok(v) => v.to_string(),
                Err(_) => v.to_string(),
            },
            Coef::Big(v, _) => v.to_string(),
        }
    }

    /// From ASCII digits.
    pub fn from_text(digits: &[u8]) -> Coef {
        let start = digits.iter().position(|d| *d != b'0');
        let digits = &digits[start.unwrap_or(digits.len())..];
        if digits.len() as u64 <= SMALL_DIGITS {
            let (high, low) = digits.split_at(digits.len().saturating_sub(19));
            let word = |part: &[u8]| {
                part.iter()
                    .fold(0u64, |v, d| v.wrapping_mul(10) + u64::from(d - b'0'))
            };
            return Coef::Small(u128::from(word(high)) * POWERS[low.len()] + u128::from(word(low)));
        }
        let text = std::str::from_utf8(digits).expect("the caller gives ASCII");
        let value = UBig::from_str_radix(text, 10).expect("the caller gives digits");
        Coef::Big(value, digits.len() as u64)
    }

    /// Does it have more digits than `n`?
    pub fn exceeds(&self, n: i64) -> bool {
        self.digits() as i64 > n
    }
}

impl PartialOrd for Coef {
    fn partial_cmp(&self, other: &Coef) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Coef {
    fn cmp(&self, other: &Coef) -> Ordering {
        match (self, other) {
            (Coef::Small(a), Coef::Small(b)) => a.cmp(b),
            (Coef::Small(_), Coef::Big(..)) => Ordering::Less,
            (Coef::Big(..), Coef::Small(_)) => Ordering::Greater,
            (Coef::Big(a, _), Coef::Big(b, _)) => a.cmp(b),
        }
    }
}

/// Division of machine words: a short one where that will do.
#[inline]
fn divide(a: u128, b: u128) -> (u128, u128) {
    if (a | b) >> 64 == 0 {
        let (a, b) = (a as u64, b as u64);
        return (u128::from(a / b), u128::from(a % b));
    }
    let q = a / b;
    (q, a - q * b)
}

/// The cut with remainder `rest`, and what is missing to the power of ten.
#[inline]
fn cut(rest: u128, missing: u128) -> Cut {
    if rest == 0 {
        Cut::Nothing
    } else if rest < missing {
        Cut::Below
    } else if rest == missing {
        Cut::Half
    } else {
        Cut::Above
    }
}

fn small_zeros(v: u128, most: u64) -> u64 {
    let most = most.min(u64::from(v.trailing_zeros()));
    let (mut rest, mut n) = (v, 0);
    for step in [16, 8, 4, 2, 1] {
        if n + step <= most {
            let (q, r) = divide(rest, POWERS[step as usize]);
            if r == 0 {
                (rest, n) = (q, n + step);
            }
        }
    }
    // One round finds at most 31.
    while n < most && rest % 10 == 0 {
        (rest, n) = (rest / 10, n + 1);
    }
    n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_counted() {
        for n in 1..80u64 {
            let least = Coef::big(power_of_ten(n - 1));
            assert_eq!((least.digits(), Coef::nines(n).digits()), (n, n));
            assert_eq!(least.trailing_zeros(u64::MAX), n - 1);
            assert_eq!(least.shift_left(7).shift_right(7), (least, Cut::Nothing));
        }
        assert_eq!(Coef::ZERO.digits(), 1);
    }

    #[test]
    fn cuts_compare_with_a_half() {
        let cut = |v: &str, n| Coef::from_text(v.as_bytes()).shift_right(n).1;
        assert_eq!(cut("1200", 2), Cut::Nothing);
        assert_eq!(cut("1249", 2), Cut::Below);
        assert_eq!(cut("1250", 2), Cut::Half);
        assert_eq!(
            cut("12000000000000000000000000000000000000000000051", 2),
            Cut::Above
        );
        assert_eq!(cut("7", 2), Cut::Below);
    }
}
