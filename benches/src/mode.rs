//! Ways to run a program: Typhon's modes, and peers.

use crate::data::ModeInfo;
use crate::machine;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A row of [`MODES`].
struct Row {
    name: &'static str,
    flags: &'static [&'static str],
    one_thread: bool,
}

const MODES: &[Row] = &[
    Row {
        name: "interp",
        flags: &["--no-jit"],
        one_thread: false,
    },
    Row {
        name: "full",
        flags: &["--jit"],
        one_thread: false,
    },
    Row {
        name: "plain",
        flags: &["--jit", "--barriers=plain"],
        one_thread: false,
    },
    Row {
        name: "off",
        flags: &["--jit", "--barriers=off"],
        one_thread: true,
    },
];

/// Peers that are looked for if none is named: the first of each group that is there.
const USUAL_PEERS: &[&[&str]] = &[&["python3.14", "python3.13", "python3"]];

/// A way to run a program.
#[derive(Clone, Debug)]
pub struct Mode {
    pub name: String,
    pub command: Vec<String>,
    pub version: String,
    /// Another Python.
    pub peer: bool,
    /// Refuses a second thread.
    pub one_thread: bool,
}

impl Mode {
    pub fn info(&self) -> ModeInfo {
        ModeInfo {
            name: self.name.clone(),
            version: self.version.clone(),
            command: self.command.clone(),
            peer: self.peer,
        }
    }

    /// Whether compiled code has barriers to be counted.
    pub fn has_barriers(&self) -> bool {
        !self.peer && matches!(self.name.as_str(), "full" | "plain")
    }
}

/// Typhon's modes of these names; `jit` is another name of `full`.
pub fn typhon(binary: &Path, names: &[String]) -> Result<Vec<Mode>, String> {
    let version = version_of(&[binary.display().to_string()])
        .ok_or_else(|| format!("{} does not run", binary.display()))?
        .1;
    let mut modes = Vec::new();
    for name in names {
        let wanted = if name == "jit" { "full" } else { name };
        let row = MODES.iter().find(|row| row.name == wanted).ok_or_else(|| {
            let known: Vec<&str> = MODES.iter().map(|row| row.name).collect();
            format!("no mode `{name}` (there are {})", known.join(", "))
        })?;
        let flags = row.flags.iter().map(|f| (*f).to_owned());
        modes.push(Mode {
            name: row.name.to_owned(),
            command: std::iter::once(binary.display().to_string())
                .chain(flags)
                .collect(),
            version: version.clone(),
            peer: false,
            one_thread: row.one_thread,
        });
    }
    Ok(modes)
}

/// The peers named, or the usual ones, and a word about each that is not there.
pub fn peers(named: &[String]) -> (Vec<Mode>, Vec<String>) {
    let mut found = Vec::new();
    let mut missing = Vec::new();
    if named.is_empty() {
        let first = |group: &&[&str]| group.iter().find_map(|name| peer(name));
        found.extend(USUAL_PEERS.iter().filter_map(first));
        if found.is_empty() {
            missing.push("no other Python was found to compare with".into());
        }
    }
    for name in named {
        match peer(name) {
            Some(mode) => found.push(mode),
            None => missing.push(format!("{name} is not there or does not run: skipped")),
        }
    }
    (found, missing)
}

fn peer(name: &str) -> Option<Mode> {
    let command: Vec<String> = name.split_whitespace().map(str::to_owned).collect();
    let (executable, version) = version_of(&command)?;
    let file = Path::new(&command[0])
        .file_name()?
        .to_string_lossy()
        .into_owned();
    let shown = std::iter::once(file).chain(command[1..].iter().cloned());
    Some(Mode {
        name: shown.collect::<Vec<_>>().join(" "),
        // Behind a name there may be a script that looks for the real one each time.
        command: std::iter::once(executable)
            .chain(command[1..].iter().cloned())
            .collect(),
        version,
        peer: true,
        one_thread: false,
    })
}

/// The file that really runs, and what it says about itself.
fn version_of(command: &[String]) -> Option<(String, String)> {
    const ASK: &str = "import sys; v = sys.version_info; i = sys.implementation\n\
        own = '' if i.name == 'cpython' else ', %s %d.%d.%d' % ((i.name,) + tuple(i.version[:3]))\n\
        print(sys.executable); print('Python %d.%d.%d' % tuple(v[:3]) + own)";
    let (first, flags) = command.split_first()?;
    let out = Command::new(first)
        .args(flags)
        .args(["-c", ASK])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let mut lines = text.lines();
    let (executable, version) = (lines.next()?, lines.next()?);
    let executable = if executable.is_empty() {
        first
    } else {
        executable
    };
    out.status
        .success()
        .then(|| (executable.to_owned(), version.to_owned()))
}

/// The Typhon to measure: the one given, or this checkout's, built now if something changed.
pub fn binary(given: Option<&Path>) -> Result<PathBuf, String> {
    if let Some(path) = given {
        return path
            .canonicalize()
            .map_err(|e| format!("{}: {e}", path.display()));
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(machine::root())
        .args([
            "build",
            "--release",
            "--package",
            "typhon",
            "--bin",
            "typhon",
        ])
        .env("CARGO_TARGET_DIR", machine::target())
        .status()
        .map_err(|e| format!("cargo: {e}"))?;
    if !status.success() {
        return Err("typhon could not be built".into());
    }
    Ok(machine::target().join("release").join("typhon"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_peer_gets_a_word() {
        let (found, missing) = peers(&["no-such-python".into()]);
        assert!(found.is_empty());
        assert_eq!(
            missing,
            ["no-such-python is not there or does not run: skipped"]
        );
    }

    #[test]
    fn what_is_no_python_is_no_peer() {
        assert!(peer("true").is_none());
        assert!(typhon(Path::new("/nonexistent"), &["full".into()]).is_err());
    }
}
