//! What an object refers to, and how big it is: the collector's view, one row a kind.

use super::{BigIntObj, Bytes, Complex};
use super::{
    Boxed, Cell, Code, Dict, Function, Generator, Head, Instance, Kind, List, Native, Record, Set,
    Slots, Str, Table, Tuple, has_attrs, shape, word_of_raw,
};
use crate::class::Class;
use crate::value::Raw;

macro_rules! view {
    ($raw:expr, $t:ty) => {
        // SAFETY: V3, the kind was matched and the world is stopped or the object owned.
        unsafe { &*($raw.0 as *const $t) }
    };
}

/// Reports every value that the object refers to.
#[inline]
pub(crate) fn trace_object<F: FnMut(Raw)>(raw: Raw, visit: &mut F) {
    // SAFETY: the collector calls this for live objects only.
    let s = shape(unsafe { word_of_raw(raw) }.shape());
    if has_attrs(s.kind) {
        visit(super::instance::attrs_field(view!(raw, Head)).peek());
    }
    match s.kind {
        Kind::BigInt | Kind::Complex | Kind::Bytes | Kind::Blob => {}
        Kind::Str => view!(raw, Str)
            .buffer_word()
            .into_iter()
            .for_each(&mut *visit),
        Kind::Tuple => view!(raw, Tuple).raw_items().iter().for_each(|v| visit(*v)),
        Kind::List => visit(view!(raw, List).storage.peek()),
        Kind::Dict => visit(view!(raw, Dict).table.peek()),
        Kind::Set => visit(view!(raw, Set).table.peek()),
        Kind::Instance => {
            let inline = raw.0 as usize + Instance::INLINE_OFFSET;
            for i in 0..s.inline_cap as usize {
                // SAFETY: V3, inline_cap words follow the header.
                visit(unsafe { *((inline + i * 8) as *const Raw) });
            }
        }
        Kind::Record => {
            let r = view!(raw, Record);
            r.cells(s.nfields as usize)
                .iter()
                .for_each(|c| visit(c.get()));
            if !r.native.get().is_null() {
                // SAFETY: the state lives as long as the record.
                unsafe { &*r.native.get() }.trace(visit);
            }
        }
        Kind::Function => {
            let f = view!(raw, Function);
            visit(f.code.peek());
            visit(f.globals.get());
            f.parts.iter().for_each(|p| visit(p.peek()));
        }
        Kind::Native => {
            let n = view!(raw, Native);
            [n.this, n.owner, n.module]
                .iter()
                .for_each(|v| visit(v.get()));
        }
        Kind::Class => view!(raw, Class).trace(visit),
        Kind::Cell => visit(view!(raw, Cell).value.peek()),
        Kind::Code => {
            let d = view!(raw, Code).data();
            d.consts
                .iter()
                .chain(&d.names)
                .chain(&d.varnames)
                .for_each(|v| visit(*v));
            [d.name, d.qualname, d.filename]
                .iter()
                .for_each(|v| visit(*v));
            d.caches.iter().for_each(|c| c.trace(visit));
            d.consumers.trace(visit);
        }
        Kind::Generator => {
            let g = view!(raw, Generator);
            visit(g.code.get());
            [
                &g.function,
                &g.saved,
                &g.handled,
                &g.name,
                &g.qualname,
                &g.delegate,
            ]
            .iter()
            .for_each(|f| visit(f.peek()));
        }
        Kind::Boxed => visit(view!(raw, Boxed).inner),
        Kind::Slots => view!(raw, Slots)
            .items()
            .iter()
            .for_each(|c| visit(c.get())),
        Kind::Table => {
            for e in view!(raw, Table).entries() {
                visit(e.key.get());
                visit(e.value.get());
            }
            let guards = view!(raw, Table).guards();
            guards.iter().for_each(|g| visit(g.get()));
        }
    }
}

/// If it is code: empties the inline caches that remember places of attributes. The world is stopped.
pub(crate) fn forget_places(raw: Raw) {
    // SAFETY: the collector calls this for live objects only.
    if shape(unsafe { word_of_raw(raw) }.shape()).kind == Kind::Code {
        view!(raw, Code)
            .data()
            .caches
            .iter()
            .for_each(|c| c.forget_places());
    }
}

/// Size of the object in bytes.
pub(crate) fn size_of_object(raw: Raw) -> usize {
    // SAFETY: as in `trace_object`.
    let s = shape(unsafe { word_of_raw(raw) }.shape());
    match s.kind {
        Kind::BigInt => view!(raw, BigIntObj).size(),
        Kind::Complex => size_of::<Complex>(),
        Kind::Str => view!(raw, Str).size(),
        Kind::Bytes => view!(raw, Bytes).size(),
        Kind::Tuple => Tuple::ITEMS_OFFSET + view!(raw, Tuple).len() * 8,
        Kind::List => size_of::<List>(),
        Kind::Dict => size_of::<Dict>(),
        Kind::Set => size_of::<Set>(),
        Kind::Instance => Instance::size_for(s.inline_cap as usize),
        Kind::Record => Record::size_for(s.nfields as usize),
        Kind::Function => size_of::<Function>(),
        Kind::Native => size_of::<Native>(),
        Kind::Class => size_of::<Class>(),
        Kind::Cell => size_of::<Cell>(),
        Kind::Code => size_of::<Code>(),
        Kind::Generator => size_of::<Generator>(),
        Kind::Boxed => size_of::<Boxed>(),
        Kind::Slots => Slots::size_for(view!(raw, Slots).cap()),
        Kind::Table => view!(raw, Table).size(),
        Kind::Blob => super::Blob::BYTES_OFFSET + view!(raw, super::Blob).cap(),
    }
}

/// Frees what a dead object holds outside the heap. Called once for each object registered with `drop_later`.
///
/// # Safety
/// The object is dead and its memory not yet reused.
pub(crate) unsafe fn drop_object(raw: Raw) {
    // SAFETY: the caller's promise.
    match shape(unsafe { word_of_raw(raw) }.shape()).kind {
        Kind::Record => {
            let state = view!(raw, Record).native.get();
            // SAFETY: the caller's promise; made by Box::into_raw.
            drop(unsafe { Box::from_raw(state) })
        }
        Kind::Str => {
            let text = view!(raw, Str);
            // SAFETY: the caller's promise.
            unsafe { text.drop_index() }
        }
        Kind::Code => {
            let code = view!(raw, Code);
            // SAFETY: the caller's promise.
            unsafe { code.drop_data() }
        }
        Kind::Class => {
            let class = view!(raw, Class);
            // SAFETY: the caller's promise.
            unsafe { class.drop_data() }
        }
        kind => unreachable!("V4: nothing to drop in a {kind:?}"),
    }
}
