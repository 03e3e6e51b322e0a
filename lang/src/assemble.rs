//! Text to code: reads what [`disasm`](crate::disasm) writes. Tests write bytecode this way.
//!
//! Columns do not survive (a listing shows lines only), nor do the numbers of cache and counter slots, which are given
//! out in order.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::Arc;

use num_bigint::BigInt;

use crate::code::{Code, CodeFlags, Const, ExceptionEntry, Span, Text};
use crate::opcode::{Intrinsic, Mode, Op, Reg, Special};

/// Where a listing cannot be read: its line and what is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AssembleError {
    /// Line of the listing, from 1.
    pub line: usize,
    /// What.
    pub message: String,
}

impl std::fmt::Display for AssembleError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for AssembleError {}

type Parsed<T> = Result<T, String>;

/// Reads a listing; gives its first block's code.
pub fn assemble(listing: &str) -> Result<Arc<Code>, AssembleError> {
    let lines: Vec<(usize, &str)> = listing
        .lines()
        .enumerate()
        .map(|(n, line)| (n + 1, line))
        .filter(|(_, line)| !line.trim().is_empty())
        .collect();
    let mut blocks: Vec<&[(usize, &str)]> = Vec::new();
    let mut rest = &lines[..];
    while let Some(((number, first), body)) = rest.split_first() {
        if !first.starts_with("code ") {
            return Err(AssembleError {
                line: *number,
                message: "expected `code`".to_owned(),
            });
        }
        let end = 1 + body
            .iter()
            .take_while(|(_, line)| !line.starts_with("code "))
            .count();
        blocks.push(&rest[..end]);
        rest = &rest[end..];
    }
    // A block only mentions later ones, so they are ready if the last comes first.
    let mut done: Vec<Option<Arc<Code>>> = vec![None; blocks.len()];
    for (at, block) in blocks.iter().enumerate().rev() {
        let code = Block {
            codes: &done,
            code: Code::default(),
            labels: HashMap::new(),
            fixups: Vec::new(),
            line: 0,
        };
        done[at] = Some(Arc::new(code.read(block)?));
    }
    let first = done.into_iter().next().flatten();
    first.ok_or(AssembleError {
        line: 1,
        message: "no code".to_owned(),
    })
}

struct Block<'b> {
    codes: &'b [Option<Arc<Code>>],
    code: Code,
    labels: HashMap<String, u32>,
    /// Words that wait for a label.
    fixups: Vec<(usize, String)>,
    /// Source line of the next instruction.
    line: u32,
}

impl Block<'_> {
    fn read(mut self, lines: &[(usize, &str)]) -> Result<Code, AssembleError> {
        let mut regions = Vec::new();
        for (i, (number, line)) in lines.iter().enumerate() {
            let result = match (i, line.trim_start().split_once(' ')) {
                (0, _) => self.header(line),
                (_, Some(("except", region))) => {
                    regions.push((*number, region));
                    Ok(())
                }
                (_, Some((word, rest))) if self.attribute(word, rest) => Ok(()),
                _ => self.instruction(line.trim_start()),
            };
            result.map_err(|message| AssembleError {
                line: *number,
                message,
            })?;
        }
        let at = lines.first().map_or(1, |(number, _)| *number);
        self.link()
            .map_err(|message| AssembleError { line: at, message })?;
        for (number, region) in regions {
            self.region(region).map_err(|message| AssembleError {
                line: number,
                message,
            })?;
        }
        Ok(self.code)
    }

    /// `code 1 name(params) regs 4`
    fn header(&mut self, line: &str) -> Parsed<()> {
        let rest = line
            .strip_prefix("code ")
            .and_then(|rest| rest.split_once(' '))
            .ok_or("expected a number")?
            .1;
        let (name, rest) = rest.split_once('(').ok_or("expected (")?;
        let (params, rest) = rest.rsplit_once(") regs ").ok_or("expected ) regs")?;
        self.code.name = name.into();
        self.code.qualname = name.into();
        self.code.nregs = number(rest)?;
        let mut named: Vec<&str> = Vec::new();
        let (mut star, mut double_star, mut keyword) = (None, None, false);
        for param in params.split(", ").filter(|param| !param.is_empty()) {
            if let Some(name) = param.strip_prefix("**") {
                double_star = Some(name);
            } else if let Some(name) = param.strip_prefix('*') {
                keyword = true;
                star = (!name.is_empty()).then_some(name);
            } else if param == "/" {
                self.code.posonly = named.len() as u16;
            } else {
                named.push(param);
                if keyword {
                    self.code.kwonly += 1;
                } else {
                    self.code.argcount += 1;
                }
            }
        }
        self.code.flags.varargs = star.is_some();
        self.code.flags.varkw = double_star.is_some();
        self.code.varnames = named
            .into_iter()
            .chain(star)
            .chain(double_star)
            .map(Arc::from)
            .collect();
        Ok(())
    }

    /// A line about the code as a whole; false if it is none.
    fn attribute(&mut self, word: &str, rest: &str) -> bool {
        let rest = rest.trim();
        let with_register = || {
            let (name, reg) = rest.rsplit_once(" r")?;
            Some((Arc::from(name), Reg(reg.parse().ok()?)))
        };
        match word {
            "name" => self.code.qualname = rest.into(),
            "flags" => self.code.flags = flags(rest, self.code.flags),
            "locals" => self.code.varnames.extend(rest.split(' ').map(Arc::from)),
            "cell" | "free" => {
                let Some((name, reg)) = with_register() else {
                    return false;
                };
                let code = &mut self.code;
                let (names, regs) = match word {
                    "cell" => (&mut code.cellvars, &mut code.cellregs),
                    _ => (&mut code.freevars, &mut code.freeregs),
                };
                names.push(name);
                regs.push(reg);
            }
            "doc" => {
                let Ok(Const::Str(text)) = (Cursor {
                    rest,
                    codes: self.codes,
                })
                .constant() else {
                    return false;
                };
                self.code.docstring = Some(text);
                self.code.flags.has_docstring = true;
            }
            _ => return false,
        }
        true
    }

    /// `[line] [label] [op operands]`
    fn instruction(&mut self, mut text: &str) -> Parsed<()> {
        let here = self.code.words.len() as u32;
        let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
        if let Ok(line) = first.parse() {
            self.line = line;
            text = rest.trim_start();
            if self.code.firstlineno == 0 {
                self.code.firstlineno = line;
            }
        }
        let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
        if first.starts_with('L') {
            self.labels.insert(first.to_owned(), here);
            text = rest.trim_start();
        }
        if text.is_empty() {
            return Ok(());
        }
        if self
            .code
            .lines
            .last()
            .is_none_or(|(_, span)| span.line != self.line)
        {
            let span = Span {
                line: self.line,
                end_line: self.line,
                col: u16::MAX,
                end_col: u16::MAX,
            };
            self.code.lines.push((here, span));
        }
        let (mnemonic, operands) = text.split_once(' ').unwrap_or((text, ""));
        let op = Op::from_text(mnemonic).ok_or_else(|| format!("no op {mnemonic}"))?;
        self.code.words.push(op as u16);
        let mut cursor = Cursor {
            rest: operands,
            codes: self.codes,
        };
        for (i, (name, mode)) in op.info().operands.iter().enumerate() {
            if i > 0 && !matches!(mode, Mode::Cache | Mode::Hot) {
                cursor.expect(", ")?;
            }
            self.operand(*mode, &mut cursor)
                .map_err(|error| format!("{name}: {error}"))?;
        }
        if cursor.rest.is_empty() {
            Ok(())
        } else {
            Err(format!("too much: {}", cursor.rest))
        }
    }

    fn operand(&mut self, mode: Mode, cursor: &mut Cursor) -> Parsed<()> {
        let word = match mode {
            Mode::Cache => {
                self.code.ncaches += 1;
                self.code.ncaches as u16 - 1
            }
            Mode::Hot => {
                self.code.nhot += 1;
                self.code.nhot as u16 - 1
            }
            Mode::Const => {
                self.code.consts.push(cursor.constant()?);
                self.code.consts.len() as u16 - 1
            }
            Mode::Name => {
                let name = cursor.word();
                let known = self.code.names.iter().position(|known| **known == *name);
                known.unwrap_or_else(|| {
                    self.code.names.push(name.into());
                    self.code.names.len() - 1
                }) as u16
            }
            Mode::Imm => number::<i16>(cursor.word())? as u16,
            Mode::Count | Mode::Flag => number(cursor.word())?,
            Mode::Special => {
                let word = cursor.word();
                Special::ALL
                    .iter()
                    .position(|s| s.text() == word)
                    .ok_or("no such method")? as u16
            }
            Mode::Intrinsic => {
                let word = cursor.word();
                Intrinsic::ALL
                    .iter()
                    .position(|i| i.text() == word)
                    .ok_or("no such intrinsic")? as u16
            }
            Mode::Label => {
                self.fixups
                    .push((self.code.words.len(), cursor.word().to_owned()));
                self.code.words.push(0);
                0
            }
            _ => register(cursor.word())?.0,
        };
        self.code.words.push(word);
        Ok(())
    }

    fn label(&self, name: &str) -> Parsed<u32> {
        self.labels
            .get(name)
            .copied()
            .ok_or_else(|| format!("no label {name}"))
    }

    fn link(&mut self) -> Parsed<()> {
        for (at, label) in std::mem::take(&mut self.fixups) {
            let pc = self.label(&label)?;
            self.code.words[at] = pc as u16;
            self.code.words[at + 1] = (pc >> 16) as u16;
        }
        Ok(())
    }

    /// `start end handler register`
    fn region(&mut self, text: &str) -> Parsed<()> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [start, end, handler, exc] = words[..] else {
            return Err("expected three labels and a register".to_owned());
        };
        let (start, end, handler) = (self.label(start)?, self.label(end)?, self.label(handler)?);
        self.code.exceptions.push(ExceptionEntry {
            start,
            end,
            handler,
            exc: register(exc)?,
        });
        Ok(())
    }
}

fn flags(text: &str, mut flags: CodeFlags) -> CodeFlags {
    for word in text.split(' ') {
        match word {
            "optimized" => flags.optimized = true,
            "nested" => flags.nested = true,
            "method" => flags.method = true,
            "generator" => flags.generator = true,
            "coroutine" => flags.coroutine = true,
            "async_generator" => flags.async_generator = true,
            "future_annotations" => flags.future_annotations = true,
            _ => {}
        }
    }
    flags
}

fn number<T: FromStr>(text: &str) -> Parsed<T> {
    text.trim()
        .parse()
        .map_err(|_| format!("expected a number, not {text}"))
}

fn register(text: &str) -> Parsed<Reg> {
    let digits = text
        .strip_prefix('r')
        .ok_or_else(|| format!("expected a register, not {text}"))?;
    number(digits).map(Reg)
}

/// The rest of an instruction's operands.
struct Cursor<'b> {
    rest: &'b str,
    codes: &'b [Option<Arc<Code>>],
}

impl<'b> Cursor<'b> {
    fn expect(&mut self, text: &str) -> Parsed<()> {
        self.rest = self
            .rest
            .strip_prefix(text)
            .ok_or_else(|| format!("expected {text:?} before {:?}", self.rest))?;
        Ok(())
    }

    /// Up to the next separator.
    fn word(&mut self) -> &'b str {
        let end = self.rest.find([',', ')', '}']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn constant(&mut self) -> Parsed<Const> {
        if let Some(rest) = self.rest.strip_prefix('"') {
            self.rest = rest;
            return Ok(Const::Str(self.text()?));
        }
        if let Some(rest) = self.rest.strip_prefix("b\"") {
            self.rest = rest;
            return Ok(Const::Bytes(self.bytes()?.into()));
        }
        if let Some(rest) = self.rest.strip_prefix("complex(") {
            self.rest = rest;
            let re = number(self.word())?;
            self.expect(", ")?;
            let im = number(self.word())?;
            self.expect(")")?;
            return Ok(Const::Complex(re, im));
        }
        if let Some(rest) = self.rest.strip_prefix('(') {
            self.rest = rest;
            return Ok(Const::Tuple(self.items(")")?.into()));
        }
        if let Some(rest) = self.rest.strip_prefix('{') {
            self.rest = rest;
            return Ok(Const::FrozenSet(self.items("}")?.into()));
        }
        if let Some(rest) = self.rest.strip_prefix("<code ") {
            return self.code(rest);
        }
        match self.word() {
            "None" => Ok(Const::None),
            "True" => Ok(Const::True),
            "False" => Ok(Const::False),
            "..." => Ok(Const::Ellipsis),
            word => match (word.parse(), BigInt::from_str(word)) {
                (Ok(int), _) => Ok(Const::Int(int)),
                (_, Ok(int)) => Ok(Const::BigInt(int)),
                _ => number(word).map(Const::Float),
            },
        }
    }

    /// `2 name>`, after `<code `.
    fn code(&mut self, rest: &'b str) -> Parsed<Const> {
        let (index, rest) = rest.split_once(' ').ok_or("expected a number")?;
        let index: usize = number(index)?;
        let code = self
            .codes
            .get(index)
            .and_then(Option::as_ref)
            .ok_or_else(|| format!("no code {index}"))?;
        self.rest = rest.strip_prefix(&*code.name).ok_or("another name")?;
        self.expect(">")?;
        Ok(Const::Code(code.clone()))
    }

    fn items(&mut self, close: &str) -> Parsed<Vec<Const>> {
        let mut items = Vec::new();
        while !self.rest.starts_with(close) {
            if !items.is_empty() {
                self.expect(", ")?;
            }
            items.push(self.constant()?);
        }
        self.expect(close)?;
        Ok(items)
    }

    /// The inside of a string; lone surrogates make it WTF-8.
    fn text(&mut self) -> Parsed<Text> {
        let mut bytes = Vec::new();
        loop {
            let mut chars = self.rest.chars();
            let c = chars.next().ok_or("string not closed")?;
            self.rest = chars.as_str();
            let c = match c {
                '"' => break,
                '\\' => match self.escape()? {
                    Ok(c) => c,
                    Err(unit) => {
                        bytes.extend([
                            0xed,
                            0x80 | (unit >> 6 & 0x3f) as u8,
                            0x80 | (unit & 0x3f) as u8,
                        ]);
                        continue;
                    }
                },
                c => c,
            };
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        Ok(match String::from_utf8(bytes) {
            Ok(text) => Text::Utf8(text.into()),
            Err(error) => Text::Wtf8(error.into_bytes().into()),
        })
    }

    /// After a backslash: a character, or a lone surrogate.
    fn escape(&mut self) -> Parsed<Result<char, u32>> {
        if let Some(rest) = self.rest.strip_prefix("u{") {
            let (hex, rest) = rest.split_once('}').ok_or("escape not closed")?;
            self.rest = rest;
            let unit = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
            return unit.map(Ok).ok_or_else(|| format!("no character {hex}"));
        }
        if self.rest.starts_with('d') {
            let (hex, rest) = self.rest.split_at_checked(4).ok_or("escape cut off")?;
            self.rest = rest;
            return u32::from_str_radix(hex, 16)
                .map(Err)
                .map_err(|_| format!("no surrogate {hex}"));
        }
        let mut chars = self.rest.chars();
        let c = chars.next().ok_or("string not closed")?;
        self.rest = chars.as_str();
        Ok(Ok(if c == 'n' { '\n' } else { c }))
    }

    fn bytes(&mut self) -> Parsed<Vec<u8>> {
        let mut bytes = Vec::new();
        loop {
            let (byte, rest) = self
                .rest
                .as_bytes()
                .split_first()
                .ok_or("bytes not closed")?;
            let escape = *byte == b'\\';
            let simple = rest.first().copied().unwrap_or(0);
            let (value, length) = match (byte, simple) {
                (b'"', _) => break,
                (b'\\', b'x') => {
                    let hex = self.rest.get(2..4).ok_or("escape cut off")?;
                    (
                        u8::from_str_radix(hex, 16).map_err(|_| format!("no byte {hex}"))?,
                        4,
                    )
                }
                (b'\\', b'n') => (b'\n', 2),
                (b'\\', b'r') => (b'\r', 2),
                (b'\\', b't') => (b'\t', 2),
                _ if escape => (simple, 2),
                _ => (*byte, 1),
            };
            bytes.push(value);
            self.rest = &self.rest[length..];
        }
        self.rest = &self.rest[1..];
        Ok(bytes)
    }
}
