//! What came out: judging one run, and telling about all of them so that the cause is seen at once.

use crate::case::{self, Case, Line};
use crate::exec::{End, Output};
use crate::known::Known;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// One case in one mode.
#[derive(Debug)]
pub struct Verdict {
    pub case: String,
    pub mode: &'static str,
    pub failure: Option<Failure>,
}

#[derive(Debug)]
pub struct Failure {
    /// What differs, with what was printed.
    pub text: String,
    /// One line that failures with the same reason are likely to share.
    pub cause: String,
}

impl Failure {
    pub fn new(text: String) -> Failure {
        let cause = text.lines().next().unwrap_or("").to_string();
        Failure { text, cause }
    }
}

/// Lines of a difference that are shown.
const SHOWN: usize = 24;

/// What is wrong with an output, if anything.
pub fn judge(case: &Case, output: &Output) -> Option<Failure> {
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
    if text.is_empty() {
        return None;
    }
    let mut failure = Failure::new(without_numbers_of_the_run(&text));
    if let Some(panic) = output.stderr.find("panicked at") {
        failure.cause = output.stderr[panic..]
            .lines()
            .take(2)
            .collect::<Vec<_>>()
            .join(" ");
        return Some(failure);
    }
    // What the program said last is the best hint, unless it was meant to say it.
    if let (true, Some(last)) = (
        case.stderr.is_empty(),
        output.stderr.lines().rfind(|line| !line.trim().is_empty()),
    ) {
        failure.cause = last.trim().to_string();
    }
    Some(failure)
}

/// The text without addresses and thread numbers, so that the same failure reads the same in each mode.
fn without_numbers_of_the_run(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(place) = rest.find("0x").into_iter().chain(rest.find("' (")).min() {
        let (start, hex) = if rest[place..].starts_with("0x") {
            (place + 2, true)
        } else {
            (place + 3, false)
        };
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let digits = rest
            .find(|c: char| !c.is_ascii_hexdigit())
            .unwrap_or(rest.len());
        if (hex && digits >= 8) || (!hex && rest[digits..].starts_with(')')) {
            out.push_str("...");
            rest = &rest[digits..];
        }
    }
    out + rest
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

/// Prints the failures, each text once with the modes that have it, then how many runs share a
/// cause, then the summary. Says whether all is well.
pub fn tell(runner: &str, verdicts: &[Verdict], known: &Known, brief: bool) -> bool {
    let mut texts: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    let mut causes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut by_mode: Vec<(&str, [usize; 3])> = Vec::new();
    for verdict in verdicts {
        if by_mode.last().is_none_or(|(mode, _)| *mode != verdict.mode) {
            by_mode.push((verdict.mode, [0; 3]));
        }
        let counts = &mut by_mode.last_mut().expect("pushed above").1;
        match &verdict.failure {
            None => counts[0] += 1,
            Some(_) if known.lists(verdict.mode, &verdict.case) => counts[1] += 1,
            Some(failure) => {
                counts[2] += 1;
                texts
                    .entry((&verdict.case, &failure.text))
                    .or_default()
                    .push(verdict.mode);
                causes
                    .entry(&failure.cause)
                    .or_default()
                    .insert(&verdict.case);
            }
        }
    }
    for ((case, text), modes) in &texts {
        println!("FAILED {case} [{}]", modes.join(" "));
        if !brief {
            println!("{text}");
        }
    }
    tell_causes(&causes);
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
    texts.is_empty() && outdated.is_empty()
}

fn tell_causes(causes: &BTreeMap<&str, BTreeSet<&str>>) {
    if causes.len() < 2 {
        return;
    }
    let mut causes: Vec<_> = causes.iter().collect();
    causes.sort_by_key(|(_, cases)| std::cmp::Reverse(cases.len()));
    println!("cases by what was said last:");
    for (cause, cases) in causes {
        let cause: String = cause.chars().take(110).collect();
        let some: Vec<&str> = cases.iter().take(3).copied().collect();
        let dots = if cases.len() > some.len() { " ..." } else { "" };
        println!(
            "{:>5}  {cause}\n       {}{dots}",
            cases.len(),
            some.join(" ")
        );
    }
}
