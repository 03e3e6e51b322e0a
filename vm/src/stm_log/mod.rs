//! The log of what threads lose time to (`--stm-log`), and the report on it (`typhon stm-report`).
//!
//! | what | file |
//! | --- | --- |
//! | what a conflict is about: the attribute, the key, the method | [`wanted`] |
//! | the log of the `stm` crate as a file | [`write`] |
//! | a file back into memory | [`read`] |
//! | sums: who loses how much where | [`report`] |
//! | what to do about it | [`advice`] |
//! | the report as text, and as a page | [`text`], [`html`] |
//!
//! # The file
//!
//! One JSON object a line, so that `grep` and any script can use it. Times are in nanoseconds; moments count from the
//! beginning of the log. The first line is the header; every other line is of the sort whose key it has: `place`, `sum`,
//! `spell`, `timeline`, or else `thread`. A place comes before the lines that name it.
//!
//! ```text
//! {"typhon_stm_log":1,"program":"bank.py","wall":812000000,"permits":2,"kinds":["object",...]}
//! {"place":1,"file":"bank.py","line":14,"function":"pay","code":"account.balance += n"}
//! {"thread":2,"name":"Thread-1","began":1000,"ended":800000000,"dropped":0,"lost":{"object":[9,120000,90000],...}}
//! {"sum":"object","thread":2,"count":9,"time":120000,"longest":90000,"own":1,"other":1,"object":"Account",
//!  "detail":".balance","reason":"an older block needed the object"}
//! {"timeline":2,"width":262144,"kind":"object","columns":[0,0,3000,...]}
//! {"spell":"object","thread":2,"began":5000,"time":90000,"own":1,"other":1,"object":"Account","id":"0x7f..","detail":".balance"}
//! ```
//!
//! A **kind** is what time is lost to:
//!
//! | kind | the thread |
//! | --- | --- |
//! | `object` | waits for an object that another thread has |
//! | `undone` | ran a try of an atomic block that was undone |
//! | `token` | waits for its inevitable turn |
//! | `permit` | waits for a running permit: there are more threads than processors |
//! | `stopped` | stands still while another thread has stopped the world |
//! | `stopping` | has stopped the world and waits until all others stand still |
//! | `blocked` | is in the system or sleeps: input and output, locks, queues, `join`, `sleep` |
//! | `retry` | sleeps in `retry()` until something has changed |
//! | `turn` | runs as the one block that cannot be undone; lost only to those that wait for it |
//!
//! `lost` has for each kind the number of its spells, their time, and the longest; each moment counts for one kind only
//! (`turn` apart), so that the times of a thread and the time it ran add up to its life. A `sum` line stands for all spells of a
//! thread that look alike: `own` is where it was, `other` where the other side was (for `undone`: the winner), both numbers of
//! places. Sums and timelines are exact; `spell` lines are the last of each thread, for those who want to look closely, and their
//! time includes what was nested in them. The `detail` of `token` and `turn` is the operation that cannot be undone, or the words
//! given to `become_inevitable`; their `reason`, if any, is that the block had lost too often. What is unknown is left out.

pub mod advice;
pub mod html;
pub mod read;
pub mod report;
#[cfg(test)]
mod tests;
pub mod text;
mod wanted;
mod write;

pub use wanted::{reason, wanted};

use std::fs;
use std::process::ExitCode;

use crate::options::StmLog;
use crate::vm::Vm;
use report::Report;

/// What the program's threads lost, in the form asked for. No other thread runs any more.
pub fn tell(vm: &Vm, wish: &StmLog) -> Result<(), String> {
    let log = write::file(vm);
    match wish {
        StmLog::File(path) => {
            // A copy of the process has a log of its own, which begins with that of the other one.
            let path = match vm.forks.is_copy() {
                true => format!("{path}.{}", crate::os::process::id()),
                false => path.clone(),
            };
            fs::write(&path, log).map_err(|e| format!("can't write '{path}': {e}"))
        }
        StmLog::Report => {
            let log = read::parse(&log).map_err(|(line, what)| format!("line {line}: {what}"))?;
            eprint!("{}", text::page(&Report::of(&log)));
            Ok(())
        }
    }
}

const USAGE: &str = "\
usage: typhon stm-report FILE [--html PAGE] [--top N]

Tells what the threads of a program lost time to; FILE was written by `typhon --stm-log=FILE program.py`.
  --html PAGE  writes a page with plots as well
  --top N      how many places are shown (10)
";

/// The command `typhon stm-report`, with what follows these words.
pub fn command(arguments: &[String]) -> ExitCode {
    match run(arguments) {
        Ok(text) => {
            print!("{text}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("typhon stm-report: {problem}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[String]) -> Result<String, String> {
    let (mut file, mut page, mut top) = (None, None, 10);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
            _ => (argument.as_str(), None),
        };
        let mut value = || {
            value
                .clone()
                .or_else(|| rest.next().cloned())
                .ok_or(format!("{name} needs an argument"))
        };
        match name {
            "-h" | "--help" => return Ok(USAGE.into()),
            "--html" => page = Some(value()?),
            "--top" => {
                top = value()?
                    .parse()
                    .map_err(|_| "--top needs a number".to_owned())?;
            }
            other if other.starts_with('-') => return Err(format!("unknown option {other}")),
            path => file = Some(path.to_owned()),
        }
    }
    let file = file.ok_or("no FILE given; --help says more")?;
    let log = fs::read_to_string(&file).map_err(|e| format!("can't read '{file}': {e}"))?;
    let log = read::parse(&log).map_err(|(line, what)| format!("{file}, line {line}: {what}"))?;
    let mut report = Report::of(&log);
    report.top = top;
    if let Some(page) = page {
        fs::write(&page, html::page(&report)).map_err(|e| format!("can't write '{page}': {e}"))?;
    }
    Ok(text::page(&report))
}
