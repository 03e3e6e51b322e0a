//! Tests of the method on made-up measurements, in which the truth is known.
//!
//! A made-up host is slower in one minute and faster in another, and as a whole may be slower on another day; programs
//! scatter, each in its own measure, and now and then something disturbs a sample. Random numbers are the same each time.

use crate::compare::{Change, Compared};
use crate::data::{By, FORMAT, Kind, Machine, ModeInfo, Probe, Report, Sample, Series};

/// SplitMix64.
struct Random(u64);

impl Random {
    fn part(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let x = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((x ^ (x >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Normal, with that deviation.
    fn normal(&mut self, deviation: f64) -> f64 {
        // Never the logarithm of 0.
        let (a, b) = (1.0 - self.part(), self.part());
        deviation * (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
    }
}

const MODES: [(&str, f64); 4] = [
    ("interp", 2.0),
    ("off", 0.3),
    ("plain", 0.45),
    ("full", 0.35),
];
const PROGRAMS: usize = 15;

/// A made-up measurement.
#[derive(Clone, Copy)]
struct World {
    seed: u64,
    rounds: usize,
    /// How many times as long everything takes.
    host: f64,
    /// How far the host's speed goes up and down, as a logarithm.
    drift: f64,
    /// How much samples scatter besides, at most.
    noise: f64,
    /// How many times as long a program takes in a mode, for those that changed.
    change: fn(usize, &str) -> f64,
}

const QUIET: World = World {
    seed: 0,
    rounds: 5,
    host: 1.0,
    drift: 0.0,
    noise: 0.04,
    change: |_, _| 1.0,
};

/// What a program takes in a mode where nothing disturbs it.
fn truth(program: usize, mode: usize) -> f64 {
    MODES[mode].1 * (1.0 + 0.1 * program as f64)
}

impl World {
    fn measure(self) -> Report {
        let mut random = Random(self.seed);
        let mut series: Vec<Series> = (0..PROGRAMS)
            .flat_map(|p| MODES.map(|m| empty(p, m.0)))
            .collect();
        let period = 120.0 + 400.0 * random.part();
        let phase = random.part();
        let mut now = 0.0;
        for round in 0..self.rounds {
            for program in 0..PROGRAMS {
                for (mode, (name, _)) in MODES.into_iter().enumerate() {
                    let wave = (std::f64::consts::TAU * (now / period + phase)).sin();
                    let host = self.host * (self.drift * wave).exp();
                    let own = self.noise * (1 + program % 4) as f64 / 4.0;
                    let disturbed = if random.part() < 0.03 { 1.2 } else { 1.0 };
                    let time = truth(program, mode)
                        * (self.change)(program, name)
                        * host
                        * disturbed
                        * random.normal(own).exp();
                    let mut probe = |usual: f64| usual * host * random.normal(0.03).exp();
                    series[program * MODES.len() + mode].samples.push(Sample {
                        round,
                        at: now,
                        host: Probe {
                            arithmetic: probe(2e-3),
                            memory: probe(1e-3),
                        },
                        wall: time,
                        user: time,
                        ..Sample::default()
                    });
                    now += time;
                }
            }
        }
        report(series)
    }
}

fn empty(program: usize, mode: &str) -> Series {
    Series {
        program: format!("p{program}"),
        set: "own".into(),
        mode: mode.into(),
        threads: None,
        shares: None,
        samples: Vec::new(),
        output: None,
        failure: None,
        census: None,
    }
}

fn report(series: Vec<Series>) -> Report {
    let mode = |m: &(&str, f64)| ModeInfo {
        name: m.0.into(),
        version: String::new(),
        command: Vec::new(),
        peer: false,
    };
    Report {
        format: FORMAT,
        kind: Kind::Barriers,
        command: String::new(),
        started: 0,
        took: 0.0,
        interrupted: false,
        by: By::Cpu,
        steady: false,
        machine: Machine::default(),
        modes: MODES.iter().map(mode).collect(),
        series,
        notes: Vec::new(),
    }
}

/// Of so many pairs of measurements, those in which that is told of something.
fn told(pairs: u64, old: World, new: World, change: Change) -> usize {
    let one = |seed: u64| {
        let old = World {
            seed: 2 * seed + 1,
            ..old
        };
        let new = World {
            seed: 2 * seed + 2,
            ..new
        };
        let compared = Compared::of(&old.measure(), &new.measure(), 0.02);
        compared.changes.contains(&change)
    };
    (0..pairs).filter(|&seed| one(seed)).count()
}

/// The part of the programs whose true time, and whose true ratio, lies in its interval.
fn covered(world: World, measurements: u64) -> (f64, f64) {
    let (mut times, mut ratios, mut all) = (0, 0, 0);
    for seed in 0..measurements {
        let report = World { seed, ..world }.measure();
        for p in 0..PROGRAMS {
            let name = format!("p{p}");
            let find = |mode| report.good(&name, mode, None).expect("all are good");
            let (full, off) = (find("full"), find("off"));
            let ratio = report.ratio(full, off).expect("they have common rounds");
            all += 1;
            times += usize::from(report.time(full).estimate().contains(truth(p, 3)));
            ratios += usize::from(ratio.contains(truth(p, 3) / truth(p, 1)));
        }
    }
    (times as f64 / all as f64, ratios as f64 / all as f64)
}

#[test]
fn intervals_of_geometric_means_hold_the_truth() {
    for (drift, rounds) in [(0.0, 5), (0.1, 5), (0.1, 3)] {
        let mut held = 0;
        for seed in 0..60 {
            let world = World {
                seed,
                drift,
                rounds,
                ..QUIET
            };
            let report = world.measure();
            let find = |p: usize, mode| report.good(&format!("p{p}"), mode, None);
            let pairs = |p| Some((find(p, "full")?, find(p, "off")?));
            let pairs: Vec<_> = (0..PROGRAMS).filter_map(pairs).collect();
            let mean = report.mean_ratio(&pairs).expect("there are programs");
            held += usize::from(mean.estimate().contains(MODES[3].1 / MODES[1].1));
        }
        assert!(held >= 54, "{drift}, {rounds} rounds: {held} of 60");
    }
}

#[test]
fn intervals_hold_the_truth_on_a_quiet_host_and_on_one_that_drifts() {
    for (drift, rounds) in [(0.0, 5), (0.1, 5), (0.1, 3)] {
        let world = World {
            drift,
            rounds,
            ..QUIET
        };
        let (times, ratios) = covered(world, 20);
        assert!(
            times > 0.92,
            "{drift}, {rounds} rounds: {times} of the times"
        );
        assert!(
            ratios > 0.92,
            "{drift}, {rounds} rounds: {ratios} of the ratios"
        );
    }
}

#[test]
fn two_measurements_of_the_same_agree() {
    let drifting = World {
        drift: 0.15,
        ..QUIET
    };
    let slower_day = World {
        host: 1.2,
        ..drifting
    };
    for (old, new) in [(QUIET, QUIET), (drifting, drifting), (drifting, slower_day)] {
        for change in [Change::Slower, Change::Faster] {
            let false_alarms = told(20, old, new, change);
            assert!(false_alarms <= 1, "{false_alarms} of 20, {change:?}");
        }
    }
}

#[test]
fn one_program_that_got_slower_is_found() {
    let change = |program, mode: &str| match (program, mode) {
        (7, "full") => 1.3,
        _ => 1.0,
    };
    let drifting = World {
        drift: 0.03,
        ..QUIET
    };
    for (old, new) in [
        (QUIET, World { change, ..QUIET }),
        (drifting, World { change, ..drifting }),
    ] {
        let found = told(20, old, new, Change::Slower);
        assert!(found >= 18, "{found} of 20");
    }
}

#[test]
fn a_little_everywhere_is_found_in_the_means_though_the_host_differs() {
    let change = |_, mode: &str| if mode == "full" { 1.08 } else { 1.0 };
    let new = World {
        change,
        host: 1.2,
        ..QUIET
    };
    let found = told(20, QUIET, new, Change::Slower);
    assert!(found >= 18, "{found} of 20");
}

#[test]
fn one_sample_or_two_are_too_few_to_judge() {
    let change = |_, _: &str| 3.0;
    let (old, new) = (
        World { rounds: 2, ..QUIET },
        World {
            rounds: 2,
            change,
            ..QUIET
        },
    );
    let compared = Compared::of(&old.measure(), &new.measure(), 0.02);
    assert!(compared.changes.iter().all(|c| *c == Change::Few));
    assert!(!compared.is_bad());
}
