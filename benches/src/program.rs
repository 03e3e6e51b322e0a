//! What is to be run: the sets, and any Python file.
//!
//! A program that runs with a number of threads says in its first lines how they meet: `# threads share nothing`, or
//! `reads`, or `writes`. It takes the number as its first argument, does the same work in all with any number, and
//! prints the same.

use crate::data::Shares;
use crate::machine::root;
use crate::words;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A set that is a folder of programs.
struct Folder {
    name: &'static str,
    path: &'static str,
}

const FOLDERS: &[Folder] = &[
    Folder {
        name: "own",
        path: "benches/programs",
    },
    Folder {
        name: "demos",
        path: "benches/demos",
    },
    Folder {
        name: "threads",
        path: "benches/programs/threads",
    },
    Folder {
        name: "atomic",
        path: "benches/programs/atomic",
    },
];

/// The set that is fetched.
pub const PYPERFORMANCE: &str = "pyperformance";

#[derive(Clone, Debug)]
pub struct Program {
    pub name: String,
    pub set: String,
    pub path: PathBuf,
    pub args: Vec<String>,
    /// How its threads meet, if it takes a number of threads.
    pub shares: Option<Shares>,
    /// Starts threads, so it cannot run without barriers.
    pub threaded: bool,
    /// Hash of what it prints, where that is on record.
    pub output: Option<String>,
}

impl Program {
    fn read(path: &Path, set: &str, args: &[String]) -> Result<Program, String> {
        let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let shares = shares(&text);
        Ok(Program {
            threaded: shares.is_some() || starts_threads(&text),
            shares,
            name,
            set: set.to_owned(),
            path: path
                .canonicalize()
                .map_err(|e| format!("{}: {e}", path.display()))?,
            args: args.to_vec(),
            output: None,
        })
    }

    /// Repeated within a process, it measures itself.
    pub fn measures_itself(&self) -> bool {
        self.set == PYPERFORMANCE
    }
}

fn shares(text: &str) -> Option<Shares> {
    let said = text
        .lines()
        .take(3)
        .find_map(|l| l.strip_prefix("# threads share "))?;
    Shares::ALL.into_iter().find(|s| s.name() == said.trim())
}

fn starts_threads(text: &str) -> bool {
    let modules = [
        "threading",
        "transaction",
        "_thread",
        "__pypy__.thread",
        "concurrent",
    ];
    text.lines().any(|line| {
        let mut words = line.split_whitespace();
        matches!(words.next(), Some("import" | "from"))
            && words
                .next()
                .is_some_and(|m| modules.contains(&m.trim_end_matches(',')))
    })
}

/// The programs of a folder, by name.
fn folder(folder: &Folder, args: &[String]) -> Result<Vec<Program>, String> {
    let path = root().join(folder.path);
    let entries = fs::read_dir(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "py"))
        .filter(|p| {
            !p.file_name()
                .is_some_and(|n| n.to_string_lossy().starts_with('_'))
        })
        .collect();
    files.sort();
    let mut programs = Vec::new();
    for file in files {
        programs.push(Program::read(&file, folder.name, args)?);
    }
    Ok(programs)
}

/// Whether a word of the command line means the set that is fetched, or one program of it.
pub fn fetched(word: &str) -> Option<Option<&str>> {
    let rest = word.strip_prefix(PYPERFORMANCE)?;
    if rest.is_empty() {
        return Some(None);
    }
    rest.strip_prefix('/').map(Some)
}

/// What is meant by a word of the command line: the name of a set, of a program in one, or a file.
pub fn select(word: &str, args: &[String]) -> Result<Vec<Program>, String> {
    let mut found = if let Some(set) = FOLDERS.iter().find(|f| f.name == word) {
        folder(set, args)?
    } else if word.ends_with(".py") {
        vec![Program::read(Path::new(word), "files", args)?]
    } else {
        vec![named(word, args)?]
    };
    let known = outputs();
    for program in found.iter_mut().filter(|p| p.args.is_empty()) {
        let name = format!("{}/{}", program.set, program.name);
        program.output = known.get(&name).cloned();
    }
    Ok(found)
}

/// A program of a set by its name, or by the set's name and its own.
fn named(word: &str, args: &[String]) -> Result<Program, String> {
    let (set, name) = match word.split_once('/') {
        Some((set, name)) => (Some(set), name),
        None => (None, word),
    };
    for f in FOLDERS.iter().filter(|f| set.is_none_or(|s| s == f.name)) {
        let path = root().join(f.path).join(format!("{name}.py"));
        if path.exists() {
            return Program::read(&path, f.name, args);
        }
    }
    let sets: Vec<String> = FOLDERS
        .iter()
        .map(|f| f.name.to_owned())
        .chain([PYPERFORMANCE.to_owned()])
        .collect();
    Err(format!(
        "`{word}` is no file ending in .py, no program of a set, and no set (those are {})",
        words::list(&sets)
    ))
}

fn record() -> PathBuf {
    root().join("benches/programs/outputs.txt")
}

/// What programs print at their default sizes: lines of `set/name hash`.
fn outputs() -> HashMap<String, String> {
    let text = fs::read_to_string(record()).unwrap_or_default();
    let pair = |line: &str| {
        let (name, hash) = line.split_once(' ')?;
        Some((name.to_owned(), hash.trim().to_owned()))
    };
    text.lines()
        .filter(|l| !l.starts_with('#'))
        .filter_map(pair)
        .collect()
}

/// Puts what programs printed on record.
pub fn put_on_record(printed: &[(String, String)]) -> Result<(), String> {
    let mut all = outputs();
    all.extend(printed.iter().cloned());
    let mut lines: Vec<String> = all
        .into_iter()
        .map(|(name, hash)| format!("{name} {hash}\n"))
        .collect();
    lines.sort();
    let head = "# Hashes of what the programs print at their default sizes under CPython.\n";
    fs::write(record(), head.to_owned() + &lines.concat())
        .map_err(|e| format!("{}: {e}", record().display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_has_programs() {
        for set in FOLDERS {
            assert!(
                !folder(set, &[]).expect("a folder").is_empty(),
                "{}",
                set.name
            );
        }
        assert!(select("no-such-program", &[]).is_err());
        let found = select("own/nbody", &[]).expect("a program");
        assert!(!found[0].threaded && found[0].name == "nbody" && found[0].output.is_some());
        assert!(
            select("nbody", &["7".into()]).expect("a program")[0]
                .output
                .is_none()
        );
        assert_eq!(fetched("pyperformance/go"), Some(Some("go")));
        assert_eq!(
            (fetched("pyperformance"), fetched("own")),
            (Some(None), None)
        );
    }

    #[test]
    fn programs_say_how_their_threads_meet() {
        assert_eq!(shares("# threads share writes\n"), Some(Shares::Writes));
        assert_eq!(shares("import threading\n"), None);
        assert!(
            starts_threads("import threading\n") && !starts_threads("x = 'import threading'\n")
        );
    }
}
