//! Constant folding on the AST, where CPython shows the same result. What would raise, or would make a constant of
//! more than a modest size, is left to run time.

use num_bigint::BigInt;
use num_traits::{ToPrimitive, Zero};
use ruff_python_ast::{self as ast, Expr, Operator, UnaryOp};

use crate::code::{Const, Text};
use crate::literal;
use crate::source::Source;

/// Most bits of a folded int.
const MAX_BITS: u64 = 128;
/// Most items of a folded string.
const MAX_LEN: usize = 4096;
/// Deepest expression that is tried.
const MAX_DEPTH: u32 = 50;

/// What folding needs to know.
#[derive(Clone, Copy)]
pub(crate) struct Folder<'s> {
    pub source: &'s Source<'s>,
    /// What `__debug__` is.
    pub debug: bool,
}

impl Folder<'_> {
    /// The value of a constant expression.
    pub fn constant(&self, expr: &Expr) -> Option<Const> {
        self.at_depth(expr, 0)
    }

    /// The truth of a constant expression.
    pub fn truth(&self, expr: &Expr) -> Option<bool> {
        self.constant(expr).map(|value| truth(&value))
    }

    fn at_depth(&self, expr: &Expr, depth: u32) -> Option<Const> {
        if depth > MAX_DEPTH {
            return None;
        }
        let inner = |expr| self.at_depth(expr, depth + 1);
        match expr {
            Expr::NumberLiteral(number) => Some(literal::number(&number.value)),
            Expr::StringLiteral(string) => Some(Const::Str(literal::string(self.source, string))),
            Expr::BytesLiteral(bytes) => Some(Const::Bytes(literal::bytes(bytes))),
            Expr::BooleanLiteral(boolean) => Some(boolean_const(boolean.value)),
            Expr::NoneLiteral(_) => Some(Const::None),
            Expr::EllipsisLiteral(_) => Some(Const::Ellipsis),
            Expr::Name(name) if name.id == "__debug__" && name.ctx.is_load() => {
                Some(boolean_const(self.debug))
            }
            Expr::Tuple(tuple) if tuple.ctx.is_load() => {
                let items: Option<Vec<Const>> = tuple.elts.iter().map(inner).collect();
                Some(Const::Tuple(items?.into()))
            }
            Expr::UnaryOp(unary) => unary_op(unary.op, &inner(&unary.operand)?),
            Expr::BinOp(binary) => {
                let right = inner(&binary.right)?;
                binary_op(binary.op, &inner(&binary.left)?, &right)
            }
            _ => None,
        }
    }

    /// A display of constants as what `in` and `for` may use in its place: a tuple for a list, a frozenset for a set.
    pub fn frozen_display(&self, expr: &Expr, for_loop: bool) -> Option<Const> {
        let items = |elts: &[Expr]| -> Option<Vec<Const>> {
            elts.iter().map(|elt| self.constant(elt)).collect()
        };
        match expr {
            Expr::List(ast::ExprList { elts, .. }) => Some(Const::Tuple(items(elts)?.into())),
            Expr::Set(ast::ExprSet { elts, .. }) if !for_loop => {
                Some(Const::FrozenSet(items(elts)?.into()))
            }
            _ => None,
        }
    }
}

pub(crate) fn boolean_const(value: bool) -> Const {
    if value { Const::True } else { Const::False }
}

/// The truth of a constant.
pub(crate) fn truth(value: &Const) -> bool {
    match value {
        Const::None | Const::False => false,
        Const::True | Const::Ellipsis | Const::BigInt(_) | Const::Code(_) => true,
        Const::Int(int) => *int != 0,
        Const::Float(float) => *float != 0.0,
        Const::Complex(re, im) => *re != 0.0 || *im != 0.0,
        Const::Str(Text::Utf8(text)) => !text.is_empty(),
        Const::Str(Text::Wtf8(text)) => !text.is_empty(),
        Const::Bytes(bytes) => !bytes.is_empty(),
        Const::Tuple(items) | Const::FrozenSet(items) => !items.is_empty(),
    }
}

fn as_int(value: &Const) -> Option<BigInt> {
    match value {
        Const::Int(int) => Some(BigInt::from(*int)),
        Const::BigInt(int) => Some(int.clone()),
        Const::True => Some(BigInt::from(1)),
        Const::False => Some(BigInt::zero()),
        _ => None,
    }
}

/// A float, or an int that a float holds exactly.
fn as_float(value: &Const) -> Option<f64> {
    match value {
        Const::Float(float) => Some(*float),
        other => {
            let int = as_int(other)?;
            (int.bits() <= 53).then(|| int.to_f64()).flatten()
        }
    }
}

fn unary_op(op: UnaryOp, value: &Const) -> Option<Const> {
    match (op, value) {
        (UnaryOp::Not, _) => Some(boolean_const(!truth(value))),
        (UnaryOp::USub, Const::Float(float)) => Some(Const::Float(-float)),
        (UnaryOp::USub, Const::Complex(re, im)) => Some(Const::Complex(-re, -im)),
        (UnaryOp::UAdd, Const::Float(_) | Const::Complex(..)) => Some(value.clone()),
        (UnaryOp::USub, _) => Some(literal::integer(-as_int(value)?)),
        (UnaryOp::UAdd, _) => Some(literal::integer(as_int(value)?)),
        // ~True is deprecated and warns at run time.
        (UnaryOp::Invert, Const::Int(_) | Const::BigInt(_)) => {
            Some(literal::integer(!as_int(value)?))
        }
        (UnaryOp::Invert, _) => None,
    }
}

fn binary_op(op: Operator, a: &Const, b: &Const) -> Option<Const> {
    match (a, b) {
        (Const::Str(Text::Utf8(a)), Const::Str(Text::Utf8(b)))
            if op == Operator::Add && a.len() + b.len() <= MAX_LEN =>
        {
            Some(Const::Str(Text::Utf8(format!("{a}{b}").into())))
        }
        (Const::Bytes(a), Const::Bytes(b))
            if op == Operator::Add && a.len() + b.len() <= MAX_LEN =>
        {
            Some(Const::Bytes(a.iter().chain(b.iter()).copied().collect()))
        }
        (Const::Str(Text::Utf8(text)), Const::Int(n))
        | (Const::Int(n), Const::Str(Text::Utf8(text)))
            if op == Operator::Mult =>
        {
            let n = repeat_count(*n, text.len())?;
            Some(Const::Str(Text::Utf8(text.repeat(n).into())))
        }
        (Const::Bytes(bytes), Const::Int(n)) | (Const::Int(n), Const::Bytes(bytes))
            if op == Operator::Mult =>
        {
            let n = repeat_count(*n, bytes.len())?;
            Some(Const::Bytes(bytes.repeat(n).into()))
        }
        (real, Const::Complex(re, im)) => {
            let real = as_float(real)?;
            match op {
                Operator::Add => Some(Const::Complex(real + re, *im)),
                Operator::Sub => Some(Const::Complex(real - re, -im)),
                _ => None,
            }
        }
        (Const::Float(_), _) | (_, Const::Float(_)) => float_op(op, as_float(a)?, as_float(b)?),
        // Bit operations on two bools give a bool; not worth a rule.
        (Const::True | Const::False, Const::True | Const::False) => None,
        _ => int_op(op, as_int(a)?, as_int(b)?),
    }
}

fn repeat_count(n: i64, len: usize) -> Option<usize> {
    let n = usize::try_from(n.max(0)).ok()?;
    (n.checked_mul(len)? <= MAX_LEN).then_some(n)
}

fn float_op(op: Operator, a: f64, b: f64) -> Option<Const> {
    let value = match op {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mult => a * b,
        Operator::Div if b != 0.0 => a / b,
        Operator::Pow if a > 0.0 && a.is_finite() && b.is_finite() => {
            Some(a.powf(b)).filter(|v| v.is_finite())?
        }
        _ => return None,
    };
    Some(Const::Float(value))
}

fn int_op(op: Operator, a: BigInt, b: BigInt) -> Option<Const> {
    use num_integer::Integer;
    let value = match op {
        Operator::Add => a + b,
        Operator::Sub => a - b,
        Operator::Mult if a.bits() + b.bits() <= MAX_BITS => a * b,
        Operator::FloorDiv if !b.is_zero() => a.div_floor(&b),
        Operator::Mod if !b.is_zero() => a.mod_floor(&b),
        Operator::Div if !b.is_zero() && a.bits() <= 53 && b.bits() <= 53 => {
            return Some(Const::Float(a.to_f64()? / b.to_f64()?));
        }
        Operator::Pow => {
            let exponent = b.to_u32()?;
            if a.bits().checked_mul(u64::from(exponent))? > MAX_BITS {
                return None;
            }
            a.pow(exponent)
        }
        Operator::LShift => {
            let shift = b.to_u64().filter(|shift| a.bits() + shift <= MAX_BITS)?;
            a << shift
        }
        Operator::RShift => a >> b.to_u64().filter(|shift| *shift <= 4 * MAX_BITS)?,
        Operator::BitAnd => a & b,
        Operator::BitOr => a | b,
        Operator::BitXor => a ^ b,
        _ => return None,
    };
    Some(literal::integer(value))
}
