//! Operators between builtin values that need no Python code.

use crate::class::Builtin;
use crate::object::Str;
use crate::protocol::number::{BinOp, CmpOp};
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::{Tag, Val};

/// `a op b` by the rules of the builtin types; `None` if none applies.
pub fn quick_binary<'t>(
    th: &'t Thread,
    op: BinOp,
    inplace: bool,
    a: Val<'t>,
    b: Val<'t>,
) -> Res<Option<Val<'t>>> {
    let _ = inplace;
    if let (BinOp::Add, Some(x), Some(y)) = (op, exact_str(a), exact_str(b)) {
        return Ok(Some(Str::join(th, &[x, y]).val()));
    }
    Ok(None)
}

fn exact_str<'t>(v: Val<'t>) -> Option<&'t str> {
    v.has_shape(Builtin::Str.shape())
        .then(|| v.known::<Str>().text())
}

/// A comparison by the rules of the builtin types; `None` if none applies.
pub fn quick_compare<'t>(th: &'t Thread, op: CmpOp, a: Val<'t>, b: Val<'t>) -> Res<Option<bool>> {
    let _ = th;
    if let (Some(x), Some(y)) = (exact_str(a), exact_str(b)) {
        return Ok(Some(op.holds(&x, &y)));
    }
    Ok(match (number(a), number(b)) {
        (Some(x), Some(y)) => Some(op.holds(&x, &y)),
        _ if matches!(op, CmpOp::Eq | CmpOp::Ne) && (!a.is_pointer() && !b.is_pointer()) => {
            Some(a.is(b) == (op == CmpOp::Eq))
        }
        _ => None,
    })
}

fn number(v: Val<'_>) -> Option<f64> {
    match v.tag() {
        Tag::Int(i) => Some(i as f64),
        Tag::Float(f) => Some(f),
        Tag::Bool(b) => Some(f64::from(b)),
        _ => None,
    }
}
