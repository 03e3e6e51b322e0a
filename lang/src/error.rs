//! What is wrong with the user's source, in CPython's words.

use ruff_text_size::TextRange;

use crate::source::Source;

/// The exception class to raise.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ErrorKind {
    /// `SyntaxError`
    Syntax,
    /// `IndentationError`
    Indentation,
    /// `TabError`
    Tab,
    /// `RecursionError`: nested too deeply to be compiled.
    Recursion,
    /// `OverflowError`: more registers, constants or names than an operand can name.
    Overflow,
}

impl ErrorKind {
    /// Name of the exception class.
    pub fn class_name(self) -> &'static str {
        match self {
            ErrorKind::Syntax => "SyntaxError",
            ErrorKind::Indentation => "IndentationError",
            ErrorKind::Tab => "TabError",
            ErrorKind::Recursion => "RecursionError",
            ErrorKind::Overflow => "OverflowError",
        }
    }
}

/// Why a source cannot be compiled. Lines and columns count from 1, columns in code points, as CPython's
/// `SyntaxError` attributes do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CompileError {
    /// Exception class.
    pub kind: ErrorKind,
    /// Message.
    pub message: String,
    /// `lineno`
    pub line: u32,
    /// `offset`
    pub column: u32,
    /// `end_lineno`
    pub end_line: u32,
    /// `end_offset`
    pub end_column: u32,
    /// `text`: the line at fault.
    pub text: String,
    /// The source ends where more was expected: a REPL asks for another line.
    pub incomplete: bool,
}

impl CompileError {
    /// A `SyntaxError` at a range.
    pub fn syntax(source: &Source, range: TextRange, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Syntax, source, range, message)
    }

    /// An error at a range.
    pub fn new(
        kind: ErrorKind,
        source: &Source,
        range: TextRange,
        message: impl Into<String>,
    ) -> Self {
        let (line, col) = source.place(range.start());
        // A line end counts as one column of its line.
        let at_line_end = source.text[range.start().to_usize()..].starts_with(['\n', '\r']);
        let (end_line, end_col) = if at_line_end {
            (line, col + range.len().to_u32().min(1))
        } else {
            source.place(range.end())
        };
        CompileError {
            kind,
            message: message.into(),
            line,
            column: code_points(source.line_text(line), col) + 1,
            end_line,
            end_column: code_points(source.line_text(end_line), end_col) + 1,
            text: source.line_text(line).to_owned(),
            incomplete: false,
        }
    }
}

/// Byte column to code point column.
fn code_points(line: &str, col: u32) -> u32 {
    let col = col as usize;
    let inside = line.char_indices().take_while(|(at, _)| *at < col).count();
    (inside + col.saturating_sub(line.len())) as u32
}

impl std::fmt::Display for CompileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}: {} (line {})",
            self.kind.class_name(),
            self.message,
            self.line
        )
    }
}

impl std::error::Error for CompileError {}
