//! The log of the `stm` crate as the lines of a file.

use std::collections::HashMap;

use serde_json::{Map, Value, json};
use stm::{Cause, Kind, ThreadLog};

use crate::class::Class;
use crate::import::source;
use crate::object::shape;
use crate::places::Line;
use crate::vm::Vm;

/// The whole file. No other thread runs any more, and the classes of all shapes are alive.
pub fn file(vm: &Vm) -> String {
    let threads = vm.registry.log().unwrap_or_default();
    let mut writer = Writer {
        vm,
        origin: vm.registry.log_began(),
        places: HashMap::new(),
        written: HashMap::new(),
        lines: Vec::new(),
    };
    writer.header(&threads);
    for (number, thread) in (1..).zip(&threads) {
        writer.thread(number, thread);
    }
    let mut text = String::new();
    for line in writer.lines {
        text.push_str(&line.to_string());
        text.push('\n');
    }
    text
}

struct Writer<'a> {
    vm: &'a Vm,
    origin: u64,
    /// Numbers of the places written so far, by word and by what the line says.
    places: HashMap<u64, Option<u64>>,
    written: HashMap<Line, u64>,
    lines: Vec<Value>,
}

impl Writer<'_> {
    fn header(&mut self, threads: &[ThreadLog]) {
        let end = threads.iter().map(|t| t.ended).max().unwrap_or(self.origin);
        let program = self.vm.options.program.argv.first();
        let kinds: Vec<&str> = Kind::ALL.iter().map(|k| k.word()).collect();
        self.lines.push(json!({
            "typhon_stm_log": 1,
            "program": program,
            "wall": end - self.origin,
            "permits": self.vm.options.stm_config().permits,
            "kinds": kinds,
        }));
    }

    fn thread(&mut self, number: u64, log: &ThreadLog) {
        let name = match self.vm.places.thread_name(log.ident) {
            Some(name) => name,
            None if log.ident == crate::threads::MAIN => "main".into(),
            None => format!("thread {}", log.ident),
        };
        let mut lost = Map::new();
        for kind in Kind::ALL {
            let sum = &log.totals[*kind as usize];
            if sum.count != 0 {
                let row = json!([sum.count, sum.nanoseconds, sum.longest]);
                lost.insert(kind.word().into(), row);
            }
        }
        self.lines.push(json!({
            "thread": number,
            "name": name,
            "began": log.began.saturating_sub(self.origin),
            "ended": log.ended.saturating_sub(self.origin),
            "dropped": log.dropped,
            "lost": lost,
        }));
        for (cause, sum) in &log.sums {
            let mut line = json!({
                "sum": cause.kind.word(),
                "thread": number,
                "count": sum.count,
                "time": sum.nanoseconds,
                "longest": sum.longest,
            });
            self.cause(cause, &mut line);
            self.lines.push(line);
        }
        self.timeline(number, log);
        for spell in &log.spells {
            let mut line = json!({
                "spell": spell.cause.kind.word(),
                "thread": number,
                "began": spell.began.saturating_sub(self.origin),
                "time": spell.nanoseconds,
            });
            self.cause(&spell.cause, &mut line);
            if spell.object != 0 {
                line["id"] = format!("{:#x}", spell.object).into();
            }
            self.lines.push(line);
        }
    }

    fn timeline(&mut self, number: u64, log: &ThreadLog) {
        for kind in Kind::ALL {
            let column = |c: &[u64; stm::KINDS]| c[*kind as usize];
            if log.timeline.iter().any(|c| column(c) != 0) {
                let columns: Vec<u64> = log.timeline.iter().map(column).collect();
                self.lines.push(json!({
                    "timeline": number,
                    "width": log.width,
                    "kind": kind.word(),
                    "columns": columns,
                }));
            }
        }
    }

    fn cause(&mut self, cause: &Cause, line: &mut Value) {
        if let Some(place) = self.place(cause.own) {
            line["own"] = place.into();
        }
        if let Some(place) = self.place(cause.other) {
            line["other"] = place.into();
        }
        if cause.shape != 0
            && let Some(class) = shape(cause.shape).class().val(self).cast::<Class>()
        {
            line["object"] = class.name().into();
        }
        if let Some(detail) = self.vm.places.detail(cause.detail) {
            line["detail"] = detail.into();
        }
        if let Some(reason) = cause.reason {
            line["reason"] = reason.words().into();
        }
    }

    /// The number of the place in the file; its line is written when it is first met. Positions in one line of a program are
    /// the same place.
    fn place(&mut self, word: u64) -> Option<u64> {
        if let Some(known) = self.places.get(&word) {
            return *known;
        }
        let number = self.vm.places.line(word).map(|line| self.line(line));
        self.places.insert(word, number);
        number
    }

    fn line(&mut self, line: Line) -> u64 {
        if let Some(known) = self.written.get(&line) {
            return *known;
        }
        let number = self.written.len() as u64 + 1;
        let code = source::source_line(&line.file, line.line).unwrap_or_default();
        self.lines.push(json!({
            "place": number,
            "file": line.file,
            "line": line.line,
            "function": line.function,
            "code": code.trim(),
        }));
        self.written.insert(line, number);
        number
    }
}
