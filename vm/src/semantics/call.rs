//! Calls and returns.

use lang::opcode::ops;

use super::Machine;
use crate::interp::Flow;
use crate::unwind::Res;

#[inline(always)]
pub fn call<M: Machine>(m: &mut M, op: ops::Call) -> Res<Flow> {
    m.call(op.dst, op.f, usize::from(op.nargs), None)
}

#[inline(always)]
pub fn call_kw<M: Machine>(m: &mut M, op: ops::CallKw) -> Res<Flow> {
    m.call(op.dst, op.f, usize::from(op.nargs), Some(op.names))
}

#[inline(always)]
pub fn call_method<M: Machine>(m: &mut M, op: ops::CallMethod) -> Res<Flow> {
    m.call_method(op.dst, op.f, usize::from(op.nargs), None)
}

#[inline(always)]
pub fn call_method_kw<M: Machine>(m: &mut M, op: ops::CallMethodKw) -> Res<Flow> {
    m.call_method(op.dst, op.f, usize::from(op.nargs), Some(op.names))
}

#[inline(always)]
pub fn return_<M: Machine>(m: &mut M, op: ops::Return) -> Res<Flow> {
    m.leave(op.value)
}

#[inline(always)]
pub fn return_const<M: Machine>(m: &mut M, op: ops::ReturnConst) -> Res<Flow> {
    m.leave_const(op.value)
}
