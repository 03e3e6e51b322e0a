//! Operators, attributes, calls that are rare.

use lang::opcode::{Intrinsic, Reg, ops};

use crate::class::Builtin;
use crate::interp::{Flow, Interp};
use crate::modules::support;
use crate::names::Id;
use crate::object::{Code, Dict, Function, Part, Ref};
use crate::protocol::{call, container, iter};
use crate::thread::{Slot, Thread};
use crate::types::int::{Int, arith};
use crate::unwind::Res;
use crate::value::Val;

/// An operator with one operand: ints, floats and complex numbers at once, the rest by its special method.
fn unary(
    m: &mut Interp<'_>,
    dst: Reg,
    a: Reg,
    id: Id,
    symbol: &str,
    quick: for<'t> fn(&'t Thread, Val<'t>) -> Option<Val<'t>>,
) -> Res<Flow> {
    let a = m.slot(a);
    m.slow(dst, |th| {
        if let Some(v) = quick(th, th.get(a)) {
            return Ok(th.root(v));
        }
        match th.call_special(a, id, &[])? {
            Some(v) => Ok(v),
            None => Err(th.type_error(format!(
                "bad operand type for unary {symbol}: '{}'",
                th.class_name(th.get(a))
            ))),
        }
    })
}

pub fn pos(m: &mut Interp<'_>, op: ops::Pos) -> Res<Flow> {
    unary(m, op.dst, op.a, Id::__pos__, "+", |th, v| {
        match v.as_float() {
            Some(_) => Some(v),
            None => Int::exact(v).map(|i| i.val(th)),
        }
    })
}

pub fn neg(m: &mut Interp<'_>, op: ops::Neg) -> Res<Flow> {
    unary(m, op.dst, op.a, Id::__neg__, "-", |th, v| {
        match v.as_float() {
            Some(f) => Some(Val::float(-f)),
            None => Int::exact(v).map(|i| arith::negate(th, i)),
        }
    })
}

pub fn invert(m: &mut Interp<'_>, op: ops::Invert) -> Res<Flow> {
    unary(m, op.dst, op.a, Id::__invert__, "~", |th, v| {
        Int::exact(v).map(|i| arith::invert(th, i))
    })
}

/// Truth of `a in b`.
fn contains(m: &mut Interp<'_>, a: Reg, b: Reg) -> Res<bool> {
    if let Some(known) = container::quick_contains(m.th, m.get(b), m.get(a))? {
        return Ok(known);
    }
    let (a, b) = (m.slot(a), m.slot(b));
    m.scoped(|th| container::contains(th, b, a))
}

pub fn in_(m: &mut Interp<'_>, op: ops::In) -> Res<Flow> {
    let found = contains(m, op.a, op.b)?;
    m.put(op.dst, Val::bool(found));
    Ok(Flow::Next)
}

pub fn not_in(m: &mut Interp<'_>, op: ops::NotIn) -> Res<Flow> {
    let found = contains(m, op.a, op.b)?;
    m.put(op.dst, Val::bool(!found));
    Ok(Flow::Next)
}

pub fn jump_if_in(m: &mut Interp<'_>, op: ops::JumpIfIn) -> Res<Flow> {
    Ok(match contains(m, op.a, op.b)? {
        true => Flow::Jump(op.target.0),
        false => Flow::Next,
    })
}

pub fn jump_if_not_in(m: &mut Interp<'_>, op: ops::JumpIfNotIn) -> Res<Flow> {
    Ok(match contains(m, op.a, op.b)? {
        true => Flow::Next,
        false => Flow::Jump(op.target.0),
    })
}

pub fn del_item(m: &mut Interp<'_>, op: ops::DelItem) -> Res<Flow> {
    let (obj, key) = (m.slot(op.obj), m.slot(op.key));
    m.scoped(|th| container::del_item(th, obj, key))?;
    Ok(Flow::Next)
}

pub fn unpack_ex(m: &mut Interp<'_>, op: ops::UnpackEx) -> Res<Flow> {
    let (base, obj) = (m.slot(op.base), m.slot(op.obj));
    let (before, after) = (usize::from(op.before), usize::from(op.after));
    m.scoped(|th| iter::unpack_ex(th, base, before, after, obj))?;
    Ok(Flow::Next)
}

pub fn get_len(m: &mut Interp<'_>, op: ops::GetLen) -> Res<Flow> {
    let obj = m.slot(op.obj);
    m.slow(op.dst, |th| {
        let n = container::len(th, obj)?;
        Ok(th.root(th.int(n as i64)))
    })
}

pub fn intrinsic1(m: &mut Interp<'_>, op: ops::Intrinsic1) -> Res<Flow> {
    let (a, which) = (m.slot(op.a), op.which);
    m.slow(op.dst, |th| intrinsic(th, which, &[a]))
}

pub fn intrinsic2(m: &mut Interp<'_>, op: ops::Intrinsic2) -> Res<Flow> {
    let (a, b, which) = (m.slot(op.a), m.slot(op.b), op.which);
    m.slow(op.dst, |th| intrinsic(th, which, &[a, b]))
}

/// A rare operation: those of type parameters are functions of `_typing`.
fn intrinsic(th: &mut Thread, which: Intrinsic, args: &[Slot]) -> Res<Slot> {
    let (module, name) = match which {
        Intrinsic::Print => ("sys", "displayhook"),
        Intrinsic::TypeVar => ("_typing", "_type_var"),
        Intrinsic::TypeVarWithBound => ("_typing", "_bound_type_var"),
        Intrinsic::TypeVarWithConstraints => ("_typing", "_constrained_type_var"),
        Intrinsic::ParamSpec => ("_typing", "_param_spec"),
        Intrinsic::TypeVarTuple => ("_typing", "_type_var_tuple"),
        Intrinsic::SetTypeParamDefault => ("_typing", "_with_default"),
        Intrinsic::SubscriptGeneric => ("_typing", "_subscript_generic"),
        Intrinsic::TypeAlias => ("_typing", "_type_alias"),
        Intrinsic::SetFunctionTypeParams => {
            support::set_attr(th, args[0], "__type_params__", args[1])?;
            return Ok(args[0]);
        }
    };
    let f = crate::import::import_object(th, module, name)?;
    th.call(f, args)
}

pub fn delete_attr(m: &mut Interp<'_>, op: ops::DeleteAttr) -> Res<Flow> {
    let (obj, name) = (m.slot(op.obj), m.body().names[op.name.index()]);
    m.scoped(|th| {
        let name = th.root(name.val(th));
        let nothing = th.root(Val::UNDEF);
        th.setattr(obj, name, nothing)
    })?;
    Ok(Flow::Next)
}

pub fn call_ex(m: &mut Interp<'_>, op: ops::CallEx) -> Res<Flow> {
    let f = m.slot(op.f);
    let dst = op.dst;
    m.scoped(|th| positional_tuple(th, f, f.offset(1)))?;
    // The arguments are spread above the frame; a Python callee runs there.
    let th = m.full();
    let mark = th.mark();
    let begun =
        call::spread_call(th, f, f.offset(1), f.offset(2)).and_then(|site| m.begin_call(dst, site));
    if !matches!(begun, Ok(Flow::Switch)) {
        m.th.top.set(mark);
    }
    begun
}

/// Makes the tuple of a lone `*args`, which may be any iterable.
fn positional_tuple(th: &mut Thread, callee: Slot, args: Slot) -> Res<()> {
    if th.get(args).has_shape(Builtin::Tuple.shape()) {
        return Ok(());
    }
    if !iter::is_iterable(th, args)? {
        let text = format!(
            "{} argument after * must be an iterable, not {}",
            crate::types::dict::callee_text(th, callee)?,
            th.class_name(th.get(args))
        );
        return Err(th.type_error(text));
    }
    let tuple = iter::to_tuple(th, args)?;
    th.set(args, th.get(tuple));
    Ok(())
}

pub fn make_function(m: &mut Interp<'_>, op: ops::MakeFunction) -> Res<Flow> {
    let (code, parts, globals) = (
        m.body().consts[op.code.index()],
        m.slot(op.parts),
        m.frame().globals,
    );
    let f = {
        let th: &Thread = m.full();
        let parts = [0, 1, 2, 3].map(|i| th.get(parts.offset(i)));
        new_function(th, code.val(th).expect(), globals.val(th).expect(), parts).raw()
    };
    let v = f.val(&*m.th);
    m.put(op.dst, v);
    Ok(Flow::Next)
}

/// A function; `parts` are its defaults, keyword defaults, what makes its annotations, and its closure.
pub(crate) fn new_function<'t>(
    th: &'t Thread,
    code: Ref<'t, Code>,
    globals: Ref<'t, Dict>,
    parts: [Val<'t>; 4],
) -> Ref<'t, Function> {
    let f = Function::new(th, code, globals);
    let [defaults, keyword_defaults, annotate, closure] = parts;
    f.set_part(Part::Defaults, defaults);
    f.set_part(Part::KwDefaults, keyword_defaults);
    f.set_part(Part::Annotate, annotate);
    f.set_part(Part::Closure, closure);
    f.set_part(Part::Name, code.name());
    f.set_part(Part::QualName, code.qualname());
    let module = match globals.is_namespace() {
        true => globals
            .frozen()
            .cell(th.id(Id::__name__))
            .map_or(Val::NONE, |c| c.current()),
        false => Val::NONE,
    };
    f.set_part(Part::Module, module);
    let doc = code.body().lang.docstring.as_ref();
    let doc = doc
        .and_then(|d| d.as_str())
        .map_or(Val::NONE, |d| th.str(d));
    f.set_part(Part::Doc, doc);
    f
}

pub fn get_iter(m: &mut Interp<'_>, op: ops::GetIter) -> Res<Flow> {
    let obj = m.slot(op.obj);
    m.slow(op.dst, |th| iter::get_iter(th, obj))
}
