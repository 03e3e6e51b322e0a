//! Subscripts, displays.

use lang::opcode::ops;

use super::Machine;
use crate::interp::Flow;
use crate::unwind::Res;

#[inline(always)]
pub fn get_item<M: Machine>(m: &mut M, op: ops::GetItem) -> Res<Flow> {
    {
        let m = &*m;
        let (obj, key) = (m.reg(op.obj), m.reg(op.key));
        if let Some(l) = m.list_to_read(obj)? {
            if let Some(i) = m.int(key)
                && let Some(v) = m.list_get(l, i)
            {
                m.set(op.dst, v);
                return Ok(Flow::Next);
            }
        } else if let Some(v) = m.sequence_get(obj, key) {
            m.set(op.dst, v);
            return Ok(Flow::Next);
        } else if let Some(v) = m.dict_get(obj, key)? {
            m.set(op.dst, v);
            return Ok(Flow::Next);
        }
    }
    m.slow_get_item(op.dst, op.obj, op.key)
}

#[inline(always)]
pub fn set_item<M: Machine>(m: &mut M, op: ops::SetItem) -> Res<Flow> {
    {
        let m = &*m;
        let (obj, key, v) = (m.reg(op.obj), m.reg(op.key), m.reg(op.value));
        if let Some(l) = m.list_to_write(obj)? {
            if let Some(i) = m.int(key)
                && m.list_set(l, i, v).is_some()
            {
                return Ok(Flow::Next);
            }
        } else if m.dict_set(obj, key, v)? {
            return Ok(Flow::Next);
        }
    }
    m.slow_set_item(op.obj, op.key, op.value)
}

#[inline(always)]
pub fn list_append<M: Machine>(m: &mut M, op: ops::ListAppend) -> Res<Flow> {
    {
        let m = &*m;
        if let Some(l) = m.list_to_write(m.reg(op.list))? {
            m.list_push(l, m.reg(op.value));
            return Ok(Flow::Next);
        }
    }
    m.out_of_line(op, super::rare::list_append)
}

#[inline(always)]
pub fn build_tuple<M: Machine>(m: &mut M, op: ops::BuildTuple) -> Res<Flow> {
    m.set(op.dst, m.new_tuple(op.base, usize::from(op.n)));
    Ok(Flow::Next)
}

#[inline(always)]
pub fn build_list<M: Machine>(m: &mut M, op: ops::BuildList) -> Res<Flow> {
    m.set(op.dst, m.new_list(op.base, usize::from(op.n)));
    Ok(Flow::Next)
}
