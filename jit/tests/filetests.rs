//! File tests: `filetests/<stage>/*.trace`.
//!
//! The first line names the stage (`; stage: text`), then comes a trace, and below a line `; expect` the text the stage
//! makes of it, each line behind `; `. `BLESS=1 cargo test` rewrites the expectations; review reads the diff.
//!
//! The stage `side` is given a loop, a line `; exit 5` and a side trace of that exit of the optimised loop.

#[allow(dead_code, reason = "each test program uses a part of it")]
mod common;

use jit::ir::SnapId;
use jit::opt::{self, link::Root};
use std::path::{Path, PathBuf};

const MARK: &str = "; expect\n";

fn run_stage(stage: &str, source: &str) -> String {
    let target = common::target();
    if stage == "side" {
        return side(source, &target);
    }
    let trace = match jit::ir::text::parse(source) {
        Ok(trace) => trace,
        Err(error) => return format!("{error}\n"),
    };
    match stage {
        "text" => {
            let text = trace.to_string();
            let again = jit::ir::text::parse(&text)
                .expect("what is printed parses")
                .to_string();
            assert_eq!(text, again, "the round trip");
            match jit::ir::verify::verify(&trace, &target) {
                Ok(()) => text,
                Err(why) => format!("{why}\n"),
            }
        }
        "opt" => shown(opt::optimise(&trace, None, &target)),
        "virtuals" => {
            let lean = opt::dce::sweep(&opt::virtuals::remove(&trace, true), &target);
            shown(Ok(lean))
        }
        "blocks" => match opt::blocks::dissolve(&trace, &target) {
            Ok(Some(trace)) => shown(Ok(trace)),
            Ok(None) => "stays\n".to_string(),
            Err(why) => shown(Err(why)),
        },
        "claims" => {
            let mut trace = trace;
            opt::claims::strengthen(&mut trace, &target);
            shown(Ok(trace))
        }
        "dce" => shown(Ok(opt::dce::sweep(&trace, &target))),
        "peel" => match opt::peel::peel(&trace, &target, opt::PASSES) {
            Ok(Some(peeled)) => shown(Ok(opt::dce::sweep(&peeled, &target))),
            Ok(None) => "not peeled\n".to_string(),
            Err(why) => shown(Err(why)),
        },
        pass => {
            let passes: Vec<opt::Pass> = opt::PASSES
                .iter()
                .filter(|p| p.name == pass)
                .map(|p| opt::Pass {
                    name: p.name,
                    propose: p.propose,
                })
                .collect();
            assert!(!passes.is_empty(), "no stage `{pass}`");
            shown(opt::walk(&trace, &target, &passes))
        }
    }
}

fn side(source: &str, target: &jit::target::Target) -> String {
    let (root, side) = source.split_once("; exit ").expect("a loop and an exit");
    let (exit, side) = side.split_once('\n').expect("a side trace");
    let parsed = |text| jit::ir::text::parse(text).expect("a trace");
    let root = opt::optimise(&parsed(root), None, target).expect("a loop");
    let exit = SnapId(exit.parse().expect("the number of a snapshot"));
    let inputs: Vec<_> = root.snaps.leaves(exit).into_iter().map(Some).collect();
    let root = Root {
        trace: &root,
        inputs: &inputs,
    };
    shown(opt::optimise(&parsed(side), Some(root), target))
}

/// A result of a stage, verified.
fn shown(result: Result<jit::ir::Trace, jit::abort::Abort>) -> String {
    match result {
        Ok(trace) => {
            let verified = jit::ir::verify::verify(&trace, &common::target());
            assert_eq!(verified, Ok(()), "{trace}");
            trace.to_string()
        }
        Err(why) => format!("given up: {}\n", why.words()),
    }
}

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir)
        .expect("filetests are beside the crate")
        .flatten()
    {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|e| e == "trace") {
            found.push(path);
        }
    }
}

#[test]
fn file_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("filetests");
    let mut found = Vec::new();
    files(&root, &mut found);
    found.sort();
    let bless = std::env::var_os("BLESS").is_some();
    let mut failures = Vec::new();
    for path in found {
        let text = std::fs::read_to_string(&path).expect("a readable file");
        let stage = text
            .lines()
            .next()
            .and_then(|l| l.strip_prefix("; stage: "))
            .expect("the stage on line 1");
        let (source, expected) = text.split_once(MARK).unwrap_or((&text, ""));
        let got: String = run_stage(stage, source)
            .lines()
            .map(|l| format!("; {l}\n"))
            .collect();
        if got == expected {
            continue;
        }
        if bless {
            std::fs::write(&path, format!("{source}{MARK}{got}")).expect("a writable file");
        } else {
            failures.push(format!(
                "{}\n--- expected\n{expected}--- got\n{got}",
                path.display()
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
