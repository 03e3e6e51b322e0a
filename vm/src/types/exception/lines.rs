//! The lines of a traceback: each frame with its source, and carets under the part that failed.

use lang::carets;
use lang::code::Span;

use crate::object::Str;
use crate::thread::{Slot, Thread};
use crate::types::traceback;
use crate::unwind::Res;
use crate::value::Val;

/// Equal entries in a row that are shown before they are only counted.
const SHOWN_REPEATS: usize = 3;

/// One entry of a traceback as plain data.
pub struct Entry {
    pub filename: String,
    pub name: String,
    pub line: u32,
    pub span: Option<Span>,
}

/// The entries of a traceback, outermost first.
pub fn entries(th: &mut Thread, tb: Slot) -> Res<Vec<Entry>> {
    th.section(|th| {
        let mut all = Vec::new();
        let mut at = th.get(tb);
        while at.is_pointer() {
            all.push(entry(th, at)?);
            at = at
                .expect::<crate::object::Record>()
                .see(th)?
                .field(traceback::NEXT);
        }
        Ok(all)
    })
}

fn entry<'t>(th: &'t Thread, tb: Val<'t>) -> Res<Entry> {
    let code = traceback::code_of(th, tb)?;
    let text = |v: Val<'t>| v.cast::<Str>().map_or("?", |s| s.text()).to_owned();
    Ok(Entry {
        filename: text(code.filename()),
        name: text(code.name()),
        line: traceback::line_of(th, tb)?,
        span: traceback::span_of(th, tb)?,
    })
}

/// The text of all entries, repetitions folded.
pub fn format(all: &[Entry]) -> String {
    let mut out = String::new();
    let mut repeats = 0;
    for (i, e) in all.iter().enumerate() {
        let same = i > 0 && {
            let before = &all[i - 1];
            before.line == e.line && before.filename == e.filename && before.name == e.name
        };
        if !same {
            out += &folded(repeats);
            repeats = 0;
        }
        repeats += 1;
        if repeats <= SHOWN_REPEATS {
            out += &format_entry(e);
        }
    }
    out + &folded(repeats)
}

fn folded(repeats: usize) -> String {
    match repeats.saturating_sub(SHOWN_REPEATS) {
        0 => String::new(),
        1 => "  [Previous line repeated 1 more time]\n".to_owned(),
        n => format!("  [Previous line repeated {n} more times]\n"),
    }
}

fn format_entry(e: &Entry) -> String {
    let head = format!(
        "  File \"{}\", line {}, in {}\n",
        e.filename, e.line, e.name
    );
    let last = e.span.map_or(e.line, |s| s.end_line.max(e.line));
    let original: Vec<String> = (e.line..=last)
        .map(|n| crate::import::source_line(&e.filename, n).unwrap_or_default())
        .map(|l| l.trim_end().to_owned())
        .collect();
    if original.iter().all(|l| l.trim().is_empty()) {
        return head;
    }
    let known = e
        .span
        .filter(|s| s.col != u16::MAX && s.end_col != u16::MAX);
    let body = match known {
        None => format!("{}\n", original[0].trim()),
        Some(span) => Excerpt::new(&original, span).format(),
    };
    let indented: String = body.lines().map(|l| format!("    {l}\n")).collect();
    head + &indented
}

/// The source of one entry, without its common indentation, and the part of it that is meant.
struct Excerpt {
    lines: Vec<String>,
    /// Byte offsets in the first and in the last line.
    start: usize,
    end: usize,
}

/// The marked part inside the meant one: line and byte offset of its start and end.
#[derive(Clone, Copy)]
struct Anchor {
    from: (usize, usize),
    to: (usize, usize),
}

impl Excerpt {
    fn new(original: &[String], span: Span) -> Excerpt {
        let lines = dedented(original);
        let dedent = original[0].len() - lines[0].len();
        let last = &lines[lines.len() - 1];
        let start = usize::from(span.col)
            .saturating_sub(dedent)
            .min(lines[0].len());
        let end = usize::from(span.end_col)
            .saturating_sub(dedent)
            .min(last.len());
        let (start, end) = (boundary(&lines[0], start), boundary(last, end));
        Excerpt { lines, start, end }
    }

    /// The meant text.
    fn segment(&self) -> Option<String> {
        let all = self.lines.join("\n");
        let end = all.len() - (self.lines[self.lines.len() - 1].len() - self.end);
        all.get(self.start..end).map(str::to_owned)
    }

    fn anchor(&self) -> Option<Anchor> {
        let segment = self.segment()?;
        let (from, to) = carets::operator_of(&segment)?;
        let place = |at: usize| {
            let line = segment[..at].matches('\n').count();
            let begin = segment[..at].rfind('\n').map_or(0, |i| i + 1);
            (line, at - begin + if line == 0 { self.start } else { 0 })
        };
        Some(Anchor {
            from: place(from),
            to: place(to),
        })
    }

    fn format(&self) -> String {
        let anchor = self.anchor();
        let carets = self.wants_carets(anchor.is_some());
        let n = self.lines.len();
        let mut shown = vec![false; n];
        (shown[0], shown[n - 1]) = (true, true);
        for (line, _) in anchor.iter().flat_map(|a| [a.from, a.to]) {
            let near = line.saturating_sub(1)..=(line + 1).min(n - 1);
            near.for_each(|i| shown[i] = true);
        }
        let mut out = Vec::new();
        let mut before = 0;
        for i in (0..n).filter(|i| shown[*i]) {
            match i - before {
                // A single line between is shown rather than counted.
                2 => self.push_line(&mut out, i - 1, anchor, carets),
                3.. => out.push(format!("...<{} lines>...", i - before - 1)),
                _ => {}
            }
            self.push_line(&mut out, i, anchor, carets);
            before = i;
        }
        let all = dedented(&out);
        all.iter().map(|l| format!("{l}\n")).collect()
    }

    /// Carets are left out where they would mark all of the lines, or the only call of a simple statement.
    fn wants_carets(&self, has_anchor: bool) -> bool {
        let all = self.lines.join("\n");
        let last = &self.lines[self.lines.len() - 1];
        if carets::is_whole_call(&all, self.start, all.len() - (last.len() - self.end)) {
            return false;
        }
        has_anchor
            || !self.lines[0][..self.start].trim_start().is_empty()
            || !last[self.end..].trim_end().is_empty()
    }

    fn push_line(&self, out: &mut Vec<String>, i: usize, anchor: Option<Anchor>, carets: bool) {
        let line = &self.lines[i];
        out.push(line.clone());
        if !carets {
            return;
        }
        let indent = line.len() - line.trim_start().len();
        let end = if i + 1 == self.lines.len() {
            self.end
        } else {
            line.len()
        };
        let mut marks = String::new();
        for (at, c) in line[..end].char_indices() {
            let outside = at < indent || i == 0 && at < self.start;
            let mark = match anchor {
                _ if outside => ' ',
                None => '^',
                Some(a) if (i, at) >= a.from && (i, at) < a.to => '^',
                Some(_) => '~',
            };
            let width = if is_wide(c) { 2 } else { 1 };
            (0..width).for_each(|_| marks.push(mark));
        }
        out.push(marks);
    }
}

/// The start of the character that a byte offset lies in.
fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The lines without the white space that all of them begin with.
fn dedented(lines: &[String]) -> Vec<String> {
    let indent = |l: &String| l.len() - l.trim_start_matches([' ', '\t']).len();
    let common = lines
        .iter()
        .filter(|l| !l.trim().is_empty())
        .map(indent)
        .min()
        .unwrap_or(0);
    let cut = |l: &String| match l.trim().is_empty() {
        true => String::new(),
        false => l[common..].to_owned(),
    };
    lines.iter().map(cut).collect()
}

/// Does a terminal show the character two columns wide?
pub fn is_wide(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x115F | 0x2E80..=0x303E | 0x3041..=0x33FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xA000..=0xA4CF | 0xA960..=0xA97F | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE10..=0xFE19
        | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1F64F | 0x1F680..=0x1F6FF
        | 0x1F900..=0x1F9FF | 0x20000..=0x3FFFD)
}
