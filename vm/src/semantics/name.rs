//! Globals, closure variables.

use lang::opcode::ops;

use super::{Machine, rare};
use crate::interp::Flow;
use crate::unwind::Res;

#[inline(always)]
pub fn load_global<M: Machine>(m: &mut M, op: ops::LoadGlobal) -> Res<Flow> {
    {
        let m = &*m;
        if let Some(c) = m.global_cell(op.slot)? {
            let v = m.cell_get(c)?;
            if !m.is_undef(v) {
                m.set(op.dst, v);
                return Ok(Flow::Next);
            }
        }
    }
    m.slow_load_global(op.dst, op.name, op.slot)
}

#[inline(always)]
pub fn store_global<M: Machine>(m: &mut M, op: ops::StoreGlobal) -> Res<Flow> {
    {
        let m = &*m;
        if let Some(c) = m.global_cell(op.slot)?
            && m.cell_set(c, m.reg(op.value))?.is_some()
        {
            return Ok(Flow::Next);
        }
    }
    m.slow_store_global(op.name, op.value, op.slot)
}

#[inline(always)]
pub fn load_name<M: Machine>(m: &mut M, op: ops::LoadName) -> Res<Flow> {
    if !m.names_are_global() {
        return m.out_of_line(op, rare::name::load_name);
    }
    let (dst, name, slot) = (op.dst, op.name, op.slot);
    load_global(m, ops::LoadGlobal { dst, name, slot })
}

#[inline(always)]
pub fn store_name<M: Machine>(m: &mut M, op: ops::StoreName) -> Res<Flow> {
    if !m.names_are_global() {
        return m.out_of_line(op, rare::name::store_name);
    }
    let (name, value, slot) = (op.name, op.value, op.slot);
    store_global(m, ops::StoreGlobal { name, value, slot })
}

#[inline(always)]
pub fn load_cell<M: Machine>(m: &mut M, op: ops::LoadCell) -> Res<Flow> {
    {
        let m = &*m;
        let v = m.cell_get(m.closure_cell(m.reg(op.cell)))?;
        if !m.is_undef(v) {
            m.set(op.dst, v);
            return Ok(Flow::Next);
        }
    }
    m.unbound(op.name, true)
}

#[inline(always)]
pub fn store_cell<M: Machine>(m: &mut M, op: ops::StoreCell) -> Res<Flow> {
    let m = &*m;
    m.cell_set(m.closure_cell(m.reg(op.cell)), m.reg(op.value))?;
    Ok(Flow::Next)
}

#[inline(always)]
pub fn load_free<M: Machine>(m: &mut M, op: ops::LoadFree) -> Res<Flow> {
    m.set(op.dst, m.closure_item(usize::from(op.index)));
    Ok(Flow::Next)
}
