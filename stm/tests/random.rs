//! Random programs of several logical threads, driven from one thread of the system, against a sequential oracle.
//!
//! A wait becomes «not yet», so a run is the same each time and a failure is a script; it is cut down to the
//! lines that matter before it is printed. After each line everybody polls until nothing moves any more. Then the oracle
//! knows what must be: the value of every read, that each thread that waits has a reason to, and that
//! each block that was undone had touched what somebody with more right wanted.

mod common;
mod driver {
    pub mod model;
    pub mod run;
    pub mod script;
}

use driver::run::run;
use driver::script::{Line, random_script};

/// Removes lines, in ever smaller pieces, as long as the script still fails.
fn shrink(mut script: Vec<Line>) -> (Vec<Line>, String) {
    let mut message = run(&script).expect_err("fails");
    let mut piece = script.len().div_ceil(2);
    loop {
        let mut at = 0;
        while at < script.len() {
            let mut shorter = script.clone();
            shorter.drain(at..(at + piece).min(script.len()));
            match run(&shorter) {
                Err(error) => (script, message) = (shorter, error),
                Ok(()) => at += piece,
            }
        }
        if piece == 1 {
            return (script, message);
        }
        piece = piece.div_ceil(2);
    }
}

#[test]
fn random_programs_agree_with_the_oracle() {
    // STM_SEEDS=from..to tries others.
    let range = std::env::var("STM_SEEDS").unwrap_or("0..500".into());
    let (from, to) = range.split_once("..").expect("from..to");
    std::panic::set_hook(Box::new(|_| ()));
    let failed = (from.parse::<u64>().unwrap()..to.parse().unwrap())
        .find(|seed| run(&random_script(*seed, 200)).is_err());
    let shrunk = failed.map(|seed| (seed, shrink(random_script(seed, 200))));
    let _ = std::panic::take_hook();
    if let Some((seed, (script, message))) = shrunk {
        let lines: Vec<_> = script.iter().map(Line::to_string).collect();
        panic!("seed {seed}: {message}\n{}", lines.join("\n"));
    }
}

#[test]
fn lines_are_read_as_they_are_printed() {
    for line in random_script(1, 300) {
        assert_eq!(line.to_string().parse(), Ok(line));
    }
}
