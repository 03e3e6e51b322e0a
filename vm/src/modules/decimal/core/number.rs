//! A decimal number, the settings under which one computes, and the conditions that can come up.

use super::coefficient::Coef;

/// Greatest precision and exponent.
pub const MAX_PREC: i64 = 999_999_999_999_999_999;
/// See [`MAX_PREC`].
pub const MAX_EMAX: i64 = MAX_PREC;
/// Least exponent.
pub const MIN_EMIN: i64 = -MAX_PREC;
/// Least exponent of a digit.
pub const MIN_ETINY: i64 = MIN_EMIN - (MAX_PREC - 1);

/// What a number is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Finite,
    Infinite,
    /// A quiet NaN; the coefficient is its payload.
    Quiet,
    /// A signaling NaN.
    Signaling,
}

/// (-1)^negative * coef * 10^exp, or a special value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Number {
    pub negative: bool,
    pub kind: Kind,
    /// 0 for special values.
    pub exp: i64,
    /// 0 for infinities.
    pub coef: Coef,
}

/// How to round what is between two numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rounding {
    Up,
    Down,
    Ceiling,
    Floor,
    HalfUp,
    HalfDown,
    HalfEven,
    /// Away from zero if the last digit would be 0 or 5.
    ZeroFiveUp,
}

impl Rounding {
    pub const ALL: [(Rounding, &'static str); 8] = [
        (Rounding::Up, "ROUND_UP"),
        (Rounding::Down, "ROUND_DOWN"),
        (Rounding::Ceiling, "ROUND_CEILING"),
        (Rounding::Floor, "ROUND_FLOOR"),
        (Rounding::HalfUp, "ROUND_HALF_UP"),
        (Rounding::HalfDown, "ROUND_HALF_DOWN"),
        (Rounding::HalfEven, "ROUND_HALF_EVEN"),
        (Rounding::ZeroFiveUp, "ROUND_05UP"),
    ];

    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    pub fn by_name(name: &str) -> Option<Rounding> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(r, _)| *r)
    }
}

/// The settings of a context.
#[derive(Clone, Copy, Debug)]
pub struct Env {
    pub prec: i64,
    pub rounding: Rounding,
    pub emin: i64,
    pub emax: i64,
    pub clamp: bool,
    pub capitals: bool,
}

impl Env {
    /// In which everything that can be represented is.
    pub const WIDEST: Env = Env {
        prec: MAX_PREC,
        rounding: Rounding::HalfEven,
        emin: MIN_EMIN,
        emax: MAX_EMAX,
        clamp: false,
        capitals: true,
    };

    /// Least exponent of a digit.
    #[inline]
    pub fn etiny(&self) -> i64 {
        self.emin - (self.prec - 1)
    }

    /// Greatest exponent of a number of full precision.
    #[inline]
    pub fn etop(&self) -> i64 {
        self.emax - (self.prec - 1)
    }

    pub fn with_rounding(self, rounding: Rounding) -> Env {
        Env { rounding, ..self }
    }
}

/// A set of conditions.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Status(pub u32);

impl Status {
    pub const CLAMPED: u32 = 1;
    pub const CONVERSION_SYNTAX: u32 = 1 << 1;
    pub const DIVISION_BY_ZERO: u32 = 1 << 2;
    pub const DIVISION_IMPOSSIBLE: u32 = 1 << 3;
    pub const DIVISION_UNDEFINED: u32 = 1 << 4;
    pub const INEXACT: u32 = 1 << 6;
    pub const INVALID_CONTEXT: u32 = 1 << 7;
    pub const INVALID_OPERATION: u32 = 1 << 8;
    /// There is no memory for the result.
    pub const NO_MEMORY: u32 = 1 << 9;
    pub const FLOAT_OPERATION: u32 = 1 << 10;
    pub const OVERFLOW: u32 = 1 << 11;
    pub const ROUNDED: u32 = 1 << 12;
    pub const SUBNORMAL: u32 = 1 << 13;
    pub const UNDERFLOW: u32 = 1 << 14;
    /// Everything that the signal InvalidOperation stands for.
    pub const INVALID: u32 = Self::CONVERSION_SYNTAX
        | Self::DIVISION_IMPOSSIBLE
        | Self::DIVISION_UNDEFINED
        | Self::INVALID_CONTEXT
        | Self::INVALID_OPERATION;
    /// Conditions after which the result is a NaN or an infinity that nobody computed.
    pub const ERRORS: u32 = Self::INVALID | Self::DIVISION_BY_ZERO | Self::NO_MEMORY;

    #[inline]
    pub fn add(&mut self, conditions: u32) {
        self.0 |= conditions;
    }

    #[inline]
    pub fn has(self, conditions: u32) -> bool {
        self.0 & conditions != 0
    }
}

impl Number {
    #[inline]
    pub fn finite(negative: bool, coef: Coef, exp: i64) -> Number {
        Number {
            negative,
            kind: Kind::Finite,
            exp,
            coef,
        }
    }

    pub fn int(i: i64) -> Number {
        Number::finite(i < 0, Coef::Small(i.unsigned_abs().into()), 0)
    }

    pub fn zero(negative: bool, exp: i64) -> Number {
        Number::finite(negative, Coef::ZERO, exp)
    }

    pub fn infinity(negative: bool) -> Number {
        Number {
            negative,
            kind: Kind::Infinite,
            exp: 0,
            coef: Coef::ZERO,
        }
    }

    pub fn nan() -> Number {
        Number {
            kind: Kind::Quiet,
            ..Number::infinity(false)
        }
    }

    /// The result of an operation that is not defined.
    pub fn invalid(st: &mut Status, condition: u32) -> Number {
        st.add(condition);
        Number::nan()
    }

    #[inline]
    pub fn is_finite(&self) -> bool {
        self.kind == Kind::Finite
    }

    pub fn is_infinite(&self) -> bool {
        self.kind == Kind::Infinite
    }

    #[inline]
    pub fn is_nan(&self) -> bool {
        matches!(self.kind, Kind::Quiet | Kind::Signaling)
    }

    pub fn is_signaling(&self) -> bool {
        self.kind == Kind::Signaling
    }

    #[inline]
    pub fn is_zero(&self) -> bool {
        self.is_finite() && self.coef.is_zero()
    }

    /// Exponent of the first digit.
    #[inline]
    pub fn adjusted(&self) -> i64 {
        self.exp + self.coef.digits() as i64 - 1
    }

    /// Is it a whole number?
    pub fn is_integer(&self) -> bool {
        if !self.is_finite() {
            return false;
        }
        if self.exp >= 0 || self.coef.is_zero() {
            return true;
        }
        let below = self.exp.unsigned_abs();
        below < self.coef.digits() && self.coef.trailing_zeros(below) == below
    }

    /// Is this whole number odd?
    pub fn is_odd(&self) -> bool {
        match self.exp {
            0 => self.coef.is_odd(),
            1.. => false,
            below => self.coef.shift_right(below.unsigned_abs()).0.is_odd(),
        }
    }

    pub fn is_normal(&self, env: &Env) -> bool {
        self.is_finite() && !self.coef.is_zero() && self.adjusted() >= env.emin
    }

    pub fn is_subnormal(&self, env: &Env) -> bool {
        self.is_finite() && !self.coef.is_zero() && self.adjusted() < env.emin
    }

    pub fn negated(mut self) -> Number {
        self.negative = !self.negative;
        self
    }

    pub fn absolute(mut self) -> Number {
        self.negative = false;
        self
    }

    /// The value as a whole number that fits an `i64`.
    pub fn to_i64(&self) -> Option<i64> {
        if !self.is_integer() {
            return None;
        }
        if self.coef.is_zero() {
            return Some(0);
        }
        let whole = match self.exp {
            0 => self.coef.to_u64()?,
            1..19 => self.coef.shift_left(self.exp as u64).to_u64()?,
            19.. => return None,
            below => self.coef.shift_right(below.unsigned_abs()).0.to_u64()?,
        };
        let whole = i64::try_from(whole).ok()?;
        Some(if self.negative { -whole } else { whole })
    }

    /// What an operation with a NaN among its operands gives: the first signaling one, else the first, made quiet. `None` if
    /// there is none.
    #[inline]
    pub fn nan_of(operands: &[&Number], env: &Env, st: &mut Status) -> Option<Number> {
        if !operands.iter().any(|n| n.is_nan()) {
            return None;
        }
        let found = match operands.iter().find(|n| n.is_signaling()) {
            Some(n) => {
                st.add(Status::INVALID_OPERATION);
                n
            }
            None => operands.iter().find(|n| n.is_nan())?,
        };
        let quiet = Number {
            kind: Kind::Quiet,
            ..(*found).clone()
        };
        Some(quiet.with_payload_for(env))
    }

    /// A NaN whose payload fits the precision.
    pub fn with_payload_for(mut self, env: &Env) -> Number {
        let most = env.prec - i64::from(env.clamp);
        if self.coef.exceeds(most) {
            self.coef = self.coef.low_digits(most as u64);
        }
        self
    }
}
