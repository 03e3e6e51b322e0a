//! The undo log of an atomic block: what was there before.
//!
//! On the first write of a block to an object its `Undoable` saves what is needed to put the object back; the
//! log notes the shape by itself. Objects born in the block are never logged. Undoing goes from the newest
//! entry to the oldest. What was saved as *values* is shown to the collector, and so are the objects.
//!
//! An entry is three pieces: values and plain words, which lie in two arenas, and a boxed payload for what
//! does not fit into words.
//!
//! **Parts.** To save all of a large list for one item that is written would be a waste. Who knows what a write is going to
//! change may save only that, at every such write anew: the object's word then never gets w, so that each further write
//! comes this way, and the log says that the object is written all the same. After many parts the rest is saved as well, and
//! the word gets w.

use crate::own::{AddressHasher, WordRef};
use crate::word::Word;
use std::any::Any;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

/// An object that can be put back as it was.
pub trait Undoable {
    /// Saves what will be needed, and names the function that puts it back. Does not call the `Tx`.
    fn save(&self, entry: &mut Entry<'_>) -> Restore;

    /// Saves only what the write at hand is going to change, if that is worth it; `parts` of the object have been saved
    /// already in this block.
    fn save_part(&self, _entry: &mut Entry<'_>, _parts: u32) -> Option<Restore> {
        None
    }
}

/// Puts an object back; the pointer is to its first field and good for all of it.
pub type Restore = fn(*const Word, Saved<'_>);

/// What does not fit into words: native data of an object.
pub trait Payload: Any + Send {
    /// Shows every value inside to the collector.
    fn visit(&self, visitor: &mut dyn FnMut(u64));
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

/// The entry being written.
pub struct Entry<'l> {
    values: &'l mut Vec<u64>,
    raw: &'l mut Vec<u64>,
    payload: &'l mut Option<Box<dyn Payload>>,
}

impl Entry<'_> {
    /// Saves one value of the embedding program; the collector sees it.
    #[inline]
    pub fn value(&mut self, value: u64) {
        self.values.push(value);
    }

    #[inline]
    pub fn values(&mut self, values: impl IntoIterator<Item = u64>) {
        self.values.extend(values);
    }

    /// Saves bits that are no value.
    #[inline]
    pub fn raw(&mut self, bits: u64) {
        self.raw.push(bits);
    }

    pub fn payload(&mut self, payload: Box<dyn Payload>) {
        debug_assert!(self.payload.is_none(), "one payload an entry");
        *self.payload = Some(payload);
    }
}

/// The entry being undone.
pub struct Saved<'l> {
    pub values: &'l [u64],
    pub raw: &'l [u64],
    pub payload: Option<Box<dyn Payload>>,
}

struct Record {
    word: WordRef,
    shape: u32,
    restore: Restore,
    values: Range<usize>,
    raw: Range<usize>,
    payload: Option<Box<dyn Payload>>,
}

#[derive(Default)]
pub(crate) struct UndoLog {
    records: Vec<Record>,
    values: Vec<u64>,
    raw: Vec<u64>,
    /// Of what objects parts are saved, and how many.
    parts: HashMap<WordRef, u32, BuildHasherDefault<AddressHasher>>,
}

const RECORD_WORDS: usize = size_of::<Record>() / size_of::<u64>();

/// Arenas above this many words are given back to the system when a block ends.
const KEPT_WORDS: usize = 1 << 16;

impl UndoLog {
    /// Saves all of an object, or a part of it: then false.
    pub fn save(&mut self, word: &Word, object: &dyn Undoable) -> bool {
        let (values, raw) = (self.values.len(), self.raw.len());
        let mut payload = None;
        let mut entry = Entry {
            values: &mut self.values,
            raw: &mut self.raw,
            payload: &mut payload,
        };
        let parts = self.parts.get(&WordRef::new(word)).copied().unwrap_or(0);
        let part = object.save_part(&mut entry, parts);
        let restore = part.unwrap_or_else(|| object.save(&mut entry));
        if part.is_some() {
            self.parts.insert(WordRef::new(word), parts + 1);
        }
        self.records.push(Record {
            word: WordRef::new(word),
            shape: word.shape(),
            restore,
            values: values..self.values.len(),
            raw: raw..self.raw.len(),
            payload,
        });
        part.is_none()
    }

    /// Words that the log takes, more or less.
    pub fn words(&self) -> usize {
        self.values.len() + self.raw.len() + self.records.len() * RECORD_WORDS
    }

    /// Whether a part of the object has been saved, so that it may have been written though its word does not say so.
    pub fn has_part(&self, word: WordRef) -> bool {
        !self.parts.is_empty() && self.parts.contains_key(&word)
    }

    /// Puts everything back, newest first; `reshape` gives a word its former shape.
    pub fn undo(&mut self, mut reshape: impl FnMut(&Word, u32)) {
        while let Some(record) = self.records.pop() {
            reshape(record.word.get(), record.shape);
            (record.restore)(
                record.word.address(),
                Saved {
                    values: &self.values[record.values],
                    raw: &self.raw[record.raw],
                    payload: record.payload,
                },
            );
        }
        self.clear();
    }

    pub fn clear(&mut self) {
        self.records.clear();
        self.values.clear();
        self.raw.clear();
        self.parts.clear();
        if self.values.capacity() > KEPT_WORDS {
            self.values = Vec::new();
        }
        if self.raw.capacity() > KEPT_WORDS {
            self.raw = Vec::new();
        }
        if self.records.capacity() > KEPT_WORDS {
            self.records = Vec::new();
        }
    }

    pub fn visit_words(&self, visitor: &mut dyn FnMut(&Word)) {
        for record in &self.records {
            visitor(record.word.get());
        }
    }

    pub fn visit_values(&self, visitor: &mut dyn FnMut(u64)) {
        for &value in &self.values {
            visitor(value);
        }
        for record in &self.records {
            if let Some(payload) = &record.payload {
                payload.visit(visitor);
            }
        }
    }
}
