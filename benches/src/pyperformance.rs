//! The programs of pyperformance, fetched with pip into the build output and never kept elsewhere.
//!
//! They are run unmodified, on a small stand-in for pyperf that repeats them within one process. Programs that need more
//! than the standard library are left out.

use crate::machine;
use crate::mode::Mode;
use crate::program::{PYPERFORMANCE, Program};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const VERSION: &str = "1.14.0";

/// The programs; `python` has the pip that fetches them.
pub fn fetch(python: Option<&Mode>) -> Result<Vec<Program>, String> {
    let folder = machine::target().join(format!("{PYPERFORMANCE}-{VERSION}"));
    let programs = folder.join(PYPERFORMANCE).join("data-files/benchmarks");
    if !programs.exists() {
        let python = python.ok_or("there is no other Python to fetch it with")?;
        install(&python.command, &folder)?;
    }
    let entries = fs::read_dir(&programs).map_err(|e| format!("{}: {e}", programs.display()))?;
    let mut all: Vec<Program> = entries
        .filter_map(|entry| program(&entry.ok()?.path()))
        .collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

fn install(python: &[String], folder: &Path) -> Result<(), String> {
    println!("fetching {PYPERFORMANCE} {VERSION} with pip");
    let out = Command::new(&python[0])
        .args(&python[1..])
        .args(["-m", "pip", "install", "--quiet", "--no-deps", "--target"])
        .arg(folder)
        .arg(format!("{PYPERFORMANCE}=={VERSION}"))
        .output()
        .map_err(|e| format!("{}: {e}", python[0]))?;
    if out.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&out.stderr);
    let why = text
        .lines()
        .find(|l| !l.trim().is_empty())
        .unwrap_or("pip failed");
    Err(why.trim().to_owned())
}

/// The program in that folder, if the standard library is all it needs.
fn program(folder: &Path) -> Option<Program> {
    let name = folder
        .file_name()?
        .to_str()?
        .strip_prefix("bm_")?
        .to_owned();
    let path = folder.join("run_benchmark.py");
    let needs = fs::read_to_string(folder.join("requirements.txt")).unwrap_or_default();
    let needs_more = needs
        .lines()
        .any(|l| !l.trim().is_empty() && !l.starts_with('#'));
    let text = fs::read_to_string(&path).ok()?;
    let about = fs::read_to_string(folder.join("pyproject.toml")).unwrap_or_default();
    (!needs_more && !text.contains("bench_command")).then(|| Program {
        name,
        set: PYPERFORMANCE.to_owned(),
        path,
        args: arguments(&about),
        shares: None,
        threaded: false,
        output: None,
    })
}

/// The arguments that pyperformance gives a program: `extra_opts = ["a", "b"]` in its description.
fn arguments(about: &str) -> Vec<String> {
    let line = about.lines().find_map(|l| l.strip_prefix("extra_opts"));
    // The words lie between pairs of quotation marks.
    let parts = line.unwrap_or_default().split('"').skip(1).step_by(2);
    parts.map(str::to_owned).collect()
}

/// What the stand-in for pyperf is told.
pub fn environment(
    scratch: &Path,
    times: &Path,
    iterations: usize,
    seconds: f64,
) -> Vec<(String, String)> {
    let stand_in: PathBuf = scratch.join("pyperf.py");
    // If it cannot be written, the program says that there is no pyperf.
    let _ = fs::write(&stand_in, include_str!("pyperf_shim.py"));
    let pair = |k: &str, v: String| (k.to_owned(), v);
    vec![
        pair("PYTHONPATH", scratch.display().to_string()),
        pair("BENCH_TIMES", times.display().to_string()),
        pair("BENCH_ITERATIONS", iterations.to_string()),
        pair("BENCH_SECONDS", seconds.to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use super::arguments;

    #[test]
    fn programs_get_the_arguments_of_their_description() {
        let about = "name = \"x\"\nextra_opts = [\"io\", \"--task-groups\"]\n";
        assert_eq!(arguments(about), ["io", "--task-groups"]);
        assert!(arguments("name = \"x\"\n").is_empty());
    }
}
