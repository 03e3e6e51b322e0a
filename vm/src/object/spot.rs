//! Writing a little of something large in a block.
//!
//! The undo log saves an object whole at its first write in a block. For a large container that would copy all of it for
//! one item. So whoever writes one place says which ([`Ref::own_spot`]), and while the container is large and few of its
//! places have been written, only that place is saved. Each such write takes the way through the log; [`Ref::own`] is for
//! all others, and saves the rest.
//!
//! One `own_spot` covers one write, at the place it was told. The log is undone newest first, so each entry finds the
//! container as its own write left it (V8).

use std::cell::Cell as StdCell;

use stm::{Entry, Restore, Saved, Undoable, Word};

use super::undo::{Keeper, native_state, view};
use super::{
    Blob, Dict, EditOf, Kind, List, Mutable, Owned, Record, Ref, Seen, Set, Slots, Table, buffer,
};
use super::{shape, word_of, word_of_raw};
use crate::thread::Thread;
use crate::unwind::Res;
use crate::value::{Raw, Val};

/// What is about to be written.
#[derive(Clone, Copy, Debug)]
pub enum Spot {
    /// An item of a list, or an entry of a dict or set: overwritten or removed. The byte of a record that holds bytes.
    At(usize),
    /// The end: the last item is removed, or another one appended.
    End,
}

/// Containers with more words than this are large.
const LARGE: usize = 256;
/// A part costs as much as copying so many words.
const WORDS_A_PART: usize = 16;

impl<'t, T: Mutable> Ref<'t, T> {
    /// The write barrier for a write of one place.
    #[inline]
    pub fn own_spot(self, th: &'t Thread, spot: Spot) -> Res<Owned<'t, T>> {
        th.own_spot(self.val(), spot)?;
        T::gather(self, th)?;
        Ok(self.with_right())
    }

    /// The right to write, if it is this transaction's already.
    #[inline(always)]
    pub fn owned_already(self, th: &'t Thread) -> Option<Owned<'t, T>> {
        let owned = th.tx().owns(word_of(self.val())) && T::is_whole(self);
        owned.then(|| self.with_right())
    }

    /// The write barrier, if nothing has to be saved before the write; else the caller finds out which place it will
    /// write, after `hold`, and comes back with `own_spot`.
    #[inline(always)]
    pub fn own_unsaved(self, th: &'t Thread) -> Res<Option<Owned<'t, T>>> {
        if th.tx().owns(word_of(self.val())) {
            T::gather(self, th)?;
            return Ok(Some(self.with_right()));
        }
        if th.in_block() {
            return Ok(None);
        }
        self.own(th).map(Some)
    }

    /// The read barrier of one who is going to write.
    pub fn hold(self, th: &'t Thread) -> Res<Seen<'t, T>> {
        if !th.tx().owns(word_of(self.val())) {
            th.hold_word(word_of(self.val()))?;
        }
        T::gather(self, th)?;
        Ok(*self.with_right())
    }
}

impl Thread {
    #[inline]
    fn own_spot(&self, v: Val<'_>, spot: Spot) -> Res<()> {
        if self.tx().owns(word_of(v)) {
            return Ok(());
        }
        self.own_slowly(v, &SpotKeeper(v.raw(), spot))
    }
}

impl<'t> Ref<'t, Record> {
    /// The write barrier for one change of the record's native state, which knows how to undo it.
    pub fn own_edit(self, th: &'t Thread, edit: EditOf) -> Res<Owned<'t, Record>> {
        if !th.tx().owns(word_of(self.val())) {
            th.own_slowly(self.val(), &EditKeeper(self.val().raw(), edit))?;
        }
        Ok(self.with_right())
    }
}

/// So many words are not worth a copy for one change.
fn worth(words: usize, parts: u32) -> bool {
    words > LARGE && parts as usize * WORDS_A_PART < words
}

/// A record whose native state is about to be changed.
struct EditKeeper(Raw, EditOf);

impl Undoable for EditKeeper {
    fn save(&self, entry: &mut Entry<'_>) -> Restore {
        Keeper(self.0).save(entry)
    }

    fn save_part(&self, entry: &mut Entry<'_>, parts: u32) -> Option<Restore> {
        let state = native_state(self.0).filter(|state| worth(state.words(), parts))?;
        state.save_edit(self.1, entry);
        Some(undo_edit)
    }
}

fn undo_edit(word: *const Word, saved: Saved<'_>) {
    native_state(Raw(word as u64))
        .expect("V8: the record had state when it was saved")
        .undo_edit(saved.values, saved.raw);
}

/// An object of which a place is about to be written.
struct SpotKeeper(Raw, Spot);

impl Undoable for SpotKeeper {
    fn save(&self, entry: &mut Entry<'_>) -> Restore {
        Keeper(self.0).save(entry)
    }

    fn save_part(&self, entry: &mut Entry<'_>, parts: u32) -> Option<Restore> {
        let SpotKeeper(object, spot) = *self;
        let worth = |words: usize| worth(words, parts);
        // SAFETY: the object is owned by the transaction that is about to write it.
        match shape(unsafe { word_of_raw(object) }.shape()).kind {
            Kind::List => {
                let l = view!(object, List);
                worth(l.len.peek() as usize).then(|| save_item(l, spot, entry))
            }
            Kind::Dict => {
                view!(object, Dict).settle();
                let table = view!(object, Dict).table.peek();
                worth(words(table)).then(|| save_entry(table, spot, entry))
            }
            Kind::Set => {
                let table = view!(object, Set).table.peek();
                worth(words(table)).then(|| save_entry(table, spot, entry))
            }
            Kind::Record => {
                let fields = view!(object, Record).cells(buffer::LEN + 1);
                let blob = blob(fields)?;
                worth(blob.words().len()).then(|| save_byte(fields, blob, spot, entry))
            }
            _ => None,
        }
    }
}

fn save_item(list: &List, spot: Spot, entry: &mut Entry<'_>) -> Restore {
    let len = list.len.peek();
    let at = match spot {
        Spot::At(at) => at,
        Spot::End => len as usize - 1,
    };
    let storage = list.storage.peek();
    entry.value(storage.0);
    entry.value(view!(storage, Slots).items()[at].get().0);
    entry.raw(len);
    entry.raw(at as u64);
    restore_item
}

fn restore_item(word: *const Word, saved: Saved<'_>) {
    let list = view!(Raw(word as u64), List);
    let (storage, len) = (Raw(saved.values[0]), saved.raw[0]);
    list.storage.poke(storage);
    list.len.poke(len);
    let items = view!(storage, Slots).items();
    items[saved.raw[1] as usize].set(Raw(saved.values[1]));
    if let Some(appended) = items.get(len as usize) {
        appended.set(Raw::UNDEF);
    }
}

fn words(table: Raw) -> usize {
    if table.is_undef() {
        return 0;
    }
    view!(table, Table).entries().len() * 3
}

fn save_entry(storage: Raw, spot: Spot, entry: &mut Entry<'_>) -> Restore {
    let table = view!(storage, Table);
    let (used, live, _) = table.bookkeeping();
    let at = match spot {
        Spot::At(at) => at,
        Spot::End => used.get() as usize - 1,
    };
    let old = &table.entries()[at];
    entry.value(storage.0);
    entry.value(old.key.get().0);
    entry.value(old.value.get().0);
    entry.raw(u64::from(used.get()));
    entry.raw(u64::from(live.get()));
    entry.raw(at as u64);
    restore_entry
}

fn restore_entry(word: *const Word, saved: Saved<'_>) {
    let object = Raw(word as u64);
    let storage = Raw(saved.values[0]);
    // SAFETY: the undo log keeps the object alive.
    match shape(unsafe { word_of_raw(object) }.shape()).kind {
        Kind::Dict => view!(object, Dict).table.poke(storage),
        _ => view!(object, Set).table.poke(storage),
    }
    let table = view!(storage, Table);
    if table.bookkeeping().0.get() as u64 > saved.raw[0] {
        table.take_back();
    }
    table.bookkeeping().1.set(saved.raw[1] as u32);
    let old = &table.entries()[saved.raw[2] as usize];
    old.key.set(Raw(saved.values[1]));
    old.value.set(Raw(saved.values[2]));
}

/// The bytes of a record, if it has any.
fn blob(fields: &[StdCell<Raw>]) -> Option<&Blob> {
    let storage = fields[buffer::STORAGE].get();
    // SAFETY: V3, a field that is a pointer refers to an object that the record keeps alive.
    let is_blob =
        storage.is_pointer() && shape(unsafe { word_of_raw(storage) }.shape()).kind == Kind::Blob;
    is_blob.then(|| view!(storage, Blob))
}

fn save_byte(fields: &[StdCell<Raw>], blob: &Blob, spot: Spot, entry: &mut Entry<'_>) -> Restore {
    let at = match spot {
        Spot::At(at) => at / size_of::<u64>(),
        // What lies beyond the end is nobody's.
        Spot::End => 0,
    };
    entry.value(fields[buffer::STORAGE].get().0);
    entry.value(fields[buffer::LEN].get().0);
    entry.raw(at as u64);
    entry.raw(blob.words()[at].get());
    restore_byte
}

fn restore_byte(word: *const Word, saved: Saved<'_>) {
    let fields = view!(Raw(word as u64), Record).cells(buffer::LEN + 1);
    fields[buffer::STORAGE].set(Raw(saved.values[0]));
    fields[buffer::LEN].set(Raw(saved.values[1]));
    if let Some(blob) = blob(fields) {
        blob.words()[saved.raw[0] as usize].set(saved.raw[1]);
    }
}
