//! Source files: bytes to text by the rules of PEP 263, and single lines for tracebacks.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Mutex;

use super::library;

/// Why the bytes of a file are no source text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Undecodable {
    /// No encoding was declared and this byte is not UTF-8; line from 1.
    NotUtf8 { byte: u8, line: usize },
    /// The declared encoding is not known.
    Unknown(String),
    /// The declared encoding does not have this byte.
    Bad { encoding: String, byte: u8 },
    /// A null byte.
    Null,
}

impl Undecodable {
    /// The message of the SyntaxError.
    pub fn message(&self, filename: &str) -> String {
        match self {
            Undecodable::NotUtf8 { byte, line } => format!(
                "Non-UTF-8 code starting with '\\x{byte:02x}' in file {filename} on line {line}, but no encoding \
                 declared; see https://peps.python.org/pep-0263/ for details"
            ),
            Undecodable::Unknown(name) => format!("unknown encoding: {name}"),
            Undecodable::Bad { encoding, byte } => {
                format!("'{encoding}' codec can't decode byte 0x{byte:02x}")
            }
            Undecodable::Null => "source code cannot contain null bytes".into(),
        }
    }
}

/// The text of a source file.
pub fn decode(bytes: &[u8]) -> Result<String, Undecodable> {
    if bytes.contains(&0) {
        return Err(Undecodable::Null);
    }
    let (bytes, marked) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let declared = cookie(bytes).filter(|_| !marked);
    let Some(name) = declared else {
        return utf8(bytes);
    };
    match normal_name(&name).as_str() {
        "utf-8" => utf8(bytes),
        "latin-1" => Ok(bytes.iter().map(|b| char::from(*b)).collect()),
        "ascii" => match bytes.iter().find(|b| !b.is_ascii()) {
            Some(byte) => Err(Undecodable::Bad {
                encoding: name,
                byte: *byte,
            }),
            None => utf8(bytes),
        },
        "iso-8859-15" => Ok(bytes.iter().map(|b| latin9(*b)).collect()),
        "cp1252" => bytes
            .iter()
            .map(|b| {
                windows(*b).ok_or(Undecodable::Bad {
                    encoding: name.clone(),
                    byte: *b,
                })
            })
            .collect(),
        _ => Err(Undecodable::Unknown(name)),
    }
}

fn utf8(bytes: &[u8]) -> Result<String, Undecodable> {
    std::str::from_utf8(bytes)
        .map(str::to_owned)
        .map_err(|e| Undecodable::NotUtf8 {
            byte: bytes[e.valid_up_to()],
            line: 1 + bytes[..e.valid_up_to()]
                .iter()
                .filter(|b| **b == b'\n')
                .count(),
        })
}

/// The encoding that a comment in the first two lines names.
fn cookie(bytes: &[u8]) -> Option<String> {
    for line in bytes.split(|b| *b == b'\n').take(2) {
        let text: String = line.iter().map(|b| char::from(*b)).collect();
        let trimmed = text.trim_start_matches([' ', '\t', '\x0c']);
        let Some(comment) = trimmed.strip_prefix('#') else {
            if trimmed.trim().is_empty() {
                continue;
            }
            return None;
        };
        let Some(at) = comment.find("coding") else {
            continue;
        };
        let rest = &comment[at + "coding".len()..];
        let Some(rest) = rest.strip_prefix([':', '=']) else {
            continue;
        };
        let name: String = rest
            .trim_start_matches([' ', '\t'])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
            .collect();
        if !name.is_empty() {
            return Some(name);
        }
    }
    None
}

fn normal_name(name: &str) -> String {
    let lower = name.to_ascii_lowercase().replace('_', "-");
    match lower.as_str() {
        "utf8" | "utf-8" | "u8" | "utf" | "utf-8-sig" => "utf-8",
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "l1" | "8859" | "cp819" => "latin-1",
        "ascii" | "us-ascii" | "646" => "ascii",
        "iso-8859-15" | "iso8859-15" | "latin-9" | "latin9" => "iso-8859-15",
        "cp1252" | "windows-1252" => "cp1252",
        _ => return lower,
    }
    .to_owned()
}

fn latin9(b: u8) -> char {
    match b {
        0xA4 => '€',
        0xA6 => 'Š',
        0xA8 => 'š',
        0xB4 => 'Ž',
        0xB8 => 'ž',
        0xBC => 'Œ',
        0xBD => 'œ',
        0xBE => 'Ÿ',
        _ => char::from(b),
    }
}

/// The code points of 0x80..0xA0 in cp1252; a question mark where there is none.
const WINDOWS: &str = "€?‚ƒ„…†‡ˆ‰Š‹Œ?Ž??‘’“”•–—˜™š›œ?žŸ";

fn windows(b: u8) -> Option<char> {
    if !(0x80..0xA0).contains(&b) {
        return Some(char::from(b));
    }
    WINDOWS
        .chars()
        .nth(usize::from(b - 0x80))
        .filter(|c| *c != '?')
}

/// Sources that lie in no file (`-c`, standard input, a prompt), by the name that their code bears.
static TYPED: Mutex<Option<HashMap<String, String>>> = Mutex::new(None);

/// Remembers a source that lies in no file, so that tracebacks can show its lines.
pub fn remember(filename: &str, text: &str) {
    let mut typed = TYPED.lock().unwrap_or_else(|e| e.into_inner());
    typed
        .get_or_insert_default()
        .insert(filename.to_owned(), text.to_owned());
}

/// The text of a source by the name that code objects made of it bear.
pub fn text_of(filename: &str) -> Option<String> {
    if filename.starts_with('<') {
        if let Some(packed) = library::find_path(filename) {
            return decode(&packed.bytes()).ok();
        }
        let typed = TYPED.lock().unwrap_or_else(|e| e.into_inner());
        return typed.as_ref()?.get(filename).cloned();
    }
    if filename.is_empty() || !Path::new(filename).is_file() {
        return None;
    }
    decode(&std::fs::read(filename).ok()?).ok()
}

/// A line (from 1) of a source, without its end.
pub fn source_line(filename: &str, line: u32) -> Option<String> {
    let text = text_of(filename)?;
    let line = text.split('\n').nth((line as usize).checked_sub(1)?)?;
    Some(line.trim_end_matches('\r').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_declared_in_the_first_two_lines() {
        assert_eq!(
            decode(b"# -*- coding: latin-1 -*-\nx = '\xe9'").unwrap(),
            "# -*- coding: latin-1 -*-\nx = 'é'"
        );
        assert_eq!(
            decode(b"#!/bin/x\n# vim: set fileencoding=cp1252 :\n'\x80'").unwrap(),
            "#!/bin/x\n# vim: set fileencoding=cp1252 :\n'€'"
        );
        assert_eq!(
            decode(b"x = 1\ny = 2\n# coding: latin-1\n\xe9"),
            Err(Undecodable::NotUtf8 {
                byte: 0xe9,
                line: 4
            })
        );
        assert_eq!(
            decode(b"# coding: klingon"),
            Err(Undecodable::Unknown("klingon".into()))
        );
        assert_eq!(decode(b"\xEF\xBB\xBFx").unwrap(), "x");
    }

    #[test]
    fn lines_of_typed_sources_are_remembered() {
        remember("<typed>", "a\nb\r\nc");
        assert_eq!(source_line("<typed>", 2).as_deref(), Some("b"));
        assert_eq!(source_line("<typed>", 9), None);
        assert!(source_line("<stdlib>/queue.py", 1).is_some());
    }
}
