//! What a run did, for people and programs: `--stats`, and where `--dump` goes.

use std::fs::{self, File};
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use jit::exit::Cause;

use crate::options::{Options, Stats};
use crate::record::Jit;
use crate::vm::Vm;

/// Stages that `--dump` knows. `code` is made by the loader, the others by the JIT.
pub const STAGES: &[&str] = &["code", "trace", "opt", "clif", "asm", "exits", "ends"];

/// Sends the dumps that the options ask for where they say: `stage,stage[:FILE]`. The answer is what is wrong.
pub fn open_dump(options: &Options) -> Result<(), String> {
    let Some(spec) = &options.dump else {
        return Ok(());
    };
    let (stages, file) = match spec.split_once(':') {
        Some((stages, file)) => (stages, Some(file)),
        None => (spec.as_str(), None),
    };
    let stages: Vec<String> = stages.split(',').map(|s| s.trim().to_owned()).collect();
    if let Some(unknown) = stages.iter().find(|s| !STAGES.contains(&s.as_str())) {
        return Err(format!(
            "--dump: unknown stage '{unknown}' (known: {})",
            STAGES.join(", ")
        ));
    }
    let out: Box<dyn Write + Send> = match file {
        Some(path) => {
            Box::new(File::create(path).map_err(|e| format!("--dump: can't write '{path}': {e}"))?)
        }
        None => Box::new(io::stderr()),
    };
    jit::log::dump_to(stages, out);
    Ok(())
}

/// A part of the VM and its counters, in the order in which they are shown.
type Section = (&'static str, Vec<(&'static str, u64)>);

/// Tells what compiler, collector and transactions did, in the form asked for.
pub fn tell(vm: &Vm, form: &Stats) -> Result<(), String> {
    match form {
        Stats::Text => eprint!("{}", in_words(vm)),
        Stats::Json(None) => eprintln!("{}", json(vm)),
        Stats::Json(Some(file)) => {
            fs::write(file, json(vm) + "\n").map_err(|e| format!("can't write '{file}': {e}"))?;
        }
    }
    Ok(())
}

/// For people.
fn in_words(vm: &Vm) -> String {
    let mut text = String::new();
    match vm.started_jit() {
        Some(jit) => {
            row(&mut text, &jit_counts(jit));
            row(&mut text, &compiler());
            row(&mut text, &barriers());
            row(&mut text, &exits(jit));
            for exit in jit.hottest_exits(5) {
                let now = if exit.settled { "a" } else { "no" };
                text.push_str(&format!(
                    "hot exit of {}, part {} snap {} at pc {}: {} x, {now} side trace\n",
                    exit.region, exit.key.part, exit.key.snap.0, exit.pc, exit.hits
                ));
            }
            for (why, n) in jit::abort::counts() {
                text.push_str(&format!("jit gave up {n} x: {}\n", why.words()));
            }
            for (why, n) in jit.ends() {
                text.push_str(&format!("trace ended {n} x: {why}\n"));
            }
        }
        None => text.push_str("jit: nothing was compiled\n"),
    }
    let heap = vm.heap.stats();
    text.push_str(&format!(
        "heap: {} collections, {:.1} ms in all, longest {:.1} ms; {} KiB allocated, {} KiB in use\n",
        heap.collections,
        heap.total_pause.as_secs_f64() * 1e3,
        heap.max_pause.as_secs_f64() * 1e3,
        heap.allocated >> 10,
        heap.used >> 10,
    ));
    row(&mut text, &("stm", vm.registry.counts().rows()));
    text
}

fn row(text: &mut String, (name, counts): &Section) {
    text.push_str(name);
    text.push(':');
    for (name, n) in counts {
        text.push_str(&format!(" {name} {n}"));
    }
    text.push('\n');
}

/// For programs: an object of sections, each an object of numbers. Times are in microseconds.
fn json(vm: &Vm) -> String {
    let mut sections = Vec::new();
    if let Some(jit) = vm.started_jit() {
        sections.extend([jit_counts(jit), compiler(), barriers(), exits(jit)]);
        let gave_up = jit::abort::counts();
        sections.push((
            "gave_up",
            gave_up
                .into_iter()
                .map(|(why, n)| (why.words(), n))
                .collect(),
        ));
    }
    let heap = vm.heap.stats();
    sections.push((
        "heap",
        vec![
            ("collections", heap.collections as u64),
            ("pause_us", heap.total_pause.as_micros() as u64),
            ("longest_pause_us", heap.max_pause.as_micros() as u64),
            ("allocated", heap.allocated as u64),
            ("used", heap.used as u64),
        ],
    ));
    sections.push(("stm", vm.registry.counts().rows()));
    // Names are words of this program: nothing in them needs an escape.
    let sections: Vec<String> = sections
        .iter()
        .map(|(name, counts)| {
            let counts: Vec<String> = counts.iter().map(|(k, n)| format!("\"{k}\":{n}")).collect();
            format!("\"{name}\":{{{}}}", counts.join(","))
        })
        .collect();
    format!("{{{}}}", sections.join(","))
}

fn jit_counts(jit: &Jit) -> Section {
    let c = &jit.counts;
    let counts = [
        ("loops", &c.traces),
        ("side_traces", &c.side_traces),
        ("entries", &c.entries),
        ("invalidated", &c.invalidated),
    ];
    ("jit", counts.map(|(name, n)| (name, get(n))).to_vec())
}

/// What compiling cost.
fn compiler() -> Section {
    ("compiler", jit::work::rows())
}

/// What became of the barriers in compiled code.
fn barriers() -> Section {
    ("barriers", jit::census::census().rows())
}

fn exits(jit: &Jit) -> Section {
    let causes = [
        ("guard", Cause::Guard),
        ("conflict", Cause::Conflict),
        ("poll", Cause::Poll),
        ("helper", Cause::Helper),
        ("end", Cause::End),
        ("invalid", Cause::Invalid),
        ("called", Cause::Called),
    ];
    let count = |(name, cause)| (name, get(&jit.counts.exits[cause as usize]));
    ("exits", causes.map(count).to_vec())
}

fn get(counter: &AtomicU64) -> u64 {
    // ORD: Relaxed; statistics.
    counter.load(Ordering::Relaxed)
}
