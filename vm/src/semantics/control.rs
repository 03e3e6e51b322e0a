//! Moves, constants, jumps, loops, iteration.

use lang::opcode::ops;

use super::{Machine, Next};
use crate::interp::Flow;
use crate::unwind::Res;

#[inline(always)]
pub fn move_<M: Machine>(m: &mut M, op: ops::Move) -> Res<Flow> {
    m.set(op.dst, m.reg(op.src));
    Ok(Flow::Next)
}

#[inline(always)]
pub fn load_const<M: Machine>(m: &mut M, op: ops::LoadConst) -> Res<Flow> {
    m.set(op.dst, m.constant(op.value));
    Ok(Flow::Next)
}

#[inline(always)]
pub fn load_int<M: Machine>(m: &mut M, op: ops::LoadInt) -> Res<Flow> {
    m.set(op.dst, m.from_int(m.const_int(i64::from(op.value))));
    Ok(Flow::Next)
}

#[inline(always)]
pub fn load_undef<M: Machine>(m: &mut M, op: ops::LoadUndef) -> Res<Flow> {
    m.set_undef(op.dst);
    Ok(Flow::Next)
}

#[inline(always)]
pub fn check_local<M: Machine>(m: &mut M, op: ops::CheckLocal) -> Res<Flow> {
    if m.is_undef(m.reg(op.var)) {
        m.unbound(op.name, false)
    } else {
        Ok(Flow::Next)
    }
}

#[inline(always)]
pub fn jump<M: Machine>(_: &mut M, op: ops::Jump) -> Res<Flow> {
    Ok(Flow::Jump(op.target.0))
}

#[inline(always)]
pub fn loop_<M: Machine>(m: &mut M, op: ops::Loop) -> Res<Flow> {
    m.back_edge(op.target.0, op.slot.0)
}

macro_rules! truth_jumps {
    ($($name:ident $kind:ident $when:literal;)*) => {$(
        #[inline(always)]
        pub fn $name<M: Machine>(m: &mut M, op: ops::$kind) -> Res<Flow> {
            let known = m.truth(m.reg(op.a))?;
            let t = match known {
                Some(t) => t,
                None => m.truth_of(op.a)?,
            };
            Ok(if t == $when { Flow::Jump(op.target.0) } else { Flow::Next })
        }
    )*};
}
truth_jumps! { jump_if_true JumpIfTrue true; jump_if_false JumpIfFalse false; }

#[inline(always)]
pub fn jump_if_none<M: Machine>(m: &mut M, op: ops::JumpIfNone) -> Res<Flow> {
    Ok(if m.is_none(m.reg(op.a)) {
        Flow::Jump(op.target.0)
    } else {
        Flow::Next
    })
}

#[inline(always)]
pub fn jump_if_not_none<M: Machine>(m: &mut M, op: ops::JumpIfNotNone) -> Res<Flow> {
    Ok(if m.is_none(m.reg(op.a)) {
        Flow::Next
    } else {
        Flow::Jump(op.target.0)
    })
}

#[inline(always)]
pub fn jump_if_is<M: Machine>(m: &mut M, op: ops::JumpIfIs) -> Res<Flow> {
    let same = m.decide(m.same(m.reg(op.a), m.reg(op.b)));
    Ok(if same {
        Flow::Jump(op.target.0)
    } else {
        Flow::Next
    })
}

#[inline(always)]
pub fn jump_if_is_not<M: Machine>(m: &mut M, op: ops::JumpIfIsNot) -> Res<Flow> {
    let same = m.decide(m.same(m.reg(op.a), m.reg(op.b)));
    Ok(if same {
        Flow::Next
    } else {
        Flow::Jump(op.target.0)
    })
}

#[inline(always)]
pub fn get_iter<M: Machine>(m: &mut M, op: ops::GetIter) -> Res<Flow> {
    {
        let m = &*m;
        if let Some(it) = m.make_iter(m.reg(op.obj))? {
            m.set(op.dst, it);
            return Ok(Flow::Next);
        }
    }
    m.out_of_line(op, super::rare::get_iter)
}

#[inline(always)]
pub fn for_iter<M: Machine>(m: &mut M, op: ops::ForIter) -> Res<Flow> {
    {
        let m = &*m;
        match m.iter_next(m.reg(op.iter))? {
            Next::Item(v) => {
                m.set(op.dst, v);
                return Ok(Flow::Next);
            }
            Next::Done => return Ok(Flow::Jump(op.target.0)),
            Next::Other => {}
        }
    }
    m.slow_iter_next(op.dst, op.iter, op.target.0)
}

#[inline(always)]
pub fn unpack_sequence<M: Machine>(m: &mut M, op: ops::UnpackSequence) -> Res<Flow> {
    let n = usize::from(op.n);
    {
        let m = &*m;
        if let Some(v) = m.unpack(m.reg(op.obj), n)? {
            for i in 0..n {
                m.set(lang::opcode::Reg(op.base.0 + i as u16), m.unpacked(v, i));
            }
            return Ok(Flow::Next);
        }
    }
    m.slow_unpack(op.base, n, op.obj)
}
