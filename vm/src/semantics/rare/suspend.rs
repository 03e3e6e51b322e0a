//! Generators and coroutines.

use lang::opcode::ops;

use crate::interp::{Flow, Interp};
use crate::unwind::Res;

pub fn return_generator(m: &mut Interp<'_>, _: ops::ReturnGenerator) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "return_generator"))
}

pub fn yield_(m: &mut Interp<'_>, _: ops::Yield) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "yield_"))
}

pub fn send(m: &mut Interp<'_>, _: ops::Send) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "send"))
}

pub fn yield_from(m: &mut Interp<'_>, _: ops::YieldFrom) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "yield_from"))
}

pub fn get_yield_from_iter(m: &mut Interp<'_>, _: ops::GetYieldFromIter) -> Res<Flow> {
    Err(m.full().raise(
        crate::error::Exc::NotImplementedError,
        "get_yield_from_iter",
    ))
}

pub fn get_awaitable(m: &mut Interp<'_>, _: ops::GetAwaitable) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "get_awaitable"))
}

pub fn get_aiter(m: &mut Interp<'_>, _: ops::GetAiter) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "get_aiter"))
}

pub fn get_anext(m: &mut Interp<'_>, _: ops::GetAnext) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "get_anext"))
}

pub fn end_async_for(m: &mut Interp<'_>, _: ops::EndAsyncFor) -> Res<Flow> {
    Err(m
        .full()
        .raise(crate::error::Exc::NotImplementedError, "end_async_for"))
}
