//! What a run did, for people: `--stats`, and where `--dump` goes.

use std::fs::File;
use std::io::{self, Write};
use std::sync::atomic::Ordering;

use jit::exit::Cause;

use crate::options::Options;
use crate::record::Jit;
use crate::vm::Vm;

/// Stages that `--dump` knows. `code` is made by the loader, the others by the JIT.
pub const STAGES: &[&str] = &["code", "trace", "opt", "clif", "asm", "exits"];

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

/// Prints what compiler, collector and transactions did.
pub fn print_stats(vm: &Vm) {
    let mut text = String::new();
    match vm.started_jit() {
        Some(jit) => jit_rows(jit, &mut text),
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
    text.push_str("stm:");
    for (name, n) in vm.registry.counts().rows() {
        text.push_str(&format!(" {name} {n}"));
    }
    text.push('\n');
    eprint!("{text}");
}

fn jit_rows(jit: &Jit, text: &mut String) {
    // ORD: Relaxed; statistics.
    let get = |c: &std::sync::atomic::AtomicU64| c.load(Ordering::Relaxed);
    let c = &jit.counts;
    text.push_str(&format!(
        "jit: {} loops, {} side traces, {} entries, {} invalidated\n",
        get(&c.traces),
        get(&c.side_traces),
        get(&c.entries),
        get(&c.invalidated)
    ));
    text.push_str("jit exits:");
    for cause in [
        Cause::Guard,
        Cause::Conflict,
        Cause::Poll,
        Cause::Helper,
        Cause::End,
        Cause::Invalid,
    ] {
        text.push_str(&format!(" {cause:?} {}", get(&c.exits[cause as usize])).to_lowercase());
    }
    text.push('\n');
    for (why, n) in jit::abort::counts() {
        text.push_str(&format!("jit gave up {n} x: {}\n", why.words()));
    }
    for (why, n) in jit.ends() {
        text.push_str(&format!("trace ended {n} x: {why}\n"));
    }
}
