//! Places in programs as numbers, for reports of conflicts.
//!
//! The `stm` crate carries a place as one opaque word from thread to thread: the number of some code and a position in it. It
//! must stay meaningful when the code object is long gone, so code that was ever in a conflict is entered in a table, for
//! ever. A place is one in the program's own text where there is one: a wait inside `threading` is shown at the line
//! that called it.

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
    /// What conflicts were about, as texts, and their numbers.
    details: Vec<String>,
    detail_numbers: HashMap<String, u32>,
    /// What the program calls its threads, by their numbers.
    threads: HashMap<u64, String>,
}

/// Different texts that are kept; a program that makes up keys has more.
const DETAILS: usize = 10_000;

/// A place as a traceback shows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Line {
    pub file: String,
    pub line: u32,
    pub function: String,
}

impl Places {
    fn number(&self, code: &Arc<lang::Code>) -> u64 {
        let mut table = self.0.lock().expect("V7: no panic holds the table");
        let Table { numbers, all, .. } = &mut *table;
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
            line: code.line(Pc(word as u32)),
            function: code.qualname.to_string(),
        })
    }

    /// A number for what a conflict is about; 0 if there are too many.
    pub(crate) fn enter_detail(&self, text: String) -> u64 {
        let mut table = self.0.lock().expect("V7: no panic holds the table");
        if let Some(known) = table.detail_numbers.get(&text) {
            return u64::from(*known);
        }
        if table.details.len() == DETAILS {
            return 0;
        }
        table.details.push(text.clone());
        let number = table.details.len() as u32;
        table.detail_numbers.insert(text, number);
        u64::from(number)
    }

    /// The program calls this thread so.
    pub(crate) fn name_thread(&self, ident: u64, name: &str) {
        let mut table = self.0.lock().expect("V7: no panic holds the table");
        table.threads.insert(ident, name.to_owned());
    }

    pub(crate) fn thread_name(&self, ident: u64) -> Option<String> {
        let table = self.0.lock().expect("V7: no panic holds the table");
        table.threads.get(&ident).cloned()
    }

    /// The text with this number.
    pub fn detail(&self, number: u64) -> Option<String> {
        let table = self.0.lock().expect("V7: no panic holds the table");
        let at = (number as usize).checked_sub(1)?;
        table.details.get(at).cloned()
    }
}

/// Where a thread is, asked for only when there is a conflict.
pub struct Place<'a> {
    places: &'a Places,
    frames: &'a [Frame],
    detail: u64,
}

impl<'a> Place<'a> {
    pub fn of(places: &'a Places, frames: &'a [Frame]) -> Place<'a> {
        Place {
            places,
            frames,
            detail: 0,
        }
    }

    /// The same place, where this is what the running code wants (see [`Places::enter_detail`]).
    pub fn with_detail(self, detail: u64) -> Place<'a> {
        Place { detail, ..self }
    }
}

impl stm::Host for Place<'_> {
    fn location(&self) -> u64 {
        let own = |frame: &&Frame| !is_packed(&frame.body().lang.filename);
        let Some(frame) = self.frames.iter().rev().find(own).or(self.frames.last()) else {
            return 0;
        };
        let code = &frame.body().lang;
        self.places.number(code) << 32 | u64::from(frame.pc)
    }

    fn detail(&self) -> u64 {
        self.detail
    }
}

/// Does the file belong to the library that is packed into the program?
fn is_packed(filename: &str) -> bool {
    filename.starts_with(crate::import::library::ROOT)
}
