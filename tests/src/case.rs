//! A case read from its file: the directives and what is expected. The crate page describes the format.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One line of expected text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// `#|`: exactly this.
    Exact(String),
    /// `#~`: three dots stand for any text, and on a line of their own for any number of lines.
    Pattern(String),
}

#[derive(Debug, Clone, Default)]
pub struct Case {
    /// Path below `tests/`, with `/` between folders: how the case is called.
    pub name: String,
    pub path: PathBuf,
    pub threads: bool,
    /// A program of the repository to be run in place of the file.
    pub run: Option<String>,
    pub args: Vec<String>,
    pub command: Option<Vec<String>>,
    pub stdin: String,
    pub env: Vec<(String, String)>,
    pub not: Vec<String>,
    pub timeout: Duration,
    pub no_cpython: Option<String>,
    pub stdout: Vec<Line>,
    pub stderr: Vec<Line>,
    pub exit: i32,
    /// Outcomes of a race that must come, and that may.
    pub must: Vec<String>,
    pub may: Vec<String>,
}

const EXPECTATIONS: [&str; 3] = ["expect", "stderr", "exit"];

impl Case {
    pub fn read(path: &Path, name: String) -> Result<Case, String> {
        let text = fs::read_to_string(path).map_err(|e| format!("{name}: {e}"))?;
        Case::parse(&text, path, &name).map_err(|e| format!("{name}: {e}"))
    }

    fn parse(text: &str, path: &Path, name: &str) -> Result<Case, String> {
        let mut case = Case {
            name: name.to_string(),
            path: path.to_path_buf(),
            timeout: Duration::from_secs(10),
            ..Case::default()
        };
        let mut section = "";
        for (number, line) in text.lines().enumerate() {
            let place = |message: &str| format!("line {}: {message}", number + 1);
            if let Some(rest) = line.strip_prefix("#:") {
                let rest = rest.trim();
                let (key, value) = rest.split_once(' ').unwrap_or((rest, ""));
                section = EXPECTATIONS
                    .iter()
                    .find(|&&e| e == key)
                    .copied()
                    .unwrap_or("");
                case.directive(key, value.trim()).map_err(|e| place(&e))?;
            } else if let Some(expected) = expected_line(line) {
                match section {
                    "expect" => case.stdout.push(expected),
                    "stderr" => case.stderr.push(expected),
                    _ => return Err(place("expected text outside `#: expect` and `#: stderr`")),
                }
            }
        }
        Ok(case)
    }

    fn directive(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key {
            "threads" => self.threads = true,
            "run" => {
                let mut words = words(value)?;
                if words.is_empty() {
                    return Err("`run` needs a program".into());
                }
                self.run = Some(words.remove(0));
                self.args.extend(words);
            }
            "args" => self.args.extend(words(value)?),
            "command" => self.command = Some(words(value)?),
            "stdin" => self.stdin.push_str(&value.replace("\\n", "\n")),
            "env" => {
                let (name, value) = value.split_once('=').ok_or("`env` needs NAME=value")?;
                self.env.push((name.to_string(), value.to_string()));
            }
            "not" => self
                .not
                .extend(value.split(',').map(|mode| mode.trim().to_string())),
            "timeout" => {
                let seconds = value.parse().map_err(|_| "`timeout` needs seconds")?;
                self.timeout = Duration::from_secs(seconds);
            }
            "cpython" => self.no_cpython = Some(value.to_string()),
            "exit" => self.exit = value.parse().map_err(|_| "`exit` needs a number")?,
            "must" => self.must.push(value.to_string()),
            "may" => self.may.push(value.to_string()),
            "expect" | "stderr" => {}
            other => return Err(format!("no directive `{other}`")),
        }
        Ok(())
    }

    /// A race states outcomes; any other case states text.
    pub fn is_race(&self) -> bool {
        !self.must.is_empty() || !self.may.is_empty()
    }

    pub fn runs_in(&self, mode: &str) -> bool {
        !self.not.iter().any(|name| name == mode)
    }

    /// Rewrites what the file expects, as recorded from CPython; leaves alone what already fits.
    pub fn bless(&self, stdout: &str, stderr: &str, exit: i32) -> std::io::Result<()> {
        let text = fs::read_to_string(&self.path)?;
        let mut kept = Vec::new();
        let mut dropping = false;
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("#:") {
                let key = rest.split_whitespace().next().unwrap_or("");
                dropping = EXPECTATIONS.contains(&key);
            }
            if !(dropping && (line.starts_with("#:") || expected_line(line).is_some())) {
                kept.push(line.to_string());
            }
        }
        while kept.last().is_some_and(|line| line.trim().is_empty()) {
            kept.pop();
        }
        kept.push(String::new());
        write_section(&mut kept, "expect", &self.stdout, stdout);
        write_section(&mut kept, "stderr", &self.stderr, stderr);
        if exit != 0 {
            kept.push(format!("#: exit {exit}"));
        }
        fs::write(&self.path, kept.join("\n") + "\n")
    }
}

fn write_section(out: &mut Vec<String>, key: &str, before: &[Line], actual: &str) {
    if actual.is_empty() {
        return;
    }
    out.push(format!("#: {key}"));
    if matches(before, actual) {
        out.extend(before.iter().map(|line| match line {
            Line::Exact(text) => format!("#| {text}").trim_end().to_string(),
            Line::Pattern(text) => format!("#~ {text}").trim_end().to_string(),
        }));
    } else {
        out.extend(
            actual
                .lines()
                .map(|line| format!("#| {line}").trim_end_matches(' ').to_string()),
        );
    }
}

fn expected_line(line: &str) -> Option<Line> {
    let text = |rest: &str| rest.strip_prefix(' ').unwrap_or(rest).to_string();
    if let Some(rest) = line.strip_prefix("#|") {
        Some(Line::Exact(text(rest)))
    } else {
        line.strip_prefix("#~")
            .map(|rest| Line::Pattern(text(rest)))
    }
}

/// Splits as a shell would, with double quotes only; `\n` in quotes is a newline.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    for letter in text.chars() {
        match letter {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' if !quoted => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    if quoted {
        return Err("a quote is not closed".into());
    }
    words.extend(word);
    Ok(words
        .into_iter()
        .map(|word| word.replace("\\n", "\n"))
        .collect())
}

/// Whether the actual text is what is expected. Blanks at the ends of lines do not count, since
/// editors take them away from the case.
pub fn matches(expected: &[Line], actual: &str) -> bool {
    let lines: Vec<&str> = actual.lines().collect();
    lines_match(expected, &lines)
}

fn lines_match(expected: &[Line], actual: &[&str]) -> bool {
    match expected.split_first() {
        None => actual.is_empty(),
        Some((Line::Pattern(text), rest)) if text == "..." => {
            (0..=actual.len()).any(|skip| lines_match(rest, &actual[skip..]))
        }
        Some((first, rest)) => actual
            .split_first()
            .is_some_and(|(line, others)| line_matches(first, line) && lines_match(rest, others)),
    }
}

pub fn line_matches(expected: &Line, actual: &str) -> bool {
    let actual = actual.trim_end_matches(' ');
    match expected {
        Line::Exact(text) => text.trim_end_matches(' ') == actual,
        Line::Pattern(text) => glob(text.trim_end_matches(' '), actual),
    }
}

fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split("...");
    let first = parts.next().unwrap_or("");
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        let Some(place) = rest.find(part) else {
            return false;
        };
        rest = &rest[place + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(text: &str) -> Case {
        Case::parse(text, Path::new("x.py"), "x.py").expect("a well-formed case")
    }

    #[test]
    fn directives_and_text_are_told_apart() {
        let case =
            case("# free: text\n#: args a \"b c\"\nprint(1)\n#: expect\n#| 1\n#|\n#: exit 2\n");
        assert_eq!(case.args, ["a", "b c"]);
        assert_eq!(
            case.stdout,
            [Line::Exact("1".into()), Line::Exact(String::new())]
        );
        assert_eq!(case.exit, 2);
        assert!(Case::parse("#: expects\n", Path::new("x.py"), "x").is_err());
        assert!(Case::parse("#| 1\n", Path::new("x.py"), "x").is_err());
    }

    #[test]
    fn dots_stand_for_text_and_for_lines() {
        let case = case("#: stderr\n#| a\n#~ ...\n#~ x ... z\n");
        assert!(matches(&case.stderr, "a\nx y z\n"));
        assert!(matches(&case.stderr, "a\nb\nc\nx  z\n"));
        assert!(!matches(&case.stderr, "a\nb\nc\n"));
        assert!(glob("a...b", "ab") && !glob("ab...b", "ab") && glob("...", ""));
    }
}
