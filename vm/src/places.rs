//! Places in programs as numbers, for reports of conflicts.
//!
//! The `stm` crate carries a place as one opaque word from thread to thread. It must stay meaningful when the code object is
//! long gone, so the word does not name that: code that was ever in a conflict is entered in a table, for ever.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use crate::interp::frame::Frame;
use lang::opcode::Pc;

/// Code that has been in a conflict.
#[derive(Default)]
pub struct Places(Mutex<Table>);

#[derive(Default)]
struct Table {
    /// By address, which stays the code's own since the table keeps it.
    numbers: HashMap<usize, u32>,
    all: Vec<Arc<lang::Code>>,
}

/// A place as a traceback shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub file: String,
    pub line: u32,
    pub function: String,
}

impl Places {
    fn number(&self, code: &Arc<lang::Code>) -> u64 {
        let mut table = self.0.lock().expect("V7: no panic holds the table");
        let Table { numbers, all } = &mut *table;
        let number = numbers
            .entry(Arc::as_ptr(code) as usize)
            .or_insert_with(|| {
                all.push(code.clone());
                all.len() as u32
            });
        u64::from(*number)
    }

    /// What a word made by [`Place`] stands for.
    pub fn line(&self, word: u64) -> Option<Line> {
        let table = self.0.lock().expect("V7: no panic holds the table");
        let code = table.all.get((word >> 32).checked_sub(1)? as usize)?;
        Some(Line {
            file: code.filename.to_string(),
            line: word as u32,
            function: code.qualname.to_string(),
        })
    }
}

/// Where a thread is, asked for only when there is a conflict.
pub struct Place<'a> {
    places: &'a Places,
    frames: &'a [Frame],
}

impl<'a> Place<'a> {
    pub fn of(places: &'a Places, frames: &'a [Frame]) -> Place<'a> {
        Place { places, frames }
    }
}

impl stm::Host for Place<'_> {
    fn location(&self) -> u64 {
        let Some(frame) = self.frames.last() else {
            return 0;
        };
        let code = &frame.body().lang;
        self.places.number(code) << 32 | u64::from(code.line(Pc(frame.pc)))
    }
}
