//! Attributes and methods through shapes.

use lang::opcode::{Reg, ops};

use super::{AttrPlan, Machine};
use crate::interp::Flow;
use crate::unwind::Res;

#[inline(always)]
pub fn load_attr<M: Machine>(m: &mut M, op: ops::LoadAttr) -> Res<Flow> {
    {
        let m = &*m;
        let obj = m.reg(op.obj);
        match m.attr_plan(obj, op.slot)? {
            Some(AttrPlan::Slot(place)) => {
                let v = m.attr_get(obj, place)?;
                if !m.is_undef(v) {
                    m.set(op.dst, v);
                    return Ok(Flow::Next);
                }
            }
            Some(AttrPlan::Constant(c)) => {
                let v = m.cell_get(c)?;
                m.set(op.dst, v);
                return Ok(Flow::Next);
            }
            Some(AttrPlan::Method(_)) | None => {}
        }
    }
    m.slow_load_attr(op.dst, op.obj, op.name, op.slot)
}

#[inline(always)]
pub fn load_method<M: Machine>(m: &mut M, op: ops::LoadMethod) -> Res<Flow> {
    let second = Reg(op.dst.0 + 1);
    {
        let m = &*m;
        let obj = m.reg(op.obj);
        match m.attr_plan(obj, op.slot)? {
            Some(AttrPlan::Method(c)) => {
                let f = m.cell_get(c)?;
                m.set(op.dst, f);
                m.set(second, obj);
                return Ok(Flow::Next);
            }
            Some(AttrPlan::Slot(place)) => {
                let v = m.attr_get(obj, place)?;
                if !m.is_undef(v) {
                    m.set(op.dst, v);
                    m.set_undef(second);
                    return Ok(Flow::Next);
                }
            }
            Some(AttrPlan::Constant(c)) => {
                let v = m.cell_get(c)?;
                m.set(op.dst, v);
                m.set_undef(second);
                return Ok(Flow::Next);
            }
            None => {}
        }
    }
    m.slow_load_method(op.dst, op.obj, op.name, op.slot)
}

#[inline(always)]
pub fn store_attr<M: Machine>(m: &mut M, op: ops::StoreAttr) -> Res<Flow> {
    {
        let m = &*m;
        if m.attr_set(m.reg(op.obj), op.slot, m.reg(op.value))?
            .is_some()
        {
            return Ok(Flow::Next);
        }
    }
    m.slow_store_attr(op.obj, op.name, op.value, op.slot)
}
