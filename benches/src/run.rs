//! `run`: times of programs in several modes.

use crate::cli::{self, Common, Measurement};
use crate::data::{By, Kind, Report, Series};
use crate::schedule::Row;
use crate::{mode, program};
use clap::Args;
use std::process::ExitCode;

#[derive(Args)]
pub struct Options {
    /// Programs: sets (own, demos, threads, atomic, pyperformance), names of programs in them, Python files
    #[arg(default_value = "own")]
    programs: Vec<String>,
    /// Typhon's modes: interp, full (the JIT; jit is the same), plain, off
    #[arg(short, long, value_delimiter = ',', default_value = "interp,full")]
    modes: Vec<String>,
    /// Only with the JIT
    #[arg(long, conflicts_with_all = ["modes", "no_jit"])]
    jit: bool,
    /// Only with the interpreter
    #[arg(long, conflicts_with = "modes")]
    no_jit: bool,
    /// Another Python to compare with, as python3.13 or pypy3; may be given several times
    #[arg(short, long = "peer", value_name = "PYTHON")]
    peers: Vec<String>,
    /// No other Python
    #[arg(long, conflicts_with = "peers")]
    no_peers: bool,
    /// Numbers of threads for programs that take one, as 1,2,4
    #[arg(short, long, value_delimiter = ',', default_value = "2")]
    threads: Vec<usize>,
    /// The time that is shown: of the clock, or the processors' as the kernel counts it
    #[arg(long, value_enum, default_value = "wall")]
    by: By,
    /// Put what the programs print under the first peer on record
    #[arg(long, hide = true)]
    bless: bool,
    #[command(flatten)]
    common: Common,
}

pub fn run(o: &Options) -> Result<ExitCode, String> {
    let names = match (o.jit, o.no_jit) {
        (true, _) => vec!["full".to_owned()],
        (_, true) => vec!["interp".to_owned()],
        _ => o.modes.clone(),
    };
    let (mut modes, mut notes) = if o.no_peers {
        Default::default()
    } else {
        mode::peers(&o.peers)
    };
    let mut programs = cli::programs(&o.programs, &o.common.args, modes.first(), &mut notes)?;
    if o.bless {
        programs.iter_mut().for_each(|p| p.output = None);
    }
    modes.extend(mode::typhon(
        &mode::binary(o.common.typhon.as_deref())?,
        &names,
    )?);
    cli::note_threads(&modes, &programs, &mut notes);
    let mut common = o.common.clone();
    if programs.iter().any(|p| p.measures_itself()) {
        // These have no start-up worth measuring: they repeat themselves.
        common.steady.get_or_insert(30);
    }
    let mut rows = Vec::new();
    for program in programs {
        let numbers = match program.shares {
            Some(_) => o.threads.iter().map(|&n| Some(n)).collect(),
            None => vec![None],
        };
        for threads in numbers {
            rows.push(Row {
                modes: cli::fitting(&modes, &program),
                program: program.clone(),
                threads,
            });
        }
    }
    let measurement = Measurement {
        kind: Kind::Run,
        by: o.by,
        modes,
        rows,
        census: false,
        notes,
    };
    let report = measurement.take(&common)?;
    if o.bless {
        put_on_record(&report)?;
    }
    cli::finish(&report, &common)
}

/// What the first peer printed is what should be printed.
fn put_on_record(report: &Report) -> Result<(), String> {
    let peer = report
        .modes
        .iter()
        .find(|m| m.peer)
        .ok_or("no peer to learn from")?;
    let of_peer = report
        .series
        .iter()
        .filter(|s| s.mode == peer.name && s.is_good());
    let printed = |s: &Series| Some((format!("{}/{}", s.set, s.program), s.output.clone()?));
    program::put_on_record(&of_peer.filter_map(printed).collect::<Vec<_>>())
}
