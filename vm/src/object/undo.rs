//! What the undo log keeps of an object: all its words, its storage included.
//!
//! [`walk`] goes over every changeable word of an object, first those in the object itself, then those of the storage
//! that the first lead to. Saving reads them in that order; restoring writes them in the same order, so that by the time
//! the storage is walked the object leads to its former storage again.

use std::any::Any;
use std::cell::Cell as StdCell;

use stm::{Entry, Payload, Restore, Saved, Undoable, Word};

use super::record::NativeData;
use super::{
    Blob, Boxed, Cell, Dict, Function, Generator, Head, Instance, Kind, List, Record, Set, Slots,
    Table, has_attrs, shape, word_of_raw,
};
use crate::value::Raw;

/// One changeable word, or several values in a row.
enum Word1<'a> {
    Value(&'a StdCell<Raw>),
    Values(&'a [StdCell<Raw>]),
    Plain(&'a StdCell<u64>),
    Small(&'a StdCell<u32>),
}

/// An object about to be written for the first time in a block.
pub struct Keeper(pub Raw);

impl Undoable for Keeper {
    fn save(&self, entry: &mut Entry<'_>) -> Restore {
        if is_dict(self.0) {
            view!(self.0, Dict).settle();
        }
        walk(self.0, &mut |w| match w {
            Word1::Value(c) => entry.value(c.get().0),
            Word1::Values(row) => entry.values(row.iter().map(|c| c.get().0)),
            Word1::Plain(c) => entry.raw(c.get()),
            Word1::Small(c) => entry.raw(u64::from(c.get())),
        });
        if let Some(state) = native_state(self.0)
            && let Some(copy) = state.snapshot()
        {
            entry.payload(Box::new(NativeCopy(copy)));
        }
        restore
    }
}

fn restore(word: *const Word, saved: Saved<'_>) {
    let object = Raw(word as u64);
    let (mut values, mut plain) = (saved.values.iter(), saved.raw.iter());
    let mut next_plain = move || {
        *plain
            .next()
            .expect("V8: saved as many words as are restored")
    };
    let mut next_value = move || {
        Raw(*values
            .next()
            .expect("V8: saved as many values as are restored"))
    };
    walk(object, &mut |w| match w {
        Word1::Value(c) => c.set(next_value()),
        Word1::Values(row) => row.iter().for_each(|c| c.set(next_value())),
        Word1::Plain(c) => c.set(next_plain()),
        Word1::Small(c) => c.set(next_plain() as u32),
    });
    if let Some(copy) = saved
        .payload
        .and_then(|p| p.into_any().downcast::<NativeCopy>().ok())
    {
        native_state(object)
            .expect("V8: the record had state when it was saved")
            .restore(&*copy.0);
    }
}

struct NativeCopy(Box<dyn NativeData>);

impl Payload for NativeCopy {
    fn visit(&self, visitor: &mut dyn FnMut(u64)) {
        self.0.trace(&mut |raw| visitor(raw.0));
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

macro_rules! view {
    ($raw:expr, $t:ty) => {
        // SAFETY: V3, the kind was matched; the object is owned by the transaction that saves or restores it.
        unsafe { &*($raw.0 as *const $t) }
    };
}

pub(super) use view;

fn is_dict(object: Raw) -> bool {
    // SAFETY: the object is owned by the transaction that saves it.
    shape(unsafe { word_of_raw(object) }.shape()).kind == Kind::Dict
}

pub(super) fn native_state<'a>(object: Raw) -> Option<&'a dyn NativeData> {
    // SAFETY: the undo log keeps the object alive.
    if shape(unsafe { word_of_raw(object) }.shape()).kind != Kind::Record {
        return None;
    }
    let p = view!(object, Record).native.get();
    // SAFETY: the state lives as long as the record.
    if p.is_null() {
        None
    } else {
        // SAFETY: V3, as above.
        Some(unsafe { &**p })
    }
}

fn walk(object: Raw, f: &mut impl FnMut(Word1<'_>)) {
    // SAFETY: the undo log keeps the object alive.
    let s = shape(unsafe { word_of_raw(object) }.shape());
    if has_attrs(s.kind) {
        f(Word1::Value(view!(object, Head).attrs.cell()));
    }
    match s.kind {
        Kind::List => {
            let l = view!(object, List);
            f(Word1::Plain(l.len.cell()));
            f(Word1::Value(l.storage.cell()));
            walk_slots(l.storage.peek(), f);
        }
        Kind::Dict => {
            let d = view!(object, Dict);
            f(Word1::Value(d.table.cell()));
            walk_table(d.table.peek(), f);
        }
        Kind::Set => {
            let d = view!(object, Set);
            f(Word1::Value(d.table.cell()));
            walk_table(d.table.peek(), f);
        }
        Kind::Instance => {
            let i = view!(object, Instance);
            f(Word1::Values(i.inline_cells(s.inline_cap)));
        }
        Kind::Record => {
            let fields = view!(object, Record).cells(s.nfields as usize);
            f(Word1::Values(fields));
            if let Some(storage) = fields.first() {
                walk_blob(storage.get(), f);
            }
        }
        Kind::Function => {
            let func = view!(object, Function);
            f(Word1::Value(func.code.cell()));
            func.parts.iter().for_each(|p| f(Word1::Value(p.cell())));
        }
        Kind::Cell => f(Word1::Value(view!(object, Cell).value.cell())),
        Kind::Generator => walk_generator(view!(object, Generator), f),
        Kind::Boxed => {
            let _: &Boxed = view!(object, Boxed);
        }
        Kind::Native | Kind::Class => {}
        kind => unreachable!("V8: a {kind:?} is immutable or storage"),
    }
    if has_attrs(s.kind) && !s.dict_mode {
        walk_slots(view!(object, Head).attrs.peek(), f);
    }
}

fn walk_generator(g: &Generator, f: &mut impl FnMut(Word1<'_>)) {
    f(Word1::Small(g.state_cell()));
    f(Word1::Small(g.pc.cell()));
    for field in [
        &g.function,
        &g.saved,
        &g.handled,
        &g.name,
        &g.qualname,
        &g.delegate,
    ] {
        f(Word1::Value(field.cell()));
    }
    walk_slots(g.saved.peek(), f);
}

fn walk_slots(storage: Raw, f: &mut impl FnMut(Word1<'_>)) {
    if !storage.is_undef() {
        f(Word1::Values(view!(storage, Slots).items()));
    }
}

/// The bytes of a record that begins with a blob (see `buffer`).
fn walk_blob(storage: Raw, f: &mut impl FnMut(Word1<'_>)) {
    // SAFETY: V3, a field that is a pointer refers to an object that the record keeps alive.
    if !storage.is_pointer() || shape(unsafe { word_of_raw(storage) }.shape()).kind != Kind::Blob {
        return;
    }
    view!(storage, Blob)
        .words()
        .iter()
        .for_each(|c| f(Word1::Plain(c)));
}

fn walk_table(storage: Raw, f: &mut impl FnMut(Word1<'_>)) {
    if storage.is_undef() {
        return;
    }
    let t = view!(storage, Table);
    let (used, live, index) = t.bookkeeping();
    f(Word1::Small(used));
    f(Word1::Small(live));
    for e in t.entries() {
        f(Word1::Plain(e.hash_cell()));
        f(Word1::Value(&e.key));
        f(Word1::Value(&e.value));
    }
    index.iter().for_each(|c| f(Word1::Small(c)));
}
