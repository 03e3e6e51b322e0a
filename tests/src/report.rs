//! What came out: judging one run, and telling about all of them so that the cause is seen at once.

use crate::case::{self, Case, Line};
use crate::exec::{End, Output};
use crate::known::Known;
use std::collections::BTreeMap;
use std::fmt::Write;

/// One case in one mode.
#[derive(Debug)]
pub struct Verdict {
    pub case: String,
    pub mode: &'static str,
    /// Why it failed, in words, with what was printed.
    pub failure: Option<String>,
}

/// Lines of a difference that are shown.
const SHOWN: usize = 24;

/// What is wrong with an output, if anything.
pub fn judge(case: &Case, output: &Output) -> Option<String> {
    let mut text = String::new();
    if output.end != End::Exit(case.exit) {
        let _ = writeln!(text, "{} (expected exit code {})", output.end, case.exit);
    }
    if case.is_race() {
        outcomes(&mut text, case, &output.stdout);
    } else if !case::matches(&case.stdout, &output.stdout) {
        difference(&mut text, "stdout", &case.stdout, &output.stdout);
    }
    if !case::matches(&case.stderr, &output.stderr) {
        difference(&mut text, "stderr", &case.stderr, &output.stderr);
    }
    (!text.is_empty()).then_some(text)
}

fn outcomes(text: &mut String, case: &Case, stdout: &str) {
    for line in stdout.lines() {
        if !case
            .must
            .iter()
            .chain(&case.may)
            .any(|outcome| outcome == line.trim_end())
        {
            let _ = writeln!(text, "not a possible outcome: {line}");
        }
    }
    for outcome in &case.must {
        if !stdout.lines().any(|line| line.trim_end() == outcome) {
            let _ = writeln!(text, "did not come: {outcome}");
        }
    }
}

/// Shows the lines around the first that differs: `-` expected, `+` actual.
fn difference(text: &mut String, what: &str, expected: &[Line], actual: &str) {
    let actual: Vec<&str> = actual.lines().collect();
    let same = expected
        .iter()
        .zip(&actual)
        .take_while(|(e, a)| case::line_matches(e, a))
        .count();
    let _ = writeln!(text, "{what} differs from line {}:", same + 1);
    if same > 0 {
        let _ = writeln!(text, "    {}", actual[same - 1]);
    }
    for line in expected[same..].iter().take(SHOWN / 2) {
        let (Line::Exact(line) | Line::Pattern(line)) = line;
        let _ = writeln!(text, "  - {line}");
    }
    for line in actual[same..].iter().take(SHOWN) {
        let _ = writeln!(text, "  + {line}");
    }
    if actual.len() > same + SHOWN {
        let _ = writeln!(text, "    ({} lines more)", actual.len() - same - SHOWN);
    }
}

/// Prints the failures, each cause once with the modes that have it, and the summary. Says whether all is well.
pub fn tell(runner: &str, verdicts: &[Verdict], known: &Known) -> bool {
    let mut causes: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    let mut by_mode: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut bad = 0;
    for verdict in verdicts {
        let counts = by_mode.entry(verdict.mode).or_default();
        match &verdict.failure {
            None => counts[0] += 1,
            Some(_) if known.lists(verdict.mode, &verdict.case) => counts[1] += 1,
            Some(failure) => {
                counts[2] += 1;
                bad += 1;
                causes
                    .entry((&verdict.case, failure))
                    .or_default()
                    .push(verdict.mode);
            }
        }
    }
    for ((case, failure), modes) in &causes {
        println!("FAILED {case} [{}]\n{failure}", modes.join(" "));
    }
    let outdated = known.outdated(verdicts);
    for line in &outdated {
        println!("PASSED, but listed in expectations.txt: {line}");
    }
    println!(
        "{runner}: {:>10} {:>7} {:>7} {:>7}",
        "mode", "passed", "known", "failed"
    );
    for (mode, [passed, listed, failed]) in by_mode {
        println!("{runner}: {mode:>10} {passed:>7} {listed:>7} {failed:>7}");
    }
    bad == 0 && outdated.is_empty()
}
