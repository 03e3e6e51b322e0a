//! An object of one field, and the loops that the embedding program would have around the barriers.
#![allow(dead_code)]

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use stm::{
    Break, Config, Conflict, Entry, Host, Neighbours, Registry, Restore, Row, Saved, Tx, Undoable,
    Word,
};

/// `repr(C)` with the word first, as every heap object.
#[repr(C)]
pub struct Object {
    pub word: Word,
    value: AtomicU64,
}

pub const SHAPE: u32 = 77;

impl Object {
    pub fn new(tx: &Tx, value: u64) -> &'static Object {
        Box::leak(Box::new(Object {
            word: Word::born(SHAPE, tx),
            value: AtomicU64::new(value),
        }))
    }

    pub fn shared(value: u64) -> &'static Object {
        Box::leak(Box::new(Object {
            word: Word::shared(SHAPE),
            value: AtomicU64::new(value),
        }))
    }

    /// Several that lie side by side.
    pub fn row(tx: &Tx, values: std::ops::Range<u64>) -> &'static [Object] {
        let row = values.map(|value| Object {
            word: Word::born(SHAPE, tx),
            value: AtomicU64::new(value),
        });
        Vec::leak(row.collect())
    }

    pub fn get(&self, tx: &Tx) -> Result<u64, Conflict> {
        let _seen = tx.see(&self.word)?;
        Ok(self.peek())
    }

    pub fn set(&self, tx: &Tx, value: u64) -> Result<(), Conflict> {
        let _owned = tx.own(&self.word, self)?;
        self.poke(value);
        Ok(())
    }

    pub fn add(&self, tx: &Tx, value: u64) -> Result<(), Conflict> {
        let _owned = tx.own(&self.word, self)?;
        self.poke(self.peek().wrapping_add(value));
        Ok(())
    }

    /// Without a barrier. Relaxed: the order comes from the word.
    pub fn peek(&self) -> u64 {
        self.value.load(Ordering::Relaxed)
    }

    pub fn poke(&self, value: u64) {
        self.value.store(value, Ordering::Relaxed);
    }
}

impl Undoable for Object {
    fn save(&self, entry: &mut Entry<'_>) -> Restore {
        entry.value(self.peek());
        restore
    }

    /// As if it were a small part of something large, twice in a block.
    fn save_part(&self, entry: &mut Entry<'_>, parts: u32) -> Option<Restore> {
        (self.peek() % 2 == 0 && parts < 2).then(|| self.save(entry))
    }
}

fn restore(word: *const Word, saved: Saved<'_>) {
    // SAFETY: only `Object::save` names this function, and its word is the first field of an `Object`.
    let object = unsafe { &*word.cast::<Object>() };
    object.poke(saved.values[0]);
}

pub struct Place(pub u64);

impl Host for Place {
    fn location(&self) -> u64 {
        self.0
    }
}

/// The objects that lie near others.
#[derive(Clone, Copy)]
pub struct Near(&'static Mutex<Vec<&'static [Object]>>);

impl Near {
    pub fn new() -> Near {
        Near(Box::leak(Box::default()))
    }

    pub fn add(self, row: &'static [Object]) {
        self.0.lock().unwrap().push(row);
    }

    pub fn neighbours(self) -> Neighbours {
        Box::leak(Box::new(
            move |_: &Word, _: u32, visitor: &mut dyn FnMut(Row)| {
                for row in self.0.lock().unwrap().iter() {
                    // SAFETY: the objects lie side by side, the word is the first field of each, and they are leaked.
                    visitor(unsafe { Row::new(&row[0].word, size_of::<Object>(), row.len()) });
                }
            },
        ))
    }
}

pub fn registry(config: Config) -> Registry {
    // SAFETY: the objects of these tests are leaked.
    unsafe { Registry::new(config) }
}

/// One operation outside any block, done again after each conflict, with the poll at its end.
pub fn plain<R>(tx: &mut Tx, op: impl Fn(&Tx) -> Result<R, Conflict>) -> R {
    let host = &mut Place(1);
    let result = loop {
        match op(tx) {
            Ok(result) => break result,
            Err(conflict) => tx.resolve(conflict, host).expect("no block is open"),
        }
    };
    poll(tx).expect("no block is open");
    result
}

pub fn poll(tx: &mut Tx) -> Result<(), Break> {
    if tx.context().poll() != 0 {
        tx.safepoint(&mut Place(2))?;
        tx.take_reasons();
    }
    Ok(())
}

/// One operation inside a block.
pub fn step<R>(tx: &mut Tx, op: impl Fn(&Tx) -> Result<R, Conflict>) -> Result<R, Break> {
    let result = loop {
        match op(tx) {
            Ok(result) => break result,
            Err(conflict) => tx.resolve(conflict, &mut Place(3))?,
        }
    };
    poll(tx)?;
    Ok(result)
}

/// A block, tried until it commits.
pub fn atomic<R>(tx: &mut Tx, mut body: impl FnMut(&mut Tx) -> Result<R, Break>) -> R {
    loop {
        tx.begin_atomic(&mut Place(4));
        match body(tx) {
            Ok(result) => {
                tx.commit_atomic();
                return result;
            }
            Err(Break::Abort) => tx.rollback(),
            Err(other) => panic!("unexpected {other:?}"),
        }
    }
}
