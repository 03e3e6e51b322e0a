//! One sample: what is run, and what the end of the process means.

use crate::child::{self, End, Job, Outcome};
use crate::data::{Counters, Sample};
use crate::machine;
use crate::mode::Mode;
use crate::program::Program;
use crate::schedule::{Row, Setup};
use crate::words;
use std::fs;
use std::time::Duration;

impl Setup {
    /// One process; for a census, one that is not timed.
    pub fn sample(
        &self,
        row: &Row,
        mode: &Mode,
        census: bool,
    ) -> Result<(Sample, Option<String>), Trouble> {
        let (counters, times) = (self.scratch.join("counters"), self.scratch.join("times"));
        for file in [&counters, &times] {
            // It may not be there.
            let _ = fs::remove_file(file);
        }
        let mut command = mode.command.clone();
        if census {
            command.push("--jit=census".into());
        }
        if !mode.peer {
            command.push(format!("--stats=json:{}", counters.display()));
        }
        let steady = self
            .steady
            .filter(|_| !census || row.program.measures_itself());
        let mut env = elsewhere(mode, &row.program);
        let mut args: Vec<String> = row.threads.iter().map(usize::to_string).collect();
        args.extend(row.program.args.iter().cloned());
        let program = row.program.path.display().to_string();
        match steady {
            Some((iterations, seconds)) if row.program.measures_itself() => {
                env = crate::pyperformance::environment(&self.scratch, &times, iterations, seconds);
                command.push(program);
            }
            Some((iterations, seconds)) => {
                let driver = self.scratch.join("steady.py");
                fs::write(&driver, include_str!("steady.py"))
                    .map_err(|e| Trouble::Failed(e.to_string()))?;
                let words = [
                    driver.display().to_string(),
                    times.display().to_string(),
                    iterations.to_string(),
                    seconds.to_string(),
                    program,
                ];
                command.extend(words);
            }
            None => command.push(program),
        }
        command.extend(args);
        let job = Job {
            command: &command,
            env: &env,
            timeout: self.timeout,
            scratch: &self.scratch,
            stop: &self.stop,
        };
        let outcome =
            child::run(&job).map_err(|e| Trouble::Failed(format!("{}: {e}", command[0])))?;
        judge(&outcome, self.timeout)?;
        let read = |file| fs::read_to_string(file).unwrap_or_default();
        let sample = Sample {
            wall: outcome.wall,
            user: outcome.user,
            system: outcome.system,
            memory_kib: outcome.memory_kib,
            iterations: read(&times)
                .lines()
                .filter_map(|l| l.parse().ok())
                .collect(),
            counters: serde_json::from_str::<Counters>(&read(&counters)).ok(),
            ..Sample::default()
        };
        if steady.is_some() && sample.iterations.is_empty() {
            return Err(Trouble::Failed("told no times".into()));
        }
        let output = (!row.program.measures_itself()).then(|| words::hash(&outcome.stdout));
        Ok((sample, output))
    }
}

/// Why there is no sample.
pub enum Trouble {
    Failed(String),
    Stopped,
}

/// Other Pythons have no atomic blocks: for the demos, there are stand-ins with one lock.
fn elsewhere(mode: &Mode, program: &Program) -> Vec<(String, String)> {
    if !mode.peer || program.set != "demos" {
        return Vec::new();
    }
    let stand_ins = machine::root().join("tests/shim");
    vec![("PYTHONPATH".to_owned(), stand_ins.display().to_string())]
}

/// What a program said at its end: a panic's message, or else the last line.
fn reason(text: &str) -> String {
    let mut lines = text.lines();
    if lines.any(|l| l.contains("' panicked at ") || l.contains(") panicked at ")) {
        return format!("panic: {}", lines.next().unwrap_or_default().trim());
    }
    let last = text.lines().rev().find(|l| !l.trim().is_empty());
    last.unwrap_or("no word why").trim().to_owned()
}

/// What the end of the process means.
fn judge(outcome: &Outcome, timeout: Duration) -> Result<(), Trouble> {
    let text = String::from_utf8_lossy(&outcome.stderr);
    let last: String = reason(&text).chars().take(200).collect();
    match outcome.end {
        End::Exit(0) => Ok(()),
        End::Exit(code) => Err(Trouble::Failed(format!("exit status {code}: {last}"))),
        End::Signal(signal) => Err(Trouble::Failed(format!(
            "killed by signal {signal}: {last}"
        ))),
        End::Timeout => Err(Trouble::Failed(format!(
            "no end within {} s",
            timeout.as_secs()
        ))),
        End::Stopped => Err(Trouble::Stopped),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_the_panic_or_the_last_line() {
        assert_eq!(reason("a\nValueError: b\n\n"), "ValueError: b");
        let panic = "thread 'main' (7) panicked at x.rs:1:2:\nV4: no\nnote: run with\n";
        assert_eq!(reason(panic), "panic: V4: no");
        assert_eq!(reason(""), "no word why");
    }
}
