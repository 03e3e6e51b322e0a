//! `barriers`: what the transactional barriers cost in compiled code.
//!
//! Three modes of compiled code: `off` has only the guards of types that any JIT has, `plain` adds a check of its own at
//! every access, `full` fuses the check with the guard, and elides and hoists what it can. So full / off is what barriers
//! cost, and plain / full what the optimiser saves. The counts come from a run of their own, in which compiled code
//! counts the barriers it executes; that costs more than the barriers, so it is not timed.

use crate::cli::{self, Common, Measurement};
use crate::data::{By, Kind, Report, Series};
use crate::mode;
use crate::schedule::Row;
use crate::stats::Estimate;
use crate::table::Table;
use crate::words::{count, figures, percent, seconds};
use clap::Args;
use std::process::ExitCode;

/// Minutes that a measurement takes, if nothing else is said.
const WITHIN: f64 = 9.0;

#[derive(Args)]
pub struct Options {
    /// Programs: sets (own, demos, threads, atomic), names of programs in them, Python files
    #[arg(default_value = "own")]
    programs: Vec<String>,
    /// Number of threads for programs that take one
    #[arg(short, long, default_value_t = 2)]
    threads: usize,
    /// The time that is shown: of the clock, or the processors' as the kernel counts it
    #[arg(long, value_enum, default_value = "cpu")]
    by: By,
    #[command(flatten)]
    common: Common,
}

pub fn run(o: &Options) -> Result<ExitCode, String> {
    let names = ["interp", "off", "plain", "full"].map(str::to_owned);
    let modes = mode::typhon(&mode::binary(o.common.typhon.as_deref())?, &names)?;
    let mut notes = Vec::new();
    let programs = cli::programs(&o.programs, &o.common.args, None, &mut notes)?;
    cli::note_threads(&modes, &programs, &mut notes);
    let row = |program: crate::program::Program| Row {
        modes: cli::fitting(&modes, &program),
        threads: program.shares.map(|_| o.threads),
        program,
    };
    let rows = programs.into_iter().map(row).collect();
    let measurement = Measurement {
        kind: Kind::Barriers,
        by: o.by,
        modes,
        rows,
        census: true,
        notes,
    };
    let mut common = o.common.clone();
    common.within.get_or_insert(WITHIN);
    let report = measurement.take(&common)?;
    cli::finish(&report, &o.common)
}

/// The series of one program.
pub struct Costs<'r> {
    report: &'r Report,
    pub title: String,
    interp: Option<&'r Series>,
    off: Option<&'r Series>,
    plain: Option<&'r Series>,
    full: Option<&'r Series>,
}

impl<'r> Costs<'r> {
    pub fn all(report: &'r Report) -> Vec<Costs<'r>> {
        let of = |(program, threads)| {
            let find = |mode| report.good(program, mode, threads);
            Costs {
                report,
                title: title(program, threads),
                interp: find("interp"),
                off: find("off"),
                plain: find("plain"),
                full: find("full"),
            }
        };
        report.rows().into_iter().map(of).collect()
    }

    fn ratio(&self, above: Option<&Series>, below: Option<&Series>) -> Option<Estimate> {
        self.report.ratio(above?, below?)
    }

    pub fn full_over_off(&self) -> Option<Estimate> {
        self.ratio(self.full, self.off)
    }

    pub fn plain_over_off(&self) -> Option<Estimate> {
        self.ratio(self.plain, self.off)
    }

    fn row(&self) -> Vec<String> {
        let time =
            |s: Option<&Series>| s.map_or("–".into(), |s| seconds(self.report.time(s).log.exp()));
        let census = |s: Option<&Series>, names: &[&str]| -> Option<f64> {
            names
                .iter()
                .map(|n| s?.census(n))
                .sum::<Option<u64>>()
                .map(|n| n as f64)
        };
        let executed = |s| census(s, &["reads", "writes"]).map_or("–".into(), count);
        let part = |name: &str| {
            let (n, all) = (census(self.full, &[name]), census(self.full, &["recorded"]));
            match (n, all) {
                (Some(n), Some(all)) if all > 0.0 => percent(n / all),
                _ => "–".into(),
            }
        };
        let rate = |names: &[&str]| {
            self.full
                .and_then(|s| s.per_second("stm", names))
                .map_or("–".into(), count)
        };
        vec![
            self.title.clone(),
            time(self.interp),
            time(self.off),
            shown(self.plain_over_off()),
            shown(self.full_over_off()),
            executed(self.plain),
            executed(self.full),
            part("elided"),
            part("hoisted"),
            rate(&["slow"]),
            rate(&["grants", "shares", "claims"]),
        ]
    }
}

pub fn title(program: &str, threads: Option<usize>) -> String {
    match threads {
        Some(n) => format!("{program} ×{n}"),
        None => program.to_owned(),
    }
}

fn shown(e: Option<Estimate>) -> String {
    match e {
        Some(e) => figures(e.value) + &e.margin(),
        None => "–".into(),
    }
}

/// The geometric mean of a mode's times over those without barriers, and over how many programs.
fn mean<'r>(
    all: &[Costs<'r>],
    mode: impl Fn(&Costs<'r>) -> Option<&'r Series>,
) -> (Option<Estimate>, usize) {
    let pair = |c: &Costs<'r>| Some((mode(c)?, c.off?));
    let pairs: Vec<_> = all.iter().filter_map(pair).collect();
    let mean = all.first().and_then(|c| c.report.mean_ratio(&pairs));
    (mean.map(|k| k.estimate()), pairs.len())
}

pub fn mean_full(all: &[Costs]) -> Option<Estimate> {
    mean(all, |c| c.full).0
}

pub fn mean_plain(all: &[Costs]) -> Option<Estimate> {
    mean(all, |c| c.plain).0
}

pub fn table(report: &Report) -> Table {
    let head = [
        "program",
        "interp",
        "off",
        "plain/off",
        "full/off",
        "executed plain",
        "executed full",
        "elided",
        "hoisted",
        "slow/s",
        "hand-overs/s",
    ];
    let mut table = Table::new(&head, 1);
    let all = Costs::all(report);
    table.rows = all.iter().map(Costs::row).collect();
    table.foot = Some(vec![
        "geometric mean".into(),
        String::new(),
        String::new(),
        shown(mean_plain(&all)),
        shown(mean_full(&all)),
    ]);
    table
}

/// What barriers cost, in a sentence.
pub fn sentence(report: &Report) -> String {
    let all = Costs::all(report);
    let (Some(full), n) = mean(&all, |c| c.full) else {
        return "No program ran both with and without barriers, so their cost is not known.".into();
    };
    let between = |e: Estimate| {
        let (low, high) = (percent(e.low - 1.0), percent(e.high - 1.0));
        if e.is_known() {
            format!(" (between {low} and {high})")
        } else {
            String::new()
        }
    };
    let cost = |e: Estimate| {
        if e.is_known() && e.contains(1.0) {
            format!("nothing that shows in the noise{}", between(e))
        } else {
            format!("{} of the run time{}", percent(e.value - 1.0), between(e))
        }
    };
    let mut text = format!(
        "Over {n} programs, barriers in compiled code cost {}",
        cost(full)
    );
    if let Some(plain) = mean_plain(&all) {
        text.push_str(&format!(
            "; one at every access, unfused and kept, would cost {}{}",
            percent(plain.value - 1.0),
            between(plain)
        ));
    }
    let worst = all
        .iter()
        .filter_map(|c| Some((c.full_over_off()?, &c.title)));
    if let Some((ratio, title)) = worst
        .max_by(|a, b| a.0.value.total_cmp(&b.0.value))
        .filter(|w| w.0.value > 1.0)
    {
        text.push_str(&format!(
            ". The most is {} in {title}{}",
            percent(ratio.value - 1.0),
            between(ratio)
        ));
    }
    text + "."
}
