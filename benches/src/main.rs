//! The measuring tool: runs programs under Typhon's modes and under other Pythons, and shows what it found.
//!
//! ```text
//!   programs × modes ──schedule──▶ samples ──stats──▶ medians, intervals, ratios ──▶ table, JSON, HTML
//! ```
//!
//! Terms: a **mode** is a way to run a program (Typhon with some options, or a peer: another Python). A **sample** is one
//! process of a program in a mode. A **series** is all samples of a program in a mode at a number of threads. A **row** is a
//! program at a number of threads in all its modes. A **round** visits all rows, and takes one sample of each mode at each
//! **visit**; so a series' samples lie minutes apart, and samples to be divided by each other lie side by side.
//!
//! What is measured stays as it is: every sample is in the JSON file, and all that is shown is computed from that.

mod barriers;
mod child;
mod cli;
mod compare;
mod data;
mod estimates;
mod host;
mod html;
mod machine;
mod mode;
mod probe;
mod program;
mod pyperformance;
mod run;
mod sample;
mod scale;
mod schedule;
mod stats;
mod student;
mod svg;
#[cfg(test)]
mod synthetic;
mod table;
mod view;
mod words;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("typhon-bench: {problem}");
            ExitCode::from(2)
        }
    }
}
