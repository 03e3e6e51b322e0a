//! `expectations.txt`: the failures that are known, one `mode:case` a line; `*` stands for every mode.
//!
//! A listed case that passes is an error, so the list only gets shorter.

use crate::report::Verdict;
use crate::tree;
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

#[derive(Debug, Default)]
pub struct Known {
    lines: BTreeSet<(String, String)>,
}

fn path() -> PathBuf {
    tree::tests().join("expectations.txt")
}

impl Known {
    pub fn read() -> Result<Known, String> {
        let text = match fs::read_to_string(path()) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(e) => return Err(format!("expectations.txt: {e}")),
        };
        let mut known = Known::default();
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or("").trim();
            if line.is_empty() {
                continue;
            }
            let (mode, case) = line
                .split_once(':')
                .ok_or_else(|| format!("expectations.txt: no mode in `{line}`"))?;
            known.lines.insert((mode.to_string(), case.to_string()));
        }
        Ok(known)
    }

    pub fn lists(&self, mode: &str, case: &str) -> bool {
        ["*", mode]
            .iter()
            .any(|m| self.lines.contains(&(m.to_string(), case.to_string())))
    }

    /// The listed lines that this run has proved wrong: every run they speak of has passed.
    pub fn outdated(&self, verdicts: &[Verdict]) -> Vec<String> {
        self.lines
            .iter()
            .filter(|(mode, case)| {
                let mut about = verdicts
                    .iter()
                    .filter(|v| v.case == *case && (mode == "*" || v.mode == mode))
                    .peekable();
                about.peek().is_some() && about.all(|v| v.failure.is_none())
            })
            .map(|(mode, case)| format!("{mode}:{case}"))
            .collect()
    }

    /// Replaces the lines about the cases and modes that were run by what this run has shown.
    pub fn learn(&mut self, verdicts: &[Verdict]) -> std::io::Result<()> {
        for verdict in verdicts {
            self.lines.remove(&("*".to_string(), verdict.case.clone()));
            let line = (verdict.mode.to_string(), verdict.case.clone());
            if verdict.failure.is_some() {
                self.lines.insert(line);
            } else {
                self.lines.remove(&line);
            }
        }
        self.fold(verdicts);
        let mut lines: Vec<String> = self
            .lines
            .iter()
            .map(|(mode, case)| format!("{mode}:{case}"))
            .collect();
        lines.sort_by(|a, b| {
            a.split_once(':')
                .map(|x| x.1)
                .cmp(&b.split_once(':').map(|x| x.1))
                .then(a.cmp(b))
        });
        let head =
            "# Failures that are known, as mode:case. A listed case that passes is an error.\n";
        fs::write(path(), head.to_string() + &lines.join("\n") + "\n")
    }

    /// One `*` for a case that fails in every one of several modes.
    fn fold(&mut self, verdicts: &[Verdict]) {
        let cases: BTreeSet<&String> = verdicts.iter().map(|v| &v.case).collect();
        for case in cases {
            let about: Vec<&Verdict> = verdicts.iter().filter(|v| v.case == *case).collect();
            if about.len() > 1 && about.iter().all(|v| v.failure.is_some()) {
                for verdict in about {
                    self.lines.remove(&(verdict.mode.to_string(), case.clone()));
                }
                self.lines.insert(("*".to_string(), case.clone()));
            }
        }
    }
}
