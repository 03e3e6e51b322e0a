//! The text of a source file and where its lines begin.

use ruff_text_size::{TextRange, TextSize};

use crate::code::Span;

/// Text with its line starts.
pub struct Source<'s> {
    /// The whole text.
    pub text: &'s str,
    /// Byte offset at which each line begins.
    starts: Vec<u32>,
}

impl<'s> Source<'s> {
    /// Finds the lines: they end with `\n`, `\r\n` or a lone `\r`.
    pub fn new(text: &'s str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                starts.push(at as u32 + 1);
            }
        }
        Source { text, starts }
    }

    /// Line (from 1) and byte column of an offset.
    pub fn place(&self, offset: TextSize) -> (u32, u32) {
        let offset = offset.to_u32();
        let line = self.starts.partition_point(|start| *start <= offset);
        (line as u32, offset - self.starts[line - 1])
    }

    /// Line of an offset.
    pub fn line(&self, offset: TextSize) -> u32 {
        self.place(offset).0
    }

    /// The span of a range.
    pub fn span(&self, range: TextRange) -> Span {
        let (line, col) = self.place(range.start());
        let next = self.starts.get(line as usize).copied().unwrap_or(u32::MAX);
        let (end_line, end_col) = if range.end().to_u32() < next {
            (line, col + range.len().to_u32())
        } else {
            self.place(range.end())
        };
        let narrow = |col| u16::try_from(col).unwrap_or(u16::MAX);
        Span {
            line,
            end_line,
            col: narrow(col),
            end_col: narrow(end_col),
        }
    }

    /// The text of a line, without its end.
    pub fn line_text(&self, line: u32) -> &'s str {
        let at = (line as usize).saturating_sub(1);
        let start = self.starts.get(at).map_or(self.text.len(), |s| *s as usize);
        let end = self
            .starts
            .get(at + 1)
            .map_or(self.text.len(), |s| *s as usize);
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }

    /// Offset at which a line's text ends.
    pub fn line_end(&self, line: u32) -> TextSize {
        let start = TextSize::new(self.starts[line as usize - 1]);
        start + TextSize::of(self.line_text(line))
    }

    /// The text of a range.
    pub fn slice(&self, range: TextRange) -> &'s str {
        &self.text[range.start().to_usize()..range.end().to_usize()]
    }
}
