//! What the figures were taken on.

use crate::child;
use crate::data::Machine;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("benches/ lies in the repository")
}

/// Where this tool puts what it makes: beside the other build output.
pub fn target() -> PathBuf {
    let above = |path: PathBuf| path.parent().and_then(Path::parent).map(Path::to_owned);
    std::env::current_exe()
        .ok()
        .and_then(above)
        .unwrap_or_else(|| root().join("target"))
}

/// What can be said about this machine.
pub fn look() -> Machine {
    let line = |file: &str, key: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let value = text.lines().find_map(|l| {
            let (name, value) = l.split_once(':')?;
            (name.trim() == key).then(|| value.trim().to_owned())
        });
        value.unwrap_or_default()
    };
    let number = |text: &str| text.split(' ').next().and_then(|n| n.parse().ok());
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    Machine {
        processor: line("/proc/cpuinfo", "model name"),
        cores: child::processors().len(),
        memory_mib: number(&line("/proc/meminfo", "MemTotal")).unwrap_or(0) / 1024,
        system: format!("{} {}", std::env::consts::OS, release.trim()),
        load: load(),
        commit: commit(),
    }
}

/// How many processes wanted to run in the last minute.
pub fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ')
        .next()
        .and_then(|n| n.parse().ok())
        .unwrap_or(0.0)
}

/// The commit that is checked out; a plus stands for changes on top of it.
fn commit() -> String {
    let git = |args: &[&str]| {
        let out = Command::new("git")
            .arg("-C")
            .arg(root())
            .args(args)
            .output()
            .ok()?;
        out.status
            .success()
            .then(|| String::from_utf8_lossy(&out.stdout).trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "--short", "HEAD"]) else {
        return String::new();
    };
    let changed =
        git(&["status", "--porcelain", "--untracked-files=no"]).is_some_and(|s| !s.is_empty());
    if changed { commit + "+" } else { commit }
}

/// Which processors a program with that many threads is kept on, if some are left for others: it gets one more than its
/// threads, for the JIT's compiler.
pub fn share_of(processors: &[usize], threads: usize) -> Option<&[usize]> {
    let wanted = threads + 1;
    // The first one is where interrupts mostly go.
    (wanted < processors.len()).then(|| &processors[processors.len() - wanted..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_pinned_where_cores_are_left() {
        assert_eq!(share_of(&[0, 1], 1), None);
        assert_eq!(share_of(&[0, 1, 2, 5], 1), Some(&[2, 5][..]));
        assert_eq!(share_of(&[0, 1, 2, 5], 3), None);
    }

    #[test]
    fn the_machine_is_known() {
        let machine = look();
        assert!(machine.cores > 0 && machine.memory_mib > 0);
    }
}
